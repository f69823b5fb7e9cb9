"""The scene that the tests of expectations play in, and those who send files of facts."""

import pytest_asyncio

from portal.access import Role
from portal.app import Portal
from portal.database.pools import Database
from tests.entering import Enter
from tests.expectations.bringing import Desk
from tests.expectations.scene import As, Scene
from tests.make import Make


@pytest_asyncio.fixture(loop_scope="session")
async def scene(make: Make, as_: As) -> Scene:
    return Scene(make, as_, await make.partner(), await make.company())


@pytest_asyncio.fixture(loop_scope="session")
async def desks(make_committed: Make, enter: Enter, database: Database, application: Portal) -> list[Desk]:
    """A partner's member, its manager at the company, and somebody of another partner."""
    make = make_committed
    manager = await make.member(name="Mina Manager", roles={Role.RELATIONSHIP_MANAGER})
    partner, other = await make.partner(name="Northgate Ltd", manager=manager), await make.partner(name="Other Ltd")
    people = [
        await make.member(partner, name="Paula", roles={Role.PARTNER_MEMBER}), manager,
        await make.member(other, name="Otto"),
    ]  # fmt: skip
    visitors = await enter(*people)
    homes = (partner, partner, other)
    return [Desk(who, home, make, database, application) for who, home in zip(visitors, homes, strict=True)]
