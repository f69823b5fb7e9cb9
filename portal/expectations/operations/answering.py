"""The portal's own journal as a source of facts: how long each side let the other wait."""

from datetime import datetime

from portal import ids
from portal.access import SYSTEM, Actor
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.facts import typed
from portal.expectations.facts.fact import Fact
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import Statement
from portal.expectations.facts.waiting import Move, Row, Said, Waiting
from portal.expectations.operations import recording
from portal.expectations.operations.recording import PORTAL
from portal.journal import Change, Entry

TELLING = frozenset(("waiting_on", "due_at"))
STATEMENTS = {
    Said.ASKED: (Statement.QUESTION, "asked_at"), Said.ANSWERED: (Statement.ANSWER, "answered_at"),
    Said.CANCELLED: (Statement.CANCELLATION, "cancelled_at"),
}  # fmt: skip


def tells_of_waiting(entry: Entry) -> bool:
    """Whether it says to both sides who is waited for, or by when."""
    return entry.is_published and any(change["field"] in TELLING for change in entry.changes)


async def tell_of_waiting(session: Session, actor: Actor, entry: Entry, now: datetime) -> None:
    """What a row of the journal tells of questions and answers becomes facts; telling it again changes nothing."""
    if (await session.execute(queries.both_sides(entry.partner_id))).one_or_none() is None:
        return  # in the company's own affairs nobody waits for the other side
    waiting, moves = Waiting(), list[Move]()
    for row in await session.scalars(queries.told_of_waiting(entry)):
        moves = waiting.follow(_row(row, row.changes))
    facts = [_fact(entry, move) for move in moves]
    if facts:
        await recording.take_own(session, actor, partner_id=entry.partner_id, facts=facts, now=now)


def _row(entry: Entry, changes: list[Change]) -> Row:
    is_clock = entry.is_system and entry.by_id == SYSTEM.person_id
    return Row(entry.id.hex, entry.event, entry.at, entry.side.value, is_clock, entry.is_published, changes)


def _fact(entry: Entry, move: Move) -> Fact:
    """A question is called by its record, its row and the side that is asked; so is the answer to it."""
    question, (statement, moment) = move.question, STATEMENTS[move.said]
    key = f"{ids.text(entry.record_type, entry.record_id)} {question.side} {question.row}"
    values: dict[str, typed.Value] = {moment: entry.at}
    if move.said is Said.ASKED:
        values = {
            "asked_at": question.asked_at, "due_at": question.due_at, "topic": question.topic,
            "owed_by": question.side,
        }  # fmt: skip
    return Fact(SubjectKind.ANSWER, statement, key, PORTAL, f"{key} {statement}", values)
