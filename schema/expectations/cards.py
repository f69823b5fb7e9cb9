"""What the mutations and queries of scorecards take, one mutation for each step, and the queries."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.expectations import operations, queries
from portal.expectations.scores.terms import LEAST_COVERED
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, read
from schema.engine.mutations import converts, mutation, payload, uuid_of
from schema.engine.scalars import Decimal
from schema.expectations.enums import ScorecardStatus, Standing, StandingEffect
from schema.expectations.inputs import REASON, PeriodInput, rhythm
from schema.expectations.types.carded import Scorecard
from schema.shared.enums import Side
from schema.shared.filters import CREATED
from schema.shared.inputs import EXPECTED, condition, given, key, optional

P = Permission
CARD = "The scorecard."


@strawberry.input(description="One line of a card.")
class ScorecardLineInput:
    expectation_id: strawberry.ID = given("A key figure, service level or rule that the side promises.")
    weight: Decimal = given("Above 0; all weights must add up to 100.")


@strawberry.input(description="A band of scores. Bands must not leave gaps or overlap.")
class StandingBandInput:
    since: Decimal = given("Lower limit; the first band starts at 0.")
    until: Decimal = given("Upper limit; the last band ends at 100.")
    standing: Standing = given("Standing; higher bands must be better.")
    effects: list[StandingEffect] | None = optional("Effects of this standing.")


@strawberry.input(description="A complete card.")
class ScorecardTermsInput:
    title: str = given("Short name, 1-200 characters.")
    lines: list[ScorecardLineInput] = given("1 to 30 lines.")
    bands: list[StandingBandInput] = given("1 to 5 bands, the lowest first.")
    least_covered: Decimal | None = optional("Minimum scored weight for a score; absent: 50.")
    rhythm: PeriodInput | None = optional("Its periods; absent: quarters.")


@converts(ScorecardTermsInput)
def terms(wanted: ScorecardTermsInput, path: tuple[str, ...]) -> operations.CardTerms:
    lines = [_line(each, (*path, "lines", str(place))) for place, each in enumerate(wanted.lines)]
    bands = [
        {"from": each.since, "to": each.until, "standing": str(each.standing), "effects": _words(each.effects)}
        for each in wanted.bands
    ]
    least = wanted.least_covered or str(LEAST_COVERED)
    told: dict[str, Any] = {"rhythm": rhythm(wanted.rhythm, (*path, "rhythm"))} if wanted.rhythm else {}
    content = {"lines": lines, "bands": bands, "least_covered": least}
    return operations.CardTerms(title=wanted.title, content=content, **told)


def _line(wanted: ScorecardLineInput, path: tuple[str, ...]) -> dict[str, Any]:
    named = uuid_of("expectation_id", wanted.expectation_id, (*path, "expectationId"))
    return {"expectation": str(named), "weight": wanted.weight}


def _words(effects: Any) -> list[str]:
    return [] if effects in (None, strawberry.UNSET) else [str(each) for each in effects]


@strawberry.input(description="A new card; the other side does not see it until it is proposed.")
class ScorecardDraftInput:
    partner_id: strawberry.ID | None = optional("The partner; absent: the caller's own organisation.")
    obligor: Side = given("The side that makes the promises on it.")
    card: ScorecardTermsInput = given("Contents of the card.")
    idempotency_key: str | None = key()


@strawberry.input(description="The complete new draft.")
class ScorecardEditInput:
    scorecard_id: strawberry.ID = given(CARD)
    expected_version: int = given(EXPECTED)
    card: ScorecardTermsInput = given("Contents of the card.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs only the card.")
class ScorecardStepInput:
    scorecard_id: strawberry.ID = given(CARD)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="Proposes a draft to the other side.")
class ScorecardProposeInput:
    scorecard_id: strawberry.ID = given(CARD)
    expected_version: int = given(EXPECTED)
    message: str | None = optional("What the other side should know, at most 2,000 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step with a reason that both sides can read.")
class ScorecardReasonInput:
    scorecard_id: strawberry.ID = given(CARD)
    expected_version: int = given(EXPECTED)
    reason: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Agreement to exactly one card.")
class ScorecardAgreeInput:
    scorecard_id: strawberry.ID = given(CARD)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given("Digest of the card that the caller read.")
    idempotency_key: str | None = key()


ScorecardPayload = payload(
    Scorecard, "scorecard", queries.card, description="Result of a step of a scorecard.",
    shown="The current scorecard; unchanged if the step was refused.",
)  # fmt: skip


def _step(given_: type, description: str, operation: Any, requires: Permission) -> Any:
    return mutation(ScorecardPayload, given_, description, operation, requires)


@strawberry.type
class ScorecardMutation:
    scorecard_draft = _step(ScorecardDraftInput, "Draft a scorecard.", operations.draft_card, P.EXPECTATION_PROPOSE)
    scorecard_edit = _step(ScorecardEditInput, "Replace the draft.", operations.edit_card, P.EXPECTATION_PROPOSE)
    scorecard_propose = _step(
        ScorecardProposeInput, "Propose it to the other side.", operations.propose_card, P.EXPECTATION_PROPOSE
    )
    scorecard_discard = _step(
        ScorecardStepInput, "Withdraw it before the other side agrees.", operations.discard_card, P.EXPECTATION_PROPOSE
    )
    scorecard_revise = _step(
        ScorecardReasonInput, "Ask the side that wrote it to change it.", operations.revise_card,
        P.EXPECTATION_PROPOSE,
    )  # fmt: skip
    scorecard_decline = _step(ScorecardReasonInput, "Decline it.", operations.decline_card, P.EXPECTATION_PROPOSE)
    scorecard_agree = _step(
        ScorecardAgreeInput, "Agree to exactly this card. It replaces the previous one.",
        operations.agree_card, P.EXPECTATION_AGREE,
    )  # fmt: skip
    scorecard_retire = _step(
        ScorecardReasonInput, "End a scorecard. Its history stays.", operations.retire_card, P.EXPECTATION_RETIRE
    )


@strawberry.input(description="Condition on the status of a scorecard.")
class ScorecardStatusFilter:
    in_: list[ScorecardStatus] | None = condition("Any of these.", name="in")
    not_in: list[ScorecardStatus] | None = condition("None of these.")


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class ScorecardFilter:
    status: ScorecardStatusFilter | None = condition("Current status.")
    obligor: Side | None = condition("The side that makes the promises on it.")
    standing: Standing | None = condition("Standing.")
    waiting_on: Side | None = condition("A side whose turn it is.")
    partner_id: strawberry.ID | None = condition("The partner.")


def _of_cards(wanted: Any) -> dict[str, Any]:
    if wanted is None:
        return {}
    status = wanted.status
    return {
        "statuses": status and status.in_, "not_statuses": status and status.not_in, "obligor": wanted.obligor,
        "standing": wanted.standing, "waiting_on": wanted.waiting_on,
        "partner_id": wanted.partner_id and wanted.partner_id.value,
    }  # fmt: skip


@strawberry.type
class ScorecardQuery:
    @connection(
        Connection[Scorecard] | None, "Scorecards the caller can see, newest first.", requires=P.EXPECTATION_READ
    )
    def scorecards(self: Row, filter: ScorecardFilter | None = None) -> Any:  # noqa: A002
        return Page(queries.filtered_cards(**_of_cards(filter)), CREATED, descending=True)

    @read(Scorecard | None, "The current scorecard of one side.", requires=P.EXPECTATION_READ)
    def scorecard(self: Row, partner_id: strawberry.ID, side: Side) -> Any:
        wanted: Any = partner_id
        return queries.card_agreed_with(wanted.value, side)

    @read(Scorecard | None, "A scorecard by its ID.", requires=P.EXPECTATION_READ)
    def scorecard_by_id(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.card(wanted.value)
