"""What is done above the two sides' people: sent back, decided, appealed; and what comes after the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal import errors
from portal.access import Actor, Side
from portal.clock import Moment
from portal.database.session import Session
from portal.disputes import queries
from portal.disputes.models import Dispute, DisputeLine
from portal.disputes.models.cases import LINE_LONGEST
from portal.disputes.operations import holding, offers
from portal.disputes.operations.case import OpenDispute, opened
from portal.disputes.operations.triage import REASON, by_line, end
from portal.disputes.rules import authority
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.entries import EntryKind
from portal.disputes.rules.statuses import DecisionCode
from portal.money import Money
from portal.partners.membership import Period
from portal.sentences import say
from portal.situations import read
from portal.wording import note_given


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a line is found to be, and why."""

    line_id: UUID
    code: DecisionCode
    text: str
    amount: Money | None = None


async def send_back(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, instructions: str, now: datetime
) -> Dispute:
    """Has the two sides negotiate once more, with instructions; once from each level."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    note = note_given(instructions, say("Enter what the two sides must do."), "instructions")
    with case.step(DISPUTE, "sendBack", note=note):
        case.record.sent_back_at, case.record.note = case.record.level, note
        case.append(EntryKind.RETURN, {"from": case.record.level, "text": note})
    return case.record


async def decide(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, decisions: Sequence[Decided],
    now: datetime,
) -> Dispute:  # fmt: skip
    """Decides every line with a reason; the decision can be appealed. Refuses: Invalid by its place."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    record = case.record
    with case.step(DISPUTE, "decide"):
        rows = (await session.scalars(queries.lines_of(record))).all()
        named = by_line(rows, {each.line_id: each for each in decisions}, len(decisions), "decisions")
        faults = errors.Faults()
        for number, one in enumerate(decisions):
            with faults:
                row, path = named[one.line_id], ("input", "decisions", str(number))
                row.decision, row.decided_at = one.code, now
                row.decision_text = note_given(one.text, REASON, *path[1:], "text", longest=LINE_LONGEST)
                row.decided_minor, row.conceded_minor = _amount(record, row, one, path), 0
        faults.refuse()
        record.decided_minor, record.conceded_minor = sum(row.decided_minor for row in rows), 0
        await _check_authority(case)
        await session.flush()
        case.append(EntryKind.DECISION, {"lines": [_plain(row) for row in rows]})
    await offers.end_offers(case)
    return record


async def _check_authority(case: OpenDispute) -> None:
    """Whoever decides disposes of what the company then owes, or of its own claim that is found to be none."""
    record = case.record
    gives = record.decided_minor if record.claimant is Side.PARTNER else record.claimed_minor - record.decided_minor
    periods = await case.session.scalar(queries.authorised_now(gives, record.currency))
    lacking = authority.lacking(gives, tuple(read(Period, each) for each in periods), Moment(case.now))
    if lacking:
        raise errors.NotAllowed.because(lacking)


def _amount(record: Dispute, row: DisputeLine, one: Decided, path: tuple[str, ...]) -> int:
    if one.code is DecisionCode.FOUNDED:
        return row.claimed_minor
    if one.code is DecisionCode.UNFOUNDED or not row.claimed_minor:
        return 0
    if one.amount is None or one.amount.currency != record.currency or not 0 < one.amount.minor < row.claimed_minor:
        raise errors.Invalid(
            "A partial amount must be greater than zero and less than the amount claimed.", path=(*path, "amount")
        )
    return one.amount.minor


def _plain(row: DisputeLine) -> dict[str, object]:
    return {
        "position": row.position, "code": row.decision, "text": row.decision_text, "decidedMinor": row.decided_minor,
    }  # fmt: skip


async def appeal(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, reason: str, now: datetime
) -> Dispute:
    """Takes a decision to the next level, once."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    note = note_given(reason, REASON, "reason")
    with case.step(DISPUTE, "appeal", note=note):
        case.record.is_appealed, case.record.note = True, note
        case.append(EntryKind.APPEAL, {"text": note})
        await case.rise()
    return case.record


async def reopen(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, reason: str, now: datetime
) -> Dispute:
    """Goes on with what was resolved, because of something that was not known."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    note = note_given(reason, REASON, "reason")
    with case.step(DISPUTE, "reopen", note=note):
        record = case.record
        record.reopened, record.ended_at, record.reopen_until, record.note = record.reopened + 1, None, None, note
        for row in (await session.scalars(queries.lines_of(record))).all():
            row.is_open = True
        case.append(EntryKind.REOPENING, {"text": note})
    await holding.hold(session, case.record.partner_id, case.record.id)
    return case.record


async def record_outcome(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, outcome: str, now: datetime
) -> Dispute:
    """Records what a court or an arbitrator has decided; the case ends."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    note = note_given(outcome, say("Name the award or judgment."), "outcome")
    with case.step(DISPUTE, "recordOutcome", note=note):
        case.record.outcome = note
        case.append(EntryKind.END, {"text": note})
        await end(case)
    return case.record
