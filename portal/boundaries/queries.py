"""What can be asked about boundaries: one Select a question; they compose and never change anything."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
    true,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import aliased

from portal import journal, situations
from portal.access import Side
from portal.boundaries.models import Boundary, Crossing, ExclusiveCell, Exposure, Override
from portal.boundaries.rules.acts import LOOKS_AT, ActKind
from portal.boundaries.rules.life import OPEN, Situation, Status
from portal.boundaries.rules.naming import KINDS
from portal.boundaries.rules.terms import Kind, Terms
from portal.machine import Waiting
from portal.partners import elsewhere
from portal.partners.models import Company, Organisation

Row = Any
ONE_AT_A_TIME = func.pg_advisory_xact_lock(func.hashtextextended("scopes that one holds alone", 0))
"""Two who take parts that meet would wait for each other for ever."""
# The room of contracts lies above.
_CONTRACT = table(
    "contract", column("partner_id"), column("id"), column("status", Text()), column("version_number"),
    column("published_at"),
)  # fmt: skip
_VERSION = table(
    "contract_version", column("partner_id"), column("contract_id"), column("number"), column("document", Text())
)


def boundaries() -> Select[Any]:
    """The boundaries that the caller may see."""
    return select(Boundary)


def boundary(value: Row) -> Select[Any]:
    return boundaries().where(Boundary.id == value)


def boundaries_of(partner: Row) -> Select[Any]:
    return boundaries().where(Boundary.partner_id == partner.id)


def of_contract(contract: Row) -> Select[Any]:
    """The boundaries that hang on a contract."""
    return boundaries().where(Boundary.partner_id == contract.partner_id, Boundary.contract_id == contract.id)


def filtered(
    *, statuses: Row = None, kind: str | None = None, waiting_on: str | None = None, binds: str | None = None,
    partner_id: Row = None,
) -> Select[Any]:  # fmt: skip
    """The boundaries that meet every condition given; None is any."""
    found = boundaries()
    conditions = (
        (statuses, lambda given: cast(Boundary.status, Text) == func.any(given)),
        (kind, lambda given: Boundary.kind == given),
        (waiting_on, lambda given: _holds(given, Boundary.waiting_on)),
        (binds, lambda given: _holds(given, Boundary.binds)),
        (partner_id, lambda given: Boundary.partner_id == given),
    )
    for given, condition in conditions:
        if given is not None:
            found = found.where(condition(given))
    return found


def _holds(word: Row, words: Row) -> ColumnElement[bool]:
    return literal(word, Text).op("=")(func.any(type_coerce(words, ARRAY(Text))))


def boundary_to_act_on(boundary_id: UUID) -> Select[*tuple[Any, ...]]:
    """The boundary under a row lock, its partner, the company, and the status of its contract."""
    found = select(Boundary, Organisation, Company, contract_status(Boundary, Boundary.contract_id))
    found = found.join(Organisation, Organisation.id == Boundary.partner_id).join(Company, Company.side == Side.HOST)
    return found.where(Boundary.id == boundary_id).with_for_update(of=Boundary)


def contract_status(row: Row, contract_id: Row) -> ColumnElement[Any]:
    """The status of a contract that a boundary names; null for none."""
    its = select(_CONTRACT.c.status).where(_CONTRACT.c.partner_id == row.partner_id, _CONTRACT.c.id == contract_id)
    return its.scalar_subquery()


def contract_of(partner_id: UUID, contract_id: UUID, clause_key: str) -> Select[*tuple[Any, ...]]:
    """Status of a contract that the caller sees, whether both sides see it, and whether its text has the clause."""
    clause = func.jsonb_build_object("clauses", func.jsonb_build_array(func.jsonb_build_object("key", clause_key)))
    text_now: Select[Any] = select(literal_column("1")).where(
        _VERSION.c.partner_id == partner_id, _VERSION.c.contract_id == contract_id,
        _VERSION.c.number == _CONTRACT.c.version_number, cast(_VERSION.c.document, JSONB).op("@>")(clause),
    )  # fmt: skip
    has_clause = text_now.exists() if clause_key else true()
    found = select(_CONTRACT.c.status, _CONTRACT.c.published_at.is_not(None), has_clause)
    return found.where(_CONTRACT.c.partner_id == partner_id, _CONTRACT.c.id == contract_id)


def facts_of(row: Row) -> dict[str, Any]:
    """What the table looks at and who is waited for, column by column."""
    return {**situations.needs(Situation, row), **situations.needs(Waiting, row)}


def biting(act: ActKind, partner_id: Row, key: Row) -> Select[*tuple[Any, ...]]:
    """The boundaries in force that look at such an act, each with what it has to know of it (`known_of`)."""
    kinds = [kind for kind, acts in LOOKS_AT.items() if act in acts]
    own = [kind for kind in kinds if kind is not Kind.EXCLUSIVITY]
    # What is granted may lie ahead, as an exclusivity may that is agreed and has not begun.
    biting = (Status.ACTIVE, Status.AGREED) if act is ActKind.GRANT else (Status.ACTIVE,)
    mine = and_(Boundary.partner_id == partner_id, Boundary.kind.in_(own))
    theirs = and_(Boundary.kind == Kind.EXCLUSIVITY, Boundary.partner_id != partner_id)
    found = select(Boundary, known_of(Boundary, key)).where(Boundary.status.in_(biting))
    found = found.where(or_(mine, theirs) if Kind.EXCLUSIVITY in kinds else mine)
    return found.order_by(Boundary.kind, Boundary.id)


def biting_anybody(act: ActKind) -> ColumnElement[Any]:
    """As JSON: all that are in force and look at such an act, whoever's they are, as `operations.judged_of` takes them.

    For an act that may be done with any of the partners, and with which nothing was done before.
    """
    kinds = [kind for kind, acts in LOOKS_AT.items() if act in acts]
    told = {
        "holder_id": Boundary.partner_id, "kind": Boundary.kind, "zone": Boundary.zone,
        "terms": func.json_build_object(*_pairs(terms_of(Boundary)), type_=JSON),
        "known": known_of(Boundary, literal("", Text())),
    }  # fmt: skip
    listed = func.json_agg(aggregate_order_by(func.json_build_object(*_pairs(told)), Boundary.kind, Boundary.id))
    found = select(listed).where(Boundary.status == Status.ACTIVE, Boundary.kind.in_(kinds))
    return func.coalesce(found.scalar_subquery(), literal_column("'[]'::json"), type_=JSON)


def known_of(row: Row, key: Row) -> ColumnElement[Any]:
    """As JSON: what counts towards the limit, apart what the key itself counts; the NDA's status; Legal's leaves."""
    its = and_(
        Exposure.partner_id == row.partner_id, Exposure.side == row.orderer,
        cast(Exposure.counted, Text) == func.any(type_coerce(row.counted, ARRAY(Text))),
    )  # fmt: skip
    in_currency = and_(its, Exposure.currency == row.limit_currency)
    of_act = Exposure.source_key == key
    others: Select[Any] = select(literal_column("1")).where(its, Exposure.currency != row.limit_currency, ~of_act)
    mixed = others.group_by(Exposure.counted, Exposure.source_key).having(func.sum(Exposure.amount_minor) != 0)
    limited = row.limit_minor.is_not(None)
    return func.json_build_object(
        "exposed", case((limited, _sum(and_(in_currency, ~of_act))), else_=0),
        "exposed_by_act", case((limited, _sum(and_(in_currency, of_act))), else_=0),
        "is_mixed", and_(limited, mixed.exists()),
        "nda_status", contract_status(row, row.nda_id),
        "overrides", _leaves(row),
        type_=JSON,
    )  # fmt: skip


def known_by_limit(boundary: Boundary) -> Select[Any]:
    """As JSON: what counts towards a limit that may be no row yet, and whether something counts in another currency."""
    its = and_(
        Exposure.partner_id == boundary.partner_id, Exposure.side == boundary.orderer,
        Exposure.counted.in_(sorted(boundary.counted)),
    )  # fmt: skip
    others: Select[Any] = select(literal_column("1")).where(its, Exposure.currency != boundary.limit_currency)
    mixed = others.group_by(Exposure.counted, Exposure.source_key).having(func.sum(Exposure.amount_minor) != 0)
    exposed = _sum(and_(its, Exposure.currency == boundary.limit_currency))
    return select(func.json_build_object("exposed", exposed, "is_mixed", mixed.exists(), type_=JSON))


def _sum(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    found = select(func.coalesce(func.sum(Exposure.amount_minor), 0)).where(condition)
    return found.scalar_subquery()


def _leaves(row: Row) -> ColumnElement[Any]:
    used: Select[Any] = select(literal_column("1")).where(
        Crossing.partner_id == Override.partner_id, Crossing.override_id == Override.id
    )
    leave = func.json_build_object(
        "id", Override.id, "act", Override.act, "act_digest", Override.act_digest, "until", Override.until,
        "is_used", used.exists(),
    )  # fmt: skip
    found = select(func.coalesce(func.json_agg(aggregate_order_by(leave, Override.id)), literal_column("'[]'::json")))
    return found.where(Override.partner_id == row.partner_id, Override.boundary_id == row.id).scalar_subquery()


def limits_to_lock(partner_id: UUID, side: Side) -> Select[Any]:
    """Every credit limit of a partner whatever its status, locked in one order.

    Whoever acts near a limit, or puts another in its place, holds these rows; what is in force is asked afterwards.
    """
    found = select(Boundary.id).where(Boundary.partner_id == partner_id, Boundary.kind == Kind.CREDIT_LIMIT)
    return found.where(Boundary.orderer == side).order_by(Boundary.id).with_for_update(of=Boundary)


def limits_beside(boundary_id: UUID) -> Select[Any]:
    """The same for whoever is about to act on one of them; none for a boundary of another kind."""
    it = aliased(Boundary)
    its = and_(it.id == boundary_id, it.kind == Kind.CREDIT_LIMIT, it.partner_id == Boundary.partner_id)
    found = select(Boundary.id).where(Boundary.kind == Kind.CREDIT_LIMIT, select(it.id).where(its).exists())
    return found.order_by(Boundary.id).with_for_update(of=Boundary)


def entries_of(partner_id: UUID, side: Side, counted: str, key: str) -> Select[*tuple[Any, ...]]:
    """What a key counts in each currency, and how many entries it has."""
    found = select(Exposure.currency, func.sum(Exposure.amount_minor), func.max(Exposure.number))
    its = (Exposure.partner_id == partner_id, Exposure.side == side, Exposure.counted == counted)
    return found.where(*its, Exposure.source_key == key).group_by(Exposure.currency)


def cells_of(row: Row) -> Select[Any]:
    return select(ExclusiveCell).where(
        ExclusiveCell.holder_id == row.partner_id, ExclusiveCell.boundary_id == row.id, ExclusiveCell.is_held
    )


def cells_meeting(cell: ExclusiveCell) -> Select[Any]:
    """Whether somebody else holds a part that meets this one; for who sees all of them."""
    it = ExclusiveCell
    found: Select[Any] = select(literal_column("1")).where(
        it.is_held, it.boundary_id != cell.boundary_id,
        it.dealing_from <= cell.dealing_to, it.dealing_to >= cell.dealing_from,
        it.region_from <= cell.region_to, it.region_to >= cell.region_from,
        it.product_from <= cell.product_to, it.product_to >= cell.product_from,
        func.coalesce(it.valid_until, cell.valid_from) >= cell.valid_from,
    )  # fmt: skip
    return found if cell.valid_until is None else found.where(it.valid_from <= cell.valid_until)


def open_of_contract(partner_id: UUID, contract_id: UUID) -> Select[Any]:
    """The ids of the boundaries that a contract starts or ends, in one order."""
    found = select(Boundary.id).where(Boundary.partner_id == partner_id, Boundary.contract_id == contract_id)
    return found.where(Boundary.status.in_(OPEN)).order_by(Boundary.id)


def overrides_of(row: Row) -> Select[Any]:
    return select(Override).where(Override.partner_id == row.partner_id, Override.boundary_id == row.id)


def crossings_of(row: Row) -> Select[Any]:
    return select(Crossing).where(Crossing.partner_id == row.partner_id, Crossing.boundary_id == row.id)


def terms_of(row: Row) -> dict[str, Any]:
    """The terms, column by column, as `situations.read(Terms, …)` takes them."""
    amounts = {name: _amount(row, name) for name in ("limit", "minimum")}
    return {each.name: getattr(row, each.name) for each in fields(Terms) if each.name not in amounts} | amounts


def _amount(row: Row, name: str) -> ColumnElement[Any]:
    minor, currency = getattr(row, f"{name}_minor"), getattr(row, f"{name}_currency")
    whole = func.json_build_object("minor", minor, "currency", currency, type_=JSON)
    return case((minor.is_not(None), whole), else_=literal_column("NULL::json", JSON()))


def money_of(row: Row, name: str) -> ColumnElement[str]:
    """An amount in major units, as text."""
    return func.major_units(getattr(row, f"{name}_minor"), getattr(row, f"{name}_currency"))


def tried(act: ActKind, partner_id: Row, key: Row, **given: Any) -> Select[Any]:
    """The boundaries that look at such an act, each with what a dry run has to know; `given` is what is said of it."""
    partner = func.coalesce(partner_id, func.current_partner()) if partner_id is not None else func.current_partner()
    return biting(act, partner, key).with_only_columns(
        Boundary.id, Boundary.partner_id, Boundary.kind, Boundary.clause_key, Boundary.zone,
        func.json_build_object(*_pairs(terms_of(Boundary)), type_=JSON).label("terms"),
        known_of(Boundary, key).label("known"),
        func.json_build_object(
            *_pairs({"partner_id": partner, **{name: _said(value) for name, value in {"key": key, **given}.items()}}),
            type_=JSON,
        ).label("act"),
    )  # fmt: skip


def _said(value: Any) -> ColumnElement[Any]:
    """What is said of an act: a parameter, or a word or truth that is part of the statement."""
    if isinstance(value, BindParameter):
        return cast(value, value.type)
    if value is None or isinstance(value, bool):
        return literal_column("NULL::text" if value is None else str(value).lower())
    return literal_column(f"'{value}'", Text())  # of an enumeration of ours


def _pairs(values: dict[str, Any]) -> Iterator[Any]:
    for name, value in values.items():
        yield literal_column(f"'{name}'", Text())
        yield value


def crossed(boundary: Boundary, digest: str) -> Select[Any]:
    """Whether it is known already that the act crossed the boundary without leave."""
    return crossings_of(boundary).where(Crossing.act_digest == digest, Crossing.is_late)


def exposure_of(row: Row) -> dict[str, Any]:
    """What counts towards the limit now: amount in major units, and currency."""
    its = and_(
        Exposure.partner_id == row.partner_id, Exposure.side == row.orderer, Exposure.currency == row.limit_currency,
        cast(Exposure.counted, Text) == func.any(type_coerce(row.counted, ARRAY(Text))),
    )  # fmt: skip
    minor = cast(_sum(its), BigInteger)
    return {"amount": func.major_units(minor, row.limit_currency), "currency": row.limit_currency}


def timeline_of(row: Row) -> Select[Any]:
    return journal.timeline(row.partner_id, row.id)


def is_in_force(row: Row) -> ColumnElement[bool]:
    return cast(row.status, Text) == literal_column(f"'{Status.ACTIVE}'", Text())


def changed_at(partner: Row) -> ColumnElement[Any]:
    """When a boundary of the partner changed last; null for never."""
    return select(func.max(Boundary.updated_at)).where(Boundary.partner_id == partner.id).scalar_subquery()


def called(row: Row) -> ColumnElement[Any]:
    """What a boundary is called in lists and letters: its kind."""
    kinds = {kind.value: literal_column(f"'{name.text}'", Text()) for kind, name in KINDS.items()}
    return case(kinds, value=cast(row.kind, Text))


def rests() -> Select[*tuple[Any, ...]]:
    """What is in force, or will be, by clauses of contracts, as `Known.rests` says."""
    named, statuses = elsewhere.global_id(Boundary.PREFIX, Boundary).label("record"), (Status.AGREED, Status.ACTIVE)
    found = select(
        Boundary.partner_id, Boundary.contract_id, Boundary.clause_key, named, called(Boundary).label("title")
    )  # fmt: skip
    stands = cast(Boundary.status, Text).in_([literal_column(f"'{status}'", Text()) for status in statuses])
    return found.where(stands, Boundary.clause_key != literal_column("''"))
