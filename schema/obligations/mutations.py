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
    shown="The current obligation; unchanged if the step was refused.",
)  # fmt: skip


def _step(given: type, description: str, operation: Any, requires: Permission) -> Any:
    return mutation(ObligationPayload, given, description, operation, requires)


@strawberry.type
class ObligationMutation:
    obligation_propose = _step(
        inputs.ObligationProposeInput,
        "Propose an obligation. The other side has ten business days to answer.",
        operations.propose, P.OBLIGATION_PROPOSE,
    )  # fmt: skip
    obligation_agree = _step(
        inputs.ObligationAgreeInput, "Agree to exactly what the other side proposed.", operations.agree,
        P.OBLIGATION_AGREE,
    )  # fmt: skip
    obligation_decline = _step(
        inputs.ObligationReasonInput, "Decline the other side's proposal.", operations.decline, P.OBLIGATION_AGREE
    )
    obligation_withdraw = _step(
        inputs.ObligationStepInput, "Withdraw the caller's own side's proposal.", operations.withdraw,
        P.OBLIGATION_PROPOSE,
    )  # fmt: skip
    obligation_claim_done = _step(
        inputs.ObligationClaimDoneInput,
        "Add evidence that it is done. The other side has ten business days to review it.",
        operations.claim_done, P.OBLIGATION_CLAIM,
    )  # fmt: skip
    obligation_confirm = _step(
        inputs.ObligationConfirmInput, "Confirm that exactly this evidence shows it done.", operations.confirm,
        P.OBLIGATION_ANSWER,
    )  # fmt: skip
    obligation_refuse = _step(
        inputs.ObligationReasonInput, "Refuse evidence; the other side can add new evidence.", operations.refuse,
        P.OBLIGATION_ANSWER,
    )  # fmt: skip
    obligation_default = _step(
        inputs.ObligationReasonInput, "Declare a default after the grace period of an obligation.",
        operations.declare_default, P.OBLIGATION_DEFAULT,
    )  # fmt: skip
    obligation_waive = _step(
        inputs.ObligationWaiveInput, "Waive an obligation. The rest of its series ends too if it was not due yet.",
        operations.waive, P.OBLIGATION_WAIVE,
    )  # fmt: skip
    obligation_cancel = _step(
        inputs.ObligationReasonInput, "Cancel an obligation whose contract has ended.", operations.cancel,
        P.OBLIGATION_CANCEL,
    )  # fmt: skip
