"""What can be asked about scorecards: the agreed ones, what they came to, and where they stand."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, cast, func, literal, select, type_coerce

from portal import journal, situations
from portal.expectations.models import CardRank, Expectation, Measurement, Scorecard, ScorecardPeriod
from portal.expectations.queries.measured import status_is
from portal.expectations.rules import card as rules
from portal.machine import Waiting
from portal.partners.models import Organisation

Row = Any


def cards() -> Select[Any]:
    return select(Scorecard)


def card(value: Row) -> Select[Any]:
    return cards().where(Scorecard.id == value)


def card_agreed_with(partner_id: Row, side: Row) -> Select[Any]:
    """The card that counts for one side's promises."""
    return cards().where(Scorecard.partner_id == partner_id, Scorecard.obligor == side, status_is(Scorecard, "AGREED"))


def cards_of_partner(partner: Row) -> Select[Any]:
    return cards().where(Scorecard.partner_id == partner.id)


def filtered_cards(
    *, statuses: Row = None, not_statuses: Row = None, obligor: str | None = None, waiting_on: str | None = None,
    standing: str | None = None, partner_id: Row = None,
) -> Select[Any]:  # fmt: skip
    """The cards that meet every condition given; None is any. Lists are arrays of words."""
    found, status = cards(), cast(Scorecard.status, Text)
    waited = type_coerce(Scorecard.waiting_on, ARRAY(Text))
    conditions = (
        (statuses, lambda given: status == func.any(given)),
        (not_statuses, lambda given: status != func.all(given)),
        (obligor, lambda given: Scorecard.obligor == given),
        (standing, lambda given: Scorecard.standing == given),
        (waiting_on, lambda given: literal(given, Text).op("=")(func.any(waited))),
        (partner_id, lambda given: Scorecard.partner_id == given),
    )
    for given, condition in conditions:
        if given is not None:
            found = found.where(condition(given))
    return found


def card_facts(row: Row) -> dict[str, Any]:
    """What the rules of a card look at and who is waited for, column by column."""
    account = select(Organisation.status).where(Organisation.id == row.partner_id).scalar_subquery()
    return {**situations.needs(rules.Card, row, partner_status=account), **situations.needs(Waiting, row)}


def card_timeline(row: Row) -> Select[Any]:
    return journal.timeline(row.partner_id, row.id)


def periods_of(row: Row) -> Select[Any]:
    """What a card was, the newest period first; of each period the newest number first."""
    found = select(ScorecardPeriod).where(
        ScorecardPeriod.partner_id == row.partner_id, ScorecardPeriod.scorecard_id == row.id
    )
    return found.order_by(ScorecardPeriod.starts_on.desc(), ScorecardPeriod.number.desc())


def card_period(value: Row) -> Select[Any]:
    return select(ScorecardPeriod).where(ScorecardPeriod.id == value)


def newest_number_of(row: Row, first: date) -> Select[Any]:
    """The newest reckoning of a card's period."""
    return periods_of(row).where(ScorecardPeriod.starts_on == first).limit(1)


def rank_of(row: Row) -> Select[Any]:
    """Where a card stands; none among fewer than five."""
    return select(CardRank).where(CardRank.partner_id == row.partner_id, CardRank.scorecard_id == row.id)


def lines_named(partner_id: UUID, expectation_ids: list[UUID]) -> Select[Any]:
    """The expectations that stand on a card."""
    return select(Expectation).where(Expectation.partner_id == partner_id, Expectation.id.in_(expectation_ids))


def followers_of(partner_id: UUID) -> Select[*tuple[Any, ...]]:
    """What took the place of what, with a partner: (old, new, document of the new)."""
    found = select(Expectation.supersedes_id, Expectation.id, Expectation.document)
    return found.where(
        Expectation.partner_id == partner_id, Expectation.supersedes_id.is_not(None), Expectation.agreed_at.is_not(None)
    )


def measured_until(partner_id: UUID, expectation_ids: list[UUID], last: date) -> Select[Any]:
    """The measurements of expectations that end by a day, the oldest first."""
    found = select(Measurement).where(
        Measurement.partner_id == partner_id, Measurement.expectation_id.in_(expectation_ids),
        Measurement.ends_on <= last, ~status_is(Measurement, "COLLECTING", "VOID"),
    )  # fmt: skip
    return found.order_by(Measurement.ends_on, Measurement.starts_on, Measurement.ordinal)


def last_final_of(partner_id: UUID, expectation_ids: list[UUID]) -> Select[Any]:
    """The last day of the newest period of these that is final."""
    return select(func.max(Measurement.ends_on)).where(
        Measurement.partner_id == partner_id, Measurement.expectation_id.in_(expectation_ids),
        status_is(Measurement, "FINAL"),
    )  # fmt: skip


def agreed_cards(partner_id: UUID) -> Select[Any]:
    """The ids of a partner's cards that count."""
    found = select(Scorecard.id).where(Scorecard.partner_id == partner_id, status_is(Scorecard, "AGREED"))
    return found.order_by(Scorecard.id)


def open_cards(partner_id: UUID) -> Select[Any]:
    """The ids of a partner's cards that are not over."""
    found = select(Scorecard.id).where(Scorecard.partner_id == partner_id, ~status_is(Scorecard, "RETIRED"))
    return found.order_by(Scorecard.id)


def scored() -> Select[*tuple[Any, ...]]:
    """Every partner's card that is scored: (partner, card, score). The portal alone sees them all."""
    return select(Scorecard.partner_id, Scorecard.id, Scorecard.score_exact).where(
        Scorecard.obligor == "PARTNER", status_is(Scorecard, "AGREED"), Scorecard.score_exact.is_not(None)
    )


def ranks() -> Select[Any]:
    return select(CardRank)


def one_ranking() -> Select[Any]:
    held: Any = func.pg_advisory_xact_lock
    return select(held(func.hashtextextended("ranks of cards", 0)))
