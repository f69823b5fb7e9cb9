"""Boundaries as the API shows them: terms, whose turn it is, leaves of Legal, crossings, and a dry run's findings."""

from collections.abc import Mapping
from typing import Any

import strawberry

from portal import journal, situations
from portal.access import Permission
from portal.boundaries import actions, operations, queries
from portal.boundaries.rules import naming
from portal.boundaries.rules.terms import Terms
from portal.opportunities.queries import catalogue
from portal.partners import queries as partner_queries
from portal.sentences import coded
from schema.boundaries.enums import (
    BoundaryAct,
    BoundaryAction,
    BoundaryKind,
    BoundaryResult,
    BoundaryStatus,
    CountedTowards,
    Dealing,
    SalesChannel,
)
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Part, Row, computed, later, plain, read, value
from schema.engine.nodes import UNTOLD, Told, extends, node
from schema.engine.scalars import Date, DateTime
from schema.files.types import InformationClass
from schema.partners.types import Partner
from schema.shared import steps
from schema.shared.enums import Side
from schema.shared.filters import CREATED
from schema.shared.journal import LAST_FIRST, ActivityFilter, JournalEntry, conditions
from schema.shared.nodes import Money, Node

P = Permission.BOUNDARY_READ
AT = sorting.instant("AT", "at")
TOLD = {
    "sha256": Told("digest"), "contract_id": Told("contract", "ctr"), "nda_id": Told("protectedBy", "ctr"),
    "replaces_id": Told("replaces", "bnd"), "proposed_by_name": Told("proposedBy"),
    "agreed_by_name": Told("agreedBy"), **dict.fromkeys(("due_calendar", "zone"), UNTOLD),
}  # fmt: skip


@node("bov", named=("override_id",))
@strawberry.type(
    description="Permission from Legal to cross a boundary. Both sides can read it, and it cannot be withdrawn."
)
class BoundaryOverride(Node):
    REQUIRES = P

    act: BoundaryAct = plain("The kind of act that it allows.")
    until: Date | None = plain("Allows each such act until the end of this day; null for a single act.")
    reason: str = plain("Why.")
    at: DateTime = plain("When it was granted.")

    @value(str, "The person in Legal who gave it.")
    def given_by(self: Row) -> Any:
        return self.by_name


@node("bcr")
@strawberry.type(
    description="A crossing of a boundary: with permission from Legal, or without it, as later facts showed."
)
class BoundaryCrossing(Node):
    REQUIRES = P

    act: BoundaryAct = plain("The kind of act.")
    is_late: bool = plain("True if it was found later and there was no permission.")
    at: DateTime = plain("When it was done, or found.")


@node("bnd", find=queries.boundary, named=("boundary_id", "replaces_id"), told=TOLD)
@strawberry.type(description="A limit on what a side can do, as both sides agreed. The portal refuses what crosses it.")
class Boundary(Node):
    REQUIRES = P

    version: int = plain("Increases by one with each change. Pass it to a mutation as `expectedVersion`.")
    kind: BoundaryKind = plain("Kind or subject.")
    status: BoundaryStatus = plain("Current status.")
    side: Side = plain("The side that made the current proposal.")
    binds: list[Side] = plain("The sides bound by it.")
    valid_from: Date = plain("First day.")
    valid_until: Date | None = plain("Last day; null if open-ended.")
    clause_key: str = plain("The key of the contract clause that it comes from; can be empty.")
    is_carried: bool = plain("True if it starts when its contract is signed, unless someone declines it.")
    wording: str = plain("Wording of the proposer; can be empty.")
    regions: list[str] = plain(
        "ISO 3166 codes; a country includes its regions. For an exclusivity, empty means everywhere."
    )
    products: list[str] = plain("Codes of product groups; empty: all products.")
    channels: list[SalesChannel] = plain("The channels through which the partner sells.")
    is_passive_warned: bool = plain("True if sales to customers who ask without being approached cause only a warning.")
    dealings: list[Dealing] = plain("Kinds of contracts that cross an exclusivity.")
    counted: list[CountedTowards] = plain("Amounts that count towards a credit limit.")
    orderer: Side = plain("The side whose orders count towards a credit limit.")
    classes: list[InformationClass] = plain("Information that can be shared only under an agreement that protects it.")
    waiting_on: list[Side] = plain("The sides whose turn it is; empty if neither.")
    due_at: DateTime | None = plain("Deadline, or when the portal takes the next step.")
    proposed_at: DateTime = plain("When the current proposal was made.")
    agreed_at: DateTime | None = plain("When both sides had agreed.")
    started_at: DateTime | None = plain("When it came into force.")
    ended_at: DateTime | None = plain("When it ended.")
    released_by: list[Side] = plain("The sides that have agreed to end it.")
    reason: str = plain("Reason given with the last answer or the end; both sides can read it.")
    created_at: DateTime = plain("When it was first proposed.")

    @value(str, "SHA-256 of the terms. Pass it when you agree.")
    def digest(self: Row) -> Any:
        return self.sha256

    @value(str, "The person who made the current proposal.")
    def proposed_by(self: Row) -> Any:
        return self.proposed_by_name

    @value(str | None, "The person who agreed; null if it was agreed by signing the contract.")
    def agreed_by(self: Row) -> Any:
        return self.agreed_by_name

    @computed(
        str, "The whole boundary in sentences, in the language of `Accept-Language`.", is_kept=True,
        needs=lambda row: {**queries.terms_of(row), "sold": catalogue.sold_products(row.products)},
    )  # fmt: skip
    def sentence(self: Mapping[str, Any], asking: Any) -> Any:
        called = {each["code"]: coded(each["name"], each["code"]) for each in self["sold"]}
        return naming.sentence(situations.read(Terms, self), called).in_(asking.language)

    @value(Money | None, "The highest amount that can be counted.")
    def limit(self: Row) -> Any:
        columns = {"amount": queries.money_of(self, "limit"), "currency": self.limit_currency}
        return Part(columns, absent=self.limit_minor.is_(None))

    @value(Money | None, "Minimum purchases in a year to keep an exclusivity.")
    def minimum(self: Row) -> Any:
        columns = {"amount": queries.money_of(self, "minimum"), "currency": self.minimum_currency}
        return Part(columns, absent=self.minimum_minor.is_(None))

    @value(Money | None, "The amount that counts towards the limit now.")
    def exposure(self: Row) -> Any:
        return Part(queries.exposure_of(self), absent=self.limit_minor.is_(None))

    @read(Partner | None, "The partner.")
    def partner(self: Row) -> Any:
        return partner_queries.organisation_of(self)

    @read(
        later("Boundary", "schema.boundaries.types") | None, "The boundary in force that ends when this one starts."
    )  # fmt: skip
    def replaces(self: Row) -> Any:
        return queries.boundary(self.replaces_id)

    @connection(Connection[BoundaryOverride] | None, "Permissions from Legal to cross it, newest first.", requires=P)
    def overrides(self: Row) -> Any:
        return Page(queries.overrides_of(self), AT, descending=True)

    @connection(Connection[BoundaryCrossing] | None, "Crossings, newest first.", requires=P)
    def crossings(self: Row) -> Any:
        return Page(queries.crossings_of(self), AT, descending=True)

    @connection(Connection[JournalEntry] | None, "History, newest first.", requires=P)
    def timeline(self: Row, filter: ActivityFilter | None = None) -> Any:  # noqa: A002
        return Page(journal.filtered(queries.timeline_of(self), **conditions(filter)), LAST_FIRST, descending=True)

    available_actions = steps.available(
        "BoundaryAvailableAction", "A possible next step of a boundary for the caller's side.",
        BoundaryAction, needs=queries.facts_of, possible=actions.possible,
        due_at="Deadline, if it is the caller's side's turn.",
    )  # fmt: skip


def _needs(row: Row) -> Mapping[str, Any]:
    return {"holder_id": row.partner_id, "terms": row.terms, "known": row.known, "act": row.act, "zone": row.zone}


@strawberry.type(description="Result of one boundary in force for a hypothetical act.")
class BoundaryFinding:
    REQUIRES = P

    kind: BoundaryKind = plain("Kind of the boundary.")

    @computed(BoundaryResult, "The result.", needs=_needs)
    def result(self: Mapping[str, Any], asking: Any) -> Any:
        return operations.tried(self, asking.actor.side, asking.now).result

    @computed(str, "The same in words, in the language of `Accept-Language`.", needs=_needs)
    def message(self: Mapping[str, Any], asking: Any) -> Any:
        return operations.tried(self, asking.actor.side, asking.now).sentence.in_(asking.language)

    @read(Boundary | None, "The boundary.")
    def boundary(self: Row) -> Any:
        return queries.boundary(self.id)


@extends(Partner)
class PartnerBoundaries:
    @connection(Connection[Boundary] | None, "Boundaries with it, including ended ones, newest first.")
    def boundaries(self: Row) -> Any:
        return Page(queries.boundaries_of(self), CREATED, descending=True)
