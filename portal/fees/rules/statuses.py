"""The words of fees: how far one is, what an entry is, why one is corrected; how long each side has."""

from collections.abc import Mapping
from enum import StrEnum

from portal.sentences import Word, word


class FeeStatus(StrEnum):
    ACCRUED = "ACCRUED"
    HELD = "HELD"
    APPROVED = "APPROVED"
    PAID = "PAID"
    REVERSED = "REVERSED"


class EntryKind(StrEnum):
    ACCRUAL = "ACCRUAL"
    ADJUSTMENT = "ADJUSTMENT"
    REVERSAL = "REVERSAL"
    PAYMENT = "PAYMENT"


class Cause(StrEnum):
    """Why a fee becomes less, or more."""

    RETURN = "RETURN"
    CREDIT_NOTE = "CREDIT_NOTE"
    NON_PAYMENT = "NON_PAYMENT"
    WRONG_ATTRIBUTION = "WRONG_ATTRIBUTION"
    DISPUTE = "DISPUTE"


class FeeBase(StrEnum):
    """Base of the rate."""

    NET = "NET"
    MARGIN = "MARGIN"


class Share(StrEnum):
    """A partner's role in a sale."""

    SOURCED = "SOURCED"
    INFLUENCED = "INFLUENCED"


S = FeeStatus
APPROVAL, PAYMENT = 10, 20
"""Business days that the company has to approve a fee, and to pay one that is approved."""
WHOLE = 10_000
"""All of a sale, in basis points."""
MOST_SHARES = 20
MOST_HOLD_DAYS = 366
TEXT_LONGEST, REFERENCE_LONGEST = 2_000, 100
CAUSES: Mapping[Cause, Word] = {
    Cause.RETURN: word("fee", "Goods returned", code="RETURN"),
    Cause.CREDIT_NOTE: word("fee", "Credit note", code="CREDIT_NOTE"),
    Cause.NON_PAYMENT: word("fee", "The customer did not pay", code="NON_PAYMENT"),
    Cause.WRONG_ATTRIBUTION: word("fee", "Attributed to the wrong partner", code="WRONG_ATTRIBUTION"),
    Cause.DISPUTE: word("fee", "Settled or decided in a dispute", code="DISPUTE"),
}
BY_PEOPLE = tuple(each for each in Cause if each is not Cause.DISPUTE)
"""Those that people give; what a dispute ends with, the portal enters itself."""
