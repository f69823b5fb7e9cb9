"""python -m portal import facts: a sheet by its mapping, UBL documents, or a folder of them become facts, each once."""

import asyncio
import hashlib
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from uuid import UUID

from portal import clock, errors, threads
from portal import settings as portal_settings
from portal.access import AccessClass, Actor, Permission, Side
from portal.commands import facts_report
from portal.commands.company import somebody_who_may
from portal.commands.databases import DEMONSTRATION, NAME, database
from portal.commands.facts_report import Fault
from portal.commands.progress import clear, progress
from portal.database.pools import Database
from portal.expectations import operations
from portal.expectations.facts import applying, mapping, typed
from portal.expectations.facts.applying import Refusal, Told
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.meaning import Meaning
from portal.expectations.facts.ubl import reading as ubl
from portal.expectations.operations import Given
from portal.imports.faults import sentence
from portal.partners import naming
from portal.settings import Settings
from portal.sheets import reading as sheets
from portal.sheets.table import Table

AT_ONCE = 1_000
XML = ".xml"


class _TriedOnly(Exception):  # noqa: N818 - nothing went wrong: what was tried is undone
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for on the command line."""

    path: Path
    mapping: Path | None
    source: str
    partner: str
    by: str
    encoding: str
    sheet: str
    dry_run: bool
    report: Path | None


@dataclass(frozen=True, slots=True)
class Read:
    """One file as it was read; without a table it is a document."""

    file: Path
    sha256: str
    kind: SubjectKind
    facts: Sequence[Told]
    refused: Sequence[Refusal]
    refused_rows: int
    silent: int = 0
    repeated: int = 0
    table: Table | None = None


@dataclass(slots=True)
class Outcome:
    """What became of everything so far."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)


def bring(*, demo: bool, **wanted: object) -> int:
    """Takes the facts in; the exit status is 1 if a row or a document could not be."""
    settings = portal_settings.load()
    given = Wanted(**wanted)  # type: ignore[arg-type]  # as the parser declares them
    with database(settings, DEMONSTRATION if demo else NAME) as owner_url:
        return asyncio.run(_bring(settings, owner_url, given))


async def _bring(settings: Settings, owner_url: str, wanted: Wanted) -> int:
    filled, outcome = Database(owner_url, settings.secret), Outcome()
    try:
        meaning = await _meaning(wanted)
        actor = await somebody_who_may(filled, Permission.FACT_RECORD, wanted.by)
        partners = dict[str, UUID | errors.Refused]()
        if wanted.partner:
            partners[""] = await _partner(filled, wanted.partner)
        read = list[Read]()
        for file in await asyncio.to_thread(lambda: list(_files(wanted.path))):
            try:
                one = await _read(file, meaning, wanted)
            except (errors.Refused, OSError) as fault:
                why = fault.message if isinstance(fault, errors.Refused) else str(fault.strerror)
                outcome.faults.append(Fault(file, None, "", why))
                outcome.counts["unread"] += 1
                continue
            read.append(one)
            await _take(filled, actor, one, partners, wanted, outcome)
    finally:
        await filled.close()
    clear()
    return await _tell(read, outcome, wanted)


async def _meaning(wanted: Wanted) -> Meaning | None:
    """What the columns mean. Refuses: Invalid, with the place in the mapping."""
    if wanted.mapping is None:
        return None
    text = await asyncio.to_thread(wanted.mapping.read_text, encoding="utf-8-sig")
    try:
        return mapping.text(text)
    except errors.Invalid as wrong:
        for each in (wrong, *wrong.also):
            print(f"{'.'.join(each.path)}:", file=sys.stderr, end=" ")
        raise


def _files(path: Path) -> Iterator[Path]:
    """The file itself, or the documents of a folder by name."""
    if path.is_dir():
        yield from sorted(each for each in path.iterdir() if each.suffix.lower() == XML)
    else:
        yield path


async def _partner(filled: Database, called: str) -> UUID:
    """Refuses: NotFound, Invalid."""
    async with filled.working(AccessClass.SYSTEM) as session:
        found = await naming.the_one(session, called)
    if found.side is Side.HOST:
        raise errors.NotFound("There is no partner named {partner}.", partner=called)
    return found.id


async def _read(file: Path, meaning: Meaning | None, wanted: Wanted) -> Read:
    """Apart from everything else: sheets in a process of their own. Refuses: Invalid."""
    content = await asyncio.to_thread(file.read_bytes)
    digest = hashlib.sha256(content).hexdigest()
    if file.suffix.lower() == XML:
        document = await threads.apart(ubl.read, content)
        wrong = len({each.row for each in document.refused})
        return Read(file, digest, document.kind, document.facts, document.refused, wrong)
    if meaning is None:
        raise errors.Invalid("Say what the columns mean with --mapping.")
    table = await sheets.read(content, encoding=wanted.encoding, sheet=wanted.sheet)
    found = await threads.apart(applying.applied, meaning, table)
    return Read(
        file, digest, meaning.kind, found.facts, found.refused, found.refused_rows, found.silent, found.repeated, table
    )


async def _take(
    filled: Database, actor: Actor, read: Read, partners: dict[str, UUID | errors.Refused], wanted: Wanted,
    outcome: Outcome,
) -> None:  # fmt: skip
    """Everything of one file, in batches; each is whole or not at all, and taken once however often it comes."""
    outcome.counts["refused"] += read.refused_rows
    outcome.faults += [
        Fault(read.file, each.row, each.column or each.field, str(each.sentence)) for each in read.refused
    ]
    by_partner: dict[str, list[Told]] = {}
    for each in read.facts:
        by_partner.setdefault("" if wanted.partner else each.partner, []).append(each)
    done = 0
    for name, facts in by_partner.items():
        partner = await _known(filled, name, partners)
        for some in _batches(facts):
            if isinstance(partner, errors.Refused):
                outcome.faults += [Fault(read.file, each.row, "", partner.message) for each in some]
                outcome.counts["refused"] += len({each.row for each in some})
            else:
                await _record(filled, actor, partner, read, some, wanted, outcome)
            done += len(some)
            progress(f"{read.file.name}: {done} of {len(read.facts)} facts")


async def _known(filled: Database, name: str, partners: dict[str, UUID | errors.Refused]) -> UUID | errors.Refused:
    """The partner of a name, or why there is none."""
    if name not in partners:
        try:
            if not name:
                raise errors.Invalid("Name the partner with --partner, or with a column of the mapping.")
            partners[name] = await _partner(filled, name)
        except errors.Refused as refused:
            partners[name] = refused
    return partners[name]


def _batches(facts: Iterable[Told]) -> Iterator[list[Told]]:
    rest = iter(facts)
    while some := list(islice(rest, AT_ONCE)):
        yield some


async def _record(
    filled: Database, actor: Actor, partner_id: UUID, read: Read, some: Sequence[Told], wanted: Wanted,
    outcome: Outcome,
) -> None:  # fmt: skip
    rows = [
        Given(
            kind=read.kind, statement=each.statement, subject_key=each.subject_key, external_id=each.external_id,
            values=typed.texts(each.values), row=each.row,
        )
        for each in some
    ]  # fmt: skip
    with suppress(_TriedOnly):
        async with filled.working(AccessClass.SYSTEM) as session:
            batch = await operations.record_facts(
                session, actor, source=wanted.source, rows=rows, partner_id=partner_id, now=clock.now(),
                file_sha256=read.sha256,
            )  # fmt: skip
            came = Counter(
                new=batch.accepted, corrected=batch.corrected, unchanged=batch.unchanged, refused=batch.refused
            )
            refusals = [(each["row"], ".".join(each["path"]), str(sentence(each))) for each in batch.refusals]
            if wanted.dry_run:
                raise _TriedOnly
    outcome.counts += came
    outcome.faults += [Fault(read.file, *each) for each in refusals]


async def _tell(read: Sequence[Read], outcome: Outcome, wanted: Wanted) -> int:
    counts = outcome.counts
    facts_report.print_faults(outcome.faults)
    if wanted.report is not None:
        tables = [each.table for each in read if each.table is not None]
        lines = "".join(facts_report.lines(outcome.faults, tables[0] if len(tables) == 1 else None))
        await asyncio.to_thread(wanted.report.write_text, lines, encoding="utf-8-sig", newline="")
    silent, repeated = sum(each.silent for each in read), sum(each.repeated for each in read)
    unread = f", {counts['unread']} files not read" if counts["unread"] else ""
    print(
        f"{counts['new']} new, {counts['corrected']} corrected, {counts['unchanged']} unchanged facts; "
        f"{counts['refused']} rows refused, {silent} that say nothing, {repeated} repeated{unread}"
    )
    if wanted.dry_run:
        print("Nothing was changed.")
    return 1 if counts["refused"] or counts["unread"] else 0
