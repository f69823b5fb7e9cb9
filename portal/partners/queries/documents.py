"""What can be asked about compliance documents, and about what the company requires of whom."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from portal import journal, situations
from portal.access import Side
from portal.files.models import File
from portal.files.rules import READABLE
from portal.machine import Waiting
from portal.partners.documents import DOCUMENTS, HOLDS, KNOWN, OPEN, Document, DocumentStatus
from portal.partners.models import Company, ComplianceDocument, DocumentRequirement, Membership, Organisation
from portal.partners.queries.organisations import Row
from portal.partners.rules import AccountStatus

ASKED = (AccountStatus.APPLIED, AccountStatus.INFO_REQUESTED, AccountStatus.ACTIVE, AccountStatus.ON_HOLD)
"""The partners whom the company's requirements ask by themselves."""
LIVING = OPEN | KNOWN
WAIVED = (DocumentStatus.REQUESTED, DocumentStatus.REFUSED, DocumentStatus.EXPIRED)
UNDECIDED = (DocumentStatus.UPLOADED, DocumentStatus.REFUSED)


def documents() -> Select[Any]:
    """The documents that the caller may see."""
    return select(ComplianceDocument)


def document(value: Row) -> Select[Any]:
    return documents().where(ComplianceDocument.id == value)


def documents_of(partner: Row) -> Select[Any]:
    return documents().where(ComplianceDocument.partner_id == partner.id)


def filtered_documents(
    *, statuses: Row = None, not_statuses: Row = None, kind: str | None = None, waiting_on: str | None = None,
    partner_id: Row = None, due_from: Row = None, due_before: Row = None, ends_from: Row = None,
    ends_before: Row = None,
) -> Select[Any]:  # fmt: skip
    """The documents that meet every condition given; None is any. Lists are arrays of words."""
    found, status = documents(), cast(ComplianceDocument.status, Text)
    waited = type_coerce(ComplianceDocument.waiting_on, ARRAY(Text))
    conditions = (
        (statuses, lambda given: status == func.any(given)),
        (not_statuses, lambda given: status != func.all(given)),
        (kind, lambda given: ComplianceDocument.kind == given),
        (waiting_on, lambda given: literal(given, Text).op("=")(func.any(waited))),
        (partner_id, lambda given: ComplianceDocument.partner_id == given),
        (due_from, lambda given: ComplianceDocument.due_at >= given),
        (due_before, lambda given: ComplianceDocument.due_at < given),
        (ends_from, lambda given: ComplianceDocument.valid_until >= given),
        (ends_before, lambda given: ComplianceDocument.valid_until < given),
    )
    for given, condition in conditions:
        if given is not None:
            found = found.where(condition(given))
    return found


def document_to_act_on(document_id: UUID) -> Select[*tuple[Any, ...]]:
    """The document under a row lock, its partner, and the company."""
    known = (
        has_successor(ComplianceDocument),
        or_(ComplianceDocument.file_id.is_(None), is_readable(ComplianceDocument)),
    )
    found = select(ComplianceDocument, Organisation, Company, *known)
    found = found.join(Organisation, Organisation.id == ComplianceDocument.partner_id)
    found = found.join(Company, Company.side == Side.HOST)
    return found.where(ComplianceDocument.id == document_id).with_for_update(of=ComplianceDocument)


def document_facts(row: Row) -> dict[str, Any]:
    """What the rules of a document look at and who is waited for, column by column."""
    known = {
        "is_own": func.coalesce(row.uploaded_by == func.current_person(), literal_column("false")),
        "is_seconded": row.seconded_at.is_not(None),
        "has_successor": has_successor(row),
        "is_readable": or_(row.file_id.is_(None), is_readable(row)),
    }
    return {**situations.needs(Document, row, **known), **situations.needs(Waiting, row)}


def called(row: Row) -> ColumnElement[Any]:
    """What a document is called in lists and letters: what was asked for exactly, else its kind."""
    kinds = {kind.value: literal_column(f"'{name.text}'", Text()) for kind, name in DOCUMENTS.items()}
    return func.coalesce(func.nullif(row.title, literal_column("''")), case(kinds, value=cast(row.kind, Text)))


def to_be_replaced_by(row: Row) -> ColumnElement[Any]:
    """By when somebody has to act: of one that expires soon its end, not the next day on which the clock says so."""
    soon = cast(row.status, Text) == literal_column(f"'{DocumentStatus.EXPIRING}'", Text())
    return case((soon, row.ends_at), else_=row.due_at)


def counts(row: Row) -> ColumnElement[bool]:
    """Whether it was accepted and has not ended."""
    return _is(row, HOLDS)


def is_readable(row: Row) -> ColumnElement[bool]:
    """Whether the bytes of its file can be fetched."""
    ready = cast(File.state, Text).in_([literal_column(f"'{state.value}'") for state in sorted(READABLE)])
    return exists().where(File.partner_id == row.partner_id, File.id == row.file_id, ready)


def has_successor(row: Row) -> ColumnElement[bool]:
    """Whether a new document was brought in place of one and is not decided about."""
    newer = aliased(ComplianceDocument)
    return exists().where(newer.partner_id == row.partner_id, newer.replaces_id == row.id, _is(newer, UNDECIDED))


def successor_of(row: Row) -> Select[Any]:
    """The new document that was brought in place of one and is not decided about."""
    is_its = (ComplianceDocument.partner_id == row.partner_id, ComplianceDocument.replaces_id == row.id)
    return documents().where(*is_its, _is(ComplianceDocument, UNDECIDED))


def replaced_by(row: Row) -> Select[Any]:
    """The document in whose place one came."""
    return document(row.replaces_id).where(ComplianceDocument.partner_id == row.partner_id)


def document_owner_of(row: Row) -> Select[Any]:
    """The company's person who must review it."""
    return select(Membership).where(Membership.partner_id == row.company_id, Membership.id == row.owner_id)


def document_timeline_of(row: Row) -> Select[Any]:
    return journal.timeline(row.partner_id, row.id)


def documents_changed_at(partner: Row) -> ColumnElement[Any]:
    """When a document changed last; null for never."""
    newest = select(func.max(ComplianceDocument.updated_at))
    return newest.where(ComplianceDocument.partner_id == partner.id).scalar_subquery()


def requirements() -> Select[Any]:
    """What the company wants from partners now."""
    return select(DocumentRequirement).where(DocumentRequirement.ended_at.is_(None))


def requirement(value: Row) -> Select[Any]:
    return select(DocumentRequirement).where(DocumentRequirement.id == value)


def is_mandatory(row: Row) -> ColumnElement[bool]:
    """Whether the partner of a document needs one of its kind."""
    return _is_wanted(row, DocumentRequirement.is_mandatory)


def held_for(partner: Row) -> ColumnElement[Any]:
    """The documents whose end put a partner on hold; none once it is not."""
    is_held = cast(partner.status, Text) == literal_column("'ON_HOLD'")
    kinds = type_coerce(partner.held_for, ARRAY(Text))
    return case((is_held, kinds), else_=literal_column("'{}'::text[]"))


def requirements_for(partner: Row) -> Select[Any]:
    """What is wanted of one partner, by its kinds and its country."""
    return requirements().where(*_meets(partner))


def partners_wanted(row: Row, *, without: bool = False) -> Select[Any]:
    """The ids of the partners whom a requirement asks by itself; `without`: of those who do not have it alone."""
    found = select(Organisation.id).join(DocumentRequirement, and_(*_meets(Organisation)))
    found = found.where(DocumentRequirement.id == row.id, Organisation.side == Side.PARTNER, _is(Organisation, ASKED))
    return found.where(~has_document(Organisation, DocumentRequirement.kind)) if without else found


def partners_on_hold_for_documents() -> Select[Any]:
    """The ids of the partners that the end of a document put on hold."""
    return select(Organisation.id).where(func.cardinality(held_for(Organisation)) > 0)


def reach_of(row: Row) -> dict[str, Any]:
    """How many partners a requirement is about, how many of them have it, and how many are asked and have it not."""
    concerned = partners_wanted(row)
    has_it = exists().where(
        ComplianceDocument.partner_id == Organisation.id, ComplianceDocument.kind == row.kind,
        counts(ComplianceDocument),
    )  # fmt: skip
    waited_for = (has_document(Organisation, row.kind), ~has_it)
    found = {"partners": concerned, "covered": concerned.where(has_it), "waited_for": concerned.where(*waited_for)}
    return {name: select(func.count()).select_from(each.subquery()).scalar_subquery() for name, each in found.items()}


def unwanted(row: DocumentRequirement) -> Select[Any]:
    """The ids of the documents that a requirement asked for, and that nothing asks for now."""
    found = select(ComplianceDocument.id).where(ComplianceDocument.requirement_id == row.id)
    return found.where(_is(ComplianceDocument, WAIVED), ~_is_wanted(ComplianceDocument))


def is_unwanted(row: ComplianceDocument) -> Select[bool]:
    """Whether a document was asked for by what the company required, and nothing asks for it now."""
    named = (ComplianceDocument.partner_id == row.partner_id, ComplianceDocument.id == row.id)
    by_itself = ComplianceDocument.requirement_id.is_not(None)
    return select(and_(by_itself, ~_is_wanted(ComplianceDocument))).where(*named)


def next_ids(found: Select[Any], after: UUID, most: int) -> Select[Any]:
    """The next of a Select of ids, in their order."""
    (key,) = found.selected_columns
    return found.where(key > after).order_by(key).limit(most)


def has_document(partner: Row, kind: Row) -> ColumnElement[bool]:
    """Whether a document of the kind is there, asked for, or has ended and waits for a new one."""
    return exists().where(
        ComplianceDocument.partner_id == partner.id, ComplianceDocument.kind == kind, _is(ComplianceDocument, LIVING)
    )


def required_of(partner: Row) -> ColumnElement[Any]:
    """The JSON of a `documents.Required` for each requirement of a partner that is mandatory."""
    until = select(func.max(ComplianceDocument.ends_at)).where(
        ComplianceDocument.partner_id == partner.id,
        ComplianceDocument.kind == DocumentRequirement.kind,
        _is(ComplianceDocument, KNOWN),
    )
    each = func.json_build_object("kind", DocumentRequirement.kind, "ends_at", until.scalar_subquery())
    told = func.json_agg(aggregate_order_by(each, DocumentRequirement.kind))
    found = select(func.coalesce(told, literal_column("'[]'::json"), type_=JSON)).select_from(DocumentRequirement)
    is_mandatory = (DocumentRequirement.ended_at.is_(None), DocumentRequirement.is_mandatory)
    return found.where(*is_mandatory, *_meets(partner)).scalar_subquery()


def _is_wanted(row: Row, *more: Any) -> ColumnElement[bool]:
    """Whether one of a document's kind is required of its partner, and so that `more` holds."""
    found = select(DocumentRequirement.id).join(Organisation, and_(*_meets(Organisation)))
    is_so = (DocumentRequirement.kind == row.kind, Organisation.id == row.partner_id)
    return found.where(DocumentRequirement.ended_at.is_(None), *is_so, *more).exists()


def _meets(partner: Row) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether a requirement is about a partner."""
    wanted, countries = type_coerce(DocumentRequirement.partner_kinds, ARRAY(Text)), DocumentRequirement.countries
    is_kind = wanted.op("&&", is_comparison=True)(type_coerce(partner.kinds, ARRAY(Text)))
    return (
        or_(func.cardinality(wanted) == 0, is_kind),
        or_(func.cardinality(countries) == 0, cast(partner.country, Text) == countries.any_()),
    )


def _is(row: Any, statuses: Iterable[Any]) -> ColumnElement[bool]:
    words = ", ".join(sorted(f"'{status.value}'" for status in statuses))
    is_one: ColumnElement[bool] = cast(row.status, Text).op("=")(func.any(literal_column(f"ARRAY[{words}]")))
    return is_one
