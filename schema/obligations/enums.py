"""The words of obligations as GraphQL enumerations."""

from enum import StrEnum
from typing import Any

from portal.obligations import rules
from schema.engine.enums import enum
from schema.shared.enums import FOLLOWED, OPEN, statuses_of, steps_of

ObligationStatus = statuses_of(rules.LIFE, "ObligationStatus", "Status of an obligation.")
ObligationAction = steps_of("ObligationAction", "A step of an obligation.", rules.LIFE)
ObligationRepeats: Any = enum(
    rules.Repeats, "ObligationRepeats", f"Whether and how often it repeats. {OPEN}",
    NEVER="Once.", MONTHLY="On the same day of each month, or its last.", QUARTERLY="Every three months.",
    YEARLY="Every year.",
)  # fmt: skip


class Sorted(StrEnum):
    DUE_ON = "DUE_ON"
    CREATED_AT = "CREATED_AT"
    COMMITTED = "COMMITTED"


ObligationOrderField = enum(
    Sorted, "ObligationOrderField", "Sort keys of obligations.",
    DUE_ON="Its due day.", CREATED_AT="When it was proposed, or created as the next of its series.", COMMITTED=FOLLOWED,
)  # fmt: skip
