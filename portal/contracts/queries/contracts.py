"""What can be asked about contracts as a whole: which there are, where one stands, what is open."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.orm import aliased

from portal import journal, situations
from portal.contracts.models import Contract
from portal.contracts.queries import amending
from portal.contracts.rules import IN_FORCE, NEGOTIATED, Situation, Status
from portal.database import finding
from portal.machine import Waiting
from portal.partners.models import Membership, Organisation
from portal.partners.queries import periods_covered

Row = Any
"""A record, a record's class or a row expression: anything with the record's columns as attributes."""


def contracts() -> Select[Any]:
    """The contracts the caller may see."""
    return select(Contract)


def contract(contract_id: ColumnElement[Any] | object) -> Select[Any]:
    return select(Contract).where(Contract.id == contract_id)


def contract_to_act_on(contract_id: Row) -> Select[*tuple[Any, ...]]:
    """The contract under a row lock, with what its steps need to know of both organisations."""
    company, partner, parent = aliased(Organisation), aliased(Organisation), aliased(Contract)
    return (
        select(
            Contract,
            company.calendar.label("company_calendar"),
            company.zone.label("company_zone"),
            company.manager_id.label("lead_id"),
            partner.calendar.label("partner_calendar"),
            partner.zone.label("partner_zone"),
            partner.status.label("partner_status"),
            parent.status.label("parent_status"),
            func.coalesce(parent.version_number == Contract.base_number, literal_column("true")).label(
                "is_base_current"
            ),
        )
        .select_from(Contract)
        .join(company, company.id == Contract.company_id)
        .join(partner, partner.id == Contract.partner_id)
        .outerjoin(parent, and_(parent.partner_id == Contract.partner_id, parent.id == Contract.parent_id))
        .where(Contract.id == contract_id)
        .with_for_update(of=Contract)
    )


def contracts_of(partner: Row) -> Select[Any]:
    return select(Contract).where(Contract.partner_id == partner.id)


def active_contract_of(partner_id: Row) -> Select[Any]:
    """The contracts in force with a partner."""
    return select(Contract.id).where(Contract.partner_id == partner_id, Contract.status == Status.ACTIVE)


def partner_status_of(contract: Row) -> Select[Any]:
    return select(Organisation.status).where(Organisation.id == contract.partner_id)


def timeline_of(contract: Row) -> Select[Any]:
    return journal.timeline(contract.partner_id, contract.id)


def contract_of(entry: Row) -> Select[Any]:
    """The contract that a journal entry is about; none if it is about something else."""
    its_id = Contract.id.in_([entry.record_id, entry.about_id])
    return select(Contract).where(Contract.partner_id == entry.partner_id, its_id)


def filtered(
    found: Select[Any], *, statuses: Row = None, not_statuses: Row = None, kind: str | None = None,
    waiting_on: str | None = None, due_from: Row = None, due_before: Row = None, ends_from: Row = None,
    ends_before: Row = None, partner_id: Row = None, words: Row = None,
) -> Select[Any]:  # fmt: skip
    """The contracts among `found` that meet every condition given; None is any. Lists are arrays of words."""
    conditions = [
        None if statuses is None else cast(Contract.status, Text) == func.any(statuses),
        None if not_statuses is None else cast(Contract.status, Text) != func.all(not_statuses),
        None if kind is None else Contract.kind == kind,
        None
        if waiting_on is None
        else literal(waiting_on, Text) == func.any(type_coerce(Contract.waiting_on, ARRAY(Text))),
        None if due_from is None else Contract.due_at >= due_from,
        None if due_before is None else Contract.due_at < due_before,
        None if ends_from is None else Contract.ends_on >= ends_from,
        None if ends_before is None else Contract.ends_on < ends_before,
        None if partner_id is None else Contract.partner_id == partner_id,
        None if words is None else finding.every(words, lambda asked: _worded(asked, words)),
    ]
    return found.where(*(condition for condition in conditions if condition is not None))


def _worded(asked: Row, typed: Row) -> ColumnElement[bool]:
    """Whether a word that was typed stands in the number, the title, the partner's name or a clause."""
    partner, again = aliased(Organisation), finding.asked(typed)
    named = select(again.c.n, partner.id).select_from(partner).join(again, finding.has(partner, again.c.word))
    texts = func.contracts_worded(finding.words(typed)).table_valued("n", "contract_id").render_derived()
    return or_(
        finding.has(Contract, asked.word),
        tuple_(asked.n, Contract.partner_id).in_(named),
        tuple_(asked.n, Contract.id).in_(select(texts.c.n, texts.c.contract_id)),
    )


def money_of(contract: Row) -> ColumnElement[str]:
    """The contract's value in major units, as text."""
    return func.major_units(contract.value_minor, contract.currency)


def owner_of(contract: Row) -> Select[Any]:
    """The contract owner at the company."""
    return select(Membership).where(Membership.partner_id == contract.company_id, Membership.id == contract.owner_id)


def situation_of(contract: Row) -> dict[str, Any]:
    """What the rules look at and who is waited for, column by column."""
    known = {
        "partner_status": partner_status_of(contract).scalar_subquery(), "has_clauses": contract.clause_count > 0,
        "authorised": authorised(contract), **amending.of_amendment(contract),
    }  # fmt: skip
    return {**situations.needs(Situation, contract, **known), **situations.needs(Waiting, contract)}


def authorised(contract: Row) -> ColumnElement[Any]:
    """When the caller may sign the contract, as JSON; nobody asks before it is out for signature."""
    covered = periods_covered(kind=contract.kind, minor=contract.value_minor, currency=contract.currency)
    return case((_is(contract, (Status.OUT_FOR_SIGNATURE,)), covered), else_=literal_column("'[]'::json", JSON()))


def begins(contract: Row) -> ColumnElement[bool]:
    """Signed by both, and its first day has not come."""
    return _is(contract, (Status.SIGNED,))


def ends(contract: Row) -> ColumnElement[bool]:
    """In force, and over after its last day unless it is agreed anew; an amendment ends with its contract."""
    return and_(_in_force(contract), cast(contract.renewal, Text) != literal_column("'EVERGREEN'"))


def goes_on(contract: Row) -> ColumnElement[bool]:
    """In force, and beginning another term after the last day unless notice is given before."""
    return and_(_in_force(contract), cast(contract.renewal, Text) == literal_column("'EVERGREEN'"))


def _in_force(contract: Row) -> ColumnElement[bool]:
    return and_(_is(contract, IN_FORCE), contract.parent_id.is_(None))


def notice_by(contract: Row) -> ColumnElement[Any]:
    """The last day on which notice keeps it from going on; null where it has no end or needs no notice."""
    days = cast(func.nullif(contract.notice_days, literal_column("0")), Integer)
    found: ColumnElement[Any] = contract.ends_on - days
    return found


def contract_numbered(number: Row) -> Select[Any]:
    return select(Contract).where(Contract.number == number).order_by(Contract.id)


def open_contracts_of(partner: Row) -> Select[Any]:
    """The contracts that have not ended and those that are negotiated."""
    return select(Contract).where(Contract.partner_id == partner.id, _is(Contract, IN_FORCE + NEGOTIATED))


def published_of(partner: Row) -> Select[Any]:
    """The contracts that the partner sees, oldest first."""
    found = select(Contract).where(Contract.partner_id == partner.id, _is_published())
    return found.order_by(Contract.created_at, Contract.id)


def number_of(partner: Row, statuses: tuple[Status, ...]) -> ColumnElement[int]:
    """How many of the contracts with a partner are in one of the statuses; an amendment in force is part of its own."""
    found = select(func.count()).select_from(Contract).where(Contract.partner_id == partner.id)
    is_counted = or_(Contract.parent_id.is_(None), ~_is(Contract, IN_FORCE))
    return found.where(_is(Contract, statuses), is_counted).scalar_subquery()


def changed_at(partner: Row) -> ColumnElement[Any]:
    """When a contract that the partner sees changed last; null for never."""
    newest = select(func.max(Contract.updated_at))
    return newest.where(Contract.partner_id == partner.id, _is_published()).scalar_subquery()


def _is_published() -> ColumnElement[bool]:
    return Contract.published_at.is_not(None)


_is = amending.is_in
