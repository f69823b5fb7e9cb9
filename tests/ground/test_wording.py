"""What people type into forms, as it is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import wording


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" Paula@NorthGate.Example\n", "paula@northgate.example"),
        ("j\u030c@x.example", "\u01f0@x.example"), ("J\u030c@x.example", "\u01f0@x.example"),
        ("иван@пример.bg", "иван@xn--e1afmkfd.bg"), ("a@straße.example", "a@xn--strae-oqa.example"),
        ("a@xn--strae-oqa.example", "a@xn--strae-oqa.example"), ("a@☃.example", None), ("a@a⁄b.example", None),
        ("a" * 244 + "@x.example", "a" * 244 + "@x.example"),
        ("a" * 245 + "@x.example", None), ("", None), ("paula", None), ("@x.example", None), ("paula@", None),
        ("paula@localhost", None), ("paula@x..example", None), ("paula@.example", None), ("a@b@x.example", None),
        ("a b@x.example", None), ("a\0@x.example", None), ("\ud800@x.example", None), ("\u202ea@x.example", None),
    ],
)  # fmt: skip
def test_an_address_is_found_however_it_was_typed_and_what_is_none_is_refused(typed: str, address: str | None) -> None:
    assert wording.email_of(typed) == address


@given(st.from_regex(r"[^@\s.]{1,9}@[^@\s.]{1,9}\.[^@\s.]{1,9}"))
def test_an_address_that_is_kept_is_found_by_itself(typed: str) -> None:
    address = wording.email_of(typed)

    assert address is None or wording.email_of(address) == address
