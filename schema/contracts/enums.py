"""The words of contracts as GraphQL enumerations."""

from enum import StrEnum

from portal.contracts import rules
from portal.contracts.text import documents, redline, terms
from schema.shared.enums import OPEN, action_name, enum

ContractStatus = enum(rules.Status, "ContractStatus", f"Life of a contract. {OPEN}")
RoundStatus = enum(rules.RoundStatus, "RoundStatus", f"Life of a negotiation round. {OPEN}")
ChangeStatus = enum(rules.ChangeStatus, "ChangeStatus", f"What became of a proposed change. {OPEN}")
Renewal = enum(terms.Renewal, "Renewal", "What happens at the end of the term.")
ChangeOperation = enum(documents.Operation, "ChangeOperation", "What a change does to the text or the terms.")
DiffKind = enum(redline.Kind, "DiffKind", "What became of a clause between two versions.")
SegmentKind = enum(redline.Op, "SegmentKind", "Whether words stayed, came in or went out.")


def _actions() -> type[StrEnum]:
    """Every step of the tables that a person may take, as one enumeration; a round's steps end in _ROUND."""
    steps = [*rules.LIFE.steps, *rules.ROUND.steps]
    names = [action_name(step.action, of_round=step in rules.ROUND.steps) for step in steps if not step.by_clock]
    return StrEnum("ContractAction", {name: name for name in dict.fromkeys(names)})  # type: ignore[return-value]


ContractActionName = _actions()
ContractAction = enum(ContractActionName, "ContractAction", f"A step somebody can take. {OPEN}")
