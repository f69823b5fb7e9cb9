"""One mutation for each step of a contract that a person may take."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.contracts import operations, queries
from schema.contracts import inputs
from schema.contracts.types import Contract
from schema.engine.mutations import mutation, payload

P = Permission


ContractPayload = payload(
    Contract, "contract", queries.contract, description="Result of a step of a contract.",
    shown="The current contract; unchanged if the step was refused.",
)  # fmt: skip


def step(given: type, description: str, operation: Any, requires: Permission) -> Any:
    return mutation(ContractPayload, given, description, operation, requires)


@strawberry.type
class ContractMutation:
    contract_draft = step(
        inputs.ContractDraftInput, "Draft a contract with a partner.", operations.draft, P.CONTRACT_DRAFT
    )
    contract_amend = step(
        inputs.ContractAmendInput, "Start an amendment of a contract in force.", operations.amend, P.CONTRACT_DRAFT
    )
    contract_redraft = step(
        inputs.ContractRedraftInput, "Change the company's own draft.", operations.redraft, P.CONTRACT_DRAFT
    )
    contract_submit_for_review = step(
        inputs.ContractStepInput,
        "Submit the draft to legal for review.",
        operations.submit_for_review,
        P.CONTRACT_DRAFT,
    )
    contract_request_changes = step(
        inputs.ContractReasonInput, "Return the draft to its author.", operations.request_changes, P.CONTRACT_REVIEW
    )
    contract_publish = step(
        inputs.ContractStepInput, "Publish version 1 to the partner and start its turn.", operations.publish,
        P.CONTRACT_REVIEW,
    )  # fmt: skip
    contract_withdraw = step(
        inputs.ContractReasonInput, "End the contract before it is signed.", operations.withdraw, P.CONTRACT_READ
    )
    contract_edit_round = step(
        inputs.ContractEditRoundInput,
        "Save the changes you want to propose. The other side sees them once the round is submitted.",
        operations.edit_round,
        P.CONTRACT_NEGOTIATE,
    )
    contract_submit_round = step(
        inputs.ContractSubmitRoundInput, "Submit your changes to the other side, or accept the text without changes.",
        operations.submit_round, P.CONTRACT_NEGOTIATE,
    )  # fmt: skip
    contract_withdraw_round = step(
        inputs.ContractStepInput, "Withdraw your unanswered proposal; it is your turn again.",
        operations.withdraw_round, P.CONTRACT_RECALL,
    )  # fmt: skip
    contract_counter_round = step(
        inputs.ContractCounterRoundInput, "Answer every change of the proposal and start your turn.",
        operations.counter_round, P.CONTRACT_NEGOTIATE,
    )  # fmt: skip
    contract_accept_round = step(
        inputs.ContractDigestInput, "Accept exactly the proposed text, so that both sides agree on it.",
        operations.accept_round, P.CONTRACT_ACCEPT,
    )  # fmt: skip
    contract_reopen = step(
        inputs.ContractReasonInput, "Reopen the negotiation of an agreed text.", operations.reopen, P.CONTRACT_ACCEPT
    )
    contract_start_approval = step(
        inputs.ContractStepInput, "Ask for the approvals that the rules require.", operations.start_approval,
        P.CONTRACT_MANAGE,
    )  # fmt: skip
    contract_sign = step(inputs.ContractSignInput, "Sign exactly this text.", operations.sign, P.CONTRACT_SIGN)
    contract_decline = step(
        inputs.ContractReasonInput, "Decline to sign; the negotiation reopens.", operations.decline,
        P.CONTRACT_SIGN,
    )  # fmt: skip
