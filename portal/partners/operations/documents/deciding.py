"""The company's answer to a document."""

from datetime import datetime
from uuid import UUID

from portal import errors
from portal.access import Actor
from portal.database.session import Session
from portal.partners import documents, queries
from portal.partners.documents import DOCUMENT, DocumentKind
from portal.partners.models import ComplianceDocument
from portal.partners.operations.documents.holding import release_account
from portal.partners.operations.documents.paper import OpenDocument, begun, opened
from portal.sentences import say
from portal.wording import note_given


async def accept_document(
    session: Session, actor: Actor, *, document_id: UUID, expected_version: int, expected_digest: str, now: datetime,
    note: str = "",
) -> ComplianceDocument:  # fmt: skip
    """Accepts the document whose file has this digest, as the actor has looked at it.

    The one in whose place it came is replaced. An account that is on hold because it had expired is active again. A
    bank confirmation takes a `note`: whom of the partner the actor called back, under which number known before.
    Refuses also StaleDigest, Blocked, Invalid.
    """
    case = await opened(session, actor, document_id=document_id, expected_version=expected_version, now=now)
    if case.record.sha256 is not None and case.record.sha256 != expected_digest:
        raise errors.StaleDigest(
            "The file has changed since you opened it. Check the latest version.", path=("input", "expectedDigest")
        )
    said = _note(case.record.kind, note)
    with case.step(DOCUMENT, "accept", note=said):
        _decided(case, said)
        # Reminders whose days are over when it is accepted are told to nobody.
        case.record.reminded = documents.over(case.record.ends_at, now) if case.record.ends_at else None
    await _supersede(case)
    await session.flush()
    await release_account(case)
    return case.record


def _note(kind: DocumentKind, note: str) -> str:
    if kind is DocumentKind.BANK_CONFIRMATION or note.strip():
        return note_given(note, say("Enter the person and the number that you called back."), "note")
    return ""


def _decided(case: OpenDocument, said: str) -> None:
    case.record.decided_by_name, case.record.decided_at, case.record.reason = case.actor.name, case.now, said


async def _supersede(case: OpenDocument) -> None:
    """The one in whose place it came counts no more."""
    old: ComplianceDocument | None = await case.session.scalar(queries.replaced_by(case.record).with_for_update())
    if old is not None and old.status in documents.KNOWN:
        other = begun(case.session, case.actor, old, case.partner, case.company, now=case.now)
        other.follow(DOCUMENT, "supersede", is_replaced=True)


async def refuse_document(
    session: Session, actor: Actor, *, document_id: UUID, expected_version: int, reason: str, now: datetime
) -> ComplianceDocument:
    """Refuses a document, also one that turns out not to hold what it says; both sides read the reason."""
    case = await opened(session, actor, document_id=document_id, expected_version=expected_version, now=now)
    note = note_given(reason, say("Enter a reason."), "reason")
    with case.step(DOCUMENT, "refuse", note=note):
        _decided(case, note)
    return case.record
