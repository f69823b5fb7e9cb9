"""Fees as the API shows them, and what they add to partners and opportunities."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import strawberry

from portal import journal
from portal.access import Permission
from portal.access import Side as Who
from portal.fees import actions, queries
from portal.fees.rules.fee import LIFE
from schema.contracts.types import Contract
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Part, Row, computed, plain, read, value
from schema.engine.nodes import UNTOLD, Told, extends, node
from schema.engine.scalars import Date, DateTime, Decimal
from schema.fees.enums import FeeAction, FeeBase, FeeCause, FeeEntryKind, FeeStatus, ShareRole
from schema.opportunities.types import Opportunity
from schema.partners.types import Member, Partner
from schema.shared import steps
from schema.shared.enums import Side
from schema.shared.journal import LAST_FIRST, JournalEntry
from schema.shared.nodes import Money, Node

REQUIRES = Permission.FEE_READ
DUE = sorting.instant("DUE_AT", "due_at", nullable=True)
MADE = sorting.instant("MADE_AT", "made_at")
TOLD = {
    "opportunity_id": Told("opportunity", "opp"), "schedule_id": Told("schedule", "fsc"),
    "company_owner_id": Told("companyOwner", "mem"), "approved_by_name": Told("approvedBy"),
    "cap_minor": UNTOLD, "due_calendar": UNTOLD, "entry": UNTOLD,
}  # fmt: skip


def money(amount: Row, currency: Row) -> Part:
    return Part({"amount": amount, "currency": currency}, absent=currency.is_(None))


@strawberry.type(description="Whose turn it is, until when, and what happens otherwise.")
class FeeTurn:
    sides: list[Side] = plain("The sides that are waited for.")
    due_at: DateTime | None = plain("Until when; null where no date is set.")
    otherwise: str | None = plain("What happens if nobody acts, in the language of `Accept-Language`.")


@node("fsc", find=queries.schedule, named=("schedule_id", "replaced_id"))
@strawberry.type(description="What a partner earns by its sales, from one day to another.")
class FeeSchedule(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each change.")
    product: str = plain("A product's code; empty: all products that have no schedule of their own.")
    base: FeeBase = plain("What the rate is applied to.")
    hold_days: int = plain("So many days after the order a fee is held.")
    clause_key: str = plain("The clause of the contract that it rests on; may be empty.")
    valid_from: Date = plain("The first day.")
    valid_until: Date | None = plain("The last day; null while nobody has ended it.")
    made_at: DateTime = plain("When it was set.")

    @value(Decimal, "From 0 to 1.")
    def rate(self: Row) -> Any:
        return queries.exact(self.rate)

    @value(str, "Who set it.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @value(str | None, "The digest of the signed version that it follows from; null where somebody set it.")
    def contract_digest(self: Row) -> Any:
        return self.contract_sha256

    @value(Money | None, "The most that one fee comes to; null for no bound.")
    def cap(self: Row) -> Any:
        return money(queries.major(self.cap_minor, self.cap_currency), self.cap_currency)

    @read(Contract | None, "The contract that it rests on; null for none.")
    def contract(self: Row) -> Any:
        return queries.contract_of(self)

    @read(Partner | None, "Who earns by it.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)


@node("pay", find=queries.payout)
@strawberry.type(description="What was paid to a partner at once.")
class Payout(Node):
    REQUIRES = REQUIRES

    number: str = plain("Printed on what is sent.")
    reference: str = plain("The reference of the payment.")
    paid_on: Date = plain("The day of the payment.")
    made_at: DateTime = plain("When it was entered.")

    @value(Money, "How much.")
    def amount(self: Row) -> Any:
        return money(queries.major(self.amount_minor, self.currency), self.currency)

    @value(str, "Who entered it.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @read(Partner | None, "To whom.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)


@node("fee", find=queries.fee, named=("fee_id",), told=TOLD)
@strawberry.type(description="What a partner earns with one sale; its entries say how much that is.")
class Fee(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each change; a mutation names it as `expectedVersion`.")
    number: str = plain("Printed on what is sent.")
    status: FeeStatus = plain("Current status.")
    product: str = plain("Of which part of the order, by the product's code; empty: of all of it.")
    role: ShareRole = plain("What the partner has done for the sale.")
    share: int = plain("The partner's share in the sale, in basis points.")
    order_reference: str = plain("The order.")
    won_on: Date = plain("The day of the order: the schedule in force on it counts.")
    is_disputed: bool = plain("A dispute about it is open.")
    disputed_in: str | None = plain("The number of the dispute about it that is open; null for none.")
    is_kept_back: bool = plain("Somebody of the company holds it.")
    held_until: DateTime | None = plain("Until when the goods can be returned; it is held as long.")
    cause: FeeCause | None = plain("Why it was reversed or reduced last.")
    note: str = plain("What was said with the last step; both sides read it.")
    waiting_on: list[Side] = plain("The sides that are waited for; empty when nobody is.")
    due_at: DateTime | None = plain("By when whoever is waited for has to act.")
    created_at: DateTime = plain("When it was earned.")
    approved_at: DateTime | None = plain("When it was approved.")
    paid_at: DateTime | None = plain("When it was paid.")

    @value(Money, "What it is counted on.")
    def base(self: Row) -> Any:
        return money(queries.major(self.base_minor, self.currency), self.currency)

    @value(Money, "How much of that was returned.")
    def returned(self: Row) -> Any:
        return money(queries.major(self.returned_minor, self.currency), self.currency)

    @value(Decimal, "The rate, from 0 to 1.")
    def rate(self: Row) -> Any:
        return queries.exact(self.rate)

    @value(Money, "What it comes to by now: the sum of its entries without payments.")
    def amount(self: Row) -> Any:
        return money(queries.shown_earned(self), self.currency)

    @value(Money, "What is still owed: the sum of all its entries; negative: what the partner owes back.")
    def balance(self: Row) -> Any:
        return money(queries.shown_balance(self), self.currency)

    @value(str | None, "Who approved it.")
    def approved_by(self: Row) -> Any:
        return self.approved_by_name

    @computed(FeeTurn | None, "Whose turn it is; null where nobody is waited for.", needs=queries.actions_of)
    def turn(self: Mapping[str, Any], asking: Any) -> Any:
        if not self["waiting_on"]:
            return None
        due: Any = self["due_at"] and datetime.fromisoformat(self["due_at"])
        sides: Any = [Who(side) for side in sorted(self["waiting_on"])]
        said = LIFE.deadlines[LIFE.statuses(self["status"])].otherwise
        return FeeTurn(sides=sides, due_at=due, otherwise=said.in_(asking.language) if said else None)

    @read(Partner | None, "The partner.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)

    @read(Opportunity | None, "The sale; null where the partner has a share in another's.",
          requires=Permission.OPPORTUNITY_READ)  # fmt: skip
    def opportunity(self: Row) -> Any:
        return queries.sale_of(self)

    @read(FeeSchedule | None, "The schedule by which it is counted.")
    def schedule(self: Row) -> Any:
        return queries.schedule_of(self)

    @read(Member | None, "The company's person who answers for the sale, and does not approve its fee.")
    def company_owner(self: Row) -> Any:
        return queries.owner_of(self)

    @connection(Connection[JournalEntry] | None, "What happened, newest first.", requires=REQUIRES)
    def timeline(self: Row) -> Any:
        return Page(journal.timeline(self.partner_id, self.id), LAST_FIRST, descending=True)

    available_actions = steps.available(
        "FeeAvailableAction", "A step of a fee that the caller's side could take from here.", FeeAction,
        needs=queries.actions_of, possible=actions.possible, due_at="By when, if the caller's side is waited for.",
    )  # fmt: skip


@node("fen", find=queries.entry)
@strawberry.type(description="One row of the ledger: a balance is nothing but the sum of such rows.")
class FeeEntry(Node):
    REQUIRES = REQUIRES

    kind: FeeEntryKind = plain("What it is.")
    cause: FeeCause | None = plain("Why, of what was taken back or changed.")
    text: str = plain("What was said with it; may be empty.")
    made_at: DateTime = plain("When it was entered.")

    @value(Money, "What the company owes more by it; less is negative.")
    def amount(self: Row) -> Any:
        return money(queries.major(self.amount_minor, self.currency), self.currency)

    @value(Money | None, "So much of the base it rests on; what was returned is negative.")
    def base(self: Row) -> Any:
        columns = {"amount": queries.major(self.base_minor, self.currency), "currency": self.currency}
        return Part(columns, absent=self.base_minor.is_(None))

    @value(str, "Who entered it; empty for what follows by itself.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @read(Fee | None, "The fee.")
    def fee(self: Row) -> Any:
        return queries.fee_of(self)

    @read(Payout | None, "The payout that it belongs to; null for what was not paid with it.")
    def payout(self: Row) -> Any:
        return queries.payout_of(self)


@extends(Fee)
class FeeEntries:
    @read(list[FeeEntry], "The rows of its ledger, the oldest first.")
    def entries(self: Row) -> Any:
        return queries.entries_of(self)


@extends(Payout)
class PayoutEntries:
    @read(list[FeeEntry], "What it paid of each fee; what was owed back is positive.")
    def entries(self: Row) -> Any:
        return queries.entries_in(self)


@strawberry.type(description="What a partner has done for a sale.")
class Attribution:
    REQUIRES = REQUIRES

    role: ShareRole = plain("What it has done.")
    share: int = plain("Basis points.")

    @read(Partner | None, "The partner.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)


@strawberry.type(description="What a partner is owed in one currency now: the three parts come to the balance.")
class FeeAccount:
    REQUIRES = REQUIRES

    currency: str = plain("ISO 4217 code.")
    held_until: DateTime | None = plain("When the first of those that are held for a time is held no more.")

    @value(Money, "What is owed; negative: what the partner owes back.")
    def balance(self: Row) -> Any:
        return money(queries.major(self.balance, self.currency), self.currency)

    @value(Money, "What can be paid now: what is approved, and what is owed back taken off; nothing below 0.")
    def payable(self: Row) -> Any:
        return money(queries.major(self.payable, self.currency), self.currency)

    @value(Money, "What waits for approval.")
    def awaiting_approval(self: Row) -> Any:
        return money(queries.major(self.awaiting, self.currency), self.currency)

    @value(Money, "What is held: goods can be returned, somebody holds it, or a dispute is open.")
    def held(self: Row) -> Any:
        return money(queries.major(self.held, self.currency), self.currency)

    @read(list[Fee], "The fees that a payout would settle now; those of which something is owed back take off.")
    def payable_fees(self: Row) -> Any:
        return queries.payable_of(self)


@strawberry.type(description="The ledger of a partner in one currency, between two days: it adds up.")
class FeeStatement:
    REQUIRES = REQUIRES

    currency: str = plain("ISO 4217 code.")
    since: Date = plain("The first day, counted in UTC.")
    until: Date = plain("The last day.")

    @value(Money, "What was owed before the first day.")
    def opening(self: Row) -> Any:
        return money(queries.major(self.opening, self.currency), self.currency)

    @value(Money, "What was earned.")
    def accrued(self: Row) -> Any:
        return money(queries.major(self.accrual, self.currency), self.currency)

    @value(Money, "What was taken back; not above nothing.")
    def reversed(self: Row) -> Any:
        return money(queries.major(self.reversal, self.currency), self.currency)

    @value(Money, "What disputes changed.")
    def adjusted(self: Row) -> Any:
        return money(queries.major(self.adjustment, self.currency), self.currency)

    @value(Money, "What was paid; below nothing.")
    def paid(self: Row) -> Any:
        return money(queries.major(self.payment, self.currency), self.currency)

    @value(Money, "What is owed after the last day: the opening and all between.")
    def closing(self: Row) -> Any:
        return money(queries.major(self.closing, self.currency), self.currency)

    @read(FeeAccount | None, "What is owed now, whatever the days; null where nothing was ever earned.")
    def account(self: Row) -> Any:
        return queries.account_of(self)

    @read(Partner | None, "The partner.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)


@extends(Opportunity)
class OpportunityFees:
    @read(list[Fee], "The fees earned with it; a partner sees its own.", requires=REQUIRES)
    def fees(self: Row) -> Any:
        return queries.fees_on(self)

    @read(list[Attribution], "Who was said to have brought it; a partner sees its own share.", requires=REQUIRES)
    def attributions(self: Row) -> Any:
        return queries.attributions_of(self)


@extends(Partner)
class PartnerFees:
    @connection(Connection[Fee] | None, "Its fees, the next deadline first.", requires=REQUIRES)
    def fees(self: Row, statuses: list[FeeStatus] | None = None) -> Any:
        return Page(queries.filtered(queries.fees_of(self), statuses=statuses), DUE)

    @connection(Connection[FeeSchedule] | None, "Its fee schedules, the oldest first.", requires=REQUIRES)
    def fee_schedules(self: Row) -> Any:
        return Page(queries.schedules_of(self), MADE)

    @connection(Connection[FeeEntry] | None, "The rows of its ledger, the newest first.", requires=REQUIRES)
    def fee_entries(
        self: Row, currency: str | None = None, since: Date | None = None, until: Date | None = None
    ) -> Any:  # fmt: skip
        return Page(queries.entries_between(self, currency, since, until), MADE, descending=True)

    @read(list[FeeAccount], "What it is owed now, by currency.", requires=REQUIRES)
    def fee_accounts(self: Row) -> Any:
        return queries.accounts_of(self)

    @connection(Connection[Payout] | None, "What was paid to it, the newest first.", requires=REQUIRES)
    def payouts(self: Row) -> Any:
        return Page(queries.payouts_of(self), MADE, descending=True)


@strawberry.type(description="What is still owed of some fees in one currency.")
class FeeSum:
    REQUIRES = REQUIRES

    currency: str = plain("ISO 4217 code.")
    fees: int = plain("How many fees that are not settled.")

    @value(Money, "What is owed of them; negative: what the partner owes back.")
    def balance(self: Row) -> Any:
        return money(queries.major(self.balance, self.currency), self.currency)


@extends(Contract)
class ContractFees:
    @connection(
        Connection[FeeSchedule] | None,
        "The fee schedules that rest on it, the oldest first; with a day those that are not over by then.",
        requires=REQUIRES,
    )  # fmt: skip
    def fee_schedules(self: Row, not_over_on: Date | None = None) -> Any:
        return Page(queries.schedules_by(self, not_over_on), MADE)

    @connection(
        Connection[Fee] | None, "Fees earned by its schedules that are not settled, the next deadline first.",
        requires=REQUIRES,
    )  # fmt: skip
    def open_fees(self: Row) -> Any:
        return Page(queries.open_fees_by(self), DUE)

    @read(list[FeeSum], "What is still owed of these fees, by currency; both sides read the same.", requires=REQUIRES)
    def open_fee_sums(self: Row) -> Any:
        return queries.owed_by(self)
