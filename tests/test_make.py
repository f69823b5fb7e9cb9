"""The builders make what the database accepts, in every status, and people see it as they should."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest
from sqlalchemy import func, select

from portal.access import SYSTEM, Actor, Role
from portal.contracts.models import Contract
from portal.contracts.rules import Status
from portal.database.pools import Database
from portal.database.transaction import Transaction
from tests.make import PUBLISHED, Make
from tests.people import sign_in

As = Callable[[Actor], AbstractAsyncContextManager[Transaction]]


@pytest.mark.parametrize("status", Status)
async def test_a_contract_can_be_made_in_every_status_and_its_partner_sees_it_once_published(
    make: Make, as_: As, status: Status
) -> None:
    partner = await make.partner()
    actor = await make.actor(of=partner)
    contract = await make.contract(status=status, partner=partner)
    await make.contract(status=status)
    async with as_(actor) as session:
        seen = (await session.scalars(select(Contract.id))).all()
    assert list(seen) == ([contract.id] if status in PUBLISHED else [])
    async with as_(SYSTEM) as session:
        assert await session.scalar(select(func.count()).select_from(Contract)) == 2


async def test_a_manager_sees_the_partners_in_the_list_alone(make: Make, as_: As) -> None:
    manager = await make.member(roles={Role.RELATIONSHIP_MANAGER})
    partner = await make.partner(manager=manager)
    contract = await make.contract(partner=partner)
    await make.contract()
    async with as_(await make.actor(manager)) as session:
        assert (await session.scalars(select(Contract.id))).all() == [contract.id]


async def test_what_is_committed_is_seen_through_the_pools(make_committed: Make, database: Database) -> None:
    partner = await make_committed.partner()
    actor = await make_committed.actor(of=partner)
    await make_committed.contract(partner=partner, status=Status.ACTIVE)
    token = await sign_in(make_committed.session, actor)
    assert len(token) == 32
    assert await database.reads["portal_system"].fetch_value("SELECT count(*) FROM contract") == 1


async def test_a_test_begins_with_an_empty_database(database: Database) -> None:
    assert await database.reads["portal_system"].fetch_value("SELECT count(*) FROM contract") == 0
