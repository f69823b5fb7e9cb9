"""What customers have bought, what they may buy next and why: one Select a question."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, and_, cast, func, literal, select, union_all
from sqlalchemy.dialects.postgresql import distinct_on

from portal import situations
from portal.access import Side
from portal.machine import Waiting
from portal.opportunities.models import (
    Opportunity,
    Product,
    ProductNumber,
    ProtectionCell,
    Suggestion,
    SuggestionReason,
    SuggestionTrial,
)
from portal.opportunities.queries.deals import is_on_hold
from portal.opportunities.rules import suggestion as rules
from portal.opportunities.rules.statuses import CellStatus, OpportunityStatus
from portal.partners.models import Company, Organisation
from portal.partners.naming import GONE

Row = Any


def bought(lines: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Partner, customer, product, day and sale of all that is known to be bought.

    A sale that was won names its customer and its products. The `lines` of orders (partner, order, number, day) name
    no end customer: those of the order by which a sale was won are its customer's, and of the product that staff has
    said the number means.
    """
    known = select(ProtectionCell.holder_id, ProtectionCell.opportunity_id, ProtectionCell.customer).distinct()
    cells, ordered = known.subquery(), lines.subquery()
    sales = (
        select(
            Opportunity.partner_id, Opportunity.id, Opportunity.order_reference, Opportunity.won_on,
            Opportunity.products, cells.c.customer,
        )
        .join(cells, and_(cells.c.holder_id == Opportunity.partner_id, cells.c.opportunity_id == Opportunity.id))
        .where(cast(Opportunity.status, Text) == OpportunityStatus.WON.value)
        .cte("sales")
    )  # fmt: skip
    named = select(
        sales.c.partner_id, sales.c.customer, func.unnest(sales.c.products).label("product"),
        sales.c.won_on.label("on"), sales.c.id,
    )  # fmt: skip
    told = (
        select(
            sales.c.partner_id, sales.c.customer, Product.code, func.coalesce(ordered.c.on, sales.c.won_on), sales.c.id
        )
        .join(ordered, and_(ordered.c.partner_id == sales.c.partner_id, ordered.c.order == sales.c.order_reference))
        .join(
            ProductNumber,
            and_(ProductNumber.partner_id == ordered.c.partner_id, ProductNumber.number == ordered.c.number),
        )
        .join(Product, Product.id == ProductNumber.product_id)
    )
    both = union_all(named, told).subquery()
    return select(both)


def pursued() -> Select[*tuple[Any, ...]]:
    """Partner, customer and product of what is registered or protected."""
    found = select(ProtectionCell.holder_id, ProtectionCell.customer, ProtectionCell.product).distinct()
    return found.where(ProtectionCell.status != literal(CellStatus.ENDED.value, Text()))


def sold() -> Select[Any]:
    """The codes with which something new can be registered."""
    return select(Product.code).where(Product.ended_at.is_(None))


def sales_named(partner_id: UUID, sales: Sequence[UUID]) -> Select[Any]:
    return select(Opportunity).where(Opportunity.partner_id == partner_id, Opportunity.id.in_(sales))


def company_id() -> Select[Any]:
    return select(Organisation.id).where(Organisation.side == Side.HOST)


def partners_suggested_to() -> Select[Any]:
    """The partners that have suggestions which are open."""
    is_open = cast(Suggestion.status, Text) == rules.SuggestionStatus.OPEN.value
    return select(Suggestion.partner_id).where(is_open).distinct()


def partners_gone() -> Select[Any]:
    """The partners that have left: their customers' purchases count for others, and nothing is suggested to them."""
    return select(Organisation.id).where(cast(Organisation.status, Text).in_([each.value for each in GONE]))


def both_sides(partner_id: UUID) -> Select[*tuple[Any, ...]]:
    """The partner and the company."""
    found = select(Organisation, Company).join(Company, Company.side == Side.HOST)
    return found.where(Organisation.id == partner_id, Organisation.side == Side.PARTNER)


def kept_of(partner_id: UUID) -> Select[Any]:
    """All suggestions of a partner, under a row lock."""
    found = select(Suggestion).where(Suggestion.partner_id == partner_id)
    return found.order_by(Suggestion.id).with_for_update()


def last_reasons(partner_id: UUID) -> Select[Any]:
    """Of each suggestion of a partner what it rested on last."""
    found = select(SuggestionReason).ext(distinct_on(SuggestionReason.suggestion_id))
    found = found.where(SuggestionReason.partner_id == partner_id)
    return found.order_by(SuggestionReason.suggestion_id, SuggestionReason.id.desc())


def trial_of(task: str) -> Select[Any]:
    return select(SuggestionTrial).where(SuggestionTrial.task == task)


def suggestions() -> Select[Any]:
    """The suggestions that the caller may see."""
    return select(Suggestion)


def suggestion(value: Row) -> Select[Any]:
    return suggestions().where(Suggestion.id == value)


def suggested(*, partner_id: Row = None, statuses: Row = None) -> Select[Any]:
    """Those that meet every condition given."""
    found = suggestions()
    if partner_id is not None:
        found = found.where(Suggestion.partner_id == partner_id)
    if statuses is not None:
        found = found.where(cast(Suggestion.status, Text) == func.any(statuses))
    return found


def suggestion_to_act_on(suggestion_id: UUID) -> Select[*tuple[Any, ...]]:
    """The suggestion under a row lock, the two organisations, and whether nothing new can be registered."""
    found = select(Suggestion, Organisation, Company, is_on_hold(Suggestion))
    found = found.join(Organisation, Organisation.id == Suggestion.partner_id)
    found = found.join(Company, Company.side == Side.HOST)
    return found.where(Suggestion.id == suggestion_id).with_for_update(of=Suggestion)


def actions_of_suggestion(row: Row) -> dict[str, Any]:
    """What the rules of a suggestion look at, and who is waited for."""
    return {**situations.needs(rules.Suggestion, row, is_on_hold=is_on_hold(row)), **situations.needs(Waiting, row)}


def reasons_of(row: Row) -> Select[Any]:
    """What a suggestion rests on, and rested on before, the newest first."""
    found = select(SuggestionReason).where(
        SuggestionReason.partner_id == row.partner_id, SuggestionReason.suggestion_id == row.id
    )
    return found.order_by(SuggestionReason.id.desc())


def reason_of(row: Row) -> Select[Any]:
    """What a suggestion rests on."""
    return reasons_of(row).limit(1)


def or_nothing(column: Row) -> Any:
    """A word, null where it is empty."""
    return func.nullif(column, "")


def suggested_partner(row: Row) -> Select[Any]:
    return select(Organisation).where(Organisation.id == row.partner_id, Organisation.side == Side.PARTNER)


def source_of(row: Row) -> Select[Any]:
    """The sale that brought the customer to the partner."""
    return select(Opportunity).where(Opportunity.partner_id == row.partner_id, Opportunity.id == row.source_id)


def taken_as(row: Row) -> Select[Any]:
    """The opportunity that a suggestion became."""
    return select(Opportunity).where(Opportunity.partner_id == row.partner_id, Opportunity.id == row.taken_id)


def last_trial() -> Select[Any]:
    return select(SuggestionTrial).order_by(SuggestionTrial.computed_at.desc(), SuggestionTrial.id.desc()).limit(1)
