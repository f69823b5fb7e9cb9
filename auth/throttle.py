"""How guessing is made slow: what is counted, how long one waits, and who never waits for others.

Each sign-in is counted before its password is looked at, so a hundred at the same time count as a hundred; a right
password takes its count back. After the free ones the wait doubles from one second to a quarter of an hour.

A network that has signed in to the account in the last 90 days is counted by itself, as this account from this
network, and by nothing else: no stranger's guesses keep it out. Any other sign-in is counted four times: by account
and network, by account, by network, and over the whole portal. So a stranger can make a newcomer to the account wait,
a quarter of an hour at most, and never somebody who comes from where they came before. Whoever shares a network
(an office behind one address) shares the first count alone. A request that must wait is not counted.
"""

import hashlib
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, delete, exists, func, literal, null, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from auth.models import Attempt, Event, Password

FAMILIAR = timedelta(days=90)
KEPT = timedelta(days=1)
SWEPT_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures are free in a window that opens with the first; each further one doubles the wait."""

    name: str
    free: int
    window: timedelta
    longest: timedelta = timedelta(minutes=15)
    shortest: timedelta = timedelta(seconds=1)

    def wait(self, failures: int) -> timedelta:
        """How long after this many failures the next attempt has to wait."""
        if failures < self.free:
            return timedelta(0)
        return min(self.shortest * (1 << min(failures - self.free, 16)), self.longest)


PAIR = Limit("account and network", 5, timedelta(days=1))
ACCOUNT = Limit("account", 20, timedelta(days=1))
NETWORK = Limit("network", 50, timedelta(hours=1))
PROGRAM = Limit("program and network", 10, timedelta(hours=1))
PROGRAMS = Limit("programs of a network", 100, timedelta(hours=1))
LETTERS = Limit("letters", 5, timedelta(days=1), longest=timedelta(days=1), shortest=timedelta(days=1))
"""To one address, whoever asks for them and for whatever; who comes from where they signed in before is not counted
with strangers."""
PORTAL = Limit("portal", 600, timedelta(minutes=1), longest=timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Wait:
    """Not looked at: too many attempts; ask again after so many seconds."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One attempt's place: go on when `wait` is zero seconds; `is_news` when a block is met for the first time."""

    counted: dict[bytes, Limit]
    wait: int = 0
    is_news: bool = False


def network(address: str) -> str:
    """The IPv4 address, or the /64 of an IPv6 address: whoever has one address of it has them all."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))


def _key(limit: Limit, *parts: str) -> bytes:
    return hashlib.sha256("\0".join((limit.name, *parts)).encode()).digest()


async def begin(session: AsyncSession, *, email: str, address: str, now: datetime, purpose: str = "") -> Turn:
    """Counts one attempt, or says how many seconds to wait. In a transaction of its own, committed at once.

    What is no sign-in has a `purpose`, is counted apart for the account and leads to a letter to it.
    """
    account = f"{purpose} {email}" if purpose else email
    whose = select(Password.person_id).where(Password.email == email).scalar_subquery()
    letters = {_key(LETTERS, email): LETTERS} if purpose else {}
    return await _begin(session, account, whose, network(address), now, letters)


async def begin_proof(session: AsyncSession, *, person_id: UUID | None, address: str, now: datetime) -> Turn:
    """The same for a passkey or a recovery code of somebody, counted apart from their passwords.

    Where nobody knows whose passkey it is, the network and the portal are counted alone: no colleague waits for it.
    """
    place = network(address)
    if person_id is None:
        return await _counted(session, {_key(NETWORK, place): NETWORK, _key(PORTAL): PORTAL}, now)
    return await _begin(session, f"proof {person_id}", literal(person_id), place, now)


async def _begin(
    session: AsyncSession, account: str, whose: ColumnElement[Any], place: str, now: datetime,
    also: Mapping[bytes, Limit] = MappingProxyType({}),
) -> Turn:  # fmt: skip
    counted = {_key(PAIR, account, place): PAIR}
    if not await _is_familiar(session, whose, place, now):
        counted |= also
        counted |= {_key(ACCOUNT, account): ACCOUNT, _key(NETWORK, place): NETWORK, _key(PORTAL): PORTAL}
    return await _counted(session, counted, now)


async def _counted(session: AsyncSession, counted: dict[bytes, Limit], now: datetime) -> Turn:
    rows = await _locked(session, sorted(counted), now)
    blocks = [row for row in rows if row.blocked_until is not None and row.blocked_until > now]
    if blocks:
        is_news = not all(row.is_reported for row in blocks)
        for row in blocks:
            row.is_reported = True
        wait = max((row.blocked_until - now).total_seconds() for row in blocks if row.blocked_until is not None)
        return Turn(counted, ceil(wait), is_news)
    for row in rows:
        _count(row, counted[row.key_sha256], now)
    await session.flush()
    return Turn(counted)


async def look(session: AsyncSession, *, client_id: str, address: str, now: datetime) -> Turn:
    """Whether a program that proves who it is has to wait.

    It is counted by `fail` alone, and only together with its network: nobody keeps a program out from elsewhere. Its
    secret has 256 bits, so guesses that come at the same moment do not have to count each other.
    """
    place = network(address)
    counted = {_key(PROGRAM, client_id, place): PROGRAM, _key(PROGRAMS, place): PROGRAMS}
    blocked = (Attempt.key_sha256.in_(counted), Attempt.blocked_until > now)
    until = await session.scalar(select(func.max(Attempt.blocked_until)).where(*blocked))
    if until is None:
        return Turn(counted)
    reported = await session.scalars(
        update(Attempt)
        .where(*blocked, Attempt.is_reported.is_(False))
        .values(is_reported=True)
        .returning(Attempt.key_sha256)
    )
    return Turn(counted, ceil((until - now).total_seconds()), is_news=bool(reported.all()))


async def fail(session: AsyncSession, turn: Turn, *, now: datetime) -> None:
    """Counts a program that did not prove who it is."""
    for row in await _locked(session, sorted(turn.counted), now):
        _count(row, turn.counted[row.key_sha256], now)
    await session.flush()


async def _is_familiar(session: AsyncSession, whose: ColumnElement[Any], place: str, now: datetime) -> bool:
    if not place:
        return False
    signed_in = exists().where(
        Event.person_id == whose,
        Event.network == place,
        Event.at > now - FAMILIAR,
        Event.action == "SIGN_IN",
        Event.outcome == "ACCEPTED",
    )
    return bool(await session.scalar(select(signed_in)))


async def _locked(session: AsyncSession, keys: list[bytes], now: datetime) -> list[Attempt]:
    """The counters, made where missing; always locked in the order of their keys."""
    put = insert(Attempt).values([
        {"key_sha256": key, "failures": 0, "first_at": now, "is_reported": False} for key in keys
    ])  # fmt: skip
    kept = put.on_conflict_do_update(index_elements=[Attempt.key_sha256], set_={"failures": Attempt.failures})
    return list(await session.scalars(kept.returning(Attempt), execution_options={"populate_existing": True}))


def _count(row: Attempt, limit: Limit, now: datetime) -> None:
    """One more failure; the first of a new window when the last one is over."""
    if row.first_at + limit.window <= now:
        row.failures, row.first_at = 0, now
    row.failures += 1
    wait = limit.wait(row.failures)
    row.blocked_until = now + wait if wait else None
    row.is_reported = False


async def take_back(session: AsyncSession, turn: Turn) -> None:
    """The password was right, or was never looked at: the attempt does not count as a failure."""
    for key in sorted(turn.counted):
        limit = turn.counted[key]
        fewer = func.greatest(Attempt.failures - 1, 0)
        await session.execute(
            update(Attempt)
            .where(Attempt.key_sha256 == key)
            .values(failures=fewer, blocked_until=case((fewer < limit.free, null()), else_=Attempt.blocked_until))
        )


async def forget(session: AsyncSession, turn: Turn) -> None:
    """The right password also clears what this account failed from this network."""
    await take_back(session, turn)
    pair = [key for key, limit in turn.counted.items() if limit is PAIR]
    await session.execute(delete(Attempt).where(Attempt.key_sha256.in_(pair)))


async def sweep(session: AsyncSession, *, now: datetime) -> int:
    """Deletes counters that no longer say anything, a bounded number at a time; returns how many."""
    stale = (
        select(Attempt.key_sha256)
        .where(Attempt.first_at < now - KEPT, func.coalesce(Attempt.blocked_until, now) <= now)
        .limit(SWEPT_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    swept = await session.scalars(
        delete(Attempt).where(Attempt.key_sha256.in_(stale)).returning(Attempt.key_sha256),
        execution_options={"synchronize_session": False},
    )
    return len(swept.all())
