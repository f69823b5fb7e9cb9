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
    """A private message between the mediator and one side; its digest."""
    DECISION = "DECISION"
    APPEAL = "APPEAL"
    REMEDY = "REMEDY"
    REOPENING = "REOPENING"
    WITHDRAWAL = "WITHDRAWAL"
    CAUSE = "CAUSE"
    PREVENTION = "PREVENTION"
    END = "END"


class SaidStep(StrEnum):
    """What an entry says was done: to a remedy, to an offer, in the mediation, or to the case at its end."""

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
    MEDIATOR_PROPOSED = "MEDIATOR_PROPOSED"
    MEDIATOR_LINKED = "MEDIATOR_LINKED"
    MEDIATOR_DECLARED = "MEDIATOR_DECLARED"
    MEDIATOR_ACCEPTED = "MEDIATOR_ACCEPTED"
    MEDIATOR_REFUSED = "MEDIATOR_REFUSED"
    MEDIATOR_DECLINED = "MEDIATOR_DECLINED"
    MEDIATOR_PASSED_OVER = "MEDIATOR_PASSED_OVER"
    MEDIATION_BEGUN = "MEDIATION_BEGUN"
    MEDIATION_SETTLED = "MEDIATION_SETTLED"
    MEDIATION_FAILED = "MEDIATION_FAILED"
    LONGER_ASKED = "LONGER_ASKED"
    LONGER_AGREED = "LONGER_AGREED"
    OFFERS_SHOWN = "OFFERS_SHOWN"
    OFFERS_HIDDEN = "OFFERS_HIDDEN"


OF_REMEDY: Mapping[str, SaidStep] = {
    "claimed": SaidStep.CLAIMED, "carriedOut": SaidStep.CARRIED_OUT, "confirmed": SaidStep.CONFIRMED,
    "refused": SaidStep.REFUSED, "deemed": SaidStep.DEEMED,
}  # fmt: skip
OF_OFFER: Mapping[str, SaidStep] = {
    "accepted": SaidStep.ACCEPTED, "countered": SaidStep.COUNTERED, "rejected": SaidStep.REJECTED,
    "withdrawn": SaidStep.WITHDRAWN, "expired": SaidStep.EXPIRED,
}  # fmt: skip
OF_MEDIATION: Mapping[str, SaidStep] = {
    "proposed": SaidStep.MEDIATOR_PROPOSED, "linked": SaidStep.MEDIATOR_LINKED,
    "declared": SaidStep.MEDIATOR_DECLARED, "accepted": SaidStep.MEDIATOR_ACCEPTED,
    "refused": SaidStep.MEDIATOR_REFUSED, "declined": SaidStep.MEDIATOR_DECLINED,
    "passedOver": SaidStep.MEDIATOR_PASSED_OVER, "began": SaidStep.MEDIATION_BEGUN,
    "settled": SaidStep.MEDIATION_SETTLED, "failed": SaidStep.MEDIATION_FAILED, "agreed": SaidStep.LONGER_AGREED,
    "until": SaidStep.LONGER_ASKED,
}  # fmt: skip
OF_END: Mapping[str, SaidStep] = {
    "resolved": SaidStep.RESOLVED, "cause": SaidStep.CLOSED, "bySilence": SaidStep.LAPSED, "text": SaidStep.OUTCOME,
}  # fmt: skip
"""By what the entry has in it."""


def step_of(kind: str, content: Mapping[str, Any]) -> SaidStep | None:
    """What an entry of this kind says was done; None where it does nothing of `SaidStep`."""
    match kind:
        case EntryKind.REMEDY:
            return OF_REMEDY.get(str(content.get("step")))
        case EntryKind.ESCALATION if content.get("remedies"):
            return SaidStep.FAILED
        case EntryKind.OFFER_ANSWER:
            return next((step for name, step in OF_OFFER.items() if content.get(name)), None)
        case EntryKind.MEDIATION if "showsOffers" in content:
            return SaidStep.OFFERS_SHOWN if content["showsOffers"] else SaidStep.OFFERS_HIDDEN
        case EntryKind.MEDIATION:
            return next((step for name, step in OF_MEDIATION.items() if name in content), None)
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
    """The dispute officer has asked for more information."""
    AGREED = "AGREED"
    """Both sides agreed on it."""
