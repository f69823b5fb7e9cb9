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
        inputs.DisputeProposeMediatorInput, "Name somebody who is to mediate, and mail them a link.",
        operations.propose_mediator, P.DISPUTE_PURSUE,
    )  # fmt: skip
    dispute_accept_mediator = _step(
        inputs.DisputeAcceptMediatorInput, "Accept the proposed mediator over exactly what they have declared.",
        operations.accept_mediator,
    )  # fmt: skip
    dispute_refuse_mediator = _step(
        DisputeReasonInput, "Do not accept the proposed mediator; another may be named.", operations.refuse_mediator
    )
    dispute_mediate = _step(
        DisputeStepInput, "Hand the dispute over to the mediator whom both sides have accepted.",
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
        DisputeStepInput, "Let the mediator read the offers, once the other side does as well.",
        operations.show_offers,
    )  # fmt: skip
    dispute_hide_offers = _step(
        DisputeStepInput, "Take that back: from now on the mediator reads no offer.", operations.hide_offers
    )
    dispute_send_link_again = _step(
        DisputeStepInput,
        "Have a new link mailed to the mediator; their earlier link, passkey and session end, their declaration stays.",
        operations.send_link_again, P.DISPUTE_ESCALATE,
    )  # fmt: skip
    dispute_tell_mediator = _step(
        inputs.DisputeTellMediatorInput, "Say something to the mediator that the other side does not read.",
        operations.tell_mediator,
    )  # fmt: skip
