"""The life of a suggestion: open, taken as an opportunity, put aside for a while, ended where nothing speaks for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from portal.access import Actor, Permission
from portal.clock import Moment
from portal.machine import Deadline, Guard, Machine, Reason, Step
from portal.opportunities.rules.opportunity import NOT_YET, ON_HOLD
from portal.sentences import say
from portal.situations import ForClock

P = Permission
ASIDE = timedelta(days=90)
"""How long a suggestion stays away that somebody has put aside."""


class SuggestionStatus(StrEnum):
    OPEN = "OPEN"
    TAKEN = "TAKEN"
    DISMISSED = "DISMISSED"
    ENDED = "ENDED"


class Dismissal(StrEnum):
    """Why somebody puts a suggestion aside."""

    NOT_NEEDED = "NOT_NEEDED"
    BOUGHT_ELSEWHERE = "BOUGHT_ELSEWHERE"
    NOT_NOW = "NOT_NOW"
    NOT_A_CUSTOMER = "NOT_A_CUSTOMER"
    OTHER = "OTHER"


S = SuggestionStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What the table looks at: whether the partner may sell, and what speaks for the suggestion."""

    status: SuggestionStatus
    is_on_hold: bool = False
    """The partner's account is on hold, or not open."""
    dismissed_until: datetime | None = None
    follows: ForClock[bool] = False
    """It follows from what is bought now."""


def _takeable(at: Suggestion, _actor: Actor, _now: Moment) -> Reason:
    return ON_HOLD if at.is_on_hold else None


def _back(at: Suggestion, _actor: Actor, now: Moment) -> Reason:
    return None if at.dismissed_until is not None and now.has_reached(at.dismissed_until) else NOT_YET


def _over(at: Suggestion, _actor: Actor, _now: Moment) -> Reason:
    return say("The customer's purchases still support it.") if at.follows else None


def _again(at: Suggestion, _actor: Actor, _now: Moment) -> Reason:
    return None if at.follows else say("The customer's purchases do not support it.")


def _step(
    action: str, source: SuggestionStatus, target: SuggestionStatus, may: Permission, event: str, needs: str,
    guard: Guard[Suggestion] | None = None, **more: Any,
) -> Step[Suggestion]:  # fmt: skip
    return Step(action, frozenset({source}), target, may, f"suggestion.{event}", guard=guard, needs=needs, **more)


LIFE: Machine[SuggestionStatus, Suggestion] = Machine(
    "Suggestion",
    SuggestionStatus,
    Suggestion,
    initial=S.OPEN,
    steps=(
        _step("take", S.OPEN, S.TAKEN, P.OPPORTUNITY_DRAFT, "taken",
              "amount, expected close; becomes the partner's registration or an offer of the company, with the"
              " source SUGGESTED; account not on hold",
              _takeable),
        _step("dismiss", S.OPEN, S.DISMISSED, P.OPPORTUNITY_DRAFT, "dismissed", "reason; comes back after 90 days"),
        _step("comeBack", S.DISMISSED, S.OPEN, P.CLOCK, "came_back", "the time of its dismissal has passed", _back),
        _step("end", S.OPEN, S.ENDED, P.CLOCK, "ended", "the customer's purchases no longer support it", _over),
        _step("reopen", S.ENDED, S.OPEN, P.CLOCK, "reopened", "the customer's purchases support it again", _again),
    ),
    deadlines={
        S.DISMISSED: Deadline("comeBack", lambda _: frozenset(), until=lambda at: at.dismissed_until,
                              until_in_words="90 days", otherwise=say("Otherwise it stays dismissed until then.")),
    },
    in_words={
        S.OPEN: say("The suggestion is open."),
        S.TAKEN: say("Someone has accepted the suggestion."),
        S.DISMISSED: say("Someone has dismissed the suggestion."),
        S.ENDED: say("The customer's purchases no longer support the suggestion."),
    },
)  # fmt: skip
