"""What misses come to: which periods lie outside of a promise, and which entries its ledger needs for them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from portal.expectations.metrics import value as values
from portal.expectations.metrics.tree import Definition
from portal.expectations.rules.promise import Promise
from portal.expectations.scores import charges, confidence, ledger
from portal.expectations.scores.charges import Charge, Missed, Outcome, Rate
from portal.expectations.scores.ledger import Entry, EntryKind
from portal.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Valued:
    """A period with the value that counts for it."""

    first: date
    last: date
    measurement_id: UUID
    """Of the attestation, where it is a rule."""
    revision: int
    numerator: Decimal
    denominator: Decimal
    n: int
    missed: tuple[Missed, ...] = ()

    @property
    def period(self) -> str:
        """How the ledger calls it."""
        return self.first.isoformat()


@dataclass(frozen=True, slots=True)
class Due:
    """An entry that the ledger needs, and the charge that it follows from, where it follows from one."""

    entry: Entry
    charge: Charge | None


def exact(promise: Promise, numerator: Decimal, denominator: Decimal, n: int) -> Fraction | None:
    """The value before anything was rounded."""
    definition, _ = _measured(promise)
    return values.exact(definition, values.tallied(definition, numerator, denominator, n))


def is_outside(promise: Promise, numerator: Decimal, denominator: Decimal, n: int) -> bool:
    """Whether the exact value lies beyond target and tolerance."""
    definition, target = _measured(promise)
    value = exact(promise, numerator, denominator, n)
    if value is None:
        return False
    return confidence.is_outside(value, target, promise.tolerance or Decimal(0), definition.direction)


def due(
    promise: Promise, valued: Sequence[Valued], charged: Sequence[str], entries: Iterable[Entry], *,
    rates: Sequence[Rate] = (), elsewhere: Collection[str] = (),
) -> tuple[Due, ...]:  # fmt: skip
    """What must be entered so that the ledger is right: nothing where it is.

    `valued` are all final periods, the oldest first; `charged` the periods that are charged, in the order in which
    they first were; `elsewhere` the subjects that other promises have charged. Blocked where a value or a rate is
    missing.
    """
    definition, _ = _measured(promise)
    consequence = promise.consequence
    if consequence is None:
        return ()
    named = {each.period: each for each in valued}
    outcomes = [_outcome(promise, named[period]) for period in charged if period in named]
    outside = [each for each in outcomes if _is_outside(promise, named[each.period])]
    found = charges.charges(consequence, outside, direction=definition.direction, rates=rates, charged=elsewhere)
    right: dict[tuple[str, EntryKind], Money] = {(each.period, EntryKind.CHARGE): each.amount for each in found}
    for each in found:
        back = charges.earned_back(consequence, each, _following(promise, valued, each.period))
        right[each.period, EntryKind.EARN_BACK] = Money(-back.minor, back.currency)
    entries = tuple(entries)
    for period, less in ledger.waived(entries).items():
        stands = sum(money.minor for (each, _), money in right.items() if each == period)
        right[period, EntryKind.WAIVED] = Money(-min(-less.minor, max(stands, 0)), less.currency)
    of = {each.period: each for each in found}
    return tuple(Due(each, of.get(each.period)) for each in ledger.corrections(entries, right))


def _measured(promise: Promise) -> tuple[Definition, Decimal]:
    if promise.measure is None or promise.aim is None:
        raise ValueError(promise.code)
    return promise.measure, promise.aim


def _is_outside(promise: Promise, period: Valued) -> bool:
    return is_outside(promise, period.numerator, period.denominator, period.n)


def _outcome(promise: Promise, period: Valued) -> Outcome:
    definition, _ = _measured(promise)
    value = exact(promise, period.numerator, period.denominator, period.n)
    around = None
    if definition.is_share and promise.metric is not None:
        around = confidence.interval(int(period.numerator), int(period.denominator), scale=definition.scale)
    return Outcome(period.period, period.last, value or Fraction(0), around, period.missed)


def _following(promise: Promise, valued: Sequence[Valued], period: str) -> list[bool | None]:
    """Whether each later period was met."""
    definition, target = _measured(promise)
    later = [each for each in valued if each.period > period]
    found = [exact(promise, each.numerator, each.denominator, each.n) for each in later]
    return [None if each is None else confidence.reaches(each, target, definition.direction) for each in found]


def content(due: Due, promise: Promise, valued: Valued | None) -> dict[str, object]:
    """How an entry was reckoned, for its document."""
    charge = due.charge if due.entry.negates is None else None
    return {
        "promise": promise.sha256,
        "period": due.entry.period,
        **_rests_on(promise, valued),
        "limited_by": charge.limited_by.value if charge and charge.limited_by else None,
        "subjects": list(charge.subjects) if charge and due.entry.kind is EntryKind.CHARGE else [],
        "rates": [rate_content(each) for each in charge.rates] if charge else [],
    }


def _rests_on(promise: Promise, valued: Valued | None) -> dict[str, object]:
    if promise.metric is None:
        return {"attestation": str(valued.measurement_id) if valued else None}
    return {
        "measurement": str(valued.measurement_id) if valued else None, "revision": valued.revision if valued else None,
    }  # fmt: skip


def rate_content(rate: Rate) -> dict[str, str]:
    """A rate as an entry's document holds it; `rate_of` reads it back."""
    return {
        "source": rate.source, "day": rate.day.isoformat(), "base": rate.base, "quote": rate.quote,
        "figure": format(rate.figure, "f"),
    }  # fmt: skip


def rate_of(content: Mapping[str, str]) -> Rate:
    day = date.fromisoformat(content["day"])
    return Rate(content["source"], day, content["base"], content["quote"], Decimal(content["figure"]))
