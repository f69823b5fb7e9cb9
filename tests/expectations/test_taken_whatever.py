"""Facts taken in twice, in another order, by several at once, and by a command that is killed: the same subjects.

By default a list of some hundred lines and one kill. With PORTAL_REAL_DATA it is the whole file of deliveries, and
PORTAL_TRIES=50 kills the command so often.
"""

import csv
import gzip
import json
import os
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from portal.sheets import separated
from tests import patience
from tests.expectations import homes
from tests.expectations.homes import Home

REAL = os.environ.get("PORTAL_REAL_DATA")
TRIES = int(os.environ.get("PORTAL_TRIES", "1"))
MAPPING = Path(__file__).parent / "facts" / "mappings" / "deliveries.json"
AT_ONCE = 3
Lines = Sequence[Sequence[str]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with homes.running(tmp_path_factory.mktemp("home")) as found:
        yield found


def lines() -> Lines:
    """Headings and rows: the deliveries, or as many made up as show the same."""
    if REAL:
        content = gzip.decompress((Path(REAL) / "deliveries" / "deliveries.csv.gz").read_bytes())
        table = separated.read(content)
        return [table.headings, *(row.cells for row in table.rows)]
    columns = sorted(set(_columns(json.loads(MAPPING.read_text()))))
    days = {"Scheduled Delivery Date": "2-Jun-06", "Delivered to Client Date": "1-Jun-06"}
    return [columns, *(
        [days.get(name) or ("10" if name.startswith("Line Item") else f"{name} {number}") for name in columns]
        for number in range(300)
    )]  # fmt: skip


def _columns(part: object) -> Iterator[str]:
    match part:
        case dict():
            for name, value in part.items():
                yield from [value] if name == "column" else _columns(value)
        case list():
            for each in part:
                yield from _columns(each)


def written(home: Home, rows: Lines, *, seed: int | None = None) -> Path:
    file = home.path / f"{seed}.csv"
    body = [*rows[1:]]
    if seed is not None:
        random.Random(seed).shuffle(body)
    with file.open("w", newline="", encoding="utf-8") as to:
        csv.writer(to).writerows([rows[0], *body])
    return file


MAPPED = ("--mapping", str(MAPPING))


def test_the_same_subjects_come_of_facts_however_they_arrive(home: Home) -> None:
    rows = lines()
    once, first = home.of("Once"), written(home, rows)
    status, told = once.run(first, *MAPPED)
    assert status == 0, told
    expected = once.counted()
    assert (expected.facts, expected.subjects) == (len(rows) - 1, len(rows) - 1)
    assert f"0 new, 0 corrected, {expected.facts} unchanged facts; 0 rows refused" in once.run(first, *MAPPED)[1]
    assert once.counted() == expected  # not one mark more

    shuffled = home.of("Shuffled")
    assert shuffled.run(written(home, rows, seed=1), *MAPPED)[0] == 0
    assert (shuffled.counted().facts, shuffled.counted().sha256) == (expected.facts, expected.sha256)

    together = home.of("Together")
    files = [written(home, rows, seed=seed) for seed in range(2, 2 + AT_ONCE)]
    running = [together.started(file, "--partner", "Together", *MAPPED) for file in files]
    for process in running:
        told, _ = process.communicate(timeout=4 * patience.SECONDS)
        assert process.returncode == 0, told
    assert (together.counted().facts, together.counted().sha256) == (expected.facts, expected.sha256)

    killed, chance = home.of("Killed"), random.Random(7)
    for number in range(TRIES):
        _kill(killed, written(home, rows, seed=number), after=chance.uniform(0, 0.5 + len(rows) / 2_000))
    assert killed.run(first, *MAPPED)[0] == 0
    assert (killed.counted().facts, killed.counted().sha256) == (expected.facts, expected.sha256)


def _kill(home: Home, file: Path, *, after: float) -> None:
    """Some time after it knows in whose name it acts."""
    with home.started(file, "--partner", home.partner, *MAPPED) as process:
        assert process.stdout
        assert process.stdout.readline() == "in the name of Lee\n"
        time.sleep(after)
        process.kill()
        process.wait(patience.SECONDS)
