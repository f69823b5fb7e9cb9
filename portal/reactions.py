"""What follows from an event in another room: one line each.

At once is in the transaction of the event, under its actor's login; everything else follows with the clock's next pass
through the journal, as portal_system: exactly once, in the order of the steps of each record. One that fails is tried
again, later each time, and holds up nothing but what follows it at the same record.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, exists, func, insert, select, tuple_
from sqlalchemy.orm import aliased

from portal import journal
from portal.access import SYSTEM, AccessClass, Actor
from portal.database.outage import is_outage
from portal.database.pools import Database
from portal.database.session import Session
from portal.journal import Entry
from portal.outbox import Unread, Waiting
from portal.partners import operations as partners

log = logging.getLogger(__name__)

READ_AT_ONCE = 500
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
LONGEST_FAULT = 500
ONE_RELAY = func.pg_try_advisory_xact_lock(func.hashtextextended("relay of the journal", 0))

Operation = Callable[[Session, Actor, Entry, datetime], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Reaction:
    """One line of the table; `name` stays as it is while one of it may wait."""

    event: str
    name: str
    operation: Operation
    at_once: bool = False


REACTIONS = (
    Reaction(
        "partner.offboarded", "the relationship ends",
        lambda s, actor, entry, now: partners.end(s, actor, partner_id=entry.partner_id, now=now), at_once=True,
    ),
    Reaction(
        "contract.activated", "the relationship grows",
        lambda s, actor, entry, now: partners.grow(s, actor, partner_id=entry.partner_id, now=now),
    ),
)  # fmt: skip


async def follow_at_once(
    session: Session, actor: Actor, now: datetime, reactions: Iterable[Reaction] = REACTIONS
) -> None:
    """In the transaction of an operation: what its events, and those that follow, demand at once."""
    table = [reaction for reaction in reactions if reaction.at_once]
    for entry in journal.written(session):  # which grows while reactions write rows of their own
        for reaction in table:
            if reaction.event == entry.event:
                await reaction.operation(session, actor, entry, now)


async def run(database: Database, now: datetime, reactions: Iterable[Reaction] = REACTIONS) -> int:
    """Takes every reaction that waits; gives how many happened. Running it again moves nothing more."""
    table = {reaction.name: reaction for reaction in reactions if not reaction.at_once}
    while await _relay(database, table.values(), now):
        pass
    happened = 0
    while (one := await _react(database, table, now)) is not None:
        happened += one
    return happened


async def _relay(database: Database, table: Iterable[Reaction], now: datetime) -> bool:
    """Looks at the next rows of the journal; False if there are no more, or another process is at it."""
    async with database.transaction(AccessClass.SYSTEM) as session:
        if not await session.scalar(select(ONE_RELAY)):
            return False
        found = select(Unread.position, Entry).join(Entry, Entry.id == Unread.entry_id).order_by(Unread.position)
        rows = (await session.execute(found.limit(READ_AT_ONCE))).all()
        waiting = [
            {
                "partner_id": entry.partner_id, "position": position, "name": reaction.name, "entry_id": entry.id,
                "record_id": entry.record_id, "retry_at": now,
            }
            for position, entry in rows
            for reaction in table
            if reaction.event == entry.event
        ]  # fmt: skip
        if waiting:
            await session.execute(insert(Waiting), waiting)
        if rows:
            await session.execute(delete(Unread).where(Unread.position.in_([position for position, _ in rows])))
    return len(rows) == READ_AT_ONCE


async def _react(database: Database, table: dict[str, Reaction], now: datetime) -> int | None:
    """The next reaction: 1 if it happened, 0 if it failed, None if none waits. Its effect and its end are one."""
    name = place = None
    try:
        async with database.working(AccessClass.SYSTEM) as session:
            waiting: Waiting | None = await session.scalar(_next(table, now))
            if waiting is None:
                return None
            name, place = waiting.name, (waiting.partner_id, waiting.position, waiting.name)
            entry = (await session.scalars(journal.entry(waiting.entry_id))).one()
            await table[name].operation(session, SYSTEM, entry, now)
            await follow_at_once(session, SYSTEM, now)
            await session.delete(waiting)
    except Exception as fault:  # one that fails must not hold up the others
        if place is None or is_outage(fault):
            raise
        log.exception("%s: this did not work; it is tried again.", name)
        await _put_off(database, place, fault, now)
        return 0
    return 1


def _next(table: dict[str, Reaction], now: datetime) -> Select[Any]:
    """The oldest that is due, unless one before it at the same record still waits or is under way."""
    before = aliased(Waiting)
    earlier = tuple_(before.position, before.name) < tuple_(Waiting.position, Waiting.name)
    return (
        select(Waiting)
        .where(Waiting.name.in_(table), Waiting.retry_at <= now)
        .where(~exists().where(before.record_id == Waiting.record_id, earlier))
        .order_by(Waiting.position, Waiting.name)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


async def _put_off(database: Database, place: tuple[UUID, int, str], fault: Exception, now: datetime) -> None:
    async with database.transaction(AccessClass.SYSTEM) as session:
        waiting = await session.get(Waiting, place, with_for_update=True)
        if waiting is not None:
            waiting.tries += 1
            waiting.retry_at = now + pause_after(waiting.tries)
            waiting.fault = described(fault)


def pause_after(tries: int) -> timedelta:
    """How long what has failed so often waits: twice as long each time, an hour at most."""
    return min(SHORTEST_PAUSE * (1 << min(tries - 1, 16)), LONGEST_PAUSE)


def described(fault: Exception) -> str:
    """A fault in a line, without values that a statement had."""
    return f"{type(fault).__name__}: {str(fault).partition(chr(10))[0]}"[:LONGEST_FAULT]
