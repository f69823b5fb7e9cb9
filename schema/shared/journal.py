"""What happened: the journal's rows as both sides read them."""

from collections.abc import Mapping
from typing import Any

import strawberry

from portal import journal
from portal.access import Permission
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, computed, plain, value
from schema.engine.nodes import node
from schema.engine.scalars import DateTime
from schema.shared.enums import ActivityOrderField, OrderDirection, Side
from schema.shared.filters import COMMITTED, ordered
from schema.shared.nodes import Node

LAST_FIRST = sorting.instant("AT", "at")


@strawberry.type(description="One field before and after.")
class JournalChange:
    field: str = plain("Name of the field.")
    before: str | None = plain("As it was; null if it had no value.")
    after: str | None = plain("As it is.")


@node("jrn", find=journal.entry)
@strawberry.type(description="One step that was taken, written in the same transaction and never changed.")
class JournalEntry(Node):
    REQUIRES = Permission.ACTIVITY_READ

    event: str = plain("What happened, for example `contract.signed`. More may be added.")
    at: DateTime = plain("When.")
    side: Side = plain("The side that acted.")
    is_system: bool = plain("True for a step that followed by itself or by the clock.")
    note: str = plain("Reason or remark, in the actor's words.")

    @value(str, "Who acted.")
    def name(self: Row) -> Any:
        return self.by_name

    @computed(list[JournalChange], "The fields that changed.", needs=lambda row: {"changes": row.changes}, is_kept=True)
    def changes(self: Mapping[str, Any], _asking: Any) -> Any:
        return [JournalChange(**change) for change in self["changes"]]


@strawberry.input(description="Order of what happened; ties are broken by ID.")
class ActivityOrder:
    field: ActivityOrderField = strawberry.field(default=ActivityOrderField.AT, description="Sort key.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.DESC, description="Direction.")


ORDERS = {"AT": LAST_FIRST, "COMMITTED": COMMITTED}


@strawberry.type
class JournalQuery:
    @connection(
        Connection[JournalEntry] | None,
        "What happened to anything the caller may see, newest first. To follow it, order by `COMMITTED`, ascending.",
        requires=Permission.ACTIVITY_READ,
    )
    def activity(self: Row, order_by: ActivityOrder | None = None) -> Any:
        return Page(journal.activity(), *ordered(order_by, ORDERS, (LAST_FIRST, True)))
