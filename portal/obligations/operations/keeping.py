"""What the clock does with obligations, and what follows from events: the next of a series, the end of a contract."""

from datetime import datetime
from typing import Any
from uuid import UUID

from portal import calendars, errors, ids
from portal.access import SYSTEM, Actor, Side
from portal.contracts import operations as contracts
from portal.contracts.rules import IN_FORCE
from portal.contracts.rules import LIFE as CONTRACT
from portal.contracts.text.amends import Fate
from portal.database.session import Session
from portal.journal import Entry
from portal.obligations import queries, rules
from portal.obligations.models import Obligation
from portal.obligations.operations.duty import OpenObligation, begun, opened
from portal.obligations.operations.making import next_of
from portal.obligations.rules import LIFE, Repeats, Status
from portal.sentences import say

S = Status
CONTRACT_OVER = tuple(sorted({
    step.event for step in CONTRACT.steps if step.target not in IN_FORCE and step.source & frozenset(IN_FORCE)
}))  # fmt: skip
"""What the journal calls the end of a contract in force."""


async def keep_time(session: Session, *, obligation_id: UUID, now: datetime) -> Obligation | None:
    """Takes the system steps whose time has come; None if nothing was due. Running it twice moves nothing more."""
    case = await opened(session, SYSTEM, obligation_id=obligation_id, expected_version=None, now=now)
    version = case.record.version
    while case.record.due_at is not None and case.record.due_at <= now:
        _take_what_is_due(case)
    return case.record if case.record.version > version else None


def _take_what_is_due(case: OpenObligation) -> None:
    match case.record.status:
        case S.PROPOSED:
            _answer_by_silence(case)
        case S.SCHEDULED:
            case.take(LIFE, "cancel" if _can(case, "cancel") else "fallDue")
        case S.DUE:
            _run_late(case)
        case S.EVIDENCED:
            _take_evidence(case)
        case S.OVERDUE:
            with case.step(LIFE, "endCure"):
                case.record.is_cure_over = True
        case status:
            raise errors.WrongStatus.because(say("There is nothing to do now.").then(LIFE.in_words[status]))


def _can(case: OpenObligation, action: str) -> bool:
    return not LIFE.refusal(case.situation(LIFE), case.record.status, action, SYSTEM, case.now)


def _answer_by_silence(case: OpenObligation) -> None:
    if _can(case, "agree"):
        with case.step(LIFE, "agree"):
            case.tell(silent_for=rules.ANSWER)
            case.record.agreed_at = case.now
    else:
        case.take(LIFE, "lapse")


def _run_late(case: OpenObligation) -> None:
    """The time to make up for it is given once, from when both sides are told that it is late."""
    record = case.record
    with case.step(LIFE, "overdue"):
        record.late_since = record.late_since or record.ends_at
        if record.cure_ends_at is None:
            both = tuple(case.clocks[side].calendar for side in Side)
            zone = case.clocks[record.obligor].zone
            record.cure_ends_at = calendars.due_at(case.now, record.cure_days, both, zone)


def _take_evidence(case: OpenObligation) -> None:
    """What nobody looked at counts; what nobody could look at does not."""
    counts = _can(case, "confirm")
    with case.step(LIFE, "confirm" if counts else "refuse"):
        case.tell(**({"silent_for": rules.ANSWER} if counts else {"unopened": len(case.record.evidence_digests)}))
        case.record.decided_at = case.now


async def continue_series(session: Session, _actor: Actor, entry: Entry, now: datetime) -> Obligation | None:
    """Reaction: once one of a series is due or done, the next is there. Again: nothing more."""
    case = await opened(session, SYSTEM, obligation_id=entry.record_id, expected_version=None, now=now)
    if not await _goes_on(case):
        return None
    made = next_of(case)
    following = begun(session, SYSTEM, made, case.partner, case.company, now=now)
    with following.event("obligation.scheduled"):
        following.tell(title=made.title, obligor=made.obligor, due_on=made.due_on)
        following.wait(LIFE)
    session.add(made)
    await session.flush()
    return made


async def _goes_on(case: OpenObligation) -> bool:
    record = case.record
    if record.repeats is Repeats.NEVER or await _has_next(case):
        return False
    due_on = rules.nth(record.first_on, record.repeats, record.number + 1)
    is_within = record.repeats_until is None or due_on <= record.repeats_until
    is_over = bool(case.known["is_contract_over"]) and not record.survives
    return is_within and not is_over


async def _has_next(case: OpenObligation) -> bool:
    found: Any = await case.session.scalar(queries.has_next_of(case.record))
    return bool(found)


async def on_contract_amended(session: Session, _actor: Actor, entry: Entry, now: datetime) -> int:
    """Reaction: as both sides have signed, what rests on changed clauses rests on the new words, or ends.

    What is said of one of a series holds for all that have come since. Gives how many were spoken of.
    """
    amended = await contracts.amended_by(session, entry)
    found = (await session.scalars(queries.on_clauses_of(entry.partner_id, entry.record_id))).all() if amended else ()
    settled = 0
    for record in found:
        fate = amended.fates.get(ids.text(Obligation.PREFIX, record.series_id)) if amended else None
        if fate is None or amended is None:
            continue
        case = await opened(session, SYSTEM, obligation_id=record.id, expected_version=None, now=now)
        if fate is Fate.KEEP:
            with case.event("obligation.kept", note=amended.number):
                record.contract_sha256 = amended.sha256
        else:
            with case.step(LIFE, "release", note=amended.number, is_released=True):
                case.decided(amended.number)
        settled += 1
    return settled


async def on_contract_over(session: Session, _actor: Actor, entry: Entry, now: datetime) -> list[UUID]:
    """Reaction: with a contract end the obligations on it that are not due yet and were not to survive it."""
    found = (await session.scalars(queries.left_by(entry.partner_id, entry.record_id))).all()
    for each in found:
        case = await opened(session, SYSTEM, obligation_id=each, expected_version=None, now=now)
        action = "lapse" if case.record.status is S.PROPOSED else "cancel"
        if _can(case, action):
            case.take(LIFE, action)
    return list(found)
