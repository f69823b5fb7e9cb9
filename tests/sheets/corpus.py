"""Files as people and programs write them: each with the rows that are in it, or the sentence that refuses it."""

import codecs
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from openpyxl import Workbook

Rows = tuple[tuple[str, ...], ...]
FILE, ENCODING, SHEET = ("input", "file"), ("input", "encoding"), ("input", "sheet")
UNCERTAIN = "The encoding of the file is uncertain. Choose it, for example windows-1252, windows-1251, windows-1250."
NEITHER = "This is not CSV or XLSX. Open it in a spreadsheet and save it as one of them."
NO_WORKBOOK = "The workbook cannot be read. Save it as XLSX again, or as CSV."
TOO_LARGE = "The workbook is too large when it is unpacked."


@dataclass(frozen=True, slots=True)
class File:
    """What is sent, and what becomes of it: `rows` with the headings first, or what it says and where."""

    name: str
    given: bytes | Callable[[], bytes]
    """Its bytes; of a large one what makes them."""
    rows: Rows = ()
    says: str = ""
    path: tuple[str, ...] = FILE
    encoding: str = ""
    sheet: str = ""

    @property
    def content(self) -> bytes:
        return self.given if isinstance(self.given, bytes) else self.given()


TWO: Rows = (("Name", "Country"), ("Müller GmbH", "DE"), ("Łódź Foods", "PL"))
BULGARIAN: Rows = (("Име", "Държава"), ("Златна нива ООД", "България"))


def text(rows: Rows, separator: str = ",", end: str = "\r\n") -> str:
    return "".join(separator.join(row) + end for row in rows)


def book(fill: Callable[[Any], None], *, sheets: tuple[str, ...] = ("List",)) -> bytes:
    """A workbook as a spreadsheet saves it; `fill` gets it."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for title in sheets:
        made.create_sheet(title)
    fill(made)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def changed(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with one of its parts written otherwise."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as other:
        for each in packed.infolist():
            held = packed.read(each)
            assert each.filename != part or old in held
            other.writestr(each.filename, held.replace(old, new) if each.filename == part else held)
    return made.getvalue()


def _rows(*rows: tuple[object, ...], merge: tuple[str, ...] = ()) -> Callable[[Any], None]:
    def fill(made: Any) -> None:
        sheet = made.worksheets[0]
        for row in rows:
            sheet.append(row)
        for area in merge:
            sheet.merge_cells(area)

    return fill


def _hidden(made: Any) -> None:
    notes, suppliers = made.worksheets
    notes.append(("x",))
    notes.sheet_state = "veryHidden"
    for row in TWO:
        suppliers.append(row)


def _many(rows: int) -> bytes:
    """A workbook of so many rows under its headings."""
    name, code = (f'<c r="{{0}}{{1}}" t="inlineStr"><is><t>{text}</t></is></c>' for text in ("Firm {1}", "DE"))
    filled = (f'<row r="{row}">{name.format("A", row)}{code.format("B", row)}</row>' for row in range(2, rows + 2))
    return changed(
        book(_rows(("Name", "Country"))), "xl/worksheets/sheet1.xml", b"</sheetData>",
        "".join(filled).encode() + b"</sheetData>",
    )  # fmt: skip


def _bomb(names: int, size: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(names):
            packed.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * size)
    return made.getvalue()


FORMULAS = book(_rows(("Name", "Number", "Note"), ("Acme", "=1+1", '=IF(A2="","","")')))
CALCULATED = changed(
    changed(FORMULAS, "xl/worksheets/sheet1.xml", b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"),
    "xl/worksheets/sheet1.xml", b'<c r="C2">', b'<c r="C2" t="str">',
)  # fmt: skip
GROUPED = book(
    _rows(
        ("Suppliers of 2026",), (), ("Country", "Name", "Kind"), ("Germany", "One GmbH", "vendor"),
        (None, "Two GmbH", "vendor"), (None, "Three GmbH", None), (None, None, None), ("France", "Four", "vendor"),
        merge=("A1:C1", "A4:A7", "C5:C6"),
    )
)  # fmt: skip
TWO_HEADS = book(_rows(("Name", "Place", None), (None, "City", "Street"), ("A", "B", "C"), merge=("A1:A2", "B1:C1")))
WIDE: Rows = (tuple(f"Column {n}" for n in range(100)), tuple(str(n) for n in range(100)))

CSV = (
    File("plain", text(TWO).encode(), TWO),
    File("with a mark", codecs.BOM_UTF8 + text(TWO).encode(), TWO),
    File("UTF-16", text(TWO).encode("utf-16"), TWO),
    File("UTF-16, big end first", codecs.BOM_UTF16_BE + text(TWO).encode("utf-16-be"), TWO),
    File("UTF-16 without a mark", text(TWO).encode("utf-16-le"), says=UNCERTAIN, path=ENCODING),
    File("UTF-16 without a mark, named", text(TWO).encode("utf-16-le"), TWO, encoding="utf-16-le"),
    File("UTF-32", text(TWO).encode("utf-32"), says="The file is not text in the encoding utf-16."),
    File("windows-1251", text(BULGARIAN).encode("cp1251"), says=UNCERTAIN, path=ENCODING),
    File("windows-1251, named", text(BULGARIAN, ";").encode("cp1251"), BULGARIAN, encoding="windows-1251"),
    File("windows-1252, named", text(TWO[:2], "\t").encode("cp1252"), TWO[:2], encoding="Windows-1252"),
    File("UTF-8, another named", text(BULGARIAN).encode(), BULGARIAN, encoding="windows-1251"),
    File("another than the named", b"a,b\n\xff\xfe\xfd,1\n",
         says="The file is not text in the encoding utf-8.", encoding="utf-8"),
    File("an encoding that is none", b"a,b\n1,2\n",
         says="There is no encoding called zip.", path=ENCODING, encoding="zip"),
    File("semicolons", text(TWO, ";").encode(), TWO),
    File("tabs", text(TWO, "\t").encode(), TWO),
    File("bars and old line ends", text(TWO, "|", "\r").encode(), TWO),
    File("lines in cells", b'Name,Note\n"One\nGmbH","a ""b"", c"\n', (("Name", "Note"), ("One\nGmbH", 'a "b", c'))),
    File("a cell that is never closed", b'Name,Note\nOne,"x\nTwo,y\n',
         says="Row 2 cannot be read: it has a quotation mark in the wrong place."),
    File("empty rows", b"\n\n" + text(TWO[:1]).encode() + b"\n,,\n" + text(TWO[1:]).encode() + b"\n\n", TWO),
    File("a title above", b"Lieferanten 2026\n\n" + text(TWO, ";").encode(), TWO),
    File("one column", b"Name\nAcme\nBeta\n", (("Name",), ("Acme",), ("Beta",))),
    File("two headings that are one", b"Name,Land,name\nA,DE,B\n", says="Two columns are called name. Rename one."),
    File("formulas are text", b"Name,Note\n=1+1,@x\n", (("Name", "Note"), ("=1+1", "@x"))),
    File("100 columns", text(WIDE).encode(), WIDE),
    File("201 columns", b",".join(b"c%d" % n for n in range(201)) + b"\n1\n",
         says="The file has more than 200 columns."),
    File("200,000 rows", b"Name,Country\n" + b"Acme,DE\n" * 200_000,
         says="The file has more than 20,000 rows. Split it."),
    File("NUL bytes", b"Name,Country\nA\0B,DE\n", (("Name", "Country"), ("A\ufffdB", "DE"))),
    File("nothing but NUL bytes", b"\0" * 1_000, says=UNCERTAIN, path=ENCODING),
    File("nothing", b"", says="The file is empty."),
    File("nothing but a mark", codecs.BOM_UTF8, says="The file is empty."),
    File("headings alone", b"Name,Country\n", says="The file has column headings but no rows."),
    File("a web page called .xls", b"\xef\xbb\xbf <HTML><table><tr><td>Name</td></tr></table>", says=NEITHER),
    File("XML", b'<?xml version="1.0"?><list/>', says=NEITHER),
    File("JSON", b'[{"name": "Acme"}]', says=NEITHER),
    File("PDF", b"%PDF-1.7\n%\xe2\xe3", says=NEITHER),
    File("a picture", b"\x89PNG\r\n\x1a\n", says=NEITHER),
)  # fmt: skip
XLSX = (
    File("typed cells", book(_rows(("Name", "Since", "No"), ("Acme", date(2026, 11, 29), 1000234.0))),
         (("Name", "Since", "No"), ("Acme", "2026-11-29", "1000234"))),
    File("formulas that nobody calculated", FORMULAS, (("Name", "Number", "Note"), ("Acme", "\ufffc", "\ufffc"))),
    File("formulas with results, one of them empty", CALCULATED, (("Name", "Number", "Note"), ("Acme", "2", ""))),
    File("merged cells and a title", GROUPED, (
        ("Country", "Name", "Kind"), ("Germany", "One GmbH", "vendor"), ("Germany", "Two GmbH", "vendor"),
        ("Germany", "Three GmbH", "vendor"), ("France", "Four", "vendor"),
    )),
    File("headings over two rows", TWO_HEADS, (("Name", "Place"), ("", "City"), ("A", "B"))),
    File("hidden sheets", book(_hidden, sheets=("Notes", "Suppliers")), TWO),
    File("a sheet that is not there", book(_hidden, sheets=("Notes", "Suppliers")),
         says="There is no sheet called Orders. Use one of these: Suppliers.", path=SHEET, sheet="Orders"),
    File("200,000 rows", partial(_many, 200_000), says="The file has more than 20,000 rows. Split it."),
    File("a part that grows", partial(_bomb, 1, 60_000_000), says=TOO_LARGE),
    File("many parts", partial(_bomb, 2_001, 1), says=TOO_LARGE),
    File("a packed folder that is no workbook", _bomb(1, 10), says=NO_WORKBOOK),
    File("a workbook that was cut off", _many(100)[:2_000], says=NO_WORKBOOK),
    File("an old or locked workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
         says="This is an old or locked workbook. Save it as XLSX without a password, or as CSV."),
)  # fmt: skip
CORPUS = (*CSV, *XLSX)
