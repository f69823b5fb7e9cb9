"""From the text of a cell to a typed value, in the form in which its column is declared to be written."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

from portal import dates, errors
from portal.expectations.facts import formats, typed, units
from portal.expectations.facts.formats import Format, Written
from portal.expectations.facts.kinds import Type
from portal.expectations.facts.typed import Value
from portal.sheets.table import ERRORS, NO_RESULT, UNREADABLE

T = Type
LONGEST_NUMBER = 40
TRUTHS: Mapping[str, bool] = {
    **dict.fromkeys(("true", "yes", "y", "1", "да", "हाँ", "oo"), True),
    **dict.fromkeys(("false", "no", "n", "0", "не", "नहीं", "hindi"), False),
}
BLANKS = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009", " "))
_DIGITS = re.compile(r"[0-9]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Form:
    """How the cells of a column are written."""

    format: Format | None = None
    zone: str | None = None
    """The zone of times that are written without an offset."""
    decimal: str = "."
    grouping: str = ""
    round: int | None = None
    """Digits after the point to which numbers are rounded, half-even; None refuses what has too many."""
    words: Mapping[str, str] = field(default_factory=dict)
    """What other words mean, by the word in small letters; where there are some, no others are taken."""
    missing: frozenset[str] = frozenset()
    """Words in small letters that say that there is nothing; an empty cell always does."""

    def is_missing(self, text: str) -> bool:
        return not text.strip() or text.strip().casefold() in self.missing


def read(type_: Type, text: str, form: Form, *, name: str = "") -> Value:
    """The value of a cell that is not missing, for the field of that name. Refuses: Invalid."""
    _refuse_signs(text)
    return READERS[type_](_meant(text, form), form, name)


def _refuse_signs(text: str) -> None:
    """What a sheet's reader left where there was no text."""
    if UNREADABLE in text:
        raise errors.Invalid("The cell is too long or has a character that cannot be read.")
    if text in ERRORS:
        raise errors.Invalid("The cell has the spreadsheet error {error}.", error=text)
    if text == NO_RESULT:
        raise errors.Invalid("The cell has a formula without a result. Calculate it and save the file.")


def _meant(text: str, form: Form) -> str:
    bare = " ".join(text.translate(BLANKS).split())
    if not form.words:
        return bare
    if bare.casefold() not in form.words:
        raise errors.Invalid("The mapping has no meaning for “{word}”.", word=bare[: typed.LONGEST])
    return form.words[bare.casefold()]


def _day(text: str, form: Form, _: str) -> date:
    return _written(text, form).day


def _instant(text: str, form: Form, _: str) -> datetime:
    """The first of two where clocks are put back; none where they are put forward."""
    written = _written(text, form)
    if written.clock is None:
        raise errors.Invalid("Enter a time as well as the date.")
    at = datetime.combine(written.day, written.clock)
    if written.offset is not None:
        found = at.replace(tzinfo=UTC) - written.offset
    elif form.zone is None:
        raise errors.Invalid("Choose the time zone of the column, or write each time with its offset.")
    else:
        found = at.replace(tzinfo=ZoneInfo(form.zone)).astimezone(UTC)
        if found.astimezone(ZoneInfo(form.zone)).replace(tzinfo=None) != at:
            raise errors.Invalid("This time does not exist in {zone}, because the clocks went forward.", zone=form.zone)
    try:
        return dates.within(found)
    except dates.Unfit as unfit:
        raise errors.Invalid.because(unfit.sentence) from None


def _written(text: str, form: Form) -> Written:
    found = (form.format.read(text) if form.format else None) or formats.iso(text)
    if found is None:
        raise errors.Invalid(
            "“{text}” is not a date in the format {format}.",
            text=text[: typed.LONGEST], format=form.format.pattern if form.format else formats.ISO[0].pattern,
        )  # fmt: skip
    return found


def _number(text: str, form: Form, _: str) -> Decimal:
    """With a minus before or after it, or in brackets, as accounts have it."""
    bare, is_less = _unsigned(text)
    found = _ungrouped(bare, form) if len(bare) <= LONGEST_NUMBER else None
    if found is None:
        raise errors.Invalid(
            "“{text}” is not a number in the format {example}.",
            text=text[: typed.LONGEST], example=f"1{form.grouping}234{form.decimal}5",
        )  # fmt: skip
    found = -found if is_less else found
    if form.round is not None and typed.is_kept(found):
        found = found.quantize(Decimal(1).scaleb(-form.round), ROUND_HALF_EVEN)
    return typed.bounded(found)


def _unsigned(text: str) -> tuple[str, bool]:
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    for sign, is_less in (("-", True), ("\u2212", True), ("+", False)):
        if text.startswith(sign) or (text.endswith(sign) and is_less):
            return text.strip(sign + " ") if text.count(sign) == 1 else text, is_less
    return text, False


def _ungrouped(text: str, form: Form) -> Decimal | None:
    """The number; None where it is none, or thousands are not grouped as declared: by three, or by two above those."""
    whole, _, after = text.partition(form.decimal)
    if form.grouping and form.grouping in whole:
        first, *groups = whole.split(form.grouping)
        widths = [len(group) for group in groups]
        if not (1 <= len(first) <= 3 and widths[-1] == 3 and set(widths[:-1]) in ({3}, {2}, set())):  # noqa: PLR2004 - digits
            return None
        whole = first + "".join(groups)
    if not whole + after or not _DIGITS.fullmatch(whole) or not _DIGITS.fullmatch(after):
        return None
    return Decimal(f"{whole or 0}.{after or 0}")


def _truth(text: str, _form: Form, _: str) -> bool:
    if text.casefold() not in TRUTHS:
        raise errors.Invalid("Enter yes or no.")
    return TRUTHS[text.casefold()]


def _word(text: str, _form: Form, name: str) -> str:
    return typed.label(units.code(text) if name == "unit" else text)


READERS: Mapping[Type, Callable[[str, Form, str], Value]] = {
    T.DAY: _day, T.INSTANT: _instant, T.NUMBER: _number, T.AMOUNT: _number, T.TRUTH: _truth, T.WORD: _word,
}  # fmt: skip
MAY_HAVE: Mapping[Type, Sequence[str]] = {
    T.DAY: ("format", "pivot"), T.INSTANT: ("format", "pivot", "zone"), T.NUMBER: ("decimal", "grouping", "round"),
    T.AMOUNT: ("decimal", "grouping", "round"), T.TRUTH: ("words",), T.WORD: ("words",),
}  # fmt: skip
"""What can be declared of a column by the type of the field that it fills."""
