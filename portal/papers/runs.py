"""The words of one paragraph of a .docx, as they count: with its changes made, or as it was before them."""

import re
from collections import Counter
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from portal.papers import fields
from portal.papers.packed import is_on
from portal.papers.told import Refused, State

_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATHS = re.compile(r"\{[^}]*(?:officeDocument|ooxml/officeDocument)[^}]*math\}t")
_PICTURES = re.compile(r"\}(?:blip|imagedata|chart|relIds|OLEObject)$")
_SKIPPED = frozenset({
    "pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delInstrText", "fldData", "sectPr", "rt", "commentReference",
    "annotationRef", "footnoteRef", "endnoteRef", "lastRenderedPageBreak",
})  # fmt: skip
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "‑"}
_DRAWN = frozenset({"drawing", "pict", "object"})
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
ADDED, GONE = frozenset({"ins", "moveTo"}), frozenset({"del", "moveFrom"})


@dataclass(slots=True)
class Words:
    """What was found in a paragraph."""

    pieces: list[tuple[str, bool]] = field(default_factory=list)
    """Text, and whether it is bold or underlined."""
    boxes: list[Element] = field(default_factory=list)
    """Text boxes that hang on it."""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Notes that it refers to: of which part, and their ids."""

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)

    @property
    def lead(self) -> int:
        """So many characters at the beginning are bold or underlined, if not all are."""
        length = 0
        for text, is_strong in self.pieces:
            if text.strip() and not is_strong:
                return length
            length += len(text)
        return 0


@dataclass(slots=True)
class Runs:
    """Reads one paragraph after the other, and counts what changes in them."""

    state: State | None
    inserted: int = 0
    deleted: int = 0
    moved: int = 0
    pictures: int = 0
    hidden: list[str] = field(default_factory=list)
    noted: int = 0
    """Notes that were referred to so far."""
    unfilled: int = 0
    """Fields of a form that hold nothing."""
    _open: list[fields.Open] = field(default_factory=list)
    """The fields that the paragraph is in, the outermost first."""
    _is_whole: bool = True
    """Every field of the paragraph ends in it."""

    @property
    def is_original(self) -> bool:
        return self.state is State.ORIGINAL

    def words(self, paragraph: Element, *, is_hidden: bool = False) -> Words:
        found = Words()
        self._open.clear()
        met = Counter(each.get("fldCharType") for each in paragraph.iter("fldChar"))
        self._is_whole = met["begin"] == met["end"]
        for child in paragraph:
            self._gather(child, found, is_strong=False, is_hidden=is_hidden)
        return found

    def counts(self, tag: str) -> bool:
        """Whether what stands in an element counts; a change is counted as it goes by."""
        if tag == "ins":
            self.inserted += 1
        elif tag == "del":
            self.deleted += 1
        elif tag == "moveFrom":
            self.moved += 1
        return tag not in (ADDED if self.is_original else GONE)

    def loses(self, properties: Element | None) -> bool:
        """Whether what has these properties (a paragraph's mark, a row) is not there in the text that counts."""
        gone = ADDED if self.is_original else GONE
        return properties is not None and any(child.tag in gone for child in properties)

    def _gather(self, element: Element, found: Words, *, is_strong: bool, is_hidden: bool) -> None:
        tag = element.tag
        if tag in _SKIPPED or not self.counts(tag):
            return
        if tag == "r":
            properties = element.find("rPr")
            is_strong = is_on(properties, "b") or is_on(properties, "u")
            is_hidden = (
                is_hidden if properties is None or properties.find("vanish") is None else is_on(properties, "vanish")
            )
        text = self._said(element, found)
        if text is not None:
            # What another field is made of, nobody sees; where fields do not end, nothing is sure and all stays.
            if self._is_whole and any(each.is_asking for each in self._open[:-1]):
                return
            found.pieces.append((text, is_strong))
            if is_hidden and text.strip():
                self.hidden.append(text.strip())
        elif tag in _DRAWN:
            self._draw(element, found)
        else:
            for child in self._inside(element):
                self._gather(child, found, is_strong=is_strong, is_hidden=is_hidden)

    def _said(self, element: Element, found: Words) -> str | None:
        """The text of an element that is text; None for what holds others."""
        tag = element.tag
        if tag == "t" or (tag == "delText" and self.is_original) or _MATHS.fullmatch(tag):
            return element.text or ""
        if tag == "sym":
            return _symbol(element.get("char", ""))
        if tag == "fldChar":
            return self._met(element, found)
        if tag in _NOTES:
            self.noted += 1
            found.notes.append((_NOTES[tag], element.get("id", "")))
            return f"[{self.noted}]"
        return _SIGNS.get(tag)

    def _met(self, element: Element, found: Words) -> str:
        """What a field of a form shows where it begins; fields go on until their end."""
        match element.get("fldCharType"):
            case "begin":
                self._open.append(fields.Open(len(found.pieces), fields.is_blank(element)))
                return fields.said(element)
            case "separate" if self._open:
                self._open[-1].is_asking = False
            case "end" if self._open:
                ended = self._open.pop()
                held = "".join(text for text, _ in found.pieces[ended.start :])
                self.unfilled += ended.is_blank and not held.strip()
        return ""

    def _draw(self, element: Element, found: Words) -> None:
        boxes = [box for drawn in self._inside(element) for box in self._boxes(drawn)]
        found.boxes += boxes
        if not boxes and any(_PICTURES.search(each.tag) for each in element.iter()):
            self.pictures += 1

    def _boxes(self, element: Element) -> list[Element]:
        if element.tag == "txbxContent":
            return [element]
        return [box for child in self._inside(element) for box in self._boxes(child)]

    def _inside(self, element: Element) -> list[Element]:
        return inside(element)


def inside(element: Element) -> list[Element]:
    """What stands in an element; of the same content written in two ways, one."""
    if element.tag == "altChunk":
        raise Refused("EMBEDDED")
    if element.tag == f"{_COMPATIBLE}AlternateContent":
        return list(next(iter(element), element))
    return list(element)


def _symbol(code: str) -> str:
    """A sign of a font of signs: those lie 0xF000 higher than they read."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    number = number - 0xF000 if 0xF020 <= number <= 0xF0FF else number  # noqa: PLR2004 - where such fonts have their signs
    return chr(number) if 0x20 <= number < 0xD800 else ""  # noqa: PLR2004 - neither a control character nor half a pair
