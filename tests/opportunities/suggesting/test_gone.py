"""A partner that has left is told nothing more, and what its customers bought still speaks for others."""

from datetime import timedelta

import pytest_asyncio
from sqlalchemy import select, update

from portal.access import AccessClass
from portal.database.pools import Database
from portal.opportunities.models import Suggestion
from portal.opportunities.rules.suggestion import SuggestionStatus
from portal.partners.models import Organisation
from portal.partners.rules import AccountStatus
from tests.make import Make
from tests.moment import NOW
from tests.opportunities import making
from tests.opportunities.suggesting import market as markets
from tests.opportunities.suggesting.market import Market

S = SuggestionStatus
DAY = timedelta(days=1)


@pytest_asyncio.fixture(loop_scope="session")
async def market(make_committed: Make, database: Database) -> Market:
    return await markets.opened(make_committed, database)


async def test_nothing_is_suggested_to_a_partner_that_has_left_and_what_was_ends(market: Market) -> None:
    hopf = making.customer("Hopf AG")
    await market.make.add(hopf)
    await market.sell(1, hopf, "PUMP")
    await market.suggest()
    shown = await market.found("VALVE")
    assert shown.status is S.OPEN
    await left(market, 0)
    await market.suggest(NOW + DAY)
    assert (await market.found("VALVE")).status is S.ENDED
    async with market.database.transaction(AccessClass.SYSTEM) as session:
        rows = (await session.scalars(select(Suggestion))).all()
    mine = [each for each in rows if each.partner_id == market.partners[0].id]
    assert {each.status for each in mine} == {S.ENDED}
    assert {each.status for each in rows if each not in mine} == {S.OPEN}, "its sales count for others"


async def left(market: Market, partner: int) -> None:
    of = Organisation.id == market.partners[partner].id
    await market.make.session.execute(update(Organisation).where(of).values(status=AccountStatus.OFFBOARDED))
    await market.make.session.commit()
