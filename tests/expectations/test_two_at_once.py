"""Two at the same breach or card at once, people or the clock: one has done it, and the other is told so."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal import errors
from portal.access import AccessClass, Role
from portal.acting import Lived
from portal.database.pools import Database
from portal.expectations import operations
from portal.expectations.models import Breach, Scorecard
from portal.expectations.rules.breach import BreachStatus
from portal.expectations.rules.card import CardStatus
from portal.journal import Entry
from tests import tables
from tests.expectations.making import breach, card, expectation
from tests.expectations.scene import metric_id
from tests.make import NOW, Make

TRIES = int(os.environ.get("PORTAL_TRIES", "3"))
LATER = NOW + timedelta(days=30)
Act = Callable[..., Awaitable[Any]]
# Of each step: its operation, whose it is, and what it says.
STEPS: dict[str, tuple[Act, Role, dict[str, Any]]] = {
    "cured": (operations.verify_cure, Role.RELATIONSHIP_MANAGER, {"reason": "Seen."}),
    "refused": (operations.refuse_plan, Role.RELATIONSHIP_MANAGER, {"reason": "Too late."}),
    "waived": (operations.waive_breach, Role.LEGAL, {"reason": "Once."}),
    "closed": (operations.close_breach, Role.RELATIONSHIP_MANAGER, {"reason": "Talked over."}),
    "noticed": (operations.notify_breach, Role.RELATIONSHIP_MANAGER, {}),
    "declined": (operations.decline_card, Role.PARTNER_ADMIN, {"reason": "No."}),
    "revised": (operations.revise_card, Role.PARTNER_ADMIN, {"reason": "Less."}),
    "discarded": (operations.discard_card, Role.RELATIONSHIP_MANAGER, {}),
    "ended": (operations.retire_card, Role.LEGAL, {"reason": "Over."}),
}
B, C = BreachStatus, CardStatus
"""Two steps out of one status, of people or, where it is "clock", of whoever keeps the time."""
PAIRS: list[tuple[type[Lived], Any, str, str]] = [
    (Breach, B.DETECTED, "noticed", "noticed"), (Breach, B.DETECTED, "noticed", "clock"),
    (Breach, B.CURE_PERIOD, "cured", "cured"), (Breach, B.CURE_PERIOD, "cured", "clock"),
    (Breach, B.CURE_PERIOD, "cured", "waived"), (Breach, B.CURE_PERIOD, "waived", "clock"),
    (Breach, B.CORRECTIVE_ACTION, "cured", "refused"), (Breach, B.CORRECTIVE_ACTION, "cured", "clock"),
    (Breach, B.CORRECTIVE_ACTION, "refused", "waived"), (Breach, B.UNCURED, "closed", "waived"),
    (Breach, B.UNCURED, "waived", "waived"),
    (Scorecard, C.PROPOSED, "declined", "declined"), (Scorecard, C.PROPOSED, "declined", "discarded"),
    (Scorecard, C.PROPOSED, "revised", "discarded"), (Scorecard, C.PROPOSED, "revised", "declined"),
    (Scorecard, C.AGREED, "ended", "ended"),
]  # fmt: skip


async def there(make: Make, kind: type[Lived], status: Any) -> Lived:
    """A record in that status, whose time is over for the clock."""
    partner, company = await make.partner(), await make.company()
    due: dict[str, Any] = {"status": status, "due_at": NOW + timedelta(days=1)}
    if kind is Scorecard:
        made: Any = card(partner, company, **(due if status is C.PROPOSED else {"status": status}))
        await make.add(made)
    else:
        promise = expectation(partner, company, metric_id=metric_id("on_time"))
        made = breach(promise, notified_at=NOW, cure_on=date(2026, 6, 30), plan_due_on=date(2026, 6, 30), **due)
        await make.add(promise)
        await make.add(made)
    await make.session.commit()
    record: Lived = made
    return record


async def done(database: Database, record: Lived, name: str) -> bool:
    """Whether the step was taken; whoever comes second is told that somebody was there before."""
    async with database.working(AccessClass.SYSTEM) as session:
        if name == "clock":
            return await operations.keep_breach_time(session, breach_id=record.place[1], now=LATER) is not None
        operation, role, said = STEPS[name]
        named = {f"{type(record).__name__.lower()}_id": record.place[1], "expected_version": 1, "now": NOW}
        actor = replace(tables.somebody(role), partner_id=record.place[0], confirmed_at=NOW)
        try:
            await operation(session, actor, **named, **said)
        except errors.StaleVersion:
            return False
    return True


@pytest.mark.parametrize(("kind", "status", "one", "other"), PAIRS)
async def test_of_two_at_once_one_is_done_and_the_other_changes_nothing(
    database: Database, make_committed: Make, kind: type[Any], status: Any, one: str, other: str
) -> None:
    for _ in range(TRIES):
        record = await there(make_committed, kind, status)

        found = await asyncio.gather(done(database, record, one), done(database, record, other))

        assert sorted(found) == [False, True], found
        async with database.transaction(AccessClass.SYSTEM) as session:
            after = (await session.scalars(select(kind).where(kind.id == record.place[1]))).one()
            rows = (await session.scalars(select(Entry).where(Entry.record_id == record.place[1]))).all()
        assert (after.version, len(rows)) == (2, 1)
