"""The case file: all that both sides saw of a dispute as one ZIP, which proves itself without the portal."""

import tempfile
from collections.abc import Iterable
from datetime import datetime
from importlib import resources
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal import errors, handover, journal
from portal.access import AccessClass, Actor, Permission
from portal.boundaries import operations as boundaries
from portal.boundaries.rules.acts import ActKind
from portal.contracts import archive
from portal.contracts.archive import Archive
from portal.contracts.operations import Export
from portal.disputes import queries
from portal.disputes.models import Dispute
from portal.files import store
from portal.files.models import File
from portal.files.rules import FORMS, READABLE
from portal.files.store import Store
from portal.threads import apart

HANDED_OVER = "dispute.handed_over"
UNTOLD = (
    "company_id", "officer_id", "company_owner_id", "company_deputy_id", "partner_owner_id", "partner_deputy_id",
    "created_by", "waiting_on", "person_id", "authority_id", "answer_authority_id", "has_new_evidence", "missing",
    "dispute_id",
)  # fmt: skip
README = """The case {number}, as both sides see it in the portal.

case.json         the dispute, its lines, clocks, pauses, offers (their digests), remedies, cause and actions
entries.jsonl     what was said and done, in order: each line names the entry as it was hashed and its link
files/...         what was brought as evidence, called by its SHA-256

To check that nothing was changed, with Python alone:

    python verify.py FILE.zip

An entry's link is SHA-256 over the link before it and the entry's text; the last one is "chainHead" in case.json. A
letter of the portal about the case names the link that it saw: give it with --head, and a cut end shows as well.
"""


async def case_file(session: AsyncSession, actor: Actor, *, dispute_id: UUID, now: datetime, kept: Store) -> Export:
    """Puts the file of the dispute with this id together, and notes in the journal who fetched it.

    The transaction must read one state of the database (repeatable read). Refuses: NotFound, NotAllowed.
    """
    record: Dispute | None = await session.scalar(queries.dispute(dispute_id))
    if record is None or record.filed_at is None:
        raise errors.NotFound("There is no such dispute.")
    actor.require(Permission.DISPUTE_READ)
    if actor.access_class is AccessClass.AUDITOR:  # who fetches it is noted
        raise errors.NotAllowed("Auditors can read everything and change nothing.")
    file: BinaryIO = await apart(tempfile.TemporaryFile)
    try:
        made = await apart(Archive, file)
        told = await _files(session, actor, made, record, kept, now)
        await apart(made.add_json, "case.json", await _case(session, record, told))
        entries = (await session.scalars(queries.entries_of(record))).all()
        lines = [archive.as_json({"document": each.document, "chain": each.chain}) + b"\n" for each in entries]
        await apart(made.add, "entries.jsonl", *lines)
        await apart(made.add, "verify.py", verifier())
        digest = await apart(made.close, README.format(number=record.number))
        journal.write(
            session, actor, HANDED_OVER, partner_id=record.partner_id, record_type=Dispute.PREFIX,
            record_id=record.id, now=now, note=actor.program,
            changes=journal.difference({}, {"manifest_sha256": digest, "head": record.chain_head}),
        )  # fmt: skip
        await session.flush()
        size = file.tell()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return Export(file, size, digest, 1)


async def _case(session: AsyncSession, record: Dispute, told: list[dict[str, Any]]) -> dict[str, Any]:
    case = handover.columns(*UNTOLD)(record)
    parts = {
        "lines": queries.lines_of, "clocks": queries.clocks_of, "pauses": queries.pauses_of,
        "offers": queries.offers_of, "remedies": queries.remedies_of, "preventions": queries.preventions_of,
    }  # fmt: skip
    for name, found in parts.items():
        case[name] = _plain((await session.scalars(found(record))).all())
    return {**case, "files": told, "chainHead": record.chain_head, "receiptDigest": record.receipt_sha256}


def _plain(rows: Iterable[Any]) -> list[dict[str, Any]]:
    line = handover.columns(*UNTOLD)
    return [line(row) for row in rows]


async def _files(
    session: AsyncSession, actor: Actor, made: Archive, record: Dispute, kept: Store, now: datetime
) -> list[dict[str, Any]]:
    """The shared files, each once; where bytes cannot be had, a line that says why."""
    found, told = (await session.scalars(queries.evidence_of(record))).all(), []
    for file in {each.sha256: each for each in found if each.is_shared}.values():
        path = f"files/{file.sha256}"
        why = await _withheld(session, actor, file, now)
        if why:
            path = f"{path}.missing.txt"
            await apart(made.add, path, f"{file.name}: {why}\n".encode())
        else:
            path = f"{path}.{FORMS[file.type].endings[0]}"
            with made.entry(path) as take:
                async for piece in kept.pieces(store.key(file.partner_id, file.sha256), 0, file.bytes):
                    await apart(take, piece)
        one = {"sha256": file.sha256, "name": file.name, "kind": file.kind, "side": file.side, "path": path}
        told.append({**one, "redactionOf": file.redaction_of} if file.redaction_of else one)
    return told


async def _withheld(session: AsyncSession, actor: Actor, file: File, now: datetime) -> str:
    if file.state not in READABLE:
        return file.state.value
    try:
        await boundaries.share(session, actor, file, now, kind=ActKind.EXPORT)
    except errors.Blocked as refused:
        return refused.message
    return ""


def verifier() -> bytes:
    """The program that checks a case file: the product's own lines, in one file, of Python's library alone."""
    here = resources.files("portal.disputes")
    links = (here / "chain.py").read_text(encoding="utf-8")
    checks = (here / "verifying.py").read_text(encoding="utf-8")
    holder = "class chain:\n" + "".join(
        f"    {name} = staticmethod({name})\n" for name in ("faults", "written", "link")
    )  # fmt: skip
    without = checks.replace("from portal.disputes import chain\n", "")
    docstring, _, rest = without.partition('"""\n\n')
    return f'{docstring}"""\n\n{_code(links)}\n\n{holder}\n\n{rest}'.encode()


def _code(source: str) -> str:
    """Without its docstring."""
    return source.partition('"""\n\n')[2]
