"""What can be asked about offers to settle, who may read them, and who has the authority to accept one."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from portal import situations
from portal.disputes.models import Dispute, SealedText, SettlementOffer
from portal.disputes.queries.entries import offers_of
from portal.disputes.rules.offer import Offer, OfferStatus
from portal.disputes.rules.statuses import NEGOTIABLE
from portal.machine import Waiting
from portal.partners.membership import SETTLEMENT, AuthorityStatus
from portal.partners.models import Membership, SigningAuthority

Row = Any


def offers() -> Select[Any]:
    """The offers that the caller may know of."""
    return select(SettlementOffer)


def offer(value: Row) -> Select[Any]:
    return offers().where(SettlementOffer.id == value)


def open_offers_of(row: Row) -> Select[Any]:
    """The same that wait for an answer, each under a row lock."""
    return offers_of(row).where(SettlementOffer.status == OfferStatus.OPEN).with_for_update()


def last_number_of(row: Row) -> Select[Any]:
    found = select(func.coalesce(func.max(SettlementOffer.number), 0))
    return found.where(SettlementOffer.partner_id == row.partner_id, SettlementOffer.dispute_id == row.id)


def sealed_of(row: Row) -> Select[Any]:
    """The sealed text of an offer; nothing for whoever does not negotiate."""
    return select(SealedText).where(SealedText.partner_id == row.partner_id, SealedText.offer_id == row.id)


def sealed_parts(row: Row) -> dict[str, Any]:
    """The same as text, with what opens it; nulls for whoever does not negotiate."""
    parts = {
        name: _of_sealed(row, func.encode(column, literal_column("'base64'")))
        for name, column in (("nonce", SealedText.nonce), ("ciphertext", SealedText.ciphertext))
    }
    return {**parts, "dispute_id": row.dispute_id, "id": row.id, "sha256": row.sha256}


def offer_of(row: Row) -> Select[Any]:
    """The accepted offer that a remedy comes from."""
    return offers().where(SettlementOffer.partner_id == row.partner_id, SettlementOffer.id == row.offer_id)


def offer_to_act_on(offer_id: UUID) -> Select[*tuple[Any, ...]]:
    """The offer under a row lock, and its sealed text if the caller may read it."""
    own = and_(SealedText.partner_id == SettlementOffer.partner_id, SealedText.offer_id == SettlementOffer.id)
    found = select(SettlementOffer, SealedText).outerjoin(SealedText, own)
    return found.where(SettlementOffer.id == offer_id).with_for_update(of=SettlementOffer)


def dispute_id_of(offer_id: UUID) -> Select[Any]:
    return select(SettlementOffer.dispute_id).where(SettlementOffer.id == offer_id)


def offer_facts(row: Row) -> dict[str, Any]:
    """What the rules of an offer look at and who is waited for, column by column."""
    gives = _of_sealed(row, _gives(SealedText))
    known = {
        "is_negotiable": exists().where(
            Dispute.partner_id == row.partner_id, Dispute.id == row.dispute_id,
            cast(Dispute.status, Text).in_([each.value for each in NEGOTIABLE]),
        ),
        "is_reader": _of_sealed(row, true()).is_not(None),
        "gives_minor": func.coalesce(gives, 0),
        "authorised": authorised(gives, _of_sealed(row, SealedText.currency)),
    }  # fmt: skip
    return {**situations.needs(Offer, row, **known), **situations.needs(Waiting, row)}


def is_reader(row: Row) -> ColumnElement[bool]:
    """Whether the caller negotiates for their side."""
    return exists().where(SealedText.partner_id == row.partner_id, SealedText.offer_id == row.id)


def _of_sealed(row: Row, value: Any) -> ColumnElement[Any]:
    found = select(value).select_from(SealedText)
    return found.where(SealedText.partner_id == row.partner_id, SealedText.offer_id == row.id).scalar_subquery()


def _gives(row: Row) -> ColumnElement[int]:
    """What the caller's side gives away."""
    return case((row.partner_id == func.current_partner(), row.partner_gives_minor), else_=row.company_gives_minor)


def authorised(minor: Row, currency: Row) -> ColumnElement[Any]:
    """When whoever asks holds an authority in force to settle such an amount, as the JSON of `membership.Period`s."""
    made = aliased(SigningAuthority)
    period = func.json_build_object("first", made.valid_from, "last", made.valid_until)
    found = select(func.coalesce(func.json_agg(period), func.json_build_array(), type_=JSON)).select_from(made)
    return _covering(found, made, minor, currency).scalar_subquery()


def authorised_now(minor: int, currency: str | None) -> Select[Any]:
    """The same, asked by itself."""
    return select(authorised(minor, currency))


def authority_for(minor: int, currency: str | None, day: date) -> Select[Any]:
    """The id of the authority by which the caller settles such an amount on a day: the narrowest of theirs."""
    made = aliased(SigningAuthority)
    found = _covering(select(made.id), made, minor, currency)
    found = found.where(made.valid_from <= day, or_(made.valid_until.is_(None), made.valid_until >= day))
    return found.order_by(made.limit_minor.nulls_last(), made.id).limit(1)


def _covering(found: Select[Any], made: Row, minor: Row, currency: Row) -> Select[Any]:
    """Only an authority that names settlements counts: one for every contract is none to give something away."""
    member = aliased(Membership)
    whose = and_(member.partner_id == made.partner_id, member.id == made.membership_id)
    return found.join(member, whose).where(
        made.partner_id == func.current_partner(),
        member.person_id == func.current_person(),
        cast(made.status, Text) == AuthorityStatus.IN_FORCE.value,
        literal(SETTLEMENT, Text) == made.kinds.any_(),
        or_(made.limit_minor.is_(None), and_(made.currency == currency, made.limit_minor >= minor)),
    )
