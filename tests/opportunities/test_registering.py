"""Registered, compared, decided or approved by silence; protected, warned, extended, won. Twice is once."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from portal.access import Role, Side
from portal.journal import Entry
from portal.money import Money
from portal.opportunities import operations
from portal.opportunities.operations import Rejection, Won
from portal.opportunities.rules.statuses import EXTENSION, WINDOW, OpportunityStatus, RejectionCode
from tests.moment import NOW
from tests.opportunities.scene import DEAL, Scene
from tests.partners.scene import at

S = OpportunityStatus
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
ADMIN, SALES = Role.PARTNER_ADMIN, Role.SALES


async def test_what_is_registered_has_a_receipt_and_is_decided_in_two_business_days_or_by_silence(
    scene: Scene,
) -> None:
    made = await scene.registered()
    assert (made.status, made.filed_at, made.waiting_on) == (S.SUBMITTED, NOW, frozenset({Side.HOST}))
    assert made.receipt_sha256
    assert await scene.cells(made) == [("GTX-PRO", "DE", "HELD")]
    assert made.due_at
    assert (await scene.tick(made, made.due_at - SECOND)).status is S.SUBMITTED
    done = await scene.tick(made, made.due_at)
    assert (done.status, done.protected_at, done.ends_at) == (S.PROTECTED, made.due_at, made.due_at + WINDOW)
    assert await scene.cells(done) == [("GTX-PRO", "DE", "PROTECTED")]
    assert await scene.told(done) == ["drafted", "registered", "placed", "protected"]


async def test_the_second_who_registers_the_same_meets_the_first_and_never_learns_whom(scene: Scene) -> None:
    first = await scene.registered()
    second = await scene.registered(scene.theirs, replace(DEAL, regions=["DE-BY", "FR"]), now=NOW + SECOND)
    assert (first.status, second.status) == (S.SUBMITTED, S.CONFLICT)
    assert await scene.cells(second) == []
    split = await scene.act(SALES, operations.split, second, now=NOW + DAY)
    assert (split.status, await scene.cells(split)) == (S.PROTECTED, [("GTX-PRO", "FR", "PROTECTED")])
    told = await scene.make.session.scalars(select(Entry.changes).where(Entry.event == "opportunity.split"))
    (changes,) = [changes for changes in told if changes]
    assert {"field": "pairs", "before": None, "after": "GTX Pro (GTX-PRO) FR"} in changes


async def test_a_rejection_rests_on_the_day_of_the_older_right(scene: Scene) -> None:
    await scene.protected()
    second = await scene.registered(scene.theirs, now=NOW + DAY)
    no = Rejection(code=RejectionCode.EARLIER_REGISTRATION)
    done = await scene.act(SALES, operations.reject, second, rejection=no, now=NOW + DAY)
    assert (done.status, done.rejection, done.older_right_on) == (S.REJECTED, no.code, NOW.date())


async def test_what_ends_is_free_for_the_next(scene: Scene) -> None:
    first = await scene.protected()
    await scene.act(ADMIN, operations.withdraw, first, now=NOW + DAY)
    second = await scene.registered(scene.theirs, now=NOW + DAY)
    assert second.status is S.SUBMITTED


async def test_protection_is_warned_of_extended_by_silence_and_over(scene: Scene) -> None:
    made = await scene.protected()
    end = NOW + WINDOW
    assert made.due_at == end - 14 * DAY
    warned = await scene.tick(made, made.due_at)
    assert (warned.status, warned.warned, warned.due_at) == (S.PROTECTED, 1, end - 3 * DAY)
    asked = await scene.act(ADMIN, operations.ask_extension, warned, text="Two visits, an offer.", now=end - 10 * DAY)
    assert (asked.waiting_on, asked.due_at) == (frozenset({Side.HOST}), asked.extension_by)
    longer = await scene.tick(asked, asked.extension_by)
    assert (longer.ends_at, longer.extensions, longer.warned) == (end + EXTENSION, 1, 0)
    assert longer.waiting_on == frozenset({Side.PARTNER})
    assert longer.ends_at
    again = await scene.tick(longer, longer.due_at)
    assert (again.warned, again.due_at) == (1, longer.ends_at - 3 * DAY)
    over = await scene.tick(again, longer.ends_at)
    assert (over.status, over.ended_at) == (S.EXPIRED, longer.ends_at)
    assert (await scene.told(over))[-3:] == ["extended_by_silence", "protection_ending", "expired"]


async def test_a_sale_is_won_by_an_order(scene: Scene) -> None:
    made = await scene.protected()
    won = Won(order_reference="PO 4711", won_on=NOW.date(), value=Money(45_000_00, "EUR"))
    done = await scene.act(ADMIN, operations.win, made, won=won, now=NOW + DAY)
    assert (done.status, done.order_reference, done.value_minor) == (S.WON, "PO 4711", 45_000_00)
    assert await scene.cells(done) == [("GTX-PRO", "DE", "ENDED")]
    assert at("2026-01-01T00:00:00Z") < NOW
