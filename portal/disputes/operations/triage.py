"""The company's officer looks at what was filed: asks for more, admits it or refuses it line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal import errors
from portal.access import Actor
from portal.database.session import Session
from portal.disputes import queries
from portal.disputes.models import Dispute, DisputeLine
from portal.disputes.models.cases import LINE_LONGEST
from portal.disputes.operations import offers
from portal.disputes.operations.case import OpenDispute, opened
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.entries import EntryKind
from portal.disputes.rules.statuses import DisputeStatus, RefusalCode
from portal.sentences import say
from portal.wording import note_given

S = DisputeStatus
REASON = say("Enter a reason.")
MOST_ITEMS, LONGEST_ITEM = 20, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Reason for refusing a line."""

    line_id: UUID
    code: RefusalCode
    text: str


async def ask_info(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, items: Sequence[str], now: datetime
) -> Dispute:
    """Asks the claimant for what is named; the officer's own time stands until it is said."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    with case.step(DISPUTE, "askInfo"):
        if not 1 <= len(items) <= MOST_ITEMS:
            raise errors.Invalid("Enter 1 to {most} items.", most=MOST_ITEMS, path=("input", "items"))
        faults, said = errors.Faults(), []
        for number, item in enumerate(items):
            with faults:
                said.append(note_given(item, say("Enter what is missing."), "items", str(number), longest=LONGEST_ITEM))
        faults.refuse()
        await _take_over(case)
        case.record.note = "\n".join(said)[:2000]
        case.append(EntryKind.INFO_ASKED, {"items": said})
    return case.record


async def give_info(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, text: str, now: datetime
) -> Dispute:
    """Says what was asked for; files are brought with `add_evidence`. The officer's time goes on."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    note = note_given(text, say("Give the requested information."), "text")
    with case.step(DISPUTE, "giveInfo", note=note):
        case.record.note = note
        case.append(EntryKind.INFO_GIVEN, {"text": note})
    return case.record


async def admit(session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, now: datetime) -> Dispute:
    """Admits it: the other side has to answer, and what it is about is on hold."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    with case.step(DISPUTE, "admit"):
        await _take_over(case)
        await case.staff()
        case.append(EntryKind.ADMITTED, {})
    return case.record


async def refuse(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, refusals: Sequence[Refusal],
    now: datetime,
) -> Dispute:  # fmt: skip
    """Refuses every line, each with a code and a text. Refuses: Invalid where one is missing or unknown."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    with case.step(DISPUTE, "refuse"):
        rows = (await session.scalars(queries.lines_of(case.record))).all()
        named = by_line(rows, {each.line_id: each for each in refusals}, len(refusals), "refusals")
        faults = errors.Faults()
        for number, one in enumerate(refusals):
            with faults:
                row = named[one.line_id]
                row.refusal = one.code
                row.refusal_text = note_given(one.text, REASON, "refusals", str(number), "text", longest=LINE_LONGEST)
        faults.refuse()
        await _take_over(case)
        case.record.is_dismissed, case.record.has_new_evidence = True, False
        case.append(EntryKind.REFUSED, {
            "lines": [{"position": row.position, "code": row.refusal, "text": row.refusal_text} for row in rows]
        })  # fmt: skip
    return case.record


async def object_to_refusal(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, reason: str, now: datetime
) -> Dispute:
    """Takes a refusal to the next level."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    note = note_given(reason, REASON, "reason")
    with case.step(DISPUTE, "objectToRefusal", note=note):
        case.record.is_dismissed, case.record.note = False, note
        case.append(EntryKind.OBJECTION, {"text": note})
        await case.rise()
    return case.record


async def withdraw(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, reason: str, now: datetime
) -> Dispute:
    """Takes back what one's own side has filed."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    note = note_given(reason, REASON, "reason")
    with case.step(DISPUTE, "withdraw", note=note):
        case.record.note = note
        case.append(EntryKind.WITHDRAWAL, {"text": note})
        await end(case)
    await offers.end_offers(case)
    return case.record


async def end(case: OpenDispute) -> None:
    """Its lines can be disputed anew, and nothing waits for it."""
    case.record.ended_at = case.now
    for row in (await case.session.scalars(queries.lines_of(case.record))).all():
        row.is_open = False


def by_line(rows: Sequence[DisputeLine], said: Mapping[UUID, object], many: int, name: str) -> dict[UUID, DisputeLine]:
    """The lines by their ids. Refuses: Invalid unless every one is named once, and no other."""
    found = {row.id: row for row in rows}
    if many != len(said) or said.keys() != found.keys():
        raise errors.Invalid("Answer every line once.", path=("input", name))
    return found


async def _take_over(case: OpenDispute) -> None:
    """Whoever acts is the officer from now on."""
    place = await case.session.scalar(queries.place_of(case.actor.partner_id, case.actor.person_id))
    case.record.officer_id = place or case.record.officer_id
