"""A situation is made from its type: of a record, of a statement's columns, and of the JSON that came back."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from portal import situations
from portal.situations import ForClock

ONE = UUID("00000000-0000-7000-8000-000000000001")


class Colour(StrEnum):
    RED = "R"
    BLUE = "B"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lamp:
    colour: Colour
    others: frozenset[Colour]
    lit_at: datetime | None
    bought_on: date
    owner_id: UUID | None
    watts: int
    is_new: bool
    name: str = "lamp"
    is_borrowed: bool = False
    lasts_until: ForClock[date | None] = None


RECORD = SimpleNamespace(
    colour=Colour.RED, others=frozenset({Colour.BLUE}), lit_at=None, bought_on=date(2026, 6, 1), owner_id=ONE, watts=5,
    name="desk", lasts_until=date(2030, 1, 1),
)  # fmt: skip


def test_a_record_and_what_is_known_besides_make_a_situation() -> None:
    assert situations.of(Lamp, RECORD, is_new=True) == Lamp(
        colour=Colour.RED, others=frozenset({Colour.BLUE}), lit_at=None, bought_on=date(2026, 6, 1), owner_id=ONE,
        watts=5, is_new=True, name="desk", is_borrowed=False, lasts_until=date(2030, 1, 1),
    )  # fmt: skip


def test_what_is_known_counts_more_than_what_the_record_says() -> None:
    assert situations.of(Lamp, RECORD, is_new=True, watts=7).watts == 7


def test_a_fact_that_nobody_has_is_missed_unless_the_type_knows_what_to_take_for_it() -> None:
    with pytest.raises(AttributeError, match=r"Lamp\.is_new is neither known nor in"):
        situations.of(Lamp, RECORD)
    assert "is_borrowed" not in situations.needs(Lamp, RECORD, is_new=False)


def test_a_statement_finds_out_the_columns_by_the_names_of_the_fields_and_nothing_for_the_clock() -> None:
    row = SimpleNamespace(**{name: f"row.{name}" for name in ("colour", "others", "lit_at", "bought_on", "owner_id")})
    assert situations.needs(Lamp, row, watts="half of row.w", is_new="row.age = 0") == {
        "colour": "row.colour", "others": "row.others", "lit_at": "row.lit_at", "bought_on": "row.bought_on",
        "owner_id": "row.owner_id", "watts": "half of row.w", "is_new": "row.age = 0",
    }  # fmt: skip


def test_the_values_of_a_statement_become_what_the_types_say() -> None:
    values: dict[str, Any] = {
        "colour": "R", "others": ["R", "B"], "lit_at": "2026-06-01T09:00:00+00:00", "bought_on": "2026-05-31",
        "owner_id": str(ONE), "watts": 5, "is_new": False, "name": "desk", "of another situation": 1,
    }  # fmt: skip
    assert situations.read(Lamp, values) == Lamp(
        colour=Colour.RED, others=frozenset(Colour), lit_at=datetime(2026, 6, 1, 9, tzinfo=UTC),
        bought_on=date(2026, 5, 31), owner_id=ONE, watts=5, is_new=False, name="desk",
    )  # fmt: skip
    empty = situations.read(Lamp, {**values, "lit_at": None, "owner_id": None, "others": []})
    assert (empty.lit_at, empty.owner_id, empty.others) == (None, None, frozenset())


def test_a_word_that_the_type_does_not_know_is_refused() -> None:
    with pytest.raises(KeyError):
        situations.read(Lamp, {"colour": "green"})


def test_a_type_that_no_column_gives_is_no_situation() -> None:
    @dataclass(frozen=True)
    class Shelf:
        lamps: dict[str, Lamp]

    with pytest.raises(TypeError, match="a situation cannot hold"):
        situations.read(Shelf, {"lamps": {}})
