"""What can be asked about remedies."""

from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, Select, Text, case, cast, exists, func, literal_column, select

from portal import situations
from portal.contracts.models import Contract
from portal.disputes.models import Dispute, Remedy
from portal.disputes.queries.entries import evidence_of, remedies_of
from portal.disputes.rules import remedy as rules
from portal.disputes.rules.statuses import DisputeStatus
from portal.files.models import File
from portal.files.rules import READABLE
from portal.machine import Waiting

Row = Any
OF_REMEDY = "REMEDY:"
"""Before the number of the remedy that a file of the dispute shows done."""


def remedies() -> Select[Any]:
    return select(Remedy)


def remedy(value: Row) -> Select[Any]:
    return remedies().where(Remedy.id == value)


def remedies_to_act_on(row: Row) -> Select[Any]:
    """Those of a dispute, each under a row lock."""
    found: Select[Any] = remedies_of(row).with_for_update()
    return found


def remedies_on(row: Row) -> Select[Any]:
    """Those that act on a record."""
    found = remedies().where(Remedy.partner_id == row.partner_id, Remedy.record_id == row.id)
    return found.order_by(Remedy.made_at, Remedy.number)


def disputes_awaiting(partner_id: UUID, record_id: UUID) -> Select[Any]:
    """The ids of the disputes in which something waits for a record: an obligation, or the amendment begun for it."""
    waited = case((_is_amended(), Remedy.amendment_id), else_=Remedy.record_id)
    found = select(Remedy.dispute_id).where(Remedy.partner_id == partner_id, waited == record_id)
    waits = (Remedy.status == rules.RemedyStatus.OPEN, is_pending(Remedy))
    return found.where(*waits).distinct().order_by(Remedy.dispute_id)


def _is_amended() -> ColumnElement[bool]:
    return cast(Remedy.kind, Text) == rules.RemedyKind.AMEND_CONTRACT.value


def amendment_of(row: Row) -> Select[Any]:
    """The amendment that the portal has begun for it; none for those who do not see it yet."""
    return select(Contract).where(Contract.partner_id == row.partner_id, Contract.id == row.amendment_id)


def dispute_id_of_remedy(remedy_id: UUID) -> Select[Any]:
    return select(Remedy.dispute_id).where(Remedy.id == remedy_id)


def remedy_called(row: Row) -> ColumnElement[Any]:
    """What is to be done, in the words of `rules.REMEDIES`."""
    kind = cast(row.kind, Text)
    words = {each.value: literal_column(f"'{called.text}'", Text()) for each, called in rules.REMEDIES.items()}
    return case(words, value=kind, else_=kind)


def remedy_facts(row: Row) -> dict[str, Any]:
    """What the rules of a remedy look at and who is waited for, column by column."""
    known = {"is_readable": is_readable(row), "is_pending": is_pending(row)}
    return {**situations.needs(rules.Remedy, row, **known), **situations.needs(Waiting, row)}


def is_pending(row: Row) -> ColumnElement[bool]:
    """Whether its dispute waits for it."""
    return exists().where(
        Dispute.partner_id == row.partner_id, Dispute.id == row.dispute_id,
        cast(Dispute.status, Text) == DisputeStatus.REMEDY.value,
    )  # fmt: skip


def is_readable(row: Row) -> ColumnElement[bool]:
    """Whether every file of its evidence can be fetched."""
    ready = cast(File.state, Text).in_([literal_column(f"'{state.value}'") for state in sorted(READABLE)])
    return ~exists().where(
        File.partner_id == row.partner_id, File.record_type == Dispute.PREFIX, File.record_id == row.dispute_id,
        File.kind == func.concat(OF_REMEDY, row.number), File.sha256 == func.any(row.evidence_digests), ~ready,
    )  # fmt: skip


def readable(row: Remedy) -> Select[Any]:
    """The same for one remedy."""
    return select(is_readable(Remedy)).where(Remedy.partner_id == row.partner_id, Remedy.id == row.id)


def evidence_of_remedy(row: Row) -> Select[Any]:
    """The files that were brought last for it."""
    found = select(File).where(
        File.partner_id == row.partner_id, File.record_type == Dispute.PREFIX, File.record_id == row.dispute_id,
        File.kind == func.concat(OF_REMEDY, row.number), File.sha256 == func.any(row.evidence_digests),
    )  # fmt: skip
    return found.order_by(File.created_at, File.id)


def papers_shown(row: Row) -> Select[Any]:
    """The files that show what is disputed, not those that show a remedy done."""
    return evidence_of(row).where(~func.starts_with(File.kind, OF_REMEDY, type_=Boolean()))
