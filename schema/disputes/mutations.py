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
    shown="The action now; as it is, if the step was refused.",
)  # fmt: skip


def _step(given: type, description: str, operation: Any, requires: Permission, **more: Any) -> Any:
    return mutation(DisputePayload, given, description, operation, requires, **more)


def _of_prevention(given: type, description: str, operation: Any, requires: Permission, **more: Any) -> Any:
    return mutation(PreventionPayload, given, description, operation, requires, **more)


@strawberry.type
class DisputeMutation(SettlingMutation, MediatingMutation):
    dispute_draft = _step(
        drafting.DisputeDraftInput, "Begin a dispute; the caller's side alone sees it until it is filed.",
        operations.draft, P.DISPUTE_FILE, arranged=drafting.arranged,
    )  # fmt: skip
    dispute_edit = _step(
        drafting.DisputeEditInput, "Write a draft anew.", operations.edit, P.DISPUTE_FILE, arranged=drafting.arranged
    )
    dispute_discard = _step(steps.DisputeStepInput, "Put a draft aside for good.", operations.discard, P.DISPUTE_FILE)
    dispute_add_evidence = _step(
        drafting.DisputeAddEvidenceInput,
        "Bring files that show something; both sides see them once it is filed, but for what is kept back.",
        operations.add_evidence, P.FILE_UPLOAD, arranged=drafting.brought,
    )  # fmt: skip
    dispute_file = _step(
        steps.DisputeStepInput, "File a draft: both sides see it, and the company's time to admit it runs.",
        operations.file, P.DISPUTE_FILE,
    )  # fmt: skip
    dispute_refile = _step(
        steps.DisputeRefileInput, "File again, once, what was refused, with something new.", operations.refile,
        P.DISPUTE_INFORM,
    )  # fmt: skip
    dispute_withdraw = _step(
        steps.DisputeReasonInput, "Take back what the caller's side has filed.", operations.withdraw, P.DISPUTE_INFORM
    )
    dispute_say = _step(
        steps.DisputeStatementInput, "Say something to both sides; it becomes an entry of the chain.",
        operations.make_statement, P.DISPUTE_ANSWER,
    )  # fmt: skip
    dispute_ask_info = _step(
        steps.DisputeAskInfoInput, "Ask the claimant for more; the time to admit it stands until it is said.",
        operations.ask_info, P.DISPUTE_TRIAGE,
    )  # fmt: skip
    dispute_give_info = _step(
        steps.DisputeGiveInfoInput, "Say what was asked for.", operations.give_info, P.DISPUTE_INFORM
    )
    dispute_admit = _step(
        steps.DisputeStepInput, "Admit it: the other side has to answer.", operations.admit, P.DISPUTE_TRIAGE
    )
    dispute_refuse = _step(
        steps.DisputeRefuseInput, "Do not take it up, with a code and a text for every line.", operations.refuse,
        P.DISPUTE_TRIAGE,
    )  # fmt: skip
    dispute_object_to_refusal = _step(
        steps.DisputeReasonInput, "Take a refusal to the next level.", operations.object_to_refusal, P.DISPUTE_PURSUE
    )
    dispute_respond = _step(steps.DisputeRespondInput, "Answer every line.", operations.respond, P.DISPUTE_ANSWER)
    dispute_ask_pause = _step(
        steps.DisputeAskPauseInput, "Ask the other side that the present time stands until a day.",
        operations.ask_pause, P.DISPUTE_PURSUE,
    )  # fmt: skip
    dispute_agree_pause = _step(
        steps.DisputeStepInput, "Agree to the pause that the other side asks for.", operations.agree_pause,
        P.DISPUTE_PURSUE,
    )  # fmt: skip
    dispute_escalate = _step(
        steps.DisputeReasonInput, "Take it to the next level.", operations.escalate, P.DISPUTE_ESCALATE
    )
    dispute_send_back = _step(
        steps.DisputeSendBackInput, "Have the two sides negotiate once more, with instructions.",
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
        steps.DisputeReasonInput, "Go on with what was resolved, because of something new.", operations.reopen,
        P.DISPUTE_PURSUE,
    )  # fmt: skip
    dispute_record_cause = _step(
        steps.DisputeRecordCauseInput, "Record why it happened, and what prevents it.", operations.record_cause,
        P.DISPUTE_CLOSE, arranged=steps.with_plan,
    )  # fmt: skip
    dispute_close = _step(
        steps.DisputeStepInput, "Close it, once its cause is known and nobody can reopen it.", operations.close,
        P.DISPUTE_CLOSE,
    )  # fmt: skip
    dispute_record_outcome = _step(
        steps.DisputeRecordOutcomeInput, "Record what a court or an arbitrator has decided.",
        operations.record_outcome, P.DISPUTE_RECORD,
    )  # fmt: skip
    prevention_mark_done = _of_prevention(
        steps.PreventionMarkDoneInput, "Say that an action is done, and how.", operations.mark_done, P.REMEDY_CLAIM
    )
    prevention_check_effective = _of_prevention(
        steps.PreventionCheckInput, "Say that an action has worked, and what shows it.", operations.check,
        P.DISPUTE_CLOSE, arranged=steps.effective,
    )  # fmt: skip
    prevention_check_ineffective = _of_prevention(
        steps.PreventionCheckInput, "Say that an action has not worked, and what shows it.", operations.check,
        P.DISPUTE_CLOSE, arranged=steps.ineffective,
    )  # fmt: skip
