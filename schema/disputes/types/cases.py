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


@strawberry.type(description="What a dispute is about in money, in one currency.")
class DisputeAmount:
    @value(Money, "The sum of what its lines claim.")
    def claimed(self: Row) -> Any:
        return amount(self.claimed_minor, self.currency)

    @value(Money, "What the other side accepts of that.")
    def conceded(self: Row) -> Any:
        return amount(self.conceded_minor, self.currency)

    @value(Money, "What the decision gives of it.")
    def decided(self: Row) -> Any:
        return amount(self.decided_minor, self.currency)

    @value(Money, "The rest.")
    def open(self: Row) -> Any:
        return amount(self.claimed_minor - self.conceded_minor - self.decided_minor, self.currency)


@strawberry.type(description="Who answers for a dispute on a side that is waited for.")
class DisputeOwner:
    side: Side = plain("The side.")
    name: str | None = plain("Who answers for it; null where nobody is named.")
    deputy: str | None = plain("Who does if they do not.")


@strawberry.type(description="Whose turn it is, until when, and what happens otherwise.")
class DisputeTurn:
    owners: list[DisputeOwner] = plain("For each side that is waited for.")
    due_at: DateTime | None = plain("Until when; null where no date is set.")
    paused_since: DateTime | None = plain("Since when the time stands by both sides' word; null while it runs.")
    paused_until: DateTime | None = plain("Until when it stands.")
    otherwise: str | None = plain("What happens if nobody acts, in the language of `Accept-Language`.")


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


@strawberry.type(description="Why a dispute came about.")
class DisputeCause:
    category: CauseCategory = plain("Where it lay.")
    text: str = plain("Why, and why that, up to five times.")
    recorded_by: str = plain("Who recorded it.")
    recorded_at: DateTime = plain("When.")
    no_prevention_reason: str = plain("Why nothing prevents it; empty where something is planned.")


@node("dsp", find=queries.dispute, named=("dispute_id",), told=TOLD)
@strawberry.type(
    description="A disagreement of the two sides about one thing or several, from its filing to its cause."
)
class Dispute(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each change; a mutation names it as `expectedVersion`.")
    number: str = plain("Printed on what is sent.")
    status: DisputeStatus = plain("Current status.")
    claimant: Side = plain("The side that files it.")
    title: str = plain("What it is about, in a line.")
    text: str = plain("The same in the claimant's words; may be empty.")
    reason_code: DisputeReasonCode = plain("Why.")
    known_on: Date | None = plain("The day from which the time to file it counts.")
    closes_at: DateTime | None = plain("The last instant to file it; null for none.")
    currency: str | None = plain("ISO 4217, of all its lines; null where none is about money.")
    missing: int = plain("How many papers that its reason asks for are missing; nothing is filed until they are there.")
    level: int = plain("0 to 2: the two sides themselves; 3: a mediator; 4: a court or arbitrator. It never falls.")
    filed_at: DateTime | None = plain("When it was filed; null for a draft, which its side alone sees.")
    is_refiled: bool = plain("Whether it was filed again after a refusal.")
    is_appealed: bool = plain("Whether its decision was appealed.")
    reopened: int = plain("How often it was reopened.")
    reopen_until: DateTime | None = plain("Until when it can be reopened.")
    pause_by: Side | None = plain("The side that asks for a pause.")
    pause_until: Date | None = plain("The last day of the pause that is asked for.")
    outcome: str = plain("The award or judgment outside of the portal; may be empty.")
    note: str = plain("What was said with the last step; both sides read it.")
    waiting_on: list[Side] = plain("The sides that are waited for; empty when nobody is.")
    due_at: DateTime | None = plain("By when, or when the clock takes the next step.")
    ended_at: DateTime | None = plain("When it ended.")
    created_at: DateTime = plain("When it was begun.")

    @value(str | None, "Who filed it.")
    def filed_by(self: Row) -> Any:
        return self.filed_by_name

    @value(str | None, "SHA-256 of what was filed, as the receipt names it.")
    def receipt_digest(self: Row) -> Any:
        return self.receipt_sha256

    @value(str | None, "SHA-256 of the contract's text that it rests on.")
    def contract_digest(self: Row) -> Any:
        return self.contract_sha256

    @value(str, "`chain` of its last entry; empty for a draft.")
    def chain_head(self: Row) -> Any:
        return self.chain_head

    @value(str | None, "SHA-256 of the settlement that both sides accepted.")
    def settlement_digest(self: Row) -> Any:
        return self.settlement_sha256

    @value(DisputeAmount | None, "How much it is about; null where it is not about money.")
    def amount(self: Row) -> Any:
        names = ("claimed_minor", "conceded_minor", "decided_minor", "currency")
        return Part({name: getattr(self, name) for name in names}, absent=self.currency.is_(None))

    @value(DisputeCause | None, "Its cause, once it is recorded.")
    def root_cause(self: Row) -> Any:
        columns = {
            "category": self.cause, "text": self.cause_text, "recorded_by": self.cause_by_name,
            "recorded_at": self.cause_at, "no_prevention_reason": self.no_prevention_reason,
        }  # fmt: skip
        return Part(columns, absent=self.cause.is_(None))

    @computed(
        DisputeReason, "Why, with what is asked for, as it stood when it was filed.",
        needs=lambda row: {"reason": row.reason}, is_kept=True,
    )  # fmt: skip
    def reason(self: Mapping[str, Any], asking: Any) -> Any:
        return reason(self["reason"], asking.language)

    @computed(
        DisputeAgreed | None, "What its contract says of it; null for a draft, and where the text says nothing.",
        needs=lambda row: {"agreed": row.agreed}, is_kept=True,
    )  # fmt: skip
    def agreed(self: Mapping[str, Any], _asking: Any) -> Any:
        return agreed(self)

    @computed(DisputeTurn | None, "Whose turn it is; null where nobody is waited for.", needs=queries.turn_of)
    def turn(self: Mapping[str, Any], asking: Any) -> Any:
        return _turn(self, asking)

    @computed(
        list[DisputePaperStanding], "Each paper that its reason asks for, and whether it is there.",
        needs=queries.papers_of, is_kept=True,
    )  # fmt: skip
    def papers(self: Mapping[str, Any], asking: Any) -> Any:
        return standings(self, asking)

    @read(Partner | None, "The partner, one of the two sides.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)

    @read(Contract | None, "The contract that it rests on; null for none.")
    def contract(self: Row) -> Any:
        return queries.contract_of(self)

    @read(ContractVersion | None, "The contract's text that it rests on.")
    def contract_version(self: Row) -> Any:
        return queries.version_of(self)

    @read(Member | None, "The company's officer, who admitted or refused it.")
    def officer(self: Row) -> Any:
        return queries.member_of(self, "officer")

    @read(Member | None, "The company's person who answers for it at its level.")
    def company_owner(self: Row) -> Any:
        return queries.member_of(self, "company_owner")

    @read(Member | None, "Who does if that one does not.")
    def company_deputy(self: Row) -> Any:
        return queries.member_of(self, "company_deputy")

    @read(Member | None, "The partner's person who answers for it at its level.")
    def partner_owner(self: Row) -> Any:
        return queries.member_of(self, "partner_owner")

    @read(Member | None, "Who does if that one does not.")
    def partner_deputy(self: Row) -> Any:
        return queries.member_of(self, "partner_deputy")

    @connection(Connection[DisputeLine] | None, "What is contested, by position.")
    def lines(self: Row) -> Any:
        return Page(queries.lines_of(self).order_by(None), BY_POSITION)

    @read(list[DisputeEvidence], "The files that its sides have brought, in the order in which they came.")
    def evidence(self: Row) -> Any:
        return queries.papers_shown(self)

    @connection(Connection[DisputeEntry] | None, "Its chain: what was said and done, oldest first.")
    def entries(self: Row) -> Any:
        return Page(queries.entries_of(self).order_by(None), BY_NUMBER)

    @read(list[DisputeClock], "The times that somebody had, oldest first.")
    def clocks(self: Row) -> Any:
        return queries.clocks_of(self)

    @read(list[DisputePause], "The times in which a clock stood, oldest first.")
    def pauses(self: Row) -> Any:
        return queries.pauses_of(self)

    @read(list[DisputeOffer], "The offers to settle, oldest first.")
    def offers(self: Row) -> Any:
        return queries.offers_of(self)

    @read(list[DisputeMediator], "Who was proposed to mediate, in order.")
    def mediators(self: Row) -> Any:
        return queries.seats_of(self)

    @read(list[DisputeCaucusText], "What the mediator and the caller's side say to each other alone, oldest first.")
    def caucus(self: Row) -> Any:
        return queries.caucus_of(self)

    @read(list[Remedy], "What is to be done after a settlement or a decision.")
    def remedies(self: Row) -> Any:
        return queries.remedies_of(self)

    @read(list[Prevention], "What is planned so that the cause does not come back.")
    def preventions(self: Row) -> Any:
        return queries.preventions_of(self)

    @connection(Connection[JournalEntry] | None, "What happened, newest first.", requires=REQUIRES)
    def timeline(self: Row) -> Any:
        return Page(journal.timeline(self.partner_id, self.id), LAST_FIRST, descending=True)

    available_actions = steps.available(
        "DisputeAvailableAction", "A step of a dispute that the caller's side could take from here.", DisputeAction,
        needs=queries.facts_of, possible=actions.dispute, due_at="By when, if the caller's side is waited for.",
    )  # fmt: skip
