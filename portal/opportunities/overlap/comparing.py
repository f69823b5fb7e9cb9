"""What the portal does: it finds which points met, and says to each side only where its own stood."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.opportunities.overlap.blinding import FLOOR


class Mode(StrEnum):
    """What is told."""

    COUNT = "COUNT"
    """The number of common customers."""
    ROWS = "ROWS"
    """Also which ones: each side sees its own."""


@dataclass(frozen=True, slots=True)
class Met:
    """Where the points of both sides met, in the order in which each sent its own: the pairs are not kept."""

    first: tuple[int, ...]
    second: tuple[int, ...]

    @property
    def count(self) -> int:
        return len(self.first)

    @property
    def is_told(self) -> bool:
        """Whether there are enough to say anything but that there are few."""
        return self.count >= FLOOR

    @property
    def shown(self) -> str:
        """The number as both are shown it: below the floor all are the same, none too."""
        return str(self.count) if self.is_told else f"<{FLOOR}"


def met(first_answered: Sequence[bytes], second_answered: Sequence[bytes]) -> Met:
    """Which points are the same.

    `first_answered` are those that the first side sent and the second multiplied, `second_answered` the other way
    round; in neither does a point come twice.
    """
    places = {point: place for place, point in enumerate(second_answered)}
    pairs = [(place, places[point]) for place, point in enumerate(first_answered) if point in places]
    return Met(tuple(place for place, _ in pairs), tuple(sorted(place for _, place in pairs)))
