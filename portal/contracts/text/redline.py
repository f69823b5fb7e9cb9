"""What changed between two versions of an agreement: clause by clause first, then word by word inside the changed ones.

Work is counted and capped, so that text made to be slow costs no more than long text; beyond the cap words are shown
as replaced in one block. Nothing here runs long in one call that cannot be interrupted.
"""

import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.contracts.text import shortest, terms, words
from portal.contracts.text.documents import Clause, Document
from portal.contracts.text.words import Word

# Steps of the word comparison: a step takes about 0.1 microseconds.
MOST_WORK = 2_000_000
MOST_WORK_PER_CLAUSE = 400_000


class Kind(StrEnum):
    """What became of a clause; one that was both moved and changed is CHANGED, and `ClauseDiff.is_moved`."""

    UNCHANGED = "UNCHANGED"
    CHANGED = "CHANGED"
    INSERTED = "INSERTED"
    DELETED = "DELETED"
    MOVED = "MOVED"


class Op(StrEnum):
    """What became of a stretch of text."""

    EQUAL = "EQUAL"
    INSERTED = "INSERTED"
    DELETED = "DELETED"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a clause's text; `unseen` names the characters of a change that nobody would see."""

    op: Op
    text: str
    unseen: str = ""


@dataclass(frozen=True, slots=True)
class ClauseDiff:
    """One clause in both versions: EQUAL and DELETED segments make up the old text, EQUAL and INSERTED the new.

    `number` and `heading` are the new ones (the old ones of a deleted clause), `number_before` and `heading_before`
    the old ones (the same if unchanged, "" of an inserted clause).
    """

    key: str
    number: str
    heading: str
    kind: Kind
    segments: tuple[Segment, ...]
    number_before: str
    heading_before: str
    depth: int
    is_moved: bool = False
    """It stands in another place, whether or not it reads differently too."""


@dataclass(frozen=True, slots=True)
class TermChange:
    """One key term that differs; the values as `terms.text_of` writes them."""

    term: str
    before: str
    after: str


def term_changes(base: Document, head: Document) -> tuple[TermChange, ...]:
    """The key terms that differ, in the order of `terms.NAMES`."""
    values = ((name, terms.text_of(base.terms, name), terms.text_of(head.terms, name)) for name in terms.NAMES)
    return tuple(TermChange(name, before, after) for name, before, after in values if before != after)


def redline(base: Document, head: Document) -> tuple[ClauseDiff, ...]:
    """All clauses of both versions, matched by key, in the new order; deleted ones behind what they stood behind."""
    budget = shortest.Budget(MOST_WORK)
    moved = _moved(base, head)
    return tuple(_diff(before, after, moved, budget) for before, after in _pairs(base, head))


def _pairs(base: Document, head: Document) -> Iterator[tuple[Clause | None, Clause | None]]:
    old = {clause.key: clause for clause in base.clauses}
    staying = {clause.key for clause in head.clauses}
    deleted: dict[str | None, list[Clause]] = {}
    place = None
    for clause in base.clauses:
        if clause.key in staying:
            place = clause.key
        else:
            deleted.setdefault(place, []).append(clause)
    yield from ((clause, None) for clause in deleted.get(None, ()))
    for clause in head.clauses:
        yield old.get(clause.key), clause
        yield from ((gone, None) for gone in deleted.get(clause.key, ()))


def _moved(base: Document, head: Document) -> frozenset[str]:
    """The keys of the fewest clauses whose moving explains the new order."""
    places = {clause.key: place for place, clause in enumerate(base.clauses)}
    keys = [clause.key for clause in head.clauses if clause.key in places]
    staying = _rising([places[key] for key in keys])
    return frozenset(keys) - {keys[index] for index in staying}


def _rising(values: Sequence[int]) -> list[int]:
    """The indexes of a longest rising series among the values."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, value in enumerate(values):
        length = bisect.bisect_left(tails, value)
        tails[length : length + 1] = [value]
        ends[length : length + 1] = [index]
        before.append(ends[length - 1] if length else -1)
    series = []
    index = ends[-1] if ends else -1
    while index >= 0:
        series.append(index)
        index = before[index]
    return series[::-1]


def _diff(before: Clause | None, after: Clause | None, moved: frozenset[str], budget: shortest.Budget) -> ClauseDiff:
    shown = after or before
    if shown is None:
        raise ValueError("a difference needs a clause")
    if before is None:
        kind, segments = Kind.INSERTED, _whole(Op.INSERTED, shown.text)
    elif after is None:
        kind, segments = Kind.DELETED, _whole(Op.DELETED, shown.text)
    elif before == after:
        kind = Kind.MOVED if shown.key in moved else Kind.UNCHANGED
        segments = _whole(Op.EQUAL, shown.text)
    else:
        kind, segments = Kind.CHANGED, word_changes(before.text, after.text, budget=budget)
    return ClauseDiff(
        key=shown.key,
        number=shown.number,
        heading=shown.heading,
        kind=kind,
        segments=segments,
        number_before=before.number if before else "",
        heading_before=before.heading if before else "",
        depth=shown.depth,
        is_moved=shown.key in moved,
    )


def _whole(op: Op, text: str) -> tuple[Segment, ...]:
    return (Segment(op, text),) if text else ()


def word_changes(before: str, after: str, *, budget: shortest.Budget | None = None) -> tuple[Segment, ...]:
    """How one text became the other, in words; a word that stays is never marked."""
    if before == after:
        return _whole(Op.EQUAL, before)
    budget = budget or shortest.Budget(MOST_WORK)
    old, new = words.words(before), words.words(after)
    old_seen, new_seen = _seen(old), _seen(new)
    own = shortest.Budget(min(budget.left, MOST_WORK_PER_CLAUSE))
    granted = own.left
    blocks = _readable(_blocks(old_seen, new_seen, own), old_seen, len(new))
    budget.left -= granted - max(own.left, 0)
    told = _Told()
    x = y = 0
    for i, j, count in (*blocks, (len(old), len(new), 0)):
        told.change(_joined(old[x:i]), _joined(new[y:j]))
        told.keep(old[i : i + count], new[j : j + count])
        x, y = i + count, j + count
    return told.segments()


def _seen(each: Sequence[Word]) -> list[str]:
    return [word.text if word.text.isascii() else words.seen(word.text) for word in each]


def _joined(each: Sequence[Word]) -> str:
    return "".join(map("".join, each))


class _Told:
    """The segments so far; deleted and inserted text is put together until a stretch that stays."""

    def __init__(self) -> None:
        self.done: list[Segment] = []
        self.equal: list[str] = []
        self.gone = self.come = ""

    def change(self, gone: str, come: str) -> None:
        if not gone and not come:
            return
        self.gone += gone
        self.come += come

    def keep(self, old: Sequence[Word], new: Sequence[Word]) -> None:
        """Words that look the same in both; what differs between them cannot be seen, or is the blank behind."""
        if old == new:
            self._equal(_joined(old))
            return
        for before, after in zip(old, new, strict=True):
            for one, two in zip(before, after, strict=True):
                if one == two:
                    self._equal(one)
                else:
                    self.change(one, two)

    def _equal(self, text: str) -> None:
        if text:
            self._flush()
            self.equal.append(text)

    def segments(self) -> tuple[Segment, ...]:
        self._flush()
        self._close()
        return tuple(self.done)

    def _close(self) -> None:
        self.done += _whole(Op.EQUAL, "".join(self.equal))
        self.equal = []

    def _flush(self) -> None:
        gone, come, self.gone, self.come = self.gone, self.come, "", ""
        if gone == come:
            self.equal.append(gone)
            return
        is_unseen = words.seen(gone).strip() == words.seen(come).strip()
        start, end = words.shared(gone, come) if is_unseen else _shared_blanks(gone, come)
        self.equal.append(gone[:start])
        self._close()
        for op, text in ((Op.DELETED, gone), (Op.INSERTED, come)):
            marked = text[start : len(text) - end]
            if marked:
                self.done.append(Segment(op, marked, words.names(marked) if is_unseen else ""))
        self.equal.append(gone[len(gone) - end :])


def _shared_blanks(gone: str, come: str) -> tuple[int, int]:
    """How many blanks begin and end both texts: they belong to no word that changed."""
    shorter = min(len(gone), len(come))
    start = next((n for n in range(shorter) if gone[n] != come[n] or not gone[n].isspace()), shorter)
    rest = shorter - start
    end = next((n for n in range(rest) if gone[-n - 1] != come[-n - 1] or not gone[-n - 1].isspace()), rest)
    return start, end


def _readable(blocks: Iterable[shortest.Block], old: Sequence[str], new: int) -> list[shortest.Block]:
    """The blocks, joined where they touch; signs alone between two changes that are no shorter are shown as changed."""
    joined: list[shortest.Block] = []
    for i, j, count in blocks:
        last = joined[-1] if joined else (0, 0, 0)
        if joined and last[0] + last[2] == i and last[1] + last[2] == j:
            joined[-1] = (last[0], last[1], last[2] + count)
        elif count:
            joined.append((i, j, count))
    kept: list[shortest.Block] = []
    for index, (i, j, count) in enumerate(joined):
        last = kept[-1] if kept else (0, 0, 0)
        following = joined[index + 1] if index + 1 < len(joined) else (len(old), new, 0)
        left = max(i - last[0] - last[2], j - last[1] - last[2])
        right = max(following[0] - i - count, following[1] - j - count)
        if count > min(left, right) or any(word[:1].isalnum() for word in old[i : i + count]):
            kept.append((i, j, count))
    return kept


def _blocks(old: Sequence[str], new: Sequence[str], budget: shortest.Budget) -> Iterator[shortest.Block]:
    """The equal words, in order: the beginning, the end, words that come once in both, and what lies between those."""
    start, end = _shared(old, new)
    yield 0, 0, start
    inner_old, inner_new = old[start : len(old) - end], new[start : len(new) - end]
    x = y = 0
    for i, j in (*_anchors(inner_old, inner_new), (len(inner_old), len(inner_new))):
        between = _between(inner_old[x:i], inner_new[y:j], budget)
        yield from ((start + x + a, start + y + b, count) for a, b, count in between)
        if i < len(inner_old):
            yield start + i, start + j, 1
        x, y = i + 1, j + 1
    yield len(old) - end, len(new) - end, end


def _between(old: Sequence[str], new: Sequence[str], budget: shortest.Budget) -> Iterator[shortest.Block]:
    start, end = _shared(old, new)
    yield 0, 0, start
    inner_old, inner_new = old[start : len(old) - end], new[start : len(new) - end]
    if inner_old and inner_new and budget.left > 0:
        found = shortest.blocks(inner_old, inner_new, budget)
        yield from ((start + i, start + j, count) for i, j, count in found)
    yield len(old) - end, len(new) - end, end


def _shared(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many words are the same at the beginning, and how many of the others at the end."""
    shorter = min(len(old), len(new))
    start = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    rest = shorter - start
    end = next((n for n in range(rest) if old[-n - 1] != new[-n - 1]), rest)
    return start, end


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Where words stand that come exactly once in both texts, without those that crossed over."""
    once_old, once_new = _once(old), _once(new)
    pairs = [(place, once_new[word]) for word, place in once_old.items() if word in once_new]
    return [pairs[index] for index in _rising([j for _, j in pairs])]


def _once(words: Sequence[str]) -> dict[str, int]:
    counts = Counter(words)
    return {word: place for place, word in enumerate(words) if counts[word] == 1}
