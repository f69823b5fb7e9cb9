"""One compliance document while somebody acts on it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal import acting, errors, ids
from portal.access import Actor
from portal.acting import Case
from portal.database.session import Session
from portal.partners import queries
from portal.partners.documents import DOCUMENT, DocumentKind, DocumentStatus
from portal.partners.models import ComplianceDocument, Organisation
from portal.partners.operations import account
from portal.sentences import say
from portal.wording import line

LONGEST = 200
FURTHEST = 366
"""Days ahead by which a document can be asked for."""


@dataclass(kw_only=True)
class OpenDocument(Case[ComplianceDocument]):
    """A document while somebody acts on it, with the two sides."""

    partner: Organisation
    company: Organisation

    def end_of(self, day: date) -> datetime:
        return account.end_of(day, self.clocks)


async def opened(
    session: Session, actor: Actor, *, document_id: UUID, expected_version: int | None, now: datetime
) -> OpenDocument:
    """The document under a row lock. Refuses: NotFound, NotAllowed for auditors, StaleVersion."""
    record, partner, company, has_successor, is_readable = await acting.locked(
        session,
        actor,
        queries.document_to_act_on(document_id),
        absent=errors.NotFound("There is no such document.", path=("input", "documentId")),
        stale=errors.StaleVersion(
            "Someone changed the document after you opened it. Check the latest version.",
            path=("input", "expectedVersion"),
        ),
        expected_version=expected_version,
    )
    case = begun(session, actor, record, partner, company, now=now)
    case.known |= {"has_successor": has_successor, "is_readable": is_readable}
    return case


def begun(
    session: Session, actor: Actor, record: ComplianceDocument, partner: Organisation, company: Organisation, *,
    now: datetime,
) -> OpenDocument:  # fmt: skip
    """The same for a document that the transaction has made itself."""
    known = {"is_own": record.uploaded_by is not None and record.uploaded_by == actor.person_id}
    return OpenDocument(
        session=session, actor=actor, record=record, clocks=account.clocks_of(partner, company), now=now, known=known,
        partner=partner, company=company,
    )  # fmt: skip


def new(
    partner: Organisation, company: Organisation, kind: DocumentKind, *, title: str, now: datetime, **more: Any
) -> ComplianceDocument:
    """A document that nobody has brought yet; `title` as checked. Its first row makes it version 1."""
    return ComplianceDocument(
        partner_id=partner.id, id=ids.new(), kind=kind, title=title, status=DocumentStatus.REQUESTED, version=0,
        number="", issuer="", reason="", waiting_on=frozenset(), company_id=company.id, created_at=now,
        updated_at=now, **more,
    )  # fmt: skip


def title_given(title: str, kind: DocumentKind) -> str:
    """What exactly is asked for; it can be left out where the kind says it. Refuses: Invalid."""
    if not title.strip() and kind is not DocumentKind.OTHER:
        return ""
    wanted = say("Enter which document it is, in 1 to {longest} characters.", longest=LONGEST)
    return line(title, path=("input", "title"), wanted=wanted, longest=LONGEST)


def ask(case: OpenDocument, *, note: str = "", by_clock: bool = False) -> None:
    """A document is asked for by its day: dated by the table, and told."""
    record, day = case.record, case.record.wanted_on
    case.known["wanted_at"] = case.end_of(day) if day else None
    with case.event("document.requested", note=note, by_clock=by_clock):
        case.tell(kind=record.kind, title=record.title, wanted_on=record.wanted_on)
        case.wait(DOCUMENT)
    case.session.add(record)
