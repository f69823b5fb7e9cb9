"""A request's headers by name, looked through once for all who ask."""

from collections.abc import MutableMapping
from typing import Any

ONCE = "entente.headers"
"""In a request's scope: its headers by name; empty where one came twice."""


def of(scope: MutableMapping[str, Any], name: bytes) -> tuple[bytes, ...]:
    """All that a request says under a name, in the order sent."""
    once = scope.get(ONCE)
    if once is None:
        headers = scope["headers"]
        once = dict(headers)
        scope[ONCE] = once = once if len(once) == len(headers) else {}
    if once:
        value = once.get(name)
        return () if value is None else (value,)
    return tuple(value for key, value in scope["headers"] if key == name)
