"""A promise that was not kept: found, noticed, planned against, cured or not; and what restated values make of it."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.access import Role, Side
from portal.expectations import operations
from portal.expectations.models import PlanStep
from portal.expectations.rules.breach import BreachStatus
from tests.expectations.breaching import (
    AUTUMN,
    DAYS,
    MONDAY,
    PLAN,
    SUMMER,
    breaches,
    final,
    follow,
    keep,
    measurements,
    missed,
    restated,
    uncured,
)
from tests.expectations.scene import ADMIN, LEGAL, MANAGER, MEMBER, Scene, lines, terms

B = BreachStatus
SIGNATORY = Role.COMPANY_SIGNATORY


async def test_a_final_value_outside_of_target_and_tolerance_is_a_breach(scene: Scene) -> None:
    found = await missed(scene)

    assert (found.status, found.value, found.target, found.occurrence) == (
        B.DETECTED, Decimal("81.82"), Decimal(95), 1,
    )  # fmt: skip
    assert (found.first_on, found.latest_on, found.obligor) == (date(2026, 1, 1), date(2026, 1, 1), Side.PARTNER)
    # Two business days for notice.
    assert (found.waiting_on, found.due_at) == (frozenset({Side.HOST}), datetime.fromisoformat("2026-04-15T21:59:59Z"))
    assert await scene.events(found) == ["breach.detected"]


@pytest.mark.parametrize(("on_time", "late"), [(93, 7), (19, 1)])
async def test_a_value_at_the_edge_of_the_tolerance_is_none(scene: Scene, on_time: int, late: int) -> None:
    made = await scene.agreed(terms())
    await final(scene, made, lines(on_time, late))
    assert await breaches(scene) == []


async def test_the_exact_value_counts_and_not_the_rounded_one(scene: Scene) -> None:
    made = await scene.agreed(terms(target="81.82", tolerance="0", floor="50"))
    row = await final(scene, made, lines(18, 4))
    assert row.value == Decimal("81.82")  # 81.818…, which is less
    assert [each.status for each in await breaches(scene)] == [B.DETECTED]


async def test_notice_names_clause_numbers_and_the_last_day_to_cure_it(scene: Scene) -> None:
    found = await missed(scene)

    told = await scene.step(MANAGER, operations.notify_breach, found, now=MONDAY)

    assert (told.status, told.cure_on, told.waiting_on) == (B.CURE_PERIOD, date(2026, 5, 13), frozenset({Side.PARTNER}))
    assert told.due_at == datetime.fromisoformat("2026-05-13T21:59:59Z")


async def test_the_clock_gives_notice_after_two_business_days_and_sees_the_last_day_pass(scene: Scene) -> None:
    found = await missed(scene)
    assert found.due_at
    assert not await keep(scene, found, found.due_at.replace(minute=0))
    assert await keep(scene, found, found.due_at)
    assert not await keep(scene, found, found.due_at)
    noticed = await scene.row(found)
    assert (noticed.status, noticed.cure_on) == (B.CURE_PERIOD, date(2026, 5, 15))
    assert await keep(scene, found, noticed.due_at)
    late = await scene.row(found)
    assert (late.status, late.waiting_on) == (B.UNCURED, frozenset({Side.HOST}))
    decide_by = late.due_at
    assert await keep(scene, found, decide_by)
    again = await scene.row(found)
    assert (again.status, again.due_at > decide_by) == (B.UNCURED, True)
    assert await scene.events(found) == [
        "breach.detected", "breach.notified", "breach.uncured", "breach.decision_overdue"
    ]  # fmt: skip


async def test_a_plan_is_whole_or_refused_with_everything_that_is_missing(scene: Scene) -> None:
    found = await missed(scene)
    told = await scene.step(MANAGER, operations.notify_breach, found, now=MONDAY)
    refusal = await scene.refused(
        MEMBER, operations.submit_plan, breach_id=found.id, expected_version=told.version, steps=PLAN[:3], now=MONDAY
    )
    assert (str(refusal), refusal.path) == ("The plan also needs: Prevention.", ("input", "steps"))

    planned = await scene.step(MEMBER, operations.submit_plan, found, steps=PLAN, now=MONDAY)

    assert (planned.status, planned.plan_due_on, planned.waiting_on) == (
        B.CORRECTIVE_ACTION, date(2026, 5, 29), frozenset({Side.HOST}),
    )  # fmt: skip
    assert planned.due_at == datetime.fromisoformat("2026-05-29T21:59:59Z")
    kept = await scene.all(select(PlanStep))
    assert {each.discipline for each in kept} == {
        "CONTAINMENT", "ROOT_CAUSE", "CORRECTIVE_ACTION", "PREVENTION"
    }  # fmt: skip


async def test_a_plan_that_is_refused_leaves_the_day_and_stays_beside_the_next(scene: Scene) -> None:
    found = await missed(scene)
    await scene.step(MANAGER, operations.notify_breach, found, now=MONDAY)
    await scene.step(MEMBER, operations.submit_plan, found, steps=PLAN, now=MONDAY)

    back = await scene.step(MANAGER, operations.refuse_plan, found, reason="It names no cause.", now=MONDAY + DAYS)

    assert (back.status, back.cure_on, back.plan_due_on) == (B.CURE_PERIOD, date(2026, 5, 13), None)
    await scene.step(MEMBER, operations.submit_plan, found, steps=PLAN, now=MONDAY + DAYS)
    assert {each.submission for each in await scene.all(select(PlanStep))} == {1, 2}


async def test_whose_promise_it_is_does_not_verify_the_cure(scene: Scene) -> None:
    found = await missed(scene)
    told = await scene.step(MANAGER, operations.notify_breach, found, now=MONDAY)
    refusal = await scene.refused(
        ADMIN, operations.verify_cure, breach_id=found.id, expected_version=told.version, reason="Done.", now=MONDAY
    )
    assert str(refusal) == "It is the other side's turn."
    cured = await scene.step(MANAGER, operations.verify_cure, found, reason="The drivers are there.", now=MONDAY)
    assert (cured.status, cured.closed_at, cured.reason) == (B.CURED, MONDAY, "The drivers are there.")


async def test_the_partner_gives_notice_of_what_the_company_promised(scene: Scene) -> None:
    made = await scene.agreed(terms(), obligor=Side.HOST)
    facts = list(lines(18, 4))
    for each in facts:
        each.values["owed_by"] = "HOST"  # type: ignore[index]
    await scene.send(*facts)
    (first,) = await scene.measurements(made)
    assert await scene.keep(first, first.closes_at)
    fresh = await scene.row(first)
    done = await scene.step(
        MANAGER, operations.acknowledge_measurement, first, expected_digest=fresh.subjects_sha256, now=MONDAY
    )

    await follow(scene, done, MONDAY)
    (found,) = await breaches(scene)
    assert (found.obligor, found.waiting_on) == (Side.HOST, frozenset({Side.PARTNER}))
    told = await scene.step(ADMIN, operations.notify_breach, found, now=MONDAY)
    assert (told.status, told.waiting_on) == (B.CURE_PERIOD, frozenset({Side.HOST}))


async def test_the_next_period_in_tolerance_is_the_cure(scene: Scene) -> None:
    made = await scene.agreed(terms(cure_days=200))
    await final(scene, made, lines(18, 4))
    (found,) = await breaches(scene)
    await scene.step(MANAGER, operations.notify_breach, found, now=MONDAY)

    await final(scene, made, lines(20, 0, "2026-05-12"), now=SUMMER)

    after = await scene.row(found)
    assert (after.status, after.closed_at) == (B.CURED, SUMMER)
    assert (await scene.events(found))[-1] == "breach.cured"


async def test_one_is_open_at_a_time_and_later_periods_raise_its_number(scene: Scene) -> None:
    made = await scene.agreed(terms())
    await final(scene, made, lines(18, 4))
    await final(scene, made, lines(19, 3, "2026-05-12"), now=SUMMER)

    (found,) = await breaches(scene)
    assert (found.occurrence, found.value, found.first_on, found.latest_on) == (
        2, Decimal("86.36"), date(2026, 1, 1), date(2026, 4, 1),
    )  # fmt: skip
    assert await scene.events(found) == ["breach.detected", "breach.repeated"]


async def test_one_that_was_closed_is_followed_by_another(scene: Scene) -> None:
    made = await scene.agreed(terms())
    await final(scene, made, lines(18, 4))
    (first,) = await breaches(scene)
    await scene.step(MANAGER, operations.notify_breach, first, now=MONDAY)
    await scene.step(MANAGER, operations.verify_cure, first, reason="Done.", now=MONDAY)
    await final(scene, made, lines(19, 3, "2026-05-12"), now=SUMMER)

    assert [(each.status, each.occurrence) for each in await breaches(scene)] == [(B.CURED, 1), (B.DETECTED, 1)]


async def test_a_value_restated_inside_takes_the_breach_back(scene: Scene) -> None:
    found = await missed(scene)
    (first,) = [each for each in await measurements(scene) if each.status == "FINAL"]
    await scene.step(MANAGER, operations.notify_breach, found, now=MONDAY)

    await restated(scene, first, 4, MONDAY + DAYS)

    after = await scene.row(found)
    assert (after.status, (await scene.events(found))[-1]) == (B.RETRACTED, "breach.retracted")


async def test_a_value_restated_still_outside_moves_the_breach(scene: Scene) -> None:
    found = await missed(scene)
    (first,) = [each for each in await measurements(scene) if each.status == "FINAL"]

    await restated(scene, first, 1, MONDAY + DAYS)

    after = await scene.row(found)
    assert (after.status, after.value, after.occurrence) == (B.DETECTED, Decimal("86.36"), 1)
    assert await scene.events(found) == ["breach.detected", "breach.restated"]


async def test_of_two_periods_one_restated_inside_leaves_the_other(scene: Scene) -> None:
    made = await scene.agreed(terms())
    await final(scene, made, lines(18, 4))
    second = await final(scene, made, lines(18, 4, "2026-05-12"), now=SUMMER)
    await restated(scene, second, 4, SUMMER + DAYS, "2026-05-12")

    (found,) = await breaches(scene)
    assert (found.status, found.occurrence, found.latest_on) == (B.DETECTED, 1, date(2026, 1, 1))


async def test_nothing_agreed_is_closed_with_a_reason_by_whose_benefit_it_was(scene: Scene) -> None:
    found = await uncured(scene)
    refusal = await scene.refused(
        LEGAL, operations.apply_consequence, breach_id=found.id, expected_version=found.version,
        expected_amount=None, now=AUTUMN,
    )  # fmt: skip
    assert str(refusal) == "No consequence was agreed."
    closed = await scene.step(MANAGER, operations.close_breach, found, reason="We spoke about it.", now=AUTUMN)
    assert (closed.status, closed.reason) == (B.REMEDIED, "We spoke about it.")


async def test_the_beneficiary_waives_in_writing(scene: Scene) -> None:
    found = await uncured(scene)
    refusal = await scene.refused(
        SIGNATORY, operations.waive_breach, breach_id=found.id, expected_version=found.version, reason=" ", now=AUTUMN
    )
    assert str(refusal) == "Enter a reason."
    waived = await scene.step(SIGNATORY, operations.waive_breach, found, reason="Once, for the flood.", now=AUTUMN)
    assert (waived.status, waived.waiting_on) == (B.WAIVED, frozenset())
