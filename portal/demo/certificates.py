"""The sample compliance documents, in different states, and what the sample company requires of whom."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from auth.identify import Caller
from portal import files
from portal.access import AccessClass, Actor, Role
from portal.database.session import Session
from portal.demo.stage import Stage
from portal.files import receiving, store
from portal.files.receiving import Arrivals
from portal.files.store import spooled
from portal.partners import operations
from portal.partners.documents import DOCUMENTS, DocumentKind
from portal.partners.models import ComplianceDocument, Organisation
from portal.partners.rules import Kind

DAY = timedelta(days=1)
K = DocumentKind
ADMIN, SIGNATORY, LEGAL = Role.PARTNER_ADMIN.value, Role.PARTNER_SIGNATORY.value, Role.LEGAL.value

REQUIRED: tuple[tuple[DocumentKind, frozenset[Kind], bool], ...] = (
    (K.INSURANCE, frozenset({Kind.SUPPLIER, Kind.VENDOR, Kind.DISTRIBUTOR}), True),
    (K.REGISTER_EXTRACT, frozenset(), True),
    (K.QUALITY_CERTIFICATE, frozenset({Kind.SUPPLIER}), False),
    (K.CODE_OF_CONDUCT, frozenset(), False),
)
"""A kind, the kinds of partners that it is required of (none: all), and whether it is mandatory."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A document of the partner at a place in the cast, and how far it has come."""

    partner: int
    kind: DocumentKind
    ends: int
    """In so many days."""
    is_accepted: bool = True
    refusal: str = ""
    issuer: str = ""


SAMPLES = (
    Sample(0, K.INSURANCE, 210, issuer="Harbour Mutual"),
    Sample(0, K.REGISTER_EXTRACT, 140),
    Sample(0, K.QUALITY_CERTIFICATE, 25, issuer="Isar Certification"),
    Sample(0, K.CODE_OF_CONDUCT, 400, is_accepted=False),
    Sample(1, K.INSURANCE, 330, is_accepted=False, issuer="Saguaro Underwriters"),
    Sample(1, K.REGISTER_EXTRACT, 90),
    Sample(2, K.INSURANCE, 45, issuer="Deccan General"),
    Sample(2, K.QUALITY_CERTIFICATE, 300, refusal="It is for the plant in Pune, not for the one we buy from."),
    Sample(4, K.INSURANCE, 180),
    Sample(4, K.REGISTER_EXTRACT, 200),
)  # fmt: skip


async def play(stage: Stage, arrivals: Arrivals) -> None:
    """Each step by somebody who may, through the operations that people use."""
    since, legal = stage.now - 300 * DAY, stage.staff[LEGAL]
    for kind, partner_kinds, is_mandatory in REQUIRED:
        await stage.act(
            legal, operations.set_requirement, kind=kind, partner_kinds=partner_kinds, is_mandatory=is_mandatory,
            now=since,
        )  # fmt: skip
    for sample in SAMPLES:
        await _played(stage, arrivals, sample)
    await _bank(stage, arrivals)


async def _played(stage: Stage, arrivals: Arrivals, sample: Sample) -> None:
    partner, theirs = stage.partners[sample.partner]
    decided = sample.is_accepted or sample.refusal
    at = stage.now - (70 if decided else 2) * DAY
    given = {"valid_from": (at - 20 * DAY).date(), "valid_until": (stage.now + sample.ends * DAY).date()}
    made = await _brought(stage, arrivals, theirs[ADMIN], partner, sample.kind, at, issuer=sample.issuer, **given)
    place: dict[str, Any] = {"document_id": made.id, "expected_version": made.version, "now": at + DAY}
    legal = stage.staff[LEGAL]
    if sample.refusal:
        await stage.act(legal, operations.refuse_document, reason=sample.refusal, **place)
    elif sample.is_accepted:
        await _kept(stage, await stage.act(legal, operations.accept_document, expected_digest=made.sha256, **place))


async def _kept(stage: Stage, paper: ComplianceDocument | None) -> None:
    """The clock as it would have gone on, each step in its time."""
    while paper and paper.due_at and paper.due_at < stage.now:
        async with stage.database.working(AccessClass.SYSTEM) as session:
            paper = await operations.keep_document_time(session, document_id=paper.id, now=paper.due_at)


async def _bank(stage: Stage, arrivals: Arrivals) -> None:
    """A bank confirmation by two people of a partner, which waits for the company's call."""
    partner, theirs = stage.partners[0]
    at = stage.now - 3 * DAY
    made = await _brought(
        stage, arrivals, theirs[ADMIN], partner, K.BANK_CONFIRMATION, at, valid_from=at.date(), issuer="Tyne Bank"
    )
    confirmed = {"document_id": made.id, "expected_version": made.version, "now": at + DAY}
    await stage.act(theirs[SIGNATORY], operations.confirm_document, **confirmed)


async def _brought(
    stage: Stage, arrivals: Arrivals, who: Caller, partner: Organisation, kind: DocumentKind, at: datetime, **given: Any
) -> ComplianceDocument:
    called = DOCUMENTS[kind].text
    file_id = await file(stage, arrivals, who, partner, f"{called}.pdf", pdf(called, partner.name, "Sample"), at)
    return await stage.act(who, operations.add_document, kind=kind, file_id=file_id, now=at, **given)


async def file(
    stage: Stage, arrivals: Arrivals, who: Caller, partner: Organisation, name: str, content: bytes, at: datetime
) -> UUID:
    """A file that somebody has brought, in a transaction of its own."""
    async with stage.acting(who) as session:
        return await entered(session, who.actor, arrivals, partner, name, content, at)


async def entered(
    session: Session, actor: Actor, arrivals: Arrivals, partner: Organisation, name: str, content: bytes, at: datetime
) -> UUID:
    """Brought as everybody brings one: a ticket, the bytes, the row. Nobody reads first what was written here."""
    ticket = await files.start_upload(session, actor, partner_id=partner.id, name=name, now=at)
    await session.flush()
    async with spooled(arrivals.folder) as spool:
        await receiving.take(ticket, spool, _once(content))
        await arrivals.store.put(store.key(partner.id, spool.sha256), spool.path)
        made = await receiving.enter(session, actor, arrivals, ticket=ticket, spool=spool, now=at)
    return made.id


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


def pdf(*lines: str) -> bytes:
    """One page with these lines, as small as a PDF can be."""
    shown = "".join(f"({line.encode('latin-1', 'replace').decode('latin-1')}) Tj T* " for line in lines)
    stream = f"BT /F 18 Tf 24 TL 72 720 Td {shown}ET".encode("latin-1")
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body, places = b"%PDF-1.4\n", list[int]()
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + table + trailer
