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
REASON = "1-2,000 characters; both sides read it."
LINE_TEXT = f"1-{LINE_LONGEST:,} characters; both sides read it."


def _given(value: Any) -> bool:
    return value is not None and value is not strawberry.UNSET


@strawberry.input(description="A step that needs nothing but the dispute.")
class DisputeStepInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="A step with a reason that both sides read.")
class DisputeReasonInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    reason: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Something that is said to both sides.")
class DisputeStatementInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    text: str = given(f"1-{TEXT_LONGEST:,} characters; both sides read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="What was asked for.")
class DisputeGiveInfoInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    text: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Files again what was refused.")
class DisputeRefileInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    note: str | None = optional("What is new, at most 2,000 characters; both sides read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="Asks the claimant for more.")
class DisputeAskInfoInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    items: list[str] = given("1-20 things, each 1-500 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="Why one line is not taken up.")
class DisputeRefusalInput:
    line_id: strawberry.ID = given("The line.")
    code: RefusalCode = given("Why.")
    text: str = given(LINE_TEXT)


@converts(DisputeRefusalInput)
def refusal(wanted: DisputeRefusalInput, path: Path) -> operations.Refusal:
    line_id = uuid_of("line_id", wanted.line_id, (*path, "lineId"))
    return operations.Refusal(line_id=line_id, code=wanted.code, text=wanted.text)


@strawberry.input(description="Does not take a dispute up.")
class DisputeRefuseInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    refusals: list[DisputeRefusalInput] = given("One for every line.")
    idempotency_key: str | None = key()


@strawberry.input(description="What is said to one line.")
class DisputeAnswerInput:
    line_id: strawberry.ID = given("The line.")
    answer: LineAnswer = given("The answer.")
    text: str | None = optional(f"Why; needed unless it is accepted. {LINE_TEXT}")
    conceded: MoneyInput | None = optional("PART: how much is accepted, more than nothing and less than all.")


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


@strawberry.input(description="Asks the other side that the present time stands.")
class DisputeAskPauseInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    until: Date = given("The last day of the pause, within 90 days.")
    reason: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Has the two sides negotiate once more.")
class DisputeSendBackInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    instructions: str = given(f"What they are to do, {REASON}")
    idempotency_key: str | None = key()


@strawberry.input(description="What one line is found to be.")
class DisputeDecisionInput:
    line_id: strawberry.ID = given("The line.")
    code: DecisionCode = given("What it is found to be.")
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


@strawberry.input(description="One action so that a cause does not come back.")
class PreventionPlanInput:
    side: Side = given("The side that does it.")
    text: str = given("What is done, 1-2,000 characters.")
    responsible: str = given("Who is responsible, a function or a name, 1-200 characters.")
    due_on: Date = given("The day by which it is done, today or within two years.")
    check_on: Date | None = optional("The day from which its effect is looked at; absent: 90 days later.")


@converts(PreventionPlanInput)
def planned(wanted: PreventionPlanInput, _path: Path) -> operations.Planned:
    due: date = wanted.due_on
    check: date | None = wanted.check_on if _given(wanted.check_on) else None
    return operations.Planned(
        side=wanted.side, text=wanted.text, responsible=wanted.responsible, due_on=due, check_on=check
    )  # fmt: skip


@strawberry.input(description="Says why it happened, and what prevents it.")
class DisputeRecordCauseInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    category: CauseCategory = given("Where the cause lay.")
    whys: str = given(f"Why it happened, and why that, 1-{TEXT_LONGEST:,} characters.")
    actions: list[PreventionPlanInput] = given("What prevents it, at most 20; none needs a reason for none.")
    no_prevention_reason: str | None = optional("Why nothing prevents it, at most 2,000 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="What a court or an arbitrator has decided.")
class DisputeRecordOutcomeInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    outcome: str = given("The award or judgment, 1-2,000 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="Says that an action is done.")
class PreventionMarkDoneInput:
    prevention_id: strawberry.ID = given("The action.")
    expected_version: int = given(EXPECTED)
    note: str = given(f"What was done, {REASON}")
    idempotency_key: str | None = key()


@strawberry.input(description="Says whether an action has worked; the mutation says which.")
class PreventionCheckInput:
    prevention_id: strawberry.ID = given("The action.")
    expected_version: int = given(EXPECTED)
    note: str = given(f"What shows it, {REASON}")
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
