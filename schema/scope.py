"""Where the compiler stands: the row it writes, the tables around it, and what Python completes afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import FromClause, Select
from sqlalchemy import inspect as inspected
from sqlalchemy.orm import Mapper, aliased


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


class _Columns:
    """The columns of a Select that is not one record, as attributes."""

    def __init__(self, source: FromClause) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:
        return self._source.c[name]


@dataclass(frozen=True, slots=True)
class Scope:
    """A row expression, and the tables around it that a nested Select may refer to."""

    row: Any
    outer: tuple[FromClause, ...] = ()

    def inside(self, statement: Select[Any], name: str) -> tuple["Scope", FromClause]:
        """The rows of a nested Select as a scope of their own."""
        source = (statement.correlate(*self.outer) if self.outer else statement).subquery(name)
        entity: Any = statement.column_descriptions[0]["entity"] if len(statement.column_descriptions) == 1 else None
        row = aliased(entity, source) if isinstance(inspected(entity, raiseerr=False), Mapper) else _Columns(source)
        return Scope(row, (*self.outer, source)), source
