"""From a ticket to a file: the bytes as they come, read by a process of their own, put in the store, then the row."""

from collections.abc import AsyncIterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, func, select

from portal import errors
from portal.access import Actor
from portal.database.session import Session
from portal.files import queries, rules, store
from portal.files.examining import examine
from portal.files.models import File, Ticket
from portal.files.rules import State
from portal.files.scanning import Scanner
from portal.files.store import Spool, Store
from portal.settings import Settings

HERE = ("file",)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Where bytes go that come in."""

    store: Store
    folder: Path
    """For the time until they are whole."""
    scanner: Scanner | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Arrivals":
        """Those of this deployment. Raises ValueError for an address of a store that leads to none."""
        kept = store.of(settings)
        scanner = Scanner(settings.clamd, kept) if settings.clamd else None
        return cls(kept, settings.data_dir / "files" / "incoming", scanner)


async def allowed(session: Session, actor: Actor, *, ticket_id: UUID, size: int | None, now: datetime) -> Ticket:
    """The actor's leave to send; `size` is what the sender says of the length. Refuses: NotFound, Blocked, Invalid."""
    ticket: Ticket | None = await session.scalar(queries.ticket(ticket_id))
    if ticket is None or ticket.person_id != actor.person_id:
        raise await _over(session, ticket_id)
    if ticket.expires_at < now:
        raise errors.Blocked("The upload did not start within 15 minutes. Start it again.", path=HERE)
    if size is not None:
        rules.check_size(size, path=HERE)
        _check_promise(ticket, size)
    return ticket


async def _over(session: Session, ticket_id: UUID) -> errors.Refused:
    """What is said of leave that is not there (any more)."""
    if await session.scalar(queries.by_id(ticket_id)) is not None:
        return errors.Blocked("This file has already arrived.", path=HERE)
    return errors.NotFound("You have no such upload. Start it again.", path=HERE)


async def take(ticket: Ticket, spool: Spool, body: AsyncIterable[bytes]) -> None:
    """Writes the bytes down as they come, until they are whole. Refuses: Invalid as soon as there are too many."""
    most = ticket.bytes or rules.LARGEST
    async for piece in body:
        if spool.size + len(piece) > most:
            rules.check_size(spool.size + len(piece), path=HERE)
            _check_promise(ticket, spool.size + len(piece))
        await spool.take(piece)
    rules.check_size(spool.size, path=HERE)
    _check_promise(ticket, spool.size)
    await spool.finish()


def _check_promise(ticket: Ticket, size: int) -> None:
    if ticket.bytes is not None and size != ticket.bytes:
        raise errors.Invalid(
            "The file was announced with {announced} bytes, but {size} arrived. Upload it again.",
            announced=ticket.bytes, size=size, path=HERE,
        )  # fmt: skip


async def keep(arrivals: Arrivals, ticket: Ticket, spool: Spool) -> None:
    """Has the bytes read and their pages counted, and puts them into the store. Refuses: Invalid."""
    spool.pages = await examine(spool.path, ticket.type, path=HERE)
    await arrivals.store.put(store.key(ticket.partner_id, spool.sha256), spool.path)


async def enter(
    session: Session, actor: Actor, arrivals: Arrivals, *, ticket: Ticket, spool: Spool, now: datetime,
    redaction_of: str | None = None,
) -> File:  # fmt: skip
    """The row of a file whose bytes are in the store; the ticket is over. Refuses: Blocked, NotFound for one that is.

    A lock of the key keeps the sweep away, which takes what no row names; should it have been faster, the bytes are
    put there once more.
    """
    over = delete(Ticket).where(Ticket.id == ticket.id, Ticket.person_id == actor.person_id).returning(Ticket.id)
    if await session.scalar(over) is None:
        raise await _over(session, ticket.id)
    kept = store.key(ticket.partner_id, spool.sha256)
    await session.execute(select(func.pg_advisory_xact_lock_shared(store.lock(kept))))
    if not await arrivals.store.has(kept):
        await arrivals.store.put(kept, spool.path)
    file = File(
        partner_id=ticket.partner_id, id=ticket.id, side=ticket.side, person_id=actor.person_id, by_name=actor.name,
        name=ticket.name, type=ticket.type, bytes=spool.size, sha256=spool.sha256,
        state=State.QUARANTINED if arrivals.scanner else State.NOT_SCANNED, created_at=now,
        information_class=ticket.information_class, pages=spool.pages, redaction_of=redaction_of,
    )  # fmt: skip
    session.add(file)
    await session.flush()
    return file
