"""What can be asked about expectations and the definitions that they are measured by."""

from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Insert,
    Select,
    Text,
    Update,
    Uuid,
    and_,
    bindparam,
    cast,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import aliased

from portal import journal, situations
from portal.access import Side
from portal.contracts import queries as contracts
from portal.contracts.models import Contract
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.models import Exclusion, Expectation, Measurement, Metric, PrimarySource
from portal.expectations.rules import expectation as rules
from portal.expectations.rules.expectation import BINDS, ExpectationStatus
from portal.machine import Waiting
from portal.partners import elsewhere
from portal.partners.models import Company, Membership, Organisation

Row = Any
"""A record, a record's class or a row expression: anything with the record's columns as attributes."""


def expectations() -> Select[Any]:
    """The expectations that the caller may see."""
    return select(Expectation)


def expectation(value: Row) -> Select[Any]:
    return expectations().where(Expectation.id == value)


def in_its_place(row: Row) -> Select[Any]:
    """What takes the place of an expectation, or is written to: the newest that has not come to nothing."""
    after = aliased(Expectation)
    found = select(after).where(after.partner_id == row.partner_id, after.supersedes_id == row.id)
    is_alive = or_(after.agreed_at.is_not(None), cast(after.status, Text) != ExpectationStatus.RETIRED.value)
    return found.where(is_alive).order_by(after.created_at.desc(), after.id.desc()).limit(1)


def expectations_of_partner(partner: Row) -> Select[Any]:
    return expectations().where(Expectation.partner_id == partner.id)


def expectations_of_contract(contract: Row) -> Select[Any]:
    """Those that rest on a contract, whatever became of them."""
    return expectations().where(Expectation.partner_id == contract.partner_id, Expectation.contract_id == contract.id)


def is_clause_changed(row: Row) -> ColumnElement[bool]:
    """Of what is proposed: whether the clause that it comes from was changed since."""
    is_proposed = cast(row.status, Text) == literal_column(f"'{ExpectationStatus.PROPOSED}'", Text())
    return and_(is_proposed, row.clause_key.is_not(None), contracts.is_clause_changed(row))


def filtered_expectations(
    *, statuses: Row = None, not_statuses: Row = None, kind: str | None = None, obligor: str | None = None,
    waiting_on: str | None = None, partner_id: Row = None, contract_id: Row = None, due_from: Row = None,
    due_before: Row = None,
) -> Select[Any]:  # fmt: skip
    """The expectations that meet every condition given; None is any. Lists are arrays of words."""
    found, status = expectations(), cast(Expectation.status, Text)
    waited = type_coerce(Expectation.waiting_on, ARRAY(Text))
    conditions = (
        (statuses, lambda given: status == func.any(given)),
        (not_statuses, lambda given: status != func.all(given)),
        (kind, lambda given: Expectation.kind == given),
        (obligor, lambda given: Expectation.obligor == given),
        (waiting_on, lambda given: literal(given, Text).op("=")(func.any(waited))),
        (partner_id, lambda given: Expectation.partner_id == given),
        (contract_id, lambda given: Expectation.contract_id == given),
        (due_from, lambda given: Expectation.due_at >= given),
        (due_before, lambda given: Expectation.due_at < given),
    )
    for given, condition in conditions:
        if given is not None:
            found = found.where(condition(given))
    return found


@cache
def to_act_on(kind: type[Any]) -> Select[*tuple[Any, ...]]:
    """The record of the room with this `record_id` under a row lock, its partner and the company."""
    found = select(kind, Organisation, Company).join(Organisation, Organisation.id == kind.partner_id)
    found = found.join(Company, Company.side == Side.HOST)
    return found.where(kind.id == bindparam("record_id", type_=Uuid())).with_for_update(of=kind)


def actions_of(row: Row) -> dict[str, Any]:
    """What the rules of an expectation look at and who is waited for, column by column."""
    account = select(Organisation.status).where(Organisation.id == row.partner_id).scalar_subquery()
    known = {"partner_status": account}
    return {**situations.needs(rules.Expectation, row, **known), **situations.needs(Waiting, row)}


def contract_of(row: Row) -> Select[Any]:
    """The contract that it is based on."""
    return select(Contract).where(Contract.partner_id == row.partner_id, Contract.id == row.contract_id)


def owner_of(row: Row) -> Select[Any]:
    """The company's responsible person."""
    return select(Membership).where(Membership.partner_id == row.company_id, Membership.id == row.owner_id)


def timeline_of(row: Row) -> Select[Any]:
    return journal.timeline(row.partner_id, row.id)


def metrics() -> Select[Any]:
    """The definitions that the caller may use: those that came with the portal, and the partner's own."""
    return select(Metric)


def metric(value: Row) -> Select[Any]:
    return metrics().where(Metric.id == value)


def metric_of(row: Row) -> Select[Any]:
    return metric(row.metric_id)


def both_sides(partner_id: UUID) -> Select[*tuple[Any, ...]]:
    """A partner and the company."""
    found = select(Organisation, Company).join(Company, Company.side == Side.HOST)
    return found.where(Organisation.id == partner_id, Organisation.side == Side.PARTNER)


def contract_named(partner_id: UUID, contract_id: UUID) -> Select[Any]:
    """A contract with the partner that the caller may see."""
    return select(Contract).where(Contract.partner_id == partner_id, Contract.id == contract_id)


def proposed_with(contract: Row) -> Select[Any]:
    """The expectations that wait for a contract's signatures, under a row lock."""
    found = expectations_of_contract(contract).where(cast(Expectation.status, Text) == literal_column("'PROPOSED'"))
    return found.order_by(Expectation.id).with_for_update()


def standing_with(contract: Row) -> Select[Any]:
    """The expectations that count while a contract does."""
    return expectations_of_contract(contract).where(_binds()).order_by(Expectation.id)


def _binds() -> ColumnElement[bool]:
    return cast(Expectation.status, Text).in_([literal_column(f"'{status}'", Text()) for status in BINDS])


def on_clauses_of(partner_id: UUID, contract_id: UUID) -> Select[Any]:
    """The expectations that count and rest on clauses of a contract."""
    found = select(Expectation).where(Expectation.partner_id == partner_id, Expectation.contract_id == contract_id)
    return found.where(_binds(), Expectation.clause_key.is_not(None)).order_by(Expectation.id)


def rests() -> Select[*tuple[Any, ...]]:
    """All that count and rest on clauses, as `Known.rests` says."""
    named = elsewhere.global_id(Expectation.PREFIX, Expectation).label("record")
    found = select(
        Expectation.partner_id, Expectation.contract_id, Expectation.clause_key, named, Expectation.title
    )  # fmt: skip
    return found.where(_binds(), Expectation.clause_key.is_not(None))


def primary_source(partner_id: UUID, kind: SubjectKind) -> Select[Any]:
    """The name of the source whose facts of a kind count first; none while nobody has named one."""
    return select(PrimarySource.source).where(PrimarySource.partner_id == partner_id, PrimarySource.kind == kind)


def name_primary_source(partner_id: UUID, kind: SubjectKind, source: str) -> Insert:
    return insert(PrimarySource).values(partner_id=partner_id, kind=kind, source=source)


def shorten_suspension(row: Expectation, last: date) -> Update:
    """The days that a suspension leaves out end with this one."""
    return (
        update(Exclusion)
        .where(Exclusion.partner_id == row.partner_id, Exclusion.expectation_id == row.id)
        .where(Exclusion.subject_id.is_(None), Exclusion.first_day == row.suspended_on, Exclusion.last_day > last)
        .values(last_day=last)
    )


def close_sooner(row: Expectation, at: datetime) -> Update:
    """The measurements that collect facts close at this moment, if they would later."""
    collecting = cast(Measurement.status, Text) == literal_column("'COLLECTING'")
    return (
        update(Measurement)
        .where(Measurement.partner_id == row.partner_id, Measurement.expectation_id == row.id, collecting)
        .where(Measurement.closes_at > at)
        .values(closes_at=at, due_at=at)
    )


def exact(number: Row) -> ColumnElement[Any]:
    """A number without the zeros that its column's scale puts behind it."""
    found: ColumnElement[Any] = func.trim_scale(number)
    return found


def said(row: Row, *path: str) -> ColumnElement[Any]:
    """What the agreed document says at a place, as text."""
    found: ColumnElement[Any] = cast(row.document, JSON).op("#>>")(literal(list(path), ARRAY(Text)))
    return type_coerce(found, Text())


def last_version(partner_id: UUID, code: str) -> Select[Any]:
    """The number of the newest version of a partner's own definition; none for none."""
    return select(func.max(Metric.number)).where(Metric.owner_id == partner_id, Metric.code == code)
