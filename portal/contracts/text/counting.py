"""Which of many numbers count on: the chain that leaves the fewest gaps and takes the marks that look most like it.

A number that is only mentioned, the number of a page, of a house or of a day, fits into no chain, or less well than the
number of the clause does. The time is linear in the number of marks.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from portal.contracts.text.marks import Mark

_WIDEST_JUMP = 20
_WIDEST_BELOW = 4
_DEAREST_JUMP = 6.0
_AGAIN = 8.0
"""What it costs to begin at 1 again without a heading between."""
_BELOW_TITLE = 1.5
_TWICE = 2.0
"""What it costs to give a number twice, as people do by mistake."""
_BEHIND_HEADING = 0.5

State = tuple[float, int]
"""What a chain is worth, and its last mark."""
_NONE: State = (-math.inf, -1)


class _Chains:
    def __init__(self, marks: Sequence[Mark], walls: Sequence[int]) -> None:
        self.marks, self.walls = marks, walls
        self.before: list[int] = []
        self.within: dict[tuple[int, ...], State] = {}
        self.exact: dict[tuple[int, ...], State] = {}
        self.latest: dict[int, tuple[int, ...]] = {}
        """The number that the last line with a number of so many parts begins with."""
        self.best: State = (0.0, -1)
        self.at_wall: State = (0.0, -1)

    def longest(self) -> list[Mark]:
        walls = iter(self.walls)
        wall = next(walls, None)
        for index, mark in enumerate(self.marks):
            while wall is not None and wall <= mark.start:
                self.at_wall = self.best
                wall = next(walls, None)
            worth, last = max(self._ways(mark))
            self._take(mark, (worth + mark.weight, index), last)
        return self._traced()

    def _take(self, mark: Mark, state: State, last: int) -> None:
        self.before.append(last)
        parts = mark.parts
        for length in range(1, len(parts) + 1):
            if state[0] > self.within.get(parts[:length], _NONE)[0]:
                self.within[parts[:length]] = state
        if state[0] > self.exact.get(parts, _NONE)[0]:
            self.exact[parts] = state
        if state[0] > self.best[0]:
            self.best = state
        if mark.opens_line:
            self.latest[len(parts)] = parts

    def _ways(self, mark: Mark) -> list[State]:
        """What the mark may follow, with what that costs."""
        parts = mark.parts
        if mark.inserted:
            return [self.within.get(parts, (-9.0, -1))]
        ways = [(-_starting(parts), -1)]
        if parts[0] == 1 or (parts[-1] == 1 and len(parts) == 2):  # noqa: PLR2004 - 7.1 under ARTICLE 7
            ways += [(self.at_wall[0] - _BEHIND_HEADING, self.at_wall[1])]
        if all(part == 1 for part in parts):
            ways += [(self.best[0] - (_BELOW_TITLE if mark.headed else _AGAIN), self.best[1])]
        ways += self._twice(mark)
        for level in range(len(parts)):
            below = sum(part - 1 for part in parts[level + 1 :])
            if below > _WIDEST_BELOW or len(parts) - level > 3:  # noqa: PLR2004
                continue
            widest = _WIDEST_JUMP if mark.opens_line else 3
            for step in range(1, min(widest, parts[level] - 1) + 1):
                found = self.within.get((*parts[:level], parts[level] - step))
                if found:
                    ways.append((found[0] - min(step - 1 + below, _DEAREST_JUMP), found[1]))
        for level in range(1, len(parts)):
            found = self.exact.get(parts[:level])
            missing = sum(part - 1 for part in parts[level:])
            if found and missing <= _WIDEST_JUMP and len(parts) - level < 3:  # noqa: PLR2004
                ways.append((found[0] - min(missing, _DEAREST_JUMP), found[1]))
        return ways

    def _twice(self, mark: Mark) -> list[State]:
        """The same number, where the one before at the beginning of a line is the same too: no list between counts."""
        if mark.bare or not mark.titled or not mark.opens_line or self.latest.get(len(mark.parts)) != mark.parts:
            return []
        found = self.exact.get(mark.parts, _NONE)
        return [(found[0] - _TWICE, found[1])]

    def _traced(self) -> list[Mark]:
        found, index = [], self.best[1]
        while index >= 0:
            found.append(self.marks[index])
            index = self.before[index]
        return found[::-1]


def _starting(parts: tuple[int, ...]) -> float:
    return min(sum(part - 1 for part in (parts[0], *parts[2:])) + (parts[1] - 1 if len(parts) > 1 else 0), 6) * 1.0


def chain(marks: Sequence[Mark], walls: Sequence[int]) -> list[Mark]:
    """The marks of one style that count on; behind a wall, the place of a higher heading, they may begin again."""
    found = _Chains(marks, walls).longest()
    single = [mark for mark in found if len(mark.parts) == 1]
    # Where most end with a sign, one that does not is the number of a page or of a house, if nothing is below it.
    below = {one.start for one, two in pairwise(found) if len(two.parts) > 1 and two.parts[0] == one.parts[0]}
    loose = {mark.start for mark in single if mark.bare and mark.start not in below}
    if 0 < len(loose) < sum(not mark.bare for mark in single):
        found = _Chains([mark for mark in marks if not (mark.bare and mark.start in loose)], walls).longest()
    return found


def counts_on(marks: Sequence[Mark], of: int, length: int) -> bool:
    """Whether the chain goes through at least half of the text and holds most of all marks of its style."""
    least, share = 3, 0.7
    if len(marks) < least or len(marks) < of * share or marks[0].parts != (1,):
        return False
    rises = all(one.parts < two.parts for one, two in pairwise(marks))
    return rises and marks[-1].end - marks[0].start >= length * (1 - 1 / len(marks)) / 2
