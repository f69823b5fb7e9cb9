"""Opportunities as the API shows them, and what they add to partners."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import strawberry

from portal import journal
from portal.access import Permission
from portal.access import Side as Who
from portal.languages import ENGLISH
from portal.opportunities import actions, queries
from portal.opportunities.rules import engagement
from portal.opportunities.rules.engagement import Answer, Rule
from portal.opportunities.rules.statuses import REJECTED_BECAUSE
from portal.opportunities.rules.statuses import OpportunityStatus as Status
from portal.opportunities.rules.statuses import RejectionCode as Code
from schema.contracts.types import Contract
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Part, Row, computed, plain, read, value
from schema.engine.nodes import UNTOLD, Told, extends, node
from schema.engine.scalars import Date, DateTime
from schema.files.types import File
from schema.opportunities.enums import (
    ConflictOutcome,
    EngagementAdvice,
    EngagementAnswer,
    EngagementRule,
    HeldAs,
    LossReason,
    OpportunityAction,
    OpportunitySource,
    OpportunityStage,
    OpportunityStatus,
    RejectionCode,
)
from schema.partners.types import Member, Partner
from schema.shared import steps
from schema.shared.enums import Side
from schema.shared.journal import LAST_FIRST, JournalEntry
from schema.shared.nodes import Money, Node

REQUIRES = Permission.OPPORTUNITY_READ
DUE = sorting.instant("DUE_AT", "due_at")
TOLD = {
    "contract_id": Told("contract", "ctr"), "filed_by_name": Told("filedBy"),
    "company_owner_id": Told("companyOwner", "mem"), "partner_owner_id": Told("partnerOwner", "mem"),
    "protected_at": Told("protection.since"), "ends_at": Told("protection.until"),
    "paused_at": Told("protection.pausedSince"), "extensions": Told("protection.extensions"),
    "extension_asked_at": Told("protection.extensionAskedAt"), "extension_by": Told("protection.extensionAnswerBy"),
    "rejection": Told("refusal.code"), "older_right_on": Told("refusal.olderRightOn"),
    **{f"customer_{name}": Told(f"customer.{shown}") for name, shown in (
        ("name", "name"), ("country", "country"), ("domain", "domain"), ("lei", "lei"), ("vat", "vatNumber"),
        ("register", "registerNumber"))},
    "receipt": Told("receiptDigest"), "value": Told("orderValue"),
    **dict.fromkeys(("due_calendar", "silent_for", "pairs", "shown_at"), UNTOLD),
}  # fmt: skip


def amount(minor: Row, currency: Row) -> Part:
    return Part({"amount": queries.major(minor, currency), "currency": currency}, absent=currency.is_(None))


@strawberry.type(description="An end customer as it was registered.")
class OpportunityCustomer:
    name: str = plain("Its name.")
    country: str = plain("ISO 3166-1 code.")
    domain: str = plain("Its domain; may be empty.")
    lei: str = plain("Legal Entity Identifier; may be empty.")
    vat_number: str = plain("VAT number; may be empty.")
    register_number: str = plain("Number in a register of companies; may be empty.")


def customer_of(row: Row) -> Part:
    return Part({
        "name": row.customer_name, "country": row.customer_country, "domain": row.customer_domain,
        "lei": row.customer_lei, "vat_number": row.customer_vat, "register_number": row.customer_register,
    })  # fmt: skip


@strawberry.type(description="Whose turn it is, until when, and what happens otherwise.")
class OpportunityTurn:
    sides: list[Side] = plain("The sides that are waited for.")
    due_at: DateTime | None = plain("Until when; null where no date is set.")
    otherwise: str | None = plain("What happens if nobody acts, in the language of `Accept-Language`.")


@strawberry.type(description="How long an opportunity is, or was, protected.")
class OpportunityProtection:
    since: DateTime = plain("When it began.")
    until: DateTime = plain("When it ends, or ended.")
    days_left: int | None = plain("Whole days left; null once it is over, or while its time stands.")
    paused_since: DateTime | None = plain("Since when a dispute stops its time.")
    extensions: int = plain("How often it was extended.")
    extension_asked_at: DateTime | None = plain("When an extension was asked for that has no answer yet.")
    extension_answer_by: DateTime | None = plain("By when the company has to answer; silence extends it.")


@strawberry.type(description="Why a registration was rejected.")
class OpportunityRefusal:
    code: RejectionCode = plain("The code.")
    rule: str = plain("What it means, in the language of `Accept-Language`.")
    text: str = plain("What sales wrote; may be empty.")
    older_right_on: Date | None = plain("The day of the older right that it rests on; whose that is, nobody is told.")


def _protection(values: Mapping[str, Any], asking: Any) -> OpportunityProtection | None:
    if values["since"] is None:
        return None
    until = datetime.fromisoformat(values["until"])
    is_over = values["status"] != Status.PROTECTED or values["paused_since"] is not None
    times: dict[str, Any] = {
        name: values[name] and datetime.fromisoformat(values[name])
        for name in ("since", "until", "paused_since", "extension_asked_at", "extension_answer_by")
    }
    days = None if is_over else (until.date() - asking.now.day("UTC")).days
    return OpportunityProtection(days_left=days, extensions=values["extensions"], **times)


def _refusal(values: Mapping[str, Any], asking: Any) -> OpportunityRefusal | None:
    if values["code"] is None:
        return None
    code: Any = Code(values["code"])
    rule = REJECTED_BECAUSE[code].in_(asking.language or ENGLISH)
    day: Any = values["older_right_on"] and datetime.fromisoformat(values["older_right_on"]).date()
    return OpportunityRefusal(code=code, rule=rule, text=values["text"], older_right_on=day)


@strawberry.type(description="What a rule of engagement says to a registration, and on which fact that rests.")
class EngagementVerdict:
    rule: EngagementRule = plain("The rule.")
    answer: EngagementAnswer = plain("What it says.")
    filed_on: Date | None = plain("Of the order of arrival: when this one came in.")
    earliest_on: Date | None = plain("Of the order of arrival: when the earliest other one came in.")
    direct_opened_on: Date | None = plain("Of the order of arrival: since when the company works on the same itself.")
    direct_active_on: Date | None = plain("The same: when something was done for that last.")
    won_on: Date | None = plain("Of an incumbent: when the partner sold to the customer last.")
    free: list[str] = plain("Of a split: the products and regions that were free, such as `GTX-PRO DE`.")


def _verdicts(values: Mapping[str, Any], _asking: Any) -> list[EngagementVerdict]:
    return [
        EngagementVerdict(
            rule=each["rule"], answer=each["answer"],
            **{shown: _day(each["fact"].get(name)) for shown, name in (
                ("filed_on", "filedOn"), ("earliest_on", "earliestOn"), ("won_on", "wonOn"),
                ("direct_opened_on", "directOpenedOn"), ("direct_active_on", "directActiveOn"))},
            free=[" ".join(pair) for pair in each["fact"].get("free", [])],
        )
        for each in values["verdicts"]
    ]  # fmt: skip


def _day(value: str | None) -> Any:
    return datetime.fromisoformat(value).date() if value else None


@node("opp", find=queries.opportunity, named=("opportunity_id", "other_id"), told=TOLD)
@strawberry.type(description="A deal with an end customer that a partner has registered, or the company offers.")
class Opportunity(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each change; a mutation names it as `expectedVersion`.")
    number: str = plain("Printed on what is sent.")
    status: OpportunityStatus = plain("Current status.")
    author: Side = plain("The side that wrote it down.")
    source: OpportunitySource = plain("Where it comes from.")
    external_id: str = plain("What the side that wrote it down calls it; may be empty.")
    products: list[str] = plain("Codes of the company's products.")
    regions: list[str] = plain("ISO 3166-1 and 3166-2 codes; a country holds all its parts.")
    text: str = plain("What the customer needs; may be empty.")
    stage: OpportunityStage = plain("How far the sale is.")
    expected_close_on: Date = plain("When the customer is expected to order.")
    filed_at: DateTime | None = plain("When it came in, by the portal's clock; this decides who was first.")
    extension_text: str = plain("What was done until an extension was asked for; may be empty.")
    order_reference: str = plain("The order by which the sale was won; may be empty.")
    won_on: Date | None = plain("The day of that order.")
    loss_reason: LossReason | None = plain("Why the sale was lost.")
    note: str = plain("What was said with the last step; both sides read it.")
    waiting_on: list[Side] = plain("The sides that are waited for; empty when nobody is.")
    ended_at: DateTime | None = plain("When it ended.")
    created_at: DateTime = plain("When it was written down.")

    @value(DateTime | None, "By when whoever is waited for has to act.")
    def due_at(self: Row) -> Any:
        return queries.shown_due(self)

    @value(OpportunityCustomer, "With whom.")
    def customer(self: Row) -> Any:
        return customer_of(self)

    @value(Money, "What the deal is expected to come to.")
    def estimate(self: Row) -> Any:
        return amount(self.estimate_minor, self.estimate_currency)

    @value(Money | None, "What it came to; null unless it was won.")
    def order_value(self: Row) -> Any:
        return amount(self.value_minor, self.value_currency)

    @value(str | None, "Who registered it.")
    def filed_by(self: Row) -> Any:
        return self.filed_by_name

    @value(str | None, "SHA-256 of what was registered, as the receipt names it.")
    def receipt_digest(self: Row) -> Any:
        return self.receipt_sha256

    @computed(OpportunityTurn | None, "Whose turn it is; null where nobody is waited for.", needs=queries.actions_of)
    def turn(self: Mapping[str, Any], asking: Any) -> Any:
        if not self["waiting_on"]:
            return None
        due: Any = self["due_at"] and datetime.fromisoformat(self["due_at"])
        sides: Any = [Who(side) for side in sorted(self["waiting_on"])]
        return OpportunityTurn(sides=sides, due_at=due, otherwise=actions.otherwise_told(self, asking.language))

    @computed(
        OpportunityProtection | None, "How long it is, or was, protected; null where it never was.",
        needs=lambda row: {
            "status": row.status, "since": row.protected_at, "until": row.ends_at, "paused_since": row.paused_at,
            "extensions": row.extensions, "extension_asked_at": row.extension_asked_at,
            "extension_answer_by": row.extension_by,
        },
    )  # fmt: skip
    def protection(self: Mapping[str, Any], asking: Any) -> Any:
        return _protection(self, asking)

    @computed(
        OpportunityRefusal | None, "Why it was rejected; null unless it was.",
        needs=lambda row: {"code": row.rejection, "text": row.note, "older_right_on": row.older_right_on},
    )  # fmt: skip
    def refusal(self: Mapping[str, Any], asking: Any) -> Any:
        return _refusal(self, asking)

    @read(Partner | None, "The partner.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)

    @read(Contract | None, "The contract under which it is to be sold; null for none.")
    def contract(self: Row) -> Any:
        return queries.contract_of(self)

    @read(Member | None, "The company's person who answers for it.")
    def company_owner(self: Row) -> Any:
        return queries.owner_of(self, Who.HOST)

    @read(Member | None, "The partner's person who answers for it.")
    def partner_owner(self: Row) -> Any:
        return queries.owner_of(self, Who.PARTNER)

    @read(list[File], "The files that were brought, in the order in which they came.")
    def files(self: Row) -> Any:
        return queries.files_of(self)

    @connection(Connection[JournalEntry] | None, "What happened, newest first.", requires=REQUIRES)
    def timeline(self: Row) -> Any:
        return Page(journal.timeline(self.partner_id, self.id), LAST_FIRST, descending=True)

    available_actions = steps.available(
        "OpportunityAvailableAction", "A step of an opportunity that the caller's side could take from here.",
        OpportunityAction, needs=queries.actions_of, possible=actions.possible,
        due_at="By when, if the caller's side is waited for.",
    )  # fmt: skip


@node("prd", find=queries.product, named=("product_id",))
@strawberry.type(description="Something that the company sells, by the code with which it is registered.")
class Product(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each change.")
    code: str = plain("The code.")
    name: str = plain("What it is called.")
    made_at: DateTime = plain("When it came into the list.")
    ended_at: DateTime | None = plain("Since when nothing new is registered with it.")


@strawberry.type(description="Another registration that one meets, and in what.")
class OpportunityRival:
    REQUIRES = Permission.COMPANY_READ

    filed_on: Date = plain("When it came in.")
    products: list[str] = plain("The products in which they meet.")
    regions: list[str] = plain("The regions in which they meet.")

    @value(HeldAs, "How it was held when they met.")
    def held_as(self: Row) -> Any:
        return self.status

    @read(Opportunity | None, "The other registration; null for one that the caller may not see.")
    def opportunity(self: Row) -> Any:
        return queries.rival_of(self)


@node("cfl", find=queries.conflict)
@strawberry.type(description="That a registration meets others: for the company alone.")
class OpportunityConflict(Node):
    REQUIRES = Permission.COMPANY_READ

    rules_version: int = plain("Version of the rules of engagement by which it is looked at.")
    found_at: DateTime = plain("When it was found.")
    outcome: ConflictOutcome | None = plain("What became of it; null while nobody has decided.")
    decided_at: DateTime | None = plain("When.")

    @value(str | None, "Who decided.")
    def decided_by(self: Row) -> Any:
        return self.decided_by_name

    @computed(
        list[EngagementVerdict], "What each rule says, in their order.", needs=lambda row: {"verdicts": row.verdicts},
        is_kept=True,
    )  # fmt: skip
    def verdicts(self: Mapping[str, Any], asking: Any) -> Any:
        return _verdicts(self, asking)

    @computed(
        EngagementAdvice, "What follows from that; people decide.", needs=lambda row: {"verdicts": row.verdicts},
        is_kept=True,
    )  # fmt: skip
    def advice(self: Mapping[str, Any], _asking: Any) -> Any:
        said = {Rule(each["rule"]): Answer(each["answer"]) for each in self["verdicts"]}
        return engagement.advice(said)[0]

    @computed(
        EngagementRule, "The rule from which that follows.", needs=lambda row: {"verdicts": row.verdicts},
        is_kept=True,
    )  # fmt: skip
    def spoken_by(self: Mapping[str, Any], _asking: Any) -> Any:
        said = {Rule(each["rule"]): Answer(each["answer"]) for each in self["verdicts"]}
        return engagement.advice(said)[1]

    @read(Opportunity | None, "The registration.")
    def opportunity(self: Row) -> Any:
        return queries.registration_of(self)

    @read(list[OpportunityRival], "Those that it meets, the earliest first.")
    def rivals(self: Row) -> Any:
        return queries.rivals_of(self)


@extends(Opportunity)
class OpportunityConflicts:
    @read(OpportunityConflict | None, "Its conflict; for the company alone.", requires=Permission.COMPANY_READ)
    def conflict(self: Row) -> Any:
        return queries.conflict_of(self)


@extends(Member)
class MemberQuota:
    @value(
        bool | None, "The person is measured by what they sell, and decides no conflict; null for partners' people.",
        requires=Permission.COMPANY_READ,
    )  # fmt: skip
    def carries_quota(self: Row) -> Any:
        return queries.quota_carried(self)


@extends(Partner)
class PartnerOpportunities:
    @connection(Connection[Opportunity] | None, "Its opportunities, the next deadline first.", requires=REQUIRES)
    def opportunities(self: Row, statuses: list[OpportunityStatus] | None = None) -> Any:
        return Page(queries.filtered(queries.opportunities_of(self), statuses=statuses), DUE)
