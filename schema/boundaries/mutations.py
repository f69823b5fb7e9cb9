"""One mutation for each thing that people do with a boundary."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.boundaries import operations, queries
from schema.boundaries import inputs
from schema.boundaries.types import Boundary
from schema.engine.mutations import mutation, payload

P = Permission

BoundaryPayload = payload(
    Boundary, "boundary", queries.boundary, description="Result of a step of a boundary.",
    shown="The current boundary; unchanged if the step was refused.",
)  # fmt: skip


def step(given: type, description: str, operation: Any, requires: Permission) -> Any:
    return mutation(BoundaryPayload, given, description, operation, requires)


@strawberry.type
class BoundaryMutation:
    boundary_propose = step(
        inputs.BoundaryProposeInput, "Propose a boundary to the other side.", operations.propose, P.BOUNDARY_PROPOSE
    )
    boundary_revise = step(
        inputs.BoundaryReviseInput, "Propose other terms. The other side must answer again.", operations.revise,
        P.BOUNDARY_PROPOSE,
    )  # fmt: skip
    boundary_agree = step(
        inputs.BoundaryAgreeInput, "Agree to exactly these terms. From the first day, the portal refuses what"
                                   " crosses the boundary. Only a person can do this.",
        operations.agree, P.BOUNDARY_AGREE,
    )  # fmt: skip
    boundary_decline = step(
        inputs.BoundaryReasonInput, "Decline the other side's proposal. Only a person can do this.", operations.decline,
        P.BOUNDARY_AGREE,
    )  # fmt: skip
    boundary_withdraw = step(
        inputs.BoundaryStepInput, "Withdraw your own side's proposal.", operations.withdraw, P.BOUNDARY_PROPOSE
    )
    boundary_end = step(
        inputs.BoundaryReasonInput, "Agree to end a boundary. It ends once the side it protects has agreed."
                                    " Only a person can do this.",
        operations.end, P.BOUNDARY_AGREE,
    )  # fmt: skip
    boundary_override = step(
        inputs.BoundaryOverrideInput, "Give permission to cross a boundary. Both sides can read it. Only a person"
                                      " can do this.",
        operations.override, P.BOUNDARY_OVERRIDE,
    )  # fmt: skip
