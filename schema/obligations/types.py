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
LIST = "next due date first, including past ones."


@node("obl", find=queries.obligation, named=("obligation_id",), told=TOLD)
@strawberry.type(
    description="Something that one side must do by a date. Each occurrence of a series is a separate obligation."
)
class Obligation(Node):
    REQUIRES = Permission.OBLIGATION_READ

    version: int = plain("Increases by one with each change.")
    status: ObligationStatus = plain("Current status.")
    obligor: Side = plain("The side that owes it, to the other side.")
    title: str = plain("Title.")
    text: str = plain("What must be done.")
    clause_key: str | None = plain("Key of the contract clause that states it.")
    due_on: Date = plain("Due date, in the time zone of the side that owes it.")
    repeats: ObligationRepeats = plain("How often it repeats.")
    repeats_until: Date | None = plain("Last possible due date of the series.")
    number: int = plain("Number in its series, from 1.")
    lead_days: int = plain("Business days of both sides before its due date at which it falls due.")
    cure_days: int = plain("Grace period in business days of both sides once overdue.")
    survives: bool = plain("True if it continues after the contract ends.")
    calendars: str = plain("The calendars used to count business days, and their version.")
    terms: str = plain("The agreed terms, as canonical JSON (RFC 8785); for a series, of its first obligation.")
    proposed_side: Side = plain("The side that proposed it.")
    agreed_at: DateTime | None = plain("When the other side agreed.")
    evidence_note: str = plain("Note on the evidence; can be empty.")
    evidenced_at: DateTime | None = plain("When the evidence was added.")
    late_since: DateTime | None = plain("When it became late; kept after it is done.")
    decided_at: DateTime | None = plain("When it was confirmed, refused, declined, waived, cancelled or in default.")
    reason: str = plain("Reason given with the decision; both sides can read it.")
    waiting_on: list[Side] = plain("The sides whose turn it is; empty if neither.")
    due_at: DateTime | None = plain("Deadline, or when the portal takes the next step.")
    created_at: DateTime = plain("When it was proposed, or created as the next of its series.")

    @value(str, "SHA-256 of `terms`. Pass it when you agree or waive.")
    def digest(self: Row) -> Any:
        return self.sha256

    @value(str | None, "SHA-256 of the contract text that it is based on.")
    def contract_digest(self: Row) -> Any:
        return self.contract_sha256

    @value(ClauseName | None, "Its clause in that text.", requires=Permission.CONTRACT_READ)
    def clause(self: Row) -> Any:
        return clause_named(self)

    @value(DateTime, "When it falls due: the start of the day that many business days before.")
    def falls_due_at(self: Row) -> Any:
        return self.begins_at

    @value(DateTime, "The last second of its day.")
    def day_ends_at(self: Row) -> Any:
        return self.ends_at

    @value(str, "The person who proposed it.")
    def proposed_by(self: Row) -> Any:
        return self.proposed_by_name

    @value(str | None, "The person who agreed; null if agreed by silence, see `bindsBySilence`.")
    def agreed_by(self: Row) -> Any:
        return self.agreed_by_name

    @computed(
        bool, "True if silence means agreement: a clause states the obligation, or the side that owes it proposed it.",
        needs=queries.facts_of,
    )  # fmt: skip
    def binds_by_silence(self: Mapping[str, Any], _asking: Any) -> Any:
        return actions.read(self).binds_by_silence

    @computed(
        str | None, "What happens at `dueAt` if no one acts, in the language of `Accept-Language`.",
        needs=queries.facts_of,
    )  # fmt: skip
    def otherwise(self: Mapping[str, Any], asking: Any) -> Any:
        said = actions.otherwise(self)
        return said.in_(asking.language) if said else None

    @value(str | None, "SHA-256 over the note and the files of the evidence. Pass it when you confirm.")
    def evidence_digest(self: Row) -> Any:
        return self.evidence_sha256

    @value(str | None, "The person who added the evidence.")
    def evidenced_by(self: Row) -> Any:
        return self.evidenced_by_name

    @value(
        str | None,
        "The person who confirmed, refused, declined or waived it, or declared the default; null if by silence.",
    )
    def decided_by(self: Row) -> Any:
        return self.decided_by_name

    @value(DateTime | None, "Once overdue: the end of the grace period.")
    def cure_until(self: Row) -> Any:
        return self.cure_ends_at

    @computed(
        bool, "True if a dispute or a breach can be opened over it, because it is in default.",
        needs=lambda row: {"status": row.status},
    )  # fmt: skip
    def may_dispute(self: Mapping[str, Any], _asking: Any) -> Any:
        return self["status"] == Status.DEFAULTED

    @read(list[File], "The latest evidence, in order of arrival.")
    def evidence(self: Row) -> Any:
        return queries.evidence_of(self)

    @read(list[File], "All evidence so far, including refused evidence.")
    def files(self: Row) -> Any:
        return queries.files_of(self)

    @read(Partner | None, "The partner side.")
    def partner(self: Row) -> Any:
        return queries.partner_of(self)

    @read(Contract | None, "The contract that it is based on; null for none.")
    def contract(self: Row) -> Any:
        return queries.contract_of(self)

    @read(ContractVersion | None, "The contract text that it is based on.")
    def contract_version(self: Row) -> Any:
        return queries.version_of(self)

    @read(Member | None, "The responsible person at the company.")
    def company_owner(self: Row) -> Any:
        return queries.owner_of(self, Who.HOST)

    @read(Member | None, "The responsible person at the partner.")
    def partner_owner(self: Row) -> Any:
        return queries.owner_of(self, Who.PARTNER)

    @connection(Connection[JournalEntry] | None, "History, newest first.", requires=Permission.OBLIGATION_READ)
    def timeline(self: Row) -> Any:
        return Page(journal.timeline(self.partner_id, self.id), LAST_FIRST, descending=True)

    available_actions = steps.available(
        "ObligationAvailableAction", "A possible next step of an obligation for the caller's side.",
        ObligationAction, needs=queries.facts_of, possible=actions.possible,
        due_at="Deadline, if it is the caller's side's turn.",
    )  # fmt: skip


@extends(Obligation)
class ObligationSeries:
    @connection(
        Connection[Obligation] | None, "The obligations of its series so far, including itself, next due date first."
    )
    def series(self: Row) -> Any:
        return Page(queries.series_of(self), DUE)


@extends(Contract)
class ContractObligations:
    @connection(
        Connection[Obligation] | None, f"Obligations based on it or on one of its clauses: {LIST}",
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
        Connection[Obligation] | None, f"Obligations of both sides: {LIST}",
        requires=Permission.OBLIGATION_READ,
    )  # fmt: skip
    def obligations(
        self: Row, obligor: Side | None = None, statuses: list[ObligationStatus] | None = None
    ) -> Any:  # fmt: skip
        return Page(queries.filtered(queries.obligations_of(self), obligor=obligor, statuses=statuses), DUE)
