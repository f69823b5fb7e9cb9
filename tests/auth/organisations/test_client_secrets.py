"""A program's secret: made and shown once, exchanged without a gap, through the whole application."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from portal import clock
from portal.access import Role
from portal.database.policies import AUTH
from portal.database.pools import Database
from tests.entering import Enter
from tests.journeys.doors import Visitor
from tests.make import Make

REGISTER = """mutation ($input: ApiClientRegisterInput!) { apiClientRegister(input: $input) {
  apiClient { id version clientId name responsible { name } keyIds secretMadeAt } userErrors { code path } } }"""
LIST = "{ apiClients { nodes { id version name scopes secretMadeAt oldSecretUntil disabledAt } } }"
DISABLE = """mutation ($input: ApiClientDisableInput!) { apiClientDisable(input: $input) {
  apiClient { version disabledAt } userErrors { code path } } }"""
JOB = {
    "name": "Nightly", "authentication": "BASIC", "grantTypes": ["client_credentials"], "scopes": ["contracts:read"],
}  # fmt: skip


async def registered(visitor: Visitor, **told: Any) -> dict[str, Any]:
    payload = (await visitor.ask(REGISTER, input={**JOB, **told}))["apiClientRegister"]
    assert payload["userErrors"] == []
    client: dict[str, Any] = payload["apiClient"]
    return client


async def rotated(visitor: Visitor, client: dict[str, Any], *, version: int, days: Any = 7) -> httpx.Response:
    asked = {"expectedVersion": version, "oldLastsDays": days}
    return await visitor.client.post(f"/auth/clients/{client['id']}/secrets", json=asked)


async def admin(make: Make, enter: Enter, database: Database, *, confirmed: bool = True) -> Visitor:
    (visitor,) = await enter(await make.member(await make.partner()))
    await confirm(database, clock.now() if confirmed else None)
    return visitor


async def confirm(database: Database, at: datetime | None) -> None:
    """Everybody signed in has proved at this moment that they are there; None: nobody has."""
    await database.reads[AUTH].fetch_value("UPDATE auth.session SET confirmed_at = $1 RETURNING true", at)


async def kept(make: Make) -> list[tuple[bytes, datetime | None]]:
    """The digest of each secret and its end, oldest first."""
    rows = await make.session.execute(
        text("SELECT secret_sha256, expires_at FROM auth.client_secret ORDER BY created_at, id")
    )
    return [(bytes(digest), until) for digest, until in rows]


async def test_r17_a_secret_is_shown_once_and_kept_as_its_digest(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    visitor = await admin(make_committed, enter, database)
    client = await registered(visitor)

    answer = await rotated(visitor, client, version=1)

    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    made = answer.json()
    assert (made["clientId"], made["oldUntil"]) == (client["clientId"], None)
    assert len(made["secret"]) == len("ents_") + 43  # 256 bits
    assert await kept(make_committed) == [(sha256(made["secret"].encode()).digest(), None)]
    (shown,) = (await visitor.ask(LIST))["apiClients"]["nodes"]
    assert (shown["version"], shown["secretMadeAt"] is None, shown["oldSecretUntil"]) == (2, False, None)
    rows = await make_committed.session.execute(
        text("SELECT action, outcome, client_id FROM auth.event WHERE action = 'ROTATE_SECRET'")
    )
    assert [tuple(row) for row in rows] == [("ROTATE_SECRET", "ACCEPTED", client["clientId"])]


async def test_r17_two_secrets_are_valid_during_rotation_and_never_three(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    visitor = await admin(make_committed, enter, database)
    client = await registered(visitor)
    for version, days in ((1, 0), (2, 7), (3, 30)):
        assert (await rotated(visitor, client, version=version, days=days)).status_code == 201

    now = datetime.now(clock.now().tzinfo)
    first, second, third = (until for _, until in await kept(make_committed))

    assert first is not None
    assert first <= now
    assert second is not None
    assert timedelta(days=29, hours=23) < second - now <= timedelta(days=30)
    assert third is None


async def test_r17_the_secret_before_ends_at_once_if_that_is_chosen(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    visitor = await admin(make_committed, enter, database)
    client = await registered(visitor)
    await rotated(visitor, client, version=1)

    assert (await rotated(visitor, client, version=2, days=0)).json()["oldUntil"] is None

    old, new = (until for _, until in await kept(make_committed))
    assert old is not None
    assert old <= clock.now()
    assert new is None


@pytest.mark.parametrize(
    ("asked", "status", "path"),
    [
        ({"expectedVersion": 1, "oldLastsDays": 31}, 422, ["oldLastsDays"]),
        ({"expectedVersion": 1, "oldLastsDays": -1}, 422, ["oldLastsDays"]),
        ({"expectedVersion": 1, "oldLastsDays": 10**30}, 422, ["oldLastsDays"]),
        ({"expectedVersion": 1, "oldLastsDays": True}, 422, ["oldLastsDays"]),
        ({"expectedVersion": "1", "oldLastsDays": 1}, 422, ["expectedVersion"]),
        ({"expectedVersion": 10**30, "oldLastsDays": 1}, 409, None),
        ({"expectedVersion": 2, "oldLastsDays": 1}, 409, None),
        ({}, 422, ["expectedVersion"]),
        ([], 400, None),
    ],
)
async def test_r45_bad_input_gets_a_clear_refusal_and_no_secret(
    make_committed: Make, enter: Enter, database: Database, asked: Any, status: int, path: list[str] | None
) -> None:
    visitor = await admin(make_committed, enter, database)
    client = await registered(visitor)

    answer = await visitor.client.post(f"/auth/clients/{client['id']}/secrets", json=asked)

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error.get("path")) == (status, path)
    assert await kept(make_committed) == []


async def test_r82_no_secret_without_a_confirmation(make_committed: Make, enter: Enter, database: Database) -> None:
    visitor = await admin(make_committed, enter, database)
    client = await registered(visitor)
    await confirm(database, None)

    answer = await rotated(visitor, client, version=1)

    assert answer.status_code == 403
    assert answer.json()["errors"][0]["extensions"]["code"] == "CONFIRMATION_NEEDED"
    assert await kept(make_committed) == []


async def test_r51_another_organisation_s_administrator_gets_no_secret(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    client = await registered(await admin(make_committed, enter, database))
    (other,) = await enter(await make_committed.member(roles={Role.PLATFORM_ADMIN}))
    await confirm(database, clock.now())

    assert (await rotated(other, client, version=1)).status_code == 404
    assert await kept(make_committed) == []


async def test_r81_another_site_s_page_cannot_ask_for_a_secret(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    visitor = await admin(make_committed, enter, database)
    client = await registered(visitor)

    answer = await visitor.client.post(
        f"/auth/clients/{client['id']}/secrets", json={"expectedVersion": 1, "oldLastsDays": 1},
        headers={"sec-fetch-site": "cross-site"},
    )  # fmt: skip
    plain = await visitor.client.post(f"/auth/clients/{client['id']}/secrets", content=b"{}")

    assert (answer.status_code, plain.status_code) == (403, 415)
    assert await kept(make_committed) == []


async def test_a_disabled_program_gets_no_secret_and_shows_when_it_ended(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    visitor = await admin(make_committed, enter, database)
    client = await registered(visitor)

    payload = (await visitor.ask(DISABLE, input={"apiClientId": client["id"], "expectedVersion": 1}))[
        "apiClientDisable"
    ]

    assert payload["userErrors"] == []
    assert payload["apiClient"]["version"] == 2
    assert payload["apiClient"]["disabledAt"] is not None
    assert (await rotated(visitor, client, version=2)).status_code == 422
    assert await kept(make_committed) == []


async def test_members_who_are_no_administrators_see_no_programs(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    partner = await make_committed.partner()
    visitor, viewer = await enter(
        await make_committed.member(partner), await make_committed.member(partner, roles={Role.PARTNER_VIEWER})
    )
    await confirm(database, clock.now())
    await registered(visitor)

    assert (await viewer.ask(LIST)) == {"apiClients": None}


@pytest.mark.parametrize("days", [-1, -(10**9), -(10**30), 31, 10**30])
async def test_r45_no_number_of_days_is_a_fault(
    make_committed: Make, enter: Enter, database: Database, days: int
) -> None:
    visitor = await admin(make_committed, enter, database)
    answer = await rotated(visitor, await registered(visitor), version=1, days=days)

    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, ["oldLastsDays"])
    assert await kept(make_committed) == []
