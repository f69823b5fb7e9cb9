"""The holes of an answer, which Python fills after the statement."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any


class Written(str):
    """JSON that is a text already."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Hole:
    """One computed field of an operation, wherever it stands in the answer."""

    compute: Callable[..., Any]
    shape: Callable[[Any], Any]
    """Turns the value into JSON of the selected fields."""
    is_long: bool
    is_kept: bool
    is_refusals: bool = False


@dataclass(frozen=True, eq=False)
class Fill:
    """What Python fills into an answer: the holes by their numbers."""

    holes: tuple[Hole, ...]

    def hole(self, raw: str) -> Hole:
        """The one that what stands between two marks belongs to."""
        return self.holes[int(raw[: raw.index("{")])]

    @cached_property
    def is_refusals(self) -> bool:
        """Whether nothing is left to fill in where nothing was refused."""
        return all(hole.is_refusals for hole in self.holes)

    @cached_property
    def has_kept(self) -> bool:
        return any(hole.is_kept for hole in self.holes)
