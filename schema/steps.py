"""What the caller may do now: the steps of the tables with the reason where one is not open."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import strawberry

from portal.partners.actions import Possible
from schema.enums import AuthorityAction, MemberAction, PartnerAction, action_name
from schema.errors import UserError, UserErrorCode, user_error
from schema.fields import plain
from schema.scalars import DateTime


@strawberry.type(description="Why a step cannot be taken now.")
class Blocker:
    code: UserErrorCode = plain("The code that the mutation would answer with.")
    message: str = plain("Text for a person.")


@strawberry.type(description="A step of somebody's place that the caller's side could take from here.")
class MemberAvailableAction:
    name: MemberAction = plain("The step; its mutation has the same name.")
    allowed: bool = plain("True if the caller may take it now.")
    blocked_by: Blocker | None = plain("Why not; null if allowed.")
    due_at: DateTime | None = plain("By when an invitation must be accepted.")


@strawberry.type(
    description="A step of a partner's account or relationship that the caller's side could take from here."
)
class PartnerAvailableAction:
    name: PartnerAction = plain("The step; its mutation has the same name.")
    allowed: bool = plain("True if the caller may take it now.")
    blocked_by: Blocker | None = plain("Why not; null if allowed.")
    due_at: DateTime | None = plain("By when, if the caller's side is waited for.")


@strawberry.type(description="A step of an authority to sign that the caller's side could take from here.")
class SigningAuthorityAvailableAction:
    name: AuthorityAction = plain("The step; its mutation has the same name.")
    allowed: bool = plain("True if the caller may take it now.")
    blocked_by: Blocker | None = plain("Why not; null if allowed.")


@dataclass(frozen=True, slots=True)
class StepAnswer:
    """A step as the API shows it."""

    name: Any
    allowed: bool
    blocked_by: UserError | None
    due_at: datetime | None


def shown(steps: tuple[Possible, ...], names: Any) -> list[StepAnswer]:
    """The steps with the names that an enumeration gives them."""
    return [
        StepAnswer(
            names[action_name(step.action, of_round=False)], step.refusal is None,
            user_error(step.refusal) if step.refusal else None, step.due_at,
        )
        for step in steps
    ]  # fmt: skip
