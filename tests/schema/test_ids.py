"""The ids that inputs take: each is read as that of one kind of record, or of any where its description says so."""

from graphql import GraphQLInputObjectType, get_named_type
from strawberry.utils.str_converters import to_snake_case

from schema import root
from schema.engine import nodes

OF_ANY_KIND = {"id", "recordId", "mentions"}
"""Of the object that the field looks for, of any record, and of people."""


def test_every_id_that_an_input_takes_is_that_of_a_kind_of_record() -> None:
    inputs = (kind for kind in root.schema().type_map.values() if isinstance(kind, GraphQLInputObjectType))
    unknown = {
        f"{kind.name}.{name}"
        for kind in inputs
        for name, field in kind.fields.items()
        if get_named_type(field.type).name == "ID" and name not in OF_ANY_KIND
        if nodes.prefix_of(to_snake_case(name)) is None
    }
    assert unknown == set()
