"""Agreements as .docx and .pdf files, made for the tests."""

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import docx
from docx.oxml import parse_xml
from PIL import Image

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
XMLNS = f'xmlns:w="{W}"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


class Paper:
    """A .docx that is written paragraph by paragraph, with numberings of its own."""

    def __init__(self) -> None:
        self.made: Any = docx.Document()
        self._numbers = 900

    def list(self, *levels: str, more: str = "", overrides: str = "", abstract: int | None = None) -> int:
        """The id of a new list: each level as `kind|text`, and what else its first level says."""
        self._numbers += 1
        number = self._numbers
        root = self.made.part.numbering_part.element
        if abstract is None:
            told = "".join(_level(index, each, more if not index else "") for index, each in enumerate(levels))
            kind = parse_xml(f'<w:abstractNum {XMLNS} w:abstractNumId="{number}">{told}</w:abstractNum>')
            root.insert(0, kind)
        root.append(
            parse_xml(
                f'<w:num {XMLNS} w:numId="{number}"><w:abstractNumId w:val="{abstract or number}"/>{overrides}</w:num>'
            )
        )
        return number

    def add(self, text: str = "", number: int | None = None, level: int = 0, style: str | None = None) -> Any:
        """A paragraph, counted by a list."""
        made = self.made.add_paragraph(text, style=style)
        if number is not None:
            told = f'<w:numPr {XMLNS}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
            made._p.get_or_add_pPr().append(parse_xml(told))
        return made

    def raw(self, xml: str) -> None:
        """A block of WordprocessingML."""
        body = self.made.element.body
        body.insert(len(body) - 1, parse_xml(f'<w:tmp {XMLNS} xmlns:r="{RELATION[:-1]}">{xml}</w:tmp>')[0])

    def bytes(self) -> bytes:
        held = io.BytesIO()
        self.made.save(held)
        return held.getvalue()


def _level(index: int, told: str, more: str) -> str:
    kind, _, text = told.partition("|")
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def agreement(p: Paper) -> None:
    one = p.list("decimal|%1.", "decimal|%1.%2")
    p.add("Supply Agreement")
    for text, level in (("Term", 0), ("It lasts a year.", 1), ("Price", 0)):
        p.add(text, one, level)


def changed(p: Paper) -> None:
    agreement(p)
    p.raw('<w:p><w:ins w:id="1" w:author="P"><w:r><w:t>New</w:t></w:r></w:ins></w:p>')


def paper(write: Callable[[Paper], None]) -> bytes:
    made = Paper()
    write(made)
    return made.bytes()


def packed(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The file with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return held.getvalue()


def with_part(content: bytes, name: str, xml: str, relation: str, media: str) -> bytes:
    """The file with another part that its main part leads to."""

    def change(parts: dict[str, bytes]) -> None:
        parts[f"word/{name}"] = xml.encode()
        link = f'<Relationship Id="rIdMore" Type="{RELATION}{relation}" Target="{name}"/></Relationships>'
        parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
            b"</Relationships>", link.encode()
        )
        told = f'<Override PartName="/word/{name}" ContentType="{media}"/></Types>'
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", told.encode())

    return packed(content, change)


Line = tuple[float, float, str]
"""From the left, from the bottom, and what it says."""


def pdf(*pages: Sequence[Line], notes: Mapping[int, str] | None = None, to_unicode: str = "") -> bytes:
    """One page for each list of lines, in Helvetica of 12 points; remarks upon pages by their place."""
    objects: list[bytes] = [b"", b""]

    def put(content: bytes) -> int:
        objects.append(content)
        return len(objects)

    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding"
    if to_unicode:
        font += b" /ToUnicode %d 0 R" % put(stream(to_unicode.encode()))
    face = put(font + b" >>")
    kids = []
    for place, lines in enumerate(pages):
        shown = b"".join(
            b"BT /F1 12 Tf 1 0 0 1 %.1f %.1f Tm (%b) Tj ET\n" % (left, bottom, _escaped(text))
            for left, bottom, text in lines
        )
        content = put(stream(shown))
        note = b""
        if notes and place in notes:
            kind, _, text = notes[place].partition("|")
            made = put(
                b"<< /Type /Annot /Subtype /%b /Rect [100 100 200 120] /QuadPoints [100 120 200 120 100 100 200 100]"
                b" /T (Paula) /Contents (%b) >>" % (kind.encode(), text.encode())
            )
            note = b" /Annots [%d 0 R]" % made
        kids.append(
            put(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R"
                b" /Resources << /Font << /F1 %d 0 R >> >>%b >>" % (content, face, note)
            )
        )
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids))
    return bound(objects)


def stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content)


def _packed(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed)


def _escaped(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def bound(objects: Sequence[bytes]) -> bytes:
    """The objects as a PDF, the first its catalogue."""
    made, starts = bytearray(b"%PDF-1.7\n"), list[int]()
    for number, content in enumerate(objects, 1):
        starts.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    told = (len(starts) + 1, table, len(starts) + 1, len(made))
    made += b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % told
    return bytes(made)


def down(*texts: str, left: float = 60, top: float = 700, step: float = 16) -> list[Line]:
    """Lines one below the other; an empty one leaves a gap."""
    return [(left, top - step * place, text) for place, text in enumerate(texts) if text]


def scanned(pages: int = 1) -> bytes:
    """A PDF of pictures."""
    held, image = io.BytesIO(), Image.new("RGB", (400, 600), (250, 250, 250))
    image.paste((0, 0, 0), (50, 50, 350, 60))
    image.save(held, "PDF", save_all=True, append_images=[image] * (pages - 1))
    return held.getvalue()


HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def drawn(
    content: bytes, font: bytes = HELVETICA, page: bytes = b"", more: Sequence[bytes] = (), root: bytes = b"", *,
    is_packed: bool = False,
) -> bytes:  # fmt: skip
    """A page of what is drawn in one font; `more` are objects from the sixth on, which page and root may name."""
    return bound((
        b"<< /Type /Catalog /Pages 2 0 R %b >>" % root, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >>"
        b" %b >>" % page,
        _packed(content) if is_packed else stream(content), font, *more,
    ))  # fmt: skip


def shown(*lines: Line, turned: bytes = b"1 0 0 1") -> bytes:
    """Lines as a page draws them, in its font of 12 points."""
    return b"".join(
        b"BT /F1 12 Tf %b %.1f %.1f Tm (%b) Tj ET\n" % (turned, left, bottom, _escaped(text))
        for left, bottom, text in lines
    )


def form(lines: Sequence[Line], fields: Sequence[tuple[str, Line]]) -> bytes:
    """A page with fields: of each the settings, and its place with what it holds."""
    places = b" ".join(b"%d 0 R" % number for number in range(6, 6 + len(fields)))
    more = [
        b"<< /Type /Annot /Subtype /Widget /T (f%d) %b /Rect [%.1f %.1f %.1f %.1f] >>"
        % (number, settings.replace("*", text).encode(), left, bottom, left + 90, bottom + 14)
        for number, (settings, (left, bottom, text)) in enumerate(fields)
    ]
    root = b"/AcroForm << /Fields [%b] /DA (/F1 12 Tf 0 g) >>" % places
    return drawn(shown(*lines), page=b"/Annots [%b]" % places, more=more, root=root)
