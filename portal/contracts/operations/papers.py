"""The compliance documents of a partner in the file that is handed over: rows, files and what happened."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from portal import files, ids
from portal.contracts import archive
from portal.contracts.archive import Archive
from portal.files import store
from portal.files.models import File
from portal.files.rules import FORMS, READABLE
from portal.files.store import Store
from portal.journal import Entry
from portal.partners import queries
from portal.partners.models import ComplianceDocument, Organisation
from portal.threads import apart

FACTS = (
    "kind", "title", "status", "wanted_on", "requested_by_name", "number", "issuer", "valid_from", "valid_until",
    "uploaded_by_name", "uploaded_side", "uploaded_at", "sha256", "seconded_by_name", "seconded_at",
    "decided_by_name", "decided_at", "reason", "created_at", "updated_at",
)  # fmt: skip


async def add(session: AsyncSession, made: Archive, partner: Organisation, kept: Store) -> None:
    """A folder for each document, the oldest first; memory holds one at a time."""
    found = queries.documents_of(partner).order_by(ComplianceDocument.created_at, ComplianceDocument.id)
    for place, document_id in enumerate(
        (await session.scalars(found.with_only_columns(ComplianceDocument.id))).all(), 1
    ):
        document: ComplianceDocument = (await session.scalars(queries.document(document_id))).one()
        folder = f"documents/{place:04d}-{document.kind.value}"
        facts = {"id": ids.text(document.PREFIX, document.id)}
        facts |= {name: _plain(getattr(document, name)) for name in FACTS}
        await apart(made.add_json, f"{folder}/document.json", facts)
        brought = files.of(document.PREFIX, document.partner_id, document.id)
        for file in {each.sha256: each for each in (await session.scalars(brought)).all()}.values():
            await _add_file(made, f"{folder}/files/{file.sha256}", file, kept)
        told = queries.document_timeline_of(document).where(Entry.is_published).order_by(Entry.id)
        lines = [archive.as_json(_line(entry)) + b"\n" for entry in (await session.scalars(told)).all()]
        await apart(made.add, f"{folder}/timeline.jsonl", *lines)
        session.expunge(document)


async def _add_file(made: Archive, path: str, file: File, kept: Store) -> None:
    """The file's bytes; where they cannot be had, a line that says why."""
    if file.state not in READABLE:
        await apart(made.add, f"{path}.missing.txt", f"{file.name}: {file.state}\n".encode())
        return
    with made.entry(f"{path}.{FORMS[file.type].endings[0]}") as take:
        async for piece in kept.pieces(store.key(file.partner_id, file.sha256), 0, file.bytes):
            await apart(take, piece)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _line(entry: Entry) -> dict[str, Any]:
    return {
        "event": entry.event, "at": entry.at.isoformat(), "side": entry.side, "name": entry.by_name,
        "isSystem": entry.is_system, "note": entry.note, "changes": entry.changes,
    }  # fmt: skip
