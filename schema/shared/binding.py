"""The days that bind, whoever acts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import strawberry

from portal import binding, ids, rooms, turns
from portal.access import Permission
from portal.room import Day
from schema.engine import nodes, sorting
from schema.engine.connections import Connection, connection
from schema.engine.enums import enum
from schema.engine.fields import Page, Pointer, Row, computed, plain, read
from schema.engine.scalars import Date
from schema.shared.enums import OPEN
from schema.shared.filters import DateFilter
from schema.shared.nodes import Node

P = Permission.ACTIVITY_READ
BY_DAY = sorting.day("DAY", "day")

BindingDayKind: Any = enum(
    Day, "BindingDayKind", f"What a day is. {OPEN}",
    BEGINS="First day.", NOTICE="Last day on which notice keeps it from going on.",
    RENEWS="Last day of a term that goes on by itself.", ENDS="Last day.",
    OWED="Day by which a side has to have done it.",
)  # fmt: skip


@strawberry.type(description="A day that binds, whoever acts.")
class BindingDay:
    REQUIRES = P

    @computed(
        strawberry.ID, "The same for this kind of day of the same record, also when the day is another.",
        needs=lambda row: {"type": row.record_type, "id": row.record_id, "kind": row.kind},
    )  # fmt: skip
    def id(self: Mapping[str, Any], _asking: Any) -> Any:
        return f"{ids.text(self['type'], UUID(self['id']))}_{self['kind']}"

    kind: BindingDayKind = plain("What the day is.")
    day: Date = plain("The calendar day.")

    @computed(
        str | None, "How the record is called, in the language of `Accept-Language` where that is no name.",
        needs=lambda row: {"type": row.record_type, "title": row.title},
    )  # fmt: skip
    def title(self: Mapping[str, Any], asking: Any) -> Any:
        return rooms.named(self["type"], self["title"], asking.language)

    number: str | None = plain("What is printed on it; null for none.")

    @read(Node | None, "The record; null where a token does not let it through.", requires=P)
    def subject(self: Row) -> Any:
        return nodes.pointed(Pointer(self.record_type, self.record_id, self.partner_id), rooms.SUBJECTS)


@strawberry.type
class BindingQuery:
    @connection(
        Connection[BindingDay] | None,
        "Days that bind: of what is in force, or about to be; the earliest first.",
        requires=P,
    )
    def binding_days(self: Row, days: DateFilter | None = None) -> Any:
        wanted: Any = days
        branches = binding.days(since=wanted and wanted.gte, before=wanted and wanted.lt)
        return Page(turns.whole(branches), BY_DAY, branches=branches)
