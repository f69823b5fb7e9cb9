"""One person of each role on both sides, another manager, somebody suspended and a foreign partner's administrator."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from portal import ids, journal
from portal.access import SYSTEM, AccessClass, Actor, Role, Side
from portal.database.pools import Database
from portal.journal import Entry
from portal.machine import Step
from portal.partners.models import Membership
from portal.partners.rules import MembershipStatus
from tests.make import NOW, Make


@dataclass
class Cast:
    """One person of each role on both sides, one manager who looks after others, and a foreign partner's."""

    make: Make
    database: Database
    partner: Any
    people: Mapping[str, Membership]

    def name_of(self, member_id: UUID) -> str:
        return next(name for name, each in self.people.items() if each.id == member_id)


async def gathered(make: Make, database: Database) -> Cast:
    """All of them, committed."""
    people: dict[str, Membership] = {}
    for role in Role:
        if role.side is Side.HOST and role is not Role.SYSTEM:
            people[role.name] = await make.member(roles={role}, name=role.name)
    people["OTHER_MANAGER"] = await make.member(roles={Role.RELATIONSHIP_MANAGER}, name="OTHER_MANAGER")
    partner = await make.partner(manager=people["RELATIONSHIP_MANAGER"], name="Northgate")
    for role in Role:
        if role.side is Side.PARTNER:
            people[role.name] = await make.member(partner, roles={role}, name=role.name)
    people["SUSPENDED"] = await make.member(partner, status=MembershipStatus.SUSPENDED, name="SUSPENDED")
    foreign = await make.partner(manager=people["OTHER_MANAGER"], name="Southgate")
    people["FOREIGN"] = await make.member(foreign, name="FOREIGN")
    return Cast(make, database, partner, people)


async def happen(
    cast: Cast, step: Step[Any], record: Any, *, side: Side, published: bool, by: UUID = ids.NIL
) -> Entry:  # fmt: skip
    """The row that a step leaves, by the clock or by somebody whom nobody of the cast is."""
    is_system = step.by_clock
    by_id = by if by != ids.NIL else ids.new()
    actor = SYSTEM if is_system else Actor(by_id, "Robin", side, record.place[0], frozenset())
    async with cast.database.transaction(AccessClass.SYSTEM) as session:
        return journal.write(
            session, actor, step.event, partner_id=record.place[0], record_type=record.PREFIX,
            record_id=record.place[1], now=NOW, changes=[], published=published,
        )  # fmt: skip
