"""What was said of a rule, as what was found: every way in which a word can end, in every period."""

from datetime import date
from itertools import product

import pytest

from portal import ids
from portal.access import Side
from portal.expectations.rules import attested
from portal.expectations.rules.attested import Finding, Found, Said, Value
from portal.expectations.scores import periods

F = Found
HOST, PARTNER = Side.HOST, Side.PARTNER
QUARTER = periods.rhythm(periods.Length.QUARTER)
JANUARY, JUNE, JULY = date(2026, 1, 15), date(2026, 6, 30), date(2026, 7, 1)


def word(is_kept: bool = True, side: Side = PARTNER, made_on: date = JANUARY, **more: date | None) -> Said:
    return Said(id=ids.new(), side=side, is_kept=is_kept, made_on=made_on, valid_until=JUNE, **more)


def contested(is_kept: bool = True, side: Side = PARTNER) -> Said:
    return word(is_kept, side, contested_on=date(2026, 1, 20), uphold_until=date(2026, 2, 3))


def found(*told: Said, is_over: bool = False) -> list[tuple[Found, date]]:
    return [(each.how, each.day) for each in attested.findings(told, PARTNER, is_over=is_over)]


# A rule of the partner's: whether it is said to be kept, by whom, whether it is contested, and whether its time passed.
CELLS = {
    (True, False, False): [F.KEPT], (False, False, False): [F.NOT_KEPT],
    (True, False, True): [F.KEPT, F.SILENCE], (False, False, True): [F.NOT_KEPT, F.SILENCE],
    (True, True, False): [F.CONTESTED], (False, True, False): [F.CONTESTED],
}  # fmt: skip
NOT_UPHELD = {(True, PARTNER): F.NOT_UPHELD, (True, HOST): F.FELL, (False, PARTNER): F.FELL, (False, HOST): F.FELL}


@pytest.mark.parametrize(("is_kept", "side"), list(product((True, False), Side)))
@pytest.mark.parametrize("is_contested", [True, False])
@pytest.mark.parametrize("is_over", [True, False])
def test_each_word_ends_as_its_side_its_contest_and_its_time_say(
    is_kept: bool, side: Side, is_contested: bool, is_over: bool
) -> None:
    said = (contested if is_contested else word)(is_kept, side)
    usual = CELLS.get((is_kept, is_contested, is_over), [NOT_UPHELD[is_kept, side]])
    assert [how for how, _ in found(said, is_over=is_over)] == usual


def test_silence_begins_the_day_after_the_last() -> None:
    assert found(word(), is_over=True) == [(F.KEPT, JANUARY), (F.SILENCE, JULY)]
    assert found(contested(), is_over=True) == [(F.NOT_UPHELD, date(2026, 2, 4))]


def test_what_was_said_after_the_last_day_was_silent_before() -> None:
    assert found(word(), word(made_on=date(2026, 7, 9))) == [
        (F.KEPT, JANUARY), (F.SILENCE, JULY), (F.KEPT, date(2026, 7, 9)),
    ]  # fmt: skip
    assert found(word(), word(made_on=JUNE)) == [(F.KEPT, JANUARY), (F.KEPT, JUNE)]


def test_what_was_contested_and_said_anew_in_time_counts_as_it_is_said_then() -> None:
    assert found(contested(), word(made_on=date(2026, 2, 3))) == [(F.KEPT, date(2026, 2, 3))]
    assert found(contested(False, HOST), word(made_on=date(2026, 2, 3), side=HOST)) == [(F.KEPT, date(2026, 2, 3))]
    assert found(contested(), word(made_on=date(2026, 2, 9))) == [
        (F.NOT_UPHELD, date(2026, 2, 4)), (F.KEPT, date(2026, 2, 9)),
    ]  # fmt: skip


def in_a_row(*hows: Found) -> list[Found]:
    known = [Finding(how, JANUARY, word()) for how in hows]
    return [each.how for each in attested.in_a_row(known)]


def test_misses_are_in_a_row_until_it_is_kept_again() -> None:
    assert in_a_row(F.KEPT, F.NOT_KEPT, F.SILENCE) == [F.NOT_KEPT, F.SILENCE]
    assert in_a_row(F.NOT_KEPT, F.KEPT, F.NOT_UPHELD, F.KEPT, F.KEPT) == [F.NOT_UPHELD]
    assert in_a_row(F.NOT_KEPT, F.FELL, F.CONTESTED) == [F.NOT_KEPT]
    assert in_a_row(F.KEPT) == in_a_row() == []


def valued(values: list[Value]) -> list[str]:
    return [f"{each.starts_on} {each.status} {each.numerator}" for each in values]


def test_a_period_is_what_was_found_last_in_it_and_for_money_what_was_worst() -> None:
    told = attested.findings(
        [word(), word(False, made_on=date(2026, 3, 2)), word(made_on=date(2026, 3, 9))], PARTNER, is_over=False
    )
    assert valued(attested.values(told, QUARTER)) == ["2026-01-01 FINAL 1"]
    assert valued(attested.missed(told, QUARTER)) == ["2026-01-01 FINAL 0"]


def test_what_is_contested_has_no_value_and_takes_nothing_back_in_the_ledger() -> None:
    told = attested.findings([contested(False, HOST)], PARTNER, is_over=False)
    assert valued(attested.values(told, QUARTER)) == ["2026-01-01 CONTESTED None"]
    assert valued(attested.missed(told, QUARTER)) == ["2026-01-01 FINAL 0"]
    fell = attested.findings([contested(False, HOST)], PARTNER, is_over=True)
    assert attested.missed(fell, QUARTER) == []


def test_what_was_found_goes_on_until_something_else_is() -> None:
    told = attested.findings([word(False)], PARTNER, is_over=False)
    assert attested.within(told, date(2025, 10, 1), date(2025, 12, 31)) == ([], [])
    assert attested.within(told, date(2026, 1, 1), date(2026, 3, 31)) == (told, [])
    assert attested.within(told, date(2026, 4, 1), date(2026, 6, 30)) == (told, [])
