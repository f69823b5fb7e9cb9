"""What the steps of disputes take, and how it becomes values of the business."""

from datetime import date
from typing import Any

import strawberry

from portal import money
from portal.disputes import operations
from portal.disputes.models.cases import LINE_LONGEST, TEXT_LONGEST
from schema.disputes.enums import CauseCategory, DecisionCode, LineAnswer, RefusalCode
from schema.engine.mutations import converts, uuid_of
from schema.engine.scalars import Date
from schema.shared.enums import Side
from schema.shared.inputs import EXPECTED, given, key, optional
from schema.shared.nodes import MoneyInput

Path = tuple[str, ...]
DISPUTE = "The dispute."
REASON = "1-2,000 characters; both sides can read it."
LINE_TEXT = f"1-{LINE_LONGEST:,} characters; both sides can read it."


def _given(value: Any) -> bool:
    return value is not None and value is not strawberry.UNSET


@strawberry.input(description="A step that needs only the dispute.")
class DisputeStepInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="A step with a reason that both sides can read.")
class DisputeReasonInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    reason: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="A statement to both sides.")
class DisputeStatementInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    text: str = given(f"1-{TEXT_LONGEST:,} characters; both sides can read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="The requested information.")
class DisputeGiveInfoInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    text: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Files a refused dispute again.")
class DisputeRefileInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    note: str | None = optional("The new evidence, at most 2,000 characters; both sides can read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="Asks the claimant for more information.")
class DisputeAskInfoInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    items: list[str] = given("1-20 items, each 1-500 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="Refusal of one line.")
class DisputeRefusalInput:
    line_id: strawberry.ID = given("The line.")
    code: RefusalCode = given("Why.")
    text: str = given(LINE_TEXT)


@converts(DisputeRefusalInput)
def refusal(wanted: DisputeRefusalInput, path: Path) -> operations.Refusal:
    line_id = uuid_of("line_id", wanted.line_id, (*path, "lineId"))
    return operations.Refusal(line_id=line_id, code=wanted.code, text=wanted.text)


@strawberry.input(description="Refuses a dispute.")
class DisputeRefuseInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    refusals: list[DisputeRefusalInput] = given("One for every line.")
    idempotency_key: str | None = key()


@strawberry.input(description="Answer to one line.")
class DisputeAnswerInput:
    line_id: strawberry.ID = given("The line.")
    answer: LineAnswer = given("The answer.")
    text: str | None = optional(f"Reason; required unless the line is accepted. {LINE_TEXT}")
    conceded: MoneyInput | None = optional("PART: amount accepted, greater than zero and less than the amount claimed.")


@converts(DisputeAnswerInput)
def answer(wanted: DisputeAnswerInput, path: Path) -> operations.Answer:
    conceded: Any = wanted.conceded if _given(wanted.conceded) else None
    return operations.Answer(
        line_id=uuid_of("line_id", wanted.line_id, (*path, "lineId")), answer=wanted.answer,
        text=wanted.text if _given(wanted.text) and wanted.text else "",
        conceded=conceded and money.parse(conceded.amount, conceded.currency, path=(*path, "conceded")),
    )  # fmt: skip


@strawberry.input(description="Answers every line.")
class DisputeRespondInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    answers: list[DisputeAnswerInput] = given("One for every line.")
    idempotency_key: str | None = key()


@strawberry.input(description="Asks the other side to pause the current deadline.")
class DisputeAskPauseInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    until: Date = given("The last day of the pause, within 90 days.")
    reason: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Sends a dispute back to the two sides.")
class DisputeSendBackInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    instructions: str = given(f"Instructions, {REASON}")
    idempotency_key: str | None = key()


@strawberry.input(description="Decision on one line.")
class DisputeDecisionInput:
    line_id: strawberry.ID = given("The line.")
    code: DecisionCode = given("The decision.")
    text: str = given(f"Why. {LINE_TEXT}")
    amount: MoneyInput | None = optional("PARTLY_FOUNDED: how much of what is claimed.")


@converts(DisputeDecisionInput)
def decision(wanted: DisputeDecisionInput, path: Path) -> operations.Decided:
    part: Any = wanted.amount if _given(wanted.amount) else None
    return operations.Decided(
        line_id=uuid_of("line_id", wanted.line_id, (*path, "lineId")), code=wanted.code, text=wanted.text,
        amount=part and money.parse(part.amount, part.currency, path=(*path, "amount")),
    )  # fmt: skip


@strawberry.input(description="Decides every line.")
class DisputeDecideInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    decisions: list[DisputeDecisionInput] = given("One for every line.")
    idempotency_key: str | None = key()


@strawberry.input(description="An action to prevent a cause from recurring.")
class PreventionPlanInput:
    side: Side = given("The side that must do it.")
    text: str = given("What is done, 1-2,000 characters.")
    responsible: str = given("Who is responsible, a function or a name, 1-200 characters.")
    due_on: Date = given("Due date, today or within two years.")
    check_on: Date | None = optional("Date from which its effect is checked; absent: 90 days later.")


@converts(PreventionPlanInput)
def planned(wanted: PreventionPlanInput, _path: Path) -> operations.Planned:
    due: date = wanted.due_on
    check: date | None = wanted.check_on if _given(wanted.check_on) else None
    return operations.Planned(
        side=wanted.side, text=wanted.text, responsible=wanted.responsible, due_on=due, check_on=check
    )  # fmt: skip


@strawberry.input(description="Records the cause and what prevents it.")
class DisputeRecordCauseInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    category: CauseCategory = given("Where the cause lay.")
    whys: str = given(f"The reasons, each explaining the one before, 1-{TEXT_LONGEST:,} characters.")
    actions: list[PreventionPlanInput] = given("Preventive actions, at most 20; if there are none, give a reason.")
    no_prevention_reason: str | None = optional("Reason for having no preventive action, at most 2,000 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="What a court or an arbitrator has decided.")
class DisputeRecordOutcomeInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    outcome: str = given("The award or judgment, 1-2,000 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="Reports an action done.")
class PreventionMarkDoneInput:
    prevention_id: strawberry.ID = given("The action.")
    expected_version: int = given(EXPECTED)
    note: str = given(f"What was done, {REASON}")
    idempotency_key: str | None = key()


@strawberry.input(description="Says whether an action has worked; the mutation says which.")
class PreventionCheckInput:
    prevention_id: strawberry.ID = given("The action.")
    expected_version: int = given(EXPECTED)
    note: str = given(f"Evidence, {REASON}")
    idempotency_key: str | None = key()


def effective(found: dict[str, Any]) -> dict[str, Any]:
    """That it has worked."""
    return {**found, "is_effective": True}


def ineffective(found: dict[str, Any]) -> dict[str, Any]:
    """That it has not."""
    return {**found, "is_effective": False}


def with_plan(found: dict[str, Any]) -> dict[str, Any]:
    """A cause's fields as its operation takes them."""
    return {"planned": found.pop("actions"), **found}
