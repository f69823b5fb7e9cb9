"""Files and documents as the tests of documents bring them."""

from datetime import date, datetime
from typing import Any

from portal.files.models import File
from portal.partners import operations
from portal.partners.documents import DocumentKind, DocumentStatus
from portal.partners.models import ComplianceDocument, DocumentRequirement, Membership, Organisation
from tests.files import making as files
from tests.make import NOW
from tests.partners import making
from tests.partners.scene import Scene

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


async def file(scene: Scene, by: Membership, of: Organisation | None = None, content: str = "%PDF-1") -> File:
    """A file that somebody has uploaded and attached to nothing yet."""
    made = files.file(by, partner_id=of.id if of else None, content=content.encode())
    await scene.make.add(made)
    return made


async def asked(
    scene: Scene, by: Membership, kind: DocumentKind = DocumentKind.INSURANCE, **more: Any
) -> ComplianceDocument:
    """A document that the company asks the scene's partner for."""
    wanted = {"partner_id": scene.partner.id, "kind": kind, "wanted_on": date(2026, 3, 31)}
    return await scene.do(by, operations.request_document, **wanted | more)


async def brought(scene: Scene, by: Membership, document: ComplianceDocument, **more: Any) -> ComplianceDocument:
    """The partner's answer to what was asked for, or to a refusal."""
    row: ComplianceDocument = await scene.row(document)
    given = {"file_id": (await file(scene, by)).id, "valid_from": FIRST, "valid_until": LAST}
    place = {"document_id": row.id, "expected_version": row.version}
    return await scene.do(by, operations.upload_document, **place | given | more)


async def accepted(scene: Scene, by: Membership, document: ComplianceDocument, **more: Any) -> ComplianceDocument:
    row: ComplianceDocument = await scene.row(document)
    place = {"document_id": row.id, "expected_version": row.version, "expected_digest": row.sha256}
    return await scene.do(by, operations.accept_document, **place | more)


async def there(
    scene: Scene, owner: Membership, ends_at: datetime, kind: DocumentKind = DocumentKind.INSURANCE, **columns: Any
) -> ComplianceDocument:
    """An accepted document of the scene's partner, that ends then; the clock looks at it at `due_at`, or at NOW."""
    paper = await file(scene, scene.admin)
    values = {"status": DocumentStatus.ACCEPTED, "kind": kind, "ends_at": ends_at, "due_at": NOW, "file": paper}
    made = making.document(scene.partner, owner, **values | columns)
    await scene.make.add(made)
    return made


async def required(scene: Scene, kind: DocumentKind = DocumentKind.INSURANCE, **columns: Any) -> DocumentRequirement:
    made = making.requirement(kind=kind, **columns)
    await scene.make.add(made)
    return made
