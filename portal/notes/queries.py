"""What can be asked about notes and tasks: one Select a question.

Shared notes lie in one table, internal ones in a table of each side. `OWN` says which of those a reader has, by the
permission of their side; nobody's statement names the other side's.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    BindParameter,
    Boolean,
    ColumnElement,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    type_coerce,
    union_all,
)

from portal import files, situations
from portal.access import Permission, Role, Side, holders
from portal.contracts.models import Contract, Round
from portal.disputes import queries as disputes
from portal.disputes.models import Dispute
from portal.machine import Waiting
from portal.notes.models import CompanyNote, Note, PartnerNote, Written
from portal.notes.rules import Situation, Visibility
from portal.obligations import queries as obligations
from portal.obligations.models import Obligation
from portal.partners import queries as partners
from portal.partners.models import ComplianceDocument, Membership, Organisation
from portal.partners.rules import MembershipStatus

Row = Any
"""A record, a record's class or a row expression: anything with the record's columns as attributes."""

OWN: Mapping[Permission, type[Written]] = {Permission.COMPANY_READ: CompanyNote, Permission.INTERNAL_READ: PartnerNote}
OWN_OF: Mapping[Side, type[Written]] = {kind.ALONE: kind for kind in OWN.values() if kind.ALONE}


def notes(own: type[Written], *, visibility: str | None = None) -> Select[Any]:
    """The notes that somebody reads whose side keeps its own in that table; with where each is to be read."""
    kinds = [kind for kind in (Note, own) if visibility in {None, kind.VISIBILITY}]
    whole = union_all(*(_rows(kind) for kind in kinds)) if len(kinds) > 1 else _rows(kinds[0])
    return select(whole.subquery("noted"))


def _rows(kind: type[Written]) -> Select[Any]:
    columns = Note.__table__.columns.keys()
    visibility = literal_column(f"'{kind.VISIBILITY}'", Text()).label("visibility")
    return select(*(getattr(kind, name).label(name) for name in columns), visibility)


def note(own: type[Written], value: Row) -> Select[Any]:
    found = notes(own)
    return found.where(found.selected_columns.id == value)


def notes_on(own: type[Written], record: Row, *, visibility: str | None = None) -> Select[Any]:
    """The notes on a record of a partner's world; a partner is in its own."""
    found = notes(own, visibility=visibility)
    row = found.selected_columns
    return found.where(row.partner_id == getattr(record, "partner_id", record.id), row.subject_id == record.id)


def notes_about(
    own: type[Written], record: Row, *, visibility: str | None = None, clause_key: Row = None
) -> Select[Any]:
    """The same with those on its parts; of a contract those on its rounds, or on one clause alone."""
    found = notes(own, visibility=visibility)
    row = found.selected_columns
    found = found.where(row.partner_id == record.partner_id, row.about_id == record.id)
    return found if clause_key is None else found.where(row.clause_key == clause_key)


def clauses_noted(own: type[Written], contract: Row) -> Select[Any]:
    """The clauses of a contract that notes are on, each with how many stand there."""
    found = notes_about(own, contract)
    row = found.selected_columns
    stands = cast(row.status, Text) == literal_column("'WRITTEN'")
    counted = found.where(row.clause_key.is_not(None), stands).with_only_columns(
        row.clause_key.label("key"), func.count().label("count"), maintain_column_froms=True
    )
    return counted.group_by(row.clause_key).order_by(row.clause_key)


def note_of(own: type[Written], entry: Row) -> Select[Any]:
    """The note that a journal entry tells of; none if it tells of something else."""
    return note(own, entry.record_id).where(entry.record_type == literal_column(f"'{Note.PREFIX}'"))


def tasks(
    own: type[Written], *, statuses: Row = None, whose: str | None = None, visibility: str | None = None,
    due_from: Row = None, due_before: Row = None,
) -> Select[Any]:  # fmt: skip
    """The notes that are tasks and meet every condition given; `whose` is MINE or GIVEN, None everybody's."""
    found = notes(own, visibility=visibility)
    row = found.selected_columns
    me = func.current_member()
    conditions = [
        row.assignee_id == me if whose == "MINE" else None,
        and_(row.author_id == me, row.assignee_id != me) if whose == "GIVEN" else None,
        None if statuses is None else cast(row.task_status, Text) == func.any(statuses),
        None if due_from is None else row.due_on >= due_from,
        None if due_before is None else row.due_on < due_before,
    ]
    return found.where(row.assignee_id.is_not(None), *(each for each in conditions if each is not None))


def task_of(row: Row) -> dict[str, Any]:
    """The columns of the task that a note may be."""
    columns = ("partner_id", "assignee_id", "assignee_name", "assignee_side", "due_on", "zone", "due_at", "waiting_on")
    _, is_assignee = _mine(row)
    return {"status": row.task_status, "is_assignee": is_assignee, **{name: getattr(row, name) for name in columns}}


def salt_of(row: Row) -> ColumnElement[Any]:
    """Null once the words are struck: with it, short ones could be guessed from their digest."""
    return case((cast(row.status, Text) == literal_column("'WRITTEN'"), row.salt))


def is_author(row: Row) -> ColumnElement[Any]:
    return _mine(row)[0]


def files_of(row: Row) -> Select[Any]:
    """What is attached to a note that was not struck."""
    stands = cast(row.status, Text) == literal_column("'WRITTEN'")
    return files.of(Note.PREFIX, row.partner_id, row.id).where(stands)


def title_of(row: Row) -> ColumnElement[Any]:
    """What the record is called that a note is on; never the words of the note."""
    contract = contract_of(row).with_only_columns(Contract.title).scalar_subquery()
    document = document_of(row).with_only_columns(partners.called(ComplianceDocument)).scalar_subquery()
    partner = select(Organisation.name).where(Organisation.id == row.partner_id).scalar_subquery()
    return func.coalesce(contract, document, partner)


def number_of(row: Row) -> ColumnElement[Any]:
    """What is printed on the contract that it is on; null for a note on something else."""
    return contract_of(row).with_only_columns(Contract.number).scalar_subquery()


def is_own_task(row: Row) -> ColumnElement[bool]:
    """Whether the caller has the task, or gave it to somebody."""
    me = func.current_member()
    return or_(row.assignee_id == me, row.author_id == me)


def partner_of(row: Row) -> Select[Any]:
    return partners.organisation_of(row)


def contract_of(row: Row) -> Select[Any]:
    """The contract whose timeline tells of it; none for a note on something else."""
    return select(Contract).where(Contract.partner_id == row.partner_id, Contract.id == row.about_id)


def document_of(row: Row) -> Select[Any]:
    return partners.document(row.about_id).where(ComplianceDocument.partner_id == row.partner_id)


def obligation_of(row: Row) -> Select[Any]:
    return obligations.obligation(row.about_id).where(Obligation.partner_id == row.partner_id)


def dispute_of(row: Row) -> Select[Any]:
    return disputes.dispute(row.about_id).where(Dispute.partner_id == row.partner_id)


def round_of(row: Row) -> Select[Any]:
    return select(Round).where(Round.partner_id == row.partner_id, Round.id == row.subject_id)


def to_act_on(kind: type[Written]) -> Select[*tuple[Any, ...]]:
    """The note with the parameter `note_id` under a row lock, and what whoever asks has to do with it."""
    wanted: BindParameter[Any] = bindparam("note_id")
    is_author, is_assignee = _mine(kind)
    facts = is_author.label("is_author"), is_assignee.label("is_assignee")
    return select(kind, *facts).where(kind.id == wanted).with_for_update(of=kind)


def situation_of(row: Row) -> dict[str, Any]:
    """What the rules look at and who is waited for, column by column."""
    is_author, is_assignee = _mine(row)
    known = {"is_author": is_author, "is_assignee": is_assignee}
    return {**situations.needs(Situation, row, **known), **situations.needs(Waiting, row)}


def _mine(row: Row) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    me = func.current_member()
    is_assignee = func.coalesce(row.assignee_id == me, literal_column("false"), type_=Boolean())
    return row.author_id == me, is_assignee


def _company() -> ColumnElement[Any]:
    return select(Organisation.id).where(Organisation.side == Side.HOST).scalar_subquery()


def _member(note: Row, side: Row, member_id: Row) -> Select[Any]:
    place = case((cast(side, Text) == literal_column("'PARTNER'"), note.partner_id), else_=_company())
    return select(Membership).where(Membership.partner_id == place, Membership.id == member_id)


def author_of(note: Row) -> Select[Any]:
    return _member(note, note.side, note.author_id)


def assignee_of(note: Row) -> Select[Any]:
    return _member(note, note.assignee_side, note.assignee_id)


def mentioned_in(note: Row) -> Select[Any]:
    """Those whom a note mentions, by name."""
    ids = cast(type_coerce(note.mentions, ARRAY(Text())), ARRAY(Uuid()))
    found = select(Membership).where(
        Membership.partner_id.in_([note.partner_id, _company()]), Membership.id == func.any(ids)
    )
    return found.order_by(Membership.name, Membership.id)


def names_mentioned(note: Row) -> ColumnElement[Any]:
    """The same as JSON: the id of each by its name."""
    found = mentioned_in(note).order_by(None).subquery()
    made = select(
        func.coalesce(func.json_object_agg(found.c.name, found.c.id), literal_column("'{}'::json"), type_=JSON)
    )
    return made.scalar_subquery()


def may_read(member: Row, *, partner_id: Row, company_id: Row) -> ColumnElement[bool]:
    """Whether somebody may read what both sides see of a partner: their place is active and leads there.

    Who only manages relationships sees the partners that they look after.
    """
    manager = select(Organisation.manager_id).where(Organisation.id == partner_id).scalar_subquery()
    roles = type_coerce(member.roles, ARRAY(Text()))
    only_manages = roles == literal_column(f"ARRAY['{Role.RELATIONSHIP_MANAGER.value}']", ARRAY(Text()))
    of_company = and_(member.partner_id == company_id, or_(~only_manages, member.id == manager))
    return and_(_is_active(member), or_(member.partner_id == partner_id, of_company))


def _is_active(member: Row) -> ColumnElement[bool]:
    return cast(member.status, Text) == literal_column(f"'{MembershipStatus.ACTIVE}'")


def readers(*, partner_id: Row, company_id: Row, visibility: str, is_inner: bool = False) -> Select[Any]:
    """The people who would read a note of the caller's, and so can be mentioned in it.

    `is_inner`: of the company's internal notes on it those alone read who work on the partner's cases.
    """
    found = select(Membership).where(
        Membership.partner_id.in_([partner_id, company_id]),
        may_read(Membership, partner_id=partner_id, company_id=company_id),
    )
    if visibility == Visibility.SHARED:
        return found
    own = found.where(Membership.partner_id == func.current_partner())
    if not is_inner:
        return own
    is_partners = Membership.partner_id == partner_id
    return own.where(or_(is_partners, Membership.id.in_(disputes.insiders(partner_id))))


def takers(*, partner_id: Row, company_id: Row, visibility: str, is_inner: bool = False) -> Select[Any]:
    """Those among them who can be given a task."""
    found = readers(partner_id=partner_id, company_id=company_id, visibility=visibility, is_inner=is_inner)
    return found.where(can_act(Membership))


def can_act(member: Row) -> ColumnElement[bool]:
    """Whether somebody may take a task."""
    some = ", ".join(f"'{role.value}'" for role in holders(Permission.NOTE_WRITE))
    held = type_coerce(member.roles, ARRAY(Text()))
    return held.op("&&", return_type=Boolean())(literal_column(f"ARRAY[{some}]", ARRAY(Text())))


def people_named(text: str, *, partner_id: Row, company_id: Row, is_inner: bool) -> Select[*tuple[Any, ...]]:
    """Those of both organisations whom a text calls by name with an @ before it, and whether each may read."""
    called = func.strpos(
        func.lower(literal(text, Text)), func.concat(literal_column("'@'"), func.lower(Membership.name))
    )
    return _with_rights(partner_id, company_id, is_inner=is_inner).where(
        _is_active(Membership), called > literal_column("0")
    )


def person_here(member_id: Row, *, partner_id: Row, company_id: Row, is_inner: bool) -> Select[*tuple[Any, ...]]:
    """One of both organisations, and whether they may read."""
    return _with_rights(partner_id, company_id, is_inner=is_inner).where(Membership.id == member_id)


def _with_rights(partner_id: Row, company_id: Row, *, is_inner: bool) -> Select[*tuple[Any, ...]]:
    rights = may_read(Membership, partner_id=partner_id, company_id=company_id)
    if is_inner:
        rights = and_(rights, Membership.id.in_(disputes.insiders(partner_id)))
    found = select(Membership, rights.label("may_read"), can_act(Membership).label("can_act"))
    return found.where(Membership.partner_id.in_([partner_id, company_id]))
