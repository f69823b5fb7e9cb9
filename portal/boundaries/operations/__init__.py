"""One function for each thing that a person, the clock or another room does with a boundary."""

from portal.boundaries.operations.answering import agree, decline, end, withdraw
from portal.boundaries.operations.guarding import Finding, check, record, require
from portal.boundaries.operations.keeping import WITH_CONTRACT, fall_away, follow_contract, keep_time, release
from portal.boundaries.operations.overriding import override
from portal.boundaries.operations.proposing import propose, revise
from portal.boundaries.operations.sharing import share
from portal.boundaries.operations.trying import judged_of, tried

__all__ = [
    "WITH_CONTRACT",
    "Finding",
    "agree",
    "check",
    "decline",
    "end",
    "fall_away",
    "follow_contract",
    "judged_of",
    "keep_time",
    "override",
    "propose",
    "record",
    "release",
    "require",
    "revise",
    "share",
    "tried",
    "withdraw",
]
