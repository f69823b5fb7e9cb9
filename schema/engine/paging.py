"""Lists read a page at a time: keyset order, and one row more than asked to see what follows."""

from collections.abc import Callable, Sequence
from functools import partial
from types import SimpleNamespace
from typing import Any, Protocol
from uuid import UUID

from graphql import FieldNode, GraphQLObjectType, SelectionSetNode
from sqlalchemy import BigInteger, Select, Text, cast, func, literal_column, select, tuple_, union_all
from sqlalchemy.sql.elements import ColumnElement

from schema.engine import arguments, text
from schema.engine.arguments import Binds, Getter, Variables
from schema.engine.connections import DEFAULT, MOST, CursorKeys, Paged
from schema.engine.errors import BadInput
from schema.engine.fields import Sorting
from schema.engine.selections import Asked, object_type, sets_of
from schema.engine.templates import Kept, Place, Row, Rows, Template, template
from schema.engine.text import Piece, Sql

Opened = Callable[[str, str], tuple[str, UUID]]
SIZE = arguments.parameter("size", BigInteger())
_SIZE = template(SIZE)
_MOST: ColumnElement[int] = literal_column(str(MOST + 1))
"""The rows of the longest page, and one more.

A statement is planned before anybody says how many they want; without this number a tenth of the list is expected.
"""
_CURSOR = "cursor"
"""The page's column of cursors; those of what is listed are numbered."""


class Walk(Protocol):
    """What of the compiler a page needs."""

    keys: CursorKeys
    kept: Kept

    def object(self, kind: GraphQLObjectType, row: Place, sets: Sequence[SelectionSetNode]) -> Sql: ...
    def collect(self, kind: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> dict[str, list[FieldNode]]: ...
    def use(self, rows: Rows) -> Row: ...
    def name(self) -> str: ...
    def source(self, row: Row, asked: Asked) -> Sql: ...
    def filled(self, template: Template, row: Place, binds: Binds) -> list[Piece]: ...
    def listed(self, rows: str) -> list[Piece]: ...
    @property
    def is_watched(self) -> bool: ...


def compiled(walk: Walk, paged: Paged, asked: Asked) -> list[Piece]:
    """The JSON of a connection: one aggregate over the rows of the page, which are read once."""
    kind = object_type(asked.definition.type)
    fields = walk.collect(kind, asked.sets)
    window = _Window(walk, paged, asked, wanted={nodes[0].name.value for nodes in fields.values()})
    named = ((name, window.field(kind, nodes)) for name, nodes in fields.items())
    return [window.around(text.join(text.fields(named)))]


class _Window:
    """One page's rows, how they are ordered, cut and counted."""

    def __init__(self, walk: Walk, paged: Paged, asked: Asked, *, wanted: set[str]) -> None:
        if paged.first is not None and paged.last is not None:
            raise BadInput("Give either first or last, not both.")
        self.walk, self.paged, self.asked = walk, paged, asked
        self.sorting: Sorting = paged.page.sorting
        self.backward = paged.last is not None
        self.descending = paged.page.descending != self.backward
        self.order_name = f"{self.sorting.name}.{'DESC' if paged.page.descending else 'ASC'}"
        # One plain list, forward: the rows are read as they come, without numbering and sorting them again.
        self.alone = not self.backward and wanted - {"totalCount", "__typename"} in ({"nodes"}, {"edges"})
        self._bind()
        self.more = more = "pageInfo" in wanted
        beside = self.sorting.beside.columns if self.sorting.beside else {}
        rows = walk.kept.made(asked.row, (*asked.key, more), lambda _: Rows(self._cut(more=more), beside))
        self.row = walk.use(rows)
        self.page = walk.name()
        self.columns: dict[str, Sql] = {}
        self.aggregates = False

    def _bind(self) -> None:
        """The size asked for, and the places that the cursors name, as values of the field."""
        getters, order, read = self.asked.binds.getters, self.order_name, self.sorting.read
        size = self.paged.last if self.backward else self.paged.first
        getters[SIZE.key] = (lambda _: DEFAULT) if size is None else getters[size.key]
        opened = self.walk.keys.opened
        for cursor in (self.paged.after, self.paged.before):
            if cursor is not None:
                key, place = (each.key for each in _mark(cursor, None))
                getters[key] = partial(_key_in, getters[cursor.key], opened, order, read)
                getters[place] = partial(_id_in, getters[cursor.key], opened, order)

    @property
    def _entity(self) -> Any:
        return columns_of(self.paged.page.select)

    def _listed(self) -> Any:
        """All that the list has in this order, which may leave out what has no place in it yet."""
        statement, beside = self.paged.page.select, self.sorting.beside
        return beside.join(statement, self._entity) if beside else statement

    def _cut(self, *, more: bool) -> Any:
        """The rows after `after` and before `before`, in reading order: as many as a page may have."""
        if self.paged.page.branches:
            size = SIZE + literal_column("1") if more else SIZE
            cut = (self._begun(each, columns_of(each)).subquery() for each in self.paged.page.branches)
            together = union_all(*(each.select().limit(size) for each in cut)).subquery()
            return select(*together.c).order_by(*self._order(together.c)).limit(_MOST)
        entity, beside = self._entity, self.sorting.beside
        if beside is not None:
            entity = SimpleNamespace(id=entity.id, **beside.columns)
        return self._begun(self._listed(), entity)

    def _begun(self, statement: Select[Any], entity: Any) -> Select[Any]:
        """The first of the rows that lie between the two cursors."""
        key = self.sorting.key(entity)
        place = tuple_(key, entity.id)
        for cursor, forward in ((self.paged.after, True), (self.paged.before, False)):
            if cursor is not None:
                mark = tuple_(*_mark(cursor, key.type))
                ahead = forward != self.paged.page.descending
                statement = statement.where(place > mark if ahead else place < mark)
        return statement.order_by(*self._order(entity)).limit(_MOST)

    def _order(self, row: Any) -> tuple[ColumnElement[Any], ...]:
        key, tie = self.sorting.key(row), row.id
        return (key.desc(), tie.desc()) if self.descending else (key.asc(), tie.asc())

    def _of_row(self, what: str, element: Callable[[Any], ColumnElement[Any]]) -> Sql:
        """What the order of the list makes of a row."""
        key = (what, self.sorting, self.order_name, self.backward)
        made = self.walk.kept.made(self.row, key, lambda seen: template(element(seen)))
        return self._filled(made, self.row)

    def _filled(self, made: Template, row: Place) -> Sql:
        (piece,) = self.walk.filled(made, row, self.asked.binds)
        return Sql(piece)

    def cursor(self) -> Sql:
        return self._of_row("cursor", lambda row: self.walk.keys.in_sql(self.order_name, row.id, self.sorting.key(row)))

    @property
    def size(self) -> Sql:
        return self._filled(_SIZE, self.row)

    def _source(self) -> str:
        """As many of the rows as were asked for, and one more where it matters whether there is one."""
        size = f"{self.size} + 1" if self.more else self.size
        return f"(SELECT * FROM {self.walk.source(self.row, self.asked)} LIMIT {size}) AS {self.row.name}"

    def field(self, kind: GraphQLObjectType, nodes: list[FieldNode]) -> list[Piece]:
        """One field of the connection, over the columns that the page computes for each row."""
        field, sets = nodes[0].name.value, sets_of(nodes)
        if field == "__typename":
            return [f'"{kind.name}"']
        if field == "totalCount":
            made = self.walk.kept.made(self.asked.row, (*self.asked.key, field), self._count)
            return [self._filled(made, self.asked.row)]
        inner = object_type(kind.fields[field].type)
        if field == "pageInfo":
            about = self.walk.collect(inner, sets).items()
            return text.fields((name, self._about_page(of[0].name.value)) for name, of in about)
        one = self.walk.object if field == "nodes" else self._edge
        item = one(inner, self.row, sets)
        if self.alone:
            return self.walk.listed(f"SELECT {item} AS whole FROM {self._source()}")
        name = f"c{len(self.columns)}"
        self.columns[name] = item
        return ["[", Sql(f"coalesce(array_to_string({self._column(name)}, ','), '')"), "]"]

    def _count(self, _: Any) -> Template:
        counted = self._listed().with_only_columns(func.count(), maintain_column_froms=True)
        return template(cast(counted.scalar_subquery(), Text()))

    def _edge(self, kind: GraphQLObjectType, row: Place, sets: Sequence[SelectionSetNode]) -> Sql:
        fields = self.walk.collect(kind, sets).items()
        return text.join(text.fields((name, self._of_edge(kind, row, nodes)) for name, nodes in fields))

    def _of_edge(self, kind: GraphQLObjectType, row: Place, nodes: list[FieldNode]) -> list[Piece]:
        match nodes[0].name.value:
            case "__typename":
                return [f'"{kind.name}"']
            case "cursor":
                return ['"', self.cursor(), '"']
            case _:
                return [self.walk.object(object_type(kind.fields["node"].type), row, sets_of(nodes))]

    def _column(self, name: str) -> Sql:
        """One column of the page's rows as an array, in the list's own order: read backward, the last comes first."""
        self.aggregates = True
        order = f"{self.page}.place{' DESC' if self.backward else ''}"
        return Sql(f"array_agg({self.page}.{name} ORDER BY {order}) FILTER (WHERE {self.page}.place <= {self.size})")

    def _about_page(self, field: str) -> list[Piece]:
        if field == "__typename":
            return ['"PageInfo"']
        if field in {"startCursor", "endCursor"}:
            if _CURSOR not in self.columns:
                self.columns[_CURSOR] = self.cursor()
            cursors = self._column(_CURSOR)
            place = "1" if field == "startCursor" else f"cardinality({cursors})"
            return [text.or_null(text.join(['"', Sql(f"({cursors})[{place}]"), '"']))]
        if (field == "hasPreviousPage") == self.backward:
            self.aggregates = True
            return [Sql(f"CASE WHEN count(*) > {self.size} THEN 'true' ELSE 'false' END")]
        came_from = self.paged.before if self.backward else self.paged.after
        return ["true" if came_from is not None else "false"]

    def around(self, whole: Sql) -> Sql:
        """The aggregate over the rows, numbered in the order in which they were read."""
        if not self.aggregates:
            return whole  # without an aggregate there would be one answer for each row
        place = self._of_row("place", lambda row: func.row_number().over(order_by=self._order(row)))
        columns = "".join(f", {column} AS {name}" for name, column in self.columns.items())
        rows = f"SELECT {place} AS place{columns} FROM {self._source()}"
        for name in self.columns if self.walk.is_watched else ():
            others = "".join(f"{other}, " for other in ("place", *self.columns) if other != name)
            rows = text.bounded(rows, name, others)
        return Sql(f"(SELECT {whole} FROM ({rows}) AS {self.page})")


def columns_of(statement: Select[Any]) -> Any:
    """The record's class, or of several columns these."""
    described = statement.column_descriptions
    return described[0]["entity"] if len(described) == 1 else statement.selected_columns


def _mark(cursor: Any, kind: Any) -> tuple[Any, Any]:
    """The key and the id that a cursor names."""
    return arguments.parameter(f"{cursor.key}_key", kind), arguments.parameter(f"{cursor.key}_id", arguments.KEY)


def _key_in(getter: Getter, opened: Opened, order: str, read: Callable[[str], Any], values: Variables) -> Any:
    return read(opened(getter(values), order)[0])


def _id_in(getter: Getter, opened: Opened, order: str, values: Variables) -> UUID:
    return opened(getter(values), order)[1]
