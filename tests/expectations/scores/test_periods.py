"""Periods: every day and instant lies in exactly one, in every zone and however clocks are changed."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import calendars, errors, languages
from portal.expectations.scores import periods, pieces
from portal.expectations.scores.days import OPEN_END, Days, day_at
from portal.expectations.scores.periods import Length, Rhythm, rhythm

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
QUARTERS = Rhythm(Length.QUARTER)
YEARS_TO_MARCH = Rhythm(Length.YEAR, 4)
TRAILING = Rhythm(Length.TRAILING, months=12)
EVERY = [
    Rhythm(Length.WEEK), Rhythm(Length.MONTH), QUARTERS, Rhythm(Length.QUARTER, 2), Rhythm(Length.HALF, 10),
    Rhythm(Length.YEAR), YEARS_TO_MARCH, Rhythm(Length.TRAILING, months=2), TRAILING,
]  # fmt: skip
days = st.dates(date(1970, 1, 1), date(2190, 12, 31))
rhythms = st.sampled_from(EVERY)


def between(first: str, last: str) -> Days:
    return Days(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("kept", "day", "first", "last"),
    [
        (Rhythm(Length.WEEK), "2026-11-29", "2026-11-23", "2026-11-29"),
        (Rhythm(Length.WEEK), "2027-01-01", "2026-12-28", "2027-01-03"),
        (Rhythm(Length.MONTH), "2024-02-29", "2024-02-01", "2024-02-29"),
        (QUARTERS, "2026-09-30", "2026-07-01", "2026-09-30"),
        (Rhythm(Length.QUARTER, 2), "2026-01-31", "2025-11-01", "2026-01-31"),
        (Rhythm(Length.HALF), "2026-07-01", "2026-07-01", "2026-12-31"),
        (Rhythm(Length.HALF, 10), "2026-03-31", "2025-10-01", "2026-03-31"),
        (Rhythm(Length.YEAR), "2026-12-31", "2026-01-01", "2026-12-31"),
        (YEARS_TO_MARCH, "2026-03-31", "2025-04-01", "2026-03-31"),
        (TRAILING, "2026-09-15", "2025-10-01", "2026-09-30"),
        (Rhythm(Length.TRAILING, months=3), "2026-02-28", "2025-12-01", "2026-02-28"),
    ],
)
def test_a_day_falls_into_the_period_that_the_rhythm_gives_it(kept: Rhythm, day: str, first: str, last: str) -> None:
    assert kept.period_of(date.fromisoformat(day)).days == between(first, last)


@given(rhythms, days)
def test_periods_follow_one_another_without_a_gap_or_a_day_in_two(kept: Rhythm, day: date) -> None:
    period = kept.period_of(day)
    assert day in period.days
    assert period.comparable.last + DAY == period.first
    assert period.next.previous == period.previous.next == period
    if not kept.is_trailing:
        assert period.next.first == period.last + DAY
        assert kept.periods_with(day) == (period,)
    if kept.length is Length.WEEK:
        assert len(period.days) == 7


def test_a_day_lies_in_as_many_trailing_periods_as_they_have_months() -> None:
    found = TRAILING.periods_with(date(2026, 9, 15))
    assert [found[0].days, found[-1].days] == [
        between("2025-10-01", "2026-09-30"),
        between("2026-09-01", "2027-08-31"),
    ]
    assert len(found) == 12


@pytest.mark.parametrize(
    ("kept", "day", "first", "last"),
    [
        (Rhythm(Length.MONTH), "2024-02-29", "2023-02-01", "2023-02-28"),
        (Rhythm(Length.MONTH), "2025-02-28", "2024-02-01", "2024-02-29"),
        (QUARTERS, "2026-08-01", "2025-07-01", "2025-09-30"),
        (YEARS_TO_MARCH, "2026-04-01", "2025-04-01", "2026-03-31"),
        (TRAILING, "2026-09-30", "2024-10-01", "2025-09-30"),
        (Rhythm(Length.WEEK), "2026-11-29", "2025-11-24", "2025-11-30"),
        (Rhythm(Length.WEEK), "2021-01-01", "2019-12-23", "2019-12-29"),  # the 53rd of 2020; 2019 has 52
    ],
)
def test_a_year_ago_is_the_same_period_of_the_year_before(kept: Rhythm, day: str, first: str, last: str) -> None:
    assert kept.period_of(date.fromisoformat(day)).a_year_ago.days == between(first, last)


ZONES = sorted(calendars.zones())
EDGES = [date(2026, 7, 1), date(2026, 10, 1), date(2027, 1, 1), date(2027, 4, 1)]


@pytest.mark.parametrize("zone", ["Pacific/Niue", "UTC", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Kiritimati"])
@pytest.mark.parametrize("edge", EDGES)
def test_the_last_second_of_a_quarter_and_the_first_of_the_next_are_told_apart_in_every_zone(
    zone: str, edge: date
) -> None:
    midnight = datetime(edge.year, edge.month, edge.day, tzinfo=ZoneInfo(zone))
    before, after = QUARTERS.period_at(midnight - SECOND, zone), QUARTERS.period_at(midnight, zone)
    assert (before.last, after.first) == (edge - DAY, edge)
    assert before.days.ends_at(zone) == after.days.begins_at(zone) == midnight


def test_days_on_which_clocks_change_have_their_own_length() -> None:
    spring, autumn = between("2026-03-29", "2026-03-29"), between("2026-10-25", "2026-10-25")
    lengths = [each.ends_at("Europe/Berlin") - each.begins_at("Europe/Berlin") for each in (spring, autumn)]
    assert lengths == [timedelta(hours=23), timedelta(hours=25)]


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        ("America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-04"),  # there is no midnight: the day begins at 1:00
        ("America/Sao_Paulo", "2018-11-04T02:59:59Z", "2018-11-03"),
        ("America/Havana", "2026-11-01T04:30:00Z", "2026-11-01"),  # the first hour of the day comes twice
        ("America/Havana", "2026-11-01T05:30:00Z", "2026-11-01"),
        ("America/St_Johns", "2009-11-01T02:30:30Z", "2009-11-01"),  # a minute after midnight clocks went back over it
        ("America/St_Johns", "2009-11-01T03:00:00Z", "2009-11-01"),  # 23:30 for the second time
        ("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"),
        ("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"),  # the 30th was left out
    ],
)
def test_an_instant_has_one_day_even_where_midnight_comes_twice_or_not_at_all(
    zone: str, instant: str, day: str
) -> None:
    assert day_at(datetime.fromisoformat(instant), zone) == date.fromisoformat(day)


@given(st.sampled_from(ZONES), st.integers(0, 4_000_000_000), rhythms)
def test_an_instant_lies_between_the_begin_and_the_end_of_its_period(zone: str, second: int, kept: Rhythm) -> None:
    instant = datetime.fromtimestamp(second, UTC)
    period = kept.period_at(instant, zone)
    assert period.days.begins_at(zone) <= instant < period.days.ends_at(zone)


VALID = between("2026-08-10", "2026-12-31")


@pytest.mark.parametrize(
    ("valid", "pauses", "counted"),
    [
        (between("2020-01-01", "2030-01-01"), [], ["2026-07-01/2026-09-30"]),
        (VALID, [], ["2026-08-10/2026-09-30"]),
        (between("2020-01-01", "2026-07-20"), [], ["2026-07-01/2026-07-20"]),
        (VALID, ["2026-08-15/2026-08-31"], ["2026-08-10/2026-08-14", "2026-09-01/2026-09-30"]),
        (VALID, ["2026-09-01/9999-12-30"], ["2026-08-10/2026-08-31"]),
        (VALID, ["2026-08-01/2026-08-15", "2026-08-12/2026-09-20"], ["2026-09-21/2026-09-30"]),
        (VALID, ["2026-01-01/2026-12-31"], []),
        (between("2027-01-01", "2027-12-31"), [], []),
    ],
)
def test_a_period_that_is_cut_measures_the_days_in_force_alone(
    valid: Days, pauses: list[str], counted: list[str]
) -> None:
    found = QUARTERS.period_of(date(2026, 8, 1)).counted(valid, [between(*each.split("/")) for each in pauses])
    assert [f"{each.first}/{each.last}" for each in found] == counted


@given(days, st.lists(st.tuples(days, st.integers(0, 200)), max_size=5))
def test_what_is_left_of_a_period_is_every_day_of_it_without_a_pause(day: date, pauses: list[tuple[date, int]]) -> None:
    period = QUARTERS.period_of(day)
    paused = [Days(first, first + length * DAY) for first, length in pauses]
    left = period.counted(Days(day, OPEN_END), paused)
    every = [period.first + n * DAY for n in range(len(period.days))]
    assert [each for each in every if any(each in part for part in left)] == [
        each for each in every if each >= day and not any(each in pause for pause in paused)
    ]


def test_a_period_closes_when_its_last_day_for_late_data_is_over_in_its_zone() -> None:
    period = QUARTERS.period_of(date(2026, 3, 1))
    assert period.closes_at(0, "Europe/Berlin") == datetime(2026, 3, 31, 22, tzinfo=UTC)
    assert period.closes_at(10, "Europe/Berlin") == datetime(2026, 4, 10, 22, tzinfo=UTC)
    assert period.closes_at(10, "Europe/Berlin", ended_on=date(2026, 2, 27)) == datetime(2026, 3, 9, 23, tzinfo=UTC)
    assert period.closes_at(0, "Europe/Berlin", ended_on=date(2026, 6, 1)) == datetime(2026, 3, 31, 22, tzinfo=UTC)


def test_what_is_in_force_for_a_while_has_the_periods_that_it_touches() -> None:
    force = between("2026-02-15", "2026-07-01")
    assert [each.name.code for each in QUARTERS.periods_over(force)] == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert [each.name.code for each in TRAILING.periods_over(between("2026-02-15", "2026-04-01"))] == [
        "12M-2026-02", "12M-2026-03", "12M-2026-04",
    ]  # fmt: skip
    assert [each.name.code for each in Rhythm(Length.WEEK).periods_over(between("2026-12-27", "2027-01-04"))] == [
        "2026-W52", "2026-W53", "2027-W01",
    ]  # fmt: skip


def test_a_period_is_made_of_months_or_weeks_and_of_days_where_it_is_cut() -> None:
    quarter = QUARTERS.period_of(date(2026, 8, 1))
    whole = pieces.pieces_of([quarter.days], Length.QUARTER)
    assert [str(each.first) for each in whole.whole] == ["2026-07-01", "2026-08-01", "2026-09-01"]
    cut = pieces.pieces_of([between("2026-07-01", "2026-08-14"), between("2026-09-01", "2026-09-30")], Length.QUARTER)
    assert [str(each.first) for each in cut.whole] == ["2026-07-01", "2026-09-01"]
    assert cut.rest == (between("2026-08-01", "2026-08-14"),)
    week = pieces.pieces_of([between("2026-11-23", "2026-11-29")], Length.WEEK)
    assert week.whole == (pieces.piece_of(date(2026, 11, 29), Length.WEEK),)
    assert week.rest == ()


@given(rhythms, days, st.integers(0, 40), st.integers(0, 40))
def test_pieces_hold_every_counted_day_once(kept: Rhythm, day: date, late: int, early: int) -> None:
    period = kept.period_of(day)
    counted = period.counted(Days(period.first + late * DAY, period.last - early * DAY))
    found = pieces.pieces_of(counted, kept.length)
    parts = sorted([each.days for each in found.whole] + list(found.rest))
    assert [each.first + n * DAY for each in parts for n in range(len(each))] == [
        each.first + n * DAY for each in counted for n in range(len(each))
    ]
    assert all(pieces.piece_of(each.first, kept.length) == each for each in found.whole)


@pytest.mark.parametrize(
    ("kept", "english", "others"),
    [
        (Rhythm(Length.WEEK), "Week 37 of 2026", ["Седмица 37, 2026\u202fг.", "सप्ताह 37, 2026", "Linggo 37 ng 2026"]),
        (Rhythm(Length.MONTH), "September 2026", ["септември 2026\u202fг.", "सितंबर 2026", "Setyembre 2026"]),
        (QUARTERS, "Q3 2026", ["3. тримесечие 2026\u202fг.", "तिमाही 3, 2026", "Q3 2026"]),
        (
            Rhythm(Length.QUARTER, 4),
            "Q2 2026/27",
            ["2. тримесечие 2026/27\u202fг.", "तिमाही 2, 2026/27", "Q2 2026/27"],
        ),
        (Rhythm(Length.HALF), "H2 2026", ["2. полугодие 2026\u202fг.", "छमाही 2, 2026", "H2 2026"]),
        (Rhythm(Length.YEAR), "2026", ["2026\u202fг.", "2026", "2026"]),
        (
            Rhythm(Length.YEAR, 10),
            "Fiscal year 2025/26",
            ["Финансова година 2025/26", "वित्त वर्ष 2025/26", "Fiscal year 2025/26"],
        ),
        (
            TRAILING,
            "12 months to September 2026",
            ["12 месеца до септември 2026\u202fг.", "सितंबर 2026 तक के 12 महीने", "12 buwan hanggang Setyembre 2026"],
        ),
    ],
)
def test_people_call_a_period_as_their_language_does(kept: Rhythm, english: str, others: list[str]) -> None:
    name = kept.period_of(date(2026, 9, 8)).name
    assert str(name) == english
    assert [languages.written(name, each) for each in ("bg", "hi", "fil")] == others


@pytest.mark.parametrize(
    ("length", "asked", "sentence", "place"),
    [
        (Length.TRAILING, {}, "A trailing period must cover 2 to 24 months.", "months"),
        (Length.TRAILING, {"months": 1}, "A trailing period must cover 2 to 24 months.", "months"),
        (Length.TRAILING, {"months": 25}, "A trailing period must cover 2 to 24 months.", "months"),
        (Length.QUARTER, {"months": 3}, "Only a trailing period can have a number of months.", "months"),
        (Length.MONTH, {"starts_in": 4}, "Only quarters, half-years and years can have a starting month.", "startsIn"),
        (Length.YEAR, {"starts_in": 0}, "The starting month must be a number from 1 to 12.", "startsIn"),
        (Length.YEAR, {"starts_in": 13}, "The starting month must be a number from 1 to 12.", "startsIn"),
    ],
)
def test_numbers_that_mean_nothing_are_refused(
    length: Length, asked: dict[str, int], sentence: str, place: str
) -> None:
    with pytest.raises(errors.Invalid) as refusal:
        rhythm(length, starts_in=asked.get("starts_in"), months=asked.get("months"), path=("input", "period"))
    assert (refusal.value.message, refusal.value.path) == (sentence, ("input", "period", place))


@pytest.mark.parametrize("kept", EVERY)
def test_a_rhythm_is_read_back_from_what_is_agreed(kept: Rhythm) -> None:
    assert periods.reading(kept.content()) == kept
