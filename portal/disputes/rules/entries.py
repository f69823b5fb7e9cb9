"""The kinds of entries in a case's chain, what one says was done, and why a clock stands."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


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


class SaidStep(StrEnum):
    """What an entry says was done: to a remedy, to an offer, or to the case at its end."""

    CLAIMED = "CLAIMED"
    CARRIED_OUT = "CARRIED_OUT"
    CONFIRMED = "CONFIRMED"
    REFUSED = "REFUSED"
    DEEMED = "DEEMED"
    FAILED = "FAILED"
    ACCEPTED = "ACCEPTED"
    COUNTERED = "COUNTERED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"
    LAPSED = "LAPSED"
    OUTCOME = "OUTCOME"


OF_REMEDY: Mapping[str, SaidStep] = {
    "claimed": SaidStep.CLAIMED, "carriedOut": SaidStep.CARRIED_OUT, "confirmed": SaidStep.CONFIRMED,
    "refused": SaidStep.REFUSED, "deemed": SaidStep.DEEMED,
}  # fmt: skip
OF_OFFER: Mapping[str, SaidStep] = {
    "accepted": SaidStep.ACCEPTED, "countered": SaidStep.COUNTERED, "rejected": SaidStep.REJECTED,
    "withdrawn": SaidStep.WITHDRAWN, "expired": SaidStep.EXPIRED,
}  # fmt: skip
OF_END: Mapping[str, SaidStep] = {
    "resolved": SaidStep.RESOLVED, "cause": SaidStep.CLOSED, "bySilence": SaidStep.LAPSED, "text": SaidStep.OUTCOME,
}  # fmt: skip
"""By what the entry has in it."""


def step_of(kind: str, content: Mapping[str, Any]) -> SaidStep | None:
    """What an entry of this kind says was done; None where it is of no remedy, answers no offer and is no end."""
    match kind:
        case EntryKind.REMEDY:
            return OF_REMEDY.get(str(content.get("step")))
        case EntryKind.ESCALATION if content.get("remedies"):
            return SaidStep.FAILED
        case EntryKind.OFFER_ANSWER:
            return next((step for name, step in OF_OFFER.items() if content.get(name)), None)
        case EntryKind.END:
            return next((step for name, step in OF_END.items() if name in content), None)
    return None


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
