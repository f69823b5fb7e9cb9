"""Plain variables are taken as they are: the values and the shape that the standard's rules and the whole walk give."""

from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse
from graphql.execution.values import get_variable_values
from hypothesis import given, settings
from hypothesis import strategies as st

from schema import root
from schema.engine import arguments, variables
from schema.engine.errors import BadInput

SOURCE = "($a: ID!, $b: ID, $c: String!, $d: String, $e: Boolean!, $f: Boolean, $g: Int!, $h: Int)"
FIT: dict[str, Any] = {
    **dict.fromkeys("ab", st.sampled_from(["ctr_" + "0" * 32, "org_" + "f" * 32, "ctr_1", ""])),
    **dict.fromkeys("cd", st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=3)),
    **dict.fromkeys("ef", st.booleans()),
    **dict.fromkeys("gh", st.sampled_from([0, -1, 7, 2**31 - 1, -(2**31)])),
}
UNFIT = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**31) - 1, 2**31), st.sampled_from([1.0, 1.5, "3"]), st.just([1])
)


def operation(declared: str) -> OperationDefinitionNode:
    (found,) = parse(f"query{declared} {{ __typename }}").definitions
    assert isinstance(found, OperationDefinitionNode)
    return found


@settings(max_examples=200, deadline=None, database=None)
@given(data=st.data())
def test_what_is_taken_is_what_coercing_gives(data: st.DataObject) -> None:
    asked, schema = operation(SOURCE), root.schema()
    values: dict[str, Any] = data.draw(
        st.fixed_dictionaries({n: FIT[n] for n in "aceg"}, optional={n: FIT[n] for n in "bdfh"})
    )
    values |= data.draw(st.dictionaries(st.sampled_from("abcdefgh"), UNFIT, max_size=1))
    declared = variables.declared(schema, asked)
    taken = declared.taken(values)
    standard = get_variable_values(schema, asked.variable_definitions or (), values)
    if taken is None:
        return
    assert not isinstance(standard, list)
    assert taken == (standard.coerced, arguments.shape(standard.coerced, declared.types))
    assert [type(value) for value in taken[0].values()] == [type(standard.coerced[name]) for name in taken[0]]


def test_what_fits_is_taken_and_what_is_absent_stays_absent() -> None:
    declared = variables.declared(root.schema(), operation(SOURCE))
    needed = {"a": "ctr_" + "0" * 32, "c": "x", "e": True, "g": 7}
    shape = (("a", "ctr"), ("c", "value"), ("e", "True"), ("g", "value"))
    assert declared.taken({**needed, "other": 1}) == (needed, shape)
    assert declared.taken({**needed, "d": None}) == (
        {**needed, "d": None}, (*shape[:2], ("d", None), *shape[2:]),
    )  # fmt: skip


@pytest.mark.parametrize("text", ["x\0", "\ud800"])
def test_a_text_that_no_text_may_hold_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        variables.declared(root.schema(), operation("($c: String!)")).taken({"c": text})


@pytest.mark.parametrize("declared", ['($c: String = "x")', "($n: [Int])", "($t: DateTime)", "($x: Float, $c: ID)"])
def test_what_is_not_plain_is_left_to_the_standard(declared: str) -> None:
    assert variables.declared(root.schema(), operation(declared)).taken({"c": "x"}) is None
