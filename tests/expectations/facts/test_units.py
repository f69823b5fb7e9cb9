"""Units: only what the table states is converted, exactly."""

from decimal import Decimal

import pytest

from portal.expectations.facts import units


@pytest.mark.parametrize(
    ("quantity", "given", "wanted", "expected"),
    [
        ("6000", "GRM", "KGM", "6"),
        ("1.5", "TNE", "KGM", "1500"),
        ("250", "MLT", "LTR", "0.25"),
        ("90", "CMT", "MTR", "0.9"),
        ("3", "DZN", "EA", "36"),
        ("5", "PCE", "C62", "5"),
        ("1", "LBR", "KGM", "0.453592"),
        ("1", "MTQ", "LTR", "1000"),
        ("7", "XBX", "XBX", "7"),
        ("7", "XBX", "C62", None),
        ("7", "KGM", "LTR", None),
    ],
)
def test_quantities_are_converted_by_the_table_alone(
    quantity: str, given: str, wanted: str, expected: str | None
) -> None:
    assert units.converted(Decimal(quantity), given, wanted) == (None if expected is None else Decimal(expected))


def test_each_factor_and_its_inverse_are_exact() -> None:
    for code in units._FACTORS:
        for other in units._FACTORS:
            there, back = units.factor(code, other), units.factor(other, code)
            assert (there is None) == (back is None)
            assert there is None or back is None or there * back == 1
