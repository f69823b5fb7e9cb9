"""Keys by which a caller says "the same request again": the first answer counts, for seven days."""

import hmac
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Index, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from portal import errors
from portal.access import AccessClass, Actor
from portal.database.base import Record, check
from portal.database.policies import SIGNED_IN, Policy
from portal.database.pools import Database
from portal.database.session import Session

KEPT = timedelta(days=7)
SHORTEST, LONGEST = 8, 128


class Key(Record):
    """One request of one person that was carried out."""

    __tablename__ = "idempotency_key"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    input_sha256: Mapped[str]
    result_id: Mapped[UUID | None]
    used_at: Mapped[datetime]

    __table_args__ = (
        check("key_length", f"length(key) BETWEEN {SHORTEST} AND {LONGEST}"),
        Index("ix_idempotency_key_age", "used_at"),
    )
    __policies__ = (
        *(
            Policy(role, "person_id = current_person()", None, ("SELECT", "INSERT", "UPDATE"))
            for role in ("portal_partner", "portal_manager", "portal_staff")
        ),
        Policy("portal_auditor", SIGNED_IN),
        Policy("portal_system", "true", None, ("SELECT", "DELETE")),
    )


CLAIMED = (
    insert(Key)
    .values(
        person_id=bindparam("person"), key=bindparam("named"), input_sha256=bindparam("digest"),
        used_at=bindparam("moment"),
    )
    .on_conflict_do_nothing()
    .returning(Key.key)
)  # fmt: skip
LED_TO = (
    update(Key)
    .where(Key.person_id == bindparam("person"), Key.key == bindparam("named"))
    .values(result_id=bindparam("result"))
    .execution_options(synchronize_session=False)
)


async def claim(
    session: Session, actor: Actor, *, key: str, request: str, secret: bytes, now: datetime
) -> UUID | None:  # fmt: skip
    """The id that the first request with this key led to, or None: then it is this one.

    `request` is the whole input as text; without `secret` nobody guesses it from what is kept of it. A second request
    at the same time waits for the first one's transaction.
    Refuses: KeyReused if the key came with another input, Invalid for a key of the wrong length.
    """
    here = ("input", "idempotencyKey")
    if not SHORTEST <= len(key) <= LONGEST or "\0" in key:
        raise errors.Invalid(
            "The key must have {shortest} to {longest} characters.", shortest=SHORTEST, longest=LONGEST, path=here
        )
    if actor.access_class is AccessClass.AUDITOR:
        return None  # their login writes nothing, not even this; what they may do, end what is their own, happens once
    digest = hmac.digest(secret, request.encode(), "sha256").hex()
    if await session.scalar(CLAIMED, {"person": actor.person_id, "named": key, "digest": digest, "moment": now}):
        return None
    used: Key = (await session.scalars(select(Key).where(Key.person_id == actor.person_id, Key.key == key))).one()
    if used.input_sha256 != digest:
        raise errors.KeyReused("This key has already been used with another input. Use a new key.", path=here)
    return used.result_id


async def keep(session: Session, actor: Actor, *, key: str, result_id: UUID) -> None:
    """Remembers what the request led to."""
    if actor.access_class is not AccessClass.AUDITOR:
        await session.execute(LED_TO, {"person": actor.person_id, "named": key, "result": result_id})


async def sweep(database: Database, now: datetime) -> None:
    """Deletes keys that no longer count."""
    async with database.transaction(AccessClass.SYSTEM) as session:
        await session.execute(
            delete(Key).where(Key.used_at < now - KEPT), execution_options={"synchronize_session": False}
        )
