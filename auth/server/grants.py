"""What people allowed programs: given with a code, looked for before asking again, ended with all its tokens."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Text, cast, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from auth.models import Session
from auth.server.models import Code, Grant, Refresh
from auth.session import hold
from portal import unguessable

LONGEST = timedelta(days=90)
"""A grant ends then, however often its refresh token is used."""
CODE_LASTS = timedelta(seconds=60)
REFRESH_IDLE = timedelta(days=14)


def live(now: datetime) -> ColumnElement[bool]:
    return Grant.revoked_at.is_(None) & (Grant.expires_at > now)


async def covers(
    session: AsyncSession, *, client_id: str, member_id: UUID, scopes: Sequence[str], resource: str, now: datetime
) -> bool:
    """Whether the member has allowed the program all of these scopes already, and it still counts."""
    given = exists().where(
        Grant.client_id == client_id,
        Grant.member_id == member_id,
        Grant.resource == resource,
        Grant.scopes.op("@>")(cast(list(scopes), ARRAY(Text))),
        live(now),
    )
    return bool(await session.scalar(select(given)))


@dataclass(frozen=True, slots=True)
class Bound:
    """What a code is good for, and for whom alone."""

    redirect_uri: str
    challenge: str
    key_thumbprint: str | None
    nonce: str | None


async def give(session: AsyncSession, browser: Session, bound: Bound, **columns: Any) -> str | None:
    """A new grant of the person in this browser session, with its code, which is known to nobody else.

    None when the session has ended meanwhile.
    """
    await hold(session, partner_id=browser.partner_id, member_id=browser.member_id)
    live = select(Session.id).where(Session.id == browser.id, Session.ended_at.is_(None))
    if await session.scalar(live) is None:
        return None
    now: datetime = columns["created_at"]
    grant = Grant(
        person_id=browser.person_id, member_id=browser.member_id, partner_id=browser.partner_id,
        strength=browser.strength.value, authenticated_at=browser.authenticated_at, confirmed_at=browser.confirmed_at,
        session_id=browser.id, sign_in_id=browser.sign_in_id, connection_id=browser.connection_id,
        provider_session=browser.provider_session, expires_at=now + LONGEST, **columns,
    )  # fmt: skip
    session.add(grant)
    await session.flush()
    code = unguessable.made()
    session.add(
        Code(
            code_sha256=unguessable.digest(code),
            grant_id=grant.id,
            redirect_uri=bound.redirect_uri,
            challenge=bound.challenge,
            key_thumbprint=bound.key_thumbprint,
            scopes=columns["scopes"],
            nonce=bound.nonce,
            expires_at=now + CODE_LASTS,
        )
    )
    await session.flush()
    return code


async def locked(session: AsyncSession, grant_id: UUID) -> Grant | None:
    """The grant as it is now; until the transaction ends nobody else uses or ends it."""
    grant = await session.get(Grant, grant_id)
    if grant is None:
        return None
    await hold(session, partner_id=grant.partner_id, member_id=grant.member_id)
    found: Grant | None = await session.scalar(
        select(Grant).where(Grant.id == grant_id).with_for_update().execution_options(populate_existing=True)
    )
    return found


async def code_of(session: AsyncSession, value: str) -> tuple[Code, Grant] | None:
    """A code that was given once, used or not, and its grant; both locked."""
    return await _with_grant(session, Code, Code.code_sha256 == unguessable.digest(value))


async def refresh_of(session: AsyncSession, value: str) -> tuple[Refresh, Grant] | None:
    """A refresh token that was given once, used or not, and its grant; both locked."""
    return await _with_grant(session, Refresh, Refresh.token_sha256 == unguessable.digest(value))


async def _with_grant(session: AsyncSession, kind: type[Any], named: ColumnElement[bool]) -> tuple[Any, Grant] | None:
    grant_id = await session.scalar(select(kind.grant_id).where(named))
    grant = await locked(session, grant_id) if grant_id else None
    row = await session.scalar(select(kind).where(named).with_for_update().execution_options(populate_existing=True))
    return (row, grant) if row is not None and grant is not None else None


async def refresh(
    session: AsyncSession, grant: Grant, *, scopes: Sequence[str], key_thumbprint: str | None, now: datetime
) -> str:
    """A new refresh token of a grant: 256 random bits, known to nobody else."""
    value = unguessable.made("rt_")
    session.add(
        Refresh(
            token_sha256=unguessable.digest(value),
            grant_id=grant.id,
            scopes=list(scopes),
            key_thumbprint=key_thumbprint,
            created_at=now,
            idle_until=idle_until(grant, now),
        )
    )
    await session.flush()
    return value


def idle_until(grant: Grant, now: datetime) -> datetime:
    """Unused for so long a refresh token dies; the grant's end never moves."""
    return min(now + REFRESH_IDLE, grant.expires_at)


async def revoke(session: AsyncSession, given: Iterable[Grant], *, because: str, now: datetime) -> int:
    """Ends grants at once, and by a trigger the access tokens made of them; returns how many were live."""
    ended = 0
    for each in sorted(given, key=lambda grant: (grant.partner_id, grant.member_id, grant.id)):
        grant = await locked(session, each.id)
        if grant is None or grant.revoked_at is not None:
            continue
        grant.revoked_at, grant.revoked_because = now, because
        await session.flush()
        ended += 1
    return ended


async def of_sign_in(session: AsyncSession, *named: ColumnElement[bool], now: datetime) -> list[Grant]:
    """The live grants that end with a sign-in: see auth.noting.IN_PRESENCE."""
    in_presence = Grant.scopes.bool_op("@>")(cast(["offline_access"], ARRAY(Text))).is_(False)
    return list(await session.scalars(select(Grant).where(*named, in_presence, live(now))))


async def of_person(session: AsyncSession, browser: Session, *, client_id: str, now: datetime) -> list[Grant]:
    """The live grants of a person to one program: what their session may see, as own_applications() does."""
    found = select(Grant).where(Grant.person_id == browser.person_id, Grant.client_id == client_id, live(now))
    if browser.connection_id is not None:
        found = found.where(Grant.partner_id == browser.partner_id)
    return list(await session.scalars(found.order_by(Grant.created_at, Grant.id)))
