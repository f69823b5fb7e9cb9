"""The reader's language, zone and way of writing: gettext catalogues compiled in memory, and Babel's formats."""

import gettext
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from babel.core import get_global
from babel.messages import mofile, pofile
from markupsafe import Markup

from frontend_stub.site import collation

LOCALES = Path(__file__).parent.parent / "locales"
SOURCE = "en"
_NO_COUNTRIES = frozenset((
    "AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ",
))  # fmt: skip
"""What Babel has besides: unions, parts of countries, tests of software, and what is unknown."""
COUNTRIES = tuple(str(key) for key in Locale.parse("en").territories if str(key).isalpha() and key not in _NO_COUNTRIES)
"""ISO 3166-1 codes, and Kosovo's."""
_STOPPED, _TAGS = re.compile(r"%\((\w+)\)s\."), re.compile(r"<[^>]*>")
LANGUAGES: Mapping[str, str] = {"en": "English", "bg": "Български", "hi": "हिन्दी", "fil": "Filipino"}
WRITTEN_AS: Mapping[str, str] = {"en": "en_GB"}
"""Whose way of writing days, times, amounts and lists a language has where its tag leaves that open."""
SAME: Mapping[str, str] = {"tl": "fil", "tgl": "fil"}
"""Other tags of the same languages: Firefox and older systems call Filipino Tagalog."""


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language, compiled in memory; the source language has none."""
    path = LOCALES / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as source:
        mofile.write_mo(compiled, pofile.read_po(source, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@dataclass(frozen=True)
class Reader:
    """Who reads the page: language, zone and the instant of reading."""

    language: str = SOURCE
    zone: str = "UTC"
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    company_zone: str = "UTC"
    """Where the company's days begin and end."""
    catalogue: gettext.NullTranslations = field(default_factory=gettext.NullTranslations)

    @property
    def locale(self) -> Locale:
        return _locale(self.language)

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


def reader(language: str, zone: str, now: datetime, company_zone: str = "UTC") -> Reader:
    return Reader(language, known_zone(zone), now, known_zone(company_zone), translations(language))


@cache
def known_zone(zone: str) -> str:
    """The zone itself if the time zone database has it, else UTC."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return "UTC"
    return zone


@cache
def zones(*also: str) -> list[tuple[str, str]]:
    """The time zones to choose from, each by the name of one place, and those named besides; as pairs for a form."""
    places = (each for each in get_global("zone_territories") if "/" in each and not each.startswith("Etc/"))
    return [(zone, zone) for zone in sorted({*places, *filter(None, also)})]


@cache
def _locale(language: str) -> Locale:
    bare = language.split("-", maxsplit=1)[0]
    return Locale.parse(WRITTEN_AS.get(bare, bare))


READER: ContextVar[Reader] = ContextVar("reader", default=Reader())  # noqa: B039


@contextmanager
def reading(who: Reader) -> Iterator[None]:
    """Everything inside is written for this reader."""
    token = READER.set(who)
    try:
        yield
    finally:
        READER.reset(token)


def negotiate(profile: str, cookie: str, accept: str) -> str:
    """Profile, then cookie, then the browser's wish, then English."""
    for wish in (profile, cookie):
        if language := ours(wish):
            return language
    return next(filter(None, map(ours, _wishes(accept))), SOURCE)


def _wishes(accept: str) -> list[str]:
    """Language tags of an Accept-Language header, best first."""
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept.split(",")[:20]):
        tag, _, parameter = part.strip().partition(";")
        try:
            weight = float(parameter.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if weight > 0:
            wishes.append((-weight, place, tag.strip().lower()))
    return [tag for _, _, tag in sorted(wishes)]


def ours(tag: str) -> str:
    """Which of our languages a tag names, whatever region or script it adds; "" for none of them."""
    bare = tag.lower().partition("-")[0]
    language = SAME.get(bare, bare)
    return language if language in LANGUAGES else ""


def gettext_(message: str) -> str:
    return READER.get().catalogue.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    return READER.get().catalogue.ngettext(singular, plural, count)


def pgettext(context: str, message: str) -> str:
    return READER.get().catalogue.pgettext(context, message)


def npgettext(context: str, singular: str, plural: str, count: int) -> str:
    return READER.get().catalogue.npgettext(context, singular, plural, count)


def filled(message: str, values: Mapping[str, object]) -> Markup:
    """A message of our catalogues with its values, escaped; one that ends in its own full stop gets no second one.

    Bulgarian days do ("31.03.2027 г."), and so do names of companies.
    """

    def once(place: re.Match[str]) -> str:
        shown = str(values.get(place[1], ""))
        return place[0][:-1] if _TAGS.sub("", shown).endswith(".") else place[0]

    return Markup(_STOPPED.sub(once, message)) % values  # noqa: S704 - the message is ours


def gettext_filled(message: str, /, **values: object) -> Markup:
    return filled(gettext_(message), values)


def ngettext_filled(singular: str, plural: str, num: int, /, **values: object) -> Markup:
    return filled(ngettext(singular, plural, num), {"num": number(num), **values})


def pgettext_filled(context: str, message: str, /, **values: object) -> Markup:
    return filled(pgettext(context, message), values)


def npgettext_filled(context: str, singular: str, plural: str, num: int, /, **values: object) -> Markup:
    return filled(npgettext(context, singular, plural, num), {"num": number(num), **values})


def instant(text: str) -> datetime:
    """An API instant (RFC 3339 in UTC) as a datetime in the reader's zone."""
    return datetime.fromisoformat(text).astimezone(READER.get().tz)


def moment(text: str, style: str = "short") -> Markup:
    """Date, time and offset in the reader's zone, as a time element; the style `medium` says the second too."""
    at = instant(text)
    locale, tz = READER.get().locale, READER.get().tz
    on, clock = dates.format_date(at, locale=locale), dates.format_time(at, style, tzinfo=tz, locale=locale)
    whole = str(dates.get_datetime_format("medium", locale=locale)).format(clock, on)
    offset = dates.get_timezone_gmt(at, width="long", locale=locale)
    return Markup('<time datetime="{}">{} {}</time>').format(text, whole, offset)


def clock(text: str) -> Markup:
    """The time of an instant in the reader's zone, where the day stands above it; the whole of it as title."""
    at = instant(text)
    shown = dates.format_time(at, "short", tzinfo=READER.get().tz, locale=READER.get().locale)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(text, moment(text).striptags(), shown)


def day(text: str, style: str = "medium") -> Markup:
    """A calendar day as a time element, the same for everybody.

    Raises ValueError for an instant: its day depends on where one is, so `moment` or `deadlines.due` tell it.
    """
    shown = dates.format_date(date.fromisoformat(text), style, locale=READER.get().locale)
    return Markup('<time datetime="{}">{}</time>').format(text, shown)


def today(now: datetime) -> date:
    """The day of business: the one that it is where the company is."""
    return now.astimezone(ZoneInfo(READER.get().company_zone)).date()


def months() -> list[tuple[str, str]]:
    """The months of the year: ("1", "January")."""
    return [(str(number), name) for number, name in _months()]


def month(number_: int) -> str:
    """The name of the month of that number, from 1 on."""
    return dict(_months()).get(number_, str(number_))


def month_of(day_: date, skeleton: str = "yMMMM") -> str:
    """The month in which a day lies, with its year: "December 2026", or shorter as the skeleton says."""
    return dates.format_skeleton(skeleton, day_, locale=READER.get().locale)


def _months() -> list[tuple[int, str]]:
    names = dates.get_month_names("wide", context="stand-alone", locale=READER.get().locale)
    return [(number_, str(names[number_])) for number_ in range(1, 13)]


def ago(text: str) -> Markup:
    """How long ago or until, with the full instant as title."""
    reader_ = READER.get()
    at = instant(text)
    shown = dates.format_timedelta(at - reader_.now, add_direction=True, locale=reader_.locale)
    full = dates.format_datetime(at, "long", tzinfo=reader_.tz, locale=reader_.locale)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(text, full, shown)


def number(value: float | Decimal | str) -> str:
    return numbers.format_decimal(Decimal(str(value)), locale=READER.get().locale)


def percent(rate: str) -> str:
    """A rate as people write it: 7.25%."""
    locale = READER.get().locale
    pattern = copy(locale.percent_formats[None])
    pattern.frac_prec = (0, 4)
    shown: str = pattern.apply(Decimal(rate), locale)
    return shown


def percentage(points: str) -> str:
    """The same of what is written as "7.25"."""
    return percent(str(Decimal(points).scaleb(-2)))


def size(bytes_: int) -> str:
    """A file's length as people read it: in kilobytes or megabytes of 1,024, at least one kB."""
    kilobytes = max(1, round(bytes_ / 1024))
    if kilobytes < 1024:  # noqa: PLR2004 - the same 1,024
        return gettext_("%(num)s kB") % {"num": number(kilobytes)}
    return gettext_("%(num)s MB") % {"num": number(round(bytes_ / 1024**2, 1))}


def money(value: Mapping[str, str]) -> str:
    """An amount with its currency; `value` has amount (decimal text) and currency (ISO 4217).

    All the digits that the API writes are shown: it knows how many the currency has, Babel only how many shops show.
    """
    amount, locale = Decimal(value["amount"]), READER.get().locale
    pattern = copy(locale.currency_formats["standard"])
    digits = len(value["amount"].partition(".")[2])
    pattern.frac_prec = (digits, digits)
    shown: str = pattern.apply(amount, locale, currency=value["currency"], currency_digits=False)
    return shown


def language(tag: str) -> str:
    """The language's name in the reader's."""
    return str(READER.get().locale.languages.get(tag, tag))


def country(code: str) -> str:
    """The country's name in the reader's language."""
    return str(READER.get().locale.territories.get(code.upper(), code))


def regions(codes: Iterable[str]) -> str:
    """Countries by their names in the reader's language, and of parts of one its name and their codes."""
    found: dict[tuple[str, bool], list[str]] = {}
    for code in codes:
        whole, dash, _ = code.partition("-")
        found.setdefault((whole, bool(dash)), []).append(code)
    return ", ".join(
        f"{country(whole)} ({', '.join(parts)})" if is_part else country(whole)
        for (whole, is_part), parts in found.items()
    )


def countries() -> list[tuple[str, str]]:
    """The countries to choose from, each with its name, as the reader's language orders names."""
    return list(_countries(READER.get().language))


@cache
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    names = _locale(language).territories
    named = ((code, str(names.get(code, code))) for code in COUNTRIES)
    return tuple(sorted(named, key=lambda each: collation.key(each[1], language)))


def languages(*also: str) -> list[tuple[str, str]]:
    """The languages of the pages to choose from, each by its own name, and those named besides."""
    known = {**LANGUAGES} | {tag: language(tag) for tag in also if tag and tag not in LANGUAGES}
    return sorted(known.items(), key=lambda each: collation.key(each[1], READER.get().language))
