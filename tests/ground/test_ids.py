"""Identifiers: in the order of their making, one text for each, and nothing else is one."""

from concurrent.futures import ThreadPoolExecutor
from time import time_ns
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import ids

ONE = UUID("0198f3c2-1111-7222-8333-444455556666")


def test_new_ids_are_of_version_7_rise_and_carry_the_millisecond() -> None:
    before = time_ns() // 1_000_000
    made = [ids.new() for _ in range(5_000)]
    after = time_ns() // 1_000_000 + 2  # in a burst each takes the next 4,096th of a millisecond
    assert made == sorted(set(made))
    assert {(value.version, value.variant) for value in made} == {(7, "specified in RFC 4122")}
    assert all(before <= value.int >> 80 <= after for value in made)


def test_threads_never_make_the_same_id() -> None:
    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(lambda _: [ids.new() for _ in range(1_000)], range(4)))
    assert len({value for part in parts for value in part}) == 4_000
    assert all(part == sorted(part) for part in parts)


def test_a_global_id_is_a_prefix_and_32_hex_digits() -> None:
    assert ids.text("ctr", ONE) == "ctr_0198f3c2111172228333444455556666"
    assert ids.parse("ctr_0198f3c2111172228333444455556666") == ("ctr", ONE)


@given(st.uuids(), st.from_regex(r"[a-z]{3}", fullmatch=True))
def test_what_is_written_is_read_back(value: UUID, prefix: str) -> None:
    assert ids.parse(ids.text(prefix, value)) == (prefix, value)


@pytest.mark.parametrize(
    "text",
    [
        "", "ctr", "ctr_", f"ctr-{ONE.hex}", f"CTR_{ONE.hex}", f"ctr_{ONE.hex.upper()}"[:-1] + "A", f"ctr_{ONE}",
        f"ctr_{ONE.hex}0", f"ctr_{ONE.hex[1:]}", f" ctr_{ONE.hex}", f"ctr_{ONE.hex}\n", f"ctrx_{ONE.hex}",
        f"ctr_{ONE.hex[:-1]}g", f"ctr_{ONE.hex[:-1]}٣", "\0", f"ctr_{ONE.hex}\0",
    ],
)  # fmt: skip
def test_anything_else_names_nothing(text: str) -> None:
    assert ids.parse(text) == ("", ids.NIL)


@given(st.text())
def test_no_text_breaks_the_reading_of_an_id(text: str) -> None:
    prefix, value = ids.parse(text)
    assert (prefix, value) == ("", ids.NIL) or ids.text(prefix, value) == text
