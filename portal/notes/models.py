"""The records of notes: what both sides read in one table, what each side keeps to itself in one of its own."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from portal.access import Side
from portal.acting import Lived
from portal.database.base import PartnerOwned, Record, Word, check, many_words, words
from portal.database.policies import CURRENT_MEMBER, CURRENT_PARTNER, CURRENT_PARTNERS, SIGNED_IN, Policy, isolated
from portal.notes.rules import LONGEST, NOTE, TASK, Status, TaskStatus, Visibility
from portal.partners.models import Organisation

_WORDS = ("text", "salt")
"""What is never told of: not in the journal, and of internal notes not to the portal's own login."""


class Written(PartnerOwned, Lived):
    """What all three tables have: words on a record, and the task that they may be."""

    PREFIX = "nte"
    LIVES: ClassVar[dict[str, str]] = {NOTE.name: "status", TASK.name: "task_status"}
    VISIBILITY: ClassVar[Visibility]
    ALONE: ClassVar[Side | None] = None
    """The side that keeps it to itself."""
    UNTOLD = Lived.UNTOLD | {
        *_WORDS, "subject_type", "subject_id", "about_type", "about_id", "side", "author_id", "author_name",
        "written_at", "edited_at", "struck_at", "struck_by", "assignee_side", "zone",
    }  # fmt: skip

    subject_type: Mapped[str]
    """Type prefix of the record that it is on."""
    subject_id: Mapped[UUID]
    clause_key: Mapped[str | None]
    """The clause, where it is on one of a contract."""
    about_type: Mapped[str]
    about_id: Mapped[UUID]
    """The record whose timeline tells of it: the contract, where it is on one of its rounds; else the same record."""
    side: Mapped[Side] = mapped_column(Word(Side))
    """The author's."""
    author_id: Mapped[UUID]
    """Membership, as of everybody here."""
    author_name: Mapped[str]
    text: Mapped[str]
    """Gone once it is struck."""
    salt: Mapped[str]
    sha256: Mapped[str]
    """Of the salt and the text: the journal's rows keep it, so a copy of what was struck can be proved to be one."""
    mentions: Mapped[list[str]]
    """The ids of those who are mentioned."""
    status: Mapped[Status] = mapped_column(Word(Status), default=Status.WRITTEN)
    written_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    struck_at: Mapped[datetime | None]
    struck_by: Mapped[str | None]

    task_status: Mapped[TaskStatus | None] = mapped_column(Word(TaskStatus))
    """Null for a note that is no task."""
    assignee_id: Mapped[UUID | None]
    assignee_name: Mapped[str | None]
    assignee_side: Mapped[Side | None] = mapped_column(Word(Side))
    due_on: Mapped[date | None]
    zone: Mapped[str | None]
    """The zone in which the task's day ends: that of the assignee's organisation."""

    @property
    def readers(self) -> list[str] | None:
        """The memberships of those who read it; None for everybody who reads what it is on."""
        return None

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        name = cls.__tablename__  # type: ignore[attr-defined]  # each of the tables has one
        alone = f"side = '{cls.ALONE}' AND coalesce(assignee_side, side) = side"
        return (
            *((check("of_one_side", alone),) if cls.ALONE else ()),
            ForeignKeyConstraint(["partner_id"], [Organisation.id], name=f"fk_{name}_partner"),
            words("side", Side),
            words("assignee_side", Side),
            words("status", Status),
            words("task_status", TaskStatus),
            many_words("waiting_on", Side),
            check("text_length", f"length(text) <= {LONGEST}"),
            check("struck_has_no_text", "(status = 'STRUCK') = (text = '')"),
            check("struck_by_somebody", "(status = 'STRUCK') = (struck_at IS NOT NULL AND struck_by IS NOT NULL)"),
            check("digest_of_text", f"status = 'STRUCK' OR sha256 = {DIGEST}"),
            check(
                "a_task_has_a_day_and_somebody",
                "num_nulls(task_status, assignee_id, assignee_name, assignee_side, due_on, zone) IN (0, 6)",
            ),
            check("open_task_waits", "(task_status = 'OPEN') IS TRUE = (due_at IS NOT NULL)"),
            Index(f"ix_{name}_id", "id"),
            Index(f"ix_{name}_subject", "partner_id", "subject_id", "written_at", "id"),
            Index(f"ix_{name}_about", "partner_id", "about_id", "written_at", "id"),
            Index(f"ix_{name}_assigned", "assignee_id", "due_on", "id", postgresql_where="assignee_id IS NOT NULL"),
            Index(f"ix_{name}_given", "author_id", "due_on", "id", postgresql_where="assignee_id IS NOT NULL"),
            Index(f"ix_{name}_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
        )


DIGEST = "encode(sha256(convert_to(salt || E'\\n' || text, 'UTF8')), 'hex')"
STEPS = (
    "UPDATE (version, text, salt, sha256, mentions, status, edited_at, struck_at, struck_by, task_status, assignee_id,"
    " assignee_name, assignee_side, due_on, zone, waiting_on, due_at, due_calendar, updated_at)"
)
"""What a step may change: never whose it is, what it is on, or when it was written."""
_OWN = "author_id = current_member() AND status = 'WRITTEN'"
_READER = f"reader_ids IS NULL OR {CURRENT_MEMBER}::text = ANY (reader_ids)"


class Note(Written, Record):
    """A note that both sides read."""

    __tablename__ = "note"
    VISIBILITY = Visibility.SHARED
    __policies__ = isolated(
        partner_commands=("INSERT", STEPS),
        host_commands=("INSERT", STEPS),
        own=(("INSERT", f"side = {{side}} AND {_OWN}"),),
    )


def _without_words(kind: Any) -> str:
    """What the clock reads of an internal note: everything but its text."""
    return f"SELECT ({', '.join(column.name for column in kind.__table__.columns if column.name not in _WORDS)})"


class CompanyNote(Written, Record):
    """A note that the company keeps to itself: no login of partners may read the table."""

    __tablename__ = "company_note"
    VISIBILITY, ALONE = Visibility.INTERNAL, Side.HOST

    reader_ids: Mapped[list[str] | None]
    """The memberships of those who read it, on a record of which not everybody of the company does; null for all."""

    @property
    def readers(self) -> list[str] | None:
        return self.reader_ids


CompanyNote.__policies__ = (
    *(
        Policy(
            role,
            f"{sees} AND ({_READER})",
            None,
            ("SELECT", "INSERT", STEPS),
            (("INSERT", f"side = 'HOST' AND {_OWN}"),),
        )
        for role, sees in (("portal_manager", f"partner_id = ANY ({CURRENT_PARTNERS})"), ("portal_staff", SIGNED_IN))
    ),
    Policy("portal_auditor", SIGNED_IN),
    Policy("portal_system", "true", None, (_without_words(CompanyNote), "UPDATE (reader_ids)")),
)


class PartnerNote(Written, Record):
    """A note that a partner keeps to itself: no login of the company's people may read the table, auditors neither."""

    __tablename__ = "partner_note"
    VISIBILITY, ALONE = Visibility.INTERNAL, Side.PARTNER


PartnerNote.__policies__ = (
    Policy(
        "portal_partner", f"partner_id = {CURRENT_PARTNER}", None, ("SELECT", "INSERT", STEPS),
        (("INSERT", f"side = 'PARTNER' AND {_OWN}"),),
    ),
    Policy("portal_system", "true", None, (_without_words(PartnerNote),)),
)  # fmt: skip

TABLES: tuple[type[Written], ...] = (Note, CompanyNote, PartnerNote)

# Somebody of the other side may finish a shared task, and so may change the row; its words are the author's alone, and
# what was struck stays so.
KEEP_WORDS = """
CREATE OR REPLACE FUNCTION keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'STRUCK' AND NEW.status <> 'STRUCK' THEN
    RAISE EXCEPTION 'what was struck stays struck' USING ERRCODE = '42501';
  END IF;
  IF NEW.text <> '' AND NEW.text <> OLD.text AND OLD.author_id <> current_member() THEN
    RAISE EXCEPTION 'a note is edited by its author alone' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$
"""

STATEMENTS = (
    KEEP_WORDS,
    *(
        f"CREATE TRIGGER keep_words BEFORE UPDATE ON {name} FOR EACH ROW EXECUTE FUNCTION keep_words()"
        for name in ("note", "company_note", "partner_note")
    ),
)
