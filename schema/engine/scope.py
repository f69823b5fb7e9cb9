"""Where the compiler stands: the row it writes, and the holes that Python fills afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select
from sqlalchemy import inspect as inspected

from schema.engine import text


@dataclass(frozen=True, slots=True)
class Hole:
    """One computed field of an operation, wherever it stands in the answer."""

    compute: Callable[..., Any]
    shape: Callable[[Any], Any]
    """Turns the value into JSON of the selected fields."""
    is_long: bool
    is_kept: bool


@dataclass(frozen=True, eq=False)
class Fill:
    """What Python fills into an answer: the holes by their numbers."""

    holes: tuple[Hole, ...]

    def hole(self, raw: str) -> Hole:
        """The one that what stands between two marks belongs to."""
        return self.holes[int(raw[: raw.index("{")])]

    @cached_property
    def has_kept(self) -> bool:
        return any(hole.is_kept for hole in self.holes)


class Row:
    """The columns of a nested Select as attributes; in the end it selects those that were asked for, and no other."""

    def __init__(self, statement: Select[Any], name: str) -> None:
        self._statement, self._name = statement, name
        described = statement.column_descriptions
        entity = described[0]["entity"] if len(described) == 1 else None
        self._columns: Any = statement.selected_columns if entity is None else inspected(entity).columns
        self._used: dict[str, ColumnElement[Any]] = {}

    def __getattr__(self, name: str) -> ColumnElement[Any]:
        if name not in self._columns:
            raise AttributeError(name)
        column = self._used[name] = self._columns[name]
        return text.column(self._name, name, column.type)

    def source(self) -> FromClause:
        """The rows, once everything that looks at them has been written."""
        columns = self._used.values() or [text.literal("1")]
        return self._statement.with_only_columns(*columns, maintain_column_froms=True).subquery(self._name)
