"""The ledger of consequences: entries are never changed. A wrong one is negated, and the right amount entered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.money import Money


class EntryKind(StrEnum):
    CHARGE = "CHARGE"
    EARN_BACK = "EARN_BACK"
    """Below zero: given back."""
    WAIVED = "WAIVED"
    """Below zero: what both sides settled to do without, or somebody decided; never more than what is charged."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger; `ref` is its own, "" while it is not written yet."""

    period: str
    kind: EntryKind
    amount: Money
    ref: str = ""
    negates: str | None = None
    """The entry that this one takes back in full."""


Right = Mapping[tuple[str, EntryKind], Money]
"""What each period's charge and earn-back come to; nothing is due where there is none."""


def corrections(entries: Iterable[Entry], right: Right) -> tuple[Entry, ...]:
    """What must be entered so that every period's entries sum to its right amount: nothing where they do.

    What is taken back comes first, so that no cap is passed on the way.
    """
    due = {key: amount for key, amount in right.items() if amount.minor}
    standing = _standing(entries)
    wrong = {
        key: each
        for key, each in standing.items()
        if [entry.amount for entry in each] != ([due[key]] if key in due else [])
    }
    negating = [
        Entry(entry.period, entry.kind, Money(-entry.amount.minor, entry.amount.currency), negates=entry.ref)
        for each in wrong.values()
        for entry in each
    ]
    entering = [
        Entry(period, kind, amount)
        for (period, kind), amount in due.items()
        if (period, kind) in wrong or (period, kind) not in standing
    ]
    return (*negating, *entering)


def waived(entries: Iterable[Entry]) -> dict[str, Money]:
    """What is waived of each period in all, below zero."""
    found: dict[str, Money] = {}
    for each in entries:
        if each.kind is EntryKind.WAIVED:
            before = found.get(each.period, Money(0, each.amount.currency))
            found[each.period] = Money(before.minor + each.amount.minor, each.amount.currency)
    return found


def _standing(entries: Iterable[Entry]) -> dict[tuple[str, EntryKind], list[Entry]]:
    """The entries that none takes back, by period and kind."""
    every = list(entries)
    negated = {each.negates for each in every}
    found: dict[tuple[str, EntryKind], list[Entry]] = {}
    for each in every:
        if each.negates is None and each.ref not in negated:
            found.setdefault((each.period, each.kind), []).append(each)
    return found
