"""What the mutations of breaches take, and one mutation for each step; what is at stake, as an expectation's terms."""

from datetime import date
from typing import Any

import strawberry

from portal.access import Permission
from portal.expectations import operations, queries
from schema.engine.mutations import converts, mutation, payload
from schema.engine.scalars import Date
from schema.expectations.enums import Discipline
from schema.expectations.inputs import REASON
from schema.expectations.rates import RateInput
from schema.expectations.types.breached import Breach
from schema.shared.inputs import EXPECTED, given, key, optional
from schema.shared.nodes import MoneyInput

P = Permission
BREACH = "The breach."


@strawberry.input(description="A step that needs only the breach.")
class BreachStepInput:
    breach_id: strawberry.ID = given(BREACH)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="A step with a reason that both sides can read.")
class BreachReasonInput:
    breach_id: strawberry.ID = given(BREACH)
    expected_version: int = given(EXPECTED)
    reason: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="One step of a plan.")
class PlanStepInput:
    discipline: Discipline = given("Part of the plan; all four are required.")
    text: str = given("What is done, 1-2,000 characters.")
    responsible: str = given("Responsible person or function, 1-200 characters.")
    due_on: Date = given("Deadline: today or within a year.")


@converts(PlanStepInput)
def planned(wanted: PlanStepInput, _path: tuple[str, ...]) -> operations.PlannedStep:
    day: date = wanted.due_on
    return operations.PlannedStep(
        discipline=wanted.discipline, text=wanted.text, responsible=wanted.responsible, due_on=day
    )


@strawberry.input(description="A plan to cure a breach.")
class BreachSubmitPlanInput:
    breach_id: strawberry.ID = given(BREACH)
    expected_version: int = given(EXPECTED)
    steps: list[PlanStepInput] = given("1 to 50 steps.")
    summary: str | None = optional("Summary, at most 2,000 characters.")
    file_ids: list[strawberry.ID] | None = optional("IDs of uploaded evidence files; both sides can open them.")
    idempotency_key: str | None = key()


@strawberry.input(description="Applies exactly the agreed consequence.")
class BreachApplyConsequenceInput:
    breach_id: strawberry.ID = given(BREACH)
    expected_version: int = given(EXPECTED)
    expected_amount: MoneyInput = given("The amount that the caller expects; if it differs, the step is refused.")
    rates: list[RateInput] | None = optional("The rates that convert values of other currencies; at most 50.")
    reason: str | None = optional("Reason, at most 2,000 characters.")
    idempotency_key: str | None = key()


BreachPayload = payload(
    Breach, "breach", queries.breach, description="Result of a step of a breach.",
    shown="The current breach; unchanged if the step was refused.",
)  # fmt: skip


def _step(given_: type, description: str, operation: Any, requires: Permission) -> Any:
    return mutation(BreachPayload, given_, description, operation, requires)


@strawberry.type
class BreachMutation:
    breach_notify = _step(
        BreachStepInput,
        "Give notice of a breach, which starts the time to cure it.",
        operations.notify_breach,
        P.BREACH_NOTIFY,
    )
    breach_submit_plan = _step(
        BreachSubmitPlanInput, "Submit a plan to cure a breach, in the steps of an 8D report.", operations.submit_plan,
        P.BREACH_PLAN,
    )  # fmt: skip
    breach_refuse_plan = _step(
        BreachReasonInput, "Reject a plan and ask for another; the last day to cure the breach does not change.",
        operations.refuse_plan,
        P.BREACH_VERIFY,
    )  # fmt: skip
    breach_verify_cure = _step(
        BreachReasonInput, "Accept what was done as the cure.", operations.verify_cure, P.BREACH_VERIFY
    )
    breach_apply_consequence = _step(
        BreachApplyConsequenceInput, "Apply exactly the agreed consequence to its periods, within the caps.",
        operations.apply_consequence, P.CONSEQUENCE_APPLY,
    )  # fmt: skip
    breach_waive = _step(
        BreachReasonInput, "Waive the consequence, in writing and without precedent.", operations.waive_breach,
        P.CONSEQUENCE_WAIVE,
    )  # fmt: skip
    breach_close = _step(
        BreachReasonInput, "Close a breach without an agreed consequence.", operations.close_breach,
        P.BREACH_VERIFY,
    )  # fmt: skip
