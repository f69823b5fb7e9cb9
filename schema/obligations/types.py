"""Obligations as the API shows them, and what they add to contracts and partners."""

from collections.abc import Mapping
from typing import Any

import strawberry

from portal import journal
from portal.access import Permission
from portal.access import Side as Who
from portal.obligations import actions, queries
from portal.obligations.rules import Status
from schema.contracts.texts import ClauseName, ContractVersion, clause_named
from schema.contracts.types import Contract
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, computed, plain, read, value
from schema.engine.nodes import UNTOLD, Told, extends, node
from schema.engine.scalars import Date, DateTime
from schema.files.types import File
from schema.obligations.enums import ObligationAction, ObligationRepeats, ObligationStatus
from schema.partners.types import Member, Partner
from schema.shared import steps
from schema.shared.enums import Side
from schema.shared.journal import LAST_FIRST, JournalEntry
from schema.shared.nodes import Node

DUE = sorting.day("DUE_ON", "due_on")
TOLD = {
    "sha256": Told("digest"), "contract_id": Told("contract", "ctr"), "contract_sha256": Told("contractDigest"),
    "proposed_by_name": Told("proposedBy"), "agreed_by_name": Told("agreedBy"),
    "evidence_sha256": Told("evidenceDigest"), "evidenced_by_name": Told("evidencedBy"),
    "decided_by_name": Told("decidedBy"), "company_owner_id": Told("companyOwner", "mem"),
    "partner_owner_id": Told("partnerOwner", "mem"), "cure_ends_at": Told("cureUntil"),
    **dict.fromkeys(("due_calendar", "silent_for", "unopened", "is_cure_over"), UNTOLD),
}  # fmt: skip
LIST = "next due day first; past ones among them."


@node("obl", find=queries.obligation, named=("obligation_id",), told=TOLD)
@strawberry.type(description="Something that one side has to have done by a day; each time of a series is one.")
class Obligation(Node):
    REQUIRES = Permission.OBLIGATION_READ

    version: int = plain("Increases by one with each change.")
    status: ObligationStatus = plain("Current status.")
    obligor: Side = plain("The side that owes it; it is owed to the other.")
    title: str = plain("What it is.")
    text: str = plain("What has to be done.")
    clause_key: str | None = plain("The clause of the contract that states it.")
    due_on: Date = plain("The day by which it has to be done, where the side that owes it is.")
    repeats: ObligationRepeats = plain("How often it comes again.")
    repeats_until: Date | None = plain("No due day of the series lies after it.")
    number: int = plain("Which of its series, from 1.")
    lead_days: int = plain("Business days of both sides before its day on which it falls due.")
    cure_days: int = plain("Business days of both sides to make up for it once it is overdue.")
    survives: bool = plain("Whether it goes on after the contract's end.")
    calendars: str = plain("The calendars by which the days before it were counted, and their version.")
    terms: str = plain("What both sides agree to, as canonical JSON (RFC 8785); of a series, of its first.")
    proposed_side: Side = plain("The side that proposed it.")
    agreed_at: DateTime | None = plain("When the other side agreed.")
    evidence_note: str = plain("What was said with the evidence; may be empty.")
    evidenced_at: DateTime | None = plain("When the evidence was brought.")
    late_since: DateTime | None = plain("When its day was over and it was not done; kept after it is done.")
    decided_at: DateTime | None = plain("When it was confirmed, refused, declined, waived, cancelled or in default.")
    reason: str = plain("What was said with that; both sides read it.")
    waiting_on: list[Side] = plain("The sides that are waited for; empty when nobody is.")
    due_at: DateTime | None = plain("By when, or when the clock takes the next step.")
    created_at: DateTime = plain("When it was proposed, or the next of its series made.")

    @value(str, "SHA-256 of `terms`; agreeing and waiving name it.")
    def digest(self: Row) -> Any:
        return self.sha256

    @value(str | None, "SHA-256 of the contract's text that it rests on.")
    def contract_digest(self: Row) -> Any:
        return self.contract_sha256

    @value(ClauseName | None, "What its clause is called in that text.", requires=Permission.CONTRACT_READ)
    def clause(self: Row) -> Any:
        return clause_named(self)

    @value(DateTime, "When it falls due: the first instant of the day so many business days before.")
    def falls_due_at(self: Row) -> Any:
        return self.begins_at

    @value(DateTime, "The last second of its day.")
    def day_ends_at(self: Row) -> Any:
        return self.ends_at

    @value(str, "Who proposed it.")
    def proposed_by(self: Row) -> Any:
        return self.proposed_by_name

    @value(str | None, "Who agreed; null where silence did, see `bindsBySilence`.")
    def agreed_by(self: Row) -> Any:
        return self.agreed_by_name

    @computed(
        bool, "Whether no answer to the proposal means agreement: a clause states it, or who owes it proposed it.",
        needs=queries.facts_of,
    )  # fmt: skip
    def binds_by_silence(self: Mapping[str, Any], _asking: Any) -> Any:
        return actions.read(self).binds_by_silence

    @computed(
        str | None, "What happens at `dueAt` if nobody acts, in the language of `Accept-Language`.",
        needs=queries.facts_of,
    )  # fmt: skip
    def otherwise(self: Mapping[str, Any], asking: Any) -> Any:
        said = actions.otherwise(self)
        return said.in_(asking.language) if said else None

    @value(str | None, "SHA-256 over the note and the files of the evidence; confirming names it.")
    def evidence_digest(self: Row) -> Any:
        return self.evidence_sha256

    @value(str | None, "Who brought the evidence.")
    def evidenced_by(self: Row) -> Any:
        return self.evidenced_by_name

    @value(str | None, "Who confirmed, refused, declined or waived it, or stated the default; null for silence.")
    def decided_by(self: Row) -> Any:
        return self.decided_by_name

    @value(DateTime | None, "Once overdue: until when the side that owes it can make up for it without a default.")
    def cure_until(self: Row) -> Any:
        return self.cure_ends_at

    @computed(
        bool, "Whether a dispute or a breach may be opened over it: it is in default.",
        needs=lambda row: {"status": row.status},
    )  # fmt: skip
    def may_dispute(self: Mapping[str, Any], _asking: Any) -> Any:
        return self["status"] == Status.DEFAULTED

    @read(list[File], "The evidence that was brought last, in the order in which it came.")
    def evidence(self: Row) -> Any:
        return queries.evidence_of(self)

    @read(list[File], "Everything that was ever brought, refused evidence too.")
    def files(self: Row) -> Any:
        return queries.files_of(self)

    @read(Partner | None, "The partner, one of the two sides.")
    def partner(self: Row) -> Any:
        return queries.partner_of(self)

    @read(Contract | None, "The contract that it rests on; null for one that rests on none.")
    def contract(self: Row) -> Any:
        return queries.contract_of(self)

    @read(ContractVersion | None, "The contract's text that it rests on.")
    def contract_version(self: Row) -> Any:
        return queries.version_of(self)

    @read(Member | None, "The company's person who answers for it.")
    def company_owner(self: Row) -> Any:
        return queries.owner_of(self, Who.HOST)

    @read(Member | None, "The partner's person who answers for it.")
    def partner_owner(self: Row) -> Any:
        return queries.owner_of(self, Who.PARTNER)

    @connection(Connection[JournalEntry] | None, "What happened, newest first.", requires=Permission.OBLIGATION_READ)
    def timeline(self: Row) -> Any:
        return Page(journal.timeline(self.partner_id, self.id), LAST_FIRST, descending=True)

    available_actions = steps.available(
        "ObligationAvailableAction", "A step of an obligation that the caller's side could take from here.",
        ObligationAction, needs=queries.facts_of, possible=actions.possible,
        due_at="By when, if the caller's side is waited for.",
    )  # fmt: skip


@extends(Obligation)
class ObligationSeries:
    @connection(
        Connection[Obligation] | None, "All of its series that there are so far, itself among them, next due day first."
    )
    def series(self: Row) -> Any:
        return Page(queries.series_of(self), DUE)


@extends(Contract)
class ContractObligations:
    @connection(
        Connection[Obligation] | None, f"What rests on it, on the whole or on a clause: {LIST}",
        requires=Permission.OBLIGATION_READ,
    )  # fmt: skip
    def obligations(
        self: Row, clause_key: str | None = None, statuses: list[ObligationStatus] | None = None
    ) -> Any:  # fmt: skip
        found = queries.filtered(queries.obligations_under(self), clause_key=clause_key, statuses=statuses)
        return Page(found, DUE)


@extends(Partner)
class PartnerObligations:
    @connection(
        Connection[Obligation] | None, f"What it owes the company, and what the company owes it: {LIST}",
        requires=Permission.OBLIGATION_READ,
    )  # fmt: skip
    def obligations(
        self: Row, obligor: Side | None = None, statuses: list[ObligationStatus] | None = None
    ) -> Any:  # fmt: skip
        return Page(queries.filtered(queries.obligations_of(self), obligor=obligor, statuses=statuses), DUE)
