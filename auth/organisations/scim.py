"""/scim/v2: an organisation's own directory creates, changes and ends its people's places (RFC 7643, RFC 7644)."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from scim2_models import (
    Context,
    Error,
    InvalidFilterException,
    InvalidSyntaxException,
    InvalidValueException,
    PayloadTooLargeException,
    Resource,
    ResourceType,
    SCIMException,
    SearchRequest,
    UnauthorizedException,
)
from scim2_server.handler import AsyncScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import SCIM_MEDIA_TYPE, ScimResponse
from scim2_server.routing import Operation
from scim2_server.service import ScimService
from sqlalchemy import or_, update
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from auth import faults, reading
from auth.events import Visit
from auth.organisations import provisioning, scim_schema
from auth.organisations.models import ProvisioningToken
from auth.organisations.provisioning import Directory
from auth.organisations.scim_schema import Asserted
from auth.organisations.scim_storage import Places
from auth.rules import Outcome
from portal import clock, wording
from portal.access import AccessClass
from portal.database.policies import AUTH
from portal.database.pools import Database

LONGEST = 256 * 1024
MOST_PARAMETERS = 50
LONGEST_FILTER = 4000
MOST_ITEMS = 200
"""Of any list in a request: each operation of a patch is work for nobody else's turn."""
AT_ONCE = 4
CHANGES = {Operation.create, Operation.replace, Operation.patch, Operation.delete}
MINUTE = timedelta(minutes=1)
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


class Service(ScimService):
    """The protocol, where a directory need not say what everybody has."""

    def read_creation(self, resource_type: ResourceType, body: bytes, content_type: str | None) -> Resource[Any]:  # noqa: ARG002
        return _plain(self.read_body(Asserted, body, content_type, Context.RESOURCE_CREATION_REQUEST))

    def read_replacement(self, resource_type: ResourceType, body: bytes, content_type: str | None) -> Resource[Any]:  # noqa: ARG002
        return _plain(self.read_body(Asserted, body, content_type, Context.RESOURCE_REPLACEMENT_REQUEST))

    def read_search(self, resource_types: list[ResourceType], payload: Any) -> tuple[SearchRequest[Any], Any]:
        """Refuses a long filter before it is parsed."""
        told = payload.items() if isinstance(payload, dict) else ()
        if any(name.lower() == "filter" and len(str(value)) > LONGEST_FILTER for name, value in told):
            raise InvalidFilterException(detail=f"A filter can have at most {LONGEST_FILTER} characters.")
        return super().read_search(resource_types, payload)


def _plain(sent: Asserted) -> Asserted:
    """With the address as it is kept, so that another way of writing it is no other address."""
    sent.user_name = wording.email_of(sent.user_name or "") or (sent.user_name or "").strip().lower()
    return sent


@dataclass(frozen=True)
class Door:
    """The whole of /scim/v2: who asks, the request within its bounds, one transaction, the answer."""

    database: Database
    public_url: str
    now: Callable[[], datetime]
    service: Service
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    """Directories write in bursts; they leave connections to the clock, which works as the same login."""

    async def answer(self, request: Request) -> Response:
        visit = Visit.of(request.scope, self.now())
        asked = ScimRequest(request.method, self.public_url + provisioning.PATH, request.path_params.get("path", ""))
        try:
            if self.service.match(asked).operation is not Operation.service_provider_config:
                told = request.headers.getlist("authorization")
                asked.subject = await provisioning.authenticate(self.database, visit, told)
                if isinstance(asked.subject, provisioning.Refused):
                    return self._stranger(asked.subject)
            await self._read(request, asked)
            return _sent(await self._served(asked, visit))
        except SCIMException as refused:
            return _sent(self.service.error_response(refused))
        except Exception as fault:  # noqa: BLE001 - it is written down, and the directory gets its reference
            reference = faults.written_down(fault)
            if faults.is_passing(fault):
                return _error(503, str(faults.said(fault)[1]), {"retry-after": str(faults.SECONDS)})
            return _error(500, f"Something went wrong. The reference is {reference}.")

    def _stranger(self, refused: provisioning.Refused) -> Response:
        if refused.wait:
            return _error(
                429, f"Too many attempts. Try again in {refused.wait} seconds.", {"retry-after": str(refused.wait)}
            )
        return _sent(self.service.error_response(UnauthorizedException(detail="Send a valid provisioning token.")))

    async def _read(self, request: Request, asked: ScimRequest) -> None:
        """The rest of the request. Raises SCIMException for bytes that are no request, or too many."""
        try:
            query = request.scope.get("query_string", b"").decode("ascii")
            asked.query = dict(
                parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
            )
        except ValueError:
            raise InvalidSyntaxException(detail="The parameters must be form-urlencoded UTF-8.") from None
        asked.headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.scope["headers"]]
        try:
            asked.body = await reading.body_of(request, LONGEST)
        except reading.Unreadable as fault:
            raise PayloadTooLargeException(detail=str(fault.said)) from None
        _refuse_hostile([asked.query, asked.body])

    async def _served(self, asked: ScimRequest, visit: Visit) -> ScimResponse:
        """The operation in one transaction; a change leaves an event at the door before it is committed."""
        operation = self.service.match(asked).operation
        if not isinstance(asked.subject, Directory):
            return self.service.service_provider_config(asked.url, asked.query)
        directory, is_change = asked.subject, operation in CHANGES
        try:
            async with self.room, self.database.transaction(AccessClass.SYSTEM) as session:
                if is_change:
                    await self.database.comes_from(session, visit.origin)
                places = Places(session, directory.actor, visit.now)
                response = await AsyncScimHandler(self.service, places).handle(asked)
                token = ProvisioningToken
                stale = or_(token.last_used_at.is_(None), token.last_used_at < visit.now - MINUTE)
                await session.execute(
                    update(token)
                    .where(token.partner_id == directory.partner_id, token.id == directory.token_id, stale)
                    .values(last_used_at=visit.now),
                    execution_options={"synchronize_session": False},
                )
                if is_change:
                    await self._note(visit, directory, Outcome.ACCEPTED, operation.value)
                return response
        except SCIMException:
            if is_change:
                await self._note(visit, directory, Outcome.REFUSED, operation.value)
            raise

    async def _note(self, visit: Visit, directory: Directory, outcome: Outcome, reason: str) -> None:
        async with self.database.transaction(AUTH) as session:
            provisioning.note(session, visit, outcome, reason, directory)


def _refuse_hostile(waiting: list[Any]) -> None:
    """NUL and halves of surrogate pairs are in no text that the database can hold."""
    while waiting:
        value = waiting.pop()
        if isinstance(value, bytes):
            try:
                waiting.append(json.loads(value) if value else None)
            except (ValueError, RecursionError):
                raise InvalidSyntaxException(detail="The body must be valid JSON.") from None
        elif isinstance(value, dict):
            waiting += [*value, *value.values()]
        elif isinstance(value, list):
            if len(value) > MOST_ITEMS:
                raise InvalidValueException(detail=f"A list can have at most {MOST_ITEMS} items.")
            waiting += value
        elif isinstance(value, str) and not reading.is_text(value):
            raise InvalidValueException(detail="A text contains a character that is not allowed.")


def _sent(response: ScimResponse) -> Response:
    body = b"" if response.body is None else json.dumps(response.body).encode()
    headers = {"cache-control": "no-store", "x-content-type-options": "nosniff", **response.headers}
    return Response(body, int(response.status), headers)


def _error(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    body = json.dumps(Error(status=status, detail=detail).model_dump()).encode()
    kept = {"cache-control": "no-store", "content-type": SCIM_MEDIA_TYPE, **(headers or {})}
    return Response(body, status, kept)


def routes(*, database: Database, public_url: str, now: Callable[[], datetime] = clock.now) -> list[Route]:
    """The routes of provisioning, for the application's table."""
    service = Service(scim_schema.provider(f"{public_url}/developers"))
    door = Door(database, public_url, now, service)
    addresses = (provisioning.PATH, f"{provisioning.PATH}{{path:path}}")
    return [Route(address, door.answer, methods=METHODS) for address in addresses]
