"""The fewest insertions and deletions that turn one list of words into another, as far as the work allows.

Lists that are not long are compared in a table of bits, whose time is the same however much they differ. Longer ones
by E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986), the greedy form.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from portal import deferred

Block = tuple[int, int, int]
"""Words that are equal: where they begin in the old list, where in the new, and how many they are."""

Furthest = dict[int, int]
"""By diagonal (place in the old list less place in the new): the furthest place in the old list reached."""


LARGEST_TABLE = 40_000_000
"""Pairs of words; the table takes a bit for each, and about a millisecond in all."""
_PAIRS_PER_STEP = 5_000


class Budget:
    """How many steps of work are left."""

    def __init__(self, left: int) -> None:
        self.left = left


def blocks(old: Sequence[str], new: Sequence[str], budget: Budget) -> Iterator[Block]:
    """The words that stay, in order, in blocks; none if the budget runs out first."""
    pairs = len(old) * len(new)
    if pairs <= LARGEST_TABLE:
        budget.left -= len(old) + len(new) + pairs // _PAIRS_PER_STEP
        return _tabled(old, new)
    history: list[Furthest] = []
    reached: Furthest = {1: 0}
    for edits in range(len(old) + len(new) + 1):
        history.append(reached)
        reached = _advance(old, new, edits, reached, budget)
        if reached.get(len(old) - len(new), -1) >= len(old):
            return _traced(len(old), len(new), history)
        if budget.left <= 0:
            break
    return iter(())


def _tabled(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    distance: Any = deferred.load("rapidfuzz.distance")
    for each in distance.LCSseq.opcodes(old, new):
        if each.tag == "equal":
            yield each.src_start, each.dest_start, each.src_end - each.src_start


def _advance(old: Sequence[str], new: Sequence[str], edits: int, reached: Furthest, budget: Budget) -> Furthest:
    """One edit more on every diagonal that lies inside both lists."""
    further: Furthest = {}
    last_old, last_new = len(old), len(new)
    lowest = -edits + 2 * max(0, edits - last_new)
    highest = edits - 2 * max(0, edits - last_old)
    for diagonal in range(lowest, highest + 1, 2):
        x = _start(reached, diagonal)
        y = start = x - diagonal
        while x < last_old and y < last_new and old[x] == new[y]:
            x += 1
            y += 1
        further[diagonal] = x
        budget.left -= y - start + 2
        if budget.left <= 0:
            break
    return further


def _start(reached: Furthest, diagonal: int) -> int:
    """Where the diagonal is entered: from below by an insertion or from above by a deletion, whichever is further."""
    return max(reached.get(diagonal + 1, -1), reached.get(diagonal - 1, -2) + 1)


def _traced(x: int, y: int, history: list[Furthest]) -> Iterator[Block]:
    stays: list[Block] = []
    for reached in reversed(history):
        diagonal = x - y
        start = _start(reached, diagonal)
        if x > start:
            stays.append((start, start - diagonal, x - start))
        inserted = reached.get(diagonal + 1, -1) == start
        x, y = (start, start - diagonal - 1) if inserted else (start - 1, start - diagonal)
    return reversed(stays)
