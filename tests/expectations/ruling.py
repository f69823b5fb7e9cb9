"""A scene in which something is said of a rule, and what follows has followed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from portal.access import SYSTEM, Role
from portal.expectations import operations
from portal.expectations.models import Breach, Expectation
from portal.expectations.rules.expectation import ExpectationKind
from portal.journal import Entry
from tests.expectations.breaching import breaches
from tests.expectations.scene import MANAGER, MEMBER, Scene, terms
from tests.make import NOW

JUNE = date(2026, 6, 30)
FEE: dict[str, Any] = {
    "basis": "FEE", "currency": "EUR", "fee": "12000.00", "judged_by": "VALUE",
    "steps": [{"worse_than": "100", "percent": "25"}], "period_cap": "2500.00", "yearly_cap": "4000.00",
    "year_starts_in": 1, "sole_remedy": False, "earn_back": None, "rates": None,
}  # fmt: skip


async def rule(scene: Scene, **more: Any) -> Expectation:
    """The partner's, in force since January."""
    inputs = {name: more.pop(name) for name in ("code", "obligor") if name in more}
    usual: dict[str, Any] = {
        "kind": ExpectationKind.RULE, "metric_id": None, "target": None, "tolerance": None, "floor": None,
        "text": "The warehouse is certified.", "title": "Certified warehouse",
    }  # fmt: skip
    return await scene.agreed(terms(**{**usual, **more}), **inputs)


async def follow(scene: Scene, made: Expectation, now: datetime) -> None:
    """What reacts to the newest event of a rule: its breach and its card."""
    found = select(Entry).where(Entry.record_id == made.id).order_by(Entry.id.desc()).limit(1)
    (entry,) = await scene.all(found)
    async with scene.as_(SYSTEM) as session:
        await operations.on_attested(session, SYSTEM, entry, now)
        await session.flush()
        await operations.on_ruled(session, SYSTEM, entry, now)


async def say(
    scene: Scene, made: Expectation, role: Role = MEMBER, *, now: datetime = NOW, **more: Any
) -> Expectation:  # fmt: skip
    given = {"is_kept": True, "text": "Certificate 4711.", "valid_until": JUNE, **more}
    row: Expectation = await scene.step(role, operations.attest_rule, made, now=now, **given)
    await follow(scene, made, now)
    return row


async def deny(scene: Scene, made: Expectation, role: Role = MANAGER, *, now: datetime = NOW) -> Expectation:
    """Contests what the other side said."""
    row: Expectation = await scene.step(role, operations.contest_attestation, made, reason="It is not so.", now=now)
    await follow(scene, made, now)
    return row


async def wait(scene: Scene, made: Expectation) -> Expectation:
    """Until the clock does what it would do next."""
    due = (await scene.row(made)).due_at
    assert due
    assert await scene.keep_time(made, due)
    await follow(scene, made, due)
    row: Expectation = await scene.row(made)
    return row


async def only(scene: Scene) -> Breach:
    (found,) = await breaches(scene)
    return found
