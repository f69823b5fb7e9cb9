"""What of an operation is selected: fields with fragments opened and switches obeyed, and their arguments."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionSetNode,
    Undefined,
    get_directive_values,
    get_named_type,
    get_nullable_type,
)
from graphql.execution.values import VariableValues, get_argument_values

from schema.engine import arguments
from schema.engine.arguments import Binds, Given
from schema.engine.fields import Read
from schema.engine.templates import Place

Fields = dict[str, list[FieldNode]]
NOTHING = Given()


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of a row where it is asked for, its arguments read."""

    row: Place
    key: tuple[Hashable, ...]
    """What a template of it depends on besides the row."""
    definition: GraphQLField
    given: Given
    sets: list[SelectionSetNode]

    @property
    def binds(self) -> Binds:
        return self.given.binds


class Selections:
    """One operation's selections, for one shape of its variables."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: VariableValues
    ) -> None:
        self.schema, self.fragments, self.variables = schema, fragments, variables

    def collect(self, kind: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> Fields:
        """The fields that apply to a type by response name, fragments opened and switches obeyed."""
        fields: Fields = {}
        for node in self._fields(kind, sets):
            fields.setdefault((node.alias or node.name).value, []).append(node)
        return fields

    def _fields(self, kind: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> Iterator[FieldNode]:
        for selection in (selection for each in sets for selection in each.selections):
            if not self._included(selection):
                continue
            if isinstance(selection, FieldNode):
                yield selection
                continue
            fragment = self.fragments[selection.name.value] if isinstance(selection, FragmentSpreadNode) else selection
            if isinstance(fragment, (FragmentDefinitionNode, InlineFragmentNode)) and self._applies(kind, fragment):
                yield from self._fields(kind, [fragment.selection_set])

    def _applies(self, kind: GraphQLObjectType, fragment: FragmentDefinitionNode | InlineFragmentNode) -> bool:
        if fragment.type_condition is None:
            return True
        condition = self.schema.type_map[fragment.type_condition.name.value]
        return condition is kind or (isinstance(condition, GraphQLInterfaceType) and condition in kind.interfaces)

    def _included(self, node: Any) -> bool:
        if not node.directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
        include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        return not (skip and skip["if"]) and not (include and not include["if"])

    def arguments(self, definition: GraphQLField, node: FieldNode, source: Any) -> Given:
        """The arguments given, by their Python names; a null or absent one is left to the method's own default."""
        if not definition.args:
            return NOTHING
        bounds = source.bounds if isinstance(source, Read) else {}
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        found, binds = dict[str, Any](), Binds()
        for name, argument in definition.args.items():
            value = self._argument(argument, given.get(name), binds, present=name in given)
            if name in bounds and value is not None:
                binds.bound(value, *bounds[name], called=name)
            if value is not None:
                found[arguments.python_name(name, argument)] = value
        return Given(found, binds)

    def _argument(self, argument: GraphQLArgument, node: Any, binds: Binds, *, present: bool) -> Any:
        if present:
            return arguments.convert(node, argument.type, self.variables, binds)
        default = None if argument.default_value is Undefined else argument.default_value
        return arguments.constant(default, argument.type, binds)

    def shaped(self, kind: Any, sets: Sequence[SelectionSetNode]) -> Callable[[Any], Any]:
        """How a Python value of a type becomes JSON of the selected fields."""
        kind = get_nullable_type(kind)
        if isinstance(kind, GraphQLList):
            item = self.shaped(kind.of_type, sets)
            return lambda value: None if value is None else [item(each) for each in value]
        if isinstance(kind, GraphQLEnumType):
            return lambda value: getattr(value, "name", value)
        if not isinstance(kind, GraphQLObjectType):
            return lambda value: None if value is None else kind.serialize(value)
        fields = {name: self._shaped_field(kind, nodes) for name, nodes in self.collect(kind, sets).items()}
        return lambda value: None if value is None else {name: take(value) for name, take in fields.items()}

    def _shaped_field(self, kind: GraphQLObjectType, nodes: list[FieldNode]) -> Callable[[Any], Any]:
        field = nodes[0].name.value
        if field == "__typename":
            return lambda _: kind.name
        definition = kind.fields[field]
        shape = self.shaped(definition.type, sets_of(nodes))
        if kind.name.startswith("__"):
            resolve: Any = definition.resolve
            given = get_argument_values(definition, nodes[0], self.variables)
            about = SimpleNamespace(schema=self.schema)  # all that the standard's resolvers look at
            return lambda value: shape(resolve(value, about, **given))
        attribute = definition.extensions["strawberry-definition"].python_name
        return lambda value: shape(getattr(value, attribute))


def object_type(kind: Any) -> GraphQLObjectType:
    """The type of the objects in a field. Raises TypeError for any other."""
    named = get_named_type(kind)
    if not isinstance(named, GraphQLObjectType):
        raise TypeError(f"{named.name} is not an object type")
    return named


def sets_of(nodes: Sequence[FieldNode]) -> list[SelectionSetNode]:
    return [node.selection_set for node in nodes if node.selection_set]
