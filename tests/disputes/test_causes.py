"""After everything is done: why it happened is recorded, and the case is closed once it cannot be reopened."""

from portal.access import Role
from portal.disputes import operations
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
    closed = await scene.act(OFFICER, operations.close, case, now=ended.reopen_until)
    assert (closed.status, (await scene.chained(case))[-3:]) == (S.CLOSED, ["END", "CAUSE", "END"])
