"""From the plain text of an agreement to its clauses, with nothing of the text lost."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

from portal import errors, wording
from portal.contracts.text import bounds, numbering
from portal.contracts.text.documents import Clause

LONGEST_WORDS = 5_000
LARGEST_FILE = 4 * bounds.LONGEST_DOCUMENT

_MOST_OPENINGS = 2_500
_FEW_HEADINGS = 3
_GROUP_WORDS = 300
_HEADING_WORDS = 15
_LEAD_WORDS = 10
_LONGEST_HEADING = 300
_SMALL_WORDS = frozenset(
    (
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "de",
        "for",
        "from",
        "in",
        "into",
        "is",
        "nor",
        "of",
        "on",
        "or",
        "our",
        "per",
        "the",
        "to",
        "under",
        "upon",
        "with",
        "your",
    )
)

_LEAD = re.compile(r"[^.:\n]{1,120}[.:](?=\s)")
_GAP = re.compile(r"[ \t\xa0]{3,}")
_WORD = re.compile(r"\S{1,4096}")


def read_text(path: Path) -> str:
    """The text of a file, read as UTF-8 (with or without byte order mark) or else as Windows-1252.

    Invalid, naming "file", for a file that is empty, over 8 MB or not text.
    """
    here = ("input", "file")
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise errors.Invalid("The file is larger than {most} bytes.", most=LARGEST_FILE, path=here)
    if b"\x00" in content:
        raise errors.Invalid("The file is not plain text: it holds zero bytes.", path=here)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decode_windows(content)
    text = re.sub(r"\r\n?|[\x0b\x0c]", "\n", text)
    if not text.strip():
        raise errors.Invalid("The file is empty.", path=here)
    return wording.settle(text, path=here, limit=bounds.LONGEST_DOCUMENT)


def _decode_windows(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as fault:
        raise errors.Invalid("The file is not text in UTF-8 or Windows-1252.", path=("input", "file")) from fault


def split(text: str) -> tuple[Clause, ...]:
    """The clauses of a text, with keys c1, c2, …; numbers and headings stand as the text has them.

    Clauses open at numbered headings; where there are fewer than three, at titles in capitals; where there are fewer
    than three of those too, paragraphs are grouped to about 300 words. What comes before the first heading is a clause
    without number. None has more than 5,000 words: a longer one goes on in clauses without number. Every character
    but white space is kept, in order. Invalid for text that `wording.settle` refuses.
    """
    text = wording.settle(text, path=("input", "text"), limit=bounds.LONGEST_DOCUMENT)
    cuts = _shallow(numbering.openings(text))
    if len(cuts) < _FEW_HEADINGS:
        cuts = _titles(text) or cuts
    parts = list(_headed(text, cuts) if cuts else _grouped(text))
    return tuple(
        Clause(f"c{index}", number, heading, body, depth)
        for index, (number, heading, body, depth) in enumerate(parts, start=1)
    )


Part = tuple[str, str, str, int]


def _shallow(openings: tuple[numbering.Opening, ...]) -> tuple[numbering.Opening, ...]:
    """The openings, without the deepest ones if there are too many for an agreement."""
    deepest = 8
    while len(openings) > _MOST_OPENINGS and deepest:
        deepest -= 1
        openings = tuple(opening for opening in openings if opening.depth <= deepest)
    return openings if len(openings) <= _MOST_OPENINGS else ()


def _titles(text: str) -> tuple[numbering.Opening, ...]:
    """The lines in capitals, if they are enough and not too many to be headings."""
    found = (numbering.Opening(start, start, 0) for start, line in _lines(text) if _is_shouted(line))
    titles = tuple(itertools.islice(found, _MOST_OPENINGS + 1))
    return titles if _FEW_HEADINGS <= len(titles) <= _MOST_OPENINGS else ()


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield start, text[start:end]
        start = end


def _is_shouted(line: str) -> bool:
    words = line.split() if len(line) <= _LONGEST_HEADING else []
    return line.isupper() and 0 < len(words) <= _LEAD_WORDS and any(len(word) >= 4 and word.isalpha() for word in words)  # noqa: PLR2004 - a word, not initials


def _headed(text: str, openings: tuple[numbering.Opening, ...]) -> Iterator[Part]:
    yield from _in_lengths("", "", text[: openings[0].start].strip(), 0)
    ends = [opening.start for opening in openings[1:]] + [len(text)]
    for opening, end in zip(openings, ends, strict=True):
        number = " ".join(text[opening.start : opening.end].split())
        heading, body = _lead(text[opening.end : end].strip())
        yield from _in_lengths(number, heading, body, opening.depth)


def _lead(text: str) -> tuple[str, str]:
    """The heading that a clause begins with, if any, and the rest."""
    line = text[: _LONGEST_HEADING + 1].partition("\n")[0]
    if len(line) <= _LONGEST_HEADING and _is_heading(line.strip()):
        return line.strip(), text[len(line) :].strip()
    for cut in (_LEAD.match(line), _GAP.search(line)):
        heading = line[: cut.end()].strip() if cut else ""
        if cut and 0 < len(heading.split()) <= _LEAD_WORDS and _is_titled(heading):
            return heading, text[cut.end() :].strip()
    return "", text


def _is_heading(line: str) -> bool:
    """Whether a line is a heading as a whole: a title, or a few words that end without a sign."""
    words = len(line.split())
    if line.endswith((",", ";")) or ". " in line:
        return False
    return 0 < words <= _HEADING_WORDS if _is_titled(line) else words <= _LEAD_WORDS and not line.endswith((".", ":"))


def _is_titled(line: str) -> bool:
    """Whether every word that counts begins with a capital, a figure or a sign."""
    return not any(word[0].islower() and word.strip(".:,") not in _SMALL_WORDS for word in line.split())


def _grouped(text: str) -> Iterator[Part]:
    words = sum(len(piece.split()) for piece in wording.pieces(text))
    for body in _lengths(text.strip(), max(_GROUP_WORDS, words // _MOST_OPENINGS)):
        yield "", "", body, 0


def _in_lengths(number: str, heading: str, body: str, depth: int) -> Iterator[Part]:
    bodies = _lengths(body, LONGEST_WORDS)
    first = next(bodies, "")
    if number or heading or first:
        yield number, heading, first, depth
    for following in bodies:
        yield "", "", following, depth


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
