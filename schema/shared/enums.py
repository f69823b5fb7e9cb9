"""The words that every room uses, as GraphQL enumerations, and how a room declares its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from portal import access
from portal.machine import Machine
from schema.engine.enums import enum

OPEN = "More values may be added."
FOLLOWED = (
    "The order in which changes became final. To follow a list, read it in this order, ascending, keep"
    " the last `endCursor` and ask for what is `after` it: nothing is missed, even if it was saved at the"
    " same time, and nothing comes twice unless it has changed again. What has just been saved appears"
    " here about a second later."
)


def statuses_of(machine: Machine[Any, Any], name: str, description: str) -> Any:
    """The places of a life, each in the words of its table."""
    said = {status.name: str(in_words) for status, in_words in machine.in_words.items()}
    return enum(machine.statuses, name, f"{description} {OPEN}", **said)


Side = enum(
    access.Side, "Side", "A side of the relationship.",
    HOST="The company that runs the portal.", PARTNER="The partner.",
)  # fmt: skip
Role = enum(
    access.Role, "Role", f"Role of a person in their organisation. {OPEN}",
    PARTNER_ADMIN="Of a partner: manages its people and API clients, negotiates.",
    PARTNER_MEMBER="Of a partner: negotiates.",
    PARTNER_SIGNATORY="Of a partner: signs, within a signing authority.",
    PARTNER_VIEWER="Of a partner: reads.",
    RELATIONSHIP_MANAGER="Of the company: is responsible for its partners.",
    LEGAL="Of the company: reviews, negotiates and publishes texts.",
    DISPUTE_OFFICER="Of the company: handles disputes.",
    SALES="Of the company: drafts contracts.",
    COMPANY_SIGNATORY="Of the company: signs, within a signing authority.",
    EXECUTIVE_SPONSOR="Of the company: represents a partnership at executive level.",
    PLATFORM_ADMIN="Of the company: manages its people, API clients and partners' first administrators.",
    AUDITOR="Of the company: reads everything and changes nothing.",
    SYSTEM="The portal itself, for automatic steps.",
)  # fmt: skip


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
    words = {(table, action): snake(action) + endings.get(table, "") for table, action in steps}
    made = enumeration(name, {word: word for word in words.values()})
    said = {
        words[table, action]: _said(machine, action)
        for machine in machines
        for table, action in steps
        if table == machine.name
    }
    enum(made, name, f"{description} {OPEN}", **said)
    return StepWords(made, {step: made[word] for step, word in words.items()})


def _said(machine: Machine[Any, Any], action: str) -> str:
    """Where the rows of an action lead, and what they need, as the table says it."""
    rows = [step for step in machine.steps if step.action == action]
    return " ".join(
        f"From {', '.join(sorted(step.source))} to {step.target}{f': {step.needs}' if step.needs else ''}."
        for step in rows
    )


def enumeration(name: str, words: Mapping[str, str]) -> Any:
    """Words that a table says, as an enumeration."""
    return StrEnum(name, words)


def snake(action: str) -> str:
    """giveNotice -> GIVE_NOTICE."""
    return "".join(f"_{letter}" if letter.isupper() else letter for letter in action).upper()


class Direction(StrEnum):
    ASC = "ASC"
    DESC = "DESC"


OrderDirection = enum(Direction, "OrderDirection", "Sort direction.", ASC="Smallest first.", DESC="Largest first.")


class Told(StrEnum):
    """What happened can be sorted by these."""

    AT = "AT"
    COMMITTED = "COMMITTED"


ActivityOrderField = enum(
    Told, "ActivityOrderField", "Sort keys of events.", AT="When it happened.", COMMITTED=FOLLOWED
)
