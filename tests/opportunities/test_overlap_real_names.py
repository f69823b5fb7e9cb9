"""Two sides that share real companies, each written its own way: the 1,200 names of the data, every other for each."""

import csv
import os
import re
from pathlib import Path

import pytest

from portal.opportunities.customers import naming
from tests.opportunities.overlapping import held

REAL = os.environ.get("PORTAL_REAL_DATA")
pytestmark = pytest.mark.skipif(not REAL, reason="PORTAL_REAL_DATA does not name a folder with names of real companies")


def _lists() -> list[list[str]]:
    """The companies of both sides, as if each had the domain that its name makes."""
    with (Path(REAL or "") / "companies" / "patstat_reference.csv").open(encoding="utf-8", errors="replace") as rows:
        names = list(dict.fromkeys(row["person_name"] for row in csv.DictReader(rows)))
    found = [[re.sub("[^a-z0-9]", "", naming.key(name)) for name in names[side::2]] for side in (0, 1)]
    return [list(dict.fromkeys(f"DOMAIN:{name}.example" for name in side if name)) for side in found]


def test_real_companies_that_both_have_are_found_and_no_others() -> None:
    ours, theirs = _lists()
    session = held(ours, theirs)
    both = set(ours) & set(theirs)
    assert {session.one.order[place] for place in session.found.first} == both
    assert {session.other.order[place] for place in session.found.second} == both
    assert session.found.count == len(both) > 100
    assert min(len(ours), len(theirs)) > len(both)
