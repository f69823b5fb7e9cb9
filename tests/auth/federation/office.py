"""A partner's office: its people, its provider, and what they do in a browser."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text

from auth import session
from auth.events import Visit
from auth.federation import administration
from auth.federation.models import Connection, Domain
from auth.federation.rules import Algorithm, Authentication
from auth.identify import Door
from portal import clock, ids
from portal.access import Role
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.partners.models import Membership, Organisation
from portal.settings import Settings
from tests import databases
from tests.auth.federation.provider import CLIENT, SECRET, SUB, Provider
from tests.make import Make

PUBLIC_URL = "https://portal.example"
OURS = {"sec-fetch-site": "same-origin"}
SETTINGS = Settings(Path(), None, PUBLIC_URL, databases.SECRET, allow_loopback_http=True)
EMAIL = "mira@partner.example"
LEAVE = re.compile(r'http-equiv="refresh" content="0;url=([^"]+)"')
REFERENCE = re.compile(r'<code translate="no">([0-9a-f]{12})</code>')


@dataclass
class Office:
    database: Database
    make: Make
    provider: Provider
    door: Door
    browser: httpx.AsyncClient = field(init=False)
    partner: Organisation = field(init=False)
    connection: Connection = field(init=False)
    later: timedelta = timedelta(0)

    def now(self) -> datetime:
        return clock.now() + self.later

    async def open(self, **columns: Any) -> None:
        """A partner with a connection and a proven domain."""
        self.partner = await self.make.partner(name="Partner Works")
        self.connection = await self.connect(self.partner, **columns)
        await self.prove(self.connection, "partner.example")

    async def connect(self, of: Organisation, *, secret: bool = True, **columns: Any) -> Connection:
        values = {
            "id": ids.new(), "name": "Directory", "issuer": self.provider.issuer, "client_id": CLIENT, "version": 1,
            "authentication": Authentication.CLIENT_SECRET_BASIC, "id_token_alg": Algorithm.RS256,
            "scopes": ["openid", "email"], "acr_values": [], "strong_values": [], "default_roles": frozenset[Role](),
            "enforces_second_factor": True,
            "max_age": None, "created_at": self.now(), "disabled_at": None,
        }  # fmt: skip
        made = Connection(partner_id=of.id, **(values | columns))
        await self.make.add(made)
        if secret:
            async with self.database.transaction(AUTH) as transaction:
                visit = Visit("", "", self.now())
                await administration.keep_secret(transaction, databases.SECRET, made, {"secret": SECRET}, visit)
        return made

    async def prove(self, connection: Connection, domain: str, *, proven: bool = True) -> Domain:
        made = Domain(
            partner_id=connection.partner_id, id=ids.new(), domain=domain, connection_id=connection.id, token="t" * 32,
            created_at=self.now(), verified_at=self.now() if proven else None,
        )  # fmt: skip
        await self.make.add(made)
        return made

    async def change(self, **columns: Any) -> None:
        """Gives the connection other settings, as an operation would."""
        listed = ", ".join(f"{name} = :{name}" for name in columns)
        await self.rows(
            f"UPDATE identity_connection SET {listed}, version = version + 1 WHERE id = :id",
            id=self.connection.id, **columns,
        )  # fmt: skip

    async def leave(self, email: str = EMAIL, next_: str = "/contracts") -> str:
        """Types the address on the page; the address of the provider to which the browser goes on."""
        page = await self.browser.post("/login/provider", data={"email": email, "next": next_})
        found = LEAVE.search(page.text)
        assert found is not None, (page.status_code, page.text)
        return unescape(found[1])

    async def come_back(self, query: str, connection: Connection | None = None) -> httpx.Response:
        """The callback, as the provider's redirect makes the browser ask for it."""
        path = f"/auth/connections/{ids.text('idp', (connection or self.connection).id)}/callback"
        return await self.browser.get(f"{path}?{query}", headers={"sec-fetch-site": "cross-site"})

    async def sign_in(self, email: str = EMAIL, **changes: Any) -> httpx.Response:
        """The whole way: page, provider, callback."""
        return await self.come_back(self.provider.approve(await self.leave(email), **changes))

    async def member(self, **columns: Any) -> Membership:
        return await self.make.member(self.partner, **columns)

    async def know(self, member: Membership, connection: Connection | None = None, sub: str = SUB) -> None:
        """The provider's name for somebody who has been linked with it."""
        await self.rows(
            "INSERT INTO auth.identity VALUES (:connection, :sub, :person, now())",
            connection=(connection or self.connection).id, sub=sub, person=member.person_id,
        )  # fmt: skip

    async def enter(self, member: Membership, *, is_confirmed: bool = True) -> None:
        """Signs the browser in as somebody by other means."""
        async with self.database.transaction(AUTH) as transaction:
            opened = await session.create(
                transaction, person_id=member.person_id, now=self.now(), is_confirmed=is_confirmed
            )
        assert opened is not None
        self.browser.cookies.set("__Host-session", opened.value, domain="portal.example")

    async def rows(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        result = await self.make.session.execute(text(statement), values)
        found = [tuple(row) for row in result.all()] if result.returns_rows else []  # type: ignore[attr-defined]
        await self.make.session.commit()
        return found

    async def events(self) -> list[tuple[Any, ...]]:
        """(action, outcome, reason) of all events, in order."""
        return await self.rows("SELECT action, outcome, reason FROM auth.event ORDER BY xmin::text::bigint")

    async def standing(self) -> list[tuple[Any, ...]]:
        """How many sessions, identities, people and members there are."""
        counted = ("auth.session", "auth.identity", "person", "membership")
        return await self.rows("SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in counted))

    async def refused(self, answer: httpx.Response) -> tuple[int, str]:
        """The status of a page that refuses, and the reason in the one audit row its reference finds."""
        found = REFERENCE.search(answer.text)
        assert found is not None, (answer.status_code, answer.text)
        rows = await self.rows(
            "SELECT reason FROM auth.event WHERE request_id = :one AND outcome = 'REFUSED'", one=found[1]
        )
        assert len(rows) == 1
        assert "set-cookie" not in answer.headers
        return answer.status_code, rows[0][0]
