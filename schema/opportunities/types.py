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
DUE = sorting.instant("DUE_AT", "due_at", nullable=True)
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
    domain: str = plain("Its domain; can be empty.")
    lei: str = plain("Legal Entity Identifier; can be empty.")
    vat_number: str = plain("VAT number; can be empty.")
    register_number: str = plain("Number in a register of companies; can be empty.")


def customer_of(row: Row) -> Part:
    return Part({
        "name": row.customer_name, "country": row.customer_country, "domain": row.customer_domain,
        "lei": row.customer_lei, "vat_number": row.customer_vat, "register_number": row.customer_register,
    })  # fmt: skip


@strawberry.type(description="Whose turn it is, the deadline, and what happens if no one acts.")
class OpportunityTurn:
    sides: list[Side] = plain("The sides whose turn it is.")
    due_at: DateTime | None = plain("Deadline; null if there is none.")
    otherwise: str | None = plain("What happens if no one acts, in the language of `Accept-Language`.")


@strawberry.type(description="Protection of an opportunity.")
class OpportunityProtection:
    since: DateTime = plain("When it started.")
    until: DateTime = plain("When it ends, or ended.")
    days_left: int | None = plain("Whole days left; null once it has ended, or while its time is paused.")
    paused_since: DateTime | None = plain("Start of a pause because of a dispute.")
    extensions: int = plain("Number of extensions.")
    extension_asked_at: DateTime | None = plain("When the unanswered extension was requested.")
    extension_answer_by: DateTime | None = plain("Deadline of the company to answer; silence extends the protection.")


@strawberry.type(description="Rejection of a registration.")
class OpportunityRefusal:
    code: RejectionCode = plain("The code.")
    rule: str = plain("Meaning, in the language of `Accept-Language`.")
    text: str = plain("Explanation by sales; can be empty.")
    older_right_on: Date | None = plain("Date of the older right that it is based on; its holder is never named.")


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


@strawberry.type(description="Result of a rule of engagement for a registration, with the fact it is based on.")
class EngagementVerdict:
    rule: EngagementRule = plain("The rule.")
    answer: EngagementAnswer = plain("What it says.")
    filed_on: Date | None = plain("EARLIEST_FILING: when this registration arrived.")
    earliest_on: Date | None = plain("EARLIEST_FILING: when the earliest other registration arrived.")
    direct_opened_on: Date | None = plain("Of the order of arrival: since when the company works on the same itself.")
    direct_active_on: Date | None = plain("The same: when something was done for that last.")
    won_on: Date | None = plain("INCUMBENT: when the partner last sold to the customer.")
    free: list[str] = plain("SPLIT: the products and regions that were free, such as `GTX-PRO DE`.")


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
@strawberry.type(description="A deal with an end customer that a partner has registered or the company offers.")
class Opportunity(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each change. Pass it to a mutation as `expectedVersion`.")
    number: str = plain("Number printed on documents.")
    status: OpportunityStatus = plain("Current status.")
    author: Side = plain("The side that wrote it down.")
    source: OpportunitySource = plain("Its source.")
    external_id: str = plain("Reference of the side that wrote it; can be empty.")
    products: list[str] = plain("Codes of the company's products.")
    regions: list[str] = plain("ISO 3166-1 and 3166-2 codes; a country includes all its regions.")
    text: str = plain("The customer's need; can be empty.")
    stage: OpportunityStage = plain("Stage of the sale.")
    expected_close_on: Date = plain("Expected order date.")
    filed_at: DateTime | None = plain(
        "When it arrived, by the portal's clock. The earliest registration takes precedence."
    )
    extension_text: str = plain("Activity reported when an extension was requested; can be empty.")
    order_reference: str = plain("Order number of the won sale; can be empty.")
    won_on: Date | None = plain("Date of that order.")
    loss_reason: LossReason | None = plain("Reason for losing the sale.")
    note: str = plain("Reason given with the last step; both sides can read it.")
    waiting_on: list[Side] = plain("The sides whose turn it is; empty if neither.")
    ended_at: DateTime | None = plain("When it ended.")
    created_at: DateTime = plain("When it was created.")

    @value(DateTime | None, "Deadline.")
    def due_at(self: Row) -> Any:
        return queries.shown_due(self)

    @value(OpportunityCustomer, "The customer.")
    def customer(self: Row) -> Any:
        return customer_of(self)

    @value(Money, "Expected amount of the deal.")
    def estimate(self: Row) -> Any:
        return amount(self.estimate_minor, self.estimate_currency)

    @value(Money | None, "Amount of the order; null unless it was won.")
    def order_value(self: Row) -> Any:
        return amount(self.value_minor, self.value_currency)

    @value(str | None, "The person who registered it.")
    def filed_by(self: Row) -> Any:
        return self.filed_by_name

    @value(str | None, "SHA-256 of the registered contents, as in the receipt.")
    def receipt_digest(self: Row) -> Any:
        return self.receipt_sha256

    @computed(OpportunityTurn | None, "Whose turn it is; null if no one's.", needs=queries.actions_of)
    def turn(self: Mapping[str, Any], asking: Any) -> Any:
        if not self["waiting_on"]:
            return None
        due: Any = self["due_at"] and datetime.fromisoformat(self["due_at"])
        sides: Any = [Who(side) for side in sorted(self["waiting_on"])]
        return OpportunityTurn(sides=sides, due_at=due, otherwise=actions.otherwise_told(self, asking.language))

    @computed(
        OpportunityProtection | None, "Its protection; null if it was never protected.",
        needs=lambda row: {
            "status": row.status, "since": row.protected_at, "until": row.ends_at, "paused_since": row.paused_at,
            "extensions": row.extensions, "extension_asked_at": row.extension_asked_at,
            "extension_answer_by": row.extension_by,
        },
    )  # fmt: skip
    def protection(self: Mapping[str, Any], asking: Any) -> Any:
        return _protection(self, asking)

    @computed(
        OpportunityRefusal | None, "Its rejection; null unless it was rejected.",
        needs=lambda row: {"code": row.rejection, "text": row.note, "older_right_on": row.older_right_on},
    )  # fmt: skip
    def refusal(self: Mapping[str, Any], asking: Any) -> Any:
        return _refusal(self, asking)

    @read(Partner | None, "The partner.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)

    @read(Contract | None, "The contract for the sale; null for none.")
    def contract(self: Row) -> Any:
        return queries.contract_of(self)

    @read(Member | None, "The responsible person at the company.")
    def company_owner(self: Row) -> Any:
        return queries.owner_of(self, Who.HOST)

    @read(Member | None, "The responsible person at the partner.")
    def partner_owner(self: Row) -> Any:
        return queries.owner_of(self, Who.PARTNER)

    @read(list[File], "Its files, in order of arrival.")
    def files(self: Row) -> Any:
        return queries.files_of(self)

    @connection(Connection[JournalEntry] | None, "History, newest first.", requires=REQUIRES)
    def timeline(self: Row) -> Any:
        return Page(journal.timeline(self.partner_id, self.id), LAST_FIRST, descending=True)

    available_actions = steps.available(
        "OpportunityAvailableAction", "A possible next step of an opportunity for the caller's side.",
        OpportunityAction, needs=queries.actions_of, possible=actions.possible,
        due_at="Deadline, if it is the caller's side's turn.",
    )  # fmt: skip


@strawberry.type(description="A conflicting registration, with the overlap.")
class OpportunityRival:
    REQUIRES = Permission.COMPANY_READ

    filed_on: Date = plain("When it arrived.")
    products: list[str] = plain("Products in both registrations.")
    regions: list[str] = plain("Regions in both registrations.")

    @value(HeldAs, "How it was held at the time of the conflict.")
    def held_as(self: Row) -> Any:
        return self.status

    @read(Opportunity | None, "The other registration; null for one that the caller cannot see.")
    def opportunity(self: Row) -> Any:
        return queries.rival_of(self)


@node("cfl", find=queries.conflict)
@strawberry.type(description="A conflict of a registration with others; for the company only.")
class OpportunityConflict(Node):
    REQUIRES = Permission.COMPANY_READ

    rules_version: int = plain("Version of the rules of engagement that applies.")
    found_at: DateTime = plain("When it was found.")
    outcome: ConflictOutcome | None = plain("Outcome; null until decided.")
    decided_at: DateTime | None = plain("When.")

    @value(str | None, "The person who decided.")
    def decided_by(self: Row) -> Any:
        return self.decided_by_name

    @computed(
        list[EngagementVerdict], "Result of each rule, in order.", needs=lambda row: {"verdicts": row.verdicts},
        is_kept=True,
    )  # fmt: skip
    def verdicts(self: Mapping[str, Any], asking: Any) -> Any:
        return _verdicts(self, asking)

    @computed(
        EngagementAdvice, "Advice from the rules; people decide.", needs=lambda row: {"verdicts": row.verdicts},
        is_kept=True,
    )  # fmt: skip
    def advice(self: Mapping[str, Any], _asking: Any) -> Any:
        said = {Rule(each["rule"]): Answer(each["answer"]) for each in self["verdicts"]}
        return engagement.advice(said)[0]

    @computed(
        EngagementRule, "The rule that the advice follows from.", needs=lambda row: {"verdicts": row.verdicts},
        is_kept=True,
    )  # fmt: skip
    def spoken_by(self: Mapping[str, Any], _asking: Any) -> Any:
        said = {Rule(each["rule"]): Answer(each["answer"]) for each in self["verdicts"]}
        return engagement.advice(said)[1]

    @read(Opportunity | None, "The registration.")
    def opportunity(self: Row) -> Any:
        return queries.registration_of(self)

    @read(list[OpportunityRival], "Conflicting registrations, earliest first.")
    def rivals(self: Row) -> Any:
        return queries.rivals_of(self)


@extends(Opportunity)
class OpportunityConflicts:
    @read(OpportunityConflict | None, "Its conflict; for the company only.", requires=Permission.COMPANY_READ)
    def conflict(self: Row) -> Any:
        return queries.conflict_of(self)


@extends(Member)
class MemberQuota:
    @value(
        bool | None,
        "True if the person carries a sales quota and so cannot decide conflicts; null for partners' people.",
        requires=Permission.COMPANY_READ,
    )  # fmt: skip
    def carries_quota(self: Row) -> Any:
        return queries.quota_carried(self)


@extends(Partner)
class PartnerOpportunities:
    @connection(Connection[Opportunity] | None, "Its opportunities, the next deadline first.", requires=REQUIRES)
    def opportunities(self: Row, statuses: list[OpportunityStatus] | None = None) -> Any:
        return Page(queries.filtered(queries.opportunities_of(self), statuses=statuses), DUE)
