"""Lists read a page at a time: keyset order, cursors signed in SQL, one row more than asked to see what follows."""

import base64
import binascii
import hashlib
import hmac
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

import strawberry
from graphql import FieldNode, GraphQLObjectType, SelectionSetNode, get_named_type
from sqlalchemy import ARRAY, BindParameter, Integer, Text, Uuid, case, cast, func, select, tuple_, type_coerce
from sqlalchemy.dialects.postgresql import BYTEA, aggregate_order_by
from sqlalchemy.sql.elements import ColumnElement
from strawberry.types.field import StrawberryField

from portal import ids
from portal.access import Permission
from schema.engine import text
from schema.engine.arguments import Binds
from schema.engine.errors import BadInput
from schema.engine.fields import KEY, Page, Read, Sorting
from schema.engine.scope import Row

DEFAULT, MOST = 25, 100
_LONGEST_CURSOR = 1_000
_BLOCK = 64
_MAC = 32

T = TypeVar("T")


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="True if `after: endCursor` gives more.")
    has_previous_page: bool = strawberry.field(description="True if `before: startCursor` gives more.")
    start_cursor: str | None = strawberry.field(description="First cursor.")
    end_cursor: str | None = strawberry.field(description="Last cursor.")


@strawberry.type(description="An item in a page.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="Opaque place in the list.")
    node: T = strawberry.field(description="The item.")


@strawberry.type(description="A list, one page at a time.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="Page items with cursors.")
    nodes: list[T] = strawberry.field(description="Page items.")
    page_info: PageInfo = strawberry.field(description="Where the page lies.")
    total_count: int = strawberry.field(description="Number of items in the whole list that the caller may see.")


@dataclass(frozen=True, slots=True)
class Paged:
    """A page and where it was asked to begin and end."""

    page: Page
    first: BindParameter[int] | None
    after: BindParameter[str] | None
    last: BindParameter[int] | None
    before: BindParameter[str] | None


_PAGING = tuple(
    inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=strawberry.UNSET, annotation=kind)
    for name, kind in (("first", int | None), ("after", str | None), ("last", int | None), ("before", str | None))
)


def connection(kind: Any, description: str, *, requires: Permission | None = None) -> Callable[[Any], StrawberryField]:
    """A method that returns a Page; `first`, `after`, `last` and `before` are added to its own arguments."""

    def declare(method: Callable[..., Any]) -> StrawberryField:
        def paged(
            row: Any, *, first: Any = None, after: Any = None, last: Any = None, before: Any = None, **own: Any
        ) -> Paged:
            return Paged(method(row, **own), first, after, last, before)

        def resolver() -> None:
            """Stands for the method in the schema; the compiler calls `paged`."""

        own = inspect.signature(method).parameters.values()
        resolver.__signature__ = inspect.Signature([*own, *_PAGING])  # type: ignore[attr-defined]
        made: Any = strawberry.field(
            resolver=resolver, graphql_type=kind, description=description, metadata={KEY: Read(paged, requires)}
        )
        field: StrawberryField = made
        return field

    return declare


class CursorKeys:
    """The key that signs cursors, as the two padded blocks of HMAC (RFC 2104), so that SQL can sign as well."""

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.sha256(b"cursors" + secret).digest()
        block = self._key.ljust(_BLOCK, b"\0")
        self.inner = bytes(byte ^ 0x36 for byte in block)
        self.outer = bytes(byte ^ 0x5C for byte in block)

    def in_sql(self, payload: ColumnElement[Any]) -> ColumnElement[Any]:
        """The signed cursor of a payload: base64url of the text, a point, the first 32 digits of its HMAC-SHA256."""
        body = func.convert_to(payload, text.constant("UTF8"))
        inner = func.sha256(type_coerce(self.inner, BYTEA()).op("||")(body))
        mac = func.encode(func.sha256(type_coerce(self.outer, BYTEA()).op("||")(inner)), text.constant("hex"))
        encoded = func.translate(func.encode(body, text.constant("base64")), "+/=\n", "-_")
        return text.join([encoded, ".", func.left(mac, _MAC)])

    def opened(self, cursor: str, order: str) -> tuple[str, UUID]:
        """The key's text and the id in a cursor of this order. Refuses: BadInput for any other text."""
        body, _, mac = cursor.partition(".")
        try:
            payload = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)) if len(cursor) < _LONGEST_CURSOR else b""
            genuine = hmac.compare_digest(hmac.new(self._key, payload, hashlib.sha256).hexdigest()[:_MAC], mac)
            made_for, value, key = payload.decode().split("|", 2) if genuine else ("", "", "")
        except (binascii.Error, ValueError, TypeError) as fault:
            raise BadInput("The cursor is not one of this list.") from fault
        if made_for != order:
            raise BadInput("The cursor is not one of this list in this order.")
        return key, ids.parse(f"row_{value}")[1]


class Walk(Protocol):
    """What of the compiler a connection needs."""

    binds: Binds
    keys: CursorKeys

    def object(self, kind: GraphQLObjectType, row: Any, selections: Any) -> ColumnElement[Any]: ...
    def collect(self, kind: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> dict[str, list[FieldNode]]: ...
    def name(self) -> str: ...


def compiled(walk: Walk, paged: Paged, kind: GraphQLObjectType, nodes: list[FieldNode]) -> list[text.Piece]:
    """The JSON of a connection: one aggregate over the rows of the page, which are read once."""
    fields = walk.collect(kind, [node.selection_set for node in nodes if node.selection_set])
    asked = [selected[0].name.value for selected in fields.values()]
    page = _Window(walk, paged, asked=asked)
    columns: dict[str, ColumnElement[Any]] = {}
    pieces: list[text.Piece] = []
    for name, selected in fields.items():
        pieces += [f'{"," if pieces else "{"}"{name}":', *page.field(kind, name, selected, columns)]
    whole = text.join([*(pieces or ["{"]), "}"])
    return [page.around(whole, columns)]


class _Window:
    """One page's rows, how they are ordered, cut and counted."""

    def __init__(self, walk: Walk, paged: Paged, *, asked: Sequence[str]) -> None:
        if paged.first is not None and paged.last is not None:
            raise BadInput("Give either first or last, not both.")
        self.walk, self.paged = walk, paged
        self.sorting: Sorting = paged.page.sorting
        self.backward = paged.last is not None
        self.descending = paged.page.descending != self.backward
        self.order_name = f"{self.sorting.name}.{'DESC' if paged.page.descending else 'ASC'}"
        self.size = self._checked(paged.last if self.backward else paged.first)
        self.limit = self.size + 1 if "pageInfo" in asked else self.size
        # One plain list, forward: the rows are read as they come, without numbering and sorting them again.
        self.alone = not self.backward and sorted({*asked} - {"totalCount", "__typename"}) in (["nodes"], ["edges"])
        self.row: Any = Row(self._cut(), walk.name())
        self.page = walk.name()
        self.aggregates = False

    def _checked(self, asked: BindParameter[int] | None) -> BindParameter[int]:
        if asked is None:
            default: BindParameter[int] = self.walk.binds.add(lambda _: DEFAULT, Integer())
            return default
        self.walk.binds.bound(asked, 1, MOST)
        return asked

    def _cut(self) -> Any:
        """The rows after `after` and before `before`, in reading order; one more than asked where that matters."""
        statement, entity = self.paged.page.select, self.paged.page.select.column_descriptions[0]["entity"]
        key = self.sorting.key(entity)
        place = tuple_(key, entity.id)
        for cursor, forward in ((self.paged.after, True), (self.paged.before, False)):
            if cursor is not None:
                mark = self._mark(cursor, key)
                ahead = forward != self.paged.page.descending
                statement = statement.where(place > mark if ahead else place < mark)
        order = (key.desc(), entity.id.desc()) if self.descending else (key.asc(), entity.id.asc())
        return statement.order_by(*order).limit(self.limit)

    def _mark(self, cursor: BindParameter[str], key: ColumnElement[Any]) -> Any:
        getter, order, read = self.walk.binds.getters[cursor.key], self.order_name, self.sorting.read
        opened = self.walk.keys.opened
        return tuple_(
            self.walk.binds.add(lambda values: read(opened(getter(values), order)[0]), key.type),
            self.walk.binds.add(lambda values: opened(getter(values), order)[1], Uuid()),
        )

    def cursor(self) -> ColumnElement[Any]:
        key, place = text.digits(self.row.id), cast(self.sorting.key(self.row), Text())
        return self.walk.keys.in_sql(text.join([f"{self.order_name}|", key, "|", place]))

    def field(
        self,
        kind: GraphQLObjectType,
        name: str,
        nodes: list[FieldNode],
        columns: dict[str, ColumnElement[Any]],
    ) -> list[text.Piece]:
        """One field of the connection, over the columns that the page computes for each row."""
        field = nodes[0].name.value
        sets = [node.selection_set for node in nodes if node.selection_set]
        if field == "__typename":
            return [f'"{kind.name}"']
        if field == "totalCount":
            counted = self.paged.page.select.with_only_columns(func.count(), maintain_column_froms=True)
            return [cast(counted.scalar_subquery(), Text())]
        inner = get_named_type(kind.fields[field].type)
        if not isinstance(inner, GraphQLObjectType):
            raise TypeError(f"{inner.name} is not an object type")
        if field == "pageInfo":
            return self._page_info(self.walk.collect(inner, sets), columns)
        one = self.walk.object if field == "nodes" else self._edge
        item = one(inner, self.row, sets)
        if self.alone:
            return text.listed(select(item).select_from(self.row.source()))
        columns[name] = item
        return self._items(name)

    def _edge(self, kind: GraphQLObjectType, row: Any, sets: list[SelectionSetNode]) -> ColumnElement[Any]:
        pieces: list[text.Piece] = []
        for name, nodes in self.walk.collect(kind, sets).items():
            pieces.append(f'{"," if pieces else "{"}"{name}":')
            match nodes[0].name.value:
                case "__typename":
                    pieces.append(f'"{kind.name}"')
                case "cursor":
                    pieces += ['"', self.cursor(), '"']
                case _:
                    inner = get_named_type(kind.fields["node"].type)
                    inside = [node.selection_set for node in nodes if node.selection_set]
                    pieces.append(self.walk.object(inner, row, inside))
        return text.join([*(pieces or ["{"]), "}"])

    def _column(self, name: str) -> Any:
        """One column of the page's rows as an array, in the list's own order: read backward, the last comes first."""
        self.aggregates = True
        place: Any = text.literal(f"{self.page}.place")
        order = place.desc() if self.backward else place
        column = aggregate_order_by(text.literal(f'{self.page}."{name}"'), order)
        return func.array_agg(column, type_=ARRAY(Text())).filter(place <= self.size)

    def _items(self, name: str) -> list[text.Piece]:
        joined = func.array_to_string(self._column(name), text.constant(","))
        return ["[", func.coalesce(joined, text.constant("")), "]"]

    def _page_info(
        self, fields: Mapping[str, list[FieldNode]], columns: dict[str, ColumnElement[Any]]
    ) -> list[text.Piece]:
        pieces: list[text.Piece] = []
        for name, nodes in fields.items():
            pieces += [f'{"," if pieces else "{"}"{name}":', *self._about_page(nodes[0].name.value, columns)]
        return [*(pieces or ["{"]), "}"]

    def _about_page(self, field: str, columns: dict[str, ColumnElement[Any]]) -> list[text.Piece]:
        if field == "__typename":
            return ['"PageInfo"']
        if field in {"startCursor", "endCursor"}:
            columns["cursor"] = self.cursor()
            cursors = self._column("cursor")
            place = 1 if field == "startCursor" else func.cardinality(cursors)
            return [text.or_null(text.join(['"', cursors[place], '"']))]
        if (field == "hasPreviousPage") == self.backward:
            self.aggregates = True
            return [case((func.count() > self.size, text.constant("true")), else_=text.constant("false"))]
        came_from = self.paged.before if self.backward else self.paged.after
        return ["true" if came_from is not None else "false"]

    def around(self, whole: ColumnElement[Any], columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
        """The aggregate over the rows, numbered in the order in which they were read."""
        if not self.aggregates:
            return whole  # without an aggregate there would be one answer for each row
        key, tie = self.sorting.key(self.row), self.row.id
        order = (key.desc(), tie.desc()) if self.descending else (key.asc(), tie.asc())
        place = func.row_number().over(order_by=order)
        numbered = select(place.label("place"), *(column.label(name) for name, column in columns.items()))
        rows = numbered.select_from(self.row.source()).subquery(self.page)
        return select(whole).select_from(rows).scalar_subquery()
