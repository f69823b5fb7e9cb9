"""The mutations by which a dispute is settled and put right: concessions, offers and remedies."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.disputes import operations, queries
from schema.disputes.inputs import settling as inputs
from schema.disputes.inputs.steps import DisputeReasonInput
from schema.disputes.types.after import Remedy
from schema.disputes.types.cases import Dispute
from schema.disputes.types.offered import DisputeOffer
from schema.engine.mutations import mutation, payload

P = Permission

DisputePayload = payload(
    Dispute, "dispute", queries.dispute, description="Result of a step of a dispute.",
    shown="The current dispute; unchanged if the step was refused.",
)  # fmt: skip
DisputeOfferPayload = payload(
    DisputeOffer, "offer", queries.offer, description="Result of a step of an offer to settle.",
    shown="The current offer; unchanged if the step was refused.",
)  # fmt: skip
RemedyPayload = payload(
    Remedy, "remedy", queries.remedy, description="Result of a step of a remedy.",
    shown="The current remedy; unchanged if the step was refused.",
)  # fmt: skip


def _offer(given: type, description: str, operation: Any) -> Any:
    return mutation(DisputeOfferPayload, given, description, operation, P.DISPUTE_SETTLE)


def _remedy(given: type, description: str, operation: Any, requires: Permission) -> Any:
    return mutation(RemedyPayload, given, description, operation, requires)


@strawberry.type
class SettlingMutation:
    dispute_concede = mutation(
        DisputePayload, inputs.DisputeConcedeInput, "Accept every line. The resulting remedies are then due.",
        operations.concede, P.DISPUTE_CONCEDE,
    )  # fmt: skip
    dispute_fail = mutation(
        DisputePayload, DisputeReasonInput, "Report that a remedy was not done by its date; the dispute moves to the"
                                            " next level.",
        operations.fail_remedies, P.DISPUTE_PURSUE,
    )  # fmt: skip
    dispute_offer_make = _offer(
        inputs.DisputeOfferMakeInput, "Make the other side an offer to settle with exactly these actions, without"
                                      " prejudice.",
        operations.make_offer,
    )  # fmt: skip
    dispute_offer_accept = _offer(
        inputs.DisputeOfferAcceptInput, "Accept exactly the offer with this digest; the dispute is then settled.",
        operations.accept_offer,
    )  # fmt: skip
    dispute_offer_counter = _offer(
        inputs.DisputeOfferCounterInput, "Make a counter-offer. The result is the new offer.",
        operations.counter_offer,
    )  # fmt: skip
    dispute_offer_reject = _offer(
        inputs.DisputeOfferEndInput, "Reject the other side's offer.", operations.reject_offer
    )
    dispute_offer_withdraw = _offer(
        inputs.DisputeOfferEndInput, "Withdraw the caller's side's offer.", operations.withdraw_offer
    )
    remedy_claim_done = _remedy(
        inputs.RemedyClaimDoneInput, "Report a remedy done. The other side has ten business days to confirm it.",
        operations.claim_done, P.REMEDY_CLAIM,
    )  # fmt: skip
    remedy_confirm = _remedy(
        inputs.RemedyConfirmInput, "Confirm that a remedy is done. With the last one, the dispute is resolved.",
        operations.confirm, P.REMEDY_CONFIRM,
    )  # fmt: skip
    remedy_refuse = _remedy(
        inputs.RemedyRefuseInput, "Say why a remedy is not done.", operations.refuse_remedy, P.REMEDY_CONFIRM
    )
