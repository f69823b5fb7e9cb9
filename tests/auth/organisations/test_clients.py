"""Programs of an organisation, as its administrators register, change, hand over and disable them."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from auth.models import Session
from auth.organisations import clients
from auth.server.models import Client, ClientAuthentication, Grant
from portal import errors, ids
from portal.access import Actor, Role
from portal.database.transaction import Transaction
from portal.journal import Entry
from portal.partners.models import Membership
from portal.partners.rules import MembershipStatus
from tests import databases
from tests.make import NOW, Make
from tests.people import session_row

As = Callable[[Actor], AbstractAsyncContextManager[Transaction]]

JOB: dict[str, Any] = {
    "name": "Nightly", "authentication": ClientAuthentication.BASIC, "grant_types": ["client_credentials"],
    "scopes": ["contracts:read", "members:read"],
}  # fmt: skip


async def admin(make: Make, **columns: Any) -> tuple[Membership, Actor]:
    """An administrator who has just confirmed that it is they."""
    member = await make.member(**columns)
    return member, replace(await make.actor(member), confirmed_at=NOW)


async def partner_admin(make: Make) -> tuple[Membership, Actor]:
    return await admin(make, of=await make.partner())


async def registered(as_: As, actor: Actor, **told: Any) -> Client:
    async with as_(actor) as session:
        return await clients.register_client(session, actor, now=NOW, **{**JOB, **told})


async def events(make: Make) -> list[tuple[Any, ...]]:
    rows = await make.session.execute(
        text("SELECT action, outcome, reason, person_id, partner_id, client_id FROM auth.event ORDER BY at")
    )
    return [tuple(row) for row in rows]


async def test_a_registered_program_belongs_to_the_organisation_and_answers_to_who_made_it(make: Make, as_: As) -> None:
    member, actor = await partner_admin(make)

    made = await registered(as_, actor)

    kept = (await make.session.scalars(select(Client))).one()
    assert (kept.partner_id, kept.member_id, kept.name, kept.version) == (
        actor.partner_id, member.id, "Nightly", 1,
    )  # fmt: skip
    assert kept.scopes == ["contracts:read", "members:read"]
    assert (kept.secret_made_at, kept.disabled_at, kept.may_introspect_all) == (None, None, False)
    assert len(made.client_id) == 28
    entry = (await make.session.scalars(select(Entry))).one()
    assert (entry.event, entry.record_id, entry.is_published, entry.note) == (
        "client.registered", made.id, False, "Nightly",
    )  # fmt: skip
    told = (actor.person_id, actor.partner_id, made.client_id)
    assert await events(make) == [("CREATE_CLIENT", "ACCEPTED", "registered", *told)]


async def test_r82_nobody_registers_a_program_without_having_just_confirmed_that_it_is_they(
    make: Make, as_: As
) -> None:
    _, actor = await partner_admin(make)
    before = await databases.contents(make.session)

    for stale in (replace(actor, confirmed_at=None), replace(actor, confirmed_at=NOW - timedelta(minutes=6))):
        with pytest.raises(errors.ConfirmationNeeded):
            await registered(as_, stale)

    assert await databases.contents(make.session) == before


@pytest.mark.parametrize("role", [Role.PARTNER_MEMBER, Role.PARTNER_SIGNATORY, Role.PARTNER_VIEWER])
async def test_only_administrators_register_programs(make: Make, as_: As, role: Role) -> None:
    _, actor = await admin(make, of=await make.partner(), roles={role})
    before = await databases.contents(make.session)

    with pytest.raises(errors.NotAllowed):
        await registered(as_, actor)

    assert await databases.contents(make.session) == before


async def test_the_company_s_administrator_manages_the_company_s_own_programs_and_no_partner_s(
    make: Make, as_: As
) -> None:
    _, theirs = await partner_admin(make)
    foreign = await registered(as_, theirs)
    _, actor = await admin(make, roles={Role.PLATFORM_ADMIN})

    own = await registered(as_, actor, scopes=["partners:read"])

    assert own.partner_id == actor.partner_id
    async with as_(actor) as session:
        with pytest.raises(errors.NotFound):
            await clients.disable_client(session, actor, api_client_id=foreign.id, expected_version=1, now=NOW)


async def test_r51_another_organisation_s_program_does_not_exist(make: Make, as_: As) -> None:
    _, theirs = await partner_admin(make)
    foreign = await registered(as_, theirs)
    member, actor = await partner_admin(make)
    before = await databases.contents(make.session)
    which: dict[str, Any] = {"api_client_id": foreign.id, "expected_version": 1, "now": NOW}

    async with as_(actor) as session:
        for attempt in (
            clients.change_client(session, actor, name="Mine", **which),
            clients.disable_client(session, actor, **which),
            clients.reassign_client(session, actor, member_id=member.id, **which),
            clients.secret_made(session, actor, old_until=NOW, **which),
        ):
            with pytest.raises(errors.NotFound):
                await attempt

    assert await databases.contents(make.session) == before


@pytest.mark.parametrize("whose", ["foreign", "suspended"])
async def test_only_an_active_member_of_the_organisation_answers_for_a_program(make: Make, as_: As, whose: str) -> None:
    partner = await make.partner()
    _, actor = await admin(make, of=partner)
    other = (
        await make.member(await make.partner())
        if whose == "foreign"
        else await make.member(partner, status=MembershipStatus.SUSPENDED)
    )
    made = await registered(as_, actor)
    before = await databases.contents(make.session)

    with pytest.raises(errors.NotFound) as refused:
        await registered(as_, actor, member_id=other.id)
    assert refused.value.path == ("input", "memberId")
    async with as_(actor) as session:
        with pytest.raises(errors.NotFound):
            await clients.reassign_client(
                session, actor, api_client_id=made.id, expected_version=1, member_id=other.id, now=NOW
            )

    assert await databases.contents(make.session) == before


async def with_token(make: Make, actor: Actor, member: Membership, client: Client) -> None:
    """A live access token of the program, and what somebody allowed it."""
    await make.session.execute(
        insert(Session).values(session_row(actor, ids.new().bytes, member_id=member.id, client_id=client.client_id))
    )
    await make.add(
        Grant(
            client_id=client.client_id, person_id=member.person_id, member_id=member.id, partner_id=member.partner_id,
            scopes=[], resource="", strength="pwd", authenticated_at=NOW, session_id=ids.new(), created_at=NOW,
            expires_at=NOW + timedelta(days=90),
        )
    )  # fmt: skip


LIVE = """SELECT (SELECT count(*) FROM auth.session WHERE client_id IS NOT NULL AND ended_at IS NULL),
                 (SELECT count(*) FROM auth.client_grant WHERE revoked_at IS NULL)"""


async def live(make: Make) -> tuple[int, int]:
    """Live tokens of programs, and what is allowed to programs."""
    row = (await make.session.execute(text(LIVE))).one()
    return row[0], row[1]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": "Weekly"}, (1, 1)),
        ({"scopes": ["contracts:read", "partners:read", "members:read"]}, (1, 1)),
        ({"scopes": ["contracts:read"]}, (0, 1)),
        ({"authentication": ClientAuthentication.POST}, (0, 1)),
        ({"is_dpop_bound": True}, (0, 1)),
    ],
)
async def test_r49_tokens_of_a_narrowed_program_end_at_once(
    make: Make, as_: As, change: dict[str, Any], expected: tuple[int, int]
) -> None:
    member, actor = await partner_admin(make)
    made = await registered(as_, actor)
    await with_token(make, actor, member, made)

    async with as_(actor) as session:
        await clients.change_client(session, actor, api_client_id=made.id, expected_version=1, now=NOW, **change)

    assert await live(make) == expected
    kept = (await make.session.scalars(select(Client).execution_options(populate_existing=True))).one()
    assert {name: getattr(kept, name) for name in change} == change
    assert kept.version == 2
    assert [each[:3] for each in await events(make)][1:] == [("CHANGE_CLIENT", "ACCEPTED", "changed")]


async def test_r49_a_disabled_program_loses_its_tokens_and_what_people_allowed_it_for_good(make: Make, as_: As) -> None:
    member, actor = await partner_admin(make)
    made = await registered(as_, actor)
    await with_token(make, actor, member, made)

    async with as_(actor) as session:
        await clients.disable_client(session, actor, api_client_id=made.id, expected_version=1, now=NOW)

    assert await live(make) == (0, 0)
    async with as_(actor) as session:
        with pytest.raises(errors.WrongStatus):
            await clients.change_client(session, actor, api_client_id=made.id, expected_version=2, name="Back", now=NOW)


async def test_a_program_handed_over_answers_to_the_new_member_and_its_tokens_end(make: Make, as_: As) -> None:
    partner = await make.partner()
    member, actor = await admin(make, of=partner)
    successor = await make.member(partner, name="Sam Successor", roles={Role.PARTNER_VIEWER})
    made = await registered(as_, actor)
    await with_token(make, actor, member, made)

    async with as_(actor) as session:
        await clients.reassign_client(
            session, actor, api_client_id=made.id, expected_version=1, member_id=successor.id, now=NOW
        )

    kept = (await make.session.scalars(select(Client).execution_options(populate_existing=True))).one()
    assert (kept.member_id, kept.version) == (successor.id, 2)
    assert await live(make) == (0, 1)
    entries = (await make.session.scalars(select(Entry).where(Entry.event == "client.reassigned"))).all()
    assert [entry.changes for entry in entries] == [
        [{"field": "responsible", "before": member.name, "after": "Sam Successor"}]
    ]


async def test_a_program_changed_meanwhile_is_not_changed_over_it(make: Make, as_: As) -> None:
    _, actor = await partner_admin(make)
    made = await registered(as_, actor)
    before = await databases.contents(make.session)

    async with as_(actor) as session:
        with pytest.raises(errors.StaleVersion):
            await clients.change_client(
                session, actor, api_client_id=made.id, expected_version=2, name="Later", now=NOW
            )

    assert await databases.contents(make.session) == before


async def test_a_changed_program_obeys_the_same_rules_as_a_new_one(make: Make, as_: As) -> None:
    _, actor = await partner_admin(make)
    made = await registered(as_, actor)
    before = await databases.contents(make.session)

    async with as_(actor) as session:
        changes: tuple[dict[str, Any], ...] = (
            {"grant_types": ["authorization_code"]},
            {"authentication": ClientAuthentication.KEY},
            {"jwks": '{"keys": []}'},
            {"redirect_uris": ["http://evil.example/"]},
        )
        for change in changes:
            with pytest.raises(errors.Invalid):
                await clients.change_client(
                    session, actor, api_client_id=made.id, expected_version=1, now=NOW, **change
                )

    assert await databases.contents(make.session) == before
