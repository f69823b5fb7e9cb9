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
    shown="The current expectation; unchanged if the step was refused.",
)  # fmt: skip
MeasurementPayload = payload(
    Measurement, "measurement", queries.measurement, description="Result of a step of a measurement.",
    shown="The current measurement; unchanged if the step was refused.",
)  # fmt: skip
MetricPayload = payload(
    Metric, "metric", queries.metric, description="Result of adding a definition.",
    shown="The definition.",
)  # fmt: skip
FactBatchPayload = payload(
    FactBatch, "batch", queries.batch, description="Result of sending facts.",
    shown="Result of the rows; null if all were refused.",
)  # fmt: skip


def step(given: type, description: str, operation: Any, requires: Permission) -> Any:
    return mutation(ExpectationPayload, given, description, operation, requires)


def of_value(given: type, description: str, operation: Any, requires: Permission) -> Any:
    return mutation(MeasurementPayload, given, description, operation, requires)


@strawberry.type
class ExpectationMutation(BreachMutation, ScorecardMutation, FactImportMutation):
    expectation_draft = step(
        inputs.ExpectationDraftInput, "Draft an expectation.", operations.draft_expectation, P.EXPECTATION_PROPOSE
    )
    expectation_edit = step(
        inputs.ExpectationEditInput, "Replace the draft.", operations.edit_expectation, P.EXPECTATION_PROPOSE
    )
    expectation_propose = step(
        inputs.ExpectationProposeInput, "Propose it to the other side, which has ten business days to answer.",
        operations.propose_expectation, P.EXPECTATION_PROPOSE,
    )  # fmt: skip
    expectation_discard = step(
        inputs.ExpectationStepInput, "Withdraw it before the other side agrees.", operations.discard_expectation,
        P.EXPECTATION_PROPOSE,
    )  # fmt: skip
    expectation_revise = step(
        inputs.ExpectationReasonInput, "Ask the side that wrote it to change it.", operations.revise_expectation,
        P.EXPECTATION_PROPOSE,
    )  # fmt: skip
    expectation_decline = step(
        inputs.ExpectationReasonInput, "Decline it.", operations.decline_expectation, P.EXPECTATION_PROPOSE
    )
    expectation_agree = step(
        inputs.ExpectationAgreeInput, "Agree to exactly this promise.", operations.agree_expectation,
        P.EXPECTATION_AGREE,
    )  # fmt: skip
    expectation_suspend = step(
        inputs.ExpectationSuspendInput, "Suspend measuring until a day.", operations.suspend_expectation,
        P.EXPECTATION_SUSPEND,
    )  # fmt: skip
    expectation_resume = step(
        inputs.ExpectationStepInput, "Resume measuring before the suspension ends.", operations.resume_expectation,
        P.EXPECTATION_SUSPEND,
    )  # fmt: skip
    expectation_retire = step(
        inputs.ExpectationReasonInput, "End an expectation today. The current period is measured up to today.",
        operations.retire_expectation, P.EXPECTATION_RETIRE,
    )  # fmt: skip
    expectation_attest = step(
        inputs.ExpectationAttestInput, "Attest whether a rule is kept, with evidence.", operations.attest_rule,
        P.FACT_RECORD,
    )  # fmt: skip
    expectation_contest_attestation = step(
        inputs.ExpectationReasonInput, "Contest what the other side attested.",
        operations.contest_attestation, P.MEASUREMENT_CONTEST,
    )  # fmt: skip
    metric_propose = mutation(
        MetricPayload, inputs.MetricProposeInput, "Add your own definition to those that can be agreed.",
        operations.propose_metric, P.EXPECTATION_PROPOSE,
    )  # fmt: skip
    facts_record = mutation(
        FactBatchPayload, inputs.FactsRecordInput,
        "Send facts of your side. Facts already sent with the same content change nothing.",
        operations.record_facts, P.FACT_RECORD,
    )  # fmt: skip
    fact_withdraw = mutation(
        FactBatchPayload, inputs.FactWithdrawInput, "Withdraw a fact of your side; it no longer counts.",
        operations.withdraw_fact, P.FACT_RECORD,
    )  # fmt: skip
    measurement_contest = of_value(
        inputs.MeasurementContestInput, "Contest lines of a value, each with a reason.",
        operations.contest_measurement, P.MEASUREMENT_CONTEST,
    )  # fmt: skip
    measurement_withdraw = of_value(
        inputs.MeasurementStepInput, "Withdraw all contested lines that are not answered yet.",
        operations.withdraw_contest,
        P.MEASUREMENT_CONTEST,
    )  # fmt: skip
    measurement_acknowledge = of_value(
        inputs.MeasurementAcknowledgeInput, "Accept a value, which makes it final.",
        operations.acknowledge_measurement, P.MEASUREMENT_ACKNOWLEDGE,
    )  # fmt: skip
    measurement_rule_on_facts = of_value(
        inputs.MeasurementAnswerInput, "Answer every contested line; the value is then computed again.",
        operations.answer_measurement, P.MEASUREMENT_ANSWER,
    )  # fmt: skip
    measurement_turn_into_dispute = of_value(
        inputs.MeasurementReasonInput, "Refuse the answer to upheld lines and open a dispute.",
        operations.turn_into_dispute,
        P.MEASUREMENT_DISPUTE,
    )  # fmt: skip
    measurement_offer_restatement = of_value(
        inputs.MeasurementReasonInput, "Offer to count facts that came after a value was final.",
        operations.offer_restatement, P.MEASUREMENT_RESTATE,
    )  # fmt: skip
    measurement_decline_restatement = of_value(
        inputs.MeasurementReasonInput, "Decline to count late facts; the value does not change.",
        operations.decline_restatement,
        P.MEASUREMENT_RESTATE,
    )  # fmt: skip
    measurement_restate = of_value(
        inputs.MeasurementStepInput, "Accept late facts; the result is the new measurement.",
        operations.restate_measurement, P.MEASUREMENT_RESTATE,
    )  # fmt: skip
