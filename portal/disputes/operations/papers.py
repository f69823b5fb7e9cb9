"""The papers of a case: files that show something, and which of those that its reason asks for are missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal import errors, files
from portal.access import Actor, Permission, Side
from portal.boundaries import operations as boundaries
from portal.database.session import Session
from portal.disputes import queries
from portal.disputes.models import Dispute, DisputeLine
from portal.disputes.operations.case import OpenDispute, opened
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.entries import EntryKind
from portal.disputes.rules.papers import KEPT_BACK, OWN, named
from portal.disputes.rules.statuses import ENDED, DisputeStatus
from portal.files.models import File
from portal.files.rules import FOR_MEDIATOR, MOST_OF_A_RECORD
from portal.reasons import REASONS, Evidence
from portal.sentences import say


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFile:
    """A file that the actor uploaded, and what it shows."""

    file_id: UUID
    kind: Evidence
    is_shared: bool = True
    is_for_mediator: bool = False
    """Kept back from the other side, and shown to the mediator of the case as long as there is one."""

    @property
    def kept_as(self) -> str:
        """What stands before its kind."""
        return FOR_MEDIATOR if self.is_for_mediator else "" if self.is_shared else OWN

    @property
    def is_for_both(self) -> bool:
        return not self.kept_as


async def add_evidence(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, given: Sequence[GivenFile],
    now: datetime,
) -> Dispute:  # fmt: skip
    """Brings files; both sides see what is not kept back. Refuses: NotFound, WrongStatus, Invalid, Blocked."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    record = case.record
    actor.require(Permission.DISPUTE_FILE if record.filed_at is None else Permission.DISPUTE_ANSWER)
    actor.require(Permission.FILE_UPLOAD)
    if record.status in ENDED and record.status is not DisputeStatus.RESOLVED:
        raise errors.WrongStatus.because(say("You cannot do this now.").then(DISPUTE.in_words[record.status]))
    with case.event("dispute.evidence_added", published=case.is_published and any(each.is_for_both for each in given)):
        attached = await attach(case, given)
        if record.filed_at is not None:
            enter(case, attached)
        record.has_new_evidence = record.has_new_evidence or actor.side is record.claimant
        count_missing(record, (await session.scalars(queries.lines_of(record))).all(), await files_of(case))
    return record


async def attach(case: OpenDispute, given: Sequence[GivenFile]) -> list[File]:
    """Binds files to the case: of a draft its side alone sees them."""
    path = ("input", "files")
    if len(given) > MOST_OF_A_RECORD:
        raise errors.Invalid("Attach at most {most} files.", most=MOST_OF_A_RECORD, path=path)
    record, found = case.record, list[File]()
    readers = await inner_readers(case) if any(one.kept_as for one in given) else None
    for number, one in enumerate({each.file_id: each for each in given}.values()):
        is_shared = one.is_for_both and record.filed_at is not None
        file = await files.attach(
            case.session, case.actor, file_id=one.file_id, partner_id=record.partner_id, is_shared=is_shared,
            record=(record.PREFIX, record.id), kind=f"{one.kept_as}{one.kind}",
            reader_ids=readers if one.kept_as else None, path=(*path, str(number), "fileId"),
        )  # fmt: skip
        if is_shared:
            await boundaries.share(case.session, case.actor, file, case.now)
        found.append(file)
    return found


async def inner_readers(case: OpenDispute) -> list[str] | None:
    """Who of the company reads what it keeps back; of a partner all its people do."""
    if case.actor.side is Side.PARTNER:
        return None
    return [str(each) for each in await case.session.scalars(queries.insiders(case.record.partner_id))]


async def show_drafts_files(case: OpenDispute) -> list[File]:
    """With the filing both sides see what was brought to the draft, but for what is kept back."""
    found = [each for each in await files_of(case) if not each.kind.startswith(KEPT_BACK)]
    files.share(found)
    for each in found:
        await boundaries.share(case.session, case.actor, each, case.now)
    return found


def enter(case: OpenDispute, attached: Iterable[File]) -> None:
    """A link of the chain for each: of what is kept back it tells nothing but that it is there."""
    for file in attached:
        if not file.is_shared:
            continue
        content = {"file": str(file.id), "kind": file.kind, "name": file.name, "bytes": file.bytes}
        redacted = {"redactionOf": file.redaction_of} if file.redaction_of else {}
        case.append(EntryKind.EVIDENCE, {**content, "sha256": file.sha256, **redacted})


def count_missing(record: Dispute, rows: Sequence[DisputeLine], brought: Iterable[File]) -> None:
    """How many groups of the papers that its reason asks for have nothing to show."""
    kinds = {each.kind for each in brought}
    kinds |= named((row.record_type for row in rows if row.record_type), has_clause=any(row.clause_key for row in rows))
    found = {kind for kind in Evidence if kind.value in kinds}
    record.missing = len(REASONS[record.reason_code].missing(found))


async def files_of(case: OpenDispute) -> list[File]:
    return [*(await case.session.scalars(queries.evidence_of(case.record))).all()]
