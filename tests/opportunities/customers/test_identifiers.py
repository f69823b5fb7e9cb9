"""The registrable domain of whatever is typed, and one spelling of a number in a register."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import errors
from portal.opportunities.customers import identifiers

NO_DOMAIN = "Enter the customer's own domain, such as example.com."
FOR_ANYBODY = "Anyone can have an address at {}, so it does not identify the customer."


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("example.com", "example.com"), ("WWW.Example.COM.", "example.com"), ("shop.example.co.uk", "example.co.uk"),
        ("https://www.example.co.uk:8443/a?b=c@d.org#e", "example.co.uk"), ("//cdn.example.com/x", "example.com"),
        ("Ann.Lee@mail.example.com", "example.com"), ("mailto:ann@example.com?subject=x", "example.com"),
        ("<ann@example.com>", "example.com"), ("http://ann:secret@example.com/", "example.com"),
        ("bücher.example", "xn--bcher-kva.example"), ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("Фирма.бг", "xn--80apmps.xn--90ae"), ("例え。テスト.jp", "xn--zckzah.jp"),
        ("acme.github.io", "acme.github.io"), ("www.acme.myshopify.com", "acme.myshopify.com"),
        ("city.kawasaki.jp", "city.kawasaki.jp"), ("a.b.nordfrost.example", "nordfrost.example"),
    ],
)  # fmt: skip
def test_what_is_typed_has_one_registrable_domain(typed: str, domain: str) -> None:
    assert identifiers.domain_given(typed) == domain


@pytest.mark.parametrize(
    "typed",
    ["", " ", "example", "localhost", "192.0.2.1", "http://[2001:db8::1]/", "a b.com", "-a.com", "exa_mple.com",
     "\0.com", "example..com", "@", "https://", f"{'a' * 64}.com", "a." * 200 + "com", "x" * 100_000, "\u0301.com"],
)  # fmt: skip
def test_what_holds_no_domain_is_refused(typed: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        identifiers.domain_given(typed, path=("input", "customer", "domain"))
    assert (refused.value.message, refused.value.path) == (NO_DOMAIN, ("input", "customer", "domain"))


@pytest.mark.parametrize(
    "domain", ["gmail.com", "mail.gmail.com", "abv.bg", "acme.onmicrosoft.com", "co.uk", "github.io", "web.de"]
)
def test_a_domain_where_anybody_has_an_address_says_nobody(domain: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        identifiers.domain_given(f"ann@{domain}")
    assert refused.value.message == FOR_ANYBODY.format(domain)


@given(st.text(max_size=80))
def test_any_text_has_a_domain_in_its_normal_form_or_is_refused(typed: str) -> None:
    try:
        found = identifiers.domain_given(typed)
    except errors.Invalid:
        return
    assert found.isascii()
    assert identifiers.domain_given(found) == found


@pytest.mark.parametrize(
    ("spellings", "country", "key"),
    [
        (("HRB 12345 München", "Amtsgericht München HRB 012345", "HRB12345, AG MÜNCHEN"), "DE",
         "DE HRB12345 MUNCHEN"),
        (("Berlin (Charlottenburg) HRB 150148 B", "HRB 150148B, Berlin-Charlottenburg"), "DE",
         "DE HRB150148B BERLINCHARLOTTENBURG"),
        (("HRB 12345", "12345", "HRB", "Amtsgericht HRB 12345"), "DE", ""),
        (("Delaware 5555555", "5555555 (DELAWARE)", "File no. 05555555, Delaware"), "US", "US 5555555 DELAWARE"),
        (("5555555",), "US", ""),
        (("01234567", "1234567", "0123-4567"), "GB", "GB 1234567"), (("SC 012345", "sc012345"), "GB", "GB SC12345"),
        (("---",), "GB", ""),
    ],
)  # fmt: skip
def test_a_register_number_counts_with_the_register_that_gave_it(
    spellings: tuple[str, ...], country: str, key: str
) -> None:
    assert {identifiers.register_key(each, country) for each in spellings} == {key}
