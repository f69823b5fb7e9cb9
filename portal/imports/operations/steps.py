"""What a person does with an import: announces a file, sends it, says what its columns are, answers, starts, ends."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal import errors, ids, jobs, wording
from portal.access import SYSTEM, Actor
from portal.database.session import Session
from portal.imports import queries
from portal.imports.columns import DEFAULTS, NEEDED, OF, Column
from portal.imports.models import Import, ImportRow, Piece
from portal.imports.models import Mapping as KeptMapping
from portal.imports.rules import (
    IMPORT,
    LONGEST_PIECE,
    MOST_OPEN,
    MOST_PIECES,
    NEEDS,
    Answer,
    Kind,
    RowStatus,
    Situation,
    Status,
)  # fmt: skip
from portal.partners.operations import external_keys
from portal.sentences import say

WORK = "imports go on"
"""The job that reads, tries and takes in; see `working`."""
ABSENT = say("There is no such import.")
LONGEST_DEFAULT, LONGEST_MAPPING = 200, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Field of a column."""

    heading: str
    column: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Default:
    """What counts where a row does not say it."""

    column: Column
    value: str


async def create(
    session: Session, actor: Actor, *, kind: Kind, name: str, now: datetime, encoding: str = "", sheet: str = "",
    system: str = "", mapping: str = "",
) -> Import:  # fmt: skip
    """Announces a file; its bytes follow. Refuses: NotAllowed, Invalid, Blocked for too many that are not over."""
    actor.require(NEEDS[kind])
    faults, defaults = errors.Faults(), dict[str, Any]()
    with faults:
        name = wording.name_given(name)
    with faults:
        if system.strip():
            defaults[Column.SYSTEM] = external_keys.system_given(system)
    faults.refuse()
    if (await session.scalar(queries.open_of(actor.person_id))) >= MOST_OPEN:
        raise errors.Blocked("You have {most} unfinished imports. Cancel some of them first.", most=MOST_OPEN)
    made = Import(
        person_id=actor.person_id, id=ids.new(), kind=kind, name=name, encoding=encoding.strip()[:50],
        sheet=sheet.strip()[:100], headings=[], defaults=defaults, mapping=mapping.strip()[:LONGEST_MAPPING],
        allowed=[], fault=[], created_at=now, updated_at=now, version=1,
    )  # fmt: skip
    session.add(made)
    await session.flush()
    return made


async def send(
    session: Session, actor: Actor, *, import_job_id: UUID, number: int, content: str, is_last: bool, now: datetime
) -> Import:
    """Takes a piece of the file, in base64; with the last it is read. Refuses: NotFound, Invalid, WrongStatus."""
    job = await opened(session, actor, import_job_id=import_job_id)
    try:
        piece = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise errors.Invalid("This is not base64.", path=("input", "content")) from None
    if not 0 < len(piece) <= LONGEST_PIECE:
        raise errors.Invalid("A piece must have 1 to {most} bytes.", most=LONGEST_PIECE, path=("input", "content"))
    if not 1 <= number <= MOST_PIECES:
        raise errors.Invalid("Number the pieces 1 to {most}.", most=MOST_PIECES, path=("input", "number"))
    IMPORT.take(Situation(kind=job.kind), job.status, "send", actor, now=now)
    session.add(Piece(person_id=job.person_id, import_id=job.id, number=number, content=piece))
    if is_last:
        await go_on(session, actor, job, "send", now=now)
    await session.flush()
    return job


async def map_columns(
    session: Session, actor: Actor, *, import_job_id: UUID, expected_version: int, columns: Iterable[Chosen],
    now: datetime, defaults: Iterable[Default] = (), is_inviting: bool = False, save_as: str = "",
) -> Import:  # fmt: skip
    """Says what each column is, and has every row tried. Refuses: NotFound, StaleVersion, WrongStatus, Invalid."""
    job = await opened(session, actor, import_job_id=import_job_id, expected_version=expected_version)
    IMPORT.take(Situation(kind=job.kind), job.status, "map", actor, now=now)
    chosen = checked_columns(job, {each.heading: each.column for each in columns})
    job.headings = [{"heading": each["heading"], "column": chosen.get(each["heading"])} for each in job.headings]
    job.defaults = checked_defaults(job.kind, {each.column: each.value for each in defaults})
    job.is_inviting = is_inviting
    if save_as.strip():
        await _keep(session, job, wording.name_given(save_as[:LONGEST_MAPPING], "saveAs"), chosen, now)
    await go_on(session, actor, job, "map", now=now)
    return job


def checked_columns(job: Import, chosen: Mapping[str, Column]) -> dict[str, Column]:
    """Refuses: Invalid for a heading that is not there, a column given twice or missing, one of the other kind."""
    here, path = {each["heading"] for each in job.headings}, ("input", "columns")
    for heading, column in chosen.items():
        if heading not in here:
            raise errors.Invalid("There is no column called {heading}.", heading=heading, path=path)
        if column not in OF[job.kind]:
            raise errors.Invalid("No column of this list can be {column}.", column=column, path=path)
        if sum(each is column for each in chosen.values()) > 1:
            raise errors.Invalid("Two columns are assigned to {column}.", column=column, path=path)
    missing = [column for column in NEEDED[job.kind] if column not in chosen.values()]
    if missing:
        raise errors.Invalid("Choose the column for {column}.", column=missing[0], path=path)
    return dict(chosen)


def checked_defaults(kind: Kind, given: Mapping[Column, str]) -> dict[str, str]:
    """Refuses: Invalid for what has to be said in each row."""
    for column, value in given.items():
        if column not in DEFAULTS[kind] or len(value) > LONGEST_DEFAULT:
            raise errors.Invalid("You cannot set {column} for all rows.", column=column, path=("input", "defaults"))
    return {column: value.strip() for column, value in given.items() if value.strip()}


async def _keep(session: Session, job: Import, name: str, chosen: Mapping[str, Column], now: datetime) -> None:
    kept = await session.scalar(queries.mapping(job.person_id, job.kind, name))
    if kept is None:
        kept = KeptMapping(person_id=job.person_id, kind=job.kind, name=name, columns={}, defaults={}, used_at=now)
        session.add(kept)
        await session.flush()
    kept.columns, kept.defaults, kept.used_at = {**chosen}, {**job.defaults}, now
    job.mapping = name


async def answer(
    session: Session, actor: Actor, *, import_row_id: UUID, answer: Answer, now: datetime,
    same_as_id: UUID | None = None,
) -> Import:  # fmt: skip
    """Says of a row that it is one of those it is similar to, or another. Refuses: NotFound, WrongStatus, Invalid."""
    row: ImportRow | None = await session.scalar(queries.row(import_row_id).with_for_update())
    if row is None or row.person_id != actor.person_id:
        raise errors.NotFound("There is no such row.", path=("input", "importRowId"))
    job = await opened(session, actor, import_job_id=row.import_id)
    actor.require(NEEDS[job.kind])
    if job.status not in {Status.CHECKED, Status.FINISHED}:
        raise errors.WrongStatus.because(say("You cannot do this now.").then(IMPORT.in_words[job.status]))
    if row.status is not RowStatus.SIMILAR or row.done_at is not None:
        raise errors.WrongStatus("There is no question about this row.")
    similar = {each["id"] for each in row.similar if "id" in each}
    if answer is Answer.SAME and (same_as_id is None or str(same_as_id) not in similar):
        raise errors.Invalid("Choose which one it is.", path=("input", "sameAsId"))
    row.answer, row.same_as = answer, same_as_id if answer is Answer.SAME else None
    job.updated_at = now
    return job


async def start(session: Session, actor: Actor, *, import_job_id: UUID, expected_version: int, now: datetime) -> Import:
    """Takes in every row that can be. Refuses: NotFound, StaleVersion, WrongStatus, NotAllowed, Blocked."""
    job = await opened(session, actor, import_job_id=import_job_id, expected_version=expected_version)
    await go_on(session, actor, job, "start", now=now)
    return job


async def cancel(
    session: Session, actor: Actor, *, import_job_id: UUID, expected_version: int, now: datetime
) -> Import:
    """Calls it off; what was taken in stays. Refuses: NotFound, StaleVersion, WrongStatus."""
    job = await opened(session, actor, import_job_id=import_job_id, expected_version=expected_version)
    taken(job, "cancel", actor, now=now)
    return job


async def opened(session: Session, actor: Actor, *, import_job_id: UUID, expected_version: int | None = None) -> Import:
    """The import under a lock, for who made it. Refuses: NotFound, StaleVersion."""
    job: Import | None = await session.scalar(queries.import_(import_job_id).with_for_update())
    if job is None or (actor is not SYSTEM and job.person_id != actor.person_id):
        raise errors.NotFound.because(ABSENT, path=("input", "importJobId"))
    if expected_version is not None and job.version != expected_version:
        raise errors.StaleVersion(
            "The import has moved on since you opened it. Check the latest version.", path=("input", "expectedVersion")
        )
    return job


async def go_on(session: Session, actor: Actor, job: Import, action: str, *, now: datetime) -> None:
    """A step after which the clock goes on by itself."""
    waiting = await session.scalar(select(queries.waiting_of(job))) if action == "start" else 0
    taken(job, action, actor, now=now, waiting=waiting)
    job.allowed = sorted(actor.permissions)
    await jobs.add(
        session, WORK, key=f"{job.id} {job.version}", partner_id=actor.partner_id, given={"import": str(job.id)},
        now=now,
    )  # fmt: skip


def taken(job: Import, action: str, actor: Actor, *, now: datetime, waiting: int = 0) -> None:
    """A step of the table, without anything besides."""
    step = IMPORT.take(Situation(kind=job.kind, waiting=waiting), job.status, action, actor, now=now)
    job.status, job.version, job.updated_at = Status(step.target), job.version + 1, now
