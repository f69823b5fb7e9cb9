"""From the paragraphs of a file to clauses: the numbering that the file has itself counts before any guess.

Every word of the paragraphs is in the clauses, in order, and nothing is in them besides.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.contracts.text import doubting
from portal.contracts.text.documents import DEEPEST, Clause
from portal.contracts.text.doubting import Doubt
from portal.contracts.text.pieces import Piece, Unsure, kept
from portal.contracts.text.splitting import apart
from portal.papers.told import Paragraph, Read

FEW = 2
"""From so many clauses on that the file numbers or heads itself, its own structure counts."""
_HEADING_WORDS, _LEAD_WORDS = 15, 10
_LONGEST_HEADING = 300
_FIGURES = re.compile(r"\d{1,6}(?:\.\d{1,6})*")
_ENDS = (".", ":", ";", ",")


@dataclass(frozen=True, slots=True)
class Apart:
    """A text taken apart, and what is unsure about that."""

    pieces: tuple[Piece, ...]
    doubts: tuple[Doubt, ...]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        return kept(self.pieces)


@dataclass(slots=True)
class _Part:
    number: str
    heading: str
    lines: list[str]
    depth: int


def structured(read: Read) -> Apart:
    """The clauses of what was read from a file. Refuses: Invalid for what no text may hold."""
    paragraphs = read.paragraphs
    opening = _openings(paragraphs)
    if len(opening) >= FEW:
        parts = list(_parts(paragraphs, opening))
        pieces = tuple(_piece(index, part) for index, part in enumerate(parts, 1))
        return Apart(pieces, doubting.doubts(pieces, is_guess=False))
    return guess(plain(paragraphs))


def guess(text: str) -> Apart:
    """The clauses of plain text. Refuses: Invalid."""
    pieces = apart(text)
    return Apart(pieces, doubting.doubts(pieces, is_guess=True))


def _piece(index: int, part: _Part) -> Piece:
    clause = Clause(f"c{index}", part.number, part.heading, "\n".join(part.lines), min(part.depth, DEEPEST))
    return Piece(clause, unsure=(Unsure.TYPED,) if doubting.is_typed(clause.text) else ())


def plain(paragraphs: Sequence[Paragraph]) -> str:
    """The paragraphs as text, each with its number before it."""
    return "\n".join(map(_line, paragraphs))


def _line(paragraph: Paragraph) -> str:
    return " ".join(filter(None, (paragraph.number, paragraph.text)))


def _openings(paragraphs: Sequence[Paragraph]) -> dict[int, int]:
    """The places of paragraphs that open a clause, and how deep it lies."""
    strong = [place for place, each in enumerate(paragraphs) if each.opens and each.number]
    headed = [place for place, each in enumerate(paragraphs) if each.heading and each.text and each.kind == "TEXT"]
    strong = _without_inner(paragraphs, strong)
    if not strong and not headed:
        strong = [place for place, each in enumerate(paragraphs) if each.number and each.number != "•"]
    places = sorted({*strong, *headed})
    return {place: _depth(paragraphs[place]) for place in places}


def _without_inner(paragraphs: Sequence[Paragraph], places: list[int]) -> list[int]:
    """The places without those of short lists inside a clause, which another list counts than the clauses."""
    heads = [place for place in places if paragraphs[place].heading]
    counted = Counter(paragraphs[place].series for place in heads or places)
    if not counted:
        return places
    main = {paragraphs[place].series for place in heads} or {counted.most_common(1)[0][0]}
    own = [place for place in places if paragraphs[place].series in main]
    if len(own) <= FEW:
        return places
    return [place for place in places if place in set(own) or not own[0] < place < own[-1]]


def _depth(paragraph: Paragraph) -> int:
    """By its number where that counts levels, 1.1 below 1; else by its list or heading."""
    figures: list[str] = _FIGURES.findall(paragraph.number)
    if len(figures) == 1 and "." in figures[0]:
        return max(figures[0].count("."), 0)
    if paragraph.number:
        return paragraph.level
    return max(paragraph.heading - 1, 0)


def _parts(paragraphs: Sequence[Paragraph], opening: dict[int, int]) -> Iterator[_Part]:
    part = _Part("", "", [], 0)
    for place, paragraph in enumerate(paragraphs):
        if place not in opening:
            part.lines.append(_line(paragraph))
            continue
        if part.number or part.heading or part.lines:
            yield part
        heading, rest = _headed(paragraph)
        part = _Part(paragraph.number, heading, [rest] if rest else [], opening[place])
    if part.number or part.heading or part.lines:
        yield part


def _headed(paragraph: Paragraph) -> tuple[str, str]:
    """The heading that a paragraph is or begins with, and the rest."""
    text = paragraph.text
    words = len(text.split())
    is_line = "\n" not in text and len(text) <= _LONGEST_HEADING and words <= _HEADING_WORDS
    if is_line and (paragraph.heading or not text.endswith(_ENDS)):
        return text, ""
    lead = text[: paragraph.lead].strip()
    if lead and "\n" not in lead and len(lead.split()) <= _LEAD_WORDS and len(lead) <= _LONGEST_HEADING:
        return _with_sign(text, paragraph.lead)
    return "", text


def _with_sign(text: str, lead: int) -> tuple[str, str]:
    """The lead with the sign that ends it, and the rest; no lead where it ends within a word."""
    while lead < len(text) and text[lead] in ".:":
        lead += 1
    if lead < len(text) and not text[lead].isspace() and not text[lead - 1].isspace():
        return "", text
    return text[:lead].strip(), text[lead:].strip()
