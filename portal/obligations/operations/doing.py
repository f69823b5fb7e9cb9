"""From due to done: evidence and the answer to it; or default, waiver, cancellation."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from portal import canonical, errors, files
from portal.access import Actor
from portal.boundaries import operations as boundaries
from portal.database.session import Session
from portal.files.models import File
from portal.files.rules import MOST_OF_A_RECORD
from portal.obligations import queries
from portal.obligations.models import Obligation
from portal.obligations.operations.duty import OpenObligation, opened
from portal.obligations.rules import LIFE
from portal.sentences import say
from portal.wording import note_given


async def claim_done(
    session: Session, actor: Actor, *, obligation_id: UUID, expected_version: int, file_ids: Sequence[UUID],
    now: datetime, note: str = "",
) -> Obligation:  # fmt: skip
    """Says that it is done, with files that show it; the other side looks at them. What is late stays late."""
    case = await opened(session, actor, obligation_id=obligation_id, expected_version=expected_version, now=now)
    record = case.record
    # Whoever may not is told so before the files are looked for; the step below asks the same of the table.
    LIFE.take(case.situation(LIFE), record.status, "claimDone", actor, now=now)
    said = note_given(note, say("Describe what you mean."), "note") if note.strip() else ""
    digests = [file.sha256 for file in await _attached(case, file_ids)]
    with case.step(LIFE, "claimDone", note=said):
        record.evidence_note, record.evidence_digests = said, sorted(set(digests))
        record.evidence_sha256 = canonical.digest({"note": said, "files": record.evidence_digests})
        record.evidenced_by_name, record.evidenced_at = actor.name, now
        if now > record.ends_at and record.late_since is None:
            record.late_since = record.ends_at
        record.decided_by_name, record.decided_at, record.reason = None, None, ""
        await case.take_over()
    return record


async def _attached(case: OpenObligation, file_ids: Sequence[UUID]) -> list[File]:
    """The files, each once, which are read by both sides from now on. Refuses: Invalid for none, NotFound."""
    wanted = list(dict.fromkeys(file_ids))
    if not 0 < len(wanted) <= MOST_OF_A_RECORD:
        raise errors.Invalid(
            "Attach 1 to {most} files as evidence.", most=MOST_OF_A_RECORD,
            path=("input", "fileIds"),
        )  # fmt: skip
    record = case.record
    attached = [
        await files.attach(
            case.session, case.actor, file_id=each, partner_id=record.partner_id, is_shared=True,
            record=(record.PREFIX, record.id), kind=queries.EVIDENCE, path=("input", "fileIds", str(index)),
        )
        for index, each in enumerate(wanted)
    ]  # fmt: skip
    for file in attached:
        await boundaries.share(case.session, case.actor, file, case.now)
    return attached


async def confirm(
    session: Session, actor: Actor, *, obligation_id: UUID, expected_version: int, expected_digest: str, now: datetime
) -> Obligation:
    """Agrees that exactly this evidence shows it done. Refuses also StaleDigest, Blocked while files are checked."""
    case = await opened(session, actor, obligation_id=obligation_id, expected_version=expected_version, now=now)
    with case.step(LIFE, "confirm"):
        if expected_digest != case.record.evidence_sha256:
            raise errors.StaleDigest(
                "The evidence has changed since you opened it. Check the latest version.",
                path=("input", "expectedDigest"),
            )
        case.decided()
    return case.record


async def refuse(
    session: Session, actor: Actor, *, obligation_id: UUID, expected_version: int, reason: str, now: datetime
) -> Obligation:
    """Says why the evidence does not show it done; the other side can bring another one."""
    return await _with_reason(session, actor, "refuse", obligation_id, expected_version, reason, now)


async def declare_default(
    session: Session, actor: Actor, *, obligation_id: UUID, expected_version: int, reason: str, now: datetime
) -> Obligation:
    """States that it was not done, after the time to make up for it; a dispute or a breach may follow."""
    return await _with_reason(session, actor, "default", obligation_id, expected_version, reason, now)


async def cancel(
    session: Session, actor: Actor, *, obligation_id: UUID, expected_version: int, reason: str, now: datetime
) -> Obligation:
    """Takes away what its contract's end has left behind."""
    return await _with_reason(session, actor, "cancel", obligation_id, expected_version, reason, now)


async def waive(
    session: Session, actor: Actor, *, obligation_id: UUID, expected_version: int, expected_digest: str, reason: str,
    now: datetime,
) -> Obligation:  # fmt: skip
    """Does without it, in writing; of a series nothing more comes. Refuses also StaleDigest."""
    case = await opened(session, actor, obligation_id=obligation_id, expected_version=expected_version, now=now)
    case.expect(expected_digest)
    return _decided(case, "waive", reason)


async def _with_reason(
    session: Session, actor: Actor, action: str, obligation_id: UUID, expected_version: int, reason: str,
    now: datetime,
) -> Obligation:  # fmt: skip
    case = await opened(session, actor, obligation_id=obligation_id, expected_version=expected_version, now=now)
    return _decided(case, action, reason)


def _decided(case: OpenObligation, action: str, reason: str) -> Obligation:
    note = note_given(reason, say("Enter a reason."), "reason")
    with case.step(LIFE, action, note=note):
        case.decided(note)
    return case.record
