"""One mutation for each thing that people do with fees."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.fees import operations, queries
from schema.engine.mutations import mutation, payload
from schema.fees import inputs
from schema.fees.types import Fee, FeeSchedule, Payout
from schema.opportunities.mutations import OpportunityPayload

P = Permission
FeePayload = payload(
    Fee, "fee", queries.fee, description="Result of a step of a fee.",
    shown="The current fee; unchanged if the step was refused.",
)  # fmt: skip
FeeSchedulePayload = payload(
    FeeSchedule, "schedule", queries.schedule, description="Result of changing a fee schedule.",
    shown="The current schedule.",
)  # fmt: skip
PayoutPayload = payload(
    Payout, "payout", queries.payout, description="Result of a payout.", shown="The payout.",
)  # fmt: skip


def _step(given: type, description: str, operation: Any, requires: Permission, **more: Any) -> Any:
    return mutation(FeePayload, given, description, operation, requires, **more)


@strawberry.type
class FeeMutation:
    fee_schedule_set = mutation(
        FeeSchedulePayload, inputs.FeeScheduleSetInput, "Set what a partner earns on its sales from a day on.",
        operations.set_schedule, P.FEE_SET, arranged=inputs.arranged,
    )  # fmt: skip
    fee_schedule_end = mutation(
        FeeSchedulePayload, inputs.FeeScheduleEndInput, "Set the last day of a schedule.", operations.end_schedule,
        P.FEE_SET,
    )  # fmt: skip
    fee_attribute = mutation(
        OpportunityPayload, inputs.FeeAttributeInput, "Set which partners brought a sale that is not won yet.",
        operations.attribute, P.FEE_CORRECT,
    )  # fmt: skip
    fee_accrue = _step(
        inputs.FeeAccrueInput, "Enter a fee on part of a sale, if it is not earned automatically.",
        operations.accrue, P.FEE_CORRECT,
    )  # fmt: skip
    fee_approve = _step(
        inputs.FeeStepInput, "Approve a fee for payment. The person responsible for the sale cannot.",
        operations.approve,
        P.FEE_APPROVE,
    )  # fmt: skip
    fee_hold = _step(inputs.FeeHoldInput, "Put a fee on hold.", operations.hold, P.FEE_HOLD)
    fee_release = _step(inputs.FeeReleaseInput, "Release a fee for approval.", operations.release, P.FEE_HOLD)
    fee_reverse = _step(
        inputs.FeeReverseInput, "Reverse a fee that is not paid yet.", operations.reverse, P.FEE_CORRECT
    )
    fee_reduce = _step(
        inputs.FeeReduceInput, "Reduce a fee in proportion to returns.", operations.reduce,
        P.FEE_CORRECT,
    )  # fmt: skip
    fee_pay = mutation(
        PayoutPayload, inputs.FeePayInput, "Record a payout of the amount owed to a partner in a currency.",
        operations.pay, P.FEE_PAY,
    )  # fmt: skip
