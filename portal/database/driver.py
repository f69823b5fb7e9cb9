"""The one way in which the portal opens a connection: as its address says, whatever is set for other clients."""

import os
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

Connecting = Callable[[str], Awaitable[asyncpg.Connection]]


async def connect(url: str, **options: Any) -> asyncpg.Connection:
    """A connection to the database at an address."""
    _forget_what_is_set_for_others()
    return await asyncpg.connect(url, **options)


def engine(url: str, *, connecting: Connecting = connect, **options: Any) -> AsyncEngine:
    """SQLAlchemy's engine over such connections."""
    dialect = urlunsplit(urlsplit(url)._replace(scheme="postgresql+asyncpg"))
    return create_async_engine(dialect, async_creator=partial(connecting, url), **options)


def _forget_what_is_set_for_others() -> None:
    """Takes PGSSLMODE, PGSERVICE, PGTARGETSESSIONATTRS and their like out of this process.

    The driver follows them wherever the address is silent, and not each of them can be overruled by an argument.
    """
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]
