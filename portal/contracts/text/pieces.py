"""A text that was taken apart and is not stored yet: its clauses, and what a person should look at in each."""

from dataclasses import dataclass
from enum import StrEnum

from portal.contracts.text.documents import Clause


class Unsure(StrEnum):
    """Why it is unsure that a clause is as the text means it."""

    INSIDE = "INSIDE"
    """Its number was found inside a line."""
    LEAD = "LEAD"
    """Its heading is the first words of a line that goes on."""
    TYPED = "TYPED"
    """A line of it begins with a number that its file does not count."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A clause, whether a person leaves it out, and what is unsure about it."""

    clause: Clause
    is_left_out: bool = False
    unsure: tuple[Unsure, ...] = ()


def kept(pieces: tuple[Piece, ...]) -> tuple[Clause, ...]:
    """The clauses that are not left out."""
    return tuple(piece.clause for piece in pieces if not piece.is_left_out)
