"""A mapping in JSON: what it may say, and a sentence with a path for everything that it may not."""

import json
from typing import Any

import pytest

from portal import errors
from portal.expectations.facts import mapping
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import Statement
from tests.expectations.facts.making import COLUMN, content


def refused(given: Any) -> tuple[str, str]:
    with pytest.raises(errors.Invalid) as caught:
        mapping.meaning(given)
    assert caught.value.path[0] == "mapping"
    return "/".join(caught.value.path[1:]), caught.value.message


def test_a_mapping_says_which_facts_a_row_tells_from_which_columns() -> None:
    found = mapping.text(json.dumps(content({"ordered": {"column": "Qty", "decimal": ","}, "unit": {"text": "KGM"}})))
    assert (found.kind, [each.statement for each in found.sayings]) == (SubjectKind.ORDER_LINE, [Statement.LINE])
    assert found.sayings[0].fields["unit"].constant == "KGM"
    assert [*found.columns()] == ["A", "Qty"]


@pytest.mark.parametrize(
    ("given", "path", "said"),
    [
        ([], "", "Enter an object here, with kind, subject_key, facts, partner, missing."),
        (content(kind="ANSWER"), "kind", "These facts come from the portal's own records. You cannot send them."),
        (content(kind="PARCEL"), "kind",
         "This must be one of: ORDER_LINE, INVOICE, TICKET, LOT, FORECAST, ANSWER, SALE."),
        (content(subject_key=[]), "subject_key", "This list must have 1 to 8 entries."),
        (content(subject_key=[{"row": False}]), "subject_key/0/row", "Enter true or false."),
        (content(subject_key=[{"column": 3}]), "subject_key/0/column", "Enter a text here."),
        (content(subject_key=[{"column": "A", "text": "b"}]), "subject_key/0",
         "This must be an object with exactly one of these names: column, text, row."),
        (content(missing=["x" * 300]), "missing/0", "The text is longer than 200 characters."),
        (content({}), "facts/0/fields", "“ordered” is missing here."),
        (content({"ordered": COLUMN, "value": COLUMN}), "facts/0/fields", "“currency” is missing here."),
        (content({"ordered": {"column": "A", "format": "d/m/Y"}}), "facts/0/fields/ordered",
         "“format” is not allowed here. Use column, missing, when, decimal, grouping, round."),
        (content({"ordered": {"column": "A", "decimal": ";"}}), "facts/0/fields/ordered/decimal",
         "This must be one of: . ,."),
        (content({"ordered": {"column": "A", "decimal": ",", "grouping": ","}}), "facts/0/fields/ordered/grouping",
         "Use different signs for thousands and decimals."),
        (content({"ordered": {"column": "A", "round": 7}}), "facts/0/fields/ordered/round",
         "Enter a whole number from 0 to 6 here."),
        (content({"ordered": COLUMN, "unit": {"text": "kilo"}}), "facts/0/fields/unit/text",
         "Enter the unit as a UN/ECE code such as KGM, LTR or C62."),
        (content({"ordered": COLUMN, "agreed_on": {"column": "A", "format": "%d"}}),
         "facts/0/fields/agreed_on/format",
         "A date format uses d, m or Mon, Y or yy, and for times H, M, S, AM and Z, such as d-Mon-yy."),
        (content({"ordered": COLUMN, "owed_by": {"column": "A", "words": {"us": "WE"}}}),
         "facts/0/fields/owed_by/words/us", "Enter one of HOST, PARTNER."),
        (content(fact={"statement": "INVOICE"}), "facts/0/statement",
         "INVOICE is not possible for a subject of the kind ORDER_LINE."),
        (content(fact={"when": {"filled": "A", "any": []}}), "facts/0/when",
         "This must be an object with exactly one of these names: filled, column, all, any, not."),
        (content(fact={"when": {"not": {"not": {"not": {"not": {"not": {"filled": "A"}}}}}}}),
         "facts/0/when/not/not/not/not/not", "Conditions can be nested 5 deep."),
    ],
)  # fmt: skip
def test_what_a_mapping_may_not_say(given: Any, path: str, said: str) -> None:
    assert refused(given) == (path, said)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{", "The mapping is not valid JSON."),
        ("[" * 60_000, "The mapping is not valid JSON."),
        ("x" * 70_000, "The text is longer than 65536 characters."),
        ('{"kind": "LOT", "kind": "LOT"}', "“kind” appears twice in one object."),
        ("NaN", "Enter an object here, with kind, subject_key, facts, partner, missing."),
    ],
)
def test_what_is_no_mapping_at_all(written: str, said: str) -> None:
    with pytest.raises(errors.Invalid) as caught:
        mapping.text(written)
    assert caught.value.message == said.replace("65536", "65,536")


def test_a_zone_must_be_one() -> None:
    fields = {"opened_at": {"column": "A", "zone": "Europe/Atlantis"}}
    given = {"kind": "TICKET", "subject_key": [COLUMN], "facts": [{"statement": "TICKET", "fields": fields}]}
    assert refused(given)[0] == "facts/0/fields/opened_at/zone"
