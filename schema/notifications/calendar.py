"""The caller's own calendar: whether it has an address, and having one, another or none."""

from collections.abc import Mapping
from typing import Any

import strawberry

from portal.access import Permission
from portal.notifications import queries
from portal.notifications.feed import operations
from portal.partners import queries as partner_queries
from schema.access.sessions import ViewerPayload
from schema.access.viewer import Viewer
from schema.engine.errors import UserError
from schema.engine.fields import Row, computed, nothing_needed, plain, read
from schema.engine.mutations import mutation, user_errors
from schema.engine.nodes import extends
from schema.engine.scalars import DateTime
from schema.shared.inputs import key

P = Permission.OWN_ACCESS


@strawberry.type(
    description="Address of the caller's own calendar. The address itself is shown only when it is created."
)
class CalendarFeed:
    REQUIRES = P

    made_at: DateTime = plain("When it was created.")


@extends(Viewer)
class DatedViewer:
    @read(CalendarFeed | None, "The address of the caller's own calendar; null while it has none.")
    def calendar_feed(self: Row) -> Any:
        return queries.calendar_feed()


@strawberry.input(description="An address for the caller's own calendar.")
class CalendarFeedSwitchOnInput:
    idempotency_key: str | None = key()


@strawberry.input(description="A new address for the caller's own calendar.")
class CalendarFeedRenewInput:
    idempotency_key: str | None = key()


@strawberry.input(description="Removal of the address of the caller's own calendar.")
class CalendarFeedSwitchOffInput:
    idempotency_key: str | None = key()


@strawberry.type(description="Result of creating an address for the caller's own calendar.")
class CalendarFeedPayload:
    user_errors = computed(list[UserError], "Empty on success.", needs=nothing_needed, is_refusals=True)(user_errors)

    @computed(
        str | None,
        "Path of the calendar for a GET, relative to the portal's address. Anyone who has it can read the"
        " calendar. It is returned only once: null if refused, and for a key that was used before.",
        needs=nothing_needed,
    )
    def path(self: Mapping[str, Any], asking: Any) -> Any:
        return asking.once or None

    @read(Viewer | None, "The current caller.")
    def viewer(self: Row) -> Any:
        return partner_queries.viewer()


@strawberry.type
class CalendarMutation:
    calendar_feed_switch_on = mutation(
        CalendarFeedPayload, CalendarFeedSwitchOnInput,
        "Create an address at which the caller's own calendar can be read (RFC 5545) without signing in.",
        operations.switch_on, P,
    )  # fmt: skip
    calendar_feed_renew = mutation(
        CalendarFeedPayload, CalendarFeedRenewInput,
        "Create a new address for the caller's own calendar; the old one stops working immediately.",
        operations.renew, P,
    )  # fmt: skip
    calendar_feed_switch_off = mutation(
        ViewerPayload,
        CalendarFeedSwitchOffInput,
        "Remove the address of the caller's own calendar.",
        operations.switch_off,
        P,
    )
