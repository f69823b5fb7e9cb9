"""Refusals of the API's door, with the WWW-Authenticate header that tells a program what would help."""

from collections.abc import Mapping

from auth import signed
from auth.rules import Strength
from auth.scopes import Hint
from portal.access import CONFIRMED_FOR
from portal.sentences import Sentence, say

REALM = "Entente"
SIGN_IN = say("Sign in.")
ALGORITHMS = f'algs="{" ".join(signed.ASYMMETRIC)}"'


class Challenged(Exception):  # noqa: N818 - an answer, not a fault
    """The request is refused before it is looked at: status, code and sentence, OAuth's word and the headers."""

    def __init__(
        self, status: int, said: Sentence | str, *, error: str = "", headers: Mapping[str, str] | None = None
    ) -> None:  # fmt: skip
        super().__init__(str(said))
        self.status, self.said, self.error = status, said, error
        self.headers = headers or {}


def unknown() -> Challenged:
    """Nobody says who asks (RFC 6750, 3: then no error is named)."""
    both = f'Bearer realm="{REALM}", DPoP {ALGORITHMS}'
    return Challenged(401, SIGN_IN, headers={"www-authenticate": both})


def malformed(message: str) -> Challenged:
    """More than one proof of who asks, or none that can be read."""
    return _bearer(400, "invalid_request", message)


def invalid_token(message: str, *, is_dpop: bool) -> Challenged:
    return _dpop(401, "invalid_token", message) if is_dpop else _bearer(401, "invalid_token", message)


def invalid_proof(error: str, message: str, nonce: str) -> Challenged:
    """The DPoP proof is not taken, or must have the nonce that the answer brings."""
    refusal = _dpop(401, error, message)
    return Challenged(
        401, message, error=error, headers={**refusal.headers, **({"dpop-nonce": nonce} if nonce else {})}
    )


def insufficient_scope(hint: Hint, *, is_dpop: bool) -> Challenged:
    """The person's role would do, but the token lacks the scopes for it."""
    make = _dpop if is_dpop else _bearer
    return make(403, "insufficient_scope", hint.said, **({"scope": hint.scope} if hint.scope else {}))


def confirmation_needed(said: Sentence, *, is_dpop: bool) -> Challenged:
    """The person must first prove again, in a way that cannot be phished, that it is they (RFC 9470)."""
    make = _dpop if is_dpop else _bearer
    age = str(int(CONFIRMED_FOR.total_seconds()))
    wanted = {"acr_values": Strength.PHISHING_RESISTANT.value, "max_age": age}
    return make(401, "insufficient_user_authentication", said, **wanted)


def _bearer(status: int, error: str, said: Sentence | str, **more: str) -> Challenged:
    return _challenged(status, f'Bearer realm="{REALM}"', error, said, more)


def _dpop(status: int, error: str, said: Sentence | str, **more: str) -> Challenged:
    return _challenged(status, f'DPoP realm="{REALM}", {ALGORITHMS}', error, said, more)


def _challenged(
    status: int, scheme: str, error: str, said: Sentence | str, more: Mapping[str, str]
) -> Challenged:  # fmt: skip
    words = {"error": error, "error_description": str(said), **more}
    header = ", ".join([scheme, *(f'{name}="{value}"' for name, value in words.items())])
    return Challenged(status, said, error=error, headers={"www-authenticate": header})
