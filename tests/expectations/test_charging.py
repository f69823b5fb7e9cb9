"""What a miss costs: exactly as agreed, within its caps, never twice for one subject, right after a restatement."""

import random
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from portal.expectations import operations
from portal.expectations.models import Breach, Consequence, Expectation
from portal.expectations.rules import costing
from portal.expectations.rules.breach import BreachStatus
from portal.expectations.scores import periods
from portal.expectations.scores.charges import Limit, Rate
from portal.journal import Entry
from portal.money import Money
from tests.expectations.breaching import (
    AT_STAKE,
    AUTUMN,
    DAYS,
    MONDAY,
    SUMMER,
    breaches,
    final,
    foretold,
    keep,
    ledger,
    measurements,
    restated,
    uncured,
)
from tests.expectations.scene import ADMIN, LEGAL, MANAGER, Scene, line, lines, terms

B = BreachStatus
BY_VALUE = AT_STAKE | {"basis": "MISSED_VALUE", "fee": None, "period_cap": "9000.00", "yearly_cap": "9000.00"}
CAP = Money(250_000, "EUR")


async def charged(scene: Scene, amount: Money = CAP, **more: object) -> Breach:
    found = await uncured(scene, **{"consequence": AT_STAKE, **more})
    done: Breach = await scene.step(LEGAL, operations.apply_consequence, found, expected_amount=amount, now=AUTUMN)
    return done


async def test_it_is_applied_exactly_as_agreed_and_told_to_the_books(scene: Scene) -> None:
    done = await charged(scene)

    assert (done.status, done.closed_at) == (B.REMEDIED, AUTUMN)
    (entry,) = await scene.all(select(Consequence))
    # A quarter of 12,000 is 3,000, of which the cap of a period leaves 2,500.
    assert (entry.amount_minor, entry.currency, entry.basis_minor, entry.share, entry.cap_minor) == (
        250_000, "EUR", 1_200_000, Decimal(25), 250_000,
    )  # fmt: skip
    assert (entry.number, entry.revision, entry.measurement_id) == (1, 1, done.measurement_id)
    (told,) = await scene.all(select(Entry).where(Entry.event == "breach.consequence_applied"))
    assert {each["field"]: each["after"] for each in told.changes}["amount"] == "2500.00 EUR"
    assert told.is_published


async def test_another_amount_than_it_comes_to_is_refused_and_says_what_it_comes_to(scene: Scene) -> None:
    found = await uncured(scene, consequence=AT_STAKE)
    refusal = await scene.refused(
        LEGAL, operations.apply_consequence, breach_id=found.id, expected_version=found.version,
        expected_amount=Money(300_000, "EUR"), now=AUTUMN,
    )  # fmt: skip
    assert (refusal.code, refusal.path) == ("STALE_DIGEST", ("input", "expectedAmount"))
    assert str(refusal) == "The amount is now €2,500.00, not the amount you are acting on. Check the latest version."


async def test_only_legal_applies_it(scene: Scene) -> None:
    found = await uncured(scene, consequence=AT_STAKE)
    refusal = await scene.refused(
        MANAGER, operations.apply_consequence, breach_id=found.id, expected_version=found.version,
        expected_amount=CAP, now=AUTUMN,
    )  # fmt: skip
    assert str(refusal) == "Only these roles can do this: Legal."


async def test_nothing_is_applied_while_the_value_is_counted_anew(scene: Scene) -> None:
    found = await uncured(scene, consequence=AT_STAKE)
    (first,) = [each for each in await measurements(scene) if each.status == "FINAL"]
    booked = line("2026-02-10 18", agreed_on="2026-02-10", received="10", received_on="2026-02-10")
    await scene.send(booked, now=SUMMER)
    await scene.settle(SUMMER)
    await scene.step(MANAGER, operations.offer_restatement, first, reason="Booked late.", now=SUMMER)
    await scene.step(ADMIN, operations.restate_measurement, first, now=SUMMER)

    refusal = await scene.refused(
        LEGAL, operations.apply_consequence, breach_id=found.id, expected_version=found.version,
        expected_amount=CAP, now=SUMMER,
    )  # fmt: skip
    assert str(refusal) == "The value is contested, so there is no consequence for now."


async def test_what_is_restated_inside_after_it_was_charged_is_taken_back(scene: Scene) -> None:
    done = await charged(scene)
    (first,) = [each for each in await measurements(scene) if each.status == "FINAL"]

    await restated(scene, first, 4, AUTUMN + DAYS)

    assert await ledger(scene) == [("CHARGE", 250_000), ("CHARGE BACK", -250_000)]
    assert ((await scene.row(done)).status, (await scene.events(done))[-1]) == (
        B.REMEDIED, "breach.consequence_corrected",
    )  # fmt: skip


async def test_what_is_restated_to_a_milder_step_costs_what_that_costs(scene: Scene) -> None:
    await charged(scene)
    (first,) = [each for each in await measurements(scene) if each.status == "FINAL"]

    await restated(scene, first, 1, AUTUMN + DAYS)  # 86.36 %, which is 10 % of 12,000

    assert await ledger(scene) == [("CHARGE", 250_000), ("CHARGE BACK", -250_000), ("CHARGE", 120_000)]


async def test_the_cap_of_the_year_is_left_to_the_second_period(scene: Scene) -> None:
    made = await scene.agreed(terms(consequence=AT_STAKE))
    await final(scene, made, lines(18, 4))
    second = await final(scene, made, lines(18, 4, "2026-05-12"), now=SUMMER)
    (found,) = await breaches(scene)
    await scene.step(MANAGER, operations.notify_breach, found, now=SUMMER)
    noticed = await scene.row(found)
    assert await keep(scene, noticed, noticed.due_at)

    for role in (LEGAL, ADMIN):
        told = await foretold(scene, found, role)
        assert told
        assert told.amount == Money(400_000, "EUR")
        assert [(each.amount.minor, each.left.minor, each.limited_by) for each in told.parts] == [
            (250_000, 250_000, Limit.PERIOD), (150_000, 150_000, Limit.YEAR),
        ]  # fmt: skip
    await scene.step(LEGAL, operations.apply_consequence, found, expected_amount=Money(400_000, "EUR"), now=AUTUMN)
    assert await foretold(scene, found, LEGAL) is None

    assert await ledger(scene) == [("CHARGE", 250_000), ("CHARGE", 150_000)]
    await restated(scene, second, 4, AUTUMN + DAYS, "2026-05-12")
    assert sum(amount for _, amount in await ledger(scene)) == 250_000


async def test_the_values_of_what_was_missed_are_charged_once_in_all_promises(scene: Scene) -> None:
    facts = [
        line(f"worth {number}", received="10", received_on="2026-02-17" if number >= 18 else "2026-02-10",
             value="1000.10", currency="EUR")
        for number in range(22)
    ]  # fmt: skip
    stake = BY_VALUE | {"steps": [{"worse_than": "95", "percent": "3"}]}
    one = await scene.agreed(terms(consequence=stake, currency="EUR"))
    other = await scene.agreed(terms(consequence=stake, currency="EUR", title="Again"), code="again")
    await scene.send(*facts)
    for made in (one, other):
        await final(scene, made, ())
    first, second = await breaches(scene)
    amounts = (Money(12_001, "EUR"), Money(0, "EUR"))  # 3 % of 4,000.40 is 120.012
    for found, amount in zip((first, second), amounts, strict=True):
        await scene.step(MANAGER, operations.notify_breach, found, now=MONDAY)
        noticed = await scene.row(found)
        assert await keep(scene, noticed, noticed.due_at)
        assert (told := await foretold(scene, found, ADMIN))
        assert told.amount == amount
        await scene.step(LEGAL, operations.apply_consequence, found, expected_amount=amount, now=AUTUMN)

    assert await ledger(scene) == [("CHARGE", 12_001)]


async def test_another_currency_is_converted_by_the_agreed_dated_rate_alone(scene: Scene) -> None:
    facts = [
        line(f"worth {number}", received="10", received_on="2026-02-17" if number >= 18 else "2026-02-10",
             value="1000", currency="USD")
        for number in range(22)
    ]  # fmt: skip
    stake = BY_VALUE | {"steps": [{"worse_than": "95", "percent": "3"}], "rates": "ECB"}
    made = await scene.agreed(terms(consequence=stake))
    await scene.send(*facts)
    await final(scene, made, ())
    (found,) = await breaches(scene)
    await scene.step(MANAGER, operations.notify_breach, found, now=MONDAY)
    noticed = await scene.row(found)
    assert await keep(scene, noticed, noticed.due_at)
    wanted = {"expected_amount": Money(10_908, "EUR"), "now": AUTUMN}
    fresh = await scene.row(found)
    named = {"breach_id": found.id, "expected_version": fresh.version, **wanted}
    missing = await scene.refused(LEGAL, operations.apply_consequence, **named)
    assert str(missing).startswith("There is no rate from USD to EUR of ECB for")
    rate = Rate("ECB", date(2026, 3, 31), "USD", "EUR", Decimal("0.909"))
    other = Rate("Ours", date(2026, 3, 31), "USD", "EUR", Decimal("0.5"))
    refusal = await scene.refused(LEGAL, operations.apply_consequence, **named, rates=[other])
    assert str(refusal) == "The two sides have not agreed on rates from Ours."
    assert await foretold(scene, found, ADMIN) == costing.Total(None, missing=missing.sentence)
    assert (told := await foretold(scene, found, ADMIN, rate))
    assert told.amount == Money(10_908, "EUR")

    await scene.step(LEGAL, operations.apply_consequence, found, **wanted, rates=[rate])

    (entry,) = await scene.all(select(Consequence))
    assert (entry.rate, entry.amount_minor) == ("1 USD = 0.909 EUR (ECB, 2026-03-31)", 10_908)


async def test_a_part_is_given_back_after_the_agreed_number_of_good_periods(scene: Scene) -> None:
    stake = AT_STAKE | {"earn_back": {"periods": 1, "percent": "50"}}
    found = await uncured(scene, consequence=stake)
    await scene.step(LEGAL, operations.apply_consequence, found, expected_amount=CAP, now=MONDAY + 40 * DAYS)
    (made,) = await scene.all(select(Expectation))

    await final(scene, made, lines(20, 0, "2026-05-12"), now=SUMMER)

    assert await ledger(scene) == [("CHARGE", 250_000), ("EARN_BACK", -125_000)]
    assert (await scene.events(found))[-1] == "breach.earned_back"


@pytest.mark.parametrize(("currency", "fee", "exact"), [("JPY", "10001", 250), ("BHD", "10.101", 253)])
async def test_amounts_are_exact_in_the_currency_s_own_digits(
    scene: Scene, currency: str, fee: str, exact: int
) -> None:
    stake = AT_STAKE | {
        "currency": currency, "fee": fee, "period_cap": fee, "yearly_cap": fee,
        "steps": [{"worse_than": "95", "percent": "2.5"}],
    }  # fmt: skip
    await charged(scene, Money(exact, currency), consequence=stake)
    assert await ledger(scene) == [("CHARGE", exact)]


async def test_over_many_periods_no_cap_is_passed_and_the_sum_is_what_the_values_say(scene: Scene) -> None:
    """Months of chance, each charged, some restated: the year's entries never come above its cap."""
    chance = random.Random(11)
    stake = AT_STAKE | {"yearly_cap": "6000.00"}
    month = periods.rhythm(periods.Length.MONTH)
    made = await scene.agreed(terms(consequence=stake, rhythm=month, lag_days=0, min_sample=1, cure_days=1))
    right = dict[int, int]()
    for number in range(48):
        first = date(2026 + number // 12, number % 12 + 1, 1)
        after = date(first.year + first.month // 12, first.month % 12 + 1, 2)
        now = datetime.fromisoformat(f"{after.isoformat()}T09:00:00Z")
        good = chance.choice((5, 8, 9, 10))
        await final(scene, made, lines(good, 10 - good, first.replace(day=5).isoformat()), now=now)
        step = {5: 250_000, 8: 250_000, 9: 120_000, 10: 0}[good]
        amount = min(step, 600_000 - right.get(first.year, 0))
        right[first.year] = right.get(first.year, 0) + amount
        for found in [each for each in await breaches(scene) if each.status not in {B.REMEDIED, B.CURED}]:
            await scene.step(MANAGER, operations.notify_breach, found, now=now)
            noticed = await scene.row(found)
            assert await keep(scene, noticed, noticed.due_at)
            assert (told := await foretold(scene, found, LEGAL))
            assert told.amount == Money(amount, "EUR")
            await scene.step(
                LEGAL, operations.apply_consequence, found, expected_amount=Money(amount, "EUR"), now=now + 5 * DAYS
            )
    year = func.extract("year", Breach.first_on)
    sums = select(year, func.sum(Consequence.amount_minor)).join(Breach, Breach.id == Consequence.breach_id)
    rows = (await scene.make.session.execute(sums.group_by(year))).all()
    assert {int(of): int(total) for of, total in rows} == {of: total for of, total in right.items() if total}
    assert max(right.values()) == 600_000
