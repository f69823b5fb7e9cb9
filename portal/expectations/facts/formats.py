"""How days and times are written in a column: in a declared format, or in the only one that fits all of the column.

A format is written with d, m or Mon, Y or yy, H, M, S, AM and Z, and the signs between them: `d-Mon-yy`, `m/d/Y H:M`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cached_property, lru_cache

from portal import dates, errors

PIVOT = 70
"""Two-digit years from here on are of the 20th century, those below of the 21st."""
LONGEST_FORMAT, LONGEST_TEXT = 40, 60
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_TOKENS: Mapping[str, str] = {
    "d": r"(?P<d>[0-9]{1,2})", "m": r"(?P<m>[0-9]{1,2})", "Mon": r"(?P<Mon>[A-Za-z]{3,9})\.?", "Y": r"(?P<Y>[0-9]{4})",
    "yy": r"(?P<yy>[0-9]{2})", "H": r"(?P<H>[0-9]{1,2})", "M": r"(?P<M>[0-9]{2})",
    "S": r"(?P<S>[0-9]{2})(?:[.,](?P<f>[0-9]{1,9}))?", "AM": r"(?P<AM>[AaPp])\.?[Mm]\.?",
    "Z": r"(?P<Z>[Zz]|[+-][0-9]{2}:?[0-9]{2})", " ": r"\s+",
}  # fmt: skip
_TOKEN = re.compile(r"Mon|yy|AM|[A-Za-z]|.", re.DOTALL)
_SIGNS = frozenset("-/., :T")
_DAYS = (
    "Y-m-d", "Y/m/d", "d/m/Y", "m/d/Y", "d.m.Y", "d-m-Y", "m-d-Y", "d/m/yy", "m/d/yy", "d.m.yy", "d-m-yy", "m-d-yy",
    "d-Mon-yy", "d-Mon-Y", "d Mon Y", "d Mon yy", "d/Mon/Y", "d/Mon/yy", "Mon d, Y", "Mon d Y",
)  # fmt: skip
_TIMES = ("", " H:M", " H:M:S", " H:M AM", " H:M:S AM", "TH:M:S", "TH:M:SZ", " H:M:SZ")
_SHAPE = str.maketrans({**dict.fromkeys("0123456789", "9")})


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a cell: a day, and a time with its offset where they are written."""

    day: date
    clock: time | None = None
    offset: timedelta | None = None


@dataclass(frozen=True)
class Format:
    """A declared or recognised format."""

    pattern: str
    pivot: int = PIVOT

    @cached_property
    def _read(self) -> re.Pattern[str]:
        return re.compile("".join(_TOKENS.get(each) or re.escape(each) for each in _TOKEN.findall(self.pattern)))

    def read(self, text: str) -> Written | None:
        """What the text says; None where it does not fit, or there is no such day or time."""
        found = self._read.fullmatch(text) if len(text) <= LONGEST_TEXT else None
        if found is None:
            return None
        parts = found.groupdict()
        try:
            return Written(self._day(parts), _time(parts), _offset(parts.get("Z")))
        except (ValueError, OverflowError):
            return None

    def _day(self, parts: Mapping[str, str | None]) -> date:
        year = int(parts.get("Y") or 0)
        if short := parts.get("yy"):
            year = int(short) + (1900 if int(short) >= self.pivot else 2000)
        month = int(parts["m"] or 0) if "m" in parts else _month(parts["Mon"] or "")
        return dates.within(date(year, month, int(parts["d"] or 0)))


def declared(pattern: str, *, pivot: int = PIVOT, path: Sequence[str] = ()) -> Format:
    """The format that somebody declares. Refuses: Invalid."""
    tokens = _TOKEN.findall(pattern) if len(pattern) <= LONGEST_FORMAT else []
    counted = Counter(each for each in tokens if each not in _SIGNS)
    has_day = {"d"} <= {*counted} and len({"m", "Mon"} & {*counted}) == 1 and len({"Y", "yy"} & {*counted}) == 1
    has_time = ("H" in counted) == ("M" in counted) and not ({"S", "AM", "Z"} & {*counted} and "H" not in counted)
    if not (has_day and has_time and {*counted} <= {*_TOKENS} and max(counted.values()) == 1):
        raise errors.Invalid(
            "A date format uses d, m or Mon, Y or yy, and for times H, M, S, AM and Z, such as {example}.",
            example="d-Mon-yy", path=path,
        )  # fmt: skip
    return Format(pattern, pivot)


def _month(name: str) -> int:
    """By its English name, short or long; "Sept" is as right as "Sep". ValueError for none."""
    short = name.casefold()
    found = [number for number, month in enumerate(MONTHS, 1) if month.startswith(short)]
    if len(found) != 1 or not (len(short) in {3, len(MONTHS[found[0] - 1])} or short == "sept"):
        raise ValueError(name)
    return found[0]


def _time(parts: Mapping[str, str | None]) -> time | None:
    if not parts.get("H"):
        return None
    hour, half = int(parts["H"] or 0), (parts.get("AM") or "").casefold()
    if half and not 1 <= hour <= 12:  # noqa: PLR2004 - a clock with hands
        raise ValueError(hour)
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    fraction = (parts.get("f") or "").ljust(6, "0")[:6]
    return time(hour, int(parts.get("M") or 0), int(parts.get("S") or 0), int(fraction))


def _offset(written: str | None) -> timedelta | None:
    if written is None or written in "Zz":
        return None if written is None else timedelta()
    hours, minutes = int(written[1:3]), int(written[-2:])
    offset = timedelta(hours=hours, minutes=minutes) * (-1 if written[0] == "-" else 1)
    if abs(offset) >= timedelta(days=1):
        raise ValueError(written)
    return offset


ISO = tuple(Format(f"Y-m-d{rest}") for rest in ("", " H:M:S", "TH:M:SZ", " H:M:SZ", " H:M", "TH:M:S", "TH:M", "TH:MZ"))
"""These are read in any column: workbooks keep days so, and nobody can take them for something else."""


def iso(text: str) -> Written | None:
    """What is written as ISO 8601 has it."""
    return next((found for each in ISO if (found := each.read(text))), None) if text[4:5] == "-" else None


@lru_cache(maxsize=1)
def _known() -> Sequence[Format]:
    return tuple(Format(day + rest) for day in _DAYS for rest in _TIMES)


def recognised(texts: Iterable[str], *, pivot: int = PIVOT, path: Sequence[str] = ()) -> Format | None:
    """The format in which the texts of a column are written; None where none of them is a day.

    Refuses: Invalid where two formats read them differently, or each reads some that the other does not.
    """
    given = [text for text in dict.fromkeys(texts) if iso(text) is None]
    shapes = {re.sub(r"[A-Za-z]+", "a", text.translate(_SHAPE)): text for text in given}
    near = [each for each in _known() if any(each._read.fullmatch(text) for text in shapes.values())]  # noqa: SLF001
    read = {each: [each.read(text) for text in given] for each in (Format(known.pattern, pivot) for known in near)}
    fitting = {each: found for each, found in read.items() if any(found)}
    if not fitting:
        return ISO[0] if len(given) == 0 else None
    best = max(fitting, key=lambda each: _count(fitting[each]))
    _refuse_doubt(given, fitting[best], [*fitting.values()], path)
    return best


def _count(read: Sequence[Written | None]) -> int:
    return sum(found is not None for found in read)


def _refuse_doubt(
    given: Sequence[str], best: Sequence[Written | None], every: Sequence[Sequence[Written | None]], path: Sequence[str]
) -> None:
    """The best reads all that any of them reads, and whatever reads as much reads the same."""
    beside = next(
        (text for text, one, *others in zip(given, best, *every, strict=True) if not one and any(others)), None
    )
    if beside is not None:
        raise errors.Invalid(
            "The column has dates in several formats, and “{example}” is not in the most common one. Choose the"
            " format.",
            example=beside, path=path,
        )  # fmt: skip
    rivals = [read for read in every if _count(read) == _count(best)]
    doubt = next((text for text, *ways in zip(given, *rivals, strict=True) if len({*ways}) > 1), None)
    if doubt is not None:
        raise errors.Invalid(
            "“{example}” can be read in several ways. Choose the date format of the column.",
            example=doubt, path=path,
        )  # fmt: skip
