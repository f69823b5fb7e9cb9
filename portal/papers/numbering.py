"""What a .docx shows before its numbered paragraphs: counted as word processors do, by its own lists."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from portal.papers import figures
from portal.papers.packed import is_on, value
from portal.papers.styles import Style, Styles

LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
BULLET = "•"


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts and is written."""

    start: int
    kind: str
    text: str
    restart: int | None
    """The level, 1 for the highest, from which on a step begins it anew; 0 never, None any higher one."""
    in_figures: bool
    """All its places are written in figures, whatever the kinds of the levels above."""
    style: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands before a paragraph, and in which list and level."""

    text: str
    level: int
    series: str
    opens: bool


class _Count:
    """Where one list stands."""

    def __init__(self) -> None:
        self.at: list[int | None] = [None] * LEVELS


class Numbering:
    """The lists of a document while its paragraphs go by."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        found = root if root is not None else ()
        self._styles = styles
        self._abstract = {each.get("abstractNumId", ""): each for each in found if each.tag == "abstractNum"}
        self._lists = {each.get("numId", ""): each for each in found if each.tag == "num"}
        self._levels: dict[str, tuple[str, list[Level], dict[int, int]]] = {}
        self._counts: dict[str, _Count] = {}
        self._begun: set[str] = set()
        self.formats: set[str] = set()

    def shown(self, list_id: str | None, level: int | None, style: Style, style_ids: list[str]) -> Shown | None:
        """What is shown before the next paragraph; None where nothing counts it."""
        named = style.list_id if list_id is None else list_id
        if named is None or named == "0" or named not in self._lists:
            return None
        series, levels, starts = self._of(named)
        if not levels:
            return None
        if level is None:
            linked = (index for key in style_ids for index, each in enumerate(levels) if each.style == key)
            level = next(linked, style.level or 0)
        level = min(level, len(levels) - 1)
        count = self._counts.setdefault(series, _Count())
        self._begin(named, count, starts)
        self._step(count, levels, level, starts)
        return self._written(count, levels, level, series)

    def _of(self, list_id: str) -> tuple[str, list[Level], dict[int, int]]:
        """The list that it counts in, its levels, and where it begins anew."""
        if list_id not in self._levels:
            self._levels[list_id] = self._read(self._lists[list_id])
        return self._levels[list_id]

    def _read(self, element: Element) -> tuple[str, list[Level], dict[int, int]]:
        series = value(element, "abstractNumId") or ""
        link = value(self._abstract.get(series), "numStyleLink")
        if link:
            other = self._lists.get(self._styles.numbering(link) or "")
            series = (value(other, "abstractNumId") or series) if other is not None else series
        abstract = self._abstract.get(series)
        own = {each.get("ilvl", ""): each for each in (abstract.iterfind("lvl") if abstract is not None else ())}
        starts = dict[int, int]()
        for each in element.iterfind("lvlOverride"):
            place = each.get("ilvl", "")
            lvl = each.find("lvl")
            if lvl is not None:
                own[place] = lvl
            start = value(each, "startOverride")
            if start is not None and place.isdigit():
                starts[int(place)] = _whole(start, 1)
        levels = [_level(own.get(str(index))) for index in range(LEVELS)] if own else []
        return series, levels, starts

    def _begin(self, list_id: str, count: _Count, starts: dict[int, int]) -> None:
        """The first paragraph of a list that begins anew takes the one that it shares its levels with back."""
        if list_id in self._begun:
            return
        self._begun.add(list_id)
        if starts:
            first = min(starts)
            count.at[first:] = [None] * (LEVELS - first)

    def _step(self, count: _Count, levels: list[Level], level: int, starts: dict[int, int]) -> None:
        for above in range(level):
            if count.at[above] is None:
                count.at[above] = starts.get(above, levels[above].start)
        now = count.at[level]
        count.at[level] = starts.get(level, levels[level].start) if now is None else now + 1
        for below in range(level + 1, LEVELS):
            restart = levels[below].restart
            if restart is None or (restart and level < restart):
                count.at[below] = None

    def _written(self, count: _Count, levels: list[Level], level: int, series: str) -> Shown:
        here = levels[level]
        if here.kind == "bullet":
            return Shown(BULLET, level, series, opens=False)

        def place(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            kind = "decimal" if here.in_figures else levels[at].kind
            if kind not in figures.KNOWN:
                self.formats.add(kind)
            number = count.at[at]
            return figures.written(levels[at].start if number is None else number, kind)

        kinds = {levels[int(each) - 1].kind for each in _PLACE.findall(here.text)}
        text = " ".join(_PLACE.sub(place, here.text).split())
        opens = bool(text) and here.kind not in figures.SMALL and bool(kinds)
        return Shown(text, level, series, opens)


def _level(element: Element | None) -> Level:
    restart = value(element, "lvlRestart")
    return Level(
        start=_whole(value(element, "start"), 1),
        kind=value(element, "numFmt") or ("decimal" if element is not None else "none"),
        text=value(element, "lvlText") or "",
        restart=None if restart is None else _whole(restart, 0),
        in_figures=is_on(element, "isLgl"),
        style=value(element, "pStyle"),
    )


def _whole(text: str | None, otherwise: int) -> int:
    return min(int(text), 100_000) if text is not None and text.isascii() and text.isdigit() else otherwise
