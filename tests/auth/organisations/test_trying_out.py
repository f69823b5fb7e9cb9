"""Where the portal is tried out on one machine, programs of the web may be called back over http on loopback."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from auth import people
from portal import clock
from portal.app import create_app
from portal.database import logins
from portal.database.embedded import Server
from portal.database.policies import OWNER
from portal.database.pools import Database
from portal.settings import Settings
from tests import databases
from tests.journeys.doors import OURS, PASSWORD, sign_in
from tests.make import Make

LOOPBACK = "http://127.0.0.1:8000"
CALLBACK = "http://127.0.0.1:3000/cb"
REGISTER = """mutation ($input: ApiClientRegisterInput!) { apiClientRegister(input: $input) {
  userErrors { code path } apiClient { id version redirectUris } } }"""
CHANGE = """mutation ($input: ApiClientChangeInput!) { apiClientChange(input: $input) {
  userErrors { code path } apiClient { redirectUris postLogoutRedirectUris } } }"""
PROGRAM: dict[str, Any] = {
    "name": "Tried out", "authentication": "BASIC", "grantTypes": ["authorization_code"], "scopes": ["contracts:read"],
    "redirectUris": [CALLBACK],
}  # fmt: skip


@pytest.mark.parametrize("is_allowed", [True, False])
async def test_r02_a_program_of_the_web_is_called_back_over_http_where_the_setting_says_so(
    server: Server, databases_of_worker: tuple[str, str], database: Database, make_committed: Make, *, is_allowed: bool
) -> None:
    owner_url = logins.url_of(server.url(databases_of_worker[1]), OWNER, databases.SECRET)
    settings = Settings(
        Path(), None, LOOPBACK, databases.SECRET, passkeys_optional=True, allow_loopback_http=is_allowed
    )
    portal = create_app(settings, owner_url, keep_time=False)
    admin = await make_committed.member(await make_committed.partner())
    await people.set_password(database, admin, PASSWORD, now=clock.now())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(portal), base_url=LOOPBACK, headers=OURS) as client:
        visitor = await sign_in(client, admin.email)
        made = (await visitor.ask(REGISTER, input=PROGRAM))["apiClientRegister"]
        if is_allowed:
            assert (made["userErrors"], made["apiClient"]["redirectUris"]) == ([], [CALLBACK])
            kept = {"apiClientId": made["apiClient"]["id"], "expectedVersion": made["apiClient"]["version"]}
            changed = await visitor.ask(CHANGE, input={**kept, "postLogoutRedirectUris": ["http://localhost/bye"]})
            assert changed["apiClientChange"] == {
                "userErrors": [],
                "apiClient": {"redirectUris": [CALLBACK], "postLogoutRedirectUris": ["http://localhost/bye"]},
            }
        else:
            refusal = {"code": "INVALID", "path": ["input", "redirectUris", "0"]}
            assert made == {"userErrors": [refusal], "apiClient": None}
        elsewhere = await visitor.ask(REGISTER, input={**PROGRAM, "redirectUris": ["http://app.example/cb"]})
        assert elsewhere["apiClientRegister"]["userErrors"] == [
            {"code": "INVALID", "path": ["input", "redirectUris", "0"]}
        ]
    await portal.door.close()
    await portal.database.close()
