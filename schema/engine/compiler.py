"""From a GraphQL operation to one SQL statement whose single value is the response text."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
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
    OperationDefinitionNode,
    SelectionSetNode,
    Undefined,
    get_directive_values,
    get_named_type,
    get_nullable_type,
)
from graphql.execution.values import VariableValues
from sqlalchemy import Boolean, LargeBinary, Select, Text, Uuid, bindparam, case, cast, func, select
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import BigInteger, TypeEngine

from portal.access import Permission
from schema.engine import arguments, connections, text
from schema.engine.connections import Paged
from schema.engine.fields import (
    KEY,
    Column,
    Computed,
    IdsParam,
    Lookup,
    Part,
    Read,
    Value,
    permission_of,
    required,
)
from schema.engine.scope import Fill, Hole, Row

CLAIM: Mapping[str, TypeEngine[Any]] = {"token": LargeBinary(), "version": BigInteger()}
"""The first two parameters of every read."""

Variables = Mapping[str, Any]
Fields = dict[str, list[FieldNode]]


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled operation: the statement, its parameters in order, and what Python fills in afterwards."""

    sql: str
    getters: tuple[Callable[[Variables], Any], ...]
    fill: Fill | None
    """None where the text is the whole answer."""
    missing: frozenset[Permission] = frozenset()
    """What the caller lacks to see all of it; in its place is null."""

    def values(self, variables: Variables) -> list[Any]:
        """The statement's parameters; those of a read come after the caller's token and version."""
        return [getter(variables) for getter in self.getters]


class Compiler:
    """One walk over one operation for one caller's permissions and one shape of variables."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: VariableValues,
        permissions: frozenset[Permission], keys: connections.CursorKeys,
    ) -> None:  # fmt: skip
        self.schema, self.fragments, self.variables, self.permissions = schema, fragments, variables, permissions
        self.keys = keys
        self.binds = arguments.Binds()
        self._holes: list[Hole] = []
        self._names = 0
        self._missing: set[Permission] = set()

    def read(self, operation: OperationDefinitionNode) -> Plan:
        """A query: the claim that enters the caller's context, then the answer, in one statement."""
        root = self.schema.query_type
        if root is None:
            raise TypeError("the schema has no queries")
        answer = self.object(root, None, operation.selection_set)
        who = (bindparam(name, type_=kind, required=False) for name, kind in CLAIM.items())
        entered = select(func.enter(*who, type_=Boolean())).scalar_subquery()
        return self._plan(select(case((entered, answer))))

    def payload(self, kind: GraphQLObjectType, row: Any, selections: Sequence[SelectionSetNode]) -> Plan:
        """A mutation's payload, read inside its transaction, where the context is entered already."""
        return self._plan(select(self.object(kind, row, selections)))

    def _plan(self, statement: Select[Any]) -> Plan:
        compiled = statement.compile(dialect=text.DIALECT, compile_kwargs={"render_postcompile": True})
        own, constants = self.binds.getters, compiled.params
        names = [name for name in compiled.positiontup or () if name not in CLAIM]
        return Plan(
            str(compiled), tuple(own.get(name) or _fixed(constants[name]) for name in names),
            Fill(tuple(self._holes)) if self._holes else None, frozenset(self._missing),
        )  # fmt: skip

    # -- objects

    def object(
        self,
        kind: GraphQLObjectType,
        row: Any,
        selections: SelectionSetNode | Sequence[SelectionSetNode],
    ) -> ColumnElement[Any]:
        """The JSON text of one object over a row."""
        sets = [selections] if isinstance(selections, SelectionSetNode) else selections
        pieces: list[text.Piece] = []
        for name, nodes in self.collect(kind, sets).items():
            pieces += [f'{"," if pieces else "{"}"{name}":', *self.field(kind, row, nodes)]
        return text.join([*(pieces or ["{"]), "}"])

    def field(self, kind: GraphQLObjectType, row: Any, nodes: list[FieldNode]) -> list[text.Piece]:
        """The JSON text of one field, by where it says its value comes from."""
        if nodes[0].name.value == "__typename":
            return [f'"{kind.name}"']
        definition = kind.fields[nodes[0].name.value]
        spec = definition.extensions["strawberry-definition"]
        source = spec.metadata.get(KEY)
        if isinstance(source, Read):
            return self._read(source, definition, row, nodes)
        if isinstance(source, Computed):
            return self._hole(source, definition, row, nodes)
        if isinstance(source, Value):
            found = source.expression(row, **self.arguments(definition, nodes[0]))
            if isinstance(found, Part):
                return self._part(found, definition, nodes)
            return text.scalar(definition.type, found)
        if isinstance(source, Column) and self._lacks(source.requires):
            return [text.NULL]
        if get_named_type(definition.type).name == "ID":
            return text.global_id(kind.extensions["strawberry-definition"].origin.PREFIX, row.id)
        return text.scalar(definition.type, getattr(row, spec.python_name))

    def _hole(self, source: Computed, definition: GraphQLField, row: Any, nodes: list[FieldNode]) -> list[text.Piece]:
        """What Python needs for the field, between marks."""
        needs = source.needs(row, **self.arguments(definition, nodes[0]))
        named = [part for name, need in needs.items() for part in (text.constant(name), need)]
        number = len(self._holes)
        shape = self.shaped(definition.type, _sets(nodes))
        self._holes.append(Hole(source.compute, shape, source.is_long, source.is_kept))
        return [f"{text.MARK}{number}", func.json_build_object(*named).cast(Text()), text.MARK]

    def _part(self, part: Part, definition: GraphQLField, nodes: list[FieldNode]) -> list[text.Piece]:
        kind = get_named_type(definition.type)
        if not isinstance(kind, GraphQLObjectType):
            raise TypeError(f"{kind.name} is not an object type")
        row = type("PartRow", (), dict(part.columns))
        whole = self.object(kind, row, _sets(nodes))
        return [whole if part.absent is None else case((part.absent, text.constant(text.NULL)), else_=whole)]

    def _read(self, source: Read, definition: GraphQLField, row: Any, nodes: list[FieldNode]) -> list[text.Piece]:
        if self._lacks(permission_of(source, definition.type)):
            return [text.NULL]
        result = source.select(row, **self.arguments(definition, nodes[0], source.bounds))
        if isinstance(result, Lookup):
            return self._lookup(result, nodes)
        kind = get_named_type(definition.type)
        if not isinstance(kind, GraphQLObjectType):
            return text.scalar(definition.type, result.scalar_subquery())
        if isinstance(result, Paged):
            return connections.compiled(self, result, kind, nodes)
        row = Row(result, self.name())
        rows = select(self.object(kind, row, _sets(nodes))).select_from(row.source())
        return text.listed(rows) if isinstance(get_nullable_type(definition.type), GraphQLList) else text.first(rows)

    def _lacks(self, permission: Permission | None) -> bool:
        if permission in self.permissions:
            return False
        if permission is not None:
            self._missing.add(permission)
        return True

    def _lookup(self, lookup: Lookup, nodes: list[FieldNode]) -> list[text.Piece]:
        """Objects by id: the prefix picks the type, so only the types asked for are in the statement."""
        if not isinstance(lookup.ids, IdsParam):
            return self._found(lookup, lookup.ids.prefix, lookup.ids.value, nodes)
        asked = (
            func.unnest(lookup.ids.types, lookup.ids.values)
            .table_valued("prefix", "id", with_ordinality="place")
            .render_derived("asked")
        )
        value = cast(text.column("asked", "id", Text()), Uuid())
        branches = [
            (asked.c.prefix == text.constant(prefix), text.join(self._found(lookup, prefix, value, nodes)))
            for prefix in sorted(lookup.ids.prefixes & lookup.kinds.keys())
        ]
        null = text.constant(text.NULL)
        return text.listed(
            select(case(*branches, else_=null) if branches else null).select_from(asked).order_by(asked.c.place)
        )

    def _found(self, lookup: Lookup, prefix: str, value: Any, nodes: list[FieldNode]) -> list[text.Piece]:
        if prefix not in lookup.kinds:
            return [text.NULL]
        name, find = lookup.kinds[prefix]
        kind = self.schema.type_map[name]
        if self._lacks(required(kind)):
            return [text.NULL]
        if not isinstance(kind, GraphQLObjectType):
            raise TypeError(f"{name} is not an object type")
        row = Row(find(value), self.name())
        return text.first(select(self.object(kind, row, _sets(nodes))).select_from(row.source()))

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
        attribute = definition.extensions["strawberry-definition"].python_name
        shape = self.shaped(definition.type, _sets(nodes))
        return lambda value: shape(getattr(value, attribute))

    def name(self) -> str:
        self._names += 1
        return f"t{self._names}"

    # -- selections

    def arguments(
        self, definition: GraphQLField, node: FieldNode, bounds: Mapping[str, tuple[int, int]] = MappingProxyType({})
    ) -> dict[str, Any]:
        """The arguments given, by their Python names; a null or absent one is left to the method's own default."""
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        found: dict[str, Any] = {}
        for name, argument in definition.args.items():
            value = self._argument(argument, given.get(name), present=name in given)
            if name in bounds and value is not None:
                self.binds.bound(value, *bounds[name])
            if value is not None:
                found[arguments.python_name(name, argument)] = value
        return found

    def _argument(self, argument: GraphQLArgument, node: Any, *, present: bool) -> Any:
        if present:
            return arguments.convert(node, argument.type, self.variables, self.binds)
        default = None if argument.default_value is Undefined else argument.default_value
        return arguments.constant(default, argument.type, self.binds)

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
        skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
        include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        return not (skip and skip["if"]) and not (include and not include["if"])


def _fixed(value: Any) -> Callable[[Variables], Any]:
    return lambda _: value


def _sets(nodes: Sequence[FieldNode]) -> list[SelectionSetNode]:
    return [node.selection_set for node in nodes if node.selection_set]
