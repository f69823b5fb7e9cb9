"""What can be asked about files."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, column, exists, func, select, table

from portal.access import Actor, Side
from portal.files.models import File, Ticket
from portal.journal import Entry

Row = Any
_ORGANISATION = table("organisation", column("id"), column("side"))
"""The room of partners lies above."""
FETCHED = "file.fetched"
TOLD_FOR = timedelta(days=1)
"""So long the same person fetches the same file without another row of the journal."""


def by_id(value: Row) -> Select[Any]:
    return select(File).where(File.id == value)


def fetched(value: Row, actor: Actor, now: datetime) -> Select[Any]:
    """The file, and whether the journal tells already that the actor has lately fetched it."""
    told = exists().where(
        Entry.partner_id == File.partner_id, Entry.record_id == File.id, Entry.event == FETCHED,
        Entry.by_id == actor.person_id, Entry.at > now - TOLD_FOR,
    )  # fmt: skip
    return by_id(value).add_columns(told)


def ticket(value: Row) -> Select[Any]:
    return select(Ticket).where(Ticket.id == value)


def of(prefix: str, partner_id: Row, record_id: Row) -> Select[Any]:
    """The files of a record, in the order in which they came."""
    whose = (File.partner_id == partner_id, File.record_type == prefix, File.record_id == record_id)
    return select(File).where(*whose).order_by(File.id)


def unattached_of(actor: Actor, file_id: UUID) -> Select[Any]:
    """A file that the actor brought and that belongs to nothing yet."""
    return by_id(file_id).where(
        File.person_id == actor.person_id, File.side == actor.side, File.record_id.is_(None)
    )  # fmt: skip


def size_of(prefix: str, partner_id: UUID, record_id: UUID, side: Side) -> Select[int, int]:
    """How many files a side has brought to a record, and how many bytes."""
    found = of(prefix, partner_id, record_id).where(File.side == side).order_by(None)
    return found.with_only_columns(func.count(), func.coalesce(func.sum(File.bytes), 0))


def waiting_of(actor: Actor, now: datetime) -> ColumnElement[int]:
    """How many files of the actor's can still come, or are to be attached."""
    can_come = (Ticket.person_id == actor.person_id, Ticket.expires_at >= now)
    to_come = select(func.count()).where(*can_come).scalar_subquery()
    to_attach = select(func.count()).where(File.person_id == actor.person_id, File.record_id.is_(None))
    return to_come + to_attach.scalar_subquery()


def partner_exists(partner_id: UUID) -> Select[Any]:
    """The partner's id, if the caller sees it."""
    return select(_ORGANISATION.c.id).where(_ORGANISATION.c.id == partner_id, _ORGANISATION.c.side == "PARTNER")
