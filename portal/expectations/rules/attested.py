"""What was said of a rule, as what was found over time: kept or not, and where nothing that was said stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from portal.access import Side
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.metrics.tree import Count, Definition, Direction, Ratio, Unit
from portal.expectations.rules.expectation import Attested
from portal.expectations.rules.measurement import MeasurementStatus
from portal.expectations.scores.days import day_at
from portal.expectations.scores.periods import Rhythm

DAY = timedelta(days=1)
TARGET = Decimal(100)
YES_OR_NO = Definition(
    "rule.kept", 1, SubjectKind.ORDER_LINE, Unit.PERCENT, Direction.HIGHER, 0, (), None, TARGET,
    Ratio(Count(None), Count(None)),
)  # fmt: skip
"""As what a rule is reckoned on cards and in ledgers: 100 where it is kept, 0 where not. No subjects are counted."""


class Found(StrEnum):
    KEPT = "KEPT"
    NOT_KEPT = "NOT_KEPT"
    SILENCE = "SILENCE"
    """Its last day passed, and nobody said anything anew."""
    NOT_UPHELD = "NOT_UPHELD"
    """Whoever owes it said that it is kept, was contradicted, and did not say it anew in time."""
    FELL = "FELL"
    """Any other word that was contradicted and not said anew: nothing stands."""
    CONTESTED = "CONTESTED"
    """It is contradicted, and still to be said anew."""


OVER = frozenset({Attested.EXPIRED, Attested.NOT_UPHELD})
"""The time of what was said last has passed."""
ENDED = frozenset({"expectation.attestation_expired", "expectation.attestation_not_upheld"})
"""The events with which it does."""
IS_KEPT = {Found.KEPT: True, Found.NOT_KEPT: False, Found.SILENCE: False, Found.NOT_UPHELD: False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One attestation, in the days of the rule's zone."""

    id: UUID
    side: Side
    is_kept: bool
    made_on: date
    valid_until: date
    contested_on: date | None = None
    uphold_until: date | None = None
    """The last day for whoever said it to say it anew."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was so from a day on."""

    how: Found
    day: date
    said: Said

    @property
    def is_kept(self) -> bool | None:
        return IS_KEPT.get(self.how)


TOLD = ("id", "side", "is_kept", "made_at", "valid_until", "contested_at", "uphold_until")


def read(columns: Sequence[str | None], zone: str) -> Said:
    """From the columns `TOLD` as PostgreSQL writes them."""
    row = SimpleNamespace(**dict(zip(TOLD, columns, strict=True)))
    row.id, row.side, row.is_kept = UUID(row.id), Side(row.side), row.is_kept == "true"
    row.made_at, row.valid_until = datetime.fromisoformat(row.made_at), date.fromisoformat(row.valid_until)
    row.contested_at = datetime.fromisoformat(row.contested_at) if row.contested_at else None
    row.uphold_until = date.fromisoformat(row.uphold_until) if row.uphold_until else None
    return said(row, zone)


def said(row: Any, zone: str) -> Said:
    """From an attestation."""
    contested_on = day_at(row.contested_at, zone) if row.contested_at else None
    return Said(
        id=row.id, side=row.side, is_kept=row.is_kept, made_on=day_at(row.made_at, zone), valid_until=row.valid_until,
        contested_on=contested_on, uphold_until=row.uphold_until,
    )  # fmt: skip


def findings(told: Sequence[Said], obligor: Side, *, is_over: bool) -> list[Finding]:
    """From all that was said, the oldest first; `is_over` says that the time of the newest has passed.

    A word that was contradicted counts for nothing: what its side says next counts instead, or its silence.
    """
    found = []
    for place, each in enumerate(told):
        after = told[place + 1] if place + 1 < len(told) else None
        until = each.valid_until if each.contested_on is None else each.uphold_until
        has_passed = is_over if after is None else until is not None and until < after.made_on
        found += _of(each, obligor, has_passed=has_passed, is_newest=after is None)
    return found


def _of(each: Said, obligor: Side, *, has_passed: bool, is_newest: bool) -> list[Finding]:
    if each.contested_on is None:
        first = [Finding(Found.KEPT if each.is_kept else Found.NOT_KEPT, each.made_on, each)]
        return [*first, Finding(Found.SILENCE, each.valid_until + DAY, each)] if has_passed else first
    if has_passed and each.uphold_until is not None:
        how = Found.NOT_UPHELD if each.is_kept and each.side is obligor else Found.FELL
        return [Finding(how, each.uphold_until + DAY, each)]
    return [Finding(Found.CONTESTED, each.contested_on, each)] if is_newest else []


def in_a_row(found: Sequence[Finding]) -> list[Finding]:
    """How often it was not kept one after the other, up to when it was kept again."""
    known = [each for each in found if each.is_kept is not None]
    while known and known[-1].is_kept:
        known.pop()
    last_kept = max((place for place, each in enumerate(known) if each.is_kept), default=-1)
    return known[last_kept + 1 :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a rule comes to in a period, as if it had been measured."""

    id: UUID
    """Of the attestation."""
    starts_on: date
    ends_on: date
    status: MeasurementStatus
    numerator: Decimal | None
    denominator: Decimal = Decimal(1)
    n: int = 1
    revision: int = 0


def value(finding: Finding, first: date, last: date) -> Value:
    """A word that is contradicted has none for now, and one that fell has none at all."""
    kept = finding.is_kept
    status = MeasurementStatus.INSUFFICIENT_DATA if kept is None else MeasurementStatus.FINAL
    if finding.how is Found.CONTESTED:
        status = MeasurementStatus.CONTESTED
    return Value(
        id=finding.said.id, starts_on=first, ends_on=last, status=status,
        numerator=None if kept is None else Decimal(kept),
    )  # fmt: skip


def values(found: Iterable[Finding], rhythm: Rhythm) -> list[Value]:
    """What was found last in each period in which something was, the oldest first."""
    newest = {}
    for each in found:
        period = rhythm.period_of(each.day)
        newest[period.first] = value(each, period.first, period.last)
    return [newest[first] for first in sorted(newest)]


def missed(found: Iterable[Finding], rhythm: Rhythm) -> list[Value]:
    """As a ledger takes it: each period in which it was not kept at any time has missed, whatever came after.

    While a word is contradicted it stands there as it was said, so that nothing is taken back before that is settled.
    """
    worst: dict[date, Value] = {}
    for each in found:
        is_open = each.how is Found.CONTESTED
        taken = Finding(Found.KEPT if each.said.is_kept else Found.NOT_KEPT, each.day, each.said) if is_open else each
        period = rhythm.period_of(each.said.made_on if is_open else each.day)
        if taken.is_kept is not None and (period.first not in worst or not taken.is_kept):
            worst[period.first] = value(taken, period.first, period.last)
    return [worst[first] for first in sorted(worst)]


def within(found: Sequence[Finding], first: date, last: date) -> tuple[list[Finding], list[Finding]]:
    """What was found inside of a period of a card, and before it; what was found before goes on until something new."""
    before = [each for each in found if each.day < first]
    inside = [each for each in found if first <= each.day <= last]
    return (inside, before) if inside else (before[-1:], before[:-1])
