"""What can be asked about mediators: of the sides' people, of the door, and by the mediator of a case."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Select,
    Text,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from portal.access import Side
from portal.disputes.models import (
    CaucusText,
    Dispute,
    DisputeClock,
    DisputeEntry,
    DisputeLine,
    DisputePause,
    MediatorSeat,
    SealedText,
    SettlementOffer,
)
from portal.disputes.queries.people import negotiators
from portal.disputes.rules.mediator import OPEN, SeatStatus
from portal.files.models import File
from portal.partners.models import Membership, Organisation, Person

Row = Any


def seats_of(row: Row) -> Select[Any]:
    """Everybody who was proposed to mediate a case, in their order."""
    found = select(MediatorSeat).where(MediatorSeat.partner_id == row.partner_id, MediatorSeat.dispute_id == row.id)
    return found.order_by(MediatorSeat.number)


def seats_by_dispute(partner_id: UUID, dispute_id: UUID) -> Select[Any]:
    """The same, by what a row of the journal names."""
    found = select(MediatorSeat).where(MediatorSeat.partner_id == partner_id, MediatorSeat.dispute_id == dispute_id)
    return found.order_by(MediatorSeat.number)


def seat_to_act_on(row: Row) -> Select[Any]:
    """The one who is to mediate, or does, under a row lock."""
    return seats_of(row).where(_is_open()).with_for_update()


def seat_by_link(link_sha256: bytes) -> Select[Any]:
    return select(MediatorSeat).where(MediatorSeat.link_sha256 == link_sha256, _is_open())


def seat(seat_id: UUID) -> Select[Any]:
    return select(MediatorSeat).where(MediatorSeat.id == seat_id)


def mediator_facts(row: Row) -> dict[str, Any]:
    """What the rules of a dispute look at of its mediator, column by column."""
    many = select(func.count()).select_from(MediatorSeat)
    of_it = (MediatorSeat.partner_id == row.partner_id, MediatorSeat.dispute_id == row.id)
    accepted = exists().where(*of_it, cast(MediatorSeat.status, Text) == SeatStatus.ACCEPTED.value)
    return {
        "may_mediate": accepted,
        "mediator": _of_open(row, MediatorSeat.status),
        "mediator_by": _of_open(row, MediatorSeat.proposed_by),
        "mediators": many.where(*of_it).scalar_subquery(),
        "mediator_accepted_by": _sides(row, MediatorSeat.accepted_by),
        "offers_shown_by": _sides(row, MediatorSeat.offers_shown_by),
        "longer_by": _of_open(row, MediatorSeat.longer_by),
    }  # fmt: skip


def _of_open(row: Row, column: Any) -> ColumnElement[Any]:
    found: ColumnElement[Any] = (
        select(column)
        .where(MediatorSeat.partner_id == row.partner_id, MediatorSeat.dispute_id == row.id, _is_open())
        .scalar_subquery()
    )
    return found


def _sides(row: Row, column: Any) -> ColumnElement[Any]:
    return func.coalesce(_of_open(row, func.to_json(column, type_=JSON)), func.json_build_array(type_=JSON))


def _is_open() -> ColumnElement[bool]:
    statuses = literal([each.value for each in OPEN], ARRAY(Text))
    return cast(MediatorSeat.status, Text).op("=", is_comparison=True)(func.any(statuses))


def belongs_to_a_side(row: Row, email: str) -> Select[Any]:
    """Whether somebody with this address has a place on either side, as far as whoever asks sees."""
    company = aliased(Organisation)
    found = select(Membership.id).join(company, company.side == Side.HOST)
    return select(
        found.where(Membership.partner_id.in_((row.partner_id, company.id)), Membership.email == email).exists()
    )


def languages_about(seat: Row) -> Select[*tuple[Any, ...]]:
    """What a mediator reads who has an account, and what the two people read who lead the case; for portal_system."""
    leads = select(Membership.person_id).join(
        Dispute, Membership.id.in_((Dispute.company_owner_id, Dispute.partner_owner_id))
    )
    of_it = (Dispute.partner_id == seat.partner_id, Dispute.id == seat.dispute_id)
    is_theirs = or_(Person.email == seat.email, Person.id.in_(leads.where(*of_it)))
    return select(Person.email, Person.language).where(is_theirs)


def caucus_readers(partner_id: Any, side: Any) -> Select[Any]:
    """The memberships of those of one side who negotiate: they read what it and the mediator say to each other."""
    found: Select[Any] = negotiators(partner_id).where(Membership.side == side)
    return found


def last_caucus_of(row: Row) -> Select[Any]:
    """How many texts there are: a count that whoever asks need not read them for is in the chain."""
    found = select(func.count()).select_from(DisputeEntry)
    return found.where(
        DisputeEntry.partner_id == row.partner_id, DisputeEntry.dispute_id == row.id,
        cast(DisputeEntry.kind, Text) == "CAUCUS",
    )  # fmt: skip


def caucus_of(row: Row) -> Select[Any]:
    """What one's own side and the mediator say to each other, in its order; nothing for whoever does not negotiate."""
    found = select(CaucusText).where(CaucusText.partner_id == row.partner_id, CaucusText.dispute_id == row.id)
    return found.order_by(CaucusText.number)


def caucus_parts(row: Row) -> dict[str, Any]:
    """What opens one of them, as text."""
    parts = {name: func.encode(getattr(row, name), literal_column("'base64'")) for name in ("nonce", "ciphertext")}
    return {**parts, "dispute_id": row.dispute_id, "id": row.id, "sha256": row.sha256}


SEEN: Sequence[Any] = (
    select(Dispute),
    select(DisputeLine).order_by(DisputeLine.position),
    select(DisputeEntry).order_by(DisputeEntry.number),
    select(DisputeClock).order_by(DisputeClock.number),
    select(DisputePause).order_by(DisputePause.begins_at, DisputePause.id),
    select(SettlementOffer, SealedText)
    .join(SealedText, SealedText.offer_id == SettlementOffer.id)
    .order_by(SettlementOffer.number),
    select(CaucusText).order_by(CaucusText.number),
    select(File).order_by(File.created_at, File.id),
)  # fmt: skip
"""What a mediator asks: of their case alone, as the database shows them no other."""
OWN_SEAT = select(MediatorSeat)


def due_before(row: MediatorSeat) -> Select[Any]:
    """Until when a case waits for whoever is to mediate it."""
    return select(Dispute.due_at).where(Dispute.partner_id == row.partner_id, Dispute.id == row.dispute_id)


def file_seen(file_id: UUID) -> Select[Any]:
    return select(File).where(File.id == file_id)
