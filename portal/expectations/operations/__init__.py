"""One function for each thing that a person, a program or the clock does in the room."""

from portal.expectations.operations.agreeing import (
    agree_expectation,
    decline_expectation,
    discard_expectation,
    draft_expectation,
    edit_expectation,
    on_contract_ended,
    on_contract_signed,
    propose_expectation,
    resume_expectation,
    retire_expectation,
    revise_expectation,
    suspend_expectation,
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
from portal.expectations.operations.measuring import keep_measurement_time
from portal.expectations.operations.promising import Terms
from portal.expectations.operations.recording import SETTLE, Given, Mode, record_facts
from portal.expectations.operations.settling import settle
from portal.expectations.operations.starting import keep_expectation_time

__all__ = [
    "SETTLE",
    "Answer",
    "Given",
    "Line",
    "Mode",
    "Terms",
    "acknowledge_measurement",
    "agree_expectation",
    "answer_measurement",
    "contest_measurement",
    "decline_expectation",
    "decline_restatement",
    "discard_expectation",
    "draft_expectation",
    "edit_expectation",
    "keep_expectation_time",
    "keep_measurement_time",
    "offer_restatement",
    "on_contract_ended",
    "on_contract_signed",
    "propose_expectation",
    "record_facts",
    "restate_measurement",
    "resume_expectation",
    "retire_expectation",
    "revise_expectation",
    "settle",
    "suspend_expectation",
    "turn_into_dispute",
    "withdraw_contest",
]
