"""Where the compiler stands: the row it writes, and what Python completes afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select
from sqlalchemy import inspect as inspected

from schema.engine import text


@dataclass
class Fill:
    """Where Python completes the answer: this object's computed fields, and those of the objects below it."""

    computed: dict[str, tuple[Callable[..., Any], Callable[[Any], Any]]] = field(default_factory=dict)
    """By response name: what computes the value, and what turns it into JSON of the selected fields."""
    below: dict[str, "Fill"] = field(default_factory=dict)
    by_type: dict[str, "Fill"] = field(default_factory=dict)
    has_long: bool = False
    """One of this object's own computed fields goes through whole texts."""

    def __bool__(self) -> bool:
        return bool(self.computed or any(self.below.values()) or any(self.by_type.values()))

    @cached_property
    def is_long(self) -> bool:
        """Whether completing goes through whole texts; asked when the plan is made."""
        return self.has_long or any(below.is_long for below in (*self.below.values(), *self.by_type.values()))


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
