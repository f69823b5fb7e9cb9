"""One-time values: taken once, also by many at the same moment, and dead when they are over."""

import asyncio
from datetime import timedelta

from auth import once
from portal import clock
from portal.database.policies import AUTH
from portal.database.pools import Database

HOUR = timedelta(hours=1)


async def _take(database: Database, value: str) -> dict[str, object] | None:
    async with database.transaction(AUTH) as transaction:
        return await once.take(transaction, "link", value, now=clock.now())


async def test_a_value_is_looked_at_often_and_taken_by_one_alone(database: Database) -> None:
    async with database.transaction(AUTH) as transaction:
        value = await once.issue(transaction, "link", {"to": "Robin"}, lasts=HOUR, now=clock.now())
    async with database.transaction(AUTH) as transaction:
        seen = [await once.look(transaction, kind, value, now=clock.now()) for kind in ("link", "link", "other")]
    assert seen == [{"to": "Robin"}, {"to": "Robin"}, None]
    taken = await asyncio.gather(*(_take(database, value) for _ in range(5)))
    assert sorted(map(bool, taken)) == [False, False, False, False, True]


async def test_a_value_that_is_over_stands_for_nothing_and_is_swept(database: Database) -> None:
    async with database.transaction(AUTH) as transaction:
        value = await once.issue(transaction, "link", {}, lasts=-HOUR, now=clock.now())
        assert await once.look(transaction, "link", value, now=clock.now()) is None
        assert await once.take(transaction, "link", value, now=clock.now()) is None
        await once.sweep(transaction, now=clock.now())
        assert await once.look(transaction, "link", value, now=clock.now() - 2 * HOUR) is None


async def test_somebody_elses_value_counts_the_first_time_alone(database: Database) -> None:
    async def spend() -> bool:
        async with database.transaction(AUTH) as transaction:
            return await once.spend(transaction, "jti", "0815", until=clock.now() + HOUR)

    first = await asyncio.gather(*(spend() for _ in range(5)))
    assert sorted(first) == [False, False, False, False, True]
