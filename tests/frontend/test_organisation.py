"""The pages of an organisation's administration, over the whole application, as its administrator uses them."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest_asyncio

from portal import clock
from portal.access import Role
from portal.app import Portal
from portal.database.policies import AUTH
from portal.database.pools import Database
from tests.entering import Enter
from tests.frontend import markup
from tests.make import Make

SAME = {"sec-fetch-site": "same-origin"}
JOB = {
    "operation": "ApiClientRegister", "name": "Nightly", "grantTypes": "client_credentials", "authentication": "BASIC",
    "scopes": "contracts:read",
}  # fmt: skip


@dataclass(frozen=True)
class Browser:
    client: httpx.AsyncClient
    database: Database

    async def confirm(self) -> None:
        await self.database.reads[AUTH].fetch_value(
            "UPDATE auth.session SET confirmed_at = $1 RETURNING true", clock.now()
        )

    async def shown(self, path: str) -> str:
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        assert markup.Page(answer.text).all_problems() == []
        return answer.text

    async def send(self, path: str, form: dict[str, str]) -> httpx.Response:
        return await self.client.post(path, data=form, headers=SAME)

    async def registered(self) -> str:
        """The address of a new program."""
        await self.confirm()
        answer = await self.send("/org/clients/new", JOB)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]


@pytest_asyncio.fixture(loop_scope="session")
async def browser(make_committed: Make, enter: Enter, database: Database) -> AsyncIterator[Browser]:
    (visitor,) = await enter(await make_committed.member(await make_committed.partner(), name="Ada Admin"))
    yield Browser(visitor.client, database)


async def test_a_program_is_registered_gets_its_secret_once_and_is_ended(browser: Browser) -> None:
    assert "No apps yet" in await browser.shown("/org/clients")
    here = await browser.registered()
    assert "Nightly" in await browser.shown(here)

    page = await browser.shown(f"{here}/secret")
    version = re.search(r'name="expectedVersion" value="(\d+)"', page)
    assert version
    made = await browser.send(f"{here}/secret", {"expectedVersion": version[1], "oldLastsDays": "0"})
    assert made.status_code == 200, made.text
    assert made.headers["cache-control"] == "no-store"
    assert markup.Page(made.text).all_problems() == []
    secret = re.search(r"ents_[\w-]{43}", made.text)
    assert secret
    assert secret[0] not in await browser.shown(here)

    version = re.search(r'name="expectedVersion" value="(\d+)"', await browser.shown(f"{here}/end"))
    assert version
    end = {"operation": "ApiClientDisable", "apiClientId": here.rpartition("/")[2], "expectedVersion": version[1]}
    assert (await browser.send(f"{here}/end", end)).status_code == 303
    assert "Disabled on" in await browser.shown(here)


async def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(browser: Browser) -> None:
    await browser.confirm()
    answer = await browser.send(
        "/org/clients/new",
        {**JOB, "grantTypes": "authorization_code", "redirectUris": "https://a.example/\nhttp://b.example/"},
    )

    assert answer.status_code == 422
    assert "The address must start with https://." in answer.text
    assert 'value="Nightly"' in answer.text
    assert "https://a.example/\nhttp://b.example/" in answer.text


async def test_a_changed_program_has_exactly_what_the_form_shows(browser: Browser) -> None:
    here = await browser.registered()
    change = {
        "operation": "ApiClientChange", "apiClientId": here.rpartition("/")[2], "expectedVersion": "1",
        "name": "Weekly", "scopes": "members:read",
    }  # fmt: skip

    assert (await browser.send(f"{here}/edit", change)).status_code == 303

    page = await browser.shown(here)
    assert "Weekly" in page
    assert "members:read" in page
    assert "contracts:read" not in page


async def test_a_step_that_needs_a_proof_of_presence_leads_to_it_and_back(browser: Browser) -> None:
    here = await browser.registered()
    await browser.database.reads[AUTH].fetch_value("UPDATE auth.session SET confirmed_at = NULL RETURNING true")

    secret = await browser.send(f"{here}/secret", {"expectedVersion": "1", "oldLastsDays": "0"})
    token = await browser.send("/org/provisioning", {"operation": "ProvisioningTokenMake", "name": "Okta"})

    assert secret.headers["location"] == f"/confirm?next={here.replace('/', '%2F')}%2Fsecret"
    assert token.headers["location"] == "/confirm?next=%2Forg%2Fprovisioning"


async def test_a_provisioning_token_is_made_shown_once_and_ended(browser: Browser) -> None:
    await browser.confirm()
    assert "No tokens yet" in await browser.shown("/org/provisioning")
    wrong = await browser.send("/org/provisioning", {"operation": "ProvisioningTokenMake", "name": " "})
    assert wrong.status_code == 422
    made = await browser.send("/org/provisioning", {"operation": "ProvisioningTokenMake", "name": "Okta"})
    assert made.status_code == 200
    token = re.search(r"entp_[\w-]{43}", made.text)
    assert token

    page = await browser.shown("/org/provisioning")
    assert "Okta" in page
    assert token[0] not in page
    name = re.search(r"prv_[0-9a-f]{32}", page)
    assert name
    end = {"operation": "ProvisioningTokenEnd", "provisioningTokenId": name[0], "expectedVersion": "1"}
    assert (await browser.send("/org/provisioning", end)).status_code == 303
    assert "Revoked on" in await browser.shown("/org/provisioning")
    assert (await browser.send("/org/provisioning", end)).status_code == 422


async def test_somebody_who_is_no_administrator_is_told_who_manages_it(make_committed: Make, enter: Enter) -> None:
    partner = await make_committed.partner()
    (visitor,) = await enter(await make_committed.member(partner, roles={Role.PARTNER_VIEWER}))
    for path in ("/org/clients", "/org/provisioning", "/org/connections", "/org/domains"):
        page = (await visitor.client.get(path)).text
        assert "The administrators of your organisation manage this." in page
        assert "/new" not in page
    assert (await visitor.client.get("/org/clients/cli_" + "0" * 32)).status_code == 404


async def test_the_examples_for_developers_work_as_they_are_written(application: Portal, browser: Browser) -> None:
    here = await browser.registered()
    made = await browser.send(f"{here}/secret", {"expectedVersion": "1", "oldLastsDays": "0"})
    values = re.findall(r'<code class="copied" translate="no">([^<]+)</code>', made.text)
    page = await browser.shown("/developers")
    asked, queried = (re.sub(r"\s*\\\s*", " ", each) for each in re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL))
    form = dict(pair.split("=", 1) for pair in re.findall(r"-d (\S+)", asked))
    query = re.search(r"-d &#39;(.*)&#39; ", queried) or re.search(r"-d '(.*)' ", queried)
    assert query

    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport) as program:
        answer = await program.post(asked.split()[-1], data=form, auth=(values[0], values[1]))
        assert answer.status_code == 200, answer.text
        bearer = {"authorization": f"Bearer {answer.json()['access_token']}", "content-type": "application/json"}
        body = query[1].replace("&#34;", '"').replace("&quot;", '"')
        read = await program.post(queried.split()[-1], content=body, headers=bearer)

    assert read.status_code == 200, read.text
    assert list(read.json()) == ["data", "extensions"]
    assert read.json()["data"]["viewer"]["organisation"].startswith("Partner ")
    schema = await browser.client.get("/developers/schema.graphql")
    assert schema.text.startswith(('"""', "directive", "type", "schema"))
