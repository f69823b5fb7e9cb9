"""What the clock does when a date has come: it moves once, says so, and running it again moves nothing more."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from portal import work
from portal.access import Role, Side
from portal.contracts import operations
from portal.contracts.models import Contract
from portal.contracts.rules import BOTH, HOST, NOBODY, ChangeStatus, RoundStatus, Status
from portal.database.pools import Database
from tests.contracts.scene import ADMIN, IN_5_DAYS, IN_10_DAYS, LEGAL, OUR_SIGNATORY, THEIR_SIGNATORY, Scene
from tests.make import NOW, Make

PARTNER = frozenset({Side.PARTNER})
SECOND = timedelta(seconds=1)
LATE = datetime.fromisoformat("2026-03-17T08:00:00Z")  # a Tuesday
AFTER_LATE = {
    5: datetime.fromisoformat("2026-03-24T22:59:59Z"),
    10: datetime.fromisoformat("2026-03-31T21:59:59Z"),
}
EFFECTIVE = datetime.fromisoformat("2026-03-31T22:00:00Z")
OVER = datetime.fromisoformat("2027-03-31T22:00:00Z")


async def moved(scene: Scene, made: Contract, now: datetime) -> Contract:
    """The contract after the clock took its step; running it again has moved nothing more."""
    assert await scene.keep_time(made, now) is True
    after = await scene.everything()
    assert await scene.keep_time(made, now) is False
    assert await scene.everything() == after
    return await scene.row(made)


async def clock_entries(scene: Scene, made: Contract) -> list[tuple[str, str, bool]]:
    return [
        (entry.event, entry.by_name, entry.is_published)
        for entry in await scene.journal(made)
        if entry.is_system and entry.by_name == "Entente"
    ]


async def test_a_turn_that_is_over_passes_the_pen_and_shows_nothing_of_the_draft(scene: Scene) -> None:
    made = await scene.contract(Status.IN_REVIEW)
    made = await scene.do(LEGAL, operations.publish, made)
    assert made.due_at == IN_10_DAYS
    assert await scene.keep_time(made, IN_10_DAYS - SECOND) is False
    after = await moved(scene, made, LATE)
    assert (after.status, after.round_number, after.round_status, after.pen, after.waiting_on, after.due_at) == (
        Status.IN_NEGOTIATION, 2, RoundStatus.DRAFTING, Side.HOST, HOST, AFTER_LATE[10],
    )  # fmt: skip
    newest, old = await scene.rounds(made)
    assert (old.status, old.closed_at, old.due_at, newest.opened_at) == (RoundStatus.LAPSED, LATE, None, LATE)
    assert await clock_entries(scene, made) == [("negotiation.round_lapsed", "Entente", True)]


async def test_the_clock_moves_at_the_very_second(scene: Scene) -> None:
    made = await scene.contract(Status.IN_REVIEW)
    made = await scene.do(LEGAL, operations.publish, made)
    assert (await moved(scene, made, IN_10_DAYS)).pen is Side.HOST


async def test_an_answer_that_does_not_come_gives_the_pen_and_the_changes_back(scene: Scene) -> None:
    made = await scene.contract(Status.IN_NEGOTIATION)
    await scene.propose(ADMIN, made, "All of it.")
    after = await moved(scene, made, LATE)
    assert (after.round_number, after.round_status, after.pen, after.waiting_on, after.due_at, after.accepted_by) == (
        2, RoundStatus.DRAFTING, Side.PARTNER, PARTNER, AFTER_LATE[10], NOBODY,
    )  # fmt: skip
    assert [change.status for change in await scene.changes(made, 1)] == [ChangeStatus.WITHDRAWN]
    assert [(change.text, change.status, change.submitted_at) for change in await scene.changes(made, 2)] == [
        ("All of it.", ChangeStatus.PROPOSED, None)
    ]
    assert (await scene.rounds(made))[1].status is RoundStatus.LAPSED


@pytest.mark.parametrize(
    ("status", "event"),
    [(Status.IN_REVIEW, "contract.review_overdue"), (Status.AGREED, "contract.approval_not_started")],
)
async def test_what_waits_too_long_in_the_company_is_given_to_its_legal_lead(
    scene: Scene, status: Status, event: str
) -> None:
    lead = await scene.make.member(roles={LEGAL})
    connection = await scene.make.session.connection()
    await connection.exec_driver_sql(f"UPDATE organisation SET manager_id = '{lead.id}' WHERE side = 'HOST'")
    made = await scene.contract(status, due_at=IN_5_DAYS)
    after = await moved(scene, made, LATE)
    assert (after.status, after.owner_id, after.waiting_on, after.due_at) == (status, lead.id, HOST, AFTER_LATE[5])
    assert await clock_entries(scene, made) == [(event, "Entente", status is Status.AGREED)]


async def test_without_a_legal_lead_the_owner_stays(scene: Scene) -> None:
    made = await scene.contract(Status.AGREED, due_at=IN_5_DAYS)
    assert (await moved(scene, made, LATE)).owner_id == made.owner_id


async def test_an_approval_that_waits_is_dated_anew(scene: Scene) -> None:
    made = await scene.contract(Status.IN_APPROVAL, due_at=IN_5_DAYS)
    after = await moved(scene, made, LATE)
    assert (after.status, after.due_at) == (Status.IN_APPROVAL, datetime.fromisoformat("2026-03-20T22:59:59Z"))
    assert await clock_entries(scene, made) == [("contract.approval_overdue", "Entente", True)]


@pytest.mark.parametrize("signed", [True, False])
async def test_a_signature_window_that_is_over_voids_what_was_signed(scene: Scene, signed: bool) -> None:
    made = await scene.do(LEGAL, operations.start_approval, await scene.contract(Status.AGREED))
    if signed:
        await scene.do(THEIR_SIGNATORY, operations.sign, made, expected_digest=made.sha256, authority="Director")
    after = await moved(scene, made, EFFECTIVE)
    assert (after.status, after.signed_by, after.accepted_by, after.waiting_on) == (Status.AGREED, NOBODY, BOTH, HOST)
    assert (after.due_at, after.sha256) == (datetime.fromisoformat("2026-04-10T21:59:59Z"), made.sha256)  # over Easter
    assert len(await scene.signatures(made)) == int(signed)
    assert await clock_entries(scene, made) == [("contract.signature_lapsed", "Entente", True)]


async def test_a_signed_contract_is_in_force_from_the_first_instant_of_its_day(scene: Scene) -> None:
    made = await signed(scene)
    assert await scene.keep_time(made, EFFECTIVE - timedelta(milliseconds=1)) is False
    after = await moved(scene, made, EFFECTIVE)
    assert (after.status, after.due_at, after.waiting_on) == (Status.ACTIVE, OVER, NOBODY)
    assert await clock_entries(scene, made) == [("contract.activated", "Entente", True)]


@pytest.mark.parametrize(
    ("zone", "begins"),
    [("America/New_York", "2026-04-01T04:00:00Z"), ("Asia/Dubai", "2026-03-31T20:00:00Z"), ("UTC", "2026-04-01")],
)
async def test_its_day_begins_in_the_contracts_own_zone(scene: Scene, zone: str, begins: str) -> None:
    begin = datetime.fromisoformat(begins if "T" in begins else f"{begins}T00:00:00Z")
    made = await signed(scene, zone=zone)
    assert made.due_at == begin
    assert await scene.keep_time(made, begin - SECOND) is False
    assert (await moved(scene, made, begin)).status is Status.ACTIVE


async def test_a_contract_ends_with_the_last_instant_of_its_term(scene: Scene) -> None:
    made = await scene.contract(Status.ACTIVE, due_at=OVER)
    assert await scene.keep_time(made, OVER - timedelta(milliseconds=1)) is False
    after = await moved(scene, made, OVER)
    assert (after.status, after.due_at, after.due_calendar, after.waiting_on) == (Status.EXPIRED, None, None, NOBODY)


async def test_a_clock_that_slept_through_a_whole_term_takes_both_steps_at_once(scene: Scene) -> None:
    made = await signed(scene)
    after = await moved(scene, made, OVER)
    assert after.status is Status.EXPIRED
    assert [event for event, *_ in await clock_entries(scene, made)] == ["contract.activated", "contract.expired"]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUSPENDED, Status.NOTICE_GIVEN, Status.WITHDRAWN])
async def test_what_has_no_date_is_left_alone_for_ever(scene: Scene, status: Status) -> None:
    made = await scene.contract(status)
    before = await scene.everything()
    assert await scene.keep_time(made, datetime.fromisoformat("2099-01-01T00:00:00Z")) is False
    assert await scene.everything() == before


async def signed(scene: Scene, **columns: Any) -> Contract:
    made = await scene.do(LEGAL, operations.start_approval, await scene.contract(Status.AGREED, **columns))
    for role in (OUR_SIGNATORY, THEIR_SIGNATORY):
        made = await scene.do(role, operations.sign, made, expected_digest=made.sha256, authority="Director")
    assert made.status is Status.SIGNED
    return made


async def test_the_worker_takes_whatever_is_due_and_nothing_on_the_second_run(
    make_committed: Make, database: Database
) -> None:
    partner = await make_committed.partner()
    statuses = (Status.IN_REVIEW, Status.IN_NEGOTIATION, Status.AGREED, Status.OUT_FOR_SIGNATURE)
    for status in statuses:
        for due_at in (NOW - SECOND, NOW, NOW + SECOND):
            await make_committed.contract(status=status, partner=partner, due_at=due_at)
    await make_committed.actor(of=partner, roles={Role.PARTNER_VIEWER})
    counted = "SELECT (SELECT count(*) FROM contract WHERE due_at <= $1) * 1000 + (SELECT count(*) FROM journal)"
    assert await database.reads["portal_system"].fetch_value(counted, NOW) == 8_000
    assert await work.run_due(database, NOW) == 8 + 4  # steps, and whom four of them let wait is counted
    assert await database.reads["portal_system"].fetch_value(counted, NOW) == 8
    assert await work.run_due(database, NOW) == 0
    assert await database.reads["portal_system"].fetch_value(counted, NOW) == 8
