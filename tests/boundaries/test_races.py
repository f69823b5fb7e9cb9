"""Two acts over one limit, at once, on connections of their own; PORTAL_TRIES=500 is the whole of it."""

import asyncio
import os
import random
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from portal import errors, ids
from portal.access import SYSTEM, AccessClass, Side
from portal.boundaries import operations
from portal.boundaries.models import Boundary, Exposure
from portal.boundaries.rules.acts import Act, ActKind
from portal.boundaries.rules.life import Status
from portal.database.pools import Database
from portal.money import Money
from portal.partners.models import Organisation
from tests.boundaries.making import EXCLUSIVITY, LIMIT, boundary
from tests.make import NOW, Make

TRIES = int(os.environ.get("PORTAL_TRIES", "20"))
A = ActKind


def order(partner: Organisation, key: str, minor: int, kind: ActKind = A.ORDER) -> Act:
    return Act(kind=kind, partner_id=partner.id, side=Side.PARTNER, key=key, money=Money(minor, "EUR"))


async def acts(database: Database, act: Act) -> bool:
    """Whether it was let through."""
    try:
        async with database.working(AccessClass.SYSTEM) as session:
            await operations.require(session, SYSTEM, act, NOW)
    except errors.Blocked:
        return False
    return True


async def counted(database: Database, partner: Organisation) -> int:
    async with database.transaction(AccessClass.SYSTEM) as session:
        found = select(func.coalesce(func.sum(Exposure.amount_minor), 0)).where(Exposure.partner_id == partner.id)
        return int(await session.scalar(found) or 0)


async def test_two_deals_over_one_limit_never_come_above_it(database: Database, make_committed: Make) -> None:
    for number in range(TRIES):
        partner = await make_committed.partner()
        await make_committed.add(boundary(partner, LIMIT))
        await make_committed.session.commit()
        chance = random.Random(number)
        wanted = [order(partner, f"o-{place}", chance.choice((40_000, 60_000, 100_000))) for place in range(3)]

        done = await asyncio.gather(*(acts(database, act) for act in wanted))

        total = sum(act.money.minor for act, is_done in zip(wanted, done, strict=True) if is_done and act.money)
        assert await counted(database, partner) == total <= 100_000
        assert any(done)


async def test_closing_and_new_and_reopening_at_once_never_come_above_the_limit(
    database: Database, make_committed: Make
) -> None:
    for _ in range(TRIES):
        partner = await make_committed.partner()
        await make_committed.add(boundary(partner, LIMIT))
        await make_committed.session.commit()
        assert await acts(database, order(partner, "o-1", 100_000))
        assert await acts(database, order(partner, "o-1", 0, A.CLOSE))

        done = await asyncio.gather(
            acts(database, order(partner, "o-2", 60_000)), acts(database, order(partner, "o-1", 100_000, A.REOPEN))
        )

        assert sorted(done) == [False, True]
        assert await counted(database, partner) in {60_000, 100_000}


async def test_the_same_order_twice_at_once_counts_once(database: Database, make_committed: Make) -> None:
    for _ in range(TRIES):
        partner = await make_committed.partner()
        await make_committed.add(boundary(partner, LIMIT))
        await make_committed.session.commit()
        same = order(partner, "o-1", 60_000)
        assert all(await asyncio.gather(acts(database, same), acts(database, same)))
        assert await counted(database, partner) == 60_000


@pytest.mark.parametrize("euros", [500, 1_500])
async def test_an_order_beside_another_limit_that_takes_the_place_of_the_first_keeps_to_one_of_them(
    database: Database, make_committed: Make, euros: int
) -> None:
    for _ in range(TRIES):
        partner = await make_committed.partner()
        old = boundary(partner, LIMIT)
        other = boundary(
            partner, replace(LIMIT, limit=Money(euros * 100, "EUR")), status=Status.AGREED, replaces_id=old.id,
            due_at=NOW,
        )  # fmt: skip
        await make_committed.add(old, other)
        await make_committed.session.commit()

        async def starts(other: Boundary = other) -> None:
            async with database.working(AccessClass.SYSTEM) as session:
                await operations.keep_time(session, boundary_id=other.id, now=NOW)

        act = order(partner, "o-1", 90_000)
        done, _ = await asyncio.gather(acts(database, act), starts())

        assert await counted(database, partner) == (90_000 if done else 0)
        assert not await acts(database, order(partner, "o-2", max(euros * 100 - (90_000 if done else 0), 0) + 1))
        async with database.transaction(AccessClass.SYSTEM) as session:
            found = select(Boundary.status).where(Boundary.partner_id == partner.id).order_by(Boundary.created_at)
            assert set((await session.scalars(found)).all()) == {Status.ENDED, Status.ACTIVE}


async def test_of_two_who_agree_to_one_scope_at_once_one_holds_it(database: Database, make_committed: Make) -> None:
    for _ in range(TRIES):
        asked = []
        product = ids.new().hex[-12:].upper()
        for _side in range(2):
            partner = await make_committed.partner()
            terms = replace(EXCLUSIVITY, products=(product,))
            asked.append(boundary(partner, terms, status=Status.AGREED))
        await make_committed.add(*asked)
        await make_committed.session.commit()

        async def starts(it: Boundary) -> str:
            try:
                async with database.working(AccessClass.SYSTEM) as session:
                    await session.execute(update(Boundary).where(Boundary.id == it.id).values(due_at=NOW))
                    await operations.keep_time(session, boundary_id=it.id, now=NOW)
            except errors.Blocked as refused:
                return refused.message
            return ""

        taken = "Part of this scope is no longer free for this whole period."
        assert sorted(await asyncio.gather(*map(starts, asked))) == ["", taken]
