"""The authorization server over a database where things are committed, with programs and people in front of it."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import httpx
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.types import ASGIApp

from auth import endpoints as sign_in
from auth import people
from auth.identify import Door
from auth.keys import Keys
from auth.passwords import Checking
from auth.resource import Resource
from auth.server import endpoints
from auth.server.models import Client, ClientAuthentication, ClientSecret
from auth.server.site import Site
from portal import clock
from portal.database.pools import Database
from portal.partners.models import Membership
from portal.settings import Settings
from tests import databases
from tests.make import Make

PUBLIC_URL = "https://portal.example"
RESOURCE = f"{PUBLIC_URL}/graphql"
CALLBACK = "https://app.example/cb"
PASSWORD = "correct horse battery"
OURS = {"sec-fetch-site": "same-origin"}
VERIFIER = "a-verifier-of-43-characters-or-more-is-needed-here"
ALL_GRANTS = ["authorization_code", "refresh_token", "client_credentials"]


def challenge(verifier: str = VERIFIER) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def tampered(token: str) -> str:
    """The token with another signature: of its first sign every bit counts, of the last one some do not."""
    signed, _, signature = token.rpartition(".")
    return f"{signed}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"


def answer_of(response: httpx.Response | str) -> dict[str, str]:
    """The parameters that the program gets at its address; each came once."""
    location = response if isinstance(response, str) else response.headers["location"]
    pairs = parse_qsl(urlsplit(location).query, keep_blank_values=True)
    assert len(dict(pairs)) == len(pairs), location
    return dict(pairs)


@dataclass(frozen=True)
class Program:
    """A registered program and how it proves itself."""

    record: Client
    secret: str = ""

    @property
    def client_id(self) -> str:
        return self.record.client_id

    def asking(self, **more: str | None) -> dict[str, str]:
        """The parameters of a right authorization request; None takes one out."""
        sent: dict[str, str | None] = {
            "response_type": "code", "client_id": self.client_id, "redirect_uri": CALLBACK,
            "scope": "openid contracts:read", "state": "s-1", "nonce": "n-1", "code_challenge": challenge(),
            "code_challenge_method": "S256", **more,
        }  # fmt: skip
        return {name: value for name, value in sent.items() if value is not None}

    def proven(self, **sent: str | None) -> dict[str, Any]:
        """What httpx sends with a form: the fields, with the secret where this program puts it."""
        form = {name: value for name, value in sent.items() if value is not None}
        if self.record.authentication is ClientAuthentication.BASIC:
            return {"data": form, "auth": (self.client_id, self.secret)}
        named = {"client_id": self.client_id} | ({"client_secret": self.secret} if self.secret else {})
        return {"data": named | form}


@dataclass
class Provider:
    """The server at https://portal.example, with a clock that the test may move on."""

    database: Database
    make: Make
    keys: Keys
    start: datetime = field(default_factory=clock.now)
    later: timedelta = timedelta(0)
    door: Door = field(init=False)
    site: Site = field(init=False)
    served: ASGIApp | None = None
    """The whole portal, to be asked instead of the server alone."""
    app: ASGIApp = field(init=False)
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.door = Door(self.database, public_url=PUBLIC_URL)
        settings = Settings(Path(), None, PUBLIC_URL, databases.SECRET, passkeys_optional=True)
        resource = Resource(self.door, self.keys, issuer=PUBLIC_URL, now=self.now)
        self.site = Site(self.database, self.door, settings, self.keys, resource, self.now)
        signing_in = sign_in.routes(
            database=self.database,
            door=self.door,
            public_url=PUBLIC_URL,
            passkeys_optional=True,
            checking=Checking(),
            now=self.now,
        )
        self.app = self.served or Starlette(routes=[*signing_in, *endpoints.routes(self.site)])
        self.web = self.browser()

    def now(self) -> datetime:
        return self.start + self.later

    def browser(self) -> httpx.AsyncClient:
        """A new browser in which nobody is signed in."""
        made = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=PUBLIC_URL)
        self.clients.append(made)
        return made

    async def close(self) -> None:
        for client in self.clients:
            await client.aclose()
        await self.door.close()

    async def person(self, **columns: Any) -> Membership:
        """Somebody who can sign in; of a new partner unless `of` says where."""
        of = columns.pop("of", None) or await self.make.partner()
        member = await self.make.member(of, **columns)
        await people.set_password(self.database, member, PASSWORD, now=self.now())
        return member

    async def signed_in(self, member: Membership, browser: httpx.AsyncClient | None = None) -> httpx.AsyncClient:
        """The member's browser."""
        browser = browser or self.browser()
        sent = {"email": member.email, "password": PASSWORD}
        answer = await browser.post("/auth/session", json=sent, headers=OURS)
        assert answer.status_code == 204, answer.text
        return browser

    async def program(self, owner: Membership | None = None, **columns: Any) -> Program:
        """A program of the owner's organisation; without one, of the company. Its secret is known to the test."""
        member = owner or await self.make.member()
        name = secrets.token_hex(6)
        values: dict[str, Any] = {
            "partner_id": member.partner_id, "member_id": member.id, "client_id": f"app-{name}", "name": f"App {name}",
            "authentication": ClientAuthentication.BASIC, "redirect_uris": [CALLBACK], "post_logout_redirect_uris": [],
            "grant_types": ALL_GRANTS, "scopes": ["openid", "profile", "email", "contracts:read", "contracts:write"],
            "jwks": None, "created_at": self.now(), "disabled_at": None, **columns,
        }  # fmt: skip
        record = Client(**values)
        await self.make.add(record)
        if record.authentication not in {ClientAuthentication.BASIC, ClientAuthentication.POST}:
            return Program(record)
        secret = secrets.token_urlsafe(32)
        kept = ClientSecret(
            client_id=record.client_id, secret_sha256=hashlib.sha256(secret.encode()).digest(),
            created_at=self.now(), expires_at=None,
        )  # fmt: skip
        await self.make.add(kept)
        return Program(record, secret)

    async def public(self, owner: Membership | None = None, **columns: Any) -> Program:
        """A program that can keep no secret."""
        return await self.program(
            owner, authentication=ClientAuthentication.NONE,
            grant_types=["authorization_code", "refresh_token"], **columns,
        )  # fmt: skip

    async def authorize(self, browser: httpx.AsyncClient, program: Program, **more: str | None) -> httpx.Response:
        return await browser.get("/oauth/authorize", params=program.asking(**more))

    async def decide(
        self, browser: httpx.AsyncClient, asked: httpx.Response, decision: str = "allow"
    ) -> httpx.Response:
        """What the consent page does: looks at the request, then sends the decision."""
        name = answer_of(asked)["request"]
        shown = (await browser.get(f"/auth/authorizations/{name}")).json()
        sent = {"decision": decision, "session": (shown["member"] or {}).get("session")}
        return await browser.post(f"/auth/authorizations/{name}", json=sent, headers=OURS)

    async def code(self, browser: httpx.AsyncClient, program: Program, **more: str | None) -> str:
        """A code that the person in the browser gave, asked or not."""
        asked = await self.authorize(browser, program, **more)
        assert asked.status_code == 303, asked.text
        if asked.headers["location"].startswith("/"):
            decided = await self.decide(browser, asked)
            assert decided.status_code == 200, decided.text
            return answer_of(decided.json()["location"])["code"]
        return answer_of(asked)["code"]

    async def redeem(
        self, program: Program, code: str, headers: dict[str, str] | None = None, **more: str | None
    ) -> httpx.Response:
        sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
        return await self.web.post("/oauth/token", **program.proven(**(sent | more)), headers=headers or {})

    async def refresh(
        self, program: Program, token: str, headers: dict[str, str] | None = None, **more: str | None
    ) -> httpx.Response:
        sent = {"grant_type": "refresh_token", "refresh_token": token}
        return await self.web.post("/oauth/token", **program.proven(**(sent | more)), headers=headers or {})

    async def tokens(self, browser: httpx.AsyncClient, program: Program, **more: str | None) -> dict[str, Any]:
        """The whole way: allowed, redeemed."""
        answer = await self.redeem(program, await self.code(browser, program, **more))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def rows(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """What a superuser's statement gives."""
        result = await self.make.session.execute(text(statement), values)
        found = [tuple(row) for row in result.all()] if result.returns_rows else []  # type: ignore[attr-defined]
        await self.make.session.commit()
        return found

    async def live_tokens(self) -> int:
        """How many access tokens the door would still take."""
        counted = await self.rows("SELECT count(*) FROM auth.session WHERE client_id IS NOT NULL AND ended_at IS NULL")
        return int(counted[0][0])

    async def events(self, action: str) -> list[tuple[Any, ...]]:
        """(outcome, reason) of what happened, in order."""
        return await self.rows(
            "SELECT outcome, reason FROM auth.event WHERE action = :action ORDER BY at, id", action=action
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
