"""Bringing a document: what was asked for, one by itself, a new one in place of an old; and the second person."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal import errors, files
from portal.access import Actor, Permission, Side
from portal.database.session import Session
from portal.partners import documents
from portal.partners.documents import DOCUMENT, DocumentKind
from portal.partners.models import ComplianceDocument
from portal.partners.operations import account
from portal.partners.operations.documents.paper import LONGEST, OpenDocument, begun, new, opened, title_given
from portal.partners.rules import ACCOUNT
from portal.sentences import say
from portal.wording import line


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What somebody brings, as checked: who made it, under which number, and for which days it counts."""

    file_id: UUID
    issuer: str
    number: str
    valid_from: date
    valid_until: date

    @classmethod
    def checked(
        cls, kind: DocumentKind, *, file_id: UUID, issuer: str, number: str, valid_from: date,
        valid_until: date | None, now: datetime,
    ) -> "Paper":  # fmt: skip
        """Without a last day it counts as long as its kind can. Refuses: Invalid."""
        faults, furthest = errors.Faults(), documents.last_day(kind, valid_from)
        said = {}
        for name, value in (("issuer", issuer), ("number", number)):
            with faults:
                said[name] = _line(value, name)
        with faults:
            if valid_from > now.date():
                raise errors.Invalid("It must be valid from today or an earlier day.", path=("input", "validFrom"))
        with faults:
            _check_end(kind, valid_from, valid_until or furthest, furthest, now)
        faults.refuse()
        return cls(**said, file_id=file_id, valid_from=valid_from, valid_until=valid_until or furthest)


def _line(value: str, name: str) -> str:
    wanted = say("This must have 1 to {longest} characters.", longest=LONGEST)
    return line(value, path=("input", name), wanted=wanted, longest=LONGEST) if value.strip() else ""


def _check_end(kind: DocumentKind, first: date, last: date, furthest: date, now: datetime) -> None:
    path = ("input", "validUntil")
    if last < first:
        raise errors.Invalid("The last day must be on or after the first day.", path=path)
    if last <= now.date():
        raise errors.Invalid("It has already expired. Upload one that is valid beyond today.", path=path)
    if last > furthest:
        months = documents.KINDS[kind].months
        raise errors.Invalid(
            "A document of this kind is valid for at most {months} months, so until {day} at the latest.",
            months=months, day=furthest, path=path,
        )  # fmt: skip


async def upload_document(
    session: Session, actor: Actor, *, document_id: UUID, expected_version: int, file_id: UUID, valid_from: date,
    now: datetime, valid_until: date | None = None, issuer: str = "", number: str = "",
) -> ComplianceDocument:  # fmt: skip
    """Brings what was asked for, or another file for what is not decided about. Refuses also Invalid."""
    case = await opened(session, actor, document_id=document_id, expected_version=expected_version, now=now)
    paper = Paper.checked(
        case.record.kind,
        file_id=file_id,
        issuer=issuer,
        number=number,
        valid_from=valid_from,
        valid_until=valid_until,
        now=now,
    )
    await _brought(case, paper)
    return case.record


async def add_document(
    session: Session, actor: Actor, *, kind: DocumentKind, file_id: UUID, valid_from: date, now: datetime,
    partner_id: UUID | None = None, valid_until: date | None = None, title: str = "", issuer: str = "",
    number: str = "",
) -> ComplianceDocument:  # fmt: skip
    """Brings a document that nobody asked for; the company's people name the partner. Refuses also NotFound."""
    actor.require(Permission.DOCUMENT_UPLOAD)
    wanted = partner_id or actor.partner_id
    if actor.side is Side.PARTNER and wanted != actor.partner_id:
        raise errors.NotFound("There is no such partner.", path=("input", "partnerId"))
    place = await account.opened(session, actor, partner_id=wanted, expected_version=None, now=now)
    if place.partner.status in ACCOUNT.terminal:
        raise errors.WrongStatus.because(say("You cannot do this now.").then(ACCOUNT.in_words[place.partner.status]))
    called = title_given(title, kind)
    paper = Paper.checked(
        kind, file_id=file_id, issuer=issuer, number=number, valid_from=valid_from, valid_until=valid_until, now=now
    )
    made = new(place.partner, place.company, kind, title=called, now=now)
    await _brought(begun(session, actor, made, place.partner, place.company, now=now), paper)
    return made


async def replace_document(
    session: Session, actor: Actor, *, document_id: UUID, expected_version: int, file_id: UUID, valid_from: date,
    now: datetime, valid_until: date | None = None, issuer: str = "", number: str = "",
) -> ComplianceDocument:  # fmt: skip
    """Brings a new document in place of one that was accepted, which counts until the new one is. Gives the new one."""
    case = await opened(session, actor, document_id=document_id, expected_version=expected_version, now=now)
    old = case.record
    paper = Paper.checked(
        old.kind, file_id=file_id, issuer=issuer, number=number, valid_from=valid_from, valid_until=valid_until, now=now
    )
    made = new(
        case.partner,
        case.company,
        old.kind,
        title=old.title,
        now=now,
        replaces_id=old.id,
        requirement_id=old.requirement_id,
    )
    case.take(DOCUMENT, "replace")
    await _brought(begun(session, actor, made, case.partner, case.company, now=now), paper)
    return made


async def _brought(case: OpenDocument, paper: Paper) -> None:
    record, actor = case.record, case.actor
    # Whoever may not is told so before the file is looked for; the step below asks the same of the table.
    DOCUMENT.take(case.situation(DOCUMENT), record.status, "upload", actor, now=case.now)
    file = await files.attach(
        case.session, actor, file_id=paper.file_id, partner_id=record.partner_id, is_shared=True, kind="document",
        record=(record.PREFIX, record.id),
    )  # fmt: skip
    with case.step(DOCUMENT, "upload"):
        case.tell(kind=record.kind, title=record.title)
        record.file_id, record.sha256 = file.id, file.sha256
        record.issuer, record.number = paper.issuer, paper.number
        record.valid_from, record.valid_until = paper.valid_from, paper.valid_until
        record.ends_at, record.owner_id = case.end_of(paper.valid_until), _first_owner(case)
        record.uploaded_by, record.uploaded_by_name, record.uploaded_side = actor.person_id, actor.name, actor.side
        record.uploaded_at, record.reason, record.reminded = case.now, "", None
        record.seconded_by = record.seconded_by_name = record.seconded_at = None
        record.decided_by_name = record.decided_at = None
    if record.version == 1:  # it has just begun
        case.session.add(record)
    await case.session.flush()


def _first_owner(case: OpenDocument) -> UUID | None:
    """Whoever looks after the partner; the legal lead for what legal alone decides about."""
    if documents.KINDS[case.record.kind].may is Permission.DOCUMENT_APPROVE:
        return case.company.manager_id
    return case.partner.manager_id or case.company.manager_id


async def confirm_document(
    session: Session, actor: Actor, *, document_id: UUID, expected_version: int, now: datetime
) -> ComplianceDocument:
    """The second person of a partner stands for its bank account; from then on the company looks at it."""
    case = await opened(session, actor, document_id=document_id, expected_version=expected_version, now=now)
    with case.step(DOCUMENT, "confirm"):
        case.record.seconded_by, case.record.seconded_by_name = actor.person_id, actor.name
        case.record.seconded_at = now
    return case.record
