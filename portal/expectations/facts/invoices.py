"""The state of an invoice: what is due when, and since when it is settled by payments and credits together."""

from collections.abc import Mapping
from decimal import Decimal

from portal.expectations.facts.statements import Statement
from portal.expectations.facts.told import ZERO, Told, layers
from portal.expectations.facts.typed import Value

KEPT = ("issued_on", "due_on", "amount")


def fold(told: Told) -> tuple[dict[str, Value], str | None]:
    """The fields that something is known of, and the currency."""
    invoice = told.last(Statement.INVOICE)
    currency = str(invoice["currency"]) if invoice else None
    paid = layers(told.amounts(Statement.PAYMENT, "paid", "paid_on", currency))
    credited = layers(told.amounts(Statement.CREDIT, "credited", "credited_on", currency))
    values = {name: invoice[name] for name in KEPT if name in invoice} | told.scope(invoice)
    values |= {
        "paid": sum((amount for _, amount in paid), ZERO), "credited": sum((amount for _, amount in credited), ZERO),
        "is_disputed": _is_disputed(told, invoice),
    }  # fmt: skip
    amount, left = invoice.get("amount"), ZERO
    if isinstance(amount, Decimal) and amount <= 0:
        return values | {"settled_on": invoice["issued_on"]}, currency  # nobody owes what is less than nothing
    for on, part in sorted((*paid, *credited)):
        left += part
        if isinstance(amount, Decimal) and left >= amount:
            return values | {"settled_on": on}, currency
    return values, currency


def _is_disputed(told: Told, invoice: Mapping[str, Value]) -> Value:
    """As it was told last; that there is a dispute where one is told of and nothing else is said."""
    if told.all(Statement.DISPUTE):
        return told.last(Statement.DISPUTE).get("is_disputed", True)
    return invoice.get("is_disputed", False)
