"""What the steps around a mediation take."""

import strawberry

from portal.disputes.models.cases import TEXT_LONGEST
from schema.disputes.inputs.steps import DISPUTE, REASON
from schema.engine.scalars import Date
from schema.shared.inputs import EXPECTED, given, key


@strawberry.input(description="Names somebody who is to mediate.")
class DisputeProposeMediatorInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    name: str = given("The person, one of those in the contract where it names some; 1-200 characters.")
    email: str = given("Where the link is mailed by which they come; it works once.")
    idempotency_key: str | None = key()


@strawberry.input(description="Accepts somebody over what they have declared.")
class DisputeAcceptMediatorInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given("`digest` of the mediator.")
    idempotency_key: str | None = key()


@strawberry.input(description="Asks the other side for more time for the mediation.")
class DisputeAskLongerInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    until: Date = given("The last day, at most 90 days after the present end.")
    reason: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Something that the mediator alone reads.")
class DisputeTellMediatorInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    text: str = given(f"1-{TEXT_LONGEST:,} characters; the other side never reads it.")
    idempotency_key: str | None = key()
