"""Why somebody may dispute something: each reason with the papers that it asks for and the time to file it.

The list has a version; what held when a dispute was filed is frozen into it. X12 names codes of data element 426,
Peppol one of its list OPStatusReason.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.sentences import Word, word

VERSION = 1


class Category(StrEnum):
    PRICE = "PRICE"
    QUANTITY = "QUANTITY"
    QUALITY = "QUALITY"
    TIME = "TIME"
    PAPERS = "PAPERS"
    PERFORMANCE = "PERFORMANCE"
    CONTRACT = "CONTRACT"
    CHANNEL = "CHANNEL"
    OTHER = "OTHER"


class Evidence(StrEnum):
    """What a file shows."""

    INVOICE = "INVOICE"
    SECOND_INVOICE = "SECOND_INVOICE"
    ORDER = "ORDER"
    CLAUSE = "CLAUSE"
    FREIGHT_BILL = "FREIGHT_BILL"
    DELIVERY_NOTE = "DELIVERY_NOTE"
    DELIVERY_NOTE_WITH_REMARK = "DELIVERY_NOTE_WITH_REMARK"
    PROOF_OF_DELIVERY = "PROOF_OF_DELIVERY"
    CARRIER_TRACKING = "CARRIER_TRACKING"
    PHOTO = "PHOTO"
    TEST_REPORT = "TEST_REPORT"
    RETURN_AUTHORISATION = "RETURN_AUTHORISATION"
    BANK_DATE = "BANK_DATE"
    FACTS = "FACTS"
    DEDUCTION_NOTICE = "DEDUCTION_NOTICE"
    DOCUMENT = "DOCUMENT"
    OBLIGATION = "OBLIGATION"
    OLD_TEXT = "OLD_TEXT"
    NEW_TEXT = "NEW_TEXT"
    HOLD_NOTICE = "HOLD_NOTICE"
    REGISTRATION = "REGISTRATION"
    ACCRUAL_STATEMENT = "ACCRUAL_STATEMENT"
    ACTIVITY_PROOF = "ACTIVITY_PROOF"
    OTHER = "OTHER"


E = Evidence
C = Category


class WindowFrom(StrEnum):
    """From when the days to file it are counted."""

    EVENT = "EVENT"
    KNOWLEDGE = "KNOWLEDGE"
    DECISION = "DECISION"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason; of each group of papers any one is enough, and all groups are needed."""

    code: str
    category: Category
    name: Word
    papers: tuple[frozenset[Evidence], ...] = ()
    days: int | None = None
    """Calendar days to file it; null where another clock says so, or none."""
    business_days: int | None = None
    counted_from: WindowFrom = WindowFrom.EVENT
    x12: tuple[str, ...] = ()
    peppol: str
    least_text: int = 0
    """So many characters must be said."""

    def missing(self, shown: Iterable[Evidence]) -> tuple[frozenset[Evidence], ...]:
        """The groups of papers of which nothing is there."""
        found = set(shown)
        return tuple(group for group in self.papers if not group & found)

    def plain(self) -> dict[str, object]:
        """What is frozen into a dispute when it is filed."""
        return {
            "version": VERSION, "code": self.code, "category": self.category.value,
            "papers": [sorted(each.value for each in group) for group in self.papers], "days": self.days,
            "business_days": self.business_days, "counted_from": self.counted_from.value, "x12": list(self.x12),
            "peppol": self.peppol,
        }  # fmt: skip


def _any(*some: Evidence) -> frozenset[Evidence]:
    return frozenset(some)


def _all(*some: Evidence) -> tuple[frozenset[Evidence], ...]:
    return tuple(frozenset({each}) for each in some)


def _reason(
    name: Word, category: Category, papers: tuple[frozenset[Evidence], ...], days: int | None, x12: str, peppol: str,
    *, counted_from: WindowFrom = WindowFrom.EVENT, business_days: int | None = None, least_text: int = 0,
) -> Reason:  # fmt: skip
    return Reason(
        code=name.code, category=category, name=name, papers=papers, days=days, business_days=business_days,
        counted_from=counted_from, x12=tuple(x12.split()), peppol=peppol, least_text=least_text,
    )  # fmt: skip


_LIST = (
    _reason(word("dispute", "Price differs from what was agreed", code="PRICE_DIFFERS"), C.PRICE, (_any(E.INVOICE),
            _any(E.CLAUSE, E.ORDER)), 60, "01", "PRI"),
    _reason(word("dispute", "Invoice total is wrong", code="EXTENSION_WRONG"), C.PRICE, _all(E.INVOICE), 60, "03",
            "PRI"),
    _reason(word("dispute", "Discount is missing or wrong", code="DISCOUNT_WRONG"), C.PRICE, _all(E.INVOICE, E.CLAUSE),
            90, "02 24 56 57", "PRI"),
    _reason(word("dispute", "Payment terms are wrong", code="TERMS_WRONG"), C.PRICE, _all(E.INVOICE, E.CLAUSE), 60,
            "09", "PAY"),
    _reason(word("dispute", "Billed twice", code="DUPLICATE_BILLING"), C.PRICE, _all(E.INVOICE, E.SECOND_INVOICE), 365,
            "19", "FIN"),
    _reason(word("dispute", "Freight or tax is wrong", code="FREIGHT_OR_TAX"), C.PRICE, _all(E.INVOICE, E.FREIGHT_BILL),
            90, "54 55", "FIN"),
    _reason(word("dispute", "Less was delivered", code="SHORT_RECEIPT"), C.QUANTITY, _all(E.DELIVERY_NOTE,
            E.PROOF_OF_DELIVERY), 30, "06", "QTY"),
    _reason(word("dispute", "Nothing was delivered", code="NOT_RECEIVED"), C.QUANTITY, _all(E.ORDER,
            E.CARRIER_TRACKING), 60, "59", "DEL"),
    _reason(word("dispute", "More was delivered", code="OVER_DELIVERY"), C.QUANTITY, _all(E.DELIVERY_NOTE, E.ORDER), 30,
            "06", "QTY"),
    _reason(word("dispute", "Wrong item delivered", code="WRONG_ITEM"), C.QUANTITY, _all(E.ORDER, E.PHOTO), 30,
            "07 08", "ITM"),
    _reason(word("dispute", "Visibly damaged", code="DAMAGED"), C.QUALITY, _all(E.PHOTO,
            E.DELIVERY_NOTE_WITH_REMARK), 14, "04 11", "QUA"),
    _reason(word("dispute", "Hidden damage", code="DAMAGED_HIDDEN"), C.QUALITY, _all(E.PHOTO,
            E.DELIVERY_NOTE), 30, "04 11", "QUA", counted_from=WindowFrom.KNOWLEDGE),
    _reason(word("dispute", "Defective", code="DEFECTIVE"), C.QUALITY, (_any(E.TEST_REPORT, E.PHOTO),), None, "05 12",
            "QUA", counted_from=WindowFrom.KNOWLEDGE),
    _reason(word("dispute", "Return was refused", code="RETURN_REFUSED"), C.QUALITY, _all(E.RETURN_AUTHORISATION), 60,
            "72", "OTH", counted_from=WindowFrom.DECISION),
    _reason(word("dispute", "Delivered late", code="LATE_DELIVERY"), C.TIME, _all(E.ORDER, E.PROOF_OF_DELIVERY), 60,
            "41", "DEL"),
    _reason(word("dispute", "Paid late", code="LATE_PAYMENT"), C.TIME, _all(E.INVOICE, E.BANK_DATE), 365, "50 51",
            "PAY"),
    _reason(word("dispute", "Reference is missing", code="REFERENCE_MISSING"), C.PAPERS, _all(E.INVOICE), 30,
            "17 44 70 73", "REF"),
    _reason(word("dispute", "Invoice is not recognised", code="NOT_RECOGNISED"), C.PAPERS, _all(E.INVOICE), 60, "60 61",
            "UNR"),
    _reason(word("dispute", "Measurement is wrong", code="MEASUREMENT_WRONG"), C.PERFORMANCE, _all(E.FACTS), None, "",
            "OTH", counted_from=WindowFrom.DECISION),
    _reason(word("dispute", "Deduction without grounds", code="DEDUCTION_UNFOUNDED"), C.PERFORMANCE,
            _all(E.DEDUCTION_NOTICE), 60, "", "OTH", counted_from=WindowFrom.DECISION),
    _reason(word("dispute", "There was no breach", code="BREACH_DENIED"), C.PERFORMANCE, _all(E.DOCUMENT), None, "",
            "OTH", counted_from=WindowFrom.DECISION),
    _reason(word("dispute", "Meaning of a clause", code="CLAUSE_MEANING"), C.CONTRACT, _all(E.CLAUSE), None, "", "OTH"),
    _reason(word("dispute", "Obligation was not performed", code="OBLIGATION_NOT_DONE"), C.CONTRACT, _all(E.OBLIGATION),
            180, "", "OTH"),
    _reason(word("dispute", "Changed by only one side", code="UNILATERAL_CHANGE"), C.CONTRACT, _all(E.OLD_TEXT,
            E.NEW_TEXT), 60, "", "OTH", counted_from=WindowFrom.KNOWLEDGE),
    _reason(word("dispute", "Account was put on hold", code="ACCESS_SUSPENDED"), C.CONTRACT, _all(E.HOLD_NOTICE), 30,
            "", "OTH", counted_from=WindowFrom.DECISION),
    _reason(word("dispute", "Registration was refused", code="REGISTRATION_REFUSED"), C.CHANNEL, _all(E.REGISTRATION),
            None, "", "OTH", counted_from=WindowFrom.DECISION, business_days=20),
    _reason(word("dispute", "Protection was ignored", code="PROTECTION_IGNORED"), C.CHANNEL, _all(E.REGISTRATION,
            E.ORDER), 90, "", "OTH"),
    _reason(word("dispute", "Fee is wrong", code="FEE_WRONG"), C.CHANNEL, _all(E.ACCRUAL_STATEMENT), 90, "", "OTH",
            counted_from=WindowFrom.DECISION),
    _reason(word("dispute", "Attribution of the customer",
    code="ATTRIBUTION"), C.CHANNEL, _all(E.ACTIVITY_PROOF), 60, "",
            "OTH"),
    _reason(word("dispute", "Something else", code="OTHER"), C.OTHER, (), 60, "", "OTH", least_text=50),
)  # fmt: skip
REASONS: Mapping[str, Reason] = {each.code: each for each in _LIST}

PAPERS: Mapping[Evidence, Word] = {
    E.INVOICE: word("paper", "Invoice", code="INVOICE"),
    E.SECOND_INVOICE: word("paper", "The other invoice", code="SECOND_INVOICE"),
    E.ORDER: word("paper", "Order", code="ORDER"),
    E.CLAUSE: word("paper", "Clause of the contract", code="CLAUSE"),
    E.FREIGHT_BILL: word("paper", "Freight bill", code="FREIGHT_BILL"),
    E.DELIVERY_NOTE: word("paper", "Delivery note", code="DELIVERY_NOTE"),
    E.DELIVERY_NOTE_WITH_REMARK: word("paper", "Delivery note with a remark", code="DELIVERY_NOTE_WITH_REMARK"),
    E.PROOF_OF_DELIVERY: word("paper", "Proof of delivery", code="PROOF_OF_DELIVERY"),
    E.CARRIER_TRACKING: word("paper", "The carrier’s tracking", code="CARRIER_TRACKING"),
    E.PHOTO: word("paper", "Photo", code="PHOTO"),
    E.TEST_REPORT: word("paper", "Test report", code="TEST_REPORT"),
    E.RETURN_AUTHORISATION: word("paper", "Return authorisation", code="RETURN_AUTHORISATION"),
    E.BANK_DATE: word("paper", "Bank statement with the date", code="BANK_DATE"),
    E.FACTS: word("paper", "The facts, one by one", code="FACTS"),
    E.DEDUCTION_NOTICE: word("paper", "Notice of the deduction", code="DEDUCTION_NOTICE"),
    E.DOCUMENT: word("paper", "A document", code="DOCUMENT"),
    E.OBLIGATION: word("paper", "The obligation", code="OBLIGATION"),
    E.OLD_TEXT: word("paper", "Old text", code="OLD_TEXT"),
    E.NEW_TEXT: word("paper", "New text", code="NEW_TEXT"),
    E.HOLD_NOTICE: word("paper", "Notice of the hold", code="HOLD_NOTICE"),
    E.REGISTRATION: word("paper", "Registration", code="REGISTRATION"),
    E.ACCRUAL_STATEMENT: word("paper", "Statement of fees", code="ACCRUAL_STATEMENT"),
    E.ACTIVITY_PROOF: word("paper", "Proof of activity", code="ACTIVITY_PROOF"),
    E.OTHER: word("paper", "Something else", code="OTHER"),
}
"""What papers are called in front of people; the codes are the API's."""
