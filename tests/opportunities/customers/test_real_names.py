"""1,200 names of 102 companies, matched by hand: what the key finds and confuses, what a person looks at."""

import csv
import os
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from portal.opportunities.customers import naming
from portal.opportunities.customers.naming import Name

REAL = os.environ.get("PORTAL_REAL_DATA")
pytestmark = pytest.mark.skipif(not REAL, reason="PORTAL_REAL_DATA does not name a folder with names of real companies")


@cache
def companies() -> dict[str, str]:
    """Whose each name is."""
    with (Path(REAL or "") / "companies" / "patstat_reference.csv").open(encoding="utf-8", newline="") as file:
        return {row["person_name"]: row["leuven_id"] for row in csv.DictReader(file)}


def with_another() -> list[str]:
    """The names of companies that have several."""
    count = defaultdict[str, int](int)
    for company in companies().values():
        count[company] += 1
    return [name for name, company in companies().items() if count[company] > 1]


@cache
def looked_at() -> dict[str, list[tuple[float, str]]]:
    """For each name those that a person would be shown, with the company of each, most like first."""
    read = {name: naming.read(name) for name in companies()}
    begin = defaultdict[str, set[str]](set)
    for name, each in read.items():
        for beginning in each.beginnings:
            begin[beginning].add(name)

    def shown(name: str, this: Name) -> Iterator[tuple[float, str]]:
        for other in set().union(*(begin[each] for each in this.beginnings)) - {name}:
            likeness = naming.likeness(this, read[other])
            if likeness >= naming.ALIKE:
                yield likeness, companies()[other]

    return {name: sorted(shown(name, each), reverse=True) for name, each in read.items()}


def test_the_key_finds_1090_of_1161_names_and_confuses_none() -> None:
    by_key = defaultdict[str, list[str]](list)
    for name, company in companies().items():
        by_key[naming.key(name)].append(company)
    found = sum(by_key[naming.key(name)].count(companies()[name]) > 1 for name in with_another())
    wrong = [name for name, company in companies().items() if {*by_key[naming.key(name)]} != {company}]
    assert (len(companies()), len(with_another()), found, wrong) == (1_200, 1_161, 1_090, [])


def test_with_a_look_1147_are_found_the_right_one_first_and_one_name_in_ninety_is_shown_a_wrong_one() -> None:
    right = {name: [company == companies()[name] for _, company in shown] for name, shown in looked_at().items()}
    found = sum(any(right[name]) for name in with_another())
    first = sum(
        any(right[name]) and all(company == companies()[name] for score, company in shown if score == shown[0][0])
        for name, shown in ((each, looked_at()[each]) for each in with_another())
    )
    false_alarms = sum(not all(each) for each in right.values())
    assert (found, first, false_alarms) == (1_147, 1_146, 13)
    assert found / len(with_another()) >= 0.98
    assert false_alarms / len(companies()) <= 0.02
