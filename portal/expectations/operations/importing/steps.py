"""What is done with a file of facts: it is brought, its columns are explained, it is taken in, it is called off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from portal import canonical, errors, files, ids, jobs, wording
from portal.access import SYSTEM, AccessClass, Actor, Permission, Side
from portal.database.session import Session
from portal.expectations.facts import choosing, mapping, templates
from portal.expectations.facts.choosing import Choices
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.meaning import Meaning
from portal.expectations.facts.statements import SHAPES, Statement
from portal.expectations.models import FactImport, FactMapping
from portal.expectations.operations.opening import with_partner
from portal.expectations.operations.recording import own_source_given, refuse_others_source
from portal.expectations.queries import importing as queries
from portal.expectations.rules.importing import IMPORT, MOST_OPEN, ImportStatus, Situation
from portal.files.models import File
from portal.files.rules import READABLE, Type
from portal.partners import queries as partner_queries
from portal.sentences import say

WORK = "a file of facts goes on"
"""The job that reads it and takes it in; see `working`."""
SHEETS, DOCUMENT = frozenset({Type.CSV, Type.TXT, Type.XLSX}), Type.XML
ABSENT = say("There is no such import.")
FILE, MEANING = ("input", "fileId"), ("input", "meaning")
NAME_LONGEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The portal's own sheet for one kind of statement."""

    kind: SubjectKind
    statement: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the columns are said to mean: one of these ways."""

    kept: str | None = None
    """A mapping by its name."""
    text: str | None = None
    """A mapping as JSON."""
    template: Template | None = None
    columns: Choices | None = None


async def start_import(
    session: Session, actor: Actor, *, file_id: UUID, source: str, now: datetime, sheet: str = "", kept: str = ""
) -> FactImport:
    """Has a file read that the actor has sent. Refuses: NotAllowed, NotFound, Invalid, Blocked."""
    actor.require(Permission.FACT_RECORD)
    file: File | None = await session.scalar(queries.upload_of(actor, file_id))
    if file is None:
        raise errors.NotFound("You have no such file that is still to be attached. Upload it again.", path=FILE)
    faults, name = errors.Faults(), ""
    with faults:
        if file.type not in {*SHEETS, DOCUMENT}:
            raise errors.Invalid("Upload facts as CSV, XLSX or a UBL document.", path=FILE)
    with faults:
        name = own_source_given(source)
    faults.refuse()
    if file.state not in READABLE:
        raise errors.Blocked("The file is waiting for the virus scanner. Try again in a minute.", path=FILE)
    await with_partner(session, actor, file.partner_id, path=FILE)
    await refuse_others_source(session, actor, file.partner_id, name)
    if (await session.scalar(queries.open_of(actor.person_id))) >= MOST_OPEN:
        raise errors.Blocked("You have {most} unfinished imports. Cancel some of them first.", most=MOST_OPEN)
    made = FactImport(
        partner_id=file.partner_id, id=ids.new(), side=actor.side, person_id=actor.person_id,
        member_id=await _member_id(session, actor), made_by_name=actor.name, program=actor.program,
        allowed=sorted(actor.permissions), file_id=file.id, name=file.name, file_sha256=file.sha256, source=name,
        sheet=sheet.strip()[:NAME_LONGEST], status=ImportStatus.READING, headings=[], document="", mapping="",
        rows=0, done=0, last_row=0, accepted=0, corrected=0, unchanged=0, refused=0, silent=0, repeated=0, elsewhere=0,
        fault=[], created_at=now, updated_at=now, version=1,
    )  # fmt: skip
    if kept.strip():
        await _remember(session, actor, made, kept.strip(), now)
    session.add(made)
    await files.attach(
        session, actor, file_id=file.id, partner_id=file.partner_id, record=(FactImport.PREFIX, made.id),
        is_shared=False, kind="facts", path=FILE,
    )  # fmt: skip
    await _go_on(session, made, now)
    return made


async def _member_id(session: Session, actor: Actor) -> UUID:
    member = (await session.scalars(partner_queries.member(actor.partner_id, actor.person_id))).one()
    found: UUID = member.id
    return found


async def _remember(session: Session, actor: Actor, made: FactImport, name: str, now: datetime) -> None:
    """The columns mean what they meant in the file before."""
    kept = await _kept(session, actor, name, ("input", "kept"))
    made.document, made.kind, made.mapping, kept.used_at = kept.document, kept.kind, kept.name, now


async def _kept(session: Session, actor: Actor, name: str, path: tuple[str, ...]) -> FactMapping:
    kept: FactMapping | None = await session.scalar(queries.mapping(actor.partner_id, name))
    if kept is None:
        raise errors.NotFound("There is no mapping with this name.", path=path)
    return kept


async def map_import(
    session: Session, actor: Actor, *, fact_import_id: UUID, expected_version: int, meaning: Wanted, now: datetime,
    save_as: str = "",
) -> FactImport:  # fmt: skip
    """Says what the columns mean. Refuses: NotFound, StaleVersion, WrongStatus, NotAllowed, Invalid, Blocked."""
    it = await opened(session, actor, fact_import_id=fact_import_id, expected_version=expected_version)
    IMPORT.take(situation(it), it.status, "map", actor, now=now)
    found = await understood(session, actor, meaning, it.headings)
    check_columns(found, it.headings)
    it.document, it.kind, it.mapping = found.document, found.meaning.kind, meaning.kept or ""
    if save_as.strip():
        name = wording.name_given(save_as.strip()[:NAME_LONGEST], "saveAs")
        await _keep(session, actor, name, found, now)
        it.mapping = name
    taken(it, "map", actor, now=now)
    return it


@dataclass(frozen=True, slots=True)
class Understood:
    """A mapping that was read: as it is kept, and as rows are read by it."""

    document: str
    meaning: Meaning


async def understood(session: Session, actor: Actor, wanted: Wanted, headings: Sequence[str]) -> Understood:
    """What somebody says that columns with these headings mean. Refuses: NotFound, Invalid."""
    said = [each for each in (wanted.kept, wanted.text, wanted.template, wanted.columns) if each is not None]
    if len(said) != 1:
        raise errors.Invalid("Say what the columns mean in one way only.", path=MEANING)
    if wanted.kept is not None:
        kept = await _kept(session, actor, wanted.kept.strip(), (*MEANING, "kept"))
        return Understood(kept.document, mapping.text(kept.document, path=MEANING))
    if wanted.text is not None:
        return written(mapping.content_of(wanted.text, path=(*MEANING, "text")), (*MEANING, "text"))
    if wanted.template is not None:
        kind, statement = wanted.template.kind, wanted.template.statement
        if statement not in SHAPES[kind]:
            raise errors.Invalid(
                "{statement} is not possible for a subject of the kind {kind}.", statement=statement,
                kind=kind, path=(*MEANING, "template"),
            )  # fmt: skip
        return written(templates.own(kind, statement, headings), (*MEANING, "template"))
    return written(choosing.mapping(wanted.columns), (*MEANING, "columns"))  # type: ignore[arg-type]  # one is there


def written(content: Any, path: tuple[str, ...]) -> Understood:
    """The mapping of some JSON. Refuses: Invalid, with the path to what is wrong."""
    meaning = mapping.meaning(content, path=path)
    try:
        text = canonical.text(content)
        text.encode()
    except (ValueError, TypeError):  # half a character, or a number that is none
        raise errors.Invalid("The mapping is not valid JSON.", path=path) from None
    return Understood(text, meaning)


def check_columns(found: Understood, headings: Sequence[str]) -> None:
    """Refuses: Invalid where the mapping reads a column that the file has not."""
    present = {heading.casefold() for heading in headings}
    missing = next((name for name in found.meaning.columns() if name.casefold() not in present), None)
    if missing is not None:
        raise errors.Invalid("There is no column called {name}.", name=missing, path=MEANING)


async def _keep(session: Session, actor: Actor, name: str, found: Understood, now: datetime) -> None:
    kept = await session.scalar(queries.mapping(actor.partner_id, name))
    if kept is None:
        session.add(
            FactMapping(
                organisation_id=actor.partner_id, name=name, kind=found.meaning.kind, document=found.document,
                used_at=now,
            )
        )  # fmt: skip
        await session.flush()
    else:
        kept.document, kept.kind, kept.used_at = found.document, found.meaning.kind, now


async def take_in(
    session: Session, actor: Actor, *, fact_import_id: UUID, expected_version: int, now: datetime
) -> FactImport:
    """Has every row taken in that can be, in the actor's name.

    Refuses: NotFound, StaleVersion, WrongStatus, NotAllowed, Blocked.
    """
    it = await opened(session, actor, fact_import_id=fact_import_id, expected_version=expected_version)
    await with_partner(session, actor, it.partner_id)
    taken(it, "takeIn", actor, now=now)
    it.person_id, it.made_by_name, it.program = actor.person_id, actor.name, actor.program
    it.member_id, it.allowed = await _member_id(session, actor), sorted(actor.permissions)
    await _go_on(session, it, now)
    return it


async def cancel_import(
    session: Session, actor: Actor, *, fact_import_id: UUID, expected_version: int, now: datetime
) -> FactImport:
    """Calls it off; what was taken in stays. Refuses: NotFound, StaleVersion, WrongStatus, NotAllowed."""
    it = await opened(session, actor, fact_import_id=fact_import_id, expected_version=expected_version)
    taken(it, "cancel", actor, now=now)
    return it


async def opened(
    session: Session, actor: Actor, *, fact_import_id: UUID, expected_version: int | None = None, looks: bool = False
) -> FactImport:
    """The import, locked unless somebody only looks, for the side that brought it. Refuses: NotFound, StaleVersion."""
    found = queries.import_(fact_import_id)
    it: FactImport | None = await session.scalar(found if looks else found.with_for_update())
    if it is None or (actor is not SYSTEM and it.side is not actor.side):
        raise errors.NotFound.because(ABSENT, path=("input", "factImportId"))
    if actor.access_class is AccessClass.AUDITOR or (actor.side is Side.PARTNER and it.partner_id != actor.partner_id):
        raise errors.NotFound.because(ABSENT, path=("input", "factImportId"))
    if expected_version is not None and it.version != expected_version:
        raise errors.StaleVersion(
            "The import has moved on since you opened it. Check the latest version.", path=("input", "expectedVersion")
        )
    return it


def situation(it: FactImport) -> Situation:
    return Situation(is_understood=bool(it.document) or not it.headings, is_document=not it.headings)


def taken(it: FactImport, action: str, actor: Actor, *, now: datetime) -> None:
    """A step of the table."""
    step = IMPORT.take(situation(it), it.status, action, actor, now=now)
    it.status, it.version, it.updated_at = ImportStatus(step.target), it.version + 1, now


async def _go_on(session: Session, it: FactImport, now: datetime) -> None:
    await jobs.add(
        session, WORK, key=f"{it.id} {it.version}", partner_id=it.partner_id, given={"import": str(it.id)}, now=now
    )
