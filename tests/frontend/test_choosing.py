"""The lists from which people choose places, zones, currencies and languages: what is in them, and in which order."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest
from babel import Locale

from frontend_stub.site import collation, i18n
from portal import calendars, money
from portal.imports import values
from portal.partners.operations.creating import country_code
from tests.frontend import markup
from tests.frontend.world import World, browser

NOWHERE = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
NO_LANGUAGES = ("art", "mis", "mul", "root", "und", "zxx")
IN_ORDER: Mapping[str, list[list[str]]] = {
    "en": [
        ["Afghanistan", "Åland Islands", "Albania", "Angola", "Antigua & Barbuda", "Zimbabwe"],
        ["Costa Rica", "Côte d’Ivoire", "Croatia", "Cuba", "Curaçao", "Cyprus"],
        ["Guinea", "Guinea-Bissau", "Guyana"], ["Qatar", "Réunion", "Romania"],
        ["San Marino", "São Tomé & Príncipe", "Saudi Arabia"], ["Tunisia", "Türkiye", "Turkmenistan"],
    ],
    "bg": [
        ["Австралия", "Бутан", "България", "Вануату", "Юпитер", "Ямайка", "Япония"],
        ["Испания", "Италия", "Йемен", "Йордания", "Кабо Верде"],
        ["Обединеното кралство", "остров Ман", "острови Кук", "Острови Питкерн", "острови Търкс и Кайкос", "Пакистан"],
    ],
    "hi": [
        ["अंगोला", "अंटार्कटिका", "अज़रबैजान", "अल्बानिया", "आइसलैंड", "इंडोनेशिया", "ईरान"],
        ["ऑस्ट्रेलिया", "ओमान", "कंबोडिया", "कज़ाखस्तान", "क़तर", "कनाडा", "कांगो - किंशासा", "क्यूबा"],
        ["जापान", "ज़ाम्बिया", "जिबूती", "जिब्राल्टर", "ज़िम्बाब्वे"],
        ["हर्ड द्वीप और मैकडोनॉल्ड द्वीपसमूह", "हाँग काँग (चीन विशेष प्रशासनिक क्षेत्र)", "हैती", "होंडूरास"],
    ],
    "fil": [
        ["Afghanistan", "Åland Islands", "Albania"], ["Côte d’Ivoire", "Croatia"],
        ["Antigua & Barbuda", "Angola", "Anguilla", "Argentina"], ["Montserrat", "Mongolia", "Morocco"],
        ["Peru", "Pilipinas", "Pitcairn Islands"], ["Sint Maarten", "Singapore", "Slovakia"],
        ["nz", "ñandu", "ngayon", "obra"],
    ],
}  # fmt: skip


def mixed(names: list[str]) -> list[str]:
    return [*names[1::2], *names[::2]]


@pytest.fixture(params=list(i18n.LANGUAGES))
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with i18n.reading(i18n.reader(request.param, "UTC", datetime(2026, 11, 22, tzinfo=UTC))):
        yield request.param


@pytest.mark.parametrize(
    ("language", "names"), [(language, names) for language, lists in IN_ORDER.items() for names in lists]
)
def test_names_stand_where_people_of_the_language_look_for_them(language: str, names: list[str]) -> None:
    assert sorted(mixed(names), key=lambda name: collation.key(name, language)) == names


@pytest.mark.parametrize("language", list(i18n.LANGUAGES))
def test_accents_and_case_decide_only_between_names_that_are_equal_without(language: str) -> None:
    names = ["10", "a 1", "A b", "a1", "ab", "co-op", "coop", "Coop", "ore", "Øre", "resume", "Resume", "résumé", "rz"]
    assert sorted(mixed(names), key=lambda name: collation.key(name, language)) == names
    assert sorted(["Ёлка", "Елка", "кот"], key=lambda name: collation.key(name, language)) == ["Елка", "Ёлка", "кот"]


def test_the_countries_are_those_that_the_portal_knows_each_once_and_in_order(language: str) -> None:
    countries = i18n.countries()
    names = [name for _, name in countries]
    assert {code for code, _ in countries} == calendars.COUNTRIES
    assert NOWHERE.isdisjoint(code for code, _ in countries)
    assert len(countries) == len({*names}) == 250
    assert [name for code, name in countries if name == code] == []
    assert names == sorted(names, key=lambda name: collation.key(name, language))
    assert [country_code(code) for code, _ in countries] == [code for code, _ in countries]
    assert [(code, values.country_of(name)) for code, name in countries if values.country_of(name) != code] == []


@pytest.mark.parametrize("code", sorted(NOWHERE))
def test_what_is_no_country_is_none_in_a_list_either(code: str) -> None:
    assert values.country_of(code) is None
    names = [Locale.parse(language).territories.get(code, code) for language in i18n.LANGUAGES]
    assert [name for name in names if values.country_of(name) is not None] == []


def test_the_zones_are_places_that_the_portal_takes_each_once() -> None:
    zones = [zone for zone, _ in i18n.zones()]
    assert {"Europe/Sofia", "Asia/Manila", "Asia/Kolkata"} <= {*zones}
    assert [zone for zone in zones if "/" not in zone or zone.startswith(("Etc/", "right/", "posix/"))] == []
    assert [zone for zone in zones if calendars.validate_zone(zone) != zone] == []
    assert zones == sorted({*zones})
    older = "Asia/Calcutta"
    assert [pair for pair in i18n.zones(older, "") if pair[0] not in zones] == [(older, older)]


def test_the_currencies_are_those_in_which_people_pay_today() -> None:
    withdrawn = {"BGN", "CUC", "DEM", "HRK", "SLL", "ANG", "ZWL", "VEF"}
    assert money.IN_USE.isdisjoint(money.WITHOUT_UNITS | withdrawn | {"XAU", "XTS", "XXX"})
    assert {"EUR", "INR", "PHP", "USD"} < money.IN_USE
    assert [each for each in money.IN_USE if money.exponent(each) not in {0, 2, 3, 4}] == []


def test_the_languages_are_those_of_the_pages_and_the_readers_own(language: str) -> None:
    known = i18n.languages()
    assert dict(known) == dict(i18n.LANGUAGES)
    assert dict(i18n.languages("de", "", "bg"))["de"] == i18n.language("de")
    assert len(i18n.languages("de", "", "bg")) == len(known) + 1
    first = {"bg": "bg", "hi": "hi"}.get(language, "en")
    assert known[0][0] == first


@pytest.mark.parametrize("tag", NO_LANGUAGES)
def test_what_nobody_reads_in_is_no_language_of_a_list(tag: str) -> None:
    names = {Locale.parse(language).languages.get(tag, tag) for language in i18n.LANGUAGES} | {tag}
    assert {values.language_of(name) for name in names} == {None}


@pytest.mark.parametrize("typed", ["tl", "TL", "fil", "Tagalog", "Filipino", "тагалог"])
def test_tagalog_in_a_list_is_filipino(typed: str) -> None:
    assert values.language_of(typed) == "fil"


async def test_a_stranger_chooses_their_country_in_their_languages_order() -> None:
    async with browser(World()) as client:
        for accept, names in (("tl", IN_ORDER["fil"]), ("bg", IN_ORDER["bg"]), ("hi", IN_ORDER["hi"])):
            page = await client.get("/register", headers={"accept-language": accept})
            shown = [text.strip() for text in markup.Page(page.text).text]
            places = [shown.index(name) for name in names[0] if name in shown]
            assert places == sorted(places)
            assert len(places) > 2
            assert "Unknown Region" not in shown
