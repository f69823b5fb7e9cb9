"""What a person should look at in a text that was taken apart: where it is unsure, why, and what can be done."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from portal.contracts.text import contents, renumbering
from portal.contracts.text.pieces import Piece, Unsure
from portal.sentences import Sentence, say

MOST = 20
"""Doubts of one kind that are told; who mends them is told the next."""
_LEAST_LOST, _MOST_LOST = 5, 0.5
_ONE_BY_ONE = 5
"""More of the same than these are told in one sentence; each clause says it for itself."""
_SAID = 80
_FIGURES = re.compile(r"\d{1,6}(?:\.\d{1,6})*")
_LINE = re.compile(r"(?:^|\n)(\d{1,3}(?:\.\d{1,3}){1,5}\.?|\d{1,3}\.)\s+(\S.{0,60})")


@dataclass(frozen=True, slots=True)
class Doubt:
    """What somebody should look at: its kind, a sentence, and the clause that it is about, by its place."""

    code: str
    sentence: Sentence
    clause: int | None = None


def figures(number: str) -> tuple[int, ...]:
    """The parts of a number in figures, (3, 2) for "Section 3.2"; none for another."""
    found: list[str] = _FIGURES.findall(number)
    return tuple(map(int, found[0].split("."))) if len(found) == 1 else ()


def is_typed(text: str) -> bool:
    """Whether a line begins with a number that somebody typed: it may be a clause that the file does not count."""
    return _LINE.search(text) is not None


def doubts(pieces: Sequence[Piece], *, is_guess: bool) -> tuple[Doubt, ...]:
    """All that is unsure about the clauses, in the order in which a person goes through them."""
    return (
        *_general(pieces, is_guess=is_guess),
        *_of_preamble(pieces),
        *islice(_jumps(pieces), MOST),
        *islice(_typed(pieces), MOST),
        *_inside(pieces),
        *_led(pieces),
        *_left_out(pieces),
    )


def _general(pieces: Sequence[Piece], *, is_guess: bool) -> Iterator[Doubt]:
    if is_guess:
        yield Doubt(
            "GUESSED",
            say(
                "The clauses were found by the numbers and titles in the text, because the file does not mark"
                " where they start."
            ),
        )
    inside = sum(1 for _ in _marked(pieces, Unsure.INSIDE))
    if _is_lost(pieces):
        lost = say(
            "The text seems to have lost its line breaks: {count} clauses were found inside lines. Check where each"
            " clause starts, or bring the text with its line breaks.",
            count=inside,
        )  # fmt: skip
        yield Doubt("LINES", lost)


def _of_preamble(pieces: Sequence[Piece]) -> Iterator[Doubt]:
    """What stands before the first numbered clause, and a table of contents in it."""
    first = next((place for place, each in enumerate(pieces) if each.clause.number), len(pieces))
    before = [(place, piece.clause) for place, piece in enumerate(pieces[:first]) if not piece.is_left_out]
    if before and first < len(pieces):
        count = sum(len(f"{clause.heading} {clause.text}".split()) for _, clause in before)
        yield Doubt("PREAMBLE", say("Words before the first numbered clause: {count}.", count=count), before[0][0])
    for place, clause in before:
        if found := contents.span(clause.text):
            lines = len(clause.text[found[0] : found[1]].split("\n"))
            said = say("These words hold a table of contents of {count} lines, which can be left out.", count=lines)
            yield Doubt("CONTENTS", said, place)


def _jumps(pieces: Sequence[Piece]) -> Iterator[Doubt]:
    """Where the number after one is neither the next nor the first below it."""
    before, one, is_below = "", tuple[int, ...](), True
    for place, piece in enumerate(pieces):
        clause = piece.clause
        if piece.is_left_out or not clause.number:
            continue
        two = figures(clause.number)
        if not two or renumbering.is_annex(clause.number):  # below a title of another style numbers begin again
            is_below = True
            continue
        if before and not _follows(one, two) and not (is_below and two[-1] in {0, 1}):
            yield Doubt(
                "JUMP", say("The numbering jumps from {before} to {after}.", before=before, after=clause.number), place
            )
        before, one, is_below = clause.number, two, False


def _follows(one: tuple[int, ...], two: tuple[int, ...]) -> bool:
    if two[:-1] == one and two[-1] in {0, 1}:
        return True
    return len(two) <= len(one) and two[:-1] == one[: len(two) - 1] and two[-1] == one[len(two) - 1] + 1


def _marked(pieces: Sequence[Piece], why: Unsure) -> Iterator[tuple[int, Piece]]:
    return ((place, each) for place, each in enumerate(pieces) if why in each.unsure and not each.is_left_out)


def _typed(pieces: Sequence[Piece]) -> Iterator[Doubt]:
    for place, piece in _marked(pieces, Unsure.TYPED):
        for match in _LINE.finditer(piece.clause.text):
            line = " ".join(match[0].split())
            yield Doubt("TYPED", say("A line starts with a typed number: “{line}”.", line=line), place)


def _is_lost(pieces: Sequence[Piece]) -> bool:
    """Whether the line breaks of the text seem to be lost."""
    inside = sum(1 for _ in _marked(pieces, Unsure.INSIDE))
    return inside >= _LEAST_LOST and inside > _MOST_LOST * len(pieces)


def _inside(pieces: Sequence[Piece]) -> Iterator[Doubt]:
    """Each alone, or many at once; none where they are inside lines throughout, which is told already."""
    found = list(_marked(pieces, Unsure.INSIDE))
    if _is_lost(pieces):
        return
    if len(found) > _ONE_BY_ONE:
        many = say("{count} numbers were found inside lines. Check whether a clause starts there.", count=len(found))
        yield Doubt("INSIDE", many, found[0][0])
        return
    for place, piece in found:
        said = say(
            "Number {number} was found inside a line. If no clause starts there, join it with the clause before.",
            number=piece.clause.number,
        )  # fmt: skip
        yield Doubt("INSIDE", said, place)


def _led(pieces: Sequence[Piece]) -> Iterator[Doubt]:
    found = list(_marked(pieces, Unsure.LEAD))
    if len(found) > _ONE_BY_ONE:
        many = say("{count} titles are the first words of a line that continues. Check them.", count=len(found))
        yield Doubt("LEAD", many, found[0][0])
        return
    for place, piece in found:
        said = say(
            "The first words of a line were taken for the title of clause {number}: “{heading}”. Check the title.",
            number=piece.clause.number, heading=piece.clause.heading,
        )  # fmt: skip
        yield Doubt("LEAD", said, place)


def _left_out(pieces: Sequence[Piece]) -> Iterator[Doubt]:
    """What is left out: told for each clause, and told apart where it is no table of contents."""
    for place, piece in enumerate(pieces):
        if piece.is_left_out:
            yield Doubt("LEFT_OUT", _left_out_as(piece), place)


def _left_out_as(piece: Piece) -> Sentence:
    clause = piece.clause
    whole = " ".join(f"{clause.number} {clause.heading} {clause.text}".split())
    said, count = whole[:_SAID] + ("…" if len(whole) > _SAID else ""), len(whole.split())
    if contents.is_list(clause.text):
        return say("Left out as a table of contents: “{text}”, {count} words in all.", text=said, count=count)
    return say("Words of the contract are left out: “{text}”, {count} words in all.", text=said, count=count)
