"""Which program asks: its secret, its signed assertion or, for one that can keep no secret, its name alone."""

import base64
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote_plus

from joserfc.jwk import Key
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from auth import events, once, signed, throttle
from auth.events import Visit
from auth.rules import Action, Outcome
from auth.server import clients
from auth.server.clients import Registered
from auth.server.models import Client, ClientAuthentication, ClientSecret
from auth.signed import Signed, Unsigned
from portal import unguessable

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_ASSERTION = timedelta(minutes=10)
SKEW = timedelta(seconds=10)
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Refusal:
    """An OAuth error as an endpoint answers it; returned, not raised, so that what was counted is committed."""

    status: int
    error: str
    description: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> dict[str, str]:
        return {"error": self.error, "error_description": self.description}


REFUSED = Refusal(
    401, "invalid_client", "Unknown client, or client authentication failed.",
    {"www-authenticate": 'Basic realm="Entente", charset="UTF-8"'},
)  # fmt: skip
"""The same for an unknown program, a wrong secret, another method than the registered one (RFC 6749, 5.2)."""


@dataclass(frozen=True, slots=True)
class _Claimed:
    """Who the program says it is, and how it means to prove it."""

    client_id: str
    method: ClientAuthentication
    proof: str = field(default="", repr=False)


async def authenticate(
    session: AsyncSession, visit: Visit, *, issuer: str, headers: Sequence[tuple[bytes, bytes]], form: Mapping[str, str]
) -> Registered | Refusal:
    """The program that sends a form, as portal_auth. Failures are counted by program and network, and noted."""
    claimed = _claimed([value for name, value in headers if name == b"authorization"], form)
    if not isinstance(claimed, _Claimed):
        return claimed
    turn = await throttle.look(session, client_id=claimed.client_id, address=visit.address, now=visit.now)
    if turn.wait:
        if turn.is_news:
            _note(session, visit, claimed, Outcome.BLOCKED, "too_many_attempts")
        wait = {"retry-after": str(turn.wait)}
        return Refusal(429, "temporarily_unavailable", f"Too many attempts. Try again in {turn.wait} seconds.", wait)
    client = await clients.registered(session, claimed.client_id)
    reason = await _refusal(session, claimed, client.record if client else None, issuer, visit.now)
    if reason or client is None:
        await throttle.fail(session, turn, now=visit.now)
        _note(session, visit, claimed, Outcome.REFUSED, reason)
        return REFUSED
    return client


def _note(session: AsyncSession, visit: Visit, claimed: _Claimed, outcome: Outcome, reason: str) -> None:
    known = claimed.client_id if reason not in {"", "unknown_client"} else None
    method = claimed.method.value
    events.write(session, visit, Action.AUTHENTICATE_CLIENT, outcome, reason=reason, method=method, client_id=known)


def _claimed(authorization: Sequence[bytes], form: Mapping[str, str]) -> _Claimed | Refusal:
    """What the request says, if it says it in one way."""
    given = {
        ClientAuthentication.BASIC: bool(authorization),
        ClientAuthentication.POST: bool(form.get("client_secret")),
        ClientAuthentication.KEY: bool(form.get("client_assertion") or form.get("client_assertion_type")),
    }
    ways = [way for way, is_given in given.items() if is_given]
    if len(ways) > 1 or len(authorization) > 1:
        return Refusal(400, "invalid_request", "Authenticate with one method, not several.")
    method = ways[0] if ways else ClientAuthentication.NONE
    match method:
        case ClientAuthentication.BASIC:
            name, proof = _basic(authorization[0])
        case ClientAuthentication.KEY:
            name, proof = _asserted(form)
        case _:
            name, proof = form.get("client_id", ""), form.get("client_secret", "")
    is_one = is_name(name) and form.get("client_id", name) == name
    return _Claimed(name, method, proof) if is_one else REFUSED


def is_name(text: str) -> bool:
    """Whether a program can be called so."""
    return 0 < len(text) <= LONGEST_NAME and text.isascii() and text.isprintable()


def _basic(header: bytes) -> tuple[str, str]:
    """The name and the secret, each form-encoded before both are joined (RFC 6749, 2.3.1); "" for what is not one."""
    scheme, _, value = header.partition(b" ")
    if scheme.lower() != b"basic":
        return "", ""
    try:
        name, _, secret = base64.b64decode(value.strip(), validate=True).decode().partition(":")
        return unquote_plus(name, errors="strict"), unquote_plus(secret, errors="strict")
    except ValueError:
        return "", ""


def _asserted(form: Mapping[str, str]) -> tuple[str, str]:
    """The subject as the assertion says it, not believed yet."""
    assertion = form.get("client_assertion", "")
    if form.get("client_assertion_type") != ASSERTION_TYPE:
        return "", ""
    return form.get("client_id") or signed.unread_subject(assertion), assertion


async def _refusal(session: AsyncSession, claimed: _Claimed, client: Client | None, issuer: str, now: datetime) -> str:
    """Why the program is not believed, in a word of ours; "" when it is."""
    is_right = await _has_secret(session, claimed, now)  # looked up for an unknown program too: the time is the same
    if client is None:
        return "unknown_client"
    if client.authentication is not claimed.method:
        return "other_method"
    match claimed.method:
        case ClientAuthentication.NONE:
            return ""
        case ClientAuthentication.KEY:
            return await _assertion_fault(session, claimed, client, issuer, now)
        case _:
            return "" if is_right else "wrong_secret"


async def _has_secret(session: AsyncSession, claimed: _Claimed, now: datetime) -> bool:
    valid = select(ClientSecret.secret_sha256).where(
        ClientSecret.client_id == claimed.client_id,
        (ClientSecret.expires_at.is_(None)) | (ClientSecret.expires_at > now),
    )
    given = unguessable.digest(claimed.proof)
    return any(hmac.compare_digest(given, each) for each in await session.scalars(valid))


async def _assertion_fault(session: AsyncSession, claimed: _Claimed, client: Client, issuer: str, now: datetime) -> str:
    try:
        assertion = _read_assertion(claimed.proof, client)
        assertion.check_times(now, skew=SKEW, future=SKEW)
        jti = assertion.text("jti")
    except Unsigned:
        return "wrong_assertion"
    claims = assertion.claims
    if not claims.get("iss") == claims.get("sub") == client.client_id or claims.get("aud") != issuer:
        return "foreign_assertion"
    until = assertion.moment("exp")
    if until > (now + LONGEST_ASSERTION + SKEW).timestamp():
        return "long_assertion"
    kept = datetime.fromtimestamp(until, now.tzinfo) + SKEW
    is_first = await once.spend(session, "assertion", f"{client.client_id} {jti}", until=kept)
    return "" if is_first else "used_assertion"


def _read_assertion(compact: str, client: Client) -> Signed:
    """Tries the registered keys: the one that is named or, without a name, each. Raises Unsigned."""
    keys: list[dict[str, Any]] = (client.jwks or {}).get("keys", [])
    fault = Unsigned("No key is registered.")
    for jwk in keys:
        try:
            return signed.read(
                compact, lambda header, jwk=jwk: _key(header, jwk), algorithms=signed.ASYMMETRIC,  # type: ignore[misc]
                typ=["jwt", "client-authentication+jwt", ""],
            )  # fmt: skip
        except Unsigned as refused:
            fault = refused
    raise fault


def _key(header: Mapping[str, Any], jwk: Mapping[str, Any]) -> Key:
    if header.get("kid", jwk.get("kid")) != jwk.get("kid"):
        raise Unsigned("The assertion is signed with another key.")
    return signed.public_key(dict(jwk), header["alg"])
