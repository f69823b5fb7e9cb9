"""A promise is tried on the facts that there are before anybody proposes it; nothing is written by that."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from portal import errors
from portal.access import Role, Side
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import Statement
from portal.expectations.metrics import shipped
from portal.expectations.metrics.evaluating import Tally
from portal.expectations.operations import Given
from portal.expectations.operations.trying import try_metric
from portal.expectations.scores import periods, trials
from portal.expectations.scores.confidence import Verdict
from portal.expectations.scores.periods import Length
from portal.expectations.scores.trials import Trial
from tests import databases
from tests.expectations.scene import ADMIN, MANAGER, MEMBER, QUARTER, Scene, lines, terms
from tests.make import Make

LATER = datetime.fromisoformat("2026-10-05T08:00:00Z")
MONTH = periods.rhythm(Length.MONTH)
NO_TARGET: dict[str, Any] = {"target": None, "floor": None, "tolerance": None}


async def tried(scene: Scene, role: Role = MANAGER, metric: str = "on_time", many: int = 3, **more: Any) -> Trial:
    """A trial, which has changed nothing."""
    await scene.actor(role)
    before = await databases.contents(scene.make.session)
    found: Trial = await scene.act(
        role, try_metric, terms=terms(metric, **more), obligor=Side.PARTNER, partner_id=scene.partner.id, now=LATER,
        periods=many,
    )  # fmt: skip
    assert await databases.contents(scene.make.session) == before
    return found


def told(trial: Trial) -> list[tuple[str, int, Decimal | None, Verdict | None]]:
    return [(str(each.period.name), each.tally.n, each.value, each.verdict) for each in trial.periods]


async def test_each_side_sees_what_the_promise_would_have_come_to(scene: Scene) -> None:
    await scene.send(*lines(on_time=300, late=0), *lines(on_time=3, late=1, day="2026-05-20"))
    await scene.send(*lines(on_time=10, late=10, day="2026-09-30"), source="ERP 2")
    for role in (MANAGER, ADMIN):
        found = await tried(scene, role)
        assert told(found) == [
            ("Q1 2026", 300, Decimal(100), Verdict.MET), ("Q2 2026", 4, Decimal(75), None),
            ("Q3 2026", 20, Decimal(50), Verdict.MISSED),
        ]  # fmt: skip
        assert (found.enough, found.came_out(Verdict.MET), found.came_out(Verdict.MISSED)) == (2, 1, 1)


async def test_a_trial_needs_neither_a_target_nor_a_title(scene: Scene) -> None:
    await scene.send(*lines(on_time=15, late=5))
    found = await tried(scene, title="", **NO_TARGET)
    assert told(found)[0] == ("Q1 2026", 20, Decimal(75), None)


async def test_trailing_periods_count_what_they_share_in_each(scene: Scene) -> None:
    await scene.send(*lines(on_time=1, late=1, day="2026-08-31"))
    found = await tried(scene, rhythm=periods.rhythm(Length.TRAILING, months=2), many=4)
    assert [(str(each.period.name), each.tally.n) for each in found.periods] == [
        ("2 months to June 2026", 0), ("2 months to July 2026", 0), ("2 months to August 2026", 2),
        ("2 months to September 2026", 2),
    ]  # fmt: skip


async def test_parameters_and_scope_are_those_of_the_trial(scene: Scene) -> None:
    await scene.send(*lines(on_time=1, late=3))
    assert (await tried(scene, parameters={"late_days": "7"})).periods[0].value == Decimal(100)
    assert (await tried(scene, scope={"site": ["Sofia"]})).periods[0].tally.n == 0


async def test_whole_orders_ranks_and_hours_are_tried_alike(scene: Scene) -> None:
    await scene.send(*lines(on_time=2, late=0))
    orders = await tried(scene, MANAGER, "on_time.orders")
    assert orders.periods[0].tally == Tally(Decimal(1), Decimal(1), 1)
    ticket = Given(
        kind=SubjectKind.TICKET, statement=Statement.TICKET, subject_key="T-1", external_id="T-1",
        values={"opened_at": "2026-09-30T21:30:00Z", "answered_at": "2026-10-01T07:30:00Z"},
    )  # fmt: skip
    await scene.send(ticket)
    hours = await tried(scene, MANAGER, "first_answer.hours", rhythm=MONTH, zone="Europe/Berlin", many=1, **NO_TARGET)
    assert [(str(each.period.name), each.tally.n, each.value) for each in hours.periods] == [
        ("September 2026", 1, Decimal(10))
    ]
    business = await tried(
        scene, MANAGER, "first_answer.business_hours", rhythm=MONTH, zone="Europe/Berlin", many=1, **NO_TARGET
    )
    assert business.periods[0].value == Decimal("0.50")
    later = await tried(scene, MANAGER, "first_answer.hours", rhythm=MONTH, zone="Asia/Tokyo", many=1, **NO_TARGET)
    assert later.periods[0].tally.n == 0


async def test_every_definition_that_is_shipped_can_be_tried(scene: Scene) -> None:
    await scene.send(*lines(on_time=2, late=1))
    counted = {
        code: (await tried(scene, MANAGER, code, currency="EUR" if each.adds_money else None, **NO_TARGET)).periods[0]
        for code, each in shipped.DEFINITIONS.items()
    }
    found = {code: (int(each.tally.numerator), each.tally.n) for code, each in counted.items() if each.tally.n}
    assert found == {
        "on_time": (2, 3), "on_time.window": (2, 3), "on_time.orders": (0, 1), "otif": (2, 3),
        "perfect_order": (0, 1), "fill_rate": (30, 3), "lead_time.mean": (0, 3), "lead_time.p90": (0, 3),
        "ppm.order_lines": (0, 3),
    }  # fmt: skip


async def test_nobody_tries_on_the_facts_of_another_partner(scene: Scene, make: Make) -> None:
    stranger = await make.actor(await make.member(await make.partner(), roles={MEMBER, ADMIN}))
    await scene.send(*lines(on_time=20, late=0))
    async with scene.as_(stranger) as session:
        with pytest.raises(errors.NotFound):
            await try_metric(
                session, stranger, terms=terms(), obligor=Side.PARTNER, partner_id=scene.partner.id, now=LATER
            )
    async with scene.as_(stranger) as session:
        found = await try_metric(session, stranger, terms=terms(), obligor=Side.PARTNER, now=LATER)
    assert [each.tally.n for each in found.periods] == [0] * 8


@pytest.mark.parametrize("many", [0, trials.MOST + 1])
async def test_a_trial_has_an_end(scene: Scene, many: int) -> None:
    with pytest.raises(errors.Invalid, match="This must be from 1 to 36"):
        await tried(scene, many=many)


def test_the_periods_of_a_trial_are_those_that_are_over() -> None:
    found = trials.before(QUARTER, date(2026, 10, 1), 2)
    assert [str(each.name) for each in found] == ["Q2 2026", "Q3 2026"]
    assert [str(each.name) for each in trials.before(QUARTER, date(2026, 9, 30), 1)] == ["Q2 2026"]


def test_a_period_without_subjects_is_a_gap() -> None:
    found = trials.judged(
        shipped.DEFINITIONS["on_time"], trials.before(QUARTER, date(2026, 10, 1), 2),
        {1: Tally(Decimal(0), Decimal(20), 20)}, target=Decimal(95), min_sample=20,
    )  # fmt: skip
    gap, nothing = found.periods
    assert (gap.value, gap.around, gap.verdict, gap.is_enough) == (None, None, None, False)
    assert (nothing.value, nothing.verdict, nothing.is_enough) == (Decimal(0), Verdict.MISSED, True)
