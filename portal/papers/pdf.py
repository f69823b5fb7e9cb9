"""The text layer of a PDF: lines as they lie on the page, joined to paragraphs; heads and feet of pages left out."""

import ctypes
import importlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import pi
from statistics import median_low
from typing import Any, BinaryIO

from portal.papers import columns
from portal.papers.columns import Line
from portal.papers.fields import EMPTY, TICKED
from portal.papers.told import Comment, Paragraph, Read, Refused, State

MOST_PAGES = 1_000
_EDGE = 3
"""So many lines from the top or bottom of a page may be its head or foot."""
_LEAST_PAGES = 2
_OFTEN = 0.5
_GAP, _SHORT, _WIDE = 1.35, 0.85, 1.2
_LONGEST_MARGIN, _MOST_MARGINS, _MOST_COMMENTS = 200, 20, 500
_LONGEST_FIELD = 400_000
_MOST_ODD, _LEAST_LETTERS, _SAMPLE = 0.05, 0.6, 200
_RULES = re.compile(r"[._\-–—*=•…]{2,}|(?:[._] ){2,}")
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


def read(file: BinaryIO, _state: State | None) -> Read:
    """What the file says; it keeps no track of changes. Refuses: SCANNED, UNREADABLE, BOMB."""
    pdfium: Any = importlib.import_module("pypdfium2")
    document = pdfium.PdfDocument(file)
    if len(document) > MOST_PAGES:
        raise Refused("BOMB")
    document.init_forms()
    made, pages, unmapped = Read(), list[list[Line]](), list[bool]()
    for number, page in enumerate(document, 1):
        turned = _turned(pdfium.raw, page)
        told = page.get_textpage()
        lines = columns.in_order(list(_lines(pdfium.raw, told, turned)))
        unmapped += _unmapped(pdfium.raw, told)
        told.close()
        made.filled += _fill(pdfium.raw, document, page, lines)
        pages.append(lines)
        pictures = sum(each.type == pdfium.raw.FPDF_PAGEOBJ_IMAGE for each in page.get_objects(max_depth=3))
        made.pictures += pictures
        if pictures and not lines:
            made.empty_pages.append(number)
        made.comments += _comments(pdfium.raw, page)[: _MOST_COMMENTS - len(made.comments)]
        page.close()
    _check(pages, made.pictures)
    if sum(unmapped) > _MOST_ODD * len(unmapped):
        raise Refused("UNREADABLE")
    made.margins = _without_margins(pages)
    known = Counter(word for lines in pages for line in lines for word in _WORD.findall(line.text))
    made.paragraphs = [Paragraph(text) for text in _paragraphs(pages, known, made.hyphened)]
    return made


def _check(pages: Sequence[Sequence[Line]], pictures: int) -> None:
    """Refuses what has no words, and letters that stand for others: those of fonts that do not say what they mean."""
    text = "".join(line.text for lines in pages for line in lines)
    if not text.strip():
        raise Refused("SCANNED" if pictures else "EMPTY")
    signs = [unicodedata.category(sign)[0] in "LMN" for sign in _RULES.sub("", text) if not sign.isspace()]
    if sum(signs) < _LEAST_LETTERS * len(signs) or not any(signs):
        raise Refused("UNREADABLE")
    if len(_ODD.findall(text)) > _MOST_ODD * len(text):
        raise Refused("UNREADABLE")


def _unmapped(raw: Any, told: Any) -> Iterator[bool]:
    """Of some letters of a page, whether their font says what they mean."""
    count = told.count_chars()
    for place in range(0, count, max(1, count // _SAMPLE)):
        yield raw.FPDFText_HasUnicodeMapError(told, place) == 1


def _turned(raw: Any, page: Any) -> int:
    """By how many quarters the letters of a page are turned; those that stand upright are read as if the page were."""
    told = page.get_textpage()
    count = told.count_chars()
    places = range(0, count, max(1, count // _SAMPLE))
    turns = Counter(round(raw.FPDFText_GetCharAngle(told, place) / (pi / 2)) % 4 for place in places)
    told.close()
    turned = turns.most_common(1)[0][0] if turns else 0
    if not turned and page.get_rotation():
        page.set_rotation(0)
    return turned


def _lines(raw: Any, told: Any, turned: int) -> Iterator[Line]:
    """The lines of a page in the order of its text, each with its place."""
    text: str = told.get_text_range()
    count, start = told.count_chars(), 0
    for line in re.split(r"\r\n?|\n", text):
        words = _CONTROLS.sub(lambda found: "" if found[0] not in _BROKEN else found[0], line).rstrip()
        if words.strip():
            first = start + len(line) - len(line.lstrip())
            last = start + len(line.rstrip()) - 1
            yield _placed(raw, told, words.strip(), (min(first, count - 1), min(max(last, first), count - 1)), turned)
        start += len(line) + (2 if text[start + len(line) : start + len(line) + 2] == "\r\n" else 1)


def _placed(raw: Any, told: Any, words: str, ends: tuple[int, int], turned: int) -> Line:
    """A line with the place of its first and last letter; signs of the higher planes shift places a little."""
    left, bottom, _, top = _upright(told.get_charbox(ends[0], loose=True), turned)
    right = _upright(told.get_charbox(ends[1], loose=True), turned)[2]
    line = Line(words, left, right, top, max(top - bottom, 1.0))
    if not turned:
        line.pieces = _pieces(raw, told, line, ends)
    return line


def _upright(box: tuple[float, float, float, float], turned: int) -> tuple[float, float, float, float]:
    """The place of a letter as if nothing were turned."""
    left, bottom, right, top = box
    return (box, (-top, left, -bottom, right), (-right, -top, -left, -bottom), (bottom, -right, top, -left))[turned]


def _pieces(raw: Any, told: Any, line: Line, ends: tuple[int, int]) -> list[Line]:
    """What wide gaps part the line into; nothing where there are none, or where letters would be lost."""
    found = list[list[float]]()
    for number in range(raw.FPDFText_CountRects(told, ends[0], ends[1] - ends[0] + 1)):
        left, _bottom, right, _top = told.get_rect(number)
        if found and left - found[-1][1] < _WIDE * line.height:
            found[-1][1] = max(found[-1][1], right)
        else:
            found.append([left, right])
    if len(found) < 2:  # noqa: PLR2004 - a gap has two sides
        return []
    low, high = line.top - line.height, line.top
    told_ = [told.get_text_bounded(left - 1, low, right + 1, high).strip() for left, right in found]
    if "".join("".join(told_).split()) != "".join(line.text.split()):
        return []
    return [Line(text, at[0], at[1], line.top, line.height) for text, at in zip(told_, found, strict=True)]


def _without_margins(pages: list[list[Line]]) -> list[str]:
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


def _edges(lines: Sequence[Line]) -> list[Line]:
    """The lines nearest to the top and to the bottom of a page."""
    by_place = sorted(lines, key=lambda line: -line.top)
    return by_place[:_EDGE] + by_place[max(_EDGE, len(by_place) - _EDGE) :]


def _key(line: Line) -> str:
    """What a line says whatever the page is."""
    return _FIGURES.sub("#", line.text)


def _is_margin(line: Line, pages: int) -> bool:
    """On two pages alone, the same line may be the beginning of two clauses: only numbers of pages are sure."""
    return pages > _LEAST_PAGES or bool(_PAGE.fullmatch(line.text)) or not _OPENS.match(line.text)


def _paragraphs(pages: Sequence[Sequence[Line]], known: Counter[str], hyphened: list[str]) -> Iterator[str]:
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


def _pitch(lines: Sequence[Line]) -> float:
    """How far a line lies below the one before, as a rule."""
    steps = [one.top - two.top for one, two in pairwise(lines) if 0 < one.top - two.top < 4 * one.height]
    return median_low(steps) if steps else 0.0


def _goes_on(before: Line, line: Line, pitch: float, widest: float) -> bool:
    step = before.top - line.top
    ends = before.text.endswith(_ENDS)
    if _OPENS.match(line.text) or (before.pieces and line.pieces):  # rows of a table are lines
        return False
    if step <= 0:  # another page or column: only a sentence that is not over goes on there
        return not ends and line.text[:1].islower()
    if abs(line.height - before.height) > 0.2 * before.height or (pitch and step > _GAP * pitch):
        return False
    return line.text[:1].islower() or (
        before.right >= _SHORT * (before.edge or widest) and not (ends and line.left > before.left + 5)
    )


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


def _fill(raw: Any, document: Any, page: Any, lines: list[Line]) -> int:
    """Writes what the fields of a form hold behind the lines that they stand in; gives how many."""
    found = list(_fields(raw, document.formenv, page)) if document.formenv is not None else []
    for field in found:
        middle = field.top - field.height / 2
        beside = [line for line in lines if line.top - line.height <= middle <= line.top and line.left <= field.left]
        if beside:
            line = max(beside, key=lambda each: each.left)
            line.text, line.right = f"{line.text} {field.text}", max(line.right, field.right)
        else:
            below = (place for place, line in enumerate(lines) if line.top < middle)
            lines.insert(next(below, len(lines)), field)
    return len(found)


def _fields(raw: Any, form: Any, page: Any) -> Iterator[Line]:
    """The fields of a page that hold something, each with its place, from the top to the bottom."""
    found = list[Line]()
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        field = raw.FPDFPage_GetAnnot(page, index)
        text, place = _held(raw, form, field), raw.FS_RECTF()
        if text.strip() and raw.FPDFAnnot_GetRect(field, place):
            height = max(place.top - place.bottom, 1.0)
            found.append(Line(" ".join(text.split()), place.left, place.right, place.top, height))
        raw.FPDFPage_CloseAnnot(field)
    yield from sorted(found, key=lambda line: (-line.top, line.left))


def _held(raw: Any, form: Any, field: Any) -> str:
    """What a field holds: its words, or whether it is ticked; "" for what is no field."""
    kind = raw.FPDFAnnot_GetFormFieldType(form, field)
    if kind in {raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON}:
        return TICKED if raw.FPDFAnnot_IsChecked(form, field) else EMPTY
    if kind not in {raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX}:
        return ""
    length = raw.FPDFAnnot_GetFormFieldValue(form, field, None, 0)
    if not 2 < length <= _LONGEST_FIELD:  # noqa: PLR2004 - two bytes end every text
        return ""
    held = ctypes.create_string_buffer(length)
    raw.FPDFAnnot_GetFormFieldValue(form, field, ctypes.cast(held, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    return held.raw[:length].decode("utf-16-le", "replace").rstrip("\x00")


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
