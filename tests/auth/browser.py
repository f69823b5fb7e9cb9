"""A browser that sends exactly the bytes it is told to, and what it sees of the portal's sign-in."""

import asyncio
import json
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from starlette.applications import Starlette

from auth import people
from auth.endpoints import PATH, routes
from auth.identify import Caller, Door
from auth.passwords import Checking
from portal import clock
from portal.database.pools import Database
from portal.partners.models import Membership
from tests import patience
from tests.make import Make

PUBLIC_URL = "https://portal.example"
PASSWORD = "correct horse battery"
EMAIL = "mira@partner.example"
HOME = "192.0.2.7"
JSON = (b"content-type", b"application/json")
OURS = (b"sec-fetch-site", b"same-origin")

Header = tuple[bytes, bytes]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        """The one header of this name, or ""."""
        values = [value for key, value in self.headers if key == name]
        assert len(values) < 2
        return values[0] if values else ""

    @property
    def code(self) -> str:
        code: str = json.loads(self.body)["errors"][0]["extensions"]["code"]
        return code

    @property
    def cookie(self) -> bytes:
        """`name=value` of the cookie that is set."""
        return self.header("set-cookie").partition(";")[0].encode()


def scope(*headers: Header, method: str = "POST", address: str = HOME, kind: str = "http") -> dict[str, Any]:
    return {
        "type": kind, "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "https",
        "path": PATH, "raw_path": PATH.encode(), "root_path": "", "query_string": b"", "headers": list(headers),
        "client": (address, 50000), "server": ("portal.example", 443), "state": {},
    }  # fmt: skip


@dataclass
class Portal:
    database: Database
    make: Make
    public_url: str = PUBLIC_URL
    start: datetime = field(default_factory=clock.now)
    later: timedelta = timedelta(0)
    passkeys_optional: bool = True
    door: Door = field(init=False)
    app: Starlette = field(init=False)

    def __post_init__(self) -> None:
        self.door = Door(self.database, public_url=self.public_url)
        self.app = Starlette(
            routes=routes(
                database=self.database,
                door=self.door,
                public_url=self.public_url,
                checking=Checking(),
                now=self.now,
                passkeys_optional=self.passkeys_optional,
            )
        )

    def now(self) -> datetime:
        """The clock of signing in: it stands still but for `later`."""
        return self.start + self.later

    async def person(self, email: str = EMAIL, password: str | None = PASSWORD, **columns: Any) -> Membership:
        """A member who may sign in; of a new partner unless `of` names an organisation."""
        of = columns.pop("of", None) or await self.make.partner()
        member = await self.make.member(of, email=email, **columns)
        if password is not None:
            await people.set_password(self.database, member, password, now=self.now())
        return member

    async def send(self, body: bytes, *headers: Header, method: str = "POST", address: str = HOME) -> Answer:
        """One request, byte for byte."""
        started: MutableMapping[str, Any] = {}
        parts: list[bytes] = []
        waiting = [body]

        async def receive() -> MutableMapping[str, Any]:
            if not waiting:
                return {"type": "http.disconnect"}
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}

        async def collect(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                started.update(message)
            else:
                parts.append(message.get("body", b""))

        await self.app(scope(*headers, method=method, address=address), receive, collect)
        sent = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in started["headers"]]
        return Answer(started["status"], sent, b"".join(parts))

    async def sign_in(
        self, email: str = EMAIL, password: str = PASSWORD, *headers: Header, address: str = HOME
    ) -> Answer:
        body = json.dumps({"email": email, "password": password}).encode()
        return await self.send(body, JSON, OURS, *headers, address=address)

    async def cookie(self, email: str = EMAIL, address: str = HOME) -> bytes:
        """The cookie of a new session."""
        answer = await self.sign_in(email, address=address)
        assert answer.status == 204, answer
        return answer.cookie

    async def sign_out(self, cookie: bytes) -> Answer:
        return await self.send(b"", OURS, (b"cookie", cookie), method="DELETE")

    async def identify(self, cookie: bytes) -> Caller | None:
        return await self.door.identify(scope((b"cookie", cookie)))

    def known(self, cookie: bytes) -> Caller | None:
        return self.door.known(scope((b"cookie", cookie)))

    async def caller(self, cookie: bytes) -> Caller:
        found = await self.identify(cookie)
        assert found is not None
        return found

    async def is_let_in(self, caller: Caller) -> bool:
        """Whether a read of the caller enters, as every read does in its own statement."""
        login = self.database.reads[caller.actor.access_class.value]
        entered = await login.fetch_value("SELECT enter($1, $2)", caller.token_sha256, caller.actor.version)
        return entered is True

    async def rows(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """What a superuser's statement gives."""
        result = await self.make.session.execute(text(statement), values)
        found = [tuple(row) for row in result.all()] if result.returns_rows else []  # type: ignore[attr-defined]
        await self.make.session.commit()
        return found

    @asynccontextmanager
    async def changing(self) -> AsyncIterator[AsyncConnection]:
        """A superuser's transaction beside all others; it commits at the end of the block."""
        bind = self.make.session.bind
        assert isinstance(bind, AsyncEngine)
        async with bind.connect() as connection:
            await connection.execution_options(isolation_level="READ COMMITTED")
            async with connection.begin():
                yield connection

    async def until(self, statement: str) -> None:
        """Waits for a statement that gives rows."""
        async with asyncio.timeout(patience.SECONDS):
            while not await self.rows(statement):  # noqa: ASYNC110 - rows have no event
                await asyncio.sleep(0.01)

    async def change(self, member: Membership, assignments: str) -> None:
        """Changes the member's row as an operation would: the version rises."""
        await self.rows(f"UPDATE membership SET {assignments}, version = version + 1 WHERE id = :id", id=member.id)

    async def events(self, person_id: UUID | None) -> list[tuple[Any, ...]]:
        """(action, outcome, reason) of a person's events but for the setting of the password, in order."""
        return await self.rows(
            "SELECT action, outcome, reason FROM auth.event "
            "WHERE person_id IS NOT DISTINCT FROM :person_id AND action <> 'SET_PASSWORD' ORDER BY xmin::text::bigint",
            person_id=person_id,
        )
