"""Proofs of possession (RFC 9449): who sends a request holds the key that the token is bound to."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import SplitResult, urlsplit

from joserfc.jwk import Key
from sqlalchemy.ext.asyncio import AsyncSession

from auth import once, signed
from auth.signed import Unsigned
from portal import unguessable
from portal.database.policies import AUTH
from portal.database.pools import Database

WINDOW = timedelta(seconds=60)
"""How old a proof may be, and how far its maker's clock may be ahead."""

SLOT_SECONDS = 300
"""A nonce is good in the five minutes in which it was given and in the next."""

ONCE = "dpop"
SPEND = (
    "INSERT INTO auth.once (kind, value_sha256, content, expires_at) VALUES ($1, $2, '{}', $3) "
    "ON CONFLICT DO NOTHING RETURNING true"
)
PORTS = {"https": 443, "http": 80}


class BadProof(Exception):  # noqa: N818 - an answer, not a fault
    """The proof is not taken; `error` is OAuth's word for it, the message a sentence."""

    def __init__(self, message: str, *, error: str = "invalid_dpop_proof", nonce: str = "") -> None:
        super().__init__(message)
        self.error = error
        self.nonce = nonce
        """What the next proof must say, for the DPoP-Nonce header; "" when that was not the matter."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that was right, but for whether it came before."""

    thumbprint: str
    jti: str
    until: datetime
    """When it would be too old anyway."""
    nonce: str
    """The nonce of ours that it has; "" for none."""


@dataclass(frozen=True, slots=True)
class Nonces:
    """Nonces that need no memory: a signature over the five minutes in which they are given."""

    secret: bytes

    def now(self, moment: datetime) -> str:
        return self._of(int(moment.timestamp()) // SLOT_SECONDS)

    def is_good(self, nonce: object, moment: datetime) -> bool:
        slot = int(moment.timestamp()) // SLOT_SECONDS
        given = nonce if isinstance(nonce, str) and nonce.isascii() else ""
        return any(hmac.compare_digest(given, self._of(each)) for each in (slot, slot - 1))

    def _of(self, slot: int) -> str:
        mac = hmac.new(self.secret, f"dpop nonce {slot}".encode(), hashlib.sha256).digest()
        return _encoded(mac[:18])


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def check(
    proofs: Sequence[str], *, method: str, url: str, nonces: Nonces, now: datetime, access_token: str = "",
    thumbprint: str = "", is_nonce_required: bool = False,
) -> Proof:  # fmt: skip
    """Looks at the request's DPoP headers, of which there must be one. Raises BadProof.

    `url` is the address as everybody knows it, from the configuration. With a token or a thumbprint, the proof must be
    for that token and by that key. Whether the proof came before is `spend`'s question.
    """
    if len(proofs) != 1:
        raise BadProof("Send exactly one DPoP header.")
    own: list[str] = []

    def own_key(header: Mapping[str, Any]) -> Key:
        key = signed.public_key(header.get("jwk"), header["alg"])
        own.append(key.thumbprint())
        return key

    try:
        proof = signed.read(proofs[0], own_key, algorithms=signed.ASYMMETRIC, typ=["dpop+jwt"])
        jti, issued = proof.text("jti"), proof.moment("iat")
    except Unsigned as fault:
        raise BadProof(str(fault)) from None
    if proof.claims.get("htm") != method or not _is_same(proof.claims.get("htu"), url):
        raise BadProof("The proof is for another request.")
    if thumbprint and own[-1] != thumbprint:
        raise BadProof("The proof was made with another key.")
    if access_token and proof.claims.get("ath") != _encoded(hashlib.sha256(access_token.encode()).digest()):
        raise BadProof("The proof is for another token.")
    if is_nonce_required or "nonce" in proof.claims:
        _check_nonce(proof.claims.get("nonce"), nonces, now)
    if abs(issued - now.timestamp()) > WINDOW.total_seconds():
        raise BadProof("The proof is too old, or the client's clock is ahead.")
    return Proof(own[-1], jti, now + 2 * WINDOW, proof.claims.get("nonce", ""))


def _check_nonce(nonce: object, nonces: Nonces, now: datetime) -> None:
    if not nonces.is_good(nonce, now):
        raise BadProof(
            "Send a proof with the nonce of the DPoP-Nonce header.", error="use_dpop_nonce", nonce=nonces.now(now)
        )


def _is_same(htu: object, url: str) -> bool:
    """Whether both name the same place, whatever their query and fragment (RFC 9449, 4.3)."""
    if not isinstance(htu, str):
        return False
    try:
        given, ours = urlsplit(htu), urlsplit(url)
        return _place(given) == _place(ours)
    except ValueError:
        return False


def _place(parts: SplitResult) -> tuple[str, str, str | None, int | None, str]:
    userinfo = parts.netloc.rpartition("@")[0]
    return parts.scheme, userinfo, parts.hostname, parts.port or PORTS.get(parts.scheme), parts.path or "/"


async def spend(session: AsyncSession, proof: Proof) -> None:
    """Notes that the proof came, as portal_auth; raises BadProof if it came before."""
    if not await once.spend(session, ONCE, f"{proof.thumbprint} {proof.jti}", until=proof.until):
        raise BadProof("The proof has already been used.")


async def spend_alone(database: Database, proof: Proof) -> None:
    """The same in one round trip, for a request that does nothing else as portal_auth."""
    digest = unguessable.digest(f"{proof.thumbprint} {proof.jti}")
    if not await database.reads[AUTH].fetch_value(SPEND, ONCE, digest, proof.until):
        raise BadProof("The proof has already been used.")
