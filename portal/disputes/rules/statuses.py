"""The words of disputes: statuses, answers, causes; and what lasts how long."""

from collections.abc import Mapping
from enum import StrEnum

from portal.access import Side
from portal.sentences import Word, word


class DisputeStatus(StrEnum):
    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    INFO_REQUESTED = "INFO_REQUESTED"
    INADMISSIBLE = "INADMISSIBLE"
    AWAITING_RESPONSE = "AWAITING_RESPONSE"
    NEGOTIATION = "NEGOTIATION"
    ESCALATED = "ESCALATED"
    MEDIATION = "MEDIATION"
    DECIDED = "DECIDED"
    SETTLED = "SETTLED"
    REMEDY = "REMEDY"
    RESOLVED = "RESOLVED"
    EXTERNAL = "EXTERNAL"
    CLOSED = "CLOSED"
    DISCARDED = "DISCARDED"
    LAPSED = "LAPSED"
    WITHDRAWN = "WITHDRAWN"


class LineAnswer(StrEnum):
    """What the respondent says to one line."""

    ACCEPT = "ACCEPT"
    PART = "PART"
    CONTEST = "CONTEST"


class RefusalCode(StrEnum):
    """Reason for refusing a line."""

    NOT_COMPLETE = "NOT_COMPLETE"
    OUT_OF_TIME = "OUT_OF_TIME"
    ALREADY_OPEN = "ALREADY_OPEN"
    ALREADY_DECIDED = "ALREADY_DECIDED"
    NO_RIGHT_UNDER_CONTRACT = "NO_RIGHT_UNDER_CONTRACT"
    WRONG_PARTY = "WRONG_PARTY"
    ALREADY_CURED = "ALREADY_CURED"


class DecisionCode(StrEnum):
    """Decision on a line."""

    FOUNDED = "FOUNDED"
    PARTLY_FOUNDED = "PARTLY_FOUNDED"
    UNFOUNDED = "UNFOUNDED"


class CauseCategory(StrEnum):
    """Where the cause of a dispute lay."""

    MASTER_DATA = "MASTER_DATA"
    PRICE_OR_TERMS = "PRICE_OR_TERMS"
    ORDER = "ORDER"
    DELIVERY = "DELIVERY"
    QUALITY = "QUALITY"
    INVOICE = "INVOICE"
    PAYMENT = "PAYMENT"
    MEASUREMENT = "MEASUREMENT"
    CONTRACT_TEXT = "CONTRACT_TEXT"
    COMMUNICATION = "COMMUNICATION"
    OUTSIDE = "OUTSIDE"


S = DisputeStatus
C = CauseCategory
A = LineAnswer
R = RefusalCode
D = DecisionCode

ANSWERS: Mapping[LineAnswer, Word] = {
    A.ACCEPT: word("answer to a line", "Accept", code="ACCEPT"),
    A.PART: word("answer to a line", "Accept in part", code="PART"),
    A.CONTEST: word("answer to a line", "Contest", code="CONTEST"),
}
REFUSALS: Mapping[RefusalCode, Word] = {
    R.NOT_COMPLETE: word("refusal", "Papers are missing", code="NOT_COMPLETE"),
    R.OUT_OF_TIME: word("refusal", "The time to file it has ended", code="OUT_OF_TIME"),
    R.ALREADY_OPEN: word("refusal", "There is an open dispute about it", code="ALREADY_OPEN"),
    R.ALREADY_DECIDED: word("refusal", "It has already been decided", code="ALREADY_DECIDED"),
    R.NO_RIGHT_UNDER_CONTRACT: word("refusal", "The contract gives no such right", code="NO_RIGHT_UNDER_CONTRACT"),
    R.WRONG_PARTY: word("refusal", "It concerns someone else", code="WRONG_PARTY"),
    R.ALREADY_CURED: word("refusal", "It has been remedied", code="ALREADY_CURED"),
}
DECISIONS: Mapping[DecisionCode, Word] = {
    D.FOUNDED: word("decision", "Founded", code="FOUNDED"),
    D.PARTLY_FOUNDED: word("decision", "Founded in part", code="PARTLY_FOUNDED"),
    D.UNFOUNDED: word("decision", "Unfounded", code="UNFOUNDED"),
}
CAUSES: Mapping[CauseCategory, Word] = {
    C.MASTER_DATA: word("cause", "Master data", code="MASTER_DATA"),
    C.PRICE_OR_TERMS: word("cause", "Prices and terms", code="PRICE_OR_TERMS"),
    C.ORDER: word("cause", "Order", code="ORDER"),
    C.DELIVERY: word("cause", "Delivery and transport", code="DELIVERY"),
    C.QUALITY: word("cause", "Quality", code="QUALITY"),
    C.INVOICE: word("cause", "Invoice", code="INVOICE"),
    C.PAYMENT: word("cause", "Payment", code="PAYMENT"),
    C.MEASUREMENT: word("cause", "Measurement", code="MEASUREMENT"),
    C.CONTRACT_TEXT: word("cause", "Wording of the contract", code="CONTRACT_TEXT"),
    C.COMMUNICATION: word("cause", "Communication", code="COMMUNICATION"),
    C.OUTSIDE: word("cause", "Outside both sides", code="OUTSIDE"),
}
"""What they are called in front of people; the codes are the API's."""

TRIAGE, INFO, REFILE, RESPONSE, APPEAL, REOPEN, CAUSE = 2, 10, 10, 10, 10, 20, 20
"""Business days: to admit or refuse, to say what was asked, file again, answer, appeal, reopen, and find the cause."""
LEVELS = (15, 10, 5)
"""Business days to come to terms at each level that the two sides have among themselves."""
HIGHEST_INSIDE, MEDIATOR, OUTSIDE = 2, 3, 4
"""Levels: the highest of the two sides themselves, a mediator's, a court's or arbitrator's."""
MEDIATION_DAYS, FINDING_MEDIATOR, OUTSIDE_DAYS = 30, 20, 90
"""Days: for a mediation, to agree on a mediator, and until both are reminded of what lies before a court."""

ADMITTED = (S.AWAITING_RESPONSE, S.NEGOTIATION, S.ESCALATED, S.MEDIATION, S.DECIDED, S.SETTLED, S.REMEDY, S.EXTERNAL)
"""What it is about is on hold."""
OPEN = (S.SUBMITTED, S.INFO_REQUESTED, S.INADMISSIBLE, *ADMITTED)
"""Filed, and not at its end: what a partner that leaves must have ended first."""
NEGOTIABLE = (S.NEGOTIATION, S.ESCALATED, S.MEDIATION)
"""While it is there the two sides make each other offers."""
ENDED = (S.RESOLVED, S.CLOSED, S.DISCARDED, S.LAPSED, S.WITHDRAWN)
BOTH, NOBODY = frozenset(Side), frozenset[Side]()
