"""The words of contracts as GraphQL enumerations."""

from portal import cautions
from portal.contracts import rules
from portal.contracts.text import documents, redline, terms
from schema.shared.enums import OPEN, enum, steps_of

ContractStatus = enum(rules.Status, "ContractStatus", f"Life of a contract. {OPEN}")
RoundStatus = enum(rules.RoundStatus, "RoundStatus", f"Life of a negotiation round. {OPEN}")
ChangeStatus = enum(rules.ChangeStatus, "ChangeStatus", f"What became of a proposed change. {OPEN}")
Renewal = enum(terms.Renewal, "Renewal", "What happens at the end of the term.")
ChangeOperation = enum(documents.Operation, "ChangeOperation", "What a change does to the text or the terms.")
DiffKind = enum(redline.Kind, "DiffKind", "What became of a clause between two versions.")
SegmentKind = enum(redline.Op, "SegmentKind", "Whether words stayed, came in or went out.")
CautionKind = enum(cautions.Kind, "CautionKind", f"How a text reads otherwise than it looks. {OPEN}")
ContractAction = steps_of(
    "ContractAction", "A step somebody can take.", rules.LIFE, rules.ROUND, endings={rules.ROUND.name: "_ROUND"}
)
