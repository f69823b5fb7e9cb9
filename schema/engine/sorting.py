"""The ways in which lists are sorted."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from portal import journal
from portal.database import sorting
from schema.engine.errors import BadInput
from schema.engine.fields import Beside, Sorting


def _read(kind: Callable[[str], Any]) -> Callable[[str], Any]:
    """The key in a cursor of ours; the signature has been checked, so a fault here is a cursor of another release."""

    def read(text: str) -> Any:
        try:
            return kind(text)
        except ValueError as fault:
            raise BadInput("The cursor is not one of this list.") from fault

    return read


def instant(name: str, column: str, *, nullable: bool = False) -> Sorting:
    """By an instant; a missing one comes last."""
    return Sorting(
        name,
        lambda row: sorting.instant(getattr(row, column)) if nullable else getattr(row, column),
        _read(datetime.fromisoformat),
    )


def day(name: str, column: str) -> Sorting:
    """By a calendar day; a missing one comes last."""
    return Sorting(
        name, lambda row: sorting.day(getattr(row, column)), _read(lambda text: datetime.fromisoformat(text).date())
    )


def number(name: str, column: str) -> Sorting:
    """By a whole number."""
    return numbered(name, lambda row: getattr(row, column))


def numbered(name: str, key: Callable[[Any], Any]) -> Sorting:
    """By a whole number that is worked out for each row."""
    return Sorting(name, key, _read(int))


def words(name: str, column: str) -> Sorting:
    """By text, in the order of its characters' codes."""
    return Sorting(name, lambda row: getattr(row, column), str)


def committed(name: str) -> Sorting:
    """By the order in which changes became final: nothing is ever put before a row that has been read."""
    beside = Beside({"placed_at": journal.Placed.placed_at}, journal.placed)
    return Sorting(name, lambda row: row.placed_at, _read(datetime.fromisoformat), beside)
