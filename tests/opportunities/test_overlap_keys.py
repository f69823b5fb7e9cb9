"""One customer is one key, however it was typed, and a line that is none is named."""

import pytest

from portal import errors
from portal.opportunities.overlap import keys
from portal.opportunities.overlap.keys import Kind
from tests.opportunities.typed import NOT_A_DOMAIN, TYPED, WRONG


@pytest.mark.parametrize(("kind", "typed", "value"), TYPED)
def test_a_customer_is_the_same_however_it_is_typed(kind: Kind, typed: str, value: str) -> None:
    assert keys.key_of(typed, (kind,)) == f"{kind}:{value}"


@pytest.mark.parametrize(("kind", "typed", "said"), WRONG)
def test_what_is_no_key_is_refused(kind: Kind, typed: str, said: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        keys.key_of(typed, (kind,))
    assert refused.value.message == said


def test_with_several_kinds_each_line_says_its_own() -> None:
    both = (Kind.DOMAIN, Kind.LEI)
    assert keys.key_of("LEI:529900T8BM49AURSDO55", both) == "LEI:529900T8BM49AURSDO55"
    assert keys.key_of("Domain: acme.example", both) == "DOMAIN:acme.example"
    for typed in ("acme.example", "https://acme.example", "VAT:DE136695977"):
        with pytest.raises(errors.Invalid) as refused:
            keys.key_of(typed, both)
        said = "The terms allow several kinds of keys. Put the kind before each key, as in DOMAIN:acme.example."
        assert refused.value.message == said


def test_a_list_has_each_key_once_with_the_lines_that_say_it() -> None:
    found = keys.listed(["acme.example", "", "Acme Ltd", "https://acme.example/", " b.example", "?"], (Kind.DOMAIN,))
    assert found.lines == {
        "DOMAIN:acme.example": ["acme.example", "https://acme.example/"], "DOMAIN:b.example": ["b.example"],
    }  # fmt: skip
    assert found.repeated == 1
    assert [(each.line, each.refusal.message) for each in found.faults] == [(3, NOT_A_DOMAIN), (6, NOT_A_DOMAIN)]
