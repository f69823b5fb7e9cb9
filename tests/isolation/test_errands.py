"""An errand sees what one member sees and changes nothing; the clock alone sends one, and it opens no session."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from portal import ids
from portal.access import AccessClass, Role
from portal.contracts.models import Contract
from portal.contracts.rules import Status
from portal.database.pools import Database
from portal.notifications import errands
from portal.notifications.models import Errand, Notification
from portal.partners.models import Membership, Organisation
from tests.make import NOW, Make
from tests.notifications.making import notification


@pytest_asyncio.fixture(loop_scope="session")
async def admin(make_committed: Make) -> AsyncIterator[Membership]:
    make = make_committed
    partner, foreign = await make.partner(), await make.partner()
    owner = await make.member(roles={Role.LEGAL})
    for each in (partner, foreign):
        await make.contract(partner=each, owner=owner, status=Status.ACTIVE)
        await make.contract(partner=each, owner=owner)
    yield await make.member(partner)


async def test_it_sees_exactly_what_the_member_sees_and_is_gone_afterwards(
    make_committed: Make, database: Database, admin: Membership
) -> None:
    async with errands.as_(database, admin) as session:
        seen = (await session.scalars(select(Contract))).all()
        assert [(each.partner_id, each.status) for each in seen] == [(admin.partner_id, Status.ACTIVE)]
        assert await session.scalar(select(func.current_member())) == admin.id
    assert list(await make_committed.session.scalars(select(Errand.token))) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE contract SET title = 'Ours'",
        "INSERT INTO following VALUES (current_partner(), current_person(), current_member(), 'org', true)",
        "SET LOCAL transaction_read_only = off",
    ],
)
async def test_it_changes_nothing_whatever_the_member_may(database: Database, admin: Membership, change: str) -> None:
    with pytest.raises(DBAPIError) as refusal:
        async with errands.as_(database, admin) as session:
            await session.execute(text(change))
    assert getattr(refusal.value.orig, "sqlstate", "") in {"25006", "25001", "42501"}


async def _errand(database: Database, admin: Membership, **columns: Any) -> Any:
    row: dict[str, Any] = {
        "token": b"t" * 32, "id": ids.new(), "access_class": AccessClass.PARTNER, "partner_id": admin.partner_id,
        "person_id": admin.person_id, "member_id": admin.id, "partners": text("'{}'::uuid[]"),
        "expires_at": func.clock_timestamp() + errands.LONGEST,
    }  # fmt: skip
    async with database.transaction(AccessClass.SYSTEM) as session:
        await session.execute(insert(Errand).values({**row, **columns}))
    return {**row, **columns}["token"]


async def test_one_that_is_over_or_of_another_class_leads_nowhere(database: Database, admin: Membership) -> None:
    token = await _errand(database, admin, expires_at=NOW)
    async with database.transaction(AccessClass.PARTNER) as session:
        assert not await session.scalar(select(func.go_on_errand(token)))
        assert (await session.scalars(select(Contract.id))).all() == []
    live = await _errand(database, admin, token=b"l" * 32)
    async with database.transaction(AccessClass.STAFF) as session:
        assert not await session.scalar(select(func.go_on_errand(live)))


async def test_its_token_opens_no_session(database: Database, admin: Membership) -> None:
    token = await _errand(database, admin)
    async with database.transaction(AccessClass.PARTNER) as session:
        assert not await database.entered(session, token, admin.version)
        assert (await session.scalars(select(Contract.id))).all() == []


@pytest.mark.parametrize("login", [each for each in AccessClass if each is not AccessClass.SYSTEM])
async def test_no_login_of_people_sends_one_or_sees_one(database: Database, admin: Membership, login: str) -> None:
    for statement in ("SELECT count(*) FROM errand", "DELETE FROM errand", "INSERT INTO errand DEFAULT VALUES"):
        with pytest.raises(DBAPIError) as refusal:
            async with database.transaction(login) as session:
                await session.execute(text(statement))
        assert getattr(refusal.value.orig, "sqlstate", "") == "42501"
    assert admin.id


async def test_nobody_reads_what_a_colleague_was_told(
    make_committed: Make, database: Database, admin: Membership
) -> None:
    colleague = await make_committed.member(await _organisation(make_committed, admin))
    of = await _organisation(make_committed, admin)
    await make_committed.add(
        notification(of, admin), notification(of, colleague), notification(of, admin, checked_at=None)
    )
    async with errands.as_(database, admin) as session:
        assert [each.member_id for each in await session.scalars(select(Notification))] == [admin.id]


async def _organisation(make: Make, member: Membership) -> Any:
    return await make.session.get(Organisation, member.partner_id)
