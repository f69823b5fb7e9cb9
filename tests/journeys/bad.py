"""Values of the wrong kind or size for each kind of a place in an input."""

import os
from collections.abc import Iterator
from typing import Any

BAD: dict[str, list[Any]] = {
    "ID": ["", "ctr_", "x" * 10_000, "ctr_" + "z" * 32, "ctr_" + "0" * 32, 7, None, [], {}, True],
    "Int": [-1, 0, -(2**31), 2**31 - 1, 2**31, 2**63, 10**400, 1.5, "1", True, None, [], {}],
    "Boolean": ["true", 1, None, []],
    "Date": ["2026-02-30", "0000-01-01", "10000-01-01", "2026-1-1", "2026-01-01T00:00:00Z", "", 20260101, None, {}],
    "DateTime": ["2026-02-30T00:00:00Z", "2026-01-01", "", 0, None],
    "Decimal": ["-1", "NaN", "1e9", "9" * 19, "9" * 20, "1.123456789", "", 1, 1.5, None],
    "Enum": ["NOPE", "", "draft", 1, None, []],
    "String": ["", " ", "x" * 2_000_001, 7, None, [], {}, True],
}
WRONG: dict[str, list[Any]] = {
    "ID": [[], {}, True], "Int": [2**31, 2**63, 10**400, 1.5, "1", True, [], {}], "Boolean": ["true", 1, []],
    "Date": ["2026-02-30", "0000-01-01", "10000-01-01", "2026-1-1", "2026-01-01T00:00:00Z", "", 20260101, {}],
    "DateTime": ["2026-02-30T00:00:00Z", "2026-01-01", "", 0], "Decimal": ["NaN", "1e9", "", 1, 1.5],
    "Enum": ["NOPE", "", "draft", 1, []], "String": [7, [], {}, True],
}  # fmt: skip
"""Those that the schema refuses wherever they stand, so that no operation ever sees them."""
EVERYTHING = "PORTAL_TRIES" in os.environ


def refused_by_schema(leaf: str, bad: Any) -> bool:
    """Whether no place of this kind takes it."""
    return any(type(each) is type(bad) and each == bad for each in WRONG[leaf])


def values(leaf: str, turns: Iterator[int]) -> list[Any]:
    """What a place gets: all that an operation sees, and of what the schema refuses the one whose turn it is."""
    if EVERYTHING:
        return BAD[leaf]
    return [*(each for each in BAD[leaf] if not refused_by_schema(leaf, each)),
            WRONG[leaf][next(turns) % len(WRONG[leaf])]]  # fmt: skip
