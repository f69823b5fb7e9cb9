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
    Day, "BindingDayKind", f"Kind of a day. {OPEN}",
    BEGINS="First day.", NOTICE="Last day to give notice before it renews.",
    RENEWS="Last day of a term that renews automatically.", ENDS="Last day.",
    OWED="Due date of an obligation.",
)  # fmt: skip


@strawberry.type(description="A day that is binding, no matter who acts.")
class BindingDay:
    REQUIRES = P

    @computed(
        strawberry.ID, "Stable ID for this kind of day of the record, even if the day changes.",
        needs=lambda row: {"type": row.record_type, "id": row.record_id, "kind": row.kind},
    )  # fmt: skip
    def id(self: Mapping[str, Any], _asking: Any) -> Any:
        return f"{ids.text(self['type'], UUID(self['id']))}_{self['kind']}"

    kind: BindingDayKind = plain("Kind of the day.")
    day: Date = plain("The calendar day.")

    @computed(
        str | None, "Title of the record, in the language of `Accept-Language` where it is not a name.",
        needs=lambda row: {"type": row.record_type, "title": row.title},
    )  # fmt: skip
    def title(self: Mapping[str, Any], asking: Any) -> Any:
        return rooms.named(self["type"], self["title"], asking.language)

    number: str | None = plain("Printed number; null for none.")

    @read(Node | None, "The record; null if the token has no scope for it.", requires=P)
    def subject(self: Row) -> Any:
        return nodes.pointed(Pointer(self.record_type, self.record_id, self.partner_id), rooms.SUBJECTS)


@strawberry.type
class BindingQuery:
    @connection(
        Connection[BindingDay] | None,
        "Binding days of records in force or about to be, earliest first.",
        requires=P,
    )
    def binding_days(self: Row, days: DateFilter | None = None) -> Any:
        wanted: Any = days
        branches = binding.days(since=wanted and wanted.gte, before=wanted and wanted.lt)
        return Page(turns.whole(branches), BY_DAY, branches=branches)
