"""What happened: the journal's rows as both sides read them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from portal import events, ids, journal, rooms
from portal.access import Permission
from portal.events import Happening
from portal.partners import queries
from schema.engine import nodes, scalars, sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Pointer, Row, computed, plain, read, value
from schema.engine.nodes import Told, node
from schema.engine.scalars import DateTime
from schema.shared.enums import ActivityOrderField, OrderDirection, Side
from schema.shared.filters import COMMITTED, ordered
from schema.shared.inputs import condition
from schema.shared.nodes import Node

LAST_FIRST = sorting.instant("AT", "at")


@strawberry.type(description="A field before and after a change.")
class JournalChange:
    field: str = plain("Name of the field, for example `status`, or `openRound.status` for one below it.")
    before: str | None = plain("Previous value in the API's form, an amount as `1250.00 EUR`; null if it had no value.")
    after: str | None = plain("Current value, in the same form.")


def _told(prefix: str, field: str, before: str | None, after: str | None) -> JournalChange | None:
    """A change of a column as the API knows it; None for one that it does not know."""
    told = nodes.told(prefix, field)
    if told is nodes.UNTOLD:
        return None
    return JournalChange(field=told.field, before=_form(before, field, told), after=_form(after, field, told))


def _form(value: str | None, column: str, told: Told) -> str | None:
    if value is None:
        return None
    if told.prefix:
        return ids.text(told.prefix, UUID(value))
    if column.endswith("_at"):
        return scalars.instant_text(datetime.fromisoformat(value))
    return value.lower() if column.startswith(("is_", "has_", "can_")) else value


def _happened(row: Row) -> Mapping[str, Any]:
    return {
        "event": row.event, "name": row.by_name, "is_system": row.is_system, "side": row.side, "changes": row.changes,
        "organisation": queries.acted_for(row),
    }  # fmt: skip


def _subject(row: Row) -> Mapping[str, Any]:
    kind, record_id = journal.subject_of(row)
    called = rooms.said(kind, record_id, row.partner_id, lambda subject: subject.called)
    return {"type": kind, "called": called}


def _sentence(values: Mapping[str, Any], asking: Any) -> str:
    """Who did it is told with their organisation to the other side."""
    foreign = values["organisation"] if values["side"] != asking.actor.side else ""
    return Happening(
        event=values["event"], name=values["name"], is_system=values["is_system"], organisation=foreign or "",
        facts=events.facts_of(values["changes"]),
    ).in_(asking.language)  # fmt: skip


@node("jrn", find=journal.entry)
@strawberry.type(description="A step that was taken. It is written in the same transaction and never changes.")
class JournalEntry(Node):
    REQUIRES = Permission.ACTIVITY_READ

    event: str = plain("Name of the event, for example `contract.signed`. More may be added.")
    at: DateTime = plain("When.")
    side: Side = plain("The side that acted.")
    is_system: bool = plain("True for a step that the portal took automatically or at a deadline.")

    @computed(str, "Reason or remark, in the actor's words.", needs=lambda row: {"note": row.note}, is_kept=True)
    def note(self: Mapping[str, Any], asking: Any) -> Any:
        return journal.noted(self["note"], asking.language)

    @value(str, "Name of the person who acted.")
    def name(self: Row) -> Any:
        return self.by_name

    @read(Node | None, "The record that the entry is about; null if not visible.", requires=Permission.ACTIVITY_READ)
    def subject(self: Row) -> Any:
        kind, record_id = journal.subject_of(self)
        return nodes.pointed(Pointer(kind, record_id, self.partner_id), rooms.SUBJECTS)

    @computed(str | None, "Number and title of that record; null if not visible.", needs=_subject)
    def called(self: Mapping[str, Any], asking: Any) -> Any:
        return rooms.named(self["type"], self["called"], asking.language)

    @computed(
        str, "What happened and who did it, for people, in the language of `Accept-Language`: `Ada countered round 2.`",
        needs=_happened, is_kept=True,
    )  # fmt: skip
    def sentence(self: Mapping[str, Any], asking: Any) -> Any:
        return _sentence(self, asking)

    @computed(
        list[JournalChange], "The changed fields, in the names and forms of the API.",
        needs=lambda row: {"changes": row.changes, "record_type": row.record_type}, is_kept=True,
    )  # fmt: skip
    def changes(self: Mapping[str, Any], _asking: Any) -> Any:
        return [told for change in self["changes"] if (told := _told(self["record_type"], **change))]


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class ActivityFilter:
    events: list[str] | None = condition("Any of these events, for example `contract.signed`.")
    side: Side | None = condition("The side that acted.")
    is_system: bool | None = condition("True for automatic steps only, false for steps of people only.")
    name: str | None = condition("Full name of the person who acted.")


def conditions(wanted: Any) -> dict[str, Any]:
    """The bind parameters of a filter, as `journal.filtered` takes them."""
    if wanted is None:
        return {}
    return {"events": wanted.events, "side": wanted.side, "is_system": wanted.is_system, "name": wanted.name}


@strawberry.input(description="Order of events; ties are broken by ID.")
class ActivityOrder:
    field: ActivityOrderField = strawberry.field(default=ActivityOrderField.AT, description="Sort key.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.DESC, description="Direction.")


ORDERS = {"AT": LAST_FIRST, "COMMITTED": COMMITTED}


@strawberry.type
class JournalQuery:
    @connection(
        Connection[JournalEntry] | None,
        "Events on everything the caller can see, newest first. To follow them, order by `COMMITTED`, ascending.",
        requires=Permission.ACTIVITY_READ,
    )
    def activity(self: Row, filter: ActivityFilter | None = None, order_by: ActivityOrder | None = None) -> Any:  # noqa: A002
        return Page(
            journal.filtered(journal.activity(), **conditions(filter)), *ordered(order_by, ORDERS, (LAST_FIRST, True))
        )
