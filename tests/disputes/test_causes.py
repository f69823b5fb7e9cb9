"""After everything is done: why it happened is recorded, and the case is closed once it cannot be reopened."""

from datetime import datetime, timedelta

from sqlalchemy import update

from portal.access import Role, Side
from portal.disputes import operations
from portal.disputes.models import Dispute
from portal.disputes.rules.statuses import CauseCategory, DisputeStatus
from tests.disputes.scene import DAY, Scene, credit
from tests.disputes.test_remedies import settled
from tests.moment import NOW

S = DisputeStatus
ADMIN, LEGAL, OFFICER = Role.PARTNER_ADMIN, Role.LEGAL, Role.DISPUTE_OFFICER


async def test_who_records_the_cause_ends_nothing_anew_and_it_can_be_closed_when_it_could_before(scene: Scene) -> None:
    case, (paid,) = await settled(scene, credit(70))
    await scene.remedied(LEGAL, operations.claim_done, paid, note="Note CN-7.")
    await scene.remedied(ADMIN, operations.confirm, paid)
    ended = await scene.now(case)
    said = {"category": CauseCategory.ORDER, "whys": "The order had no price.", "planned": ()}
    recorded = await scene.act(
        OFFICER, operations.record_cause, case, **said, no_prevention_reason="It was the only one.", now=NOW + 3 * DAY
    )
    told = (recorded.status, recorded.ended_at, recorded.reopen_until, recorded.due_at)
    assert told == (S.RESOLVED, ended.ended_at, ended.reopen_until, ended.due_at)
    assert (await scene.chained(case))[-2:] == ["END", "CAUSE"]
    reminded = await scene.tick(case, ended.due_at)
    assert (reminded.status, reminded.ended_at, reminded.reopen_until) == (S.RESOLVED, NOW, ended.reopen_until)
    assert (await scene.told(case))[-1] == "closing_due"
    closed = await scene.act(OFFICER, operations.close, case, now=ended.reopen_until)
    assert (closed.status, (await scene.chained(case))[-3:]) == (S.CLOSED, ["END", "CAUSE", "END"])


async def done(scene: Scene) -> Dispute:
    """A case in which everything is done."""
    case, (paid,) = await settled(scene, credit(70))
    await scene.remedied(LEGAL, operations.claim_done, paid, note="Note CN-7.")
    await scene.remedied(ADMIN, operations.confirm, paid)
    return await scene.now(case)


async def known(scene: Scene, case: Dispute, now: datetime) -> None:
    said = {"category": CauseCategory.ORDER, "whys": "The order had no price.", "planned": ()}
    await scene.act(
        OFFICER, operations.record_cause, case, **said, no_prevention_reason="It was the only one.", now=now
    )


async def test_that_the_cause_is_missing_is_told_until_it_is_recorded_and_then_that_it_can_be_closed(
    scene: Scene,
) -> None:
    case = await done(scene)
    second = await scene.tick(case, case.due_at)
    assert (await scene.told(case))[-1] == "root_cause_overdue"
    third = await scene.tick(case, second.due_at)
    assert (await scene.told(case))[-2:] == ["root_cause_overdue"] * 2
    assert second.due_at
    await known(scene, case, second.due_at)
    again = await scene.tick(case, third.due_at)
    assert (await scene.told(case))[-2:] == ["cause_recorded", "closing_due"]
    assert again.due_at
    assert third.due_at
    assert again.due_at > third.due_at
    assert (again.status, again.waiting_on) == (S.RESOLVED, frozenset({Side.HOST}))


async def test_who_may_close_is_not_told_so_while_it_can_still_be_reopened(scene: Scene) -> None:
    case = await done(scene)
    assert case.due_at
    await known(scene, case, NOW)
    until = case.due_at + timedelta(hours=2)
    await scene.make.session.execute(update(Dispute).where(Dispute.id == case.id).values(reopen_until=until))
    assert (await scene.tick(case, case.due_at)).due_at == until
    assert (await scene.told(case))[-1] == "cause_recorded"
    await scene.tick(case, until)
    assert (await scene.told(case))[-1] == "closing_due"
