"""A new deployment: the company is entered once, people get a place and a first password."""

import pytest
from sqlalchemy import select

from portal import errors, founding
from portal.access import AccessClass, Role, Side
from portal.database.pools import Database
from portal.partners.models import Membership, Organisation
from tests.make import NOW


async def entered(database: Database) -> Organisation:
    return await founding.company(
        database, name="Acme Works", country="DE", calendar="DE-BY", zone="Europe/Berlin", now=NOW
    )


async def test_the_company_is_entered_once(database: Database) -> None:
    made = await entered(database)
    assert (made.side, made.company_id) == (Side.HOST, made.id)
    with pytest.raises(errors.Invalid, match="already been added"):
        await entered(database)


async def test_the_first_legal_officer_leads_and_gets_a_password(database: Database) -> None:
    await entered(database)
    passwords = [
        await founding.person(
            database, email=f"{name}@acme.example", name=name, organisation="Acme Works", roles=[Role.LEGAL], now=NOW
        )
        for name in ("first", "second")
    ]
    assert [len(password) for password in passwords] == [19, 19]
    async with database.transaction(AccessClass.SYSTEM) as session:
        company = (await session.scalars(select(Organisation))).one()
        leading = (await session.scalars(select(Membership).where(Membership.id == company.manager_id))).one()
    assert leading.email == "first@acme.example"


async def test_nobody_gets_a_place_in_an_organisation_that_is_not_there(database: Database) -> None:
    with pytest.raises(errors.NotFound, match="no organisation named Nowhere"):
        await founding.person(
            database, email="a@acme.example", name="A", organisation="Nowhere", roles=[Role.LEGAL], now=NOW
        )
