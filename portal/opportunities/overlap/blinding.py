"""What a side does on its own machine: its keys become points that say nothing, and the other's points are answered."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal import errors
from portal.opportunities.overlap import group

FLOOR = 5
"""Fewer in common than this are never told."""


class Band(StrEnum):
    """How many points each side sends, whatever the length of its list."""

    UP_TO_1000 = "UP_TO_1000"
    UP_TO_2000 = "UP_TO_2000"
    UP_TO_5000 = "UP_TO_5000"
    UP_TO_10000 = "UP_TO_10000"

    @property
    def size(self) -> int:
        return int(self.removeprefix("UP_TO_"))


@dataclass(frozen=True, slots=True)
class Blinded:
    """A side's points, and what it needs to answer and to read the result."""

    points: tuple[bytes, ...]
    """What is sent."""
    number: bytes
    """What is never sent."""
    order: tuple[str | None, ...]
    """The key behind each point; None for one that only fills up."""


def blind(keys: Sequence[str], digest: str, band: Band) -> Blinded:
    """The points of keys, each of which comes once, under terms named by their SHA-256.

    Refuses: Invalid for fewer keys than could be told of, and for more than the terms allow.
    """
    count = len(keys)
    if len(set(keys)) != count:
        raise ValueError("a key comes once")
    if not FLOOR <= count <= band.size:
        raise errors.Invalid(
            "The list has {count} different keys. It needs at least {fewest}, and the terms allow {most}.",
            count=count,
            fewest=FLOOR,
            most=band.size,
        )
    number = group.fresh_number()
    pairs: list[tuple[str | None, bytes]] = list(zip(keys, blinded(keys, digest, number), strict=True))
    pairs += [(None, group.random_point()) for _ in range(band.size - count)]
    secrets.SystemRandom().shuffle(pairs)
    return Blinded(tuple(point for _, point in pairs), number, tuple(key for key, _ in pairs))


def blinded(keys: Sequence[str], digest: str, number: bytes) -> list[bytes]:
    """The point of each key times the number, in their order."""
    terms = bytes.fromhex(digest)
    return [group.times(number, group.point_of(terms + key.encode("ascii"))) for key in keys]


def answered(number: bytes, points: Sequence[bytes]) -> tuple[bytes, ...]:
    """The other side's points times one's own number, their order kept. Raises ValueError for what is no point."""
    return tuple(group.times(number, point) for point in points)
