"""A file as the portal knows it, and the ticket that lets one person bring one."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Side
from portal.database.base import PartnerOwned, Record, Word, check, words
from portal.database.policies import CURRENT_DISPUTE, CURRENT_MEMBER, CURRENT_PERSON, isolated
from portal.files.rules import FOR_MEDIATOR, LARGEST, NAME_LONGEST, InformationClass, State, Type

_THEIRS = f"person_id = {CURRENT_PERSON}"
_READER = f"reader_ids IS NULL OR {_THEIRS} OR {CURRENT_MEMBER}::text = ANY (reader_ids)"
_SEEN = f"(is_shared OR side = {{side}}) AND (record_id IS NOT NULL OR {_THEIRS}) AND ({_READER})"
_NEW = f"side = {{side}} AND {_THEIRS} AND record_id IS NULL AND NOT is_shared"
_COMMANDS = ("INSERT", "UPDATE (record_type, record_id, kind, is_shared, reader_ids)", "DELETE")
_OWN_TICKETS = f"side = {{side}} AND {_THEIRS}"


class Ticket(PartnerOwned, Record):
    """Leave for one person to send the bytes of one file, once; the file gets the ticket's id."""

    __tablename__ = "file_ticket"

    side: Mapped[Side] = mapped_column(Word(Side))
    person_id: Mapped[UUID]
    name: Mapped[str]
    type: Mapped[Type] = mapped_column(Word(Type))
    """What the name promises."""
    bytes: Mapped[int | None]
    """How many will come; null where the sender does not know it before."""
    expires_at: Mapped[datetime]
    information_class: Mapped[InformationClass | None] = mapped_column(Word(InformationClass))

    __table_args__ = (
        words("side", Side),
        words("type", Type),
        words("information_class", InformationClass),
        check("name_length", f"length(name) BETWEEN 1 AND {NAME_LONGEST}"),
        check("size", f"bytes IS NULL OR bytes BETWEEN 1 AND {LARGEST}"),
        Index("ix_file_ticket_person", "partner_id", "person_id"),
        Index("ix_file_ticket_expires", "expires_at"),
    )
    __policies__ = isolated(
        partner=_OWN_TICKETS.format(side="'PARTNER'"),
        host=_OWN_TICKETS.format(side="'HOST'"),
        partner_commands=("INSERT", "DELETE"),
        host_commands=("INSERT", "DELETE"),
        system_commands=("DELETE",),
    )


class File(PartnerOwned, Record):
    """Bytes under their SHA-256 in the store, and what they are to the record that they are attached to.

    Equal bytes of one partner's world lie in the store once, however many rows name them.
    """

    __tablename__ = "file"
    PREFIX: ClassVar[str] = "fil"

    side: Mapped[Side] = mapped_column(Word(Side))
    """The side that added it."""
    person_id: Mapped[UUID]
    by_name: Mapped[str]
    name: Mapped[str]
    type: Mapped[Type] = mapped_column(Word(Type))
    """What the bytes are."""
    bytes: Mapped[int]
    sha256: Mapped[str]
    state: Mapped[State] = mapped_column(Word(State))
    checked_at: Mapped[datetime | None]
    """When a scanner last answered, or was asked in vain."""
    record_type: Mapped[str | None]
    """Type prefix of the record's global id; null until it is attached."""
    record_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(default="")
    """What it is to the record, in a word of the record's room."""
    is_shared: Mapped[bool] = mapped_column(default=False)
    """Both sides read it; otherwise the side that brought it, and before it is attached its uploader alone."""
    reader_ids: Mapped[list[str] | None]
    """The memberships of those of its side who read it, beside whoever brought it; null where all of the side do."""
    created_at: Mapped[datetime]
    information_class: Mapped[InformationClass | None] = mapped_column(Word(InformationClass))
    """Null where whoever brought it named none."""
    pages: Mapped[int | None]
    """Those that can be looked at one by one; null for what has no pages."""
    redaction_of: Mapped[str | None]
    """SHA-256 of the bytes of which it is a copy with parts blackened."""

    __table_args__ = (
        words("side", Side),
        words("type", Type),
        words("information_class", InformationClass),
        words("state", State),
        check("name_length", f"length(name) BETWEEN 1 AND {NAME_LONGEST}"),
        check("size", f"bytes BETWEEN 1 AND {LARGEST}"),
        check("digest", "sha256 ~ '^[0-9a-f]{64}$'"),
        check("pages", "pages >= 1"),
        check("digest_of_original", "redaction_of ~ '^[0-9a-f]{64}$'"),
        check("record_is_whole", "(record_type IS NULL) = (record_id IS NULL)"),
        check("shared_is_attached", "record_id IS NOT NULL OR NOT is_shared"),
        check("shared_is_read_by_all", "reader_ids IS NULL OR record_id IS NOT NULL AND NOT is_shared"),
        Index("ix_file_record", "partner_id", "record_id", "id"),
        Index("ix_file_bytes", "partner_id", "sha256"),
        Index("ix_file_readers", "partner_id", postgresql_where="reader_ids IS NOT NULL"),
        Index("ix_file_unattached", "created_at", postgresql_where="record_id IS NULL"),
        Index("ix_file_quarantined", "checked_at", postgresql_where="state = 'QUARANTINED'"),
    )
    __policies__ = isolated(
        partner=_SEEN.format(side="'PARTNER'"),
        host=_SEEN.format(side="'HOST'"),
        auditor="is_shared OR side = 'HOST'",
        partner_commands=_COMMANDS,
        host_commands=_COMMANDS,
        system_commands=("UPDATE (state, checked_at, reader_ids)", "DELETE"),
        mediator=f"record_id = {CURRENT_DISPUTE} AND (is_shared OR kind LIKE '{FOR_MEDIATOR}%')",
        own=(("INSERT", _NEW), ("UPDATE", "side = {side}"), ("DELETE", "side = {side} AND NOT is_shared")),
    )
