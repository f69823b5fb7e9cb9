"""Which end customers a registration may be about, as the company's people see it: what speaks for each."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal as Number
from typing import Any
from uuid import UUID

import strawberry

from portal import ids
from portal.access import Permission
from portal.opportunities import queries
from portal.opportunities.customers import matching
from portal.opportunities.customers.matching import Evidence, Match
from schema.engine.fields import Row, computed, plain, read, value
from schema.engine.scalars import DateTime, Decimal
from schema.opportunities.enums import CustomerAnswer, CustomerKeyKind, OpportunityStatus
from schema.opportunities.types import OpportunityCustomer, customer_of

HUNDREDTH = Number("0.01")


@strawberry.type(description="Registered value of a customer compared with the known one, for one kind of key.")
class CustomerEvidence:
    kind: CustomerKeyKind = plain("The kind.")
    typed: list[str] = plain("As registered, in its normal form; empty if it was not given.")
    known: list[str] = plain("As known from registrations; empty if none has it.")
    is_equal: bool = plain("True if they match; for names, if they are written alike.")
    differs: bool = plain("True if a company has only one and these differ.")


@strawberry.type(description="Another registration of an end customer.")
class CustomerRegistration:
    opportunity_id: strawberry.ID = plain("Global ID of the opportunity.")
    number: str = plain("Its number.")
    partner_name: str = plain("The partner.")
    status: OpportunityStatus = plain("Current status.")
    filed_at: DateTime | None = plain("When it arrived.")


@strawberry.type(description="An end customer that a registration may be about.")
class CustomerMatch:
    name: str = plain("Its name, as it was written first.")
    country: str = plain("ISO 3166-1 code.")
    answer: CustomerAnswer = plain("True if it is the same.")
    by: CustomerKeyKind | None = plain("The most trusted matching key; null if only the names are alike.")
    likeness: Decimal = plain(
        "Similarity of the two names, from 0 to 1. From 0.55 a person checks; none are merged automatically."
    )
    evidence: list[CustomerEvidence] = plain("Registered values compared with known ones.")
    registrations: list[CustomerRegistration] = plain(
        "The earliest five other registrations that hold part of it or are waiting for a decision."
    )


def _evidence(each: Evidence) -> CustomerEvidence:
    return CustomerEvidence(
        kind=each.kind, typed=list(each.typed), known=list(each.known), is_equal=each.is_equal,
        differs=matching.differs(each),
    )  # fmt: skip


def _registration(each: Mapping[str, Any]) -> CustomerRegistration:
    told: Any = ids.text("opp", UUID(each["id"])), each["filed_at"] and datetime.fromisoformat(each["filed_at"])
    return CustomerRegistration(
        opportunity_id=told[0], number=each["number"], partner_name=each["partner"], status=each["status"],
        filed_at=told[1],
    )  # fmt: skip


def _match(found: Match) -> CustomerMatch:
    likeness: Any = Number(found.verdict.likeness).quantize(HUNDREDTH)
    return CustomerMatch(
        name=found.name, country=found.country, answer=found.verdict.answer, by=found.verdict.by, likeness=likeness,
        evidence=[_evidence(each) for each in found.evidence],
        registrations=[_registration(each) for each in found.registrations],
    )  # fmt: skip


@strawberry.type(
    description="End customers that a registration may be about; for people of the company who can see all partners."
)
class CustomerMatches:
    REQUIRES = Permission.CUSTOMER_READ

    @value(OpportunityCustomer, "As it was registered.")
    def customer(self: Row) -> Any:
        return customer_of(self)

    @computed(list[CustomerMatch], "At most ten, most certain first.", needs=queries.match_facts)
    def matches(self: Mapping[str, Any], _asking: Any) -> Any:
        own = matching.typed_of(self["keys"], self["name"])
        return [_match(each) for each in matching.matches(own, self["candidates"] or ())]


@strawberry.type
class MatchQuery:
    @read(
        CustomerMatches | None, "End customers that a registration may be about; null for people who cannot see them.",
        requires=Permission.CUSTOMER_READ,
    )  # fmt: skip
    def customer_matches(self: Row, opportunity_id: strawberry.ID) -> Any:
        wanted: Any = opportunity_id
        return queries.opportunity(wanted.value)
