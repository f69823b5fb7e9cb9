"""The words that every room uses, as GraphQL enumerations, and how a room declares its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
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


@dataclass(frozen=True, slots=True)
class StepWords:
    """The steps of some tables as one enumeration of the API."""

    kind: Any
    of: Mapping[tuple[str, str], Any]
    """Each word by the names of its table and of the step."""


def steps_of(
    name: str, description: str, *machines: Machine[Any, Any], endings: Mapping[str, str] = MappingProxyType({})
) -> StepWords:
    """Every step of the tables that a person may take through the API: giveNotice -> GIVE_NOTICE.

    `endings` tell the steps of a table, by its name, from those of another that are called the same.
    """
    steps = [(machine.name, step.action) for machine in machines for step in machine.steps if not step.by_clock]
    words = {(table, action): _snake(action) + endings.get(table, "") for table, action in steps}
    made = _enumeration(name, {word: word for word in words.values()})
    return StepWords(enum(made, name, f"{description} {OPEN}"), {step: made[word] for step, word in words.items()})


def _enumeration(name: str, words: Mapping[str, str]) -> Any:
    return StrEnum(name, words)


def _snake(action: str) -> str:
    return "".join(f"_{letter}" if letter.isupper() else letter for letter in action).upper()


@strawberry.enum(description="Sort direction.")
class OrderDirection(StrEnum):
    ASC = "ASC"
    DESC = "DESC"
