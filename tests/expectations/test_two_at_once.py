"""Two at the same breach or card at once, people or the clock: one has done it, and the other is told so."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import uuid5

import pytest
from sqlalchemy import select

from portal import canonical, errors, ids
from portal.access import SYSTEM, AccessClass, Actor, Role, Side
from portal.acting import Lived
from portal.database.pools import Database
from portal.expectations import operations
from portal.expectations.models import Breach, Expectation, Scorecard
from portal.expectations.rules.breach import BreachStatus
from portal.expectations.rules.card import CardStatus
from portal.expectations.rules.carding import Agreed
from portal.expectations.rules.expectation import Attested, ExpectationKind, ExpectationStatus
from portal.expectations.scores import bands, periods
from portal.expectations.scores.terms import Terms, Weight
from portal.journal import Entry
from portal.partners.models import Membership, Organisation
from tests.expectations.breaching import PLAN
from tests.expectations.making import attestation, breach, card, expectation
from tests.expectations.scene import metric_id
from tests.make import NOW, Make
from tests.people import sign_in

TRIES = int(os.environ.get("PORTAL_TRIES", "3"))
LINE = uuid5(ids.NIL, "the line of the card")
CARD = Agreed(
    title="Scorecard", obligor=Side.PARTNER, rhythm=periods.rhythm(periods.Length.QUARTER),
    terms=Terms(
        (Weight(str(LINE), Decimal(100)),),
        bands.read([{"from": "0", "to": "100", "standing": "GOOD", "effects": []}], path=()),
    ),
).written()  # fmt: skip
LATER = NOW + timedelta(days=30)
Act = Callable[..., Awaitable[Any]]
# Of each step: its operation, whose it is, and what it says.
STEPS: dict[str, tuple[Act, Role, dict[str, Any]]] = {
    "cured": (operations.verify_cure, Role.RELATIONSHIP_MANAGER, {"reason": "Seen."}),
    "refused": (operations.refuse_plan, Role.RELATIONSHIP_MANAGER, {"reason": "Too late."}),
    "waived": (operations.waive_breach, Role.LEGAL, {"reason": "Once."}),
    "closed": (operations.close_breach, Role.RELATIONSHIP_MANAGER, {"reason": "Talked over."}),
    "noticed": (operations.notify_breach, Role.RELATIONSHIP_MANAGER, {}),
    "attested": (
        operations.attest_rule,
        Role.PARTNER_ADMIN,
        {"is_kept": False, "text": "Lapsed.", "valid_until": date(2026, 12, 31)},
    ),
    "contested": (operations.contest_attestation, Role.RELATIONSHIP_MANAGER, {"reason": "It is not so."}),
    "planned": (operations.submit_plan, Role.PARTNER_ADMIN, {"steps": PLAN}),
    "agreed": (operations.agree_card, Role.PARTNER_ADMIN, {"expected_digest": canonical.sha256(CARD)}),
    "declined": (operations.decline_card, Role.PARTNER_ADMIN, {"reason": "No."}),
    "revised": (operations.revise_card, Role.PARTNER_ADMIN, {"reason": "Less."}),
    "discarded": (operations.discard_card, Role.RELATIONSHIP_MANAGER, {}),
    "ended": (operations.retire_card, Role.LEGAL, {"reason": "Over."}),
}
KEEPS: dict[type[Lived], tuple[Act, str]] = {
    Breach: (operations.keep_breach_time, "breach_id"),
    Expectation: (operations.keep_expectation_time, "expectation_id"),
}
B, C, E = BreachStatus, CardStatus, ExpectationStatus
"""Two steps out of one status, of people or, where it is "clock", of whoever keeps the time."""
PAIRS: list[tuple[type[Lived], Any, str, str]] = [
    (Expectation, E.ACTIVE, "attested", "attested"), (Expectation, E.ACTIVE, "attested", "clock"),
    (Expectation, E.ACTIVE, "contested", "contested"), (Expectation, E.ACTIVE, "contested", "attested"),
    (Breach, B.DETECTED, "noticed", "noticed"), (Breach, B.DETECTED, "noticed", "clock"),
    (Breach, B.CURE_PERIOD, "cured", "cured"), (Breach, B.CURE_PERIOD, "cured", "clock"),
    (Breach, B.CURE_PERIOD, "cured", "waived"), (Breach, B.CURE_PERIOD, "waived", "clock"),
    (Breach, B.CURE_PERIOD, "planned", "planned"), (Breach, B.CURE_PERIOD, "planned", "cured"),
    (Breach, B.CURE_PERIOD, "planned", "waived"), (Breach, B.CURE_PERIOD, "planned", "clock"),
    (Breach, B.CORRECTIVE_ACTION, "cured", "refused"), (Breach, B.CORRECTIVE_ACTION, "cured", "clock"),
    (Breach, B.CORRECTIVE_ACTION, "refused", "waived"), (Breach, B.UNCURED, "closed", "waived"),
    (Breach, B.UNCURED, "waived", "waived"),
    (Scorecard, C.PROPOSED, "declined", "declined"), (Scorecard, C.PROPOSED, "declined", "discarded"),
    (Scorecard, C.PROPOSED, "revised", "discarded"), (Scorecard, C.PROPOSED, "revised", "declined"),
    (Scorecard, C.PROPOSED, "agreed", "agreed"), (Scorecard, C.PROPOSED, "agreed", "declined"),
    (Scorecard, C.PROPOSED, "agreed", "revised"), (Scorecard, C.PROPOSED, "agreed", "discarded"),
    (Scorecard, C.AGREED, "ended", "ended"),
]  # fmt: skip


async def there(make: Make, kind: type[Lived], status: Any) -> Lived:
    """A record in that status, whose time is over for the clock."""
    manager = await make.member(roles={Role.RELATIONSHIP_MANAGER})
    partner, company = await make.partner(manager=manager), await make.company()
    due: dict[str, Any] = {"status": status, "due_at": NOW + timedelta(days=1)}
    if kind is Scorecard:
        await make.add(expectation(partner, company, id=LINE, metric_id=metric_id("on_time")))
        written = {"document": CARD, "sha256": canonical.sha256(CARD)}
        made: Any = card(partner, company, **written, **(due if status is C.PROPOSED else {"status": status}))
        await make.add(made)
    elif kind is Expectation:
        said: dict[str, Any] = {"attested": Attested.KEPT, "attested_by": Side.PARTNER, "attested_until": NOW.date()}
        made = expectation(
            partner, company, kind=ExpectationKind.RULE, code="rule", metric_id=None, target=None, **due, **said
        )
        await make.add(made)
        await make.add(attestation(made))
    else:
        promise = expectation(partner, company, metric_id=metric_id("on_time"))
        made = breach(promise, notified_at=NOW, cure_on=date(2026, 6, 30), plan_due_on=date(2026, 6, 30), **due)
        await make.add(promise)
        await make.add(made)
    await make.session.commit()
    record: Lived = made
    return record


async def somebody(make: Make, record: Lived, name: str) -> tuple[Actor, bytes]:
    """Whoever takes the step, with their session; for the clock nobody."""
    if name == "clock":
        return SYSTEM, b""
    _, role, _ = STEPS[name]
    partner = (await make.session.scalars(select(Organisation).where(Organisation.id == record.place[0]))).one()
    manager = (await make.session.scalars(select(Membership).where(Membership.id == partner.manager_id))).one()
    of = partner if role.side is Side.PARTNER else None
    member = manager if role is Role.RELATIONSHIP_MANAGER else await make.member(of, roles={role})
    actor = await make.actor(member)
    token = await sign_in(make.session, actor)
    await make.session.commit()
    return replace(actor, confirmed_at=NOW), sha256(token).digest()


async def done(database: Database, record: Lived, name: str, who: tuple[Actor, bytes]) -> bool:
    """Whether the step was taken; whoever comes second is told that somebody was there before."""
    actor, token = who
    if name == "clock":
        async with database.working(AccessClass.SYSTEM) as session:
            keep, place = KEEPS[type(record)]
            return await keep(session, **{place: record.place[1]}, now=LATER) is not None
    operation, _, said = STEPS[name]
    named = {f"{type(record).__name__.lower()}_id": record.place[1], "expected_version": 1, "now": NOW}
    try:
        async with database.acting(actor.access_class, token, actor.version) as session:
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

        people = [await somebody(make_committed, record, name) for name in (one, other)]

        found = await asyncio.gather(
            *(done(database, record, name, who) for name, who in zip((one, other), people, strict=True))
        )

        assert sorted(found) == [False, True], found
        async with database.transaction(AccessClass.SYSTEM) as session:
            after = (await session.scalars(select(kind).where(kind.id == record.place[1]))).one()
            rows = (await session.scalars(select(Entry).where(Entry.record_id == record.place[1]))).all()
        assert (after.version, len(rows)) == (2, 1)
