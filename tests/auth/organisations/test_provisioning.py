"""Provisioning tokens: who makes and ends them, that they are shown once, and what an ended or unknown one opens."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text

from portal.access import Role
from portal.app import Portal
from portal.database.policies import AUTH
from portal.database.pools import Database
from tests.auth.organisations.directory import ADDRESS, confirm, token_of
from tests.entering import Enter
from tests.journeys.doors import PUBLIC_URL, Visitor
from tests.make import Make

LIST = "{ provisioningTokens { nodes { id version name lastUsedAt endedAt madeBy { name } } totalCount } }"
END = """mutation ($input: ProvisioningTokenEndInput!) { provisioningTokenEnd(input: $input) {
  provisioningToken { version endedAt } userErrors { code } } }"""


@dataclass(frozen=True)
class Scene:
    make: Make
    database: Database
    application: Portal
    enter: Enter
    visitor: Visitor

    async def rows(self, statement: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await self.make.session.execute(text(statement))]

    async def listed(self) -> list[dict[str, Any]]:
        nodes: list[dict[str, Any]] = (await self.visitor.ask(LIST))["provisioningTokens"]["nodes"]
        return nodes

    async def asked(self, token: str | bytes, address: str = "192.0.2.7") -> httpx.Response:
        """A search with this token, or with these bytes as the whole header."""
        header = token if isinstance(token, bytes) else f"Bearer {token}".encode()
        transport = httpx.ASGITransport(self.application, client=(address, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
            return await client.get(f"{ADDRESS}/Users", headers=[(b"authorization", header)])


@pytest_asyncio.fixture(loop_scope="session")
async def scene(application: Portal, make_committed: Make, enter: Enter, database: Database) -> AsyncIterator[Scene]:
    (visitor,) = await enter(await make_committed.member(await make_committed.partner(), name="Ada Admin"))
    yield Scene(make_committed, database, application, enter, visitor)


async def test_r76_a_token_is_shown_once_and_kept_as_its_digest(scene: Scene) -> None:
    made = await token_of(scene.visitor, scene.database, " Okta ")

    assert (made["name"], made["address"]) == ("Okta", ADDRESS)
    assert len(made["token"]) == len("entp_") + 43  # 256 bits
    assert await scene.rows("SELECT token_sha256 FROM auth.scim_key") == [(sha256(made["token"].encode()).digest(),)]
    listed = await scene.listed()
    assert listed == [
        {"id": made["id"], "version": 1, "name": "Okta", "lastUsedAt": None, "endedAt": None,
         "madeBy": {"name": "Ada Admin"}}
    ]  # fmt: skip
    assert made["token"] not in str(listed)
    told = "SELECT action, outcome, reason FROM auth.event WHERE connection_id IS NOT NULL"
    assert await scene.rows(told) == [("CREATE_CONNECTION", "ACCEPTED", "token_made")]
    assert await scene.rows("SELECT event, note, is_published FROM journal") == [
        ("provisioning.token_made", "Okta", False)
    ]


async def test_a_used_token_shows_when_it_was_used(scene: Scene) -> None:
    made = await token_of(scene.visitor, scene.database)

    assert (await scene.asked(made["token"])).status_code == 200

    assert (await scene.listed())[0]["lastUsedAt"] is not None


async def test_r76_an_ended_token_opens_nothing_at_the_next_call(scene: Scene) -> None:
    made, other = await token_of(scene.visitor, scene.database), await token_of(scene.visitor, scene.database, "Spare")
    end = {"provisioningTokenId": made["id"], "expectedVersion": 1}

    payload = (await scene.visitor.ask(END, input=end))["provisioningTokenEnd"]

    assert (payload["userErrors"], payload["provisioningToken"]["version"]) == ([], 2)
    assert [(await scene.asked(each["token"])).status_code for each in (made, other)] == [401, 200]
    again = (await scene.visitor.ask(END, input={**end, "expectedVersion": 2}))["provisioningTokenEnd"]
    assert again["userErrors"] == [{"code": "WRONG_STATUS"}]


@pytest.mark.parametrize("status", ["OFFBOARDED", "REJECTED"])
async def test_the_token_of_a_partner_that_has_left_opens_nothing(scene: Scene, status: str) -> None:
    made = await token_of(scene.visitor, scene.database)
    await scene.make.session.execute(text(f"UPDATE organisation SET status = '{status}' WHERE side = 'PARTNER'"))

    assert (await scene.asked(made["token"])).status_code == 401


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Bearer",
        "Bearer x",
        "Basic eDp5",
        "Bearer entp_" + "a" * 43,
        "Bearer entp_" + "a" * 5000,
        "Bearer entp_\xff",
    ],
)
async def test_an_unknown_token_is_refused_alike_and_says_how_to_ask(scene: Scene, value: str) -> None:
    await token_of(scene.visitor, scene.database)

    answer = await scene.asked(value)

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="SCIM"')
    assert answer.json()["detail"] == "Send a valid provisioning token."


async def test_two_tokens_in_one_request_are_none(scene: Scene) -> None:
    made = await token_of(scene.visitor, scene.database)
    transport = httpx.ASGITransport(scene.application)
    twice = [("authorization", f"Bearer {made['token']}")] * 2
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        assert (await client.get(f"{ADDRESS}/Users", headers=twice)).status_code == 401


async def test_a_cookie_opens_no_provisioning_and_the_configuration_needs_nothing(scene: Scene) -> None:
    assert (await scene.visitor.client.get("/scim/v2/Users")).status_code == 401
    answer = await scene.visitor.client.get("/scim/v2/ServiceProviderConfig")
    assert answer.status_code == 200
    told = answer.json()
    supported = {
        name for name in ("patch", "bulk", "filter", "changePassword", "sort", "etag") if told[name]["supported"]
    }
    assert supported == {"patch", "filter", "etag"}


async def test_r16_guessing_is_slowed_and_a_live_token_from_the_same_network_goes_on(scene: Scene) -> None:
    made = await token_of(scene.visitor, scene.database)

    statuses = [(await scene.asked(f"entp_{'a' * 43}")).status_code for _ in range(14)]

    assert statuses[:10] == [401] * 10
    assert statuses[-1] == 429
    assert (await scene.asked(made["token"])).status_code == 200
    assert (await scene.asked(f"entp_{'b' * 43}", address="198.51.100.1")).status_code == 401
    told = "SELECT outcome, count(*) FROM auth.event WHERE action = 'PROVISION' GROUP BY 1 ORDER BY 1"
    counted = dict(await scene.rows(told))
    assert counted["BLOCKED"] == 1


async def test_r82_nobody_makes_or_ends_a_token_without_having_just_confirmed_that_it_is_they(scene: Scene) -> None:
    made = await token_of(scene.visitor, scene.database)
    await scene.database.reads[AUTH].fetch_value("UPDATE auth.session SET confirmed_at = NULL RETURNING true")

    answer = await scene.visitor.client.post("/auth/provisioning", json={"name": "Second"})
    payload = await scene.visitor.ask(END, input={"provisioningTokenId": made["id"], "expectedVersion": 1})

    assert answer.status_code == 403
    assert answer.json()["errors"][0]["extensions"]["code"] == "CONFIRMATION_NEEDED"
    assert payload["provisioningTokenEnd"]["userErrors"] == [{"code": "CONFIRMATION_NEEDED"}]
    assert await scene.rows("SELECT name, ended_at FROM provisioning_token") == [("Directory", None)]


async def test_only_an_administrator_of_the_organisation_makes_sees_and_ends_its_tokens(scene: Scene) -> None:
    made = await token_of(scene.visitor, scene.database)
    viewer, foreign, staff = await scene.enter(
        await scene.make.member(await scene.make.partner(), roles={Role.PARTNER_VIEWER}),
        await scene.make.member(await scene.make.partner()),
        await scene.make.member(roles={Role.PLATFORM_ADMIN}),
    )
    await confirm(scene.database)

    assert (await viewer.client.post("/auth/provisioning", json={"name": "x"})).status_code == 403
    assert (await viewer.ask(LIST)) == {"provisioningTokens": None}
    for other in (foreign, staff):
        assert (await other.ask(LIST))["provisioningTokens"] == {"nodes": [], "totalCount": 0}
        payload = await other.ask(END, input={"provisioningTokenId": made["id"], "expectedVersion": 1})
        assert payload["provisioningTokenEnd"]["userErrors"] == [{"code": "NOT_FOUND"}]
    assert (await scene.asked(made["token"])).status_code == 200


@pytest.mark.parametrize("given", [{}, {"name": ""}, {"name": "a" * 201}, {"name": 1}, {"name": "a\u202eb"}])
async def test_a_token_needs_a_name(scene: Scene, given: Any) -> None:
    await confirm(scene.database)

    answer = await scene.visitor.client.post("/auth/provisioning", json=given)

    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, ["name"])
    assert await scene.rows("SELECT count(*) FROM provisioning_token") == [(0,)]


async def test_an_organisation_has_at_most_ten_tokens(scene: Scene) -> None:
    for number in range(10):
        await token_of(scene.visitor, scene.database, f"T{number}")

    answer = await scene.visitor.client.post("/auth/provisioning", json={"name": "One more"})

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (409, "BLOCKED")
    assert await scene.rows("SELECT count(*) FROM auth.scim_key") == [(10,)]
