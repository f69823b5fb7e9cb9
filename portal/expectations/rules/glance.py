"""A card at a glance: each line with its newest value, how that changed, and its last twelve periods."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from portal import canonical
from portal.expectations.rules import attested
from portal.expectations.rules import promise as promises
from portal.expectations.rules.carding import read
from portal.expectations.rules.promise import Promise
from portal.expectations.rules.reckoning import exact
from portal.expectations.scores import trend
from portal.expectations.scores.confidence import Interval, Verdict
from portal.expectations.scores.trend import Change, Point

SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """One period of a line."""

    id: str
    promise: Promise
    first: date
    last: date
    status: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    n: int | None
    verdict: str | None
    exact: Fraction | None
    due_at: datetime | None
    """By when somebody is waited for."""
    waiting_on: tuple[str, ...]

    @property
    def name(self) -> Any:
        return self.promise.rhythm.period_of(self.last).name

    @property
    def point(self) -> Point:
        """As trends compare it: by definition and parameters together."""
        content = self.promise.content()
        definition = canonical.digest({name: content[name] for name in ("metric", "parameters", "scope")})
        around = Interval(self.low, self.high) if self.low is not None and self.high is not None else None
        if self.promise.metric is None and self.value is not None:
            around = Interval(self.value, self.value)  # whether a rule is kept is no chance
        return Point(definition, self.exact, around)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineGlance:
    """A line with its newest value."""

    expectation: str
    """The id of the newest version of what is promised."""
    title: str
    promise: Promise
    weight: Decimal
    score: Decimal | None
    """In the card's newest period."""
    is_contested: bool
    history: tuple[Glimpse, ...]
    """The last twelve, oldest first."""
    waiting: tuple[Glimpse, ...]
    """Those that wait for somebody, the earliest deadline first."""
    closes_at: datetime | None
    """When the current period is measured."""
    change: Change
    """Change from the last period that does not overlap with the latest."""
    change_of_year: Change

    @property
    def newest(self) -> Glimpse | None:
        return self.history[-1] if self.history else None


def lines(values: Mapping[str, Any]) -> tuple[LineGlance, ...]:
    """From what `queries.lines_of_card` found: the line that costs the card most first, then those without a score."""
    agreed = read(values["document"])
    scored = json.loads(values["newest"])["lines"] if values["newest"] else []
    known = {row[0]: row for row in values["expectations"] or ()}
    following = {row[1]: row[0] for row in known.values() if row[1]}
    of = {each["expectation"]: each for each in scored}
    found = []
    for weight in agreed.terms.lines:
        versions = _versions(weight.expectation, following)
        rows = [known[each] for each in versions if each in known]
        if rows:
            found.append(_line(rows, weight.weight, of.get(weight.expectation)))
    return tuple(sorted(found, key=_cost))


def _versions(first: str, following: Mapping[str, str]) -> list[str]:
    versions = [first]
    while (after := following.get(versions[-1])) is not None and after not in versions:
        versions.append(after)
    return versions


def _cost(line: LineGlance) -> tuple[bool, Decimal]:
    return line.score is None, -line.weight * (100 - line.score) if line.score is not None else Decimal(0)


def _line(rows: Sequence[Any], weight: Decimal, scored: Mapping[str, Any] | None) -> LineGlance:
    every = sorted((each for row in rows for each in _glimpses(row)), key=lambda each: (each.last, each.first))
    newest = rows[-1]
    promise = promises.read(newest[3])
    return LineGlance(
        expectation=newest[0], title=newest[2], promise=promise, weight=weight,
        score=Decimal(scored["score"]) if scored and scored["score"] is not None else None,
        is_contested=bool(scored and scored["contested"]), history=tuple(every[-SHOWN:]), waiting=_waiting(every),
        closes_at=_instant(newest[5]), change=_change(every, "comparable"), change_of_year=_change(every, "a_year_ago"),
    )  # fmt: skip


LATEST = datetime.max.replace(tzinfo=UTC)


def _waiting(every: Sequence[Glimpse]) -> tuple[Glimpse, ...]:
    found = [each for each in every if each.waiting_on]
    return tuple(sorted(found, key=lambda each: (each.due_at or LATEST, each.first)))


def _change(every: Sequence[Glimpse], which: str) -> Change:
    if not every:
        return Change(trend.Trend.NONE)
    now = every[-1]
    before = getattr(now.promise.rhythm.period_of(now.last), which)
    then = next((each for each in every if each.first == before.first and each.last == before.last), None)
    if now.promise.measure is None:
        return Change(trend.Trend.NONE)
    return trend.change(now.point, then.point if then else None, now.promise.measure.direction)


def _glimpses(row: Any) -> list[Glimpse]:
    promise = promises.read(row[3])
    if promise.metric is None:
        return _ruled(promise, row)
    found: dict[str, Glimpse] = {}
    for id_, first, last, status, top, bottom, n, value, low, high, verdict, due, waits in reversed(row[4] or ()):
        of = None if value is None else exact(promise, Decimal(top), Decimal(bottom), int(n))
        found[first] = Glimpse(
            id=id_, promise=promise, first=date.fromisoformat(first), last=date.fromisoformat(last), status=status,
            value=_number(value), low=_number(low), high=_number(high), n=None if n is None else int(n),
            verdict=verdict, exact=of, due_at=_instant(due), waiting_on=tuple((waits or "").split()),
        )  # fmt: skip
    return list(found.values())


def _ruled(promise: Promise, row: Any) -> list[Glimpse]:
    """A rule in each period in which something was said of it, or its time passed."""
    told = [attested.read(each, promise.zone) for each in row[6] or ()]
    found = attested.findings(told, promise.obligor, is_over=row[7] in attested.OVER)
    return [
        Glimpse(
            id=str(each.id), promise=promise, first=each.starts_on, last=each.ends_on, status=each.status.value,
            value=None if each.numerator is None else each.numerator * attested.TARGET, low=None, high=None,
            n=None, verdict=None if each.numerator is None else _VERDICT[each.numerator],
            exact=None if each.numerator is None else Fraction(each.numerator) * 100, due_at=None, waiting_on=(),
        )
        for each in attested.values(found, promise.rhythm)
    ]  # fmt: skip


_VERDICT = {Decimal(1): Verdict.MET.value, Decimal(0): Verdict.MISSED.value}


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
