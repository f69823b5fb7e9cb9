"""A provider speaks for its organisation's people there alone: nothing they have elsewhere is in its hands."""

import time
from typing import Any

import pytest_asyncio

from auth import events, people, session
from auth.events import Visit
from auth.rules import Action, Outcome
from auth.server.models import Grant
from portal import ids
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.partners.models import Membership
from tests.auth.federation.office import EMAIL, Office
from tests.auth.login.authenticator import Authenticator

SUB = "248289761001"
PASSWORD = "correct horse battery"


@pytest_asyncio.fixture(loop_scope="session")
async def member(office: Office, database: Database) -> Membership:
    """Somebody of the partner and of a rival, who linked the partner's provider; it now says that they are there."""
    await office.change(strong_values=["phr"])
    made = await office.member(email=EMAIL)
    rival = await office.make.partner(name="Rival Works")
    await office.make.member(rival, email=EMAIL, person_id=made.person_id, created_at=office.now())
    await office.rows(
        "INSERT INTO auth.identity VALUES (:connection, :sub, :person, now())",
        connection=office.connection.id, sub=SUB, person=made.person_id,
    )  # fmt: skip
    await people.set_password(database, made, PASSWORD, now=office.now())
    async with database.transaction(AUTH) as transaction:
        events.write(
            transaction, Visit("192.0.2.1", "Browser", office.now()), Action.CONFIRM, Outcome.ACCEPTED, reason="proved",
            person_id=made.person_id, partner_id=rival.id,
        )  # fmt: skip
        elsewhere = await session.create(transaction, person_id=made.person_id, now=office.now())
    assert elsewhere is not None
    assert elsewhere.partner_id == rival.id
    await office.make.add(
        Grant(
            client_id="rivals-program", program="Rival's", person_id=made.person_id, member_id=elsewhere.member_id,
            partner_id=rival.id, scopes=["contracts:read"], resource="x", strength="phr",
            authenticated_at=office.now(), session_id=elsewhere.session_id, created_at=office.now(),
            expires_at=office.now().replace(year=office.now().year + 1), revoked_because="",
        )
    )  # fmt: skip
    office.provider.more = {"email": EMAIL, "acr": "phr", "auth_time": int(time.time())}
    assert (await office.sign_in()).status_code == 303
    return made


async def asked(office: Office, statement: str, *values: Any) -> Any:
    """What a function gives to the browser's session, as the API asks it."""
    value = office.browser.cookies["__Host-session"]
    found = await office.door.identify({"headers": [(b"cookie", f"__Host-session={value}".encode())]})
    assert found is not None
    return await office.database.reads[found.actor.access_class.value].fetch_value(
        f"SELECT CASE WHEN enter($1, $2) THEN ({statement}) END", found.token_sha256, found.actor.version, *values
    )


async def test_r62_who_came_through_a_provider_makes_a_passkey_that_opens_that_organisation_alone_and_no_codes(
    office: Office, member: Membership
) -> None:
    device = Authenticator()
    options = (await office.browser.post("/auth/passkeys/challenge", json={})).json()
    added = await office.browser.post("/auth/passkeys", json={"credential": device.create(options), "name": "Mine"})
    codes = await office.browser.post("/auth/recovery-codes", json={})

    assert added.status_code == 204
    assert (codes.status_code, codes.json()["errors"][0]["extensions"]["code"]) == (403, "NOT_PERMITTED")
    assert await office.rows("SELECT person_id, connection_id FROM auth.passkey") == [
        (member.person_id, office.connection.id)
    ]
    assert await office.rows("SELECT count(*) FROM auth.recovery_code") == [(0,)]
    assert await asked(office, "SELECT array_agg(name) FROM own_passkeys()") == ["Mine"]
    office.browser.cookies.clear()
    options = (await office.browser.post("/auth/login/challenge", json={})).json()
    answered = await office.browser.post("/auth/login/passkey", json={"credential": device.get(options)})
    assert answered.status_code == 204
    assert await asked(office, "SELECT current_partner()::text") == str(office.partner.id)


async def test_r62_a_provider_sees_and_ends_nothing_of_a_person_in_another_organisation(
    office: Office, member: Membership
) -> None:
    key = ids.new()
    await office.rows(
        "INSERT INTO auth.passkey VALUES (:id, :person, 'c', 'k', 0, 'Laptop', '{}', now(), NULL, NULL)",
        id=key, person=member.person_id,
    )  # fmt: skip

    assert await asked(office, "SELECT array_agg(partner_id::text) FROM own_sessions()") == [str(member.partner_id)]
    assert await asked(office, "SELECT count(*) FROM own_passkeys()") == 0
    assert await asked(office, "SELECT count(*) FROM own_applications()") == 0
    assert await asked(office, "SELECT array_agg(DISTINCT action) FROM own_events()") == [
        "SET_PASSWORD",
        "SIGN_IN",
    ]
    assert await asked(office, "SELECT end_own_sessions(NULL)") == 0
    assert await asked(office, "SELECT remove_own_passkey($3)", key) == 0
    live = "SELECT count(*), count(DISTINCT partner_id) FROM auth.session WHERE ended_at IS NULL"
    assert await office.rows(live) == [(2, 2)]
    assert await office.rows("SELECT count(*) FROM auth.passkey") == [(1,)]


async def test_r62_the_person_themselves_sees_it_all(office: Office, member: Membership) -> None:
    await office.enter(member)

    assert await asked(office, "SELECT count(DISTINCT partner_id) FROM own_sessions()") == 2
    assert await asked(office, "SELECT array_agg(client_id) FROM own_applications()") == ["rivals-program"]
