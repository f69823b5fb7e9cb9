"""To whom a lead can be offered, best first and with reasons, for the company's people who offer; and the offer."""

from collections.abc import Sequence
from typing import Any

import strawberry

from portal import ids
from portal.access import Permission
from portal.opportunities import operations
from portal.opportunities.operations import offering as matching
from portal.opportunities.operations.offering import Matches
from portal.opportunities.rules import offering
from portal.opportunities.rules.offering import Candidate
from schema.engine import rehearsals
from schema.engine.enums import enum
from schema.engine.errors import Told, UserError
from schema.engine.fields import plain
from schema.engine.mutations import mutation
from schema.opportunities.inputs import OpportunityCustomerInput, OpportunityOfferLeadInput, arranged
from schema.opportunities.mutations import OpportunityPayload
from schema.shared.enums import OPEN
from schema.shared.inputs import given, optional

P = Permission.OPPORTUNITY_OFFER
OpportunityMatchAspect: Any = enum(
    offering.Aspect, "OpportunityMatchAspect", f"Subject of a reason. {OPEN}",
    CONTRACT="Contracts under which the partner can sell.", BOUNDARY="Boundaries that allow or forbid it.",
    REGISTRATION="Registrations and offers of the same.", SALES="Deals that the partner won.",
    LOAD="Deals and offers that the partner has open.", ANSWERS="Answers of the partner to earlier offers.",
)  # fmt: skip


@strawberry.input(description="A lead to be offered to a partner.")
class OpportunityMatchInput:
    customer: OpportunityCustomerInput = given("The customer.")
    products: list[str] = given("Codes of the company's products.")
    regions: list[str] = given("ISO 3166-1 or 3166-2 codes.")
    first: int | None = optional(f"Number of partners, 1-{matching.MOST}; absent: {matching.SHOWN}.")


@strawberry.type(description="A fact about a partner that counts when a lead is offered.")
class OpportunityMatchReason:
    aspect: OpportunityMatchAspect = plain("Its subject.")
    sentence: str = plain("The fact in words, in the language of `Accept-Language`.")
    is_obstacle: bool = plain("True if it stands in the way.")


@strawberry.type(description="A partner to whom a lead can be offered.")
class OpportunityMatch:
    partner_id: strawberry.ID = plain("Global ID of the partner.")
    partner_name: str = plain("Its name.")
    is_allowed: bool = plain("True if no boundary and no deal of its own forbids the offer.")
    is_free: bool | None = plain(
        "True if no one else's registration, direct deal or offer stands in the way. Null if the caller cannot see"
        " everyone's registrations."
    )
    contracts: list[str] = plain("Numbers of the contracts in force under which it can sell.")
    won: int = plain("Deals that it won with these products in the last 24 months.")
    open_deals: int = plain("Its registrations that have not ended.")
    open_offers: int = plain("Offers that it has not answered yet.")
    offered: int = plain("Leads offered to it in the last 24 months.")
    declined: int = plain("Those of them that it declined or did not answer in time.")
    reasons: list[OpportunityMatchReason] = plain("All of this in words, the most important first.")


@strawberry.type(description="Partners to whom a lead can be offered.")
class OpportunityMatchPayload:
    user_errors: list[UserError] = plain("Empty on success.")
    matches: list[OpportunityMatch] | None = plain("The best first; null if the question was refused.")
    compared: int = plain("Number of partners with an active account that were compared.")
    order: list[str] = plain("How partners are put in order, in words.")


def _match(each: Candidate, language: str) -> OpportunityMatch:
    partner: Any = ids.text("org", each.partner_id)
    return OpportunityMatch(
        partner_id=partner, partner_name=each.name, is_allowed=each.is_allowed, is_free=each.is_free,
        contracts=list(each.contracts), won=each.won, open_deals=each.open_deals, open_offers=each.open_offers,
        offered=each.offered, declined=each.declined,
        reasons=[
            OpportunityMatchReason(
                aspect=reason.aspect, sentence=reason.sentence.in_(language), is_obstacle=reason.is_obstacle
            )
            for reason in offering.reasons(each)
        ],
    )  # fmt: skip


def _found(found: Matches | None, refusals: Sequence[Told], language: str) -> OpportunityMatchPayload:
    refused: Any = list(refusals)
    return OpportunityMatchPayload(
        user_errors=refused, matches=None if found is None else [_match(each, language) for each in found.best],
        compared=0 if found is None else found.compared, order=[each.sentence.in_(language) for each in offering.ORDER],
    )  # fmt: skip


@strawberry.type
class LeadQuery:
    opportunity_matches = rehearsals.rehearsal(
        OpportunityMatchPayload, OpportunityMatchInput,
        "Find the partners to whom a lead can be offered, with reasons; for the company only. Nothing is stored.",
        operations.find_partners, P, _found,
    )  # fmt: skip


@strawberry.type
class LeadMutation:
    opportunity_offer_lead = mutation(
        OpportunityPayload, OpportunityOfferLeadInput,
        "Offer a lead to a partner, which has five business days to accept it.", operations.offer_lead, P,
        arranged=arranged,
    )  # fmt: skip
