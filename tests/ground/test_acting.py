"""A record while somebody acts on it: one version more, one row that tells exactly what has changed, and whose turn."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from portal import acting, calendars, errors, journal
from portal.access import SYSTEM, Side, holders
from portal.acting import Case, Clock
from portal.contracts.rules import LIFE, ROUND, RoundStatus, Status
from portal.journal import Entry
from portal.machine import Machine
from portal.partners.membership import MEMBERSHIP, Period
from portal.partners.models import Organisation
from portal.partners.rules import AccountStatus
from portal.rooms import MACHINES
from tests import make, tables
from tests.rooms import MAKING

MADE, NOW = datetime(2026, 3, 1, 9, tzinfo=UTC), datetime(2026, 3, 2, 9, tzinfo=UTC)
CLOCKS = {Side.HOST: Clock("DE", "Europe/Berlin"), Side.PARTNER: Clock("GB-ENG", "Europe/London")}
KNOWN = {
    "partner_status": AccountStatus.ACTIVE, "is_own": False, "is_granter": False,
    "authorised": (Period(NOW.date(), None),), "is_author": True, "is_assignee": False,
}  # fmt: skip


RECORDS = {name: made for making in MAKING for name, made in making.RECORDS.items()}


def record_of(machine: Machine[Any, Any]) -> Any:
    """A record that the machine moves, as the portal makes one."""
    return RECORDS[machine.name]()


def case_of(record: Any, actor: Any = SYSTEM) -> Case[Any]:
    return Case(session=AsyncSession(), actor=actor, record=record, clocks=CLOCKS, now=NOW, known=dict(KNOWN))


def rows(case: Case[Any]) -> list[Entry]:
    return journal.written(case.session)


STEPS = [
    pytest.param(machine, status, step.action, id=f"{machine.name}-{status}-{step.action}")
    for machine in MACHINES
    for step in machine.steps
    for status in sorted(step.source)
    if not step.planned
]


@pytest.mark.parametrize(("machine", "status", "action"), STEPS)
def test_every_step_writes_one_row_that_tells_exactly_what_the_record_has_become(
    machine: Machine[Any, Any], status: Any, action: str
) -> None:
    step = machine.step(status, action)
    open_to_all = replace(step, guard=None, side=None, entitled=None, then=(), confirmed=False)
    ready = replace(machine, steps=(open_to_all,))
    record = record_of(machine)
    setattr(record, record.LIVES[machine.name], status)
    case = case_of(record, tables.somebody(holders(step.may)[0]))
    before = acting.facts(record)
    case.take(ready, action, note="Because.")
    (entry,) = rows(case)
    assert (entry.event, entry.record_type, entry.record_id, entry.note, entry.at) == (
        step.event, record.PREFIX, record.id, "Because.", NOW,
    )  # fmt: skip
    assert entry.changes == journal.difference(before, acting.facts(record))
    assert record.version == 1 + (not step.beside)
    assert getattr(record, record.LIVES[machine.name]) == (status if step.beside else step.target)
    assert not case.is_untold


def test_a_row_begins_where_the_one_before_ended_and_what_follows_by_itself_has_its_own() -> None:
    record = record_of(LIFE)
    record.status = Status.AGREED
    case = case_of(record, tables.somebody(holders(LIFE.step(Status.AGREED, "startApproval").may)[0]))
    with case.step(LIFE, "startApproval"):
        record.signature_window = 1
    started, released = rows(case)
    assert (started.event, started.is_system, released.event, released.is_system) == (
        "contract.approval_started", False, "contract.signature_requested", True,
    )  # fmt: skip
    assert started.changes[0] == {"field": "status", "before": "AGREED", "after": "IN_APPROVAL"}
    assert {"field": "signature_window", "before": None, "after": "1"} in started.changes
    assert released.changes[0] == {"field": "status", "before": "IN_APPROVAL", "after": "OUT_FOR_SIGNATURE"}
    assert record.waiting_on == frozenset(Side)
    assert record.due_at == datetime(2026, 3, 30, 22, 59, 59, tzinfo=UTC)  # 20 business days; London is the later
    assert record.due_calendar == f"DE+GB-ENG {calendars.VERSION}"


def test_a_refused_step_changes_nothing_and_is_told_of_nowhere() -> None:
    record = record_of(LIFE)
    case = case_of(record, tables.somebody(holders(LIFE.step(Status.DRAFT, "redraft").may)[0]))
    with pytest.raises(errors.WrongStatus):
        case.take(LIFE, "sign")
    assert (rows(case), record.version, record.status) == ([], 1, Status.DRAFT)


def test_a_record_that_changes_outside_a_step_is_not_written() -> None:
    record = record_of(LIFE)
    case = case_of(record)
    record.title = "Nails"
    with pytest.raises(RuntimeError, match="Contract changed outside a step"):
        acting.refuse_what_is_untold(case.session.info)


def test_one_step_of_a_record_ends_before_the_next_begins() -> None:
    record = record_of(LIFE)
    record.status, record.round_status = Status.IN_NEGOTIATION, RoundStatus.SUBMITTED
    case = case_of(record)
    with case.event("contract.touched"), pytest.raises(RuntimeError, match="starts inside another step"):
        case.take(ROUND, "lapse")


def test_what_happens_without_a_step_has_its_row_too_and_says_what_lies_beside() -> None:
    record = make.organisation(updated_at=MADE)
    case = case_of(record)
    with case.event("partner.manager_assigned", published=False):
        record.name = "Northgate"
        case.tell(digest="abc")
    (entry,) = rows(case)
    assert (entry.is_published, record.version, record.updated_at) == (False, 2, NOW)
    assert entry.changes[0] == {"field": "digest", "before": None, "after": "abc"}
    assert [change["field"] for change in entry.changes] == ["digest", "name"]


def test_the_clock_that_looks_again_later_tells_nobody() -> None:
    record = record_of(MEMBERSHIP)
    case = case_of(record)
    case.put_off(NOW + timedelta(days=1))
    assert (rows(case), record.due_at, record.version) == ([], NOW + timedelta(days=1), 1)
    assert not case.is_untold


def test_the_situation_is_made_of_the_record_and_of_what_is_known_besides() -> None:
    at = case_of(make.organisation(status=AccountStatus.ACTIVE)).situation(
        next(machine for machine in MACHINES if Organisation.LIVES.get(machine.name) == "status")
    )
    assert (at.status, at.has_manager, at.wants_to_stay) == (AccountStatus.ACTIVE, False, False)
