"""Opportunities as one side sees them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.orm import aliased

from portal import files, situations
from portal.access import Side
from portal.contracts.models import Contract
from portal.database import finding
from portal.machine import Waiting
from portal.opportunities.models import Opportunity, Product, ProtectionCell, SalesQuota
from portal.opportunities.rules import opportunity as rules
from portal.opportunities.rules.statuses import OPEN, OpportunityStatus
from portal.partners.models import Company, Membership, Organisation
from portal.partners.queries import administrators_of
from portal.partners.rules import AccountStatus

Row = Any
S = OpportunityStatus


def opportunities() -> Select[Any]:
    """The opportunities that the caller may see."""
    return select(Opportunity)


def opportunity(value: Row) -> Select[Any]:
    return opportunities().where(Opportunity.id == value)


def opportunities_of(partner: Row) -> Select[Any]:
    return opportunities().where(Opportunity.partner_id == partner.id)


def opportunities_under(contract: Row) -> Select[Any]:
    """Those that are sold under a contract."""
    return opportunities().where(
        Opportunity.partner_id == contract.partner_id, Opportunity.contract_id == contract.id
    )  # fmt: skip


def filtered(
    found: Select[Any], *, statuses: Row = None, waiting_on: str | None = None, partner_id: Row = None,
    expires_before: Row = None, stages: Row = None, currency: Row = None, closes_from: Row = None,
    closes_before: Row = None, product: Row = None, words: Row = None,
) -> Select[Any]:  # fmt: skip
    """Those among `found` that meet every condition given; None is any. Lists are arrays of words."""
    status, waited = cast(Opportunity.status, Text), type_coerce(Opportunity.waiting_on, ARRAY(Text))
    conditions = (
        (statuses, lambda given: status == func.any(given)),
        (stages, lambda given: cast(Opportunity.stage, Text) == func.any(given)),
        (waiting_on, lambda given: literal(given, Text).op("=")(func.any(waited))),
        (partner_id, lambda given: Opportunity.partner_id == given),
        (currency, lambda given: Opportunity.estimate_currency == given),
        (product, lambda given: given == func.any(type_coerce(Opportunity.products, ARRAY(Text)))),
        (closes_from, lambda given: Opportunity.expected_close_on >= given),
        (closes_before, lambda given: Opportunity.expected_close_on < given),
        (words, lambda given: finding.every(given, lambda asked: _worded(asked, given))),
        (expires_before, lambda given: and_(status == S.PROTECTED.value, Opportunity.ends_at < given)),
    )
    for given, condition in conditions:
        if given is not None:
            found = found.where(condition(given))
    return found


def _worded(asked: Row, typed: Row) -> ColumnElement[bool]:
    """Whether a word that was typed stands in what it is found by, in the partner's name or in that of a product."""
    partner, again, sold = aliased(Organisation), finding.asked(typed), finding.asked(typed)
    named = select(again.c.n, partner.id).select_from(partner).join(again, finding.has(partner, again.c.word))
    is_called = func.strpos(func.fold(Product.name), sold.c.word) > literal_column("0")
    called = select(sold.c.n, Product.code).select_from(Product).join(sold, is_called)
    its = func.unnest(Opportunity.products).table_valued("code").render_derived()
    return or_(
        finding.has(Opportunity, asked.word),
        tuple_(asked.n, Opportunity.partner_id).in_(named),
        select(literal_column("1")).select_from(its).where(tuple_(asked.n, its.c.code).in_(called)).exists(),
    )


def to_act_on(opportunity_id: UUID) -> Select[*tuple[Any, ...]]:
    """The opportunity under a row lock, the two organisations, and what the rules look at in other tables."""
    found = select(
        Opportunity, Organisation, Company, _is_closed(Organisation), carries_quota(), owns_rival(Opportunity)
    )
    found = found.join(Organisation, Organisation.id == Opportunity.partner_id)
    found = found.join(Company, Company.side == Side.HOST)
    return found.where(Opportunity.id == opportunity_id).with_for_update(of=Opportunity)


def facts_of(row: Row) -> dict[str, Any]:
    """What the rules of an opportunity look at, column by column."""
    known = {
        "is_on_hold": is_on_hold(row), "has_quota": carries_quota(), "is_paused": row.paused_at.is_not(None),
        "is_placed": row.placed_at.is_not(None), "owns_rival": owns_rival(row),
    }  # fmt: skip
    return situations.needs(rules.Opportunity, row, **known)


def actions_of(row: Row) -> dict[str, Any]:
    """The same and who is waited for."""
    return {**facts_of(row), **situations.needs(Waiting, row), "due_at": shown_due(row)}


def is_on_hold(row: Row) -> ColumnElement[bool]:
    """Whether nothing new can be registered with the partner."""
    partner = aliased(Organisation)
    return exists().where(partner.id == row.partner_id, _is_closed(partner))


def _is_closed(partner: Row) -> ColumnElement[bool]:
    return cast(partner.status, Text) != AccountStatus.ACTIVE.value


def carries_quota() -> ColumnElement[bool]:
    """Whether whoever asks is measured by what they sell."""
    return exists().where(SalesQuota.partner_id == func.current_partner(), SalesQuota.id == func.current_member())


def owns_rival(row: Row) -> ColumnElement[Any]:
    """Whether whoever asks answers for a deal of the company itself that it has met."""
    met = cast(row.status, Text) == S.CONFLICT.value
    return case((met, func.owns_rival(row.partner_id, row.id, type_=Boolean())), else_=false())


def shown_due(row: Row) -> ColumnElement[Any]:
    """By when whoever is waited for has to act: of protection its end, not when the clock looks at it next."""
    protected = cast(row.status, Text) == S.PROTECTED.value
    asked = and_(protected, row.extension_asked_at.is_not(None))
    return case((asked, row.extension_by), (protected, row.ends_at), else_=row.due_at)


def place_in_turn(row: Row) -> ColumnElement[int]:
    """Where it stands in a list that begins with what the reader's side has to do, by the day until which it has time.

    After that comes what the other side has to do, and last, the newest first, what nobody waits for.
    """
    due, waited = shown_due(row), type_coerce(row.waiting_on, ARRAY(Text))
    mine = case((row.company_id == func.current_partner(), Side.HOST.value), else_=Side.PARTNER.value)
    is_over = func.cardinality(waited) == literal_column("0")
    part = case((is_over, 2), (mine.op("=")(func.any(waited)), 0), else_=1)
    within = case((is_over, _END - _microseconds(row.created_at)), (due.is_(None), _END), else_=_microseconds(due))
    return cast(part, BigInteger) * _PART + within


_PART: ColumnElement[int] = literal_column("1000000000000000000", BigInteger)
_END: ColumnElement[int] = literal_column("999999999999999999", BigInteger)


def _microseconds(at: Row) -> ColumnElement[int]:
    return cast(func.extract("epoch", at) * literal_column("1000000"), BigInteger)


def overlap(row: Row, given: Sequence[str]) -> ColumnElement[bool]:
    """Whether an array of words has one of those given."""
    has: ColumnElement[bool] = row.bool_op("&&")(literal(list(given), ARRAY(Text)))
    return has


def own_open(partner_id: UUID, keys: Sequence[str]) -> Select[Any]:
    """The partner's own open ones with a customer that one of the keys identifies."""
    statuses = [status.value for status in OPEN if status is not S.DRAFT]
    found = opportunities().where(Opportunity.partner_id == partner_id, overlap(Opportunity.customer_keys, keys))
    return found.where(cast(Opportunity.status, Text).in_(statuses)).order_by(Opportunity.filed_number)


def with_external_ids(partner_id: UUID, author: Side, external_ids: Sequence[str]) -> Select[Any]:
    """The deals with a partner that a side has written down and calls so."""
    called = Opportunity.external_id == func.any(literal(list(external_ids), ARRAY(Text)))
    return opportunities().where(Opportunity.partner_id == partner_id, Opportunity.author == author, called)


def all_open(partner_id: UUID) -> Select[Any]:
    """All of a partner that has not ended, drafts of both sides among them; the oldest first."""
    statuses = [status.value for status in OPEN]
    found = opportunities().where(Opportunity.partner_id == partner_id, cast(Opportunity.status, Text).in_(statuses))
    return found.order_by(Opportunity.created_at, Opportunity.id)


def account_of(partner_id: UUID) -> Select[*tuple[Any, ...]]:
    """A partner and the company."""
    found = select(Organisation, Company).join(Company, Company.side == Side.HOST)
    return found.where(Organisation.id == partner_id, Organisation.side == Side.PARTNER)


def filed_together(opportunity_id: Row) -> Select[Any]:
    """Those that came in in one step with one of them, in their order."""
    one = aliased(Opportunity)
    beside = exists().where(
        one.id == opportunity_id, one.partner_id == Opportunity.partner_id, one.filed_at == Opportunity.filed_at
    )
    return opportunities().where(beside).order_by(Opportunity.filed_number)


def one_arrival_at_a_time() -> Select[Any]:
    """Holds up whoever else registers something until the transaction ends."""
    held: Any = func.pg_advisory_xact_lock
    return select(held(func.hashtextextended("arrivals", 0)))


def filed_number_of(partner_id: UUID, opportunity_id: UUID) -> Select[Any]:
    """In which place one came in; null for one that has not."""
    return select(Opportunity.filed_number).where(
        Opportunity.partner_id == partner_id, Opportunity.id == opportunity_id
    )


def unplaced(before: int) -> Select[Any]:
    """What came in up to a number and was not compared yet, the earliest first."""
    found = opportunities().where(
        Opportunity.filed_at.is_not(None), Opportunity.placed_at.is_(None), Opportunity.filed_number <= before
    )
    return found.order_by(Opportunity.filed_number)


def won_with(partner_id: UUID, customer: int, products: list[str]) -> Select[Any]:
    """The last day on which a partner sold one of the products to a customer."""
    from_cells = _of_customer(customer)
    return select(func.max(Opportunity.won_on)).where(
        Opportunity.partner_id == partner_id, overlap(Opportunity.products, products), from_cells
    )


def _of_customer(customer: int) -> ColumnElement[bool]:
    return exists().where(
        ProtectionCell.holder_id == Opportunity.partner_id,
        ProtectionCell.opportunity_id == Opportunity.id,
        ProtectionCell.customer == customer,
    )


def first_administrator_of(partner_id: UUID) -> Select[Any]:
    return administrators_of(partner_id).with_only_columns(Membership.id).limit(1)


def place_of(partner_id: UUID, person_id: UUID) -> Select[Any]:
    """The id of a person's place in an organisation."""
    found = select(Membership.id).where(Membership.partner_id == partner_id, Membership.person_id == person_id)
    return found.order_by(Membership.id.desc()).limit(1)


def changed_at(partner: Row) -> ColumnElement[Any]:
    """When one of a partner's opportunities that both sides see changed last; null for never."""
    newest = select(func.max(Opportunity.updated_at)).where(Opportunity.shown_at.is_not(None))
    return newest.where(Opportunity.partner_id == partner.id).scalar_subquery()


def partner_of(row: Row) -> Select[Any]:
    return select(Organisation).where(Organisation.id == row.partner_id, Organisation.side == Side.PARTNER)


def contract_of(row: Row) -> Select[Any]:
    return select(Contract).where(Contract.partner_id == row.partner_id, Contract.id == row.contract_id)


def owner_of(row: Row, side: Side) -> Select[Any]:
    """Who answers for it on a side."""
    if side is Side.HOST:
        return select(Membership).where(
            Membership.partner_id == row.company_id, Membership.id == row.company_owner_id
        )  # fmt: skip
    return select(Membership).where(Membership.partner_id == row.partner_id, Membership.id == row.partner_owner_id)


def files_of(row: Row) -> Select[Any]:
    """What was brought, in the order in which it came."""
    return files.of(Opportunity.PREFIX, row.partner_id, row.id)
