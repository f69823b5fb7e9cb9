"""Real exports, read by mappings that a person would write for them: every row counts, and the figures are known."""

import gzip
import json
import os
import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from portal.expectations.facts import applying, folding, mapping, typed
from portal.expectations.facts.applying import Reading
from portal.expectations.facts.fact import Fact
from portal.expectations.facts.folding import State
from portal.expectations.facts.meaning import Meaning
from portal.sheets import separated
from portal.sheets.table import Table

REAL = os.environ.get("PORTAL_REAL_DATA")
MAPPINGS = Path(__file__).with_name("mappings")
FILES = {
    "deliveries": "deliveries/deliveries.csv.gz", "receivables": "receivables/invoices.csv",
    "tickets": "tickets/incident_event_log.csv.gz", "quality": "quality/quality_metrics.csv",
}  # fmt: skip

pytestmark = pytest.mark.skipif(not REAL, reason="PORTAL_REAL_DATA does not name a folder with exports of real systems")


def table(name: str) -> Table:
    content = (Path(REAL or "") / FILES[name]).read_bytes()
    return separated.read(gzip.decompress(content) if FILES[name].endswith(".gz") else content)


def written(name: str) -> str:
    return (MAPPINGS / f"{name}.json").read_text()


def states(meaning: Meaning, reading: Reading, *, seed: int | None = None) -> Sequence[State]:
    """Of each subject, from its facts in the order of the file or in another one."""
    told = [*reading.facts]
    if seed is not None:
        random.Random(seed).shuffle(told)
    facts = defaultdict(list)
    for each in told:
        fact = Fact(meaning.kind, each.statement, each.subject_key, "export", each.external_id, each.values)
        facts[each.partner, each.subject_key].append(fact)
    return [folding.fold(meaning.kind, facts[key]) for key in sorted(facts)]


def read(name: str) -> tuple[Reading, Sequence[State]]:
    meaning = mapping.text(written(name))
    reading = applying.applied(meaning, table(name))
    assert (reading.refused, reading.silent, reading.repeated) == ([], 0, 0)
    return reading, states(meaning, reading)


def number(state: State, name: str) -> Decimal:
    found = state.values[name]
    assert isinstance(found, Decimal)
    return found


def day(state: State, name: str) -> date:
    found = state.values[name]
    assert isinstance(found, date)
    return found


def is_in_full(state: State) -> bool:
    return number(state, "received_by_agreed") >= number(state, "ordered")


def test_delivery_lines_with_sept_among_their_months_are_all_there() -> None:
    reading, lines = read("deliveries")
    assert (reading.taken, len(lines), len({each.partner for each in reading.facts})) == (5_162, 5_162, 64)
    september = {row.cells[0] for row in table("deliveries").rows if "-Sept-" in "".join(row.cells[12:14])}
    assert len(september & {each.subject_key for each in reading.facts}) == 497
    met = [each for each in lines if is_in_full(each)]
    assert len(met) == 4_550
    assert sum(number(each, "value") for each in met) == Decimal("643405247.53")
    orders: dict[str, bool] = {}
    for each in lines:
        orders[str(each.values["order"])] = orders.get(str(each.values["order"]), True) and is_in_full(each)
    assert (sum(orders.values()), len(orders)) == (3_278, 3_717)


def test_delivery_lines_in_windows_around_the_day() -> None:
    _, lines = read("deliveries")
    days = [(day(each, "last_received_on") - day(each, "agreed_on")).days for each in lines]
    assert sum(-7 <= late <= 0 for late in days) == 3_455
    assert sum(-7 <= late <= 3 for late in days) == 3_545


def test_invoices_by_count_by_amount_and_without_those_in_dispute() -> None:
    _, invoices = read("receivables")
    met = [each for each in invoices if day(each, "settled_on") <= day(each, "due_on")]
    assert (len(met), len(invoices)) == (1_589, 2_466)
    amounts = [sum(number(each, "amount") for each in some) for some in (met, invoices)]
    assert round(100 * amounts[0] / amounts[1], 2) == Decimal("63.47")
    undisputed = [[each for each in some if not each.values["is_disputed"]] for some in (met, invoices)]
    assert (len(undisputed[0]), len(undisputed[1])) == (1_411, 1_905)


def test_events_of_tickets_are_one_ticket_each_and_its_last_word_counts() -> None:
    reading, tickets = read("tickets")
    assert (reading.taken, len(tickets)) == (5_998, 890)
    assert sum(each.values["is_met"] is True for each in tickets) == 495
    assert sum("resolved_at" in each.values for each in tickets) == 861


def test_inspections_that_equal_another_byte_for_byte_are_kept_because_content_is_no_key() -> None:
    reading, lots = read("quality")
    rows = [row.cells for row in table("quality").rows]
    assert (len(rows), len(rows) - len(set(rows)), reading.taken) == (6_145, 193, 6_145)
    assert sum(each.values["result"] == "REJECTED" for each in lots) == 1_677


@pytest.mark.parametrize("name", FILES)
def test_facts_in_another_order_give_the_same_states(name: str) -> None:
    meaning = mapping.text(written(name))
    reading = applying.applied(meaning, table(name))
    in_order = [each.sha256 for each in states(meaning, reading)]
    assert in_order == [each.sha256 for each in states(meaning, reading, seed=11)]


@pytest.mark.parametrize("name", FILES)
def test_the_formats_of_all_these_exports_are_found_without_being_declared(name: str) -> None:
    def undeclared(content: object) -> object:
        if isinstance(content, list):
            return [undeclared(each) for each in content]
        if isinstance(content, dict):
            return {key: undeclared(each) for key, each in content.items() if key != "format"}
        return content

    declared = applying.applied(mapping.text(written(name)), table(name))
    guessed = applying.applied(mapping.meaning(undeclared(json.loads(written(name)))), table(name))
    assert [typed.texts(each.values) for each in guessed.facts] == [typed.texts(each.values) for each in declared.facts]
