"""Open days: those of both sides, counted through, and kept as they were known when something was counted by them."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal import calendars, errors
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import Statement
from portal.expectations.metrics import open_days
from portal.expectations.models import MeasurementRevision, OpenCalendar
from portal.expectations.operations import Given
from portal.expectations.operations.days import open_days_of
from portal.expectations.operations.measuring import recomputed, terms_of
from portal.expectations.rules import promise as promises
from tests.expectations.scene import MANAGER, Scene, terms

CLOSES = datetime.fromisoformat("2026-04-10T22:00:00Z")
IN_FOUR_HOURS = {"target": "4", "tolerance": "0", "floor": "8", "min_sample": 1}


def test_a_day_is_open_if_it_is_open_on_both_sides() -> None:
    ours, theirs, both = (open_days.of(each) for each in ("DE-BY", "US", "US+DE-BY"))
    for day in (date(2026, 11, 26), date(2026, 1, 6), date(2026, 3, 2), date(2026, 3, 1)):
        assert both.is_open(day) == (ours.is_open(day) and theirs.is_open(day))
        assert both.is_open(day) == calendars.is_business_day(day, "US", "DE-BY")
    assert both.calendar == "DE-BY+US"
    assert both.ordinal(date(2026, 3, 2)) == (both.ordinal(date(2026, 2, 27)) or 0) + 1
    assert (both.ordinal(date(1999, 12, 31)), both.ordinal(date(2061, 1, 1))) == (None, None)
    assert (both.ordinal(date(2000, 1, 1)), both.is_open(date(2000, 1, 3)), len(both.text)) == (0, True, 22_281)


def test_what_is_kept_is_what_was_known() -> None:
    known = open_days.of("DE-BY")
    again = open_days.kept(known.calendar, known.version, known.first, known.text)
    assert list(again.ordinals) == list(known.ordinals)


def test_an_unknown_calendar_is_refused() -> None:
    with pytest.raises(errors.Invalid):
        open_days.of("DE-BY+XX")


async def test_a_value_keeps_the_days_it_was_counted_by(scene: Scene) -> None:
    """Who counts again later, with other holidays, gets the same: by the days that were kept with the value."""
    made = await scene.agreed(terms("first_answer.business_hours", zone="Europe/Berlin", **IN_FOUR_HOURS))
    ticket = Given(
        kind=SubjectKind.TICKET, statement=Statement.TICKET, subject_key="T-1", external_id="T-1",
        values={"opened_at": "2026-03-04T15:00:00Z", "answered_at": "2026-03-05T09:00:00Z"},
    )  # fmt: skip
    await scene.send(ticket)
    (first,) = await scene.measurements(made)
    assert await scene.keep(first, CLOSES)
    (revision,) = await scene.all(select(MeasurementRevision))
    promise = promises.read(made.document)
    (kept,) = await scene.all(select(OpenCalendar))
    assert (revision.value, revision.calendars_version, kept.version) == (
        Decimal(2), calendars.VERSION, calendars.VERSION,
    )  # fmt: skip
    assert (kept.calendar, kept.days) == ("+".join(sorted(set(promise.calendars))), open_days.of(kept.calendar).text)

    closed_all_week = kept.days.replace("1", "0")
    other = open_days.kept(kept.calendar, "0.1", kept.first_on, closed_all_week)
    states = [{"opened_at": datetime.fromisoformat("2026-03-04T15:00:00Z"),
               "answered_at": datetime.fromisoformat("2026-03-05T09:00:00Z")}]  # fmt: skip
    assert recomputed(promise, states, CLOSES, days=other).numerator == 0
    async with scene.as_(await scene.actor(MANAGER)) as session:
        then = await open_days_of(session, made.partner_id, kept.calendar, kept.version)
    assert recomputed(promise, states, CLOSES, days=then).numerator == Decimal(7200)
    assert terms_of(promise, CLOSES).open_days is not None


async def test_days_that_nobody_kept_are_not_made_up(scene: Scene) -> None:
    async with scene.as_(await scene.actor(MANAGER)) as session:
        with pytest.raises(LookupError):
            await open_days_of(session, scene.partner.id, "DE-BY", "0.0")
