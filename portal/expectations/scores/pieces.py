"""Pieces: the months and weeks that periods are made of, each tallied once for every period that holds it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.expectations.scores.days import DAY, Days
from portal.expectations.scores.periods import Length, Rhythm


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """A calendar month or an ISO week: what is tallied once for every period that holds it."""

    length: Length
    """MONTH or WEEK."""
    first: date

    @property
    def days(self) -> Days:
        return Rhythm(self.length).period_of(self.first).days


@dataclass(frozen=True, slots=True)
class Pieces:
    """What the days of a period are made of."""

    whole: tuple[Piece, ...]
    rest: tuple[Days, ...]
    """Parts of pieces, which are counted from the subjects themselves."""


def piece_of(day: date, length: Length) -> Piece:
    """The piece that holds the day: its ISO week for weekly periods, its month for all others."""
    kind = Length.WEEK if length is Length.WEEK else Length.MONTH
    return Piece(kind, Rhythm(kind).period_of(day).first)


def pieces_of(counted: Iterable[Days], length: Length) -> Pieces:
    """The whole pieces among the counted days of a period of this length, and what is left over."""
    whole: list[Piece] = []
    rest: list[Days] = []
    for days in counted:
        day = days.first
        while day <= days.last:
            piece = piece_of(day, length)
            part = Days(day, min(days.last, piece.days.last))
            if part == piece.days:
                whole.append(piece)
            else:
                rest.append(part)
            day = part.last + DAY
    return Pieces(tuple(whole), tuple(rest))
