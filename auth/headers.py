"""A request's headers by name, looked through once for all who ask."""

from collections.abc import Mapping, MutableMapping
from typing import Any

from portal import languages

ONCE = "entente.headers"
"""In a request's scope: its headers by name; empty where one came twice."""


def once(scope: MutableMapping[str, Any]) -> Mapping[bytes, bytes]:
    """The headers by name; nothing at all where one came twice."""
    found: dict[bytes, bytes] | None = scope.get(ONCE)
    if found is None:
        headers = scope["headers"]
        found = dict(headers)
        scope[ONCE] = found = found if len(found) == len(headers) else {}
    return found


def of(scope: MutableMapping[str, Any], name: bytes) -> tuple[bytes, ...]:
    """All that a request says under a name, in the order sent."""
    found = once(scope)
    if found:
        return (found[name],) if name in found else ()
    return tuple(value for key, value in scope["headers"] if key == name)


def first(scope: MutableMapping[str, Any], name: bytes) -> bytes:
    """The first thing that a request says under a name; b"" for nothing."""
    found = once(scope)
    return found.get(name, b"") if found else next(iter(of(scope, name)), b"")


def language(scope: MutableMapping[str, Any]) -> str:
    """The language of the answer: what `Accept-Language` likes best of ours, else English."""
    found = once(scope)
    wish = found.get(b"accept-language", b"") if found else b",".join(of(scope, b"accept-language"))
    return languages.wished(wish)
