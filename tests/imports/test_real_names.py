"""Names of real companies as patents spell them: what is similar is shown, and nothing is merged by itself."""

import csv
import os
from pathlib import Path

import pytest

from portal.imports.columns import Column
from portal.imports.rules import RowStatus
from tests.imports.lists import written
from tests.imports.scene import Office

REAL = os.environ.get("PORTAL_REAL_DATA")
HEAD = ("Vendor No", "Company name")
DEFAULTS = {Column.COUNTRY: "NL", Column.KINDS: "supplier"}


def read(name: str) -> list[dict[str, str]]:
    with (Path(REAL or "") / "companies" / name).open(encoding="utf-8", errors="replace", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.skipif(not REAL, reason="PORTAL_REAL_DATA does not name a folder with names of real companies")
async def test_other_spellings_of_companies_that_are_here_wait_for_a_person(office: Office) -> None:
    reference, spelt = (
        read("patstat_reference.csv"),
        {row["person_id"]: row["Name"] for row in read("patstat_input.csv")},
    )
    company = {row["person_id"]: row["leuven_id"] for row in reference}
    first: dict[str, tuple[str, str]] = {}
    for row in reference:
        first.setdefault(row["leuven_id"], (row["leuven_id"], row["person_name"]))
    here = await office.taken_in(written([HEAD, *first.values()]), system="Leuven", defaults=DEFAULTS)
    assert {status for _, status in await office.outcome(here)} == {"NEW"}
    whose = {str(row.led_to): row.cells[0] for row in await office.rows(here)}

    names = [(person, name) for person, name in spelt.items() if person in company]
    job = await office.taken_in(written([HEAD, *names]), system="Patents", defaults=DEFAULTS)
    rows = await office.rows(job)
    assert {row.status for row in rows} <= {RowStatus.SIMILAR, RowStatus.NEW, RowStatus.FAULTY}
    whose |= {str(row.led_to): company[row.cells[0]] for row in rows if row.led_to}
    similar = [row for row in rows if row.status is RowStatus.SIMILAR]
    assert len(similar) >= 557
    assert [
        row.cells for row in similar if {whose[each["id"]] for each in row.similar} != {company[row.cells[0]]}
    ] == []
