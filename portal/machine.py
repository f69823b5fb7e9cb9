"""What a life is: a table of steps, who may take them, by when, and how to draw it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache, cached_property
from typing import Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from portal import errors
from portal.access import SYSTEM, Actor, Permission, Role, Side, holders
from portal.calendars import Pause
from portal.clock import Moment
from portal.sentences import Sentence, say

S = TypeVar("S", bound=StrEnum)
T_contra = TypeVar("T_contra", contravariant=True)
T = TypeVar("T")

Reason = Sentence | None


class Guard(Protocol[T_contra]):
    """Says in a sentence (`portal.sentences.say`) why a step cannot be taken now, or None.

    It looks at the actor's side and rights, never at who they are: what matters of that is a fact of the situation.
    """

    def __call__(self, subject: T_contra, actor: Actor, now: Moment, /) -> Reason: ...


def not_known(_at: object) -> None:
    """Who may not take a step, where the record does not show it: they are told so, and nobody is named."""


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """One row of a table: from any of `source`, `action` leads to `target`, if `may`, `side` and `guard` allow."""

    action: str
    source: frozenset[StrEnum]
    target: StrEnum
    may: Permission
    event: str
    side: Callable[[T], Side | None] | None = None
    """The side whose turn it is, where only one side may; None: either."""
    guard: Guard[T] | None = None
    entitled: Guard[T] | None = None
    """Says what the actor lacks to take it, beside the permission: it is not theirs to do, now or later."""
    barred: Callable[[T], frozenset[UUID] | None] | None = None
    """The ids of the memberships of those who may not take it, whatever their roles; None where that is not known."""
    needs: str = ""
    """Both guards in the words of the table."""
    clock_too: bool = False
    """The clock may take it as well as people."""
    confirmed: bool = False
    """Whoever takes it has proved within five minutes that they are there; asked when it is taken, not when offered."""
    confirmed_if: Callable[[T], bool] | None = None
    """The same, for such records alone."""
    keeps_date: bool = False
    """Who was waited for by when is so afterwards as well."""
    beside: bool = False
    """What it changes lies in other records; this one stays as it is, its version too."""
    then: tuple[str, ...] = ()
    """The clock's steps that follow by themselves, each as soon as its guard allows it."""
    planned: bool = False
    """It stands in the table, and nobody can take it in the portal yet."""

    @property
    def by_clock(self) -> bool:
        return self.may is Permission.CLOCK

    def asks_proof(self, subject: T) -> bool:
        """Whether whoever takes it has to prove that they are there."""
        return self.confirmed or (self.confirmed_if is not None and self.confirmed_if(subject))


@dataclass(frozen=True, slots=True)
class Deadline(Generic[T]):
    """How long a status may last, who is waited for, and which system step ends it."""

    step: str | None
    """None where somebody is waited for without a date."""
    waiting_on: Callable[[T], frozenset[Side]]
    business_days: int | None = None
    """Counted in the calendars of both sides, in the zone of the side that must act, of two in the later."""
    days: Callable[[T], int] | None = None
    """The same, where the situation knows how many."""
    after: timedelta | None = None
    """So long from the step that led here, on any calendar."""
    until: Callable[[T], datetime | None] | None = None
    """The moment that the situation itself knows; it comes before the other two. None: it knows none."""
    until_in_words: str = ""
    since: Callable[[T], datetime | None] | None = None
    """When the clock that counts business days began, where it goes on from an earlier status. None: it begins now."""
    pauses: Callable[[T], tuple[Pause, ...]] | None = None
    """The times in which it stood; while it stands it has no end."""
    otherwise: Sentence | None = None
    """What happens if nobody acts until then, for those who are waited for."""
    elsewhere: bool = False
    """Another life of the same record says who is waited for and by when."""

    @property
    def in_words(self) -> str:
        """By when, as the table says it."""
        days = f"{self.business_days} business days" if self.business_days else ""
        after = f"{self.after.days} days" if self.after else ""
        return ", then ".join(part for part in (self.until_in_words, days, after) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Who is waited for, and by when."""

    waiting_on: frozenset[Side] = frozenset()
    due_at: datetime | None = None


NOBODY = Waiting()


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody of the actor's side could do from here: allowed, or the refusal that this actor would get."""

    machine: str
    """Name of the table that it stands in."""
    name: str
    target: StrEnum
    refusal: errors.Refused | None
    due_at: datetime | None
    """By when, if the actor's side is waited for."""
    waiting_on: frozenset[Side]
    roles: tuple[Role, ...] = ()
    """Those of the actor's side whose people may take it."""
    barred: frozenset[UUID] | None = frozenset()
    """The ids of the memberships of those who may not, whatever their roles; None: who they are is not known."""

    @property
    def allowed(self) -> bool:
        return self.refusal is None


@cache
def roles_of(permission: Permission, side: Side) -> tuple[Role, ...]:
    """The roles of one side that hold the permission."""
    return tuple(role for role in holders(permission) if role.side is side)


class Row(NamedTuple):
    """A step out of one status, as text."""

    source: str
    action: str
    target: str
    who: str
    needs: str
    by_when: str
    event: str


@cache
def sides(permission: Permission) -> frozenset[Side]:
    """The sides whose people can hold the permission."""
    return frozenset(role.side for role in holders(permission))


@dataclass(frozen=True)
class Machine(Generic[S, T]):
    """One life as a table."""

    name: str
    statuses: type[S]
    subject: type[T]
    """What its guards and deadlines look at, built by `portal.situations`."""
    initial: S
    steps: tuple[Step[T], ...]
    deadlines: Mapping[S, Deadline[T]]
    in_words: Mapping[S, Sentence]
    """Each status as a whole sentence: "The contract waits for signatures."."""

    @property
    def terminal(self) -> frozenset[S]:
        """Statuses that nothing leads out of."""
        sources = frozenset().union(*(step.source for step in self.steps))
        return frozenset(status for status in self.statuses if status not in sources)

    def step(self, status: S, action: str) -> Step[T]:
        """The row for an action in a status. Refuses: WrongStatus."""
        for step in self.steps:
            if step.action == action and status in step.source:
                return step
        raise errors.WrongStatus.because(say("You cannot do this now.").then(self.in_words[status]))

    def event_of_the_clock(self, status: S) -> str | None:
        """The event of the step that ends a status when its date has come; None where no step does."""
        deadline = self.deadlines.get(status)
        return self.step(status, deadline.step).event if deadline and deadline.step else None

    def refusal(self, subject: T, status: S, action: str, actor: Actor, now: datetime) -> errors.Refused | None:
        """Why the actor cannot take the action now; None if they can. Whose turn it is comes before what is missing."""
        try:
            step = self.step(status, action)
        except errors.WrongStatus as refused:
            return refused
        return _refusal(step, subject, actor, Moment(now))

    def take(self, subject: T, status: S, action: str, actor: Actor, *, now: datetime) -> Step[T]:
        """The step, checked. Refuses: WrongStatus, NotAllowed, Blocked (the guard's words), ConfirmationNeeded."""
        step = self.step(status, action)
        refusal = _refusal(step, subject, actor, Moment(now))
        if refusal:
            raise refusal
        if actor is not SYSTEM and step.asks_proof(subject):
            actor.require_confirmed(now=now)
        return step

    def available(
        self, subject: T, status: S, actor: Actor, now: Moment, waiting: Waiting = NOBODY
    ) -> tuple[Action, ...]:
        """What somebody of the actor's side could do from here, with the reason where this actor cannot."""
        due_at = waiting.due_at if actor.side in waiting.waiting_on else None
        return tuple(
            Action(
                self.name,
                step.action,
                step.target,
                _refusal(step, subject, actor, now),
                due_at,
                waiting.waiting_on,
                roles_of(step.may, actor.side),
                _barred(step, subject),
            )
            for step in self._offered.get((status, actor.side), ())
        )

    @cached_property
    def _offered(self) -> Mapping[tuple[S, Side], tuple[Step[T], ...]]:
        """The steps that lead out of each status and that people of each side could take."""
        return {
            (status, side): tuple(
                step
                for step in self.steps
                if status in step.source and not step.by_clock and not step.planned and side in sides(step.may)
            )
            for status in self.statuses
            for side in Side
        }

    def rows(self) -> Iterable["Row"]:
        """The table as text: one row for each status that a step leaves."""
        for status in self.statuses:
            deadline = self.deadlines.get(status)
            for step in self.steps:
                if status in step.source:
                    roles = holders(step.may) + ((Role.SYSTEM,) if step.clock_too else ())
                    yield Row(
                        status.value, step.action, step.target.value, " ".join(role.value for role in roles),
                        f"{step.needs} (planned)".strip() if step.planned else step.needs,
                        deadline.in_words if deadline and deadline.step == step.action else "", step.event,
                    )  # fmt: skip

    def drawing(self) -> str:
        """The machine as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial.value}"]
        lines += [f"    {row.source} --> {row.target}: {row.action} ({row.who})" for row in self.rows()]
        lines += [f"    {status.value} --> [*]" for status in self.statuses if status in self.terminal]
        return "\n".join(lines)


def _barred(step: Step[T], subject: T) -> frozenset[UUID] | None:
    if step.barred is not None:
        return step.barred(subject)
    return frozenset() if step.entitled is None else None


def _refusal(step: Step[T], subject: T, actor: Actor, now: Moment) -> errors.Refused | None:
    by_clock = step.by_clock or (step.clock_too and actor is SYSTEM)  # of which no side's turn is asked
    try:
        if not (by_clock and actor is SYSTEM):
            actor.require(step.may)
    except errors.NotAllowed as refused:
        return refused
    if not actor.is_present and step.asks_proof(subject):
        return errors.NotAllowed("Only a person can do this, not an app running on its own.")
    turn = step.side(subject) if step.side else None
    if turn is not None and turn is not actor.side and not by_clock:
        return errors.NotAllowed("It is the other side's turn.")
    if step.planned:
        return errors.Blocked("This is not available in the portal yet. Agree it with your contact.")
    reason = step.guard(subject, actor, now) if step.guard else None
    if reason:
        return errors.Blocked.because(reason)
    lacking = step.entitled(subject, actor, now) if step.entitled else None
    return errors.NotAllowed.because(lacking) if lacking else None
