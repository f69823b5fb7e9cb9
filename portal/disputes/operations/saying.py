"""What either side says to the other beside the steps: plain words that stand in the chain."""

from datetime import datetime
from uuid import UUID

from portal import errors
from portal.access import Actor, Permission
from portal.database.session import Session
from portal.disputes.models import Dispute
from portal.disputes.models.cases import TEXT_LONGEST
from portal.disputes.operations.case import opened
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.entries import EntryKind
from portal.disputes.rules.statuses import OPEN, DisputeStatus
from portal.sentences import say
from portal.wording import note_given


async def make_statement(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, text: str, now: datetime
) -> Dispute:
    """Says something to both sides while the dispute is open. Refuses: NotFound, NotAllowed, StaleVersion, Invalid."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    actor.require(Permission.DISPUTE_ANSWER)
    record = case.record
    if record.status not in (*OPEN, DisputeStatus.RESOLVED):
        raise errors.WrongStatus.because(say("You cannot do this now.").then(DISPUTE.in_words[record.status]))
    said = note_given(text, say("Enter a text."), "text", longest=TEXT_LONGEST)
    with case.event("dispute.said"):
        case.append(EntryKind.STATEMENT, {"text": said})
    return record
