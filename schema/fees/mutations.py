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
    shown="The fee now; as it is, if the step was refused.",
)  # fmt: skip
FeeSchedulePayload = payload(
    FeeSchedule, "schedule", queries.schedule, description="Result of a change of what a partner earns.",
    shown="The schedule now.",
)  # fmt: skip
PayoutPayload = payload(
    Payout, "payout", queries.payout, description="Result of a payout.", shown="What was paid.",
)  # fmt: skip


def _step(given: type, description: str, operation: Any, requires: Permission, **more: Any) -> Any:
    return mutation(FeePayload, given, description, operation, requires, **more)


@strawberry.type
class FeeMutation:
    fee_schedule_set = mutation(
        FeeSchedulePayload, inputs.FeeScheduleSetInput, "Say what a partner earns by its sales from a day on.",
        operations.set_schedule, P.FEE_SET, arranged=inputs.arranged,
    )  # fmt: skip
    fee_schedule_end = mutation(
        FeeSchedulePayload, inputs.FeeScheduleEndInput, "Set the last day of a schedule.", operations.end_schedule,
        P.FEE_SET,
    )  # fmt: skip
    fee_attribute = mutation(
        OpportunityPayload, inputs.FeeAttributeInput, "Say who brought a sale that is not won yet.",
        operations.attribute, P.FEE_CORRECT,
    )  # fmt: skip
    fee_accrue = _step(
        inputs.FeeAccrueInput, "Enter a fee on a part of a sale, where it does not follow from the order by itself.",
        operations.accrue, P.FEE_CORRECT,
    )  # fmt: skip
    fee_approve = _step(
        inputs.FeeStepInput, "Approve a fee for payment; never of a sale that one answers for.", operations.approve,
        P.FEE_APPROVE,
    )  # fmt: skip
    fee_hold = _step(inputs.FeeHoldInput, "Keep a fee back.", operations.hold, P.FEE_HOLD)
    fee_release = _step(inputs.FeeReleaseInput, "Let a fee go on to its approval.", operations.release, P.FEE_HOLD)
    fee_reverse = _step(
        inputs.FeeReverseInput, "Take all of a fee back that is not paid yet.", operations.reverse, P.FEE_CORRECT
    )
    fee_reduce = _step(
        inputs.FeeReduceInput, "Take so much of a fee back as belongs to what was returned.", operations.reduce,
        P.FEE_CORRECT,
    )  # fmt: skip
    fee_pay = mutation(
        PayoutPayload, inputs.FeePayInput, "Record that what a partner is owed in a currency was paid.",
        operations.pay, P.FEE_PAY,
    )  # fmt: skip
