"""Numbers that count on from the first, each clause's in the style that it has; an annex begins them again."""

import re
from collections.abc import Sequence
from dataclasses import replace

from portal.contracts.text import marks, numerals
from portal.contracts.text.pieces import Piece

_FIGURES = re.compile(r"\d{1,6}(?:\.\d{1,6})*")
_SIGN = re.compile(r"(?<![^\W\d_])(?:(?P<roman>[IVXLC]{1,7}|[ivxlc]{1,6})|(?P<letter>[^\W\d_]))(?![^\W\d_])")
_LONGEST, _BELOW = 200, "—"
_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъьюя")


def annex_name(text: str) -> str:
    """The name of an annex, such as "Exhibit A", that a text begins with; "" for none."""
    found = next(marks.marks(f"{text[:_LONGEST]}\n{_BELOW}"), None)  # a name that nothing follows names nothing
    return text[: found.end] if found and not found.start and found.style == marks.ANNEX else ""


def is_annex(number: str) -> bool:
    """Whether a number is the name of an annex."""
    return bool(number) and annex_name(number) == number


def renumbered(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with numbers in order; what has no number gets none, and what is left out does not count."""
    counters, romans, figured, found = list[int](), list[bool](), dict[int, bool](), list[Piece]()
    for piece in pieces:
        clause = piece.clause
        if piece.is_left_out or not clause.number:
            found.append(piece)
            continue
        if is_annex(clause.number):
            counters, romans = [], []
            found.append(piece)
            continue
        missing = clause.depth + 1 - len(counters)
        counters, romans = [*counters, *[0] * missing][: clause.depth + 1], [*romans, *[False] * missing]
        counters[-1] += 1
        romans[clause.depth :] = [_is_roman(clause.number, was=counters[-1] > 1 and romans[clause.depth])]
        figured[clause.depth] = bool(_FIGURES.search(clause.number))
        is_alone = "." not in clause.number[:-1] and not any(figured.get(depth) for depth in range(clause.depth))
        number = _written(clause.number, counters, is_roman=romans[-1], is_alone=is_alone)
        found.append(replace(piece, clause=replace(clause, number=number)))
    return tuple(found)


def _is_roman(number: str, *, was: bool) -> bool:
    """Whether a number is a Roman numeral: C, V and the like are letters where no numeral stands before them."""
    found = _SIGN.search(number)
    sign = found["roman"] if found else ""
    return bool(sign) and (was or len(sign) > 1 or sign in "Ii")


def _written(number: str, counters: Sequence[int], *, is_roman: bool, is_alone: bool) -> str:
    """The number in its style: figures count all levels, letters, Roman numerals and what is alone their own."""
    own = counters[-1]
    if _FIGURES.search(number):
        said = str(own) if is_alone or number.endswith(")") else ".".join(str(each or 1) for each in counters)
        return _FIGURES.sub(said, number, count=1)
    for word in number.split():
        if numerals.SAID.get(word.strip(".,:)").casefold(), own) != own:
            return number.replace(word.strip(".,:)"), str(own))
    return _SIGN.sub(lambda match: _sign(match[0], own, is_roman=is_roman), number, count=1)


def _sign(sign: str, own: int, *, is_roman: bool) -> str:
    if is_roman:
        roman = numerals.written(own)
        return (roman if sign.isupper() else roman.lower()) or str(own)
    alphabet = _ALPHABETS[0] if sign.isascii() else _ALPHABETS[1]
    letter = alphabet[own - 1] if own <= len(alphabet) else str(own)
    return letter.upper() if sign.isupper() else letter
