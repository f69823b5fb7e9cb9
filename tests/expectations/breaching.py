"""A scene in which values become final, and what follows has followed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import literal, select

from portal.access import SYSTEM, Role
from portal.expectations import operations, queries
from portal.expectations.models import Breach, Consequence, Expectation, Measurement
from portal.expectations.operations import Given, PlannedStep
from portal.expectations.rules import costing
from portal.expectations.rules.breach import Discipline
from portal.expectations.scores.charges import Rate
from portal.journal import Entry
from tests.expectations.scene import ADMIN, MANAGER, Scene, line, lines, terms

CLOSES = datetime.fromisoformat("2026-04-10T22:00:00Z")
MONDAY = datetime.fromisoformat("2026-04-13T09:00:00Z")
SUMMER = datetime.fromisoformat("2026-07-13T09:00:00Z")
AUTUMN = datetime.fromisoformat("2026-10-13T09:00:00Z")
DAYS = timedelta(days=1)
AT_STAKE: dict[str, Any] = {
    "basis": "FEE", "currency": "EUR", "fee": "12000.00", "judged_by": "VALUE",
    "steps": [{"worse_than": "95", "percent": "10"}, {"worse_than": "85", "percent": "25"}],
    "period_cap": "2500.00", "yearly_cap": "4000.00", "year_starts_in": 1, "sole_remedy": True,
    "earn_back": None, "rates": None,
}  # fmt: skip
PLAN = [
    PlannedStep(discipline=each, text="Two more drivers.", responsible="Head of dispatch", due_on=date(2026, 5, 29))
    for each in Discipline
]


async def follow(scene: Scene, record: Measurement, now: datetime) -> None:
    """What reacts to the newest event of a value."""
    found = select(Entry).where(Entry.record_id == record.id).order_by(Entry.id.desc()).limit(1)
    (entry,) = await scene.all(found)
    async with scene.as_(SYSTEM) as session:
        await operations.on_value(session, SYSTEM, entry, now)


async def final(
    scene: Scene, made: Expectation, rows: Iterable[Given], *, now: datetime = MONDAY
) -> Measurement:  # fmt: skip
    """The newest period that is over, with these facts, acknowledged."""
    if facts := list(rows):
        await scene.send(*facts, now=now - 20 * DAYS)
    await scene.keep_time(made, now)
    open_ = [each for each in await scene.measurements(made) if each.status == "COLLECTING" and each.closes_at <= now]
    assert await scene.keep(open_[-1], open_[-1].closes_at)
    return await acknowledged(scene, open_[-1], now)


async def acknowledged(scene: Scene, record: Measurement, now: datetime) -> Measurement:
    fresh = await scene.row(record)
    done: Measurement = await scene.step(
        ADMIN, operations.acknowledge_measurement, record, expected_digest=fresh.subjects_sha256, now=now
    )
    await follow(scene, done, now)
    return done


async def missed(scene: Scene, *, now: datetime = MONDAY, **more: Any) -> Breach:
    """18 of 22 lines on time, 81.82 % where 95 % was agreed."""
    made = await scene.agreed(terms(**more))
    await final(scene, made, lines(18, 4), now=now)
    return (await breaches(scene))[-1]


async def restated(scene: Scene, record: Measurement, number: int, now: datetime, day: str = "2026-02-10") -> None:
    """So many of the late lines were on time after all; both sides count that."""
    booked = [line(f"{day} {18 + place}", agreed_on=day, received="10", received_on=day) for place in range(number)]
    await scene.send(*booked, now=now)
    await scene.settle(now)
    await scene.step(MANAGER, operations.offer_restatement, record, reason="Booked late.", now=now)
    await scene.step(ADMIN, operations.restate_measurement, record, now=now)
    (new,) = [each for each in await measurements(scene) if each.restates_id == record.id]
    if new.status == "PROVISIONAL":
        await acknowledged(scene, new, now)


async def measurements(scene: Scene) -> Sequence[Measurement]:
    return await scene.all(select(Measurement).order_by(Measurement.starts_on, Measurement.ordinal))


async def breaches(scene: Scene) -> Sequence[Breach]:
    return await scene.all(select(Breach).order_by(Breach.created_at, Breach.id))


async def ledger(scene: Scene) -> list[tuple[str, int]]:
    """The entries, oldest first: kind and minor units."""
    found = await scene.all(select(Consequence).order_by(Consequence.made_at, Consequence.number))
    return [(f"{each.kind.value}{' BACK' if each.negates_id else ''}", each.amount_minor) for each in found]


async def foretold(scene: Scene, record: Breach, role: Role, *rates: Rate) -> costing.Total | None:
    """What a breach comes to, as somebody of the role reads it before anything is entered."""
    named = [_named(each) for each in rates]
    fresh = await scene.row(record)
    columns = ("partner_id", "expectation_id", "obligor", "first_on", "latest_on")
    row = SimpleNamespace(
        **{name: literal(getattr(fresh, name)) for name in columns}, id=literal(str(fresh.id)),
        status=literal(fresh.status.value),
    )  # fmt: skip
    needs = queries.comes_to(row, named)
    found = select(*(needs[name].label(name) for name in needs))
    async with scene.as_(await scene.actor(role)) as session:
        values = (await session.execute(found)).one()
    return costing.comes_to(dict(zip(needs, values, strict=True)))


def _named(rate: Rate) -> SimpleNamespace:
    """A rate as a caller names it: every value is bound."""
    return SimpleNamespace(
        source=literal(rate.source), day=literal(rate.day), base=literal(rate.base), quote=literal(rate.quote),
        figure=literal(str(rate.figure)),
    )  # fmt: skip


async def keep(scene: Scene, record: Breach, now: datetime) -> bool:
    async with scene.as_(SYSTEM) as session:
        return await operations.keep_breach_time(session, breach_id=record.id, now=now) is not None


async def uncured(scene: Scene, **more: Any) -> Breach:
    """Noticed, and not cured in thirty days."""
    found = await missed(scene, **more)
    await scene.step(MANAGER, operations.notify_breach, found, now=MONDAY)
    row: Breach = await scene.row(found)
    assert row.due_at
    assert await keep(scene, row, row.due_at)
    return await uncured_row(scene, found)


async def uncured_row(scene: Scene, found: Breach) -> Breach:
    row: Breach = await scene.row(found)
    return row
