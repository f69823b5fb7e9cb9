"""Subscriptions: the next event behind a place and what is asked of it, in one statement of whoever follows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import strawberry
from graphql import FieldNode, GraphQLField, GraphQLObjectType, OperationDefinitionNode, SelectionSetNode
from graphql.execution.values import VariableValues, get_argument_values
from sqlalchemy import Boolean, ColumnElement, DateTime, literal_column
from strawberry.types.field import StrawberryField

from portal.access import Permission
from schema.engine import arguments, nodes, sorting, text
from schema.engine.arguments import Binds, Given
from schema.engine.connections import CursorKeys
from schema.engine.errors import Code, RequestError
from schema.engine.fields import KEY, BySide
from schema.engine.selections import Asked, Fields, Selections, object_type, sets_of
from schema.engine.templates import Fixed, Kept, Place, Row, Rows, Template, template
from schema.engine.text import Piece, Sql

CURSOR = sorting.instant("EVENTS", "placed_at")
"""Cursors of events say the same in all subscriptions."""
AFTER = "the place"
"""Among the variables: no name of the GraphQL grammar, so no variable of a request is called so."""
AT, PLACE = arguments.parameter("after_at", DateTime(timezone=True)), arguments.parameter("after_id", arguments.KEY)
NONE = "-"
"""The answer where there is nothing behind the place."""
TRUE: ColumnElement[bool] = literal_column("true", Boolean())
LAST = UUID(int=2**128 - 1)


@dataclass(frozen=True, slots=True)
class After:
    """A place in the order of all that happens."""

    at: datetime
    id: UUID = LAST


@dataclass(frozen=True, slots=True)
class Event:
    """What happened next, its cursor and the place behind it; without an answer: nothing, up to there."""

    after: After
    cursor: str
    answer: str


@dataclass(frozen=True, slots=True)
class Sight:
    """How far whoever follows has come, and what they may see."""

    permissions: frozenset[Permission]
    at: Any = AT
    place: Any = PLACE

    @property
    def kinds(self) -> frozenset[str]:
        """The prefixes of what they may see anything of."""
        return frozenset(prefix for prefix in nodes.kinds() if nodes.required(prefix) in self.permissions)

    def sees(self, kind: str, record_id: Any, partner_id: Any) -> ColumnElement[bool]:
        """Whether they see the record of a kind with this id, in the world of this partner."""
        found: Any = nodes.one(kind, record_id, partner_id)
        if isinstance(found, BySide):
            held = found.held(self.permissions)
            if held is None:
                return literal_column("false")
            found = found.choices[held]
        # Not by EXISTS, which PostgreSQL may answer from a list of all that there are.
        seen: ColumnElement[bool] = found.with_only_columns(TRUE, maintain_column_froms=True).scalar_subquery()
        return seen


@dataclass(frozen=True, slots=True)
class Follow:
    """A field of Subscription: the method returns a Select of one row, the next event or how far there is none.

    The method's row is a Sight; the Select's has `id`, `placed_at`, `is_event`, and what the event's fields look at.
    """

    select: Callable[..., Any]
    requires: Permission


def follow(kind: Any, description: str, *, requires: Permission) -> Callable[[Any], StrawberryField]:
    """Declares a field of Subscription; `after` is among its arguments."""

    def declare(method: Callable[..., Any]) -> StrawberryField:
        made: Any = strawberry.field(
            resolver=method, graphql_type=kind, description=description, metadata={KEY: Follow(method, requires)}
        )
        field: StrawberryField = made
        return field

    return declare


class Walk(Protocol):
    """What of the compiler an event needs."""

    keys: CursorKeys
    kept: Kept
    permissions: frozenset[Permission]

    def arguments(self, definition: Any, node: FieldNode, source: Any) -> Given: ...
    def collect(self, kind: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> Fields: ...
    def field(self, kind: GraphQLObjectType, row: Place, nodes: list[FieldNode]) -> list[Piece]: ...
    def use(self, rows: Rows) -> Row: ...
    def source(self, row: Row, asked: Asked) -> Sql: ...
    def filled(self, template: Template, row: Place, binds: Binds) -> list[Piece]: ...


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The one field of a subscription."""

    name: str
    """In the answer."""
    nodes: list[FieldNode]
    definition: GraphQLField

    @property
    def source(self) -> Follow:
        found: Follow = self.definition.extensions["strawberry-definition"].metadata[KEY]
        return found

    def begins(self, variables: VariableValues) -> str | None:
        """The cursor that it names."""
        named: str | None = get_argument_values(self.definition, self.nodes[0], variables).get("after")
        return named


def subscribed(walk: Selections, operation: OperationDefinitionNode) -> Subscribed:
    """Refuses: BAD_REQUEST where the field is left out."""
    root = walk.schema.subscription_type
    if root is None:
        raise TypeError("the schema has no subscriptions")
    for name, found in walk.collect(root, [operation.selection_set]).items():
        return Subscribed(name, found, root.fields[found[0].name.value])
    raise RequestError("A subscription needs a field.", code=Code.BAD_REQUEST)


def compiled(walk: Walk, field: Subscribed) -> Sql:
    """The text of the next event: its cursor and the JSON of the data, or the cursor alone of how far there is none."""
    given = walk.arguments(field.definition, field.nodes[0], field.source)
    given.binds.getters[AT.key] = lambda values: values[AFTER].at
    given.binds.getters[PLACE.key] = lambda values: values[AFTER].id
    key = ("Subscription", field.nodes[0].name.value, given.key, walk.permissions)
    asked = Asked(Fixed("root"), key, field.definition, given, sets_of(field.nodes))
    sight = Sight(walk.permissions)
    row = walk.use(walk.kept.made(asked.row, asked.key, lambda _: Rows(field.source.select(sight, **given.values))))
    cursor = _of_row(walk, row, asked, "cursor", lambda seen: walk.keys.in_sql(CURSOR.name, seen.id, CURSOR.key(seen)))
    is_event = _of_row(walk, row, asked, "is event", lambda seen: seen.is_event)
    kind = object_type(field.definition.type)
    told = (
        (name, ['"', cursor, '"'] if of[0].name.value == "cursor" else walk.field(kind, row, of))
        for name, of in walk.collect(kind, asked.sets).items()
    )
    event = text.join(text.fields([(field.name, text.fields(told))]))
    whole = f"{cursor} || CASE WHEN {is_event} THEN {event} ELSE '' END"
    return Sql(f"coalesce((SELECT {whole} FROM {walk.source(row, asked)}), '{NONE}')")


def _of_row(walk: Walk, row: Row, asked: Asked, what: str, make: Callable[[Any], Any]) -> Sql:
    made = walk.kept.made(row, (what, CURSOR.name), lambda seen: template(make(seen)))
    (piece,) = walk.filled(made, row, asked.binds)
    return Sql(piece)


def place_of(keys: CursorKeys, cursor: str) -> After:
    """Refuses: BadInput."""
    at, place = keys.opened(cursor, CURSOR.name)
    return After(CURSOR.read(at), place)


def read(keys: CursorKeys, answer: str) -> Event | None:
    """What a statement answered; None where there is nothing behind the place."""
    if answer == NONE:
        return None
    cursor, brace, data = answer.partition("{")
    return Event(place_of(keys, cursor), cursor, brace + data)
