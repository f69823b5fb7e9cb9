"""What a file of facts says: its rows as they are kept, the facts that they tell, what the door would make of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from portal import canonical, errors, ids, threads
from portal.access import Actor, Permission
from portal.database.session import Session
from portal.expectations import queries as room
from portal.expectations.facts import applying, choosing, mapping, typed
from portal.expectations.facts.applying import Previewed, Reading, Refusal, Told
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import Statement
from portal.expectations.models import FactImport, FactImportRow
from portal.expectations.operations.checking import Given, Mode, checked
from portal.expectations.operations.importing import steps
from portal.expectations.operations.importing.steps import Understood, Wanted, opened
from portal.expectations.operations.opening import with_partner
from portal.expectations.operations.recording import refuse_others_source
from portal.expectations.queries import importing as queries
from portal.expectations.rules.importing import IMPORT, ImportStatus
from portal.imports.faults import Kept, kept
from portal.partners import names
from portal.sentences import say
from portal.sheets.table import MOST_ROWS, Row, Table

MOST_FAULTS = 20
"""Of one row, those that are kept."""
TRIED_AT_ONCE = 1_000
MOST_SHOWN = 50
"""Refused rows of which a trial says why."""


@dataclass(slots=True)
class Content:
    """All that a file tells, row by row."""

    kind: SubjectKind
    numbers: Sequence[int]
    told: dict[int, list[Told]] = field(default_factory=dict)
    faults: dict[int, list[Kept]] = field(default_factory=dict)
    silent: set[int] = field(default_factory=set)
    repeated: set[int] = field(default_factory=set)
    elsewhere: set[int] = field(default_factory=set)
    """Rows about other partners."""


def as_row(it: FactImport, row: Row) -> FactImportRow:
    """A row of a sheet as it is kept."""
    return FactImportRow(
        partner_id=it.partner_id, id=ids.new(), side=it.side, import_id=it.id, number=row.number, cells=list(row.cells),
        surplus=row.surplus, told=[], faults=[],
    )  # fmt: skip


def as_lines(it: FactImport, document: Any) -> Iterator[FactImportRow]:
    """The lines of a document as they are kept: what each tells, or why it does not."""
    facts, faults = dict[int, list[Any]](), dict[int, list[Kept]]()
    for each in document.facts:
        facts.setdefault(each.row, []).append(
            {"statement": each.statement.value, "subject_key": each.subject_key, "external_id": each.external_id,
             "values": typed.texts(each.values)}
        )  # fmt: skip
    for wrong in document.refused:
        faults.setdefault(wrong.row, []).append(fault(wrong))
    for number in sorted({*facts, *faults}):
        yield FactImportRow(
            partner_id=it.partner_id, id=ids.new(), side=it.side, import_id=it.id, number=number, cells=[], surplus=0,
            told=facts.get(number, []), faults=faults.get(number, [])[:MOST_FAULTS],
        )  # fmt: skip


def fault(refusal: Refusal) -> Kept:
    """Why a row is not taken, as it is kept."""
    found = kept(refusal.sentence, path=(refusal.field,) if refusal.field else ())
    return {**found, "heading": refusal.column}


async def content(it: FactImport, rows: Sequence[Any], partner: str, understood: Understood | None) -> Content:
    """What the rows tell, as `bare_rows_of` gives them. Refuses: Invalid for a mapping that does not fit the sheet."""
    if understood is None:
        return _of_document(it, rows)
    reading = await threads.apart(applying.applied, understood.meaning, _table(it, rows), most_told=MOST_ROWS)
    return _of_sheet(understood.meaning.kind, [row.number for row in rows], reading, partner)


def _table(it: FactImport, rows: Sequence[Any]) -> Table:
    return Table(tuple(it.headings), tuple(Row(row.number, tuple(row.cells), row.surplus) for row in rows))


def _of_document(it: FactImport, rows: Sequence[Any]) -> Content:
    if it.kind is None:
        raise TypeError("a document says what it is about")
    found = Content(it.kind, [row.number for row in rows])
    for row in rows:
        if row.faults:
            found.faults[row.number] = row.faults
            continue
        found.told[row.number] = [
            Told(row.number, Statement(each["statement"]), each["subject_key"], each["external_id"], each["values"])
            for each in row.told
        ]
    return found


def _of_sheet(kind: SubjectKind, numbers: Sequence[int], reading: Reading, partner: str) -> Content:
    found, same = Content(kind, numbers), dict[str, bool]()
    for each in reading.refused:
        found.faults.setdefault(each.row, []).append(fault(each))
    for told in reading.facts:
        if told.partner and not same.setdefault(told.partner, bool(names.alike(told.partner, [partner]))):
            found.elsewhere.add(told.row)
        else:
            found.told.setdefault(told.row, []).append(told)
    found.silent, found.repeated = set(reading.silent_rows), set(reading.repeated_rows)
    found.faults = {number: faults[:MOST_FAULTS] for number, faults in found.faults.items()}
    return found


def given(kind: SubjectKind, told: Sequence[Told]) -> list[Given]:
    """Facts as the door takes them."""
    return [
        Given(
            kind=kind, statement=each.statement, subject_key=each.subject_key, external_id=each.external_id,
            values=typed.texts(each.values), row=each.row,
        )
        for each in told
    ]  # fmt: skip


async def _read(session: Session, actor: Actor, fact_import_id: UUID) -> FactImport:
    """A file that waits for somebody. Refuses: NotFound, WrongStatus."""
    it = await opened(session, actor, fact_import_id=fact_import_id, looks=True)
    if it.status is not ImportStatus.READ:
        raise errors.WrongStatus.because(say("You cannot do this now.").then(IMPORT.in_words[it.status]))
    return it


@dataclass(frozen=True, slots=True)
class Seen:
    """The first rows as they are understood, and what each column is taken for."""

    headings: Sequence[str]
    columns: dict[str, str]
    document: str
    """The mapping by which they are understood; empty for a document."""
    lacking: Sequence[str]
    """What a suggested mapping lacks."""
    is_simple: bool
    """Whether one choice for each column says all of it."""
    fields: Sequence[str]
    """What a column can be."""
    kind: SubjectKind | None
    rows: Sequence[Previewed]
    examples: Sequence[Sequence[str]]


async def preview_import(
    session: Session, actor: Actor, *, fact_import_id: UUID, now: datetime, meaning: Wanted | None = None,  # noqa: ARG001 - nothing is dated
    kind: SubjectKind | None = None,
) -> Seen:  # fmt: skip
    """The first 20 rows; without a mapping by the one that is suggested. Refuses: NotAllowed, NotFound, Invalid."""
    actor.require(Permission.FACT_RECORD)
    it = await _read(session, actor, fact_import_id)
    if not it.headings:
        return await _seen_document(session, it)
    found, lacking = await _meant(session, actor, it, meaning, kind)
    rows = (await session.execute(queries.bare_rows_of(it))).all()
    shown = [] if lacking else await threads.apart(applying.preview, found.meaning, _table(it, rows))
    document = canonical.text(found) if lacking else found.document
    read = mapping.content_of(document)
    examples = [row.cells for row in rows[: applying.PREVIEWED]]
    return Seen(
        it.headings, choosing.columns(read), document, lacking, choosing.is_simple(read),
        choosing.choosable(SubjectKind(read["kind"])), SubjectKind(read["kind"]), shown, examples,
    )  # fmt: skip


async def _meant(
    session: Session, actor: Actor, it: FactImport, meaning: Wanted | None, kind: SubjectKind | None
) -> tuple[Any, Sequence[str]]:
    """The mapping that is asked about, or a draft with what it lacks."""
    if meaning is not None:
        found = await steps.understood(session, actor, meaning, it.headings)
        steps.check_columns(found, it.headings)
        return found, ()
    if it.document and kind in {None, it.kind}:
        return Understood(it.document, mapping.text(it.document)), ()
    draft, lacking = choosing.guessed(it.headings, kind)
    return (draft, lacking) if lacking else (steps.written(draft, steps.MEANING), ())


async def _seen_document(session: Session, it: FactImport) -> Seen:
    rows = (await session.execute(queries.bare_rows_of(it).limit(applying.PREVIEWED))).all()
    found = _of_document(it, rows) if rows and it.kind else Content(SubjectKind.ORDER_LINE, [])
    shown = [Previewed(number, found.told.get(number, []), []) for number in found.numbers]
    return Seen([], {}, "", (), True, (), it.kind, shown, [])


@dataclass(slots=True)
class Tried:
    """Result of importing the file."""

    accepted: int = 0
    corrected: int = 0
    unchanged: int = 0
    faults: dict[int, list[Kept]] = field(default_factory=dict)
    silent: int = 0
    repeated: int = 0
    elsewhere: int = 0


async def try_import(
    session: Session, actor: Actor, *, fact_import_id: UUID, now: datetime, meaning: Wanted | None = None,  # noqa: ARG001 - nothing is dated
    kind: SubjectKind | None = None,
) -> Tried:  # fmt: skip
    """All rows, as the door would take them; nothing is written. Refuses: NotAllowed, NotFound, Invalid, Blocked."""
    actor.require(Permission.FACT_RECORD)
    it = await _read(session, actor, fact_import_id)
    understood = None
    if it.headings:
        understood, lacking = await _meant(session, actor, it, meaning, kind)
        if lacking:
            raise errors.Blocked("First say what the columns mean.", path=steps.MEANING)
    await refuse_others_source(session, actor, it.partner_id, it.source)
    partner, _ = await with_partner(session, actor, it.partner_id)
    rows = (await session.execute(queries.bare_rows_of(it))).all()
    found = await content(it, rows, partner.name, understood)
    tried = Tried(
        faults=dict(found.faults), silent=len(found.silent), repeated=len(found.repeated),
        elsewhere=len(found.elsewhere),
    )  # fmt: skip
    facts = [each for number in found.numbers for each in found.told.get(number, ())]
    for start in range(0, len(facts), TRIED_AT_ONCE):
        await _foresee(session, it, given(found.kind, facts[start : start + TRIED_AT_ONCE]), tried)
    return tried


async def _foresee(session: Session, it: FactImport, rows: Sequence[Given], tried: Tried) -> None:
    """Counts what the door would make of these."""
    good, refusals = checked(rows, it.source, Mode.EACH)
    wanted = [row.fact.external_id for row in good]
    before = {
        row.external_id: row.sha256 for row in await session.execute(room.known(it.partner_id, it.source, wanted))
    }
    for row in good:
        old = before.get(row.fact.external_id)
        tried.accepted += old is None
        tried.unchanged += old == row.fact.sha256
        tried.corrected += old not in {None, row.fact.sha256}
    for each in refusals:
        tried.faults.setdefault(each["row"], []).append({**each, "heading": ""})
