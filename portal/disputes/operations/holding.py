"""While a case is open, nothing follows from the breach that it is about, or from what that rests on."""

from datetime import datetime
from uuid import UUID

from portal.access import Actor
from portal.database.session import Session
from portal.disputes import queries
from portal.journal import Entry

FOUND = (
    "breach.detected", "breach.repeated", "breach.not_kept", "breach.not_kept_again", "breach.restated",
)  # fmt: skip


async def hold(session: Session, partner_id: UUID, dispute_id: UUID) -> None:
    """Brings the breaches of a case in line with the cases that are open about each. Running it twice changes nothing.

    What was changed about the case's lines is written first.
    """
    await session.flush()
    await session.execute(queries.hold_breaches(partner_id, dispute_id))


async def hold_found(session: Session, _actor: Actor, entry: Entry, _now: datetime) -> None:
    """At once: a breach is found, or rests on something else, while a case about that is open already."""
    await session.flush()
    await session.execute(queries.hold_breach(entry.partner_id, entry.record_id))


async def release(session: Session, _actor: Actor, entry: Entry, _now: datetime) -> None:
    """A case has ended: what it alone held goes on."""
    await hold(session, entry.partner_id, entry.record_id)
