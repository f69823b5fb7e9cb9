"""What an expectation's misses have come to and should come to: its ledger beside its values."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from portal import errors
from portal.expectations.rules import attested, reckoning
from portal.expectations.rules import promise as promises
from portal.expectations.rules.breach import OPEN
from portal.expectations.rules.measurement import MeasurementStatus
from portal.expectations.rules.promise import Promise
from portal.expectations.rules.reckoning import Due, Valued
from portal.expectations.scores.charges import Limit, Missed, Rate
from portal.expectations.scores.consequences import Basis
from portal.expectations.scores.ledger import Entry, EntryKind
from portal.expectations.scores.periods import Period
from portal.money import Money
from portal.sentences import Sentence

M = MeasurementStatus
MissedOf = Mapping[str, tuple[Missed, ...]]
"""By the id of a measurement."""
MEASURED = ("id", "starts_on", "ends_on", "status", "revision", "numerator", "denominator", "n")
ENTERED = ("id", "breach_id", "kind", "negates_id", "amount_minor", "currency", "document")
"""What is looked at of a measurement and of an entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What an expectation's misses have come to so far, and the values that say what they should come to."""

    promise: Promise
    valued: Mapping[str, Valued]
    rows: Sequence[Any]
    """The entries, oldest first."""
    period_of: Mapping[Any, str]
    """The period of each entry."""
    elsewhere: frozenset[str]
    """The subjects that other promises have charged."""

    @property
    def charged(self) -> list[str]:
        """The periods that were charged, in the order in which they first were."""
        return list(dict.fromkeys(self.period_of[row.id] for row in self.rows if row.kind is EntryKind.CHARGE))

    @property
    def entries(self) -> list[Entry]:
        return [
            Entry(
                self.period_of[row.id], row.kind, Money(row.amount_minor, row.currency), str(row.id),
                str(row.negates_id) if row.negates_id else None,
            )
            for row in self.rows
        ]  # fmt: skip

    @property
    def currency(self) -> str:
        return self.promise.consequence.currency if self.promise.consequence else ""

    def breach_of(self, period: str) -> Any:
        """The id of the breach that a period was charged with."""
        return next((row.breach_id for row in self.rows if self.period_of[row.id] == period), None)

    def due(self, new: Iterable[str] = (), rates: Sequence[Rate] = ()) -> tuple[Due, ...]:
        """What must be entered once these periods are charged as well. Blocked where a value or a rate is missing."""
        named = [reckoning.rate_of(each) for row in self.rows for each in json.loads(row.document)["rates"]]
        order = list(dict.fromkeys([*self.charged, *new]))
        valued = [self.valued[period] for period in sorted(self.valued)]
        return reckoning.due(
            self.promise, valued, order, self.entries, rates=[*rates, *named], elsewhere=self.elsewhere
        )

    def due_of(self, breach_id: Any, new: Iterable[str], rates: Sequence[Rate] = ()) -> list[Due]:
        """The part of it that belongs to one breach."""
        return [each for each in self.due(new, rates) if self.breach_of(each.entry.period) in {None, breach_id}]

    def total(self, dues: Sequence[Due]) -> Money:
        return Money(sum(each.entry.amount.minor for each in dues), self.currency)


def is_by_value(promise: Promise) -> bool:
    """Whether it matters which subjects were missed."""
    return promise.consequence is not None and promise.consequence.basis is Basis.MISSED_VALUE


def ledger(
    promise: Promise, found: Sequence[Any], rows: Sequence[Any], period_of: Mapping[Any, str], missed: MissedOf,
    documents: Iterable[str],
) -> Ledger:  # fmt: skip
    """From the measurements, by period, the newest of each last; the entries; and other promises' documents."""
    elsewhere = frozenset(subject for each in documents for subject in json.loads(each)["subjects"])
    valued = {each.starts_on.isoformat(): _valued(each, missed.get(str(each.id), ())) for each in counting(found)}
    return Ledger(promise=promise, valued=valued, rows=rows, period_of=period_of, elsewhere=elsewhere)


def counting(found: Sequence[Any]) -> list[Any]:
    """Of each period the measurement that counts: while it is being restated, the one before."""
    groups = (list(group) for _, group in groupby(found, key=lambda each: each.starts_on))
    return [each for group in groups if (each := _counts(group))]


def _counts(group: Sequence[Any]) -> Any:
    newest = group[-1]
    if newest.status in {M.FINAL, M.INSUFFICIENT_DATA}:
        return newest if newest.status is M.FINAL else None
    return next((each for each in reversed(group) if each.status is M.RESTATED), None)


def _valued(row: Any, missed: tuple[Missed, ...]) -> Valued:
    return Valued(
        first=row.starts_on, last=row.ends_on, measurement_id=row.id, revision=row.revision,
        numerator=row.numerator or Decimal(0), denominator=row.denominator or Decimal(0), n=row.n or 0, missed=missed,
    )  # fmt: skip


def missed(promise: Promise, rows: Iterable[tuple[str, Decimal | None, str | None]]) -> tuple[Missed, ...]:
    """From (key, value, currency) of each subject."""
    usual = promise.currency
    return tuple(
        Missed(key, value if currency or usual else None, currency or usual or "") for key, value, currency in rows
    )


def inside(found: Iterable[Any], first: date | None, last: date | None) -> list[str]:
    """The periods of a breach that was missed from one day to the other."""
    return sorted({each.starts_on.isoformat() for each in found if first and last and first <= each.starts_on <= last})


@dataclass(frozen=True, slots=True)
class Part:
    """One period in the cost of a breach."""

    period: Period
    amount: Money
    percent: Decimal
    basis: Money
    left: Money
    """Under the caps."""
    limited_by: Limit | None


@dataclass(frozen=True, slots=True)
class Total:
    """What a breach comes to; without an amount where something is missing."""

    amount: Money | None
    parts: tuple[Part, ...] = ()
    missing: Sentence | None = None


def comes_to(values: Mapping[str, Any]) -> Total | None:
    """What applying the agreed consequence would enter now, from `queries.comes_to`; None where none was agreed.

    None as well for a breach that has ended: what it cost stands in the ledger.
    """
    promise = promises.read(values["document"])
    if promise.consequence is None or not values["first_on"] or values["status"] not in OPEN:
        return None
    measured = _valued_of(promise, values)
    kept = _read(promise, values, measured)
    new = inside(measured, *(date.fromisoformat(values[name]) for name in ("first_on", "latest_on")))
    try:
        dues = kept.due_of(values["id"], new, [_rate(each) for each in values["rates"]])
    except errors.Blocked as refusal:
        return Total(None, missing=refusal.sentence)
    return Total(kept.total(dues), tuple(_part(kept, each) for each in dues))


def _valued_of(promise: Promise, values: Mapping[str, Any]) -> list[Any]:
    """The measurements, or what a rule comes to by what was said of it."""
    if promise.metric is not None:
        return _measured(values)
    told = [attested.read(each, promise.zone) for each in values["said"] or ()]
    found = attested.findings(told, promise.obligor, is_over=values["attested"] in attested.OVER)
    return list(attested.missed(found, promise.rhythm))


def _read(promise: Promise, values: Mapping[str, Any], measured: Sequence[Any]) -> Ledger:
    rows, period_of = [], {}
    for *columns, period in values["entries"] or ():
        row = SimpleNamespace(**dict(zip(ENTERED, columns, strict=True)))
        row.kind, row.amount_minor = EntryKind(row.kind), int(row.amount_minor)
        rows.append(row)
        period_of[row.id] = period
    of: dict[str, list[tuple[str, Decimal | None, str | None]]] = {}
    for measurement, key, worth, currency in values["missed"] or ():
        of.setdefault(measurement, []).append((key, _number(worth), currency))
    by_id = {each: missed(promise, found) for each, found in of.items()}
    return ledger(promise, measured, rows, period_of, by_id, values["elsewhere"] or ())


def _measured(values: Mapping[str, Any]) -> list[Any]:
    found = []
    for columns in values["values"] or ():
        row = SimpleNamespace(**dict(zip(MEASURED, columns, strict=True)))
        row.starts_on, row.ends_on = date.fromisoformat(row.starts_on), date.fromisoformat(row.ends_on)
        row.status, row.revision, row.n = M(row.status), int(row.revision), int(row.n or 0)
        row.numerator, row.denominator = _number(row.numerator), _number(row.denominator)
        found.append(row)
    return found


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _rate(content: Mapping[str, str]) -> Rate:
    """One that is no number above 0 is none."""
    found = reckoning.rate_of(content)
    if not found.figure.is_finite() or found.figure <= 0:
        raise errors.Blocked("A rate must be a number above 0.")
    return found


def _part(kept: Ledger, due: Due) -> Part:
    valued, charge, nothing = kept.valued.get(due.entry.period), due.charge, Money(0, kept.currency)
    last = valued.last if valued else date.fromisoformat(due.entry.period)
    return Part(
        kept.promise.rhythm.period_of(last), due.entry.amount, charge.percent if charge else Decimal(0),
        Money(charge.basis, kept.currency) if charge else nothing,
        Money(charge.left, kept.currency) if charge else nothing, charge.limited_by if charge else None,
    )  # fmt: skip
