"""The command that takes facts in, as people type it: what it prints, what it leaves, and how it exits."""

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.expectations import homes
from tests.expectations.homes import Home

HEADINGS = ("No", "Due", "Pieces", "Came on")
MAPPING = {
    "kind": "ORDER_LINE", "subject_key": [{"column": "No"}],
    "facts": [{"statement": "LINE", "external_id": [{"column": "No"}], "fields": {
        "agreed_on": {"column": "Due"}, "ordered": {"column": "Pieces"}, "received": {"column": "Pieces"},
        "received_on": {"column": "Came on"},
    }}],
}  # fmt: skip
RECEIPT = """<ReceiptAdvice xmlns="urn:oasis:names:specification:ubl:schema:xsd:ReceiptAdvice-2"
  xmlns:c="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
  xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <b:ID>{id}</b:ID><b:IssueDate>2026-02-10</b:IssueDate>
  <c:OrderReference><b:ID>4711</b:ID></c:OrderReference>
  <c:ReceiptLine><b:ID>1</b:ID><b:ReceivedQuantity unitCode="C62">{quantity}</b:ReceivedQuantity></c:ReceiptLine>
</ReceiptAdvice>"""


@pytest.fixture(scope="module")
def everybodys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with homes.running(tmp_path_factory.mktemp("home")) as found:
        yield found


@pytest.fixture
def home(everybodys: Home, request: pytest.FixtureRequest) -> Home:
    """With a partner of its own, and a mapping."""
    (everybodys.path / "mapping.json").write_text(json.dumps(MAPPING))
    return everybodys.of(f"Castings {len(request.node.name)}")


def mapped(home: Home) -> Sequence[str]:
    return "--mapping", str(home.path / "mapping.json")


def sheet(home: Home, rows: Sequence[Sequence[str]], name: str = "lines.csv") -> Path:
    file = home.path / name
    with file.open("w", newline="") as lines:
        csv.writer(lines).writerows([HEADINGS, *rows])
    return file


def test_one_bad_row_of_a_thousand_is_named_mended_and_sent_again(home: Home) -> None:
    rows = [(f"L{number}", "2026-02-10", "-5" if number == 7 else "5", "2026-02-09") for number in range(1_000)]
    file, report = sheet(home, rows), home.path / "report.csv"
    wrong = "Pieces: This must be 0 or more."

    status, told = home.run(file, *mapped(home), "--dry-run")
    assert (status, home.counted().facts) == (1, 0)
    assert "999 new, 0 corrected, 0 unchanged facts; 1 rows refused, 0 that say nothing, 0 repeated" in told
    assert told.endswith("Nothing was changed.\n")

    status, told = home.run(file, *mapped(home), "--report", str(report))
    assert (status, home.counted().facts, home.counted().subjects) == (1, 999, 999)
    assert told.startswith("acting for Lee\n")
    assert f"lines.csv, row 9, {wrong}" in told
    with report.open(encoding="utf-8-sig", newline="") as lines:
        refused = list(csv.reader(lines))
    assert refused == [[*HEADINGS, "problem"], ["L7", "2026-02-10", "-5", "2026-02-09", f"{wrong} {wrong}"]]

    before = home.counted()
    report.write_text(report.read_text(encoding="utf-8-sig").replace("-5", "5"))
    status, told = home.run(report, *mapped(home))
    assert (status, home.counted().facts) == (0, 1_000)
    assert "1 new, 0 corrected, 0 unchanged facts; 0 rows refused" in told
    assert home.counted().marks > before.marks

    before = home.counted()
    status, told = home.run(sheet(home, [row if row[0] != "L7" else refused[1][:4] for row in rows]), *mapped(home))
    assert (status, home.counted()) == (1, before)
    assert "0 new, 0 corrected, 999 unchanged facts; 1 rows refused" in told


def test_a_folder_of_documents_is_read_document_by_document(home: Home) -> None:
    folder = home.path / "in"
    folder.mkdir()
    for number, quantity in enumerate(("6", "4", "many"), 1):
        (folder / f"{number}.xml").write_text(RECEIPT.format(id=f"R{number}", quantity=quantity))
    (folder / "4.xml").write_text("<!DOCTYPE x []><x/>")
    (folder / "read me.txt").write_text("not a document")

    status, told = home.run(folder)
    assert status == 1
    assert (home.counted().facts, home.counted().subjects) == (2, 1)
    assert "3.xml, row 1, ReceivedQuantity: " in told
    assert "4.xml, " in told
    assert "2 new, 0 corrected, 0 unchanged facts; 1 rows refused, 0 that say nothing, 0 repeated, 1 files not" in told
    assert "0 new, 0 corrected, 2 unchanged facts" in home.run(folder)[1]


def test_a_column_may_name_the_partner_and_one_that_is_not_there_is_said(home: Home) -> None:
    named = {**MAPPING, "partner": [{"column": "Came on"}]}
    named["facts"] = [
        {"statement": "LINE", "fields": {"agreed_on": {"column": "Due"}, "ordered": {"column": "Pieces"}}}
    ]
    (home.path / "mapping.json").write_text(json.dumps(named))
    file = sheet(home, [("1", "2026-02-10", "5", home.partner), ("2", "2026-02-10", "5", "Nobody Ltd")])

    status, told = home.run(file, *mapped(home), partner="")
    assert (status, home.counted().facts) == (1, 1)
    assert "lines.csv, row 3, " in told
    assert "Nobody Ltd" in told


def test_what_cannot_be_begun_is_said_and_nothing_happens(home: Home) -> None:
    file = sheet(home, [("1", "2026-02-10", "5", "2026-02-10")])
    for more, partner, says in (
        ((), home.partner, "Say what the columns mean with --mapping."),
        (mapped(home), "", "Name the partner with --partner, or with a column of the mapping."),
        (mapped(home), "Acme", "There is no partner named Acme."),
        ((*mapped(home), "--by", "x@acme.example"), home.partner, "The company has no one who can do this"),
    ):
        status, told = home.run(file, *more, partner=partner)
        assert status == 1
        assert says in told
        assert "Traceback" not in told
    (home.path / "mapping.json").write_text(json.dumps({**MAPPING, "kind": "BOAT"}))
    assert "mapping.kind: " in home.run(file, *mapped(home))[1]
    assert home.counted().facts == 0
