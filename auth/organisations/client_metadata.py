"""A program's registration as RFC 7591 writes it, read into columns; each fault with its place."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from auth import scopes
from auth.organisations import client_rules
from auth.server.models import ClientAuthentication
from portal import errors

Path = tuple[str, ...]
SHORTEST_SECRET, LONGEST_SECRET = 16, 256
METHODS = tuple(method.value for method in ClientAuthentication)


@dataclass(frozen=True, slots=True)
class Described:
    """One program of a file: whose it is, its columns, and its secret if the file tells one."""

    place: str
    client_id: str
    organisation: str
    responsible: str
    """E-mail address of the member responsible; "" for an administrator of the organisation."""
    columns: Mapping[str, Any]
    secret: str = field(default="", repr=False)


def read(text: str, *, allow_loopback_http: bool) -> tuple[list[Described], list[str]]:
    """The programs of a JSON list, and a sentence for each fault; with one fault none should be registered."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return [], ["The file is not valid JSON."]
    if not isinstance(given, list):
        return [], ["The file must be a list of clients."]
    found: list[Described] = []
    faults: list[str] = []
    for number, each in enumerate(given):
        reading = _Reading(f"[{number}]", each if isinstance(each, dict) else {}, faults)
        found.append(reading.described(allow_loopback_http=allow_loopback_http))
    names = [each.client_id for each in found]
    faults += [
        f"{each.place}.client_id: This client_id is in the file twice."
        for each in found
        if names.count(each.client_id) > 1
    ]
    return found, faults


class _Reading:
    """One object of the list; what is wrong with it is added to the faults."""

    def __init__(self, place: str, given: Mapping[str, Any], faults: list[str]) -> None:
        self._place, self._given, self._faults = place, given, faults

    def described(self, *, allow_loopback_http: bool) -> Described:
        method = self._one_of("token_endpoint_auth_method", METHODS, "client_secret_basic")
        is_native = self._one_of("application_type", ("web", "native"), "web") == "native"
        grants = self._words("grant_types", client_rules.GRANT_TYPES, ["authorization_code"])
        granted = self._text("scope", longest=2000).split()
        for name in granted:
            if name not in scopes.SCOPES:
                self._fault("scope", f"There is no scope {name[:80]}.")
        client_id = self._text("client_id", needed=True)
        takes_http = is_native or allow_loopback_http
        columns = {
            "name": self._text("client_name") or client_id,
            "authentication": ClientAuthentication(method),
            "is_native": is_native,
            "redirect_uris": self._addresses("redirect_uris", takes_http=takes_http),
            "post_logout_redirect_uris": self._addresses("post_logout_redirect_uris", takes_http=takes_http),
            "grant_types": grants,
            "scopes": list(dict.fromkeys(granted)),
            "jwks": self._keys(),
            "id_token_alg": self._one_of("id_token_signed_response_alg", client_rules.ID_TOKEN_ALGORITHMS, "RS256"),
            "is_par_required": self._flag("require_pushed_authorization_requests"),
            "is_dpop_bound": self._flag("dpop_bound_access_tokens"),
            "is_dpop_nonce_required": self._flag("dpop_nonce_required"),
            "may_introspect_all": self._flag("introspect_all"),
        }
        self._check(columns)
        return Described(
            self._place, client_id, self._text("organisation", needed=True), self._text("responsible"), columns,
            self._secret(ClientAuthentication(method)),
        )  # fmt: skip

    def _fault(self, name: str, message: str) -> None:
        self._faults.append(f"{self._place}.{name}: {message}")

    def _text(self, name: str, *, needed: bool = False, longest: int = 200) -> str:
        value = self._given.get(name, "")
        is_fit = isinstance(value, str) and len(value) <= longest and value.isprintable()
        if not is_fit or (needed and not value):
            self._fault(name, f"This must be a text of {int(needed)} to {longest} characters.")
            return ""
        return str(value)

    def _one_of(self, name: str, known: tuple[str, ...], default: str) -> str:
        value = self._given.get(name, default)
        if value not in known:
            self._fault(name, f"Choose from {', '.join(known)}.")
            return default
        return str(value)

    def _words(self, name: str, known: tuple[str, ...], default: list[str]) -> list[str]:
        value = self._given.get(name, default)
        if not isinstance(value, list) or not all(word in known for word in value):
            self._fault(name, f"This must be a list of {', '.join(known)}.")
            return default
        return [word for word in known if word in value]

    def _flag(self, name: str) -> bool:
        value = self._given.get(name, False)
        if not isinstance(value, bool):
            self._fault(name, "This must be true or false.")
        return value is True

    def _addresses(self, name: str, *, takes_http: bool) -> list[str]:
        value = self._given.get(name, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self._fault(name, "This must be a list of addresses.")
            return []
        for place, each in enumerate(value):
            fault = client_rules.fault_of_uri(each, takes_http=takes_http)
            if fault:
                self._fault(f"{name}[{place}]", str(fault))
        return list(dict.fromkeys(value))

    def _keys(self) -> dict[str, Any] | None:
        value = self._given.get("jwks")
        if value is None:
            return None
        try:
            return client_rules.keys_of(json.dumps(value))
        except errors.Refused as refused:
            self._fault("jwks", refused.message)
            return None

    def _secret(self, method: ClientAuthentication) -> str:
        secret = self._text("client_secret", longest=LONGEST_SECRET)
        if secret and method not in client_rules.SECRET:
            self._fault("client_secret", "Only a client that authenticates with a secret has one.")
        elif secret and len(secret) < SHORTEST_SECRET:
            self._fault(
                "client_secret", f"This must have at least {SHORTEST_SECRET} characters, preferably 32 random bytes."
            )
        return secret

    def _check(self, columns: Mapping[str, Any]) -> None:
        method, grants = columns["authentication"], columns["grant_types"]
        if "client_credentials" in grants and method is ClientAuthentication.NONE:
            self._fault("grant_types", "An app that runs on its own must authenticate with a secret or a key.")
        if "authorization_code" in grants and not columns["redirect_uris"]:
            self._fault("redirect_uris", "An app that people sign in with needs a redirect URI.")
        if method is ClientAuthentication.KEY and columns["jwks"] is None:
            self._fault("jwks", "Enter the app's public keys.")
