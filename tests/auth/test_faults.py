"""What everybody is told while the database is away: that it passes, in words, and nothing of what broke."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from portal.app import create_app
from portal.settings import Settings
from tests import databases
from tests.auth.programs import ISSUER

NOWHERE = "postgresql://nobody:secret@127.0.0.1:1/nothing"
TOKEN = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}
COOKIE = {"cookie": f"__Host-session={'A' * 43}", "sec-fetch-site": "same-origin"}
SIGN_IN = {"email": "mira@partner.example", "password": "correct horse battery"}


@pytest_asyncio.fixture(loop_scope="session")
async def away(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The whole portal over a database that nobody can reach."""
    made = create_app(Settings(tmp_path, None, ISSUER, databases.SECRET), NOWHERE, keep_time=False)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(made), base_url=ISSUER, headers=COOKIE) as client:
        yield client
    await made.door.close()
    await made.database.close()


@pytest.mark.parametrize("path", ["token", "par", "introspect", "revoke"])
async def test_r45_a_program_is_told_in_oauths_words_that_it_passes(away: httpx.AsyncClient, path: str) -> None:
    answer = await away.post(f"/oauth/{path}", data=TOKEN)

    assert (answer.status_code, answer.json()["error"]) == (503, "temporarily_unavailable")
    assert (answer.headers["retry-after"], answer.headers["cache-control"]) == ("5", "no-store")
    assert "postgres" not in answer.text.lower()


async def test_r45_a_page_and_the_api_are_told_in_words_that_it_passes(away: httpx.AsyncClient) -> None:
    signed = await away.post("/auth/session", json=SIGN_IN)
    asked = await away.post("/graphql", json={"query": "{ viewer { name } }"})
    page = await away.post("/login", data=SIGN_IN)

    assert [each.status_code for each in (signed, asked)] == [503, 503]
    assert signed.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    assert asked.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    assert (page.status_code, "<h1" in page.text) == (503, True)
    assert "set-cookie" not in signed.headers
    assert "127.0.0.1" not in signed.text + asked.text + page.text
