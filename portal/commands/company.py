"""In whose name a command acts that takes data in."""

from collections.abc import Sequence

from portal import errors
from portal.access import AccessClass, Actor, Permission, Side
from portal.database.pools import Database
from portal.partners import queries as partner_queries
from portal.partners.models import Membership, Organisation
from portal.partners.rules import MembershipStatus


async def somebody_who_may(filled: Database, permission: Permission, by: str) -> Actor:
    """Whoever is named by an address, or the first of the company who may, one who sees every partner before others.

    Raises NotFound.
    """
    async with filled.working(AccessClass.SYSTEM) as session:
        company: Organisation | None = await session.scalar(partner_queries.company())
        members: Sequence[Membership] = (
            (await session.scalars(partner_queries.members_of(company))).all() if company is not None else ()
        )
    actors = [
        (member.email, Actor(member.person_id, member.name, Side.HOST, member.partner_id, member.roles, member.version))
        for member in sorted(members, key=lambda each: each.created_at)
        if member.status is MembershipStatus.ACTIVE
    ]
    may = [(email, actor) for email, actor in actors if permission in actor.permissions]
    may.sort(key=lambda pair: pair[1].access_class is AccessClass.MANAGER)
    found = next((actor for email, actor in may if by in {"", email}), None)
    if found is None:
        raise errors.NotFound("The company has no one who can do this, or not at this address.")
    print(f"acting for {found.name}")
    return found
