"""The other side answers line by line; the two ask each other for time, and take it to the next level."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from portal import calendars, errors
from portal.access import Actor, Side
from portal.clock import Moment
from portal.database.session import Session
from portal.disputes import queries
from portal.disputes.models import Dispute, DisputeLine
from portal.disputes.models.cases import LINE_LONGEST
from portal.disputes.operations.case import OpenDispute, opened
from portal.disputes.operations.triage import REASON, by_line
from portal.disputes.rules.dispute import DISPUTE, PAUSE_IS_OVER
from portal.disputes.rules.entries import EntryKind
from portal.disputes.rules.statuses import LineAnswer
from portal.money import Money
from portal.wording import note_given

LONGEST_PAUSE = 90
"""Days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said to one line; in part needs how much."""

    line_id: UUID
    answer: LineAnswer
    text: str = ""
    conceded: Money | None = None


async def respond(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, answers: Sequence[Answer],
    now: datetime,
) -> Dispute:  # fmt: skip
    """Answers every line. What is accepted in part binds once it is settled. Refuses: Invalid by its place."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    with case.step(DISPUTE, "respond"):
        rows = (await session.scalars(queries.lines_of(case.record))).all()
        named = by_line(rows, {each.line_id: each for each in answers}, len(answers), "answers")
        if all(each.answer is LineAnswer.ACCEPT for each in answers):
            raise errors.Invalid("To accept every line, accept the whole dispute instead.", path=("input", "answers"))
        faults = errors.Faults()
        for number, one in enumerate(answers):
            with faults:
                _say(case, named[one.line_id], one, ("input", "answers", str(number)))
        faults.refuse()
        case.record.conceded_minor = sum(row.conceded_minor for row in rows)
        case.append(EntryKind.ANSWER, {"lines": [_plain(row) for row in rows]})
    return case.record


def _say(case: OpenDispute, row: DisputeLine, one: Answer, path: tuple[str, ...]) -> None:
    row.answer, row.answered_by_name, row.answered_at = one.answer, case.actor.name, case.now
    if one.text.strip() or one.answer is not LineAnswer.ACCEPT:
        row.answer_text = note_given(one.text, REASON, *path[1:], "text", longest=LINE_LONGEST)
    row.conceded_minor = _conceded(case.record, row, one, path)


def _conceded(record: Dispute, row: DisputeLine, one: Answer, path: tuple[str, ...]) -> int:
    if one.answer is LineAnswer.ACCEPT:
        return row.claimed_minor
    if one.answer is LineAnswer.CONTEST or not row.claimed_minor:
        return 0
    here = (*path, "conceded")
    if one.conceded is None or one.conceded.currency != record.currency:
        raise errors.Invalid("Enter how much you accept, in the dispute's currency.", path=here)
    if not 0 < one.conceded.minor < row.claimed_minor:
        raise errors.Invalid("A partial amount must be greater than zero and less than the amount claimed.", path=here)
    return one.conceded.minor


def _plain(row: DisputeLine) -> dict[str, object]:
    return {
        "position": row.position, "answer": row.answer, "text": row.answer_text, "concededMinor": row.conceded_minor,
    }  # fmt: skip


async def ask_pause(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, until: date, reason: str,
    now: datetime,
) -> Dispute:  # fmt: skip
    """Asks the other side that the present time stands until a day, which counts no more."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    note = note_given(reason, REASON, "reason")
    with case.step(DISPUTE, "askPause", note=note):
        today = Moment(now).day(case.clocks[actor.side].zone)
        if not today < until <= today + timedelta(days=LONGEST_PAUSE):
            raise errors.Invalid(
                "The last day must be within the next {most} days.", most=LONGEST_PAUSE, path=("input", "until")
            )  # fmt: skip
        case.record.pause_by, case.record.pause_until, case.record.note = actor.side, until, note
        case.append(EntryKind.PAUSE_ASKED, {"until": until.isoformat(), "text": note})
    return case.record


async def agree_pause(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, now: datetime
) -> Dispute:
    """Agrees: from now on to that day nobody's time runs."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    record = case.record
    with case.step(DISPUTE, "agreePause"):
        until, asked_by = record.pause_until or now.date(), record.pause_by or actor.side.other
        zone = max((case.clocks[side].zone for side in Side), key=lambda it: calendars.begins_at(until, it))
        ends_at = calendars.begins_at(until + timedelta(days=1), zone)
        if ends_at <= now:  # within the hours by which the zones of the two sides differ from UTC
            raise errors.Blocked.because(PAUSE_IS_OVER)
        case.pause(now, ends_at, asked_by)
        record.pause_by, record.pause_until = None, None
        case.append(EntryKind.PAUSE_AGREED, {"until": until.isoformat()})
    return record


async def escalate(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, reason: str, now: datetime
) -> Dispute:
    """Takes it to the next level."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    note = note_given(reason, REASON, "reason")
    with case.step(DISPUTE, "escalate", note=note):
        case.record.note = note
        case.append(EntryKind.ESCALATION, {"from": case.record.level, "text": note})
        await case.rise()
    return case.record
