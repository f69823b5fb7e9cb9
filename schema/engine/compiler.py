"""From a GraphQL operation to one SQL statement whose single value is the response text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
)
from graphql.execution.values import VariableValues

from portal.access import Permission
from schema.engine import arguments, following, paging, templates, text, withheld
from schema.engine.arguments import Binds, Getter, Variables
from schema.engine.connections import CursorKeys, Paged
from schema.engine.fields import (
    KEY,
    BySide,
    Column,
    Computed,
    IdParam,
    Lookup,
    Pointer,
    Read,
    Rehearsal,
    Value,
    permission_of,
    required,
)
from schema.engine.gate import ABOUT_SCHEMA
from schema.engine.introspection import SchemaTold
from schema.engine.scope import Fill, Hole, Written
from schema.engine.selections import Asked, Selections, object_type, sets_of
from schema.engine.templates import Fixed, Kept, Place, Row, Rows, Shown, Template
from schema.engine.text import Piece, Sql

CLAIM = "(SELECT enter($1::BYTEA, $2::BIGINT))"
"""Who asks, by the first two parameters of every read; true once their context is entered."""
CLAIMED = 2


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A field that an operation answers, where it was asked for."""

    hole: int
    source: Rehearsal
    definition: GraphQLField
    node: FieldNode


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled operation: the statement, its parameters in order, and what Python fills in afterwards.

    Its single value is the answer's text; of a read that nothing is filled into, the text in UTF-8.
    """

    sql: str
    getters: tuple[Getter, ...]
    fill: Fill | None
    """None where the text is the whole answer."""
    missing: frozenset[Permission] = frozenset()
    """What the caller lacks to see all of it; in its place is null."""
    rehearsed: tuple[Rehearsed, ...] = ()
    """What operations answer, beside the statement."""

    def values(self, variables: Variables) -> list[Any]:
        """The statement's parameters; those of a read come after the caller's token and version."""
        return [getter(variables) for getter in self.getters]


class Compiler(Selections):
    """One walk over one operation for one caller's permissions and one shape of variables."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: VariableValues,
        permissions: frozenset[Permission], keys: CursorKeys, kept: Kept, schema_told: SchemaTold, *,
        is_watched: bool, marked: frozenset[Permission] = frozenset(),
    ) -> None:  # fmt: skip
        super().__init__(schema, fragments, variables)
        self._marked = marked
        self.permissions, self.keys, self.kept, self._schema_told = permissions, keys, kept, schema_told
        self.is_watched = is_watched
        """Its lists may grow beyond what is sent, so each is refused as it does."""
        self._getters: list[Getter] = []
        self._holes: list[Hole] = []
        self._rehearsed: list[Rehearsed] = []
        self._before = 0
        self._names = 0
        self._missing: set[Permission] = set()

    def read(self, operation: OperationDefinitionNode) -> Plan:
        """A query: the claim that enters the caller's context, then the answer, in one statement."""
        root = self.schema.query_type
        if root is None:
            raise TypeError("the schema has no queries")
        self._before = CLAIMED
        answer = self.object(root, Fixed("root"), [operation.selection_set])
        return self._plan(f"CASE WHEN {CLAIM} THEN {answer} END", is_read=True)

    def event(self, operation: OperationDefinitionNode) -> Plan:
        """A subscription: the claim that enters the caller's context, then the next event behind a place."""
        self._before = CLAIMED
        field = following.subscribed(self, operation)
        self._lacks(field.source.requires)
        return self._plan(f"CASE WHEN {CLAIM} THEN {following.compiled(self, field)} END")

    def payload(self, kind: GraphQLObjectType, selections: Sequence[SelectionSetNode]) -> Plan:
        """A mutation's payload, read inside its transaction, where the context is entered already."""
        row = Fixed("payload", columns={"result_id": arguments.RESULT_ID})
        return self._plan(self.object(kind, row, selections))

    def _plan(self, whole: str, *, is_read: bool = False) -> Plan:
        fill = Fill(tuple(self._holes)) if self._holes else None
        statement = text.answered(whole, is_final=is_read and fill is None)
        return Plan(statement, tuple(self._getters), fill, frozenset(self._missing), tuple(self._rehearsed))

    # -- objects

    def object(self, kind: GraphQLObjectType, row: Place, sets: Sequence[SelectionSetNode]) -> Sql:
        """The JSON text of one object over a row."""
        fields = self.collect(kind, sets).items()
        return text.join(text.fields((name, self.field(kind, row, nodes)) for name, nodes in fields))

    def field(self, kind: GraphQLObjectType, row: Place, nodes: list[FieldNode]) -> list[Piece]:
        """The JSON text of one field, by where it says its value comes from."""
        field = nodes[0].name.value
        if field == "__typename":
            return [f'"{kind.name}"']
        if field in ABOUT_SCHEMA:
            return self._about_schema(nodes)
        definition = kind.fields[field]
        source = definition.extensions["strawberry-definition"].metadata.get(KEY)
        if isinstance(source, Rehearsal):
            return self._rehearsal(source, definition, nodes)
        given = self.arguments(definition, nodes[0], source)
        asked = Asked(row, (kind.name, field, given.key), definition, given, sets_of(nodes))
        if isinstance(source, Read):
            return self._read(source, asked)
        if isinstance(source, Column | Value) and source.requires is not None and self._lacks(source.requires):
            return self._nothing(source.requires)
        found = self.kept.made(row, asked.key, lambda seen: _shown(source, kind, asked, seen))
        if isinstance(found, Shown):
            return self._part(found, asked)
        pieces = self.filled(found, row, given.binds)
        return self._hole(source, asked, pieces) if isinstance(source, Computed) else pieces

    def _hole(self, source: Computed, asked: Asked, needs: list[Piece]) -> list[Piece]:
        """What Python needs for the field, between marks."""
        number, shape = len(self._holes), self.shaped(asked.definition.type, asked.sets)
        self._holes.append(Hole(source.compute, shape, source.is_long, source.is_kept, source.is_refusals))
        return [f"{text.MARK}{number}", *needs, text.MARK]

    def _rehearsal(self, source: Rehearsal, definition: GraphQLField, nodes: list[FieldNode]) -> list[Piece]:
        """An operation answers; its place in the answer is kept for that."""
        if self._lacks(source.requires):
            return self._nothing(source.requires)
        number, shape = len(self._holes), self.shaped(definition.type, sets_of(nodes))
        self._holes.append(Hole(lambda _values, asking: asking.told[number], shape, is_long=False, is_kept=False))
        self._rehearsed.append(Rehearsed(number, source, definition, nodes[0]))
        return [f"{text.MARK}{number}{{}}{text.MARK}"]

    def _about_schema(self, nodes: list[FieldNode]) -> list[Piece]:
        """Python answers, where the caller has been found to be who they say."""
        told = self._schema_told(self, nodes)
        number = len(self._holes)
        self._holes.append(Hole(lambda _values, _asking: told(), Written, is_long=True, is_kept=False))
        return [f"{text.MARK}{number}{{}}{text.MARK}"]

    def _part(self, part: Shown, asked: Asked) -> list[Piece]:
        if asked.given.values:
            raise TypeError("a part of a row takes no arguments")
        row = Fixed(part, asked.row.name, part.columns)
        whole = self.object(object_type(asked.definition.type), row, asked.sets)
        if part.absent is None:
            return [whole]
        (absent,) = self.filled(part.absent, asked.row, asked.binds)
        return [Sql(f"CASE WHEN {absent} THEN '{text.NULL}' ELSE {whole} END")]

    def _read(self, source: Read, asked: Asked) -> list[Piece]:
        kind = asked.definition.type
        if self._lacks(permission_of(source, kind)):
            return self._nothing(permission_of(source, kind))
        found = self.kept.made(
            asked.row, asked.key, lambda seen: _found(kind, source.select(seen, **asked.given.values))
        )
        if isinstance(found, BySide):
            held = found.held(self.permissions)
            if held is None:
                return self._nothing(None)
            found, asked = found.choices[held], replace(asked, key=(*asked.key, held))
        if isinstance(found, Template):
            return self.filled(found, asked.row, asked.binds)
        if isinstance(found, Lookup):
            return self._lookup(found, asked)
        if isinstance(found, Paged):
            return paging.compiled(self, found, asked)
        rows = self.selected(object_type(kind), self.use(found), asked)
        return self.listed(rows) if isinstance(get_nullable_type(kind), GraphQLList) else text.first(rows)

    def _lacks(self, permission: Permission | None) -> bool:
        if permission in self.permissions:
            return False
        if permission is not None:
            self._missing.add(permission)
        return True

    def _nothing(self, permission: Permission | None) -> list[Piece]:
        """What stands for a field that the caller may not see: a mark where somebody looks for it, else null."""
        return [withheld.mark(permission) if permission is not None and permission in self._marked else text.NULL]

    def _lookup(self, lookup: Lookup, asked: Asked) -> list[Piece]:
        """Objects by id: the prefix picks the type, so only the types asked for are in the statement."""
        if isinstance(lookup.ids, Pointer):
            return self._pointed(lookup, lookup.ids, asked)
        if isinstance(lookup.ids, IdParam):
            return self._found(lookup, lookup.ids.prefix, lookup.ids.value, asked)
        (ids,) = self.filled(templates.asked(lookup.ids), asked.row, asked.binds)
        branches = [
            f"WHEN '{prefix}' THEN {text.join(self._found(lookup, prefix, templates.ASKED, asked))}"
            for prefix in sorted(lookup.ids.prefixes & lookup.kinds.keys())
        ]
        each = f"CASE asked.prefix {' '.join(branches)} ELSE '{text.NULL}' END" if branches else f"'{text.NULL}'"
        return self.listed(f"SELECT {each} AS whole FROM {ids} ORDER BY asked.place")

    def _pointed(self, lookup: Lookup, pointer: Pointer, asked: Asked) -> list[Piece]:
        """The object that a row names: each type that it may be of has its branch."""
        prefix = self.kept.made(asked.row, (*asked.key, "prefix"), lambda _: templates.template(pointer.prefix))
        (named,) = self.filled(prefix, asked.row, asked.binds)
        found = ((each, self._found(lookup, each, pointer.value, asked)) for each in sorted(lookup.kinds))
        branches = " ".join(f"WHEN '{each}' THEN {text.join(pieces)}" for each, pieces in found)
        return [Sql(f"CASE {named} {branches} ELSE '{text.NULL}' END")]

    def _found(self, lookup: Lookup, prefix: str, value: Any, asked: Asked) -> list[Piece]:
        if prefix not in lookup.kinds:
            return [text.NULL]
        name, find = lookup.kinds[prefix]
        kind = object_type(self.schema.type_map[name])
        if self._lacks(required(kind)):
            return self._nothing(required(kind))
        rows = self.kept.made(asked.row, (*asked.key, prefix), lambda _: _found(kind, find(value)))
        if isinstance(rows, BySide):
            held = rows.held(self.permissions)
            rows = rows.choices[held] if held else None
        return text.first(self.selected(kind, self.use(rows), asked)) if rows else [text.NULL]

    # -- templates

    def name(self) -> str:
        self._names += 1
        return f"t{self._names}"

    def use(self, rows: Rows) -> Row:
        return Row(rows, self.name())

    def selected(self, kind: GraphQLObjectType, row: Row, asked: Asked) -> str:
        """A SELECT of the text of each row."""
        return f"SELECT {self.object(kind, row, asked.sets)} AS whole FROM {self.source(row, asked)}"

    def listed(self, rows: str) -> list[Piece]:
        """A JSON list of rows with one column, `whole`."""
        return text.listed(text.bounded(rows, "whole") if self.is_watched else rows)

    def source(self, row: Row, asked: Asked) -> Sql:
        """The rows, once everything that looks at them has been written."""
        parts = row.rows.parts(row.used)
        *columns, rest = ("".join(self.filled(part, asked.row, asked.binds)) for part in parts)
        return Sql(f"(SELECT {', '.join(columns) or 1}{rest}) AS {row.name}")

    def filled(self, template: Template, row: Place, binds: Binds) -> list[Piece]:
        """A template's pieces for one row and the values of one field."""
        places = {"row": row.name}
        for name in template.names:
            getter = binds.getters.get(name)
            if getter is None:
                places[name] = self._parameter(arguments.getter_of(name, template.constants.get(name)))
            elif name in binds.places:
                places[name] = binds.places[name]
            else:
                places[name] = binds.places[name] = self._parameter(getter)
        return [Sql(piece % places) if isinstance(piece, Sql) else piece for piece in template.pieces]

    def _parameter(self, getter: Getter) -> str:
        self._getters.append(getter)
        return f"${self._before + len(self._getters)}"


def _found(kind: Any, result: Any) -> Any:
    """What a method of a read gave, as it is kept: Template, Lookup, Paged or Rows, or one of them by side."""
    if isinstance(result, BySide):
        return result.each(partial(_found, kind))
    if isinstance(result, (Lookup, Paged)):
        return result
    if isinstance(get_named_type(kind), GraphQLObjectType):
        return Rows(result)
    return templates.scalar(kind, result.scalar_subquery())


def _shown(source: Any, kind: GraphQLObjectType, asked: Asked, seen: Any) -> Template | Shown:
    """What a field shows of its row, where that is no other row."""
    definition = asked.definition
    if isinstance(source, Computed):
        return templates.facts(source.needs(seen, **asked.given.values))
    if isinstance(source, Value):
        return templates.valued(definition.type, source.expression(seen, **asked.given.values))
    spec = definition.extensions["strawberry-definition"]
    if get_named_type(definition.type).name == "ID":
        return templates.global_id(kind.extensions["strawberry-definition"].origin.PREFIX, seen.id)
    return templates.scalar(definition.type, getattr(seen, spec.python_name))
