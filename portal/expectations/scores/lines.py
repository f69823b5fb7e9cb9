"""Scorecards: what one line scores, what the card scores of its scored lines, and where that stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from portal import errors
from portal.expectations.metrics.tree import Direction
from portal.expectations.scores.bands import FULL, Band, band_of
from portal.expectations.scores.confidence import reaches
from portal.expectations.scores.naming import Name, filled
from portal.sentences import word


@dataclass(frozen=True, slots=True)
class Line:
    """One expectation on a card, with what was measured."""

    expectation: str
    weight: Decimal
    direction: Direction
    target: Decimal
    floor: Decimal | None
    """What scores 0; None where nothing lies between 0 and 100."""
    value: Fraction | None
    """None where nothing was measured, or too little."""
    is_contested: bool = False
    """CONTESTED or DISPUTED: the line keeps what was final last."""
    last_final: Fraction | None = None

    @property
    def counted(self) -> Fraction | None:
        """The value that scores."""
        return self.last_final if self.is_contested else self.value

    @property
    def score(self) -> Fraction | None:
        """0 at the floor, 100 at the target, in proportion between; None without a value."""
        if self.counted is None:
            return None
        if self.floor is None:
            return Fraction(FULL if reaches(self.counted, self.target, self.direction) else 0)
        return score_of(self.counted, target=self.target, floor=self.floor)


def score_of(value: Fraction, *, target: Decimal, floor: Decimal) -> Fraction:
    """What a value scores. Where lower is better the floor lies above the target, and the same line runs downwards."""
    share = (value - Fraction(floor)) / (Fraction(target) - Fraction(floor))
    return FULL * min(max(share, Fraction(0)), Fraction(1))


@dataclass(frozen=True, slots=True)
class Scored:
    """A line with what it brings to its card."""

    line: Line
    score: Fraction | None
    share: Fraction
    """Its part of the card, of 1, after the unscored lines' weight went to the others; 0 without a score."""

    @property
    def costs(self) -> Fraction:
        """How many points of the card it costs: the worst line costs most."""
        return Fraction(0) if self.score is None else self.share * (FULL - self.score)


@dataclass(frozen=True, slots=True)
class Card:
    """A card's result."""

    lines: tuple[Scored, ...]
    score: Fraction | None
    """Exact; None where too little of the weight is covered. Never 0 and never 100 for want of data."""
    band: Band | None
    """Where it stands; None without a score."""
    covered: Decimal
    """The weight, of 100, of the scored lines."""

    @property
    def unscored(self) -> int:
        return sum(each.score is None for each in self.lines)

    @property
    def worst_first(self) -> tuple[Scored, ...]:
        """The scored lines by what they cost, then those without a score; otherwise as agreed."""
        return tuple(sorted(self.lines, key=lambda each: (each.score is None, -each.costs)))

    @property
    def shown(self) -> Decimal | None:
        """The score with two digits, not lifted over an edge that it does not reach."""
        edges = (self.band.until,) if self.band else ()
        return None if self.score is None else shown(self.score, edges=edges)

    @property
    def coverage(self) -> Name:
        """ "1 of 3 lines not scored, 70 of 100 weight"."""
        said = word("card", "{unscored} of {lines} lines not scored, {covered} of 100 weight", code="COVERAGE")
        return filled(said, unscored=self.unscored, lines=len(self.lines), covered=self.covered)


def check_floor(*, target: Decimal, floor: Decimal, direction: Direction, path: Sequence[str]) -> None:
    """Invalid unless the floor is worse than the target."""
    if reaches(floor, target, direction):
        raise errors.Invalid("The floor must be worse than the target.", path=path)


def card(lines: Sequence[Line], *, bands: Sequence[Band], least_covered: Decimal) -> Card:
    """The mean of the scored lines by their weights, and its band; neither if less than `least_covered` is covered."""
    covered = sum((each.weight for each in lines if each.score is not None), Decimal(0))
    scored = tuple(_scored(each, covered) for each in lines)
    if not covered or covered < least_covered:
        return Card(scored, None, None, covered)
    score = sum((each.share * each.score for each in scored if each.score is not None), Fraction(0))
    return Card(scored, score, band_of(score, bands), covered)


def _scored(line: Line, covered: Decimal) -> Scored:
    score = line.score
    return Scored(line, score, Fraction(0) if score is None else Fraction(line.weight) / Fraction(covered))


def shown(score: Fraction, *, edges: Sequence[Decimal] = (), digits: int = 2) -> Decimal:
    """Half-even with so many digits; what lies below 100, or below an edge, never shows as that."""
    step = Decimal(1).scaleb(-digits)
    rounded: Decimal = round(score * 10**digits) * step
    lifted = any(score < Fraction(edge) <= Fraction(rounded) for edge in (*edges, Decimal(FULL)))
    return (rounded - step if lifted else rounded).quantize(step)
