"""A connection for one piece of work outside of the pools: setting up, migrating, checking."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
from sqlalchemy import Connection
from sqlalchemy.pool import NullPool

from portal.database import driver

Answer = TypeVar("Answer")


def through(url: str, work: Callable[[Connection], Answer]) -> Answer:
    """The answer of plain, synchronous SQLAlchemy work in one transaction."""

    async def begin() -> Answer:
        engine = driver.engine(url, poolclass=NullPool)
        try:
            async with engine.begin() as connection:
                return await connection.run_sync(work)
        finally:
            await engine.dispose()

    return _apart(begin)


def ask(url: str, work: Callable[[asyncpg.Connection], Awaitable[Answer]]) -> Answer:
    """The answer of work on a plain connection, each statement by itself."""

    async def connected() -> Answer:
        connection = await driver.connect(url)
        try:
            return await work(connection)
        finally:
            await connection.close()

    return _apart(connected)


def _apart(work: Callable[[], Awaitable[Answer]]) -> Answer:
    """Runs in a thread of its own, so that it may be called where an event loop runs already."""

    async def whole() -> Answer:
        return await work()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(whole())).result()


def url_of(url: str, database: str) -> str:
    """The address of another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{quote(database, safe='')}"))
