"""What both sides agree on for a card: its lines with their weights, its bands, and how much must be covered."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal import errors
from portal.expectations.scores import bands, reading
from portal.expectations.scores.bands import FULL, Band

MOST_LINES = 30
LEAST_COVERED = Decimal(50)
"""Proposed where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Weight:
    """One expectation's part of a card."""

    expectation: str
    weight: Decimal
    """Of 100."""


@dataclass(frozen=True, slots=True)
class Terms:
    """An agreed card."""

    lines: tuple[Weight, ...]
    bands: tuple[Band, ...]
    least_covered: Decimal = LEAST_COVERED
    """The weight, of 100, that must be scored for the card to have a score."""

    def content(self) -> dict[str, Any]:
        """What goes into the digest; `read` reads it back."""
        return {
            "lines": [
                {"expectation": each.expectation, "weight": reading.text(each.weight)}
                for each in sorted(self.lines, key=lambda each: each.expectation)
            ],
            "bands": [each.content() for each in self.bands],
            "least_covered": reading.text(self.least_covered),
        }


def read(content: Any, *, path: Sequence[str] = ()) -> Terms:
    """Reads terms as `Terms.content` writes them. Invalid with the path of what is wrong."""
    fields = reading.record(content, ("lines", "bands", "least_covered"), path=path)
    listed = reading.listed(fields["lines"], most=MOST_LINES, path=(*path, "lines"))
    lines = [_read(each, path=(*path, "lines", str(place))) for place, each in enumerate(listed)]
    return Terms(
        check_weights(lines, path=(*path, "lines")),
        bands.read(fields["bands"], path=(*path, "bands")),
        reading.percent(fields["least_covered"], path=(*path, "leastCovered")),
    )


def _read(content: Any, *, path: Sequence[str]) -> Weight:
    fields = reading.record(content, ("expectation", "weight"), path=path)
    return Weight(
        reading.name(fields["expectation"], path=(*path, "expectationId")),
        reading.decimal(fields["weight"], path=(*path, "weight")),
    )


def check_weights(lines: Sequence[Weight], *, path: Sequence[str]) -> tuple[Weight, ...]:
    """The lines, if every weight is above 0, no expectation comes twice, and all sum to exactly 100. Invalid if not."""
    seen: set[str] = set()
    for place, each in enumerate(lines):
        if each.weight <= 0:
            raise errors.Invalid("A weight must be above 0.", path=(*path, str(place), "weight"))
        if each.expectation in seen:
            raise errors.Invalid(
                "An expectation can be on a scorecard only once.", path=(*path, str(place), "expectationId")
            )
        seen.add(each.expectation)
    total = sum((each.weight for each in lines), Decimal(0))
    if total != FULL:
        raise errors.Invalid("The weights add up to {total}. They must add up to exactly 100.", total=total, path=path)
    return tuple(lines)
