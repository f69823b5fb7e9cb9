"""What each kind of UBL document tells: of which subjects, and at which places the values of their facts stand.

A path without a stroke in front begins at the line, one with a stroke at the document; the first that is there counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import Statement

K, S = SubjectKind, Statement
Paths = Sequence[str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document."""

    kind: SubjectKind
    statement: Statement
    line: str | None
    """The element of which each is a fact; None where the document as a whole is one."""
    number: str
    """Where the line's own number stands."""
    key: Sequence[Paths]
    """The parts of the subject's key, each at the first of its paths."""
    fields: Mapping[str, Paths]


def _period(*before: str, name: str = "RequestedDeliveryPeriod") -> Paths:
    return [f"{each}{name}/EndDate" for each in before]


def _item(before: str) -> Paths:
    ids = ("BuyersItemIdentification/ID", "SellersItemIdentification/ID", "StandardItemIdentification/ID", "Name")
    return [f"{before}{each}" for each in ids]


ORDER: Sequence[Paths] = (
    ("OrderLineReference/OrderReference/ID", "/OrderReference/ID"), ("OrderLineReference/LineID", "ID"),
)  # fmt: skip
SENT_FOR = _period("/Shipment/Delivery/", "Shipment/Delivery/", "/Delivery/")

DOCUMENTS: Mapping[str, Kind] = {
    "Order": Kind(K.ORDER_LINE, S.LINE, "OrderLine", "LineItem/ID", (("/ID",), ("LineItem/ID",)), {
        "order": ["/ID"], "ordered_on": ["/IssueDate"],
        "ordered": ["LineItem/Quantity"], "unit": ["LineItem/Quantity@unitCode"],
        "requested_on": [
            "LineItem/Delivery/LatestDeliveryDate", *_period("LineItem/Delivery/"), "/Delivery/LatestDeliveryDate",
            *_period("/Delivery/"),
        ],
        "promised_on": _period("LineItem/Delivery/", "/Delivery/", name="PromisedDeliveryPeriod"),
        "value": ["LineItem/LineExtensionAmount"],
        "currency": ["LineItem/LineExtensionAmount@currencyID", "/DocumentCurrencyCode"],
        "site": [
            f"{at}Delivery/{place}" for at in ("LineItem/", "/")
            for place in ("DeliveryLocation/ID", "DeliveryLocation/Address/ID", "DeliveryAddress/ID")
        ],
        "product": _item("LineItem/Item/"),
        "product_group": ["LineItem/Item/CommodityClassification/ItemClassificationCode"],
        "order_type": ["/OrderTypeCode"],
    }),
    "DespatchAdvice": Kind(K.ORDER_LINE, S.DESPATCH, "DespatchLine", "ID", ORDER, {
        "despatched_on": ["/Shipment/Delivery/Despatch/ActualDespatchDate", "/IssueDate"],
        "despatched": ["DeliveredQuantity"], "unit": ["DeliveredQuantity@unitCode"],
        "open": ["OutstandingQuantity", "BackorderQuantity"], "order": ORDER[0], "requested_on": SENT_FOR,
    }),
    "ReceiptAdvice": Kind(K.ORDER_LINE, S.RECEIPT, "ReceiptLine", "ID", ORDER, {
        "received_on": [
            "ReceivedDate", "Shipment/Delivery/ActualDeliveryDate", "/Shipment/Delivery/ActualDeliveryDate",
            "/IssueDate",
        ],
        "received": ["ReceivedQuantity"], "unit": ["ReceivedQuantity@unitCode"], "short": ["ShortQuantity"],
        "rejected": ["RejectedQuantity"], "order": ORDER[0], "requested_on": SENT_FOR,
    }),
    "Invoice": Kind(K.INVOICE, S.INVOICE, None, "/ID", (("/ID",),), {
        "issued_on": ["/IssueDate"],
        "due_on": [
            "/DueDate", "/PaymentMeans/PaymentDueDate", "/PaymentTerms/PaymentDueDate",
            "/PaymentTerms/SettlementPeriod/EndDate",
        ],
        "amount": ["/LegalMonetaryTotal/PayableAmount"],
        "currency": ["/LegalMonetaryTotal/PayableAmount@currencyID", "/DocumentCurrencyCode"],
        "site": ["/Delivery/DeliveryLocation/ID"], "order_type": ["/InvoiceTypeCode"],
    }),
    "CreditNote": Kind(K.INVOICE, S.CREDIT, None, "/ID", (("/BillingReference/InvoiceDocumentReference/ID",),), {
        "credited_on": ["/IssueDate"], "credited": ["/LegalMonetaryTotal/PayableAmount"],
        "currency": ["/LegalMonetaryTotal/PayableAmount@currencyID", "/DocumentCurrencyCode"],
    }),
    "Forecast": Kind(
        K.FORECAST, S.FORECAST, "ForecastLine", "ID",
        (
            _item("SalesItem/Item/"), ("ForecastPeriod/StartDate", "/ForecastPeriod/StartDate"),
            ("ForecastPeriod/EndDate", "/ForecastPeriod/EndDate"),
        ),
        {
            "starts_on": ["ForecastPeriod/StartDate", "/ForecastPeriod/StartDate"], "made_on": ["/IssueDate"],
            "forecast": ["SalesItem/Quantity"], "unit": ["SalesItem/Quantity@unitCode"],
            "product": _item("SalesItem/Item/"), "order_type": ["/ForecastPurposeCode"],
        },
    ),
}  # fmt: skip

PARTIES = {
    "supplier": ("SellerSupplierParty", "DespatchSupplierParty", "AccountingSupplierParty"),
    "customer": ("BuyerCustomerParty", "DeliveryCustomerParty", "AccountingCustomerParty"),
}
NAMES = ("EndpointID", "PartyIdentification/ID", "PartyLegalEntity/CompanyID", "PartyName/Name")
"""By what a party is named: the first of these that it has."""
