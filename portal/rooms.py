"""The rooms of the portal, put together: what works on all of them reads this list."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Text, case, literal_column, select

from portal import languages
from portal.boundaries.room import ROOM as BOUNDARIES
from portal.contracts.room import ROOM as CONTRACTS
from portal.disputes.room import ROOM as DISPUTES
from portal.expectations.room import ROOM as EXPECTATIONS
from portal.fees.room import ROOM as FEES
from portal.imports.room import ROOM as IMPORTS
from portal.notes.room import ROOM as NOTES
from portal.obligations.room import ROOM as OBLIGATIONS
from portal.opportunities.room import ROOM as OPPORTUNITIES
from portal.partners import elsewhere
from portal.partners.room import ROOM as PARTNERS
from portal.room import Fact, Holding, Room, Row, Subject

ROOMS: tuple[Room, ...] = (
    PARTNERS, IMPORTS, CONTRACTS, BOUNDARIES, EXPECTATIONS, OBLIGATIONS, OPPORTUNITIES, FEES, DISPUTES, NOTES,
)  # fmt: skip
MACHINES = tuple(machine for room in ROOMS for machine in room.machines)
SUBJECTS: Mapping[str, Subject] = {subject.prefix: subject for room in ROOMS for subject in room.subjects}
"""Every kind of record that people speak of, by the prefix of its ids."""
KINDS: tuple[Subject, ...] = tuple(subject for room in ROOMS for subject in (*room.subjects, *room.tasks))
"""The same and the tasks on them; what each side keeps in a table of its own is one kind for each."""
PREFIXES = frozenset(subject.prefix for subject in KINDS)
PARTS: tuple[Subject, ...] = tuple(subject for subject in KINDS if subject.part is not None)
"""Every kind of record that belongs to another one."""
TURNS: tuple[Subject, ...] = tuple(subject for subject in KINDS if subject.steps is not None)
"""Every kind of record that waits for somebody."""
FILES: Mapping[str, Holding] = {prefix: it for room in ROOMS for prefix, it in room.holds_files.items()}
"""Every kind of record that has files, by the prefix of its ids."""


def said(
    kind: Row, record_id: Row, partner_id: Row, fact: Callable[[Subject], Fact | None]
) -> ColumnElement[Any]:  # fmt: skip
    """What a fact says of the record of this type prefix, id and partner; null for none that the caller sees, and of
    what a side keeps to itself: the other may not even ask."""
    found = []
    for prefix, subject in SUBJECTS.items():
        own, record = None if subject.alone else fact(subject), subject.record
        if own is not None:
            named = (record.id == record_id, subject.partner_id(record) == partner_id)
            value = select(own(record)).select_from(record).where(*named).scalar_subquery()
            found.append((kind == literal_column(f"'{prefix}'", Text()), value))
    return case(*found, else_=None)


def named(kind: str, called: str | None, language: str) -> str | None:
    """A record's title, or that with its number, as one who reads the language is told it."""
    own = next((subject.words.get(called or "") for subject in KINDS if subject.prefix == kind), None)
    return languages.written(own, language) if own else called


def titled(kind: str, number: str | None, title: str | None, language: str) -> str:
    """Number and title of a record in one text."""
    return " ".join(filter(None, (number, named(kind, title, language))))


for each in ROOMS:
    elsewhere.learn(each.known)
