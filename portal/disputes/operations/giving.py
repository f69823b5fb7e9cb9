"""What somebody may give away for their side by an offer."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from portal import errors
from portal.access import SYSTEM, Side
from portal.clock import Moment
from portal.disputes import queries
from portal.disputes.models import SealedText
from portal.disputes.operations.case import OpenDispute
from portal.disputes.rules import authority
from portal.partners.membership import Period
from portal.situations import read


def gives(case: OpenDispute, text: SealedText) -> int:
    """What the actor's side gives away."""
    return text.company_gives_minor if case.actor.side is Side.HOST else text.partner_gives_minor


async def authorised(case: OpenDispute, text: SealedText | None) -> Mapping[str, Any]:
    """What the rules look at of the actor's authority."""
    if text is None or case.actor is SYSTEM:
        return {}
    minor = gives(case, text)
    periods = await case.session.scalar(queries.authorised_now(minor, text.currency))
    return {"gives_minor": minor, "authorised": tuple(read(Period, each) for each in periods)}


async def authority_for(case: OpenDispute, text: SealedText | None) -> UUID | None:
    """The authority by which the actor gives that away; None for nothing. Refuses: NotAllowed."""
    minor = gives(case, text) if text else 0
    if not text or minor <= 0:
        return None
    found: UUID | None = await case.session.scalar(
        queries.authority_for(minor, text.currency, Moment(case.now).day("UTC"))
    )
    if found is None:
        raise errors.NotAllowed.because(authority.LACKING)
    return found
