"""Asking the scanner again about files that came while it was away, or of which it said nothing that counts.

While the scanner is away it is asked about one file now and then, less and less often; once it answers all the others
follow at once. A file that it has trouble with has a pause of its own, which grows as well, and holds up no other.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from portal.access import AccessClass
from portal.database.pools import Database
from portal.files.models import File
from portal.files.scanning import WAITING, Away, BrokenOff, Scanner

AT_ONCE = 50
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=5)
"""Of the scanner, which doubles while it is away."""
FIRST_PAUSE_OF_FILE, LONGEST_PAUSE_OF_FILE = timedelta(minutes=1), timedelta(hours=6)
"""Of one file: as long as it had been here when it was last asked about."""


class Rescan:
    """What the clock does each time; it remembers how long the scanner is left alone."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner, self._pause = scanner, FIRST_PAUSE
        self._not_before: datetime | None = None

    async def __call__(self, database: Database, now: datetime) -> None:
        """Asks about what waits; what can be fetched meanwhile, as no scanner has seen it, comes last."""
        if self._not_before is not None and now < self._not_before:
            return
        for file in await _waiting(database, now):
            try:
                said = await self._scanner.verdict(file)
            except Away as away:
                self._not_before, self._pause = now + self._pause, min(2 * self._pause, LONGEST_PAUSE)
                if isinstance(away, BrokenOff):  # then another one is the next
                    await self._scanner.note(database, file, None, now)
                return
            self._not_before, self._pause = None, FIRST_PAUSE
            await self._scanner.note(database, file, said, now)


async def _waiting(database: Database, now: datetime) -> Sequence[File]:
    """The files whose turn it is, those of which nothing is known first."""
    was_here = func.greatest(File.checked_at - File.created_at, FIRST_PAUSE_OF_FILE)
    is_due = File.checked_at + func.least(was_here, LONGEST_PAUSE_OF_FILE) <= now
    waiting = (
        select(File)
        .where(File.state.in_(WAITING), File.checked_at.is_(None) | is_due)
        .order_by(File.state.desc(), File.checked_at.nulls_first(), File.id)
        .limit(AT_ONCE)
    )
    async with database.working(AccessClass.SYSTEM) as session:
        return (await session.scalars(waiting)).all()
