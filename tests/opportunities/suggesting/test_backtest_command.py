"""The command that tries suggestions on one's own orders: what it prints, what it refuses and where."""

import io
import json
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from portal import __main__ as line
from portal.commands import order_lines
from portal.commands.order_lines import Unread

TOP = Path(__file__).resolve().parents[3]
HEAD = "customer,product,date,quantity"
ORDERS = "\n".join((
    HEAD, *(f"{name},{product},2026-01-01,1" for name in ("a1", "a2", "a3") for product in ("pump", "valve")),
    "a4,pump,2026-01-01,2", *(f"b{n},hose,2026-01-02,1" for n in range(4)),
    "a4,valve,2026-04-01,1", "a4,hose,2026-04-01,-3", "b1,pump,2026-04-11,1.5", ",pump,2026-04-11,1",
))  # fmt: skip
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command on a file with some text: how it ends, what it prints and what it says is wrong."""

    def command(text: str | bytes, *more: str) -> tuple[int, str, str]:
        file = tmp_path / "orders.csv"
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        status = line.main(["backtest", str(file), *more])
        told = capsys.readouterr()
        return status, told.out, told.err.replace(str(file), "FILE")

    return command


def test_it_prints_how_often_the_rule_and_popularity_were_right_and_which_would_be_shown(run: Run) -> None:
    assert run(ORDERS, "--least", "3") == (0,
    """15 lines read, 1 returned and 1 without a customer or product passed over.
Suggested from what 8 customers bought in the first four fifths of the time, of 3 products with 3 buyers or more.

              one of ten was right   share
rule                        1 of 2   0.500
popularity                  2 of 2   1.000

The rule does worse than popularity on these orders, so the products that most customers buy would be shown.
""", "")  # fmt: skip


def test_a_program_reads_the_same_as_json(run: Run) -> None:
    status, told, _ = run(ORDERS, "--least", "3", "--json")
    assert (status, json.loads(told)) == (0, {
        "lines": 15, "returned": 1, "nameless": 1, "least_common": 3, "customers_before": 8, "products": 3,
        "customers": 2, "rule": {"hits": 1, "share": 0.5}, "popularity": {"hits": 2, "share": 1.0},
        "shown": "POPULARITY",
    })  # fmt: skip


def test_it_reads_standard_input() -> None:
    command = [sys.executable, "-m", "portal", "backtest", "-", "--least", "3", "--json"]
    done = subprocess.run(command, cwd=TOP, input=ORDERS, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(done.stdout)["popularity"]["hits"] == 2


@pytest.mark.parametrize(
    "text",
    [
        ORDERS.replace(",", ";"), ORDERS.replace(",", "\t"), "\ufeff" + ORDERS, ORDERS.replace("\n", "\r\n"),
        ORDERS.replace(HEAD, " Customer ,PRODUCT,Date,Quantity"), ORDERS.replace("\n", "\n\n"),
        ORDERS.replace("2026-04-11", "2026-04-11T00:00:00Z").replace("2026-01-01", "2026-01-01 00:00:00.000"),
        "\n".join(",".join(("x", *reversed(row.split(",")))) for row in ORDERS.splitlines()),
    ],
)  # fmt: skip
def test_separators_marks_headings_and_times_are_read_as_programs_write_them(run: Run, text: str) -> None:
    status, told, wrong = run(text, "--least", "3", "--json")
    assert (status, wrong, json.loads(told)["popularity"]["hits"]) == (0, "", 2)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "The file is empty."),
        ("customer,item,day\na,b,c",
         "The first line has no column product, date. It must have customer, product, date."),
        ("customer,product,date,date\n", "The first line names date twice."),
        (f"{HEAD}\na,p,2026-01-01,1\na,p,18/01/2011,1\na,p,,1",
         (
             "Line 3 has “18/01/2011” instead of a date such as 2026-01-31.\nLine 4 has “” instead of a date such"
             " as 2026-01-31."
         )),
        (f"{HEAD}\na,p,2026-01-01,many\na,p,2026-01-01,nan\na,p,2026-01-01,",
         "\n".join(f"Line {n} has “{text}” instead of a quantity such as 12 or 0.5." for n, text in
                   ((2, "many"), (3, "nan"), (4, "")))),
        (f"{HEAD}\n\na,p", "Line 3 has 2 cells, fewer than the headings."),
        (f"{HEAD}\n{'x' * 201},p,2026-01-01,1", "Line 2 has a customer of more than 200 characters."),
        (f'{HEAD}\na,"p"x,2026-01-01,1', "Line 2 cannot be read: ',' expected after '\"'."),
        (f'{HEAD}\na,"p,2026-01-01,1', "Line 2 cannot be read: unexpected end of data."),
        (f"{HEAD}\na,p\0,2026-01-01,1", "Line 2 has a product with a character that cannot be shown."),
        (f"{HEAD}\na,p,2026-01-01,1\nb,".encode() + b"caf\xe9,2026-01-01,1", "Line 3 is not text in UTF-8."),
        (f"{HEAD}\n" + "x" * 100_001, "Line 2 is longer than 100,000 bytes."),
        (ORDERS.encode("utf-16"), "Line 1 is not text in UTF-8."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_line(run: Run, text: str | bytes, wrong: str) -> None:
    assert run(text) == (1, "", f"{wrong}\n")


def test_only_the_first_twenty_faults_are_named(run: Run) -> None:
    _, _, wrong = run("\n".join([HEAD, *["a,p,never,1"] * 50]))
    assert (len(wrong.splitlines()), wrong.splitlines()[-1].split(",")[0]) == (
        20,
        "Line 21 has “never” instead of a date such as 2026-01-31.",
    )


def test_orders_on_which_there_is_nothing_to_try_say_so(run: Run) -> None:
    nobody = "No customer with earlier purchases bought a known product for the first time later.\n"
    assert run(HEAD) == (1, f"0 lines read.\n{nobody}", "")
    assert run(f"{HEAD}\na,p,2026-01-01,1") == (1, f"1 lines read.\n{nobody}", "")


def test_a_file_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert line.main(["backtest", str(tmp_path / "none.csv")]) == 1
    assert capsys.readouterr().err == f"{tmp_path / 'none.csv'} cannot be read: No such file or directory.\n"


@pytest.mark.parametrize("least", ["0", "-1", "some"])
def test_the_least_number_of_customers_is_one_or_more(run: Run, least: str) -> None:
    with pytest.raises(SystemExit):
        run(ORDERS, "--least", least)


def orders(count: int) -> io.BytesIO:
    """So many lines of 100 customers who buy 30 products again and again."""
    rows = (f"c{n % 100},p{n % 3_001 % 30},2026-{1 + n % 12:02}-01,1\n" for n in range(count))
    return io.BytesIO(f"{HEAD}\n{''.join(rows)}".encode())


def test_400_000_lines_are_read_in_seconds() -> None:
    stream, begun = orders(400_000), time.process_time()
    assert order_lines.read(stream).lines == 400_000
    assert time.process_time() - begun < 20


def test_what_is_bought_again_takes_no_memory() -> None:
    stream = orders(30_000)
    tracemalloc.start()
    order_lines.read(stream)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


def test_more_lines_than_may_be_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_lines, "MOST_LINES", 14)
    with pytest.raises(Unread, match="more than 14 lines"):
        order_lines.read(io.BytesIO(ORDERS.encode()))
