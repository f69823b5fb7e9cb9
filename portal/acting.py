"""One record while somebody acts on it: locked, checked by its table, done, dated and journalled, in one transaction.

    case = Case.of(session, actor, record, clocks, now=now)
    with case.step(LIFE, "sign", note=note):
        record.signed_by |= {actor.side}

The block holds what the step does besides. When it ends the record waits for whom and until when the table says, it has
one version more, and the journal has one row that tells exactly what has changed since the row before it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Index, Select, inspect, text
from sqlalchemy.orm import Mapped, mapped_column

from portal import calendars, errors, journal, languages, situations
from portal.access import SYSTEM, AccessClass, Actor, Side
from portal.database import sorting
from portal.database.base import Versioned, Words
from portal.database.session import Session, before_flush
from portal.machine import Deadline, Machine, Step
from portal.money import Money


class Lived(Versioned):
    """A record with a life: its tables move it, and it knows who is waited for and by when."""

    PREFIX: ClassVar[str]
    """Type prefix of its global id."""
    LIVES: ClassVar[Mapping[str, str]]
    """The column that holds the status of each of its machines, by the machine's name."""
    UNTOLD: ClassVar[frozenset[str]] = frozenset({"version", "updated_at", "folded"})
    """Columns of which no journal row tells."""
    AMOUNTS: ClassVar[Mapping[str, tuple[str, str]]] = {}
    """The columns of minor units and of their currency that are told together, by the name of the amount."""

    waiting_on: Mapped[frozenset[Side]] = mapped_column(Words(Side), default=frozenset)
    due_at: Mapped[datetime | None]
    due_calendar: Mapped[str | None]
    """The calendars and their version that `due_at` was counted by; never counted again."""
    updated_at: Mapped[datetime]

    @property
    def place(self) -> tuple[UUID, UUID]:
        """The partner in whose world it is, and its id there."""
        return self.partner_id, self.id  # type: ignore[attr-defined]  # as every partner-owned record has them


def turns_of(table: str, due: str = "due_at") -> Index:
    """The index of what waits for somebody, by date, as the lists of turns say it (`Subject.due`)."""
    key = text(sorting.INSTANT.format(due))
    return Index(f"ix_{table}_turns", key, "id", postgresql_where="waiting_on <> '{}'")


R = TypeVar("R", bound=Lived)
CASES = "cases"
"""Where a session keeps the case of each record that somebody acts on."""


@dataclass(frozen=True, slots=True)
class Clock:
    """By which calendar and in which zone a side's time is counted."""

    calendar: str
    zone: str


@dataclass(kw_only=True)
class Case(Generic[R]):
    """A record while somebody acts on it; a room adds what its steps share."""

    session: Session
    actor: Actor
    record: R
    clocks: Mapping[Side, Clock]
    now: datetime
    known: dict[str, Any] = field(default_factory=dict)
    """Facts that the rules look at and the record does not hold."""
    _was: dict[str, object] = field(init=False)
    _told: dict[str, object] = field(init=False, default_factory=dict)
    _is_acting: bool = field(init=False, default=False)
    _is_dated: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self._was = facts(self.record)
        # One for a record at a time: what follows at once may open it again.
        self.session.info.setdefault(CASES, {})[self.record] = self

    @contextmanager
    def step(
        self, machine: Machine[Any, Any], action: str, *, note: str = "", by_clock: bool = False,
        published: bool | None = None, **known: Any,
    ) -> Iterator[Step[Any]]:  # fmt: skip
        """A step of one of the record's tables; `by_clock` for one that follows by itself from the actor's act.

        Refuses before the block: WrongStatus, NotAllowed, Blocked (the guard's words), ConfirmationNeeded.
        """
        self.known |= known
        column = self.record.LIVES[machine.name]
        status, actor = getattr(self.record, column), SYSTEM if by_clock else self.actor
        step = machine.take(self.situation(machine), status, action, actor, now=self.now)
        with self.event(step.event, note=note, by_clock=by_clock, published=published, beside=step.beside):
            if not step.beside:
                setattr(self.record, column, machine.statuses(step.target))
                self.entered()
            self._is_dated = step.beside
            yield step
            if step.keeps_date:
                self._wait_on(machine)
            elif not self._is_dated:
                self.wait(machine)
        for following in step.then:
            if machine.refusal(self.situation(machine), getattr(self.record, column), following, SYSTEM, self.now):
                continue
            with self.step(machine, following, by_clock=True):
                pass

    @contextmanager
    def event(
        self, name: str, *, note: str = "", by_clock: bool = False, published: bool | None = None, beside: bool = False
    ) -> Iterator[None]:
        """Something that happens to the record without a step of its tables: a version more, and its journal row."""
        if self._is_acting:
            raise RuntimeError(f"{name} starts inside another step of the same record")
        self._is_acting, self._told = True, {}
        yield
        if not beside:
            self.record.version += 1
            self.record.updated_at = self.now
        partner_id, record_id = self.record.place
        journal.write(
            self.session, self.actor, name, partner_id=partner_id, record_type=self.record.PREFIX,
            record_id=record_id, now=self.now, note=note, by_clock=by_clock,
            changes=journal.difference({}, self._told) + journal.difference(self._was, facts(self.record)),
            about=self.about,
            published=self.is_published if published is None else published,
        )  # fmt: skip
        self._was, self._is_acting = facts(self.record), False

    def follow(self, machine: Machine[Any, Any], action: str, **said: Any) -> None:
        """A step that the table gives to the clock, because what it waited for has just happened."""
        with self.step(machine, action, by_clock=True, **said):
            pass

    def take(self, machine: Machine[Any, Any], action: str, **said: Any) -> None:
        """A step that does nothing besides; see `step`."""
        with self.step(machine, action, **said):
            pass

    def situation(self, machine: Machine[Any, Any]) -> Any:
        """What the machine's rules look at."""
        return situations.of(machine.subject, self.record, **self.known)

    def tell(self, **told: object) -> None:
        """Inside a step: has the journal row tell something that stands in another record."""
        self._told |= told

    def wait(self, machine: Machine[Any, Any], *, due_at: datetime | None = None) -> None:
        """Who is waited for in the present status, and by when: what the table says, or the date given."""
        self._is_dated = True
        record, deadline = self.record, self._deadline(machine)
        if not machine.deadlines or (deadline is not None and deadline.elsewhere):
            return
        self._wait_on(machine)
        if deadline is not None and due_at is None:
            record.due_at, record.due_calendar = self._end_of(deadline, self.situation(machine))
        else:
            record.due_at, record.due_calendar = due_at, None

    def put_off(self, due_at: datetime | None) -> None:
        """The clock looks again later, or no more; nothing has happened that anybody is told of."""
        self.record.due_at = due_at
        self._was = facts(self.record)

    def entered(self) -> None:
        """The record has a new status, before the step does the rest; a room keeps here what must agree with it."""

    @property
    def is_published(self) -> bool:
        """Both sides read the rows about the record."""
        return True

    @property
    def about(self) -> tuple[str, UUID] | None:
        """Another record, by type and id, whose timeline tells what happens to this one."""
        return None

    @property
    def is_untold(self) -> bool:
        """It has changed since the last journal row, and no step is under way."""
        return not self._is_acting and facts(self.record) != self._was

    def _deadline(self, machine: Machine[Any, Any]) -> Deadline[Any] | None:
        return machine.deadlines.get(getattr(self.record, self.record.LIVES[machine.name]))

    def _wait_on(self, machine: Machine[Any, Any]) -> None:
        deadline = self._deadline(machine)
        self.record.waiting_on = deadline.waiting_on(self.situation(machine)) if deadline else frozenset()

    def _end_of(self, deadline: Deadline[Any], situation: Any) -> tuple[datetime | None, str | None]:
        """When the status ends, and the calendars by which that was counted."""
        known = deadline.until(situation) if deadline.until else None
        business_days = deadline.days(situation) if deadline.days else deadline.business_days
        if known is not None or business_days is None:
            return known or (self.now + deadline.after if deadline.after else None), None
        both = tuple(self.clocks[side].calendar for side in Side)
        since = (deadline.since(situation) if deadline.since else None) or self.now
        pauses = deadline.pauses(situation) if deadline.pauses else ()
        ends = [
            calendars.due_with_pauses(since, business_days, both, self.clocks[side].zone, pauses)
            for side in self.record.waiting_on
        ]  # fmt: skip
        known_ends = [end for end in ends if end is not None]
        end = max(known_ends) if len(known_ends) == len(ends) else None
        return end, f"{'+'.join(both)} {calendars.VERSION}"


def facts(record: Lived) -> dict[str, object]:
    """What a journal row tells of a record: its columns but the keys and those that change with every step."""
    kind: Any = type(record)
    values = record.__dict__  # a record is always whole; asking for each attribute by its name costs ten times as much
    told = {name: values.get(name) for name in _told_of(kind)}
    for name, (minor, currency) in kind.AMOUNTS.items():
        told[name] = _amount(values.get(minor), values.get(currency))
    return told


def _amount(minor: int | None, currency: str | None) -> str | None:
    return None if minor is None or currency is None else languages.plain(Money(minor, currency))


@cache
def _told_of(kind: Any) -> tuple[str, ...]:
    mapper = inspect(kind)
    keys = {column.key for column in mapper.primary_key}
    apart = keys | kind.UNTOLD | {column for amount in kind.AMOUNTS.values() for column in amount}
    return tuple(name for name in mapper.column_attrs.keys() if name not in apart)  # noqa: SIM118


async def locked(
    session: Session, actor: Actor, found: Select[*tuple[Any, ...]], given: Mapping[str, Any] | None = None, *,
    absent: errors.NotFound, stale: errors.StaleVersion, expected_version: int | None,
) -> Any:  # fmt: skip
    """The row of a Select, whose first column is the record, with the record under a lock; `given` are its parameters.

    Refuses: NotAllowed for auditors, NotFound, StaleVersion; `expected_version` None is the clock's, which acts on
    whatever it finds.
    """
    if actor.access_class is AccessClass.AUDITOR:
        raise errors.NotAllowed("Auditors can read everything and change nothing.")
    row = (await session.execute(found, given)).one_or_none()
    if row is None:
        raise absent
    if expected_version is not None and row[0].version != expected_version:
        raise stale
    return row


def done_with(session: Session, record: Lived) -> None:
    """One of many records is written, or was only tried: it is not looked at with each that follows."""
    session.info.get(CASES, {}).pop(record, None)


@before_flush
def refuse_what_is_untold(info: Mapping[Any, Any]) -> None:
    """A record under a step changes in the step, or the journal would not tell of it."""
    for case in info.get(CASES, {}).values():
        if case.is_untold:
            raise RuntimeError(f"{type(case.record).__name__} changed outside a step")
