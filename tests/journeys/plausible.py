"""Inputs of mutations made from the schema alone, and every place in them that can be filled with something else."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
)

Path = tuple[str | int, ...]
BY_TYPE: Mapping[str, Any] = {
    "String": "words", "Int": 1, "Boolean": False, "Date": "2027-01-01", "Decimal": "1.00",
    "DateTime": "2027-01-01T00:00:00Z",
}  # fmt: skip
BY_NAME: Mapping[str, Any] = {
    "country": "DE", "calendar": "DE", "zone": "Europe/Berlin", "currency": "EUR", "endsOn": "2028-01-01",
    "idempotencyKey": "the same key", "depth": 0, "lei": None, "vatNumber": None, "registerNumber": None,
    "domain": "larkfield.com",
}  # fmt: skip

WHOLE: Mapping[str, Any] = {
    "disputeTerms": [{"term": "dispute_mediation", "termValue": "NO"}],
    "feeTerms": [{"term": "fee_rate", "termValue": "8"}], "regions": ["DE"], "products": ["GTX-PRO"],
}  # fmt: skip
"""Lists whose parts fit together, or are the codes of something."""


def mutations(schema: GraphQLSchema) -> list[tuple[str, GraphQLInputObjectType]]:
    """The name of each mutation and the type of its input."""
    assert schema.mutation_type
    found = []
    for name, definition in schema.mutation_type.fields.items():
        kind = get_named_type(definition.args["input"].type)
        assert isinstance(kind, GraphQLInputObjectType)
        found.append((name, kind))
    return found


def plausible(given: GraphQLInputType, known: Mapping[str, Any], name: str = "") -> Any:
    """A whole value of the type; `known` gives fields by their names, such as ids and digests."""
    kind: Any = get_nullable_type(given)
    if name in known:
        return known[name]
    if name in WHOLE:
        return copy.deepcopy(WHOLE[name])
    if isinstance(kind, GraphQLList):
        return [plausible(kind.of_type, known)]
    if isinstance(kind, GraphQLInputObjectType):
        # A text comes in one of two ways: whole, or in clauses.
        fields = {name: each for name, each in kind.fields.items() if name != "clauses" or "text" not in kind.fields}
        return {name: plausible(each.type, known, name) for name, each in fields.items()}
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    return BY_NAME.get(name, BY_TYPE[kind.name] if kind.name != "ID" else known["id"])


def leaves(given: GraphQLInputType, value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """The place and the type's name of every scalar and enumeration in a value."""
    kind: Any = get_nullable_type(given)
    if isinstance(kind, GraphQLList):
        for index, item in enumerate(value):
            yield from leaves(kind.of_type, item, (*path, index))
    elif isinstance(kind, GraphQLInputObjectType):
        for name, item in value.items():
            yield from leaves(kind.fields[name].type, item, (*path, name))
    else:
        yield path, "Enum" if isinstance(kind, GraphQLEnumType) else kind.name


def with_at(value: Any, path: Path, other: Any) -> Any:
    """A copy of the value with something else at the place."""
    copied = copy.deepcopy(value)
    inner = copied
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = other
    return copied


def document(name: str, kind: GraphQLInputObjectType) -> str:
    return f"mutation ($input: {kind.name}!) {{ {name}(input: $input) {{ userErrors {{ code path message }} }} }}"
