"""Units of quantities by their UN/ECE code (recommendation 20), and the only factors by which one becomes another."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from portal import errors
from portal.expectations.facts import typed

_CODE = re.compile(r"[A-Z0-9]{1,3}")
_TABLE: Mapping[str, Mapping[str, str]] = {
    "KGM": {"KGM": "1", "GRM": "0.001", "MGM": "0.000001", "HGM": "0.1", "DTN": "100", "TNE": "1000", "KTN": "1000000",
            "LBR": "0.45359237", "ONZ": "0.028349523125"},
    "LTR": {"LTR": "1", "MLT": "0.001", "CLT": "0.01", "DLT": "0.1", "HLT": "100", "MTQ": "1000", "DMQ": "1",
            "CMQ": "0.001", "GLL": "3.785411784", "GLI": "4.54609"},
    "MTR": {"MTR": "1", "MMT": "0.001", "CMT": "0.01", "DMT": "0.1", "KMT": "1000", "INH": "0.0254", "FOT": "0.3048",
            "YRD": "0.9144"},
    "MTK": {"MTK": "1", "MMK": "0.000001", "CMK": "0.0001", "DMK": "0.01", "HAR": "10000"},
    "C62": {"C62": "1", "EA": "1", "PCE": "1", "H87": "1", "NIU": "1", "PR": "2", "DZN": "12", "GRO": "144",
            "CEN": "100", "MIL": "1000"},
    "HUR": {"HUR": "1", "SEC": "1/3600", "MIN": "1/60", "DAY": "24"},
    "KWH": {"KWH": "1", "MWH": "1000", "GWH": "1000000"},
}  # fmt: skip
"""By the unit to which the others of the same row are so many: mass, volume, length, area, pieces, time, energy."""
_FACTORS: Mapping[str, tuple[str, Fraction]] = {
    code: (base, Fraction(factor)) for base, row in _TABLE.items() for code, factor in row.items()
}

_NAMES: Mapping[str, str] = {
    "kg": "KGM", "g": "GRM", "mg": "MGM", "t": "TNE", "lb": "LBR", "lbs": "LBR", "oz": "ONZ", "l": "LTR", "ml": "MLT",
    "cl": "CLT", "m": "MTR", "cm": "CMT", "mm": "MMT", "km": "KMT", "m2": "MTK", "m²": "MTK", "m3": "MTQ", "m³": "MTQ",
    "pc": "C62", "pcs": "C62", "piece": "C62", "pieces": "C62", "each": "C62", "unit": "C62", "units": "C62",
    "pair": "PR", "pairs": "PR", "dozen": "DZN", "gross": "GRO", "h": "HUR", "hour": "HUR", "hours": "HUR",
    "kwh": "KWH", "mwh": "MWH",
}  # fmt: skip
"""What people write instead, in small letters."""


def code(written: str) -> str:
    """The code of a unit that is written as a code or by its usual sign; what is neither stays as it is."""
    return _NAMES.get(written.casefold(), written.upper() if len(written) <= 3 else written)  # noqa: PLR2004 - of a code


def check(code: str, *, path: Sequence[str]) -> None:
    """Refuses: Invalid, for what cannot be a code; a code that the table does not have is a unit of its own."""
    if not _CODE.fullmatch(code):
        raise errors.Invalid("Enter the unit as a UN/ECE code such as KGM, LTR or C62.", path=path)


def factor(given: str, wanted: str) -> Fraction | None:
    """How many of the wanted unit one of the given is, exactly; None where the table does not say."""
    if given == wanted:
        return Fraction(1)
    (base, one), (other, another) = _FACTORS.get(given, ("", Fraction(1))), _FACTORS.get(wanted, ("-", Fraction(1)))
    return one / another if base == other else None


def converted(quantity: Decimal, given: str, wanted: str) -> Decimal | None:
    """The quantity in another unit, half-even at six digits after the point; None where the table does not say."""
    by = factor(given, wanted)
    if by is None:
        return None
    exact = Fraction(quantity) * by * 10**typed.DIGITS_AFTER
    return Decimal(round(exact)).scaleb(-typed.DIGITS_AFTER)
