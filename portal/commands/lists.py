"""python -m portal import partners, and people: a list of them from a CSV or XLSX file."""

import asyncio
import base64
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from portal import clock, doing, errors
from portal import settings as portal_settings
from portal.access import AccessClass, Actor
from portal.commands.company import somebody_who_may
from portal.commands.databases import DEMONSTRATION, NAME, database
from portal.commands.progress import clear, progress
from portal.database.pools import Database
from portal.imports import operations, queries, reports
from portal.imports.columns import Column
from portal.imports.faults import sentence
from portal.imports.models import Import, ImportRow
from portal.imports.rules import LONGEST_PIECE, NEEDS, TAKEN, Kind, RowStatus, Status
from portal.settings import Settings

GOING = frozenset({Status.READING, Status.CHECKING, Status.RUNNING})
MOST_SHOWN = 200
"""Faults that are printed; the report has all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for on the command line."""

    kind: Kind
    path: Path
    by: str
    system: str
    columns: Sequence[str]
    defaults: Sequence[str]
    encoding: str
    sheet: str
    mapping: str
    keep: str
    dry_run: bool
    invite: bool
    report: Path | None


def bring(*, kind: str, demo: bool, **wanted: object) -> int:
    """Takes the list in; the exit status is 1 if a row could not be, or waits for an answer."""
    settings = portal_settings.load()
    given = Wanted(kind=Kind(kind), **wanted)  # type: ignore[arg-type]  # as the parser declares them
    with database(settings, DEMONSTRATION if demo else NAME) as owner_url:
        return asyncio.run(_bring(settings, owner_url, given))


async def _bring(settings: Settings, owner_url: str, wanted: Wanted) -> int:
    filled = Database(owner_url, settings.secret)
    try:
        actor = await somebody_who_may(filled, NEEDS[wanted.kind], wanted.by)
        import_id = await _sent(filled, actor, wanted)
        job = await _until_over(filled, import_id)
        if job.status is Status.READ:
            await _map(filled, actor, job, wanted)
            job = await _until_over(filled, import_id)
        if job.status is Status.CHECKED and not wanted.dry_run:
            with suppress(errors.Blocked):  # nothing waits
                async with filled.working(AccessClass.SYSTEM) as session:
                    await operations.start(
                        session, actor, import_job_id=import_id, expected_version=job.version, now=clock.now()
                    )
            job = await _until_over(filled, import_id)
        return await _tell(filled, job, wanted)
    finally:
        await filled.close()


async def _sent(filled: Database, actor: Actor, wanted: Wanted) -> UUID:
    content = await asyncio.to_thread(wanted.path.read_bytes)
    if not content:
        raise errors.Invalid("The file is empty.")
    now = clock.now()
    async with filled.working(AccessClass.SYSTEM) as session:
        job = await operations.create(
            session, actor, kind=wanted.kind, name=wanted.path.name, encoding=wanted.encoding, sheet=wanted.sheet,
            system=wanted.system, mapping=wanted.mapping, now=now,
        )  # fmt: skip
        starts = range(0, len(content), LONGEST_PIECE)
        for number, start in enumerate(starts, 1):
            await operations.send(
                session, actor, import_job_id=job.id, number=number, now=now, is_last=number == len(starts),
                content=base64.b64encode(content[start : start + LONGEST_PIECE]).decode(),
            )  # fmt: skip
    return job.id


async def _until_over(filled: Database, import_id: UUID) -> Import:
    """Goes on with it, or looks on while a server does, until somebody has to say something."""
    showing = asyncio.create_task(_show(filled, import_id))
    try:
        while (job := await _now(filled, import_id)).status in GOING:
            if not await doing.take_up(filled, clock.now()):
                await asyncio.sleep(0.2)
    finally:
        showing.cancel()
        await asyncio.gather(showing, return_exceptions=True)
        clear()
    return job


async def _now(filled: Database, import_id: UUID) -> Import:
    async with filled.working(AccessClass.SYSTEM) as session:
        job: Import = (await session.scalars(queries.import_(import_id))).one()
    return job


async def _show(filled: Database, import_id: UUID) -> None:
    while sys.stdout.isatty():
        job = await _now(filled, import_id)
        async with filled.working(AccessClass.SYSTEM) as session:
            counts = select(queries.count_of(job, done=True), queries.count_of(job))
            done, whole = (await session.execute(counts)).one()
        progress(f"{job.status.value.lower()}: {done} of {whole} imported")
        await asyncio.sleep(0.5)


async def _map(filled: Database, actor: Actor, job: Import, wanted: Wanted) -> None:
    """The columns as they were recognised or kept, but for what was said. Refuses: Invalid."""
    said = {
        heading.strip(): _column(column) for heading, _, column in (each.rpartition("=") for each in wanted.columns)
    }
    known = {each["heading"]: Column(each["column"]) for each in job.headings if each["column"]}
    chosen = {heading: column for heading, column in known.items() if column not in said.values()} | said
    defaults = dict(job.defaults) | {_column(column): value for column, value in _pairs(wanted.defaults)}
    async with filled.working(AccessClass.SYSTEM) as session:
        await operations.map_columns(
            session, actor, import_job_id=job.id, expected_version=job.version, is_inviting=wanted.invite,
            columns=[operations.Chosen(heading=heading, column=column) for heading, column in chosen.items()],
            defaults=[operations.Default(column=Column(column), value=value) for column, value in defaults.items()],
            save_as=wanted.keep, now=clock.now(),
        )  # fmt: skip
    print("columns:", ", ".join(f"{heading} = {column}" for heading, column in chosen.items()))


def _pairs(written: Sequence[str]) -> list[tuple[str, str]]:
    """What stands before and after the last "=" of each."""
    return [(first, second) for first, _, second in (each.rpartition("=") for each in written)]


def _column(name: str) -> Column:
    try:
        return Column(name.strip().upper())
    except ValueError:
        raise errors.Invalid("There is no column called {name}.", name=name.strip()) from None


async def _tell(filled: Database, job: Import, wanted: Wanted) -> int:
    async with filled.working(AccessClass.SYSTEM) as session:
        rows: Sequence[ImportRow] = (await session.scalars(queries.rows_of(job).order_by(ImportRow.number))).all()
    for fault in job.fault:
        print(sentence(fault), file=sys.stderr)
    headings = {each["column"]: each["heading"] for each in job.headings if each["column"]}
    if wanted.report is not None:
        lines = "".join(reports.report(rows, headings))
        await asyncio.to_thread(wanted.report.write_text, lines, encoding="utf-8-sig", newline="")
    _print_faults(rows, headings)
    counts = Counter(row.status for row in rows)
    done = sum(row.done_at is not None for row in rows)
    print(
        f"{len(rows)} rows: {counts[RowStatus.NEW]} new, {counts[RowStatus.CHANGED]} changed,"
        f" {counts[RowStatus.SAME]} unchanged, {counts[RowStatus.SIMILAR]} similar to others,"
        f" {counts[RowStatus.FAULTY]} faulty; {done} imported"
    )
    if wanted.dry_run:
        print("Nothing was changed.")
    return 0 if rows and all(row.status in TAKEN for row in rows) else 1


def _print_faults(rows: Sequence[ImportRow], headings: dict[str, str]) -> None:
    told = [
        f"row {row.number}, {headings.get(fault['column'], fault['column']) or 'whole row'}: {sentence(fault)}"
        for row in rows
        for fault in row.faults
    ]
    told += [
        f"row {row.number} may be the same as {', '.join(each['name'] for each in row.similar)}: decide on the page"
        for row in rows
        if row.status is RowStatus.SIMILAR and not row.answer
    ]
    print(*told[:MOST_SHOWN], sep="\n")
    if len(told) > MOST_SHOWN:
        print(f"and {len(told) - MOST_SHOWN} more: see the report")
