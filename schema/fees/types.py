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


@strawberry.type(description="Whose turn it is, the deadline, and what happens if no one acts.")
class FeeTurn:
    sides: list[Side] = plain("The sides whose turn it is.")
    due_at: DateTime | None = plain("Deadline; null if there is none.")
    otherwise: str | None = plain("What happens if no one acts, in the language of `Accept-Language`.")


@node("fsc", find=queries.schedule, named=("schedule_id", "replaced_id"))
@strawberry.type(description="A fee schedule: what a partner earns on its sales in a period.")
class FeeSchedule(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each change.")
    product: str = plain("A product's code; empty: all products that have no schedule of their own.")
    base: FeeBase = plain("Base of the rate.")
    hold_days: int = plain("Days after the order during which a fee is held.")
    clause_key: str = plain("Key of the contract clause that it is based on; can be empty.")
    valid_from: Date = plain("The first day.")
    valid_until: Date | None = plain("The last day; null if no one has ended it.")
    made_at: DateTime = plain("When it was set.")

    @value(Decimal, "From 0 to 1.")
    def rate(self: Row) -> Any:
        return queries.exact(self.rate)

    @value(str, "The person who set it.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @value(str | None, "Digest of the signed version that it follows from; null if a person set it.")
    def contract_digest(self: Row) -> Any:
        return self.contract_sha256

    @value(Money | None, "Maximum amount of one fee; null for no cap.")
    def cap(self: Row) -> Any:
        return money(queries.major(self.cap_minor, self.cap_currency), self.cap_currency)

    @read(Contract | None, "The contract that it is based on; null for none.")
    def contract(self: Row) -> Any:
        return queries.contract_of(self)

    @read(Partner | None, "The partner that earns by it.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)


@node("pay", find=queries.payout)
@strawberry.type(description="A payout to a partner.")
class Payout(Node):
    REQUIRES = REQUIRES

    number: str = plain("Number printed on documents.")
    reference: str = plain("The reference of the payment.")
    paid_on: Date = plain("The day of the payment.")
    made_at: DateTime = plain("When it was added.")

    @value(Money, "The amount.")
    def amount(self: Row) -> Any:
        return money(queries.major(self.amount_minor, self.currency), self.currency)

    @value(str, "The person who entered it.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @read(Partner | None, "The partner.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)


@node("fee", find=queries.fee, named=("fee_id",), told=TOLD)
@strawberry.type(description="A partner's fee for one sale; its entries determine the amount.")
class Fee(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each change. Pass it to a mutation as `expectedVersion`.")
    number: str = plain("Number printed on documents.")
    status: FeeStatus = plain("Current status.")
    product: str = plain("Product code of the part of the order; empty: the whole order.")
    role: ShareRole = plain("The partner's role in the sale.")
    share: int = plain("The partner's share in the sale, in basis points.")
    order_reference: str = plain("The order.")
    won_on: Date = plain("Date of the order, which determines the schedule.")
    is_disputed: bool = plain("A dispute about it is open.")
    disputed_in: str | None = plain("The number of the dispute about it that is open; null for none.")
    is_kept_back: bool = plain("True if someone at the company holds it.")
    held_until: DateTime | None = plain("End of the time to return the goods; the fee is held until then.")
    cause: FeeCause | None = plain("Reason for the latest reversal or reduction.")
    note: str = plain("Reason given with the last step; both sides can read it.")
    waiting_on: list[Side] = plain("The sides whose turn it is; empty if neither.")
    due_at: DateTime | None = plain("Deadline.")
    created_at: DateTime = plain("When it was earned.")
    approved_at: DateTime | None = plain("When it was approved.")
    paid_at: DateTime | None = plain("When it was paid.")

    @value(Money, "Base amount of the fee.")
    def base(self: Row) -> Any:
        return money(queries.major(self.base_minor, self.currency), self.currency)

    @value(Money, "Part of the base that was returned.")
    def returned(self: Row) -> Any:
        return money(queries.major(self.returned_minor, self.currency), self.currency)

    @value(Decimal, "The rate, from 0 to 1.")
    def rate(self: Row) -> Any:
        return queries.exact(self.rate)

    @value(Money, "Current amount: the sum of its entries without payments.")
    def amount(self: Row) -> Any:
        return money(queries.shown_earned(self), self.currency)

    @value(Money, "Amount still owed: the sum of all its entries; negative if the partner owes money back.")
    def balance(self: Row) -> Any:
        return money(queries.shown_balance(self), self.currency)

    @value(str | None, "The person who approved it.")
    def approved_by(self: Row) -> Any:
        return self.approved_by_name

    @computed(FeeTurn | None, "Whose turn it is; null if no one's.", needs=queries.actions_of)
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

    @read(Opportunity | None, "The sale; null if the partner only has a share in another partner's sale.",
          requires=Permission.OPPORTUNITY_READ)  # fmt: skip
    def opportunity(self: Row) -> Any:
        return queries.sale_of(self)

    @read(FeeSchedule | None, "The schedule that applies.")
    def schedule(self: Row) -> Any:
        return queries.schedule_of(self)

    @read(Member | None, "The company's person responsible for the sale, who cannot approve its fee.")
    def company_owner(self: Row) -> Any:
        return queries.owner_of(self)

    @connection(Connection[JournalEntry] | None, "History, newest first.", requires=REQUIRES)
    def timeline(self: Row) -> Any:
        return Page(journal.timeline(self.partner_id, self.id), LAST_FIRST, descending=True)

    available_actions = steps.available(
        "FeeAvailableAction", "A possible next step of a fee for the caller's side.", FeeAction,
        needs=queries.actions_of, possible=actions.possible, due_at="Deadline, if it is the caller's side's turn.",
    )  # fmt: skip


@node("fen", find=queries.entry)
@strawberry.type(description="An entry of the ledger. A balance is always the sum of entries.")
class FeeEntry(Node):
    REQUIRES = REQUIRES

    kind: FeeEntryKind = plain("Kind.")
    cause: FeeCause | None = plain("Reason for a reversal or change.")
    text: str = plain("Reason given; can be empty.")
    made_at: DateTime = plain("When it was added.")

    @value(Money, "Amount that the company owes; negative if it reduces the debt.")
    def amount(self: Row) -> Any:
        return money(queries.major(self.amount_minor, self.currency), self.currency)

    @value(Money | None, "Part of the base that it covers; negative for returns.")
    def base(self: Row) -> Any:
        columns = {"amount": queries.major(self.base_minor, self.currency), "currency": self.currency}
        return Part(columns, absent=self.base_minor.is_(None))

    @value(str, "The person who entered it; empty for automatic entries.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @read(Fee | None, "The fee.")
    def fee(self: Row) -> Any:
        return queries.fee_of(self)

    @read(Payout | None, "The payout that it belongs to; null for none.")
    def payout(self: Row) -> Any:
        return queries.payout_of(self)


@extends(Fee)
class FeeEntries:
    @read(list[FeeEntry], "Entries of its fee ledger, oldest first.")
    def entries(self: Row) -> Any:
        return queries.entries_of(self)


@extends(Payout)
class PayoutEntries:
    @read(list[FeeEntry], "Amounts paid by fee; amounts owed back are positive.")
    def entries(self: Row) -> Any:
        return queries.entries_in(self)


@strawberry.type(description="A partner's role in a sale.")
class Attribution:
    REQUIRES = REQUIRES

    role: ShareRole = plain("Its role.")
    share: int = plain("Basis points.")

    @read(Partner | None, "The partner.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)


@strawberry.type(description="Current balance of a partner's fees in one currency: the sum of the three parts.")
class FeeAccount:
    REQUIRES = REQUIRES

    currency: str = plain("ISO 4217 code.")
    held_until: DateTime | None = plain("When the first temporary hold ends.")

    @value(Money, "The amount owed; negative if the partner owes money back.")
    def balance(self: Row) -> Any:
        return money(queries.major(self.balance, self.currency), self.currency)

    @value(Money, "The amount that can be paid now: approved fees less amounts owed back; never below 0.")
    def payable(self: Row) -> Any:
        return money(queries.major(self.payable, self.currency), self.currency)

    @value(Money, "The amount waiting for approval.")
    def awaiting_approval(self: Row) -> Any:
        return money(queries.major(self.awaiting, self.currency), self.currency)

    @value(Money, "The amount on hold: goods can be returned, someone put it on hold, or a dispute is open.")
    def held(self: Row) -> Any:
        return money(queries.major(self.held, self.currency), self.currency)

    @read(list[Fee], "The fees that a payout would settle now, less fees that are owed back.")
    def payable_fees(self: Row) -> Any:
        return queries.payable_of(self)


@strawberry.type(description="The ledger of a partner in one currency for a period.")
class FeeStatement:
    REQUIRES = REQUIRES

    currency: str = plain("ISO 4217 code.")
    since: Date = plain("The first day, counted in UTC.")
    until: Date = plain("The last day.")

    @value(Money, "Balance before the first day.")
    def opening(self: Row) -> Any:
        return money(queries.major(self.opening, self.currency), self.currency)

    @value(Money, "Total earned.")
    def accrued(self: Row) -> Any:
        return money(queries.major(self.accrual, self.currency), self.currency)

    @value(Money, "Total of reversals; never positive.")
    def reversed(self: Row) -> Any:
        return money(queries.major(self.reversal, self.currency), self.currency)

    @value(Money, "Total of adjustments by disputes.")
    def adjusted(self: Row) -> Any:
        return money(queries.major(self.adjustment, self.currency), self.currency)

    @value(Money, "Total paid; never positive.")
    def paid(self: Row) -> Any:
        return money(queries.major(self.payment, self.currency), self.currency)

    @value(Money, "Balance after the last day: the opening balance plus all changes.")
    def closing(self: Row) -> Any:
        return money(queries.major(self.closing, self.currency), self.currency)

    @read(FeeAccount | None, "Current balance, independent of the period; null if nothing was ever earned.")
    def account(self: Row) -> Any:
        return queries.account_of(self)

    @read(Partner | None, "The partner.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)


@extends(Opportunity)
class OpportunityFees:
    @read(list[Fee], "Fees earned with it; a partner can see only its own.", requires=REQUIRES)
    def fees(self: Row) -> Any:
        return queries.fees_on(self)

    @read(list[Attribution], "Partners that brought it; a partner can see only its own share.", requires=REQUIRES)
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

    @connection(Connection[FeeEntry] | None, "Entries of its fee ledger, newest first.", requires=REQUIRES)
    def fee_entries(
        self: Row, currency: str | None = None, since: Date | None = None, until: Date | None = None
    ) -> Any:  # fmt: skip
        return Page(queries.entries_between(self, currency, since, until), MADE, descending=True)

    @read(list[FeeAccount], "Current fee balances, by currency.", requires=REQUIRES)
    def fee_accounts(self: Row) -> Any:
        return queries.accounts_of(self)

    @connection(Connection[Payout] | None, "Payouts to it, newest first.", requires=REQUIRES)
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
