"""What every test may ask for: a database of its own, builders, and a session as anybody; all of it rolled back."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from portal.access import Actor
from portal.database import embedded
from portal.database.embedded import Server
from portal.database.pools import Database
from portal.database.transaction import Transaction
from tests import databases, hashing, served
from tests.entering import application, enter
from tests.make import Make
from tests.people import acting

__all__ = ["application", "enter"]
os.environ["OPENPYXL_LXML"] = "False"  # sheets are read as where the tests' libraries are not
FOLDER = pytest.StashKey[Path]()
LONGEST = (
    "frontend/browser/test_negotiation", "frontend/browser", "journeys/test_long_texts", "work/test_apart", "journeys",
    "notes/test_leaks", "opportunities/test_killed", "expectations/test_taken_whatever", "disputes/test_killed",
    "schema/test_lists", "work", "database",
)  # fmt: skip
"""Where tests take minutes in all or half a minute each, the longest file first."""


def pytest_configure(config: pytest.Config) -> None:
    """One folder for a run: its first process makes it, the workers are told where it is."""
    given = getattr(config, "workerinput", {}).get("folder")
    config.stash[FOLDER] = Path(given) if given else Path(tempfile.mkdtemp(prefix="entente-tests-"))
    config.stash[FOLDER].chmod(0o755)  # the server may run as another account, which must get through


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["folder"] = str(node.config.stash[FOLDER])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no worker begins them when the others are done; and one event loop for all tests.

    What connections have prepared lives as long as the loop.
    """
    items.sort(key=_place)
    for item in items:
        if pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


def _place(item: pytest.Item) -> int:
    name = item.nodeid.removeprefix("tests/")
    return next((place for place, longest in enumerate(LONGEST) if name.startswith(longest)), len(LONGEST))


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    folder = config.stash[FOLDER]
    home = folder / "postgres"
    if home.is_symlink():
        shutil.rmtree(home.resolve(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    with hashing.hashing(hashing.LEAST):
        yield


@pytest.fixture
def costly_passwords() -> Iterator[None]:
    """Passwords cost what they cost the portal."""
    with hashing.hashing(hashing.REAL):
        yield


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The server of the run, shared by its workers, with a migrated template."""
    folder = request.config.stash[FOLDER]
    with embedded.running(folder, settings=databases.QUICK) as running:
        databases.make_template(running, folder)
        yield running


@pytest.fixture(scope="session")
def databases_of_worker(server: Server, worker_id: str) -> Iterator[tuple[str, str]]:
    """The names of the database where tests roll everything back, and of the one where they commit."""
    names = (f"rolled_back_{worker_id}", f"committed_{worker_id}")
    with databases.clone(server, names[0]), databases.clone(server, names[1]):
        yield names


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def superuser(server: Server, databases_of_worker: tuple[str, str]) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(databases.asynchronous(server.url(databases_of_worker[0])), poolclass=NullPool)
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


@pytest_asyncio.fixture(loop_scope="session")
async def connection(superuser: AsyncConnection) -> AsyncIterator[AsyncConnection]:
    """A superuser's transaction, rolled back at the end; the door to `make` and `as_`."""
    async with superuser.begin() as transaction:
        yield superuser
        await transaction.rollback()


@pytest_asyncio.fixture(loop_scope="session")
async def make(connection: AsyncConnection) -> AsyncIterator[Make]:
    """Builders whose rows are rolled back."""
    async with AsyncSession(connection, expire_on_commit=False) as session:
        yield Make(session)


@pytest.fixture
def as_(connection: AsyncConnection) -> Callable[[Actor], AbstractAsyncContextManager[Transaction]]:
    """`async with as_(actor) as session`: one operation's transaction as that actor, in the test's own.

    It sees what `make` made and what earlier blocks left; an exception undoes the block alone.
    """
    return lambda actor: acting(connection, actor)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pools(server: Server, databases_of_worker: tuple[str, str]) -> AsyncIterator[Database]:
    found = Database(server.url(databases_of_worker[1]), databases.SECRET, pool_size=4)
    yield found
    await found.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def emptying(server: Server, databases_of_worker: tuple[str, str]) -> AsyncIterator[AsyncEngine]:
    url = databases.asynchronous(server.url(databases_of_worker[1]))
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    yield engine
    await engine.dispose()


@pytest_asyncio.fixture(loop_scope="session")
async def database(pools: Database, emptying: AsyncEngine) -> AsyncIterator[Database]:
    """The pools over a database in which things are committed; emptied after each test."""
    yield pools
    await databases.empty(emptying)


@pytest.fixture(scope="session")
def demonstration() -> Iterator[served.Served]:
    """The demonstration, running for whoever looks at it through HTTP; each takes a corner of it for theirs."""
    with served.served() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def make_committed(emptying: AsyncEngine, database: Database) -> AsyncIterator[Make]:  # noqa: ARG001
    """Builders whose rows everybody who reads `database` sees at once."""
    async with AsyncSession(emptying, expire_on_commit=False) as session:
        yield Make(session)
