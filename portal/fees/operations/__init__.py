"""One function for each thing that a person, or the clock, does with a fee."""

from portal.fees.operations.accruing import accrue, accrue_won
from portal.fees.operations.agreed import CONTRACT_AGREED, CONTRACT_OVER, end_with_contract, set_from_contract
from portal.fees.operations.deciding import approve, hold, reduce, release, reverse
from portal.fees.operations.disputed import adjust, stand
from portal.fees.operations.keeping import keep_time
from portal.fees.operations.paying import pay
from portal.fees.operations.schedules import Given, Terms, attribute, end_schedule, set_schedule

__all__ = [
    "CONTRACT_AGREED",
    "CONTRACT_OVER",
    "Given",
    "Terms",
    "accrue",
    "accrue_won",
    "adjust",
    "approve",
    "attribute",
    "end_schedule",
    "end_with_contract",
    "hold",
    "keep_time",
    "pay",
    "reduce",
    "release",
    "reverse",
    "set_from_contract",
    "set_schedule",
    "stand",
]
