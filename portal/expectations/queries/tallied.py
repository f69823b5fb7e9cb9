"""Months and weeks that are counted for what an expectation comes to so far, and what they add up to."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Interval, Select, Text, cast, func, literal, literal_column, select

from portal.expectations.models import Exclusion, Expectation, Metric, Subject, Tally
from portal.expectations.queries.measured import status_is
from portal.expectations.scores.periods import Length

Row = Any
FURTHEST = timedelta(hours=14)
"""How far the day of a zone runs ahead of UTC."""


def left_out_with(partner_id: UUID) -> Select[*tuple[Any, ...]]:
    """What a partner's expectations leave out: (expectation, first, last day), without days for single subjects."""
    found = select(Exclusion.expectation_id, Exclusion.first_day, Exclusion.last_day).distinct()
    return found.where(Exclusion.partner_id == partner_id)


def unfinished_pieces(partner_id: UUID, now: datetime) -> Select[*tuple[Any, ...]]:
    """The pieces that have begun and were counted last before all their days were over: (kind, unit, first day)."""
    found = select(Metric.kind, Tally.unit, Tally.piece).distinct().select_from(Tally)
    found = found.join(
        Expectation, (Expectation.partner_id == Tally.partner_id) & (Expectation.id == Tally.expectation_id)
    )
    found = found.join(Metric, Metric.id == Expectation.metric_id)
    begun = (now + FURTHEST).date()
    found = found.where(Tally.partner_id == partner_id, Tally.piece <= begun)
    return found.where(~was_over())


def was_over() -> ColumnElement[bool]:
    """Whether all days of a tally's piece were over, in every zone, when it was counted."""
    whole: ColumnElement[timedelta] = literal_column(
        "CASE WHEN tally.unit = 'WEEK' THEN interval '8 days' ELSE interval '1 month 1 day' END", Interval()
    )
    return func.timezone("UTC", Tally.settled_at) >= Tally.piece + whole


def pieces_with_facts(row: Expectation) -> Select[*tuple[Any, ...]]:
    """The months, or weeks, since the first day of an expectation in which there is something to count."""
    unit = Length.WEEK if row.period == Length.WEEK else Length.MONTH
    kind = select(Metric.kind).where(Metric.id == row.metric_id).scalar_subquery()
    day = func.coalesce(Subject.day, cast(func.timezone(row.zone, Subject.at), Date))
    piece = cast(func.date_trunc(unit.value.lower(), day), Date)
    found = select(literal(unit.value, Text), piece).distinct()
    found = found.where(Subject.partner_id == row.partner_id, Subject.kind == kind, day >= row.starts_on)
    return found if row.ends_on is None else found.where(day <= row.ends_on)


def so_far(row: Row) -> ColumnElement[Any]:
    """What the pieces inside a collecting measurement's period come to, as a list of texts; null while nothing does:
    numerator, denominator, number of subjects, when they were counted last."""
    texts = (cast(each, Text) for each in (
        func.sum(Tally.numerator), func.sum(Tally.denominator), func.sum(Tally.n), func.max(Tally.settled_at)
    ))  # fmt: skip
    found = select(func.json_build_array(*texts)).where(
        Tally.partner_id == row.partner_id, Tally.expectation_id == row.expectation_id,
        Tally.piece >= row.starts_on, Tally.piece <= row.ends_on,
        status_is(row, "COLLECTING"),
    ).having(func.count() > literal_column("0"))  # fmt: skip
    return found.scalar_subquery()
