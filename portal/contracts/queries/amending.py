"""What can be asked about amendments: of which contract, what rests on the clauses they change, what is unanswered."""

from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    column,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import aliased

from portal.contracts.models import Contract, Version
from portal.contracts.rules import IN_FORCE, NEGOTIATED, Status
from portal.contracts.text.amends import Fate
from portal.partners import elsewhere
from portal.room import Row

OPEN = (Status.DRAFT, Status.IN_REVIEW, *NEGOTIATED, Status.SIGNED)
"""An amendment that has begun and is neither in force nor given up."""
NONE = literal_column("'[]'::json", JSON())


def is_in(contract: Row, statuses: tuple[str, ...]) -> ColumnElement[bool]:
    # Words of our own, in the text: a list of parameters would be another statement for each length.
    return cast(contract.status, Text).in_([literal_column(f"'{status}'", Text()) for status in statuses])


def amendments_of(contract: Row) -> Select[Any]:
    """None for those who see only what is published to them, before it is."""
    return select(Contract).where(Contract.partner_id == contract.partner_id, Contract.parent_id == contract.id)


def amended_contract_of(amendment: Row) -> Select[Any]:
    """The contract that it amends; none for a contract."""
    return select(Contract).where(Contract.partner_id == amendment.partner_id, Contract.id == amendment.parent_id)


def unfinished_of(partner_id: Row, contract_id: Row) -> Select[Any]:
    """The amendments of a contract that end with it: open ones and those in force."""
    found = select(Contract).where(Contract.partner_id == partner_id, Contract.parent_id == contract_id)
    return found.where(is_in(Contract, (*OPEN, Status.ACTIVE, Status.SUSPENDED))).order_by(Contract.id)


def amendment_that_made(partner_id: Row, contract_id: Row, number: int) -> Select[Any]:
    """The amendment in force with whose text a contract has this version."""
    found = select(Contract).where(Contract.partner_id == partner_id, Contract.parent_id == contract_id)
    return found.where(Contract.base_number == number - 1, ~is_in(Contract, (*OPEN, Status.WITHDRAWN)))


def of_amendment(contract: Row) -> dict[str, ColumnElement[Any]]:
    """What the rules look at of the contract that one amends, of amendments of it, and of what rests on its clauses."""
    parent = aliased(Contract)
    base = select(parent).where(parent.partner_id == contract.partner_id, parent.id == contract.parent_id)
    current = base.with_only_columns(parent.version_number == contract.base_number).scalar_subquery()
    amendment = aliased(Contract)
    begun = exists().where(
        amendment.partner_id == contract.partner_id, amendment.parent_id == contract.id, is_in(amendment, OPEN)
    )
    is_agreed = and_(contract.parent_id.is_not(None), is_in(contract, (Status.AGREED,)))
    return {
        "parent_status": base.with_only_columns(parent.status).scalar_subquery(),
        "is_base_current": func.coalesce(current, literal_column("true")),
        "has_amendment": case((is_in(contract, IN_FORCE), begun), else_=literal_column("false")),
        "unanswered": case((is_agreed, unanswered_of(contract)), else_=NONE),
    }


def unanswered_of(amendment: Row) -> ColumnElement[Any]:
    """JSON: the titles of what rests on clauses that the amendment's text changes, without an answer that can be."""
    rests = elsewhere.rests_on_clauses()
    if rests is None:
        return NONE
    on, old, new = rests.subquery("rests"), aliased(Version), aliased(Version)
    was, now = _clauses(old, "was"), _clauses(new, "now")
    answers = cast(new.document, JSONB)["amends"]["answers"]
    is_there = now.c.value.is_not(None)
    answered = or_(_says(answers, on.c.record, Fate.RETIRE), and_(_says(answers, on.c.record, Fate.KEEP), is_there))
    found = (
        select(func.coalesce(func.json_agg(aggregate_order_by(on.c.title, on.c.title)), NONE, type_=JSON))
        .select_from(on)
        .join(old, _is(old, amendment.parent_id, amendment.base_number))
        .join(was, was.c.value["key"].astext == on.c.clause_key)
        .join(new, _is(new, amendment.id, amendment.version_number))
        .outerjoin(now, now.c.value["key"].astext == on.c.clause_key)
        .where(on.c.partner_id == amendment.partner_id, on.c.contract_id == amendment.parent_id)
        .where(old.partner_id == amendment.partner_id, new.partner_id == amendment.partner_id)
        .where(now.c.value.is_distinct_from(was.c.value), not_(func.coalesce(answered, literal_column("false"))))
    )
    return found.scalar_subquery()


def _is(version: Any, contract_id: Row, number: Row) -> ColumnElement[bool]:
    return and_(version.contract_id == contract_id, version.number == number)


def _clauses(version: Any, name: str) -> Any:
    elements = func.jsonb_array_elements(cast(version.document, JSONB)["clauses"])
    return elements.table_valued(column("value", JSONB), name=name).render_derived().lateral()


def _says(answers: Any, record: Row, fate: Fate) -> ColumnElement[bool]:
    told = func.jsonb_build_object(
        literal_column("'record'"), record, literal_column("'fate'"), literal_column(f"'{fate.value}'")
    )
    said: ColumnElement[bool] = answers.op("@>")(func.jsonb_build_array(told))
    return said


def rests_under(text: Row) -> ColumnElement[Any]:
    """JSON: all that rests on clauses of the contract which the text's own amends; see `elsewhere.rests_on_clauses`."""
    rests, amendment = elsewhere.rests_on_clauses(), aliased(Contract)
    if rests is None:
        return NONE
    on = rests.subquery("rests")
    told = [part for name in ("record", "clause_key", "title") for part in (literal_column(f"'{name}'"), on.c[name])]
    row = func.json_build_object(*told)
    found = select(func.coalesce(func.json_agg(aggregate_order_by(row, on.c.record)), NONE, type_=JSON))
    found = found.select_from(on).join(
        amendment, and_(amendment.partner_id == on.c.partner_id, amendment.parent_id == on.c.contract_id)
    )
    return found.where(amendment.partner_id == text.partner_id, amendment.id == text.contract_id).scalar_subquery()


def base_under(text: Row) -> Any:
    """The canonical text of the version that the text's amendment amends, as a scalar; null for a contract's own."""
    amendment, base = aliased(Contract), aliased(Version)
    found = select(base.document).select_from(amendment).join(
        base, and_(base.partner_id == amendment.partner_id, _is(base, amendment.parent_id, amendment.base_number))
    )  # fmt: skip
    return found.where(amendment.partner_id == text.partner_id, amendment.id == text.contract_id).scalar_subquery()


def family_of(contract_id: Row, partner_id: Row) -> Select[Any]:
    """The ids of a contract, of its amendments, and of the contract that it amends: their annexes are one lot."""
    own, each = aliased(Contract), aliased(Contract)
    root = func.coalesce(own.parent_id, own.id)
    found = select(each.id).select_from(own).join(each, each.partner_id == own.partner_id)
    is_one = or_(each.id == root, each.parent_id == root)
    return found.where(own.partner_id == partner_id, own.id == contract_id, is_one)
