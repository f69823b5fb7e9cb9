"""The words of fees as GraphQL enumerations."""

from enum import StrEnum
from typing import Any

from portal.fees.rules import statuses
from portal.fees.rules.fee import LIFE
from schema.engine.enums import enum
from schema.shared.enums import FOLLOWED, OPEN, statuses_of, steps_of

FeeStatus = statuses_of(LIFE, "FeeStatus", "Life of a fee.")
FeeAction = steps_of("FeeAction", "A step of a fee.", LIFE)
FeeEntryKind: Any = enum(
    statuses.EntryKind, "FeeEntryKind", f"What a row of the ledger is. {OPEN}",
    ACCRUAL="It was earned.", REVERSAL="It was taken back.", PAYMENT="It was paid.",
    ADJUSTMENT="A dispute changed it, or a correction of one.",
)  # fmt: skip
FeeCause: Any = enum(
    statuses.Cause, "FeeCause", f"Why a fee is more or less. {OPEN}",
    **{cause.name: f"{said}." for cause, said in statuses.CAUSES.items()},
)  # fmt: skip
FeeBase: Any = enum(
    statuses.FeeBase, "FeeBase", f"What a rate is applied to. {OPEN}",
    NET="The net amount of the order.", MARGIN="The margin; people say how much it is.",
)  # fmt: skip
ShareRole: Any = enum(
    statuses.Share, "AttributionRole", f"What a partner has done for a sale. {OPEN}",
    SOURCED="It brought the sale, and earns its share.", INFLUENCED="It helped, and earns nothing.",
)  # fmt: skip


class Sorted(StrEnum):
    CREATED_AT = "CREATED_AT"
    DUE_AT = "DUE_AT"
    COMMITTED = "COMMITTED"


FeeOrderField = enum(
    Sorted, "FeeOrderField", "Sort keys of fees.",
    CREATED_AT="When it was earned.", DUE_AT="Its next deadline.", COMMITTED=FOLLOWED,
)  # fmt: skip
