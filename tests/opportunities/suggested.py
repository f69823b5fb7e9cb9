"""Suggestions as tests find them: in any status, and what belongs to them in one partner's world."""

from datetime import timedelta
from typing import Any

from portal import ids
from portal.access import Side
from portal.acting import Lived
from portal.opportunities.models import (
    EndCustomer,
    Opportunity,
    Product,
    ProductNumber,
    Suggestion,
    SuggestionReason,
    SuggestionTrial,
)
from portal.opportunities.rules.suggestion import ASIDE, LIFE, Dismissal, SuggestionStatus
from portal.opportunities.suggesting.trial import Shown
from tests.moment import NOW

S = SuggestionStatus
SEEN: dict[str, tuple[int | None, ...]] = {
    "suggestion": (1, 2, 4, 4, 4, None),
    "suggestion_reason": (1, 2, 4, 4, 4, None),
    "suggestion_trial": (2, 2, 2, 2, 2, None),
    "product_number": (1, 1, 2, 2, 2, None),
}
NODES = {"sug": "suggestion", "pno": "product_number"}


def suggestion(sale: Opportunity, customer: int, **columns: Any) -> Suggestion:
    """The customer of a sale may buy the valve, as its status implies."""
    status: SuggestionStatus = columns.get("status", S.OPEN)
    values: dict[str, Any] = {
        "partner_id": sale.partner_id, "id": ids.new(), "version": 1, "customer": customer,
        "customer_name": sale.customer_name, "customer_country": sale.customer_country, "source_id": sale.id,
        "product": "VALVE", "rule": Shown.RULE, "rule_version": 1, "score": 600_000, "is_shown": True,
        "computed_at": NOW, "status": status, "dismissed_until": None, "dismissal": None, "decided_by_name": None,
        "taken_id": None, "created_at": NOW, "updated_at": NOW, "waiting_on": frozenset(), "due_at": None,
        "due_calendar": None,
    }  # fmt: skip
    if status is S.DISMISSED:
        values |= {"dismissed_until": NOW + ASIDE, "due_at": NOW + ASIDE, "dismissal": Dismissal.NOT_NOW}
    if status is S.TAKEN:
        values["taken_id"] = sale.id
    return Suggestion(**(values | columns))


def reason(of: Suggestion, **columns: Any) -> SuggestionReason:
    """Six of ten who buy the pump, through three partners."""
    values = {
        "partner_id": of.partner_id, "id": ids.new(), "suggestion_id": of.id, "rule": Shown.RULE, "because": "PUMP",
        "product": of.product, "common": 6, "buyers": 10, "product_buyers": 8, "customers": 40, "partners": 3,
        "computed_at": NOW, **columns,
    }  # fmt: skip
    return SuggestionReason(**values)


def trial(task: str, **columns: Any) -> SuggestionTrial:
    values = {
        "id": ids.new(), "task": task, "rule_version": 1, "shown": Shown.RULE, "customers": 20, "rule_hits": 9,
        "popularity_hits": 7, "before": 80, "products": 12, "partners": 3, "computed_at": NOW, **columns,
    }  # fmt: skip
    return SuggestionTrial(**values)


def product_number(partner_id: Any, product: Product, **columns: Any) -> ProductNumber:
    values = {
        "partner_id": partner_id, "id": ids.new(), "number": "4711-A", "product_id": product.id,
        "version": 1, "side": Side.HOST, "made_by_name": "Alex", "made_at": NOW, **columns,
    }  # fmt: skip
    return ProductNumber(**values)


async def world(make: Any, sale: Opportunity, customer: EndCustomer, sold: Product) -> None:
    """What both sides see, what the company sees alone, a trial and a number."""
    shown = suggestion(sale, customer.place, status=S.TAKEN)
    hidden = suggestion(sale, customer.place, status=S.TAKEN, product="HOSE", is_shown=False)
    await make.add(shown, hidden, product_number(sale.partner_id, sold), trial(str(sale.partner_id)))
    await make.add(reason(shown), reason(hidden, partners=2))


async def many(make: Any, sale: Opportunity, customer: EndCustomer, sold: Product, count: int) -> Suggestion:
    """So many of each for those who read lists to their end; gives the first suggestion."""
    found = [suggestion(sale, customer.place, product=f"V-{each}", score=100 * (each // 3)) for each in range(count)]
    numbers = [
        product_number(sale.partner_id, sold, number=f"N-{each}", made_at=NOW + timedelta(days=each // 4))
        for each in range(count)
    ]  # fmt: skip
    await make.add(*found, *numbers)
    return found[0]


def _bare() -> Lived:
    sale = Opportunity(id=ids.new(), partner_id=ids.new(), customer_name="Hartmann", customer_country="DE")
    return suggestion(sale, 1)


RECORDS = {LIFE.name: _bare}
