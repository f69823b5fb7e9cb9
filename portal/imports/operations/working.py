"""What goes on by itself: a file is read, every row is tried, then taken in; once, however often it is stopped.

Some rows are one transaction: what they lead to and that they are done is one. One process at a time takes rows in, so
that of two lists with the same partner the second finds it.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from types import ModuleType
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from portal import clock, errors, ids
from portal.access import SYSTEM, Actor, Permission, Side
from portal.database.session import Session
from portal.imports import queries
from portal.imports.columns import Column, recognised
from portal.imports.faults import kept, refused
from portal.imports.models import Import, ImportRow, Piece
from portal.imports.operations import judging, partners, people, steps
from portal.imports.operations.judging import World
from portal.imports.rules import NEEDS, SHOWN, TAKEN, Kind, RowStatus, Status
from portal.imports.understanding import Understood, understand
from portal.jobs import Claim
from portal.partners import queries as partner_queries
from portal.partners.models import Membership, Organisation
from portal.partners.rules import MembershipStatus
from portal.sentences import say
from portal.sheets import reading
from portal.sheets.table import Table

Working = Callable[[], AbstractAsyncContextManager[Session]]
"""One transaction as portal_system."""
Told = Callable[[str, int], None]
"""What is under way, and the number of the last row that is done."""
AT_ONCE, TRIED_AT_ONCE, STORED_AT_ONCE = 200, 500, 2_000
ONE_AT_A_TIME = func.pg_advisory_xact_lock(func.hashtextextended("imports", 0))


def quietly(_what: str, _number: int) -> None:
    """Tells nobody."""


async def job(claim: Claim, _now: datetime) -> None:
    """What the clock does for an import that goes on."""
    await go_on(claim.working, UUID(claim.task.given["import"]))


async def go_on(working: Working, import_id: UUID, told: Told = quietly) -> None:
    """Everything up to where a person has to say something. It may be stopped at any moment and begun again."""
    doing = {Status.READING: _read, Status.CHECKING: _check, Status.RUNNING: _run}
    while True:
        async with working() as session:
            status = (await steps.opened(session, SYSTEM, import_job_id=import_id)).status
        if status not in doing:
            return
        await doing[status](working, import_id, told)


async def _read(working: Working, import_id: UUID, _told: Told) -> None:
    async with working() as session:
        job = await steps.opened(session, SYSTEM, import_job_id=import_id)
        content = b"".join(each.content for each in (await session.scalars(queries.pieces_of(job))).all())
    try:
        table = await reading.read(content, encoding=job.encoding, sheet=job.sheet)
    except errors.Refused as refusal:
        async with working() as session:
            job = await steps.opened(session, SYSTEM, import_job_id=import_id)
            job.fault = [refused(refusal)]
            steps.taken(job, "refuse", SYSTEM, now=clock.now())
            await _forget(session, job)
        return
    async with working() as session:
        job = await steps.opened(session, SYSTEM, import_job_id=import_id)
        await stored(session, job, table, now=clock.now())
        await _forget(session, job)


async def _forget(session: Session, job: Import) -> None:
    await session.execute(delete(Piece).where(Piece.person_id == job.person_id, Piece.import_id == job.id))


async def stored(session: Session, job: Import, table: Table, *, now: datetime) -> None:
    """The rows of a file that was read; its columns as its mapping says, or as they are usually called."""
    columns: dict[str, Any] = dict(recognised(job.kind, table.headings))
    mapping = await session.scalar(queries.mapping(job.person_id, job.kind, job.mapping)) if job.mapping else None
    if mapping is not None:
        columns |= {heading: column for heading, column in mapping.columns.items() if heading in table.headings}
        job.defaults = {**mapping.defaults, **job.defaults}
    job.headings = [{"heading": each, "column": columns.get(each)} for each in table.headings]
    if job.status is Status.EXPECTED:  # whoever has the machine gives the file itself
        job.status = Status.READING
    steps.taken(job, "read", SYSTEM, now=now)
    rows = [
        ImportRow(
            person_id=job.person_id, id=ids.new(), import_id=job.id, number=row.number, cells=list(row.cells),
            surplus=row.surplus, understood=[], faults=[], similar=[],
        )
        for row in table.rows
    ]  # fmt: skip
    for row, understood in _understood(job, rows[:SHOWN]):
        row.understood, row.faults = understood.told(), understood.faults.found
    for start in range(0, len(rows), STORED_AT_ONCE):
        session.add_all(rows[start : start + STORED_AT_ONCE])
        await session.flush()


async def _check(working: Working, import_id: UUID, told: Told) -> None:
    """Tries every row that has not been taken in, from the first on: earlier ones tell what later ones find."""
    number, world = 0, None
    async with working() as session:
        job = await steps.opened(session, SYSTEM, import_job_id=import_id)
        if job.status is Status.CHECKING:
            await session.execute(queries.untried(job), execution_options={"synchronize_session": False})
    while True:
        async with working() as session:
            job = await steps.opened(session, SYSTEM, import_job_id=import_id)
            if job.status is not Status.CHECKING:
                return
            fresh = await _world(session, job)
            if fresh is None:
                return
            world = world or fresh
            rows = (await session.scalars(queries.some_rows_of(job, number, TRIED_AT_ONCE))).all()
            await _try(session, job, world, [row for row in rows if row.done_at is None])
            if not rows:
                steps.taken(job, "checked", SYSTEM, now=clock.now())
                return
            number = rows[-1].number
        told("checked", number)


async def _try(session: Session, job: Import, world: World, rows: Sequence[ImportRow]) -> None:
    room, found = _room(job), _understood(job, rows)
    await room.look(session, world, found)
    for row, understood in found:
        verdict = room.judged(world, row, understood)
        _note(row, understood, verdict)
        if verdict.status is RowStatus.NEW and job.kind is Kind.PARTNERS:
            judging.brought(world, row, understood)
        elif verdict.status in TAKEN and (key := judging.key_of(understood.said)):
            world.rows_keyed[key] = row.number


def _note(row: ImportRow, understood: Understood, verdict: judging.Verdict) -> None:
    row.status, row.faults, row.similar = verdict.status, understood.faults.found, verdict.similar
    row.understood = understood.told()
    if verdict.status is not RowStatus.SIMILAR and not (row.answer and verdict.status in TAKEN):
        row.answer, row.same_as = None, None


async def _run(working: Working, import_id: UUID, told: Told) -> None:
    """Takes in every row that can be, then sends the letters that are wanted."""
    number = 0
    while (last := await _take_some(working, import_id, number, AT_ONCE)) is not None:
        number = last
        told("taken in", number)
    number = 0
    while (last := await _invite_one(working, import_id, number)) is not None:
        number = last
        told("invited", number)
    number = 0
    while (last := await _ask_again(working, import_id, number)) is not None:
        number = last
    async with working() as session:
        job = await steps.opened(session, SYSTEM, import_job_id=import_id)
        if job.status is Status.RUNNING:
            steps.taken(job, "finish", SYSTEM, now=clock.now())


async def _take_some(working: Working, import_id: UUID, after: int, most: int) -> int | None:
    """The number of the last row that was looked at; None if there is no more. One that fails stops no other."""
    try:
        async with working() as session:
            last = await _took(session, import_id, after, most)
    except errors.Refused as refusal:  # somebody else was faster, outside of any import
        if most > 1:
            return await _take_some(working, import_id, after, 1)
        async with working() as session:
            job = await steps.opened(session, SYSTEM, import_job_id=import_id)
            row: ImportRow = (await session.scalars(queries.next_rows_of(job, after, 1))).one()
            row.status, row.faults = RowStatus.FAULTY, [refused(refusal)]
            return row.number
    return last


async def _took(session: Session, import_id: UUID, after: int, most: int) -> int | None:
    await session.scalar(select(ONE_AT_A_TIME))
    job = await steps.opened(session, SYSTEM, import_job_id=import_id)
    world = await _world(session, job) if job.status is Status.RUNNING else None
    rows = (await session.scalars(queries.next_rows_of(job, after, most))).all() if world else ()
    if world is None or not rows:
        return None
    room, found = _room(job), _understood(job, rows)
    await room.look(session, world, found)
    for row, understood in found:
        verdict = room.judged(world, row, understood)
        _note(row, understood, verdict)
        if verdict.status in TAKEN:
            row.led_to = _taking(job).take_in(session, world, row, understood, verdict)
            row.done_at = world.now
    await session.flush()
    return int(rows[-1].number)


async def _ask_again(working: Working, import_id: UUID, after: int) -> int | None:
    """What was similar to a row of the file is so to what that row has become."""
    async with working() as session:
        job = await steps.opened(session, SYSTEM, import_job_id=import_id)
        world = await _world(session, job) if job.status is Status.RUNNING else None
        rows = (await session.scalars(queries.asked_of(job, after, TRIED_AT_ONCE))).all() if world else ()
        if world is None or not rows:
            return None
        await _try(session, job, world, rows)
        return int(rows[-1].number)


async def _invite_one(working: Working, import_id: UUID, after: int) -> int | None:
    """The letter for one row; None if there is no more. What inviting refuses stands among the row's faults."""
    try:
        async with working() as session:
            job, world, row = await _to_invite(session, import_id, after)
            if world is None or row is None:
                return None
            said = _understood(job, [row])[0][1].said
            row.is_invited = True
            await _taking(job).invite(session, world, row, said)
            return int(row.number)
    except errors.Refused as refusal:
        fault = kept(refusal.sentence, Column.EMAIL, code=refusal.code)
    async with working() as session:
        _, _, row = await _to_invite(session, import_id, after)
        if row is None:
            return None
        row.is_invited, row.faults = True, [fault]
        return int(row.number)


async def _to_invite(session: Session, import_id: UUID, after: int) -> tuple[Import, World | None, ImportRow | None]:
    job = await steps.opened(session, SYSTEM, import_job_id=import_id)
    wanted = job.is_inviting and job.status is Status.RUNNING
    row = await session.scalar(queries.uninvited_of(job, after, 1)) if wanted else None
    return job, await _world(session, job) if row is not None else None, row


def _room(job: Import) -> ModuleType:
    return judging if job.kind is Kind.PARTNERS else people


def _taking(job: Import) -> ModuleType:
    return partners if job.kind is Kind.PARTNERS else people


def _understood(job: Import, rows: Sequence[ImportRow]) -> list[tuple[ImportRow, Understood]]:
    columns = {each["column"]: at for at, each in enumerate(job.headings) if each["column"]}
    return [(row, understand(job.kind, row, columns, job.defaults)) for row in rows]


async def _world(session: Session, job: Import) -> World | None:
    """Who takes the rows in, as they are now; None, and the import is called off, if they may no more."""
    company: Organisation = (await session.scalars(partner_queries.company())).one()
    member: Membership | None = await session.scalar(partner_queries.member(company.id, job.person_id))
    if member is not None and member.status is MembershipStatus.ACTIVE:
        allowed = frozenset(map(Permission, job.allowed))
        actor = Actor(job.person_id, member.name, Side.HOST, company.id, member.roles, member.version, allowed=allowed)
        if NEEDS[job.kind] in actor.permissions:
            return World(actor, member, company, clock.now())
    job.fault = [kept(say("The person who started the import no longer has permission for it."))]
    steps.taken(job, "cancel", SYSTEM, now=clock.now())
    return None
