"""Typed values of facts, and the one way in which each is written: in the API, in the canonical form, in a state."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from portal import dates, errors
from portal.expectations.facts.kinds import Type

Value = str | bool | Decimal | date | datetime
LONGEST = 200
"""Characters of a word or a key."""
JOINERS = "\u200c\u200d"
WHOLE_DIGITS, DIGITS_AFTER = 12, 6
"""Of a number: numeric(18, 6)."""
_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?")


def text(value: Value) -> str:
    """A typed value in the one way it is written: 10.5, 2026-11-29, 2026-11-29T10:00:00Z, true."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value + 0:f}"
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
    return value


def texts(values: Mapping[str, Value]) -> dict[str, str]:
    return {name: text(value) for name, value in sorted(values.items())}


def number(given: str) -> Decimal:
    """An exact number as the API and the canonical form have it, such as -12.5. Refuses: Invalid."""
    if not _NUMBER.fullmatch(given):
        raise errors.Invalid("Write a number in digits with a decimal point, such as 1250.5.")
    return bounded(Decimal(given))


def bounded(found: Decimal) -> Decimal:
    """The same, with no more digits than are kept. Refuses: Invalid."""
    if not is_kept(found):
        raise errors.Invalid("The number is too large.")
    if found != found.quantize(Decimal(1).scaleb(-DIGITS_AFTER)):
        raise errors.Invalid("A number can have at most {digits} decimal places.", digits=DIGITS_AFTER)
    return found + 0 if found else Decimal(0)


def is_kept(found: Decimal) -> bool:
    """Whether the digits before the point are not too many."""
    return abs(found) < Decimal(10) ** WHOLE_DIGITS


def day(given: str) -> date:
    """Refuses: Invalid."""
    return _dated(dates.day, given)


def instant(given: str) -> datetime:
    """Refuses: Invalid."""
    return _dated(dates.instant, given)


def _dated(read: Callable[[str], dates.When], given: str) -> dates.When:
    try:
        return read(given)
    except dates.Unfit as unfit:
        raise errors.Invalid.because(unfit.sentence) from None


def truth(given: str) -> bool:
    """Refuses: Invalid."""
    if given not in {"true", "false"}:
        raise errors.Invalid("Enter true or false.")
    return given == "true"


def label(given: str) -> str:
    """A word or key: one line that can be shown, in NFC. Refuses: Invalid."""
    if len(given) > 4 * LONGEST:
        raise errors.Invalid("The text is longer than {limit} characters.", limit=LONGEST)
    found = " ".join(unicodedata.normalize("NFC", given).split())
    if not found:
        raise errors.Invalid("The text is empty.")
    if len(found) > LONGEST:
        raise errors.Invalid("The text is longer than {limit} characters.", limit=LONGEST)
    unfit = next((letter for letter in found if not letter.isprintable() and letter not in JOINERS), None)
    if unfit is not None:
        raise errors.Invalid("The text has a character that cannot be shown (U+{code}).", code=f"{ord(unfit):04X}")
    return found


def joined(parts: Iterable[str]) -> str:
    """A key of several parts with strokes between, which are written otherwise in each, so that no two are the same.

    Refuses: Invalid, where it becomes too long.
    """
    found = [label(part) for part in parts]
    if len(found) > 1:
        found = [each.replace("\\", "\\\\").replace("/", "\\/") for each in found]
    return label("/".join(found))


READERS: Mapping[Type, Callable[[str], Value]] = {
    Type.DAY: day, Type.INSTANT: instant, Type.NUMBER: number, Type.AMOUNT: number, Type.TRUTH: truth, Type.WORD: label,
}  # fmt: skip
