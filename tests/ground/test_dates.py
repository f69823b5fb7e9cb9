"""What people write as a day or an instant is one, in a year in which something can be agreed."""

from datetime import UTC, date, datetime

import pytest
from graphql import GraphQLError

from portal import dates, errors
from portal.contracts.text import terms
from schema.engine import scalars
from tests.make import TERMS

OUTSIDE = "The year must be between 1900 and 2199."
FORM = "Write a date as 2026-12-31."


@pytest.mark.parametrize("written", ["1900-01-01", "2026-12-31", "2028-02-29", "2199-12-31"])
def test_a_day_is_the_day_that_was_written(written: str) -> None:
    assert dates.day(written) == scalars.day(written) == date.fromisoformat(written)
    assert terms.changed(TERMS, "ends_on", written, path=()).ends_on == date.fromisoformat(written)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("9999-12-31", OUTSIDE), ("0001-01-01", OUTSIDE), ("2200-01-01", OUTSIDE), ("1899-12-31", OUTSIDE),
        ("9999-01-01", OUTSIDE), ("2026-02-30", "There is no such date."), ("0000-01-01", "There is no such date."),
        ("10000-01-01", FORM), ("2026-W01-1", FORM), ("infinity", FORM), ("", FORM), ("2026-1-1", FORM),
        ("\N{ARABIC-INDIC DIGIT TWO}026-01-01", FORM), ("2026-01-01\n", FORM),
    ],
)  # fmt: skip
def test_another_is_refused_wherever_a_day_is_read(written: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        dates.day(written)
    with pytest.raises(GraphQLError, match=f"^{sentence}$"):
        scalars.day(written)
    if written:
        for term in ("starts_on", "ends_on"):
            with pytest.raises(errors.Invalid, match=f"^{sentence}$") as refusal:
                terms.check_written(term, written, path=("input", "changes", "0"))
            assert refusal.value.path == ("input", "changes", "0", "termValue")


@pytest.mark.parametrize(
    "written",
    [
        "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "2199-12-31T23:59:59-01:00",
        "1900-01-01T00:00:00+01:00",
    ],
)  # fmt: skip
def test_an_instant_of_a_far_year_is_refused(written: str) -> None:
    with pytest.raises(GraphQLError, match=r"^(The year must be between|There is no such date and time)"):
        scalars.instant(written)


def test_an_instant_is_the_one_that_was_written() -> None:
    assert scalars.instant("2199-12-31T23:59:59.5z") == datetime(2199, 12, 31, 23, 59, 59, 500_000, UTC)
