"""Files as people and attackers send them, each with the word of what must be found wrong with it (None: nothing)."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial

import openpyxl
from PIL import Image

from portal.files.rules import LARGEST, Type

UBL = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WORD_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
SHEET_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PAGE = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_096)


@dataclass(frozen=True)
class Sample:
    """One file: what it is called to be, its bytes, and the verdict."""

    called: str
    type: Type
    content: Callable[[], bytes]
    verdict: str | None


def picture(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(made, kind)
    return made.getvalue()


def locked_pdf() -> bytes:
    """A PDF that opens with a password alone."""
    rights = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%b> /U <%b> /P -4 >> /ID [<00> <00>]" % (
        b"41" * 32,
        b"42" * 32,
    )
    return picture("PDF").replace(b"trailer\n<<", b"trailer\n<< " + rights, 1)


def word(*more: tuple[str, bytes], kind: str = WORD) -> bytes:
    """A text document of the parts that every one has, and some more."""
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    parts = (("[Content_Types].xml", types.encode()), ("word/document.xml", b"<w:document/>"), *more)
    return packed(*parts)


def packed(*parts: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts:
            file.writestr(name, content)
    return made.getvalue()


def sheet() -> bytes:
    made, book = io.BytesIO(), openpyxl.Workbook()
    book.active.append(["Part", "Price"])
    book.save(made)
    return made.getvalue()


def lying() -> bytes:
    """An archive whose entry unpacks to a hundred times what its head says."""
    made = word(("word/media/image.bin", bytes(20_000_000)))
    told, lie = struct.pack("<I", 20_000_000), struct.pack("<I", 20_000)
    return made.replace(told, lie)


def wide_picture() -> bytes:
    """A PNG of a few bytes that unpacks to 2,500 million pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1_000))) + chunk(b"IEND", b"")
    )


def mail(**headers: str) -> bytes:
    made = EmailMessage()
    for name, value in headers.items():
        made[name] = value
    made.set_content("The goods have arrived. Здравейте!")
    return made.as_bytes()


def xml(root: str = "Invoice", namespace: str = UBL, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<{root} xmlns="{namespace}"><ID>1</ID></{root}>'.encode()


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
ROW = "Болт M8;12,50\n".encode()
WHOLE = ROW * (LARGEST // len(ROW)) + b"x" * (LARGEST % len(ROW))

T = Type
CORPUS = (
    Sample("a PDF", T.PDF, partial(picture, "PDF"), None),
    Sample("a PNG", T.PNG, partial(picture, "PNG"), None),
    Sample("a JPEG", T.JPEG, partial(picture, "JPEG"), None),
    Sample("a WEBP", T.WEBP, partial(picture, "WEBP"), None),
    Sample("a TIFF", T.TIFF, partial(picture, "TIFF"), None),
    Sample("a text document", T.DOCX, word, None),
    Sample("a sheet", T.XLSX, sheet, None),
    Sample("a table in UTF-8", T.CSV, lambda: ROW, None),
    Sample("a table in UTF-16", T.CSV, lambda: ROW.decode().encode("utf-16"), None),
    Sample("a text with tabs", T.TXT, lambda: b"\xef\xbb\xbfA note,\r\n\tand more. <b>5 < 6</b>\n", None),
    Sample("an e-mail", T.EML, partial(mail, From="a@b.example", Date="Mon, 2 Mar 2026 10:00:00 +0000"), None),
    Sample("an invoice", T.XML, xml, None),
    Sample("a table of 25 MB", T.CSV, lambda: WHOLE, None),
    Sample("a picture called PDF", T.PDF, partial(picture, "PNG"), "WRONG"),
    Sample("a program called PDF", T.PDF, lambda: b"MZ" + bytes(4_096), "WRONG"),
    Sample("a PDF called text", T.TXT, partial(picture, "PDF"), "WRONG"),
    Sample("a sheet called text document", T.DOCX, sheet, "WRONG"),
    Sample("an archive called text document", T.DOCX, lambda: packed(("run.exe", b"MZ")), "DAMAGED"),
    Sample("a drawing called PNG", T.PNG, lambda: DRAWING, "WRONG"),
    Sample("an old Word file, or a locked one", T.DOCX, lambda: OLE, "LOCKED"),
    Sample("a locked PDF", T.PDF, locked_pdf, "LOCKED"),
    Sample("macros under another name", T.DOCX, lambda: word(("word/vbaProject.bin", b"code")), "MACROS"),
    Sample("a document that says it has macros", T.DOCX, lambda: word(kind=WORD_MACROS), "MACROS"),
    Sample("a sheet that says it has macros", T.XLSX, lambda: word(kind=SHEET_MACROS), "MACROS"),
    Sample("a bomb", T.DOCX, lambda: word(("word/media/image.bin", bytes(50_000_000))), "BOMB"),
    Sample("a bomb that lies", T.DOCX, lying, "DAMAGED"),
    Sample("a crowd of entries", T.DOCX, lambda: word(*((f"{n}.xml", b"") for n in range(10_001))), "BOMB"),
    Sample("a picture of 2,500 million pixels", T.PNG, wide_picture, "BOMB"),
    Sample("a page called text", T.TXT, lambda: b"\n  " + PAGE, "ACTIVE"),
    Sample("a drawing called table", T.CSV, lambda: DRAWING, "ACTIVE"),
    Sample("a drawing called XML", T.XML, lambda: DRAWING, "NOT_UBL"),
    Sample("a PDF that is an archive too", T.PDF, lambda: picture("PDF") + packed(("a.js", b"code")), "TWO_KINDS"),
    Sample("a PDF that is a page too", T.PDF, lambda: _between(picture("PDF"), b"%" + PAGE), "TWO_KINDS"),
    Sample("a PNG with a page behind it", T.PNG, lambda: picture("PNG") + PAGE, "TWO_KINDS"),
    Sample("a JPEG with a page in it", T.JPEG, lambda: _commented(picture("JPEG"), PAGE), "TWO_KINDS"),
    Sample("a JPEG with an archive behind it", T.JPEG, lambda: picture("JPEG") + packed(("a", b"b")), "TWO_KINDS"),
    Sample("a PNG that was cut off", T.PNG, lambda: picture("PNG")[:-30], "DAMAGED"),
    Sample("a PDF that was cut off", T.PDF, lambda: picture("PDF")[:-100], "DAMAGED"),
    Sample("a text document that was cut off", T.DOCX, lambda: word()[:-40], "DAMAGED"),
    Sample("a text with a NUL", T.TXT, lambda: b"one\0two", "TEXT"),
    Sample("a text in an old encoding", T.CSV, lambda: "Болт".encode("cp1251"), "TEXT"),
    Sample("XML with a thousand laughs", T.XML, lambda: xml(before=LAUGHS), "DTD"),
    Sample("XML of something else", T.XML, partial(xml, "order", "urn:example:order"), "NOT_UBL"),
    Sample("XML that is none", T.XML, lambda: xml() + b"<", "DAMAGED"),
    Sample("an e-mail from nobody", T.EML, partial(mail, Subject="Hello"), "NOT_MAIL"),
)  # fmt: skip


def _between(pdf: bytes, line: bytes) -> bytes:
    """The document with one more line near its beginning."""
    first, rest = pdf.split(b"\n", 1)
    return b"\n".join((first, line, rest))


def _commented(jpeg: bytes, comment: bytes) -> bytes:
    """The picture with a comment as its first part."""
    return jpeg[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + jpeg[2:]
