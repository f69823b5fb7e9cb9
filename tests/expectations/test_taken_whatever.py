"""Facts taken in twice, in another order, by several at once, and by a command that is killed: the same subjects.

By default a list of some hundred lines, two processes and two kills. PORTAL_PROCESSES=8 PORTAL_TRIES=50 is the whole of
it, with PORTAL_REAL_DATA on the whole file of deliveries.
"""

import csv
import gzip
import json
import os
import random
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from portal.sheets import separated
from tests import patience
from tests.expectations import homes
from tests.expectations.homes import Home

REAL = os.environ.get("PORTAL_REAL_DATA")
TRIES = int(os.environ.get("PORTAL_TRIES", "2"))
MAPPING = Path(__file__).parent / "facts" / "mappings" / "deliveries.json"
AT_ONCE = int(os.environ.get("PORTAL_PROCESSES", "2"))
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

    killed = home.of("Killed")
    _kill_now_and_then(killed, files, rows, random.Random(7))
    assert (killed.counted().facts, killed.counted().sha256) == (expected.facts, expected.sha256)
    assert f"0 new, 0 corrected, {expected.facts} unchanged facts; 0 rows refused" in killed.run(first, *MAPPED)[1]


def _kill_now_and_then(home: Home, files: Sequence[Path], rows: Lines, chance: random.Random) -> None:
    """One process for each file; whichever is killed, as often as asked for, begins again and is let be at last."""
    running = [_begun(home, file) for file in files]
    for _ in range(TRIES):
        place = chance.randrange(len(files))
        time.sleep(chance.uniform(0, 0.5 + len(rows) / 2_000) / len(files))
        running[place].kill()
        running[place].communicate(timeout=patience.SECONDS)
        running[place] = _begun(home, files[place])
    for process in running:
        told, _ = process.communicate(timeout=4 * patience.SECONDS)
        assert process.returncode == 0, told


def _begun(home: Home, file: Path) -> "subprocess.Popen[str]":
    """It knows in whose name it acts, and is about to take the facts."""
    process = home.started(file, "--partner", home.partner, *MAPPED)
    assert process.stdout
    assert process.stdout.readline() == "acting for Lee\n"
    return process
