"""Notes and tasks as the API shows them, and what they add to the records that they are on."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import strawberry

from portal import cautions, ids
from portal.access import Permission
from portal.notes import actions, queries, words
from portal.notes.rules import Visibility
from schema.contracts.texts import Caution
from schema.contracts.types import Contract, NegotiationRound
from schema.disputes.types.cases import Dispute
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import BySide, Page, Part, Row, computed, plain, read, value
from schema.engine.nodes import UNTOLD, Told, extends, node
from schema.engine.scalars import Date, DateTime
from schema.files.types import File
from schema.notes.enums import NoteAction, NotePartKind, NoteStatus, NoteVisibility, TaskStatus
from schema.obligations.types import Obligation
from schema.partners.documents.types import ComplianceDocument
from schema.partners.types import Member, Partner
from schema.shared import steps
from schema.shared.enums import Side
from schema.shared.journal import JournalEntry
from schema.shared.nodes import Node

P = Permission.NOTE_READ
SHARED = Visibility.SHARED
WRITTEN = sorting.instant("WRITTEN_AT", "written_at")
NAME = sorting.words("NAME", "name")
TOLD = {
    "sha256": Told("digest"), "task_status": Told("task.status"), "assignee_id": Told("task.assignee", "mem"),
    "assignee_name": Told("task.assigneeName"),
    "due_on": Told("task.dueOn"), "due_at": Told("task.dueAt"), "waiting_on": Told("task.waitingOn"),
    "mentions": UNTOLD, "due_calendar": UNTOLD,
}  # fmt: skip


def own(select: Callable[[Any], Any]) -> BySide:
    """What a reader finds whose side keeps its own notes in a table."""
    return BySide({permission: select(kind) for permission, kind in queries.OWN.items()})


def found(value: Any) -> BySide:
    return own(lambda kind: queries.note(kind, value))


@strawberry.type(description="A piece of a note. Together the pieces make up its text.")
class NotePart:
    kind: NotePartKind = plain("Kind.")
    text: str = plain("Its words.")
    href: str | None = plain("Address of a link, with http or https; null for other pieces.")
    member_id: strawberry.ID | None = plain("The mentioned member.")


@strawberry.type(description="A task in a note.")
class Task:
    REQUIRES = P

    status: TaskStatus = plain("Current status.")
    assignee_name: str = plain("Name of the person to do it.")
    assignee_side: Side = plain("Side of the person to do it.")
    due_on: Date = plain("Due date.")
    zone: str = plain("IANA time zone in which that day ends: the assignee's organisation's.")
    due_at: DateTime | None = plain("When that day ends where the assignee is; null once it is closed.")
    waiting_on: list[Side] = plain("The side whose turn it is; empty once it is closed.")

    @value(bool, "True if it is assigned to the caller.")
    def is_mine(self: Row) -> Any:
        return self.is_assignee

    @read(Member | None, "The person to do it.")
    def assignee(self: Row) -> Any:
        return queries.assignee_of(self)


@node("nte", find=found, named=("note_id",), told=TOLD)
@strawberry.type(description="A note on a record, which can have a task.")
class Note(Node):
    REQUIRES = P

    version: int = plain("Increases by one with each change. Pass it to a mutation as `expectedVersion`.")
    visibility: NoteVisibility = plain("Visibility.")
    status: NoteStatus = plain("Current status.")
    text: str = plain("Text; empty once deleted.")
    side: Side = plain("The author's side.")
    author_name: str = plain("Name of the author.")
    written_at: DateTime = plain("When.")
    edited_at: DateTime | None = plain("When its author last edited it.")
    struck_at: DateTime | None = plain("When it was deleted.")
    struck_by: str | None = plain("The person who deleted it.")
    clause_key: str | None = plain("Key of the contract clause that it is on; null for the whole contract.")

    @value(str, "SHA-256 of the salt, a line feed and the text; the journal keeps it.")
    def digest(self: Row) -> Any:
        return self.sha256

    @value(str | None, "The salt of the digest; null once deleted.")
    def salt(self: Row) -> Any:
        return queries.salt_of(self)

    @computed(
        list[NotePart], "The text in pieces.",
        needs=lambda row: {"text": row.text, "names": queries.names_mentioned(row)},
    )  # fmt: skip
    def parts(self: Mapping[str, Any], _asking: Any) -> Any:
        names = {name: UUID(member) for name, member in self["names"].items()}
        return [_shown(part) for part in words.parts(self["text"], names)]

    @computed(
        list[Caution], "Parts of the text that do not read as they look.", needs=lambda row: {"text": row.text},
    )  # fmt: skip
    def cautions(self: Mapping[str, Any], _asking: Any) -> Any:
        return cautions.counted(self["text"])

    @computed(
        strawberry.ID, "Global ID of the record that it is on.",
        needs=lambda row: {"type": row.subject_type, "id": row.subject_id},
    )  # fmt: skip
    def record_id(self: Mapping[str, Any], _asking: Any) -> Any:
        return ids.text(self["type"], UUID(self["id"]))

    @value(Task | None, "The task; null for a note that is not a task.")
    def task(self: Row) -> Any:
        return Part(queries.task_of(self), absent=self.assignee_id.is_(None))

    @read(Member | None, "The person who wrote it.")
    def author(self: Row) -> Any:
        return queries.author_of(self)

    @value(bool, "True if the caller wrote it.")
    def is_mine(self: Row) -> Any:
        return queries.is_author(self)

    @read(list[File], "Attached files; none once deleted.")
    def files(self: Row) -> Any:
        return queries.files_of(self)

    @read(list[Member], "People it mentions, by name.")
    def mentions(self: Row) -> Any:
        return queries.mentioned_in(self)

    @read(Partner | None, "The partner that it concerns.")
    def partner(self: Row) -> Any:
        return queries.partner_of(self)

    @read(Contract | None, "The contract that it is on, be it on a clause or a round.")
    def contract(self: Row) -> Any:
        return queries.contract_of(self)

    @read(ComplianceDocument | None, "The compliance document that it is on.")
    def document(self: Row) -> Any:
        return queries.document_of(self)

    @read(Obligation | None, "The obligation that it is on.")
    def obligation(self: Row) -> Any:
        return queries.obligation_of(self)

    @read(Dispute | None, "The dispute that it is on.")
    def dispute(self: Row) -> Any:
        return queries.dispute_of(self)

    @read(NegotiationRound | None, "The round that it is on.")
    def round(self: Row) -> Any:
        return queries.round_of(self)

    available_actions = steps.available(
        "NoteAvailableAction", "A possible next step of a note or a task for the caller's side.",
        NoteAction, needs=queries.situation_of, possible=actions.possible,
        due_at="Deadline, if it is the caller's side's turn.", waiting_on="The sides whose turn it is.",
    )  # fmt: skip


def _shown(part: words.Part) -> NotePart:
    member_id = ids.text("mem", part.member_id) if part.member_id else None
    return NotePart(kind=part.kind, text=part.text, href=part.href, member_id=member_id)  # type: ignore[arg-type]


NEWEST = "newest first."
MAY_READ = "People who could read such a note and so can be mentioned in it, by name."
MAY_ACT = "People who can be assigned a task by such a note, by name."


@extends(Partner)
class PartnerNotes:
    @connection(Connection[Note] | None, f"Notes on the partner, {NEWEST}")
    def notes(self: Row, visibility: NoteVisibility | None = None) -> Any:
        return own(lambda kind: Page(queries.notes_on(kind, self, visibility=visibility), WRITTEN, descending=True))

    @connection(Connection[Member] | None, MAY_READ)
    def mentionable(self: Row, visibility: NoteVisibility = SHARED) -> Any:
        return Page(queries.readers(partner_id=self.id, company_id=self.company_id, visibility=visibility), NAME)

    @connection(Connection[Member] | None, MAY_ACT)
    def assignable(self: Row, visibility: NoteVisibility = SHARED) -> Any:
        return Page(queries.takers(partner_id=self.id, company_id=self.company_id, visibility=visibility), NAME)


@strawberry.type
class PeopleOfNotes:
    """Who can be named by a note on a record of a partner's."""

    @connection(Connection[Member] | None, MAY_READ)
    def mentionable(self: Row, visibility: NoteVisibility = SHARED) -> Any:
        return Page(
            queries.readers(partner_id=self.partner_id, company_id=self.company_id, visibility=visibility), NAME
        )

    @connection(Connection[Member] | None, MAY_ACT)
    def assignable(self: Row, visibility: NoteVisibility = SHARED) -> Any:
        return Page(queries.takers(partner_id=self.partner_id, company_id=self.company_id, visibility=visibility), NAME)


@strawberry.type
class PeopleOfInnerNotes:
    """The same on a record of which not everybody of the company reads internal notes."""

    @connection(Connection[Member] | None, MAY_READ)
    def mentionable(self: Row, visibility: NoteVisibility = SHARED) -> Any:
        people = queries.readers(
            partner_id=self.partner_id, company_id=self.company_id, visibility=visibility, is_inner=True
        )
        return Page(people, NAME)

    @connection(Connection[Member] | None, MAY_ACT)
    def assignable(self: Row, visibility: NoteVisibility = SHARED) -> Any:
        people = queries.takers(
            partner_id=self.partner_id, company_id=self.company_id, visibility=visibility, is_inner=True
        )
        return Page(people, NAME)


@extends(ComplianceDocument)
class DocumentNotes(PeopleOfNotes):
    @connection(Connection[Note] | None, f"Notes on the document, {NEWEST}")
    def notes(self: Row, visibility: NoteVisibility | None = None) -> Any:
        return own(lambda kind: Page(queries.notes_on(kind, self, visibility=visibility), WRITTEN, descending=True))


@extends(Obligation)
class ObligationNotes(PeopleOfNotes):
    @connection(Connection[Note] | None, f"Notes on the obligation, {NEWEST}")
    def notes(self: Row, visibility: NoteVisibility | None = None) -> Any:
        return own(lambda kind: Page(queries.notes_on(kind, self, visibility=visibility), WRITTEN, descending=True))


@extends(Dispute)
class DisputeNotes(PeopleOfInnerNotes):
    @connection(Connection[Note] | None, f"Notes on the dispute, {NEWEST}")
    def notes(self: Row, visibility: NoteVisibility | None = None) -> Any:
        return own(lambda kind: Page(queries.notes_on(kind, self, visibility=visibility), WRITTEN, descending=True))


@strawberry.type(description="A clause of a contract with notes.")
class NotedClause:
    REQUIRES = P

    key: str = plain("The key of the clause.")
    count: int = plain("Number of notes on the clause that the caller can read and that were not deleted.")


@extends(Contract)
class ContractNotes(PeopleOfNotes):
    @read(list[NotedClause] | None, "Clauses with notes, including clauses that are no longer in the text.")
    def noted_clauses(self: Row) -> Any:
        return own(lambda kind: queries.clauses_noted(kind, self))

    @connection(Connection[Note] | None, f"Notes on the contract, its clauses and its rounds, {NEWEST}")
    def notes(self: Row, visibility: NoteVisibility | None = None, clause_key: str | None = None) -> Any:
        return own(
            lambda kind: Page(
                queries.notes_about(kind, self, visibility=visibility, clause_key=clause_key), WRITTEN, descending=True
            )
        )


@extends(NegotiationRound)
class RoundNotes:
    @connection(Connection[Note] | None, f"Notes on the round, {NEWEST}")
    def notes(self: Row, visibility: NoteVisibility | None = None) -> Any:
        return own(lambda kind: Page(queries.notes_on(kind, self, visibility=visibility), WRITTEN, descending=True))


@extends(JournalEntry)
class EntryOfNote:
    @read(Note | None, "The note that the entry is about.")
    def about_note(self: Row) -> Any:
        return own(lambda kind: queries.note_of(kind, self))
