"""Files as people have them: what is a table is read, whatever wrote it; everything else is refused in a sentence."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from portal import errors
from portal.sheets import child, reading, workbook
from portal.sheets.table import LONGEST_CELL, MOST_BYTES, MOST_ROWS, NO_RESULT, UNREADABLE, Row

MORNING = datetime.fromisoformat("2026-11-29T09:30:00")  # a spreadsheet knows no zones
OLD = "This is an old or locked workbook. Save it as XLSX without a password, or as CSV."
SUPPLIERS = "Name;Land\r\nMüller;DE\r\n"


def rows(content: bytes, **how: str) -> list[tuple[str, ...]]:
    table = child.read_here(content, **how)
    return [table.headings, *(row.cells for row in table.rows)]


def refused(content: bytes, **how: str) -> str:
    with pytest.raises(errors.Invalid) as refusal:
        child.read_here(content, **how)
    return refusal.value.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_encoding_that_is_certain_need_not_be_named(encoding: str) -> None:
    assert rows(SUPPLIERS.encode(encoding)) == [("Name", "Land"), ("Müller", "DE")]


def test_an_encoding_that_is_not_certain_is_asked_for_and_taken_when_named() -> None:
    content = SUPPLIERS.encode("windows-1252")
    assert refused(content).startswith("The encoding of the file is uncertain.")
    assert rows(content, encoding="windows-1252")[1] == ("Müller", "DE")
    assert refused(content, encoding="klingon") == "There is no encoding called klingon."
    assert refused(b"\xff\xfeA", encoding="").startswith("The file is not text in the encoding utf-16")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_quotes_and_line_breaks_inside_of_cells_are_recognised(separator: str) -> None:
    text = f'a{separator}b\r\n"x{separator}y\r\nz"{separator}"say ""hello"""\r\n'
    assert rows(text.encode()) == [("a", "b"), (f"x{separator}y\nz", 'say "hello"')]


def test_single_quotes_and_the_line_of_a_spreadsheet_that_names_its_separator() -> None:
    assert rows(b"'a';'b'\n'x;y';'2'\n") == [("a", "b"), ("x;y", "2")]
    assert rows(b'sep=|\na,1|b\n"x"|2\n') == [("a,1", "b"), ("x", "2")]
    assert [row.number for row in child.read_here(b"sep=|\na|b\nx|2\n").rows] == [3]


def test_empty_rows_and_headings_once_more_are_passed_over_and_numbers_stay() -> None:
    table = child.read_here(b"\na,b\n1,2\n,\na , b\n3,4\n")
    assert [(row.number, row.cells) for row in table.rows] == [(3, ("1", "2")), (6, ("3", "4"))]


def test_ragged_rows_are_filled_and_what_is_too_much_is_counted() -> None:
    assert child.read_here(b"a,b,c\n1\n1,2,3,4,,5\n").rows == (Row(2, ("1", "", "")), Row(3, ("1", "2", "3"), 2))


def test_what_no_text_can_have_leaves_a_sign() -> None:
    table = child.read_here(b"a,b\nA\0B,%s\n" % (b"x" * (LONGEST_CELL + 1)))
    assert table.rows[0].cells[0] == f"A{UNREADABLE}B"
    assert table.rows[0].cells[1].endswith(UNREADABLE)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty."),
        (b" , \n", "The file is empty."),
        (b"a,b\n", "The file has column headings but no rows."),
        (b"a,A\n1,2\n", "Two columns are called A. Rename one."),
        (b'a,b\n1,"2\n', "Row 2 cannot be read: it has a quotation mark in the wrong place."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", OLD),
        (b"PK\x03\x04broken", "The workbook cannot be read. Save it as XLSX again, or as CSV."),
        (b"a\n" + b"1\n" * (MOST_ROWS + 1), "The file has more than 20,000 rows. Split it."),
        (b",".join(b"c%d" % n for n in range(201)) + b"\n1\n", "The file has more than 200 columns."),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_a_sentence(content: bytes, says: str) -> None:
    assert refused(content) == says


def book(*sheets: tuple[str, list[list[object]]], hidden: str = "") -> bytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, cells in sheets:
        sheet = made.create_sheet(title)
        for row in cells:
            sheet.append(row)
        sheet.sheet_state = "hidden" if title == hidden else "visible"
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def test_typed_cells_are_read_as_people_write_them() -> None:
    cells: list[object] = [1000234, 12.0, 0.1, True, date(2026, 11, 29), MORNING, None, "=1+1"]
    read = rows(book(("List", [[f"h{n}" for n in range(8)], cells])))[1]
    assert read == ("1000234", "12", "0.1", "TRUE", "2026-11-29", "2026-11-29 09:30:00", "", NO_RESULT)


def test_the_first_sheet_that_is_shown_or_the_named_one() -> None:
    content = book(("Notes", [["x"], [1]]), ("Suppliers", [["a"], [2]]), ("More", [["b"], [3]]), hidden="Notes")
    assert rows(content) == [("a",), ("2",)]
    assert rows(content, sheet=" more ") == [("b",), ("3",)]
    assert refused(content, sheet="Notes") == "There is no sheet called Notes. Use one of these: Suppliers, More."


def test_a_workbook_that_grows_when_it_is_unpacked_is_refused_before_it_is() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 60_000_000)
    assert refused(content.getvalue()) == "The workbook is too large when it is unpacked."


def test_numbers_that_no_longer_have_their_digits_stay_as_they_are() -> None:
    assert workbook.as_text(1.5e300) == "1.5e+300"


async def test_a_process_of_its_own_reads_the_same_and_refuses_in_the_same_words() -> None:
    table = await reading.read(SUPPLIERS.encode())
    assert table == child.read_here(SUPPLIERS.encode())
    with pytest.raises(errors.Invalid) as refusal:
        await reading.read(b"a\xff,b\n1,2\n")
    assert (refusal.value.path, refusal.value.message[:38]) == (
        ("input", "encoding"),
        "The encoding of the file is uncertain.",
    )
    with pytest.raises(errors.Invalid, match="The file is larger than 10 MB"):
        await reading.read(b"a" * (MOST_BYTES + 1))


async def test_a_file_that_takes_too_much_memory_ends_its_process_and_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    cells: list[list[object]] = [["text " * 20 + str(n)] * 100 for n in range(500)]
    heavy = book(("List", [[f"h{n}" for n in range(100)], *cells]))
    monkeypatch.setattr(reading, "SECONDS", 0.05)
    with pytest.raises(errors.Invalid, match="takes too much memory or time"):
        await reading.read(heavy)
