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
SAID = "Accompanying text, at most 10,000 characters. Only the negotiators of both sides can read it."
UNTIL = "The last day on which it can be accepted, 1 to 30 days from now."


@strawberry.input(description="An action that one side must do by a date.")
class SettlementActionInput:
    kind: RemedyKind = given("Kind of action; protection and fees are not available yet.")
    obligor: Side = given("The side that must do it.")
    due_on: Date = given("Due date, today or within two years.")
    text: str | None = optional("The same in words, at most 2,000 characters.")
    amount: MoneyInput | None = optional("The amount, if it is about money.")
    record_id: strawberry.ID | None = optional("The record that it concerns.")
    subject_key: str | None = optional("For a measurement, the measured line.")


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
            raise errors.NotFound("There is no such record.", path=(*path, "recordId"))
        said["record"] = prefix, found
    return operations.GivenAction(kind=wanted.kind, obligor=wanted.obligor, due_on=due, **said)


@strawberry.input(description="Makes an offer to settle with exactly these actions.")
class DisputeOfferMakeInput:
    dispute_id: strawberry.ID = given("The dispute.")
    expected_version: int = given(EXPECTED)
    actions: list[SettlementActionInput] = given("1-20 actions.")
    text: str = given(SAID)
    valid_until: Date = given(UNTIL)
    idempotency_key: str | None = key()


@strawberry.input(description="Makes a counter-offer.")
class DisputeOfferCounterInput:
    offer_id: strawberry.ID = given(OFFER)
    expected_version: int = given(EXPECTED)
    actions: list[SettlementActionInput] = given("1-20 actions.")
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
    reason: str | None = optional("At most 2,000 characters; people on both sides can read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="Accepts every line.")
class DisputeConcedeInput:
    dispute_id: strawberry.ID = given("The dispute.")
    expected_version: int = given(EXPECTED)
    text: str | None = optional("Accompanying text, at most 2,000 characters; both sides can read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="Reports a remedy done, with evidence.")
class RemedyClaimDoneInput:
    remedy_id: strawberry.ID = given(REMEDY)
    expected_version: int = given(EXPECTED)
    note: str = given("How it was done, 1-2,000 characters; both sides can read it.")
    file_ids: list[strawberry.ID] | None = optional("IDs of uploaded evidence files.")
    idempotency_key: str | None = key()


@strawberry.input(description="Confirms that a remedy is done.")
class RemedyConfirmInput:
    remedy_id: strawberry.ID = given(REMEDY)
    expected_version: int = given(EXPECTED)
    note: str | None = optional("At most 2,000 characters; both sides can read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="Says why a remedy is not done.")
class RemedyRefuseInput:
    remedy_id: strawberry.ID = given(REMEDY)
    expected_version: int = given(EXPECTED)
    reason: str = given("1-2,000 characters; both sides can read it.")
    idempotency_key: str | None = key()
