"""While a protection is disputed its time stands, and it ends later by exactly that; what is restored is held anew."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from portal.access import Role
from portal.opportunities import operations
from portal.opportunities.models import Opportunity
from portal.opportunities.operations import Rejection
from portal.opportunities.rules.statuses import WINDOW, OpportunityStatus, RejectionCode
from tests.moment import NOW
from tests.opportunities.scene import DEAL, Scene

S = OpportunityStatus
DAY = timedelta(days=1)
ADMIN, SALES = Role.PARTNER_ADMIN, Role.SALES
REJECTED = Rejection(code=RejectionCode.BELOW_MINIMUM)


async def stand(scene: Scene, of: Opportunity, *, is_disputed: bool, now: Any) -> bool:
    return await scene.by_clock(operations.stand, opportunity_id=of.id, is_disputed=is_disputed, now=now)


async def test_the_end_moves_by_exactly_the_time_that_stood_and_what_is_held_stays_held(scene: Scene) -> None:
    made = await scene.protected()
    assert await stand(scene, made, is_disputed=True, now=NOW + DAY)
    assert not await stand(scene, made, is_disputed=True, now=NOW + 2 * DAY)
    still = await scene.now(made)
    assert (still.status, still.paused_at, still.due_at) == (S.PROTECTED, NOW + DAY, None)
    later = replace(DEAL, expected_close_on=(NOW + 200 * DAY).date())
    rival = await scene.registered(scene.theirs, later, now=NOW + WINDOW + 5 * DAY)
    assert rival.status is S.CONFLICT
    until = NOW + WINDOW + 10 * DAY + timedelta(seconds=7)
    assert await stand(scene, made, is_disputed=False, now=until)
    assert not await stand(scene, made, is_disputed=False, now=until)
    gone_on = await scene.now(made)
    assert (gone_on.ends_at, gone_on.paused_at) == (NOW + WINDOW + (until - NOW - DAY), None)
    assert await scene.cells(made) == [("GTX-PRO", "DE", "PROTECTED")]


async def test_what_was_refused_is_protected_anew_where_nobody_else_is_by_now(scene: Scene) -> None:
    first = await scene.act(SALES, operations.reject, await scene.registered(), rejection=REJECTED)
    assert await scene.by_clock(operations.restore, opportunity_id=first.id, now=NOW + DAY)
    restored = await scene.now(first)
    assert (restored.status, restored.ends_at) == (S.PROTECTED, NOW + DAY + WINDOW)
    assert (restored.rejection, restored.ended_at) == (None, None)
    assert await scene.by_clock(operations.restore, opportunity_id=first.id, now=NOW + 2 * DAY)
    over = await scene.act(ADMIN, operations.withdraw, restored, now=NOW + 2 * DAY)
    assert not await scene.by_clock(operations.restore, opportunity_id=over.id, now=NOW + 3 * DAY)


async def test_what_somebody_else_holds_by_now_is_not_restored(scene: Scene) -> None:
    first = await scene.act(SALES, operations.reject, await scene.registered(), rejection=REJECTED)
    await scene.protected(scene.theirs, now=NOW + DAY)
    assert not await scene.by_clock(operations.restore, opportunity_id=first.id, now=NOW + 2 * DAY)
    assert (await scene.now(first)).status is S.REJECTED
