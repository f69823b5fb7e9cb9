"""The lines of a page where columns of text stand side by side: one column after the other, tables row by row."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import median_low

_LEAST_LINES, _LEAST_WORDS = 4, 3
_FULL, _MOST_SHORT = 0.8, 0.4
_NARROWEST = 4.0


@dataclass(slots=True)
class Line:
    """A line and its place, with the pieces that wide gaps part it into; `edge` is where its column ends."""

    text: str
    left: float
    right: float
    top: float
    height: float
    pieces: list["Line"] = field(default_factory=list)
    edge: float = 0.0


def in_order(lines: Sequence[Line]) -> list[Line]:
    """The lines as people read them."""
    found: list[Line] = []
    place = 0
    while place < len(lines):
        end, gap = _block(lines, place)
        block = lines[place:end]
        left, right = _sides(block, gap)
        if len(block) >= _LEAST_LINES and _is_prose(left) and _is_prose(right):
            found += [*in_order(_edged(left)), *in_order(_edged(right))]
        else:
            end = place + 1
            found.append(lines[place])
        place = end
    return found


def _block(lines: Sequence[Line], place: int) -> tuple[int, tuple[float, float]]:
    """Where the lines end that have the first gap of this one in common, and that gap."""
    if not lines[place].pieces:
        return place, (0.0, 0.0)
    low, high = lines[place].pieces[0].right, lines[place].pieces[1].left
    end = place
    while end < len(lines):
        line = lines[end]
        pieces = line.pieces or [line]
        before = max((each.right for each in pieces if each.left < (low + high) / 2), default=low)
        behind = min((each.left for each in pieces if each.left >= (low + high) / 2), default=high)
        if min(high, behind) - max(low, before) < _NARROWEST or (end > place and line.top > lines[end - 1].top):
            break
        low, high = max(low, before), min(high, behind)
        end += 1
    return end, (low, high)


def _sides(block: Sequence[Line], gap: tuple[float, float]) -> tuple[list[Line], list[Line]]:
    middle = sum(gap) / 2
    left, right = list[Line](), list[Line]()
    for line in block:
        pieces = line.pieces or [line]
        for side, each in (
            (left, [piece for piece in pieces if piece.left < middle]),
            (right, [piece for piece in pieces if piece.left >= middle]),
        ):
            if each:
                side.append(_whole(each))
    return left, right


def _whole(pieces: list[Line]) -> Line:
    """One line of these pieces."""
    first, last = pieces[0], pieces[-1]
    text = " ".join(piece.text for piece in pieces)
    return replace(first, text=text, right=last.right, pieces=pieces if len(pieces) > 1 else [])


def _is_prose(lines: Sequence[Line]) -> bool:
    """Whether lines of several words fill a column, as sentences do and the cells of a table do not."""
    if len(lines) < _LEAST_LINES:
        return False
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    short = sum(line.right - left < _FULL * (right - left) for line in lines)
    words = median_low([len(line.text.split()) for line in lines])
    return words >= _LEAST_WORDS and short <= _MOST_SHORT * len(lines)


def _edged(lines: Sequence[Line]) -> list[Line]:
    edge = max(line.right for line in lines)
    return [replace(line, edge=edge) for line in lines]
