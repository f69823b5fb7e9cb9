"""Rank: where one partner stands among all that are scored, told to that partner alone, without a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from portal.expectations.metrics.tree import Direction
from portal.expectations.scores.naming import Name, filled
from portal.sentences import word

LEAST_SCORED = 5
"""Among fewer, a place tells too much of the others."""


@dataclass(frozen=True, slots=True)
class Rank:
    place: int
    """From 1. Equals share the better place, and the places after them stay empty: 1, 2, 2, 4."""
    of: int
    is_shared: bool

    @property
    def name(self) -> Name:
        """ "4th of 18 scored", or "4th of 18 scored, shared"."""
        return _shared(self) if self.is_shared else _alone(self)


@dataclass(frozen=True, slots=True)
class Scored:
    """One that is ranked."""

    value: Fraction
    """As it is, before anything is rounded."""
    sample: int = 0
    """How many subjects it rests on; 0 where that means nothing, as for a card."""


def rank(own: Scored, scored: Sequence[Scored], *, direction: Direction = Direction.HIGHER) -> Rank | None:
    """The place of `own` among all that are scored, itself included; None among fewer than five.

    Of equal values the one that rests on more comes first. ValueError where `own` is not among them.
    """
    if own not in scored:
        raise ValueError("one's own value is among those that are ranked")
    if len(scored) < LEAST_SCORED:
        return None
    keys = [_key(each, direction) for each in scored]
    mine = _key(own, direction)
    return Rank(sum(each > mine for each in keys) + 1, len(scored), keys.count(mine) > 1)


def _key(scored: Scored, direction: Direction) -> tuple[Fraction, int]:
    return scored.value if direction is Direction.HIGHER else -scored.value, scored.sample


def _alone(rank: Rank) -> Name:
    match _ending(rank.place):
        case "st":
            said = word("rank", "{place}st of {count} scored", code=str(rank.place))
        case "nd":
            said = word("rank", "{place}nd of {count} scored", code=str(rank.place))
        case "rd":
            said = word("rank", "{place}rd of {count} scored", code=str(rank.place))
        case _:
            said = word("rank", "{place}th of {count} scored", code=str(rank.place))
    return filled(said, place=rank.place, count=rank.of)


def _shared(rank: Rank) -> Name:
    match _ending(rank.place):
        case "st":
            said = word("rank", "{place}st of {count} scored, shared", code=str(rank.place))
        case "nd":
            said = word("rank", "{place}nd of {count} scored, shared", code=str(rank.place))
        case "rd":
            said = word("rank", "{place}rd of {count} scored, shared", code=str(rank.place))
        case _:
            said = word("rank", "{place}th of {count} scored, shared", code=str(rank.place))
    return filled(said, place=rank.place, count=rank.of)


def _ending(place: int) -> str:
    """How English counts: 1st, 2nd, 3rd, 4th, but 11th to 13th."""
    return "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
