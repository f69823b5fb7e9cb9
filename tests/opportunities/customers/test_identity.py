"""Which key says that two customers are one, which says that they are not, and when a person looks."""

from typing import Any

import pytest

from portal import errors
from portal.opportunities.customers import identity
from portal.opportunities.customers.identity import Answer, Key, KeyKind, Verdict

ONE_LEI, OTHER_LEI = "213800KUD8LAJWSQ9D15", "5493001KJTIIGC8Y1R12"
ONE_VAT, OTHER_VAT = "DE136695976", "DE811569869"
NAME = "Hollmann Electronics GmbH"


def customer(name: str = NAME, country: str = "DE", **said: Any) -> identity.Customer:
    return identity.described(name=name, country=country, **said)


def answer(one: identity.Customer, other: identity.Customer) -> tuple[Answer, KeyKind | None]:
    verdict = identity.same(one, other)
    assert identity.same(other, one) == verdict
    return verdict.answer, verdict.by


def test_the_keys_stand_in_the_order_of_trust_in_their_normal_form() -> None:
    found = customer(
        domain="https://shop.hollmann.example/", lei="2138 00KU D8LA JWSQ 9d15", vat_number="136 695 976",
        register_number="HRB 012345 München",
    )  # fmt: skip
    assert found.ordered == (
        Key(KeyKind.LEI, ONE_LEI), Key(KeyKind.VAT, ONE_VAT), Key(KeyKind.REG, "DE HRB12345 MUNCHEN"),
        Key(KeyKind.DOMAIN, "hollmann.example"), Key(KeyKind.NAME, "DE hollmannelectronics"),
    )  # fmt: skip


def test_everything_that_is_wrong_is_said_at_once_each_at_its_place() -> None:
    with pytest.raises(errors.Invalid) as refused:
        identity.described(
            name="\0", country="Germany", domain="gmail.com", lei="213800KUD8LAJWSQ9D16", vat_number="DE136695977",
            register_number="x" * 51, at=("input", "customer"),
        )  # fmt: skip
    found = (refused.value, *refused.value.also)
    assert [each.path[2] for each in found] == ["name", "country", "lei", "vatNumber", "registerNumber", "domain"]
    assert {each.path[:2] for each in found} == {("input", "customer")}


@pytest.mark.parametrize("name", ["", " ", "...", "\u0640", "x" * 201, "a\u202eb"])
def test_a_name_that_names_nobody_is_refused_once(name: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        customer(name)
    assert (refused.value.path, refused.value.also) == (("input", "name"), ())


def test_a_number_of_a_register_that_is_not_named_is_taken_and_is_no_key() -> None:
    assert customer(register_number="HRB 12345").of(KeyKind.REG) == frozenset()


@pytest.mark.parametrize(
    ("said", "by"),
    [
        ({"lei": ONE_LEI}, KeyKind.LEI), ({"vat_number": ONE_VAT}, KeyKind.VAT),
        ({"register_number": "HRB 1 Köln"}, KeyKind.REG), ({"domain": "hollmann.example"}, KeyKind.DOMAIN),
    ],
)  # fmt: skip
def test_one_equal_key_is_enough_whatever_the_names(said: dict[str, str], by: KeyKind) -> None:
    assert answer(customer(**said), customer("Zenith Works", **said)) == (Answer.SAME, by)


def test_the_same_name_in_the_same_country_is_the_same_customer() -> None:
    assert answer(customer(), customer("HOLLMANN-ELECTRONICS G.m.b.H.")) == (Answer.SAME, KeyKind.NAME)


def test_two_leis_are_two_customers_with_one_name_domain_and_vat_number() -> None:
    said = {"domain": "hollmann.example", "vat_number": ONE_VAT}
    one, other = customer(lei=ONE_LEI, **said), customer(lei=OTHER_LEI, **said)
    assert answer(one, other) == (Answer.DIFFERENT, KeyKind.LEI)
    assert identity.same(one, customer(**said)).answer is Answer.SAME


def test_an_equal_lei_counts_more_than_another_vat_number() -> None:
    one, other = (customer(lei=ONE_LEI, vat_number=number) for number in (ONE_VAT, OTHER_VAT))
    assert answer(one, other) == (Answer.SAME, KeyKind.LEI)


@pytest.mark.parametrize(
    ("one", "other", "against"),
    [
        ({"vat_number": ONE_VAT}, {"vat_number": OTHER_VAT}, KeyKind.VAT),
        ({"register_number": "HRB 1 Köln"}, {"register_number": "HRB 2 Köln"}, KeyKind.REG),
    ],
)
def test_one_name_with_two_numbers_of_one_country_is_looked_at(
    one: dict[str, str], other: dict[str, str], against: KeyKind
) -> None:
    assert identity.same(customer(**one), customer(**other)) == Verdict(Answer.LOOK, KeyKind.NAME, 1.0, (against,))


def test_vat_numbers_of_two_countries_say_nothing_against() -> None:
    one, other = customer(vat_number=ONE_VAT), customer(vat_number="ATU13585627")
    assert answer(one, other) == (Answer.SAME, KeyKind.NAME)


def test_one_name_in_two_countries_and_a_name_with_a_mistake_are_looked_at() -> None:
    assert identity.same(customer(), customer(country="AT")) == Verdict(Answer.LOOK, None, 1.0)
    assert identity.same(customer(), customer("Holmann Electronics")) == Verdict(Answer.LOOK, None, 0.9487)


def test_what_has_nothing_in_common_is_unrelated() -> None:
    assert answer(customer(domain="hollmann.example"), customer("Zenith Works", domain="zenith.example")) == (
        Answer.UNRELATED, None,
    )  # fmt: skip


def test_a_customer_with_several_keys_of_a_kind_is_found_by_any_of_them() -> None:
    two = identity.Customer(
        customer("Zenith Works", domain="zenith.example").keys | customer(lei=ONE_LEI, domain="old.example").keys,
        ("Zenith Works", NAME),
    )
    assert answer(two, customer("Orbit", domain="old.example")) == (Answer.SAME, KeyKind.DOMAIN)
    assert answer(two, customer("Zenith", lei=ONE_LEI)) == (Answer.SAME, KeyKind.LEI)
    assert identity.same(two, customer("Holmann Electronics", country="FR")).likeness == 0.9487
