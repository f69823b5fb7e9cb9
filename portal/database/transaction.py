"""One transaction on a plain connection: it finds records, notes what is changed about them and writes that at once."""

from collections import OrderedDict, namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement
from sqlalchemy import UpdateBase, exc, inspect, select

from portal.database import clashes, layouts, outage, statements, writing
from portal.database.base import Record
from portal.database.session import CHECKS, NOTHING
from portal.database.statements import Part, Ready
from portal.database.writing import Write

# Statements a connection keeps prepared; a plan takes up to 200 kB of the server's memory on each.
PREPARED = 100
SEEN = 1_000
GONE = (
    *outage.GONE,
    asyncpg.InvalidCachedStatementError, asyncpg.OutdatedSchemaCacheError,  # the tables are not as they were
)  # fmt: skip
"""What says that a connection is of no more use, whatever was asked."""
BROKEN = (OSError, asyncpg.InterfaceError, *GONE)
"""The same, and what says so where nothing else can be the reason."""


class Lately:
    """The statements that were asked for lately, by their hashes."""

    def __init__(self) -> None:
        self._seen: OrderedDict[int, None] = OrderedDict()

    def has(self, sql: str) -> bool:
        """Whether it was asked for before; it has been now."""
        key = hash(sql)
        if key in self._seen:
            return True
        self._seen[key] = None
        if len(self._seen) > SEEN:
            self._seen.popitem(last=False)
        return False


class Kept:
    """A connection with the statements it has prepared; the least recently used go first."""

    __slots__ = ("_lately", "connection", "statements")

    def __init__(self, connection: asyncpg.Connection, lately: Lately) -> None:
        self.connection, self._lately = connection, lately
        self.statements: OrderedDict[str, PreparedStatement[asyncpg.Record]] = OrderedDict()

    async def prepared(self, sql: str) -> "PreparedStatement[asyncpg.Record]":
        """The statement. One that was never asked for before stays only until the next of its kind.

        So a flood of new statements leaves those in use prepared.
        """
        statement = self.statements.get(sql)
        if statement is not None:
            self.statements.move_to_end(sql)
            return statement
        if not self._lately.has(sql):
            return await self.connection.prepare(sql, name="")
        statement = self.statements[sql] = await self.connection.prepare(sql)
        if len(self.statements) > PREPARED:
            self.statements.popitem(last=False)
        return statement


class Rows:
    """What was found, in order."""

    def __init__(self, found: Sequence[Any]) -> None:
        self._found = found

    def __iter__(self) -> Iterator[Any]:
        return iter(self._found)

    def all(self) -> Sequence[Any]:
        return self._found

    def first(self) -> Any:
        return self._found[0] if self._found else None

    def one(self) -> Any:
        """The only one. Raises NoResultFound, MultipleResultsFound."""
        if not self._found:
            raise exc.NoResultFound("No row was found where there must be one.")
        return self.one_or_none()

    def one_or_none(self) -> Any:
        """The only one, if there is any. Raises MultipleResultsFound."""
        if len(self._found) > 1:
            raise exc.MultipleResultsFound("Several rows were found where there may be one.")
        return self.first()


class Transaction:
    """A `Session` without the layers that it does not need: what a statement costs is what the driver takes for it.

    Whoever makes it has begun the transaction on the connection and ends it.
    """

    def __init__(self, kept: Kept) -> None:
        self.info: dict[Any, Any] = {}
        self._kept = kept
        self._known: dict[tuple[Any, ...], Record] = {}
        self._new: list[Record] = []
        self._waiting: list[Write] = []
        self.has_written = False
        """Whether a change was sent to the database, be it that it failed."""
        self.is_ending = False
        """Whether its end was sent: whether it was done is known to nobody until that is answered."""

    async def scalar(
        self, statement: Any, params: Mapping[str, Any] | None = None, *, execution_options: Mapping[str, Any] = NOTHING
    ) -> Any:
        return (await self.scalars(statement, params, execution_options=execution_options)).first()

    async def scalars(
        self, statement: Any, params: Mapping[str, Any] | None = None, *, execution_options: Mapping[str, Any] = NOTHING
    ) -> Rows:
        asked = statements.ready(statement, params)
        rows = await self._asked(statement, asked)
        anew = _is_anew(statement, execution_options)
        part = asked.parts[0] if asked.parts else Part(0, None, None, "")
        return Rows([self._taken(part, row, anew) for row in rows])

    async def execute(
        self, statement: Any, params: Mapping[str, Any] | None = None, *, execution_options: Mapping[str, Any] = NOTHING
    ) -> Rows:
        asked = statements.ready(statement, params)
        if isinstance(statement, UpdateBase) and not asked.parts:
            self._waiting.append(writing.of_statement(statement, asked))
            return Rows(())
        rows = await self._asked(statement, asked)
        if not asked.parts:  # SQL as text
            return Rows(rows)
        anew, made = _is_anew(statement, execution_options), _row(tuple(part.name for part in asked.parts))
        return Rows([made(*(self._taken(part, row, anew) for part in asked.parts)) for row in rows])

    async def get(self, entity: Any, ident: Any) -> Any:
        key = ident if isinstance(ident, tuple) else (ident,)
        known = self._known.get((entity, *key))
        if known is not None:
            return known
        columns = inspect(entity).primary_key
        return await self.scalar(
            select(entity).where(*(column == part for column, part in zip(columns, key, strict=True)))
        )

    def add(self, instance: Any) -> None:
        kind: type[Record] = type(instance)
        layouts.of(kind).complete(instance)
        self._new.append(instance)

    def add_all(self, instances: Iterable[Any]) -> None:
        for instance in instances:
            self.add(instance)

    async def delete(self, instance: Any) -> None:
        self._waiting.append(writing.deletion(instance))
        self._known.pop(_name_of(instance), None)

    async def flush(self) -> None:
        """Writes what is new and what was changed, after the changes that wait."""
        for check in CHECKS:
            check(self.info)
        new, self._new = self._new, []
        self._waiting += [*writing.updates(self._known.values()), *writing.inserts(new)]
        await self._write()
        self._known |= {_name_of(record): record for record in new}
        for record in self._known.values():
            layouts.settle(record)

    async def value(self, sql: str, *values: Any) -> Any:
        """The single value of a statement in SQL."""
        await self._write()
        rows = await self._fetch(sql, values)
        return rows[0][0] if rows else None

    async def commit(self) -> None:
        """Writes what is left and ends the transaction."""
        await self.flush()
        self.is_ending = True
        with _saying("COMMIT"):
            told = await self._kept.connection.execute("COMMIT")
        if told != "COMMIT":
            raise exc.InvalidRequestError("The transaction had failed before, so nothing of it stays.")

    async def _asked(self, statement: Any, asked: Ready) -> Sequence[asyncpg.Record]:
        """The rows that a statement finds; it sees the changes that waited."""
        await self._write()
        self.has_written |= isinstance(statement, UpdateBase)
        return await self._fetch(asked.sql, asked.values)

    async def _write(self) -> None:
        writes, self._waiting = self._waiting, []
        for wave in writing.waves(writes):
            self.has_written = True
            sql = wave.sql()
            rows = await self._fetch(sql, wave.values())
            if rows[0][0] != wave.rows:
                raise exc.DBAPIError(sql, None, LookupError("a record that was changed is not there any more"))

    async def _fetch(self, sql: str, values: Sequence[Any]) -> Sequence[asyncpg.Record]:
        with _saying(sql):
            statement = await self._kept.prepared(sql)
            rows: Sequence[asyncpg.Record] = await statement.fetch(*values)
        return rows

    def _taken(self, part: Part, row: asyncpg.Record, anew: Callable[[Record], bool]) -> Any:
        """A part of a row: a value, or the record, which is the one known already if it was found before."""
        if part.layout is None:
            value = row[part.start]
            return value if part.take is None else part.take(value)
        key = part.layout.key(row, part.start)
        if key[0] is None:  # of an outer join
            return None
        known = self._known.get((part.layout.entity, *key))
        if known is None:
            known = self._known[part.layout.entity, *key] = part.layout.record(row, part.start)
        elif anew(known):
            part.layout.fill(known, row, part.start)
        return known


def _name_of(record: Record) -> tuple[Any, ...]:
    return type(record), *layouts.of(type(record)).key_of(record)


@contextmanager
def _saying(sql: str) -> Iterator[None]:
    """Faults of the database as SQLAlchemy calls them; never the values, of which some are secret.

    Refuses where somebody else's change was first: see `clashes`.
    """
    try:
        yield
    except BROKEN:
        raise
    except asyncpg.QueryCanceledError as fault:
        raise TimeoutError("the statement took too long") from fault
    except asyncpg.IntegrityConstraintViolationError as fault:
        refusal = clashes.refusal(fault.constraint_name)
        if refusal:
            raise refusal from fault
        raise exc.IntegrityError(sql, None, fault) from fault
    except asyncpg.SyntaxOrAccessError as fault:
        raise exc.ProgrammingError(sql, None, fault) from fault
    except asyncpg.PostgresError as fault:
        raise exc.DBAPIError(sql, None, fault) from fault


def _is_anew(statement: Any, options: Mapping[str, Any]) -> Callable[[Record], bool]:
    """Whether a record that was found before is taken as the row is now.

    One that is asked for under a lock is, as somebody may have changed it since: only what was changed here and is not
    written yet stays.
    """
    if {**statement.get_execution_options(), **options}.get("populate_existing"):
        return lambda _known: True
    # The library has no other name for what `with_for_update` was given.
    if getattr(statement, "_for_update_arg", None) is not None:
        return lambda known: not layouts.changed(known)
    return lambda _known: False


@lru_cache(maxsize=500)
def _row(names: tuple[str, ...]) -> Any:
    return namedtuple("_row", names, rename=True)  # noqa: PYI024 - its names are known when it is asked for
