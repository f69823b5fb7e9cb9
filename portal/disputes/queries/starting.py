"""What a draft is begun from: a record that somebody contests, and what is known of it."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, Text, Uuid, and_, cast, false, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from portal.access import Side
from portal.contracts.models import Contract
from portal.disputes.queries.shown import terms_in_force
from portal.expectations.models import Breach, Consequence, Expectation, FactContest, Measurement, Subject
from portal.expectations.rules.measurement import ContestAnswer
from portal.fees import queries as ledger
from portal.fees.models import Fee, FeeEntry, FeeSchedule
from portal.fees.rules.statuses import EntryKind
from portal.journal import Entry
from portal.obligations.models import Obligation
from portal.opportunities.models import Opportunity
from portal.partners.models import Organisation
from portal.partners.rules import AccountStatus

Row = Any
Facts = Mapping[str, Any]
OF_SUBJECT = (
    "kind", "subject_key", "day", "owed_by", "due_on", "settled_on", "amount", "paid", "credited", "currency", "order",
    "agreed_on", "completed_on", "ordered", "received",
)  # fmt: skip


def start(prefix: str, value: Row, clause_key: Row = None) -> Select[Any]:
    """One row: `partner_id`, `contract_id`, and as JSON `facts` of the record with the id; none for what is not there.

    `rules.starting` reads the facts.
    """
    find = STARTS.get(prefix)
    return find(value, clause_key) if find else _row("", Contract, None, {}).where(false())


def time_to_file(prefix: str, row: Row) -> ColumnElement[Any]:
    """What decides until when a record can be contested, as JSON: its facts, its contract's terms, both sides' days."""
    begun = start(prefix, row.id).subquery()
    company, partner = aliased(Organisation), aliased(Organisation)
    told = {
        "facts": begun.c.facts, "terms": terms_in_force(begun.c.contract_id),
        "company_calendar": company.calendar, "company_zone": company.zone,
        "partner_calendar": partner.calendar, "partner_zone": partner.zone,
    }  # fmt: skip
    pairs = [part for name, fact in told.items() for part in (literal_column(f"'{name}'", Text()), fact)]
    found = select(func.json_build_object(*pairs, type_=JSON)).select_from(begun)
    found = found.join(partner, partner.id == begun.c.partner_id).join(company, company.side == Side.HOST)
    return found.scalar_subquery()


def _row(prefix: str, of: Any, contract_id: Row, facts: Facts, world: Row = None) -> Select[Any]:
    told = {"prefix": literal_column(f"'{prefix}'", Text()), "id": cast(of.id, Text), **facts}
    pairs = [part for name, fact in told.items() for part in (literal_column(f"'{name}'", Text()), fact)]
    contract = literal_column("NULL::uuid", Uuid()) if contract_id is None else contract_id
    return select(
        (of.partner_id if world is None else world).label("partner_id"), contract.label("contract_id"),
        func.json_build_object(*pairs, type_=JSON).label("facts"),
    )  # fmt: skip


def _agreed(of: Any) -> Any:
    return and_(Expectation.partner_id == of.partner_id, Expectation.id == of.expectation_id)


def _measurement(value: Row, _clause: Row) -> Select[Any]:
    line = func.json_build_array(Subject.subject_key, FactContest.claim)
    whose = and_(Subject.partner_id == FactContest.partner_id, Subject.id == FactContest.subject_id)
    upheld = select(
        func.coalesce(func.json_agg(aggregate_order_by(line, Subject.subject_key)), literal_column("'[]'::json"))
    )
    upheld = upheld.select_from(FactContest).join(Subject, whose).where(
        FactContest.partner_id == Measurement.partner_id, FactContest.measurement_id == Measurement.id,
        cast(FactContest.answer, Text) == ContestAnswer.UPHOLD.value, FactContest.withdrawn_at.is_(None),
    )  # fmt: skip
    facts = {
        "title": Expectation.title, "first": Measurement.starts_on, "last": Measurement.ends_on,
        "at": Measurement.published_at, "lines": upheld.scalar_subquery(),
    }  # fmt: skip
    found = _row("mea", Measurement, Expectation.contract_id, facts).join(Expectation, _agreed(Measurement))
    return found.where(Measurement.id == value)


def _subject(value: Row, _clause: Row) -> Select[Any]:
    return _row("sbj", Subject, None, {name: getattr(Subject, name) for name in OF_SUBJECT}).where(Subject.id == value)


def _breach(value: Row, _clause: Row) -> Select[Any]:
    facts = {"title": Expectation.title, "at": func.coalesce(Breach.notified_at, Breach.created_at)}
    found = _row("bre", Breach, Expectation.contract_id, facts).join(Expectation, _agreed(Breach))
    return found.where(Breach.id == value)


def _consequence(value: Row, _clause: Row) -> Select[Any]:
    breach = and_(Breach.partner_id == Consequence.partner_id, Breach.id == Consequence.breach_id)
    facts = {
        "title": Expectation.title, "at": Consequence.made_at, "minor": Consequence.amount_minor,
        "currency": Consequence.currency,
    }  # fmt: skip
    found = _row("csq", Consequence, Expectation.contract_id, facts).join(Breach, breach)
    return found.join(Expectation, _agreed(Breach)).where(Consequence.id == value)


def _obligation(value: Row, _clause: Row) -> Select[Any]:
    facts = {"title": Obligation.title, "day": Obligation.due_on, "clause_key": Obligation.clause_key}
    return _row("obl", Obligation, Obligation.contract_id, facts).where(Obligation.id == value)


def _opportunity(value: Row, _clause: Row) -> Select[Any]:
    facts = {
        "title": Opportunity.customer_name, "number": Opportunity.number, "status": Opportunity.status,
        "at": Opportunity.ended_at,
    }  # fmt: skip
    return _row("opp", Opportunity, Opportunity.contract_id, facts).where(Opportunity.id == value)


def _fee(value: Row, _clause: Row) -> Select[Any]:
    """What it comes to and came to at first, and by which schedule; its day is that of the last row but payments."""
    rows = select(FeeEntry.id).where(FeeEntry.partner_id == Fee.partner_id, FeeEntry.fee_id == Fee.id)
    changed = rows.where(FeeEntry.kind != EntryKind.PAYMENT).with_only_columns(func.max(FeeEntry.made_at))
    accrued = rows.where(FeeEntry.kind == EntryKind.ACCRUAL).with_only_columns(func.max(FeeEntry.amount_minor))
    facts = {
        "title": Fee.order_reference, "number": Fee.number, "currency": Fee.currency, "base": Fee.base_minor,
        "rate": cast(Fee.rate, Text), "valid_from": FeeSchedule.valid_from, "version": FeeSchedule.version,
        "earned": ledger.earned(Fee).scalar_subquery(), "accrued": func.coalesce(accrued.scalar_subquery(), 0),
        "at": changed.scalar_subquery(),
    }  # fmt: skip
    schedule = and_(FeeSchedule.partner_id == Fee.partner_id, FeeSchedule.id == Fee.schedule_id)
    return _row("fee", Fee, FeeSchedule.contract_id, facts).join(FeeSchedule, schedule).where(Fee.id == value)


def _contract(value: Row, clause: Row) -> Select[Any]:
    key: ColumnElement[Any] = literal_column("NULL::text", Text()) if clause is None else cast(clause, Text)
    return _row("ctr", Contract, Contract.id, {"title": Contract.title, "clause_key": key}).where(Contract.id == value)


def _hold(value: Row, _clause: Row) -> Select[Any]:
    """Of an account that is on hold: why, and since when."""
    since = select(func.max(Entry.at)).where(
        Entry.partner_id == Organisation.id, Entry.record_id == Organisation.id, Entry.event == "partner.put_on_hold"
    )  # fmt: skip
    facts = {"at": since.scalar_subquery(), "reason": Organisation.reason}
    found = _row("org", Organisation, None, facts, Organisation.id)
    return found.where(Organisation.id == value, cast(Organisation.status, Text) == AccountStatus.ON_HOLD.value)


STARTS: Mapping[str, Callable[[Row, Row], Select[Any]]] = {
    "mea": _measurement, "sbj": _subject, "bre": _breach, "csq": _consequence, "obl": _obligation, "opp": _opportunity,
    "fee": _fee, "ctr": _contract, "org": _hold,
}  # fmt: skip


def contract_with_text(row: Row) -> Select[Any]:
    """The contract that a draft would rest on: one that has a text."""
    return select(Contract).where(
        Contract.partner_id == row.partner_id, Contract.id == row.contract_id, Contract.sha256.is_not(None)
    )  # fmt: skip
