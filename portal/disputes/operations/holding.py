"""While a case is open, nothing follows from the breach that it is about, or from what that rests on, the protection
that it is about does not run out, and the fee that it is about is not paid."""

from datetime import datetime
from uuid import UUID

from portal import errors
from portal.access import Actor
from portal.database.session import Session
from portal.disputes import queries
from portal.fees import operations as fees
from portal.journal import Entry
from portal.opportunities import operations as opportunities

TAKEN_UP = ("dispute.filed", "dispute.refiled", "dispute.reopened")
"""From when on both sides have a case, or have it again."""
DUE = ("fee.approved", "fee.paid", "fee.balanced")
"""What may not happen to a fee while a case about it is open."""
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


async def keep_protection(session: Session, _actor: Actor, entry: Entry, now: datetime) -> int:
    """The time of each protection that a case is about stands while any case about it is open, and goes on afterwards.

    Gives how many changed; running it twice changes nothing more.
    """
    changed = 0
    for opportunity_id, is_open in (
        await session.execute(queries.protections(entry.partner_id, entry.record_id))
    ).all():
        changed += await opportunities.stand(
            session, opportunity_id=opportunity_id, is_disputed=is_open, now=now
        )  # fmt: skip
    return changed


async def keep_fees(session: Session, _actor: Actor, entry: Entry, now: datetime) -> int:
    """Each fee that a case is about is held while any case about it is open, and goes on afterwards.

    Gives how many changed; running it twice changes nothing more.
    """
    found = (await session.execute(queries.fees(entry.partner_id, entry.record_id))).all()
    return sum(
        [await fees.stand(session, fee_id=fee_id, disputed_in=number, now=now) for fee_id, number in found]
    )  # fmt: skip


async def refuse_due(session: Session, _actor: Actor, entry: Entry, _now: datetime) -> None:
    """At once: a fee is approved or paid in the moments between the filing of a case about it and its hold.

    Refuses: Blocked with the number of the case.
    """
    number = await session.scalar(queries.open_number(entry.partner_id, entry.record_id))
    if number is not None:
        raise errors.Blocked(
            "Dispute {number} about the fee is open. The fee is held until the dispute ends.", number=number
        )


async def release(session: Session, _actor: Actor, entry: Entry, _now: datetime) -> None:
    """A case has ended: what it alone held goes on."""
    await hold(session, entry.partner_id, entry.record_id)
