"""Languages: who gets which, the plural rules, the catalogues, and that no text was forgotten."""

import re
from datetime import UTC, datetime
from gettext import NullTranslations, c2py
from typing import Any

import graphql
import pytest
from babel import Locale
from babel.messages import Catalog, pofile
from jinja2 import nodes

from auth import scopes
from frontend_stub import app
from frontend_stub.site import assets, catalogue, i18n, render, words
from frontend_stub.site.page import Page
from portal import languages
from tests.frontend import markup
from tests.frontend.test_pages import address, side_of
from tests.frontend.world import SCHEMA, World, browser

OTHERS = sorted(set(i18n.LANGUAGES) - {i18n.SOURCE})
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def committed(language: str) -> Catalog:
    with (i18n.LOCALES / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        return pofile.read_po(source, locale=language)


@pytest.mark.parametrize("language", OTHERS)
def test_the_plural_rule_agrees_with_cldr(language: str) -> None:
    text = (i18n.LOCALES / language / "LC_MESSAGES" / "messages.po").read_text(encoding="utf-8")
    rule = re.search(r"nplurals=2; plural=(.*);", text)
    assert rule is not None
    plural = c2py(rule[1])
    cldr = Locale.parse(language).plural_form
    assert [plural(n) for n in range(201)] == [0 if cldr(n) == "one" else 1 for n in range(201)]


def test_the_template_lists_exactly_what_the_pages_say() -> None:
    with (i18n.LOCALES / "messages.pot").open("rb") as source:
        known = {(message.id, message.context) for message in pofile.read_po(source) if message.id}
    assert known == {(message.id, message.context) for message in catalogue.messages() if message.id}


def texts(one_or_more: Any) -> tuple[str, ...]:
    return (one_or_more,) if isinstance(one_or_more, str) else tuple(one_or_more)


@pytest.mark.parametrize("language", OTHERS)
def test_every_catalogue_is_complete_and_keeps_the_placeholders(language: str) -> None:
    wrong = []
    for message in committed(language):
        ids, strings = texts(message.id), texts(message.string)
        holders = set(PLACEHOLDER.findall(ids[-1]))
        same = all(set(PLACEHOLDER.findall(text)) == holders for text in strings)
        if ids[0] and (message.fuzzy or not all(strings) or not same):
            wrong.append(message.id)
    assert wrong == []


@pytest.mark.parametrize(
    ("profile", "cookie", "accept", "chosen"),
    [
        ("hi", "bg", "fil", "hi"),
        ("", "bg", "fil", "bg"),
        ("xx", "", "de, fil;q=0.5, bg;q=0.9", "bg"),
        ("", "", "hi-IN,en;q=0.5", "hi"),
        ("", "", "bg;q=0, de", "en"),
        ("", "", "tl,en-US;q=0.7,en;q=0.3", "fil"),
        ("", "", "tl-PH", "fil"),
        ("", "", "tgl", "fil"),
        ("tl", "bg", "en", "fil"),
        ("tl-PH", "", "", "fil"),
        ("de", "tl", "en", "fil"),
        ("bg-BG", "hi", "en", "bg"),
        ("", "", "en;q=0.3, fil-PH;q=0.7", "fil"),
        ("", "<", "q=;;,,=", "en"),
        ("", "", "", "en"),
    ],
)
def test_the_profile_wins_over_the_cookie_over_the_browser(profile: str, cookie: str, accept: str, chosen: str) -> None:
    assert i18n.negotiate(profile, cookie, accept) == chosen


@pytest.mark.parametrize(
    ("language", "money", "day"),
    [
        ("en", "₹1,234,567.50", "31 Mar 2027"),
        ("hi", "₹12,34,567.50", "31 मार्च 2027"),
        ("bg", "1234567,50 INR", "31.03.2027 г."),
    ],
)
def test_money_and_days_are_written_the_readers_way(language: str, money: str, day: str) -> None:
    with i18n.reading(i18n.reader(language, "UTC", datetime(2026, 11, 22, tzinfo=UTC))):
        shown = i18n.money({"amount": "1234567.50", "currency": "INR"}).replace("\xa0", " ")
        assert shown.replace(" ", "") == money.replace(" ", "")
        assert i18n.day("2027-03-31") == f'<time datetime="2027-03-31">{day}</time>'.replace(" г", "\u202fг")


def test_english_is_written_as_in_britain_on_pages_and_in_sentences() -> None:
    at = datetime(2026, 12, 4, 15, 5, tzinfo=UTC)
    with i18n.reading(i18n.reader("en", "UTC", at)):
        assert i18n.day("2026-12-04", "full") == '<time datetime="2026-12-04">Friday, 4 December 2026</time>'
        assert ">4 Dec 2026, 15:05 GMT+00:00<" in i18n.moment(at.isoformat())
    assert (i18n.ours("en-US"), languages.ours("en-US")) == ("en", "en")
    assert dict(i18n.WRITTEN_AS) == languages.WRITTEN_AS
    assert languages.written(at, "en").startswith("4 December 2026, 15:05")


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "20,000"), ("hi", "20,000"), ("bg", "20\xa0000"), ("fil", "20,000")]
)
def test_how_many_there_are_is_written_the_readers_way(language: str, shown: str) -> None:
    with i18n.reading(i18n.reader(language, "UTC", datetime(2026, 11, 22, tzinfo=UTC))):
        said = i18n.ngettext_filled("%(num)s row was checked.", "%(num)s rows were checked.", 20_000)
    assert shown in said


@pytest.mark.parametrize("language", list(i18n.LANGUAGES))
@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("1000.123", "IQD"), ("99.99", "LBP"), ("12.34", "ALL"), ("12.50", "RSD"), ("0.001", "KWD"), ("3", "JPY"),
        ("1.0000", "CLF"), ("5.00", "DEM"), ("-0.05", "IRR"),
    ],
)  # fmt: skip
def test_no_digit_of_an_amount_is_rounded_away_or_added(language: str, amount: str, currency: str) -> None:
    with i18n.reading(i18n.reader(language, "UTC", datetime(2026, 11, 22, tzinfo=UTC))):
        shown = i18n.money({"amount": amount, "currency": currency})
    assert "".join(filter(str.isdecimal, shown)) == "".join(filter(str.isdecimal, amount))
    decimals = amount.partition(".")[2]
    mark = "," if language == "bg" else "."
    assert (f"{mark}{decimals}" in shown) == bool(decimals)


def test_instants_are_shown_in_the_readers_zone() -> None:
    with i18n.reading(i18n.reader("en", "Asia/Manila", datetime(2026, 11, 22, 9, tzinfo=UTC))):
        assert "23 Nov 2026, 07:30 GMT+08:00<" in i18n.moment("2026-11-22T23:30:00.000Z")
        assert ">in 14 hours<" in i18n.ago("2026-11-22T23:30:00.000Z")
    assert i18n.known_zone("Nowhere/Land") == "UTC"


def test_every_scope_that_a_program_may_ask_for_has_words() -> None:
    assert set(words.WORDS["Scope"]) == set(scopes.SCOPES)


@pytest.mark.parametrize("kind", sorted(set(words.WORDS) & set(SCHEMA.type_map)))
def test_every_code_has_a_word_and_every_word_a_code(kind: str) -> None:
    enumeration = SCHEMA.type_map[kind]
    assert isinstance(enumeration, graphql.GraphQLEnumType)
    assert set(words.WORDS[kind]) == set(enumeration.values)


def test_a_code_newer_than_the_pages_is_still_shown() -> None:
    assert words.word("SENT_TO_MOON", "ContractStatus") == "Sent to moon"
    assert words.tone("SENT_TO_MOON", "ContractStatus") == ""


def test_areas_give_the_same_status_different_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "TONES", {})
    for area, colour in (("Left", "ok"), ("Right", "bad")):
        words.learn_tones({colour: ("OPEN",)}, {area: {"OPEN": ("", "Open")}})

    assert (words.tone("OPEN", "Left"), words.tone("OPEN", "Right"), words.tone("OPEN", "Third")) == ("ok", "bad", "")
    with pytest.raises(ValueError, match="OPEN of Left has two colours"):
        words.learn_tones({"warn": ("OPEN",)}, {"Left": {"OPEN": ("", "Open")}})
    with pytest.raises(ValueError, match="SHUT has a colour and no word"):
        words.learn_tones({"warn": ("SHUT",)}, {"Left": {"OPEN": ("", "Open")}})


class Pseudo(NullTranslations):
    """Brackets around every text and every piece of it between values, and two fifths more of it."""

    def gettext(self, message: str) -> str:
        pieces = PLACEHOLDER.sub(lambda place: f"]{place[0]}[", message)
        return f"[{pieces}{'~' * (len(message) * 2 // 5)}]"

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)

    def pgettext(self, _context: str, message: str) -> str:
        return self.gettext(message)

    def npgettext(self, _context: str, singular: str, plural: str, n: int) -> str:
        return self.ngettext(singular, plural, n)


# Text that is the same in all languages: data of the stand-in, numbers, dates, the product's name, what programs read.
PROGRAMS = r"https?://\S+|curl .*|-[dH] .*|\w+:(read|write|sign)|openid|profile|email|offline_access"
SAME = re.compile(
    PROGRAMS + r"|[\W\d]*|.*\b[Ww]ords\b.*|Entente|xyz_\w+|[\w\s,./:·+]*\d[\w\s,./:·+]*"
    r"|(sha256sum|shasum|certutil|python -m) .*"
    r"|UTC|" + "|".join(i18n.LANGUAGES.values()) + r"|(Europe|America|Asia|[A-Z]\w+)/\S+"
)


@pytest.mark.parametrize("fill", ["full", "null"])
@pytest.mark.parametrize("page", app.PAGES, ids=lambda page: page.path)
async def test_no_text_of_a_page_was_left_untranslatable(
    page: Page, fill: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "translations", lambda _language: Pseudo())
    countries = set(map(str, i18n.Reader().locale.territories.values()))
    async with browser(World(side=side_of(page), fill=fill)) as client:
        answer = await client.get(address(page))
    text = [line.strip() for part in markup.Page(answer.text).text for line in part.splitlines()]
    assert [line for line in text if "[" not in line and "]" not in line and not SAME.fullmatch(line)
            and line not in countries] == []  # fmt: skip


@pytest.mark.parametrize("name", sorted(render.FILTERS))
def test_what_depends_on_the_reader_is_never_worked_out_when_a_template_is_compiled(name: str) -> None:
    document = render.environment(assets.own()).parse("{{ 'START_EXIT'|" + name + " }}")
    with pytest.raises(nodes.Impossible):
        next(document.find_all(nodes.Filter)).as_const()


def test_a_template_that_one_has_read_is_read_by_the_next_in_their_language() -> None:
    template = render.environment(assets.own()).from_string("{{ 'START_EXIT'|word('PartnerAction') }}")
    read = {}
    for language in ("bg", "en", "hi"):
        with i18n.reading(i18n.Reader(language=language, catalogue=i18n.translations(language))):
            read[language] = template.render()
    assert read["en"] == "Start the exit"
    assert len({*read.values()}) == len(read)
