"""What a room tells the rest of the portal of itself: what works on all rooms reads it, and names none."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import ModuleType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement

from portal.acting import Lived
from portal.database.session import Session
from portal.machine import Machine
from portal.sentences import Sentence

Row = Any
Fact = Callable[[Row], ColumnElement[Any]]
"""From the partner's row to a SQL expression."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something that must have ended before a partner's account can."""

    sentence: Callable[[int], Sentence]
    """What is said of so many."""
    count: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What one room knows of a partner, told to the room of partners, which lies below."""

    open_items: tuple[OpenItem, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """Fields of what the rules of an account or a relationship look at, by their names."""
    changed_at: Fact | None = None
    """When something that both sides see changed last; null for never."""


@dataclass(frozen=True, slots=True)
class Timed:
    """One kind of record that the clock moves, and the operation that takes the step that is due.

    The operation gives None where nothing was due; running it twice moves nothing more.
    """

    record: type[Lived]
    keep_time: Callable[[Session, UUID, datetime], Awaitable[object | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One capability of the portal."""

    name: str
    models: tuple[ModuleType, ...]
    """The modules of its records; SQL beside the tables stands in their `STATEMENTS`."""
    machines: tuple[Machine[Any, Any], ...]
    timed: tuple[Timed, ...]
    known: Known = field(default_factory=Known)
