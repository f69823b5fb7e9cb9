"""What offers to settle, concessions and remedies take, and how it becomes values of the business."""

from datetime import date
from typing import Any

import strawberry

from portal import errors, ids, money
from portal.disputes import operations
from schema.disputes.enums import RemedyKind
from schema.engine.mutations import converts
from schema.engine.scalars import Date
from schema.shared.enums import Side
from schema.shared.inputs import EXPECTED, given, key, optional
from schema.shared.nodes import MoneyInput

Path = tuple[str, ...]
OFFER, REMEDY = "The offer.", "The remedy."
SAID = "What is said with it, at most 10,000 characters; the negotiators of both sides alone read it."
UNTIL = "The last day on which it can be accepted, 1 to 30 days from now."


@strawberry.input(description="One thing that one side is to do by a day.")
class SettlementActionInput:
    kind: RemedyKind = given("What is done; protection and fees are not yet possible.")
    obligor: Side = given("The side that does it.")
    due_on: Date = given("The day by which it is done, today or within two years.")
    text: str | None = optional("The same in words, at most 2,000 characters.")
    amount: MoneyInput | None = optional("How much; where it is about money.")
    record_id: strawberry.ID | None = optional("What it acts on.")
    subject_key: str | None = optional("Of a measurement, the measured line.")


def _given(value: Any) -> bool:
    return value is not None and value is not strawberry.UNSET


@converts(SettlementActionInput)
def action(wanted: SettlementActionInput, path: Path) -> operations.GivenAction:
    due: date = wanted.due_on
    said: dict[str, Any] = {name: value for name in ("text", "subject_key") if _given(value := getattr(wanted, name))}
    amount: Any = wanted.amount if _given(wanted.amount) else None
    if amount:
        said["amount"] = money.parse(amount.amount, amount.currency, path=(*path, "amount"))
    if _given(wanted.record_id) and wanted.record_id:
        prefix, found = ids.parse(wanted.record_id)
        if not prefix:
            raise errors.NotFound("There is nothing like that.", path=(*path, "recordId"))
        said["record"] = prefix, found
    return operations.GivenAction(kind=wanted.kind, obligor=wanted.obligor, due_on=due, **said)


@strawberry.input(description="Offers the other side to settle by exactly these actions.")
class DisputeOfferMakeInput:
    dispute_id: strawberry.ID = given("The dispute.")
    expected_version: int = given(EXPECTED)
    actions: list[SettlementActionInput] = given("1-20 things to do.")
    text: str = given(SAID)
    valid_until: Date = given(UNTIL)
    idempotency_key: str | None = key()


@strawberry.input(description="Answers an offer with another one.")
class DisputeOfferCounterInput:
    offer_id: strawberry.ID = given(OFFER)
    expected_version: int = given(EXPECTED)
    actions: list[SettlementActionInput] = given("1-20 things to do.")
    text: str = given(SAID)
    valid_until: Date = given(UNTIL)
    idempotency_key: str | None = key()


@strawberry.input(description="Agrees to exactly what an offer says.")
class DisputeOfferAcceptInput:
    offer_id: strawberry.ID = given(OFFER)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given("`digest` of the offer that was read.")
    idempotency_key: str | None = key()


@strawberry.input(description="Ends an offer.")
class DisputeOfferEndInput:
    offer_id: strawberry.ID = given(OFFER)
    expected_version: int = given(EXPECTED)
    reason: str | None = optional("At most 2,000 characters; both sides' people read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="Accepts every line.")
class DisputeConcedeInput:
    dispute_id: strawberry.ID = given("The dispute.")
    expected_version: int = given(EXPECTED)
    text: str | None = optional("What is said with it, at most 2,000 characters; both sides read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="Says that a remedy is done, and what shows it.")
class RemedyClaimDoneInput:
    remedy_id: strawberry.ID = given(REMEDY)
    expected_version: int = given(EXPECTED)
    note: str = given("How it was done, 1-2,000 characters; both sides read it.")
    file_ids: list[strawberry.ID] | None = optional("Files that show it, as they were uploaded.")
    idempotency_key: str | None = key()


@strawberry.input(description="Agrees that a remedy is done.")
class RemedyConfirmInput:
    remedy_id: strawberry.ID = given(REMEDY)
    expected_version: int = given(EXPECTED)
    note: str | None = optional("At most 2,000 characters; both sides read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="Says why a remedy is not done.")
class RemedyRefuseInput:
    remedy_id: strawberry.ID = given(REMEDY)
    expected_version: int = given(EXPECTED)
    reason: str = given("1-2,000 characters; both sides read it.")
    idempotency_key: str | None = key()
