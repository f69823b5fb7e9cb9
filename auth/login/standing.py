"""How somebody may prove who they are: what they have for it, and what their roles ask of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from auth import session as sessions
from auth.login import recovery
from auth.login.models import Passkey
from auth.login.passkeys import good
from auth.models import Session
from portal import errors
from portal.access import CONFIRMED_FOR, Role, Side
from portal.partners.models import Membership


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's second factors, and whether a passkey must be one of them."""

    passkeys: int
    codes: int
    needs_passkey: bool
    has_place: bool


def needs_passkey(roles: Iterable[Role]) -> bool:
    """The company's people, and whoever administers a partner: what they may do is worth a forged page."""
    return any(role.side is Side.HOST or role is Role.PARTNER_ADMIN for role in roles)


async def of(session: AsyncSession, person_id: UUID, connection_id: UUID | None = None) -> Standing:
    """Over all places of the person: somebody who administers one organisation proves that in each.

    `connection_id` is the provider whose word they bring; passkeys made on another's do not count.
    """
    places = sessions.active_places().where(Membership.person_id == person_id).limit(None)
    members = (await session.scalars(places)).all()
    passkeys = await session.scalar(select(func.count()).where(Passkey.person_id == person_id, good(connection_id)))
    roles = frozenset[Role]().union(*(member.roles for member in members))
    return Standing(
        int(passkeys or 0), await recovery.left(session, person_id), needs_passkey(roles), has_place=bool(members)
    )


def require_fresh(found: Session, standing: Standing, *, now: datetime) -> None:
    """For changing how one signs in: the strongest proof somebody has, at most five minutes old.

    Refuses: ConfirmationNeeded. Without a passkey the password with a code is the strongest there is.
    """
    proved_at = found.confirmed_at if standing.passkeys else found.authenticated_at
    if proved_at is None or now - proved_at > CONFIRMED_FOR:
        raise errors.ConfirmationNeeded("Confirm it is you first. A confirmation lasts five minutes.")
