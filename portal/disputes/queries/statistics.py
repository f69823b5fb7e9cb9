"""What many disputes come to, in one row; `rules.figures` reads it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    DateTime,
    Double,
    Integer,
    Interval,
    Numeric,
    Select,
    Text,
    Uuid,
    and_,
    case,
    cast,
    exists,
    func,
    literal_column,
    or_,
    outerjoin,
    select,
    tuple_,
    type_coerce,
)

from portal.access import Side
from portal.disputes.models import Dispute, DisputeClock, DisputeEntry, SettlementOffer
from portal.disputes.rules.entries import EntryKind
from portal.disputes.rules.figures import Outcome
from portal.disputes.rules.offer import OfferStatus
from portal.disputes.rules.statuses import DisputeStatus
from portal.partners.models import Organisation

Row = Any
S = DisputeStatus
ANSWERS = (EntryKind.ANSWER, EntryKind.CONCESSION)
EMPTY = literal_column("'[]'::json", JSON())
WHOLE = literal_column("0", Integer())
"""Beginning with the first row, a subquery is worked out by itself."""


def statistics(since: Row, until: Row, *, partner_id: Row = None, claimant: str | None = None) -> Select[Any]:
    """One row: `since`, `until`, `partner_id`, and as JSON `figures` and `punctuality`.

    Of the disputes that were filed on these days, where the company is, as far as the caller sees them.
    """
    company = _days_of_company(since, until)
    counted = [
        company.c.id == Dispute.company_id,
        Dispute.filed_at >= company.c.begins,
        Dispute.filed_at < company.c.ends,
    ]
    counted += [] if partner_id is None else [Dispute.partner_id == partner_id]
    counted += [] if claimant is None else [cast(Dispute.claimant, Text) == claimant]
    partner = literal_column("NULL::uuid", Uuid()) if partner_id is None else partner_id
    return select(
        since.label("since"), until.label("until"), partner.label("partner_id"),
        _figures(counted).label("figures"), _punctuality(counted).label("punctuality"),
    )  # fmt: skip


def _days_of_company(since: Row, until: Row) -> Any:
    """When the first of the days begins where the company is, and the last one ends: found once, not for each row."""
    zone, day = Organisation.zone, literal_column("interval '1 day'", Interval())
    return (
        select(
            Organisation.id, func.timezone(zone, cast(since, DateTime())).label("begins"),
            func.timezone(zone, cast(until, DateTime()) + day).label("ends"),
        )
        .where(Organisation.side == Side.HOST)
        .offset(WHOLE)
        .subquery()
    )  # fmt: skip


def _figures(counted: Sequence[ColumnElement[bool]]) -> ColumnElement[Any]:
    """Rows by reason, cause, level and outcome, and of all; each as well by currency. See `rules.figures`."""
    each = _each(counted)
    dimensions = (each.c.reason_code, each.c.cause, each.c.level, each.c.outcome)
    sets = [part for one in dimensions for part in (tuple_(one), tuple_(one, each.c.currency))]
    columns = (
        func.grouping(*dimensions, each.c.currency), *dimensions, each.c.currency, func.count(),
        func.count().filter(each.c.outcome != Outcome.OPEN.value),
        *(func.coalesce(func.sum(part), 0) for part in (each.c.claimed, each.c.conceded, each.c.decided)),
        *(part for days in (each.c.to_answer, each.c.to_end) for part in _middle(days)),
    )  # fmt: skip
    rows = (
        select(func.json_build_array(*columns, type_=JSON).label("row"))
        .select_from(each)
        .group_by(func.grouping_sets(*sets, tuple_(each.c.currency), literal_column("()")))
        .subquery()
    )
    return select(func.coalesce(func.json_agg(rows.c.row), EMPTY)).scalar_subquery()


def _middle(days: ColumnElement[Any]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Median and mean, as text to one decimal."""
    median = func.percentile_cont(literal_column("0.5")).within_group(days)
    return tuple(cast(func.round(cast(each, Numeric), 1), Text) for each in (median, func.avg(days)))  # type: ignore[return-value]  # two


def _each(counted: Sequence[ColumnElement[bool]]) -> Any:
    """A row of each dispute: what it is counted by, its sums, and the days it took."""
    answered = _answered()
    is_its_own = and_(answered.c.partner_id == Dispute.partner_id, answered.c.dispute_id == Dispute.id)
    return (
        select(
            Dispute.reason_code, cast(Dispute.cause, Text).label("cause"), Dispute.level, _outcome().label("outcome"),
            Dispute.currency, Dispute.claimed_minor.label("claimed"), Dispute.conceded_minor.label("conceded"),
            Dispute.decided_minor.label("decided"), _days(answered.c.at).label("to_answer"),
            _days(Dispute.ended_at).label("to_end"),
        )
        .select_from(outerjoin(Dispute, answered, is_its_own))
        .where(*counted)
        .subquery()
    )  # fmt: skip


def _answered() -> Any:
    """When each dispute was answered first: of all that the caller sees at once, as one by one costs twice that."""
    each = DisputeEntry.partner_id, DisputeEntry.dispute_id
    found = select(*each, func.min(DisputeEntry.made_at).label("at")).where(_is(DisputeEntry.kind, *ANSWERS))
    return found.group_by(*each).subquery()


def _days(until: Any) -> ColumnElement[Any]:
    # As double precision, as percentile_cont takes nothing else; as exact numbers they would cost twice the time.
    return func.date_part("epoch", until - Dispute.filed_at, type_=Double()) / literal_column("86400")


def _outcome() -> ColumnElement[str]:
    accepted = exists().where(
        SettlementOffer.partner_id == Dispute.partner_id, SettlementOffer.dispute_id == Dispute.id,
        _is(SettlementOffer.status, OfferStatus.ACCEPTED),
    )  # fmt: skip
    return case(
        (_is(Dispute.status, S.WITHDRAWN), _word(Outcome.WITHDRAWN)),
        (_is(Dispute.status, S.LAPSED), _word(Outcome.LAPSED)),
        (~_is(Dispute.status, S.RESOLVED, S.CLOSED), _word(Outcome.OPEN)),
        (Dispute.is_dismissed, _word(Outcome.REFUSED)),
        (Dispute.outcome != "", _word(Outcome.EXTERNAL)),
        (accepted, _word(Outcome.SETTLED)),
        (Dispute.settlement_sha256.is_not(None), _word(Outcome.CONCEDED)),
        else_=_word(Outcome.DECIDED),
    )


def _punctuality(counted: Sequence[ColumnElement[bool]]) -> ColumnElement[Any]:
    """Of each side, how many of its times are over, and how many of those it used."""
    waits, now = type_coerce(DisputeClock.waiting_on, ARRAY(Text)), func.now()
    is_within = DisputeClock.done_at < DisputeClock.due_at
    is_over = or_(DisputeClock.done_at.is_not(None), DisputeClock.due_at < now)
    found = [
        part
        for side in Side
        for part in (
            _word(side),
            func.json_build_array(
                func.count().filter(is_over, _word(side) == func.any(waits)),
                func.count().filter(is_within, _word(side) == func.any(waits)),
            ),
        )
    ]
    # As a list: whatever PostgreSQL thinks of how few they are, it does not look for the times of one after the other.
    disputes = func.array(select(Dispute.id).where(*counted).scalar_subquery())
    told = select(func.json_build_object(*found, type_=JSON)).where(
        DisputeClock.dispute_id == func.any(disputes), DisputeClock.due_at.is_not(None)
    )  # fmt: skip
    return told.scalar_subquery()


def _word(word: str) -> ColumnElement[str]:
    return literal_column(f"'{word}'", Text())


def _is(column: Any, *words: str) -> ColumnElement[bool]:
    return cast(column, Text).in_([_word(each) for each in words])
