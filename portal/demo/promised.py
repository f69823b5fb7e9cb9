"""What the sample partners and the company promise each other, how it is measured, and how it went each quarter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.access import Side
from portal.demo.supplies import Flow, Goods, What
from portal.expectations.rules.expectation import ExpectationKind

HOST, PARTNER = Side.HOST, Side.PARTNER
KPI, SLA, RULE = ExpectationKind.KPI, ExpectationKind.SLA, ExpectationKind.RULE


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """One expectation; it rests on the clause with this heading."""

    code: str
    title: str
    clause: str
    metric: str | None
    """The code of a definition that the portal has; none for a rule."""
    obligor: Side = PARTNER
    kind: ExpectationKind = KPI
    text: str = ""
    target: str | None = None
    tolerance: str | None = None
    floor: str | None = None
    weight: str = "0"
    """On the card of the side that owes it, of 100."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    currency: str | None = None
    consequence: Mapping[str, Any] | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealings:
    """What goes on with the partner at a place in the cast, on the contract of this title."""

    partner: int
    contract: str
    quarters: int
    """Whole ones that are measured; one more is under way."""
    promised: tuple[Promised, ...]
    flows: tuple[Flow, ...]
    proposed: tuple[tuple[Side, Promised], ...] = ()
    """What one side has put on the table lately."""


OURS, COUNTER = "Larkfield ERP", "Larkfield service desk"
LATE = {
    "basis": "MISSED_VALUE", "currency": "GBP", "fee": None, "judged_by": "VALUE",
    "steps": [{"worse_than": "93", "percent": "2.5"}, {"worse_than": "88", "percent": "5"}], "period_cap": "2500.00",
    "yearly_cap": "7500.00", "year_starts_in": 1, "sole_remedy": False, "earn_back": None, "rates": None,
}  # fmt: skip


def on_time(clause: str, **more: Any) -> Promised:
    """Deliveries, line by line."""
    usual = {
        "code": "delivery.on_time", "title": "Deliveries on time", "metric": "on_time", "kind": SLA, "target": "97",
        "tolerance": "4", "floor": "80", "weight": "60", "source": OURS,
        "text": "Each line of an order is in our store in full on the day that was confirmed.",
    }  # fmt: skip
    return Promised(clause=clause, **{**usual, **more})


def ppm(clause: str, **more: Any) -> Promised:
    """Rejected parts of a million."""
    usual = {
        "code": "quality.ppm", "title": "Rejected parts", "metric": "ppm.order_lines", "target": "500",
        "tolerance": "100", "floor": "1500", "weight": "40", "source": OURS,
    }  # fmt: skip
    return Promised(clause=clause, **{**usual, **more})


def paid(clause: str, **more: Any) -> Promised:
    """Invoices, one by one."""
    usual = {
        "code": "payment.on_time", "title": "Invoices paid on time", "metric": "paid_on_time", "target": "95",
        "tolerance": "8", "floor": "60", "weight": "100", "parameters": {"grace_days": "2"}, "obligor": HOST,
    }  # fmt: skip
    return Promised(clause=clause, **{**usual, **more})


def answered(clause: str, **more: Any) -> Promised:
    """First answers within a business day."""
    usual = {
        "code": "answer.in_time", "title": "First answer within 8 business hours", "metric": "first_answer.in_time",
        "target": "95", "tolerance": "8", "floor": "60", "weight": "50", "parameters": {"within_hours": "8"},
        "source": COUNTER,
    }  # fmt: skip
    return Promised(clause=clause, **{**usual, **more})


DATA_SHEETS = Promised(
    code="rule.data_sheets", title="Safety data sheets with coated parts", clause="Quality", metric=None, kind=RULE,
    text="Every delivery of coated castings comes with the safety data sheet of the coating in its newest issue.",
)  # fmt: skip
BATCH_REPORTS = Promised(
    code="rule.batch_reports", title="Coating test report with every batch", clause="Rejected parts", metric=None,
    kind=RULE, weight="10",
    text="Every batch of lenses and prisms comes with the test report of its coating, signed by quality assurance.",
)  # fmt: skip
OUR_ANSWERS = Promised(
    code="answer.portal", title="Answers in the portal by their day", clause="Meeting", metric="answers.in_time",
    obligor=HOST, target="90", tolerance="5", floor="60",
    text="Larkfield answers our proposals, questions and contested lines by the day that the portal names.",
)  # fmt: skip

CASTINGS = (
    Goods("CA-110 Bearing bracket", "14.20", 40, 160), Goods("CA-118 Flange, 4 holes", "9.65", 60, 240),
    Goods("CA-204 Housing M3", "31.80", 12, 60), Goods("CA-207 Housing M5", "38.40", 10, 50),
    Goods("CA-330 Counterweight", "6.90", 80, 300), Goods("CA-412 Base plate", "47.50", 8, 36),
)  # fmt: skip
LENSES = (
    Goods("OR-25 Achromat 25 mm", "9.40", 60, 240), Goods("OR-50 Achromat 50 mm", "15.20", 36, 144),
    Goods("PR-12 Right-angle prism", "6.60", 75, 300), Goods("WI-40 Window, coated", "5.10", 90, 360),
)  # fmt: skip
HOUSINGS = (
    Goods("DP-61 Housing, machined", "2350.00", 20, 80), Goods("DP-64 Cover", "860.00", 40, 160),
    Goods("DP-70 Adapter ring", "540.00", 60, 200),
)  # fmt: skip

DEALINGS = (
    Dealings(
        partner=0, contract="Castings, framework", quarters=6,
        promised=(
            on_time("Delivery", consequence=LATE), ppm("Quality"),
            paid("Payment", source="Northgate ledger"),
        ),
        flows=(
            Flow(What.LINE, OURS, 54, (1, 3, 7, 3, 4, 5, 1), prefix="PO-26", currency="GBP", goods=CASTINGS,
                 rejected=(1, 2, 2, 2, 1, 4, 0)),
            Flow(What.INVOICE, "Northgate ledger", 24, (1, 2, 1, 2, 5, 2, 0), prefix="NGC-", currency="GBP",
                 least=2_200, most=6_400, by=PARTNER),
        ),
        proposed=((HOST, DATA_SHEETS), (PARTNER, OUR_ANSWERS)),
    ),
    Dealings(
        partner=1, contract="Distribution in the south-west", quarters=4,
        promised=(
            answered("Territory", text="Blue Mesa answers the enquiries from its territory that we send on."),
            paid("Prices", obligor=PARTNER, weight="50", source=OURS),
            answered("Marketing", code="answer.technical", obligor=HOST, weight="100",
                     title="Technical questions answered within 8 business hours"),
        ),
        flows=(
            Flow(What.ENQUIRY, COUNTER, 30, (3, 2, 6, 2, 1), prefix="ENQ-", owed_by=PARTNER),
            Flow(What.INVOICE, OURS, 24, (1, 2, 1, 2, 0), prefix="LF-", currency="USD", least=1_900, most=6_200,
                 owed_by=PARTNER),
            Flow(What.ENQUIRY, COUNTER, 24, (3, 1, 2, 2, 0), prefix="TQ-", owed_by=HOST),
        ),
    ),
    Dealings(
        partner=2, contract="Machined housings", quarters=2,
        promised=(on_time("Delivery", source=OURS), ppm("Rejected parts"), paid("Price and payment")),
        flows=(
            Flow(What.LINE, OURS, 30, (4, 2, 1), prefix="PO-31", currency="INR", goods=HOUSINGS, rejected=(1, 1, 0)),
            Flow(What.INVOICE, "Deccan accounts", 17, (2, 1, 0), prefix="DP/", currency="INR", least=180_000,
                 most=640_000, by=PARTNER),
        ),
    ),
    Dealings(
        partner=4, contract="Lenses and prisms", quarters=5,
        promised=(
            on_time("Delivery", code="delivery.otif", title="Deliveries on time and in full", metric="otif",
                    parameters={"short_percent": "2"}, weight="50"),
            ppm("Rejected parts"), BATCH_REPORTS, paid("Price and payment"),
        ),
        flows=(
            Flow(What.LINE, OURS, 38, (1, 2, 2, 2, 5, 1), prefix="PO-28", currency="EUR", goods=LENSES,
                 rejected=(2, 3, 1, 3, 2, 0)),
            Flow(What.INVOICE, "Rivage comptabilité", 24, (2, 1, 2, 1, 3, 0), prefix="FR", currency="EUR",
                 least=1_100, most=3_400, by=PARTNER),
        ),
    ),
    Dealings(
        partner=8, contract="Distribution in Japan", quarters=3,
        promised=(paid("Prices", obligor=PARTNER, source=OURS),),
        flows=(
            Flow(What.INVOICE, OURS, 24, (1, 2, 1, 0), prefix="LF-", currency="JPY", least=90_000, most=310_000,
                 owed_by=PARTNER),
        ),
    ),
)  # fmt: skip
