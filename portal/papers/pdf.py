"""The text layer of a PDF: lines as they lie on the page, joined to paragraphs; heads and feet of pages left out."""

import ctypes
import importlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low
from typing import Any, BinaryIO

from portal.papers.told import Comment, Paragraph, Read, Refused, State

MOST_PAGES = 1_000
_EDGE = 3
"""So many lines from the top or bottom of a page may be its head or foot."""
_LEAST_PAGES = 2
_OFTEN = 0.5
_GAP, _SHORT = 1.35, 0.85
_LONGEST_MARGIN, _MOST_MARGINS, _MOST_COMMENTS = 200, 20, 500
_MOST_ODD = 0.05
_ODD = re.compile("[\ufffd\ue000-\uf8ff]")
_BROKEN = "\x02\ufffe\u00ad"
"""What stands for a hyphen at the end of a line."""
_HALVES = re.compile(rf"([^\W\d_]{{1,60}})[{_BROKEN}]([^\W\d_]{{1,60}})")
_SIGN = re.compile(f"[{_BROKEN}]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_FIGURES = re.compile(r"\d+|\b[ivxl]+\b")
_PAGE = re.compile(r"\W*(?:[^\W\d]{1,10}\W{1,3})?(?:\d{1,4}|[ivxl]{1,6})(?:\W{0,3}(?:[^\W\d]{1,6}\W{1,3})?\d{1,4})?\W*")
_OPENS = re.compile(
    r"(?:(?:article|section|clause|schedule|annex|appendix|exhibit|член|чл|раздел|приложение)\b|§|[•–▪‣·-]\s"
    r"|\(?(?:\d{1,3}(?:\.\d{1,3}){0,5}|[a-zA-Zа-яА-Я]|[ivxlcIVXLC]{1,7})[.)]+\s|\d{1,3}(?:\.\d{1,3}){1,5}\s)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ENDS = (".", ":", ";", "!", "?", "”", '"')


@dataclass(slots=True)
class _Line:
    text: str
    left: float
    right: float
    top: float
    height: float


def read(file: BinaryIO, _state: State | None) -> Read:
    """What the file says; it keeps no track of changes. Refuses: SCANNED, UNREADABLE, BOMB."""
    pdfium: Any = importlib.import_module("pypdfium2")
    document = pdfium.PdfDocument(file)
    if len(document) > MOST_PAGES:
        raise Refused("BOMB")
    made, pages = Read(), list[list[_Line]]()
    for number, page in enumerate(document, 1):
        lines = list(_lines(page))
        pages.append(lines)
        pictures = sum(each.type == pdfium.raw.FPDF_PAGEOBJ_IMAGE for each in page.get_objects(max_depth=3))
        made.pictures += pictures
        if pictures and not lines:
            made.empty_pages.append(number)
        made.comments += _comments(pdfium.raw, page)[: _MOST_COMMENTS - len(made.comments)]
        page.close()
    _check(pages)
    made.margins = _without_margins(pages)
    known = Counter(word for lines in pages for line in lines for word in _WORD.findall(line.text))
    made.paragraphs = [Paragraph(text) for text in _paragraphs(pages, known, made.hyphened)]
    return made


def _check(pages: Sequence[Sequence[_Line]]) -> None:
    text = "".join(line.text for lines in pages for line in lines)
    if not any(letter.isalnum() for letter in text):
        raise Refused("SCANNED" if not text.strip() else "UNREADABLE")
    if len(_ODD.findall(text)) > _MOST_ODD * len(text):
        raise Refused("UNREADABLE")


def _lines(page: Any) -> Iterator[_Line]:
    """The lines of a page in the order of its text, each with its place."""
    told = page.get_textpage()
    text: str = told.get_text_range()
    count, start = told.count_chars(), 0
    for line in re.split(r"\r\n?|\n", text):
        words = _CONTROLS.sub(lambda found: "" if found[0] not in _BROKEN else found[0], line).rstrip()
        if words.strip():
            first = start + len(line) - len(line.lstrip())
            last = start + len(line.rstrip()) - 1
            yield _placed(told, words.strip(), first, last, count)
        start += len(line) + (2 if text[start + len(line) : start + len(line) + 2] == "\r\n" else 1)
    told.close()


def _placed(told: Any, words: str, first: int, last: int, count: int) -> _Line:
    """A line with the place of its first and last letter; signs of the higher planes shift places a little."""
    left, bottom, _, top = told.get_charbox(min(first, count - 1), loose=True)
    right = told.get_charbox(min(max(last, first), count - 1), loose=True)[2]
    return _Line(words, left, right, top, max(top - bottom, 1.0))


def _without_margins(pages: list[list[_Line]]) -> list[str]:
    """Takes out what comes again at the edge of pages, and the numbers of pages; gives it, each kind once."""
    edges = [_edges(lines) for lines in pages]
    often = Counter(key for lines in edges for key in {_key(line) for line in lines})
    least = max(_LEAST_PAGES, _OFTEN * len(pages))
    found = dict[str, str]()
    for lines, edge in zip(pages, edges, strict=True):
        gone = {id(line) for line in edge if often[_key(line)] >= least and _is_margin(line, len(pages))}
        found |= {_key(line): line.text for line in lines if id(line) in gone and _key(line) not in found}
        lines[:] = [line for line in lines if id(line) not in gone]
    return [text[:_LONGEST_MARGIN] for text in found.values()][:_MOST_MARGINS]


def _edges(lines: Sequence[_Line]) -> list[_Line]:
    """The lines nearest to the top and to the bottom of a page."""
    by_place = sorted(lines, key=lambda line: -line.top)
    return by_place[:_EDGE] + by_place[max(_EDGE, len(by_place) - _EDGE) :]


def _key(line: _Line) -> str:
    """What a line says whatever the page is."""
    return _FIGURES.sub("#", line.text)


def _is_margin(line: _Line, pages: int) -> bool:
    """On two pages alone, the same line may be the beginning of two clauses: only numbers of pages are sure."""
    return pages > _LEAST_PAGES or bool(_PAGE.fullmatch(line.text)) or not _OPENS.match(line.text)


def _paragraphs(pages: Sequence[Sequence[_Line]], known: Counter[str], hyphened: list[str]) -> Iterator[str]:
    """Lines that go on with the one before are joined to it."""
    widest = max((line.right for lines in pages for line in lines), default=0.0)
    paragraph, before = "", None
    for lines in pages:
        pitch = _pitch(lines)
        for line in lines:
            if before is not None and _goes_on(before, line, pitch, widest):
                paragraph = _joined(paragraph, line.text)
            else:
                if paragraph:
                    yield _settled(paragraph, known, hyphened)
                paragraph = line.text
            before = line
    if paragraph:
        yield _settled(paragraph, known, hyphened)


def _pitch(lines: Sequence[_Line]) -> float:
    """How far a line lies below the one before, as a rule."""
    steps = [one.top - two.top for one, two in pairwise(lines) if 0 < one.top - two.top < 4 * one.height]
    return median_low(steps) if steps else 0.0


def _goes_on(before: _Line, line: _Line, pitch: float, widest: float) -> bool:
    step = before.top - line.top
    ends = before.text.endswith(_ENDS)
    if _OPENS.match(line.text):
        return False
    if step <= 0:  # another page or column: only a sentence that is not over goes on there
        return not ends and line.text[:1].islower()
    if abs(line.height - before.height) > 0.2 * before.height or (pitch and step > _GAP * pitch):
        return False
    return line.text[:1].islower() or (before.right >= _SHORT * widest and not (ends and line.left > before.left + 5))


def _joined(paragraph: str, line: str) -> str:
    """The paragraph with another line; where a hyphen ends it, the two are one word until `_settled`."""
    if paragraph[-1] in _BROKEN + "-‐" and line[:1].islower():
        return f"{paragraph[:-1]}{_BROKEN[0]}{line}"
    return f"{paragraph} {line}"


def _settled(paragraph: str, known: Counter[str], hyphened: list[str]) -> str:
    """The paragraph with its broken words whole: a hyphen goes only where the word is known without it."""

    def whole(found: re.Match[str]) -> str:
        begun, rest = found[1], found[2]
        if begun + rest in known:
            return begun + rest
        if f"{begun}-{rest}" not in known:
            hyphened.append(f"{begun}-{rest}")
        return f"{begun}-{rest}"

    return _SIGN.sub("-", _HALVES.sub(whole, paragraph))


def _comments(raw: Any, page: Any) -> list[Comment]:
    """The remarks that readers wrote upon a page; what they struck out or put in is among them."""
    found = list[Comment]()
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, index)
        kind = raw.FPDFAnnot_GetSubtype(note)
        if kind not in {raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_POPUP}:
            text = _string(raw, note, b"Contents")
            if text or kind == raw.FPDF_ANNOT_STRIKEOUT:
                found.append(Comment(_string(raw, note, b"T"), text or "—"))
        raw.FPDFPage_CloseAnnot(note)
    return found


def _string(raw: Any, note: Any, key: bytes) -> str:
    length = raw.FPDFAnnot_GetStringValue(note, key, None, 0)
    if not 2 < length <= 20_000:  # noqa: PLR2004 - two bytes end every text
        return ""
    held = ctypes.create_string_buffer(length)
    raw.FPDFAnnot_GetStringValue(note, key, ctypes.cast(held, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    return held.raw[:length].decode("utf-16-le", "replace").rstrip("\x00")
