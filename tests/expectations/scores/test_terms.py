"""What is agreed for a card: one canonical form, and a refusal with its place for whatever is no card."""

from typing import Any

import pytest

from portal import canonical, errors
from portal.expectations.scores import terms

DIGITS = "Write a number in digits with a decimal point, such as 99.5."
BANDS = [
    {"from": "0", "to": "60", "standing": "POOR", "effects": ["PLAN_REQUIRED", "NOTICE"]},
    {"from": "60", "to": "100", "standing": "GOOD", "effects": []},
]
LINES = [{"expectation": "exp_b", "weight": "66.5"}, {"expectation": "exp_a", "weight": "33.50"}]


def agreed(**other: Any) -> dict[str, Any]:
    return {"lines": LINES, "bands": BANDS, "least_covered": "50"} | other


def test_terms_have_one_form_however_they_are_written() -> None:
    found = terms.read(agreed())
    assert canonical.text(found.content()) == (
        '{"bands":[{"effects":["NOTICE","PLAN_REQUIRED"],"from":"0","standing":"POOR","to":"60"},'
        '{"effects":[],"from":"60","standing":"GOOD","to":"100"}],"least_covered":"50",'
        '"lines":[{"expectation":"exp_a","weight":"33.5"},{"expectation":"exp_b","weight":"66.5"}]}'
    )
    assert terms.read(found.content()).content() == found.content()
    turned = agreed(lines=LINES[::-1], least_covered="50.0")
    assert canonical.digest(terms.read(turned).content()) == canonical.digest(found.content())


def band(low: str, high: str, standing: str, effects: Any = ()) -> dict[str, Any]:
    return {"from": low, "to": high, "standing": standing, "effects": list(effects)}


def weights(*each: Any) -> list[dict[str, Any]]:
    return [{"expectation": f"exp_{n}", "weight": weight} for n, weight in enumerate(each)]


@pytest.mark.parametrize(
    ("other", "sentence", "path"),
    [
        ({"lines": weights("50", "49.999999")},
        "The weights add up to 99.999999. They must add up to exactly 100.", "lines"),
        ({"lines": weights("100", "0")}, "A weight must be above 0.", "lines 1 weight"),
        ({"lines": weights("100", "-1")}, DIGITS, "lines 1 weight"),
        ({"lines": weights(100)}, DIGITS, "lines 0 weight"),
        ({"lines": weights("1e2")}, DIGITS, "lines 0 weight"),
        ({"lines": weights("1" * 13)}, DIGITS, "lines 0 weight"),
        ({"lines": weights("1.1234567")}, DIGITS, "lines 0 weight"),
        ({"lines": weights("NaN")}, DIGITS, "lines 0 weight"),
        ({"lines": []}, "Enter a list of 1 to 30 here.", "lines"),
        ({"lines": weights(*["1"] * 31)}, "Enter a list of 1 to 30 here.", "lines"),
        ({"lines": [*LINES, LINES[0]]}, "An expectation can be on a scorecard only once.", "lines 2 expectationId"),
        ({"lines": [{"weight": "100"}]}, "expectation is missing.", "lines 0 expectation"),
        ({"lines": [LINES[0] | {"wheight": "1"}]}, "There is no wheight here. Use expectation, weight.", "lines 0"),
        (
            {"lines": [{"expectation": "a\x00", "weight": "100"}]},
            "Enter a name of 1 to 100 characters.",
            "lines 0 expectationId",
        ),
        ({"least_covered": "0"}, "A percentage must be above 0 and at most 100.", "leastCovered"),
        ({"least_covered": "100.1"}, "A percentage must be above 0 and at most 100.", "leastCovered"),
        ({"bands": [band("1", "100", "GOOD")]}, "The first band must start at 0.", "bands 0 since"),
        ({"bands": [band("0", "99", "GOOD")]}, "The last band must end at 100.", "bands 0 until"),
        (
            {"bands": [band("0", "60", "POOR"), band("61", "100", "GOOD")]},
            "This band starts at 61, but the one below it ends at 60. Leave no gap and no overlap.",
            "bands 1 since",
        ),
        (
            {"bands": [band("0", "60", "POOR"), band("59.5", "100", "GOOD")]},
            "This band starts at 59.5, but the one below it ends at 60. Leave no gap and no overlap.",
            "bands 1 since",
        ),
        ({"bands": [band("0", "0", "POOR")]}, "A band must end above where it starts.", "bands 0 until"),
        (
            {"bands": [band("0", "60", "GOOD"), band("60", "100", "GOOD")]},
            "A higher band must have a better standing.",
            "bands 1 standing",
        ),
        (
            {"bands": [band("0", "100", "SUPER")]},
            "Choose one of CRITICAL, POOR, FAIR, GOOD, EXCELLENT.",
            "bands 0 standing",
        ),
        (
            {"bands": [band("0", "100", "GOOD", ["FIRE"])]},
            "Choose one of NOTICE, PLAN_REQUIRED, NO_NEW_REGISTRATIONS, SPONSOR_REVIEW, HOLD_PROPOSED.",
            "bands 0 effects 0",
        ),
        ({"bands": {}}, "Enter a list of 1 to 5 here.", "bands"),
        ({"bands": ["GOOD"]}, "Enter a record of named values here.", "bands 0"),
    ],
)  # fmt: skip
def test_what_is_no_card_is_refused_where_it_is_wrong(other: dict[str, Any], sentence: str, path: str) -> None:
    with pytest.raises(errors.Invalid) as refusal:
        terms.read(agreed(**other), path=("input", "card"))
    assert (refusal.value.message, " ".join(refusal.value.path)) == (sentence, f"input card {path}")
