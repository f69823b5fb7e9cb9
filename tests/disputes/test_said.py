"""What an entry of the chain says was done, read out of what stands in it."""

from typing import Any

import pytest

from portal.disputes.rules.entries import EntryKind, SaidStep, step_of

K = EntryKind


@pytest.mark.parametrize(
    ("kind", "content", "step"),
    [
        (K.REMEDY, {"remedy": 1, "step": "claimed"}, "CLAIMED"),
        (K.REMEDY, {"remedy": 1, "step": "carriedOut"}, "CARRIED_OUT"),
        (K.REMEDY, {"remedy": 1, "step": "confirmed"}, "CONFIRMED"),
        (K.REMEDY, {"remedy": 1, "step": "refused"}, "REFUSED"),
        (K.REMEDY, {"remedy": 1, "step": "deemed"}, "DEEMED"),
        (K.REMEDY, {"remedy": 1, "step": "of another time"}, None),
        (K.ESCALATION, {"from": 0, "remedies": [1, 2], "text": ""}, "FAILED"),
        (K.ESCALATION, {"from": 0, "text": "No."}, None),
        (K.OFFER_ANSWER, {"offer": 1, "sha256": "ab", "accepted": True}, "ACCEPTED"),
        (K.OFFER_ANSWER, {"offer": 1, "countered": True}, "COUNTERED"),
        (K.OFFER_ANSWER, {"offer": 1, "rejected": True, "text": ""}, "REJECTED"),
        (K.OFFER_ANSWER, {"offer": 1, "withdrawn": True, "text": ""}, "WITHDRAWN"),
        (K.OFFER_ANSWER, {"offer": 1, "expired": True}, "EXPIRED"),
        (K.END, {"resolved": True}, "RESOLVED"),
        (K.END, {"cause": "MASTER_DATA"}, "CLOSED"),
        (K.END, {"bySilence": True}, "LAPSED"),
        (K.END, {"text": "Award of 3 May."}, "OUTCOME"),
        (K.STATEMENT, {"text": "accepted"}, None),
        (K.OFFER, {"offer": 1, "sha256": "ab", "validUntil": "2027-01-15"}, None),
        (K.MEDIATION, {"proposed": "Max", "number": 1}, "MEDIATOR_PROPOSED"),
        (K.MEDIATION, {"linked": "Max"}, "MEDIATOR_LINKED"),
        (K.MEDIATION, {"declared": {}, "text": "None.", "sha256": "ab"}, "MEDIATOR_DECLARED"),
        (K.MEDIATION, {"accepted": "Max", "sha256": "ab"}, "MEDIATOR_ACCEPTED"),
        (K.MEDIATION, {"refused": "Max", "text": "No."}, "MEDIATOR_REFUSED"),
        (K.MEDIATION, {"declined": True, "text": ""}, "MEDIATOR_DECLINED"),
        (K.MEDIATION, {"passedOver": "Max", "bySilence": True}, "MEDIATOR_PASSED_OVER"),
        (K.MEDIATION, {"began": "Max"}, "MEDIATION_BEGUN"),
        (K.MEDIATION, {"text": "We have terms.", "settled": True}, "MEDIATION_SETTLED"),
        (K.MEDIATION, {"failed": True, "text": "No."}, "MEDIATION_FAILED"),
        (K.MEDIATION, {"until": "2027-01-15", "text": "More."}, "LONGER_ASKED"),
        (K.MEDIATION, {"until": "2027-01-15", "agreed": True}, "LONGER_AGREED"),
        (K.MEDIATION, {"showsOffers": True}, "OFFERS_SHOWN"),
        (K.MEDIATION, {"showsOffers": False}, "OFFERS_HIDDEN"),
        (K.MEDIATION, {"text": "What do you need?"}, None),
    ],
)
def test_an_entry_says_what_was_done_to_a_remedy_an_offer_and_a_case(
    kind: EntryKind, content: dict[str, Any], step: str | None
) -> None:
    assert step_of(kind, content) == (SaidStep(step) if step else None)
