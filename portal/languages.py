"""The languages that the portal speaks: which one somebody wishes for, each one's catalogue, and its way of writing."""

import gettext
import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache, singledispatch
from pathlib import Path

from babel import Locale, dates, numbers
from babel.messages import mofile, pofile

LOCALES = Path(__file__).parent / "locales"
ENGLISH = "en"
"""The language of the code: it has no catalogue, and whoever wishes for nothing gets it."""
LANGUAGES = (ENGLISH, "bg", "hi", "fil")
WRITTEN_AS = {ENGLISH: "en_GB"}
"""Whose way of writing days, times, amounts and lists a language has where its tag leaves that open."""
SAME = {"tl": "fil", "tgl": "fil"}
"""Other tags of the same languages: Firefox and older systems call Filipino Tagalog."""
_MOST_WISHES = 20


def ours(tag: str) -> str | None:
    """Which of our languages a tag (BCP 47) names, whatever region or script it adds; None: none of them."""
    bare = tag.strip().lower().replace("_", "-").partition("-")[0]
    language = SAME.get(bare, bare)
    return language if language in LANGUAGES else None


def spoken(tag: str) -> str:
    """The language in which the portal speaks to somebody whose own has this tag; English if it has not learned it."""
    return ours(tag) or ENGLISH


def first_of(tags: str) -> str:
    """The first of ours among tags with blanks between them, best first (as OpenID's `ui_locales`); "" for none."""
    return next(filter(None, map(ours, tags.split()[:_MOST_WISHES])), "")


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """The catalogue of a language, compiled in memory."""
    compiled = io.BytesIO()
    with (LOCALES / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        mofile.write_mo(compiled, pofile.read_po(source, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def translated(text: str, language: str, *, context: str = "") -> str:
    """A text of the code in a language; in English where the catalogue does not have it."""
    if language == ENGLISH:
        return text
    catalogue = _catalogue(language)
    return catalogue.pgettext(context, text) if context else catalogue.gettext(text)


@lru_cache(maxsize=1_000)
def wished(accept: bytes) -> str:
    """The language that an Accept-Language header (RFC 9110, 12.5.4) likes best of ours; English if it likes none."""
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept.decode("latin-1").split(",")[:_MOST_WISHES]):
        tag, _, parameter = part.partition(";")
        try:
            weight = float(parameter.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        language = ours(tag)
        if weight > 0 and language:
            wishes.append((-weight, place, language))
    return min(wishes)[2] if wishes else ENGLISH


@singledispatch
def written(value: object, language: str) -> str:
    """A value as a language writes it; what the portal's own modules bring along registers itself."""
    raise TypeError(f"no way to write {type(value).__name__}; see {language}")


@singledispatch
def plain(value: object) -> str:
    """The same value as programs read it."""
    return str(value)


@written.register
def _(value: str, _language: str) -> str:
    return value


@written.register(int)
@written.register(Decimal)
def _(value: int | Decimal, language: str) -> str:
    """With every digit: what is exact is not rounded on the way to whoever reads it."""
    return numbers.format_decimal(value, locale=locale(language), decimal_quantization=False)


@written.register
def _(value: date, language: str) -> str:
    return dates.format_date(value, locale=locale(language))


@written.register
def _(value: datetime, language: str) -> str:
    """In UTC, and saying so: nobody's zone is known here."""
    return dates.format_datetime(value, "long", locale=locale(language))


@written.register(tuple)
def _(values: tuple[object, ...], language: str) -> str:
    return ", ".join(written(value, language) for value in values)


@plain.register(date)
def _(value: date) -> str:
    return value.isoformat()


@plain.register(tuple)
def _(values: tuple[object, ...]) -> str:
    return ",".join(map(plain, values))


def regions(codes: Iterable[str], language: str) -> str:
    """Countries by their names, and of parts of one its name and their ISO 3166 codes: no catalogue names parts."""
    found: dict[tuple[str, bool], list[str]] = {}
    for code in codes:
        whole, dash, _ = code.partition("-")
        found.setdefault((whole, bool(dash)), []).append(code)
    names = locale(language).territories
    return ", ".join(
        f"{names.get(whole, whole)} ({', '.join(parts)})" if is_part else str(names.get(whole, whole))
        for (whole, is_part), parts in found.items()
    )


@cache
def locale(language: str) -> Locale:
    """How a language writes days, times, amounts and lists."""
    return Locale.parse(WRITTEN_AS.get(language, language))
