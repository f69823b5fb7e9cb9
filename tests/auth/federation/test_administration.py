"""What administrators do with their own organisation's providers and domains, and nobody with another's."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.federation import claiming, operations, queries
from auth.federation.models import Connection
from auth.federation.rules import Authentication
from portal import errors, ids
from portal.access import Actor, Permission, Role
from portal.database.transaction import Transaction
from portal.journal import Entry
from tests.auth.federation.office import Office
from tests.auth.federation.provider import SECRET
from tests.make import NOW, Make

As = Callable[[Actor], AbstractAsyncContextManager[Transaction]]
GIVEN: dict[str, Any] = {
    "name": "Directory", "issuer": "https://idp.example", "client_id": "entente",
    "authentication": Authentication.CLIENT_SECRET_BASIC,
}  # fmt: skip


async def confirmed(make: Make, roles: set[Role] | None = None) -> Actor:
    return replace(
        await make.actor(await make.member(await make.partner(), roles=roles or {Role.PARTNER_ADMIN})), confirmed_at=NOW
    )


async def test_r82_a_provider_is_entered_changed_switched_off_and_on_with_an_entry_each(make: Make, as_: As) -> None:
    actor = await confirmed(make)
    async with as_(actor) as session:
        made = await operations.create_connection(session, actor, **GIVEN, now=NOW)
        assert made.scopes == ["openid", "email", "profile"]
        changed = GIVEN | {"name": "New", "acr_values": ["phr"], "max_age": 60}
        del changed["issuer"], changed["client_id"]
        await operations.change_connection(session, actor, provider_id=made.id, expected_version=1, **changed, now=NOW)
        await operations.disable_connection(session, actor, provider_id=made.id, expected_version=2, now=NOW)
        await operations.enable_connection(session, actor, provider_id=made.id, expected_version=3, now=NOW)
        await operations.enable_connection(session, actor, provider_id=made.id, expected_version=4, now=NOW)
        await session.flush()
        told = (await session.scalars(select(Entry.event).order_by(Entry.id))).all()
        assert told == [f"connection.{done}" for done in ("created", "changed", "disabled", "enabled")]
        assert (made.name, made.acr_values, made.max_age, made.version, made.disabled_at) == (
            "New", ["phr"], 60, 4, None,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"issuer": "http://idp.example"}, "issuer"), ({"issuer": "https://a@b.example"}, "issuer"),
        ({"issuer": "https://idp.example?a"}, "issuer"), ({"issuer": "idp.example"}, "issuer"),
        ({"issuer": "https://[x]/"}, "issuer"), ({"client_id": " "}, "clientId"), ({"name": ""}, "name"),
        ({"name": "a\nb"}, "name"), ({"max_age": -1}, "maxAge"), ({"max_age": 86_401}, "maxAge"),
        ({"default_roles": [Role.LEGAL]}, "defaultRoles"), ({"default_roles": [Role.SYSTEM]}, "defaultRoles"),
        ({"scopes": ["two words"]}, "scopes"), ({"acr_values": [str(each) for each in range(21)]}, "acrValues"),
    ],
)  # fmt: skip
async def test_what_is_no_provider_is_refused_with_its_place(
    make: Make, as_: As, changes: dict[str, Any], place: str
) -> None:
    actor = await confirmed(make)
    async with as_(actor) as session:
        with pytest.raises(errors.Invalid) as refused:
            await operations.create_connection(session, actor, **(GIVEN | changes), now=NOW)
        assert refused.value.path == ("input", place)
        assert (await session.scalars(queries.connections())).all() == []


async def test_the_same_provider_is_entered_once(make: Make, as_: As) -> None:
    actor = await confirmed(make)
    async with as_(actor) as session:
        await operations.create_connection(session, actor, **GIVEN, now=NOW)
        with pytest.raises(errors.Invalid, match="already added this"):
            await operations.create_connection(session, actor, **GIVEN, now=NOW)


async def test_r82_who_may_not_or_has_not_confirmed_changes_nothing(make: Make, as_: As) -> None:
    member = await confirmed(make, {Role.PARTNER_MEMBER, Role.PARTNER_SIGNATORY})
    admin = await confirmed(make)
    for actor, kind in (
        (member, errors.NotAllowed),
        (replace(admin, confirmed_at=None), errors.ConfirmationNeeded),
        (replace(admin, confirmed_at=NOW - timedelta(minutes=5, seconds=1)), errors.ConfirmationNeeded),
    ):
        async with as_(actor) as session:
            with pytest.raises(kind):
                await operations.create_connection(session, actor, **GIVEN, now=NOW)
            with pytest.raises(kind):
                await claiming.add_domain(session, actor, domain="a.example", provider_id=ids.new(), now=NOW)
            assert (await session.scalars(queries.connections())).all() == []


async def test_another_organisations_provider_does_not_exist(make: Make, as_: As) -> None:
    owner, stranger = await confirmed(make), await confirmed(make)
    staff = replace(await make.actor(await make.member(roles={Role.PLATFORM_ADMIN})), confirmed_at=NOW)
    async with as_(owner) as session:
        made = await operations.create_connection(session, owner, **GIVEN, now=NOW)
        domain = await claiming.add_domain(session, owner, domain="a.example", provider_id=made.id, now=NOW)
    for actor in (stranger, staff):
        async with as_(actor) as session:
            with pytest.raises(errors.NotFound):
                await operations.disable_connection(session, actor, provider_id=made.id, expected_version=1, now=NOW)
            with pytest.raises(errors.NotFound):
                await claiming.add_domain(session, actor, domain="b.example", provider_id=made.id, now=NOW)
            with pytest.raises(errors.NotFound):
                await claiming.remove_domain(session, actor, domain_id=domain.id, now=NOW)
            assert (await session.scalars(select(Connection))).all() == []


async def test_two_who_change_it_at_once_are_told(make: Make, as_: As) -> None:
    actor = await confirmed(make)
    async with as_(actor) as session:
        made = await operations.create_connection(session, actor, **GIVEN, now=NOW)
        await operations.disable_connection(session, actor, provider_id=made.id, expected_version=1, now=NOW)
        with pytest.raises(errors.StaleVersion, match="you have version 1, the current version is 2"):
            await operations.enable_connection(session, actor, provider_id=made.id, expected_version=1, now=NOW)


async def test_a_domain_is_claimed_once_and_let_go(make: Make, as_: As) -> None:
    actor = await confirmed(make)
    async with as_(actor) as session:
        made = await operations.create_connection(session, actor, **GIVEN, now=NOW)
        domain = await claiming.add_domain(session, actor, domain=" A.Example", provider_id=made.id, now=NOW)
        assert (domain.domain, len(domain.token), domain.verified_at) == ("a.example", 32, None)
        with pytest.raises(errors.Invalid, match="already added this"):
            await claiming.add_domain(session, actor, domain="a.example", provider_id=made.id, now=NOW)
        assert (await claiming.remove_domain(session, actor, domain_id=domain.id, now=NOW)).id == made.id
        assert (await session.scalars(queries.domains())).all() == []


@pytest.mark.parametrize("column", ["issuer", "client_id", "partner_id"])
async def test_r55_an_issuer_is_never_changed_not_even_in_sql(
    make: Make, as_: As, connection: AsyncConnection, column: str
) -> None:
    actor = await confirmed(make)
    async with as_(actor) as session:
        await operations.create_connection(session, actor, **GIVEN, now=NOW)
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with as_(actor) as session:
            await session.execute(text(f"UPDATE identity_connection SET {column} = {column}"))
    await connection.execute(text("SELECT 1"))


async def test_a_secret_is_kept_sealed_and_a_key_shows_its_public_half_alone(office: Office) -> None:
    await office.enter(await office.member())
    path = f"/auth/connections/idp_{office.connection.id.hex}"

    assert (await office.browser.post(f"{path}/secret", json={"secret": "new secret"})).status_code == 204
    assert await office.rows("SELECT count(*) FROM auth.connection_secret WHERE sealed LIKE '%secret%'") == [(0,)]
    assert (await office.browser.get(f"{path}/jwks")).json() == {"keys": []}
    assert (await office.browser.post(f"{path}/key")).status_code == 204
    (key,) = (await office.browser.get(f"{path}/jwks")).json()["keys"]
    assert sorted(key) == ["alg", "crv", "kid", "kty", "use", "x", "y"]
    assert await office.rows("SELECT event FROM journal") == [("connection.secret_set",), ("connection.secret_set",)]
    assert SECRET not in str(await office.rows("SELECT t::text FROM auth.event t"))


@pytest.mark.parametrize("secret", ["", "a\nb", "x" * 1001, 7, None])
async def test_what_is_no_secret_is_refused(office: Office, secret: object) -> None:
    await office.enter(await office.member())
    before = await office.rows("SELECT sealed FROM auth.connection_secret")

    answer = await office.browser.post(
        f"/auth/connections/idp_{office.connection.id.hex}/secret", json={"secret": secret}
    )

    assert answer.status_code in {400, 422}
    assert await office.rows("SELECT sealed FROM auth.connection_secret") == before


async def test_a_sealed_secret_opens_for_its_own_connection_alone(office: Office) -> None:
    other = await office.connect(await office.make.partner(), secret=False, client_id="other")
    await office.rows(
        "INSERT INTO auth.connection_secret SELECT :id, sealed, now() FROM auth.connection_secret", id=other.id
    )
    await office.prove(other, "other.example")

    query = office.provider.approve(await office.leave("a@other.example"))

    assert await office.refused(await office.come_back(query, other)) == (400, "no_secret_set")


async def test_r75_newcomers_get_no_role_that_the_administrator_may_not_give(make: Make, as_: As) -> None:
    admin, both = await confirmed(make), {Role.PARTNER_ADMIN, Role.PARTNER_SIGNATORY}
    for actor in (admin, await confirmed(make, roles=both)):
        async with as_(actor) as session:
            signing = GIVEN | {"default_roles": [Role.PARTNER_SIGNATORY]}
            with pytest.raises(errors.NotAllowed) as refused:
                await operations.create_connection(session, actor, **signing, now=NOW)
            assert refused.value.path == ("input", "defaultRoles")
            assert (await session.scalars(queries.connections())).all() == []
    program = replace(admin, program="Set-up", allowed=frozenset({Permission.CONNECTION_MANAGE}))
    async with as_(admin) as session:
        viewer, member = [Role.PARTNER_VIEWER], [Role.PARTNER_MEMBER]
        made = await operations.create_connection(session, admin, **GIVEN, default_roles=viewer, now=NOW)
        changed: dict[str, Any] = {"name": "New", "authentication": Authentication.CLIENT_SECRET_BASIC}
        with pytest.raises(errors.NotAllowed):
            await operations.change_connection(
                session, program, provider_id=made.id, expected_version=1, **changed, default_roles=member, now=NOW
            )
        await session.scalar(queries.connection(made.id), execution_options={"populate_existing": True})
        assert (made.default_roles, made.version) == (frozenset(viewer), 1)
        await operations.change_connection(
            session, program, provider_id=made.id, expected_version=1, **changed, default_roles=viewer, now=NOW
        )
        assert (made.name, made.version) == ("New", 2)
