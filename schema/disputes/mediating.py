"""The mutations by which two sides come to a mediator, and what they agree on then."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.disputes import operations
from schema.disputes.inputs import mediating as inputs
from schema.disputes.inputs.steps import DisputeReasonInput, DisputeStepInput
from schema.disputes.settling import DisputePayload
from schema.engine.mutations import mutation

P = Permission


def _step(given: type, description: str, operation: Any, requires: Permission = P.DISPUTE_SETTLE) -> Any:
    return mutation(DisputePayload, given, description, operation, requires)


@strawberry.type
class MediatingMutation:
    dispute_propose_mediator = _step(
        inputs.DisputeProposeMediatorInput, "Propose a mediator and email them a link.",
        operations.propose_mediator, P.DISPUTE_PURSUE,
    )  # fmt: skip
    dispute_accept_mediator = _step(
        inputs.DisputeAcceptMediatorInput, "Accept the proposed mediator with exactly this declaration.",
        operations.accept_mediator,
    )  # fmt: skip
    dispute_refuse_mediator = _step(
        DisputeReasonInput,
        "Refuse the proposed mediator. Another one can then be proposed.",
        operations.refuse_mediator,
    )
    dispute_mediate = _step(
        DisputeStepInput, "Start the mediation with the mediator whom both sides have accepted.",
        operations.mediate, P.DISPUTE_MEDIATE,
    )  # fmt: skip
    dispute_ask_longer = _step(
        inputs.DisputeAskLongerInput, "Ask the other side for more time for the mediation.", operations.ask_longer,
        P.DISPUTE_PURSUE,
    )  # fmt: skip
    dispute_agree_longer = _step(
        DisputeStepInput, "Agree to more time for the mediation.", operations.agree_longer, P.DISPUTE_PURSUE
    )
    dispute_show_offers = _step(
        DisputeStepInput, "Let the mediator read the offers, once the other side does too.",
        operations.show_offers,
    )  # fmt: skip
    dispute_hide_offers = _step(DisputeStepInput, "Stop the mediator reading the offers.", operations.hide_offers)
    dispute_send_link_again = _step(
        DisputeStepInput,
        "Send the mediator a new link. Their earlier link, passkey and session end; their declaration stays.",
        operations.send_link_again, P.DISPUTE_ESCALATE,
    )  # fmt: skip
    dispute_tell_mediator = _step(
        inputs.DisputeTellMediatorInput, "Send the mediator a message that the other side cannot read.",
        operations.tell_mediator,
    )  # fmt: skip
