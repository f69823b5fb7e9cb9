"""Invoices: since when payments and credits together settle them."""

import pytest

from portal.expectations.facts import folding, typed
from portal.expectations.facts.fact import Fact
from portal.expectations.facts.folding import State
from portal.expectations.facts.kinds import SubjectKind
from tests.expectations.facts.making import told

INVOICE = told("INVOICE")


def folded(*facts: Fact) -> State:
    return folding.fold(SubjectKind.INVOICE, facts)


def of(*facts: Fact) -> dict[str, str]:
    found = typed.texts(folded(*facts).values)
    return {name: found.get(name, "") for name in ("paid", "credited", "settled_on", "is_disputed")}


def paid(paid_on: str, amount: str, currency: str = "EUR") -> Fact:
    return told("PAYMENT", paid_on=paid_on, paid=amount, currency=currency)


def credit(credited_on: str, amount: str) -> Fact:
    return told("CREDIT", credited_on=credited_on, credited=amount, currency="EUR")


def state(paid: str, credited: str, settled_on: str, is_disputed: str = "false") -> dict[str, str]:
    return {"paid": paid, "credited": credited, "settled_on": settled_on, "is_disputed": is_disputed}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((INVOICE,), state("0", "0", "")),
        ((INVOICE, paid("2026-04-20", "60"), paid("2026-05-02", "40")), state("100", "0", "2026-05-02")),
        ((INVOICE, paid("2026-04-20", "60")), state("60", "0", "")),
        ((INVOICE, paid("2026-04-20", "60"), credit("2026-04-25", "40")), state("60", "40", "2026-04-25")),
        ((INVOICE, credit("2026-04-25", "100")), state("0", "100", "2026-04-25")),
        ((INVOICE, paid("2026-04-20", "150")), state("150", "0", "2026-04-20")),
        ((INVOICE, paid("2026-04-20", "100"), paid("2026-04-22", "-100")), state("0", "0", "")),
        (
            (INVOICE, paid("2026-04-20", "100"), paid("2026-04-22", "-100"), paid("2026-05-05", "100")),
            state("100", "0", "2026-05-05"),
        ),
        ((told("INVOICE", settled_on="2026-04-28"),), state("100", "0", "2026-04-28")),
        ((told("INVOICE", settled_on="2026-04-28"), credit("2026-04-25", "40")), state("60", "40", "2026-04-28")),
        ((told("INVOICE", settled_on="2026-04-28"), paid("2026-05-30", "100")), state("100", "0", "2026-05-30")),
        ((told("INVOICE", amount="-20"),), state("0", "0", "2026-04-01")),
        ((told("INVOICE", is_disputed="true"),), state("0", "0", "", "true")),
        ((INVOICE, told("DISPUTE", disputed_on="2026-04-03")), state("0", "0", "", "true")),
        (
            (
                told("INVOICE", is_disputed="true"),
                told("DISPUTE", disputed_on="2026-04-09", is_disputed="false"),
                told("DISPUTE", disputed_on="2026-04-03"),
            ),
            state("0", "0", "", "false"),
        ),
    ],
)
def test_an_invoice_is_settled_once_payments_and_credits_reach_it(
    facts: tuple[Fact, ...], expected: dict[str, str]
) -> None:
    assert of(*facts) == expected


def test_a_payment_in_another_currency_is_set_aside_because_no_rate_is_known() -> None:
    strange = told("PAYMENT", paid_on="2026-04-20", paid="100", currency="USD", external_id="pay-9")
    found = folded(INVOICE, strange)
    assert (found.currency, found.aside, "settled_on" in found.values) == ("EUR", [("erp", "pay-9", "CURRENCY")], False)


def test_the_company_owes_an_invoice_unless_it_says_otherwise() -> None:
    assert folded(INVOICE).values["owed_by"] == "HOST"
    assert folded(told("INVOICE", owed_by="PARTNER")).values["owed_by"] == "PARTNER"
