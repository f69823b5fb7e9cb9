"""A directory as partners run one: it holds a provisioning token and speaks SCIM to the whole application."""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import text

from auth.federation.models import Connection, Domain
from auth.federation.rules import Authentication
from portal import clock
from portal.app import Portal
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.partners.models import Membership, Organisation
from tests import databases
from tests.entering import Enter
from tests.journeys.doors import PUBLIC_URL, Visitor
from tests.make import NOW, Make

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ADDRESS = f"{PUBLIC_URL}/scim/v2"


@dataclass(frozen=True)
class Directory:
    """One organisation's directory."""

    client: httpx.AsyncClient
    token: str

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        content = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        kept = {"authorization": f"Bearer {self.token}", "content-type": "application/scim+json", **headers}
        return await self.client.request(method, f"{ADDRESS}{path}", content=content, headers=kept)

    async def create(self, email: str, **told: Any) -> httpx.Response:
        return await self.ask("POST", "/Users", {"schemas": [USER], "userName": email, **told})

    async def created(self, email: str, **told: Any) -> dict[str, Any]:
        answer = await self.create(email, **told)
        assert answer.status_code == 201, answer.text
        user: dict[str, Any] = answer.json()
        return user

    async def patch(self, user_id: str, *operations: dict[str, Any], **headers: str) -> httpx.Response:
        return await self.ask("PATCH", f"/Users/{user_id}", {"schemas": [PATCH], "Operations": operations}, **headers)

    async def found(self, **query: Any) -> list[str]:
        """The addresses of the users that a search gives."""
        answer = await self.ask("GET", f"/Users?{httpx.QueryParams(query)}")
        assert answer.status_code == 200, answer.text
        return [user["userName"] for user in answer.json().get("Resources", [])]


async def confirm(database: Database) -> None:
    """Everybody signed in has proved just now that they are there."""
    await database.reads[AUTH].fetch_value("UPDATE auth.session SET confirmed_at = $1 RETURNING true", clock.now())


async def token_of(visitor: Visitor, database: Database, name: str = "Directory") -> dict[str, Any]:
    await confirm(database)
    answer = await visitor.client.post("/auth/provisioning", json={"name": name})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def prove(make: Make, partner_id: UUID, *domains: str) -> None:
    """The organisation's mail domains, each with the record that proves it."""
    provider = Connection(
        partner_id=partner_id, name="Login", issuer="https://login.example", client_id="x",
        authentication=Authentication.NONE, scopes=["openid"], acr_values=[], strong_values=[],
        default_roles=frozenset(), created_at=NOW,
    )  # fmt: skip
    await make.add(provider)
    await make.add(
        *(
            Domain(
                partner_id=partner_id, domain=domain, connection_id=provider.id, token="t", created_at=NOW,
                verified_at=NOW,
            )
            for domain in domains
        )
    )  # fmt: skip


async def directory_of(
    application: Portal, enter: Enter, database: Database, admin: Membership
) -> tuple[Directory, Visitor]:
    """The directory of the administrator's organisation, and the administrator signed in."""
    (visitor,) = await enter(admin)
    made = await token_of(visitor, database)
    client = httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url=PUBLIC_URL)
    return Directory(client, made["token"]), visitor


def bridge(application: Portal, loop: asyncio.AbstractEventLoop) -> Callable[..., Iterable[bytes]]:
    """The application as WSGI, for a client that knows nothing else: each call is carried out on the loop."""

    async def called(environ: dict[str, Any]) -> httpx.Response:
        headers = {name[5:].replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
        headers |= {"content-type": environ["CONTENT_TYPE"]} if environ.get("CONTENT_TYPE") else {}
        path = environ["PATH_INFO"] + (f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else "")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url=PUBLIC_URL) as client:
            return await client.request(environ["REQUEST_METHOD"], path, content=body, headers=headers)

    def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = asyncio.run_coroutine_threadsafe(called(environ), loop).result(60)
        start_response(f"{answer.status_code} Answer", list(answer.headers.items()))
        return [answer.content]

    return wsgi


@dataclass(frozen=True)
class Scene:
    """A partner with an administrator and a directory."""

    make: Make
    database: Database
    partner: Organisation
    admin: Membership
    visitor: Visitor
    directory: Directory

    async def rows(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await self.make.session.execute(text(statement), values)]

    async def contents(self) -> dict[str, str]:
        """Everything but the time at which the token was last used."""
        found = await databases.contents(self.make.session)
        return {name: digest for name, digest in found.items() if name != "provisioning_token"}
