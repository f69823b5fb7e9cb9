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
        await _hand_on(case)
    else:
        await _remind(case)
    return record


async def _remind(case: OpenDocument) -> None:
    case.take(DOCUMENT, "remind")
    text = "It has not come yet." if case.record.status is D.REQUESTED else "It still waits for the partner."
    await case.tell_partner("a document is missing", text)
    await case.tell_owner("a document is missing", text)


async def _hand_on(case: OpenDocument) -> None:
    """The legal lead is the next owner of what was not looked at in time, and the partner hears of the new date."""
    with case.step(DOCUMENT, "overdue"):
        case.record.owner_id = case.company.manager_id or case.record.owner_id
    text = f"This takes us longer than we promised. The new date is {case.record.due_at:%Y-%m-%d}."
    await case.tell_partner("a new date", text)
    await case.tell_owner("overdue", "This waits for an answer of the company and is overdue. Please take it on.")


async def _towards_the_end(case: OpenDocument) -> None:
    """Each reminder that is due, once, while there is something to remind of; then the end."""
    record = case.record
    while not DOCUMENT.refusal(case.situation(DOCUMENT), record.status, "endSoon", SYSTEM, case.now):
        days = documents.next_mark(record.reminded)
        with case.step(DOCUMENT, "endSoon"):
            record.reminded = days
        text = f"It expires on {record.valid_until}. A new one can be brought now, and takes its place once accepted."
        await case.tell_partner(f"a document expires within {days} days", text)
        await case.tell_owner(f"a document expires within {days} days", text)
    if DOCUMENT.refusal(case.situation(DOCUMENT), record.status, "expire", SYSTEM, case.now):
        return
    case.take(DOCUMENT, "expire")
    await case.session.flush()
    await case.tell_partner("a document has expired", f"Its last day was {record.valid_until}. Please bring a new one.")
    await case.tell_owner("a document has expired", f"Its last day was {record.valid_until}.")
    await hold_account(case)
