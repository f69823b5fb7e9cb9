"""The state of a ticket: first answer, the resolution that lasted, and the time for which its clock stood still."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from portal.expectations.facts import typed
from portal.expectations.facts.fact import Fact
from portal.expectations.facts.statements import Statement
from portal.expectations.facts.told import Told
from portal.expectations.facts.typed import Value

S = Statement
EVER = datetime.min.replace(tzinfo=UTC)
Pause = tuple[datetime, datetime | None]
KEPT = ("opened_at", "priority")
STEPS = (S.RESUME, S.REOPENING, S.PAUSE, S.RESOLUTION)
"""Of several at the same moment the first of these that is possible comes first."""
POSSIBLE = {"RUNS": {S.PAUSE, S.RESOLUTION}, "STANDS": {S.RESUME, S.RESOLUTION}, "IS_RESOLVED": {S.REOPENING}}
AFTER = {S.PAUSE: "STANDS", S.RESUME: "RUNS", S.RESOLUTION: "IS_RESOLVED", S.REOPENING: "RUNS"}


def fold(told: Told) -> tuple[dict[str, Value], list[Pause]]:
    """The fields that something is known of, and from when until when the clock stood."""
    ticket = told.last(S.TICKET)
    values = {name: ticket[name] for name in KEPT if name in ticket} | told.scope(ticket)
    answers = [fact.values["answered_at"] for fact in told.all(S.ANSWER)]
    values |= {"answered_at": min(answers)} if answers else {}
    clock = _walked(told)
    resolution = clock.resolution
    met = (resolution.values if resolution else {}).get("is_met", ticket.get("is_met"))
    values |= {} if met is None else {"is_met": met}
    values |= {"resolved_at": resolution.values["resolved_at"]} if resolution else {}
    values["is_cancelled"] = bool(told.all(S.CANCELLATION)) or ticket.get("is_cancelled", False)
    pauses = list(_within(clock.pauses, values.get("opened_at")))
    own = ticket.get("paused_hours") if not told.all(S.PAUSE) else None
    values["paused_hours"] = _hours(pauses) + (own if isinstance(own, Decimal) else 0)
    return values, pauses


def _walked(told: Told) -> "Clock":
    clock = Clock()
    steps = sorted((fact for step in STEPS for fact in told.all(step)), key=_when)
    for _, same in groupby(steps, key=_when):
        left = list(same)
        while (step := _next(left, clock.state)) is not None:
            left.remove(step)
            clock.take(step)
    if clock.state == "STANDS":
        clock.pauses.append((clock.since, None))
    return clock


def _when(fact: Fact) -> tuple[datetime, Decimal]:
    moment, sequence = fact.moment, fact.values.get("sequence")
    if not isinstance(moment, datetime):
        raise TypeError(fact.statement)
    return moment, sequence if isinstance(sequence, Decimal) else Decimal("-Infinity")


def _next(left: Sequence[Fact], state: str) -> Fact | None:
    possible = [step for step in STEPS if step in POSSIBLE[state]]
    return next((fact for step in possible for fact in left if fact.statement is step), None)


@dataclass(slots=True)
class Clock:
    """A ticket's: whether it runs, since when, when it stood before, and the resolution that lasts so far."""

    state: str = "RUNS"
    since: datetime = EVER
    pauses: list[Pause] = field(default_factory=list)
    resolution: Fact | None = None

    def take(self, step: Fact) -> None:
        """A ticket that is resolved does not count on until it is opened again."""
        at, _ = _when(step)
        if self.state != "RUNS" and at > self.since:
            self.pauses.append((self.since, at))
        if step.statement is not S.PAUSE:
            self.resolution = step if step.statement is S.RESOLUTION else None
        self.state, self.since = AFTER[step.statement], at


def _within(pauses: Iterable[Pause], opened_at: Value | None) -> Iterator[Pause]:
    """What of the pauses lies after the ticket was opened."""
    opened = opened_at if isinstance(opened_at, datetime) else EVER
    for since, to in pauses:
        if to is None or to > opened:
            yield max(since, opened), to


def _hours(pauses: Iterable[Pause]) -> Decimal:
    """Half-even at six digits after the point; a pause that goes on counts once it is over."""
    tick = timedelta(microseconds=1)
    stood = sum((to - since for since, to in pauses if to), timedelta()) // tick
    return Decimal(round(Fraction(stood, 3600) * 10**typed.DIGITS_AFTER / 1_000_000)).scaleb(-typed.DIGITS_AFTER)
