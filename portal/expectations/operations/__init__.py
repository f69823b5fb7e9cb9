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
from portal.expectations.operations.promising import Terms
from portal.expectations.operations.recording import Given, Mode, record_facts
from portal.expectations.operations.starting import keep_expectation_time

__all__ = [
    "Given",
    "Mode",
    "Terms",
    "agree_expectation",
    "decline_expectation",
    "discard_expectation",
    "draft_expectation",
    "edit_expectation",
    "keep_expectation_time",
    "on_contract_ended",
    "on_contract_signed",
    "propose_expectation",
    "record_facts",
    "resume_expectation",
    "retire_expectation",
    "revise_expectation",
    "suspend_expectation",
]
