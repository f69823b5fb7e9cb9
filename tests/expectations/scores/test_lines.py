"""Scorecards: what is not measured neither helps nor harms, and every score has exactly one standing."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import errors, languages
from portal.expectations.metrics.tree import Direction
from portal.expectations.scores.bands import Band, Effect, Standing, band_of
from portal.expectations.scores.lines import Line, card, check_floor, score_of, shown

HIGHER, LOWER = Direction.HIGHER, Direction.LOWER
BANDS = (
    Band(Decimal(0), Decimal(60), Standing.POOR, (Effect.PLAN_REQUIRED, Effect.SPONSOR_REVIEW)),
    Band(Decimal(60), Decimal(85), Standing.FAIR, (Effect.NOTICE,)),
    Band(Decimal(85), Decimal(100), Standing.GOOD),
)


def line(
    weight: str, score: int | None, name: str = "exp", *, is_contested: bool = False, last: int | None = None
) -> Line:
    """A line whose value is its score: the floor is 0 and the target 100."""
    return Line(
        name, Decimal(weight), HIGHER, Decimal(100), Decimal(0), None if score is None else Fraction(score),
        is_contested, None if last is None else Fraction(last),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "target", "floor", "score"),
    [
        ("95", "95", "80", 100),
        ("99", "95", "80", 100),
        ("80", "95", "80", 0),
        ("12", "95", "80", 0),
        ("84.85", "95", "80", Fraction(97, 3)),
        ("10", "10", "30", 100),
        ("2", "10", "30", 100),
        ("30", "10", "30", 0),
        ("99", "10", "30", 0),
        ("25", "10", "30", 25),
        ("0", "0", "500", 100),
    ],
)
def test_a_line_scores_from_0_at_its_floor_to_100_at_its_target(
    value: str, target: str, floor: str, score: Fraction
) -> None:
    assert score_of(Fraction(value), target=Decimal(target), floor=Decimal(floor)) == score


@pytest.mark.parametrize(
    ("value", "direction", "score"), [(95, HIGHER, 100), (94, HIGHER, 0), (95, LOWER, 100), (96, LOWER, 0)]
)
def test_without_a_floor_a_line_scores_all_or_nothing(value: int, direction: Direction, score: int) -> None:
    assert Line("exp", Decimal(100), direction, Decimal(95), None, Fraction(value)).score == score


@pytest.mark.parametrize(("floor", "direction"), [("95", HIGHER), ("96", HIGHER), ("95", LOWER), ("94", LOWER)])
def test_a_floor_that_is_not_worse_than_the_target_is_refused(floor: str, direction: Direction) -> None:
    with pytest.raises(errors.Invalid, match=r"The floor must be worse than the target\.") as refusal:
        check_floor(target=Decimal(95), floor=Decimal(floor), direction=direction, path=("input", "floor"))
    assert refusal.value.path == ("input", "floor")


def test_the_weight_of_a_line_without_a_value_goes_to_the_others() -> None:
    found = card([line("50", 80), line("30", None), line("20", 50)], bands=BANDS, least_covered=Decimal(50))
    assert found.score == Fraction(500, 7)
    assert found.shown == Decimal("71.43")
    assert (found.unscored, found.covered) == (1, Decimal(70))
    assert str(found.coverage) == "1 of 3 lines not scored, 70 of 100 weight"
    assert found.band is BANDS[1]
    assert [each.share for each in found.lines] == [Fraction(5, 7), 0, Fraction(2, 7)]


@pytest.mark.parametrize(
    ("lines", "covered"),
    [
        ([line("50", None), line("50", None)], 0),
        ([line("49.999", 100), line("50.001", None)], "49.999"),
        ([line("100", None, is_contested=True)], 0),
    ],
)
def test_a_card_of_which_too_little_is_covered_has_neither_score_nor_standing(
    lines: list[Line], covered: str | int
) -> None:
    found = card(lines, bands=BANDS, least_covered=Decimal(50))
    assert (found.score, found.shown, found.band, found.covered) == (None, None, None, Decimal(covered))


def test_a_card_of_which_exactly_enough_is_covered_has_a_score() -> None:
    found = card([line("50", 0), line("50", None)], bands=BANDS, least_covered=Decimal(50))
    assert (found.score, found.band) == (Fraction(0), BANDS[0])


def test_a_contested_line_keeps_what_was_final_last() -> None:
    contested = line("60", 10, is_contested=True, last=90)
    found = card([contested, line("40", 80)], bands=BANDS, least_covered=Decimal(50))
    assert (contested.counted, found.score) == (Fraction(90), Fraction(86))


def test_the_worst_line_comes_first_and_what_has_no_score_last() -> None:
    lines = [line("50", 90, "a"), line("10", None, "b"), line("10", 20, "c"), line("30", 80, "d")]
    found = card(lines, bands=BANDS, least_covered=Decimal(50))
    assert [each.line.expectation for each in found.worst_first] == ["c", "d", "a", "b"]
    assert [each.costs for each in found.worst_first] == [Fraction(80, 9), Fraction(20, 3), Fraction(50, 9), 0]


@pytest.mark.parametrize(
    ("score", "standing"),
    [
        (Fraction(0), Standing.POOR),
        (Fraction(59_999_999, 1_000_000), Standing.POOR),
        (Fraction(60), Standing.FAIR),
        (Fraction(85), Standing.GOOD),
        (Fraction(100), Standing.GOOD),
    ],
)
def test_the_last_band_holds_100_and_every_other_ends_before_the_next(score: Fraction, standing: Standing) -> None:
    assert band_of(score, BANDS).standing is standing


@given(st.lists(st.integers(1, 99), min_size=0, max_size=4, unique=True), st.fractions(0, 100))
def test_every_score_lies_in_exactly_one_band(edges: list[int], score: Fraction) -> None:
    ends = [0, *sorted(edges), 100]
    bands = [
        Band(Decimal(low), Decimal(high), standing)
        for low, high, standing in zip(ends, ends[1:], Standing, strict=False)
    ]
    found = band_of(score, bands)
    assert found.since <= score
    assert score < found.until or found is bands[-1]
    assert sum(each.since <= score < each.until for each in bands) == (score < 100)


@pytest.mark.parametrize(
    ("score", "text"),
    [
        (Fraction(100), "100.00"),
        (Fraction(99_999, 1000), "99.99"),
        (Fraction(84_999, 1000), "84.99"),  # the next band begins at 85
        (Fraction(85), "85.00"),
        (Fraction(71_425, 1000), "71.42"),
        (Fraction(71_435, 1000), "71.44"),
        (Fraction(500, 7), "71.43"),
        (Fraction(0), "0.00"),
    ],
)
def test_a_score_never_shows_as_an_edge_that_it_does_not_reach(score: Fraction, text: str) -> None:
    assert str(shown(score, edges=[Decimal(60), Decimal(85)])) == text


@given(st.lists(st.tuples(st.integers(1, 50), st.none() | st.integers(0, 100)), min_size=1, max_size=8))
def test_a_card_lies_between_its_worst_and_its_best_line(lines: list[tuple[int, int | None]]) -> None:
    found = card([line(str(weight), score) for weight, score in lines], bands=BANDS, least_covered=Decimal(1))
    scores = [score for _, score in lines if score is not None]
    if not scores:
        assert found.score is None
    else:
        assert found.score is not None
        assert min(scores) <= found.score <= max(scores)
        assert sum(each.share for each in found.lines) == 1


def test_coverage_is_said_in_every_language() -> None:
    found = card([line("70", 1), line("30", None)], bands=BANDS, least_covered=Decimal(50))
    assert [languages.written(found.coverage, each) for each in ("bg", "hi", "fil")] == [
        "1 от 2 реда без оценка, тежест 70 от 100",
        "2 में से 1 पंक्ति का स्कोर नहीं, 100 में से 70 भार",
        "1 sa 2 linya ang walang score, weight na 70 sa 100",
    ]
