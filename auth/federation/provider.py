"""What identity providers publish about themselves: their metadata and keys, kept for ten minutes at most."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from joserfc.jwk import Key

from auth import signed
from auth.federation.fetch import Outside
from auth.federation.rules import Algorithm, Failed

KEPT = timedelta(minutes=10)
REFETCH_AFTER = timedelta(minutes=1)
"""An unknown key id asks again, but no oftener: nobody makes the portal hammer a provider."""
REMEMBERED = 1000
MOST_KEYS = 100
OK = 200
ABOUT = ("x5u", "x5c", "x5t", "x5t#S256", "key_ops")
"""Members of a key that say something about it; nobody here believes or fetches them."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a provider says of itself (OpenID Connect Discovery), each address checked."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    names_itself: bool
    """Its authorization responses carry `iss` (RFC 9207)."""


@dataclass(slots=True)
class _Known:
    metadata: Metadata
    read_at: datetime
    keys: list[dict[str, Any]] = field(default_factory=list)
    keys_at: datetime | None = None
    asked_at: datetime | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Providers:
    """Providers by their issuer, as this process knows them."""

    def __init__(self, outside: Outside) -> None:
        self.outside = outside
        self._known: OrderedDict[str, _Known] = OrderedDict()

    async def metadata(self, issuer: str, *, now: datetime) -> Metadata:
        """Raises Failed."""
        return (await self._provider(issuer, now)).metadata

    async def key(self, issuer: str, *, kid: str | None, algorithm: Algorithm, now: datetime) -> Key:
        """The public key that a token of this provider names. Raises Failed for one that is not published.

        An unknown id makes the keys be read again, once a minute at most.
        """
        known = await self._provider(issuer, now)
        async with known.lock:
            if known.keys_at is None or now - known.keys_at > KEPT:
                await self._read_keys(known, now)
            found = _fitting(known.keys, kid, algorithm)
            if found is None and (known.asked_at is None or now - known.asked_at >= REFETCH_AFTER):
                known.asked_at = now
                await self._read_keys(known, now)
                found = _fitting(known.keys, kid, algorithm)
        if found is None:
            raise Failed("unknown_key")
        return found

    async def _provider(self, issuer: str, now: datetime) -> _Known:
        found = self._known.get(issuer)
        if found is None or now - found.read_at > KEPT:
            read = _Known(await self._read(issuer), now)
            if found is not None:
                read.keys, read.keys_at, read.asked_at = found.keys, found.keys_at, found.asked_at
            found = self._known[issuer] = read
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        self._known.move_to_end(issuer)
        return found

    async def _read(self, issuer: str) -> Metadata:
        answer = await self.outside.get(issuer.rstrip("/") + "/.well-known/openid-configuration")
        said = answer.body
        if answer.status != OK or not said:
            raise Failed("no_metadata")
        if said.get("issuer") != issuer:
            raise Failed("metadata_of_another_issuer")
        userinfo = said.get("userinfo_endpoint")
        return Metadata(
            issuer=issuer,
            authorization_endpoint=self.outside.checked(said.get("authorization_endpoint")),
            token_endpoint=self.outside.checked(said.get("token_endpoint")),
            jwks_uri=self.outside.checked(said.get("jwks_uri")),
            userinfo_endpoint=self.outside.checked(userinfo) if userinfo is not None else None,
            names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        )

    async def _read_keys(self, known: _Known, now: datetime) -> None:
        """Replaces what was known: a key that is no longer published is dead."""
        answer = await self.outside.get(known.metadata.jwks_uri)
        keys = answer.body.get("keys")
        if answer.status != OK or not isinstance(keys, list):
            raise Failed("no_keys")
        known.keys = [key for key in keys[:MOST_KEYS] if isinstance(key, dict)]
        known.keys_at = now


def _fitting(keys: list[dict[str, Any]], kid: str | None, algorithm: Algorithm) -> Key | None:
    """The one key of this id for this algorithm; without an id, the only one that could be meant."""
    named = [key for key in keys if kid is None or key.get("kid") == kid]
    found = [key for key in (_public(each, algorithm) for each in named) if key is not None]
    return found[0] if len(found) == 1 else None


def _public(key: dict[str, Any], algorithm: Algorithm) -> Key | None:
    if key.get("use", "sig") != "sig" or key.get("alg", algorithm) != algorithm:
        return None
    try:
        return signed.public_key({name: value for name, value in key.items() if name not in ABOUT}, algorithm.value)
    except signed.Unsigned:
        return None
