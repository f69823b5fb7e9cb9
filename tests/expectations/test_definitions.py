"""A definition is read from what anybody may have written: what fits is the same again, the rest is refused."""

import json
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from portal import errors
from portal.expectations.facts.kinds import KINDS, SubjectKind
from portal.expectations.metrics import formula, reading, shipped, tree, writing
from portal.expectations.models import Metric

DAY = {"field": "agreed_on"}
GOT = {"field": "last_received_on"}
QUOTES = """'; DROP TABLE "subject"; -- \\ {} %s :x"""


def written(**changed: Any) -> dict[str, Any]:
    """On time, as somebody would write it."""
    usual = {
        "code": "on_time.ours", "version": 1, "kind": "ORDER_LINE", "unit": "PERCENT", "direction": "HIGHER",
        "decimals": 2, "scale": "100", "aggregate": "RATIO", "where": None,
        "top": {"count": {"at_most": [GOT, DAY]}}, "bottom": {"count": None},
    }  # fmt: skip
    return {**usual, **changed}


def counting(truth: Any) -> dict[str, Any]:
    return written(top={"count": truth})


def summing(number: Any) -> dict[str, Any]:
    return written(top={"sum": number}, bottom={"sum": {"field": "ordered"}})


def refused(content: Any) -> tuple[str, str]:
    """Where, and why."""
    with pytest.raises(errors.Invalid) as found:
        reading.definition(content)
    return ".".join(found.value.path), str(found.value)


def deep(levels: int) -> Any:
    """A truth of so many levels: a comparison under negations."""
    truth: Any = {"at_most": [GOT, DAY]}
    for _ in range(levels - 2):
        truth = {"not": truth}
    return truth


@pytest.mark.parametrize("code", shipped.DEFINITIONS)
def test_a_shipped_definition_is_the_same_after_it_was_written_and_read(code: str) -> None:
    definition = shipped.DEFINITIONS[code]
    assert reading.text(writing.text(definition)) == definition
    assert definition.code == code
    assert reading.CODE.fullmatch(code)
    assert len(tree.parts(definition)) <= formula.MOST_NODES


def test_definitions_that_say_the_same_have_one_digest() -> None:
    """Zeros that say nothing, the order of words and of names, and what is left out change nothing."""
    one = written(
        where={"in": [{"field": "site"}, ["B", "A", "B"]]}, scale="100.0",
        top={"sum": {"multiply": [{"field": "ordered"}, {"constant": "1.50"}]}}, bottom={"sum": {"field": "ordered"}},
    )  # fmt: skip
    other = dict(
        reversed(
            written(
                where={"in": [{"field": "site"}, ["A", "B"]]}, parameters={}, per=None,
                top={"where": None, "sum": {"multiply": [{"field": "ordered"}, {"constant": "1.5"}]}},
                bottom={"sum": {"field": "ordered"}},
            ).items()
        )
    )  # fmt: skip
    assert writing.digest(reading.definition(one)) == writing.digest(reading.definition(other))
    assert writing.digest(reading.definition(one)) != writing.digest(reading.definition({**one, "version": 2}))


def test_what_was_shipped_once_stays_what_it_is() -> None:
    """Who changes a shipped definition gives it a new version: both sides agreed on the digest of the old one."""
    assert writing.text(shipped.DEFINITIONS["paid_on_time.amount"]) == (
        '{"aggregate":"RATIO","bottom":{"sum":{"field":"amount"},"where":null},"code":"paid_on_time.amount",'
        '"decimals":2,"direction":"HIGHER","kind":"INVOICE",'
        '"parameters":{"grace_days":{"default":"0","least":"0","most":"365","type":"NUMBER"}},"per":null,"scale":"100",'
        '"top":{"sum":{"field":"amount"},"where":{"at_most":[{"field":"settled_on"},'
        '{"shift":[{"field":"due_on"},{"parameter":"grace_days"}]}]}},"unit":"PERCENT","version":1,'
        '"where":{"and":[{"not":{"at_most":[{"field":"amount"},{"constant":"0"}]}},'
        '{"not":{"at_most":[{"field":"amount"},{"field":"credited"}]}}]}}'
    )


@pytest.mark.parametrize(
    ("content", "where", "why"),
    [
        (None, "", "Enter an object here"),
        ([], "", "Enter an object here"),
        ({}, "", "“aggregate” is missing here."),
        (written(aggregate="SUM"), "aggregate", "This must be one of: RATIO, MEAN, PERCENTILE."),
        (written(aggregate=["RATIO"]), "aggregate", "This must be one of"),
        (written(code="On_Time"), "code", "A code must have 3 to 41 lower-case letters"),
        (written(code="on_time\n"), "code", "A code must have 3 to 41 lower-case letters"),
        (written(version=True), "version", "Enter a whole number from 1 to 10"),
        (written(version=1.0), "version", "Enter a whole number"),
        (written(version="1"), "version", "Enter a whole number"),
        (written(decimals=5), "decimals", "Enter a whole number from 0 to 4"),
        (written(kind="ORDER"), "kind", "This must be one of: ORDER_LINE, INVOICE"),
        (written(kind=None), "kind", "This must be one of"),
        (written(unit="percent"), "unit", "This must be one of: PERCENT"),
        (written(direction=1), "direction", "This must be one of: HIGHER, LOWER."),
        (written(scale="1"), "scale", "The scale of this unit must be 100."),
        (written(unit="DAYS", scale="-1"), "scale", "The scale must be above 0."),
        (written(scale=100), "scale", "Write a number as text"),
        (written(scale="NaN"), "scale", "Write a number as text"),
        (written(where=True), "where", "This must be an object with exactly one of these names"),
        (written(extra=1), "", "“extra” is not allowed here"),
        (written(of={"field": "ordered"}), "", "“of” is not allowed here"),
        (written(**{QUOTES: 1}), "", "is not allowed here"),
        (written(per="site"), "per", "This must be one of: order."),
        (
            written(per="order", kind="LOT", top={"count": None}),
            "per",
            "Subjects of this kind can only be counted one by one.",
        ),
        ({**summing({"field": "ordered"}), "per": "order"}, "per", "Whole groups can be counted, but not added up."),
        (counting({"at_most": [GOT]}), "top.count.at_most", "This list must have 2 to 2 entries."),
        (counting({"at_most": GOT}), "top.count.at_most", "Enter a list here."),
        (counting({"at_most": "ab"}), "top.count.at_most", "Enter a list here."),
        (counting({"at_most": [GOT, DAY], "less": [GOT, DAY]}), "top.count", "This must be an object with exactly one"),
        (counting({}), "top.count", "This must be an object with exactly one"),
        (counting({"greater": [GOT, DAY]}), "top.count", "at_most, less, equal, in, and, or, not, missing, is."),
        (counting({"at_most": [GOT, {"field": "due_on"}]}), "top.count.at_most.1.field", "There is no such field here"),
        (counting({"at_most": [GOT, {"field": QUOTES}]}), "top.count.at_most.1.field", "There is no such field here"),
        (counting({"at_most": [GOT, {"field": ["agreed_on"]}]}), "top.count.at_most.1.field", "There is no such field"),
        (counting({"at_most": [GOT, {"field": None}]}), "top.count.at_most.1.field", "There is no such field here"),
        (
            counting({"at_most": [GOT, {"field": "ordered"}]}),
            "top.count.at_most",
            "You cannot add or compare a date and a number.",
        ),
        (
            counting({"less": [{"constant": "0"}, GOT]}),
            "top.count.less",
            "You cannot add or compare a date and a number.",
        ),
        (
            counting({"less": [{"field": "site"}, {"field": "site"}]}),
            "top.count.less.0",
            "This must be a number, but it is a word.",
        ),
        (
            counting({"equal": [{"field": "is_cancelled"}, {"field": "is_cancelled"}]}),
            "top.count.equal.0",
            "This must be a number, but it is yes or no.",
        ),
        (counting({"is": {"field": "ordered"}}), "top.count.is", "This must be yes or no, but it is a number."),
        (counting({"is": True}), "top.count.is", "This must be an object with exactly one of these names: field."),
        (counting({"missing": {"constant": "1"}}), "top.count.missing", "This must be an object with exactly one"),
        (
            counting({"in": [{"field": "ordered"}, ["1"]]}),
            "top.count.in.0",
            "This must be a word, but it is a number.",
        ),
        (counting({"in": [{"field": "site"}, []]}), "top.count.in.1", "This list must have 1 to 20 entries."),
        (counting({"in": [{"field": "site"}, ["x" * 61]]}), "top.count.in.1.0", "A word must have 1 to 60 printable"),
        (counting({"in": [{"field": "site"}, ["a\x00b"]]}), "top.count.in.1.0", "A word must have 1 to 60 printable"),
        (counting({"in": [{"field": "site"}, ["\ud800"]]}), "top.count.in.1.0", "A word must have 1 to 60 printable"),
        (counting({"in": [{"field": "site"}, [7]]}), "top.count.in.1.0", "A word must have 1 to 60 printable"),
        (counting({"in": [{"field": "site"}, "AB"]}), "top.count.in.1", "Enter a list here."),
        (counting({"and": [deep(2)]}), "top.count.and", "This list must have 2 to 20 entries."),
        (counting({"and": [deep(2)] * 1_000_000}), "top.count.and", "This list must have 2 to 20 entries."),
        (counting({"shift": [GOT, {"constant": "1"}]}), "top.count", "This must be an object with exactly one"),
        (
            counting({"at_most": [GOT, {"shift": [DAY, {"field": "ordered"}]}]}),
            "top.count.at_most.1.shift.1",
            "This number must use only constants and parameters.",
        ),
        (
            counting({"at_most": [GOT, {"shift": [{"field": "ordered"}, {"constant": "1"}]}]}),
            "top.count.at_most.1.shift.0",
            "This must be a date, but it is a number.",
        ),
        (counting({"at_most": [GOT, {"as_of": 1}]}), "top.count.at_most.1.as_of", "Only true is allowed here."),
        (
            counting({"at_most": [GOT, {"as_of_instant": True}]}),
            "top.count.at_most",
            "You cannot add or compare a date and an instant.",
        ),
        (summing({"constant": 1}), "top.sum.constant", "Write a number as text, such as “12.5”"),
        (summing({"constant": 1.5}), "top.sum.constant", "Write a number as text"),
        (summing({"constant": True}), "top.sum.constant", "Write a number as text"),
        (summing({"constant": "1e5"}), "top.sum.constant", "Write a number as text"),
        (summing({"constant": "Infinity"}), "top.sum.constant", "Write a number as text"),
        (summing({"constant": "٣"}), "top.sum.constant", "Write a number as text"),
        (summing({"constant": "1\n"}), "top.sum.constant", "Write a number as text"),
        (summing({"constant": "1" * 19}), "top.sum.constant", "with at most 18 digits."),
        (summing({"constant": "0." + "1" * 18}), "top.sum.constant", "with at most 18 digits."),
        (summing({"constant": "1" * 1_000_000}), "top.sum.constant", "with at most 18 digits."),
        (summing({"field": "value"}), "unit", "Use the unit MONEY where amounts of money are divided"),
        (summing(GOT), "top.sum", "This must be a number, but it is a date."),
        (summing({"add": [{"field": "value"}, {"field": "ordered"}]}), "top.sum.add", "You cannot add or compare"),
        (
            summing({"multiply": [{"field": "value"}, {"field": "value"}]}),
            "top.sum.multiply",
            "Amounts of money cannot be multiplied by each other.",
        ),
        (
            summing({"divide": [{"field": "ordered"}, {"constant": "0"}]}),
            "top.sum",
            "This must be an object with exactly",
        ),
        (summing({"hours": [DAY, GOT]}), "top.sum.hours.0", "This must be an instant, but it is a date."),
        (summing({"parameter": "late_days"}), "top.sum.parameter", "The definition has no such parameter."),
        (
            {**summing({"field": "ordered"}), "bottom": {"sum": {"field": "value"}}},
            "bottom",
            "Only an amount of money can be divided by an amount of money.",
        ),
        (counting(deep(13)), "top.count" + ".not" * 11 + ".at_most.0", "A formula can be at most 12 levels deep."),
        (
            counting({"and": [{"less": [GOT, DAY]}] * 20}),
            "top.count.and.19.less.1",
            "The formulas of a definition can have at most 60 parts.",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(content: Any, where: str, why: str) -> None:
    found, sentence = refused(content)
    assert found == where
    assert why in sentence


def test_a_formula_may_have_twelve_levels_and_sixty_parts() -> None:
    assert len(tree.parts(reading.definition(counting(deep(11))))) == 12
    full = counting({"and": [{"less": [GOT, DAY]}] * 19 + [{"not": {"missing": GOT}}][:1]})
    full["top"]["count"]["and"][-1] = {"missing": GOT}
    assert len(tree.parts(reading.definition(full))) == 60


@pytest.mark.parametrize(
    ("parameters", "where", "why"),
    [
        ({"Late": {"type": "NUMBER", "default": "0"}}, "parameters", "A parameter name must have"),
        ({"late": {"type": "WORD", "default": "0"}}, "parameters.late.type", "This must be one of: NUMBER."),
        ({"late": {"type": "NUMBER"}}, "parameters.late", "“default” is missing here."),
        ({"late": {"type": "NUMBER", "default": 0}}, "parameters.late.default", "Write a number as text"),
        ({"late": {"type": "NUMBER", "default": "-1", "least": "0"}}, "parameters.late.default", "must be 0 or more"),
        ({"late": {"type": "NUMBER", "default": "9", "most": "8"}}, "parameters.late.default", "must be 8 or less"),
        ({"late": {"type": "NUMBER", "default": "0"}}, "parameters.late", "No formula uses this parameter."),
        ({f"p{n}": {"type": "NUMBER", "default": "0"} for n in range(11)}, "parameters", "at most 10 parameters"),
        ([], "parameters", "Enter an object here"),
    ],
)
def test_a_parameter_has_a_name_a_default_and_bounds(parameters: Any, where: str, why: str) -> None:
    found, sentence = refused(written(parameters=parameters))
    assert found == where
    assert why in sentence


def test_parameters_take_what_is_said_and_else_their_defaults() -> None:
    window = shipped.DEFINITIONS["on_time.window"]
    assert reading.values(window, {"late_days": "3.0"}) == {"early_days": Decimal(7), "late_days": Decimal(3)}
    assert reading.values(window, None) == {"early_days": Decimal(7), "late_days": Decimal(0)}


@pytest.mark.parametrize(
    ("given", "where", "why"),
    [
        ({"late_days": "-1"}, "late_days", "This must be 0 or more."),
        ({"late_days": "366"}, "late_days", "This must be 365 or less."),
        ({"late_days": 3}, "late_days", "Write a number as text"),
        ({"late_days": None}, "late_days", "Write a number as text"),
        ({"tolerance": "3"}, "", "“tolerance” is not allowed here. Use early_days, late_days."),
        (["3"], "", "Enter an object here"),
    ],
)
def test_a_value_that_no_parameter_takes_is_refused(given: Any, where: str, why: str) -> None:
    with pytest.raises(errors.Invalid, match=why) as found:
        reading.values(shipped.DEFINITIONS["on_time.window"], given)
    assert ".".join(found.value.path) == where


@pytest.mark.parametrize(
    ("opens", "closes"), [("17", "9"), ("9", "9"), ("-1", "9"), ("9", "24.5"), ("9.000000000000001", "9")]
)
def test_business_hours_begin_before_they_end(opens: str, closes: str) -> None:
    with pytest.raises(errors.Invalid):
        reading.values(shipped.DEFINITIONS["resolution.in_time"], {"opens": opens, "closes": closes})
    ours = {"opens": "8.5", "closes": "24"}
    assert reading.values(shipped.DEFINITIONS["resolution.in_time"], ours)["opens"] == Decimal("8.5")


def test_no_day_is_shifted_out_of_the_centuries() -> None:
    by = {"multiply": [{"parameter": "weeks"}, {"constant": "7"}]}
    parameters = {"weeks": {"type": "NUMBER", "default": "1"}}
    definition = reading.definition(
        written(top={"count": {"less": [GOT, {"shift": [DAY, by]}]}}, parameters=parameters)
    )
    assert reading.values(definition, {"weeks": "5714"}) == {"weeks": Decimal(5714)}
    with pytest.raises(errors.Invalid, match="A date can be shifted by at most 40,000 days"):
        reading.values(definition, {"weeks": "5715"})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "The definition is not valid JSON."),
        ("{", "The definition is not valid JSON."),
        ("NaN", "Enter an object here"),
        ("[" * 19_000, "The definition is not valid JSON."),
        ('{"not":' * 2_500, "The definition is not valid JSON."),
        ('{"code":"on_time","code":"otif"}', "“code” appears twice in one object."),
        (json.dumps(written()).replace('"count"', '"count": null, "count"', 1), "“count” appears twice in one object."),
        (json.dumps(written(decimals=2.0)), "Enter a whole number from 0 to 4 here."),
        (json.dumps(written()).replace('"100"', "1e999"), "Write a number as text"),
        ("x" * 20_001, "The definition is longer than 20,000 characters."),
        (json.dumps(counting({"and": [deep(2)] * 1_000})), "The definition is longer than 20,000 characters."),
    ],
)
def test_text_that_is_no_definition_is_refused(text: str, why: str) -> None:
    with pytest.raises(errors.Invalid, match=why.replace("“", ".").replace("”", ".")):
        reading.text(text)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_subject_has_a_shipped_definition(kind: SubjectKind) -> None:
    assert kind in {definition.kind for definition in shipped.DEFINITIONS.values()}


async def test_the_table_of_definitions_holds_those_that_are_shipped(connection: AsyncConnection) -> None:
    """A changed one needs a revision that brings it there."""
    found = await connection.execute(select(Metric.code, Metric.sha256).where(Metric.owner_id.is_(None)))
    shipped_digests = {code: writing.digest(each) for code, each in shipped.DEFINITIONS.items()}
    assert {row.code: row.sha256 for row in found} == shipped_digests
