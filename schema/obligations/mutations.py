"""One mutation for each step of an obligation."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.obligations import operations, queries
from schema.engine.mutations import mutation, payload
from schema.obligations import inputs
from schema.obligations.types import Obligation

P = Permission

ObligationPayload = payload(
    Obligation, "obligation", queries.obligation, description="Result of a step of an obligation.",
    shown="The obligation now; as it is, if the step was refused.",
)  # fmt: skip


def _step(given: type, description: str, operation: Any, requires: Permission) -> Any:
    return mutation(ObligationPayload, given, description, operation, requires)


@strawberry.type
class ObligationMutation:
    obligation_propose = _step(
        inputs.ObligationProposeInput,
        "Propose what one side is to have done by a day; the other side has ten business days to answer.",
        operations.propose, P.OBLIGATION_PROPOSE,
    )  # fmt: skip
    obligation_agree = _step(
        inputs.ObligationAgreeInput, "Agree to exactly what the other side proposed.", operations.agree,
        P.OBLIGATION_AGREE,
    )  # fmt: skip
    obligation_decline = _step(
        inputs.ObligationReasonInput, "Decline what the other side proposed.", operations.decline, P.OBLIGATION_AGREE
    )
    obligation_withdraw = _step(
        inputs.ObligationStepInput, "Take back what one's own side proposed.", operations.withdraw,
        P.OBLIGATION_PROPOSE,
    )  # fmt: skip
    obligation_claim_done = _step(
        inputs.ObligationClaimDoneInput,
        "Bring evidence that it is done; the other side has ten business days to look at it.",
        operations.claim_done, P.OBLIGATION_CLAIM,
    )  # fmt: skip
    obligation_confirm = _step(
        inputs.ObligationConfirmInput, "Confirm that exactly this evidence shows it done.", operations.confirm,
        P.OBLIGATION_ANSWER,
    )  # fmt: skip
    obligation_refuse = _step(
        inputs.ObligationReasonInput, "Refuse evidence; the other side can bring another one.", operations.refuse,
        P.OBLIGATION_ANSWER,
    )  # fmt: skip
    obligation_default = _step(
        inputs.ObligationReasonInput, "State, after the time to make up for it, that it was not done.",
        operations.declare_default, P.OBLIGATION_DEFAULT,
    )  # fmt: skip
    obligation_waive = _step(
        inputs.ObligationWaiveInput, "Do without it; of a series nothing more comes if it was not due yet.",
        operations.waive, P.OBLIGATION_WAIVE,
    )  # fmt: skip
    obligation_cancel = _step(
        inputs.ObligationReasonInput, "Take away what the end of its contract has left behind.", operations.cancel,
        P.OBLIGATION_CANCEL,
    )  # fmt: skip
