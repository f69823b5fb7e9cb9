"""The records of files of facts: the file with how far it is, its rows, and mappings that are kept for the next one."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Side
from portal.database.base import PartnerOwned, Record, Versioned, Word, check, words
from portal.database.policies import CURRENT_PARTNER, SIGNED_IN, Policy, isolated
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.mapping import LONGEST
from portal.expectations.models.facts import of_partner
from portal.expectations.rules.importing import ImportStatus
from portal.partners.models import Organisation

_SEEN = "side = '{}' OR finished_at IS NOT NULL"
_OWN = "side = '{}'"


class FactImport(PartnerOwned, Versioned, Record):
    """One file, from when it came until its rows are taken in; from then on both sides see what it was."""

    __tablename__ = "fact_import"
    PREFIX: ClassVar[str] = "fim"

    partner_id: Mapped[UUID] = of_partner("fact_import")
    side: Mapped[Side] = mapped_column(Word(Side))
    person_id: Mapped[UUID]
    """Whoever brought it, or had it taken in."""
    member_id: Mapped[UUID]
    """Their membership."""
    made_by_name: Mapped[str]
    program: Mapped[str] = mapped_column(default="")
    allowed: Mapped[list[str]]
    """The permissions of whoever had it taken in: a program may have fewer than its person."""
    file_id: Mapped[UUID]
    name: Mapped[str]
    """Of the file."""
    file_sha256: Mapped[str]
    source: Mapped[str]
    sheet: Mapped[str] = mapped_column(default="")
    status: Mapped[ImportStatus] = mapped_column(Word(ImportStatus), default=ImportStatus.READING)
    headings: Mapped[list[str]]
    """As the file calls its columns; none for a document."""
    kind: Mapped[SubjectKind | None] = mapped_column(Word(SubjectKind))
    """What its rows are about, once that is known."""
    document: Mapped[str] = mapped_column(default="")
    """What the columns mean, as canonical JSON; see `facts.mapping`."""
    mapping: Mapped[str] = mapped_column(default="")
    """The name under which that is kept."""
    rows: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    """Number of processed rows."""
    last_row: Mapped[int] = mapped_column(default=0)
    """The number of the last of them."""
    accepted: Mapped[int] = mapped_column(default=0)
    corrected: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    """Rows; the three before are facts."""
    silent: Mapped[int] = mapped_column(default=0)
    repeated: Mapped[int] = mapped_column(default=0)
    elsewhere: Mapped[int] = mapped_column(default=0)
    """Number of rows about other partners, which are skipped."""
    fault: Mapped[list[dict[str, Any]]]
    """Why it could not be read, or ended by itself; see `portal.imports.faults`."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "file_id"], ["file.partner_id", "file.id"], name="fk_fact_import_file"),
        words("side", Side),
        words("status", ImportStatus),
        words("kind", SubjectKind),
        check("name_length", "length(name) BETWEEN 1 AND 200"),
        check("source_length", "length(source) BETWEEN 1 AND 60"),
        check("document_length", f"length(document) <= {LONGEST}"),
        check("finished_at_its_end", "(finished_at IS NOT NULL) = (status = 'FINISHED')"),
        Index("ix_fact_import_list", "partner_id", "created_at", "id"),
        Index("ix_fact_import_all", "created_at", "id"),
        Index("ix_fact_import_person", "person_id", "status"),
    )
    __policies__ = isolated(
        partner=_SEEN.format("PARTNER"),
        host=_SEEN.format("HOST"),
        partner_writes=_OWN.format("PARTNER"),
        host_writes=_OWN.format("HOST"),
        partner_commands=("INSERT", "UPDATE"),
        host_commands=("INSERT", "UPDATE"),
        system_commands=("UPDATE",),
        own=(("UPDATE", "side = {side}"),),
    )


class FactImportRow(PartnerOwned, Record):
    """A row of a file until it is taken in; afterwards those that were refused, to be mended."""

    __tablename__ = "fact_import_row"
    PREFIX: ClassVar[str] = "fir"

    side: Mapped[Side] = mapped_column(Word(Side))
    import_id: Mapped[UUID]
    number: Mapped[int]
    """As a spreadsheet shows it, or the line of a document."""
    cells: Mapped[list[str]]
    surplus: Mapped[int] = mapped_column(default=0)
    told: Mapped[list[dict[str, Any]]]
    """The facts that a line of a document tells; see `operations.importing.reading`."""
    faults: Mapped[list[dict[str, Any]]]
    """Why it was refused: [{"column", "field", "said", "code", "path"}]."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["partner_id", "import_id"], ["fact_import.partner_id", "fact_import.id"], name="fk_fact_import_row_import"
        ),
        words("side", Side),
        UniqueConstraint("partner_id", "import_id", "number"),
    )
    __policies__ = isolated(
        partner=_OWN.format("PARTNER"), host=_OWN.format("HOST"), system_commands=("INSERT", "UPDATE", "DELETE")
    )


_COLLEAGUES = f"organisation_id = {CURRENT_PARTNER}"
_KEEPS = ("SELECT", "INSERT", "UPDATE (document, kind, used_at)")


class FactMapping(Record):
    """What the columns of an export mean, kept by a name: for whoever works for the same organisation."""

    __tablename__ = "fact_mapping"

    organisation_id: Mapped[UUID] = mapped_column(
        ForeignKey(Organisation.id, name="fk_fact_mapping_organisation"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[SubjectKind] = mapped_column(Word(SubjectKind))
    document: Mapped[str]
    used_at: Mapped[datetime]

    __table_args__ = (
        words("kind", SubjectKind),
        check("name_length", "length(name) BETWEEN 1 AND 100"),
        check("document_length", f"length(document) BETWEEN 1 AND {LONGEST}"),
    )
    __policies__ = (
        *(
            Policy(role, _COLLEAGUES, None, _KEEPS)
            for role in ("portal_partner", "portal_manager", "portal_staff")
        ),
        Policy("portal_auditor", SIGNED_IN),
        Policy("portal_system", "true"),
    )  # fmt: skip
