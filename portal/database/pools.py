"""Connections for each access class: a free list that reads run on, and an engine for operations."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any

import asyncpg
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from portal.database import clashes, driver, logins, outage
from portal.database.outage import OUTAGE, Away, Undecided
from portal.database.policies import LOGINS, MEDIATOR
from portal.database.session import WORK
from portal.database.transaction import BROKEN, GONE, Kept, Lately, Transaction

SETTINGS = {"DateStyle": "ISO", "TimeZone": "UTC"}
"""What days and instants become as text, whatever the server's own settings."""
UNHURRIED = {**SETTINGS, "synchronous_commit": "off"}
"""For what can be made anew: nobody waits until the disk has it, which it has with the next that is waited for."""
PATIENCE = 30.0
"""Seconds that a transaction waits for a connection: those before it may wait for a row that one of them holds."""
CONNECTIONS = 5
"""How many each login may have open, in pool sizes: one for reads, two for operations, two for the engine."""
FEW = 2
"""How many mediators share: each reads a case now and then."""
CANCELLED = "57014"
"""PostgreSQL's query_canceled."""


class NotEntered(Exception):  # noqa: N818 - an answer of the database, not a fault
    """The database did not accept the session: it is over, or its actor has changed since it was read."""


class Lost(Away):
    """The connection broke before anything was written, so that the same may be done once more."""


async def connected(url: str, settings: Mapping[str, str] = SETTINGS) -> asyncpg.Connection:
    """A new connection. Raises Away."""
    try:
        made = await driver.connect(url, server_settings=settings, timeout=PATIENCE)
    except (OSError, *outage.GONE, asyncpg.OperatorInterventionError, asyncpg.InsufficientResourcesError) as fault:
        raise Away(f"{type(fault).__name__}: {fault}") from fault
    if OUTAGE.is_on:
        OUTAGE.passed(written=False)
    return made


async def _nothing_rings() -> None:
    """For a database whose changes wake nobody."""


def _wake_nobody() -> None:
    """Those who keep the clock look by themselves."""


class Free:
    """Connections of one login that keep their prepared statements; no transaction is opened around a read."""

    def __init__(self, url: str, size: int, settings: Mapping[str, str] = SETTINGS) -> None:
        self._url, self._settings = url, settings
        self._size = size
        self._open = 0
        self._idle: deque[Kept] = deque()
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._lately = Lately()
        self.wake: Callable[[], None] = _wake_nobody
        """Called after a transaction that left work for those who keep the clock."""

    async def fetch_value(self, sql: str, *values: Any) -> Any:
        """The single value of a statement that only reads: a connection that broke meanwhile is replaced.

        Raises TimeoutError when the database stopped the statement because it took too long.
        """
        while True:
            reused = bool(self._idle)
            kept = self._idle.pop() if reused else await self._another()
            try:
                statement = kept.statements.get(sql)
                if statement is None:
                    statement = await kept.prepared(sql)
                else:
                    kept.statements.move_to_end(sql)
                value = await statement.fetchval(*values)
            except asyncpg.QueryCanceledError as fault:
                self._keep(kept)
                raise TimeoutError("the statement took too long") from fault
            except BROKEN:
                self._lose(kept)
                if not reused:
                    raise
            except asyncpg.PostgresError:
                self._keep(kept)
                raise
            except BaseException:  # whoever waited has gone: nobody knows what the connection is still doing
                self._lose(kept)
                raise
            else:
                self._keep(kept)
                if OUTAGE.is_on:
                    OUTAGE.passed(written=False)
                return value

    @asynccontextmanager
    async def transaction(self, begin: str, *, told: str) -> AsyncIterator[Transaction]:
        """A transaction begun by some SQL, whose last answer must be `told`; it commits when the block ends well.

        Raises NotEntered for another answer, Lost when the connection breaks before anything is written, Away when it
        breaks later, Undecided when that is at the end, TimeoutError for what took too long.
        """
        kept, answer = await self._begun(begin)
        if answer != told:
            await self._undo(kept, is_broken=False)
            raise NotEntered
        transaction = Transaction(kept)
        try:
            yield transaction
            await transaction.commit()
        except Exception as fault:
            is_broken = kept.connection.is_closed() or isinstance(fault, GONE)
            await self._undo(kept, is_broken=is_broken)
            if is_broken:
                raise _broken(transaction, fault) from fault
            raise
        except BaseException:  # whoever waited has gone: nobody knows what the connection is still doing
            self._lose(kept)
            raise
        else:
            self._keep(kept)
            if OUTAGE.is_on:
                OUTAGE.passed(written=transaction.has_written)
            if WORK in transaction.info:
                self.wake()

    async def _begun(self, begin: str) -> tuple[Kept, str]:
        """A connection on which a transaction has begun; one that broke meanwhile is replaced."""
        while True:
            reused = bool(self._idle)
            kept = self._idle.pop() if reused else await self._awaited()
            try:
                return kept, await kept.connection.execute(begin)
            except BROKEN:
                self._lose(kept)
                if not reused:
                    raise
            except BaseException:
                self._lose(kept)
                raise

    async def _undo(self, kept: Kept, *, is_broken: bool) -> None:
        """Gives the connection back without its transaction, or gives it up."""
        if is_broken:
            self._lose(kept)
            return
        try:
            if kept.connection.is_in_transaction():
                await kept.connection.execute("ROLLBACK")
        except Exception:  # noqa: BLE001 - whatever it is, the database undoes what a closed connection had begun
            self._lose(kept)
        except BaseException:
            self._lose(kept)
            raise
        else:
            self._keep(kept)

    async def _awaited(self) -> Kept:
        async with asyncio.timeout(PATIENCE):
            return await self._another()

    async def _another(self) -> Kept:
        """A new connection while there is room for one, else the next that somebody gives back."""
        while not self._idle:
            if self._open < self._size:
                self._open += 1
                try:
                    return Kept(await connected(self._url, self._settings), self._lately)
                except BaseException:
                    self._lose(None)
                    raise
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.append(waiter)
            try:
                await waiter
            except asyncio.CancelledError:
                self._wake()  # its turn may have come already
                raise
        return self._idle.pop()

    def _keep(self, kept: Kept) -> None:
        if kept.connection.is_closed():
            self._lose(None)
        else:
            self._idle.append(kept)
            self._wake()

    def _lose(self, kept: Kept | None) -> None:
        if kept is not None:
            kept.connection.terminate()
        self._open -= 1
        self._wake()

    def _wake(self) -> None:
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return

    async def close(self) -> None:
        while self._idle:
            self._open -= 1
            await self._idle.pop().connection.close()


def _broken(transaction: Transaction, fault: Exception) -> Away:
    """What it means that a transaction's connection broke."""
    if transaction.is_ending:
        return Undecided(str(fault))
    return Away(str(fault)) if transaction.has_written else Lost(str(fault))


class Database:
    """One database as all the logins see it."""

    def __init__(
        self, owner_url: str, secret: bytes, *, pool_size: int = 8, settings: Mapping[str, str] = SETTINGS
    ) -> None:
        self._secret = secret
        self._wake: Callable[[], None] = _wake_nobody
        self._hushed: Callable[[], Awaitable[None]] = _nothing_rings
        self._urls = urls = {login: logins.url_of(owner_url, login, secret) for login in LOGINS}
        self.reads: Mapping[str, Free] = {
            login: Free(url, FEW if login == MEDIATOR else pool_size, settings) for login, url in urls.items()
        }
        urls = {login: url for login, url in urls.items() if login != MEDIATOR}  # who only reads
        # Apart from the reads: a transaction may wait long for a row that another one holds.
        self._writes: Mapping[str, Free] = {login: Free(url, 2 * pool_size, settings) for login, url in urls.items()}
        self._engines: Mapping[str, AsyncEngine] = {
            login: _engine(url, pool_size, settings) for login, url in urls.items()
        }
        self._sessions = {
            login: async_sessionmaker(engine, autoflush=False, expire_on_commit=False)
            for login, engine in self._engines.items()
        }

    def secret_of(self, purpose: str) -> bytes:
        """A secret of the deployment's that the database itself does not know."""
        return logins.derived(self._secret, purpose)

    def wakes(self, wake: Callable[[], None], hushed: Callable[[], Awaitable[None]]) -> None:
        """Has it called after each transaction that left work for those who keep the clock."""
        self._wake, self._hushed = wake, hushed
        for free in self._writes.values():
            free.wake = wake

    async def connected(self, login: str) -> asyncpg.Connection:
        """A connection of its own, which whoever asks for it closes. Raises Away."""
        return await connected(self._urls[login])

    def acting(
        self, login: str, token_sha256: bytes, version: int, origin: str = ""
    ) -> AbstractAsyncContextManager[Transaction]:
        """One operation of the person whose session it is; it commits when the block ends without an exception.

        `origin` is the id of the request and the address it came from, for what triggers write down. Raises NotEntered
        when the database does not accept the session, Lost, TimeoutError.
        """
        # In one trip: what is not ours is there as its bytes, in hexadecimal digits.
        token, told = f"'\\x{token_sha256.hex()}'", f"convert_from('\\x{origin.encode().hex()}', 'UTF8')"
        entering = f"enter_from({token}, {version:d}, {told})" if origin else f"enter({token}, {version:d})"
        return self._writes[login].transaction(f"BEGIN; SELECT WHERE {entering}", told="SELECT 1")

    def looking(self, login: str, token_sha256: bytes, version: int) -> AbstractAsyncContextManager[Transaction]:
        """What the person whose session it is looks at in several statements: the database lets none of them write.

        Raises NotEntered, Lost, TimeoutError.
        """
        entering = f"enter('\\x{token_sha256.hex()}', {version:d})"
        return self.reads[login].transaction(f"BEGIN READ ONLY; SELECT WHERE {entering}", told="SELECT 1")

    def mediating(self, token_sha256: bytes) -> AbstractAsyncContextManager[Transaction]:
        """What the mediator reads whose session it is. Raises NotEntered, Lost, TimeoutError."""
        entering = f"enter_mediation('\\x{token_sha256.hex()}')"
        return self.reads[MEDIATOR].transaction(f"BEGIN READ ONLY; SELECT WHERE {entering}", told="SELECT 1")

    def working(self, login: str) -> AbstractAsyncContextManager[Transaction]:
        """One operation of nobody's session; it commits when the block ends without an exception."""
        return self._writes[login].transaction("BEGIN", told="BEGIN")

    @asynccontextmanager
    async def transaction(self, login: str) -> AsyncIterator[AsyncSession]:
        """One transaction as a login, with all that SQLAlchemy's sessions can; it commits when the block ends well.

        Raises TimeoutError when the database stopped a statement that took too long. Refuses where somebody else's
        change was first: see `clashes`.
        """
        try:
            async with self._sessions[login].begin() as session:
                yield session
            if WORK in session.info:
                self._wake()
        except DBAPIError as fault:
            if getattr(fault.orig, "sqlstate", None) == CANCELLED:
                raise TimeoutError("the statement took too long") from fault
            refusal = clashes.refusal(getattr(getattr(fault.orig, "__cause__", None), "constraint_name", None))
            if refusal:
                raise refusal from fault
            raise

    @staticmethod
    async def entered(session: AsyncSession, token_sha256: bytes, version: int, origin: str = "") -> bool:
        """Enters the session's context for the rest of the transaction; False if the database does not accept it.

        `origin` is the id of the request and the address it came from, for what triggers write down.
        """
        entering = func.enter_from(token_sha256, version, origin) if origin else func.enter(token_sha256, version)
        return bool(await session.scalar(select(entering)))

    @staticmethod
    async def comes_from(session: AsyncSession, origin: str) -> None:
        """The same for a transaction that enters nobody's context, as portal_system or portal_auth."""
        await session.execute(select(func.come_from(origin)))

    @staticmethod
    async def value(session: AsyncSession, sql: str, *values: Any) -> Any:
        """The single value of a statement inside the session's transaction."""
        connection = await (await session.connection()).get_raw_connection()
        return await connection.driver_connection.fetchval(sql, *values)  # type: ignore[union-attr]

    async def close(self) -> None:
        await self._hushed()
        for free in (*self.reads.values(), *self._writes.values()):
            await free.close()
        for engine in self._engines.values():
            await engine.dispose()


def _engine(url: str, size: int, settings: Mapping[str, str]) -> AsyncEngine:
    return driver.engine(
        url, connecting=partial(connected, settings=settings), pool_size=size, max_overflow=size, pool_pre_ping=True,
        hide_parameters=True,  # a statement that fails is logged; a link in a letter is not
    )  # fmt: skip
