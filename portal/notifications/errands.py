"""Looking at the portal as one of its people would, for half a minute, without changing anything."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal import ids
from portal.access import AccessClass, access_class
from portal.database.pools import Database, NotEntered
from portal.notifications.models import Errand
from portal.partners.models import Membership, Organisation

LONGEST = timedelta(seconds=30)


@asynccontextmanager
async def as_(database: Database, member: Membership) -> AsyncIterator[AsyncSession]:
    """A transaction in which the database itself says what the member sees. Raises NotEntered."""
    token, login = secrets.token_bytes(32), access_class(member.roles)
    looks_after = select(Organisation.id).where(
        Organisation.company_id == member.partner_id, Organisation.manager_id == member.id
    )
    row = {
        "token": token, "id": ids.new(), "access_class": login, "partner_id": member.partner_id,
        "person_id": member.person_id, "member_id": member.id, "expires_at": func.clock_timestamp() + LONGEST,
        "partners": func.array(looks_after.scalar_subquery()),
    }  # fmt: skip
    async with database.working(AccessClass.SYSTEM) as working:
        await working.execute(insert(Errand).values(row))
    try:
        async with database.transaction(login) as session:
            if not await session.scalar(select(func.go_on_errand(token))):
                raise NotEntered
            yield session
    finally:
        async with database.working(AccessClass.SYSTEM) as working:
            await working.execute(delete(Errand).where(Errand.token == token))
