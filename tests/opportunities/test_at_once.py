"""Two partners register the same at once, and two clocks compare it: one holds it, the other meets it, and no error.

PORTAL_TRIES=500 is the whole of it.
"""

import asyncio
import os
import random
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from itertools import product
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal import errors, reactions
from portal.access import AccessClass, Actor, Role
from portal.database.pools import Database
from portal.opportunities import operations
from portal.opportunities.models import EndCustomer, Opportunity, ProtectionCell
from portal.opportunities.operations import Customer, DirectSaid, Said
from portal.opportunities.rules.statuses import CellStatus, OpportunityStatus
from portal.partners.models import Membership, Organisation
from tests.make import NOW, Make
from tests.opportunities import making
from tests.opportunities.scene import DEAL
from tests.people import sign_in

TRIES = int(os.environ.get("PORTAL_TRIES", "6"))
S = OpportunityStatus
PLACED = [each for each in reactions.REACTIONS if each.operation in {operations.place, operations.let_go}]
PRODUCTS, REGIONS = ("GTX-PRO", "MG-SPECIAL", "MG-ADVANCED"), ("DE", "DE-BY", "FR", "AT")


@dataclass(frozen=True)
class Partner:
    """Somebody of a partner or of the company, and what opens their session."""

    place: Organisation
    actor: Actor
    token: bytes


async def partner(make: Make) -> Partner:
    return await signed_in(make, await make.member(await make.partner()))


async def signed_in(make: Make, member: Membership) -> Partner:
    place = (await make.session.scalars(select(Organisation).where(Organisation.id == member.partner_id))).one()
    actor = await make.actor(member)
    token = sha256(await sign_in(make.session, actor)).digest()
    await make.session.commit()
    return Partner(place, actor, token)


async def registered(database: Database, who: Partner, said: Said) -> UUID:
    async with database.acting(who.actor.access_class, who.token, who.actor.version) as session:
        made = await operations.register_at_once(session, who.actor, said=said, now=NOW)
    return made.id


async def placed(database: Database) -> None:
    await reactions.run(database, NOW, PLACED)


async def statuses(database: Database, *made: UUID) -> list[OpportunityStatus]:
    async with database.transaction(AccessClass.SYSTEM) as session:
        found = (await session.scalars(select(Opportunity).where(Opportunity.id.in_(made)))).all()
    return sorted(each.status for each in found)


def drawn(number: int) -> tuple[Said, Said]:
    """Two deals with one customer that meet in GTX-PRO in Germany, with more of each in any order."""
    chance = random.Random(number)
    customer = Customer(name=f"Hartmann Werke {number} GmbH", country="DE")

    def said() -> Said:
        products = [PRODUCTS[0], *chance.sample(PRODUCTS[1:], chance.randint(0, 2))]
        regions = [chance.choice(("DE", "DE-BY")), *chance.sample(REGIONS[2:], chance.randint(0, 2))]
        chance.shuffle(products)
        chance.shuffle(regions)
        return replace(DEAL, customer=customer, products=products, regions=regions)

    return said(), said()


async def test_of_two_who_register_the_same_at_once_one_holds_it(database: Database, make_committed: Make) -> None:
    await make_committed.add(*(making.product(code) for code in PRODUCTS))
    both = [await partner(make_committed) for _ in range(2)]
    for number in range(TRIES):
        deals = drawn(number)
        if not meets(*deals):
            continue
        made = await asyncio.gather(*(registered(database, *one) for one in zip(both, deals, strict=True)))
        await asyncio.gather(placed(database), placed(database))
        await placed(database)
        assert await statuses(database, *made) == [S.CONFLICT, S.SUBMITTED], number
    async with database.transaction(AccessClass.SYSTEM) as session:
        again = select(func.count()).select_from(Opportunity).where(Opportunity.placed_at.is_(None))
        assert await session.scalar(again) == 0


def meets(one: Said, other: Said) -> bool:
    """Whether the two share a cell: a country holds its parts."""
    regions = any(
        a == b or a.startswith(f"{b}-") or b.startswith(f"{a}-") for a, b in product(one.regions, other.regions)
    )
    return bool(set(one.products) & set(other.products)) and regions


async def opened(database: Database, who: Partner, said: Said) -> UUID | None:
    """The id of the company's own deal; None where a partner came before."""
    own = DirectSaid(customer=said.customer, products=said.products, regions=said.regions, estimate=said.estimate)
    try:
        async with database.acting(who.actor.access_class, who.token, who.actor.version) as session:
            return (await operations.open_direct(session, who.actor, said=own, now=NOW)).id
    except errors.Blocked:
        return None


async def test_of_a_partner_and_the_company_at_once_one_holds_it_and_so_it_is_of_two_of_the_companys(
    database: Database, make_committed: Make
) -> None:
    await make_committed.add(*(making.product(code) for code in PRODUCTS))
    theirs = await partner(make_committed)
    sales = [await signed_in(make_committed, await make_committed.member(roles={Role.SALES})) for _ in range(2)]
    for number in range(TRIES):
        mine, yours = drawn(number)
        if not meets(mine, yours):
            continue
        first, made, second, _, _ = await asyncio.gather(
            opened(database, sales[0], mine), registered(database, theirs, yours), opened(database, sales[1], mine),
            placed(database), placed(database),
        )  # fmt: skip
        await placed(database)
        assert (first is None) or (second is None)
        own = S.SUBMITTED if first is None and second is None else S.CONFLICT
        assert await statuses(database, made) == [own], number


async def test_who_came_first_is_first_whichever_clock_looks_first(database: Database, make_committed: Make) -> None:
    await make_committed.add(*(making.product(code) for code in PRODUCTS))
    both = [await partner(make_committed) for _ in range(2)]
    first, second = [await registered(database, one, DEAL) for one in both]
    async with database.working(AccessClass.SYSTEM) as session:
        later = (await session.scalars(select(Opportunity).where(Opportunity.id == second))).one()
        entry = making.entry_of(later)
        assert await operations.place(session, both[1].actor, entry, NOW) == 2
    async with database.transaction(AccessClass.SYSTEM) as session:
        found = {each.id: each.status for each in (await session.scalars(select(Opportunity))).all()}
    assert found == {first: S.SUBMITTED, second: S.CONFLICT}


async def test_the_database_itself_refuses_a_second_holder(database: Database, make_committed: Make) -> None:
    one, other = [await partner(make_committed) for _ in range(2)]
    company = await make_committed.company()
    customer = making.customer()
    deals = [making.opportunity(each.place, company) for each in (one, other)]
    await make_committed.add(customer, *deals)
    await make_committed.add(
        making.cell(deals[0], customer.place, status=CellStatus.PROTECTED, ends_at=NOW + timedelta(days=9))
    )
    await make_committed.session.commit()
    inside = making.cell(deals[1], customer.place, region="DE-BY", **making.stretched("DE-BY"))
    with pytest.raises((IntegrityError, errors.Refused)):
        async with database.working(AccessClass.SYSTEM) as session:
            session.add(inside)
    after = making.cell(deals[1], customer.place, begins_at=NOW + timedelta(days=9))
    async with database.working(AccessClass.SYSTEM) as session:
        session.add(after)
    async with database.transaction(AccessClass.SYSTEM) as session:
        assert await session.scalar(select(func.count()).select_from(ProtectionCell)) == 2
        assert await session.scalar(select(func.count()).select_from(EndCustomer)) == 1
