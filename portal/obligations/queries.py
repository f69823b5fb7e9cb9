"""What can be asked about obligations: one Select a question; none of them changes anything."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    exists,
    func,
    literal,
    literal_column,
    select,
    type_coerce,
)

from portal import files, situations
from portal.access import Side
from portal.contracts.models import Contract, Version
from portal.contracts.rules import IN_FORCE
from portal.files.models import File
from portal.files.rules import READABLE
from portal.machine import Waiting
from portal.obligations.models import Obligation
from portal.obligations.rules import OWED, Situation, Status
from portal.partners.models import Company, Membership, Organisation
from portal.partners.queries import administrators_of

Row = Any
EVIDENCE = "evidence"
"""What a file is to the obligation."""


def obligations() -> Select[Any]:
    """The obligations that the caller may see."""
    return select(Obligation)


def obligation(value: Row) -> Select[Any]:
    return obligations().where(Obligation.id == value)


def obligations_of(partner: Row) -> Select[Any]:
    return obligations().where(Obligation.partner_id == partner.id)


def obligations_under(contract: Row) -> Select[Any]:
    """Those that rest on a contract, on a clause of it or on the whole."""
    return obligations().where(
        Obligation.partner_id == contract.partner_id, Obligation.contract_id == contract.id
    )  # fmt: skip


def filtered(
    found: Select[Any], *, statuses: Row = None, not_statuses: Row = None, obligor: str | None = None,
    waiting_on: str | None = None, partner_id: Row = None, contract_id: Row = None, clause_key: Row = None,
    due_from: Row = None, due_before: Row = None, is_late: Row = None,
) -> Select[Any]:  # fmt: skip
    """The obligations among `found` that meet every condition given; None is any. Lists are arrays of words."""
    status, waited = cast(Obligation.status, Text), type_coerce(Obligation.waiting_on, ARRAY(Text))
    conditions = (
        (statuses, lambda given: status == func.any(given)),
        (not_statuses, lambda given: status != func.all(given)),
        (obligor, lambda given: Obligation.obligor == given),
        (waiting_on, lambda given: literal(given, Text).op("=")(func.any(waited))),
        (partner_id, lambda given: Obligation.partner_id == given),
        (contract_id, lambda given: Obligation.contract_id == given),
        (clause_key, lambda given: Obligation.clause_key == given),
        (due_from, lambda given: Obligation.due_on >= given),
        (due_before, lambda given: Obligation.due_on < given),
        (is_late, lambda given: Obligation.late_since.is_not(None) == given),
    )
    for given, condition in conditions:
        if given is not None:
            found = found.where(condition(given))
    return found


def to_act_on(obligation_id: UUID) -> Select[*tuple[Any, ...]]:
    """The obligation under a row lock, the two organisations, and what the rules look at in other tables."""
    found = select(Obligation, Organisation, Company, is_contract_over(Obligation), is_readable(Obligation))
    found = found.join(Organisation, Organisation.id == Obligation.partner_id)
    found = found.join(Company, Company.side == Side.HOST)
    return found.where(Obligation.id == obligation_id).with_for_update(of=Obligation)


def facts_of(row: Row) -> dict[str, Any]:
    """What the rules of an obligation look at and who is waited for, column by column."""
    known = {"is_contract_over": is_contract_over(row), "is_readable": is_readable(row)}
    return {**situations.needs(Situation, row, **known), **situations.needs(Waiting, row)}


def is_contract_over(row: Row) -> ColumnElement[bool]:
    """Whether it rests on a contract that is not in force any more."""
    return exists().where(Contract.partner_id == row.partner_id, Contract.id == row.contract_id, ~_in_force(Contract))


def _in_force(contract: Row) -> ColumnElement[bool]:
    return cast(contract.status, Text).in_([literal_column(f"'{status}'", Text()) for status in IN_FORCE])


def is_readable(row: Row) -> ColumnElement[bool]:
    """Whether every file of its evidence can be fetched."""
    ready = cast(File.state, Text).in_([literal_column(f"'{state.value}'") for state in sorted(READABLE)])
    return ~exists().where(*_is_evidence(row), ~ready)


def _is_evidence(row: Row) -> tuple[ColumnElement[bool], ...]:
    return (
        File.partner_id == row.partner_id, File.record_type == Obligation.PREFIX, File.record_id == row.id,
        File.sha256 == func.any(row.evidence_digests),
    )  # fmt: skip


def evidence_of(row: Row) -> Select[Any]:
    """The files that were brought last, in the order in which they came."""
    return files.of(Obligation.PREFIX, row.partner_id, row.id).where(File.sha256 == func.any(row.evidence_digests))


def files_of(row: Row) -> Select[Any]:
    """Everything that was ever brought."""
    return files.of(Obligation.PREFIX, row.partner_id, row.id)


def partner_of(row: Row) -> Select[Any]:
    return select(Organisation).where(Organisation.id == row.partner_id, Organisation.side == Side.PARTNER)


def contract_of(row: Row) -> Select[Any]:
    return select(Contract).where(Contract.partner_id == row.partner_id, Contract.id == row.contract_id)


def version_of(row: Row) -> Select[Any]:
    """The text of the contract that it rests on; the newest of those that are the same."""
    found = select(Version).where(
        Version.partner_id == row.partner_id, Version.contract_id == row.contract_id,
        Version.sha256 == row.contract_sha256,
    )  # fmt: skip
    return found.order_by(Version.number.desc()).limit(1)


def owner_of(row: Row, side: Side) -> Select[Any]:
    """Who answers for it on a side."""
    if side is Side.HOST:
        return select(Membership).where(
            Membership.partner_id == row.company_id, Membership.id == row.company_owner_id
        )  # fmt: skip
    return select(Membership).where(Membership.partner_id == row.partner_id, Membership.id == row.partner_owner_id)


def first_administrator_of(partner_id: UUID) -> Select[Any]:
    """The id of the place of whoever has administered a partner longest."""
    return administrators_of(partner_id).with_only_columns(Membership.id).limit(1)


def place_of(partner_id: UUID, person_id: UUID) -> Select[Any]:
    """The id of a person's place in an organisation."""
    found = select(Membership.id).where(Membership.partner_id == partner_id, Membership.person_id == person_id)
    return found.order_by(Membership.id.desc()).limit(1)


def series_of(row: Row) -> Select[Any]:
    """All of its series that there are so far."""
    return obligations().where(Obligation.partner_id == row.partner_id, Obligation.series_id == row.series_id)


def has_next_of(record: Obligation) -> Select[bool]:
    """Whether a later one of its series is there."""
    found = obligations().where(Obligation.partner_id == record.partner_id, Obligation.series_id == record.series_id)
    return select(found.where(Obligation.number > record.number).exists())


def left_by(partner_id: UUID, contract_id: UUID) -> Select[Any]:
    """The ids of those that the end of a contract takes away."""
    waiting = (Status.PROPOSED, Status.SCHEDULED)
    return (
        select(Obligation.id)
        .where(Obligation.partner_id == partner_id, Obligation.contract_id == contract_id)
        .where(Obligation.survives.is_(False), _is(Obligation, waiting))
        .order_by(Obligation.id)
    )


def number_owed(partner: Row) -> ColumnElement[int]:
    """How many of a partner's obligations, of either side, are agreed and not ended."""
    found = select(func.count()).select_from(Obligation)
    return found.where(Obligation.partner_id == partner.id, _is(Obligation, OWED)).scalar_subquery()


def changed_at(partner: Row) -> ColumnElement[Any]:
    """When one of a partner's obligations changed last; null for never."""
    newest = select(func.max(Obligation.updated_at))
    return newest.where(Obligation.partner_id == partner.id).scalar_subquery()


def binds(row: Row) -> ColumnElement[bool]:
    """Whether its day lies ahead of somebody."""
    return _is(row, (Status.SCHEDULED, Status.DUE))


def _is(row: Any, statuses: tuple[Status, ...]) -> ColumnElement[bool]:
    words = ", ".join(sorted(f"'{status.value}'" for status in statuses))
    is_one: ColumnElement[bool] = cast(row.status, Text).op("=")(func.any(literal_column(f"ARRAY[{words}]")))
    return is_one


def on_clauses_of(partner_id: UUID, contract_id: UUID) -> Select[Any]:
    """What is still owed by clauses of a contract."""
    found = obligations().where(Obligation.partner_id == partner_id, Obligation.contract_id == contract_id)
    return found.where(_rests()).order_by(Obligation.id)


def rests() -> Select[*tuple[Any, ...]]:
    """What is still owed by clauses, as `Known.rests` says; of a series once, by its first."""
    plain = func.replace(cast(Obligation.series_id, Text), literal_column("'-'"), literal_column("''"))
    named = func.concat(literal_column(f"'{Obligation.PREFIX}_'"), plain, type_=Text()).label("record")
    found = select(
        Obligation.partner_id, Obligation.contract_id, Obligation.clause_key, named, Obligation.title
    )  # fmt: skip
    return found.where(_rests()).distinct()


def _rests() -> ColumnElement[bool]:
    statuses = [literal_column(f"'{status}'", Text()) for status in (Status.SCHEDULED, Status.DUE, Status.OVERDUE)]
    return and_(Obligation.clause_key.is_not(None), cast(Obligation.status, Text).in_(statuses))
