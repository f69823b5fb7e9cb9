"""Live events: what has changed among all records, and at those of each kind that has a timeline, made alike."""

from collections.abc import Iterator, Mapping
from typing import Any

import strawberry
from strawberry.types import get_object_definition
from strawberry.utils import str_converters as strings

from portal import following, rooms
from portal.access import Permission
from schema.engine import nodes
from schema.engine.errors import BadInput
from schema.engine.fields import Row, computed, plain, read
from schema.engine.following import Sight, follow
from schema.engine.scalars import DateTime


@strawberry.type
class ChangedEvent:
    """What every event tells."""

    cursor: str = plain("Opaque place: given as `after` or `Last-Event-ID`, what comes behind it follows.")
    occurred_at: DateTime = plain("When it happened; of several steps the last.")


@strawberry.type(description="Records have changed.")
class RecordsChangedEvent(ChangedEvent):
    @computed(
        list[strawberry.ID], "Global IDs of those that the caller can see, each once; at most 100.",
        needs=lambda row: {"ids": row.ids},
    )  # fmt: skip
    def ids(self: Mapping[str, Any], _asking: Any) -> Any:
        return list(dict.fromkeys(self["ids"].split()))


@strawberry.type
class RecordChanges:
    """What a program needs that keeps copies of records."""

    @follow(
        RecordsChangedEvent,
        "Changes of records of any type that the caller can see; a record that belongs to another names that one too.",
        requires=Permission.ACTIVITY_READ,
    )  # fmt: skip
    def records_changed(self: Sight, after: str | None = None) -> Any:  # noqa: ARG002 - where it begins is the place
        return following.records(_kinds(self), self.sees, self.at, self.place)


def subscription() -> type:
    """The root of all live events, once the rooms have declared their types."""
    fields = {strings.to_snake_case(f"{name}Changed"): _changed(prefix, kind) for prefix, name, kind in _told()}
    made = type("Subscription", (RecordChanges,), fields)
    return strawberry.type(made, description="Root of all live events, over server-sent events or WebSocket.")


def _told() -> Iterator[tuple[str, str, type]]:
    """The kinds of record that people speak of and that have a timeline: prefix, name in GraphQL, type."""
    for prefix in rooms.SUBJECTS:
        (name, _), kind = nodes.kinds()[prefix], nodes.REGISTER.types[prefix]
        if any(field.python_name == "timeline" for field in get_object_definition(kind, strict=True).fields):
            yield prefix, name, kind


def _changed(prefix: str, kind: type) -> Any:
    name, requires = kind.__name__, nodes.required(prefix)
    if requires is None:
        raise TypeError(f"{name} does not say which permission it requires")

    def changed(
        self: Sight, id: strawberry.ID | None = None, partner_id: strawberry.ID | None = None, after: str | None = None  # noqa: A002, ARG001
    ) -> Any:  # fmt: skip
        record, partner = _value(id, prefix, "id"), _value(partner_id, "org", "partnerId")
        return following.record(
            prefix, _kinds(self), self.sees, self.at, self.place, partner_id=partner, record_id=record
        )

    description = f"A record of type `{name}` that the caller can see has changed."
    return follow(_event(prefix, kind), description, requires=requires)(changed)


def _event(prefix: str, kind: type) -> type:
    """What is told of one kind of record."""

    def record(self: Row) -> Any:
        return nodes.one(prefix, self.record_id, self.partner_id)

    shown = read(kind | None, "As it is now; null if it is no longer visible.")(record)
    made = type(f"{kind.__name__}ChangedEvent", (ChangedEvent,), {strings.to_snake_case(kind.__name__): shown})
    return strawberry.type(made, description=f"A record of type `{kind.__name__}` has changed.")


def _kinds(sight: Sight) -> list[str]:
    return sorted(sight.kinds & rooms.PREFIXES)


def _value(given: Any, prefix: str, name: str) -> Any:
    """The bound id. Refuses: BadInput for that of another type, as nothing would ever come of it."""
    if given is not None and given.prefix != prefix:
        raise BadInput(f"`{name}` names no such record.")
    return given and given.value
