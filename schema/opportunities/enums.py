"""The words of opportunities as GraphQL enumerations."""

from enum import StrEnum
from typing import Any

from portal.opportunities.customers import identity
from portal.opportunities.models import Outcome
from portal.opportunities.rules import engagement, publishing, statuses
from portal.opportunities.rules.direct import LIFE as DIRECT
from portal.opportunities.rules.opportunity import LIFE
from schema.engine.enums import enum
from schema.shared.enums import FOLLOWED, OPEN, statuses_of, steps_of

OpportunityStatus = statuses_of(LIFE, "OpportunityStatus", "Status of an opportunity.")
DirectDealStatus = statuses_of(DIRECT, "DirectDealStatus", "Status of a deal of the company itself.")
DirectDealAction = steps_of("DirectDealAction", "A step of a direct deal.", DIRECT)
OpportunityAction = steps_of("OpportunityAction", "A step of an opportunity.", LIFE)
OpportunitySource: Any = enum(
    statuses.Source, "OpportunitySource", f"Where an opportunity comes from. {OPEN}",
    REGISTERED="The partner has found it.", OFFERED="The company has offered it.",
    SUGGESTED="It follows from what the customer buys.",
)  # fmt: skip
OpportunityStage: Any = enum(
    statuses.Stage, "OpportunityStage", f"Stage of a sale. {OPEN}",
    LEAD="The customer may need it.", QUALIFIED="The customer needs it and can pay for it.",
    PROPOSAL="The customer has an offer.", NEGOTIATION="Price and terms are being negotiated.",
)  # fmt: skip
RejectionCode: Any = enum(
    statuses.RejectionCode, "OpportunityRejectionCode", f"Reason for rejecting a registration. {OPEN}",
    **{code.name: str(said) for code, said in statuses.REJECTED_BECAUSE.items()},
)  # fmt: skip
LossReason: Any = enum(
    statuses.LossReason, "OpportunityLossReason", f"Reason for losing a sale. {OPEN}",
    PRICE="The price.", COMPETITOR="A competitor.", NO_BUDGET="No budget.", NO_DECISION="No decision.",
    DELAYED="Put off.", FEATURE="Something is missing in the product.", LEGAL_OR_SECURITY="Law or security.",
    DUPLICATE="It was registered twice.", PARTNER_GAP="The partner could not do what was needed.", OTHER="Another.",
)  # fmt: skip
EngagementRule: Any = enum(
    engagement.Rule, "EngagementRule", f"A rule of engagement. {OPEN}",
    **{rule.name: str(said) for rule, said in engagement.MEANS.items()},
)  # fmt: skip
EngagementStanding: Any = enum(
    publishing.Standing, "EngagementStanding", f"Status of a version of the rules of engagement today. {OPEN}",
    ANNOUNCED="It applies from a later day.", IN_FORCE="It applies to registrations that arrive today.",
    FORMER="It applied to earlier registrations.",
)  # fmt: skip
EngagementAnswer: Any = enum(
    engagement.Answer, "EngagementAnswer", f"Result of a rule for a registration. {OPEN}",
    YES="The rule supports the registration.", NO="The rule opposes the registration.",
    NOT_APPLICABLE="The rule does not apply.",
)  # fmt: skip
EngagementAdvice: Any = enum(
    engagement.Advice, "EngagementAdvice", f"Advice from the rules of engagement. {OPEN}",
    AWARD="Protect all of it.", SPLIT="Protect the free part.", REJECT="Reject it.",
)  # fmt: skip
ConflictOutcome: Any = enum(
    Outcome, "OpportunityConflictOutcome", f"Outcome of a conflict. {OPEN}",
    AWARDED="All of it is protected.", SPLIT="The free part is protected.", REJECTED="It was rejected.",
    WITHDRAWN="The partner withdrew it.",
)  # fmt: skip
HeldAs: Any = enum(
    statuses.CellStatus, "OpportunityHeldAs", f"How part of the market is held. {OPEN}",
    HELD="It is registered, and the company has not decided yet.", PROTECTED="It is protected.",
    ENDED="It was held and is now free.",
)  # fmt: skip


CustomerKeyKind: Any = enum(
    identity.KeyKind, "CustomerKeyKind", f"Kind of key of an end customer, most trusted first. {OPEN}",
    LEI="Legal Entity Identifier.", VAT="VAT number, with its country.", REG="Number in a register of companies.",
    DOMAIN="Internet domain.", NAME="Name in a country, however it is written.",
)  # fmt: skip
CustomerAnswer: Any = enum(
    identity.Answer, "CustomerAnswer", f"Whether two end customers are the same. {OPEN}",
    SAME="A trusted key matches.", DIFFERENT="They are two legal entities, even if similar.",
    LOOK="A person must check.", UNRELATED="Nothing indicates it.",
)  # fmt: skip


class Sorted(StrEnum):
    CREATED_AT = "CREATED_AT"
    DUE_AT = "DUE_AT"
    TURN = "TURN"
    COMMITTED = "COMMITTED"


OpportunityOrderField = enum(
    Sorted, "OpportunityOrderField", "Sort keys of opportunities.",
    CREATED_AT="When it was created.", DUE_AT="Its next deadline.",
    TURN="Ascending, for a partner: first those that wait for the partner, then those that wait for the company, each"
         " by deadline, then the rest, newest first. For the company, by next deadline.",
    COMMITTED=FOLLOWED,
)  # fmt: skip
