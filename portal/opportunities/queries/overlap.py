"""Sessions that find common customers, as one side sees them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Text, cast, delete, func, literal, or_, select, type_coerce

from portal import situations
from portal.access import Side
from portal.machine import Waiting
from portal.opportunities.models import OverlapLog, OverlapMessage, OverlapSession
from portal.opportunities.queries.deals import is_on_hold
from portal.opportunities.rules import overlap as rules
from portal.opportunities.rules.overlap import MessageKind, OverlapStatus
from portal.partners.models import Company, Organisation

Row = Any


def overlaps() -> Select[Any]:
    """The sessions that the caller may see."""
    return select(OverlapSession)


def overlap_session(value: Row) -> Select[Any]:
    return overlaps().where(OverlapSession.id == value)


def overlaps_of(partner: Row) -> Select[Any]:
    return overlaps().where(OverlapSession.partner_id == partner.id)


def overlaps_filtered(
    found: Select[Any], *, statuses: Row = None, waiting_on: str | None = None, partner_id: Row = None
) -> Select[Any]:
    """Those among `found` that meet every condition given; None is any. Lists are arrays of words."""
    if statuses is not None:
        found = found.where(cast(OverlapSession.status, Text) == func.any(statuses))
    if waiting_on is not None:
        waited = type_coerce(OverlapSession.waiting_on, ARRAY(Text))
        found = found.where(literal(waiting_on, Text).op("=")(func.any(waited)))
    if partner_id is not None:
        found = found.where(OverlapSession.partner_id == partner_id)
    return found


def overlap_logs() -> Select[Any]:
    """What ran, as the caller may see it."""
    return select(OverlapLog)


def overlap_log_entry(value: Row) -> Select[Any]:
    return overlap_logs().where(OverlapLog.id == value)


def overlap_to_act_on(session_id: UUID) -> Select[*tuple[Any, ...]]:
    """The session under a row lock, and the two organisations."""
    found = select(OverlapSession, Organisation, Company)
    found = found.join(Organisation, Organisation.id == OverlapSession.partner_id)
    found = found.join(Company, Company.side == Side.HOST)
    return found.where(OverlapSession.id == session_id).with_for_update(of=OverlapSession)


def overlaps_since(partner_id: UUID, start: datetime) -> Select[Any]:
    """How many sessions of a partner since a moment were agreed to, or still can be."""
    counts = or_(
        OverlapSession.agreed_at.is_not(None),
        cast(OverlapSession.status, Text) == literal(OverlapStatus.PROPOSED.value, Text),
    )
    found = select(func.count()).select_from(OverlapSession)
    return found.where(OverlapSession.partner_id == partner_id, OverlapSession.created_at >= start, counts)


def overlap_text(row: Row, side: Side | ColumnElement[Any], kind: MessageKind) -> Select[Any]:
    """What a side sent, or is told."""
    return select(OverlapMessage.text).where(
        OverlapMessage.partner_id == row.partner_id, OverlapMessage.session_id == row.id, OverlapMessage.side == side,
        OverlapMessage.kind == kind,
    )  # fmt: skip


def overlap_sent(row: Row) -> Any:
    """What has been sent in a session, to be deleted."""
    return delete(OverlapMessage).where(
        OverlapMessage.partner_id == row.partner_id, OverlapMessage.session_id == row.id,
        OverlapMessage.kind != MessageKind.MET,
    )  # fmt: skip


def overlap_facts_of(row: Row) -> Mapping[str, Any]:
    """What the rules of a session look at, column by column, and who is waited for."""
    facts = situations.needs(rules.Overlap, row, is_on_hold=is_on_hold(row))
    return {**facts, **situations.needs(Waiting, row)}
