"""UBL documents become facts: orders, despatches, receipts, invoices, credits and forecasts."""

import os
from pathlib import Path
from typing import Any

import pytest

from portal import errors
from portal.expectations.facts import folding, typed
from portal.expectations.facts.fact import Fact
from portal.expectations.facts.ubl import reading, writing
from portal.expectations.facts.ubl.reading import Document
from portal.expectations.facts.ubl.writing import Measure

REAL = os.environ.get("PORTAL_REAL_DATA")
needs_real = pytest.mark.skipif(not REAL, reason="PORTAL_REAL_DATA does not name a folder with UBL examples")


def kg(number: str) -> Measure:
    return Measure((typed.number(number), "KGM"))


def period(name: str, ends: str) -> tuple[str, Any]:
    return name, [("StartDate", "2026-05-01"), ("EndDate", ends)]


def about(line: str, order: str = "PO1") -> tuple[str, Any]:
    return "OrderLineReference", [("LineID", line), ("OrderReference", [("ID", order)])]


def order(*lines: Any) -> Document:
    delivery = ("Delivery", [period("RequestedDeliveryPeriod", "2026-05-10")])
    return written("Order", ("ID", "PO1"), ("IssueDate", "2026-04-01"), delivery, *lines)


def line(number: str, *more: Any) -> tuple[str, Any]:
    return "OrderLine", [("LineItem", [("ID", number), ("Quantity", kg("10")), *more])]


def written(name: str, *nodes: Any, seller: str = "PARTNER") -> Document:
    return reading.read(writing.document(name, nodes), seller=seller)


def facts(*documents: Document) -> list[Fact]:
    return [
        Fact(each.kind, told.statement, told.subject_key, "ubl", told.external_id, told.values)
        for each in documents
        for told in each.facts
    ]


def state(*documents: Document) -> dict[str, str]:
    told = facts(*documents)
    assert len({each.subject_key for each in told}) == 1
    return typed.texts(folding.fold(told[0].kind, told).values)


def test_an_order_promises_each_of_its_lines() -> None:
    own = (
        "Delivery",
        [period("RequestedDeliveryPeriod", "2026-05-12"), period("PromisedDeliveryPeriod", "2026-05-13")],
    )
    found = order(line("1"), line("2", own))
    assert [(each.subject_key, each.external_id) for each in found.facts] == [
        ("PO1/1", "Order PO1/1"), ("PO1/2", "Order PO1/2"),
    ]  # fmt: skip
    assert [typed.texts(each.values).get("requested_on") for each in found.facts] == ["2026-05-10", "2026-05-12"]
    assert typed.texts(found.facts[1].values) == {
        "order": "PO1", "ordered": "10", "ordered_on": "2026-04-01", "owed_by": "PARTNER", "unit": "KGM",
        "promised_on": "2026-05-13", "requested_on": "2026-05-12",
    }  # fmt: skip


def receipt(id_: str, day: str, *more: Any) -> Document:
    return written("ReceiptAdvice", ("ID", id_), ("IssueDate", day), ("ReceiptLine", [("ID", "9"), *more]))


def test_receipts_in_parts_with_what_was_rejected_are_one_line() -> None:
    found = state(
        order(line("1")),
        receipt("R1", "2026-05-08", ("ReceivedQuantity", kg("6")), ("RejectedQuantity", kg("1")), about("1")),
        receipt("R2", "2026-05-10", ("ReceivedQuantity", kg("4")), about("1")),
        receipt("R3", "2026-05-11", ("ReceivedQuantity", kg("1")), ("ReceivedDate", "2026-05-09"), about("1")),
    )
    assert {name: found[name] for name in ("received", "rejected", "received_by_agreed", "completed_on")} == {
        "received": "11", "rejected": "1", "received_by_agreed": "11", "completed_on": "2026-05-10",
    }  # fmt: skip


def test_a_despatch_is_the_suppliers_story_and_no_receipt() -> None:
    sent = ("DespatchLine", [("ID", "1"), ("DeliveredQuantity", kg("10")), about("1")])
    shipped = ("Shipment", [("Delivery", [("Despatch", [("ActualDespatchDate", "2026-05-07")])])])
    despatch = written("DespatchAdvice", ("ID", "D1"), ("IssueDate", "2026-05-08"), shipped, sent)
    found = state(order(line("1")), despatch)
    assert (found["despatched"], found["last_despatched_on"], found["received"]) == ("10", "2026-05-07", "0")


def test_an_order_that_comes_after_its_receipt_says_what_was_ordered() -> None:
    short = receipt("R1", "2026-05-08", ("ReceivedQuantity", kg("6")), ("ShortQuantity", kg("3")), about("1"))
    assert state(short)["ordered"] == "9"
    assert state(short, order(line("1")))["ordered"] == "10"


@pytest.mark.parametrize(("seller", "owes"), [("PARTNER", "HOST"), ("HOST", "PARTNER")])
def test_an_invoice_is_owed_by_whoever_does_not_supply(seller: str, owes: str) -> None:
    due = [("PaymentMeans", [("PaymentDueDate", day)]) for day in ("2026-05-01Z", "2026-06-01+02:00")]
    total = ("LegalMonetaryTotal", [("PayableAmount", "729.50")])
    nodes = [("ID", "I1"), ("IssueDate", "2026-04-01"), ("DocumentCurrencyCode", "EUR"), *due, total]
    below = ("InvoiceLine", [("ID", "1"), ("LineExtensionAmount", "-25")])
    found = written("Invoice", *nodes, below, seller=seller)
    assert typed.texts(found.facts[0].values) == {
        "amount": "729.5", "currency": "EUR", "due_on": "2026-06-01", "issued_on": "2026-04-01", "owed_by": owes,
    }  # fmt: skip
    assert [str(each) for each in found.notes] == [
        "Negative lines that correct earlier invoices and reduce the amount: 1."
    ]


def credit(*about_: str) -> Document:
    bills = [("BillingReference", [("InvoiceDocumentReference", [("ID", each)])]) for each in about_]
    total = ("LegalMonetaryTotal", [("PayableAmount", "29.50")])
    nodes = ("ID", "C1"), ("IssueDate", "2026-04-20"), ("DocumentCurrencyCode", "EUR"), *bills, total
    return written("CreditNote", *nodes)


def test_a_credit_note_lessens_the_invoice_that_it_names() -> None:
    found = credit("I1")
    assert [(each.subject_key, each.external_id) for each in found.facts] == [("I1", "CreditNote C1")]
    assert typed.texts(found.facts[0].values) == {"credited": "29.5", "credited_on": "2026-04-20", "currency": "EUR"}


def test_what_a_forecast_says_of_a_product_in_a_period_is_one_cell_however_often_it_is_made() -> None:
    def made(id_: str, day: str, quantity: str) -> Document:
        item = ("SalesItem", [("Quantity", kg(quantity)), ("Item", [("BuyersItemIdentification", [("ID", "B7")])])])
        cell = ("ForecastLine", [("ID", "1"), period("ForecastPeriod", "2026-05-31"), item])
        return written("Forecast", ("ID", id_), ("IssueDate", day), cell)

    documents = made("F2", "2026-04-15", "80"), made("F1", "2026-03-01", "100"), made("F3", "2026-05-20", "60")
    found = state(*documents)
    assert (found["forecast"], found["starts_on"], found["product"]) == ("80", "2026-05-01", "B7")
    assert {each.subject_key for each in facts(*documents)} == {"B7/2026-05-01/2026-05-31"}


@pytest.mark.parametrize(
    ("document", "row", "field", "said"),
    [
        (credit, 0, "",
         "The document does not name its subject: /BillingReference/InvoiceDocumentReference/ID is missing."),
        (lambda: credit("I1", "I2"), 0, "", "The document has several subjects, and this line names none of them."),
        (lambda: order(line(" ")), 1, "", "The document does not name its subject: LineItem/ID is missing."),
        (lambda: order(("OrderLine", [("LineItem", [("ID", "1"), ("Quantity", "ten")])])), 1, "ordered",
         "“ten” is not a number in the format 1234.5."),
        (lambda: receipt("R1", "2026-02-30", ("ReceivedQuantity", kg("6")), about("1")), 1, "received_on",
         "There is no such date."),
        (lambda: receipt("R1", "2026-05-08", about("1")), 1, "received", "RECEIPT needs received."),
        (lambda: receipt("R1", "2026-05-08", ("ReceivedQuantity", kg("6")), about("x" * 300)), 1, "",
         "The text is longer than 200 characters."),
        (lambda: written("Invoice", ("ID", "I1"), ("IssueDate", "2026-05-08")), 0, "due_on",
         "INVOICE needs due_on."),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_taken_says_why(document: Any, row: int, field: str, said: str) -> None:
    found = document()
    assert found.facts == []
    assert [(each.row, each.field, str(each.sentence)) for each in found.refused][:1] == [(row, field, said)]


def test_one_bad_line_does_not_keep_the_others_away() -> None:
    found = order(line("1"), ("OrderLine", [("LineItem", [("ID", "2"), ("Quantity", "ten")])]), line("3"))
    assert [each.subject_key for each in found.facts] == ["PO1/1", "PO1/3"]
    assert [each.row for each in found.refused] == [2]


def test_what_is_no_such_document_is_refused() -> None:
    with pytest.raises(errors.Invalid, match="Documents of the kind Catalogue contain no facts"):
        written("Catalogue", ("ID", "1"))


def example(name: str) -> Document:
    return reading.read((Path(REAL or "") / "ubl" / f"UBL-{name}-Example.xml").read_bytes())


@needs_real
def test_ninety_kilograms_of_a_hundred_by_the_end_of_the_period_as_both_advices_tell() -> None:
    found = state(example("ReceiptAdvice-2.0"), example("DespatchAdvice-2.0"))
    wanted = {
        "ordered": "100", "received": "90", "received_by_agreed": "90", "agreed_on": "2005-06-21", "unit": "KGM",
        "first_received_on": "2005-06-20", "despatched": "90", "last_despatched_on": "2005-06-20",
    }  # fmt: skip
    assert {name: found[name] for name in wanted} == wanted
    assert [str(each) for each in example("ReceiptAdvice-2.0").notes] == [
        "Line 1 does not name a line of the order, so its own number was used."
    ]


@needs_real
def test_the_other_examples() -> None:
    assert [typed.texts(each.values)["ordered"] for each in example("Order-2.1").facts] == ["120", "15"]
    (invoice,) = example("Invoice-2.1").facts
    assert typed.texts(invoice.values)["amount"] == "729"
    assert typed.texts(invoice.values)["due_on"] == "2009-12-31"
    (forecast,) = example("Forecast-2.1").facts
    assert forecast.subject_key == "6578489/2010-02-01/2010-05-26"
    assert [each.row for each in example("CreditNote-2.1").refused] == [0]
    with pytest.raises(errors.Invalid):
        example("DigitalAgreement-2.2")
