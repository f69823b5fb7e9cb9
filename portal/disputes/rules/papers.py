"""Which of the papers that a reason asks for are there, are being checked, or are missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.files.rules import FOR_MEDIATOR, READABLE, State
from portal.reasons import Evidence

OWN = "OWN:"
"""Before the kind of a file that its side keeps to itself."""
KEPT_BACK = (OWN, FOR_MEDIATOR)
"""The same, and of one that the mediator reads as well."""
RECORD_SHOWS = {
    "obl": Evidence.OBLIGATION, "mea": Evidence.FACTS, "sbj": Evidence.FACTS, "csq": Evidence.DEDUCTION_NOTICE,
    "org": Evidence.HOLD_NOTICE, "fee": Evidence.ACCRUAL_STATEMENT,
}  # fmt: skip
"""What a line shows by naming a record of the portal."""


class Standing(StrEnum):
    HAVE = "HAVE"
    BEING_CHECKED = "BEING_CHECKED"
    MISSING = "MISSING"


@dataclass(frozen=True, slots=True)
class Group:
    """Papers of which any one is enough, and how they stand."""

    papers: tuple[str, ...]
    standing: Standing


def named(record_types: Iterable[str], *, has_clause: bool) -> frozenset[str]:
    """What the lines show by naming a record of the portal or a clause."""
    found = {RECORD_SHOWS[each].value for each in record_types if each in RECORD_SHOWS}
    return frozenset(found | ({Evidence.CLAUSE.value} if has_clause else set()))


def groups(
    papers: Iterable[Sequence[str]], files: Iterable[tuple[str, str]], shown: Iterable[str]
) -> tuple[Group, ...]:  # fmt: skip
    """How each group stands; `files` are (kind, state), `shown` what the lines show by themselves."""
    states = dict.fromkeys(shown, State.CLEAN.value)
    for kind, state in files:
        if _place(state) < _place(states.get(kind)):
            states[kind] = state
    return tuple(Group(tuple(group), _standing(states.get(each) for each in group)) for group in papers)


def _standing(states: Iterable[str | None]) -> Standing:
    return (Standing.HAVE, Standing.BEING_CHECKED, Standing.MISSING)[min(map(_place, states))]


def _place(state: str | None) -> int:
    if state in READABLE:
        return 0
    return 1 if state == State.QUARANTINED else 2
