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


@strawberry.type(description="The address of the caller's own calendar, which is itself told only when it is made.")
class CalendarFeed:
    REQUIRES = P

    made_at: DateTime = plain("When it was made.")


@extends(Viewer)
class DatedViewer:
    @read(CalendarFeed | None, "The address of the caller's own calendar; null while it has none.")
    def calendar_feed(self: Row) -> Any:
        return queries.calendar_feed()


@strawberry.input(description="An address for one's own calendar.")
class CalendarFeedSwitchOnInput:
    idempotency_key: str | None = key()


@strawberry.input(description="Another address for one's own calendar.")
class CalendarFeedRenewInput:
    idempotency_key: str | None = key()


@strawberry.input(description="No address for one's own calendar any more.")
class CalendarFeedSwitchOffInput:
    idempotency_key: str | None = key()


@strawberry.type(description="Result of making an address for one's own calendar.")
class CalendarFeedPayload:
    user_errors = computed(list[UserError], "Empty on success.", needs=nothing_needed, is_refusals=True)(user_errors)

    @computed(
        str | None,
        "Where the calendar is fetched with a GET, below the portal's address, by whoever has it. It is told this once:"
        " null if refused, and for a key that was used before.",
        needs=nothing_needed,
    )
    def path(self: Mapping[str, Any], asking: Any) -> Any:
        return asking.once or None

    @read(Viewer | None, "The caller now.")
    def viewer(self: Row) -> Any:
        return partner_queries.viewer()


@strawberry.type
class CalendarMutation:
    calendar_feed_switch_on = mutation(
        CalendarFeedPayload, CalendarFeedSwitchOnInput,
        "Make an address at which one's own calendar can be read, RFC 5545, without signing in.",
        operations.switch_on, P,
    )  # fmt: skip
    calendar_feed_renew = mutation(
        CalendarFeedPayload, CalendarFeedRenewInput,
        "Make another address for one's own calendar; the one before is over at once.", operations.renew, P,
    )  # fmt: skip
    calendar_feed_switch_off = mutation(
        ViewerPayload, CalendarFeedSwitchOffInput, "End the address of one's own calendar.", operations.switch_off, P
    )
