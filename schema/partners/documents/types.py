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
@strawberry.type(description="A document that the company requested from a partner, or that the partner added.")
class ComplianceDocument(Node):
    REQUIRES = Permission.PARTNER_READ

    version: int = plain("Increases by one with each change.")
    kind: DocumentKind = plain("Kind.")
    title: str = plain("Exact title; can be empty.")
    status: DocumentStatus = plain("Current status.")
    wanted_on: Date | None = plain("Due date of the request; null if it was not requested.")
    number: str = plain("Number printed on it; can be empty.")
    issuer: str = plain("Issuer; can be empty.")
    valid_from: Date | None = plain("First day it counts.")
    valid_until: Date | None = plain("Last day it is valid.")
    uploaded_side: Side | None = plain("The side that added it.")
    uploaded_at: DateTime | None = plain("When it was added.")
    decided_at: DateTime | None = plain("When it was accepted or refused.")
    reason: str = plain("Reason given with the request or the last decision; both sides can read it.")
    reminded: int | None = plain("Latest reminder of its expiry, in days before.")
    waiting_on: list[Side] = plain("The sides whose turn it is; empty if neither.")
    due_at: DateTime | None = plain("Deadline, or when the portal takes the next step.")
    created_at: DateTime = plain("When it was requested or added.")

    @value(str | None, "The person who asked for it.")
    def requested_by(self: Row) -> Any:
        return self.requested_by_name

    @value(str | None, "The person who added it.")
    def uploaded_by(self: Row) -> Any:
        return self.uploaded_by_name

    @value(str | None, "The second person of the partner who confirmed the bank account.")
    def confirmed_by(self: Row) -> Any:
        return self.seconded_by_name

    @value(DateTime | None, "When the second person confirmed it.")
    def confirmed_at(self: Row) -> Any:
        return self.seconded_at

    @value(str | None, "The person who accepted or refused it.")
    def decided_by(self: Row) -> Any:
        return self.decided_by_name

    @value(str | None, "SHA-256 of its file. Pass it when you accept.")
    def digest(self: Row) -> Any:
        return self.sha256

    @value(bool, "True if the partner needs one of its kind to be approved and not put on hold.")
    def is_mandatory(self: Row) -> Any:
        return queries.is_mandatory(self)

    @computed(int, "Longest validity of its kind, in months.", needs=lambda row: {"kind": row.kind})
    def most_months(self: Mapping[str, Any], _asking: Any) -> Any:
        return _months(self)

    @read(File | None, "The latest file; null until there is one.")
    def file(self: Row) -> Any:
        return files.by_id(self.file_id)

    @read(list[File], "All its files, oldest first.")
    def files(self: Row) -> Any:
        return files.of(Record.PREFIX, self.partner_id, self.id)

    @read(
        later("DocumentRequirement", "schema.partners.documents.types") | None,
        "The requirement that requested it automatically.",
    )
    def requirement(self: Row) -> Any:
        return queries.requirement(self.requirement_id)

    @read(Partner | None, "The partner that it belongs to.")
    def partner(self: Row) -> Any:
        return queries.organisation_of(self)

    @read(Member | None, "The company's person who must review it.")
    def owner(self: Row) -> Any:
        return queries.document_owner_of(self)

    @read(
        later("ComplianceDocument", "schema.partners.documents.types") | None,
        "The expectation that it replaced.",
    )
    def replaces(self: Row) -> Any:
        return queries.replaced_by(self)

    @read(
        later("ComplianceDocument", "schema.partners.documents.types") | None,
        "A replacement that is not decided yet.",
    )
    def successor(self: Row) -> Any:
        return queries.successor_of(self)

    @connection(Connection[JournalEntry] | None, "History, newest first.", requires=Permission.PARTNER_READ)
    def timeline(self: Row) -> Any:
        return Page(journal.timeline(self.partner_id, self.id), LAST_FIRST, descending=True)

    available_actions = steps.available(
        "DocumentAvailableAction", "A possible next step of a document for the caller's side.",
        DocumentAction, needs=queries.document_facts, possible=actions.of_document,
        due_at="Deadline, if it is the caller's side's turn.",
    )  # fmt: skip


@strawberry.type(description="Progress of the partners under a requirement, as far as the caller can see them.")
class RequirementReach:
    partners: int = plain("Number of partners concerned.")
    covered: int = plain("Number of them with an accepted, valid document.")
    waited_for: int = plain("Number of them that have been asked, or whose document is waiting for review.")


@node("drq", find=queries.requirement, named=("requirement_id",))
@strawberry.type(description="A requirement of a kind of document from partners of some kinds and countries.")
class DocumentRequirement(Node):
    REQUIRES = Permission.PARTNER_READ

    version: int = plain("Increases by one with each change.")
    kind: DocumentKind = plain("The required kind.")
    title: str = plain("Exact title; can be empty.")
    partner_kinds: list[PartnerKind] = plain("Partners of one of these kinds; empty: of every kind.")
    countries: list[str] = plain("ISO 3166-1 codes; empty: every country.")
    is_mandatory: bool = plain("True if no one is approved without it and its expiry puts an account on hold.")
    made_at: DateTime = plain("When it was first required.")
    ended_at: DateTime | None = plain("When it ended; null while it is in force.")

    @value(str, "The person who first required it.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @computed(int, "Longest validity of its kind, in months.", needs=lambda row: {"kind": row.kind})
    def most_months(self: Mapping[str, Any], _asking: Any) -> Any:
        return _months(self)

    @value(RequirementReach, "Progress of the partners; those not asked yet are asked within minutes.", cost=LONG)
    def reach(self: Row) -> Any:
        return Part(queries.reach_of(self))


@extends(Partner)
class PartnerDocuments:
    @connection(Connection[ComplianceDocument] | None, "Its documents, including past ones, newest first.")
    def documents(self: Row) -> Any:
        return Page(queries.documents_of(self), CREATED, descending=True)

    @computed(
        list[DocumentKind], "Mandatory kinds without an accepted document that is valid today.",
        needs=lambda row: {"required": queries.required_of(row)}, is_kept=True,
    )  # fmt: skip
    def missing_documents(self: Mapping[str, Any], asking: Any) -> Any:
        return list(documents.absent(documents.read(self["required"]), asking.now))

    @value(
        list[DocumentKind], "While it is on hold: the expired documents that caused it; empty if people put it on hold."
    )
    def held_for(self: Row) -> Any:
        return queries.held_for(self)
