"""The database that a command works on, migrated: the server of PORTAL_DATABASE_URL, or the embedded one."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

from portal import migrations
from portal import settings as portal_settings
from portal.database import keeping, setup
from portal.database.pools import Database
from portal.settings import Settings

NAME = "entente"
DEMONSTRATION = "entente_demo"
Answer = TypeVar("Answer")


@contextmanager
def database(settings: Settings, name: str = NAME) -> Iterator[str]:
    """The owner's URL of the migrated database; `name` is that on the embedded server."""
    with server(settings) as admin_url:
        yield ready(settings, admin_url, urlsplit(admin_url).path.lstrip("/") if settings.database_url else name)


@contextmanager
def server(settings: Settings) -> Iterator[str]:
    """The URL of a server on which databases and roles may be made."""
    if settings.database_url:
        yield settings.database_url
        return
    with keeping.kept_running(settings.data_dir) as embedded:
        yield embedded.url("postgres")


def ready(settings: Settings, admin_url: str, name: str) -> str:
    """The owner's URL of the database of this name, made if it is missing, and migrated."""
    owner_url = setup.prepare(admin_url, name, settings.secret, request_seconds=settings.request_seconds)
    migrations.migrate(owner_url)
    return owner_url


def with_database(work: Callable[[Database], Coroutine[Any, Any, Answer]], name: str = NAME) -> Answer:
    """Runs something over the real database, or another of the embedded server's."""
    settings = portal_settings.load()

    async def run(owner_url: str) -> Answer:
        found = Database(owner_url, settings.secret)
        try:
            return await work(found)
        finally:
            await found.close()

    with database(settings, name) as owner_url:
        return asyncio.run(run(owner_url))
