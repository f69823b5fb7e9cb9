"""Signing in through oidc-provider, a certified OpenID provider, in four ways of being its client."""

import asyncio
import contextlib
import json
import os
import re
import socket
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from joserfc.jwk import ECKey, RSAKey

from auth.events import Visit
from auth.federation import administration
from auth.federation.fetch import Outside
from auth.federation.flow import Federation
from auth.federation.models import Connection
from auth.federation.provider import Providers
from auth.federation.rules import Algorithm, Authentication
from portal.database.policies import AUTH
from tests import databases, patience, peers
from tests.auth.federation.conftest import Site
from tests.auth.federation.office import LEAVE, PUBLIC_URL, Office
from tests.auth.federation.provider import serving

PACKAGE = Path(__file__).parent / "peer"
SCOPES = ["openid", "email", "profile"]
SECRET = "a secret of 256 bits, as the peer likes them: 0123456789abcdef"
WAYS: dict[str, dict[str, Any]] = {
    "client_secret_basic": {"authentication": Authentication.CLIENT_SECRET_BASIC, "id_token_alg": Algorithm.RS256},
    "client_secret_post": {"authentication": Authentication.CLIENT_SECRET_POST, "id_token_alg": Algorithm.ES256},
    "private_key_jwt": {"authentication": Authentication.PRIVATE_KEY_JWT, "id_token_alg": Algorithm.PS256},
    "none": {"authentication": Authentication.NONE, "id_token_alg": Algorithm.RS256, "max_age": 300},
}
FIELD = re.compile(r'<form[^>]*action="([^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


@contextlib.asynccontextmanager
async def running(port: int, clients: list[dict[str, Any]], says: str = "") -> AsyncIterator[str]:
    """The peer with these clients; its issuer. `says` is the acr it answers with to whoever asks for one."""
    folder = await asyncio.to_thread(peers.installed, PACKAGE)
    keys = [
        RSAKey.generate_key(2048, {"kid": "rsa"}).as_dict(private=True),
        ECKey.generate_key("P-256", {"kid": "ec"}).as_dict(private=True),
    ]
    told = json.dumps({"port": port, "clients": clients, "keys": keys, "says": says})
    process = await asyncio.create_subprocess_exec(
        "node", "server.mjs", cwd=folder, env={**os.environ, "PEER": told}, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(patience.SECONDS):
            while (line := await process.stdout.readline()) != b"ready\n":
                assert line, "the peer did not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()
        process._transport.close()  # type: ignore[attr-defined]


async def approved(browser: httpx.AsyncClient, url: str) -> str:
    """Signs in and consents at the peer, form by form; the query of the callback."""
    answer = await browser.get(url)
    for _ in range(12):
        if answer.is_redirect:
            target = urljoin(str(answer.request.url), answer.headers["location"])
            if target.startswith(PUBLIC_URL):
                return urlsplit(target).query
            answer = await browser.get(target)
            continue
        form = FIELD.search(answer.text)
        assert form is not None, answer.text
        fields = dict(HIDDEN.findall(answer.text)) | {"login": "mira", "password": "any"}
        answer = await browser.post(urljoin(str(answer.request.url), unescape(form[1])), data=fields)
    raise AssertionError(answer.text)


async def connected(office: Office, issuer: str, way: str) -> tuple[Connection, dict[str, Any]]:
    """A connection to the peer, and the portal as the peer's client."""
    made = await office.connect(office.partner, secret=False, issuer=issuer, client_id=way, scopes=SCOPES, **WAYS[way])
    await office.rows("UPDATE mail_domain SET connection_id = :id", id=made.id)
    federation = Federation(office.database, Providers(Outside(allow_loopback_http=True)), PUBLIC_URL, databases.SECRET)
    client = {
        "client_id": way, "token_endpoint_auth_method": way, "grant_types": ["authorization_code"],
        "redirect_uris": [federation.redirect_uri(made.id)], "response_types": ["code"],
        "id_token_signed_response_alg": WAYS[way]["id_token_alg"].value,
    }  # fmt: skip
    if way.startswith("client_secret"):
        async with office.database.transaction(AUTH) as transaction:
            content = {"secret": SECRET}
            await administration.keep_secret(transaction, databases.SECRET, made, content, Visit("", "", office.now()))
        client["client_secret"] = SECRET
    if way == "private_key_jwt":
        await office.enter(await office.member())
        answer = await office.browser.post(f"/auth/connections/idp_{made.id.hex}/key")
        assert answer.status_code == 204
        client["jwks"] = (await office.browser.get(f"/auth/connections/idp_{made.id.hex}/jwks")).json()
        office.browser.cookies.clear()
    return made, client


@pytest.mark.parametrize("way", WAYS)
async def test_r58_a_certified_provider_signs_people_in(office: Office, way: str) -> None:
    port = free_port()
    connection, client = await connected(office, f"http://127.0.0.1:{port}", way)
    async with running(port, [client]), httpx.AsyncClient(timeout=patience.SECONDS) as browser:
        answer = await office.come_back(await approved(browser, await office.leave()), connection)

        assert (answer.status_code, answer.headers.get("location")) == (303, "/contracts"), await office.events()
        again = await office.come_back(await approved(browser, await office.leave()), connection)
        assert again.status_code == 303

    people = await office.rows("SELECT sub, name, email FROM auth.identity JOIN person ON id = person_id")
    assert people == [("mira", "Mira", "mira@partner.example")]
    assert await office.rows("SELECT count(*) FROM auth.session WHERE connection_id = :id", id=connection.id) == [(2,)]


@pytest.mark.parametrize(("says", "status"), [("phr", 303), ("pwd", 400)])
async def test_r82_a_certified_provider_confirms_anew_and_as_strongly_as_it_says(
    office: Office, says: str, status: int
) -> None:
    port = free_port()
    connection, client = await connected(office, f"http://127.0.0.1:{port}", "client_secret_basic")
    await office.rows("UPDATE identity_connection SET strong_values = ARRAY['phr'] WHERE id = :id", id=connection.id)
    async with running(port, [client], says), httpx.AsyncClient(timeout=patience.SECONDS) as browser:
        begun = await approved(browser, await office.leave())
        assert (await office.come_back(begun, connection)).status_code == 303
        assert await office.rows("SELECT strength, confirmed_at FROM auth.session") == [("mfa", None)]
        await asyncio.sleep(1.1)  # its times are whole seconds

        page = await office.browser.post("/confirm/provider", data={"next": "/contracts"})
        found = LEAVE.search(page.text)
        assert found is not None, page.text
        answer = await office.come_back(await approved(browser, unescape(found[1])), connection)

    assert answer.status_code == status
    sessions = await office.rows("SELECT strength, confirmed_at IS NOT NULL, authenticated_at FROM auth.session")
    if status == 303:
        assert [row[:2] for row in sessions] == [("phr", True)]
        assert (await office.events())[-1] == ("CONFIRM", "ACCEPTED", "proved")
    else:
        assert [row[:2] for row in sessions] == [("mfa", False)]
        assert await office.refused(answer) == (400, "too_weak")


async def test_r65_a_certified_provider_ends_the_sessions_through_the_back_channel(office: Office, site: Site) -> None:
    port = free_port()
    connection, client = await connected(office, f"http://127.0.0.1:{port}", "client_secret_basic")
    async with serving(site) as portal, httpx.AsyncClient(timeout=patience.SECONDS) as browser:
        client["backchannel_logout_uri"] = f"{portal}/auth/connections/idp_{connection.id.hex}/logout"
        client["backchannel_logout_session_required"] = True
        async with running(port, [client]) as issuer:
            await office.come_back(await approved(browser, await office.leave()), connection)
            live = "SELECT count(*) FROM auth.session WHERE ended_at IS NULL"
            assert await office.rows(live) == [(1,)]

            page = await browser.get(f"{issuer}/session/end")
            form = FIELD.search(page.text)
            assert form is not None, page.text
            fields = dict(HIDDEN.findall(page.text)) | {"logout": "yes"}
            await browser.post(urljoin(str(page.request.url), unescape(form[1])), data=fields)

            assert await office.rows(live) == [(0,)]
    assert (await office.events())[-1] == ("END_SESSION", "ACCEPTED", "provider_said_so")
