"""Tables of contents and lists of annexes: runs of short entries, with pages, or whose titles come again below."""

import re
from collections import Counter
from collections.abc import Sequence

from portal.contracts.text import numerals, titles
from portal.contracts.text.marks import ANNEX, Mark

_LEAST_PAGED = 4
_LEAST_LISTED = 2
_ENTRY_WORDS = 25
_TITLE_WORDS = 15
_LOOK = 400
_PAGE = re.compile(r"(?:.*[.…])?(?:\d{1,3}|[ivxl]{1,5}|[A-Z]{1,2}-?\d{1,2})")
_LEADER = re.compile(r"[.…·_]{3,200}|(?:[.…·]\s){3,100}")
_SUM = re.compile(r"(?:[.…·]{3,200}|(?:[.…·]\s){3,100})\s{0,9}[$€£]?\s?\d[\d.,]{0,12}%?\Z")
"""A sum behind a leader: a row of a table of fees."""
_PAGED = re.compile(r"(?:[.…·_]{3,200}|(?:[.…·]\s){3,100}|\s{2,200}|\t)\s{0,9}(?:\d{1,3}|[ivxl]{1,5})\Z")
_LINE = re.compile(r"[^\n]{1,4096}")
_MOST_BETWEEN = 3
_LETTERS = re.compile(r"[^\W_]+")


def outside(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """The marks that may open a clause and stand in no table of contents."""
    each = [mark for index, mark in enumerate(marks) if not index or mark.start > marks[index - 1].start]
    gaps = _gaps(text, each)
    inside = [False] * len(each)
    _paged(gaps, inside)
    _listed(text, each, gaps, inside)
    entries = {mark.start for mark, is_entry in zip(each, inside, strict=True) if is_entry}
    return [mark for mark in marks if mark.weight > 0 and mark.start not in entries]


def _gaps(text: str, marks: Sequence[Mark]) -> list[str]:
    """What stands between each mark and the next, as far as an entry goes."""
    ends = [*(mark.start for mark in marks), len(text)][1:]
    return [text[mark.end : min(end, mark.end + _LOOK)] for mark, end in zip(marks, ends, strict=True)]


def _paged(gaps: Sequence[str], inside: list[bool]) -> None:
    run: list[int] = []
    for index, gap in enumerate(gaps):
        if _has_page(gap) and (
            len(gap.split()) <= 2 * _ENTRY_WORDS or index == len(gaps) - 1 or _has_page(gaps[index - 1])
        ):
            run.append(index)
        if run and (index - run[-1] > 2 or index + 1 == len(gaps)):  # noqa: PLR2004 - two long titles may follow each other
            if len(run) >= _LEAST_PAGED:
                inside[run[0] : run[-1] + 1] = [True] * (run[-1] + 1 - run[0])
            run = []


def _first(gap: str) -> str:
    return gap.strip().partition("\n")[0]


def _entry(gap: str) -> str:
    """The line of an entry; with the line below where that is a page alone."""
    title, _, below = gap.strip().partition("\n")
    page = below.lstrip().partition("\n")[0].strip()
    return f"{title} {page}" if _PAGE.fullmatch(page) and titles.is_titled(title) else title


def _has_page(gap: str) -> bool:
    if _SUM.search(_first(gap)):
        return True
    words = _LEADER.sub(" ", _entry(gap)).split()
    if not 1 < len(words) <= _ENTRY_WORDS or not (words[0][0].isalpha() or words[0][0] in "\"“„«'‘(["):
        return False
    return _PAGE.fullmatch(words[-1]) is not None


def _listed(text: str, marks: Sequence[Mark], gaps: Sequence[str], inside: list[bool]) -> None:
    """Runs of titles with nothing below them, if most come again outside the run, or "Contents" stands above."""
    keys = [_key(gap) for gap in gaps]
    left = Counter(key for key, is_entry in zip(keys, inside, strict=True) if key and not is_entry)
    run: list[int] = []
    for index, (mark, gap) in enumerate(zip(marks, gaps, strict=True)):
        is_title = mark.opens_line and bool(keys[index]) and not inside[index]
        if is_title:
            run.append(index)
        if run and not (is_title and _is_alone(gap)):
            if not (is_title and _goes_with(marks, run, keys, left)):
                run = run[:-1] if is_title else run
            if len(run) >= _LEAST_LISTED and _is_contents(text, marks, run, keys, left):
                inside[run[0] : run[-1] + 1] = [True] * (run[-1] + 1 - run[0])
            run = []


def _goes_with(marks: Sequence[Mark], run: Sequence[int], keys: Sequence[str], left: Counter[str]) -> bool:
    """Whether the last title of the run, with more below it, belongs to the run: it comes again, or counts on."""
    if left[keys[run[-1]]] > sum(keys[index] == keys[run[-1]] for index in run):
        return True
    one, two = marks[run[max(0, len(run) - 2)]], marks[run[-1]]
    return one.style == two.style and one.parts < two.parts


def _key(gap: str) -> str:
    """The title as it is found again: its letters alone; "" for what is no title."""
    line = _first(gap)
    words = line.split(maxsplit=_TITLE_WORDS + 1)
    if not 0 < len(words) <= _TITLE_WORDS or line[0].islower() or line.endswith((";", ",")):
        return ""
    return " ".join(_LETTERS.findall(line)[:6]).casefold()


def _is_alone(gap: str) -> bool:
    return "\n" not in gap.strip() and len(gap) < _LOOK


def _is_contents(text: str, marks: Sequence[Mark], run: Sequence[int], keys: Sequence[str], left: Counter[str]) -> bool:
    within = Counter(keys[index] for index in run)
    again = sum(left[keys[index]] > within[keys[index]] for index in run)
    if again * 5 >= len(run) * 3:
        return True
    above = [
        line.strip(" :.\t").casefold()
        for line in text[max(0, marks[run[0]].start - 120) : marks[run[0]].start].split("\n")
    ]
    titled = any(line in numerals.CONTENTS for line in above)
    first = marks[run[0]]
    goes_on = any(
        mark.style == first.style and (mark.parts == first.parts and mark.style != ANNEX)
        for mark in marks[run[-1] + 1 :]
    )
    return titled and goes_on


def span(text: str) -> tuple[int, int] | None:
    """Where a table of contents begins and ends among words that stand before the first clause; None without one."""
    lines = [(match.start(), match.end(), match[0].strip()) for match in _LINE.finditer(text) if match[0].strip()]
    titled = next((place for place, (_, _, line) in enumerate(lines) if _is_title(line)), None)
    paged = [place for place, (_, _, line) in enumerate(lines) if _is_paged(line) and place > (titled or -1)]
    if titled is None and (len(paged) < _LEAST_PAGED or paged[-1] - paged[0] >= _MOST_BETWEEN * len(paged)):
        return None
    first = paged[0] if titled is None else titled
    last = paged[-1] if paged else _last_entry([line for _, _, line in lines], first)
    return (lines[first][0], lines[last][1]) if last - first >= _LEAST_LISTED else None


def is_entry(line: str) -> bool:
    """Whether a line is a title and, behind a leader or a gap, a page."""
    return _PAGED.search(line) is not None


def is_list(text: str) -> bool:
    """Whether a text is a table of contents as a whole."""
    found = span(text)
    return found is not None and len(text[found[0] : found[1]].split()) * 5 >= len(text.split()) * 4


def _is_title(line: str) -> bool:
    return line.strip(" :.\t").casefold() in numerals.CONTENTS


def _is_paged(line: str) -> bool:
    """Whether a line ends in a page, whether or not a number stands before its title."""
    words = line.split(maxsplit=2)
    return _has_page(line) or any(_has_page(line.split(maxsplit=n)[n]) for n in (1, 2) if len(words) > n)


def _last_entry(lines: Sequence[str], first: int) -> int:
    """The last of the short lines without the sign of a sentence that follow a title."""
    last = first
    while last + 1 < len(lines) and _key(lines[last + 1]) and not lines[last + 1].endswith("."):
        last += 1
    return last
