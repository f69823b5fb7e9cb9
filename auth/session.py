"""Browser sessions: opened at sign-in with a new secret value, kept as its SHA-256, ended on the server."""

import hashlib
import re
import secrets
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from auth import headers
from auth.federation.models import Connection
from auth.models import Session
from auth.rules import Strength
from portal import ids, settings
from portal.access import Side, access_class
from portal.partners.models import Membership, Organisation
from portal.partners.rules import AccountStatus, MembershipStatus

IDLE_SECONDS = {Side.PARTNER: 30 * 60, Side.HOST: 15 * 60}
LONGEST = timedelta(hours=12)
KEPT = timedelta(days=30)
TOKENS_KEPT = timedelta(days=1)
SWEPT_AT_ONCE = 1000

# base64url of 256 random bits
VALUE = re.compile(rb"[A-Za-z0-9_-]{43}")
LONGEST_KNOWN = 500
"""Bytes of a Cookie header that is remembered, in this process alone."""


@dataclass(frozen=True, slots=True)
class Cookie:
    """The session's cookie as this deployment writes and reads it."""

    name: bytes
    is_secure: bool

    @classmethod
    def of(cls, public_url: str, name: bytes = b"session") -> Self:
        """Host-bound and secure on https. Raises ValueError for http that leaves this machine."""
        parts = urlsplit(public_url)
        if parts.scheme == "https":
            return cls(b"__Host-" + name, is_secure=True)
        if not settings.is_loopback(parts.hostname or ""):
            raise ValueError(
                "Sessions would cross the network unencrypted. Set PORTAL_PUBLIC_URL to an https address,"
                f" not {public_url}."
            )
        return cls(name, is_secure=False)

    def value(self, scope: MutableMapping[str, Any]) -> bytes | None:
        """The cookie's value in a request; None when it is absent, sent twice or not one that we could have made."""
        return _value(self.name, headers.of(scope, b"cookie"))

    def token_sha256(self, scope: MutableMapping[str, Any]) -> bytes | None:
        """The digest of the cookie's value; None where `value` is. A browser's header is taken apart once."""
        told = headers.once(scope).get(b"cookie")
        if told is not None and len(told) <= LONGEST_KNOWN:
            return _digest(self.name, told)
        value = self.value(scope)
        return None if value is None else digest(value)

    def is_in(self, scope: MutableMapping[str, Any]) -> bool:
        """Whether a request brings the cookie at all, whatever its value."""
        return any(self.name + b"=" in header for header in headers.of(scope, b"cookie"))

    def set(self, value: str) -> str:
        """The Set-Cookie header that opens a session; it ends with the browser or, before that, on the server."""
        return f"{self.name.decode()}={value}; {self._flags}"

    @property
    def cleared(self) -> str:
        return f"{self.name.decode()}=; Max-Age=0; {self._flags}"

    @property
    def _flags(self) -> str:
        return ("Secure; " if self.is_secure else "") + "HttpOnly; Path=/; SameSite=Lax"


def _value(own: bytes, sent: Iterable[bytes]) -> bytes | None:
    found: bytes | None = None
    for header in sent:
        if own not in header:
            continue
        for pair in header.split(b";"):
            key, _, value = pair.partition(b"=")
            if key.strip(b" \t") == own:
                if found is not None:
                    return None
                found = value.strip(b" \t")
    return found if found is not None and VALUE.fullmatch(found) else None


@lru_cache(maxsize=2_000)
def _digest(own: bytes, header: bytes) -> bytes | None:
    value = _value(own, (header,))
    return None if value is None else digest(value)


def digest(value: bytes) -> bytes:
    return hashlib.sha256(value).digest()


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just made; its value is known here and to the browser, nowhere else."""

    session_id: UUID
    person_id: UUID
    member_id: UUID
    partner_id: UUID
    value: str = field(repr=False)


def active_places() -> Select[Any]:
    """The memberships of people and organisations that may act."""
    return (
        select(Membership)
        .join(Organisation, Organisation.id == Membership.partner_id)
        .where(
            Membership.status == MembershipStatus.ACTIVE,
            Organisation.status.not_in((AccountStatus.OFFBOARDED, AccountStatus.REJECTED)),
        )
        .order_by(Membership.created_at.desc(), Membership.id.desc())
        .limit(1)
    )


async def hold(session: AsyncSession, *, partner_id: UUID, member_id: UUID) -> None:
    """Waits for changes of the member and the organisation under way, before any of their rows is locked.

    The locks are those that the triggers on members, organisations and connections take: see auth.models.
    """
    await session.execute(select(func.pg_advisory_xact_lock_shared(func.hashtextextended(str(partner_id), 0))))
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(str(member_id), 0))))


async def settled(session: AsyncSession, places: Select[Any]) -> Membership | None:
    """The place as it is after any change under way; until the transaction ends it does not change again."""
    place: Membership | None = await session.scalar(places)
    if place is None:
        return None
    await hold(session, partner_id=place.partner_id, member_id=place.id)
    present: Membership | None = await session.scalar(
        places.where(Membership.id == place.id).execution_options(populate_existing=True)
    )
    return present


def partners_of(member_id: UUID) -> ColumnElement[list[UUID]]:
    """The partners whom a member manages, for their session."""
    listed = select(Organisation.id).where(Organisation.manager_id == member_id, Organisation.side == Side.PARTNER)
    return func.array(listed.scalar_subquery())


async def create(
    session: AsyncSession, *, person_id: UUID, now: datetime, strength: Strength = Strength.PASSWORD,
    is_confirmed: bool = False, agent: str = "", address: str = "", old: bytes | None = None,
    connection_id: UUID | None = None, provider_session: str | None = None, partner_id: UUID | None = None,
    carried: Session | None = None, proven_at: datetime | None = None,
) -> Opened | None:  # fmt: skip
    """Opens a session in the person's newest active place, as portal_auth; None when there is no such place.

    Who belongs to several organisations acts for the one they joined last, or for `partner_id` alone: a provider
    vouches for nobody elsewhere. `carried` is the session whose proof and whose end the new one takes over;
    `proven_at` is when the person proved who they are, where that was before now. `old` is the digest of
    the session the same browser brought: it ends. A change of the membership, of the organisation or of its provider
    that is under way is waited for, so the session always knows the member's present version.
    """
    places = active_places().where(Membership.person_id == person_id)
    if partner_id is not None:
        places = places.where(Membership.partner_id == partner_id)
    place = await settled(session, places)
    if place is None or not await _is_vouched_for(session, connection_id):
        return None
    value = secrets.token_urlsafe(32)
    opened = Opened(ids.new(), person_id, place.id, place.partner_id, value)
    taken_over = await _take_over(session, old, opened, connection_id, now) if old is not None else None
    await session.execute(
        insert(Session).values(
            token_sha256=digest(value.encode()),
            id=opened.session_id,
            access_class=access_class(place.roles).value,
            person_id=person_id,
            member_id=place.id,
            partner_id=place.partner_id,
            partners=partners_of(place.id),
            actor_version=place.version,
            signed_in_at=carried.signed_in_at if carried else now,
            seen_at=now,
            idle_seconds=IDLE_SECONDS[place.side],
            expires_at=carried.expires_at if carried else now + LONGEST,
            agent=agent,
            address=address,
            strength=carried.strength if carried else strength,
            authenticated_at=carried.authenticated_at if carried else min(proven_at or now, now),
            confirmed_at=carried.confirmed_at if carried else now if is_confirmed else None,
            connection_id=connection_id,
            provider_session=provider_session,
            sign_in_id=taken_over or opened.session_id,
        )
    )
    return opened


async def _is_vouched_for(session: AsyncSession, connection_id: UUID | None) -> bool:
    """Whether the provider, if it was one, has not been switched off meanwhile."""
    live = select(Connection.id).where(Connection.id == connection_id, Connection.disabled_at.is_(None))
    return connection_id is None or await session.scalar(live) is not None


async def _take_over(
    session: AsyncSession, old: bytes, opened: Opened, connection_id: UUID | None, now: datetime
) -> UUID | None:
    """Ends the session that the browser brought, which another follows.

    The same person's sign-in goes on in the new one, and is returned; anybody else's is over.
    """
    brought = (Session.token_sha256 == old, Session.client_id.is_(None))
    same = (Session.person_id == opened.person_id, Session.connection_id.is_not_distinct_from(connection_id))
    sign_in_id: UUID | None = await session.scalar(select(Session.sign_in_id).where(*brought, *same))
    given_up = {} if sign_in_id is None else {"sign_in_id": None}
    await end_where(session, *brought, Session.expires_at > now, now=now, **given_up)
    return sign_in_id


def _live(now: datetime) -> tuple[ColumnElement[bool], ...]:
    idle = func.make_interval(0, 0, 0, 0, 0, 0, Session.idle_seconds)
    return Session.ended_at.is_(None), Session.expires_at > now, Session.seen_at + idle > now


async def of_browser(session: AsyncSession, token_sha256: bytes, *, now: datetime) -> Session | None:
    """The live browser session of this digest, locked; no program's token is one."""
    found: Session | None = await session.scalar(
        select(Session)
        .where(Session.token_sha256 == token_sha256, Session.client_id.is_(None), *_live(now))
        # Arrays of ids cannot be read as such: the driver would ask for set_config.
        .options(defer(Session.partners, raiseload=True))
        .with_for_update()
    )
    return found


async def renew(
    session: AsyncSession, found: Session, *, strength: Strength, is_confirmed: bool, now: datetime
) -> str:  # fmt: skip
    """The session goes on under a new value, which is returned: the person has just proved again who they are."""
    value = secrets.token_urlsafe(32)
    found.token_sha256 = digest(value.encode())
    found.strength = max(found.strength, strength, key=list(Strength).index)
    found.authenticated_at = found.seen_at = now
    found.confirmed_at = now if is_confirmed else found.confirmed_at
    await session.flush()
    return value


@dataclass(frozen=True, slots=True)
class Ended:
    """Whose session it was."""

    session_id: UUID
    person_id: UUID
    member_id: UUID
    partner_id: UUID


async def end(session: AsyncSession, *, token_sha256: bytes, now: datetime) -> Ended | None:
    """Ends one session for good; None when it was unknown or over."""
    ended = await end_where(session, Session.token_sha256 == token_sha256, Session.expires_at > now, now=now)
    return ended[0] if ended else None


async def end_all(session: AsyncSession, *, person_id: UUID, now: datetime, but: UUID = ids.NIL) -> int:
    """Ends every session of a person, `but` one; returns how many there were."""
    theirs = (Session.person_id == person_id, Session.id != but, Session.expires_at > now)
    return len(await end_where(session, *theirs, now=now))


async def end_where(session: AsyncSession, *which: ColumnElement[bool], now: datetime, **given_up: None) -> list[Ended]:
    """Ends these sessions and, by a trigger, what was allowed in their sign-ins; whose they were.

    `sign_in_id=None` for those whose sign-in goes on in another.
    """
    wanted = (*which, Session.ended_at.is_(None))
    places = select(Session.partner_id, Session.member_id).where(*wanted).distinct()
    for partner_id, member_id in await session.execute(places.order_by(Session.partner_id, Session.member_id)):
        await hold(session, partner_id=partner_id, member_id=member_id)
    ended = await session.execute(
        update(Session)
        .where(*wanted)
        .values(ended_at=now, **given_up)
        .returning(Session.id, Session.person_id, Session.member_id, Session.partner_id),
        execution_options={"synchronize_session": False},
    )
    return [Ended(*row) for row in ended]


async def sweep(session: AsyncSession, *, now: datetime) -> int:
    """Deletes browser sessions that were over a month ago and access tokens a day, a bounded number at a time."""
    is_token = Session.client_id.is_not(None)
    stale = (
        select(Session.token_sha256)
        .where(Session.expires_at < now - TOKENS_KEPT, or_(is_token, Session.expires_at < now - KEPT))
        .limit(SWEPT_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    over = delete(Session).where(Session.token_sha256.in_(stale)).returning(Session.token_sha256)
    return len((await session.scalars(over, execution_options={"synchronize_session": False})).all())
