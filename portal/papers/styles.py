"""The styles of a .docx: what each inherits, the level of a heading, the list that counts it."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from portal.papers.packed import value

_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"toc ?[1-9]|toc heading|table of (figures|authorities)", re.IGNORECASE)
_BODY = 9
"""The outline level of what is no heading."""
_LONGEST_LINE = 20


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph has from its style."""

    heading: int = 0
    list_id: str | None = None
    """The numbering that counts it; "0" where a style takes it out of the one of its parent."""
    level: int | None = None
    is_contents: bool = False
    is_hidden: bool = False


PLAIN = Style()


class Styles:
    """All of them, each with what it inherits."""

    def __init__(self, root: Element | None) -> None:
        self._by_id = {
            style.get("styleId", ""): style for style in (root.iterfind("style") if root is not None else ())
        }
        self._default = next(
            (
                key
                for key, each in self._by_id.items()
                if each.get("type") == "paragraph" and each.get("default") == "1"
            ),
            "",
        )
        self._known: dict[str, Style] = {}

    def of(self, key: str | None) -> Style:
        """The style with this id; the usual one for None."""
        key = self._default if key is None else key
        if key not in self._known:
            self._known[key] = self._read(key)
        return self._known[key]

    def numbering(self, key: str) -> str | None:
        """The numbering that a style of lists stands for."""
        return value(self._by_id.get(key), "pPr/numPr/numId")

    def _read(self, key: str) -> Style:
        line = self._line(key)
        names = [value(each, "name") or "" for each in line]
        outline = next((told for each in line if (told := value(each, "pPr/outlineLvl")) is not None), None)
        level = next((told for each in line if (told := value(each, "pPr/numPr/ilvl")) is not None), None)
        return Style(
            heading=_heading(names, outline),
            list_id=next((told for each in line if (told := value(each, "pPr/numPr/numId")) is not None), None),
            level=int(level) if level is not None and level.isdigit() else None,
            is_contents=any(_CONTENTS.fullmatch(name) for name in names),
            is_hidden=any(each.find("rPr/vanish") is not None for each in line),
        )

    def _line(self, key: str) -> list[Element]:
        """The style and those that it is based on, itself first."""
        found: list[Element] = []
        while key in self._by_id and len(found) < _LONGEST_LINE:
            found.append(self._by_id[key])
            key = value(found[-1], "basedOn") or ""
        return found

    def line_ids(self, key: str | None) -> list[str]:
        """The ids of the style and of those that it is based on."""
        return [each.get("styleId", "") for each in self._line(self._default if key is None else key)]


def _heading(names: list[str], outline: str | None) -> int:
    if outline is not None and outline.isdigit():
        return int(outline) + 1 if int(outline) < _BODY else 0
    return next((int(match[1]) for name in names if (match := _HEADING.fullmatch(name))), 0)
