"""What the demonstration makes up: the same each time, on whatever day, and nothing that a fact may not be."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from portal.demo import certificates
from portal.demo.promised import DEALINGS
from portal.demo.quarters import CLOSED, SOONEST, rhythm_of
from portal.demo.supplies import SATURDAY, Flow, What, facts
from portal.expectations.facts import fact as told
from portal.expectations.scores.days import Days
from portal.expectations.scores.periods import Period
from portal.files.examining import examine
from portal.files.rules import Type

DAY = timedelta(days=1)
TODAYS = [date(2026, 1, 1) + DAY * number for number in range(0, 800, 3)]
FLOWS = [(dealings.contract, flow) for dealings in DEALINGS for flow in dealings.flows]


def last_quarter(today: date) -> Period:
    rhythm, lag = rhythm_of(today)
    return rhythm.period_of(today - (lag + CLOSED) * DAY)


@pytest.mark.parametrize("today", TODAYS)
def test_the_last_quarter_was_measured_six_days_ago_whenever_the_demonstration_is_made(today: date) -> None:
    _, lag = rhythm_of(today)
    assert last_quarter(today).last + lag * DAY == today - CLOSED * DAY
    assert SOONEST <= lag <= SOONEST + 31


@pytest.mark.parametrize(("name", "flow"), FLOWS)
def test_each_fact_can_be_taken_and_is_the_same_when_made_again(name: str, flow: Flow) -> None:
    days = last_quarter(date(2026, 11, 29)).days
    for quarter in range(len(flow.missed)):
        made = facts(name, flow, quarter, days, days.last + 20 * DAY)
        assert made == facts(name, flow, quarter, days, days.last + 20 * DAY)
        assert len({each.subject_key for each in made}) == len(made)
        for each in made:
            told.told(each.kind, each.statement, each.values)


@pytest.mark.parametrize(("name", "flow"), [each for each in FLOWS if each[1].what is What.LINE])
@pytest.mark.parametrize("today", TODAYS[::40])
def test_as_many_lines_are_late_as_the_story_has_and_none_is_due_on_a_weekend(
    name: str, flow: Flow, today: date
) -> None:
    days = last_quarter(today).days
    for quarter, missed in enumerate(flow.missed):
        lines = [each.values for each in facts(name, flow, quarter, Days(days.first, days.last), date.max)]
        late = [each for each in lines if each["received_on"] > each["agreed_on"]]
        assert len(late) == missed
        assert all(date.fromisoformat(each["agreed_on"]).weekday() < SATURDAY for each in lines)
        assert all(date.fromisoformat(each["agreed_on"]) in days for each in lines)


@pytest.mark.asyncio(loop_scope="session")
async def test_the_documents_would_be_taken_from_anybody_who_brings_them(tmp_path: Path) -> None:
    file = tmp_path / "Invoice.pdf"
    file.write_bytes(certificates.pdf("Invoice, NGC-4471", "Prices of the last call-off", "Wisła Components"))
    await examine(file, Type.PDF, path=())
