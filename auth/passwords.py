"""Passwords: argon2id off the event loop, a few at once, and the same time for an account that is not there."""

import asyncio
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TypeVar
from uuid import UUID

import argon2
from argon2 import exceptions
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from auth import once
from auth import session as sessions
from auth.models import Password
from portal import errors, ids, wording

Result = TypeVar("Result")

SHORTEST, LONGEST = 8, 256

UNDER_WAY = "login"
"""The kind of one-time value that names a sign-in in its browser: see auth.login.steps."""

_hasher = argon2.PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


class Busy(Exception):  # noqa: N818 - an answer, not a fault
    """More passwords wait to be checked than can be within a few seconds."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a password was right, and the hash to store instead when the parameters have become stronger."""

    is_right: bool
    stronger: str | None = None


def _bytes(password: str) -> bytes | None:
    """The password as it is hashed: NFKC, so that every keyboard gives the same; None for one nobody can have."""
    if not SHORTEST <= len(password) <= LONGEST or "\0" in password:
        return None
    try:
        return unicodedata.normalize("NFKC", password).encode()
    except UnicodeEncodeError:
        return None


def hashed(password: str) -> str:
    """The argon2id hash; takes some 25 ms of CPU. Raises Invalid unless it has 8 to 256 characters and no NUL."""
    secret = _bytes(password)
    if secret is None:
        raise errors.Invalid(
            "A password must have {shortest} to {longest} characters.",
            shortest=SHORTEST,
            longest=LONGEST,
            path=("password",),
        )
    return _hasher.hash(secret)


@cache
def dummy() -> str:
    """What the password of an unknown account is compared with, so that it takes as long as a known one's."""
    return _hasher.hash(b"nobody's")


def check(stored: str | None, password: str) -> Answer:
    """Compares in the time of one hash, whatever is given; takes some 25 ms of CPU."""
    secret = _bytes(password)
    try:
        _hasher.verify(stored or dummy(), secret or b"")
    except (exceptions.VerificationError, exceptions.InvalidHashError):
        return Answer(is_right=False)
    if stored is None or secret is None:
        return Answer(is_right=False)
    return Answer(True, _hasher.hash(secret) if _hasher.check_needs_rehash(stored) else None)


class Checking:
    """Checks passwords in worker threads: a few at once, and a short queue before them."""

    def __init__(self, *, at_once: int = 2, waiting: int = 64) -> None:
        dummy()
        self._room = asyncio.Semaphore(at_once)
        self._most = at_once + waiting
        self._present = 0

    @property
    def is_full(self) -> bool:
        return self._present >= self._most

    async def check(self, stored: str | None, password: str) -> Answer:
        """Raises Busy at once when the queue is full."""
        return await self._in_turn(check, stored, password)

    async def hashed(self, password: str) -> str:
        """The hash of a new password. Raises Invalid, and Busy at once when the queue is full."""
        return await self._in_turn(hashed, password)

    async def _in_turn(self, work: Callable[..., Result], *given: object) -> Result:
        if self.is_full:
            raise Busy
        self._present += 1
        try:
            async with self._room:
                return await asyncio.to_thread(work, *given)
        finally:
            self._present -= 1


async def set_password(session: AsyncSession, *, person_id: UUID, email: str, password: str, now: datetime) -> None:
    """Gives a person this password, as portal_auth, and ends their sessions. Raises Invalid.

    Hashes where it is called: for the command line; a server hashes in a thread first (`Checking`), then stores.
    """
    await store(session, person_id=person_id, email=email, argon2=hashed(password), now=now)


async def store(
    session: AsyncSession, *, person_id: UUID, email: str, argon2: str, now: datetime, but: UUID = ids.NIL
) -> None:
    """The person signs in with this password from now on. Raises Invalid.

    Their sessions end, `but` one, and so does what began with the password before.
    """
    address = wording.email_of(email)
    if address is None:
        raise errors.Invalid("This is not an email address.", path=("email",))
    values = {"person_id": person_id, "argon2": argon2, "changed_at": now}
    put = insert(Password).values(email=address, **values)
    stored = await session.scalar(
        put.on_conflict_do_update(
            index_elements=[Password.email], set_=values, where=Password.person_id == person_id
        ).returning(Password.person_id)
    )
    if stored is None:
        raise errors.Invalid("Someone else already signs in with this email address.", path=("email",))
    await sessions.end_all(session, person_id=person_id, now=now, but=but)
    await once.withdraw(session, UNDER_WAY, person=str(person_id))
