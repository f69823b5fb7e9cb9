"""What a mediator is written: that something has happened in their case, and never a word of it."""

from collections.abc import Mapping
from datetime import datetime

from portal import mail
from portal.access import Actor
from portal.database.session import Session
from portal.disputes import queries
from portal.disputes.models import MediatorSeat
from portal.disputes.operations.mediating import PATH
from portal.disputes.rules.mediator import SeatStatus
from portal.journal import Entry

NEWS = "There is something new in the case."
TOLD: Mapping[str, tuple[str, frozenset[SeatStatus]]] = {
    "dispute.mediation_started": (
        "Both sides have accepted you, and the mediation has started. You can read the case now.",
        frozenset({SeatStatus.SERVING}),
    ),
    "dispute.mediator_refused": ("You will not mediate the case.", frozenset({SeatStatus.REFUSED})),
    "dispute.mediator_passed_over": (
        "The sides did not accept a mediator in time, so you will not mediate the case.",
        frozenset({SeatStatus.LAPSED}),
    ),
    "dispute.mediation_longer": ("Both sides have agreed to more time.", frozenset({SeatStatus.SERVING})),
    "dispute.offers_hidden": (
        "A side no longer lets you read the offers, so you can no longer read them.", frozenset({SeatStatus.SERVING})
    ),
    "dispute.offer_made": ("A side has made an offer.", frozenset({SeatStatus.SERVING})),
    **dict.fromkeys(
        ("dispute.said", "dispute.evidence_added", "dispute.caucus"), (NEWS, frozenset({SeatStatus.SERVING}))
    ),
    "dispute.settled": (
        "The two sides have settled the dispute. You can read the case for ten more business days.",
        frozenset({SeatStatus.ENDED})
    ),
    "dispute.withdrawn": (
        "The dispute was withdrawn. You can read the case for ten more business days.", frozenset({SeatStatus.ENDED})
    ),
    "dispute.mediation_failed": (
        "The mediation has ended. You can read the case for ten more business days.", frozenset({SeatStatus.ENDED})
    ),
}  # fmt: skip
"""By event what it says, and how far the mediator must be to be told."""
FOR_MEDIATORS = tuple(TOLD)


async def tell_the_mediator(session: Session, _actor: Actor, entry: Entry, now: datetime) -> None:
    """A letter to whoever was proposed last. What they said themselves they are not told."""
    rows = (await session.scalars(queries.seats_by_dispute(entry.partner_id, entry.record_id))).all()
    seat: MediatorSeat | None = rows[-1] if rows else None
    says, statuses = TOLD[entry.event]
    if seat is None or seat.status not in statuses or (entry.event == "dispute.caucus" and entry.is_system):
        return
    text = (
        f"Hello {seat.name},\n\nCase {seat.case_number} of {seat.company_name} and {seat.partner_name}: {says}\n\n"
        f"{mail.PORTAL}{PATH}\n"
    )
    await mail.send(
        session, partner_id=entry.partner_id, to=seat.email, text=text, now=now, thread=entry.record_id,
        subject=f"Mediation: {seat.case_number}",
    )  # fmt: skip
