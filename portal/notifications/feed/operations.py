"""What a person does with their calendar's address: have one, have another, have none."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from portal import errors, unguessable
from portal.access import AccessClass, Actor, Permission
from portal.database.session import Session
from portal.notifications import queries
from portal.notifications.feed.rules import FEED, Status
from portal.notifications.models import CalendarFeed
from portal.partners import queries as partner_queries
from portal.partners.models import Membership

PREFIX = "entc_"
"""What the secret part of an address begins with."""
PATH = "/calendar/{token}.ics"


@dataclass(frozen=True, slots=True)
class Shown:
    """Whose calendar it is, and its address below the portal's: it is told here alone."""

    id: UUID
    shown_once: str


async def switch_on(session: Session, actor: Actor, *, now: datetime) -> Shown:
    """Makes an address. Refuses: NotAllowed, WrongStatus where there is one, Blocked when two do it at once."""
    place, _ = await _step(session, actor, "switchOn", now)
    token = unguessable.made(PREFIX)
    session.add(
        CalendarFeed(
            partner_id=place.partner_id, member_id=place.id, token_sha256=unguessable.digest(token), made_at=now
        )
    )
    await session.flush()
    return Shown(place.id, PATH.format(token=token))


async def renew(session: Session, actor: Actor, *, now: datetime) -> Shown:
    """Another address; the one before is over at once. Refuses: NotAllowed, WrongStatus where there is none."""
    place, feed = await _step(session, actor, "renew", now)
    token = unguessable.made(PREFIX)
    feed.token_sha256, feed.made_at = unguessable.digest(token), now
    return Shown(place.id, PATH.format(token=token))


async def switch_off(session: Session, actor: Actor, *, now: datetime) -> Membership:
    """No address any more. Refuses: NotAllowed, WrongStatus where there is none."""
    place, feed = await _step(session, actor, "switchOff", now)
    await session.delete(feed)
    return place


async def _step(session: Session, actor: Actor, action: str, now: datetime) -> tuple[Membership, Any]:
    """The step checked by its table; the caller's place and, under a lock, what is there of an address."""
    actor.require(Permission.OWN_ACCESS)
    if actor.access_class is AccessClass.AUDITOR:
        raise errors.NotAllowed("Auditors can read everything and change nothing.")
    feed: CalendarFeed | None = await session.scalar(queries.calendar_feed().with_for_update())
    FEED.take(None, Status.ON if feed else Status.OFF, action, actor, now=now)
    place: Membership = (await session.scalars(partner_queries.member(actor.partner_id, actor.person_id))).one()
    return place, feed
