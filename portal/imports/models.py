"""The records of imports: the file as it came, its rows, and mappings that are kept for the next time.

All of it is its maker's own: a relationship manager's list may name partners of others.
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal import ids
from portal.database.base import Record, Versioned, Word, check, words
from portal.database.policies import CURRENT_PERSON, SIGNED_IN, Policy
from portal.imports.rules import LONGEST_PIECE, MOST_PIECES, Answer, Kind, RowStatus, Status

OWN = f"person_id = {CURRENT_PERSON}"


def own(*commands: str, system: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE")) -> tuple[Policy, ...]:
    """The maker's alone; the auditor reads it, and the clock works on it."""
    return (
        *(Policy(role, OWN, None, ("SELECT", *commands)) for role in ("portal_manager", "portal_staff")),
        Policy("portal_auditor", SIGNED_IN),
        Policy("portal_system", "true", None, ("SELECT", *system)),
    )


class Import(Versioned, Record):
    """One file, from when it is announced until its rows are taken in."""

    __tablename__ = "import_job"
    PREFIX: ClassVar[str] = "imp"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    kind: Mapped[Kind] = mapped_column(Word(Kind))
    status: Mapped[Status] = mapped_column(Word(Status), default=Status.EXPECTED)
    name: Mapped[str]
    """Of the file."""
    encoding: Mapped[str] = mapped_column(default="")
    sheet: Mapped[str] = mapped_column(default="")
    headings: Mapped[list[dict[str, Any]]]
    """[{"heading", "column"}], as recognised or said."""
    defaults: Mapped[dict[str, Any]]
    """What counts for rows that do not say it, by column."""
    mapping: Mapped[str] = mapped_column(default="")
    """The name under which its mapping is kept."""
    is_inviting: Mapped[bool] = mapped_column(default=False)
    """True if invitations are sent immediately."""
    allowed: Mapped[list[str]]
    """The permissions of whoever had it tried or started it last: a program may have fewer than its person."""
    fault: Mapped[list[dict[str, Any]]]
    """Why it could not be read, or was called off by itself; see `faults`."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        words("kind", Kind),
        words("status", Status),
        check("name_length", "length(name) BETWEEN 1 AND 200"),
        Index("ix_import_job_list", "person_id", "created_at", "id"),
        Index("ix_import_job_age", "created_at"),
    )
    __policies__ = own("INSERT", "UPDATE")


def of_import(name: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["person_id", "import_id"], ["import_job.person_id", "import_job.id"], name=f"fk_{name}_import"
    )


class Piece(Record):
    """A piece of a file's bytes, until the file is read."""

    __tablename__ = "import_piece"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (
        of_import("import_piece"),
        check("number_from_one", f"number BETWEEN 1 AND {MOST_PIECES}"),
        check("length", f"octet_length(content) BETWEEN 1 AND {LONGEST_PIECE}"),
    )
    __policies__ = own("INSERT")


class ImportRow(Record):
    """One row of a file: as it came, as understood, and what became of it."""

    __tablename__ = "import_row"
    PREFIX: ClassVar[str] = "imr"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    import_id: Mapped[UUID]
    number: Mapped[int]
    """Row number as in a spreadsheet."""
    cells: Mapped[list[str]]
    surplus: Mapped[int] = mapped_column(default=0)
    status: Mapped[RowStatus] = mapped_column(Word(RowStatus), default=RowStatus.UNCHECKED)
    understood: Mapped[list[dict[str, Any]]]
    """[{"column", "value"}]"""
    faults: Mapped[list[dict[str, Any]]]
    similar: Mapped[list[dict[str, Any]]]
    """[{"id" or "row", "name", "country", "why"}]: what it may be the same as, and the columns in which it is."""
    answer: Mapped[Answer | None] = mapped_column(Word(Answer))
    same_as: Mapped[UUID | None]
    """The organisation that it is, by the answer."""
    led_to: Mapped[UUID | None]
    """The organisation or the place that it is, once it was taken in."""
    done_at: Mapped[datetime | None]
    is_invited: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        of_import("import_row"),
        words("status", RowStatus),
        words("answer", Answer),
        check("number_of_a_row", "number >= 2"),
        check("same_as_one", "same_as IS NULL OR answer = 'SAME'"),
        UniqueConstraint("person_id", "import_id", "number"),
        Index("ix_import_row_status", "person_id", "import_id", "status", "number"),
    )
    __policies__ = own("UPDATE (answer, same_as)")


class Mapping(Record):
    """What the columns of a list were, kept by a name for the next one of its kind."""

    __tablename__ = "import_mapping"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(Word(Kind), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    columns: Mapped[dict[str, Any]]
    defaults: Mapped[dict[str, Any]]
    used_at: Mapped[datetime]

    __table_args__ = (words("kind", Kind), check("name_length", "length(name) BETWEEN 1 AND 100"))
    __policies__ = own("INSERT", "UPDATE (columns, defaults, used_at)", system=("INSERT", "UPDATE"))
