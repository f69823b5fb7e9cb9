"""One mutation for each step of the room that a person or a program may take."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.expectations import operations, queries
from schema.engine.mutations import mutation, payload
from schema.expectations import inputs
from schema.expectations.breaches import BreachMutation
from schema.expectations.cards import ScorecardMutation
from schema.expectations.importing import FactImportMutation
from schema.expectations.types.agreed import Expectation, Metric
from schema.expectations.types.facts import FactBatch
from schema.expectations.types.measured import Measurement

P = Permission

ExpectationPayload = payload(
    Expectation, "expectation", queries.expectation, description="Result of a step of an expectation.",
    shown="The expectation now; as it is, if the step was refused.",
)  # fmt: skip
MeasurementPayload = payload(
    Measurement, "measurement", queries.measurement, description="Result of a step of a measurement.",
    shown="The measurement now; as it is, if the step was refused.",
)  # fmt: skip
MetricPayload = payload(
    Metric, "metric", queries.metric, description="Result of putting a definition in the list.",
    shown="The definition.",
)  # fmt: skip
FactBatchPayload = payload(
    FactBatch, "batch", queries.batch, description="Result of bringing facts.",
    shown="What became of the rows; null if all were refused.",
)  # fmt: skip


def step(given: type, description: str, operation: Any, requires: Permission) -> Any:
    return mutation(ExpectationPayload, given, description, operation, requires)


def of_value(given: type, description: str, operation: Any, requires: Permission) -> Any:
    return mutation(MeasurementPayload, given, description, operation, requires)


@strawberry.type
class ExpectationMutation(BreachMutation, ScorecardMutation, FactImportMutation):
    expectation_draft = step(
        inputs.ExpectationDraftInput, "Write an expectation.", operations.draft_expectation, P.EXPECTATION_PROPOSE
    )
    expectation_edit = step(
        inputs.ExpectationEditInput, "Write the draft anew.", operations.edit_expectation, P.EXPECTATION_PROPOSE
    )
    expectation_propose = step(
        inputs.ExpectationProposeInput, "Show it to the other side, which has ten business days.",
        operations.propose_expectation, P.EXPECTATION_PROPOSE,
    )  # fmt: skip
    expectation_discard = step(
        inputs.ExpectationStepInput, "Take it back before anybody agreed.", operations.discard_expectation,
        P.EXPECTATION_PROPOSE,
    )  # fmt: skip
    expectation_revise = step(
        inputs.ExpectationReasonInput, "Ask the side that wrote it for a change.", operations.revise_expectation,
        P.EXPECTATION_PROPOSE,
    )  # fmt: skip
    expectation_decline = step(
        inputs.ExpectationReasonInput, "Say no to it.", operations.decline_expectation, P.EXPECTATION_PROPOSE
    )
    expectation_agree = step(
        inputs.ExpectationAgreeInput, "Agree to exactly this promise.", operations.agree_expectation,
        P.EXPECTATION_AGREE,
    )  # fmt: skip
    expectation_suspend = step(
        inputs.ExpectationSuspendInput, "Stop the measuring for some days.", operations.suspend_expectation,
        P.EXPECTATION_SUSPEND,
    )  # fmt: skip
    expectation_resume = step(
        inputs.ExpectationStepInput, "Measure again before the suspension is over.", operations.resume_expectation,
        P.EXPECTATION_SUSPEND,
    )  # fmt: skip
    expectation_retire = step(
        inputs.ExpectationReasonInput, "End it today; the period that has begun is measured up to today.",
        operations.retire_expectation, P.EXPECTATION_RETIRE,
    )  # fmt: skip
    expectation_attest = step(
        inputs.ExpectationAttestInput, "Say whether a rule is kept, and what shows it.", operations.attest_rule,
        P.FACT_RECORD,
    )  # fmt: skip
    expectation_contest_attestation = step(
        inputs.ExpectationReasonInput, "Say why what the other side attested is not so.",
        operations.contest_attestation, P.MEASUREMENT_CONTEST,
    )  # fmt: skip
    metric_propose = mutation(
        MetricPayload, inputs.MetricProposeInput, "Put a definition of your own beside those that may be agreed on.",
        operations.propose_metric, P.EXPECTATION_PROPOSE,
    )  # fmt: skip
    facts_record = mutation(
        FactBatchPayload, inputs.FactsRecordInput,
        "Bring facts of your side; what was sent before with the same content changes nothing.",
        operations.record_facts, P.FACT_RECORD,
    )  # fmt: skip
    fact_withdraw = mutation(
        FactBatchPayload, inputs.FactWithdrawInput, "Take a fact of your side back: nothing of it counts any more.",
        operations.withdraw_fact, P.FACT_RECORD,
    )  # fmt: skip
    measurement_contest = of_value(
        inputs.MeasurementContestInput, "Contest lines of a value, each with a reason.",
        operations.contest_measurement, P.MEASUREMENT_CONTEST,
    )  # fmt: skip
    measurement_withdraw = of_value(
        inputs.MeasurementStepInput, "Take all that is contested and not answered back.", operations.withdraw_contest,
        P.MEASUREMENT_CONTEST,
    )  # fmt: skip
    measurement_acknowledge = of_value(
        inputs.MeasurementAcknowledgeInput, "Say that a value is right: it is final.",
        operations.acknowledge_measurement, P.MEASUREMENT_ACKNOWLEDGE,
    )  # fmt: skip
    measurement_rule_on_facts = of_value(
        inputs.MeasurementAnswerInput, "Answer every contested line, and have the value counted again.",
        operations.answer_measurement, P.MEASUREMENT_ANSWER,
    )  # fmt: skip
    measurement_turn_into_dispute = of_value(
        inputs.MeasurementReasonInput, "Refuse the answer to lines that were upheld.", operations.turn_into_dispute,
        P.MEASUREMENT_DISPUTE,
    )  # fmt: skip
    measurement_offer_restatement = of_value(
        inputs.MeasurementReasonInput, "Offer to count facts that came after a value was final.",
        operations.offer_restatement, P.MEASUREMENT_RESTATE,
    )  # fmt: skip
    measurement_decline_restatement = of_value(
        inputs.MeasurementReasonInput, "Leave a value as it is.", operations.decline_restatement,
        P.MEASUREMENT_RESTATE,
    )  # fmt: skip
    measurement_restate = of_value(
        inputs.MeasurementStepInput, "Accept late facts; the result is the new measurement.",
        operations.restate_measurement, P.MEASUREMENT_RESTATE,
    )  # fmt: skip
