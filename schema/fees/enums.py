"""The words of fees as GraphQL enumerations."""

from enum import StrEnum
from typing import Any

from portal.fees.rules import statuses
from portal.fees.rules.fee import LIFE
from schema.engine.enums import enum
from schema.shared.enums import FOLLOWED, OPEN, statuses_of, steps_of

FeeStatus = statuses_of(LIFE, "FeeStatus", "Status of a fee.")
FeeAction = steps_of("FeeAction", "A step of a fee.", LIFE)
FeeEntryKind: Any = enum(
    statuses.EntryKind, "FeeEntryKind", f"Kind of ledger entry. {OPEN}",
    ACCRUAL="It was earned.", REVERSAL="It was reversed.", PAYMENT="It was paid.",
    ADJUSTMENT="A dispute, or a correction of one, changed it.",
)  # fmt: skip
FeeCause: Any = enum(
    statuses.Cause, "FeeCause", f"Reason for changing a fee. {OPEN}",
    **{cause.name: f"{said.text}." for cause, said in statuses.CAUSES.items()},
)  # fmt: skip
FeeBase: Any = enum(
    statuses.FeeBase, "FeeBase", f"Base of a rate. {OPEN}",
    NET="The net amount of the order.", MARGIN="The margin, which a person enters.",
)  # fmt: skip
ShareRole: Any = enum(
    statuses.Share, "AttributionRole", f"A partner's role in a sale. {OPEN}",
    SOURCED="It brought the sale and earns its share.", INFLUENCED="It influenced the sale and earns nothing.",
)  # fmt: skip


class Sorted(StrEnum):
    CREATED_AT = "CREATED_AT"
    DUE_AT = "DUE_AT"
    COMMITTED = "COMMITTED"


FeeOrderField = enum(
    Sorted, "FeeOrderField", "Sort keys of fees.",
    CREATED_AT="When it was earned.", DUE_AT="Its next deadline.", COMMITTED=FOLLOWED,
)  # fmt: skip
