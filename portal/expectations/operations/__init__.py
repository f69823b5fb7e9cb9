"""One function for each thing that a person, a program or the clock does in the room."""

from portal.expectations.operations.agreeing import (
    agree_expectation,
    decline_expectation,
    discard_expectation,
    draft_expectation,
    edit_expectation,
    on_contract_ended,
    on_contract_signed,
    on_partner_offboarded,
    propose_expectation,
    resume_expectation,
    retire_expectation,
    revise_expectation,
    suspend_expectation,
)
from portal.expectations.operations.answering import tell_of_waiting, tells_of_waiting
from portal.expectations.operations.breaches import (
    PlannedStep,
    apply_consequence,
    close_breach,
    keep_breach_time,
    notify_breach,
    on_crossing,
    on_value,
    refuse_plan,
    submit_plan,
    verify_cure,
    waive_breach,
)
from portal.expectations.operations.contesting import (
    Answer,
    Line,
    acknowledge_measurement,
    answer_measurement,
    contest_measurement,
    decline_restatement,
    offer_restatement,
    restate_measurement,
    turn_into_dispute,
    withdraw_contest,
)
from portal.expectations.operations.defining import propose_metric
from portal.expectations.operations.measuring import keep_measurement_time
from portal.expectations.operations.promising import Terms
from portal.expectations.operations.recording import SETTLE, Given, Mode, record_facts
from portal.expectations.operations.settling import settle
from portal.expectations.operations.starting import keep_expectation_time
from portal.expectations.operations.withdrawing import withdraw_fact

__all__ = [
    "SETTLE",
    "Answer",
    "Given",
    "Line",
    "Mode",
    "PlannedStep",
    "Terms",
    "acknowledge_measurement",
    "agree_expectation",
    "answer_measurement",
    "apply_consequence",
    "close_breach",
    "contest_measurement",
    "decline_expectation",
    "decline_restatement",
    "discard_expectation",
    "draft_expectation",
    "edit_expectation",
    "keep_breach_time",
    "keep_expectation_time",
    "keep_measurement_time",
    "notify_breach",
    "offer_restatement",
    "on_contract_ended",
    "on_contract_signed",
    "on_crossing",
    "on_partner_offboarded",
    "on_value",
    "propose_expectation",
    "propose_metric",
    "record_facts",
    "refuse_plan",
    "restate_measurement",
    "resume_expectation",
    "retire_expectation",
    "revise_expectation",
    "settle",
    "submit_plan",
    "suspend_expectation",
    "tell_of_waiting",
    "tells_of_waiting",
    "turn_into_dispute",
    "verify_cure",
    "waive_breach",
    "withdraw_contest",
    "withdraw_fact",
]
