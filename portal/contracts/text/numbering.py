"""Where the numbered headings of an agreement stand: candidates, tables of contents left out, sequence kept.

A number opens a clause if it continues the numbering so far. That tells "4.2 Term" from "under Section 4.2 above",
and finds the headings in text whose line breaks were lost. Every expression here is bounded, so the time is linear.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_SCAN = 65_536
_ENTRY_WORDS = 25
_TITLE_WORDS = 15
_LEAST_ENTRIES = 4
_MOST_MARKS = 20_000
_WIDEST_JUMP = 3

_MARK = re.compile(
    r"""(?<!\S)(?:
        (?P<word>ARTICLE|Article|SECTION|Section)[ \t\xa0]{1,8}
          (?:(?P<of>\d{1,3}(?:\.\d{1,3}){0,4})|(?P<in>[IVXLC]{1,7}))[.:]?
      | (?P<number>\d{1,3}(?:\.\d{1,3}){0,5}(?:\.[A-Z])?)(?P<dot>\.?)
      | (?P<roman>[IVXLC]{1,7})\.
      | (?P<annex>(?:EXHIBIT|Exhibit|SCHEDULE|Schedule|ANNEX|Annex|APPENDIX|Appendix|ATTACHMENT|Attachment)
          [ \t\xa0]{1,8}(?:\d{1,2}|[A-Z]|[IVXLC]{1,7})(?:-\d{1,2})?)[.:]?
    )(?!\S)""",
    re.VERBOSE,
)
_PAGE = re.compile(r"(?:.*\.)?(?:\d{1,3}|[ivxl]{1,5}|[A-Z]-\d{1,2})")
_REFERENCE = re.compile(
    r"(?:sections?|articles?|clauses?|paragraphs?|subsections?|sub-sections?|exhibits?|schedules?|items?|and|or|to|"
    r"through|in|of|by|under|see|than|with|from|at|per|until|least|page|rule|the|a|§+)[.,]?",
    re.IGNORECASE,
)
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True, slots=True)
class Mark:
    """A number that may open a clause: its place in the text, its kind and its parts, (3, 2) for 3.2."""

    start: int
    end: int
    kind: str
    parts: tuple[int, ...]
    opens_line: bool
    bare: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """A mark that opens a clause, and how deep the clause lies."""

    start: int
    end: int
    depth: int


def openings(text: str) -> tuple[Opening, ...]:
    """The places in the text where a numbered clause begins, in order; none in text that is mostly numbers."""
    marks = tuple(itertools.islice(_marks(text), _MOST_MARKS + 1))
    if len(marks) > _MOST_MARKS:
        return ()
    sequence = _Sequence(text)
    found = []
    for mark in _without_contents(text, marks):
        depth = sequence.take(mark)
        if depth is not None:
            found.append(Opening(mark.start, mark.end, depth))
    return tuple(found)


def _marks(text: str) -> Iterator[Mark]:
    start = 0
    while start < len(text):
        end = _scan_end(text, start)
        marks = (_mark(text, match) for match in _MARK.finditer(text, start, end))
        yield from (mark for mark in marks if mark.opens_line or not mark.bare)
        start = end


def _scan_end(text: str, start: int) -> int:
    """Where to stop a scan that begins at `start`: behind a gap if there is one, so that no mark is cut."""
    if len(text) - start <= _SCAN:
        return len(text)
    gap = max(text.rfind("\n", start, start + _SCAN), text.rfind(" ", start, start + _SCAN))
    return gap + 1 if gap >= start else start + _SCAN


def _mark(text: str, match: re.Match[str]) -> Mark:
    before = text[max(0, match.start() - 40) : match.start()].rstrip(" \t\xa0")
    opens_line = not before or before.endswith("\n")
    kind, bare = "NUMBER", False
    parts: tuple[int, ...] = (0,)
    if match["annex"]:
        kind = "ANNEX"
    elif match["roman"]:
        kind, parts = "ROMAN", (_roman(match["roman"]),)
    elif match["word"]:
        parts = _parts(match["of"]) if match["of"] else (_roman(match["in"]),)
        kind = "ARTICLE" if match["word"].upper() == "ARTICLE" else "SECTION"
    else:
        parts = _parts(match["number"])
        bare = len(parts) == 1 and not match["dot"]
    return Mark(match.start(), match.end(), kind, parts, opens_line, bare)


def _parts(number: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else ord(part) - ord("A") + 1 for part in number.split("."))


def _roman(figures: str) -> int:
    values = [_ROMAN[figure] for figure in figures]
    return sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def _without_contents(text: str, marks: Sequence[Mark]) -> Iterator[Mark]:
    """The marks outside tables of contents: runs of short entries that end with a page."""
    inside = [False] * len(marks)
    run: list[int] = []
    for index, mark in enumerate(marks):
        following = marks[index + 1].start if index + 1 < len(marks) else len(text)
        if _is_entry(text[mark.end : min(following, mark.end + 400)]):
            run.append(index)
        if run and (index - run[-1] > 2 or index + 1 == len(marks)):  # noqa: PLR2004 - two long titles may follow each other
            if len(run) >= _LEAST_ENTRIES:
                inside[run[0] : run[-1] + 1] = [True] * (run[-1] + 1 - run[0])
            run = []
    return (mark for mark, is_entry in zip(marks, inside, strict=True) if not is_entry)


def _is_entry(gap: str) -> bool:
    words = gap.partition("\n")[0].split()
    return 1 < len(words) <= _ENTRY_WORDS and words[0][0].isalpha() and _PAGE.fullmatch(words[-1]) is not None


class _Sequence:
    """The numbering so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.article = 0
        self.roman = 0
        self.parts: tuple[int, ...] = ()
        self.annexes: set[str] = set()

    def take(self, mark: Mark) -> int | None:
        """The depth of the clause that the mark opens; None if it opens none."""
        match mark.kind:
            case "ANNEX":
                return self._take_annex(mark)
            case "ARTICLE":
                return self._take_article(mark)
            case "ROMAN":
                return self._take_roman(mark)
        return self._take_number(mark)

    def _take_annex(self, mark: Mark) -> int | None:
        name = self.text[mark.start : mark.end].upper()
        # What comes again at the head of each page does not open a clause again.
        if not mark.opens_line or name in self.annexes or not self._is_title(mark):
            return None
        self.annexes.add(name)
        self.article, self.roman, self.parts = 0, 0, ()
        return 0

    def _take_article(self, mark: Mark) -> int | None:
        number = mark.parts[0]
        shouted = self.text.startswith("ARTICLE", mark.start)
        fits = number == self.article + 1 or (mark.opens_line and (number == 1 or 0 < number - self.article <= 3))  # noqa: PLR2004
        if not fits or self._goes_on(mark) or not (mark.opens_line or shouted):
            return None
        self.article, self.parts = number, ()
        return 0

    def _take_roman(self, mark: Mark) -> int | None:
        if mark.parts[0] != self.roman + 1 or self._goes_on(mark) or not self._stands_apart(mark):
            return None
        self.roman, self.parts = mark.parts[0], ()
        return 0

    def _take_number(self, mark: Mark) -> int | None:
        parts = mark.parts
        if not (self._opens_line(mark) if mark.opens_line else self._opens_inside(mark)):
            return None
        self.parts = parts
        if self.article or self.roman:
            return len(parts) if len(parts) == 1 or parts[0] not in {self.article, self.roman} else len(parts) - 1
        return len(parts) - 1

    def _opens_line(self, mark: Mark) -> bool:
        if mark.bare:
            return self._follows(mark.parts, 0) and self._is_title(mark)
        if self._goes_on(mark) and (len(mark.parts) == 1 or mark.kind == "SECTION"):
            return False
        return self._follows(mark.parts, _WIDEST_JUMP) or (mark.parts[-1] == 1 and len(mark.parts) <= 2)  # noqa: PLR2004 - a schedule that begins again

    def _opens_inside(self, mark: Mark) -> bool:
        if mark.bare or not self._follows(mark.parts, 1 if len(mark.parts) > 1 else 0):
            return False
        words = self.text[max(0, mark.start - 40) : mark.start].split()
        if mark.kind == "NUMBER" and words and _REFERENCE.fullmatch(words[-1]):
            return False
        if len(mark.parts) == 1 or mark.kind == "SECTION":
            return self._stands_apart(mark) and not self._goes_on(mark)
        return self._stands_apart(mark) or not self._goes_on(mark)

    def _follows(self, parts: tuple[int, ...], jump: int) -> bool:
        """Whether the number comes next, or up to `jump` numbers of its level were lost before it."""
        if not self.parts:
            opens = parts[0] in {1, self.article} if jump == 0 else parts[0] - max(self.article, 1) in range(jump)
            return opens and all(part <= 1 + jump for part in parts[1:])
        level = next((n for n, (a, b) in enumerate(zip(parts, self.parts, strict=False)) if a != b), None)
        if level is None:
            below = parts[len(self.parts) :]
            return 0 < len(below) <= 2 and all(1 <= part <= 1 + jump for part in below)  # noqa: PLR2004
        step = parts[level] - self.parts[level]
        below = parts[level + 1 :]
        return 1 <= step <= 1 + jump and len(below) <= 2 and all(1 <= part <= 1 + jump for part in below)  # noqa: PLR2004

    def _goes_on(self, mark: Mark) -> bool:
        """Whether a sentence goes on behind the mark: a small letter or a comma."""
        rest = self.text[mark.end : mark.end + 40].lstrip()
        return bool(rest) and (rest[0].islower() or rest[0] in ",;)%")

    def _stands_apart(self, mark: Mark) -> bool:
        """Whether the mark begins a line, stands behind the end of a sentence or behind a wide gap."""
        before = self.text[max(0, mark.start - 40) : mark.start]
        plain = before.rstrip()
        return mark.opens_line or len(before) - len(plain) > 1 or not plain or plain[-1] in '.;:!?)]"”’_*…'

    def _is_title(self, mark: Mark) -> bool:
        """Whether the rest of the line reads like a title."""
        line = self.text[mark.end : mark.end + 400].partition("\n")[0]
        words = line.split()
        if not words:
            return mark.kind == "ANNEX"
        return len(words) <= _TITLE_WORDS and not words[0][0].islower() and words[-1][-1] not in ",;."
