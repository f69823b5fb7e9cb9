"""What a dispute shows of other records, and what the papers of its reason are looked for in."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Date,
    Select,
    Text,
    case,
    cast,
    exists,
    func,
    join,
    literal_column,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by, array
from sqlalchemy.orm import aliased
from sqlalchemy.types import JSON

from portal import situations
from portal.access import Side
from portal.contracts.models import Contract, Version
from portal.contracts.rules import Status
from portal.disputes.models import Dispute, DisputeLine, DisputePause, Prevention
from portal.disputes.rules import prevention as rules
from portal.disputes.rules.papers import KEPT_BACK
from portal.files.models import File
from portal.files.rules import FOR_MEDIATOR
from portal.machine import Waiting
from portal.partners.models import Membership, Organisation

Row = Any
LONGEST_CALLED = 120
EMPTY = literal_column("'[]'::json", JSON)


def partner_of(row: Row) -> Select[Any]:
    return select(Organisation).where(Organisation.id == row.partner_id, Organisation.side == Side.PARTNER)


def contract_of(row: Row) -> Select[Any]:
    return select(Contract).where(Contract.partner_id == row.partner_id, Contract.id == row.contract_id)


def version_of(row: Row) -> Select[Any]:
    """The text of the contract that was read when it was begun; the newest of those that are the same."""
    found = select(Version).where(
        Version.partner_id == row.partner_id, Version.contract_id == row.contract_id,
        Version.sha256 == row.contract_sha256,
    )  # fmt: skip
    return found.order_by(Version.number.desc()).limit(1)


def member_of(row: Row, name: str) -> Select[Any]:
    """Who is its `officer`, `company_owner`, `company_deputy`, `partner_owner` or `partner_deputy`."""
    organisation = row.partner_id if name.startswith("partner") else row.company_id
    return select(Membership).where(Membership.partner_id == organisation, Membership.id == getattr(row, f"{name}_id"))


def name_of(row: Row, name: str) -> ColumnElement[Any]:
    """What the same is called; null where there is nobody."""
    named: ColumnElement[Any] = member_of(row, name).with_only_columns(Membership.name).scalar_subquery()
    return named


def dispute_of(row: Row) -> Select[Any]:
    """The dispute that a line, an offer, a remedy or an action belongs to."""
    return select(Dispute).where(Dispute.partner_id == row.partner_id, Dispute.id == row.dispute_id)


def number_of(row: Row) -> ColumnElement[Any]:
    """The number of the dispute that it belongs to."""
    found: ColumnElement[Any] = dispute_of(row).with_only_columns(Dispute.number).scalar_subquery()
    return found


def currency_of(row: Row) -> ColumnElement[Any]:
    """The currency of a line's dispute."""
    found: ColumnElement[Any] = dispute_of(row).with_only_columns(Dispute.currency).scalar_subquery()
    return found


def open_about(row: Row) -> Select[Any]:
    """The other dispute in which a line's subject is open; there is at most one."""
    other = aliased(DisputeLine)
    found = select(Dispute).join(
        other, (other.partner_id == Dispute.partner_id) & (other.dispute_id == Dispute.id) & other.is_open
    )  # fmt: skip
    return found.where(
        other.partner_id == row.partner_id, other.subject == row.subject, other.dispute_id != row.dispute_id
    )  # fmt: skip


def prevention(value: Row) -> Select[Any]:
    return select(Prevention).where(Prevention.id == value)


def prevention_facts(row: Row) -> dict[str, Any]:
    """What the rules of an action look at and who is waited for, column by column."""
    return {**situations.needs(rules.Prevention, row), **situations.needs(Waiting, row, due_at=prevention_due(row))}


def prevention_called(row: Row) -> ColumnElement[Any]:
    """What is done, in one line that a list has room for."""
    line = func.regexp_replace(row.text, r"\s+", " ", "g", type_=Text())
    return case((func.length(line) > LONGEST_CALLED, func.left(line, LONGEST_CALLED - 1).concat("…")), else_=line)


def prevention_due(row: Row) -> ColumnElement[Any]:
    """By when whoever is waited for has to act: what is late stays due when its day is over and the clock has told."""
    is_planned = cast(row.status, Text) == literal_column(f"'{rules.PreventionStatus.PLANNED}'", Text())
    return case((is_planned, row.ends_at), else_=row.due_at)


def shown_kind(row: Row) -> ColumnElement[Any]:
    """What a file shows, whether its side keeps it to itself or not."""
    return func.regexp_replace(row.kind, f"^({'|'.join(KEPT_BACK)})", "", type_=Text())


def is_kept_back(row: Row) -> ColumnElement[bool]:
    return or_(*(func.starts_with(row.kind, each, type_=Boolean()) for each in KEPT_BACK))


def is_for_mediator(row: Row) -> ColumnElement[bool]:
    return func.starts_with(row.kind, FOR_MEDIATOR, type_=Boolean())


def file_of(row: Row) -> Select[Any]:
    return select(File).where(File.partner_id == row.partner_id, File.id == row.id)


def papers_of(row: Row) -> dict[str, Any]:
    """What is needed to say which papers are there: the reason, the files' kinds and states, what the lines name."""
    file = func.json_build_array(File.kind, cast(File.state, Text))
    files = select(func.coalesce(func.json_agg(file), EMPTY)).where(
        File.partner_id == row.partner_id, File.record_type == Dispute.PREFIX, File.record_id == row.id
    )  # fmt: skip
    lines = (DisputeLine.partner_id == row.partner_id, DisputeLine.dispute_id == row.id)
    named = select(func.coalesce(func.json_agg(DisputeLine.record_type.distinct()), EMPTY)).where(*lines)
    return {
        "reason": row.reason, "files": files.scalar_subquery(), "records": named.scalar_subquery(),
        "has_clause": exists().where(*lines, DisputeLine.clause_key.is_not(None)),
    }  # fmt: skip


def turn_of(row: Row) -> dict[str, Any]:
    """Whose turn it is: who is waited for by when, who answers for it on each side, and the pauses agreed on."""
    names = {name: name_of(row, name) for name in (
        "company_owner", "company_deputy", "partner_owner", "partner_deputy"
    )}  # fmt: skip
    pause = func.json_build_array(DisputePause.begins_at, DisputePause.ends_at)
    agreed = select(func.coalesce(func.json_agg(aggregate_order_by(pause, DisputePause.begins_at)), EMPTY)).where(
        DisputePause.partner_id == row.partner_id, DisputePause.dispute_id == row.id,
        cast(DisputePause.cause, Text) == "AGREED",
    )  # fmt: skip
    return {
        "status": row.status, "waiting_on": row.waiting_on, "due_at": row.due_at, **names,
        "pauses": agreed.scalar_subquery(),
    }  # fmt: skip


def reasons_for(*, contract_id: Row = None, partner_id: Row = None, known_on: Row = None) -> Select[Any]:
    """The calendars and zones of both sides, by which days are counted; one row, none for what the caller cannot see.

    Without a contract or a partner it is the caller's own; of the company's people then the company's for both.
    """
    company, partner = aliased(Organisation), aliased(Organisation)
    named = partner_id
    if contract_id is not None:
        named = select(Contract.partner_id).where(Contract.id == contract_id).scalar_subquery()
    other = func.coalesce(named, func.current_partner()) if contract_id is None else named
    found = select(
        company.calendar.label("company_calendar"), company.zone.label("company_zone"),
        partner.calendar.label("partner_calendar"), partner.zone.label("partner_zone"),
        (literal_column("NULL::date", Date()) if known_on is None else known_on).label("known_on"),
        terms_in_force(contract_id).label("terms"),
    )  # fmt: skip
    both = join(company, partner, partner.id == other)
    return found.select_from(both).where(company.side == Side.HOST)


def terms_in_force(contract_id: Row) -> ColumnElement[Any]:
    """What a contract's text says of disputes, if it is in force or was; null for nothing (`drafting.in_force`)."""
    both = array([literal_column(f"'{side}'", Text()) for side in sorted(Side)])
    today = cast(func.timezone(Contract.zone, func.now()), Date)
    found = select(Contract.dispute_terms).where(
        Contract.id == contract_id, type_coerce(Contract.signed_by, ARRAY(Text())) == both,
        cast(Contract.status, Text) != Status.SIGNED.value,
        or_(cast(Contract.status, Text) != Status.TERMINATED.value, Contract.starts_on <= today),
    )  # fmt: skip
    return literal_column("NULL::jsonb", JSONB()) if contract_id is None else found.scalar_subquery()
