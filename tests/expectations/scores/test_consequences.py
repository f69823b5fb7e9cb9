"""Consequences: the agreed form, and a refusal for whatever would charge wrongly."""

from decimal import Decimal
from typing import Any

import pytest

from portal import canonical, errors
from portal.expectations.metrics.tree import Direction
from portal.expectations.scores import consequences
from portal.expectations.scores.periods import Length, Rhythm

HIGHER, LOWER = Direction.HIGHER, Direction.LOWER
QUARTERS, TRAILING = Rhythm(Length.QUARTER), Rhythm(Length.TRAILING, months=12)
STEPS = [
    {"worse_than": "99.9", "percent": "10"},
    {"worse_than": "99.0", "percent": "25"},
    {"worse_than": "95.0", "percent": "50"},
]
NOT_DEARER = "Each step must cost more than the one before."
WHILE_MET = "A step cannot cost money while the target is met."
NOT_WORSE = "Each step must be worse than the one before."
DIGITS = "The amount must be written in digits with a point, such as 1250.00."


def agreed(**other: Any) -> dict[str, Any]:
    return {
        "basis": "FEE", "currency": "EUR", "fee": "12000", "judged_by": "VALUE", "steps": STEPS,
        "period_cap": "6000.00", "yearly_cap": "20000.00", "year_starts_in": 4, "sole_remedy": True,
        "earn_back": {"periods": 2, "percent": "50"}, "rates": None,
    } | other  # fmt: skip


def test_a_consequence_has_one_form_however_it_is_written() -> None:
    found = consequences.read(agreed())
    assert canonical.text(found.content()) == (
        '{"basis":"FEE","currency":"EUR","earn_back":{"percent":"50","periods":2},"fee":"12000.00",'
        '"judged_by":"VALUE","period_cap":"6000.00","rates":null,"sole_remedy":true,"steps":['
        '{"percent":"10","worse_than":"99.9"},{"percent":"25","worse_than":"99"},{"percent":"50","worse_than":"95"}],'
        '"year_starts_in":4,"yearly_cap":"20000.00"}'
    )
    assert consequences.read(found.content()) == found


@pytest.mark.parametrize(
    ("other", "sentence", "path"),
    [
        ({"basis": "ALL"}, "Choose one of FEE, MISSED_VALUE.", "basis"),
        ({"currency": "EURO"}, "The currency must be a three-letter ISO 4217 code such as EUR.", "currency"),
        ({"currency": "DEM"}, "DEM is no longer in use. Choose a current currency.", "currency"),
        ({"currency": None}, "Enter a name of 1 to 100 characters.", "currency"),
        ({"fee": "12000.001"}, "An amount in EUR can have at most 2 decimal places.", "fee"),
        ({"fee": "0"}, "The amount must be above zero.", "fee"),
        ({"fee": "-1"}, "The amount must be above zero.", "fee"),
        ({"fee": None}, DIGITS, "fee"),
        ({"fee": 12000}, DIGITS, "fee"),
        ({"basis": "MISSED_VALUE"}, "Only a consequence based on a fee can name a fee.", "fee"),
        ({"steps": []}, "Enter a list of 1 to 10 here.", "steps"),
        (
            {"steps": [{"worse_than": "99", "percent": "101"}]},
            "A percentage must be above 0 and at most 100.",
            "steps 0 percent",
        ),
        ({"period_cap": None}, DIGITS, "periodCap"),
        ({"yearly_cap": "5999.99"}, "The cap for a year must be at least the cap for a period.", "yearlyCap"),
        ({"year_starts_in": 13}, "Enter a whole number from 1 to 12.", "yearStartsIn"),
        ({"year_starts_in": True}, "Enter a whole number from 1 to 12.", "yearStartsIn"),
        ({"sole_remedy": "yes"}, "Enter true or false.", "soleRemedy"),
        (
            {"earn_back": {"periods": 0, "percent": "50"}},
            "Enter a whole number from 1 to 12.",
            "earnBack periods",
        ),
        ({"rates": ""}, "Enter a name of 1 to 100 characters.", "rates"),
    ],
)  # fmt: skip
def test_what_is_no_consequence_is_refused_where_it_is_wrong(other: dict[str, Any], sentence: str, path: str) -> None:
    with pytest.raises(errors.Invalid) as refusal:
        consequences.read(agreed(**other), path=("input", "consequence"))
    assert (refusal.value.message, " ".join(refusal.value.path)) == (sentence, f"input consequence {path}")


def steps(*each: str) -> list[dict[str, str]]:
    return [dict(zip(("worse_than", "percent"), step.split(), strict=True)) for step in each]


@pytest.mark.parametrize(
    ("other", "direction", "sentence", "path"),
    [
        ({"steps": steps("99.91 10")}, HIGHER, WHILE_MET, "steps 0 worseThan"),
        ({"steps": steps("99.89 10")}, LOWER, WHILE_MET, "steps 0 worseThan"),
        ({"steps": steps("99 10", "99 20")}, HIGHER, NOT_WORSE, "steps 1 worseThan"),
        ({"steps": steps("95 10", "99 20")}, HIGHER, NOT_WORSE, "steps 1 worseThan"),
        ({"steps": steps("101 10", "100 20")}, LOWER, NOT_WORSE, "steps 1 worseThan"),
        ({"steps": steps("99 10", "95 10")}, HIGHER, NOT_DEARER, "steps 1 percent"),
        ({"judged_by": "INTERVAL"}, HIGHER, "Only a share has an interval to assess.", "judgedBy"),
    ],
)  # fmt: skip
def test_a_consequence_that_does_not_suit_its_expectation_is_refused(
    other: dict[str, Any], direction: Direction, sentence: str, path: str
) -> None:
    found = consequences.read(agreed(**other))
    with pytest.raises(errors.Invalid) as refusal:
        consequences.check_fits(
            found, target=Decimal("99.9"), direction=direction, rhythm=QUARTERS, is_share=False, path=("input",)
        )
    assert (refusal.value.message, " ".join(refusal.value.path)) == (sentence, f"input {path}")


def test_a_fee_is_not_charged_for_periods_that_share_months() -> None:
    fee = consequences.read(agreed())
    value = consequences.read(agreed(basis="MISSED_VALUE", fee=None))
    fits = {"target": Decimal("99.9"), "direction": HIGHER, "is_share": True}
    with pytest.raises(errors.Invalid, match="A fee can only be charged for periods that do not overlap"):
        consequences.check_fits(fee, rhythm=TRAILING, **fits)  # type: ignore[arg-type]
    consequences.check_fits(value, rhythm=TRAILING, **fits)  # type: ignore[arg-type]
    consequences.check_fits(fee, rhythm=QUARTERS, **fits)  # type: ignore[arg-type]


def test_both_sides_read_the_same_in_words() -> None:
    found = consequences.read(agreed(steps=STEPS[:2], judged_by="INTERVAL", rates="European Central Bank"))
    assert str(consequences.sentence(found, direction=HIGHER)) == (
        "Below 99.9: 10% of the fee of €12,000.00. Below 99: 25% of the fee of €12,000.00. A step counts"
        " only if the whole 95% interval is beyond its limit. At most €6,000.00 a period and €20,000.00 a"
        " year. Other currencies are converted at the rates of European Central Bank. If the target"
        " is met in the next 2 periods with a value, 50% of the cost is given back. This is the only remedy for"
        " the missed target."
    )
    lower = consequences.read(
        agreed(basis="MISSED_VALUE", fee=None, steps=steps("30 2.5"), earn_back=None, sole_remedy=False)
    )
    assert str(consequences.sentence(lower, direction=LOWER)) == (
        "Above 30: 2.5% of the value missed. At most €6,000.00 a period and €20,000.00 a year."
    )
