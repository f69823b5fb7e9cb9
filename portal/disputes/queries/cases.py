"""What can be asked about cases and their lines."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    CompoundSelect,
    Select,
    Text,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import aliased

from portal import situations
from portal.access import Side
from portal.disputes.models import (
    Dispute,
    DisputeClock,
    DisputeEntry,
    DisputeLine,
    DisputePause,
    Prevention,
    Remedy,
    SettlementOffer,
)
from portal.disputes.queries.mediating import mediator_facts
from portal.disputes.queries.offers import authorised
from portal.disputes.rules import dispute as rules
from portal.disputes.rules.offer import OfferStatus
from portal.disputes.rules.remedy import PENDING, RemedyStatus
from portal.disputes.rules.statuses import OPEN
from portal.machine import Waiting
from portal.partners.membership import Period
from portal.partners.models import Company, Membership, Organisation
from portal.partners.rules import MembershipStatus

Row = Any


def disputes() -> Select[Any]:
    """The disputes that the caller may see."""
    return select(Dispute)


def dispute(value: Row) -> Select[Any]:
    return disputes().where(Dispute.id == value)


def disputes_of(partner: Row) -> Select[Any]:
    return disputes().where(Dispute.partner_id == partner.id)


def disputes_under(contract: Row) -> Select[Any]:
    return disputes().where(Dispute.partner_id == contract.partner_id, Dispute.contract_id == contract.id)


def disputes_on(row: Row) -> Select[Any]:
    """Those of which a line is about a record."""
    line = exists().where(
        DisputeLine.partner_id == row.partner_id, DisputeLine.dispute_id == Dispute.id,
        DisputeLine.record_id == row.id,
    )  # fmt: skip
    return disputes().where(Dispute.partner_id == row.partner_id, line)


def filtered(
    found: Select[Any], *, statuses: Row = None, not_statuses: Row = None, waiting_on: str | None = None,
    claimant: str | None = None, reason_codes: Row = None, level: Row = None, is_overdue: bool | None = None,
    due_from: Row = None, due_before: Row = None, number: Row = None, partner_id: Row = None, contract_id: Row = None,
    officer_id: Row = None,
) -> Select[Any]:  # fmt: skip
    """The disputes among `found` that meet every condition given; None is any. Lists are arrays."""
    status, waited = cast(Dispute.status, Text), type_coerce(Dispute.waiting_on, ARRAY(Text))
    conditions = (
        (statuses, lambda given: status == func.any(given)),
        (not_statuses, lambda given: status != func.all(given)),
        (waiting_on, lambda given: literal(given, Text).op("=")(func.any(waited))),
        (claimant, lambda given: Dispute.claimant == given),
        (reason_codes, lambda given: Dispute.reason_code == func.any(given)),
        (level, lambda given: Dispute.level == given),
        (is_overdue, lambda given: func.coalesce(Dispute.due_at < func.now(), false()) == given),
        (due_from, lambda given: Dispute.due_at >= given),
        (due_before, lambda given: Dispute.due_at < given),
        (number, lambda given: Dispute.number == given),
        (partner_id, lambda given: Dispute.partner_id == given),
        (contract_id, lambda given: Dispute.contract_id == given),
        (officer_id, lambda given: Dispute.officer_id == given),
    )
    for given, condition in conditions:
        if given is not None:
            found = found.where(condition(given))
    return found


def lines_of(row: Row) -> Select[Any]:
    found = select(DisputeLine).where(DisputeLine.partner_id == row.partner_id, DisputeLine.dispute_id == row.id)
    return found.order_by(DisputeLine.position)


def to_act_on(dispute_id: Row) -> Select[*tuple[Any, ...]]:
    """The dispute under a row lock, the two organisations, and what the rules look at in other tables."""
    found = select(Dispute, Organisation, Company, func.json_build_object(*_pairs(_known(Dispute)), type_=JSON))
    found = found.join(Organisation, Organisation.id == Dispute.partner_id).join(Company, Company.side == Side.HOST)
    return found.where(Dispute.id == dispute_id).with_for_update(of=Dispute)


def facts_of(row: Row) -> dict[str, Any]:
    """What the rules of a dispute look at and who is waited for, column by column."""
    return {**situations.needs(rules.Dispute, row, **_known(row)), **situations.needs(Waiting, row)}


def _known(row: Row) -> dict[str, Any]:
    return {
        "lines": _number(DisputeLine, row, true()),
        "is_open_elsewhere": open_elsewhere(row),
        "offers_by": _offers_by(row),
        "may_decide": agreed_on(row, "may_decide"),
        **mediator_facts(row),
        "is_barred": is_barred(row),
        "authorised": authorised(row.claimed_minor, row.currency),
        "remedy_ends_at": _first_open_remedy(row),
        "remedies": _number(Remedy, row, _is(Remedy, PENDING)),
        "has_cause": row.cause.is_not(None),
        "is_prevented": or_(_number(Prevention, row, true()) > 0, row.no_prevention_reason != ""),
    }  # fmt: skip


def agreed_on(row: Row, name: str) -> ColumnElement[bool]:
    """Whether what the contract says of it (`rules.agreed.frozen`) is so: `may_decide`, `is_mediated`."""
    return func.coalesce(row.agreed[name].as_boolean(), false())


def read_known(values: Mapping[str, Any]) -> dict[str, Any]:
    """What `to_act_on` found in other tables, as the rules take it."""
    ends_at = values["remedy_ends_at"]
    return {
        **values, "offers_by": frozenset(map(Side, values["offers_by"])),
        "authorised": tuple(situations.read(Period, each) for each in values["authorised"]),
        "remedy_ends_at": ends_at and datetime.fromisoformat(ends_at),
    }  # fmt: skip


def _pairs(values: dict[str, Any]) -> list[Any]:
    return [part for name, value in values.items() for part in (literal(name, Text), value)]


def _number(kind: Any, row: Row, condition: ColumnElement[bool]) -> ColumnElement[int]:
    found = select(func.count()).select_from(kind)
    return found.where(kind.partner_id == row.partner_id, kind.dispute_id == row.id, condition).scalar_subquery()


def _offers_by(row: Row) -> ColumnElement[Any]:
    found = select(func.coalesce(func.json_agg(SettlementOffer.side), func.json_build_array(), type_=JSON))
    found = found.where(SettlementOffer.partner_id == row.partner_id, SettlementOffer.dispute_id == row.id)
    return found.where(SettlementOffer.status == OfferStatus.OPEN).scalar_subquery()


def _first_open_remedy(row: Row) -> ColumnElement[Any]:
    """The first end of what nobody has said is done."""
    found = select(func.min(Remedy.ends_at)).where(Remedy.partner_id == row.partner_id, Remedy.dispute_id == row.id)
    return found.where(Remedy.status == RemedyStatus.OPEN).scalar_subquery()


def open_elsewhere(row: Row) -> ColumnElement[bool]:
    """Whether one of its lines stands in another open dispute."""
    own, other = aliased(DisputeLine), aliased(DisputeLine)
    return exists().where(
        own.partner_id == row.partner_id, own.dispute_id == row.id, other.partner_id == row.partner_id,
        other.subject == own.subject, other.is_open, other.dispute_id != row.id,
    )  # fmt: skip


def is_barred(row: Row) -> ColumnElement[bool]:
    """Whether whoever asks looks after the partner, made what is contested, or had a part in the case that is not the
    officer's own."""
    partner = aliased(Organisation)  # a statement that asks for the partner as well is not meant
    manages = exists().where(
        partner.id == row.partner_id, partner.company_id == func.current_partner(),
        partner.manager_id == func.current_member(),
    )  # fmt: skip
    acted = exists().where(
        DisputeEntry.partner_id == row.partner_id, DisputeEntry.dispute_id == row.id,
        DisputeEntry.person_id == func.current_person(),
    )  # fmt: skip
    is_officer = func.coalesce(row.officer_id == func.current_member(), false())
    triages = cast(row.status, Text).in_(("SUBMITTED", "INFO_REQUESTED"))
    names_a_record = exists().where(
        DisputeLine.partner_id == row.partner_id, DisputeLine.dispute_id == row.id, DisputeLine.record_id.is_not(None)
    )  # fmt: skip
    # To look for who made it costs more than all else of a row, and few lines are about something that somebody made.
    measured = names_a_record & func.current_person().in_(select(func.measured_by(row.partner_id, row.id)))
    return or_(manages, measured, acted & ~(is_officer & triages))


def place_of(partner_id: UUID, person_id: UUID) -> Select[Any]:
    """The id of a person's place in an organisation."""
    found = select(Membership.id).where(Membership.partner_id == partner_id, Membership.person_id == person_id)
    return found.order_by(Membership.id.desc()).limit(1)


def persons_of(row: Row) -> CompoundSelect[Any]:
    """The persons who have done something in a case, or made what is contested."""
    acted = select(DisputeEntry.person_id).where(
        DisputeEntry.partner_id == row.partner_id, DisputeEntry.dispute_id == row.id
    )  # fmt: skip
    return acted.union(select(func.measured_by(row.partner_id, row.id)))


def people_of(organisation_id: Row) -> Select[Any]:
    """Everybody of an organisation, whoever has been there longest first."""
    found = select(Membership).where(
        Membership.partner_id == organisation_id, Membership.status == MembershipStatus.ACTIVE
    )  # fmt: skip
    return found.order_by(Membership.created_at, Membership.id)


def prevention_to_act_on(prevention_id: UUID) -> Select[*tuple[Any, ...]]:
    """An action under a row lock, and the two organisations."""
    found = select(Prevention, Organisation, Company).join(Organisation, Organisation.id == Prevention.partner_id)
    found = found.join(Company, Company.side == Side.HOST)
    return found.where(Prevention.id == prevention_id).with_for_update(of=Prevention)


def clocks_of(row: Row) -> Select[Any]:
    found = select(DisputeClock).where(DisputeClock.partner_id == row.partner_id, DisputeClock.dispute_id == row.id)
    return found.order_by(DisputeClock.number)


def pauses_of(row: Row) -> Select[Any]:
    found = select(DisputePause).where(DisputePause.partner_id == row.partner_id, DisputePause.dispute_id == row.id)
    return found.order_by(DisputePause.begins_at, DisputePause.id)


def number_open(partner: Row) -> ColumnElement[int]:
    """How many of a partner's disputes are filed and not at their end."""
    found = select(func.count()).select_from(Dispute)
    return found.where(Dispute.partner_id == partner.id, _is(Dispute, OPEN)).scalar_subquery()


def _is(row: Any, statuses: Any) -> ColumnElement[bool]:
    return cast(row.status, Text).op("=", is_comparison=True)(
        func.any(literal([each.value for each in statuses], ARRAY(Text)))
    )
