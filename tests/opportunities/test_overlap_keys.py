"""One customer is one key, however it was typed, and a line that is none is named."""

import pytest

from portal import errors
from portal.opportunities.overlap import keys
from portal.opportunities.overlap.keys import Kind

TYPED = [
    (Kind.DOMAIN, "acme.example", "acme.example"),
    (Kind.DOMAIN, "  ACME.Example. ", "acme.example"),
    (Kind.DOMAIN, "https://www.acme.example/about?x=1#top", "acme.example"),
    (Kind.DOMAIN, "http://anna:secret@acme.example:8080/", "acme.example"),
    (Kind.DOMAIN, "mailto:anna@acme.example", "acme.example"),
    (Kind.DOMAIN, "Anna@Acme.Example", "acme.example"),
    (Kind.DOMAIN, "DOMAIN:acme.example", "acme.example"),
    (Kind.DOMAIN, "domain: acme.example", "acme.example"),
    (Kind.DOMAIN, "златнанива.бг", "xn--80aaahwisrb1c.xn--90ae"),
    (Kind.DOMAIN, "MÜNCHEN.example", "xn--mnchen-3ya.example"),
    (Kind.DOMAIN, "xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
    (Kind.DOMAIN, "mail.acme.example", "mail.acme.example"),
    (Kind.DOMAIN, "a-1.example", "a-1.example"),
    (Kind.LEI, "529900T8BM49AURSDO55", "529900T8BM49AURSDO55"),
    (Kind.LEI, "5299 00t8-bm49.aurs/do55", "529900T8BM49AURSDO55"),
    (Kind.LEI, "lei:529900T8BM49AURSDO55", "529900T8BM49AURSDO55"),
    (Kind.VAT, "DE136695977", "DE136695977"),
    (Kind.VAT, "de 136.695.977", "DE136695977"),
    (Kind.VAT, "GR 094014201", "EL094014201"),
    (Kind.VAT, "EL094014201", "EL094014201"),
]
NOT_A_DOMAIN = "This is not a domain, such as acme.example."
NOT_A_LEI = "This is not a LEI: 20 letters and digits, of which the last two check the others."
NOT_A_VAT = "This is not a VAT number with the letters of its country, such as DE136695977."
WRONG = [
    (Kind.DOMAIN, "Acme Ltd", NOT_A_DOMAIN),
    (Kind.DOMAIN, "localhost", NOT_A_DOMAIN),
    (Kind.DOMAIN, "10.0.0.1", NOT_A_DOMAIN),
    (Kind.DOMAIN, "acme..example", NOT_A_DOMAIN),
    (Kind.DOMAIN, "-acme.example", NOT_A_DOMAIN),
    (Kind.DOMAIN, f"{'a' * 64}.example", NOT_A_DOMAIN),
    (Kind.DOMAIN, "LEI:529900T8BM49AURSDO55", NOT_A_DOMAIN),
    (Kind.LEI, "529900T8BM49AURSDO56", NOT_A_LEI),
    (Kind.LEI, "529900T8BM49AURSDO5", NOT_A_LEI),
    (Kind.LEI, "\u0665\u0662" + "9900T8BM49AURSDO55", NOT_A_LEI),
    (Kind.VAT, "136695977", NOT_A_VAT),
    (Kind.VAT, "DE1", NOT_A_VAT),
    (Kind.VAT, "x" * 1_001, "The line is longer than 1,000 characters."),
]


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
        said = "The terms have several kinds: write which one before it, as in DOMAIN:acme.example."
        assert refused.value.message == said


def test_a_list_has_each_key_once_with_the_lines_that_say_it() -> None:
    found = keys.listed(["acme.example", "", "Acme Ltd", "https://acme.example/", " b.example", "?"], (Kind.DOMAIN,))
    assert found.lines == {
        "DOMAIN:acme.example": ["acme.example", "https://acme.example/"], "DOMAIN:b.example": ["b.example"],
    }  # fmt: skip
    assert found.repeated == 1
    assert [(each.line, each.refusal.message) for each in found.faults] == [(3, NOT_A_DOMAIN), (6, NOT_A_DOMAIN)]
