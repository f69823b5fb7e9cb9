"""What a program may be registered as: where it is called back, how it proves itself, its keys, and what it may ask."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from joserfc import jwk
from joserfc.errors import JoseError

from auth import scopes
from auth.server.models import Client, ClientAuthentication
from portal import errors, settings, wording
from portal.access import GRANTS, PERSONAL, Actor, Permission, Role
from portal.partners.models import Membership
from portal.sentences import Sentence, say

GRANT_TYPES = ("authorization_code", "refresh_token", "client_credentials")
ID_TOKEN_ALGORITHMS = ("RS256", "ES256")
KEY_ALGORITHMS = frozenset({
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519",
})  # fmt: skip
PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
CURVES = frozenset({"P-256", "P-384", "P-521", "Ed25519"})
LONGEST_NAME, LONGEST_URI, LONGEST_KEYS = 200, 2000, 16_384
MOST_URIS, MOST_KEYS, FEWEST_RSA_BITS = 20, 10, 2048
SECRET = frozenset({ClientAuthentication.BASIC, ClientAuthentication.POST})
"""The ways that need a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What an administrator says of a program."""

    name: str
    authentication: ClientAuthentication
    is_native: bool = False
    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    grant_types: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    jwks: Mapping[str, Any] | None = None
    id_token_alg: str = "RS256"  # noqa: S105 - an algorithm
    is_par_required: bool = False
    is_dpop_bound: bool = False
    is_dpop_nonce_required: bool = False


def checked(given: Registration, actor: Actor, *, allow_loopback_http: bool = False) -> Registration:
    """The registration as it is kept: each list once and in order. Refuses: Invalid, NotAllowed for a scope."""
    wanted = say("The name must have 1 to {longest} characters.", longest=LONGEST_NAME)
    takes_http, found, faults = given.is_native or allow_loopback_http, dict[str, Any](), errors.Faults()
    with faults:
        found["name"] = wording.line(given.name, path=("input", "name"), wanted=wanted, longest=LONGEST_NAME)
    for column, field in (("redirect_uris", "redirectUris"), ("post_logout_redirect_uris", "postLogoutRedirectUris")):
        with faults:
            found[column] = _uris(getattr(given, column), field, takes_http=takes_http)
    with faults:
        found["grant_types"] = _known(given.grant_types, GRANT_TYPES, "grantTypes")
    with faults:
        found["scopes"] = _scopes(given.scopes, actor)
    faults.refuse()
    made = replace(given, **found)
    for check in (_check_grants, _check_person, _check_proof):
        with faults:
            check(made)
    faults.refuse()
    return made


def _known(given: Sequence[str], known: Sequence[str], field: str) -> tuple[str, ...]:
    for place, word in enumerate(given):
        if word not in known:
            raise errors.Invalid("Choose from {known}.", known=", ".join(known), path=("input", field, str(place)))
    return tuple(word for word in known if word in given)


def _uris(given: Sequence[str], field: str, *, takes_http: bool) -> tuple[str, ...]:
    if len(given) > MOST_URIS:
        raise errors.Invalid("Enter at most {most} addresses.", most=MOST_URIS, path=("input", field))
    for place, uri in enumerate(given):
        fault = fault_of_uri(uri, takes_http=takes_http)
        if fault:
            raise errors.Invalid.because(fault, path=("input", field, str(place)))
    return tuple(dict.fromkeys(given))


def fault_of_uri(uri: str, *, takes_http: bool) -> Sentence | None:
    """Why a program cannot be called back at this address; None if it can.

    https alone; with `takes_http` on loopback also http, at any port: for a program on people's own machines
    (RFC 8252, 7.3), or where the deployment allows it (PORTAL_ALLOW_LOOPBACK_HTTP).
    """
    if not 0 < len(uri) <= LONGEST_URI or not uri.isascii() or any(not "!" <= letter <= "~" for letter in uri):
        return say("An address must have 1 to {longest} ASCII characters and no spaces.", longest=LONGEST_URI)
    if any(letter in uri for letter in '\\*"<>^`{|}'):
        return say("Write the address in full, without wildcards, backslashes, brackets or quotes.")
    try:
        parts = urlsplit(uri)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return say("This is not an address.")
    if "#" in uri:
        return say("An address cannot have a part after #.")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        return say("An address cannot contain a user name.")
    if parts.scheme == "http" and settings.is_loopback(host):
        if takes_http:
            return None
        return say("Only a native app can have a redirect URI with http on loopback.")
    if parts.scheme != "https" or not host:
        return say("The address must start with https://.")
    return None


READING = GRANTS[Role.PARTNER_VIEWER] | {Permission.PARTNER_EXPORT}
"""What changes nothing; a scope of reading is anybody's who reads."""


def _scopes(given: Sequence[str], actor: Actor) -> tuple[str, ...]:
    """What each adds to reading must be the actor's own in part: the rest is nobody's who uses the program."""
    for place, name in enumerate(given):
        scope = scopes.SCOPES.get(name)
        if scope is None:
            raise errors.Invalid("There is no scope {name}.", name=name[:80], path=("input", "scopes", str(place)))
        adds = (scope.permissions - READING) or scope.permissions
        if adds and not adds & actor.permissions:
            raise errors.NotAllowed(
                "You cannot give an app the scope {name}: none of your roles include it.",
                name=name,
                path=("input", "scopes", str(place)),
            )
    return tuple(name for name in scopes.SCOPES if name in given)


def reach(roles: Iterable[Role], program: Registration | Client) -> frozenset[Permission]:
    """What the program changes by itself while it answers to somebody of these roles."""
    if "client_credentials" not in program.grant_types:
        return frozenset()
    granted = frozenset[Permission]().union(*(GRANTS[role] for role in roles))
    return (granted & scopes.permissions(program.scopes)) - PERSONAL - READING - {Permission.COMPANY_READ}


def check_reach(
    actor: Actor, member: Membership, *, before: frozenset[Permission], after: frozenset[Permission]
) -> None:
    """Whoever has a program's secret does what it may: nobody gets so what is somebody else's. Refuses: NotAllowed."""
    if member.person_id != actor.person_id and after - before - actor.permissions:
        raise errors.NotAllowed(
            "Running on its own, this app could do things as {name} that you cannot do yourself. Someone"
            " who can must register it or be its owner.",
            name=member.name,
            path=("input", "memberId"),
        )


def _check_grants(made: Registration) -> None:
    grants, is_public = made.grant_types, made.authentication is ClientAuthentication.NONE
    if "client_credentials" not in grants and "authorization_code" not in grants:
        raise errors.Invalid(
            "Choose whether people sign in with the app or it runs on its own.", path=("input", "grantTypes")
        )
    if "refresh_token" in grants and "authorization_code" not in grants:
        raise errors.Invalid(
            "Only an app that people sign in with can have refresh tokens.", path=("input", "grantTypes")
        )
    if "client_credentials" in grants and is_public:
        raise errors.Invalid(
            "An app that runs on its own must authenticate with a secret or a key.", path=("input", "authentication")
        )
    if made.is_native and not is_public:
        raise errors.Invalid(
            "A native app cannot keep a secret. Choose no authentication.",
            path=("input", "authentication"),
        )
    if "authorization_code" in grants and not made.redirect_uris:
        raise errors.Invalid("An app that people sign in with needs a redirect URI.", path=("input", "redirectUris"))
    if "authorization_code" not in grants and (made.redirect_uris or made.post_logout_redirect_uris):
        raise errors.Invalid("An app that runs on its own has no redirect URI.", path=("input", "redirectUris"))


def _check_person(made: Registration) -> None:
    signs_in = "authorization_code" in made.grant_types
    for place, name in enumerate(made.scopes):
        if name in scopes.PERSONAL and not signs_in:
            raise errors.Invalid(
                "{name} is only for apps that people sign in with.", name=name, path=("input", "scopes", str(place))
            )


def _check_proof(made: Registration) -> None:
    if made.authentication is ClientAuthentication.KEY and made.jwks is None:
        raise errors.Invalid("Enter the app's public keys.", path=("input", "jwks"))
    if made.authentication is not ClientAuthentication.KEY and made.jwks is not None:
        raise errors.Invalid("Only an app that authenticates with a key can have keys.", path=("input", "jwks"))
    if made.id_token_alg not in ID_TOKEN_ALGORITHMS:
        raise errors.Invalid("Choose from {known}.", known=", ".join(ID_TOKEN_ALGORITHMS), path=("input", "idTokenAlg"))
    if made.is_dpop_nonce_required and not made.is_dpop_bound:
        raise errors.Invalid(
            "A nonce is only possible for tokens that are bound to a key.", path=("input", "isDpopNonceRequired")
        )


def keys_of(text: str) -> dict[str, Any]:
    """The JWK set of a program: public keys only, each with a name of its own. Refuses: Invalid."""
    if len(text) > LONGEST_KEYS:
        raise errors.Invalid(
            "The keys can have at most {longest} characters.", longest=LONGEST_KEYS, path=("input", "jwks")
        )
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    keys = given.get("keys") if isinstance(given, dict) else None
    if not isinstance(keys, list) or not 0 < len(keys) <= MOST_KEYS or not all(isinstance(key, dict) for key in keys):
        raise errors.Invalid(
            'Enter a JWK set, {{"keys": [...]}}, with 1 to {most} keys.', most=MOST_KEYS, path=("input", "jwks")
        )
    for place, key in enumerate(keys):
        fault = _fault_of_key(key, place + 1)
        if fault:
            raise errors.Invalid.because(fault, path=("input", "jwks"))
    names = [key.get("kid") for key in keys]
    if len(keys) > 1 and len({*names} - {None}) < len(keys):
        raise errors.Invalid("With several keys, each needs its own kid.", path=("input", "jwks"))
    return {"keys": keys}


def _fault_of_key(key: Mapping[str, Any], place: int) -> Sentence | None:
    if PRIVATE_MEMBERS & key.keys():
        return say(
            "Key {place} is a private or shared key. Keep it secret, create a new key and enter its public half.",
            place=place,
        )
    if key.get("kty") not in {"RSA", "EC", "OKP"} or key.get("use", "sig") != "sig":
        return say("Key {place} must be a public signing key: RSA, EC or Ed25519.", place=place)
    if key["kty"] != "RSA" and key.get("crv") not in CURVES:
        known = ", ".join(sorted(CURVES))
        return say("Key {place} must use one of the curves {known}.", place=place, known=known)
    if "alg" in key and key["alg"] not in KEY_ALGORITHMS:
        return say("Key {place} has an algorithm that is not for public keys.", place=place)
    if not isinstance(key.get("kid", ""), str) or _nests(key.values()):
        return say("Key {place} must have plain text values only.", place=place)
    if key["kty"] == "RSA" and len(key.get("n", "")) * 6 < FEWEST_RSA_BITS:  # base64url: six bits a character
        return say("Key {place} is an RSA key and needs {bits} bits.", place=place, bits=FEWEST_RSA_BITS)
    try:
        jwk.import_key(dict(key)).public_key  # noqa: B018 - reading it is the check
    except (JoseError, ValueError, TypeError, KeyError):
        return say("Key {place} cannot be read.", place=place)
    return None


def _nests(values: Iterable[Any]) -> bool:
    return any(
        not (isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value)))
        for value in values
    )
