"""The whole portal as programs reach it, over a database in which things are committed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from joserfc.jwk import ECKey

from portal import clock
from portal.app import Portal, create_app
from portal.partners.models import Membership
from portal.settings import Settings
from tests import databases
from tests.auth.programs import ISSUER, Programs, proof

VIEWER = "{ viewer { organisation } }"
KEY = ECKey.generate_key("P-256")


@dataclass
class Site:
    """The whole portal as programs reach it."""

    app: Portal
    programs: Programs
    client: httpx.AsyncClient

    async def ask(self, query: str = VIEWER, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        return await self.client.post("/graphql", json={"query": query}, headers=headers or {}, **more)

    async def bearer(self, token: str, query: str = VIEWER) -> httpx.Response:
        return await self.ask(query, {"authorization": f"Bearer {token}"})

    async def dpop(self, token: str, *, key: ECKey = KEY, query: str = VIEWER, **changed: Any) -> httpx.Response:
        given = proof(key, at=clock.now(), token=token, **changed)
        return await self.ask(query, {"authorization": f"DPoP {token}", "dpop": given})

    async def member(self, **columns: Any) -> Membership:
        return await self.programs.make.member(await self.programs.make.partner(), **columns)


@asynccontextmanager
async def opened(programs: Programs, owner_url: str, folder: Path) -> AsyncIterator[Site]:
    """The portal over the test's database; closed at the end."""
    settings = Settings(folder, None, ISSUER, databases.SECRET, pool_size=2)
    made = create_app(settings, owner_url, keep_time=False)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(made), base_url=ISSUER) as client:
        yield Site(made, programs, client)
    await made.door.close()
    await made.database.close()


def challenge(answer: httpx.Response, status: int) -> str:
    """The WWW-Authenticate header of a refusal, which says nothing but an error of one code."""
    assert answer.status_code == status, answer.text
    code = {400: "BAD_REQUEST", 401: "UNAUTHENTICATED", 403: "FORBIDDEN"}[status]
    [error] = answer.json()["errors"]
    assert (list(answer.json()), error["extensions"]["code"]) == (["errors"], code)
    return answer.headers["www-authenticate"]
