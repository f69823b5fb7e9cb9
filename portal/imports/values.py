"""What people write in the cells of lists: countries, kinds, roles and languages, by code or by name."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import TypeVar

from babel import Locale
from babel.core import get_global

from portal import calendars
from portal.access import ROLES, Role
from portal.languages import LANGUAGES, WRITTEN_AS, ours
from portal.partners.rules import Kind

SEPARATED = re.compile(r"[,;|/\n]+")
_KINDS: Mapping[Kind, str] = {
    Kind.VENDOR: "vendor|vendors|service provider|търговец|продавач|विक्रेता|nagtitinda|vendor ng serbisyo",
    Kind.SUPPLIER: "supplier|suppliers|creditor|доставчик|आपूर्तिकर्ता|tagapagtustos",
    Kind.DISTRIBUTOR: "distributor|distributors|reseller|dealer|дистрибутор|वितरक|tagapamahagi",
    Kind.OTHER: "other|друго|друг|अन्य|iba pa",
}
_SHORT: Mapping[Role, str] = {
    Role.PARTNER_ADMIN: "administrator|admin|администратор|व्यवस्थापक|tagapangasiwa",
    Role.PARTNER_MEMBER: "member|user|член|सदस्य|kasapi",
    Role.PARTNER_VIEWER: "viewer|reader|читател|दर्शक|tagatingin",
}
_ALSO = {"uk": "GB", "great britain": "GB", "england": "GB", "usa": "US", "united states of america": "US",
         "holland": "NL", "czech republic": "CZ", "россия": "RU", "uae": "AE"}  # fmt: skip
_FIRST = {
    "AQ": "Antarctica/McMurdo", "CL": "America/Santiago", "CN": "Asia/Shanghai", "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin", "EC": "America/Guayaquil", "ES": "Europe/Madrid", "MH": "Pacific/Majuro",
    "MY": "Asia/Kuala_Lumpur", "NZ": "Pacific/Auckland", "PT": "Europe/Lisbon", "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}  # fmt: skip
"""Countries with several zones of which one is meant where nobody says another."""


def bare(typed: str) -> str:
    """As words are compared: without case, signs and blanks around."""
    return " ".join(unicodedata.normalize("NFKC", typed).casefold().replace(".", "").replace("_", " ").split())


def parts(typed: str) -> list[str]:
    """Several words in one cell."""
    return [part.strip() for part in SEPARATED.split(typed) if part.strip()]


_NO_LANGUAGES = frozenset({"art", "mis", "mul", "und", "zxx", "root"})
"""Codes for several languages, for none and for any: nobody reads in them."""


_NAMING = (*LANGUAGES, *WRITTEN_AS.values())
"""Whose names of countries and languages are known: English is written in America as well."""


def _names_in(language: str, what: str) -> Iterator[tuple[str, str]]:
    """Code and name of each country or language, as a language calls it."""
    found: Mapping[str, str] = getattr(Locale.parse(language), what)
    return ((str(code), name) for code, name in found.items() if str(code).isalpha() and code not in _NO_LANGUAGES)


@cache
def _countries() -> Mapping[str, str]:
    known = dict(_ALSO)
    named = [
        pair for language in _NAMING for pair in _names_in(language, "territories") if pair[0] in calendars.COUNTRIES
    ]
    known |= {bare(name): code for code, name in named}
    known |= {code.casefold(): code for code, _ in named}
    aliases: Mapping[str, list[str]] = get_global("territory_aliases")
    return known | {
        alias.casefold(): to[0] for alias, to in aliases.items() if alias.isalpha() and to[0] in calendars.COUNTRIES
    }


def country_of(typed: str) -> str | None:
    """The code of a country by its code or its name in one of the portal's languages."""
    return _countries().get(bare(typed))


def calendar_of(country: str) -> str | None:
    """The calendar of a whole country, if one is known."""
    return country if country in calendars.COUNTRIES else None


def zone_of(country: str) -> str | None:
    """The zone of a country that has one, or one that is meant by itself."""
    found: list[str] = get_global("territory_zones").get(country, [])
    return _FIRST.get(country) or (found[0] if len(found) == 1 and found[0] in calendars.zones() else None)


W = TypeVar("W", bound=StrEnum)


def _named(words: Mapping[W, str]) -> Iterator[tuple[str, W]]:
    for word, text in words.items():
        yield bare(word.value), word
        yield from ((bare(each), word) for each in text.split("|"))


@cache
def _kinds() -> Mapping[str, Kind]:
    return dict(_named(_KINDS))


@cache
def _roles() -> Mapping[str, Role]:
    told: Mapping[Role, str] = {
        role: f"{word.code}|{word.text}" for role, word in ROLES.items() if role is not Role.SYSTEM
    }
    return {**dict(_named(told)), **dict(_named(_SHORT))}


def kinds_of(typed: str) -> tuple[frozenset[Kind], list[str]]:
    """The kinds that are named, and what names none."""
    return _split(parts(typed), _kinds())


def roles_of(typed: str) -> tuple[frozenset[Role], list[str]]:
    """The roles that are named, and what names none."""
    return _split(parts(typed), _roles())


def _split(words: Iterable[str], known: Mapping[str, W]) -> tuple[frozenset[W], list[str]]:
    given = list(words)
    found = frozenset(known[bare(each)] for each in given if bare(each) in known)
    return found, [each for each in given if bare(each) not in known]


@cache
def _languages() -> Mapping[str, str]:
    named = [pair for language in _NAMING for pair in _names_in(language, "languages")]
    return {bare(name): code for code, name in named} | {code.casefold(): code for code, _ in named}


def language_of(typed: str) -> str | None:
    """The tag of a language by its tag or its name in one of the portal's languages."""
    found = _languages().get(bare(typed))
    return ours(found) or found if found else None
