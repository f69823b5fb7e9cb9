"""What goes on by itself with a file of facts: it is read, then taken in piece by piece; once, however often it stops.

What a piece leads to, which of its rows were refused and how far the file is are one transaction.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal import clock, deferred, errors, journal, threads
from portal.access import SYSTEM, AccessClass, Actor, Permission, Side
from portal.database.pools import Database
from portal.database.session import Session
from portal.expectations import queries as room
from portal.expectations.facts import mapping
from portal.expectations.facts.applying import Told
from portal.expectations.models import FactImport, FactImportRow
from portal.expectations.operations.importing import reading, steps
from portal.expectations.operations.importing.reading import Content
from portal.expectations.operations.importing.steps import DOCUMENT, Understood, opened, taken
from portal.expectations.operations.opening import with_partner
from portal.expectations.operations.recording import MOST_ROWS, record_facts
from portal.expectations.queries import importing as queries
from portal.expectations.rules.importing import ImportStatus as Status
from portal.files import store
from portal.files.models import File
from portal.files.store import Store
from portal.imports.faults import Kept, kept, refused
from portal.jobs import Claim
from portal.partners import queries as partner_queries
from portal.partners.models import Membership, Organisation
from portal.partners.rules import MembershipStatus
from portal.sheets import reading as sheets
from portal.sheets.table import MOST_BYTES, PATH

IMPORTED = "facts.imported"
DOCUMENTS = "portal.expectations.facts.ubl.reading:read"
"""What reads a document: few processes do."""
STORED_AT_ONCE, LOOKED_AT_ONCE = 2_000, 500
"""Rows of one transaction; those that are taken in also tell no more facts than the door takes at once."""


async def job(kept_in: Store, claim: Claim, _now: datetime) -> None:
    """What the clock does for a file that goes on. It may be stopped at any moment and begun again."""
    import_id = UUID(claim.task.given["import"])
    async with claim.working() as session:
        it = await opened(session, SYSTEM, fact_import_id=import_id)
        if it.partner_id != claim.task.partner_id:  # whoever can add a job may not name what is another partner's
            return
        file = (await session.scalars(queries.file_of(it))).one()
    if it.status is Status.READING:
        await _read(kept_in, claim, it, file)
    elif it.status is Status.RUNNING:
        await _take_all(claim, it)


async def _read(kept_in: Store, claim: Claim, it: FactImport, file: File) -> None:
    try:
        if file.bytes > MOST_BYTES:
            raise errors.Invalid("The file is larger than {most} MB.", most=MOST_BYTES // 1_000_000, path=PATH)
        found = await _rows(it, file, await _bytes(kept_in, file))
    except errors.Refused as refusal:
        async with claim.working() as session:
            it = await opened(session, SYSTEM, fact_import_id=it.id)
            if it.status is Status.READING:
                it.fault = [refused(refusal)]
                taken(it, "refuse", SYSTEM, now=clock.now())
        return
    async with claim.working() as session:
        it = await opened(session, SYSTEM, fact_import_id=it.id)
        if it.status is Status.READING:
            await _store(session, it, *found)


async def _bytes(kept_in: Store, file: File) -> bytes:
    """Refuses: Blocked for bytes that are not there."""
    try:
        pieces = kept_in.pieces(store.key(file.partner_id, file.sha256), 0, file.bytes)
        return b"".join([piece async for piece in pieces])
    except FileNotFoundError:
        raise errors.Blocked(
            "The portal has lost the contents of this file. Ask the person who uploaded it to upload it again.",
            path=PATH,
        ) from None


Found = tuple[Sequence[str], Any, list[FactImportRow]]
"""Headings, the kind of thing that a document is about, and the rows."""


async def _rows(it: FactImport, file: File, content: bytes) -> Found:
    """Refuses: Invalid."""
    if file.type is DOCUMENT:
        document = await threads.apart(deferred.load(DOCUMENTS), content)
        rows = list(reading.as_lines(it, document))
        if not rows:
            raise errors.Invalid("The document has no lines.", path=PATH)
        return (), document.kind, rows
    table = await sheets.read(content, sheet=it.sheet)
    return table.headings, None, [reading.as_row(it, row) for row in table.rows]


async def _store(
    session: Session, it: FactImport, headings: Sequence[str], kind: Any, rows: list[FactImportRow]
) -> None:  # fmt: skip
    it.headings, it.rows, it.kind = list(headings), len(rows), kind or it.kind
    if it.document:
        try:
            steps.check_columns(Understood(it.document, mapping.text(it.document)), it.headings)
        except errors.Invalid:  # the mapping of another export: the page suggests one
            it.document, it.mapping, it.kind = "", "", None
    taken(it, "read", SYSTEM, now=clock.now())
    for start in range(0, len(rows), STORED_AT_ONCE):
        session.add_all(rows[start : start + STORED_AT_ONCE])
        await session.flush()


async def _take_all(claim: Claim, it: FactImport) -> None:
    """Everything that has not been taken in yet, then the end of it."""
    async with claim.working() as session:
        rows = (await session.execute(queries.bare_rows_of(it))).all()
        partner, _ = await with_partner(session, SYSTEM, it.partner_id)
    understood = Understood(it.document, mapping.text(it.document)) if it.headings else None
    try:
        found = await reading.content(it, rows, partner.name, understood)
    except errors.Refused as refusal:
        await _end(claim, it.id, refusal)
        return
    for piece in pieces(found):
        if piece.last > it.last_row or it.done == 0:
            try:
                if not await _take(claim, it.id, found, piece):
                    return
            except errors.Refused as refusal:
                await _end(claim, it.id, refusal)
                return
    async with claim.working() as session:
        it = await opened(session, SYSTEM, fact_import_id=it.id)
        if it.status is Status.RUNNING:
            await _finish(session, it)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows one after the other, with the facts that they tell."""

    numbers: Sequence[int]
    told: Sequence[Told]

    @property
    def last(self) -> int:
        return self.numbers[-1]


def pieces(found: Content) -> Iterator[Piece]:
    """The same pieces however often they are cut."""
    numbers, told = list[int](), list[Told]()
    for number in found.numbers:
        own = found.told.get(number, [])
        if numbers and (len(numbers) == LOOKED_AT_ONCE or len(told) + len(own) > MOST_ROWS):
            yield Piece(numbers, told)
            numbers, told = [], []
        numbers.append(number)
        told.extend(own)
    if numbers:
        yield Piece(numbers, told)


async def _take(claim: Claim, import_id: UUID, found: Content, piece: Piece) -> bool:
    """One piece, unless somebody has taken it or called the file off. Refuses: NotAllowed."""
    async with claim.working() as session:
        partner_id = claim.task.partner_id
        await session.execute(room.one_at_a_time(partner_id))
        it = await opened(session, SYSTEM, fact_import_id=import_id)
        if it.status is not Status.RUNNING:
            return False
        if it.done and piece.last <= it.last_row:
            return True
        faults = {number: found.faults[number] for number in piece.numbers if number in found.faults}
        if piece.told:
            batch = await record_facts(
                session, await _actor(session, it), source=it.source, rows=reading.given(found.kind, piece.told),
                partner_id=it.partner_id, now=clock.now(), file_sha256=it.file_sha256,
            )  # fmt: skip
            it.accepted += batch.accepted
            it.corrected += batch.corrected
            it.unchanged += batch.unchanged
            for each in batch.refusals:
                faults.setdefault(each["row"], []).append({**each, "heading": ""})
        await _note(session, it, found, piece, faults)
        await session.flush()
    return True


async def _note(
    session: Session, it: FactImport, found: Content, piece: Piece, faults: dict[int, list[Kept]]
) -> None:  # fmt: skip
    """How far the file is, and which of these rows were refused."""
    among = Counter(
        name for number in piece.numbers for name in ("silent", "repeated", "elsewhere")
        if number in getattr(found, name)
    )  # fmt: skip
    it.done, it.last_row, it.updated_at = it.done + len(piece.numbers), piece.last, clock.now()
    it.silent, it.repeated = it.silent + among["silent"], it.repeated + among["repeated"]
    it.elsewhere, it.refused = it.elsewhere + among["elsewhere"], it.refused + len(faults)
    if faults:
        for row in (await session.scalars(queries.numbered(it, sorted(faults)))).all():
            row.faults = faults[row.number]


async def _actor(session: Session, it: FactImport) -> Actor:
    """Who has the file taken in, as they are now. Refuses: NotAllowed."""
    company: Organisation = (await session.scalars(partner_queries.company())).one()
    at = company.id if it.side is Side.HOST else it.partner_id
    member: Membership | None = await session.scalar(partner_queries.member(at, it.person_id))
    if member is not None and member.status is MembershipStatus.ACTIVE:
        actor = Actor(
            it.person_id, member.name, it.side, at, member.roles, member.version, program=it.program,
            allowed=frozenset(map(Permission, it.allowed)),
        )  # fmt: skip
        looks_after = select(Organisation.id).where(Organisation.id == it.partner_id)
        if actor.access_class is AccessClass.MANAGER:
            looks_after = looks_after.where(Organisation.manager_id == member.id)
        if Permission.FACT_RECORD in actor.permissions and await session.scalar(looks_after) is not None:
            return actor
    raise errors.NotAllowed("The person who started the import no longer has permission for it.")


async def _end(claim: Claim, import_id: UUID, refusal: errors.Refused) -> None:
    """The file is called off by itself; what was taken in stays."""
    async with claim.working() as session:
        it = await opened(session, SYSTEM, fact_import_id=import_id)
        if it.status is Status.RUNNING:
            it.fault = [kept(refusal.sentence, code=refusal.code)]
            taken(it, "cancel", SYSTEM, now=clock.now())


async def _finish(session: Session, it: FactImport) -> None:
    """Rows that are facts now are forgotten, and whoever had them taken in is told."""
    now = clock.now()
    await session.execute(queries.taken_of(it), execution_options={"synchronize_session": False})
    taken(it, "finish", SYSTEM, now=now)
    it.finished_at = now
    came = {
        "name": it.made_by_name, "file": it.name, "digest": it.file_sha256, "source": it.source,
        "accepted": it.accepted, "corrected": it.corrected, "unchanged": it.unchanged, "refused": it.refused,
    }  # fmt: skip
    journal.write(
        session, SYSTEM, IMPORTED, partner_id=it.partner_id, record_type=FactImport.PREFIX, record_id=it.id, now=now,
        changes=journal.difference({}, came),
    )  # fmt: skip


async def sweep(database: Database, now: datetime) -> None:
    """Calls off files that nobody goes on with, and forgets rows that nobody needs any more."""
    async with database.transaction(AccessClass.SYSTEM) as session:
        for statement in (queries.abandoned(now), queries.old_rows(now)):
            await session.execute(statement, execution_options={"synchronize_session": False})
