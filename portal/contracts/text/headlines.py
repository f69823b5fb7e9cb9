"""Where clauses begin that have a title and no number: in capitals, alone above their text, or as its first words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.contracts.text import contents, titles
from portal.contracts.text.numbering import Opening

FEW = 3
_AGAIN = 3
_BODY_WORDS = 8
_LONG_WORDS = 20
_LEAD_WORDS = 6
_SHARE = 1 / 3
_LOST = 400
"""Characters to a line, above which the line breaks of a text seem to be lost."""
_LINE = re.compile(r"[^\n]{1,4096}\n?|\n")
_PIECE = re.compile(r"(?:[^\n \t\xa0]{1,256}|[ \t\xa0]{1,2}(?![ \t\xa0])){1,500}|[ \t\xa0]{3,4096}|\n")
_RULE = re.compile(r"[\s\-–—_=~*]{3,200}")
_LEAD = re.compile(r"([^\W\d_][^.:\n]{1,80})[.:]\s{1,8}(?=[\"“‘'(\[]?[A-ZА-Я])")
_NO_TITLE = re.compile(r"[\d_/@:]|[,;]$")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str
    is_apart: bool
    """Whether a blank line, or where line breaks are lost a wide gap, stands before it."""


def openings(text: str, most: int) -> tuple[Opening, ...]:
    """The titles of a text, in order; none where there are fewer than three, or too many to be titles."""
    found = _found(list(_lines(text, _LINE)))
    if len(found) < FEW and len(text) > _LOST * (text.count("\n") + 1):
        found = _found(list(_lines(text, _PIECE)))
    return tuple(Opening(start, start, 0) for start in sorted(found)) if FEW <= len(found) <= most else ()


def _lines(text: str, pattern: re.Pattern[str]) -> Iterator[_Line]:
    is_apart = True
    for match in pattern.finditer(text):
        line = match[0].strip()
        if line:
            yield _Line(match.start(), line, is_apart)
        is_apart = not line


def _found(lines: Sequence[_Line]) -> set[int]:
    shouted = [place for place, line in enumerate(lines) if titles.is_shouted(line.text)]
    alone = [place for place in range(len(lines)) if _is_alone(lines, place)]
    places = _without_contents(lines, sorted({*shouted, *alone}))
    places += _leads(lines)
    return {lines[place].start for place in places}


def _is_alone(lines: Sequence[_Line], place: int) -> bool:
    """Whether a title stands between blank lines above a paragraph."""
    line = lines[place]
    words = line.text.split() if len(line.text) <= titles.LONGEST_HEADING else []
    if not line.is_apart or not 0 < len(words) <= titles.LEAD_WORDS or not words[0][0].isupper():
        return False
    title = line.text.rstrip(":.")
    if not titles.is_titled(title) or _NO_TITLE.search(title) or titles.is_name(title):
        return False
    below = lines[place + 1 : place + 3]
    if below and _RULE.fullmatch(below[0].text):
        return len(below) > 1 and _is_body(below[1].text)
    is_short = len(words) <= _LEAD_WORDS
    return bool(below) and (below[0].is_apart or is_short) and _is_body(below[0].text)


def _is_body(line: str) -> bool:
    return len(line.split(maxsplit=_BODY_WORDS)) >= _BODY_WORDS and not titles.is_titled(line)


def _without_contents(lines: Sequence[_Line], places: Sequence[int]) -> list[int]:
    """Without entries of a table of contents, and without what comes again at the head of each page."""
    titled = set(places)
    count = Counter(lines[place].text for place in places)
    seen: set[str] = set()
    entries: set[int] = set()
    kept = []
    for place in places:
        line = lines[place].text
        is_list = place + 1 in titled or place - 1 in entries
        if contents.is_entry(line) or (count[line] > 1 and line not in seen and is_list):
            entries.add(place)
        elif count[line] < _AGAIN or line not in seen:
            kept.append(place)
        seen.add(line)
    return kept


def _leads(lines: Sequence[_Line]) -> list[int]:
    """Paragraphs that begin with a title: all in capitals, others where many paragraphs do."""
    found = [(place, match[1].strip()) for place, line in enumerate(lines) if (match := _led(line))]
    shouted = [place for place, lead in found if titles.is_shouted(lead)]
    titled = [place for place, lead in found if len(lead.split()) <= _LEAD_WORDS and not _NO_TITLE.search(lead)]
    long = sum(map(_is_long, lines, [*lines[1:], None]))
    if len(titled) >= FEW and len(titled) >= long * _SHARE:
        return sorted({*shouted, *titled})
    return shouted


def _led(line: _Line) -> re.Match[str] | None:
    found = _LEAD.match(line.text) if line.is_apart else None
    return found if found and titles.is_titled(found[1]) and not titles.is_name(found[1]) else None


def _is_long(line: _Line, below: _Line | None) -> bool:
    """Whether a paragraph of more than some words begins in the line."""
    is_wrapped = below is not None and not below.is_apart
    return line.is_apart and (is_wrapped or len(line.text.split(maxsplit=_LONG_WORDS)) >= _LONG_WORDS)
