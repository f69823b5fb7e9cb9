"""The days that go by in the demonstration: what people do, and what the clock does about what is expected."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import func, select, union_all

from auth.identify import Caller
from portal import journal, reactions
from portal.access import SYSTEM, AccessClass
from portal.database.session import Session
from portal.demo.stage import Stage
from portal.expectations import operations
from portal.expectations.room import ROOM
from portal.journal import Entry
from portal.room import Timed

T = TypeVar("T")
FOLLOWING = tuple(
    each
    for each in reactions.REACTIONS
    if each.operation in {operations.on_value, operations.on_scored, operations.on_attested, operations.on_ruled}
)
"""What follows here as it happens."""
FOLLOWED = frozenset({each.name for each in FOLLOWING} | {"what was proposed with it is agreed"})
"""What the reactions are not told of again: nothing had been proposed with a contract when it was signed."""


@dataclass
class Passing:
    """Time, for all partners at once."""

    stage: Stage
    now: datetime = field(init=False)

    async def act(self, who: Caller, operation: Callable[..., Awaitable[T]], **inputs: Any) -> T:
        """Something that somebody does now, and what follows from it."""
        async with self.stage.acting(who) as session:
            done = await operation(session, who.actor, **inputs, now=self.now)
            await session.flush()
            told = [*journal.written(session)]
        if any(reaction.follows(entry) for entry in told for reaction in FOLLOWING):
            async with self.stage.database.working(AccessClass.SYSTEM) as session:
                await self._follow(session, told)
        return done

    async def until(self, then: datetime) -> None:
        """The clock goes on: each step in its time."""
        before = None
        while (due := await self._next()) is not None and due <= then and due != before:
            self.now = before = due
            async with self.stage.database.working(AccessClass.SYSTEM) as session:
                for timed in ROOM.timed:
                    await self._keep(session, timed)
                await self._follow(session, [*journal.written(session)])
        self.now = then

    async def _next(self) -> datetime | None:
        """When the clock has something to do next."""
        own = [select(func.min(timed.record.due_at).label("at")) for timed in ROOM.timed]
        every = union_all(*own).subquery()
        async with self.stage.database.working(AccessClass.SYSTEM) as session:
            found: datetime | None = await session.scalar(select(func.min(every.c.at)))
        return found

    async def _keep(self, session: Session, timed: Timed) -> None:
        """The clock's own operations, on what is due."""
        record: Any = timed.record
        due = select(record.id).where(record.due_at <= self.now).order_by(record.due_at, record.id)
        found = (await session.scalars(due)).all()
        moved = await timed.keep_together(session, found, self.now) if timed.keep_together and found else ()
        for record_id in found:
            if record_id not in moved:
                await timed.keep_time(session, record_id, self.now)
        await session.flush()

    async def _follow(self, session: Session, told: Sequence[Entry]) -> None:
        for entry in told:
            for reaction in FOLLOWING:
                if reaction.follows(entry):
                    await reaction.operation(session, SYSTEM, entry, self.now)
                    await session.flush()
