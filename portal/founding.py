"""The first steps of a new deployment: the company itself, and people with a place in an organisation."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from auth import people
from portal import calendars, errors
from portal.access import AccessClass, Role, Side
from portal.database import clashes
from portal.database.pools import Database
from portal.partners import naming, queries
from portal.partners.models import Organisation
from portal.partners.rules import AccountStatus


async def company(
    database: Database, *, name: str, country: str, calendar: str, zone: str, now: datetime
) -> Organisation:
    """Enters the company that runs the portal. Raises Invalid if there is one already."""
    async with database.transaction(AccessClass.SYSTEM) as session:
        if await session.scalar(queries.company()) is not None:
            raise errors.Invalid.because(clashes.COMPANY_ENTERED)
        made = Organisation(
            side=Side.HOST, name=name, country=country, calendar=calendars.validate(calendar),
            zone=calendars.validate_zone(zone), status=AccountStatus.ACTIVE, created_at=now,
            updated_at=now,
        )  # fmt: skip
        session.add(made)
        await session.flush()
        made.company_id = made.id
    return made


async def person(
    database: Database, *, email: str, name: str, organisation: str, roles: Iterable[Role], now: datetime
) -> str:
    """Gives somebody a place in an organisation; the password they begin with. The first legal officer leads.

    Raises NotFound for an unknown organisation, Invalid for a name of several and for what `create_person` refuses.
    """
    held = frozenset(roles)
    async with database.transaction(AccessClass.SYSTEM) as session:
        place = await naming.the_one(session, organisation)
        member = await people.create_person(session, email=email, name=name, organisation=place, roles=held, now=now)
        if place.side is Side.HOST and Role.LEGAL in held and place.manager_id is None:
            place.manager_id = member.id
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    await people.set_password(database, member, password, now=now)
    return password
