"""Where the numbered headings of an agreement stand: by numbers that count on through the text, in whatever style.

A number opens a clause if it continues the numbering so far. That tells "4.2 Term" from "under Section 4.2 above",
and finds the headings in text whose line breaks were lost.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.contracts.text import contents, counting, numerals, titles
from portal.contracts.text import marks as numbers
from portal.contracts.text.marks import ANNEX, DASHES, NUMBER, Around, Mark

_MOST_MARKS = 20_000
_FEW = 3
_ROMAN, _LETTER, _TITLE = "I.", "A.", "title"
_NAMED = frozenset((*numerals.CLAUSES, *numerals.SHORT, "§", "§§", "第条", "第條", "第章", "第节"))
_LINE_WORDS = 12
_TITLE_WORDS = 8
_HEAD_AGAIN = 3
_NUMBERS = re.compile(r"[\d\W_]+")


@dataclass(frozen=True, slots=True)
class Opening:
    """A place where a clause begins: where its number begins and ends, and how deep the clause lies."""

    start: int
    end: int
    depth: int


def openings(text: str) -> tuple[Opening, ...]:
    """The places in the text where a numbered clause begins, in order; none in text that is mostly numbers."""
    found = tuple(itertools.islice(numbers.marks(text), _MOST_MARKS + 1))
    if len(found) > _MOST_MARKS:
        return ()
    marks = _without_heads(text, contents.outside(text, found))
    annexes = list(_annexes(text, marks))
    letters = _lettered(text, marks, [annex.start for annex in annexes])
    own = {mark.start for mark in letters}
    marks = [mark for mark in marks if mark.start not in own]
    chains = {_LETTER: letters} if letters else {}
    chains |= _strong(text, marks, sorted([*own, *(annex.start for annex in annexes)]))
    if sum(map(len, chains.values())) < _FEW:
        chains |= _weak(text, marks, [annex.start for annex in annexes])
    taken = _once([*annexes, *itertools.chain.from_iterable(chains.values())])
    return tuple(_titled_before(text, list(_deep(_once([*taken, *_above(text, taken)])))))


def _without_heads(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """The marks without numbers of pages that stand in a line with what is said at the head of each page."""
    heads = Counter(
        _NUMBERS.sub(" ", line).strip()
        for line in text.split("\n")
        if len(line) < 200 and 0 < len(line.split()) <= _LINE_WORDS  # noqa: PLR2004 - characters of a line
    )

    def is_head(mark: Mark) -> bool:
        line = _NUMBERS.sub(" ", Around(text, mark.start, mark.end).line[:200]).strip()
        return heads[line] >= _HEAD_AGAIN

    return [mark for mark in marks if not (mark.bare and mark.opens_line and is_head(mark))]


def _annexes(text: str, marks: Iterable[Mark]) -> Iterator[Mark]:
    """Each annex where it is found first; what comes again at the head of each page does not open it again."""
    seen: set[str] = set()
    for mark in marks:
        if mark.style != ANNEX:
            continue
        name = " ".join(text[mark.start : mark.end].upper().rstrip(".:").split())
        around = Around(text, mark.start, mark.end)
        if name in seen or not (_heads_annex(text, mark, around)):
            continue
        seen.add(name)
        yield mark


def _heads_annex(text: str, mark: Mark, around: Around) -> bool:
    shouted = text[mark.start : mark.end].isupper()
    if not around.opens_line:
        return shouted and around.stands_apart() and around.last in ".!?_" and around.line[:1].isupper()
    if around.wrapped and around.follows_reference():
        return False
    if around.rest[:1] in DASHES and not shouted:  # also in what stands at the foot of each page, with a day or a file
        return around.starts_title() and not around.wrapped and not any(map(str.isdigit, around.line))
    return around.alone or around.starts_title() or (shouted and around.shouts())


def _titled_letters(text: str, marks: Iterable[Mark]) -> Iterator[Mark]:
    """Capital letters before titles, whose words begin with capitals: a line that is broken only looks like one."""
    for mark in marks:
        if mark.style == _LETTER and mark.titled and mark.opens_line:
            title = Around(text, mark.start, mark.end).line.partition(". ")[0]
            if titles.is_titled(title) and len(title.split()) <= titles.LEAD_WORDS:
                yield mark


def _strong(text: str, marks: Sequence[Mark], walls: Sequence[int]) -> dict[str, list[Mark]]:
    """The chains of numbers, of Roman numerals and of numbers behind the usual words; the higher level first."""
    by_style: dict[str, list[Mark]] = {}
    for mark in marks:
        if mark.style in {NUMBER, _ROMAN, "first"} or mark.style in _NAMED:
            by_style.setdefault(mark.style, []).append(mark)
    chains: dict[str, list[Mark]] = {}
    walls = list(walls)
    for style in sorted(by_style, key=lambda style: (style == NUMBER, by_style[style][0].start)):
        if style == NUMBER and (found := _below_romans(text, marks, chains.get(_ROMAN, []), walls)):
            chains[_LETTER] = found
            walls = sorted((*walls, *(mark.start for mark in found)))
        found = counting.chain(by_style[style], walls)
        if _is_numbering(style, found):
            chains[style] = found
            walls = sorted((*walls, *(mark.start for mark in found)))
    return chains


def _below_romans(text: str, marks: Sequence[Mark], romans: Sequence[Mark], walls: Sequence[int]) -> list[Mark]:
    """The titles A., B., … that begin again below more than one Roman numeral."""
    if len(romans) < _FEW:
        return []
    own = {mark.start for mark in romans}
    titled = [mark for mark in _titled_letters(text, marks) if mark.start > romans[0].start]
    found = counting.chain([mark for mark in titled if mark.start not in own], walls)
    return found if sum(mark.parts == (1,) for mark in found) >= _FEW - 1 else []


def _is_numbering(style: str, found: Sequence[Mark]) -> bool:
    if style == NUMBER:
        return bool(found) and (len(found) > 1 or found[0].titled)
    return len(found) > 1 or (len(found) == 1 and style in _NAMED and found[0].titled and found[0].opens_line)


def _lettered(text: str, marks: Sequence[Mark], walls: Sequence[int]) -> list[Mark]:
    """The titles A., B., … that count on through the whole text above numbers which begin again below each."""
    titled = list(_titled_letters(text, marks))
    end = walls[0] if walls and walls[0] > len(text) / 2 else len(text)
    found = counting.chain([mark for mark in titled if mark.start < end], walls)
    if not counting.counts_on(found, sum(mark.start < end for mark in titled), end):
        return []
    again = [mark.start for mark in marks if mark.style == NUMBER and mark.parts == (1,) and mark.opens_line]
    below = sum(any(one.start < start < two.start for start in again) for one, two in pairwise(found))
    return found if below >= _FEW - 1 else []


def _weak(text: str, marks: Sequence[Mark], walls: Sequence[int]) -> dict[str, list[Mark]]:
    """The one chain of another style that counts on through the whole text, if there is one: of letters, (1), words."""
    by_style: dict[str, list[Mark]] = {}
    for mark in itertools.chain(marks, numbers.others(text)):
        if mark.style not in {NUMBER, ANNEX} and mark.style not in _NAMED:
            by_style.setdefault(mark.style, []).append(mark)
    end = walls[0] if walls and walls[0] > len(text) / 2 else len(text)
    for style, each in sorted(by_style.items(), key=lambda item: item[1][0].start):
        found = counting.chain([mark for mark in each if mark.start < end], walls)
        if counting.counts_on(found, sum(mark.start < end for mark in each), end):
            return {style: found}
    return {}


def _above(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """The titles without a number below which the numbers begin again, where they do so more than once."""
    found = []
    for before, mark in pairwise([None, *marks]):
        if mark is None or mark.style != NUMBER or mark.parts != (1,) or not mark.opens_line:
            continue
        start = text.rfind("\n", 0, len(text[: mark.start].rstrip())) + 1
        is_free = before is None or bool(text[before.end : start].strip())
        if is_free and Around(text, mark.start, mark.end).titled_above():
            found.append(Mark(start, start, _TITLE, (0,), 0, opens_line=True, titled=True))
    return found if len(found) >= _FEW else []


def _once(marks: Iterable[Mark]) -> list[Mark]:
    """The marks in order, one at each place."""
    taken: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if not taken or mark.start >= taken[-1].end:
            taken.append(mark)
    return taken


def _deep(marks: Iterable[Mark]) -> Iterator[tuple[Mark, int]]:
    """Each mark with its depth: below the headings of other styles that are still open."""
    above: list[Mark] = []
    singles = False
    for mark in marks:
        if mark.style == ANNEX:
            above, singles = [], False
            yield mark, 0
        elif mark.style == NUMBER:
            # Section 7.1 counts the articles, also where the heading of ARTICLE VII was not found.
            singles = singles or len(mark.parts) == 1
            yield mark, len(above) + len(mark.parts) - 1 - (bool(above) and not singles)
        else:
            open_at = next((n for n, each in enumerate(above) if each.style == mark.style), len(above))
            above = [*above[:open_at], mark]
            yield mark, open_at


def _titled_before(text: str, marks: Sequence[tuple[Mark, int]]) -> Iterator[Opening]:
    """The openings; where the titles stand before their numbers throughout, each begins with its title."""
    places = [_title_before(text, mark) for mark, _ in marks]
    least, share = 3, 0.7
    tops = [place is not None and not mark.titled for (mark, _), place in zip(marks, places, strict=True)]
    turned = len(marks) >= least and sum(tops) >= len(marks) * share
    last = 0
    for (mark, depth), place in zip(marks, places, strict=True):
        start = place if turned and place is not None and place >= last else mark.start
        yield Opening(start, mark.end, depth)
        last = mark.end


def _title_before(text: str, mark: Mark) -> int | None:
    """Where the title begins that stands before the number, if one does."""
    around = Around(text, mark.start, mark.end)
    before = around.before.rstrip()
    cut = max(before.rfind(sign) for sign in ".;:!?\n")
    title = before[cut + 1 :].strip()
    is_whole = cut >= 0 or len(around.before) == mark.start
    is_title = around.titled_before() or (0 < len(title.split()) <= _TITLE_WORDS and title[0].isupper())
    return text.rindex(title, 0, mark.start) if len(mark.parts) == 1 and title and is_whole and is_title else None
