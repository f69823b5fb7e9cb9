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
    shown="The boundary now; as it is, if the step was refused.",
)  # fmt: skip


def step(given: type, description: str, operation: Any, requires: Permission) -> Any:
    return mutation(BoundaryPayload, given, description, operation, requires)


@strawberry.type
class BoundaryMutation:
    boundary_propose = step(
        inputs.BoundaryProposeInput, "Propose a boundary to the other side.", operations.propose, P.BOUNDARY_PROPOSE
    )
    boundary_revise = step(
        inputs.BoundaryReviseInput, "Put other terms on the table; the other side is asked anew.", operations.revise,
        P.BOUNDARY_PROPOSE,
    )  # fmt: skip
    boundary_agree = step(
        inputs.BoundaryAgreeInput, "Agree to exactly these terms: from its first day the portal refuses what crosses"
        " it. Only a person can.", operations.agree, P.BOUNDARY_AGREE,
    )  # fmt: skip
    boundary_decline = step(
        inputs.BoundaryReasonInput, "Refuse what the other side proposed. Only a person can.", operations.decline,
        P.BOUNDARY_AGREE,
    )  # fmt: skip
    boundary_withdraw = step(
        inputs.BoundaryStepInput, "Take your own side's proposal back.", operations.withdraw, P.BOUNDARY_PROPOSE
    )
    boundary_end = step(
        inputs.BoundaryReasonInput, "Agree to the end of a boundary: it ends once whom it protects has. Only a person"
        " can.", operations.end, P.BOUNDARY_AGREE,
    )  # fmt: skip
    boundary_override = step(
        inputs.BoundaryOverrideInput, "Give leave to cross a boundary; both sides read it. Only a person can.",
        operations.override, P.BOUNDARY_OVERRIDE,
    )  # fmt: skip
