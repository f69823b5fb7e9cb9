"""What the clock does with obligations, however late it comes; the series; the end of a contract. Twice is once."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.access import Role, Side
from portal.contracts.rules import Status as ContractStatus
from portal.journal import Entry
from portal.obligations import operations
from portal.obligations.models import Obligation
from portal.obligations.operations import CONTRACT_OVER
from portal.obligations.rules import Repeats, Status
from portal.partners.models import Membership, Organisation
from portal.work import run_due
from tests.make import Make
from tests.moment import NOW
from tests.obligations import making
from tests.obligations.scene import Scene
from tests.partners.scene import at

S = Status
DAYS, SECOND = timedelta(days=1), timedelta(seconds=1)
ADMIN, MEMBER, MANAGER, LEGAL = Role.PARTNER_ADMIN, Role.PARTNER_MEMBER, Role.RELATIONSHIP_MANAGER, Role.LEGAL
HOST, PARTNER = frozenset({Side.HOST}), frozenset({Side.PARTNER})


async def test_it_falls_due_runs_late_and_both_are_told_of_the_end_of_the_time_to_make_up(scene: Scene) -> None:
    owed = await scene.agreed()
    assert await scene.by_clock(operations.keep_time, obligation_id=owed.id, now=owed.begins_at - SECOND) is None
    due = await scene.tick(owed, owed.begins_at)
    assert (due.status, due.waiting_on, due.due_at, due.late_since) == (S.DUE, PARTNER, owed.ends_at, None)
    late = await scene.tick(owed, owed.ends_at)
    # Labour Day and Ascension Day are no business days of either side.
    assert (late.status, late.waiting_on, late.late_since) == (S.OVERDUE, PARTNER, owed.ends_at)
    assert late.cure_ends_at == late.due_at == at("2026-05-18T21:59:59Z")
    over = await scene.tick(owed, late.cure_ends_at)
    assert (over.status, over.is_cure_over, over.waiting_on, over.due_at) == (S.OVERDUE, True, frozenset(Side), None)
    assert await scene.told(owed) == ["proposed", "agreed", "due", "overdue", "cure_over"]
    brought = await scene.done(owed, now=over.updated_at + DAYS)
    assert (brought.status, brought.late_since) == (S.EVIDENCED, owed.ends_at)


async def test_a_clock_that_jumps_over_months_takes_all_its_steps_and_gives_the_time_to_make_up(scene: Scene) -> None:
    owed = await scene.agreed()
    late = await scene.tick(owed, at("2026-09-01T12:00:00Z"))
    assert (late.status, late.late_since, late.cure_ends_at) == (
        S.OVERDUE, owed.ends_at, at("2026-09-15T21:59:59Z"),
    )  # fmt: skip
    assert await scene.told(owed) == ["proposed", "agreed", "due", "overdue"]


async def test_silence_about_evidence_confirms_it_after_ten_business_days(scene: Scene) -> None:
    owed = await scene.there(status=S.DUE)
    brought = await scene.done(owed)
    assert brought.due_at == at("2026-03-16T22:59:59Z")
    done = await scene.tick(owed, brought.due_at)
    assert (done.status, done.decided_by_name, done.decided_at) == (S.FULFILLED, None, brought.due_at)
    assert await scene.told(owed) == ["evidence_submitted", "fulfilled"]


async def test_evidence_that_nobody_could_open_does_not_count_by_silence(scene: Scene) -> None:
    owed = await scene.there(status=S.DUE)
    brought = await scene.done(owed)
    await scene.sql("UPDATE file SET state = 'REFUSED' WHERE record_id = :id", id=owed.id)
    again = await scene.tick(owed, brought.due_at)
    assert (again.status, again.waiting_on) == (S.DUE, PARTNER)
    assert (await scene.told(owed))[-1] == "evidence_refused"


async def test_late_evidence_that_is_refused_gives_no_second_time_to_make_up(scene: Scene) -> None:
    cure = at("2026-03-10T22:59:59Z")
    owed = await scene.there(status=S.OVERDUE, due_on=date(2026, 2, 20), cure_ends_at=cure, due_at=cure)
    await scene.done(owed)
    await scene.act(MANAGER, operations.refuse, owed, reason="An empty page.")
    late = await scene.tick(owed, NOW + DAYS)
    assert (late.status, late.cure_ends_at, late.due_at) == (S.OVERDUE, cure, cure)


async def test_evidence_in_time_that_is_refused_late_has_all_of_the_time_to_make_up(scene: Scene) -> None:
    owed = await scene.there(status=S.DUE, due_on=date(2026, 3, 3))
    await scene.done(owed)
    await scene.act(MANAGER, operations.refuse, owed, reason="An empty page.", now=NOW + 5 * DAYS)
    late = await scene.tick(owed, NOW + 5 * DAYS)
    assert (late.status, late.late_since) == (S.OVERDUE, owed.ends_at)
    assert late.cure_ends_at == at("2026-03-20T22:59:59Z")


@pytest.mark.parametrize(
    ("proposal", "status", "events"),
    [
        ({"clause": "payment"}, S.SCHEDULED, ["proposed", "agreed"]),
        ({"obligor": Side.HOST}, S.SCHEDULED, ["proposed", "agreed"]),
        ({}, S.LAPSED, ["proposed", "lapsed"]),
        ({"on_contract": True}, S.LAPSED, ["proposed", "lapsed"]),
        ({"clause": "payment", "due_on": date(2026, 3, 4)}, S.LAPSED, ["proposed", "lapsed"]),
    ],
)
async def test_ten_business_days_of_silence_bind_to_what_was_signed_or_offered_and_to_nothing_else(
    scene: Scene, proposal: dict[str, Any], status: Status, events: list[str]
) -> None:
    made = await scene.now(await scene.proposed(**proposal))
    assert made.due_at
    assert await scene.by_clock(operations.keep_time, obligation_id=made.id, now=made.due_at - SECOND) is None
    answered = await scene.tick(made, made.due_at)
    assert (answered.status, answered.agreed_by_name) == (status, None)
    assert await scene.told(made) == events
    assert (answered.agreed_at is None) == (status is S.LAPSED)


async def entry(scene: Scene, record: Any, event: str) -> Entry:
    """A row of the journal that something follows from."""
    return Entry(partner_id=scene.partner.id, record_type="obl", record_id=record.id, event=event)


async def follow(scene: Scene, owed: Obligation, now: datetime = NOW) -> Obligation | None:
    row = await entry(scene, owed, "obligation.due")

    async def reaction(session: Any, *, now: datetime) -> Obligation | None:
        return await operations.continue_series(session, None, row, now)  # type: ignore[arg-type]  # nobody acts

    return await scene.by_clock(reaction, now=now)


async def test_the_next_of_a_series_is_there_once_and_agreed_as_the_first_was(scene: Scene) -> None:
    first = await scene.agreed(due_on=date(2026, 3, 31), repeats=Repeats.MONTHLY, repeats_until=date(2026, 5, 31))
    second = await follow(scene, first)
    assert second
    assert await follow(scene, first) is None
    row = await scene.now(second)
    assert (row.status, row.number, row.due_on, row.series_id) == (S.SCHEDULED, 2, date(2026, 4, 30), first.id)
    assert (row.sha256, row.agreed_by_name, row.agreed_at) == (first.sha256, "Paula Admin", NOW)
    assert (row.due_at, row.version) == (row.begins_at, 1)
    assert await scene.events(second) == [("obligation.scheduled", "Entente", "", True)]
    third = await follow(scene, second)
    assert third
    assert third.due_on == date(2026, 5, 31)  # the day of the first, not of the month before
    assert await follow(scene, third) is None  # the last


async def test_what_is_waived_before_it_falls_due_ends_the_series(scene: Scene) -> None:
    first = await scene.agreed(repeats=Repeats.YEARLY)
    await scene.act(LEGAL, operations.waive, first, expected_digest=first.sha256, reason="Not needed any more.")
    await scene.by_clock(operations.keep_time, obligation_id=first.id, now=NOW + 400 * DAYS)
    assert [each.id for each in await scene.all()] == [first.id]


async def test_a_series_ends_with_its_contract_unless_it_survives(scene: Scene) -> None:
    ends = await scene.there(status=S.DUE, contract=scene.contract, repeats=Repeats.MONTHLY)
    lasts = await scene.there(status=S.DUE, contract=scene.contract, repeats=Repeats.MONTHLY, survives=True)
    await scene.sql("UPDATE contract SET status = 'TERMINATED' WHERE id = :id", id=scene.contract.id)
    assert await follow(scene, ends) is None
    assert await follow(scene, lasts) is not None


def test_what_ends_a_contract_is_read_from_its_table() -> None:
    assert CONTRACT_OVER == (
        "contract.amendment_lapsed", "contract.expired", "contract.rescinded", "contract.superseded",
        "contract.terminated",
    )  # fmt: skip


async def test_with_a_contract_end_the_obligations_that_were_not_to_survive_it_and_are_not_due(scene: Scene) -> None:
    kept: dict[str, Any] = {"contract": scene.contract}
    expected = {
        (await scene.there(status=S.SCHEDULED, **kept)).id: S.CANCELLED,
        (await scene.there(status=S.PROPOSED, **kept)).id: S.LAPSED,
        (await scene.there(status=S.SCHEDULED, survives=True, **kept)).id: S.SCHEDULED,
        (await scene.there(status=S.DUE, **kept)).id: S.DUE,
        (await scene.there(status=S.OVERDUE, **kept)).id: S.OVERDUE,
        (await scene.there(status=S.SCHEDULED)).id: S.SCHEDULED,
    }
    await scene.sql("UPDATE contract SET status = 'EXPIRED' WHERE id = :id", id=scene.contract.id)
    row = await entry(scene, scene.contract, "contract.expired")

    async def reaction(session: Any, *, now: datetime) -> Any:
        return await operations.on_contract_over(session, None, row, now)  # type: ignore[arg-type]  # nobody acts

    assert len(await scene.by_clock(reaction)) == 2
    assert {each.id: each.status for each in await scene.all()} == expected
    assert await scene.by_clock(reaction) == []


async def test_the_clock_itself_moves_a_series_over_half_a_year_and_its_contract_ends_it(
    make_committed: Make, database: Any
) -> None:
    make = make_committed
    manager: Membership = await make.member()
    partner: Organisation = await make.partner(manager=manager)
    contract = await make.contract(partner=partner, owner=manager, status=ContractStatus.ACTIVE)
    company = await make.company()
    first = making.obligation(
        partner, company, status=S.SCHEDULED, contract=contract, repeats=Repeats.MONTHLY, due_on=date(2026, 3, 31),
        due_at=NOW,
    )  # fmt: skip
    await make.add(first)
    await make.session.commit()
    last = at("2026-07-01T00:00:00Z")
    while await run_due(database, last):
        pass
    found = select(Obligation).order_by(Obligation.due_on).execution_options(populate_existing=True)
    rows = (await make.session.scalars(found)).all()
    days = [(each.due_on.isoformat(), each.status.value) for each in rows]
    assert days == [
        ("2026-03-31", "OVERDUE"), ("2026-04-30", "OVERDUE"), ("2026-05-31", "OVERDUE"), ("2026-06-30", "OVERDUE"),
        ("2026-07-31", "SCHEDULED"),
    ]  # fmt: skip
    await make.session.commit()
    while await run_due(database, at("2027-04-01T12:00:00Z")):
        pass
    rows = (await make.session.scalars(found)).all()
    assert (len(rows), rows[-1].status) == (5, S.CANCELLED)
