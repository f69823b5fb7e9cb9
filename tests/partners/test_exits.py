"""How a partner leaves: the plan, the way back that both want, the clock, and the end once nothing is open."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from portal import journal
from portal.access import SYSTEM, Role, Side
from portal.contracts.rules import Status
from portal.expectations.rules.breach import BreachStatus
from portal.expectations.rules.expectation import ExpectationKind
from portal.partners import operations, queries
from portal.partners.models import Membership, Organisation
from portal.partners.rules import AccountStatus, Stage
from tests.expectations.making import breach, expectation
from tests.make import NOW
from tests.partners.scene import Scene, at
from tests.partners.test_accounts import A, account, step

BOTH = frozenset(Side)
LAST_DAY = date(2026, 5, 29)
ENDS, AGAIN = at("2026-05-29T21:59:59Z"), at("2026-06-05T21:59:59Z")
PLAN: dict[str, Any] = {"ends_on": LAST_DAY, "arrangement": "Stock is sold off until May; open invoices are paid."}


async def sponsor_of(scene: Scene) -> Membership:
    return await scene.make.member(roles={Role.EXECUTIVE_SPONSOR}, name="Eve Sponsor")


async def leaving(scene: Scene) -> tuple[Organisation, Membership, Membership, Membership]:
    """A partner whose administrator began an exit, the administrator, the legal officer and the sponsor."""
    partner, admin, legal = await account(scene, A.ACTIVE)
    sponsor = await sponsor_of(scene)
    await scene.do(admin, operations.start_exit, **step(partner, **PLAN))
    return partner, admin, legal, sponsor


async def plan_of(scene: Scene, partner: Organisation) -> Any:
    columns = "ends_on, arrangement, side, made_by_name, stay_agreed_by_name, stay_agreed_at, ended_at"
    return tuple((await scene.sql(f"SELECT {columns} FROM exit_plan WHERE partner_id = :id", id=partner.id)).one())


@pytest.mark.parametrize("who", ["PA", "RM", "EX"])
@pytest.mark.parametrize("status", [A.ACTIVE, A.ON_HOLD])
async def test_an_exit_begins_with_a_plan_that_both_sides_see(scene: Scene, who: str, status: AccountStatus) -> None:
    partner, admin, _ = await account(scene, status)
    manager: Membership = (await scene.make.session.scalars(queries.manager_of(partner))).one()
    actor = {"PA": admin, "RM": manager, "EX": await sponsor_of(scene)}[who]
    await scene.do(actor, operations.start_exit, **step(partner, **PLAN))
    row: Organisation = await scene.row(partner)
    assert (row.status, row.waiting_on, row.due_at, row.version) == (A.OFFBOARDING, BOTH, ENDS, 2)
    assert await plan_of(scene, partner) == (
        LAST_DAY, PLAN["arrangement"], actor.side.value, actor.name, None, None, None,
    )  # fmt: skip
    assert (await scene.events(partner))[-1] == ("partner.exit_started", actor.name, "", True)
    told = {letter.to for letter in await scene.letters()}
    assert told == {admin.email, manager.email} - ({manager.email} if who == "RM" else set())


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"ends_on": NOW.date()}, ("INVALID", "input.endsOn",
        "The last day must be in the future, within three years.")),
        ({"ends_on": date.max}, ("INVALID", "input.endsOn", "The last day must be in the future, within three years.")),
        ({"arrangement": " "}, ("INVALID", "input.arrangement",
        "Say what happens to open contracts and negotiations.")),
        ({"expected_version": 9}, ("STALE_VERSION", "input.expectedVersion",
         "Someone changed the partner after you opened it. Check the latest version.")),
    ],
)  # fmt: skip
async def test_an_exit_without_a_proper_plan_does_not_begin(
    scene: Scene, given: Any, refusal: tuple[str, str, str]
) -> None:
    partner, admin, _ = await account(scene, A.ACTIVE)
    assert await scene.refused(admin, operations.start_exit, **{**step(partner), **PLAN, **given}) == refusal


async def test_who_may_not_begin_an_exit_is_refused_and_a_foreign_partner_does_not_exist(scene: Scene) -> None:
    partner, _, legal = await account(scene, A.ACTIVE)
    assert (await scene.refused(legal, operations.start_exit, **step(partner, **PLAN)))[0] == "NOT_PERMITTED"
    assert await scene.refused(scene.admin, operations.start_exit, **step(partner, **PLAN)) == (
        "NOT_FOUND", "input.partnerId", "There is no such partner.",
    )  # fmt: skip


async def test_the_sponsor_calls_an_exit_off_when_the_partners_administrator_agreed_to_stay(scene: Scene) -> None:
    partner, admin, _, sponsor = await leaving(scene)
    assert await scene.refused(sponsor, operations.cancel_exit, **step(partner, 2, reason="We talked.")) == (
        "BLOCKED", "", "The partner's administrator has not agreed to stay yet.",
    )  # fmt: skip
    assert (await scene.refused(sponsor, operations.agree_to_stay, **step(partner, 2)))[0] == "NOT_PERMITTED"
    await scene.do(admin, operations.agree_to_stay, **step(partner, 2))
    row: Organisation = await scene.row(partner)
    assert (row.status, row.waiting_on, row.due_at, row.version) == (A.OFFBOARDING, BOTH, ENDS, 3)
    assert (await plan_of(scene, partner))[4:] == ("Ada Applicant", NOW, None)
    assert [(letter.to, letter.subject) for letter in (await scene.letters())[-1:]] == [
        (sponsor.email, "Alpine Tools: the partner agreed to stay"),
    ]  # fmt: skip
    twice = await scene.refused(admin, operations.agree_to_stay, **step(partner, 3))
    assert twice == ("BLOCKED", "", "Your organisation has already agreed to stay.")
    await scene.do(sponsor, operations.cancel_exit, **step(partner, 3, reason="We talked."))
    row = await scene.row(partner)
    assert (row.status, row.waiting_on, row.due_at, row.reason) == (A.ACTIVE, frozenset(), None, "We talked.")
    assert (await plan_of(scene, partner))[6] == NOW
    assert [event for event, *_ in await scene.events(partner)] == [
        "partner.exit_started", "partner.stay_agreed", "partner.exit_cancelled",
    ]  # fmt: skip
    await scene.do(admin, operations.start_exit, **step(partner, 4, **PLAN))
    assert (await scene.refused(sponsor, operations.cancel_exit, **step(partner, 5, reason="Again.")))[0] == "BLOCKED"


async def test_when_the_date_is_over_the_sponsor_becomes_owner_and_both_sides_get_a_new_date(scene: Scene) -> None:
    partner, admin, _, sponsor = await leaving(scene)
    early = ENDS - timedelta(seconds=1)
    assert await scene.by_clock(operations.keep_account_time, partner_id=partner.id, now=early) is None
    assert await scene.by_clock(operations.keep_account_time, partner_id=partner.id, now=ENDS) is not None
    assert await scene.by_clock(operations.keep_account_time, partner_id=partner.id, now=ENDS) is None
    row: Organisation = await scene.row(partner)
    assert (row.status, row.manager_id, row.due_at, row.waiting_on) == (A.OFFBOARDING, sponsor.id, AGAIN, BOTH)
    assert (await scene.events(partner))[-1] == ("partner.exit_overdue", "Entente", "", True)
    letters = (await scene.letters())[-2:]
    assert [(letter.to, letter.subject) for letter in letters] == [
        (admin.email, "Alpine Tools: the exit is overdue"), (sponsor.email, "Alpine Tools: the exit is overdue"),
    ]  # fmt: skip
    assert "The new date is 5 Jun 2026." in letters[0].text


async def test_an_exit_is_finished_when_nothing_is_open_and_the_data_were_handed_over(scene: Scene) -> None:
    partner, admin, legal, _ = await leaving(scene)
    talked = await scene.make.contract(status=Status.IN_NEGOTIATION, partner=partner)
    runs = await scene.make.contract(status=Status.NOTICE_GIVEN, partner=partner)
    await scene.make.contract(status=Status.EXPIRED, partner=partner)
    handed = "The partner's administrator or legal must first download the partner's current data."
    assert await scene.refused(legal, operations.finish_exit, **step(partner, 2)) == (
        "BLOCKED", "", f"Open contracts: 1. Open negotiations: 1. {handed}",
    )  # fmt: skip
    await hand_over(scene, partner)
    over = "UPDATE contract SET status = :status, round_status = NULL, updated_at = :at WHERE id = :id"
    later = NOW + timedelta(hours=1)
    await scene.sql(over, status="WITHDRAWN", at=NOW, id=talked.id)
    await scene.sql(over, status="TERMINATED", at=later, id=runs.id)
    assert await scene.refused(legal, operations.finish_exit, **step(partner, 2)) == ("BLOCKED", "", handed)
    await hand_over(scene, partner, later)
    await scene.do(legal, operations.finish_exit, **step(partner, 2))
    row: Organisation = await scene.row(partner)
    assert (row.status, row.waiting_on, row.due_at) == (A.OFFBOARDED, frozenset(), None)
    assert await scene.live_sessions(admin) == 0
    assert (await scene.letters())[-2].subject == "Alpine Tools: your account is closed"


async def test_an_open_breach_of_either_side_stands_in_the_way_of_the_end(scene: Scene) -> None:
    partner, _, legal, _ = await leaving(scene)
    await hand_over(scene, partner)
    earlier = NOW - timedelta(days=1)
    for obligor, status in ((Side.PARTNER, BreachStatus.DETECTED), (Side.HOST, BreachStatus.UNCURED)):
        promise = expectation(
            partner, await scene.make.company(), kind=ExpectationKind.RULE, code=f"rule.{obligor.lower()}",
            metric_id=None, target=None, obligor=obligor, updated_at=earlier,
        )  # fmt: skip
        await scene.make.add(promise)
        await scene.make.add(breach(promise, status=status, updated_at=earlier))
    refusal = ("BLOCKED", "", "Open breaches: 2.")
    assert await scene.refused(legal, operations.finish_exit, **step(partner, 2)) == refusal
    over = "UPDATE breach SET status = :status, due_at = NULL, waiting_on = '{}' WHERE status = :was"
    await scene.sql(over, status="CURED", was="DETECTED")
    again = await scene.refused(legal, operations.finish_exit, **step(partner, 2))
    assert again == ("BLOCKED", "", "Open breaches: 1.")
    await scene.sql(over, status="WAIVED", was="UNCURED")
    await scene.do(legal, operations.finish_exit, **step(partner, 2))
    assert (await scene.row(partner)).status is A.OFFBOARDED


async def hand_over(scene: Scene, partner: Organisation, when: Any = NOW) -> None:
    async with scene.as_(SYSTEM) as session:
        journal.write(
            session, SYSTEM, queries.HANDED_OVER, partner_id=partner.id, record_type="org", record_id=partner.id,
            now=when, changes=[],
        )  # fmt: skip


async def test_the_relationship_of_a_partner_that_left_ends_with_the_account(scene: Scene) -> None:
    partner = await scene.make.partner(status=A.OFFBOARDED, stage=Stage.COMMITMENT)
    assert await scene.by_clock(end, partner_id=partner.id) is not None
    assert await scene.by_clock(end, partner_id=partner.id) is None
    assert (await scene.row(partner)).stage is Stage.DISSOLUTION
    assert await scene.events(partner) == [("relationship.dissolved", "Entente", "The account was closed.", False)]


async def end(session: AsyncSession, *, partner_id: UUID, now: datetime) -> Organisation | None:
    return await operations.end(session, SYSTEM, partner_id=partner_id, now=now)
