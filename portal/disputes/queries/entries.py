"""What can be asked about what was said, done and shown in a case."""

from typing import Any

from sqlalchemy import Select, select

from portal import files
from portal.disputes.models import Dispute, DisputeEntry, Prevention, Remedy, SettlementOffer
from portal.files.models import File

Row = Any


def entries_of(row: Row) -> Select[Any]:
    """The chain, in its order."""
    found = select(DisputeEntry).where(DisputeEntry.partner_id == row.partner_id, DisputeEntry.dispute_id == row.id)
    return found.order_by(DisputeEntry.number)


def last_entry_of(row: Row) -> Select[Any]:
    return entries_of(row).order_by(None).order_by(DisputeEntry.number.desc()).limit(1)


def offers_of(row: Row) -> Select[Any]:
    """The offers of both sides in their order; not what they say."""
    return _of(SettlementOffer, row)


def remedies_of(row: Row) -> Select[Any]:
    return _of(Remedy, row)


def preventions_of(row: Row) -> Select[Any]:
    return _of(Prevention, row)


def _of(kind: Any, row: Row) -> Select[Any]:
    found = select(kind).where(kind.partner_id == row.partner_id, kind.dispute_id == row.id)
    return found.order_by(kind.number)


def evidence_of(row: Row) -> Select[Any]:
    """The files that its sides have brought; `kind` says what each shows (`reasons.Evidence`)."""
    return files.of(Dispute.PREFIX, row.partner_id, row.id).order_by(File.created_at, File.id)
