"""Disputes as the API shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import strawberry

from portal import journal
from portal.access import Permission
from portal.access import Side as Who
from portal.disputes import actions, queries
from portal.disputes.rules.dispute import DISPUTE
from schema.contracts.texts import ContractVersion
from schema.contracts.types import Contract
from schema.disputes.enums import CauseCategory, DisputeAction, DisputeReasonCode, DisputeStatus
from schema.disputes.types.after import Prevention, Remedy
from schema.disputes.types.agreed import DisputeAgreed, agreed
from schema.disputes.types.lines import BY_POSITION, DisputeEvidence, DisputeLine, amount
from schema.disputes.types.mediating import DisputeCaucusText, DisputeMediator
from schema.disputes.types.offered import DisputeOffer
from schema.disputes.types.reasons import DisputePaperStanding, DisputeReason, reason, standings
from schema.disputes.types.record import BY_NUMBER, DisputeClock, DisputeEntry, DisputePause
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Part, Row, computed, plain, read, value
from schema.engine.nodes import UNTOLD, Told, node
from schema.engine.scalars import Date, DateTime
from schema.partners.types import Member, Partner
from schema.shared import steps
from schema.shared.enums import Side
from schema.shared.journal import LAST_FIRST, JournalEntry
from schema.shared.nodes import Money, Node

REQUIRES = Permission.DISPUTE_READ
TOLD = {
    "contract_id": Told("contract", "ctr"), "contract_sha256": Told("contractDigest"),
    "filed_by_name": Told("filedBy"), "officer_id": Told("officer", "mem"), "claimed": Told("amount.claimed"),
    "conceded": Told("amount.conceded"), "decided": Told("amount.decided"), "cause": Told("rootCause.category"),
    "cause_by_name": Told("rootCause.recordedBy"), "cause_at": Told("rootCause.recordedAt"),
    "no_prevention_reason": Told("rootCause.noPreventionReason"), "settlement_sha256": Told("settlementDigest"),
    **{f"{side}_{place}_id": Told(f"{side}{place.title()}", "mem")
       for side in ("company", "partner") for place in ("owner", "deputy")},
    **dict.fromkeys(("due_calendar", "sent_back_at", "preventions", "is_dismissed"), UNTOLD),
}  # fmt: skip


@strawberry.type(description="Amounts of a dispute, in one currency.")
class DisputeAmount:
    @value(Money, "Total claimed by its lines.")
    def claimed(self: Row) -> Any:
        return amount(self.claimed_minor, self.currency)

    @value(Money, "Amount accepted by the other side.")
    def conceded(self: Row) -> Any:
        return amount(self.conceded_minor, self.currency)

    @value(Money, "Amount awarded by the decision.")
    def decided(self: Row) -> Any:
        return amount(self.decided_minor, self.currency)

    @value(Money, "The remaining amount.")
    def open(self: Row) -> Any:
        return amount(self.claimed_minor - self.conceded_minor - self.decided_minor, self.currency)


@strawberry.type(description="The responsible person on a side whose turn it is.")
class DisputeOwner:
    side: Side = plain("The side.")
    name: str | None = plain("The responsible person; null if no one is named.")
    deputy: str | None = plain("The deputy of that person.")


@strawberry.type(description="Whose turn it is, the deadline, and what happens if no one acts.")
class DisputeTurn:
    owners: list[DisputeOwner] = plain("The responsible person on each side whose turn it is.")
    due_at: DateTime | None = plain("Deadline; null if there is none.")
    paused_since: DateTime | None = plain("Start of the agreed pause; null if the time is running.")
    paused_until: DateTime | None = plain("End of the pause.")
    otherwise: str | None = plain("What happens if no one acts, in the language of `Accept-Language`.")


def _turn(values: Mapping[str, Any], asking: Any) -> DisputeTurn | None:
    if not values["waiting_on"]:
        return None
    of = {Who.HOST: "company", Who.PARTNER: "partner"}
    owners = [
        DisputeOwner(side=side, name=values[f"{of[side]}_owner"], deputy=values[f"{of[side]}_deputy"])
        for side in map(Who, sorted(values["waiting_on"]))
    ]
    pauses = [[datetime.fromisoformat(each) for each in some] for some in values["pauses"]]
    now = next(([*some] for some in pauses if asking.now.has_reached(some[0]) and not asking.now.has_reached(some[1])),
               [None, None])  # fmt: skip
    said = actions.otherwise(DISPUTE, values["status"])
    due: Any = values["due_at"] and datetime.fromisoformat(values["due_at"])
    times: dict[str, Any] = {"due_at": due, "paused_since": now[0], "paused_until": now[1]}
    return DisputeTurn(owners=owners, otherwise=said.in_(asking.language) if said else None, **times)


@strawberry.type(description="Cause of a dispute.")
class DisputeCause:
    category: CauseCategory = plain("Category of the cause.")
    text: str = plain("The reasons, each explaining the one before, up to five.")
    recorded_by: str = plain("The person who recorded it.")
    recorded_at: DateTime = plain("When.")
    no_prevention_reason: str = plain("Reason why nothing prevents it; empty if an action is planned.")


@node("dsp", find=queries.dispute, named=("dispute_id",), told=TOLD)
@strawberry.type(description="A disagreement of the two sides about one or more things, from filing to cause.")
class Dispute(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each change. Pass it to a mutation as `expectedVersion`.")
    number: str = plain("Number printed on documents.")
    status: DisputeStatus = plain("Current status.")
    claimant: Side = plain("The side that files it.")
    title: str = plain("Title.")
    text: str = plain("Description by the claimant; can be empty.")
    reason_code: DisputeReasonCode = plain("Why.")
    known_on: Date | None = plain("Start of the time to file.")
    closes_at: DateTime | None = plain("Deadline to file; null for none.")
    currency: str | None = plain("ISO 4217 code of all its lines; null if none is about money.")
    missing: int = plain("Number of missing papers that its reason requires. It cannot be filed until they are there.")
    level: int = plain("0 to 2: the two sides; 3: a mediator; 4: a court or arbitrator. It never decreases.")
    filed_at: DateTime | None = plain("When it was filed; null for a draft, which only its side can see.")
    is_refiled: bool = plain("True if it was filed again after a refusal.")
    is_appealed: bool = plain("True if its decision was appealed.")
    reopened: int = plain("Number of times it was reopened.")
    reopen_until: DateTime | None = plain("Until when it can be reopened.")
    pause_by: Side | None = plain("The side that requested a pause.")
    pause_until: Date | None = plain("The last day of the requested pause.")
    outcome: str = plain("The award or judgment outside of the portal; can be empty.")
    note: str = plain("Reason given with the last step; both sides can read it.")
    waiting_on: list[Side] = plain("The sides whose turn it is; empty if neither.")
    due_at: DateTime | None = plain("Deadline, or when the portal takes the next step.")
    ended_at: DateTime | None = plain("When it ended.")
    created_at: DateTime = plain("When it was started.")

    @value(str | None, "The person who filed it.")
    def filed_by(self: Row) -> Any:
        return self.filed_by_name

    @value(str | None, "SHA-256 of the filed contents, as in the receipt.")
    def receipt_digest(self: Row) -> Any:
        return self.receipt_sha256

    @value(str | None, "SHA-256 of the contract text that it is based on.")
    def contract_digest(self: Row) -> Any:
        return self.contract_sha256

    @value(str, "`chain` of its last entry; empty for a draft.")
    def chain_head(self: Row) -> Any:
        return self.chain_head

    @value(str | None, "SHA-256 of the settlement that both sides accepted.")
    def settlement_digest(self: Row) -> Any:
        return self.settlement_sha256

    @value(DisputeAmount | None, "The disputed amount; null if it is not about money.")
    def amount(self: Row) -> Any:
        names = ("claimed_minor", "conceded_minor", "decided_minor", "currency")
        return Part({name: getattr(self, name) for name in names}, absent=self.currency.is_(None))

    @value(DisputeCause | None, "Its recorded cause.")
    def root_cause(self: Row) -> Any:
        columns = {
            "category": self.cause, "text": self.cause_text, "recorded_by": self.cause_by_name,
            "recorded_at": self.cause_at, "no_prevention_reason": self.no_prevention_reason,
        }  # fmt: skip
        return Part(columns, absent=self.cause.is_(None))

    @computed(
        DisputeReason, "Its reason with the required papers, as they were when it was filed.",
        needs=lambda row: {"reason": row.reason}, is_kept=True,
    )  # fmt: skip
    def reason(self: Mapping[str, Any], asking: Any) -> Any:
        return reason(self["reason"], asking.language)

    @computed(
        DisputeAgreed | None, "The contract's terms on it; null for a draft, or if the text has none.",
        needs=lambda row: {"agreed": row.agreed}, is_kept=True,
    )  # fmt: skip
    def agreed(self: Mapping[str, Any], _asking: Any) -> Any:
        return agreed(self)

    @computed(DisputeTurn | None, "Whose turn it is; null if no one's.", needs=queries.turn_of)
    def turn(self: Mapping[str, Any], asking: Any) -> Any:
        return _turn(self, asking)

    @computed(
        list[DisputePaperStanding], "Papers that its reason requires, and whether they are there.",
        needs=queries.papers_of, is_kept=True,
    )  # fmt: skip
    def papers(self: Mapping[str, Any], asking: Any) -> Any:
        return standings(self, asking)

    @read(Partner | None, "The partner side.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)

    @read(Contract | None, "The contract that it is based on; null for none.")
    def contract(self: Row) -> Any:
        return queries.contract_of(self)

    @read(ContractVersion | None, "The contract text that it is based on.")
    def contract_version(self: Row) -> Any:
        return queries.version_of(self)

    @read(Member | None, "The dispute officer who admitted or refused it.")
    def officer(self: Row) -> Any:
        return queries.member_of(self, "officer")

    @read(Member | None, "The company's responsible person at the current level.")
    def company_owner(self: Row) -> Any:
        return queries.member_of(self, "company_owner")

    @read(Member | None, "The deputy of that person.")
    def company_deputy(self: Row) -> Any:
        return queries.member_of(self, "company_deputy")

    @read(Member | None, "The partner's responsible person at the current level.")
    def partner_owner(self: Row) -> Any:
        return queries.member_of(self, "partner_owner")

    @read(Member | None, "The deputy of that person.")
    def partner_deputy(self: Row) -> Any:
        return queries.member_of(self, "partner_deputy")

    @connection(Connection[DisputeLine] | None, "Contested lines, by position.")
    def lines(self: Row) -> Any:
        return Page(queries.lines_of(self).order_by(None), BY_POSITION)

    @read(list[DisputeEvidence], "Evidence files of both sides, in order of arrival.")
    def evidence(self: Row) -> Any:
        return queries.papers_shown(self)

    @connection(Connection[DisputeEntry] | None, "Entries of its chain, oldest first.")
    def entries(self: Row) -> Any:
        return Page(queries.entries_of(self).order_by(None), BY_NUMBER)

    @read(list[DisputeClock], "Deadlines so far, oldest first.")
    def clocks(self: Row) -> Any:
        return queries.clocks_of(self)

    @read(list[DisputePause], "Pauses of deadlines, oldest first.")
    def pauses(self: Row) -> Any:
        return queries.pauses_of(self)

    @read(list[DisputeOffer], "The offers to settle, oldest first.")
    def offers(self: Row) -> Any:
        return queries.offers_of(self)

    @read(list[DisputeMediator], "Proposed mediators, in order.")
    def mediators(self: Row) -> Any:
        return queries.seats_of(self)

    @read(list[DisputeCaucusText], "Private messages between the mediator and the caller's side, oldest first.")
    def caucus(self: Row) -> Any:
        return queries.caucus_of(self)

    @read(list[Remedy], "Remedies after a settlement or a decision.")
    def remedies(self: Row) -> Any:
        return queries.remedies_of(self)

    @read(list[Prevention], "Planned actions against the cause.")
    def preventions(self: Row) -> Any:
        return queries.preventions_of(self)

    @connection(Connection[JournalEntry] | None, "History, newest first.", requires=REQUIRES)
    def timeline(self: Row) -> Any:
        return Page(journal.timeline(self.partner_id, self.id), LAST_FIRST, descending=True)

    available_actions = steps.available(
        "DisputeAvailableAction", "A possible next step of a dispute for the caller's side.", DisputeAction,
        needs=queries.facts_of, possible=actions.dispute, due_at="Deadline, if it is the caller's side's turn.",
    )  # fmt: skip
