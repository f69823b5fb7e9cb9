"""The back-test on worlds that can be counted by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import errors
from portal.opportunities.suggesting import trial
from portal.opportunities.suggesting.trial import History, Shown, Trial, tried

BEFORE, AFTER = 0, 100
"""Days: what is between counts for the span alone."""


def history(before: dict[str, str], after: dict[str, str]) -> History:
    """Who bought which products on the first day, and who on the last."""
    told = History()
    for at, bought in ((BEFORE, before), (AFTER, after)):
        for customer, products in bought.items():
            for product in products.split():
                told.add(customer, product, at)
    return told


FITS = {
    **dict.fromkeys(("a1", "a2", "a3"), "pump valve"), "a4": "pump", "b1": "hose", "b2": "hose",
    **{f"c{n}": f"hat{n}" for n in range(2) for _ in range(2)},
}  # fmt: skip


def test_the_rule_and_popularity_are_counted_beside_each_other() -> None:
    later = {"a4": "valve", "b1": "pump", "b2": "hat0 pump", "new": "pump", "a1": "pump valve"}
    assert tried(history(FITS, later), least_common=2) == Trial(
        customers=3, rule_hits=1, popularity_hits=3, least_common=2, before=8, products=3
    )


def test_a_rule_that_loses_says_so_and_one_that_is_as_good_is_shown() -> None:
    assert Trial(10, 3, 4, 5, 100, 10).shown is Shown.POPULARITY
    assert Trial(10, 4, 4, 5, 100, 10).shown is Shown.RULE
    assert (Trial(10, 3, 4, 5, 100, 10).rule, Trial(10, 3, 4, 5, 100, 10).popularity) == (0.3, 0.4)


def test_what_is_bought_again_and_what_nobody_could_suggest_is_not_tried() -> None:
    found = tried(history(FITS, {"a4": "pump", "b1": "hat0", "b2": "boot", "new": "pump"}), least_common=2)
    assert (found.customers, found.rule, found.popularity, found.shown) == (0, 0.0, 0.0, Shown.RULE)


def test_before_are_four_fifths_of_the_span_of_all_days_and_the_first_day_of_a_pair_counts() -> None:
    told = History()
    for at in (90, 10, 100, 0):
        told.add("ada", "pump", at)
    told.add("ada", "valve", 80)
    told.add("ada", "hose", 80.5)
    assert (told.begins, told.ends, told.cut) == (0, 100, 80)
    assert told.first == {("ada", "pump"): 0, ("ada", "valve"): 80, ("ada", "hose"): 80.5}
    assert tried(told, least_common=1).before == 1


def test_no_orders_are_tried_on_nobody() -> None:
    assert tried(History()) == Trial(0, 0, 0, 5, 0, 0)


def test_more_pairs_than_can_be_compared_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "MOST_WORK", 3)
    with pytest.raises(errors.Invalid, match="5 pairs of products to compare, more than the maximum of 3"):
        tried(history(FITS, {"a4": "valve"}), least_common=1)


DAYS = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("pqrstuvw"), st.integers(0, 20)), min_size=1)


@given(DAYS, st.randoms())
def test_the_order_of_the_lines_changes_nothing(lines: list[tuple[str, str, int]], random: object) -> None:
    one, other = History(), History()
    for line in lines:
        one.add(*line)
    for line in sorted(lines, key=lambda _: random.random()):  # type: ignore[attr-defined]
        other.add(*line)
    found = tried(one, least_common=1)
    assert found == tried(other, least_common=1)
    assert 0 <= found.rule_hits <= found.customers
    assert 0 <= found.popularity_hits <= found.customers
