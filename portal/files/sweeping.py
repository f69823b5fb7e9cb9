"""What the clock does for files: nothing is kept that nobody has, and what is lost is said to be."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, func, select, update

from portal.access import AccessClass
from portal.database.pools import Database
from portal.database.session import Session
from portal.files import store
from portal.files.models import File, Ticket
from portal.files.receiving import Arrivals
from portal.files.rules import State

log = logging.getLogger(__name__)

UNATTACHED = timedelta(days=1)
"""How long a file may belong to nothing."""
ON_THE_WAY = timedelta(hours=1)
"""Longer than anything takes from the first byte to the row."""
EVERY = timedelta(hours=1)


class Sweeping:
    """The sweep, each hour."""

    def __init__(self, arrivals: Arrivals) -> None:
        self._arrivals, self._store = arrivals, arrivals.store
        self._swept: datetime | None = None

    async def __call__(self, database: Database, now: datetime) -> None:
        if self._swept is None or now - self._swept >= EVERY:
            self._swept = now
            await self.tidy(database, now)

    async def tidy(self, database: Database, now: datetime) -> None:
        """Takes away leave that is over, files of nothing, bytes without a row; notes rows without bytes."""
        await _forget(database, now)
        await asyncio.to_thread(_clear, self._arrivals.folder, now - ON_THE_WAY)
        seen = set[UUID]()
        async for partner_id, found in self._partners():
            seen.add(partner_id)
            await self._compare(database, partner_id, found, now)
        async with database.working(AccessClass.SYSTEM) as session:
            named = set((await session.scalars(select(File.partner_id).distinct())).all())
        for partner_id in named - seen:
            await self._compare(database, partner_id, {}, now)

    async def _partners(self) -> AsyncIterator[tuple[UUID, dict[str, datetime]]]:
        """What the store has, partner by partner: the digests, and since when each is there."""
        partner, found = "", dict[str, datetime]()
        async for key, since in self._store.listed():
            folder, _, sha256 = key.partition("/")
            if folder != partner and found:
                yield UUID(partner), found
                found = {}
            with suppress(ValueError):  # no file of ours
                partner = str(UUID(folder))
                found[sha256] = since
        if found:
            yield UUID(partner), found

    async def _compare(
        self, database: Database, partner_id: UUID, found: dict[str, datetime], now: datetime
    ) -> None:  # fmt: skip
        """The rows of one partner's world with what the store has of it."""
        async with database.working(AccessClass.SYSTEM) as session:
            wanted = await _wanted(session, partner_id)
        for sha256, since in found.items():
            if sha256 not in wanted and since < now - ON_THE_WAY:
                await self._remove(database, partner_id, sha256)
        for sha256, states in wanted.items():
            is_there = sha256 in found or await self._store.has(store.key(partner_id, sha256))
            if State.MISSING in states if is_there else states != {State.MISSING}:
                await self._note(database, partner_id, sha256, is_there=is_there)

    async def _remove(self, database: Database, partner_id: UUID, sha256: str) -> None:
        """Takes bytes away unless a row names them by now. Who brings the same ones waits: see `receiving.enter`."""
        kept = store.key(partner_id, sha256)
        async with database.working(AccessClass.SYSTEM) as session:
            await session.execute(select(func.pg_advisory_xact_lock(store.lock(kept))))
            if not await _wanted(session, partner_id, sha256):
                await self._store.remove(kept)

    async def _note(self, database: Database, partner_id: UUID, sha256: str, *, is_there: bool) -> None:
        """Writes down that the bytes of rows are lost, or there again."""
        again = State.QUARANTINED if self._arrivals.scanner is not None else State.NOT_SCANNED
        was, now = (File.state == State.MISSING, again) if is_there else (File.state != State.REFUSED, State.MISSING)
        if not is_there:
            log.error("The store has lost %s; look for it in a backup", store.key(partner_id, sha256))
        async with database.working(AccessClass.SYSTEM) as session:
            named = (File.partner_id == partner_id, File.sha256 == sha256)
            await session.execute(update(File).where(*named, was).values(state=now))


async def _forget(database: Database, now: datetime) -> None:
    """Rows that nobody waits for any more: leave that was not used, files that belong to nothing."""
    async with database.working(AccessClass.SYSTEM) as session:
        await session.execute(delete(Ticket).where(Ticket.expires_at < now - ON_THE_WAY))
        await session.execute(delete(File).where(File.record_id.is_(None), File.created_at < now - UNATTACHED))


async def _wanted(session: Session, partner_id: UUID, *digests: str) -> dict[str, set[State]]:
    """The digests that rows name, and in which states; the bytes of what a scanner refused nobody wants."""
    named = select(File.sha256, File.state).where(File.partner_id == partner_id, File.state != State.REFUSED)
    named = named.where(File.sha256.in_(digests)) if digests else named
    wanted = dict[str, set[State]]()
    for digest, state in (await session.execute(named.distinct())).all():
        wanted.setdefault(digest, set()).add(state)
    return wanted


def _clear(folder: Path, before: datetime) -> None:
    """Deletes what was on its way when a process was killed."""
    for path in folder.glob("*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before.timestamp():
                path.unlink()
