"""Passkeys of mediators: made once, when somebody comes by their link, and good for that one seat."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from auth import once
from auth.login import passkeys
from auth.login.passkeys import CEREMONIES, CHALLENGE, LASTS, Json, Made, Owner, Place, Wrong
from auth.mediation.models import MediatorKey
from portal import deferred, ids

MAKE, PROVE = "mediate", "mediator"


async def invitation(session: AsyncSession, place: Place, seat: Owner, *, bound_to: str, now: datetime) -> Json:
    """Options for navigator.credentials.create."""
    challenge = await once.issue(session, CHALLENGE, {"for": bound_to, "purpose": MAKE}, lasts=LASTS, now=now)
    ceremonies = await deferred.loaded(CEREMONIES)
    options: Json = ceremonies.invited(place, passkeys.raw_bytes(challenge), LASTS, seat, ())
    return options


async def add(
    session: AsyncSession, place: Place, credential: Json, *, bound_to: str, seat_id: UUID, now: datetime
) -> None:
    """Keeps the new passkey, and no other. Raises Wrong."""
    challenge = await passkeys.taken(session, credential, bound_to=bound_to, purpose=MAKE, now=now)
    ceremonies = await deferred.loaded(CEREMONIES)
    new: Made = ceremonies.made(place, challenge, credential)
    await session.execute(delete(MediatorKey).where(MediatorKey.seat_id == seat_id))  # of an earlier link
    session.add(
        MediatorKey(
            id=ids.new(), seat_id=seat_id, credential_id=new.credential_id, public_key=new.public_key,
            sign_count=new.sign_count, transports=new.transports, created_at=now,
        )
    )  # fmt: skip
    await session.flush()


async def question(session: AsyncSession, place: Place, *, now: datetime) -> Json:
    """Options for navigator.credentials.get: any passkey of a mediator will do."""
    challenge = await once.issue(session, CHALLENGE, {"for": PROVE, "purpose": PROVE}, lasts=LASTS, now=now)
    ceremonies = await deferred.loaded(CEREMONIES)
    options: Json = ceremonies.asked(place, passkeys.raw_bytes(challenge), LASTS, ())
    return options


async def proved(session: AsyncSession, place: Place, credential: Json, *, now: datetime) -> UUID:
    """The seat whose passkey answered. Raises Wrong."""
    challenge = await passkeys.taken(session, credential, bound_to=PROVE, purpose=PROVE, now=now)
    raw = passkeys.raw_bytes(credential.get("rawId"))
    key: MediatorKey | None = await session.scalar(
        select(MediatorKey).where(MediatorKey.credential_id == raw).with_for_update()
    )
    if key is None:
        raise Wrong("unknown_passkey")
    handle = credential["response"].get("userHandle")
    if handle is None or passkeys.raw_bytes(handle) != key.seat_id.bytes:
        raise Wrong("passkey_of_another")
    ceremonies = await deferred.loaded(CEREMONIES)
    seen = ceremonies.proven(place, challenge, credential, key)
    await session.execute(update(MediatorKey).where(MediatorKey.id == key.id).values(sign_count=seen))
    return key.seat_id
