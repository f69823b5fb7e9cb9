"""Contracts as the API shows them: versions, rounds, changes, signatures, and what the caller may do now."""

from collections.abc import Mapping
from typing import Any

import strawberry

from portal import journal
from portal.access import Permission
from portal.contracts import actions, queries
from portal.partners import queries as partner_queries
from schema.contracts import answers
from schema.contracts.enums import (
    ChangeOperation,
    ChangeStatus,
    ContractAction,
    ContractKind,
    ContractStatus,
    Renewal,
    RoundStatus,
)
from schema.contracts.texts import ContractDraft, ContractVersion, Redline, Seal, TermValue
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Part, Row, computed, plain, read, value
from schema.engine.nodes import UNTOLD, Told, extends, node
from schema.engine.scalars import Date, DateTime
from schema.files.types import File
from schema.partners.types import Member, Partner
from schema.shared import steps
from schema.shared.enums import Side
from schema.shared.filters import CREATED
from schema.shared.journal import LAST_FIRST, ActivityFilter, JournalEntry, conditions
from schema.shared.nodes import Money, Node

LISTED = (1, 20)
TOLD = {
    "owner_id": Told("owner", "mem"), "sha256": Told("digest"), "version_number": Told("currentVersion.number"),
    "parent_id": Told("amends", "ctr"), "base_number": Told("amendedNumber"),
    "round_number": Told("openRound.number"), "round_status": Told("openRound.status"), "pen": Told("openRound.side"),
    "value_minor": Told("value"), "currency": Told("value.currency"), "round": Told("rounds.number"),
    "amendment": Told("amendments.nodes.number"),
    **dict.fromkeys(
        ("company_id", "zone", "clause_count", "signature_window", "published_at", "due_calendar"), UNTOLD
    ),
}  # fmt: skip
NUMBERS = (1, 1_000_000)


@node("chg", find=queries.change_by_id, named=("change_id",))
@strawberry.type(description="One proposed change to a clause, a term or an annex.")
class ClauseChange(Node):
    REQUIRES = Permission.CONTRACT_READ

    operation: ChangeOperation = plain("The operation.")
    clause_key: str | None = plain("The key of the clause; for a new clause, its own key.")
    after_key: str | None = plain("The clause it comes after; null for the start.")
    number: str | None = plain("New number; null if it stays.")
    heading: str | None = plain("New heading; null if it stays.")
    text: str | None = plain("New words; null if they stay.")
    depth: int | None = plain("New depth; null if it stays.")
    term: str | None = plain("The term it sets.")
    term_value: str | None = plain("The term's new value.")
    annex: str | None = plain("Name of the annex that it sets or removes.")
    annex_bytes: int | None = plain("The length of the annex's new file.")
    rationale: str = plain("The author's reason.")
    status: ChangeStatus = plain("What happened to it.")
    reason: str = plain("The reason for the other side's answer.")

    @value(str | None, "Digest of the clause or annex that its author read.")
    def base_digest(self: Row) -> Any:
        return self.base_sha256

    @value(str | None, "SHA-256 of the annex's new file.")
    def annex_digest(self: Row) -> Any:
        return self.annex_sha256

    @read(File | None, "The annex's new file.", requires=Permission.CONTRACT_READ)
    def file(self: Row) -> Any:
        return queries.file_of(self)


@node("rnd", find=queries.round_by_id)
@strawberry.type(description="One turn: a side drafts and submits changes, and the other side answers.")
class NegotiationRound(Node):
    REQUIRES = Permission.CONTRACT_READ

    number: int = plain("1 for the first, rising.")
    side: Side = plain("The side whose turn it is to draft.")
    status: RoundStatus = plain("Current status.")
    base_number: int = plain("Number of the version it is based on.")
    message: str = plain("Message of the submitting side.")
    opened_at: DateTime = plain("When the turn started.")
    due_at: DateTime | None = plain("Deadline of the side whose turn it is; null once closed.")
    submitted_at: DateTime | None = plain("When it was submitted.")
    submitted_by: str | None = plain("The person who submitted it.")
    closed_at: DateTime | None = plain("When it was answered, withdrawn or lapsed.")

    @value(str, "Digest of the version it is based on.")
    def base_digest(self: Row) -> Any:
        return self.base_sha256

    @value(str | None, "Digest of the proposed text. Pass it when you accept.")
    def result_digest(self: Row) -> Any:
        return self.result_sha256

    @read(list[ClauseChange], "Its changes in order; empty while the other side is still drafting.")
    def changes(self: Row) -> Any:
        return queries.changes_of(self)

    @value(int, "Number of its changes; 0 while the other side is still drafting.")
    def change_count(self: Row) -> Any:
        return queries.number_of_changes(self)

    @read(JournalEntry | None, "The step that closed it, and who took it; null while it is open.")
    def closing(self: Row) -> Any:
        return queries.closing_of(self)

    @computed(
        Redline | None,
        "Comparison of the text before the round with the proposed text.",
        needs=lambda row: {"base": queries.base_text_of(row), "changes": queries.changes_as_json(row)},
        is_long=True,
    )
    def redline(self: Mapping[str, Any], _asking: Any) -> Any:
        return answers.proposed_redline(self["base"], self["changes"])


@strawberry.type(description="One side's acceptance of one exact text.")
class Acceptance:
    REQUIRES = Permission.CONTRACT_READ

    side: Side = plain("The side bound by it.")
    name: str = plain("Who gave it.")
    accepted_at: DateTime = plain("When.")

    @value(str, "Digest of the text that was accepted.")
    def digest(self: Row) -> Any:
        return self.sha256

    @read(Seal | None, "The seal that covers it; null for the first few seconds.")
    def seal(self: Row) -> Any:
        return queries.seal_of("acceptance", self)


@node("sig", find=queries.signature_by_id)
@strawberry.type(description="A signatory's signature under one exact text.")
class Signature(Node):
    REQUIRES = Permission.CONTRACT_READ

    side: Side = plain("The side bound by it.")
    name: str = plain("The signatory.")
    authority: str = plain("The capacity in which they signed, in their words.")
    signed_at: DateTime = plain("When.")

    @value(str, "Digest of the text that was signed.")
    def digest(self: Row) -> Any:
        return self.sha256

    @read(Seal | None, "The seal that covers it; null for the first few seconds.")
    def seal(self: Row) -> Any:
        return queries.seal_of("signature", self)

    @value(bool, "True once the negotiation was reopened or the time to sign ran out.")
    def is_void(self: Row) -> Any:
        return queries.is_void(self)


def _two_texts(row: Row, base: int, head: int) -> Mapping[str, Any]:
    return {"base": queries.text_of(row, base), "head": queries.text_of(row, head)}


@node("ctr", find=queries.contract, named=("contract_id", "nda_contract_id"), told=TOLD)
@strawberry.type(description="A contract between the company and one partner.")
class Contract(Node):
    REQUIRES = Permission.CONTRACT_READ

    version: int = plain("Increases by one with each change. Pass it to a mutation as `expectedVersion`.")
    number: str = plain("Printed on the document.")
    title: str = plain("Short name, 1-200 characters.")
    kind: ContractKind = plain("Kind or subject.")
    status: ContractStatus = plain("Current status.")
    starts_on: Date = plain("First day it applies.")
    ends_on: Date | None = plain("Last day it applies; null if open-ended.")
    renewal: Renewal = plain("What happens at the end of the term.")
    notice_days: int = plain("Notice period in calendar days.")
    governing_law: str = plain("The governing law.")
    waiting_on: list[Side] = plain("The sides whose turn it is; empty if neither.")
    due_at: DateTime | None = plain("Deadline, or when the portal takes the next step.")
    accepted_by: list[Side] = plain("The sides that have accepted the current text.")
    signed_by: list[Side] = plain("The sides that have signed the current text.")
    created_at: DateTime = plain("When it was drafted.")
    updated_at: DateTime = plain("When it last changed.")

    @value(str | None, "SHA-256 of the current version; null before the first.")
    def digest(self: Row) -> Any:
        return self.sha256

    @value(Money | None, "Total contract value.")
    def value(self: Row) -> Any:
        columns = {"amount": queries.money_of(self), "currency": self.currency}
        return Part(columns, absent=self.value_minor.is_(None))

    @computed(
        list[TermValue], "Its terms on disputes. A dispute keeps the terms in force when it was filed.",
        needs=lambda row: {"said": row.dispute_terms},
    )  # fmt: skip
    def dispute_terms(self: Mapping[str, Any], _asking: Any) -> Any:
        return answers.said(self["said"])

    @computed(
        list[TermValue], "Its terms on what the partner earns.",
        needs=lambda row: {"said": row.fee_terms},
    )  # fmt: skip
    def fee_terms(self: Mapping[str, Any], _asking: Any) -> Any:
        return answers.said(self["said"])

    @read(Partner | None, "The other side.")
    def partner(self: Row) -> Any:
        return partner_queries.organisation_of(self)

    @read(Member | None, "The contract owner at the company.")
    def owner(self: Row) -> Any:
        return queries.owner_of(self)

    @read(ContractVersion | None, "The current text.")
    def current_version(self: Row) -> Any:
        return queries.current_version_of(self)

    @read(list[ContractVersion], "The last versions, newest first; 1 to 20.", last=LISTED, before=NUMBERS)
    def versions(self: Row, last: int = 3, before: int | None = None) -> Any:
        return queries.versions_of(self, last=last, before=before)

    @read(NegotiationRound | None, "The round that is open now.")
    def open_round(self: Row) -> Any:
        return queries.open_round_of(self)

    @read(list[NegotiationRound], "The last rounds, newest first; 1 to 20.", last=LISTED, before=NUMBERS)
    def rounds(self: Row, last: int = 5, before: int | None = None) -> Any:
        return queries.rounds_of(self, last=last, before=before)

    @read(list[Acceptance], "All acceptances, newest first; `acceptedBy` lists the sides whose acceptance counts now.")
    def acceptances(self: Row) -> Any:
        return queries.acceptances_of(self)

    @read(list[Signature], "Signatures, including void ones, oldest first.")
    def signatures(self: Row) -> Any:
        return queries.signatures_of(self)

    @read(
        ContractDraft | None,
        "The company's own text before publication; null for partners.",
        requires=Permission.COMPANY_READ,
    )
    def draft(self: Row) -> Any:
        return queries.draft_of(self)

    @read(
        list[File], "Files added as annexes, including those of proposals that were not accepted.",
        requires=Permission.CONTRACT_READ,
    )  # fmt: skip
    def files(self: Row) -> Any:
        return queries.annexed_files_of(self)

    @connection(Connection[JournalEntry] | None, "History, newest first.", requires=Permission.CONTRACT_READ)
    def timeline(self: Row, filter: ActivityFilter | None = None) -> Any:  # noqa: A002
        return Page(journal.filtered(queries.timeline_of(self), **conditions(filter)), LAST_FIRST, descending=True)

    @computed(
        Redline | None,
        "Two versions compared, by their numbers; null if one of them does not exist.",
        needs=_two_texts,
        is_long=True,
    )
    def redline(self: Mapping[str, Any], _asking: Any) -> Any:
        return answers.redline(self["base"], self["head"])

    @computed(
        str | None,
        "The automatic event at `dueAt` if no one acts before, for example `contract.expired`; null for none.",
        needs=lambda row: {"status": row.status, "round_status": row.round_status}, is_kept=True,
    )  # fmt: skip
    def due_event(self: Mapping[str, Any], _asking: Any) -> Any:
        return actions.following(self["status"], self["round_status"])

    @computed(
        str | None, "The same in words, in the language of `Accept-Language`; null for none.",
        needs=lambda row: {"status": row.status, "round_status": row.round_status}, is_kept=True,
    )  # fmt: skip
    def otherwise(self: Mapping[str, Any], asking: Any) -> Any:
        said = actions.otherwise(self["status"], self["round_status"])
        return said and said.in_(asking.language)

    available_actions = steps.available(
        "AvailableAction", "A possible next step for the caller's side.", ContractAction,
        needs=queries.situation_of, possible=actions.possible,
        due_at="Deadline, if it is the caller's side's turn.", waiting_on="The sides whose turn it is.",
    )  # fmt: skip


@extends(Contract)
class ContractAmendments:
    @read(Contract | None, "Of an amendment: the contract that it amends.")
    def amends(self: Row) -> Any:
        return queries.amended_contract_of(self)

    @value(
        int | None,
        "Of an amendment: the version that it amends. Once the amendment is in force, the next version has its text.",
    )
    def amended_number(self: Row) -> Any:
        return self.base_number

    @connection(Connection[Contract] | None, "Its amendments, newest first.")
    def amendments(self: Row) -> Any:
        return Page(queries.amendments_of(self), CREATED, descending=True)


@extends(Partner)
class PartnerContracts:
    @connection(
        Connection[Contract] | None,
        "Contracts that have not ended and open negotiations, newest first.",
    )
    def open_contracts(self: Row) -> Any:
        return Page(queries.open_contracts_of(self), CREATED, descending=True)

    @connection(
        Connection[Contract] | None,
        "Contracts with it, newest first.",
    )
    def contracts(self: Row) -> Any:
        return Page(queries.contracts_of(self), CREATED, descending=True)


@extends(JournalEntry)
class EntryOfContract:
    @read(Contract | None, "The contract that the entry is about.")
    def contract(self: Row) -> Any:
        return queries.contract_of(self)
