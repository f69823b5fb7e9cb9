"""The server's signing keys: made by themselves, sealed at rest, published a day ahead, kept a day after."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from joserfc.jwk import ECKey, JWKRegistry, Key, RSAKey
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from auth import sealing
from auth.server.dpop import Nonces
from auth.server.models import SigningKey
from portal.database.policies import AUTH
from portal.database.pools import Database

ALGORITHMS = ("ES256", "RS256")
"""ES256 signs access tokens; an id_token is signed with what its program chose, RS256 unless it says ES256."""

AHEAD = timedelta(hours=24)
"""How long a key is published before it signs, and kept after: longer than anybody caches, or a token lives."""
ACTIVE = timedelta(days=90)
REFRESH_SECONDS = 60.0
RSA_BITS = 2048
AT_REST = "signing keys at rest"


@dataclass(frozen=True, slots=True)
class Pair:
    """A key that signs from one moment until another."""

    kid: str
    alg: str
    key: Key
    active_from: datetime
    active_until: datetime
    retires_at: datetime


def _begins(pair: Pair) -> datetime:
    return pair.active_from


@dataclass(frozen=True)
class Ring:
    """All the keys of the server at one time."""

    pairs: tuple[Pair, ...]
    jwks: str
    """The public halves as the text of a JWK Set (RFC 7517)."""
    headers: dict[str, Mapping[str, Any]] = field(default_factory=dict, compare=False)
    """The headers of access tokens that were right, by their text in the token: one for each key that signs."""

    def signing(self, alg: str, now: datetime) -> Pair:
        """The pair that signs now. Raises LookupError for an algorithm that is none of ours.

        After the clock was set back to before the first pair, that one: it was published already.
        """
        own = [pair for pair in self.pairs if pair.alg == alg]
        if not own:
            raise LookupError(f"no key signs {alg} now")
        able = [pair for pair in own if pair.active_from <= now]
        return max(able, key=_begins) if able else min(own, key=_begins)

    def public(self, kid: object, alg: str, now: datetime) -> Key | None:
        """The key of this name and algorithm, while what it signed may still be alive."""
        found = [pair.key for pair in self.pairs if pair.kid == kid and pair.alg == alg and pair.retires_at > now]
        return found[0] if found else None


class Keys:
    """The keys as this process knows them, looked up again each minute; missing ones are made."""

    def __init__(self, database: Database, secret: bytes) -> None:
        self._database, self._secret = database, secret
        self.nonces = Nonces(hmac.new(secret, b"dpop nonces", hashlib.sha256).digest())
        self._ring: Ring | None = None
        self._looked = 0.0
        self._opened: dict[str, Key] = {}

    async def ring(self, now: datetime) -> Ring:
        if self._ring is None or monotonic() - self._looked >= REFRESH_SECONDS:
            self._ring, self._looked = await self._look(now), monotonic()
        return self._ring

    async def _look(self, now: datetime) -> Ring:
        async with self._database.transaction(AUTH) as transaction:
            rows = await alive(transaction, now)
            if not all(map(self._is_open, rows)) or is_due(rows, now):
                rows = await prepare(transaction, self._secret, now)
        pairs = [
            Pair(row.kid, row.alg, self._opened[row.kid], row.active_from, row.active_until, row.retires_at)
            for row in rows
            if self._is_open(row)
        ]
        return Ring(tuple(pairs), json.dumps({"keys": [row.public for row in rows]}, sort_keys=True))

    def _is_open(self, row: SigningKey) -> bool:
        if row.kid not in self._opened:
            key = _unsealed(self._secret, row.sealed)
            if key is None:
                return False
            self._opened[row.kid] = key
        return True


async def alive(session: AsyncSession, now: datetime) -> list[SigningKey]:
    """The keys that are published, oldest first, as portal_auth."""
    published = select(SigningKey).where(SigningKey.retires_at > now).order_by(SigningKey.active_from, SigningKey.kid)
    return list(await session.scalars(published))


def is_due(rows: Iterable[SigningKey], now: datetime) -> bool:
    """Whether an algorithm has no key that signs now, or none that will in two days."""
    return any(_lacks(_of(rows, alg), now) for alg in ALGORITHMS)


def _of(rows: Iterable[SigningKey], alg: str) -> list[SigningKey]:
    return [row for row in rows if row.alg == alg]


def _lacks(rows: list[SigningKey], now: datetime) -> bool:
    return not any(row.active_from <= now < row.active_until for row in rows) or (
        rows[-1].active_until <= now + 2 * AHEAD
    )


async def prepare(session: AsyncSession, secret: bytes, now: datetime) -> list[SigningKey]:
    """Makes the keys that are missing; throws away those that are over, or that another secret than ours has sealed."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("signing keys", 0))))
    foreign = [row.kid for row in await alive(session, now) if _unsealed(secret, row.sealed) is None]
    await session.execute(delete(SigningKey).where((SigningKey.retires_at <= now) | SigningKey.kid.in_(foreign)))
    rows = await alive(session, now)
    for alg in ALGORITHMS:
        own = _of(rows, alg)
        if not any(row.active_from <= now < row.active_until for row in own):
            own = [await _made(session, secret, alg, now, active_from=now)]
        if own[-1].active_until <= now + 2 * AHEAD:
            await _succeed(session, secret, own[-1], now)
    await session.flush()
    return await alive(session, now)


async def rotate(session: AsyncSession, secret: bytes, now: datetime, *, at_once: bool = False) -> list[SigningKey]:
    """New keys that sign in a day; `at_once`, for a key that leaked: from now, and nothing older is believed."""
    rows = await prepare(session, secret, now)
    for alg in ALGORITHMS:
        own = _of(rows, alg)
        if at_once:
            for row in own:
                row.active_until = row.retires_at = now
            await _made(session, secret, alg, now, active_from=now)
        elif own[-1].active_from <= now:
            own[-1].active_until = now
            await _succeed(session, secret, own[-1], now)
    await session.flush()
    return await alive(session, now)


async def _succeed(session: AsyncSession, secret: bytes, last: SigningKey, now: datetime) -> None:
    """Publishes a key that follows the last one, which signs until everybody had a day to fetch the new one."""
    last.active_until = max(last.active_until, now + AHEAD)
    last.retires_at = last.active_until + AHEAD
    await _made(session, secret, last.alg, now, active_from=last.active_until)


async def _made(session: AsyncSession, secret: bytes, alg: str, now: datetime, *, active_from: datetime) -> SigningKey:
    key = await asyncio.to_thread(_generated, alg)
    kid = key.thumbprint()
    until = active_from + ACTIVE
    row = SigningKey(
        kid=kid,
        alg=alg,
        public={**key.as_dict(private=False), "kid": kid, "alg": alg, "use": "sig"},
        sealed=sealing.sealed(secret, AT_REST, key.as_dict(private=True)),
        published_at=now,
        active_from=active_from,
        active_until=until,
        retires_at=until + AHEAD,
    )
    session.add(row)
    return row


def _generated(alg: str) -> Key:
    return ECKey.generate_key("P-256") if alg == "ES256" else RSAKey.generate_key(RSA_BITS)


def _unsealed(secret: bytes, sealed: str) -> Key | None:
    """None when the deployment's secret is no longer the one that the key was sealed with."""
    found = sealing.unsealed(secret, AT_REST, sealed)
    return JWKRegistry.import_key(found) if found else None
