"""What was said and done in a case, in order and chained, and the clocks that ran."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Side
from portal.database.base import PartnerOwned, Record, Word, check, words
from portal.database.policies import CURRENT_DISPUTE, CURRENT_PERSON, isolated
from portal.disputes.models.cases import of_dispute
from portal.disputes.rules.entries import EntryKind, Party, PauseCause

OF_CASE = f"dispute_id = {CURRENT_DISPUTE}"
"""What a mediator reads of a table."""


class DisputeEntry(PartnerOwned, Record):
    """One link of a case's chain; the two sides see every one."""

    __tablename__ = "dispute_entry"
    __append_only__ = True
    PREFIX: ClassVar[str] = "dse"

    dispute_id: Mapped[UUID]
    number: Mapped[int]
    kind: Mapped[EntryKind] = mapped_column(Word(EntryKind))
    side: Mapped[Party | None] = mapped_column(Word(Party))
    """Null for the clock."""
    person_id: Mapped[UUID]
    by_name: Mapped[str]
    document: Mapped[str]
    """The entry as it is hashed: number, kind, side, by, at and content as canonical JSON (`portal.disputes.chain`)."""
    chain: Mapped[str]
    """SHA-256 over the link before and the document."""
    made_at: Mapped[datetime]

    __table_args__ = (
        of_dispute("dispute_entry"),
        UniqueConstraint("partner_id", "dispute_id", "number"),
        words("kind", EntryKind),
        words("side", Party),
        check("chain", "chain ~ '^[0-9a-f]{64}$'"),
        check("document_length", "length(document) <= 1000000"),
        Index(
            "ix_dispute_entry_answers",
            "partner_id",
            "dispute_id",
            "made_at",
            postgresql_where="kind IN ('ANSWER', 'CONCESSION')",
        ),
        Index("ix_dispute_entry_person", "partner_id", "dispute_id", "person_id"),
    )
    __policies__ = isolated(
        partner_commands=("INSERT",),
        host_commands=("INSERT",),
        system_commands=("INSERT",),
        mediator=OF_CASE,
        own=(("INSERT", f"side IS NULL OR (side = {{side}} AND person_id = {CURRENT_PERSON})"),),
    )


class DisputeClock(PartnerOwned, Record):
    """A time that somebody had in a case: from when, until when, and when it was over."""

    __tablename__ = "dispute_clock"
    PREFIX: ClassVar[str] = "dsc"

    dispute_id: Mapped[UUID]
    number: Mapped[int]
    status: Mapped[str]
    """The status of the case in which it ran."""
    level: Mapped[int]
    waiting_on: Mapped[list[str]]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    """Null while it stands."""
    due_calendar: Mapped[str | None]
    done_at: Mapped[datetime | None]

    __table_args__ = (of_dispute("dispute_clock"), UniqueConstraint("partner_id", "dispute_id", "number"))
    __policies__ = isolated(
        partner_commands=("INSERT", "UPDATE (due_at, due_calendar, done_at)"),
        host_commands=("INSERT", "UPDATE (due_at, due_calendar, done_at)"),
        system_commands=("INSERT", "UPDATE (due_at, due_calendar, done_at)"),
        mediator=OF_CASE,
    )


class DisputePause(PartnerOwned, Record):
    """A time in which a case's clock stood."""

    __tablename__ = "dispute_pause"
    PREFIX: ClassVar[str] = "dsu"

    dispute_id: Mapped[UUID]
    clock_number: Mapped[int]
    cause: Mapped[PauseCause] = mapped_column(Word(PauseCause))
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    """Null while it is not known."""
    asked_by: Mapped[Side] = mapped_column(Word(Side))

    __table_args__ = (
        of_dispute("dispute_pause"),
        words("cause", PauseCause),
        words("asked_by", Side),
        check("is_forward", "ends_at IS NULL OR ends_at >= begins_at"),
    )
    __policies__ = isolated(
        partner_commands=("INSERT", "UPDATE (ends_at)"),
        host_commands=("INSERT", "UPDATE (ends_at)"),
        system_commands=("INSERT", "UPDATE (ends_at)"),
        mediator=OF_CASE,
    )
