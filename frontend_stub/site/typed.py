"""Numbers as the reader's language writes them: read from a field, and written into one."""

import re
import unicodedata
from decimal import Decimal

from babel import Locale, numbers

from frontend_stub.site import i18n
from frontend_stub.site.i18n import gettext_ as _

WESTERN = Locale("en")
EXAMPLE = Decimal("1250.00")
INTEGERS = range(-(2**31), 2**31)
WHOLE = 100
THOUSAND, LONGEST = 3, 30
"""Digits of a group, and of what may be one; characters of a number."""


def integer(raw: str) -> int:
    """A whole number of those that GraphQL has. Raises ValueError with a sentence."""
    try:
        value = _number(raw)
    except ValueError:
        value = None
    if value is None or _marks()[0] in raw or int(value) not in INTEGERS:
        raise ValueError(_("Enter a whole number, for example 30."))
    return int(value)


def amount(raw: str, currency: str = "EUR") -> str:
    """An exact amount as the API takes it: digits and a point.

    Raises ValueError with a sentence, also where "1.250" may be a thousand and more or one and a quarter: what stands
    behind a lone mark is three digits, and the currency has fewer.
    """
    try:
        value = _number(raw)
    except ValueError:
        example = written(format(EXAMPLE, "f"))
        raise ValueError(_("Enter an amount in digits, for example %(example)s.") % {"example": example}) from None
    if _is_doubtful(raw) and numbers.get_currency_precision(currency.strip().upper()) < THOUSAND:
        told = {"typed": raw.strip(), "plain": written(format(EXAMPLE, "f")), "grouped": _grouped(EXAMPLE)}
        raise ValueError(
            _("It is not clear how much %(typed)s is. Enter an amount such as %(grouped)s or %(plain)s.") % told
        )
    return format(value, "f")


def percentage(raw: str) -> str:
    """A percentage as the API takes a rate, from 0 to 1: 7.25% is 0.0725. Raises ValueError with a sentence."""
    return _digits(_points(raw).scaleb(-2))


def points(raw: str) -> str:
    """A percentage as the API takes a term of a contract: 7,25 % is 7.25. Raises ValueError with a sentence."""
    return _digits(_points(raw))


def sum_of(raw: str) -> str:
    """An amount and its currency in one field, as the API takes a term; what is not both, the API refuses.

    Raises ValueError with a sentence.
    """
    said, _space, currency = raw.strip().rpartition(" ")
    is_sum = said and currency.isalpha()
    return f"{amount(said, currency)} {currency.upper()}" if is_sum else raw


def _digits(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _points(raw: str) -> Decimal:
    """Raises ValueError with a sentence."""
    try:
        points = _number(raw.replace("%", ""))
    except ValueError:
        points = None
    if points is None or not 0 <= points <= WHOLE:
        raise ValueError(_("Enter a percentage from 0 to 100, for example %(example)s.") % {"example": written("7.25")})
    return points


def written(plain: str | None, language: str = "") -> str:
    """The API's digits with the decimal mark of a language, or of the reader's, for a field; "" for nothing."""
    return (plain or "").replace(".", _marks(Locale.parse(language) if language in i18n.LANGUAGES else None)[0])


def _number(raw: str) -> Decimal:
    """Raises ValueError for what the reader's language does not write so."""
    text, (mark, group) = _plain(raw), _marks()
    if len(text) > LONGEST or not re.fullmatch(rf"-?[0-9][0-9{re.escape(group)}]*({re.escape(mark)}[0-9]+)?", text):
        raise ValueError
    try:
        return numbers.parse_decimal(text, locale=i18n.READER.get().locale, strict=True)
    except numbers.NumberFormatError:
        # Hindi writes 1,20,000; who groups by thousands with the same marks means nothing else.
        if _marks(WESTERN) != (mark, group):
            raise
        return numbers.parse_decimal(text, locale=WESTERN, strict=True)


def _plain(raw: str) -> str:
    """Without spaces, which are nobody's decimal mark and Bulgarian's between groups, and in the digits 0 to 9."""
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in raw if not each.isspace())


def _is_doubtful(raw: str) -> bool:
    return bool(re.fullmatch(rf"-?[1-9][0-9]{{0,2}}{re.escape(_marks()[0])}[0-9]{{{THOUSAND}}}", _plain(raw)))


def _grouped(value: Decimal) -> str:
    shown = numbers.format_decimal(value, format="#,##0.00", locale=i18n.READER.get().locale)
    return shown.replace("\xa0", " ")


def _marks(locale: Locale | None = None) -> tuple[str, str]:
    """The decimal mark, and the mark between groups: "" for a space."""
    locale = locale or i18n.READER.get().locale
    return numbers.get_decimal_symbol(locale), numbers.get_group_symbol(locale).strip()
