"""Exports of real systems through the API: every subject is what the command makes of it.

The folder is `PORTAL_REAL_DATA`.
"""

import gzip
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.expectations import homes
from tests.expectations.bringing import Desk, meaning_of
from tests.expectations.homes import Home

REAL = os.environ.get("PORTAL_REAL_DATA")
MAPPINGS = Path(__file__).parent / "facts" / "mappings"
FILES: Mapping[str, tuple[str, int]] = {
    "deliveries": ("deliveries/deliveries.csv.gz", 5_162), "receivables": ("receivables/invoices.csv", 2_466),
    "tickets": ("tickets/incident_event_log.csv.gz", 10_170), "quality": ("quality/quality_metrics.csv", 6_145),
}  # fmt: skip
"""With the number of facts that each tells."""
pytestmark = pytest.mark.skipif(not REAL, reason="PORTAL_REAL_DATA does not name a folder with exports of real systems")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with homes.running(tmp_path_factory.mktemp("home")) as found:
        yield found


def content(name: str) -> bytes:
    read = (Path(REAL or "") / name).read_bytes()
    return gzip.decompress(read) if name.endswith(".gz") else read


def digest(subjects: Sequence[tuple[str, str, str]]) -> str:
    return hashlib.sha256("\n".join(" ".join(each) for each in subjects).encode()).hexdigest()


@pytest.mark.parametrize("name", FILES)
async def test_an_export_comes_out_as_by_the_command(desks: list[Desk], home: Home, name: str) -> None:
    _, mina, _ = desks
    path, many = FILES[name]
    meaning = meaning_of(MAPPINGS / f"{name}.json")
    file, mapping = home.path / f"{name}.csv", home.path / f"{name}.json"
    file.write_bytes(content(path))
    mapping.write_text(meaning["text"])
    of = home.of(f"Castings {name}")
    status, told = of.run(file, "--mapping", str(mapping))
    assert (status, f"{many} new, 0 corrected, 0 unchanged facts; 0 rows refused" in told) == (0, True), told
    done = await mina.taken_in(content(path), f"{name}.csv", meaning)
    assert (done["status"], done["accepted"], done["refusedCount"]) == ("FINISHED", many, 0)
    by_api, by_command = await mina.digests(), of.counted()
    assert (len(by_api), digest(by_api)) == (by_command.subjects, by_command.sha256)
    again = await mina.taken_in(content(path), f"{name}.csv", meaning)
    assert (again["accepted"], again["corrected"], again["unchanged"]) == (0, 0, many)


async def test_documents_of_ubl_come_out_as_by_the_command(desks: list[Desk], home: Home) -> None:
    _, mina, _ = desks
    of = home.of("Castings of documents")
    folder = home.path / "documents"
    folder.mkdir()
    for file in sorted((Path(REAL or "") / "ubl").glob("*.xml")):
        (folder / file.name).write_bytes(file.read_bytes())
    of.run(folder)
    statuses = []
    for file in sorted(folder.iterdir()):
        it = await mina.read(file.read_bytes(), file.name)
        statuses.append(it["status"])
        if it["status"] == "READ":
            await mina.step("TakeIn", it)
            await mina.follow()
    by_api, by_command = await mina.digests(), of.counted()
    assert {"READ", "UNREADABLE"} >= {*statuses}
    assert (len(by_api), digest(by_api)) == (by_command.subjects, by_command.sha256)
    assert by_command.subjects > 0
