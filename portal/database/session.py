"""What an operation may ask of the transaction that it runs in, whoever keeps that."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from sqlalchemy import Executable, event, orm

NOTHING: Mapping[str, Any] = {}
WORK = "work is left"
"""Where a session notes that those who keep the clock have something to do once it is committed."""

Check = Callable[[Mapping[Any, Any]], None]
CHECKS: list[Check] = []


def before_flush(check: Check) -> Check:
    """Has a function look at a session's `info` whenever that is about to write."""
    CHECKS.append(check)
    return check


@event.listens_for(orm.Session, "before_flush")
def _looked_at(session: orm.Session, _context: object, _instances: object) -> None:
    for check in CHECKS:
        check(session.info)


class Session(Protocol):
    """One transaction.

    Records that it found or was given are its own: `flush` writes what is new and what was changed about them. A
    statement that comes with its values (`params`) is a lasting one, made once when its module is read.
    """

    @property
    def info(self) -> Any:
        """What those who work in the transaction note about it."""

    async def scalar(
        self, statement: Any, params: Mapping[str, Any] | None = None, *, execution_options: Mapping[str, Any] = NOTHING
    ) -> Any:
        """The first value of the first row, or None.

        "populate_existing" reads a record anew that was found before, and so does a statement that locks it.
        """

    async def scalars(
        self, statement: Any, params: Mapping[str, Any] | None = None, *, execution_options: Mapping[str, Any] = NOTHING
    ) -> Any:
        """The first value of each row."""

    async def execute(
        self, statement: Executable, params: Mapping[str, Any] | None = None, *,
        execution_options: Mapping[str, Any] = NOTHING,
    ) -> Any:  # fmt: skip
        """All values of each row. A change that returns nothing may wait for the next question."""

    async def get(self, entity: Any, ident: Any) -> Any:
        """The record with this primary key, or None."""

    def add(self, instance: object) -> None:
        """Takes in a new record."""

    def add_all(self, instances: Iterable[object]) -> None:
        """Takes in new records."""

    async def delete(self, instance: object) -> None:
        """Takes a record out."""

    async def flush(self) -> None:
        """Writes what is new and what was changed."""
