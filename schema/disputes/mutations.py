"""One mutation for each step of a dispute that a person or a program may take."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.disputes import operations, queries
from schema.disputes.inputs import drafting, steps
from schema.disputes.mediating import MediatingMutation
from schema.disputes.settling import DisputePayload, SettlingMutation
from schema.disputes.types.after import Prevention
from schema.engine.mutations import mutation, payload

P = Permission

PreventionPayload = payload(
    Prevention, "prevention", queries.prevention, description="Result of a step of an action against a cause.",
    shown="The current action; unchanged if the step was refused.",
)  # fmt: skip


def _step(given: type, description: str, operation: Any, requires: Permission, **more: Any) -> Any:
    return mutation(DisputePayload, given, description, operation, requires, **more)


def _of_prevention(given: type, description: str, operation: Any, requires: Permission, **more: Any) -> Any:
    return mutation(PreventionPayload, given, description, operation, requires, **more)


@strawberry.type
class DisputeMutation(SettlingMutation, MediatingMutation):
    dispute_draft = _step(
        drafting.DisputeDraftInput, "Start a dispute. Only the caller's side can see it until it is filed.",
        operations.draft, P.DISPUTE_FILE, arranged=drafting.arranged,
    )  # fmt: skip
    dispute_edit = _step(
        drafting.DisputeEditInput, "Replace a draft.", operations.edit, P.DISPUTE_FILE, arranged=drafting.arranged
    )
    dispute_discard = _step(steps.DisputeStepInput, "Discard a draft permanently.", operations.discard, P.DISPUTE_FILE)
    dispute_add_evidence = _step(
        drafting.DisputeAddEvidenceInput,
        "Add evidence files. Both sides can see them once the dispute is filed, except files that are kept back.",
        operations.add_evidence, P.FILE_UPLOAD, arranged=drafting.brought,
    )  # fmt: skip
    dispute_file = _step(
        steps.DisputeStepInput, "File a draft. Both sides can then see it, and the company's time to admit it starts.",
        operations.file, P.DISPUTE_FILE,
    )  # fmt: skip
    dispute_refile = _step(
        steps.DisputeRefileInput, "File a refused dispute again, once, with new evidence.", operations.refile,
        P.DISPUTE_INFORM,
    )  # fmt: skip
    dispute_withdraw = _step(
        steps.DisputeReasonInput,
        "Withdraw a dispute that the caller's side has filed.",
        operations.withdraw,
        P.DISPUTE_INFORM,
    )
    dispute_say = _step(
        steps.DisputeStatementInput, "Make a statement to both sides; it becomes an entry of the chain.",
        operations.make_statement, P.DISPUTE_ANSWER,
    )  # fmt: skip
    dispute_ask_info = _step(
        steps.DisputeAskInfoInput, "Ask the claimant for more information. The time to admit the dispute is paused"
                                   " until the answer.",
        operations.ask_info, P.DISPUTE_TRIAGE,
    )  # fmt: skip
    dispute_give_info = _step(
        steps.DisputeGiveInfoInput, "Give the requested information.", operations.give_info, P.DISPUTE_INFORM
    )
    dispute_admit = _step(
        steps.DisputeStepInput, "Admit a dispute; the other side must then answer.", operations.admit, P.DISPUTE_TRIAGE
    )
    dispute_refuse = _step(
        steps.DisputeRefuseInput, "Refuse a dispute, with a code and a text for every line.", operations.refuse,
        P.DISPUTE_TRIAGE,
    )  # fmt: skip
    dispute_object_to_refusal = _step(
        steps.DisputeReasonInput, "Take a refusal to the next level.", operations.object_to_refusal, P.DISPUTE_PURSUE
    )
    dispute_respond = _step(steps.DisputeRespondInput, "Answer every line.", operations.respond, P.DISPUTE_ANSWER)
    dispute_ask_pause = _step(
        steps.DisputeAskPauseInput, "Ask the other side to pause the current deadline until a day.",
        operations.ask_pause, P.DISPUTE_PURSUE,
    )  # fmt: skip
    dispute_agree_pause = _step(
        steps.DisputeStepInput, "Agree to the pause that the other side requested.", operations.agree_pause,
        P.DISPUTE_PURSUE,
    )  # fmt: skip
    dispute_escalate = _step(
        steps.DisputeReasonInput, "Move a dispute to the next level.", operations.escalate, P.DISPUTE_ESCALATE
    )
    dispute_send_back = _step(
        steps.DisputeSendBackInput, "Send a dispute back to the two sides, with instructions.",
        operations.send_back, P.DISPUTE_DECIDE,
    )  # fmt: skip
    dispute_decide = _step(
        steps.DisputeDecideInput, "Decide every line with a reason, where the contract gives that right.",
        operations.decide, P.DISPUTE_DECIDE,
    )  # fmt: skip
    dispute_appeal = _step(
        steps.DisputeReasonInput, "Take the decision to the next level, once.", operations.appeal, P.DISPUTE_APPEAL
    )
    dispute_reopen = _step(
        steps.DisputeReasonInput, "Reopen a resolved dispute because of new evidence.", operations.reopen,
        P.DISPUTE_PURSUE,
    )  # fmt: skip
    dispute_record_cause = _step(
        steps.DisputeRecordCauseInput, "Record the cause of a dispute and what prevents it.", operations.record_cause,
        P.DISPUTE_CLOSE, arranged=steps.with_plan,
    )  # fmt: skip
    dispute_close = _step(
        steps.DisputeStepInput, "Close a dispute, once its cause is recorded and it can no longer be reopened.",
        operations.close,
        P.DISPUTE_CLOSE,
    )  # fmt: skip
    dispute_record_outcome = _step(
        steps.DisputeRecordOutcomeInput, "Record what a court or an arbitrator has decided.",
        operations.record_outcome, P.DISPUTE_RECORD,
    )  # fmt: skip
    prevention_mark_done = _of_prevention(
        steps.PreventionMarkDoneInput, "Report an action done.", operations.mark_done, P.REMEDY_CLAIM
    )
    prevention_check_effective = _of_prevention(
        steps.PreventionCheckInput, "Record that an action has worked, with evidence.", operations.check,
        P.DISPUTE_CLOSE, arranged=steps.effective,
    )  # fmt: skip
    prevention_check_ineffective = _of_prevention(
        steps.PreventionCheckInput, "Record that an action has not worked, with evidence.", operations.check,
        P.DISPUTE_CLOSE, arranged=steps.ineffective,
    )  # fmt: skip
