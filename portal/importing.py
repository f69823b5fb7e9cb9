"""Files become draft contracts: each once, by its content; what cannot be read is reported and passed over."""

import asyncio
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from auth import people
from auth.identify import Caller
from portal import clock, errors
from portal.access import AccessClass, Side
from portal.contracts import operations, papers, queries
from portal.contracts.rules import Kind
from portal.contracts.text import splitting
from portal.contracts.text.documents import Clause
from portal.contracts.text.terms import Renewal, Terms
from portal.database.pools import Database
from portal.languages import ENGLISH
from portal.papers.told import State
from portal.partners import naming
from portal.partners import queries as partner_queries
from portal.partners.models import Organisation

HEADED = 5
"""From so many headed clauses on, a text counts as taken apart."""
PAPERS = frozenset({".docx", ".pdf", ".md"})
ENDINGS = frozenset({".docx", ".pdf", ".txt"})
"""Those of a folder; text in Markdown is often about the folder itself, and is taken by its name alone."""
KINDS = (
    ("suppl", Kind.SUPPLY), ("distribut", Kind.DISTRIBUTION), ("resell", Kind.RESELLER), ("service", Kind.SERVICE),
    ("maintenance", Kind.SERVICE), ("confidential", Kind.CONFIDENTIALITY), ("master", Kind.FRAMEWORK),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    file: Path
    clauses: int = 0
    headed: int = 0
    already: bool = False
    refusal: str = ""
    remarks: tuple[str, ...] = ()
    """What somebody must know of it, or should look at."""


async def contracts(
    database: Database, files: list[Path], *, partner_name: str, told: Callable[[Outcome], None],
    state: State | None = None, encoding: str = "",
) -> list[Outcome]:  # fmt: skip
    """Imports the files for one partner, as the company's legal lead; `state` says which text counts where changes are
    tracked, `encoding` is for texts whose own is not sure.

    Raises NotFound for an unknown partner, Invalid for a name of several.
    """
    async with database.transaction(AccessClass.SYSTEM) as session:
        partner = await naming.the_one(session, partner_name)
        company: Organisation | None = await session.scalar(partner_queries.company())
        if partner.side is Side.HOST or company is None:
            raise errors.NotFound("There is no partner named {partner}.", partner=partner_name)
        lead = await session.scalar(partner_queries.manager_of(company))
    if lead is None:
        raise errors.NotFound("The company has no head of legal in whose name contracts could be drafted.")
    caller = await people.acting_as(database, lead.person_id, agent="import", now=clock.now())
    outcomes = []
    try:
        for file in files:
            outcome = await _one(database, caller, partner, file, state, encoding)
            told(outcome)
            outcomes.append(outcome)
    finally:
        await people.sign_out(database, [caller], now=clock.now())
    return outcomes


async def _one(
    database: Database, caller: Caller, partner: Organisation, file: Path, state: State | None, encoding: str
) -> Outcome:  # fmt: skip
    try:
        content = await asyncio.to_thread(file.read_bytes)
        clauses, remarks = await _taken_apart(file, state, encoding)
        new = await _draft(database, caller, partner, file, clauses, hashlib.sha256(content).hexdigest())
    except errors.Refused as refused:
        return Outcome(file, refusal=refused.message)
    except OSError as fault:
        return Outcome(file, refusal=fault.strerror or "The file cannot be read.")
    headed = sum(bool(clause.heading or clause.number) for clause in clauses)
    return Outcome(file, len(clauses), headed, already=not new, remarks=remarks)


async def _taken_apart(
    file: Path, state: State | None, encoding: str
) -> tuple[tuple[Clause, ...], tuple[str, ...]]:  # fmt: skip
    """The clauses of a file, and what was remarked. Refuses: Invalid."""
    if file.suffix.lower() not in PAPERS:
        return await asyncio.to_thread(lambda: splitting.split(splitting.read_text(file, encoding=encoding))), ()
    paper = await papers.read(file, file.name, state=state)
    return paper.clauses, tuple(each.sentence.in_(ENGLISH) for each in paper.doubts)


async def _draft(
    database: Database, caller: Caller, partner: Organisation, file: Path, clauses: tuple[Clause, ...], digest: str
) -> bool:
    """Whether the file was new."""
    now = clock.now()
    async with database.transaction(caller.actor.access_class) as session:
        await database.entered(session, caller.token_sha256, caller.actor.version)
        if await session.scalar(queries.draft_from(partner.id, digest)) is not None:
            return False
        await operations.draft(
            session, caller.actor, partner_id=partner.id, title=title_of(file), kind=kind_of(file), terms=_terms(now),
            text=clauses, now=now, source_sha256=digest,
        )  # fmt: skip
    return True


def text_files(path: Path) -> Iterator[Path]:
    """The file itself, or those of a folder that can be read, by name."""
    if path.is_dir():
        yield from sorted(item for item in path.iterdir() if item.suffix.lower() in ENDINGS and not item.is_dir())
    else:
        yield path


def passed_over(path: Path) -> Iterator[Path]:
    """The files of a folder, and of all folders below, that an import of the folder does not take."""
    taken = set(text_files(path))
    for folder, below, names in os.walk(path) if path.is_dir() else ():
        below.sort()
        yield from (file for file in (Path(folder, name) for name in sorted(names)) if file not in taken)


def title_of(file: Path) -> str:
    """The file's name as a title of at most 200 characters."""
    words = " ".join(file.stem.replace("_", " ").split())
    return words[:200] or "Untitled"


def kind_of(file: Path) -> Kind:
    name = file.stem.lower()
    return next((kind for part, kind in KINDS if part in name), Kind.OTHER)


def _terms(now: datetime) -> Terms:
    """Terms to be completed by whoever works on the draft: from today, open-ended."""
    today: date = now.date()
    return Terms(today, None, Renewal.EVERGREEN, 0, None, "")
