"""Offers to settle: that there is one, which both sides see, and what it says, which their negotiators read alone."""

import base64
from collections.abc import Mapping
from datetime import date
from decimal import Decimal as Exact
from typing import Any
from uuid import UUID

import strawberry

from portal import canonical, money
from portal.access import Permission
from portal.disputes import actions, queries, sealing
from portal.disputes.rules.offer import OFFER
from portal.expectations.queries import major
from schema.disputes.enums import DisputeOfferAction, DisputeOfferStatus, RemedyKind
from schema.engine.fields import Part, Row, computed, plain, value
from schema.engine.nodes import UNTOLD, Told, node
from schema.engine.scalars import Date, DateTime
from schema.shared import steps
from schema.shared.enums import Side
from schema.shared.nodes import Money, Node

REQUIRES = Permission.DISPUTE_READ
OTHERWISE = "What happens at `dueAt` if no one acts before, in the language of `Accept-Language`."
OF_OFFER = {
    "dispute_id": Told("dispute", "dsp"), "sha256": Told("digest"), "made_by_name": Told("madeBy"),
    "answered_by_name": Told("answeredBy"), "due_calendar": UNTOLD, "expires_at": UNTOLD,
}  # fmt: skip


@strawberry.type(description="An action that one side must do by a date, as offered.")
class SettlementAction:
    kind: RemedyKind = plain("The action.")
    obligor: Side = plain("The side that must do it.")
    due_on: Date = plain("The due date.")
    text: str = plain("The same in words; can be empty.")
    amount: Money | None = plain("The amount, if it is about money.")
    record_id: strawberry.ID | None = plain("Global ID of the record that it concerns.")
    subject_key: str | None = plain("For a measurement, the measured line.")


@strawberry.type(description="Contents of an offer, without prejudice.")
class DisputeOfferText:
    text: str = plain("Accompanying text; can be empty.")
    actions: list[SettlementAction] = plain("Its actions.")
    document: str = plain("Canonical JSON, RFC 8785, with 32 random bytes: `digest` is its SHA-256.")


def settlement_action(one: Mapping[str, Any]) -> SettlementAction:
    """One that was written down, as it is shown."""
    amount: Any = None
    if one["amountMinor"] is not None:
        exact: Any = Exact(money.text(money.Money(one["amountMinor"], one["currency"])))
        amount = Money(amount=exact, currency=one["currency"])
    day: Any = date.fromisoformat(one["dueOn"])
    return SettlementAction(
        kind=one["kind"], obligor=one["obligor"], due_on=day, text=one["text"], amount=amount,
        record_id=one["record"], subject_key=one["subjectKey"],
    )  # fmt: skip


def _opened(values: Mapping[str, Any], asking: Any) -> DisputeOfferText | None:
    """In memory, for whoever the database has given the cipher."""
    if values["ciphertext"] is None:
        return None
    nonce, ciphertext = (base64.b64decode(values[name]) for name in ("nonce", "ciphertext"))
    found = sealing.opened(
        asking.secret_of, UUID(values["dispute_id"]), UUID(values["id"]), nonce, ciphertext, values["sha256"]
    )
    written: Any = canonical.text(found)
    return DisputeOfferText(text=found["text"], actions=[*map(settlement_action, found["actions"])], document=written)


@node("dof", find=queries.offer, named=("offer_id",), told=OF_OFFER)
@strawberry.type(description="An offer to settle. Only the negotiators of both sides can read its contents.")
class DisputeOffer(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each change.")
    number: int = plain("1 for the first of its dispute.")
    side: Side = plain("The side that made it.")
    status: DisputeOfferStatus = plain("Current status.")
    valid_until: Date = plain("The last day on which it can be accepted, in the other side's time zone.")
    made_at: DateTime = plain("When it was created.")
    answered_at: DateTime | None = plain("When it was answered.")
    waiting_on: list[Side] = plain("The sides whose turn it is; empty if neither.")
    due_at: DateTime | None = plain("When it expires.")

    @computed(
        str | None, OTHERWISE, needs=lambda row: {"status": row.status, "waiting_on": row.waiting_on}, is_kept=True,
    )  # fmt: skip
    def otherwise(self: Mapping[str, Any], asking: Any) -> Any:
        return actions.otherwise_told(OFFER, self, asking.language)

    @value(str, "SHA-256 of its contents, which include 32 random bytes.")
    def digest(self: Row) -> Any:
        return self.sha256

    @value(str, "The person who made it.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @value(str | None, "The person who answered it.")
    def answered_by(self: Row) -> Any:
        return self.answered_by_name

    @value(Money | None, "Once accepted: the total amount of its actions.")
    def total(self: Row) -> Any:
        columns = {"amount": major(self.total_minor, self.currency), "currency": self.currency}
        return Part(columns, absent=self.total_minor.is_(None) | self.currency.is_(None))

    @computed(
        DisputeOfferText | None, "Its contents; null for people who do not negotiate.", needs=queries.sealed_parts
    )
    def says(self: Mapping[str, Any], asking: Any) -> Any:
        return _opened(self, asking)

    available_actions = steps.available(
        "DisputeOfferAvailableAction", "A possible next step of an offer for the caller's side.",
        DisputeOfferAction, needs=queries.offer_facts, possible=actions.offer,
        due_at="Deadline, if it is the caller's side's turn.",
    )  # fmt: skip
