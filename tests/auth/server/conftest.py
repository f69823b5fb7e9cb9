"""What the tests of the authorization server ask for."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from auth.keys import Keys
from auth.server.models import SigningKey
from portal import clock
from portal.database.policies import AUTH
from portal.database.pools import Database
from tests import databases
from tests.auth.server.provider import Provider
from tests.make import Make

KeysOfWorker = tuple[Keys, list[dict[str, Any]]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def keys_of_worker(pools: Database) -> KeysOfWorker:
    """Made once, with their rows: a key of 2048 bits takes a while."""
    made = Keys(pools, databases.SECRET)
    await made.ring(clock.now())
    async with pools.transaction(AUTH) as transaction:
        rows = await transaction.execute(select(*SigningKey.__table__.columns))
    return made, [dict(row) for row in rows.mappings()]


@pytest_asyncio.fixture(loop_scope="session")
async def provider(database: Database, make_committed: Make, keys_of_worker: KeysOfWorker) -> AsyncIterator[Provider]:
    keys, rows = keys_of_worker
    # Emptied with all else, and looked up again each minute, in the middle of a test too.
    await make_committed.session.execute(insert(SigningKey).on_conflict_do_nothing(), rows)
    await make_committed.session.commit()
    async with Provider(database, make_committed, keys) as made:
        yield made
