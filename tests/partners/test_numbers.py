"""Numbers of organisations: which are none, as far as anybody can tell, and which spellings are one number."""

import pytest

from portal.partners import numbers

DIGIT = "Its check digit does not match the other digits."
FORM = "A number that starts with {} has another length or form."


@pytest.mark.parametrize(
    ("number", "country", "says"),
    [
        ("DE136695976", "DE", None), ("136695976", "DE", None), ("DE136695977", "DE", DIGIT),
        ("136695977", "DE", DIGIT),
        ("DE13669597", "DE", FORM.format("DE")), ("13669597", "DE", None), ("ATU13585627", "AT", None),
        ("ATU1358562", "AT", FORM.format("AT")), ("EL023456780", "GR", None), ("XI980780684", "GB", None),
        ("GB980780685", "GB", DIGIT), ("BG175074753", "BG", DIGIT), ("FR40303265045", "MC", None),
        ("27AAPFU0939F1ZV", "IN", None), ("27AAPFU0939F1ZO", "IN", DIGIT), ("AAPFU0939F", "IN", None),
        ("DEAB010101XY1", "MX", None), ("239393346000", "PH", None), ("1234", "ZZ", None), ("DE136695977", "", DIGIT),
        ("1234", "Germany", None),
    ],
)  # fmt: skip
def test_a_vat_number_is_refused_where_it_can_be_none(number: str, country: str, says: str | None) -> None:
    fault = numbers.vat_fault(number, country)
    assert (str(fault) if fault else None) == (f"Check the VAT number. {says}" if says else None)


@pytest.mark.parametrize(
    ("number", "country", "fits"),
    [
        ("552 081 317", "FR", True), ("552 081 318", "FR", False), ("RCS Paris 552 081 318", "FR", True),
        ("175074752", "BG", True), ("175074753", "BG", False), ("HRB 12345", "DE", True), ("0000123456", "PL", True),
    ],
)  # fmt: skip
def test_a_register_number_is_refused_where_its_country_checks_them(number: str, country: str, fits: bool) -> None:
    fault = numbers.register_fault(number, country)
    assert (str(fault) if fault else None) == (None if fits else f"Check the register number. {DIGIT}")


def test_a_vat_number_is_one_with_its_country_and_without() -> None:
    spelt = [("DE136695976", "DE"), ("136695976", "DE"), ("DE136695976", "AT")]
    assert {numbers.same_vat(*each) for each in spelt} == {"DE136695976"}
    assert {numbers.same_vat(*each) for each in [("EL023456780", "GR"), ("023456780", "GR")]} == {"GR023456780"}
    assert {numbers.same_vat(*each) for each in [("NO995525828MVA", "NO"), ("995525828", "NO")]} == {"NO995525828"}
    assert numbers.same_vat("136695976", "FR") == "FR136695976"


def test_zeros_in_front_and_signs_are_no_difference() -> None:
    assert {numbers.same_register_number(each) for each in ("HRB 0123", "hrb-123", "HRB123")} == {"HRB123"}
    assert {numbers.same_key(each) for each in ("0000100234", "100234", " 100 234")} == {"100234"}
    assert numbers.same_key("V-00001") == numbers.same_key("v-1")
    assert len({numbers.same_key(each) for each in ("1-23", "12-3", "123", "1.01", "1.1")}) == 5
