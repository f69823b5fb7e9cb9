"""What a card's lines are made of, as JSON in one statement, and how it is read."""

from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, select

from portal.expectations.models import Expectation, Measurement, ScorecardPeriod
from portal.expectations.queries.attested import said_of
from portal.expectations.queries.measured import status_is

Row = Any
PERIODS = 26
"""Of a line: a year of weeks would be more than a strip shows; two years of months are compared."""
MEASURED = (
    "id", "starts_on", "ends_on", "status", "numerator", "denominator", "n", "value", "low", "high", "verdict",
    "due_at",
)  # fmt: skip


def lines_of_card(row: Row) -> dict[str, ColumnElement[Any]]:
    """The card's document and newest period, and every expectation that may stand on it with its newest values."""
    return {"document": row.document, "newest": _newest(row), "expectations": _expectations(row)}


def _newest(row: Row) -> ColumnElement[Any]:
    found = select(ScorecardPeriod.document).where(
        ScorecardPeriod.partner_id == row.partner_id, ScorecardPeriod.scorecard_id == row.id
    )
    newest = found.order_by(ScorecardPeriod.starts_on.desc(), ScorecardPeriod.number.desc()).limit(1)
    return newest.scalar_subquery()


def _expectations(row: Row) -> ColumnElement[Any]:
    """Those that the card names, and those that came in some expectation's place."""
    made = func.json_build_array(
        cast(Expectation.id, Text), cast(Expectation.supersedes_id, Text), Expectation.title, Expectation.document,
        _values(Expectation), _closes_at(Expectation), said_of(Expectation), cast(Expectation.attested, Text),
    )  # fmt: skip
    is_named = func.strpos(row.document, cast(Expectation.id, Text)) > 0
    found = select(func.json_agg(made)).where(
        Expectation.partner_id == row.partner_id, Expectation.obligor == row.obligor,
        or_(is_named, and_(Expectation.agreed_at.is_not(None), Expectation.supersedes_id.is_not(None))),
    )  # fmt: skip
    return found.scalar_subquery()


def _values(row: Row) -> ColumnElement[Any]:
    """The newest measurements with a value or too little for one, oldest first."""
    columns = (*(getattr(Measurement, name) for name in MEASURED), Measurement.ordinal, Measurement.waiting_on)
    found = select(*columns).where(
        Measurement.partner_id == row.partner_id, Measurement.expectation_id == row.id,
        ~status_is(Measurement, "COLLECTING", "VOID", "RESTATED"),
    )  # fmt: skip
    # Without being told, a table in a FROM has the values of every expectation that there is.
    of_row = found.correlate(row).order_by(Measurement.starts_on.desc(), Measurement.ordinal.desc())
    newest = of_row.limit(PERIODS).subquery()
    waits = func.array_to_string(newest.c.waiting_on, " ")
    made = func.json_build_array(*(cast(newest.c[name], Text) for name in MEASURED), waits)
    return select(func.json_agg(made)).select_from(newest).scalar_subquery()


def _closes_at(row: Row) -> ColumnElement[Any]:
    """When the current period is measured."""
    found = select(func.min(Measurement.closes_at)).where(
        Measurement.partner_id == row.partner_id, Measurement.expectation_id == row.id,
        status_is(Measurement, "COLLECTING"),
    )  # fmt: skip
    return cast(found.scalar_subquery(), Text)
