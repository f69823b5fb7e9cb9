"""What the clock does with documents: reminds, hands on, tells of the end before it comes, and ends."""

from datetime import datetime
from uuid import UUID

from portal.access import SYSTEM
from portal.database.session import Session
from portal.partners import documents
from portal.partners.documents import DOCUMENT, DocumentStatus
from portal.partners.models import ComplianceDocument
from portal.partners.operations.documents.holding import hold_account
from portal.partners.operations.documents.paper import OpenDocument, opened
from portal.partners.rules import ACCOUNT

D = DocumentStatus


async def keep_document_time(session: Session, *, document_id: UUID, now: datetime) -> ComplianceDocument | None:
    """Takes the system steps whose time has come; None if nothing was due. Running it twice moves nothing more."""
    case = await opened(session, SYSTEM, document_id=document_id, expected_version=None, now=now)
    record = case.record
    if record.due_at is None or record.due_at > now:
        return None
    if case.partner.status in ACCOUNT.terminal:
        case.take(DOCUMENT, "close", has_left=True)
    elif record.status in documents.HOLDS:
        await _towards_the_end(case)
    elif record.status is D.UPLOADED and not case.situation(DOCUMENT).waits_for_second:
        _hand_on(case)
    else:
        case.take(DOCUMENT, "remind")
    return record


def _hand_on(case: OpenDocument) -> None:
    """The legal lead is the next owner of what was not looked at in time."""
    with case.step(DOCUMENT, "overdue"):
        case.record.owner_id = case.company.manager_id or case.record.owner_id


async def _towards_the_end(case: OpenDocument) -> None:
    """A reminder while there is something to remind of: of several that are due the last alone; then the end."""
    record = case.record
    if not DOCUMENT.refusal(case.situation(DOCUMENT), record.status, "endSoon", SYSTEM, case.now):
        with case.step(DOCUMENT, "endSoon"):
            record.reminded = documents.over(record.ends_at, case.now) if record.ends_at else None
    if not DOCUMENT.refusal(case.situation(DOCUMENT), record.status, "expire", SYSTEM, case.now):
        case.take(DOCUMENT, "expire")
        await case.session.flush()
        await hold_account(case)
