"""What the API says of itself: nothing without a sentence, and a bound that names what is out of it."""

from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLNamedType, GraphQLObjectType

from portal import errors
from portal.contracts.rules import LIFE
from schema import root
from tests.entering import Enter
from tests.make import Make

OURS = [kind for name, kind in root.schema().type_map.items() if not name.startswith("__")]


def parts_of(kind: GraphQLNamedType) -> dict[str, Any]:
    """What a type is made of, by the place where its sentence stands."""
    if isinstance(kind, GraphQLEnumType):
        return {f"{kind.name}.{name}": value for name, value in kind.values.items()}
    if isinstance(kind, GraphQLInputObjectType):
        return {f"{kind.name}.{name}": each for name, each in kind.fields.items()}
    if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        return {}
    fields = {f"{kind.name}.{name}": each for name, each in kind.fields.items()}
    given = {f"{place}({name}:)": each for place, field in fields.items() for name, each in field.args.items()}
    return fields | given


def test_every_type_field_argument_and_value_has_its_sentence() -> None:
    roots = {"Query", "Mutation", "Subscription"}
    silent = [kind.name for kind in OURS if not kind.description and kind.name not in roots]
    silent += [place for kind in OURS for place, part in parts_of(kind).items() if not part.description]
    assert silent == []


def test_a_step_says_where_it_leads_and_what_it_needs_as_the_table_does() -> None:
    kind = root.schema().type_map["ContractAction"]
    assert isinstance(kind, GraphQLEnumType)
    review = LIFE.step(LIFE.initial, "submitForReview")
    assert kind.values["SUBMIT_FOR_REVIEW"].description == f"From DRAFT to IN_REVIEW: {review.needs}."


def test_a_refusals_code_says_what_the_business_says_of_it() -> None:
    kind = root.schema().type_map["UserErrorCode"]
    assert isinstance(kind, GraphQLEnumType)
    assert {name: value.description for name, value in kind.values.items()} == {
        each.code: each.__doc__ for each in errors.KINDS
    }


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("contracts(first: 101) { nodes { id } }", "`first` must be between 1 and 100."),
        ("contracts(last: 0) { nodes { id } }", "`last` must be between 1 and 100."),
        ("contracts { nodes { versions(last: 21) { number } } }", "`last` must be between 1 and 20."),
    ],
)
async def test_a_number_out_of_its_bounds_is_named(
    make_committed: Make, enter: Enter, asked: str, sentence: str
) -> None:
    (who,) = await enter(await make_committed.member())
    answer = await who.client.post("/graphql", json={"query": f"{{ {asked} }}"})
    (error,) = answer.json()["errors"]
    assert (error["message"], error["extensions"]["code"]) == (sentence, "BAD_USER_INPUT")
