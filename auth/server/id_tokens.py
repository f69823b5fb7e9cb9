"""What a program is told of who signed in: the id_token of OpenID Connect, and one that comes back as a hint."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.jwk import Key

from auth import keys, signed, tokens
from auth.keys import Ring
from auth.server.models import Client, Grant
from auth.signed import Unsigned

LIFE = timedelta(minutes=5)


def sign(
    ring: Ring, grant: Grant, *, issuer: str, client: Client, now: datetime, nonce: str | None, access_token: str
) -> str:
    """An id_token in the program's algorithm; when and how the person signed in stays the grant's."""
    claims = {
        "iss": issuer,
        "sub": tokens.subject(grant.person_id),
        "aud": client.client_id,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFE).timestamp()),
        "auth_time": int(grant.authenticated_at.timestamp()),
        "acr": grant.strength,
        "at_hash": _half_hash(access_token),
    }
    if nonce:
        claims["nonce"] = nonce
    pair = ring.signing(client.id_token_alg, now)
    header = {"alg": pair.alg, "kid": pair.kid, "typ": "JWT"}
    return jwt.encode(header, claims, pair.key, algorithms=[pair.alg])


def _half_hash(value: str) -> str:
    """The left half of the SHA-256, which is the hash of both algorithms (OpenID Connect Core, 3.1.3.6)."""
    return base64.urlsafe_b64encode(hashlib.sha256(value.encode("ascii")).digest()[:16]).rstrip(b"=").decode()


def hinted(compact: str, ring: Ring, *, issuer: str, now: datetime) -> Mapping[str, Any]:
    """The claims of an id_token that this server issued, also one that is over. Raises Unsigned."""

    def own_key(header: Mapping[str, Any]) -> Key:
        found = [ring.public(header.get("kid"), alg, now) for alg in keys.ALGORITHMS if header.get("alg") == alg]
        if not found or found[0] is None:
            raise Unsigned("The signature was not made with a key of this server.")
        return found[0]

    token = signed.read(compact, own_key, algorithms=keys.ALGORITHMS, typ=["jwt"])
    if token.claims.get("iss") != issuer:
        raise Unsigned("The token belongs to someone else.")
    token.text("aud"), token.text("sub")
    return token.claims
