"""Facts as they came, what each subject is by them, and what subjects add up to."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Side
from portal.database.base import Exact, PartnerOwned, Record, Word, check, words
from portal.database.policies import CURRENT_PERSON, isolated
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.models.expectations import Expectation
from portal.partners.models import Organisation

QUANTITY = Exact(18, 6)
_BY_ONESELF = f"side = '{{}}' AND person_id = {CURRENT_PERSON}"


def of_partner(table: str) -> Any:
    return mapped_column(ForeignKey(Organisation.id, name=f"fk_{table}_partner"), primary_key=True)


class FactBatch(PartnerOwned, Record):
    """One call, file or document that facts came with."""

    __tablename__ = "fact_batch"
    __append_only__ = True
    PREFIX: ClassVar[str] = "fba"

    partner_id: Mapped[UUID] = of_partner("fact_batch")
    source: Mapped[str]
    side: Mapped[Side] = mapped_column(Word(Side))
    person_id: Mapped[UUID]
    made_by_name: Mapped[str]
    program: Mapped[str] = mapped_column(default="")
    file_sha256: Mapped[str | None]
    """Digest of the file or document; null for rows that a program sent."""
    accepted: Mapped[int]
    unchanged: Mapped[int]
    corrected: Mapped[int]
    refused: Mapped[int]
    refusals: Mapped[list[dict[str, Any]]]
    """The rows that were refused: their numbers, and why."""
    facts_sha256: Mapped[str]
    """Digest of the digests of its new and corrected facts, in the order they came."""
    received_at: Mapped[datetime]

    __table_args__ = (
        words("side", Side),
        check("source_length", "length(source) BETWEEN 1 AND 60"),
        Index("ix_fact_batch_list", "partner_id", "received_at", "id"),
        Index("ix_fact_batch_all", "received_at", "id"),
    )
    __policies__ = isolated(
        partner_writes=_BY_ONESELF.format("PARTNER"),
        host_writes=_BY_ONESELF.format("HOST"),
        partner_commands=("INSERT",),
        host_commands=("INSERT",),
        system_commands=("INSERT",),
    )


class Fact(PartnerOwned, Record):
    """One statement about one subject, as its source made it; a correction is a new revision beside it."""

    __tablename__ = "fact"
    __append_only__ = True
    __is_chain__ = True
    """Its digests are in the digest of its batch, and in those of the measurements it counts in: that is sealed."""
    PREFIX: ClassVar[str] = "fct"

    partner_id: Mapped[UUID] = of_partner("fact")
    kind: Mapped[SubjectKind] = mapped_column(Word(SubjectKind))
    statement: Mapped[str]
    subject_key: Mapped[str]
    source: Mapped[str]
    external_id: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    document: Mapped[str]
    """Its fields as canonical JSON of text; empty if it was withdrawn."""
    sha256: Mapped[str]
    side: Mapped[Side] = mapped_column(Word(Side))
    batch_id: Mapped[UUID]
    row_number: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
    """Why it was corrected."""
    received_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("partner_id", "source", "external_id", "revision"),
        words("kind", SubjectKind),
        words("side", Side),
        check("key_length", "length(subject_key) BETWEEN 1 AND 200"),
        check("external_id_length", "length(external_id) BETWEEN 1 AND 200"),
        check("source_length", "length(source) BETWEEN 1 AND 60"),
        check("document_length", "length(document) <= 4000 AND length(reason) <= 2000"),
        Index("ix_fact_subject", "partner_id", "kind", "subject_key"),
    )
    __policies__ = isolated(
        partner_writes="side = 'PARTNER'",
        host_writes="side = 'HOST'",
        partner_commands=("INSERT",),
        host_commands=("INSERT",),
        system_commands=("INSERT",),
    )


class PrimarySource(Record):
    """Whose facts of a kind count where two sources tell of one subject: as both sides agreed."""

    __tablename__ = "primary_source"

    partner_id: Mapped[UUID] = of_partner("primary_source")
    kind: Mapped[SubjectKind] = mapped_column(Word(SubjectKind), primary_key=True)
    source: Mapped[str]

    __table_args__ = (words("kind", SubjectKind), check("source_length", "length(source) BETWEEN 1 AND 60"))
    __policies__ = isolated(
        partner_commands=("INSERT", "UPDATE (source)"), host_commands=("INSERT", "UPDATE (source)"),
        system_commands=("INSERT", "UPDATE (source)"),
    )  # fmt: skip


class Subject(PartnerOwned, Record):
    """What is counted, as it is by its facts; formulas read the columns of its state by their names."""

    __tablename__ = "subject"
    PREFIX: ClassVar[str] = "sbj"

    partner_id: Mapped[UUID] = of_partner("subject")
    kind: Mapped[SubjectKind] = mapped_column(Word(SubjectKind))
    subject_key: Mapped[str]
    day: Mapped[date | None]
    """The day by which it falls into a period, for kinds that are counted by one."""
    at: Mapped[datetime | None]
    """The instant, for the others."""
    state_sha256: Mapped[str]
    other: Mapped[str | None]
    """What the other source tells where it differs, as JSON: the second story."""
    aside: Mapped[str | None]
    """Facts that cannot be counted beside the others, as JSON: [source, external id, UNIT or CURRENCY]; and what became
    too large to be kept: ["", field, LARGE]."""
    pauses: Mapped[str | None]
    """Of a ticket, as JSON: from when until when its clock stood."""
    currency: Mapped[str | None]
    changed_at: Mapped[datetime]

    order: Mapped[str | None]
    ordered_on: Mapped[date | None]
    requested_on: Mapped[date | None]
    first_promised_on: Mapped[date | None]
    agreed_on: Mapped[date | None]
    unit: Mapped[str | None]
    ordered: Mapped[Decimal | None] = mapped_column(QUANTITY)
    received_by_agreed: Mapped[Decimal | None] = mapped_column(QUANTITY)
    received: Mapped[Decimal | None] = mapped_column(QUANTITY)
    first_received_on: Mapped[date | None]
    last_received_on: Mapped[date | None]
    completed_on: Mapped[date | None]
    rejected_by_agreed: Mapped[Decimal | None] = mapped_column(QUANTITY)
    rejected: Mapped[Decimal | None] = mapped_column(QUANTITY)
    despatched: Mapped[Decimal | None] = mapped_column(QUANTITY)
    last_despatched_on: Mapped[date | None]
    cancelled: Mapped[Decimal | None] = mapped_column(QUANTITY)
    is_cancelled: Mapped[bool | None]
    cancelled_by: Mapped[str | None]
    documents_right: Mapped[bool | None]
    value: Mapped[Decimal | None] = mapped_column(QUANTITY)
    owed_by: Mapped[str | None]
    site: Mapped[str | None]
    product: Mapped[str | None]
    product_group: Mapped[str | None]
    order_type: Mapped[str | None]
    issued_on: Mapped[date | None]
    due_on: Mapped[date | None]
    settled_on: Mapped[date | None]
    amount: Mapped[Decimal | None] = mapped_column(QUANTITY)
    paid: Mapped[Decimal | None] = mapped_column(QUANTITY)
    credited: Mapped[Decimal | None] = mapped_column(QUANTITY)
    is_disputed: Mapped[bool | None]
    opened_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    paused_hours: Mapped[Decimal | None] = mapped_column(QUANTITY)
    priority: Mapped[str | None]
    is_met: Mapped[bool | None]
    inspected_on: Mapped[date | None]
    quantity: Mapped[Decimal | None] = mapped_column(QUANTITY)
    defects: Mapped[Decimal | None] = mapped_column(QUANTITY)
    result: Mapped[str | None]
    starts_on: Mapped[date | None]
    forecast: Mapped[Decimal | None] = mapped_column(QUANTITY)
    actual: Mapped[Decimal | None] = mapped_column(QUANTITY)
    asked_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    topic: Mapped[str | None]
    won_on: Mapped[date | None]

    __table_args__ = (
        words("kind", SubjectKind),
        check("key_length", "length(subject_key) BETWEEN 1 AND 200"),
        check("other_length", "length(other) <= 8000 AND length(aside) <= 8000 AND length(pauses) <= 20000"),
        Index("ix_subject_late", "partner_id", "kind", "day", "changed_at", postgresql_where="day IS NOT NULL"),
        Index("ix_subject_key", "partner_id", "kind", "subject_key"),
        Index("ix_subject_order", "partner_id", "order", postgresql_where='"order" IS NOT NULL'),
        Index("ix_subject_day", "partner_id", "kind", "day", "id"),
        Index("ix_subject_at", "partner_id", "kind", "at", "id", postgresql_where="at IS NOT NULL"),
    )
    __policies__ = isolated(
        partner_commands=("INSERT", "UPDATE"), host_commands=("INSERT", "UPDATE"), system_commands=("INSERT", "UPDATE")
    )


class Mark(Record):
    """That subjects of a kind have changed in a piece of time: what they add up to there is counted anew."""

    __tablename__ = "fact_mark"

    partner_id: Mapped[UUID] = of_partner("fact_mark")
    kind: Mapped[SubjectKind] = mapped_column(Word(SubjectKind), primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    """MONTH or WEEK."""
    piece: Mapped[date] = mapped_column(primary_key=True)
    """Its first day."""
    number: Mapped[int] = mapped_column(BigInteger, default=1)
    """Rises with each change, so that one that comes meanwhile is not lost."""
    marked_at: Mapped[datetime]

    __table_args__ = (
        words("kind", SubjectKind),
        check("unit_known", "unit IN ('MONTH', 'WEEK')"),
        Index("ix_fact_mark_oldest", "marked_at"),
    )
    __policies__ = isolated(
        partner_commands=("INSERT", "UPDATE (number, marked_at)"),
        host_commands=("INSERT", "UPDATE (number, marked_at)"),
        system_commands=("INSERT", "UPDATE", "DELETE"),
    )


class Tally(Record):
    """What the subjects of an expectation add up to in one piece of time; counted anew as a whole, never added to."""

    __tablename__ = "tally"

    partner_id: Mapped[UUID] = of_partner("tally")
    expectation_id: Mapped[UUID] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    piece: Mapped[date] = mapped_column(primary_key=True)
    numerator: Mapped[Decimal] = mapped_column(Exact())
    denominator: Mapped[Decimal] = mapped_column(Exact())
    n: Mapped[int]
    excluded: Mapped[int]
    settled_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["partner_id", "expectation_id"], [Expectation.partner_id, Expectation.id], name="fk_tally_expectation"
        ),
        check("unit_known", "unit IN ('MONTH', 'WEEK')"),
    )
    __policies__ = isolated(system_commands=("INSERT", "UPDATE", "DELETE"))
