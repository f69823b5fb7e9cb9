"""The kinds of entries in a case's chain, and why a clock stands."""

from enum import StrEnum


class EntryKind(StrEnum):
    FILED = "FILED"
    STATEMENT = "STATEMENT"
    EVIDENCE = "EVIDENCE"
    INFO_ASKED = "INFO_ASKED"
    INFO_GIVEN = "INFO_GIVEN"
    ADMITTED = "ADMITTED"
    REFUSED = "REFUSED"
    OBJECTION = "OBJECTION"
    ANSWER = "ANSWER"
    CONCESSION = "CONCESSION"
    PAUSE_ASKED = "PAUSE_ASKED"
    PAUSE_AGREED = "PAUSE_AGREED"
    ESCALATION = "ESCALATION"
    RETURN = "RETURN"
    OFFER = "OFFER"
    OFFER_ANSWER = "OFFER_ANSWER"
    SETTLEMENT = "SETTLEMENT"
    MEDIATION = "MEDIATION"
    CAUCUS = "CAUCUS"
    """Something between the mediator and one side; its digest."""
    DECISION = "DECISION"
    APPEAL = "APPEAL"
    REMEDY = "REMEDY"
    REOPENING = "REOPENING"
    WITHDRAWAL = "WITHDRAWAL"
    CAUSE = "CAUSE"
    PREVENTION = "PREVENTION"
    END = "END"


class Party(StrEnum):
    """Who speaks in a case: one of its two sides, or whoever mediates between them."""

    HOST = "HOST"
    PARTNER = "PARTNER"
    NEUTRAL = "NEUTRAL"


class PauseCause(StrEnum):
    INFO = "INFO"
    """The officer has asked for more."""
    AGREED = "AGREED"
    """Both sides agreed on it."""
