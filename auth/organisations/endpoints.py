"""POST /auth/clients/{id}/secrets and /auth/provisioning: what is shown once, and GraphQL never carries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from auth import answering, csrf, reading
from auth.events import Visit
from auth.identify import Caller, Door
from auth.organisations import client_secrets, provisioning
from portal import clock, errors, ids
from portal.database.pools import Database

SECRETS = "/auth/clients/{id}/secrets"
TOKENS = "/auth/provisioning"
DAY = timedelta(days=1)

Asked = Callable[[Caller, Visit, Request, dict[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Endpoints:
    """What administrators ask for with the browser's session."""

    database: Database
    door: Door
    public_url: str
    now: Callable[[], datetime]

    async def secret(self, request: Request) -> Response:
        """{"expectedVersion": 3, "oldLastsDays": 7} -> 201 {"clientId", "secret", "oldUntil"}."""
        return await self._answer(request, self._secret)

    async def token(self, request: Request) -> Response:
        """{"name": "Directory"} -> 201 {"id", "name", "token", "address"}."""
        return await self._answer(request, self._token)

    async def _answer(self, request: Request, asked: Asked) -> Response:
        foreign = csrf.refusal(request.scope, self.public_url)
        if foreign is not None:
            return answering.refusal(request, 403, "FORBIDDEN", foreign)
        caller = await self.door.identify(request.scope)
        if caller is None:
            return answering.unauthenticated(request)
        try:
            given = await reading.json_of(request)
            made = await asked(caller, Visit.of(request.scope, self.now()), request, given)
        except reading.Unreadable as fault:
            return answering.unreadable(request, fault)
        except errors.Refused as refused:
            return answering.refused(request, refused)
        if made is None:
            self.door.forget(caller)
            return answering.unauthenticated(request)
        return answering.answer(201, made)

    async def _secret(
        self, caller: Caller, visit: Visit, request: Request, given: dict[str, Any]
    ) -> dict[str, Any] | None:
        prefix, client_id = ids.parse(request.path_params["id"])
        if prefix != "cli":
            raise errors.NotFound("There is no such app.")
        made = await client_secrets.make(
            self.database, caller, visit, api_client_id=client_id, expected_version=_integer(given, "expectedVersion"),
            overlap=max(-1, min(_integer(given, "oldLastsDays"), 1000)) * DAY,
        )  # fmt: skip
        if made is None:
            return None
        until = made.old_until.isoformat() if made.old_until else None
        return {"clientId": made.client_id, "secret": made.secret, "oldUntil": until}

    async def _token(
        self, caller: Caller, visit: Visit, _request: Request, given: dict[str, Any]
    ) -> dict[str, Any] | None:
        name = given.get("name")
        if not isinstance(name, str):
            raise errors.Invalid("Enter a name.", path=("name",))
        made = await provisioning.make(self.database, caller, visit, name=name)
        if made is None:
            return None
        token, value = made
        address = self.public_url + provisioning.PATH
        return {"id": ids.text("prv", token.id), "name": token.name, "token": value, "address": address}


def _integer(given: Mapping[str, Any], name: str) -> int:
    value = given.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise errors.Invalid("Enter a whole number.", path=(name,))
    return value


def routes(*, database: Database, door: Door, public_url: str, now: Callable[[], datetime] = clock.now) -> list[Route]:
    """The routes of an organisation's administration, for the application's table."""
    made = Endpoints(database, door, public_url, now)
    return [Route(SECRETS, made.secret, methods=["POST"]), Route(TOKENS, made.token, methods=["POST"])]
