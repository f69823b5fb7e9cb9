"""What a provider's token says, believed after every check: signature, issuer, audience, times, nonce, strength."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from auth import signed
from auth.federation.models import Connection
from auth.federation.provider import Providers
from auth.federation.rules import Algorithm, Failed
from auth.rules import Strength

LEEWAY = timedelta(seconds=30)
OLDEST = timedelta(minutes=10)
LONGEST_SUB, LONGEST_TOKEN, LONGEST_SESSION = 255, 20_000, 255
BACK_CHANNEL = "http://schemas.openid.net/event/backchannel-logout"
PARTS = 3

Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the provider vouches for, with what proof."""

    sub: str
    strength: Strength
    proven_at: datetime | None
    """When the person last proved it to the provider; None if it does not say."""
    session: str | None
    claims: Claims


def _require(holds: object, reason: str) -> None:
    if not holds:
        raise Failed(reason)


async def opened(
    providers: Providers, connection: Connection, token: object, *, kinds: frozenset[str], now: datetime
) -> Claims:
    """The claims of a token that the provider signed with the algorithm agreed on. Raises Failed.

    `kinds` are the values that its header's typ may have, in lower case; "" for none.
    """
    if not isinstance(token, str) or not token:
        raise Failed("no_token")
    _require(token.isascii() and len(token) <= LONGEST_TOKEN and token.count(".") == PARTS - 1, "malformed_token")
    header = _object(token.partition(".")[0])
    _require(header.get("alg") == connection.id_token_alg.value, "wrong_algorithm")
    _require("crit" not in header and "b64" not in header, "unknown_extension")
    typ, kid = header.get("typ", ""), header.get("kid")
    _require(isinstance(typ, str) and typ.lower().removeprefix("application/") in kinds, "wrong_type")
    _require(kid is None or isinstance(kid, str), "unknown_key")
    algorithm = Algorithm(connection.id_token_alg)
    key = await providers.key(connection.issuer, kid=kid, algorithm=algorithm, now=now)
    try:
        return signed.read(token, lambda _header: key, algorithms=[algorithm.value], typ=kinds).claims
    except signed.Unsigned as fault:
        raise Failed("wrong_signature") from fault


def _object(segment: str) -> dict[str, Any]:
    try:
        found = json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))
    except (ValueError, RecursionError) as fault:
        raise Failed("malformed_token") from fault
    if not isinstance(found, dict):
        raise Failed("malformed_token")
    return found


def check_id_token(claims: Claims, connection: Connection, *, nonce: str, access_token: str, now: datetime) -> Vouched:
    """OpenID Connect Core 3.1.3.7, and what the connection asks beyond it. Raises Failed."""
    _check_who(claims, connection)
    _check_times(claims, now)
    said = claims.get("nonce")
    _require(isinstance(said, str) and said.isascii() and hmac.compare_digest(said, nonce), "wrong_nonce")
    if "at_hash" in claims:
        _require(claims["at_hash"] == _half_hash(access_token), "wrong_at_hash")
    sub, session = claims.get("sub"), claims.get("sid")
    if not isinstance(sub, str) or not _is_sub(sub):
        raise Failed("wrong_sub")
    _require(session is None or _is_session(session), "wrong_sid")
    proven_at = _check_age(claims, connection, now)
    return Vouched(sub, _strength(claims, connection), proven_at, session, claims)


def check_logout_token(claims: Claims, connection: Connection, *, now: datetime) -> tuple[str | None, str | None, str]:
    """(sub, sid, jti) of a back-channel logout token (OpenID Connect Back-Channel Logout 2.6). Raises Failed."""
    _check_who(claims, connection)
    _check_times(claims, now)
    events = claims.get("events")
    _require(isinstance(events, dict) and isinstance(events.get(BACK_CHANNEL), dict), "wrong_events")
    _require("nonce" not in claims, "has_a_nonce")
    sub, sid, jti = claims.get("sub"), claims.get("sid"), claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= LONGEST_SUB:
        raise Failed("wrong_jti")
    _require(sub is None or _is_sub(sub), "wrong_sub")
    _require(sid is None or _is_session(sid), "wrong_sid")
    _require(sub is not None or sid is not None, "nobody_named")
    return sub, sid, jti


def _is_sub(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_SUB and value.isascii() and value.isprintable()


def _is_session(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_SESSION and value.isprintable()


def _check_who(claims: Claims, connection: Connection) -> None:
    _require(claims.get("iss") == connection.issuer, "wrong_iss")
    audience = claims.get("aud")
    _require(audience in (connection.client_id, [connection.client_id]), "wrong_aud")
    _require(claims.get("azp", connection.client_id) == connection.client_id, "wrong_azp")


def _moment(claims: Claims, name: str) -> datetime | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Failed(f"wrong_{name}")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError) as fault:
        raise Failed(f"wrong_{name}") from fault


def _check_times(claims: Claims, now: datetime) -> None:
    ends, made, begins = (_moment(claims, name) for name in ("exp", "iat", "nbf"))
    if ends is None:
        raise Failed("wrong_exp")
    if made is None:
        raise Failed("wrong_iat")
    _require(ends > now - LEEWAY, "expired")
    _require(now - OLDEST <= made <= now + LEEWAY, "wrong_iat")
    _require(begins is None or begins <= now + LEEWAY, "wrong_nbf")


def _half_hash(access_token: str) -> str:
    """The left half of the token's digest; each of our algorithms hashes with SHA-256."""
    digest = hashlib.sha256(access_token.encode("utf-8", "replace")).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


def _check_age(claims: Claims, connection: Connection, now: datetime) -> datetime | None:
    """When the person proved it. A connection that asks for an age or a strength is not content with silence."""
    proven_at = _moment(claims, "auth_time")
    _require(proven_at is None or proven_at <= now + LEEWAY, "wrong_auth_time")
    if connection.max_age is not None:
        oldest = now - timedelta(seconds=connection.max_age) - LEEWAY
        _require(proven_at is not None and proven_at >= oldest, "proven_too_long_ago")
    if connection.acr_values:
        _require(claims.get("acr") in [*connection.acr_values, *connection.strong_values], "wrong_acr")
    return proven_at


def _strength(claims: Claims, connection: Connection) -> Strength:
    """What the proof counts for here; silence, or a word that nobody declared strong, is as good as a password.

    `mfa` alone needs no declaration: RFC 8176 says what it means.
    """
    methods = claims.get("amr")
    said = {str(method) for method in methods} if isinstance(methods, list) else set()
    if (said | {str(claims.get("acr"))}) & set(connection.strong_values):
        return Strength.PHISHING_RESISTANT
    return Strength.TWO_FACTORS if "mfa" in said or connection.enforces_second_factor else Strength.PASSWORD
