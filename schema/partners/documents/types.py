"""Compliance documents as the API shows them, and what the company requires."""

from collections.abc import Mapping
from typing import Any

import strawberry

from portal import files, journal
from portal.access import Permission
from portal.partners import actions, documents, queries
from portal.partners.models import ComplianceDocument as Record
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import LONG, Page, Part, Row, computed, later, plain, read, value
from schema.engine.nodes import UNTOLD, Told, extends, node
from schema.engine.scalars import Date, DateTime
from schema.files.types import File
from schema.partners.documents.enums import DocumentAction, DocumentKind, DocumentStatus
from schema.partners.enums import PartnerKind
from schema.partners.types import Member, Partner
from schema.shared import steps
from schema.shared.enums import Side
from schema.shared.filters import CREATED
from schema.shared.journal import LAST_FIRST, JournalEntry
from schema.shared.nodes import Node

MADE = sorting.instant("MADE_AT", "made_at")
TOLD = {
    "owner_id": Told("owner", "mem"), "sha256": Told("digest"), "requested_by_name": Told("requestedBy"),
    "uploaded_by_name": Told("uploadedBy"), "seconded_by_name": Told("confirmedBy"),
    "seconded_at": Told("confirmedAt"), "decided_by_name": Told("decidedBy"), "replaces_id": Told("replaces", "doc"),
    **dict.fromkeys(("ends_at", "due_calendar"), UNTOLD),
}  # fmt: skip


def _months(values: Mapping[str, Any]) -> int:
    return documents.KINDS[documents.DocumentKind(values["kind"])].months


@node("doc", find=queries.document, named=("document_id",), told=TOLD)
@strawberry.type(description="A paper that the company asked a partner for, or that the partner brought by itself.")
class ComplianceDocument(Node):
    REQUIRES = Permission.PARTNER_READ

    version: int = plain("Increases by one with each change.")
    kind: DocumentKind = plain("What it is.")
    title: str = plain("Which one exactly; may be empty.")
    status: DocumentStatus = plain("Current status.")
    wanted_on: Date | None = plain("The day by which it was asked for; null for one that came by itself.")
    number: str = plain("Printed on it; may be empty.")
    issuer: str = plain("Who made it out; may be empty.")
    valid_from: Date | None = plain("First day it counts.")
    valid_until: Date | None = plain("Last day it counts.")
    uploaded_side: Side | None = plain("The side that brought it.")
    uploaded_at: DateTime | None = plain("When it was brought.")
    decided_at: DateTime | None = plain("When it was accepted or refused.")
    reason: str = plain("What was said with the request, or the last decision; both sides read it.")
    reminded: int | None = plain("The last reminder of its end: so many days before.")
    waiting_on: list[Side] = plain("The sides that are waited for; empty when nobody is.")
    due_at: DateTime | None = plain("By when, or when the clock takes the next step.")
    created_at: DateTime = plain("When it was asked for or brought.")

    @value(str | None, "Who asked for it.")
    def requested_by(self: Row) -> Any:
        return self.requested_by_name

    @value(str | None, "Who brought it.")
    def uploaded_by(self: Row) -> Any:
        return self.uploaded_by_name

    @value(str | None, "The second person of the partner who stands for a bank account.")
    def confirmed_by(self: Row) -> Any:
        return self.seconded_by_name

    @value(DateTime | None, "When the second person confirmed it.")
    def confirmed_at(self: Row) -> Any:
        return self.seconded_at

    @value(str | None, "Who accepted or refused it.")
    def decided_by(self: Row) -> Any:
        return self.decided_by_name

    @value(str | None, "SHA-256 of its file; accepting names it.")
    def digest(self: Row) -> Any:
        return self.sha256

    @value(bool, "Whether its partner is not approved, or put on hold, without one of its kind.")
    def is_mandatory(self: Row) -> Any:
        return queries.is_mandatory(self)

    @computed(int, "For how many months one of its kind counts at most.", needs=lambda row: {"kind": row.kind})
    def most_months(self: Mapping[str, Any], _asking: Any) -> Any:
        return _months(self)

    @read(File | None, "What was brought last; null until something was.")
    def file(self: Row) -> Any:
        return files.by_id(self.file_id)

    @read(list[File], "Everything that was brought, oldest first.")
    def files(self: Row) -> Any:
        return files.of(Record.PREFIX, self.partner_id, self.id)

    @read(
        later("DocumentRequirement", "schema.partners.documents.types") | None,
        "By which it was asked for by itself.",
    )
    def requirement(self: Row) -> Any:
        return queries.requirement(self.requirement_id)

    @read(Partner | None, "Whose it is.")
    def partner(self: Row) -> Any:
        return queries.organisation_of(self)

    @read(Member | None, "The company's person who is to look at it.")
    def owner(self: Row) -> Any:
        return queries.document_owner_of(self)

    @read(
        later("ComplianceDocument", "schema.partners.documents.types") | None,
        "The one in whose place it came.",
    )
    def replaces(self: Row) -> Any:
        return queries.replaced_by(self)

    @read(
        later("ComplianceDocument", "schema.partners.documents.types") | None,
        "A new one in its place that is not decided about.",
    )
    def successor(self: Row) -> Any:
        return queries.successor_of(self)

    @connection(Connection[JournalEntry] | None, "What happened, newest first.", requires=Permission.PARTNER_READ)
    def timeline(self: Row) -> Any:
        return Page(journal.timeline(self.partner_id, self.id), LAST_FIRST, descending=True)

    available_actions = steps.available(
        "DocumentAvailableAction", "A step of a document that the caller's side could take from here.",
        DocumentAction, needs=queries.document_facts, possible=actions.of_document,
        due_at="By when, if the caller's side is waited for.",
    )  # fmt: skip


@strawberry.type(description="How far the partners are whom a requirement is about, as the caller sees them.")
class RequirementReach:
    partners: int = plain("How many it is about.")
    covered: int = plain("Those of them with an accepted one that counts.")
    waited_for: int = plain("Those of them that are asked, or whose document waits to be looked at.")


@node("drq", find=queries.requirement, named=("requirement_id",))
@strawberry.type(description="That the company wants a kind of document from partners of some kinds and countries.")
class DocumentRequirement(Node):
    REQUIRES = Permission.PARTNER_READ

    version: int = plain("Increases by one with each change.")
    kind: DocumentKind = plain("What is wanted.")
    title: str = plain("Which one exactly; may be empty.")
    partner_kinds: list[PartnerKind] = plain("Partners of one of these kinds; empty: of every kind.")
    countries: list[str] = plain("ISO 3166-1 codes; empty: every country.")
    is_mandatory: bool = plain("Nobody is approved without it, and the end of it puts an account on hold.")
    made_at: DateTime = plain("When it was first required.")
    ended_at: DateTime | None = plain("Since when it is required of nobody; null while it is.")

    @value(str, "Who first required it.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @computed(int, "For how many months one of its kind counts at most.", needs=lambda row: {"kind": row.kind})
    def most_months(self: Mapping[str, Any], _asking: Any) -> Any:
        return _months(self)

    @value(RequirementReach, "How far the partners are; those not asked yet are asked within minutes.", cost=LONG)
    def reach(self: Row) -> Any:
        return Part(queries.reach_of(self))


@extends(Partner)
class PartnerDocuments:
    @connection(Connection[ComplianceDocument] | None, "Its documents, newest first; past ones among them.")
    def documents(self: Row) -> Any:
        return Page(queries.documents_of(self), CREATED, descending=True)

    @computed(
        list[DocumentKind], "The mandatory kinds of which it has no accepted document that counts today.",
        needs=lambda row: {"required": queries.required_of(row)}, is_kept=True,
    )  # fmt: skip
    def missing_documents(self: Mapping[str, Any], asking: Any) -> Any:
        return list(documents.absent(documents.read(self["required"]), asking.now))

    @value(list[DocumentKind], "While it is on hold: the documents whose end put it there; empty where people did.")
    def held_for(self: Row) -> Any:
        return queries.held_for(self)
