"""What the steps around a mediation take."""

import strawberry

from portal.disputes.models.cases import TEXT_LONGEST
from schema.disputes.inputs.steps import DISPUTE, REASON
from schema.engine.scalars import Date
from schema.shared.inputs import EXPECTED, given, key


@strawberry.input(description="Names a mediator.")
class DisputeProposeMediatorInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    name: str = given("Name, 1-200 characters; one of the mediators in the contract if it names any.")
    email: str = given("Email address for the link, which works once.")
    idempotency_key: str | None = key()


@strawberry.input(description="Accepts a mediator with exactly this declaration.")
class DisputeAcceptMediatorInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given("`digest` of the mediator.")
    idempotency_key: str | None = key()


@strawberry.input(description="Asks the other side for more time for the mediation.")
class DisputeAskLongerInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    until: Date = given("The last day, at most 90 days after the current end.")
    reason: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="A message that only the mediator can read.")
class DisputeTellMediatorInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    text: str = given(f"1-{TEXT_LONGEST:,} characters; the other side never reads it.")
    idempotency_key: str | None = key()
