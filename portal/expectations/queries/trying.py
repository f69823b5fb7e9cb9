"""What a promise would have come to: the subjects of several periods counted at once, whatever was agreed then."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Date, DateTime, FromClause, Integer, Select, and_, column, func, literal, select

from portal.expectations.facts.kinds import KINDS, Type
from portal.expectations.metrics.terms import Terms
from portal.expectations.queries import formulas
from portal.expectations.queries.counting import in_scope
from portal.expectations.rules.promise import Promise
from portal.expectations.scores.days import Days
from portal.expectations.scores.periods import Period

PLACE = "place"


def tried(promise: Promise, terms: Terms, partner_id: UUID, periods: Sequence[Period]) -> Select[Any]:
    """For each period in which anything was counted: its place among them, numerator, denominator, n.

    Trailing periods share subjects, which then count in each of them.
    """
    if promise.metric is None:
        raise ValueError(promise.code)
    whole = Days(periods[0].first, max(period.last for period in periods))
    known = in_scope(promise, partner_id, [whole], promise.zone).subquery("known")
    kind = KINDS[promise.metric.kind]
    is_instant = kind.fields[kind.counted_by] is Type.INSTANT
    spans = _spans(periods, promise.zone, is_instant=is_instant)
    at = known.c.at if is_instant else known.c.day
    inside = and_(at >= spans.c.begins, at < spans.c.ends if is_instant else at <= spans.c.ends)
    return formulas.tallied(
        promise.metric, terms, select(known, spans.c.place).join(spans, inside).subquery("tried"), PLACE
    )


def _spans(periods: Sequence[Period], zone: str, *, is_instant: bool) -> FromClause:
    """The periods as rows: their first day and last, or the instant at which they begin and the first after them."""
    kind = DateTime(timezone=True) if is_instant else Date()
    limits = [
        (each.days.begins_at(zone), each.days.ends_at(zone)) if is_instant else (each.first, each.last)
        for each in periods
    ]
    rows = [
        {PLACE: place, "begins": begins.isoformat(), "ends": ends.isoformat()}
        for place, (begins, ends) in enumerate(limits)
    ]
    sent = func.json_to_recordset(literal(rows, JSON))
    named = sent.table_valued(column(PLACE, Integer), column("begins", kind), column("ends", kind))
    return named.render_derived(name="spans", with_types=True)
