"""One function for each thing that a person, or the clock, does with an obligation."""

from portal.obligations.operations.doing import cancel, claim_done, confirm, declare_default, refuse, waive
from portal.obligations.operations.keeping import (
    CONTRACT_OVER,
    continue_series,
    keep_time,
    on_contract_amended,
    on_contract_over,
)
from portal.obligations.operations.proposing import agree, decline, propose, withdraw
from portal.obligations.operations.settled import agree_as_settled
from portal.obligations.operations.terms import Terms

__all__ = [
    "CONTRACT_OVER",
    "Terms",
    "agree",
    "agree_as_settled",
    "cancel",
    "claim_done",
    "confirm",
    "continue_series",
    "declare_default",
    "decline",
    "keep_time",
    "on_contract_amended",
    "on_contract_over",
    "propose",
    "refuse",
    "waive",
    "withdraw",
]
