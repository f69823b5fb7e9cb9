"""What else goes on among the sample people: plans, an exit, somebody invited, somebody suspended."""

import asyncio
from datetime import timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import aliased

from portal import reactions
from portal.access import AccessClass, Role
from portal.demo import passing
from portal.demo.cast import PARTNERS
from portal.demo.stage import Stage
from portal.journal import Entry
from portal.notifications import checking, rounds
from portal.notifications.models import Notification
from portal.outbox import Waiting
from portal.partners import operations, queries
from portal.partners.rules import AccountStatus
from portal.partners.rules import Stage as Nearness

DAY = timedelta(days=1)
SIDE_BY_SIDE = 2
"""So many take what waits, each what no other has: of a record one thing after the other."""
LATELY = 2 * DAY
"""What is older nobody is told of any more."""
WORDS = "its words are found"
"""As they are now, however often they were changed."""
ADMIN, MEMBER = Role.PARTNER_ADMIN.value, Role.PARTNER_MEMBER.value

PLAN = (
    "By the end of next year half of what Larkfield needs of this kind comes from {partner}. Every second month"
    " engineers of both sides look at drawings together before prices are asked for.\n\n"
    "Both sides look at this plan again each January."
)
EXIT = (
    "Orders that are placed are delivered and paid. Stock on hand is bought back at the prices paid, less 8 %.\n\n"
    "Customers in the territory hear of it from both of us in one letter."
)
REASON = "On leave until spring."


async def play(stage: Stage) -> None:
    """Each by somebody who may, through the operations that people use."""
    for sample, (partner, theirs) in zip(PARTNERS, stage.partners, strict=True):
        place = {"partner_id": partner.id, "now": stage.now - 20 * DAY}
        if sample.stage is Nearness.COMMITMENT:
            text = PLAN.format(partner=partner.name)
            manager = stage.staff[Role.RELATIONSHIP_MANAGER.value]
            await stage.act(manager, operations.propose_plan, text=text, **place)
            async with stage.database.transaction(AccessClass.SYSTEM) as session:
                plan = (await session.scalars(queries.proposed_plan_of(partner))).one()
            await stage.act(theirs[ADMIN], operations.agree_plan, expected_digest=plan.sha256, **place)
        if sample.status is AccountStatus.OFFBOARDING:
            ends_on = (stage.now + 60 * DAY).date()
            await stage.act(
                theirs[ADMIN], operations.start_exit, expected_version=1, ends_on=ends_on, arrangement=EXIT, **place
            )
    await _people(stage)
    await _follow(stage)
    await _tell(stage)


async def _people(stage: Stage) -> None:
    (_, first), (_, second) = stage.partners[:2]
    await stage.act(
        first[ADMIN], operations.invite_member, email="nora@northgate.example", name="Nora Sample", title="Purchasing",
        roles=[Role.PARTNER_MEMBER], now=stage.now - DAY,
    )  # fmt: skip
    await stage.act(
        stage.staff[Role.PLATFORM_ADMIN.value], operations.invite_member, email="selma@larkfield.example",
        name="Selma Sample", title="Sales", roles=[Role.SALES], now=stage.now - DAY,
    )  # fmt: skip
    who = second[MEMBER].actor
    async with stage.database.transaction(AccessClass.SYSTEM) as session:
        member = (await session.scalars(queries.member(who.partner_id, who.person_id))).one()
    await stage.act(
        second[ADMIN], operations.suspend, member_id=member.id, expected_version=member.version, reason=REASON,
        now=stage.now - DAY,
    )  # fmt: skip


async def _follow(stage: Stage) -> None:
    """What follows from all that has happened, but for what has followed already as it happened."""
    now = stage.now - DAY
    await reactions.relay(stage.database, now)
    told = [reaction.name for reaction in reactions.REACTIONS if not reaction.is_step]
    is_long_over = Waiting.name.in_(told) & Waiting.entry_id.in_(select(Entry.id).where(Entry.at < now - LATELY))
    later = aliased(Waiting)
    is_said_again = exists().where(
        later.record_id == Waiting.record_id, later.name == Waiting.name, later.position > Waiting.position
    )
    over = Waiting.name.in_(passing.FOLLOWED) | is_long_over | (Waiting.name == WORDS) & is_said_again
    async with stage.database.working(AccessClass.SYSTEM) as session:
        await session.execute(delete(Waiting).where(over))
    async with asyncio.TaskGroup() as acts:
        for _ in range(SIDE_BY_SIDE):
            acts.create_task(reactions.run(stage.database, now))


async def _tell(stage: Stage) -> None:
    """Everybody has what happened in their list. What is older than a few days is read, and no letter leaves of it."""
    while await checking.check(stage.database, stage.now):
        pass
    old = update(Notification).where(Notification.at < stage.now - 3 * DAY)
    async with stage.database.transaction(AccessClass.SYSTEM) as session:
        await session.execute(old.values(letter_at=None, read_at=Notification.checked_at))
    await rounds.run(stage.database, stage.now)
