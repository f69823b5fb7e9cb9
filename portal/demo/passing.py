"""The days that go by in the demonstration: what people do, and what the clock does about what is expected."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, bindparam, literal, select, union_all

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


def _due() -> Select[Any]:
    """All that the clock has to do until `then`, each with its place among the kinds that are timed."""
    records: list[Any] = [timed.record for timed in ROOM.timed]
    of_a_kind = [select(literal(place).label("place"), it.id, it.due_at) for place, it in enumerate(records)]
    every = union_all(*of_a_kind).subquery()
    found = select(every.c.place, every.c.id, every.c.due_at).where(every.c.due_at <= bindparam("then"))
    return found.order_by(every.c.due_at, every.c.id)


_DUE = _due()


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
        while (now := await self._step(then, before)) is not None:
            self.now = before = now
        self.now = then

    async def _step(self, then: datetime, before: datetime | None) -> datetime | None:
        """Takes what is due next, until `then`; gives when that was, and None where nothing is, or the same again."""
        async with self.stage.database.working(AccessClass.SYSTEM) as session:
            due = (await session.execute(_DUE, {"then": then})).all()
            if not due or due[0].due_at == before:
                return None
            now: datetime = due[0].due_at
            self.now = now
            for place, timed in enumerate(ROOM.timed):
                found = [each.id for each in due if each.place == place and each.due_at == now]
                if found:
                    await self._keep(session, timed, found)
            await self._follow(session, [*journal.written(session)])
        return now

    async def _keep(self, session: Session, timed: Timed, found: Sequence[UUID]) -> None:
        """The clock's own operations, on what is due."""
        moved = await timed.keep_together(session, found, self.now) if timed.keep_together else ()
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
