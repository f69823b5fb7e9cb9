"""What a room tells the rest of the portal of itself: what works on all rooms reads it, and names none."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import ModuleType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, func, literal_column

from portal.access import Actor, Permission, Side
from portal.acting import Lived
from portal.clock import Moment
from portal.database.session import Session
from portal.machine import Action, Machine
from portal.sentences import Sentence, Word

Row = Any
Fact = Callable[[Row], ColumnElement[Any]]
"""From a row to a SQL expression."""
SPACE: ColumnElement[str] = literal_column("' '", Text())

Told = tuple[Sentence, ...]
"""The sentences for one event, the one that tells most first: that is said of which the row knows all places."""
WHO, NAME, NUMBER, AMOUNT, PAIRS, PRODUCT_NAME = "who", "name", "number", "amount", "pairs", "product_name"
"""What stands in their places: who did it, whom it is about, which one, how much, and which products where, as
"GTX Pro (GTX-PRO) DE, GTX Lite (GTX-LITE) AT"; `portal.events` puts it in. A product is told by its code, and beside it
by its name."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something that must have ended before a partner's account can."""

    sentence: Callable[[int], Sentence]
    """What is said of so many."""
    count: Fact


Papers = Callable[[Any, Actor, UUID], AsyncIterator[tuple[str, bytes]]]
"""From a session, whoever asks and a partner's id: the files that a room adds to what is handed over of the partner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What one room knows of a partner, told to the room of partners, which lies below."""

    open_items: tuple[OpenItem, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """Fields of what the rules of an account or a relationship look at, by their names."""
    changed_at: Fact | None = None
    """When something that both sides see changed last; null for never."""
    rests: Callable[[], Select[*tuple[Any, ...]]] | None = None
    """What stands and rests on clauses of contracts: `partner_id`, `contract_id`, `clause_key`, `record` and `title`.

    `record` is its global id. Amendments ask what becomes of it.
    """
    papers: Papers | None = None
    """What whoever asks takes along of the partner besides contracts: what both sides see, and their own side's."""


@dataclass(frozen=True, slots=True)
class Timed:
    """One kind of record that the clock moves, and the operation that takes the step that is due.

    The operation gives None where nothing was due; running it twice moves nothing more.
    """

    record: type[Lived]
    keep_time: Callable[[Session, UUID, datetime], Awaitable[object | None]]
    keep_together: Callable[[Session, Collection[UUID], datetime], Awaitable[Collection[UUID]]] | None = None
    """The same for many in one transaction, for records that come by the thousand: it gives those that have moved on.

    Whatever it leaves out is left to `keep_time`, and so are all where it fails.
    """


class Day(StrEnum):
    """What a day that binds is."""

    BEGINS = "BEGINS"
    NOTICE = "NOTICE"
    """The last day on which notice can be given."""
    RENEWS = "RENEWS"
    """The last day of a term that goes on by itself."""
    ENDS = "ENDS"
    """The last day."""
    OWED = "OWED"
    """The day by which something has to be done."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A day that binds whoever has such a record, whether anybody acts or not."""

    kind: Day
    day: Fact
    """The calendar day; null for none."""
    applies: Fact
    """Whether it binds as the record is now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What can be done with such a record now."""

    lives: tuple[Machine[Any, Any], ...]
    needs: Callable[[Row], Mapping[str, ColumnElement[Any]]]
    """What a statement has to find out, by the names under which `possible` looks for it."""
    possible: Callable[[Mapping[str, Any], Actor, Moment], Iterable[Action]]
    onward: tuple[str, ...]
    """The steps by which a side does what it is waited for, the best first; empty where the person alone can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a record belongs to: on its timeline stands what happens to the record."""

    of: type[Any]
    id: Fact
    """The id of the one that it belongs to."""
    named: str = ""
    """The field by which a row of that timeline names the record, by its number; "": each row is the record's own."""
    begun: str = ""
    """The field by which a row of that timeline says how many have begun with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A kind of record that people speak of: what lists, letters, notes and calendars have to know of it.

    Facts are SQL expressions over a row of the record or its class; who asks sees of them what they may see.
    """

    record: type[Any]
    title: Fact
    """How it is called in front of readers of either side."""
    words: Mapping[str, Word] = field(default_factory=dict)
    """Titles that are words of the portal's own, by the English text that `title` gives."""
    number: Fact | None = None
    """What is printed on it, and said before the title."""
    since: Fact = lambda row: row.updated_at
    """Since when it waits for whom it waits for, where that is not since it last changed."""
    due: Fact = lambda row: row.due_at
    """By when whoever is waited for has to act, where that is not when the clock looks at it next."""
    owners: Mapping[Side, Fact] = field(default_factory=dict)
    """The id of the membership that answers for it on a side; null or absent: nobody in particular."""
    concerns: Fact | None = None
    """The id of the membership of whoever it is about, which a person's own place or authority to sign is."""
    among: Fact | None = None
    """Of those that one may see, the ones that one has to do with; all of them unless said."""
    person: Fact | None = None
    """The id of the membership of the one person whom it waits for, while they are there and hold a role for it.

    Absent, or once they are not: whoever of the side holds the roles.
    """
    alone: Side | None = None
    """The side that keeps such records to itself, in a table that no login of the other may read."""
    steps: Steps | None = None
    binding: tuple[Binding, ...] = ()
    part: Part | None = None

    @property
    def prefix(self) -> str:
        """Type prefix of its global id: what rows that tell of it hold as `record_type`."""
        return str(self.record.PREFIX)

    def partner_id(self, row: Row) -> ColumnElement[Any]:
        """The partner in whose world it is; an organisation is its own."""
        found: ColumnElement[Any] = row.partner_id if hasattr(self.record, "partner_id") else row.id
        return found

    def called(self, row: Row) -> ColumnElement[Any]:
        """Number and title in one text, as a letter's subject or a calendar says it."""
        if self.number is None:
            return self.title(row)
        return func.concat_ws(SPACE, self.number(row), self.title(row), type_=Text())


class Fetching(StrEnum):
    """Who finds in the journal that somebody has fetched a file."""

    NOBODY = "NOBODY"
    OWN_SIDE = "OWN_SIDE"
    """The side of whoever did."""
    BOTH_SIDES = "BOTH_SIDES"


@dataclass(frozen=True, slots=True)
class Holding:
    """What holds for the files of a kind of record."""

    may: Permission
    """What reads them."""
    fetching: Fetching = Fetching.NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One capability of the portal."""

    name: str
    models: tuple[ModuleType, ...]
    """The modules of its records; SQL beside the tables stands in their `STATEMENTS`."""
    machines: tuple[Machine[Any, Any], ...]
    timed: tuple[Timed, ...]
    known: Known = field(default_factory=Known)
    subjects: tuple[Subject, ...] = ()
    tasks: tuple[Subject, ...] = ()
    """What waits for somebody, and what happens to it is told of another record: what it is on, or belongs to."""
    events: Mapping[str, Told] = field(default_factory=dict)
    """What is said of each event of its tables and of what else it writes into the journal."""
    holds_files: Mapping[str, Holding] = field(default_factory=dict)
    """Its records that have files, by the type prefix of their ids."""
