"""What can be asked about the records of other rooms that a dispute is about, and which of them are held."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, Update, and_, cast, exists, literal_column, or_, select, update
from sqlalchemy.orm import aliased

from portal.disputes.models import Dispute, DisputeLine, Remedy
from portal.disputes.rules.remedy import DONE, RemedyKind
from portal.expectations.models import Breach, Consequence, Measurement
from portal.fees.models import Fee
from portal.opportunities.models import Opportunity

Row = Any


def open_keys_of(measurement: Row) -> Select[Any]:
    """The lines of a value about which a dispute is open."""
    found = select(DisputeLine.subject_key).where(
        DisputeLine.partner_id == measurement.partner_id, DisputeLine.record_id == measurement.id
    )
    return found.where(DisputeLine.is_open, DisputeLine.subject_key.is_not(None))


def measurements_in(partner_id: UUID, dispute_id: UUID) -> Select[Any]:
    """The ids of the values that a dispute is about, each once."""
    found = select(DisputeLine.record_id).where(
        DisputeLine.partner_id == partner_id, DisputeLine.dispute_id == dispute_id
    )
    return found.where(DisputeLine.record_type == Measurement.PREFIX).distinct().order_by(DisputeLine.record_id)


def has_corrected(partner_id: UUID, dispute_id: UUID) -> Select[Any]:
    """Whether facts were corrected, as was settled in a dispute."""
    done = exists().where(
        Remedy.partner_id == partner_id, Remedy.dispute_id == dispute_id,
        cast(Remedy.kind, Text) == RemedyKind.CORRECT_FACT.value,
        cast(Remedy.status, Text).in_([literal_column(f"'{each}'") for each in sorted(DONE)]),
    )  # fmt: skip
    return select(done)


def is_open_about(partner_id: UUID, record_id: UUID) -> Select[Any]:
    """Whether a dispute about a record is open."""
    about = exists().where(
        DisputeLine.partner_id == partner_id, DisputeLine.record_id == record_id, DisputeLine.is_open
    )
    return select(about)


def hold_breaches(partner_id: UUID, dispute_id: UUID) -> Update:
    """Each breach that a dispute is about is held while any dispute about it is open."""
    own, any_ = aliased(DisputeLine), aliased(DisputeLine)
    about = exists().where(own.partner_id == partner_id, own.dispute_id == dispute_id, _concerns(own, Breach))
    is_held = exists().where(any_.partner_id == partner_id, any_.is_open, _concerns(any_, Breach))
    return update(Breach).where(Breach.partner_id == partner_id, about).values(is_held=is_held)


def hold_breach(partner_id: UUID, breach_id: UUID) -> Update:
    """One breach is held while any dispute about it, or what it rests on, is open."""
    any_ = aliased(DisputeLine)
    is_held = exists().where(any_.partner_id == partner_id, any_.is_open, _concerns(any_, Breach))
    return update(Breach).where(Breach.partner_id == partner_id, Breach.id == breach_id).values(is_held=is_held)


def protections(partner_id: UUID, dispute_id: UUID) -> Select[*tuple[Any, ...]]:
    """The opportunities that a dispute is about, each with whether any dispute about it is open."""
    own, any_ = aliased(DisputeLine), aliased(DisputeLine)
    is_open = exists().where(any_.partner_id == partner_id, any_.record_id == own.record_id, any_.is_open)
    found = select(own.record_id, is_open).where(own.partner_id == partner_id, own.dispute_id == dispute_id)
    return found.where(own.record_type == Opportunity.PREFIX).distinct()


def fees(partner_id: UUID, dispute_id: UUID) -> Select[*tuple[Any, ...]]:
    """The fees that a dispute is about, each with the number of the dispute about it that is open, if any is."""
    own = aliased(DisputeLine)
    found = select(own.record_id, open_number(partner_id, own.record_id).scalar_subquery())
    found = found.where(own.partner_id == partner_id, own.dispute_id == dispute_id, own.record_type == Fee.PREFIX)
    return found.distinct()


def open_number(partner_id: UUID, record_id: Row) -> Select[Any]:
    """The number of the dispute about a record that is open; of several the first one."""
    line = aliased(DisputeLine)
    found = select(Dispute.number).join(
        line, and_(line.partner_id == Dispute.partner_id, line.dispute_id == Dispute.id)
    ).where(line.partner_id == partner_id, line.record_id == record_id, line.is_open)  # fmt: skip
    return found.order_by(Dispute.filed_at, Dispute.number).limit(1)


def _concerns(line: Row, breach: Row) -> ColumnElement[bool]:
    """Whether a line is about a breach, an entry of what it cost, or a value that it rests on."""
    entry = exists().where(
        Consequence.partner_id == breach.partner_id, Consequence.id == line.record_id,
        Consequence.breach_id == breach.id,
    )  # fmt: skip
    value = exists().where(
        Measurement.partner_id == breach.partner_id, Measurement.id == line.record_id,
        Measurement.expectation_id == breach.expectation_id, Measurement.starts_on >= breach.first_on,
        Measurement.starts_on <= breach.latest_on,
    )  # fmt: skip
    return or_(line.record_id == breach.id, entry, value)
