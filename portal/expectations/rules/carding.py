"""Everything that is agreed of one card as one document, and what its lines come to in one period."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from portal import canonical, errors
from portal.access import Side
from portal.expectations.rules.measurement import FROZEN, MeasurementStatus
from portal.expectations.rules.promise import Promise
from portal.expectations.rules.reckoning import exact
from portal.expectations.scores import lines, periods, reading, terms
from portal.expectations.scores.lines import Card, Line
from portal.expectations.scores.periods import Rhythm
from portal.expectations.scores.terms import Terms
from portal.sentences import say
from portal.wording import line

M = MeasurementStatus
DIGITS = 12
"""After the point, of what cards are ranked by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """A card; `content` is what both sides agree on by its digest."""

    title: str
    obligor: Side
    """Whose promises stand on it."""
    rhythm: Rhythm
    """The periods for which it is reckoned."""
    terms: Terms

    def written(self) -> str:
        """The canonical JSON, RFC 8785."""
        return canonical.text({
            "title": self.title, "obligor": self.obligor.value, "period": self.rhythm.content(),
            **self.terms.content(),
        })  # fmt: skip


def read(document: str) -> Agreed:
    """Reads `Agreed.written` back."""
    content = json.loads(document)
    title, obligor, period = (content.pop(name) for name in ("title", "obligor", "period"))
    return Agreed(title=title, obligor=Side(obligor), rhythm=periods.reading(period), terms=terms.read(content))


def made(
    title: str, obligor: Side, rhythm: Rhythm, content: Mapping[str, Any], *, path: Sequence[str]
) -> Agreed:  # fmt: skip
    """From what somebody fills in. Refuses: Invalid with everything that is wrong."""
    faults = errors.Faults()
    found: dict[str, Any] = {}
    with faults:
        wanted = say("Enter a title of 1 to 200 characters.")
        found["title"] = line(title, path=(*path, "title"), wanted=wanted)
    with faults:
        found["terms"] = terms.read(content, path=path)
    with faults:
        if rhythm.is_trailing:
            raise errors.Invalid(
                "A card can only be calculated for periods that do not overlap.", path=(*path, "rhythm")
            )
    faults.refuse()
    return Agreed(obligor=obligor, rhythm=rhythm, **found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A measurement, or an attestation, as far as a card looks at it."""

    id: UUID
    status: MeasurementStatus
    revision: int
    numerator: Decimal | None
    denominator: Decimal | None
    n: int | None


@dataclass(frozen=True, slots=True)
class Counted:
    """A line with the measurement that its value is of."""

    line: Line
    measured: Measured | None
    is_rule: bool = False


def counted(
    expectation: str, weight: Decimal, promise: Promise, inside: Sequence[Measured], before: Sequence[Measured]
) -> Counted:
    """A line by its measurements `inside` of the card's period, the newest last, and those `before` it.

    Only what is final counts; what is contested, disputed or being restated keeps what was final last.
    """
    if promise.measure is None or promise.aim is None:
        raise ValueError(promise.code)
    newest = inside[-1] if inside else None
    kept = [each for each in inside if each.status in {M.FINAL, M.RESTATED}]
    is_frozen = newest is not None and newest.status in FROZEN
    used = None
    if is_frozen:
        earlier = [each for each in before if each.status in {M.FINAL, M.RESTATED}]
        used = (kept or earlier or [None])[-1]  # type: ignore[list-item]  # None stands for no value at all
    elif newest is not None and newest.status is not M.INSUFFICIENT_DATA:
        used = kept[-1] if kept else None
    value = _value(promise, used)
    found = Line(
        expectation, weight, promise.measure.direction, promise.aim, promise.floor, None if is_frozen else value,
        is_contested=is_frozen, last_final=value if is_frozen else None,
    )  # fmt: skip
    return Counted(found, used, is_rule=promise.metric is None)


def _value(promise: Promise, used: Measured | None) -> Fraction | None:
    if used is None or used.numerator is None or used.denominator is None or used.n is None:
        return None
    return exact(promise, used.numerator, used.denominator, used.n)


def reckoned(agreed: Agreed, found: Sequence[Counted]) -> tuple[Card, str]:
    """What the card comes to, and how, as canonical JSON."""
    card = lines.card([each.line for each in found], bands=agreed.terms.bands, least_covered=agreed.terms.least_covered)
    content = [
        {
            "expectation": each.line.expectation,
            **_rests_on(each),
            "weight": reading.text(each.line.weight),
            "score": None if scored.score is None else str(lines.shown(scored.score)),
            "contested": each.line.is_contested,
        }
        for each, scored in zip(found, card.lines, strict=True)
    ]
    return card, canonical.text({"lines": content})


def _rests_on(counted: Counted) -> dict[str, Any]:
    used = counted.measured
    if counted.is_rule:
        return {"attestation": str(used.id) if used else None}
    return {"measurement": str(used.id) if used else None, "revision": used.revision if used else None}


def precise(card: Card) -> Decimal | None:
    """The score with the digits by which cards are ranked."""
    return None if card.score is None else Decimal(round(card.score * 10**DIGITS)).scaleb(-DIGITS)
