"""A quarter of all expectations is over, and the clock closes it."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import perf_counter, process_time

from sqlalchemy import text

from portal import clock, work
from portal.access import AccessClass
from portal.database.pools import Database
from portal.expectations.operations import together

WINDOW = timedelta(days=30)
CLOSES = datetime(2026, 1, 11, 12, tzinfo=UTC)
COUNTED = """SELECT
  (SELECT count(*) FROM measurement WHERE status = 'COLLECTING'),
  (SELECT count(*) FROM measurement WHERE status = 'PROVISIONAL'),
  (SELECT count(*) FROM measurement WHERE status = 'INSUFFICIENT_DATA'),
  (SELECT count(*) FROM measurement_revision WHERE reason = 'CLOSED' AND made_at >= '2026-01-10'),
  (SELECT count(*) FROM journal WHERE event IN ('measurement.published', 'measurement.insufficient')),
  (SELECT count(*) FROM journal_unread), (SELECT count(*) FROM missed_line)"""


@dataclass(frozen=True, slots=True)
class Closed:
    """What became of the quarter, and how long that took."""

    seconds: float
    cpu: float
    """Of them, of this process."""
    many: int
    alarms: int
    """Tallies that said something else than the subjects."""
    left: tuple[int, ...]


class Alarms(logging.Handler):
    """Counts what `together` finds wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.many = 0

    def emit(self, _record: logging.LogRecord) -> None:
        self.many += 1


async def measure(database: Database, now: datetime = CLOSES) -> Closed:
    """Closes all that is due. Raises RuntimeError where one is left, or a value has no revision or journal row."""
    alarms = Alarms()
    together.log.addHandler(alarms)
    many, started, cpu = 0, perf_counter(), process_time()
    while moved := await work.move_due(database, now):
        many += moved
    seconds, cpu = perf_counter() - started, process_time() - cpu
    together.log.removeHandler(alarms)
    async with database.transaction(AccessClass.SYSTEM) as session:
        left = tuple((await session.execute(text(COUNTED))).one())
    collecting, provisional, insufficient, revisions, told, *_ = left
    if collecting or not many == provisional + insufficient == revisions == told:
        raise RuntimeError(f"{many} closed, but {left}")
    return Closed(seconds, cpu, many, alarms.many, left)


def told(closed: Closed) -> Iterator[str]:
    _, provisional, insufficient, _, _, unread, missed = closed.left
    yield (
        f"  the quarter of {closed.many:,} expectations closed in {closed.seconds:.1f} s (wanted 120), "
        f"{closed.cpu:.1f} of them CPU of the process: {provisional:,} values, {insufficient:,} too few, "
        f"{missed:,} lines missed, {unread:,} journal rows to follow, {closed.alarms} tallies that differed"
    )


async def deem(database: Database) -> tuple[int, float]:
    """All values become final, as nobody contests them: (how many, seconds)."""
    many, started = 0, perf_counter()
    while moved := await work.move_due(database, clock.now() + WINDOW):
        many += moved
    return many, perf_counter() - started
