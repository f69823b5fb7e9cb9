"""What is said to people is written out where it is raised, and every language has its own sentence for it."""

import re
from gettext import c2py

import pytest
from babel import Locale
from babel.messages import Catalog, pofile

from frontend_stub.pages.people.words import WORDS
from portal import languages
from portal.access import ROLES
from portal.commands import catalogue
from portal.sentences import places

OTHERS = sorted(set(languages.LANGUAGES) - {languages.ENGLISH})
WRITTEN_OUT = (
    'A refusal is Invalid("The text is longer than {limit} characters.", limit=limit, path=path): the sentence is'
    " written out in the call, never an f-string or a name; a sentence made elsewhere is say(...), and"
    " Invalid.because(sentence, path=path) refuses with it."
)
TRANSLATED = (
    "Run `python -m portal catalogue`, and translate what is empty in portal/locales/*/LC_MESSAGES/messages.po."
)


def committed(language: str) -> Catalog:
    with (languages.LOCALES / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        return pofile.read_po(source, locale=language)


def test_every_refusal_is_a_sentence_written_out_where_it_is_raised() -> None:
    assert [f"{each.file}:{each.line}" for each in catalogue.said() if each.text is None] == [], WRITTEN_OUT


def test_every_place_of_a_sentence_has_its_value_and_every_value_its_place() -> None:
    wrong = [
        f"{each.file}:{each.line} {sorted(places(each.text) ^ each.places)}"
        for each in catalogue.said()
        if each.text and not each.context and places(each.text) != each.places
    ]
    assert wrong == [], WRITTEN_OUT


def test_no_sentence_ends_with_two_full_stops_and_none_is_a_piece() -> None:
    """A name or a code may begin one; a sentence ends as one, or with a list that says what may be."""
    pieces = [
        each.text
        for each in catalogue.said()
        if each.text and not each.context and not re.search(r"(?<!\.)\.$", each.text) and each.text != "{faults}"
    ]
    assert pieces == [], WRITTEN_OUT


def test_the_template_lists_exactly_what_the_code_says() -> None:
    with (languages.LOCALES / "messages.pot").open("rb") as source:
        known = {(message.id, message.context) for message in pofile.read_po(source) if message.id}
    assert known == {(message.id, message.context) for message in catalogue.messages() if message.id}, TRANSLATED


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_every_sentence_with_the_same_places(language: str) -> None:
    said = {(message.id, message.context) for message in catalogue.messages() if message.id}
    kept = {(message.id, message.context): message for message in committed(language) if message.id}
    wrong = [
        str(key[0])
        for key in said
        if key not in kept or kept[key].fuzzy or places(str(kept[key].string)) != places(str(key[0]))
        or not kept[key].string
    ]  # fmt: skip
    assert wrong == [], TRANSLATED


@pytest.mark.parametrize("language", OTHERS)
def test_the_plural_rule_agrees_with_cldr(language: str) -> None:
    text = (languages.LOCALES / language / "LC_MESSAGES" / "messages.po").read_text(encoding="utf-8")
    rule = re.search(r"nplurals=2; plural=(.*);", text)
    assert rule is not None
    plural, cldr = c2py(rule[1]), Locale.parse(language).plural_form
    assert [plural(n) for n in range(201)] == [0 if cldr(n) == "one" else 1 for n in range(201)]


@pytest.mark.parametrize("language", languages.LANGUAGES)
def test_a_role_is_called_the_same_in_a_refusal_and_on_the_pages(language: str) -> None:
    pages = languages.LOCALES.parents[1] / "frontend_stub" / "locales" / language / "LC_MESSAGES" / "messages.po"
    told: dict[str, str] = {}
    if language != languages.ENGLISH:
        with pages.open("rb") as source:
            told = {str(each.id): str(each.string) for each in pofile.read_po(source) if each.context == "role"}
    shown = {code: told.get(text, text) for code, (_context, text) in WORDS["Role"].items()}
    assert {word.code: languages.written(word, language) for word in ROLES.values()} == shown
