"""What the clock does in disputes: both sides' time runs, and the company's own silence is never free."""

from datetime import datetime
from uuid import UUID

from portal import errors
from portal.access import SYSTEM
from portal.database.session import Session
from portal.disputes import queries
from portal.disputes.models import Dispute, Prevention
from portal.disputes.operations import ending, mediating, offers, remedies, settling
from portal.disputes.operations.case import OpenDispute, opened
from portal.disputes.operations.triage import end
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.entries import EntryKind
from portal.disputes.rules.prevention import PREVENTION, PreventionStatus
from portal.disputes.rules.statuses import MEDIATOR, OUTSIDE, DisputeStatus
from portal.sentences import say

S = DisputeStatus


async def keep_time(session: Session, *, dispute_id: UUID, now: datetime) -> Dispute | None:
    """Takes the system steps whose time has come; None if nothing was due. Running it twice moves nothing more."""
    case = await opened(session, SYSTEM, dispute_id=dispute_id, expected_version=None, now=now)
    version = case.record.version
    await offers.expire_what_is_over(case)
    while case.record.due_at is not None and case.record.due_at <= now:
        await _take_what_is_due(case)
    return case.record if case.record.version > version else None


async def _take_what_is_due(case: OpenDispute) -> None:
    match case.record.status:
        case S.SUBMITTED:
            with case.step(DISPUTE, "triageTimeOut"):
                case.append(EntryKind.ADMITTED, {"bySilence": True}, by_clock=True)
                await case.rise()
        case S.INFO_REQUESTED | S.INADMISSIBLE as status:
            with case.step(DISPUTE, "lapse" if status is S.INFO_REQUESTED else "close"):
                case.append(EntryKind.END, {"bySilence": True}, by_clock=True)
                await end(case)
        case S.AWAITING_RESPONSE | S.NEGOTIATION as status:
            await _climb(case, "timeOut" if status is S.AWAITING_RESPONSE else "escalate")
        case S.ESCALATED if case.record.level < MEDIATOR:
            await _climb(case, "climb")
        case S.ESCALATED | S.MEDIATION:
            await _go_on_with_mediator(case)
        case S.DECIDED:
            await settling.become_final(case)
        case S.REMEDY:
            await remedies.keep_remedies(case)
        case S.RESOLVED:
            _look_at_end(case)
        case S.EXTERNAL:
            case.take(DISPUTE, "remind")
        case status:
            raise errors.WrongStatus.because(say("There is nothing to do now.").then(DISPUTE.in_words[status]))


def _look_at_end(case: OpenDispute) -> None:
    """Somebody records the cause; once that is done, closes it."""
    until = case.record.reopen_until
    if not case.known["has_cause"]:
        case.take(DISPUTE, "overdue")
    elif until is not None and until > case.now:
        case.put_off(until)
    else:
        case.take(DISPUTE, "remindToClose")


async def _go_on_with_mediator(case: OpenDispute) -> None:
    """Whom both accepted begins, who is not accepted makes way for the next; else it leaves the portal."""
    is_looking = case.record.status is S.ESCALATED
    if is_looking and case.known["may_mediate"]:
        mediating.begin(case, by_clock=True)
    elif is_looking and case.seat is not None:
        mediating.pass_over(case)
    else:
        with case.step(DISPUTE, "refer" if is_looking else "fail"):
            case.append(EntryKind.ESCALATION, {"from": case.record.level, "bySilence": True}, by_clock=True)
            case.record.level = OUTSIDE
        await offers.end_offers(case)


async def _climb(case: OpenDispute, action: str) -> None:
    with case.step(DISPUTE, action):
        case.append(EntryKind.ESCALATION, {"from": case.record.level, "bySilence": True}, by_clock=True)
        await case.rise()


async def keep_offer_time(session: Session, *, offer_id: UUID, now: datetime) -> Dispute | None:
    """The same for the dispute of an offer whose day is over."""
    return await keep_time(session, dispute_id=await session.scalar(queries.dispute_id_of(offer_id)), now=now)


async def keep_remedy_time(session: Session, *, remedy_id: UUID, now: datetime) -> Dispute | None:
    """The same for that of a remedy."""
    return await keep_time(session, dispute_id=await session.scalar(queries.dispute_id_of_remedy(remedy_id)), now=now)


async def keep_prevention_time(session: Session, *, prevention_id: UUID, now: datetime) -> Prevention | None:
    """Tells both sides once that an action is late, and the company that its effect is to be looked at.

    None if nothing was due.
    """
    case = await ending.opened_prevention(
        session, SYSTEM, prevention_id=prevention_id, expected_version=None, now=now
    )  # fmt: skip
    record, is_planned = case.record, case.record.status is PreventionStatus.PLANNED
    if record.due_at is None or record.due_at > now:
        return None
    action = "overdue" if is_planned else "askForCheck"
    if PREVENTION.refusal(case.situation(PREVENTION), record.status, action, SYSTEM, now):
        case.put_off(None)
        return None
    with case.step(PREVENTION, action):
        record.is_late_told, record.is_check_told = record.is_late_told or is_planned, not is_planned
    return record
