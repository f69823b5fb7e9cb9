"""From the plain text of an agreement to its clauses, with nothing of the text lost."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from portal import errors, wording
from portal.contracts.text import bounds, decoding, headlines, marks, numbering, titles
from portal.contracts.text.documents import Clause
from portal.contracts.text.pieces import Piece, Unsure

LONGEST_WORDS = 5_000
LARGEST_FILE = 4 * bounds.LONGEST_DOCUMENT

_MOST_OPENINGS = 2_500
_GROUP_WORDS = 300
_FEW_CLAUSES = 5
_LONG = 1_000
_LOOK, _BEFORE = 2_000, 200
_BLANKS = f" \t\xa0\u2009\u202f\u3000{marks.UNSEEN}"

_LEAD = re.compile(r"[^.:\n]{1,120}[.:](?=\s)")
_GAP = re.compile(r"[ \t\xa0]{3,}")
_WORD = re.compile(r"\S{1,4096}")


def read_text(path: Path, *, encoding: str = "") -> str:
    """The text of a file, read in its encoding where that is certain (see `decoding`), else in the one that is named.

    Invalid, naming "file", for a file that is empty, over 8 MB or not text.
    """
    return read_with_guess(path, encoding=encoding)[0]


def read_with_guess(path: Path, *, encoding: str = "") -> tuple[str, str]:
    """The same, and the code page that it was read in where neither the file nor anybody names one, else ""."""
    here = decoding.PATH
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise errors.Invalid("The file is larger than {most} bytes.", most=LARGEST_FILE, path=here)
    read, guessed = decoding.guessed(content, encoding)
    text = re.sub(r"\r\n?|[\x0b\x0c]", "\n", _in_lines(read))
    if not text.strip():
        raise errors.Invalid("The file is empty.", path=here)
    return wording.settle(text, path=here, limit=bounds.LONGEST_DOCUMENT), guessed


def _in_lines(text: str) -> str:
    """The text with a line feed for each other sign that ends a line or a paragraph."""
    return text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x85", "\n")


def split(text: str) -> tuple[Clause, ...]:
    """The clauses of a text; see `apart`."""
    return tuple(piece.clause for piece in apart(text))


def apart(text: str) -> tuple[Piece, ...]:
    """The clauses of a text and what is unsure about each, with keys c1, c2, …; numbers and headings as it has them.

    Clauses open at numbered headings; where those are few, at titles without numbers too; where there are fewer than
    three of all, or the text is long for the few clauses it has, paragraphs are grouped to about 300 words.
    What comes before the first heading is a clause without number. None has more than 5,000 words: a longer one goes
    on in clauses without number. Every character but white space is kept, in order. Invalid for text that
    `wording.settle` refuses.
    """
    text = _in_lines(wording.settle(text, path=("input", "text"), limit=bounds.LONGEST_DOCUMENT))
    cuts, words = _shallow(numbering.openings(text)), 0
    if len(cuts) < _FEW_CLAUSES:
        words = sum(len(piece.split()) for piece in wording.pieces(text))
        if len(cuts) < headlines.FEW or words > _LONG:
            cuts = _with_titles(text, cuts)
    parts = list(_headed(text, cuts, LONGEST_WORDS))
    if len(cuts) < headlines.FEW or (len(parts) < _FEW_CLAUSES and words > _LONG):
        parts = list(_headed(text, cuts, max(_GROUP_WORDS, words // _MOST_OPENINGS)))
    return tuple(
        Piece(Clause(f"c{index}", part.number, part.heading, part.body, part.depth), unsure=part.unsure)
        for index, part in enumerate(parts, start=1)
    )


class Part(NamedTuple):
    """What becomes a clause."""

    number: str
    heading: str
    body: str
    depth: int
    unsure: tuple[Unsure, ...] = ()


def opened(text: str) -> Part:
    """The number and the heading that a text begins with, and the rest; its depth is nobody's."""
    first = next(marks.marks(text[:_LOOK]), None)
    end = first.end if first and not first.start and first.weight > 0 else 0
    number, behind = " ".join(text[:end].split()), text[end:].strip()
    is_headed = number or titles.is_heading(behind.partition("\n")[0].strip())
    heading, body, _is_lead = lead(behind) if is_headed else ("", behind, False)
    return Part(number, heading, body, 0)


def _shallow(openings: tuple[numbering.Opening, ...]) -> tuple[numbering.Opening, ...]:
    """The openings, without the deepest ones if there are too many for an agreement."""
    deepest = 8
    while len(openings) > _MOST_OPENINGS and deepest:
        deepest -= 1
        openings = tuple(opening for opening in openings if opening.depth <= deepest)
    return openings if len(openings) <= _MOST_OPENINGS else ()


def _with_titles(text: str, cuts: tuple[numbering.Opening, ...]) -> tuple[numbering.Opening, ...]:
    """The few openings, and the titles without numbers between them, if those are enough to be headings."""
    titled = headlines.openings(text, _MOST_OPENINGS)
    own = {text.rfind("\n", 0, cut.start) + 1 for cut in cuts}
    between = [title for title in titled if title.start not in own]
    return tuple(sorted((*cuts, *between), key=lambda cut: cut.start)) if titled else cuts


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield start, text[start:end]
        start = end


def _headed(text: str, openings: tuple[numbering.Opening, ...], most_words: int) -> Iterator[Part]:
    yield from _in_lengths("", "", text[: openings[0].start if openings else len(text)].strip(), 0, most_words)
    ends = [opening.start for opening in openings[1:]] + [len(text)]
    for opening, end in zip(openings, ends, strict=False):
        number = " ".join(text[opening.start : opening.end].split())
        heading, body, is_lead = lead(text[opening.end : end].strip())
        before = text[max(0, opening.start - _BEFORE) : opening.start].rpartition("\n")[2]
        found = {Unsure.INSIDE: bool(before.strip(_BLANKS)), Unsure.LEAD: is_lead}
        unsure = tuple(each for each, is_so in found.items() if is_so)
        yield from _in_lengths(number, heading, body, opening.depth, most_words, unsure)


def lead(text: str) -> tuple[str, str, bool]:
    """The heading that a clause begins with, if any, and the rest; and whether it is only the beginning of a line."""
    line = text[: titles.LONGEST_HEADING + 1].partition("\n")[0]
    if len(line) <= titles.LONGEST_HEADING and titles.is_heading(line.strip()) and not _goes_on(text, line):
        return line.strip(), text[len(line) :].strip(), False
    for cut in (_LEAD.match(line), _GAP.search(line)):
        heading = line[: cut.end()].strip() if cut else ""
        if cut and 0 < len(heading.split()) <= titles.LEAD_WORDS and titles.is_titled(heading):
            return heading, text[cut.end() :].strip(), True
    return "", text, False


def _goes_on(text: str, line: str) -> bool:
    """Whether a sentence goes on in the next line."""
    return text[len(line) + 1 : len(line) + 2].islower() and not titles.is_titled(line)


def _in_lengths(
    number: str, heading: str, body: str, depth: int, most_words: int, unsure: tuple[Unsure, ...] = ()
) -> Iterator[Part]:
    bodies = _lengths(body, most_words)
    first = next(bodies, "")
    if number or heading or first:
        yield Part(number, heading, first, depth, unsure)
    for following in bodies:
        yield Part("", "", following, depth)


def _lengths(text: str, most_words: int) -> Iterator[str]:
    """The text in lengths of at most so many words, cut between paragraphs, or between words in a longer paragraph."""
    start, end, words = 0, 0, 0
    for begin, stop, count in _units(text, most_words):
        if words and (words + count > most_words or stop - start > bounds.LONGEST_CLAUSE):
            yield text[start:end]
            words = 0
        if not words:
            start = begin
        end, words = stop, words + count
    if words:
        yield text[start:end]


def _units(text: str, most_words: int) -> Iterator[tuple[int, int, int]]:
    """Where each paragraph begins and ends, and its words; a paragraph over the limits comes in several."""
    for start, line in _lines(text):
        count = len(line.split()) if len(line) <= bounds.LONGEST_CLAUSE else most_words + 1
        if count > most_words:
            yield from _runs(text, start, start + len(line), most_words)
        elif count:
            yield start + len(line) - len(line.lstrip()), start + len(line.rstrip()), count


def _runs(text: str, begin: int, stop: int, most_words: int) -> Iterator[tuple[int, int, int]]:
    start, end, count = begin, begin, 0
    for word in _WORD.finditer(text, begin, stop):
        if count and (count == most_words or word.end() - start > bounds.LONGEST_CLAUSE):
            yield start, end, count
            count = 0
        if not count:
            start = word.start()
        end, count = word.end(), count + 1
    if count:
        yield start, end, count
