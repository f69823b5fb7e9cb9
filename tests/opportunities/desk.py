"""Everybody who can ask about end customers, and two partners who cannot."""

from hashlib import sha256
from typing import Any

from portal import clock
from portal.access import AccessClass, Role
from portal.database.pools import Database
from portal.opportunities import operations
from schema import root
from schema.engine.context import Api
from tests.make import Make
from tests.opportunities import making
from tests.opportunities.test_api import ALL, REGISTER, SECRET, Caller, Desk, soon
from tests.people import sign_in

__all__ = ["ALL", "REGISTER", "SECRET", "Desk", "deal", "everybody", "registered"]
STAFF = {
    "sales": Role.SALES, "legal": Role.LEGAL, "auditor": Role.AUDITOR, "runs": Role.PLATFORM_ADMIN,
    "manager": Role.RELATIONSHIP_MANAGER,
}  # fmt: skip


async def everybody(database: Database, make: Make) -> Desk:
    """One of each role of the company, the manager looking after the first of two partners."""
    made = Desk(Api(root.schema(), database, b"a secret of 32 bytes for cursors"), database)
    members = {name: await make.member(roles={role}, name=name.title()) for name, role in STAFF.items()}
    partner = await make.partner(name="Northgate", manager=members["manager"])
    rival = await make.partner(name=SECRET)
    await make.add(making.product())
    members["ours"] = await make.member(partner, name="Paula Admin")
    members["member"] = await make.member(partner, name="Max Member", roles={Role.PARTNER_MEMBER})
    members["theirs"] = await make.member(rival, name="Anais Admin")
    for name, member in members.items():
        actor = await make.actor(member)
        made.callers[name] = Caller(actor, sha256(await sign_in(make.session, actor)).digest())
    await make.session.commit()
    return made


def deal(name: str, country: str = "DE", **more: Any) -> dict[str, Any]:
    """A deal with a customer, that can be registered today."""
    keys = {each: more.pop(each) for each in ("domain", "lei", "vatNumber", "registerNumber") if each in more}
    usual: dict[str, Any] = {
        "customer": {"name": name, "country": country, **keys}, "products": ["GTX-PRO"], "regions": ["DE"],
        "estimate": {"amount": "48000.00", "currency": "EUR"},
    }  # fmt: skip
    return soon(**usual | more)


async def registered(desk: Desk, who: str, name: str, **more: Any) -> str:
    """The id of a registration, compared with all before it."""
    told = await desk.does(who, REGISTER, **deal(name, **more))
    assert told["userErrors"] == []
    async with desk.database.working(AccessClass.SYSTEM) as session:
        await operations.compare(session, ALL, clock.now())
    found: str = told["opportunity"]["id"]
    return found
