"""What ends with something else: a partner's registrations with its account; and who hears that a rival has ended."""

from datetime import datetime

from portal.access import SYSTEM, Actor
from portal.database.session import Session
from portal.journal import Entry
from portal.opportunities import queries
from portal.opportunities.models import DirectDeal
from portal.opportunities.operations.deal import opened
from portal.opportunities.operations.placing import LET_GO
from portal.opportunities.rules.opportunity import LIFE

RIVAL_ENDED = (*LET_GO, "direct.won", "direct.lost", "direct.lapsed")
"""What the journal calls the end of what a registration may be in conflict with."""


async def tell_of_rival(session: Session, _actor: Actor, entry: Entry, now: datetime) -> int:
    """Reaction: whoever decides a conflict is told that what it is with has ended; no partner learns of it.

    The conflict goes on as its table says. Gives how many there are.
    """
    of = "direct_deal_id" if entry.record_type == DirectDeal.PREFIX else "rival_id"
    found = (await session.scalars(queries.undecided_with(**{of: entry.record_id}))).all()
    for each in found:
        case = await opened(session, SYSTEM, opportunity_id=each.id, expected_version=None, now=now)
        with case.step(LIFE, "rivalEnded", published=False):
            pass
    return len(found)


async def end_with_partner(session: Session, _actor: Actor, entry: Entry, now: datetime) -> int:
    """Reaction: ends all that is open of a partner whose exit is finished. Gives how many; again: none."""
    found = (await session.scalars(queries.all_open(entry.partner_id))).all()
    for each in found:
        case = await opened(session, SYSTEM, opportunity_id=each.id, expected_version=None, now=now)
        case.take(LIFE, "endWithPartner")
    return len(found)
