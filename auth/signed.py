"""Reading what somebody signed: a compact JWS of an expected algorithm gives its header and claims, nothing else."""

import json
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import ECKey, JWKRegistry, Key, OKPKey, RSAKey
from joserfc.util import urlsafe_b64decode

ASYMMETRIC = ("ES256", "PS256", "RS256", "EdDSA", "Ed25519")
"""What programs may sign with."""

SHORTEST_RSA, LONGEST_RSA = 342, 683
"""Characters of a modulus of 2048 and of 4096 bits."""

NO_SKEW = timedelta(0)


class Unsigned(Exception):  # noqa: N818 - an answer, not a fault
    """Not what it should be; the message is a sentence for whoever made it."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A header and claims whose signature was right."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]

    def text(self, name: str, *, longest: int = 256) -> str:
        """A claim that is a text of at least one character. Raises Unsigned."""
        value = self.claims.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= longest:
            raise Unsigned(f"The claim {name} must be a text of 1 to {longest} characters.")
        return value

    def moment(self, name: str) -> float:
        """A claim that is seconds since 1970. Raises Unsigned."""
        value = self.claims.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise Unsigned(f"The claim {name} must be a number of seconds.")
        return value

    def check_times(self, now: datetime, *, skew: timedelta, future: timedelta) -> None:
        """Raises Unsigned when it is over by more than `skew`, or begins later than `future` from now."""
        moment = now.timestamp()
        if self.moment("exp") <= moment - skew.total_seconds():
            raise Unsigned("The token has expired.")
        for name in ("iat", "nbf"):
            if name in self.claims and self.moment(name) > moment + future.total_seconds():
                raise Unsigned(f"The claim {name} is in the future.")


FAULTS = (JoseError, ValueError, TypeError, KeyError, OverflowError, RecursionError)
"""What reading hostile bytes may raise."""


class _Pinned(jws.JWSRegistry):
    """Exactly the algorithms named, and headers as long as an RSA key in them needs."""

    max_header_length = 4096
    max_payload_length = 16_384

    def get_alg(self, name: str) -> Any:
        """Also the ones that joserfc warns of: RFC 9864's new name of EdDSA is not everybody's yet."""
        if name not in (self.allowed or ()):
            raise UnsupportedAlgorithmError
        return self.algorithms[name]


def read(
    compact: str, key: Callable[[Mapping[str, Any]], Key], *, algorithms: Collection[str], typ: Collection[str]
) -> Signed:
    """The header and claims, if the key that `key` finds for the header made the signature.

    `typ` lists the types taken, in lower case; "" stands for an absent one. Raises Unsigned, whatever the bytes are.
    """
    registry = _Pinned(algorithms=algorithms, strict_check_header=False)

    def found(signature: Any) -> Key:
        header = signature.headers()
        named = header.get("typ", "")
        if "crit" in header or "b64" in header:
            raise Unsigned("Extensions of the header are not understood.")
        if not isinstance(named, str) or named.lower().removeprefix("application/") not in typ:
            raise Unsigned(f"The header's typ must be {next(iter(typ))}.")
        return key(header)

    try:
        signature = jws.deserialize_compact(compact.encode(), found, registry=registry)
        return _signed(signature.headers(), signature.payload or b"")
    except UnsupportedAlgorithmError:
        raise Unsigned(f"The algorithm must be one of {', '.join(algorithms)}.") from None
    except FAULTS:
        raise Unsigned("The signature is not valid.") from None


def read_again(compact: str, header: Mapping[str, Any], key: Key) -> Signed:
    """As `read`, for a compact JWS whose header is byte for byte one that `read` has taken. Raises Unsigned."""
    text, _, signature = compact.rpartition(".")
    try:
        if not jws.JWSRegistry.algorithms[header["alg"]].verify(
            text.encode(), urlsafe_b64decode(signature.encode()), key
        ):
            raise Unsigned("The signature is not valid.")
        return _signed(header, urlsafe_b64decode(text.partition(".")[2].encode()))
    except FAULTS:
        raise Unsigned("The signature is not valid.") from None


def _signed(header: Mapping[str, Any], payload: bytes) -> Signed:
    claims = json.loads(payload, parse_constant=_refused)
    if not isinstance(claims, dict):
        raise Unsigned("The claims must be an object.")
    return Signed(header, claims)


def _refused(_constant: str) -> None:
    raise ValueError


def unread_subject(compact: str) -> str:
    """Whom a JWT says it is about, before anybody looked at its signature; "" when that is no text."""
    try:
        claims = json.loads(urlsafe_b64decode(compact.split(".")[1].encode()))
        subject = claims["sub"]
    except (ValueError, TypeError, LookupError, RecursionError):
        return ""
    return subject if isinstance(subject, str) else ""


def public_key(jwk: object, alg: str) -> Key:
    """A public key somebody gives, fit for the algorithm. Raises Unsigned for a private, symmetric or weak one."""
    if not isinstance(jwk, dict) or jwk.get("kty") not in {"EC", "RSA", "OKP"}:
        raise Unsigned("The key must be a public key.")
    if jwk["kty"] == "RSA" and not SHORTEST_RSA <= len(str(jwk.get("n"))) <= LONGEST_RSA:
        raise Unsigned("An RSA key must have 2048 to 4096 bits.")
    try:
        key = JWKRegistry.import_key(jwk)
        if key.is_private or jwk.keys() & {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}:
            raise Unsigned("The key must be a public key, without its private part.")
        _check_fit(key, alg)
    except (JoseError, ValueError, TypeError, KeyError, OverflowError):
        raise Unsigned("The key cannot be read.") from None
    return key


def _check_fit(key: Key, alg: str) -> None:
    """Raises Unsigned for a key of another kind than the algorithm's, or on another curve than we take."""
    is_fit = {
        "ES256": isinstance(key, ECKey) and key.curve_name == "P-256",
        "PS256": isinstance(key, RSAKey),
        "EdDSA": isinstance(key, OKPKey) and key.curve_name == "Ed25519",
    }
    if not is_fit[{"RS256": "PS256", "Ed25519": "EdDSA"}.get(alg, alg)]:
        raise Unsigned(f"The key does not fit {alg}.")
