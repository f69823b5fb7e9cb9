"""A change of the member, the roles or the organisation counts at the very next read, also while somebody signs in."""

import asyncio

import pytest
from sqlalchemy import text

from auth import session
from portal import clock
from portal.access import AccessClass, Role
from portal.database.policies import AUTH
from portal.partners.rules import AccountStatus, MembershipStatus
from tests.auth.browser import Portal

LIVE = "SELECT count(*) FROM auth.session WHERE ended_at IS NULL"


@pytest.mark.parametrize("status", ["SUSPENDED", "REMOVED", "EXPIRED"])
async def test_r80_a_member_who_is_suspended_or_removed_is_out_at_the_next_read(portal: Portal, status: str) -> None:
    member = await portal.person()
    cookie = await portal.cookie()
    caller = await portal.caller(cookie)

    await portal.change(member, f"status = '{MembershipStatus(status)}'")

    assert not await portal.is_let_in(caller)
    assert await portal.identify(cookie) is None
    await portal.change(member, "status = 'ACTIVE'")
    assert await portal.identify(cookie) is None
    assert (await portal.sign_in()).status == 204


async def test_changed_roles_make_the_remembered_caller_stale_and_are_there_at_once(portal: Portal) -> None:
    member = await portal.person(roles={Role.PARTNER_ADMIN})
    cookie = await portal.cookie()
    caller = await portal.caller(cookie)

    await portal.change(member, "roles = '{PV}'")

    assert not await portal.is_let_in(caller)
    portal.door.forget(caller)
    anew = await portal.caller(cookie)
    assert (anew.actor.roles, anew.actor.version, anew.session_id) == (
        frozenset({Role.PARTNER_VIEWER}),
        2,
        caller.session_id,
    )
    assert await portal.is_let_in(anew)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("RM", "RM,LE", AccessClass.STAFF),
        ("RM,LE", "RM", AccessClass.MANAGER),
        ("LE", "AU", AccessClass.AUDITOR),
    ],
)
async def test_roles_of_another_class_move_the_session_to_its_login_and_out_of_the_old_one(
    portal: Portal, before: str, after: str, expected: AccessClass
) -> None:
    member = await portal.person(of=await portal.make.company(), roles=set(map(Role, before.split(","))))
    cookie = await portal.cookie()
    old = await portal.caller(cookie)

    await portal.change(member, f"roles = '{{{after}}}'")
    anew = await portal.caller(cookie)

    assert anew.actor.access_class is expected
    assert await portal.is_let_in(anew)
    enter = portal.database.reads[old.actor.access_class.value].fetch_value
    assert await enter("SELECT enter($1, $2)", anew.token_sha256, anew.actor.version) is None


@pytest.mark.parametrize("status", [AccountStatus.OFFBOARDED, AccountStatus.REJECTED])
async def test_the_people_of_a_partner_that_has_left_are_out_at_the_next_read(
    portal: Portal, status: AccountStatus
) -> None:
    member = await portal.person()
    colleague = await portal.person("lee@elsewhere.example")
    callers = [await portal.caller(await portal.cookie(email)) for email in (member.email, colleague.email)]

    await portal.rows(f"UPDATE organisation SET status = '{status}' WHERE id = :id", id=member.partner_id)

    assert [await portal.is_let_in(caller) for caller in callers] == [False, True]
    assert (await portal.sign_in()).status == 401


async def test_a_relationship_manager_brings_the_partners_of_the_moment(portal: Portal) -> None:
    manager = await portal.person(of=await portal.make.company(), roles={Role.RELATIONSHIP_MANAGER})
    mine = await portal.make.partner(manager=manager)
    await portal.make.partner()
    cookie = await portal.cookie()

    assert (await portal.caller(cookie)).actor.partners == {mine.id}

    second = await portal.make.partner(manager=manager)
    await portal.rows("UPDATE organisation SET manager_id = NULL WHERE id = :id", id=mine.id)
    assert (await portal.caller(cookie)).actor.partners == {second.id}


@pytest.mark.parametrize(
    ("change", "status", "roles"),
    [
        ("UPDATE membership SET roles = '{PV}', version = version + 1", 204, {Role.PARTNER_VIEWER}),
        ("UPDATE membership SET status = 'SUSPENDED', version = version + 1", 401, None),
        ("UPDATE organisation SET status = 'OFFBOARDED' WHERE side = 'PARTNER'", 401, None),
    ],
)
async def test_a_sign_in_waits_for_a_change_of_the_member_that_is_under_way(
    portal: Portal, change: str, status: int, roles: set[Role] | None
) -> None:
    await portal.person(roles={Role.PARTNER_ADMIN})
    async with portal.changing() as connection:
        await connection.execute(text(change))
        signing_in = asyncio.create_task(portal.sign_in())
        await portal.until("SELECT true FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")

    answer = await signing_in

    assert answer.status == status
    caller = await portal.identify(answer.cookie)
    assert (caller and caller.actor.roles) == (frozenset(roles) if roles else None)
    assert await portal.rows(LIVE) == [(int(status == 204),)]


async def test_a_change_of_the_member_waits_for_a_sign_in_and_finds_its_session(portal: Portal) -> None:
    member = await portal.person()
    async with portal.database.transaction(AUTH) as transaction:
        opened = await session.create(transaction, person_id=member.person_id, now=clock.now())
        changing = asyncio.create_task(portal.change(member, "status = 'SUSPENDED'"))
        done, _ = await asyncio.wait([changing], timeout=0.1)
        assert not done

    await changing

    assert opened is not None
    assert await portal.identify(b"__Host-session=" + opened.value.encode()) is None
