"""What many disputes come to: how many, about what, for how much, how long they took, and who acted in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.access import Side
from portal.money import Money


class Dimension(StrEnum):
    """Dimension of the count."""

    ALL = "ALL"
    REASON = "REASON"
    CAUSE = "CAUSE"
    LEVEL = "LEVEL"
    OUTCOME = "OUTCOME"


class Outcome(StrEnum):
    """How a dispute ended."""

    OPEN = "OPEN"
    CONCEDED = "CONCEDED"
    SETTLED = "SETTLED"
    DECIDED = "DECIDED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    LAPSED = "LAPSED"
    EXTERNAL = "EXTERNAL"


COLUMNS = (Dimension.REASON, Dimension.CAUSE, Dimension.LEVEL, Dimension.OUTCOME)
"""In their order in a row; after them the currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Of the disputes in one currency."""

    claimed: Money
    conceded: Money
    decided: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Calendar days, to one decimal; None where there is nothing to count."""

    median: Decimal | None
    mean: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """The disputes of one kind."""

    dimension: Dimension
    key: str
    """The code; empty for all, and where no cause is recorded."""
    number: int
    ended: int
    sums: tuple[Sums, ...]
    to_answer: Days
    to_end: Days


@dataclass(frozen=True, slots=True, kw_only=True)
class Punctuality:
    """How often a side was waited for until now, and how often it acted in time."""

    side: Side
    number: int
    within: int

    @property
    def share(self) -> Decimal | None:
        """Percent, to one decimal."""
        return (Decimal(100 * self.within) / self.number).quantize(Decimal("0.1")) if self.number else None


def figures(rows: Sequence[Sequence[Any]]) -> list[Figure]:
    """From rows as `queries.statistics` gives them: the most first; levels in their order."""
    sums: dict[tuple[Dimension, str], list[Sums]] = {}
    for row in rows:
        if not row[0] & 1 and row[5] is not None:
            sums.setdefault(_named(row), []).append(_sums(row))
    found = [_figure(row, sums.get(_named(row), [])) for row in rows if row[0] & 1]
    order = list(Dimension)
    return sorted(
        found, key=lambda each: (
            order.index(each.dimension), each.key if each.dimension is Dimension.LEVEL else "", -each.number, each.key,
        ),
    )  # fmt: skip


def _named(row: Sequence[Any]) -> tuple[Dimension, str]:
    """The mask has a bit for each column that the row is not counted by, the currency's last."""
    mask = row[0] >> 1
    for place, dimension in enumerate(COLUMNS):
        if not mask & (1 << (len(COLUMNS) - 1 - place)):
            value = row[1 + place]
            return dimension, "" if value is None else str(value)
    return Dimension.ALL, ""


def _sums(row: Sequence[Any]) -> Sums:
    claimed, conceded, decided = (Money(int(minor), row[5]) for minor in row[8:11])
    return Sums(claimed=claimed, conceded=conceded, decided=decided)


def _figure(row: Sequence[Any], sums: Sequence[Sums]) -> Figure:
    dimension, key = _named(row)
    answer, end = (Days(median=_days(row[at]), mean=_days(row[at + 1])) for at in (11, 13))
    in_order = tuple(sorted(sums, key=lambda each: each.claimed.currency))
    return Figure(
        dimension=dimension, key=key, number=row[6], ended=row[7], sums=in_order, to_answer=answer, to_end=end
    )  # fmt: skip


def _days(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def punctuality(told: Mapping[str, Sequence[int]]) -> list[Punctuality]:
    """Of each side: how often it was waited for, and how often it was in time."""
    return [Punctuality(side=side, number=told[side][0], within=told[side][1]) for side in Side]
