"""What the clock does with opportunities: silence approves and extends, protection ends after two warnings."""

from datetime import datetime, timedelta
from uuid import UUID

from portal import errors
from portal.access import SYSTEM
from portal.database.session import Session
from portal.opportunities.models import Opportunity
from portal.opportunities.operations import placing, pursuing
from portal.opportunities.operations.deal import OpenOpportunity, opened
from portal.opportunities.rules import statuses as words
from portal.opportunities.rules.opportunity import LIFE
from portal.opportunities.rules.statuses import OpportunityStatus
from portal.sentences import say

S = OpportunityStatus
LATER = timedelta(days=1)
"""How long the clock waits for an account that is on hold, before it looks again."""


async def keep_time(session: Session, *, opportunity_id: UUID, now: datetime) -> Opportunity | None:
    """Takes the system steps whose time has come; None if nothing was due. Running it twice moves nothing more."""
    case = await opened(session, SYSTEM, opportunity_id=opportunity_id, expected_version=None, now=now)
    version = case.record.version
    while case.record.due_at is not None and case.record.due_at <= now:
        await _take_what_is_due(case)
    return case.record if case.record.version > version else None


async def _take_what_is_due(case: OpenOpportunity) -> None:
    match case.record.status:
        case S.OFFERED:
            case.take(LIFE, "decline")
        case S.SUBMITTED:
            await _approve_by_silence(case)
        case S.INFO_REQUESTED:
            case.take(LIFE, "lapse")
        case S.CONFLICT:
            case.take(LIFE, "overdue")
        case S.PROTECTED:
            await _keep_protection(case)
        case status:
            raise errors.WrongStatus.because(say("There is nothing to do now.").then(LIFE.in_words[status]))


async def _approve_by_silence(case: OpenOpportunity) -> None:
    if LIFE.refusal(case.situation(LIFE), case.record.status, "approve", SYSTEM, case.now):
        case.put_off(case.now + LATER)
        return
    with case.step(LIFE, "approve"):
        case.tell(silent_for=words.DECISION)
        await placing.protect(case)


async def _keep_protection(case: OpenOpportunity) -> None:
    if _can(case, "extendBySilence"):
        with case.step(LIFE, "extendBySilence"):
            case.tell(silent_for=words.EXTENSION_ANSWER)
            await pursuing.lengthen(case)
    elif _can(case, "expire"):
        case.take(LIFE, "expire")
    else:
        with case.step(LIFE, "warn"):
            case.record.warned += 1


def _can(case: OpenOpportunity, action: str) -> bool:
    return not LIFE.refusal(case.situation(LIFE), case.record.status, action, SYSTEM, case.now)
