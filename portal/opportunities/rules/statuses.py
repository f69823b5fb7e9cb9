"""The words of opportunities: how far one is, where it comes from, why it is refused or lost; how long each lasts."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from portal.sentences import Sentence, say


class OpportunityStatus(StrEnum):
    DRAFT = "DRAFT"
    OFFERED = "OFFERED"
    SUBMITTED = "SUBMITTED"
    INFO_REQUESTED = "INFO_REQUESTED"
    CONFLICT = "CONFLICT"
    PROTECTED = "PROTECTED"
    WON = "WON"
    LOST = "LOST"
    EXPIRED = "EXPIRED"
    REJECTED = "REJECTED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


class Source(StrEnum):
    REGISTERED = "REGISTERED"
    """The partner has found it."""
    OFFERED = "OFFERED"
    """The company has offered it as a lead."""
    SUGGESTED = "SUGGESTED"
    """It follows from what the customer buys."""


class Stage(StrEnum):
    """Stage of the sale."""

    LEAD = "LEAD"
    QUALIFIED = "QUALIFIED"
    PROPOSAL = "PROPOSAL"
    NEGOTIATION = "NEGOTIATION"


class RejectionCode(StrEnum):
    EARLIER_REGISTRATION = "EARLIER_REGISTRATION"
    ACTIVE_DIRECT_DEAL = "ACTIVE_DIRECT_DEAL"
    EXISTING_CUSTOMER_SAME_SCOPE = "EXISTING_CUSTOMER_SAME_SCOPE"
    OUTSIDE_TERRITORY = "OUTSIDE_TERRITORY"
    PRODUCT_NOT_AUTHORISED = "PRODUCT_NOT_AUTHORISED"
    CUSTOMER_NOT_IDENTIFIED = "CUSTOMER_NOT_IDENTIFIED"
    BELOW_MINIMUM = "BELOW_MINIMUM"


class LossReason(StrEnum):
    PRICE = "PRICE"
    COMPETITOR = "COMPETITOR"
    NO_BUDGET = "NO_BUDGET"
    NO_DECISION = "NO_DECISION"
    DELAYED = "DELAYED"
    FEATURE = "FEATURE"
    LEGAL_OR_SECURITY = "LEGAL_OR_SECURITY"
    DUPLICATE = "DUPLICATE"
    PARTNER_GAP = "PARTNER_GAP"
    OTHER = "OTHER"


class CellStatus(StrEnum):
    HELD = "HELD"
    """It is registered, and the company has not decided yet."""
    PROTECTED = "PROTECTED"
    ENDED = "ENDED"


S = OpportunityStatus
ENDED = (S.WON, S.LOST, S.EXPIRED, S.REJECTED, S.DECLINED, S.WITHDRAWN)
OPEN = tuple(status for status in S if status not in ENDED)
HOLDING = (S.SUBMITTED, S.INFO_REQUESTED, S.PROTECTED)
"""In which a registration holds its customer, products and regions against every other."""
RESTS_ON_OLDER = frozenset({
    RejectionCode.EARLIER_REGISTRATION, RejectionCode.ACTIVE_DIRECT_DEAL, RejectionCode.EXISTING_CUSTOMER_SAME_SCOPE,
})  # fmt: skip
"""The reasons that rest on somebody's older right, whose day is told, and never whose it is."""

DECISION, INFO, OFFER, CONFLICT, EXTENSION_ANSWER = 2, 10, 5, 5, 2
"""Business days: to decide a registration, to say what was asked, to take an offer, to decide a conflict, to answer
whether protection is extended."""
WINDOW, EXTENSION = timedelta(days=90), timedelta(days=60)
"""How long protection lasts, and how much an extension adds. Of 4,238 sales won, 77 % were won within 90 days, 97 %
within 120, all within 138."""
MOST_EXTENSIONS = 1
WARNINGS = (timedelta(days=14), timedelta(days=3))
"""So long before its end whoever is protected is told."""
FURTHEST_CLOSE = timedelta(days=3 * 366)
MOST_PRODUCTS, MOST_REGIONS, MOST_CELLS = 20, 30, 200
"""A registration names so many of each at most, and so many pairs of one product and one region."""
NAME_LONGEST, TEXT_LONGEST, REFERENCE_LONGEST, CODE_LONGEST, EXTERNAL_LONGEST = 200, 10_000, 100, 60, 100

REJECTED_BECAUSE: Mapping[RejectionCode, Sentence] = {
    RejectionCode.EARLIER_REGISTRATION: say(
        "Someone registered this customer for the same products and regions before you."
    ),
    RejectionCode.ACTIVE_DIRECT_DEAL: say("The company is already selling the same to this customer."),
    RejectionCode.EXISTING_CUSTOMER_SAME_SCOPE: say("This customer already buys the same."),
    RejectionCode.OUTSIDE_TERRITORY: say("A region is outside the territory of your contract."),
    RejectionCode.PRODUCT_NOT_AUTHORISED: say("Your contract does not cover one of the products."),
    RejectionCode.CUSTOMER_NOT_IDENTIFIED: say("The company could not identify this customer."),
    RejectionCode.BELOW_MINIMUM: say("The deal is below the minimum that can be registered."),
}
"""What the side that is refused reads first; the day of the older right, and what sales wrote, follow."""
