"""A partner leaves: what it has registered and nobody has won by then ends with its account, and is free."""

from datetime import datetime

from portal.access import SYSTEM, Actor
from portal.database.session import Session
from portal.journal import Entry
from portal.opportunities import queries
from portal.opportunities.operations.deal import opened
from portal.opportunities.rules.opportunity import LIFE


async def end_with_partner(session: Session, _actor: Actor, entry: Entry, now: datetime) -> int:
    """Reaction: ends all that is open of a partner whose exit is finished. Gives how many; again: none."""
    found = (await session.scalars(queries.all_open(entry.partner_id))).all()
    for each in found:
        case = await opened(session, SYSTEM, opportunity_id=each.id, expected_version=None, now=now)
        case.take(LIFE, "endWithPartner")
    return len(found)
