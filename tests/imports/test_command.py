"""The command as people type it: what it prints, what it leaves and how it exits, for partners and for people."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from tests import patience
from tests.database.portals import ENVIRONMENT, ROOT
from tests.imports.lists import written
from tests.imports.test_killed import counted, prepare

ROWS = [
    ("Vendor No", "Company name", "Country", "Type", "VAT number"),
    ("V-1", "Златна нива ООД", "България", "доставчик", "BG175074752"),
    ("V-2", "Northgate Castings", "DE", "vendor", "DE136695977"),
    ("V-03", "Zlatna Niva", "Bulgaria", "vendor", "175 074 752"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portal with a company and somebody in sales."""
    made = tmp_path_factory.mktemp("home")
    made.chmod(0o755)
    prepare(made)
    return made


def run(home: Path, kind: str, file: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "portal", "import", kind, str(file), *more]
    environment = {**ENVIRONMENT, "PORTAL_DATA_DIR": str(home)}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=patience.SECONDS, check=False
    )


def test_a_list_is_tried_taken_in_and_told_of_row_by_row(home: Path, tmp_path: Path) -> None:
    file, report = tmp_path / "list.csv", tmp_path / "report.csv"
    file.write_bytes(written(ROWS, ";"))
    tried = run(home, "partners", file, "--system", "SAP", "--dry-run")
    assert tried.returncode == 1
    wrong = "row 3, VAT number: Check the VAT number. Its check digit does not match the other digits."
    assert wrong in tried.stdout
    assert "row 4 may be the same as Златна нива ООД: decide on the page" in tried.stdout
    assert "3 rows: 1 new, 0 changed, 0 unchanged, 1 similar to others, 1 faulty; 0 imported" in tried.stdout
    assert counted(home)["partners"] == 0

    done = run(home, "partners", file, "--system", "SAP", "--report", str(report))
    assert "1 similar to others, 1 faulty; 1 imported" in done.stdout
    with report.open(encoding="utf-8-sig", newline="") as lines:
        told = list(csv.reader(lines))
    assert [line[:5] for line in told[1:]] == [
        ["2", "NEW", "yes", "", ""], ["3", "FAULTY", "no", "VAT number", wrong.partition(": ")[2]],
        ["4", "SIMILAR", "no", "", ""],
    ]  # fmt: skip
    assert told[3][5].endswith(": VAT_NUMBER)")


@pytest.mark.parametrize(
    ("content", "more", "says"),
    [
        ("Име,Държава\nЗлатна,BG\n".encode("cp1251"), (), "The encoding of the file is uncertain."),
        (b"%PDF-1.7", (), "This is not CSV or XLSX. Open it in a spreadsheet and save it as one of them."),
        (b"Name,Country\nAcme,DE\n", ("--map", "Nom=NAME"), "There is no column called Nom."),
        (b"", (), "The file is empty."),
    ],
)
def test_what_cannot_be_read_is_said_and_the_command_fails(
    home: Path, tmp_path: Path, content: bytes, more: tuple[str, ...], says: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    failed = run(home, "partners", file, *more)
    assert failed.returncode != 0
    assert says in failed.stderr
    assert "Traceback" not in failed.stderr
