"""What the sample partners and the company argue about: who claims what, with which papers, and since when."""

from dataclasses import dataclass
from datetime import timedelta

from portal import money
from portal.access import Side
from portal.disputes.operations import DocumentKind, GivenLine
from portal.reasons import Evidence

DAY = timedelta(days=1)
E, K = Evidence, DocumentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: a document with its number, what is claimed for it, and why."""

    kind: DocumentKind
    number: str
    amount: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A dispute with the partner at a place in the cast; the first day to know of it is some before it is filed."""

    partner: int
    contract: str
    """Its title."""
    reason: str
    title: str
    text: str
    currency: str
    lines: tuple[Line, ...]
    papers: tuple[Evidence, ...]
    filed: int
    """So many days ago."""
    by: Side = Side.PARTNER

    def given(self) -> list[GivenLine]:
        """Its lines as somebody brings them."""
        return [
            GivenLine(document_kind=each.kind, document_number=each.number, text=each.text,
                      claimed=money.parse(each.amount, self.currency))
            for each in self.lines
        ]  # fmt: skip


PRICES = Claim(
    partner=0, contract="Castings, framework", reason="PRICE_DIFFERS", title="Prices of the last call-off", filed=3,
    text="The call-off names the prices of the framework; the two invoices were settled at last year's.",
    currency="GBP", papers=(E.INVOICE,), lines=(
        Line(kind=K.INVOICE, number="NGC-4471", amount="412.80", text="480 flanges at 9.65, settled at 8.79."),
        Line(kind=K.INVOICE, number="NGC-4478", amount="186.00", text="60 housings M3 at 31.80, settled at 28.70."),
    ),
)  # fmt: skip
DISCOUNT = Claim(
    partner=0, contract="Castings, framework", reason="DISCOUNT_WRONG", title="Volume discount taken twice", filed=18,
    text="The discount of the year is in the unit price already. It was deducted from three payments once more.",
    currency="GBP", papers=(E.INVOICE, E.CLAUSE), lines=(
        Line(kind=K.INVOICE, number="NGC-4302", amount="1240.00", text="4 % of 31,000.00 deducted again."),
        Line(kind=K.INVOICE, number="NGC-4319", amount="892.40", text="4 % of 22,310.00 deducted again."),
        Line(kind=K.INVOICE, number="NGC-4333", amount="318.60", text="3 % of 10,620.00 deducted again."),
    ),
)  # fmt: skip
POROUS = Claim(
    partner=0, contract="Castings, framework", reason="DEFECTIVE", title="Porous bearing brackets, batch 2207", filed=6,
    text="Eleven of forty brackets leaked in the pressure test. The test report names each by its number.",
    currency="GBP", papers=(E.TEST_REPORT,), by=Side.HOST, lines=(
        Line(kind=K.DELIVERY, number="DN-2207", amount="2340.00", text="40 brackets and a day of the test bench."),
    ),
)  # fmt: skip
INTEREST = Claim(
    partner=0, contract="Castings, framework", reason="LATE_PAYMENT", title="Interest on three late payments", filed=24,
    text="Three invoices were paid between four and nine days late. Clause 5 gives us interest from the first day.",
    currency="GBP", papers=(E.INVOICE, E.BANK_DATE), lines=(
        Line(kind=K.INVOICE, number="NGC-4188", amount="61.20", text="9 days late."),
        Line(kind=K.INVOICE, number="NGC-4190", amount="34.75", text="6 days late."),
        Line(kind=K.INVOICE, number="NGC-4203", amount="19.40", text="4 days late."),
    ),
)  # fmt: skip
CARTONS = Claim(
    partner=1, contract="Distribution in the south-west", reason="SHORT_RECEIPT", title="Two cartons short", filed=4,
    text="Fourteen cartons were on the delivery note; twelve were on the pallet when it came to Tucson.",
    currency="USD", papers=(E.DELIVERY_NOTE, E.PROOF_OF_DELIVERY), lines=(
        Line(kind=K.DELIVERY, number="LF-D 20931", amount="1980.00", text="Two cartons with 12 probes each."),
    ),
)  # fmt: skip
FAIR = Claim(
    partner=1, contract="Distribution in the south-west", reason="FEE_WRONG",
    title="Allowance for the trade fair in Phoenix", filed=20,
    text="Half of the cost of the stand was agreed on. The statement of the quarter has a quarter of it.",
    currency="USD", papers=(E.ACCRUAL_STATEMENT,), lines=(
        Line(kind=K.OTHER, number="Statement 3", amount="3150.00", text="6,300.00 agreed, 3,150.00 credited."),
    ),
)  # fmt: skip
WRONG_PROBES = Claim(
    partner=1, contract="Distribution in the south-west", reason="WRONG_ITEM", title="Probes of the old series",
    filed=38, text="Ordered was series M; what came is series L, which no customer of ours can use any more.",
    currency="USD", papers=(E.ORDER, E.PHOTO), lines=(
        Line(kind=K.ORDER, number="PO 7689", amount="5400.00", text="20 probes of series L instead of M."),
        Line(kind=K.ORDER, number="PO 7694", amount="810.00", text="Freight for what goes back."),
    ),
)  # fmt: skip
PACKING = Claim(
    partner=2, contract="Machined housings", reason="UNILATERAL_CHANGE", title="New packing instruction", filed=8,
    text="The instruction of this month asks for a wooden crate for each housing. We had agreed on cardboard.",
    currency="INR", papers=(E.OLD_TEXT, E.NEW_TEXT), lines=(
        Line(kind=K.OTHER, number="Packing instruction 7", amount="96000.00", text="Crates for 80 housings."),
    ),
)  # fmt: skip
LOST = Claim(
    partner=2, contract="Machined housings", reason="NOT_RECEIVED", title="Covers that never came", filed=170,
    text="The carrier handed 60 covers to somebody else. They were paid for in advance.",
    currency="INR", papers=(E.ORDER, E.CARRIER_TRACKING), by=Side.HOST, lines=(
        Line(kind=K.ORDER, number="PO-3107", amount="51600.00", text="60 covers at 860.00."),
    ),
)  # fmt: skip
TWICE = Claim(
    partner=2, contract="Machined housings", reason="DUPLICATE_BILLING", title="Tooling charged twice", filed=21,
    text="The tooling of the adapter ring is in two debit notes with the same date.",
    currency="INR", papers=(E.INVOICE, E.SECOND_INVOICE), lines=(
        Line(kind=K.INVOICE, number="LF-DN 118", amount="74000.00", text="The same as LF-DN 116."),
    ),
)  # fmt: skip
REFERENCE = Claim(
    partner=2, contract="Machined housings", reason="REFERENCE_MISSING", title="Debit note without an order number",
    filed=15, text="The debit note names no order, so that our accounts cannot book it.",
    currency="INR", papers=(), lines=(
        Line(kind=K.INVOICE, number="LF-DN 121", amount="12000.00", text="No order number."),
    ),
)  # fmt: skip
COATING = Claim(
    partner=4, contract="Lenses and prisms", reason="LATE_DELIVERY", title="Windows for the fair came too late",
    filed=60, text="The coated windows for the fair came 16 days after they were promised; the stand showed"
    " a dummy.", currency="EUR", papers=(E.ORDER, E.PROOF_OF_DELIVERY), by=Side.HOST, lines=(
        Line(kind=K.ORDER, number="PO-28A7", amount="1836.00", text="360 windows, 16 days late."),
        Line(kind=K.OTHER, number="Fair, stand C14", amount="4200.00", text="A day of the stand without the device."),
    ),
)  # fmt: skip
FREIGHT = Claim(
    partner=5, contract="Cable harnesses", reason="FREIGHT_OR_TAX", title="Express freight", filed=1,
    text="The express lorry was ordered by your production, yet the freight was deducted from our invoice.",
    currency="PLN", papers=(E.INVOICE, E.FREIGHT_BILL), lines=(
        Line(kind=K.INVOICE, number="FV/1187", amount="2870.00", text="Freight of one express lorry."),
    ),
)  # fmt: skip
RETURNED = Claim(
    partner=5, contract="Cable harnesses", reason="RETURN_REFUSED", title="Harnesses that you did not take back",
    filed=58, text="Forty harnesses of the old length were to go back under your return authorisation.",
    currency="PLN", papers=(E.RETURN_AUTHORISATION,), lines=(
        Line(kind=K.OTHER, number="RMA 5520", amount="6400.00", text="40 harnesses at 160.00."),
    ),
)  # fmt: skip
UNPAID = Claim(
    partner=8, contract="Distribution in Japan", reason="LATE_PAYMENT", title="Interest on late invoices",
    filed=16, text="Two invoices were paid long after their day.", currency="JPY", by=Side.HOST,
    papers=(E.INVOICE, E.BANK_DATE), lines=(
        Line(kind=K.INVOICE, number="LF-77120", amount="18400", text="20 days late."),
        Line(kind=K.INVOICE, number="LF-77163", amount="9100", text="10 days late."),
    ),
)  # fmt: skip
PROTECTED = Claim(
    partner=9, contract="Distribution in the south", reason="PROTECTION_IGNORED",
    title="Hospital group in Curitiba", filed=110,
    text="We registered the hospital group. A month later it was supplied directly, without a word to us.",
    currency="BRL", papers=(E.REGISTRATION, E.ORDER), lines=(
        Line(kind=K.ORDER, number="5518", amount="38500.00", text="Our margin on the direct order."),
    ),
)  # fmt: skip
UNITS = Claim(
    partner=8, contract="Distribution in Japan", reason="FEE_WRONG", title="Allowance for demonstration units",
    filed=32, text="Five demonstration units were agreed on. The statement of the half-year has three of them.",
    currency="JPY", papers=(E.ACCRUAL_STATEMENT,), lines=(
        Line(kind=K.OTHER, number="Statement 2, unit 4", amount="180000", text="In Osaka since April."),
        Line(kind=K.OTHER, number="Statement 2, unit 5", amount="180000", text="In Nagoya since May."),
    ),
)  # fmt: skip
HOSPITAL = Claim(
    partner=8, contract="Distribution in Japan", reason="ATTRIBUTION", title="Who found the laboratory in Sendai",
    filed=36, text="We showed the device there twice before the laboratory wrote to Larkfield. The commission is ours.",
    currency="JPY", papers=(E.ACTIVITY_PROOF,), lines=(
        Line(kind=K.ORDER, number="LF-O 8841", amount="640000", text="8 % of the first order."),
    ),
)  # fmt: skip
ONLINE = Claim(
    partner=8, contract="Distribution in Japan", reason="CLAUSE_MEANING", title="Whether a shop on the net counts",
    filed=66, text="We read “sales in the territory” as what is delivered there, wherever the shop is.",
    currency="JPY", papers=(E.CLAUSE,), by=Side.HOST, lines=(
        Line(kind=K.OTHER, number="Clause 3", amount="2400000", text="A year of sales in the shop, less 32 %."),
    ),
)  # fmt: skip
WEEKENDS = Claim(
    partner=7, contract="Customer support in English", reason="EXTENSION_WRONG", title="Weekends that nobody worked",
    filed=50, text="Two invoices have eight weekends of support each. The log of calls shows somebody on five.",
    currency="PHP", papers=(E.INVOICE,), by=Side.HOST, lines=(
        Line(kind=K.INVOICE, number="VSS-0918", amount="36000", text="Three weekends at 12,000.00."),
        Line(kind=K.INVOICE, number="VSS-0931", amount="36000", text="Three weekends at 12,000.00."),
    ),
)  # fmt: skip
