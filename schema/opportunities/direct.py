"""Deals of the company itself, for its people who see all partners: queries and mutations."""

from typing import Annotated, Any

import strawberry

from portal import journal
from portal.access import Permission
from portal.opportunities import actions, operations, queries
from portal.opportunities.rules.engagement import DIRECT_DAYS
from portal.opportunities.rules.statuses import MOST_PRODUCTS, MOST_REGIONS, TEXT_LONGEST
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, plain, read, value
from schema.engine.mutations import mutation, payload
from schema.engine.nodes import UNTOLD, Told, extends, node
from schema.engine.scalars import Date, DateTime
from schema.opportunities.enums import DirectDealAction, DirectDealStatus
from schema.opportunities.inputs import OpportunityCustomerInput
from schema.opportunities.types import OpportunityCustomer, OpportunityRival, amount, customer_of
from schema.partners.types import Member
from schema.shared import steps
from schema.shared.enums import Side
from schema.shared.inputs import EXPECTED, given, key, optional
from schema.shared.journal import LAST_FIRST, JournalEntry
from schema.shared.nodes import Money, MoneyInput, Node

P = Permission
DEAL = "The direct deal."
FOUND = "Words of the number, the customer or a product; those found have all of them."
OPENED = sorting.instant("OPENED_AT", "opened_at")
TOLD = {
    "owner_id": Told("owner", "mem"), "due_calendar": UNTOLD,
    **{f"customer_{name}": Told(f"customer.{shown}") for name, shown in (
        ("name", "name"), ("country", "country"), ("domain", "domain"), ("lei", "lei"), ("vat", "vatNumber"),
        ("register", "registerNumber"))},
}  # fmt: skip


@node("dir", find=queries.direct_deal, named=("direct_deal_id",), told=TOLD)
@strawberry.type(description="A deal that the company works on itself; no partner learns of it.")
class DirectDeal(Node):
    REQUIRES = P.CUSTOMER_READ

    version: int = plain("Increases by one with each change. Pass it to a mutation as `expectedVersion`.")
    number: str = plain("Its number.")
    status: DirectDealStatus = plain("Current status.")
    products: list[str] = plain("Codes of the company's products.")
    regions: list[str] = plain("ISO 3166-1 and 3166-2 codes; a country includes all its regions.")
    text: str = plain("The customer's need; can be empty.")
    opened_at: DateTime = plain("When it was written down; this decides who was first.")
    last_activity_on: Date = plain("When something was done for it last.")
    lapses_at: DateTime = plain(f"When it lapses: nothing was done for {DIRECT_DAYS} days.")
    note: str = plain("What was done last, or why it ended; can be empty.")
    waiting_on: list[Side] = plain("The sides whose turn it is; empty if neither.")
    ended_at: DateTime | None = plain("When it ended.")

    @value(DateTime | None, "By when something has to be done; null where no one must act.")
    def due_at(self: Row) -> Any:
        return self.due_at

    @value(OpportunityCustomer, "The customer.")
    def customer(self: Row) -> Any:
        return customer_of(self)

    @value(Money, "What it is expected to come to.")
    def estimate(self: Row) -> Any:
        return amount(self.estimate_minor, self.estimate_currency)

    @read(Member | None, "Who answers for it.")
    def owner(self: Row) -> Any:
        return queries.direct_owner_of(self)

    @connection(Connection[JournalEntry] | None, "History, newest first.", requires=P.CUSTOMER_READ)
    def timeline(self: Row) -> Any:
        return Page(journal.timeline(self.partner_id, self.id), LAST_FIRST, descending=True)

    available_actions = steps.available(
        "DirectDealAvailableAction", "A possible next step of a direct deal for the caller's side.",
        DirectDealAction, needs=queries.actions_of_direct_deal, possible=actions.possible_of_direct_deal,
        due_at="Deadline, if it is the caller's side's turn.",
    )  # fmt: skip


@extends(OpportunityRival)
class DirectRival:
    @read(DirectDeal | None, "The deal of the company itself; null for a registration.", requires=P.CUSTOMER_READ)
    def direct_deal(self: Row) -> Any:
        return queries.direct_rival_of(self)


@strawberry.input(description="Writes down that the company works on a deal itself.")
class DirectDealOpenInput:
    customer: OpportunityCustomerInput = given("The customer.")
    products: list[str] = given(f"1-{MOST_PRODUCTS} codes of the company's products.")
    regions: list[str] = given(f"1-{MOST_REGIONS} ISO 3166-1 or 3166-2 codes.")
    estimate: MoneyInput = given("Expected amount of the deal.")
    text: str | None = optional(f"The customer's need, at most {TEXT_LONGEST:,} characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="Says what was done for a direct deal.")
class DirectDealTouchInput:
    direct_deal_id: strawberry.ID = given(DEAL)
    expected_version: int = given(EXPECTED)
    note: str = given("What was done, 1-2,000 characters.")
    on: Date | None = optional("The day on which it was done; absent: today.")
    idempotency_key: str | None = key()


@strawberry.input(description="Records that the customer has ordered.")
class DirectDealWinInput:
    direct_deal_id: strawberry.ID = given(DEAL)
    expected_version: int = given(EXPECTED)
    note: str | None = optional("At most 2,000 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="Records that the customer will not buy.")
class DirectDealLoseInput:
    direct_deal_id: strawberry.ID = given(DEAL)
    expected_version: int = given(EXPECTED)
    reason: str = given("Why, 1-2,000 characters.")
    idempotency_key: str | None = key()


def _said(found: dict[str, Any]) -> dict[str, Any]:
    names = ("customer", "products", "regions", "estimate", "text")
    said = {name: found.pop(name) for name in names if name in found}
    return {**found, "said": operations.DirectSaid(**said)}


DirectDealPayload = payload(
    DirectDeal, "direct_deal", queries.direct_deal, description="Result of a step of a direct deal.",
    shown="The current direct deal; unchanged if the step was refused.",
)  # fmt: skip


def _step(given_: type, description: str, operation: Any, arranged: Any = None) -> Any:
    more = {"arranged": arranged} if arranged else {}
    return mutation(DirectDealPayload, given_, description, operation, P.DIRECT_SELL, **more)


@strawberry.type
class DirectDealMutation:
    direct_deal_open = _step(
        DirectDealOpenInput,
        "Write down that the company works on a deal itself: partners' registrations of the same conflict with it."
        " Refused where a partner came before.", operations.open_direct, _said,
    )  # fmt: skip
    direct_deal_touch = _step(
        DirectDealTouchInput, f"Say what was done; it lapses {DIRECT_DAYS} days later.", operations.touch_direct
    )
    direct_deal_win = _step(
        DirectDealWinInput, "Say that the customer has ordered; what it held is free.", operations.win_direct
    )
    direct_deal_lose = _step(
        DirectDealLoseInput, "Say that the customer does not buy; what it held is free.", operations.lose_direct
    )


@strawberry.type
class DirectDealQuery:
    @connection(
        Connection[DirectDeal] | None, "Deals of the company itself, newest first; for those who see all partners.",
        requires=P.CUSTOMER_READ,
    )  # fmt: skip
    def direct_deals(
        self: Row, statuses: list[DirectDealStatus] | None = None,
        text: Annotated[str | None, strawberry.argument(description=FOUND)] = None,
    ) -> Any:  # fmt: skip
        return Page(queries.direct_deals(statuses=statuses, words=text), OPENED, descending=True)

    @read(DirectDeal | None, "One deal of the company itself.", requires=P.CUSTOMER_READ)
    def direct_deal(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.direct_deal(wanted.value)
