"""Boundaries as the API shows them: terms, whose turn it is, leaves of Legal, crossings, and a dry run's findings."""

from collections.abc import Mapping
from typing import Any

import strawberry

from portal import journal, situations
from portal.access import Permission
from portal.boundaries import actions, operations, queries
from portal.boundaries.rules import naming
from portal.boundaries.rules.terms import Terms
from portal.partners import queries as partner_queries
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
@strawberry.type(description="Legal's leave to cross a boundary; both sides read it, and nobody can take it away.")
class BoundaryOverride(Node):
    REQUIRES = P

    act: BoundaryAct = plain("What it lets through.")
    until: Date | None = plain("Each such act until the end of this day; null for one act alone.")
    reason: str = plain("Why.")
    at: DateTime = plain("When it was given.")

    @value(str, "Who of Legal gave it.")
    def given_by(self: Row) -> Any:
        return self.by_name


@node("bcr")
@strawberry.type(description="That a boundary was crossed: by leave of Legal, or without, as facts have told later.")
class BoundaryCrossing(Node):
    REQUIRES = P

    act: BoundaryAct = plain("What was done.")
    is_late: bool = plain("True if it was found later, and nobody had given leave.")
    at: DateTime = plain("When it was done, or found.")


@node("bnd", find=queries.boundary, named=("boundary_id", "replaces_id"), told=TOLD)
@strawberry.type(description="What a side may not do, or not beyond a limit, as both agree: the portal refuses it.")
class Boundary(Node):
    REQUIRES = P

    version: int = plain("Increases by one with each change; a mutation names it as `expectedVersion`.")
    kind: BoundaryKind = plain("What it is about.")
    status: BoundaryStatus = plain("Current status.")
    side: Side = plain("The side that proposed what is on the table.")
    binds: list[Side] = plain("The sides that it binds.")
    valid_from: Date = plain("First day.")
    valid_until: Date | None = plain("Last day; null if open-ended.")
    clause_key: str = plain("The clause of the contract that it comes from; may be empty.")
    is_carried: bool = plain("True if it starts with the signature of its contract, unless somebody declines it.")
    wording: str = plain("In the words of whoever proposed it; may be empty.")
    regions: list[str] = plain("ISO 3166 codes; a country holds its parts. Of an exclusivity, empty: everywhere.")
    products: list[str] = plain("Codes of product groups; empty: all products.")
    channels: list[SalesChannel] = plain("The channels through which the partner sells.")
    is_passive_warned: bool = plain("True if sales that a customer asks for by itself are warned of.")
    dealings: list[Dealing] = plain("Contracts of these kinds cross an exclusivity.")
    counted: list[CountedTowards] = plain("What counts towards a credit limit.")
    orderer: Side = plain("The side whose orders a credit limit bounds.")
    classes: list[InformationClass] = plain("The information that waits for an agreement that protects it.")
    waiting_on: list[Side] = plain("The sides that are waited for; empty when nobody is.")
    due_at: DateTime | None = plain("By when, or when the clock takes the next step.")
    proposed_at: DateTime = plain("When what is on the table was proposed.")
    agreed_at: DateTime | None = plain("When both sides had agreed.")
    started_at: DateTime | None = plain("Since when it is in force.")
    ended_at: DateTime | None = plain("Since when it is not any more.")
    released_by: list[Side] = plain("The sides that have agreed to its end.")
    reason: str = plain("What was said with the last answer, or with its end; both sides read it.")
    created_at: DateTime = plain("When it was first proposed.")

    @value(str, "SHA-256 of the terms; agreeing names it.")
    def digest(self: Row) -> Any:
        return self.sha256

    @value(str, "Who proposed what is on the table.")
    def proposed_by(self: Row) -> Any:
        return self.proposed_by_name

    @value(str | None, "Who agreed; null where the contract's signatures did.")
    def agreed_by(self: Row) -> Any:
        return self.agreed_by_name

    @computed(
        str, "All that it says, in whole sentences, in the language of `Accept-Language`.", needs=queries.terms_of,
        is_kept=True,
    )  # fmt: skip
    def sentence(self: Mapping[str, Any], asking: Any) -> Any:
        return naming.sentence(situations.read(Terms, self)).in_(asking.language)

    @value(Money | None, "The most that what counts may come to.")
    def limit(self: Row) -> Any:
        columns = {"amount": queries.money_of(self, "limit"), "currency": self.limit_currency}
        return Part(columns, absent=self.limit_minor.is_(None))

    @value(Money | None, "What the holder of an exclusivity has to buy in a year to keep it.")
    def minimum(self: Row) -> Any:
        columns = {"amount": queries.money_of(self, "minimum"), "currency": self.minimum_currency}
        return Part(columns, absent=self.minimum_minor.is_(None))

    @value(Money | None, "What counts towards the limit now.")
    def exposure(self: Row) -> Any:
        return Part(queries.exposure_of(self), absent=self.limit_minor.is_(None))

    @read(Partner | None, "The partner with whom it is.")
    def partner(self: Row) -> Any:
        return partner_queries.organisation_of(self)

    @read(
        later("Boundary", "schema.boundaries.types") | None, "The one in force that ends when this one starts."
    )  # fmt: skip
    def replaces(self: Row) -> Any:
        return queries.boundary(self.replaces_id)

    @connection(Connection[BoundaryOverride] | None, "Legal's leaves to cross it, newest first.", requires=P)
    def overrides(self: Row) -> Any:
        return Page(queries.overrides_of(self), AT, descending=True)

    @connection(Connection[BoundaryCrossing] | None, "When it was crossed, newest first.", requires=P)
    def crossings(self: Row) -> Any:
        return Page(queries.crossings_of(self), AT, descending=True)

    @connection(Connection[JournalEntry] | None, "What happened, newest first.", requires=P)
    def timeline(self: Row, filter: ActivityFilter | None = None) -> Any:  # noqa: A002
        return Page(journal.filtered(queries.timeline_of(self), **conditions(filter)), LAST_FIRST, descending=True)

    available_actions = steps.available(
        "BoundaryAvailableAction", "A step of a boundary that the caller's side could take from here.",
        BoundaryAction, needs=queries.facts_of, possible=actions.possible,
        due_at="By when, if the caller's side is waited for.",
    )  # fmt: skip


def _needs(row: Row) -> Mapping[str, Any]:
    return {"holder_id": row.partner_id, "terms": row.terms, "known": row.known, "act": row.act, "zone": row.zone}


@strawberry.type(description="What one boundary in force says to an act that nobody has done.")
class BoundaryFinding:
    REQUIRES = P

    kind: BoundaryKind = plain("What the boundary is about.")

    @computed(BoundaryResult, "What would become of the act.", needs=_needs)
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
    @connection(Connection[Boundary] | None, "The boundaries with it, newest first; those that have ended among them.")
    def boundaries(self: Row) -> Any:
        return Page(queries.boundaries_of(self), CREATED, descending=True)
