"""What another program asks of the reader: looked at and decided through the authorization server's own endpoints."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from frontend_stub.site import api
from frontend_stub.site.transports import Caller, Reply

Json = dict[str, Any]


class Over(api.Trouble):
    """The request is not there any more: it was answered, or it took too long."""


class Changed(api.Trouble):
    """Something else is asked now: look again."""


@dataclass(frozen=True)
class Parked:
    """A program's request that waits for the reader."""

    next: str
    """SIGN_IN, CONSENT or CONTINUE."""
    origin: str
    """Where the answer goes; a form on the way there must name it in its policy."""
    login_hint: str = ""
    language: str = ""
    """That of the pages on the way, as the program wishes; "" for no wish."""
    client: Mapping[str, str] = field(default_factory=dict)
    scopes: tuple[str, ...] = ()
    days: int = 0
    member: Mapping[str, str] = field(default_factory=dict)


async def look(site_api: api.ApiClient, name: str, caller: Caller) -> Parked:
    """Raises Over."""
    shown = await _sent(site_api, "GET", _under("/auth/authorizations", name), b"", caller)
    return Parked(
        shown["next"], shown["origin"], shown["loginHint"], shown["language"], shown["client"], tuple(shown["scopes"]),
        shown["days"], shown["member"] or {},
    )  # fmt: skip


async def decide(site_api: api.ApiClient, name: str, decision: str, session: str, caller: Caller) -> str:
    """The address that takes the answer to the program. Raises Over or Changed."""
    body = json.dumps({"decision": decision, "session": session}).encode()
    shown = await _sent(site_api, "POST", _under("/auth/authorizations", name), body, caller)
    return str(shown["location"])


@dataclass(frozen=True)
class SignOut:
    """A program's wish that the reader signs out."""

    client: str
    origin: str
    location: str


async def look_at_sign_out(site_api: api.ApiClient, name: str, caller: Caller) -> SignOut:
    """Raises Over."""
    shown = await _sent(site_api, "GET", _under("/auth/sign-outs", name), b"", caller)
    return SignOut(shown["client"], shown["origin"], shown["location"])


async def revoke(site_api: api.ApiClient, client_id: str, caller: Caller) -> None:
    """Takes back what the reader allowed a program. Raises Over if there is nothing to take back."""
    await _sent(site_api, "DELETE", _under("/auth/applications", client_id), b"", caller)


def _under(place: str, name: str) -> str:
    """The address of the one that is called so. Raises Over for none."""
    if not name:
        raise Over
    return f"{place}/{quote(name, safe='')}"


async def _sent(site_api: api.ApiClient, method: str, path: str, body: bytes, caller: Caller) -> Json:
    reply = await site_api.transport.send(method, path, body, caller)
    api.refuse(reply)
    return _shown(reply)


def _shown(reply: Reply) -> Json:
    match reply.status:
        case 200:
            shown: Json = json.loads(reply.body)
            return shown
        case 204:
            return {}
        case 404:
            raise Over
        case 409:
            raise Changed
        case _:
            raise api.failure((), reply.status)
