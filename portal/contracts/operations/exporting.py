"""Handing over: all that was agreed with a partner as one file, put together as whoever asks may see it."""

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal import errors, ids, journal
from portal.access import Actor, Permission
from portal.boundaries import operations as boundaries
from portal.boundaries.rules.acts import ActKind
from portal.contracts import archive, queries
from portal.contracts.archive import Archive
from portal.contracts.models import Contract, Signature
from portal.contracts.operations import papers
from portal.contracts.text import reading
from portal.contracts.text.annexes import Annex
from portal.files import store
from portal.files.models import File
from portal.files.rules import FORMS, READABLE
from portal.files.store import Store
from portal.journal import Entry
from portal.partners import elsewhere
from portal.partners import queries as partner_queries
from portal.partners.models import Organisation
from portal.threads import apart

ENTRIES_AT_ONCE = 500

FACTS = (
    "number", "title", "kind", "status", "zone", "starts_on", "ends_on", "renewal", "notice_days", "value_minor",
    "currency", "governing_law", "version_number", "sha256", "base_number", "published_at",
    "updated_at",
)  # fmt: skip


Withheld = Callable[[File], Awaitable[str]]
"""Says why a file is kept out; "" where nothing does."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file that is ready, at its beginning; whoever takes it closes it, and then it is gone."""

    file: BinaryIO
    size: int
    manifest_sha256: str
    contracts: int


async def export(session: AsyncSession, actor: Actor, *, partner_id: UUID, now: datetime, kept: Store) -> Export:
    """Puts the file together and notes in the journal who fetched it, with the digest of its manifest.

    What is published is the same for both sides; beside it lies what the side of whoever asks keeps to itself of the
    partner, such as its internal notes. Memory holds one text at a time. The transaction must read one state of the
    database (repeatable read). Refuses: NotFound, NotAllowed.
    """
    partner: Organisation | None = await session.scalar(partner_queries.partner(partner_id))
    if partner is None:
        raise errors.NotFound("There is no such partner.", path=("partnerId",))
    actor.require(Permission.CONTRACT_READ)
    actor.require(Permission.PARTNER_EXPORT)
    company: Organisation = (await session.scalars(partner_queries.company())).one()
    file: BinaryIO = await apart(tempfile.TemporaryFile)
    try:
        made = await apart(Archive, file)
        found = queries.published_of(partner).with_only_columns(Contract.id)
        contracts = (await session.scalars(found)).all()
        for place, contract_id in enumerate(contracts, 1):
            await _add(session, made, contract_id, place, kept, lambda file: _withheld(session, actor, file, now))
        await papers.add(session, made, partner, kept)
        async for path, content in elsewhere.papers_of(session, actor, partner.id):
            await apart(made.add, path, content)
        digest = await apart(made.close, archive.TEXT.format(company=company.name, partner=partner.name))
        _note(session, actor, partner, digest=digest, contracts=len(contracts), now=now)
        await session.flush()
        size = file.tell()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return Export(file, size, digest, len(contracts))


async def _withheld(session: AsyncSession, actor: Actor, file: File, now: datetime) -> str:
    """Why a boundary keeps the file out; "" if none does."""
    try:
        await boundaries.share(session, actor, file, now, kind=ActKind.EXPORT)
    except errors.Blocked as refused:
        return refused.message
    return ""


async def _add(
    session: AsyncSession, made: Archive, contract_id: UUID, place: int, kept: Store, withheld: Withheld
) -> None:  # fmt: skip
    contract: Contract = (await session.scalars(queries.contract(contract_id))).one()
    folder = archive.folder(place, contract.number)
    facts = {"id": ids.text(Contract.PREFIX, contract.id), "amends": _amends(contract)} | {
        name: _plain(contract, name) for name in FACTS
    }
    await apart(made.add_json, f"{folder}/contract.json", facts)
    annexes: dict[str, Annex] = {}
    for number in range(1, contract.version_number + 1):
        version = (await session.scalars(queries.version(contract, number))).one()
        annexed = (await apart(reading.document, version.document)).annexes
        annexes |= {annex.sha256: annex for annex in annexed}
        await apart(made.add, f"{folder}/version-{number}.json", version.document.encode())
        session.expunge(version)
    for annex in annexes.values():
        await _add_annex(session, made, contract, folder, annex, kept, withheld)
    found = queries.signatures_of(contract).add_columns(queries.is_void(Signature))
    signatures = [_signature(signature, is_void=is_void) for signature, is_void in await session.execute(found)]
    await apart(made.add_json, f"{folder}/signatures.json", signatures)
    lines = [archive.as_json(_line(entry)) + b"\n" async for entry in _timeline(session, contract)]
    await apart(made.add, f"{folder}/timeline.jsonl", *lines)
    session.expunge(contract)


async def _add_annex(
    session: AsyncSession, made: Archive, contract: Contract, folder: str, annex: Annex, kept: Store, withheld: Withheld
) -> None:  # fmt: skip
    """The file's bytes; where they cannot be had, a line that says why."""
    named = queries.annexed_files_of(contract).where(File.sha256 == annex.sha256, File.is_shared)
    file: File = (await session.scalars(named.limit(1))).one()
    path = f"{folder}/annexes/{annex.sha256}"
    why = await withheld(file) or ("" if file.state in READABLE else file.state.value)
    if why:
        await apart(made.add, f"{path}.missing.txt", f"{annex.name}: {why}\n".encode())
        return
    with made.entry(f"{path}.{FORMS[file.type].endings[0]}") as take:
        async for piece in kept.pieces(store.key(contract.partner_id, annex.sha256), 0, annex.bytes):
            await apart(take, piece)


async def _timeline(session: AsyncSession, contract: Contract) -> AsyncIterator[Entry]:
    """What both sides read, oldest first."""
    last: UUID | None = None
    while True:
        found = queries.timeline_of(contract).where(Entry.is_published)
        found = found if last is None else found.where(Entry.id > last)
        entries = (await session.scalars(found.order_by(Entry.id).limit(ENTRIES_AT_ONCE))).all()
        for entry in entries:
            yield entry
            session.expunge(entry)
        if len(entries) < ENTRIES_AT_ONCE:
            return
        last = entries[-1].id


def _plain(contract: Contract, name: str) -> Any:
    value = getattr(contract, name)
    return value.isoformat() if isinstance(value, datetime) else value


def _amends(contract: Contract) -> str | None:
    """The contract that it amends, by its id; which version, "base_number" says."""
    return None if contract.parent_id is None else ids.text(Contract.PREFIX, contract.parent_id)


def _signature(signature: Any, *, is_void: bool) -> dict[str, Any]:
    return {
        "side": signature.side, "name": signature.name, "capacity": signature.authority, "digest": signature.sha256,
        "signedAt": signature.signed_at.isoformat(), "isVoid": is_void,
    }  # fmt: skip


def _line(entry: Entry) -> dict[str, Any]:
    return {
        "event": entry.event, "at": entry.at.isoformat(), "side": entry.side, "name": entry.by_name,
        "isSystem": entry.is_system, "note": entry.note, "changes": entry.changes,
    }  # fmt: skip


def _note(
    session: AsyncSession, actor: Actor, partner: Organisation, *, digest: str, contracts: int, now: datetime
) -> None:
    journal.write(
        session, actor, partner_queries.HANDED_OVER, partner_id=partner.id, record_type=Organisation.PREFIX,
        record_id=partner.id, now=now, note=actor.program,
        changes=journal.difference({}, {"manifest_sha256": digest, "contracts": contracts}),
    )  # fmt: skip
