"""An account that is on hold or leaves registers nothing; with the end of an exit what was open ends and is free."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal import ids, reactions
from portal.access import SYSTEM, Role, Side
from portal.journal import Entry
from portal.money import Money
from portal.opportunities import operations
from portal.opportunities.models import ConflictCase
from portal.opportunities.operations import Won
from portal.opportunities.rules.statuses import OpportunityStatus
from portal.partners import operations as partners
from portal.partners.models import Organisation
from portal.partners.rules import AccountStatus
from tests.moment import NOW
from tests.opportunities.scene import DEAL, Scene

S = OpportunityStatus
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
ADMIN, SALES = Role.PARTNER_ADMIN, Role.SALES
CLOSED = (AccountStatus.ON_HOLD, AccountStatus.OFFBOARDING)
NOT_OPEN = "You cannot register anything new because the partner account is not open."


async def stands(scene: Scene, status: AccountStatus) -> None:
    row = update(Organisation).where(Organisation.id == scene.partner.id)
    reason = "Unpaid invoices." if status is AccountStatus.ON_HOLD else ""
    await scene.make.session.execute(row.values(status=status, reason=reason, due_at=NOW + 90 * DAY))


@pytest.mark.parametrize("status", CLOSED)
async def test_an_account_that_is_not_open_registers_nothing_new(scene: Scene, status: AccountStatus) -> None:
    who = await scene.one(ADMIN)
    draft = await scene.do(who, operations.draft, said=DEAL, now=NOW)
    await stands(scene, status)
    refusal = await scene.refused(who, operations.register_at_once, said=DEAL, now=NOW)
    assert refusal[::2] == ("BLOCKED", NOT_OPEN)
    assert (await scene.not_done(ADMIN, operations.register, draft, now=NOW))[::2] == ("BLOCKED", NOT_OPEN)


@pytest.mark.parametrize("status", CLOSED)
async def test_silence_approves_nothing_while_the_account_is_not_open(scene: Scene, status: AccountStatus) -> None:
    made = await scene.registered()
    await stands(scene, status)
    assert made.due_at
    for days in range(3):
        await scene.by_clock(operations.keep_time, opportunity_id=made.id, now=made.due_at + days * DAY)
    assert (await scene.now(made)).status is S.SUBMITTED


async def left(scene: Scene) -> None:
    """The exit is finished, and what follows from it has followed; once more it changes nothing."""
    row = update(Organisation).where(Organisation.id == scene.partner.id)
    await scene.make.session.execute(row.values(status=AccountStatus.OFFBOARDED))
    entry = Entry(
        partner_id=scene.partner.id, id=ids.new(), record_type="org", record_id=scene.partner.id,
        about_type=None, about_id=None, event="partner.offboarded", at=NOW, by_id=ids.NIL, by_name="",
        side=Side.HOST, is_system=True, is_published=True, note="", changes=[],
    )  # fmt: skip
    for ended in (True, False):
        async with scene._told(), scene.as_(SYSTEM) as session:
            assert bool(await operations.end_with_partner(session, SYSTEM, entry, NOW + 2 * DAY)) is ended
    await scene.follow(NOW + 2 * DAY)


async def test_with_the_end_of_an_exit_what_was_open_ends_and_is_free_for_others(scene: Scene) -> None:
    who, sales = await scene.one(ADMIN), await scene.one(SALES)
    protected = await scene.protected()
    waiting = await scene.registered(said=replace(DEAL, regions=["FR"]))
    draft = await scene.do(who, operations.draft, said=replace(DEAL, regions=["ES"]), now=NOW)
    lead = await scene.do(
        sales, operations.draft, said=replace(DEAL, regions=["IT"]), partner_id=scene.partner.id, now=NOW
    )
    offered = await scene.act(SALES, operations.offer, lead)
    order = Won(order_reference="PO 4711", won_on=NOW.date(), value=Money(45_000_00, "EUR"))
    won = await scene.act(ADMIN, operations.win, await scene.protected(said=replace(DEAL, regions=["NL"])), won=order)
    await left(scene)
    for each in (protected, waiting, draft, offered):
        assert (await scene.now(each)).status is S.WITHDRAWN
    assert (await scene.told(protected))[-1] == "ended_with_partner"
    assert (await scene.now(won)).status is S.WON
    assert {cell[2] for each in (protected, waiting) for cell in await scene.cells(each)} == {"ENDED"}
    theirs = await scene.registered(scene.theirs, replace(DEAL, regions=["DE", "FR"]), now=NOW + 2 * DAY)
    assert theirs.status is S.SUBMITTED


async def test_a_conflict_with_one_who_leaves_is_decided_by_nobody_any_more(scene: Scene) -> None:
    await scene.protected(scene.theirs)
    met = await scene.registered(now=NOW + SECOND)
    assert met.status is S.CONFLICT
    await left(scene)
    found = (await scene.make.session.scalars(select(ConflictCase))).one()
    assert (found.outcome, (await scene.now(met)).status) == ("WITHDRAWN", S.WITHDRAWN)


def test_the_end_of_an_exit_leads_to_it() -> None:
    found = {each.operation for each in reactions.REACTIONS if each.event == "partner.offboarded"}
    assert {operations.end_with_partner, partners.end} & found == {operations.end_with_partner}
