"""From what was counted to the number that people read: divided once, never flattering, and missing where it is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from portal.access import Side
from portal.expectations.metrics import open_days, reading, shipped, value
from portal.expectations.metrics.evaluating import NOTHING, Measuring, Tally
from portal.expectations.metrics.terms import Terms
from portal.expectations.metrics.tree import Definition, Unit

ON_TIME = shipped.DEFINITIONS["on_time"]
PPM = shipped.DEFINITIONS["ppm.lots"]
HOURS = shipped.DEFINITIONS["first_answer.hours"]
AS_OF = datetime(2026, 4, 10, 12, tzinfo=UTC)


def tally(numerator: str | int, denominator: str | int, n: int = 20) -> Tally:
    return Tally(Decimal(numerator), Decimal(denominator), n)


def shown(definition: Definition, numerator: str | int, denominator: str | int) -> str:
    return str(value.shown(definition, tally(numerator, denominator)))


def measured(code: str, states: Sequence[Mapping[str, Any]], **given: str) -> Tally:
    """What the partner owes the company, in Berlin."""
    definition = shipped.DEFINITIONS[code]
    values = reading.values(definition, given)
    terms = Terms(values, Side.PARTNER, AS_OF, "Europe/Berlin", open_days.of("DE-BE"))
    return Measuring(definition, terms).tally(states)


def came(code: str, states: Sequence[Mapping[str, Any]], **given: str) -> str:
    return str(value.shown(shipped.DEFINITIONS[code], measured(code, states, **given)))


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        (4550, 5162, "88.14"),
        (1, 8, "12.50"),
        (1, 800, "0.12"),  # 0.125, half-even
        (3, 800, "0.38"),  # 0.375, half-even
        (2999999, 3000000, "99.99"),
        (99996, 100000, "99.99"),  # rounds to 100, and is less
        (99995, 100000, "99.99"),
        (20, 20, "100.00"),
        (1, 3000000, "0.01"),  # rounds to 0, and is more
        (0, 20, "0.00"),
        (-1, 3000000, "0.00"),
        (21, 20, "105.00"),
        (200003, 200000, "100.00"),
    ],
)
def test_a_share_is_rounded_half_even_and_never_up_to_all_or_down_to_nothing(
    numerator: int, denominator: int, expected: str
) -> None:
    assert shown(ON_TIME, numerator, denominator) == expected


def test_a_share_without_decimals_stays_below_all_as_well() -> None:
    whole = replace(ON_TIME, decimals=0)
    assert [shown(whole, each, 1000) for each in (999, 996, 995, 4, 5, 1000)] == ["99", "99", "99", "1", "1", "100"]
    assert [shown(whole, each, 200) for each in (1, 3, 5)] == ["1", "2", "2"]


def test_parts_of_a_million_stay_below_a_million() -> None:
    assert shown(PPM, 9_999_999, 10_000_000) == "999999"
    assert shown(PPM, 1, 10_000_000) == "1"
    assert shown(PPM, 25, 10_000_000) == "2"


def test_a_third_of_an_hour_is_exact_until_it_is_shown() -> None:
    """The numerator is counted in seconds: 20 minutes three times are one hour, and their mean a third of one."""
    assert value.shown(HOURS, tally(3_600, 3)) == Decimal("0.33")
    assert value.exact(HOURS, tally(3_600, 3)) == value.exact(replace(ON_TIME, scale=Decimal(1)), tally(1, 3))
    assert value.numerator(HOURS, tally(1_200, 3)) == Decimal("0.333333")
    assert value.denominator(HOURS, tally(1_200, 3)) == Decimal(3)


@pytest.mark.parametrize("definition", shipped.DEFINITIONS.values(), ids=shipped.DEFINITIONS)
def test_no_subjects_give_no_value(definition: Definition) -> None:
    """No error, no 0 and no 100."""
    terms = Terms(reading.values(definition, None), Side.HOST, AS_OF, open_days=open_days.of("US"))
    found = Measuring(definition, terms).tally([])
    assert (found, value.shown(definition, found), value.meets(definition, found, Decimal(0))) == (NOTHING, None, None)


@pytest.mark.parametrize("definition", shipped.DEFINITIONS.values(), ids=shipped.DEFINITIONS)
def test_subjects_of_which_nothing_is_known_give_no_hundred(definition: Definition) -> None:
    terms = Terms(reading.values(definition, None), Side.HOST, AS_OF, open_days=open_days.of("US"))
    found = Measuring(definition, terms).tally([{"subject_key": str(number)} for number in range(20)])
    assert value.shown(definition, found) in (None, Decimal(0))


def test_the_target_is_compared_before_rounding() -> None:
    """94.996 % shows as 95.00 and is less than 95."""
    almost = tally(94_996, 100_000)
    assert value.shown(ON_TIME, almost) == Decimal("95.00")
    assert value.meets(ON_TIME, almost, Decimal(95)) is False
    assert value.meets(ON_TIME, tally(95_000, 100_000), Decimal(95)) is True
    assert value.meets(PPM, tally(3, 1_000_000), Decimal(3)) is True
    assert value.meets(PPM, tally("3.0000001", 1_000_000), Decimal(3)) is False


def test_a_value_out_of_all_reason_is_none() -> None:
    money = replace(HOURS, unit=Unit.COUNT)
    assert value.shown(money, tally(10**17 * 3600, 1)) is None
    assert value.shown(money, tally(-(10**17) * 3600, 1)) is None


LINE = {"agreed_on": date(2026, 3, 31), "ordered": Decimal(10), "rejected": Decimal(0), "is_cancelled": False}
"""Ten pieces for the last of March."""


def line(by_agreed: int | str, received: int | str, last: int, completed: int | None, **changed: Any) -> dict[str, Any]:
    """What came by the day and in all, and on which days of March, 32 being the first of April."""

    def day(of_march: int | None) -> date | None:
        return None if of_march is None else date.fromordinal(date(2026, 2, 28).toordinal() + of_march)

    came_on = {"first_received_on": day(min(last, 30)), "last_received_on": day(last), "completed_on": day(completed)}
    return {**LINE, "received_by_agreed": Decimal(by_agreed), "received": Decimal(received), **came_on, **changed}


def test_parts_that_are_whole_by_the_day_are_one_line_in_full() -> None:
    parts = [line(10, 10, 31, 31)]
    assert (came("otif", parts), came("on_time", parts), came("fill_rate", parts)) == ("100.00", "100.00", "100.00")


def test_what_comes_late_is_late_and_counts_as_filled() -> None:
    late = [line(6, 10, 33, 33), line(10, 10, 31, 31)]
    assert (came("otif", late), came("on_time", late), came("fill_rate", late)) == ("50.00", "50.00", "100.00")
    assert came("on_time", late, late_days="2") == came("otif", late, late_days="2") == "100.00"
    assert came("otif", late, short_percent="40") == "100.00"


def test_ninety_of_a_hundred_are_in_full_at_ten_percent_and_not_at_two() -> None:
    short = [line(90, 90, 31, None, ordered=Decimal(100))]
    assert [came("otif", short, short_percent=each) for each in ("2", "9.99", "10")] == ["0.00", "0.00", "100.00"]
    assert (came("on_time", short), came("fill_rate", short)) == ("0.00", "90.00")


def test_more_than_was_ordered_fills_no_more_than_all_and_more_later_is_not_late() -> None:
    much = [line(10, 12, 34, 31)]
    assert (came("fill_rate", much), came("on_time", much), came("otif", much)) == ("100.00", "100.00", "100.00")
    assert came("fill_rate", [*much, line(5, 5, 31, None)]) == "75.00"


def test_a_line_of_nothing_and_one_that_the_customer_cancelled_are_nobodys_failure() -> None:
    nothing = line(0, 0, 31, 31, ordered=Decimal(0))
    cancelled = line(0, 0, 31, None, is_cancelled=True, cancelled_by="HOST", last_received_on=None)
    by_supplier = {**cancelled, "cancelled_by": "PARTNER"}
    for code in ("on_time", "otif", "fill_rate", "perfect_order", "on_time.orders"):
        assert measured(code, [nothing, cancelled]) == NOTHING
        assert measured(code, [nothing, cancelled, by_supplier]).numerator == 0
    assert measured("on_time", [nothing, cancelled, by_supplier]).n == 1


def test_an_order_is_perfect_where_all_its_lines_are() -> None:
    good = line(10, 10, 31, 31, order="A")
    lines = [
        good, {**good, "documents_right": True}, {**good, "order": "B"}, {**good, "order": "B", "rejected": Decimal(1)},
        {**good, "order": "C", "documents_right": False}, {**good, "order": None}, {**good, "order": None},
    ]  # fmt: skip
    found = measured("perfect_order", lines)
    assert found == tally(3, 5, 5)
    assert measured("on_time.orders", lines).numerator == 5


def test_the_ninetieth_of_a_hundred_is_a_value_that_was_there() -> None:
    lines = [line(10, 10, 31, 31, ordered_on=date.fromordinal(date(2026, 3, 31).toordinal() - n)) for n in range(11)]
    assert came("lead_time.p90", lines) == "9.00"
    assert came("lead_time.p90", lines[:1]) == "0.00"
    assert came("lead_time.mean", [*lines, line(0, 0, 31, None, ordered_on=None)]) == "5.00"


def test_business_hours_leave_out_nights_holidays_and_pauses() -> None:
    """Good Friday and Easter Monday of 2026 are closed: from Thursday 16:00 to Tuesday 10:30 are 2.5 hours."""
    ticket = {
        "opened_at": datetime(2026, 4, 2, 14, tzinfo=UTC), "answered_at": datetime(2026, 4, 7, 8, 30, tzinfo=UTC),
        "resolved_at": datetime(2026, 4, 7, 8, 30, tzinfo=UTC),
        "pauses": '[["2026-04-02T14:30:00Z","2026-04-07T07:30:00Z"],["2026-04-07T08:00:00Z",null]]',
    }  # fmt: skip
    assert came("first_answer.business_hours", [ticket]) == "2.50"
    assert came("resolution.business_hours", [ticket]) == "1.50"
    assert came("resolution.in_time", [ticket], within_hours="1.5") == "100.00"
    assert came("resolution.in_time", [ticket], within_hours="1.4999") == "0.00"
    assert came("first_answer.hours", [ticket]) == "114.50"


def test_an_answer_counts_for_the_side_that_owes_it_once_it_is_due_or_there() -> None:
    asked = {"owed_by": "PARTNER", "asked_at": AS_OF, "due_at": AS_OF, "answered_at": AS_OF}
    states = [
        asked, {**asked, "owed_by": "HOST"}, {**asked, "answered_at": None}, {**asked, "is_cancelled": True},
        {**asked, "answered_at": None, "due_at": datetime(2026, 4, 9, tzinfo=UTC)}, {**asked, "due_at": None},
    ]  # fmt: skip
    assert measured("answers.in_time", states) == tally(1, 2, 2)


def test_a_forecast_is_measured_by_what_came_and_may_fall_below_nothing() -> None:
    def cells(*pairs: tuple[int | None, int | None]) -> list[dict[str, Decimal | None]]:
        return [
            {"forecast": None if f is None else Decimal(f), "actual": None if a is None else Decimal(a)}
            for f, a in pairs
        ]

    assert came("forecast_accuracy", cells((90, 100), (110, 100))) == "90.00"
    assert came("forecast_accuracy", cells((0, 0), (100, 100), (None, 100), (5, None))) == "50.00"
    assert came("forecast_accuracy", cells((300, 100))) == "-100.00"
    assert came("forecast_accuracy", cells((5, 0))) == "None"


def test_tallies_of_parts_add_up() -> None:
    one, other = tally(3_600, 3, 3), tally("0.000001", 1, 1)
    assert one + other + NOTHING == tally("3600.000001", 4, 4)
