"""A .docx as its readers see it: paragraphs with their numbers, tables as lines, notes, and what is left out."""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from portal.papers import fields
from portal.papers.numbering import Numbering
from portal.papers.packed import Package, value
from portal.papers.runs import Runs, inside
from portal.papers.styles import Styles
from portal.papers.told import Comment, Paragraph, Read, Refused, State

_LONGEST_MARGIN, _MOST_MARGINS, _MOST_COMMENTS = 200, 20, 500
_CONTENTS = "Table of Contents"


def read(file: BinaryIO, state: State | None) -> Read:
    """What the file says. Refuses: CHANGES where it keeps track of changes and nobody says which text counts."""
    package = Package(file)
    body = _Body(package, state)
    document = package.document()
    body.walk(document)
    made = body.finished()
    made.unfilled += fields.unfilled(document)
    made.comments = _comments(package)
    made.margins = _margins(package)
    if made.changes and state is None:
        raise Refused("CHANGES", inserted=made.inserted, deleted=made.deleted, moved=made.moved)
    if not any(each.text.strip() for each in made.paragraphs):
        raise Refused("SCANNED" if made.pictures else "EMPTY")
    return made


class _Body:
    """Goes through the document once, from its beginning to its end."""

    def __init__(self, package: Package, state: State | None) -> None:
        self._styles = Styles(package.part("styles"))
        self._numbering = Numbering(package.part("numbering"), self._styles)
        self._runs = Runs(state)
        self._notes = {name: _by_id(package.part(name)) for name in ("footnotes", "endnotes")}
        self._carried = ""
        """The text of a paragraph whose mark is gone: the next one goes on with it."""
        self._made = Read()
        self._out = self._made.paragraphs

    def finished(self) -> Read:
        if self._carried.strip():
            self._out.append(Paragraph(self._carried.strip()))
        made, runs = self._made, self._runs
        made.inserted, made.deleted, made.moved = runs.inserted, runs.deleted, runs.moved
        made.pictures, made.hidden, made.notes = runs.pictures, runs.hidden, runs.noted
        made.unfilled = runs.unfilled
        made.formats = sorted(self._numbering.formats)
        return made

    def walk(self, element: Element) -> None:
        for child in inside(element):
            match child.tag:
                case "p":
                    self._paragraph(child)
                case "tbl":
                    self._table(child)
                case "sdt" if value(child, "sdtPr/docPartObj/docPartGallery") == _CONTENTS:
                    self._made.contents += sum(
                        bool("".join(Runs(None).words(each).text).strip()) for each in child.iter("p")
                    )
                case "sectPr" | "sdtPr" | "sdtEndPr" | "tcPr":
                    continue
                case _ if self._runs.counts(child.tag):
                    self.walk(child)

    def _paragraph(self, element: Element) -> None:
        properties = self._properties(element)
        key = value(properties, "pStyle")
        style, runs = self._styles.of(key), self._runs
        before = runs.inserted + runs.deleted + runs.moved
        words = runs.words(element, is_hidden=style.is_hidden)
        text = words.text
        if style.is_contents:
            self._made.contents += bool(text.strip())
            return
        mark = element.find("pPr/rPr")
        if mark is not None and before == runs.inserted + runs.deleted + runs.moved:
            for child in mark:
                runs.counts(child.tag)
        if runs.loses(mark):
            self._carried += text
        else:
            level = value(properties, "numPr/ilvl")
            shown = self._numbering.shown(
                value(properties, "numPr/numId"), int(level) if level and level.isdigit() else None, style,
                self._styles.line_ids(key),
            )  # fmt: skip
            said, lead = _trimmed(self._carried + text, 0 if self._carried else words.lead)
            made = Paragraph(said, heading=_heading(properties, style.heading), lead=lead)
            self._carried = ""
            if shown is not None:
                made.number, made.level, made.series, made.opens = shown.text, shown.level, shown.series, shown.opens
            if made.text or made.number:
                self._out.append(made)
        self._hanging(words.boxes, words.notes)

    def _properties(self, element: Element) -> Element | None:
        """Those of a paragraph; where the text before the changes counts, those that it had."""
        before = element.find("pPr/pPrChange/pPr") if self._runs.is_original else None
        return element.find("pPr") if before is None else before

    def _hanging(self, boxes: list[Element], notes: list[tuple[str, str]]) -> None:
        """What hangs on a paragraph stands behind it: the words of boxes, and its notes."""
        first = self._runs.noted - len(notes) + 1
        for number, (part, key) in enumerate(notes, first):
            note = self._notes[part].get(key)
            if note is not None:
                said = " ".join(filter(None, (self._runs.words(each).text.strip() for each in note.iter("p"))))
                self._out.append(Paragraph(f"[{number}] {said}".strip(), kind="NOTE"))
        for box in boxes:
            self.walk(box)

    def _table(self, element: Element) -> None:
        """Each row is a line; a table of one column is only a frame, and its paragraphs are as if it were not there."""
        rows = [(row, list(_cells(row))) for row in _rows(element) if self._stands(row)]
        if all(len(cells) <= 1 for _, cells in rows):
            for _, cells in rows:
                for cell in cells:
                    self.walk(cell)
            return
        self._made.tables += 1
        for _, cells in rows:
            told = [self._cell(cell) for cell in cells]
            line = "\t".join(" ".join(words) for words, _ in told).strip()
            if line:
                self._out.append(Paragraph(line, kind="ROW"))
            self._out += [note for _, notes in told for note in notes]

    def _stands(self, row: Element) -> bool:
        """Whether the row is there in the text that counts."""
        properties = row.find("trPr")
        for child in properties if properties is not None else ():
            self._runs.counts(child.tag)
        return not self._runs.loses(properties)

    def _cell(self, cell: Element) -> tuple[list[str], list[Paragraph]]:
        outside, self._out = self._out, []
        self.walk(cell)
        found, self._out = self._out, outside
        words = [
            " ".join(filter(None, (each.number, each.text.replace("\n", " ")))) for each in found if each.kind != "NOTE"
        ]
        return words, [each for each in found if each.kind == "NOTE"]


def _rows(element: Element) -> Iterator[Element]:
    """The rows of a table, those in frames of their own among them."""
    for child in inside(element):
        if child.tag == "tr":
            yield child
        elif child.tag not in {"tblPr", "tblGrid", "tbl", "sdtPr"}:
            yield from _rows(child)


def _cells(row: Element) -> Iterator[Element]:
    for child in inside(row):
        if child.tag == "tc":
            yield child
        elif child.tag not in {"trPr", "tblPrEx", "sdtPr"}:
            yield from _cells(child)


def _trimmed(text: str, lead: int) -> tuple[str, int]:
    """The text without blanks around it, and how long its lead is then."""
    begun = len(text) - len(text.lstrip())
    text = text.strip()
    lead = max(0, min(lead - begun, len(text)))
    return text, lead if lead < len(text) else 0


def _heading(properties: Element | None, of_style: int) -> int:
    own = value(properties, "outlineLvl")
    if own is None or not own.isdigit():
        return of_style
    return int(own) + 1 if int(own) < 9 else 0  # noqa: PLR2004 - the level of what is no heading


def _by_id(part: Element | None) -> dict[str, Element]:
    """The notes of a part; those that draw a line between text and notes are none."""
    found = part if part is not None else ()
    return {each.get("id", ""): each for each in found if each.get("type", "normal") == "normal"}


def _comments(package: Package) -> list[Comment]:
    part = package.part("comments")
    found = list(part.iterfind("comment"))[:_MOST_COMMENTS] if part is not None else []
    return [Comment(each.get("author", ""), _plain(each)) for each in found]


def _margins(package: Package) -> list[str]:
    """What stands at the top and bottom of pages, each once."""
    parts = [*package.parts("header"), *package.parts("footer")]
    said = dict.fromkeys(_plain(part)[:_LONGEST_MARGIN] for part in parts)
    return [text for text in said if text][:_MOST_MARGINS]


def _plain(element: Element) -> str:
    runs = Runs(None)
    return " ".join(filter(None, (" ".join(runs.words(each).text.split()) for each in element.iter("p"))))
