"""Money: exact in every currency, never over a cap, never twice for one subject, and right after a restatement."""

import random
from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from portal import errors, money
from portal.expectations.metrics.tree import Direction
from portal.expectations.scores import consequences
from portal.expectations.scores.charges import Charge, Limit, Missed, Outcome, Rate, charges, earned_back
from portal.expectations.scores.confidence import interval
from portal.expectations.scores.consequences import Consequence
from portal.expectations.scores.ledger import Entry, EntryKind, corrections
from portal.money import Money

HIGHER, LOWER = Direction.HIGHER, Direction.LOWER
ECB = "European Central Bank"


def agreed(currency: str = "EUR", *, steps: str = "95 10", **other: Any) -> Consequence:
    """Of a fee where one is given, otherwise of the missed value; caps far away unless given."""
    cap = "1000000"
    return consequences.read(
        {
            "basis": "FEE" if "fee" in other else "MISSED_VALUE", "currency": currency, "fee": None,
            "judged_by": "VALUE", "period_cap": cap, "yearly_cap": cap, "year_starts_in": 1, "sole_remedy": True,
            "earn_back": None, "rates": None,
            "steps": [
                dict(zip(("worse_than", "percent"), each.split(), strict=True)) for each in steps.split(", ")
            ],
        }
        | other
    )  # fmt: skip


def outcome(value: str | Fraction = "90", *missed: Missed, period: str = "p1", last: str = "2026-03-31") -> Outcome:
    return Outcome(period, date.fromisoformat(last), Fraction(value), None, missed)


def charge(consequence: Consequence, *outcomes: Outcome, **other: Any) -> Charge:
    return charges(consequence, outcomes, **{"direction": HIGHER} | other)[-1]


def worth(value: str, currency: str = "EUR", subject: str = "s1") -> Missed:
    return Missed(subject, Decimal(value), currency)


@pytest.mark.parametrize(
    ("currency", "value", "percent", "amount"),
    [
        ("EUR", "10.10", "5", "0.50"),
        ("EUR", "10.30", "5", "0.52"),
        ("EUR", "10.11", "5", "0.51"),
        ("JPY", "10001", "2.5", "250"),
        ("JPY", "10020", "2.5", "250"),
        ("JPY", "10060", "2.5", "252"),
        ("BHD", "10.001", "2.5", "0.250"),
        ("BHD", "1.300", "0.5", "0.006"),
        ("CLF", "1.0001", "50", "0.5000"),
    ],
)
def test_a_percentage_is_rounded_once_half_to_even_in_the_currencys_own_digits(
    currency: str, value: str, percent: str, amount: str
) -> None:
    by_value = agreed(currency, steps=f"95 {percent}")
    by_fee = agreed(currency, steps=f"95 {percent}", fee=value)
    assert money.text(charge(by_value, outcome("90", worth(value, currency))).amount) == amount
    assert money.text(charge(by_fee, outcome("90")).amount) == amount


def test_the_sum_is_rounded_and_not_each_subject() -> None:
    three = [worth("0.10", subject=name) for name in ("a", "b", "c")]
    found = charge(agreed(steps="95 5"), outcome("90", *three))
    assert (found.amount, found.subjects) == (Money(2, "EUR"), ("a", "b", "c"))  # 1.5 cents, not three times 0


@pytest.mark.parametrize(
    ("value", "direction", "steps", "percent"),
    [
        ("99.95", HIGHER, "99.9 10, 99 25, 95 50", None),
        ("99.9", HIGHER, "99.9 10, 99 25, 95 50", None),
        ("99.89", HIGHER, "99.9 10, 99 25, 95 50", 10),
        ("99", HIGHER, "99.9 10, 99 25, 95 50", 10),
        ("94.999", HIGHER, "99.9 10, 99 25, 95 50", 50),
        ("30", LOWER, "30 1, 45 2, 60 3", None),
        ("30.1", LOWER, "30 1, 45 2, 60 3", 1),
        ("60.1", LOWER, "30 1, 45 2, 60 3", 3),
    ],
)
def test_the_dearest_step_that_is_passed_counts_and_only_that(
    value: str, direction: Direction, steps: str, percent: int | None
) -> None:
    found = charges(agreed(steps=steps, fee="1000"), [outcome(value)], direction=direction)
    assert [(each.percent, each.amount.minor) for each in found] == (
        [(Decimal(percent), percent * 1000)] if percent else []
    )


def test_a_consequence_judged_by_the_interval_spares_what_chance_explains() -> None:
    consequence = agreed(steps="95 10", fee="1000", judged_by="INTERVAL")
    few = Outcome("p1", date(2026, 3, 31), Fraction(90), interval(18, 20))
    many = Outcome("p2", date(2026, 6, 30), Fraction(90), interval(270, 300))
    assert [each.period for each in charges(consequence, [few, many], direction=HIGHER)] == ["p2"]
    with pytest.raises(ValueError, match="needs one"):
        charges(consequence, [outcome("90")], direction=HIGHER)


def test_a_charge_stops_at_the_cap_of_the_period_and_then_of_the_year() -> None:
    consequence = agreed(steps="95 50", fee="1000", period_cap="400", yearly_cap="700", year_starts_in=4)
    every = [
        outcome(period=name, last=last)
        for name, last in (("a", "2026-06-30"), ("b", "2026-09-30"), ("c", "2027-03-31"), ("d", "2027-04-30"))
    ]
    assert [
        (each.year, each.amount.minor, each.limited_by) for each in charges(consequence, every, direction=HIGHER)
    ] == [
        (2026, 400_00, Limit.PERIOD),
        (2026, 300_00, Limit.YEAR),
        (2026, 0, Limit.YEAR),
        (2027, 400_00, Limit.PERIOD),
    ]


def test_a_charge_that_just_reaches_a_cap_is_limited_by_none() -> None:
    found = charge(agreed(steps="95 40", fee="1000", period_cap="400", yearly_cap="400"), outcome())
    assert (found.amount.minor, found.limited_by) == (400_00, None)


def test_no_subject_is_charged_twice() -> None:
    consequence = agreed(steps="95 10")
    first = outcome("90", worth("100", subject="a"), worth("50", subject="b"), worth("50", subject="b"))
    later = outcome("90", worth("50", subject="b"), worth("7", subject="c"), period="p2", last="2026-04-30")
    found = charges(consequence, [first, later], direction=HIGHER, charged={"a"})
    assert [(each.amount.minor, each.subjects) for each in found] == [(500, ("b",)), (70, ("c",))]


def test_what_was_not_charged_for_a_full_cap_may_be_charged_in_another_year() -> None:
    consequence = agreed(steps="95 100", period_cap="100", yearly_cap="100")
    every = [
        outcome("90", worth("100", subject="a"), period="p1", last="2026-11-30"),
        outcome("90", worth("80", subject="b"), period="p2", last="2026-12-31"),
        outcome("90", worth("80", subject="b"), period="p3", last="2027-01-31"),
    ]
    assert [each.amount.minor for each in charges(consequence, every, direction=HIGHER)] == [100_00, 0, 80_00]


def rate(day: str, figure: str, source: str = ECB, base: str = "USD") -> Rate:
    return Rate(source, date.fromisoformat(day), base, "EUR", Decimal(figure))


def test_another_currency_is_converted_by_the_newest_agreed_rate_of_the_period() -> None:
    rates = [rate("2026-03-27", "0.90"), rate("2026-03-30", "0.925"), rate("2026-04-01", "0.99"),
             rate("2026-03-31", "0.5", "Another bank"), rate("2026-03-31", "0.006", base="JPY")]  # fmt: skip
    consequence = agreed(steps="95 10", rates=ECB)
    found = charge(
        consequence, outcome("90", worth("100.00", "USD", "a"), worth("1000", "JPY", "b"), worth("1", subject="c")),
        rates=rates,
    )  # fmt: skip
    assert found.amount == Money(995, "EUR")  # 10 % of 92.50 + 6.00 + 1.00
    assert found.rates == (rates[4], rates[1])


@pytest.mark.parametrize(
    ("source", "missed", "rates", "sentence"),
    [
        (None, worth("1", "USD"), [rate("2026-03-31", "1")], "Some values are in USD, and no rates to EUR are agreed."),
        (
            ECB,
            worth("1", "USD"),
            [rate("2026-03-24", "1"), rate("2026-04-01", "1"), rate("2026-03-31", "1", "Another bank")],
            "There is no rate from USD to EUR of European Central Bank for 31 Mar 2026.",
        ),
        (ECB, Missed("line 7", None, "EUR"), [], "The value of line 7 is not known."),
    ],
)
def test_without_a_rate_or_a_value_nothing_is_charged(
    source: str | None, missed: Missed, rates: list[Rate], sentence: str
) -> None:
    with pytest.raises(errors.Blocked) as refusal:
        charge(agreed(steps="95 10", rates=source), outcome("90", missed), rates=rates)
    assert refusal.value.message == sentence


def test_more_given_back_than_missed_costs_nothing() -> None:
    assert charge(agreed(), outcome("90", worth("-5.00", subject="a"), worth("1", subject="b"))).amount.minor == 0


@pytest.mark.parametrize(
    ("following", "minor"),
    [
        ([True, True], 505),
        ([True, None, True], 505),
        ([True, True, False], 505),
        ([True], 0),
        ([True, False, True, True], 0),
        ([None, None], 0),
        ([], 0),
    ],
)
def test_a_charge_is_earned_back_by_the_periods_that_follow_it(following: list[bool | None], minor: int) -> None:
    consequence = agreed(steps="95 10", fee="101", earn_back={"periods": 2, "percent": "50"})
    assert earned_back(consequence, charge(consequence, outcome()), following) == Money(minor, "EUR")


def test_without_an_agreement_nothing_is_earned_back() -> None:
    consequence = agreed(steps="95 10", fee="101")
    assert earned_back(consequence, charge(consequence, outcome()), [True] * 9) == Money(0, "EUR")


class Books:
    """A ledger as it is kept: entries get their own name and stay."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def put_right(self, found: tuple[Charge, ...], kind: EntryKind = EntryKind.CHARGE) -> None:
        right = {(each.period, kind): each.amount for each in found}
        for each in corrections(self.entries, right):
            name = f"e{len(self.entries)}"
            self.entries.append(Entry(each.period, each.kind, each.amount, name, each.negates))

    def sums(self) -> Counter[str]:
        sums: Counter[str] = Counter()
        for each in self.entries:
            sums[each.period] += each.amount.minor
        return Counter({period: minor for period, minor in sums.items() if minor})


def test_a_restatement_is_booked_by_a_negating_entry_and_the_right_one() -> None:
    books, consequence = Books(), agreed(steps="95 10, 80 20", fee="1000")
    books.put_right(charges(consequence, [outcome("70")], direction=HIGHER))
    books.put_right(charges(consequence, [outcome("70")], direction=HIGHER))
    books.put_right(charges(consequence, [outcome("90")], direction=HIGHER))
    books.put_right(charges(consequence, [outcome("96")], direction=HIGHER))
    books.put_right(charges(consequence, [outcome("70")], direction=HIGHER))
    assert [(each.amount.minor, each.negates) for each in books.entries] == [
        (200_00, None), (-200_00, "e0"), (100_00, None), (-100_00, "e2"), (200_00, None),
    ]  # fmt: skip


def test_what_is_earned_back_is_corrected_beside_the_charge() -> None:
    charge, back = ("p1", EntryKind.CHARGE), ("p1", EntryKind.EARN_BACK)
    entries = [Entry(*charge, Money(100, "EUR"), "e0"), Entry(*back, Money(-50, "EUR"), "e1")]
    assert corrections(entries, {charge: Money(100, "EUR"), back: Money(-50, "EUR")}) == ()
    assert corrections(entries, {charge: Money(60, "EUR"), back: Money(-30, "EUR")}) == (
        Entry(*charge, Money(-100, "EUR"), negates="e0"),
        Entry(*back, Money(50, "EUR"), negates="e1"),
        Entry(*charge, Money(60, "EUR")),
        Entry(*back, Money(-30, "EUR")),
    )
    assert [each.amount.minor for each in corrections(entries, {})] == [-100, 50]


def story(dice: random.Random) -> tuple[Consequence, list[Outcome]]:
    """Some agreed consequence, and twenty months of some partner."""
    currency = dice.choice(["EUR", "JPY", "BHD"])
    digits = money.exponent(currency)
    cap = dice.randint(1, 40_000)
    caps = {"period_cap": money.text(Money(cap, currency)), "yearly_cap": money.text(Money(3 * cap, currency))}
    fee = {"fee": money.text(Money(dice.randint(1, 100_000), currency))} if dice.random() < 0.3 else {}
    starts = dice.randint(1, 12)
    consequence = agreed(currency, steps="95 2.5, 80 33.3333, 60 100", year_starts_in=starts, **caps, **fee)
    return consequence, [month(dice, number, currency, digits) for number in range(20)]


def month(dice: random.Random, number: int, currency: str, digits: int) -> Outcome:
    missed = [
        Missed(f"s{dice.randint(1, 60)}", Decimal(dice.randint(1, 30_000)).scaleb(-digits), currency)
        for _ in range(dice.randint(0, 6))
    ]
    value = Fraction(dice.randint(4_000, 10_000), 100)
    return Outcome(f"m{number}", date(2026 + number // 12, number % 12 + 1, 28), value, None, tuple(missed))


def test_in_two_thousand_random_periods_no_cap_is_passed_and_every_restatement_comes_right() -> None:
    dice = random.Random(11)
    for _ in range(100):
        consequence, months = story(dice)
        books = Books()
        for seen in range(1, len(months) + 1):
            books.put_right(charges(consequence, months[:seen], direction=HIGHER))
        for place in dice.sample(range(20), 3):
            months[place] = month(dice, place, consequence.currency, money.exponent(consequence.currency))
            books.put_right(charges(consequence, months, direction=HIGHER))
        found = charges(consequence, months, direction=HIGHER)
        check(consequence, months, found)
        assert books.sums() == Counter({each.period: each.amount.minor for each in found if each.amount.minor})
        check_never_over(consequence, books, {each.period: each for each in months})


def check(consequence: Consequence, months: list[Outcome], found: tuple[Charge, ...]) -> None:
    """Every charge by hand: the percentage of what had not been charged, rounded, and no more than the caps."""
    used, taken, value = Counter[int](), set[str](), {each.period: each for each in months}
    for each in found:
        fresh = {missed.subject: missed.value for missed in value[each.period].missed if missed.subject not in taken}
        basis = Fraction(sum((Fraction(amount or 0) for amount in fresh.values()), Fraction(0)))
        basis *= 10 ** money.exponent(consequence.currency)
        basis = Fraction(consequence.fee.minor) if consequence.fee else basis
        wished = round(basis * Fraction(each.percent) / 100)
        left = consequence.yearly_cap.minor - used[each.year]
        assert each.amount.minor == min(wished, consequence.period_cap.minor, left) >= 0
        assert not taken & set(each.subjects)
        used[each.year] += each.amount.minor
        taken |= set(each.subjects)
    assert all(each <= consequence.yearly_cap.minor for each in used.values())


def check_never_over(consequence: Consequence, books: Books, months: dict[str, Outcome]) -> None:
    """After each single entry: no period over its cap, no year over its own, nothing below zero."""
    by_period, by_year = Counter[str](), Counter[int]()
    for entry in books.entries:
        last = months[entry.period].last
        year = last.year - (last.month < consequence.year_starts_in)
        by_period[entry.period] += entry.amount.minor
        by_year[year] += entry.amount.minor
        assert 0 <= by_period[entry.period] <= consequence.period_cap.minor
        assert 0 <= by_year[year] <= consequence.yearly_cap.minor
