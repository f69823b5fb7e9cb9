"""What is to be done: said to be done with evidence, confirmed or refused, taken as done in time; or it fails."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from portal import errors, files
from portal.access import SYSTEM, Actor
from portal.boundaries import operations as boundaries
from portal.clock import Moment
from portal.database.session import Session
from portal.disputes import queries
from portal.disputes.models import Dispute, Remedy
from portal.disputes.operations import settling
from portal.disputes.operations.case import OpenDispute, opened
from portal.disputes.operations.settling import OpenRemedy
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.entries import EntryKind
from portal.disputes.rules.remedy import PENDING, REMEDY, RemedyStatus
from portal.disputes.rules.statuses import DisputeStatus
from portal.files.models import File
from portal.files.rules import MOST_OF_A_RECORD
from portal.sentences import say
from portal.wording import note_given

GIVE_A_REASON = say("Enter a reason.")


async def claim_done(
    session: Session, actor: Actor, *, remedy_id: UUID, expected_version: int, note: str, now: datetime,
    file_ids: Sequence[UUID] = (),
) -> Remedy:  # fmt: skip
    """Says that it is done, and what shows it; the other side has ten business days to confirm or refuse.

    Refuses: NotFound, NotAllowed, StaleVersion, WrongStatus, Blocked, Invalid.
    """
    case = await opened_remedy(session, actor, remedy_id=remedy_id, expected_version=expected_version, now=now)
    record = case.record
    # Whoever may not is told so before the files are looked for; the step below asks the same of the table.
    REMEDY.take(case.situation(REMEDY), record.status, "claimDone", actor, now=now)
    said = note_given(note, say("Enter what was done."), "note")
    attached = await _attached(case, file_ids)
    with case.step(REMEDY, "claimDone", note=said):
        record.evidence_note, record.evidence_digests = said, sorted({each.sha256 for each in attached})
        record.claimed_by_name, record.claimed_at = actor.name, now
        record.decided_by_name, record.decided_at, record.reason = None, None, ""
        for each in attached:
            case.dispute.append(EntryKind.EVIDENCE, {
                "file": str(each.id), "kind": each.kind, "name": each.name, "bytes": each.bytes, "sha256": each.sha256,
            })  # fmt: skip
        enter(case, "claimed", said)
    return record


async def _attached(case: OpenRemedy, file_ids: Sequence[UUID]) -> list[File]:
    """The files, which both sides read from now on."""
    wanted = list(dict.fromkeys(file_ids))
    if len(wanted) > MOST_OF_A_RECORD:
        raise errors.Invalid("Attach at most {most} files.", most=MOST_OF_A_RECORD, path=("input", "fileIds"))
    record, found = case.record, []
    for index, each in enumerate(wanted):
        file = await files.attach(
            case.session, case.actor, file_id=each, partner_id=record.partner_id, is_shared=True,
            record=(Dispute.PREFIX, record.dispute_id), kind=f"{queries.OF_REMEDY}{record.number}",
            path=("input", "fileIds", str(index)),
        )  # fmt: skip
        await boundaries.share(case.session, case.actor, file, case.now)
        found.append(file)
    return found


async def confirm(
    session: Session, actor: Actor, *, remedy_id: UUID, expected_version: int, now: datetime, note: str = ""
) -> Remedy:
    """Agrees that it is done; with the last one the dispute is resolved."""
    case = await opened_remedy(session, actor, remedy_id=remedy_id, expected_version=expected_version, now=now)
    said = note_given(note, say("Describe what you mean."), "note") if note.strip() else ""
    with case.step(REMEDY, "confirm", note=said):
        _decided(case, said)
        enter(case, "confirmed", said)
    complete(case.dispute)
    return case.record


async def refuse_remedy(
    session: Session, actor: Actor, *, remedy_id: UUID, expected_version: int, reason: str, now: datetime
) -> Remedy:
    """Says why it is not done. While the other side looked at it its time has not run."""
    case = await opened_remedy(session, actor, remedy_id=remedy_id, expected_version=expected_version, now=now)
    said = note_given(reason, GIVE_A_REASON, "reason")
    with case.step(REMEDY, "refuse", note=said):
        _decided(case, said)
        _give_back_time(case)
        enter(case, "refused", said)
    return case.record


def _give_back_time(case: OpenRemedy) -> None:
    record, zone = case.record, case.clocks[case.record.obligor].zone
    if record.claimed_at is None:
        return
    stood = Moment(case.now).day(zone) - Moment(record.claimed_at).day(zone)
    last = Moment(record.ends_at).day(zone)
    record.ends_at = settling.end_of(last + stood, zone)


async def fail_remedies(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, reason: str, now: datetime
) -> Dispute:
    """Says that a remedy was not done by its day: the dispute goes to the next level, and nothing more is waited for.

    Refuses: NotFound, NotAllowed, StaleVersion, WrongStatus, Blocked while none is overdue.
    """
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    note = note_given(reason, GIVE_A_REASON, "reason")
    await case.look_at_remedies()
    await _fail(case, note)
    return case.record


async def _fail(case: OpenDispute, note: str = "") -> None:
    is_clock = case.actor is SYSTEM
    with case.step(DISPUTE, "fail", note=note):
        late = [each.number for each in case.remedies if _is_late(each, case.now)]
        content = {"from": case.record.level, "remedies": late, "text": note}
        case.append(EntryKind.ESCALATION, content, by_clock=is_clock)
        case.record.note = note
        await case.rise()
    for each in case.remedies:
        if each.status in PENDING:
            settling.of(case, each).follow(REMEDY, "fail")


def _is_late(one: Remedy, now: datetime) -> bool:
    return one.status is RemedyStatus.OPEN and one.ends_at <= now


async def keep_remedies(case: OpenDispute) -> None:
    """What the clock does in a case whose remedies are being done: some count as done, or it fails."""
    await case.look_at_remedies()
    for each in case.remedies:
        if each.status is RemedyStatus.CLAIMED and each.due_at is not None and each.due_at <= case.now:
            one = settling.of(case, each)
            with one.step(REMEDY, "deem"):
                each.decided_at, each.decided_by_name = case.now, ""
                enter(one, "deemed", "", by_clock=True)
    if any(_is_late(each, case.now) for each in case.remedies):
        await _fail(case)
    else:
        complete(case)


def complete(case: OpenDispute) -> None:
    """The case is resolved if nothing is waited for any more."""
    if not case.known["remedies"]:
        case.follow(DISPUTE, "complete")


async def opened_remedy(
    session: Session, actor: Actor, *, remedy_id: UUID, expected_version: int, now: datetime
) -> OpenRemedy:
    """The remedy and its dispute under row locks. Refuses: NotFound, NotAllowed for auditors, StaleVersion."""
    dispute_id = await session.scalar(queries.dispute_id_of_remedy(remedy_id))
    if dispute_id is None:
        raise errors.NotFound("There is no such remedy.", path=("input", "remedyId"))
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=None, now=now)
    await case.look_at_remedies()
    record = next(each for each in case.remedies if each.id == remedy_id)
    if record.version != expected_version:
        raise errors.StaleVersion(
            "Someone changed the remedy after you opened it. Check the latest version.",
            path=("input", "expectedVersion"),
        )
    is_readable = await session.scalar(queries.readable(record))
    return settling.of(case, record, is_readable=is_readable, is_pending=case.record.status is DisputeStatus.REMEDY)


def _decided(case: OpenRemedy, reason: str) -> None:
    case.record.decided_by_name, case.record.decided_at, case.record.reason = case.actor.name, case.now, reason


def enter(case: OpenRemedy, what: str, text: str, *, by_clock: bool = False) -> None:
    """A link of the case's chain."""
    content = {"remedy": case.record.number, "step": what, "text": text, "files": case.record.evidence_digests}
    case.dispute.append(EntryKind.REMEDY, content, by_clock=by_clock)
