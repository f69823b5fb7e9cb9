"""What the caller may do now: the steps of the tables with the reason where one is not open."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import strawberry

from portal.partners.actions import Possible
from schema.engine.errors import UserError, UserErrorCode, user_error
from schema.engine.fields import plain
from schema.shared.enums import action_name


@strawberry.type(description="Why a step cannot be taken now.")
class Blocker:
    code: UserErrorCode = plain("The code that the mutation would answer with.")
    message: str = plain("Text for a person.")


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
