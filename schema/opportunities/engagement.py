"""The rules of engagement in the API: every version that was ever published, to both sides."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import strawberry

from portal.access import Permission
from portal.languages import ENGLISH
from portal.opportunities import operations, queries
from portal.opportunities.rules import engagement, publishing
from portal.opportunities.rules.engagement import MEANS
from portal.opportunities.rules.engagement import Rule as Code
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, computed, plain, read, value
from schema.engine.mutations import mutation, payload
from schema.engine.nodes import extends, node
from schema.engine.scalars import Date, DateTime
from schema.opportunities.enums import EngagementRule, EngagementStanding, RejectionCode
from schema.opportunities.types import OpportunityConflict
from schema.shared.inputs import given, key
from schema.shared.nodes import Node

PUBLISHED = sorting.instant("PUBLISHED_AT", "published_at")


@strawberry.type(description="A rule of a version of the rules of engagement.")
class EngagementRuleTold:
    rule: EngagementRule = plain("The rule.")
    meaning: str = plain("What it says, in the language of `Accept-Language`.")


@node("roe", find=queries.engagement_rules_by_id)
@strawberry.type(description="A version of the rules for deciding between conflicting registrations.")
class RulesOfEngagement(Node):
    REQUIRES = Permission.OPPORTUNITY_READ

    number: int = plain("Of the version: 1 for the first, rising.")
    valid_from: Date = plain("First day on which it applies to new registrations, in UTC.")
    document: str = plain("Contents as canonical JSON (RFC 8785), as published.")
    published_at: DateTime = plain("When it was published.")

    @value(Date | None, "The last day before the next version applies; null where none is published.")
    def valid_until(self: Row) -> Any:
        return queries.last_day_of(self)

    @value(str, "SHA-256 of the document in UTF-8, as 64 hexadecimal digits.")
    def digest(self: Row) -> Any:
        return self.sha256

    @value(str | None, "The person who published it; null where it came with the portal.")
    def published_by(self: Row) -> Any:
        return self.published_by_name

    @computed(list[EngagementRuleTold], "The rules, in their order.", needs=lambda row: {"rules": row.rules})
    def rules(self: Mapping[str, Any], asking: Any) -> Any:
        codes: Any = [Code(each) for each in self["rules"]]
        return [EngagementRuleTold(rule=each, meaning=MEANS[each].in_(asking.language or ENGLISH)) for each in codes]

    @computed(
        EngagementStanding, "Status today.",
        needs=lambda row: {"valid_from": row.valid_from, "valid_until": queries.last_day_of(row)},
    )  # fmt: skip
    def standing(self: Mapping[str, Any], asking: Any) -> Any:
        until = self["valid_until"] and date.fromisoformat(self["valid_until"])
        return publishing.standing(date.fromisoformat(self["valid_from"]), until, asking.now.day(publishing.ZONE))


@strawberry.type(description="Reason for which the rules of engagement oppose a registration, as a rejection names it.")
class ConflictRejection:
    code: RejectionCode = plain("The code.")
    older_right_on: Date | None = plain("Date of the older right that the code is based on; null if it is not.")


@extends(OpportunityConflict)
class ConflictRules:
    @read(RulesOfEngagement | None, "The version of the rules of engagement that applies.")
    def rules(self: Row) -> Any:
        return queries.engagement_rules_of(self)

    @computed(
        ConflictRejection | None,
        "Rejection that follows from the rules, whatever they advise; null if no rule opposes the registration.",
        needs=lambda row: {"verdicts": row.verdicts}, is_kept=True,
    )  # fmt: skip
    def rejection(self: Mapping[str, Any], _asking: Any) -> Any:
        found: Any = engagement.grounds(engagement.kept(self["verdicts"]))
        return found and ConflictRejection(code=found.code, older_right_on=found.older_right_on)


@strawberry.type
class EngagementQuery:
    @connection(
        Connection[RulesOfEngagement] | None,
        "Every version of the rules of engagement, the newest first; both sides read them.",
        requires=Permission.OPPORTUNITY_READ,
    )  # fmt: skip
    def rules_of_engagement(self: Row) -> Any:
        return Page(queries.engagement_rules(), PUBLISHED, descending=True)


@strawberry.input(
    description="Publishes the next version of the rules of engagement. A published version never changes."
)
class RulesOfEngagementPublishInput:
    rules: list[EngagementRule] = given(
        "The rules that apply, in order, including the rule of the earliest registration."
    )
    valid_from: Date = given("First day on which they apply, in UTC: tomorrow at the earliest.")
    idempotency_key: str | None = key()


RulesOfEngagementPayload = payload(
    RulesOfEngagement, "rules", queries.engagement_rules_by_id, description="Result of publishing rules of engagement.",
    shown="The version that was published.",
)  # fmt: skip


@strawberry.type
class EngagementMutation:
    rules_of_engagement_publish = mutation(
        RulesOfEngagementPayload, RulesOfEngagementPublishInput,
        "Publish a version of the rules of engagement, which both sides can read.", operations.publish_rules,
        Permission.ENGAGEMENT_PUBLISH,
    )  # fmt: skip
