"""What is suggested to whom and why: small worlds counted by hand, and any world counted in the plainest way."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.opportunities.suggesting import purchases
from portal.opportunities.suggesting.purchases import Popular, Purchases, Reason, may_be_shown

WORLD = {
    "ada": "pump valve", "ben": "pump valve", "cem": "pump valve filter", "dia": "pump filter", "eli": "pump",
    "fay": "hose filter", "gus": "hose", "hal": "hose filter", "ivy": "glove", "jon": "glove",
}  # fmt: skip
VALVE = Reason("valve", "pump", both=3, buyers=5, product_buyers=3, customers=10)


def world(told: dict[str, str]) -> Purchases:
    return Purchases((customer, product) for customer, products in told.items() for product in products.split())


def test_the_reason_is_the_product_whose_buyers_most_often_buy_the_other_with_its_numbers() -> None:
    assert world(WORLD).suggested({"pump"}, least_common=2) == (VALVE,)  # of filters the lift is 1
    assert (VALVE.share, VALVE.lift) == (Fraction(3, 5), Fraction(2))
    assert str(VALVE.sentence({"pump": "Pump P1"})) == (
        "3 of 5 customers who buy Pump P1 also buy valve; this customer has not bought it through this partner."
    )


def test_a_reason_needs_enough_customers_who_buy_both() -> None:
    assert world(WORLD).suggested({"pump"}, least_common=3) == (VALVE,)
    assert world(WORLD).suggested({"pump"}, least_common=4) == world(WORLD).suggested({"pump"}) == ()


def test_the_largest_share_counts_and_what_is_owned_or_unknown_does_not() -> None:
    found = world(WORLD).suggested({"pump", "hose", "ladder"}, least_common=1)
    assert [(each.product, each.because, each.both, each.buyers) for each in found] == [
        ("filter", "hose", 2, 3), ("valve", "pump", 3, 5),
    ]  # fmt: skip
    assert world(WORLD).suggested({"ladder"}, least_common=1) == world(WORLD).suggested((), least_common=1) == ()
    assert [each.product for each in world(WORLD).suggested({"pump", "valve"}, least_common=1)] == []


def test_of_equal_shares_the_product_with_more_buyers_comes_first_then_its_id() -> None:
    told = {"a": "x q r s", "b": "x q r s", "c": "s", "d": "z", "e": "z", "f": "z", "g": "z"}
    found = world(told).suggested({"x"}, least_common=2)
    assert [each.product for each in found] == ["s", "q", "r"]
    assert [each.product for each in world(told).suggested({"x"}, least_common=2, most=2)] == ["s", "q"]


def test_of_two_reasons_with_one_share_that_with_more_customers_counts_then_the_id() -> None:
    told = {
        "a": "big1 small1 w", "b": "big1 big2 w", "c": "big1 big2 w small1", "d": "big1 big2 w", "e": "big2 w",
        **dict.fromkeys("fghijk", "other"),
    }  # fmt: skip
    (reason,) = world(told).suggested({"small1", "big1", "big2"}, least_common=2)
    assert (reason.because, reason.both, reason.buyers) == ("big1", 4, 4)


def test_what_a_customer_buys_twice_counts_once() -> None:
    twice = Purchases([("ada", "pump"), ("ada", "pump"), ("ben", "pump"), ("ada", "valve")])
    assert twice.popular({"valve"}) == (Popular("pump", 2, 2),)
    assert (twice.count("pump"), twice.count("ladder"), twice.customers) == (2, 0, 2)
    assert (twice.buyers("pump", "valve"), twice.buyers("ladder")) == (frozenset({"ada"}), frozenset())
    assert (twice.of("ada"), twice.of("zoe")) == (frozenset({"pump", "valve"}), frozenset())


@pytest.mark.parametrize(
    ("both", "partners", "shown"), [(5, 3, True), (4, 3, False), (5, 2, False), (500, 2, False), (9, 30, True)]
)
def test_a_partner_reads_what_rests_on_five_customers_of_three_partners(
    both: int, partners: int, *, shown: bool
) -> None:
    assert may_be_shown(Reason("b", "a", both, 600, 700, 9_000), partners=partners) is shown


def plainly(pairs: set[tuple[str, str]], owned: set[str], least: int) -> list[tuple[str, str, int, int, int, int]]:
    """The rule as it is written down, one comparison after the other."""
    buyers = {product: {c for c, p in pairs if p == product} for _, product in pairs}
    everybody = len({customer for customer, _ in pairs})
    found = []
    for product in buyers.keys() - owned:
        reasons = [
            (-Fraction(both, len(buyers[a])), -len(buyers[a]), a, both)
            for a in owned & buyers.keys()
            if (both := len(buyers[a] & buyers[product])) >= least
            and Fraction(both * everybody, len(buyers[a]) * len(buyers[product])) > Fraction(6, 5)
        ]
        if reasons:
            share, _, a, both = min(reasons)
            count = len(buyers[product])
            found.append((share, -count, product, (product, a, both, len(buyers[a]), count, everybody)))
    return [each[-1] for each in sorted(found)][:10]


@given(
    st.sets(st.tuples(st.sampled_from("abcdefghijkl"), st.sampled_from([f"p{n}" for n in range(14)])), min_size=1),
    st.sets(st.sampled_from([f"p{n}" for n in range(16)]), max_size=6),
    st.integers(1, 4),
)
def test_every_suggestion_and_reason_is_that_of_the_plainest_count(
    pairs: set[tuple[str, str]], owned: set[str], least: int
) -> None:
    known = Purchases(sorted(pairs))
    found = known.suggested(owned, least_common=least)
    assert [
        (each.product, each.because, each.both, each.buyers, each.product_buyers, each.customers) for each in found
    ] == plainly(pairs, owned, least)
    for each in found:
        assert each.both == len(known.buyers(each.because, each.product))
        assert each.buyers == len(known.buyers(each.because))
        assert each.lift > purchases.LEAST_LIFT


@given(st.sets(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("pqrstuvwxyz")), min_size=8))
def test_both_ways_of_counting_find_the_same(pairs: set[tuple[str, str]]) -> None:
    known, other = Purchases(sorted(pairs)), Purchases(sorted(pairs, reverse=True))
    for product in {product for _, product in pairs}:
        assert known.suggested({product}, least_common=1) == other.suggested({product}, least_common=1)
        number = known._number[product]
        masks = {each: both for each, both in known._by_masks(number, known.eligible(1)) if both}
        assert masks == dict(known._by_baskets(number))
