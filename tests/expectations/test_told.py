"""A definition says in words exactly what it measures, in every language; no number in it is rounded."""

from random import Random

import pytest

from portal import languages
from portal.expectations.facts.kinds import KINDS, SubjectKind
from portal.expectations.metrics import labels, reading, sentences, shipped, tree, writing
from portal.sentences import Sentence
from tests.expectations import guessing


def told(code: str, language: str = "en", **given: str) -> str:
    definition = shipped.DEFINITIONS[code]
    return sentences.told(definition, reading.values(definition, given)).in_(language)


def counting(truth: object, **changed: object) -> tree.Definition:
    usual = {
        "code": "ours", "version": 1, "kind": "ORDER_LINE", "unit": "PERCENT", "direction": "HIGHER", "decimals": 2,
        "scale": "100", "aggregate": "RATIO", "top": {"count": truth}, "bottom": {"count": None},
    }  # fmt: skip
    return reading.definition({**usual, **changed})


def in_parts(definition: tree.Definition, language: str = "en") -> str:
    return sentences.told(definition, definition.defaults).in_(language)


def test_on_time_in_every_language() -> None:
    assert told("on_time") == (
        "The share of order lines that were complete by the agreed date. A line that has not arrived by"
        " then counts as late. Cancellations by the other side do not count."
    )
    assert told("on_time", late_days="2") == (
        "The share of order lines that were complete by the agreed date. Up to 2 days after the agreed"
        " date still count as on time. A line that has not arrived by then counts as late. Cancellations by"
        " the other side do not count."
    )
    assert told("on_time", "bg") == (
        "Дял на редовете от поръчки, доставени изцяло до договорения ден. Ред, който дотогава не е пристигнал, се"
        " отчита като закъснял. Отмененото от другата страна не се отчита."
    )
    assert told("on_time", "fil").startswith("Bahagi ng mga linya ng order na kumpleto hanggang sa")
    assert told("on_time", "hi").startswith("ऑर्डर की उन पंक्तियों का हिस्सा जो तय दिन तक पूरी आ गईं।")


def test_the_values_of_parameters_stand_in_the_sentence() -> None:
    window = told("on_time.window", early_days="7", late_days="3")
    assert "The window starts 7 days before the agreed date and ends 3 days after it." in window
    assert "“In full” means at least 97.5% of the quantity ordered." in told("otif", short_percent="2.5")
    assert "Пълно количество означава поне 97,5% от поръчаното." in told("otif", "bg", short_percent="2.5")
    office = told("resolution.in_time", within_hours="8", opens="8.5", closes="24")
    assert "“In time” means within 8 business hours. Business hours are from 08:30 to 24:00 on business days" in office


@pytest.mark.parametrize("code", shipped.DEFINITIONS)
def test_every_shipped_definition_has_its_title_and_sentences_in_every_language(code: str) -> None:
    definition = shipped.DEFINITIONS[code]
    title = sentences.title(definition)
    assert title == labels.TITLES[code]
    assert len({languages.written(title, language) for language in languages.LANGUAGES}) >= 3
    assert len({told(code, language) for language in languages.LANGUAGES}) == 4
    assert {setting.name for setting in definition.parameters} <= set(labels.PARAMETERS)


def test_only_the_very_definition_has_the_shipped_sentence() -> None:
    """A definition of the same code and another formula must not speak with the words of the shipped one."""
    other = reading.definition({**writing.content(shipped.DEFINITIONS["on_time"]), "version": 2, "where": None})
    assert in_parts(other) == (
        "Order lines: all of them are counted. The value is the share of them where this is true:"
        " complete delivery date is not after agreed date or (last receipt date is not after agreed"
        " date and not (quantity received < quantity ordered)). Where a value is unknown, a comparison with"
        " it is not true."
    )
    assert sentences.title(other) == "on_time"


def test_a_formula_of_somebodys_own_is_told_part_by_part() -> None:
    window = {"less": [{"shift": [{"field": "agreed_on"}, {"constant": "-2"}]}, {"field": "first_received_on"}]}
    sites = {"in": [{"field": "site"}, ["B", "A"]]}
    definition = counting({"and": [window, {"or": [sites, {"not": {"missing": {"field": "rejected"}}}]}]})
    assert in_parts(definition) == (
        "Order lines: all of them are counted. The value is the share of them where this is true: 2 days"
        " before agreed date is before first receipt date and (site is one of A, B or quantity rejected is"
        " known). Where a value is unknown, a comparison with it is not true."
    )
    assert in_parts(definition, "bg") == (
        "Редове от поръчки: броят се всички. Стойността е делът на тези, за които е вярно: „2 дни преди: договорен"
        " ден“ е по-рано от „ден на първото получаване“ и („обект“ е едно от: A, B или „отхвърлено количество“ е"
        " известно). Където нещо не е известно, сравнението с него не е изпълнено."
    )


def test_no_number_is_rounded_and_what_is_fixed_is_worked_out() -> None:
    enough = {
        "multiply": [{"field": "ordered"}, {"subtract": [{"constant": "1"}, {"constant": "0.00000000000000001"}]}]
    }
    definition = counting({"at_most": [enough, {"field": "received"}]})
    assert "quantity ordered × 0.99999999999999999 ≤ quantity received" in in_parts(definition)
    assert "поръчано количество × 0,99999999999999999 ≤ получено количество" in in_parts(definition, "bg")


def test_words_of_a_formula_are_no_templates_and_no_markup_of_ours() -> None:
    definition = counting({"in": [{"field": "site"}, ["{field}", "%(num)s", "Order lines"]]})
    assert "site is one of %(num)s, Order lines, {field}." in in_parts(definition)
    assert "Order lines" in in_parts(definition, "bg")


@pytest.mark.parametrize("kind", SubjectKind)
def test_whatever_can_be_measured_can_be_told(kind: SubjectKind) -> None:
    chance = Random(f"told {kind}")
    for _ in range(60):
        definition = guessing.definition(chance, kind)
        said = sentences.told(definition, definition.defaults)
        assert isinstance(said, Sentence)
        for language in languages.LANGUAGES:
            text = said.in_(language)
            assert "{" not in text
            assert len(text) > 40


def test_every_field_and_parameter_has_a_name() -> None:
    fields = {name for kind in KINDS.values() for name in kind.fields}
    assert set(labels.FIELDS) == fields
    assert set(labels.KINDS) == set(SubjectKind)
    assert set(labels.TITLES) == set(shipped.DEFINITIONS)
