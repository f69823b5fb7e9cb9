"""Two at one remedy, or at one action against a cause, at once, people or the clock: one has done it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal import errors
from portal.access import AccessClass, Actor, Role
from portal.database.pools import Database
from portal.disputes import chain, operations, queries
from portal.disputes.models import Dispute, Prevention, Remedy
from portal.disputes.rules.prevention import PreventionStatus
from portal.disputes.rules.remedy import RemedyStatus
from portal.disputes.rules.statuses import DisputeStatus
from tests.disputes.making import dispute, prevention, remedy
from tests.disputes.test_two_at_once import somebody
from tests.make import NOW, Make

LATER = NOW + timedelta(days=20)
CLOCK = "clock"
REMEDY: dict[str, tuple[Any, Role, dict[str, Any], RemedyStatus]] = {
    "confirmed": (operations.confirm, Role.PARTNER_ADMIN, {}, RemedyStatus.CONFIRMED),
    "refused": (operations.refuse_remedy, Role.PARTNER_MEMBER, {"reason": "No."}, RemedyStatus.OPEN),
}
PREVENTION: dict[str, tuple[Any, Role, dict[str, Any], PreventionStatus]] = {
    "worked": (
        operations.check, Role.DISPUTE_OFFICER, {"is_effective": True, "note": "Gone."}, PreventionStatus.EFFECTIVE,
    ),
    "failed": (
        operations.check, Role.DISPUTE_OFFICER, {"is_effective": False, "note": "Again."}, PreventionStatus.INEFFECTIVE,
    ),
}  # fmt: skip


async def acted(
    database: Database, record: Any, step: tuple[Any, Role, dict[str, Any], Any], who: tuple[Actor, bytes]
) -> bool:
    """Whether it was done; whoever comes second is told that somebody was there before."""
    (actor, token), (operation, _, said, _) = who, step
    name = "remedy_id" if isinstance(record, Remedy) else "prevention_id"
    try:
        async with database.acting(actor.access_class, token, actor.version) as session:
            await operation(session, actor, **{name: record.id}, expected_version=1, now=NOW, **said)
    except (errors.StaleVersion, errors.WrongStatus):
        return False
    return True


async def deemed(database: Database, record: Remedy) -> bool:
    async with database.working(AccessClass.SYSTEM) as session:
        await operations.keep_remedy_time(session, remedy_id=record.id, now=LATER)
        await session.flush()
        return bool(await session.scalar(select(Remedy.decided_by_name == "").where(Remedy.id == record.id)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("confirmed", "refused"),
        ("confirmed", "confirmed"),
        ("refused", "refused"),
        ("confirmed", CLOCK),
        (CLOCK, "confirmed"),
    ],
)
async def test_of_two_at_one_remedy_one_is_done(database: Database, make_committed: Make, one: str, other: str) -> None:
    make = make_committed
    partner = await make.partner()
    owners = {
        "company_owner_id": (await make.member(roles={Role.LEGAL})).id,
        "partner_owner_id": (await make.member(partner)).id,
    }  # fmt: skip
    case = dispute(partner, await make.company(), status=DisputeStatus.REMEDY, due_at=LATER, **owners)
    claimed = remedy(case, status=RemedyStatus.CLAIMED, due_at=LATER, claimed_at=NOW)
    await make.add(case)
    await make.add(claimed)
    people = [
        None if name == CLOCK else await somebody(make, await make.member(partner, roles={REMEDY[name][1]}))
        for name in (one, other)
    ]
    found = await asyncio.gather(*(
        acted(database, claimed, REMEDY[name], who) if who else deemed(database, claimed)
        for name, who in zip((one, other), people, strict=True)
    ))  # fmt: skip
    assert sorted(found) == [False, True], found
    winner = (one, other)[found.index(True)]
    async with database.transaction(AccessClass.SYSTEM) as session:
        after = (await session.scalars(select(Remedy).where(Remedy.id == claimed.id))).one()
        whole = (await session.scalars(select(Dispute).where(Dispute.id == case.id))).one()
        links = [
            {"document": each.document, "chain": each.chain}
            for each in await session.scalars(queries.entries_of(whole))
        ]
    assert after.status is (RemedyStatus.DEEMED if winner == CLOCK else REMEDY[winner][3])
    assert (whole.status is DisputeStatus.RESOLVED) == (winner != "refused")
    assert [*chain.faults(links, whole.chain_head)] == []


async def test_of_two_at_one_check_one_is_done(database: Database, make_committed: Make) -> None:
    make = make_committed
    case = dispute(await make.partner(), await make.company(), status=DisputeStatus.CLOSED)
    done = prevention(case, status=PreventionStatus.DONE, check_at=NOW, is_check_told=True)
    await make.add(case)
    await make.add(done)
    people = [await somebody(make, await make.member(roles={Role.DISPUTE_OFFICER})) for _ in PREVENTION]
    steps = [*PREVENTION.values()]
    found = await asyncio.gather(*(acted(database, done, step, who) for step, who in zip(steps, people, strict=True)))
    assert sorted(found) == [False, True], found
    async with database.transaction(AccessClass.SYSTEM) as session:
        after = (await session.scalars(select(Prevention).where(Prevention.id == done.id))).one()
    assert after.status is steps[found.index(True)][3]
