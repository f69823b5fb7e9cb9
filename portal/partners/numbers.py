"""Numbers by which organisations are known: whether their check digits fit, and when two spellings are one number."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from stdnum import lei
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.util import get_cc_module

from portal import errors, wording
from portal.sentences import Sentence, say

LONGEST_REGISTER_NUMBER = 50
_BETWEEN = re.compile(r"[\s.\-/]")
"""What people write between the digits of a number that they type."""
_VAT_NUMBER, _LEI = re.compile(r"[0-9A-Z]{4,20}"), re.compile(r"[0-9A-Z]{18}[0-9]{2}")
_SIGNS, _ZEROS = re.compile(r"[\W_]+"), re.compile(r"(?<![0-9])0+(?=[0-9])")
_KEYS_ZEROS = re.compile(r"^([^0-9]*)0+(?=[0-9])")
_COUNTRY, _TAXED = re.compile(r"[A-Z]{2}"), re.compile(r"(?<=[0-9])(MWST|TVA|IVA|TPV|MVA)$")
"""A country's code, and what Switzerland and Norway write behind the number of a company that is taxed."""
_EUROPEAN = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
_PREFIXES: Mapping[str, str] = {
    **{code: code for code in _EUROPEAN},
    "EL": "GR", "GR": "GR", "XI": "GB",
}  # fmt: skip
"""Whose VAT numbers begin with which letters: there the letters say that it is one, and no other tax number."""
_REGISTERS: Mapping[str, tuple[str, ...]] = {
    "AU": ("acn", "abn"), "BE": ("vat",), "BG": ("vat",), "BR": ("cnpj",), "CH": ("uid",), "CZ": ("dic",),
    "DK": ("cvr",), "EE": ("registrikood",), "FI": ("ytunnus",), "FR": ("siren", "siret"), "HR": ("oib",),
    "NO": ("orgnr",), "PL": ("regon",), "SE": ("orgnr",),
}  # fmt: skip
"""Countries whose numbers of registered companies have check digits, by what the library calls them."""


def lei_given(typed: str, *, path: Sequence[str] = ("input", "lei")) -> str:
    """The identifier in capitals. Refuses: Invalid, also where its two check digits (ISO 7064, 97-10) are others."""
    number = _BETWEEN.sub("", typed).upper()
    if not _LEI.fullmatch(number) or not lei.is_valid(number):
        raise errors.Invalid(
            "This is not a valid legal entity identifier. It must have 20 letters and digits, of which"
            " the last two are check digits.",
            path=path,
        )
    return number


def vat_number_given(typed: str, *, country: str = "", path: Sequence[str] = ("input", "vatNumber")) -> str:
    """The number without blanks and signs, in capitals. Refuses: Invalid, also for a wrong check digit."""
    number = _BETWEEN.sub("", typed).upper()
    if not _VAT_NUMBER.fullmatch(number):
        raise errors.Invalid("The VAT number must have 4 to 20 letters and digits.", path=path)
    if fault := vat_fault(number, country):
        raise errors.Invalid.because(fault, path=path)
    return number


def register_number_given(typed: str, *, country: str = "", path: Sequence[str] = ("input", "registerNumber")) -> str:
    """The number in a register of companies, such as HRB 12345. Refuses: Invalid, also for a wrong check digit."""
    wanted = say("The register number must have 1 to {longest} characters.", longest=LONGEST_REGISTER_NUMBER)
    number = wording.line(typed, path=path, wanted=wanted, longest=LONGEST_REGISTER_NUMBER)
    if fault := register_fault(number, country):
        raise errors.Invalid.because(fault, path=path)
    return number


def vat_fault(number: str, country: str) -> Sentence | None:
    """What is wrong with a VAT number without signs of an organisation in a country, as far as anybody can tell.

    Any other tax number is taken as it is: it may have another form, but no wrong check digit.
    """
    whose = _PREFIXES.get(number[:2], "")
    if whose != country and not number[2:].isdigit():  # letters that are there by chance
        whose = ""
    wrong = _wrong(whose or country, "vat", number)
    if wrong is InvalidChecksum:
        return say("Check the VAT number. Its check digit does not match the other digits.")
    if wrong and whose:
        return say(
            "Check the VAT number. A number that starts with {prefix} has another length or form.", prefix=number[:2]
        )
    return None


def register_fault(number: str, country: str) -> Sentence | None:
    """What is wrong with a number in a register of companies, where those of the country have a check digit."""
    bare = _SIGNS.sub("", number).upper()
    wrong = [_wrong(country, name, bare) for name in _REGISTERS.get(country, ())]
    if None in wrong or InvalidChecksum not in wrong:
        return None
    return say("Check the register number. Its check digit does not match the other digits.")


@lru_cache(maxsize=50_000)
def same_vat(number: str, country: str) -> str:
    """The VAT number with its country in front, whether it was written with it or without."""
    bare, told = _TAXED.sub("", number), _PREFIXES.get(number[:2], country)
    for where in (told, country):
        found = _validated(where, bare)
        if found:
            return f"{where}{found}"
    return f"{country}{bare.removeprefix(country)}"


@lru_cache(maxsize=50_000)
def same_register_number(number: str) -> str:
    """The number without signs and without the zeros in front, which spreadsheets drop."""
    return _ZEROS.sub("", _SIGNS.sub("", number).upper())


@lru_cache(maxsize=50_000)
def same_key(key: str) -> str:
    """What another system calls somebody, without blanks, case and the zeros in front."""
    return _KEYS_ZEROS.sub(r"\1", "".join(key.split()).upper())


def _wrong(country: str, name: str, number: str) -> type[ValidationError] | None:
    """How the number is no such number of the country; None if it is one, or nobody knows."""
    kind = get_cc_module(country, name) if _COUNTRY.fullmatch(country) and number.isascii() else None
    if kind is None:
        return None
    if name == "vat" and number.startswith("XI"):
        number = number.removeprefix("XI")
    try:
        kind.validate(number)
    except ValidationError as fault:
        return type(fault)
    return None


def _validated(country: str, number: str) -> str:
    """The number as its country has it, without letters in front; "" for one that is none."""
    kind = get_cc_module(country, "vat") if _COUNTRY.fullmatch(country) and number.isascii() else None
    try:
        return kind.validate(number.removeprefix("XI")) if kind else ""
    except ValidationError:
        return ""
