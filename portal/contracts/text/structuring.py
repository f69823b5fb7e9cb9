"""From the paragraphs of a file to clauses: the numbering that the file has itself counts before any guess.

Every word of the paragraphs is in the clauses, in order, and nothing is in them besides.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.contracts.text.documents import DEEPEST, Clause
from portal.contracts.text.splitting import split
from portal.papers.told import Paragraph, Read
from portal.sentences import Sentence, say

FEW = 2
"""From so many clauses on that the file numbers or heads itself, its own structure counts."""
_HEADING_WORDS, _LEAD_WORDS = 15, 10
_LONGEST_HEADING = 300
_MOST_DOUBTS = 20
_FIGURES = re.compile(r"\d{1,6}(?:\.\d{1,6})*")
_TYPED = re.compile(r"(?:^|\n)(\d{1,3}(?:\.\d{1,3}){1,5}\.?|\d{1,3}\.)\s+(\S.{0,60})")
_ENDS = (".", ":", ";", ",")


@dataclass(frozen=True, slots=True)
class Doubt:
    """What somebody should look at: its kind, a sentence, and the clause that it is about, by its place."""

    code: str
    sentence: Sentence
    clause: int | None = None


@dataclass(frozen=True, slots=True)
class Apart:
    """A text taken apart, and what is unsure about that."""

    clauses: tuple[Clause, ...]
    doubts: tuple[Doubt, ...]


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
        clauses = tuple(
            Clause(f"c{index}", part.number, part.heading, "\n".join(part.lines), min(part.depth, DEEPEST))
            for index, part in enumerate(parts, 1)
        )
        return Apart(clauses, tuple(_doubts(clauses, is_guess=False)))
    return guess(plain(paragraphs))


def guess(text: str) -> Apart:
    """The clauses of plain text. Refuses: Invalid."""
    clauses = split(text)
    return Apart(clauses, tuple(_doubts(clauses, is_guess=True)))


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


def _doubts(clauses: Sequence[Clause], *, is_guess: bool) -> Iterator[Doubt]:
    if is_guess:
        yield Doubt(
            "GUESSED",
            say("The clauses were found by the numbers and titles in the text, which does not say where they begin."),
        )
    first = next((place for place, each in enumerate(clauses) if each.number), len(clauses))
    if 0 < first < len(clauses):
        count = sum(len(f"{each.heading} {each.text}".split()) for each in clauses[:first])
        yield Doubt("PREAMBLE", say("Words before the first numbered clause: {count}.", count=count), 0)
    yield from list(_jumps(clauses))[:_MOST_DOUBTS]
    if not is_guess:
        yield from list(_typed(clauses))[:_MOST_DOUBTS]


def _jumps(clauses: Sequence[Clause]) -> Iterator[Doubt]:
    """Where the number after one is neither the next nor the first below it."""
    numbered = [
        (place, each.number, tuple(map(int, figures[0].split("."))))
        for place, each in enumerate(clauses)
        if len(figures := _FIGURES.findall(each.number)) == 1
    ]
    for (_, before, one), (place, after, two) in pairwise(numbered):
        if not _follows(one, two):
            yield Doubt("JUMP", say("After {before} comes {after}.", before=before, after=after), place)


def _follows(one: tuple[int, ...], two: tuple[int, ...]) -> bool:
    if two[:-1] == one and two[-1] in {0, 1}:
        return True
    return len(two) <= len(one) and two[:-1] == one[: len(two) - 1] and two[-1] == one[len(two) - 1] + 1


def _typed(clauses: Sequence[Clause]) -> Iterator[Doubt]:
    """Lines that begin with a number that somebody typed: they may be clauses that the file does not count."""
    for place, each in enumerate(clauses):
        for match in _TYPED.finditer(each.text):
            said = say("A line begins with a number that was typed: “{line}”.", line=" ".join(match[0].split()))
            yield Doubt("TYPED", said, place)
