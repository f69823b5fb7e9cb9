"""The words that every room uses, as GraphQL enumerations, and how a room declares its own."""

from enum import StrEnum
from typing import Any

import strawberry

from portal import access
from portal.contracts import rules
from portal.machine import Machine

OPEN = "More values may be added."


def enum(words: type[StrEnum], name: str, description: str) -> Any:
    return strawberry.enum(words, name=name, description=description)


Side = enum(access.Side, "Side", "A side of the relationship: the company (HOST) or the partner.")
Role = enum(access.Role, "Role", f"What a person may do in their organisation. {OPEN}")
ContractKind = enum(rules.Kind, "ContractKind", f"What a contract is about. {OPEN}")


def action_name(action: str, *, of_round: bool) -> str:
    """giveNotice -> GIVE_NOTICE; submit of a round -> SUBMIT_ROUND."""
    snake = "".join(f"_{letter}" if letter.isupper() else letter for letter in action).upper()
    return f"{snake}_ROUND" if of_round else snake


def steps_of(name: str, *machines: Machine[Any, Any]) -> type[StrEnum]:
    """Every step of the tables that a person may take through the API, as one enumeration."""
    steps = [step for machine in machines for step in machine.steps if not step.by_clock]
    names = dict.fromkeys(action_name(step.action, of_round=False) for step in steps)
    return StrEnum(name, {each: each for each in names})  # type: ignore[return-value]


@strawberry.enum(description="Sort direction.")
class OrderDirection(StrEnum):
    ASC = "ASC"
    DESC = "DESC"
