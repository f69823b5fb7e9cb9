"""The back-test: what would have been suggested before the last fifth of the time, and what was bought in it."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from portal import errors
from portal.opportunities.suggesting.purchases import LEAST_COMMON, Purchases

BEFORE = 0.8
"""The part of the time from which the suggestions are made."""
MOST_WORK = 100_000_000
"""Pairs of products that are compared: about half a minute; 400,000 lines of orders have about ten million."""


class Shown(StrEnum):
    RULE = "RULE"
    POPULARITY = "POPULARITY"


@dataclass(slots=True)
class History:
    """The first day on which each customer bought each product, and the span of all days."""

    first: dict[tuple[str, str], float] = field(default_factory=dict)
    """By customer and product; in any unit of time, such as seconds."""
    begins: float = float("inf")
    ends: float = float("-inf")

    def add(self, customer: str, product: str, at: float) -> None:
        """One line of an order. What is bought again is no first purchase, but its day belongs to the span."""
        pair = (customer, product)
        if at < self.first.get(pair, float("inf")):
            self.first[pair] = at
        self.begins, self.ends = min(self.begins, at), max(self.ends, at)

    @property
    def cut(self) -> float:
        """Until when it was before: four fifths of the span."""
        return self.begins + BEFORE * (self.ends - self.begins)


@dataclass(frozen=True, slots=True)
class Trial:
    """How often one of ten suggestions was bought later for the first time, by the rule and by popularity."""

    customers: int
    """Who had bought something before, and then for the first time a product that could be suggested."""
    rule_hits: int
    popularity_hits: int
    least_common: int
    before: int
    """Customers by whose purchases it was suggested."""
    products: int
    """Those that so many customers had bought before that they could be suggested."""

    @property
    def rule(self) -> float:
        """The share of customers for whom one of ten was right, 0 to 1 (hit@10)."""
        return self.rule_hits / self.customers if self.customers else 0.0

    @property
    def popularity(self) -> float:
        """The same where everybody is suggested what most buy."""
        return self.popularity_hits / self.customers if self.customers else 0.0

    @property
    def shown(self) -> Shown:
        """The rule, unless popularity does better: then that, and it is said."""
        return Shown.POPULARITY if self.popularity_hits > self.rule_hits else Shown.RULE


def tried(
    history: History, *, least_common: int = LEAST_COMMON, told: Callable[[int, int], None] | None = None
) -> Trial:
    """Tries the rule on one's own orders, beside popularity. Refuses: Invalid for more than can be compared.

    Only first purchases in the last fifth of the time count, of products that at least `least_common` customers had
    bought before: what a customer buys again needs no suggestion, and flatters any (doi 10.1145/3587153).
    """
    cut = history.cut
    known = Purchases(pair for pair, at in history.first.items() if at <= cut)
    bought = dict[str, set[str]]()
    for (customer, product), at in history.first.items():
        if at > cut and known.count(product) >= least_common:
            bought.setdefault(customer, set()).add(product)
    owned = {customer: products for customer in sorted(bought) if (products := known.of(customer))}
    _refuse_too_much(known, owned.values(), least_common)
    rule = popularity = 0
    for number, (customer, products) in enumerate(owned.items()):
        suggested = {each.product for each in known.suggested(products, least_common=least_common)}
        popular = {each.product for each in known.popular(products)}
        rule += not suggested.isdisjoint(bought[customer])
        popularity += not popular.isdisjoint(bought[customer])
        if told is not None:
            told(number + 1, len(owned))
    return Trial(len(owned), rule, popularity, least_common, known.customers, known.eligible(least_common))


def _refuse_too_much(known: Purchases, owned: Iterable[Collection[str]], least_common: int) -> None:
    work = known.work(owned, least_common=least_common)
    if work > MOST_WORK:
        raise errors.Invalid(
            "These orders have {count} pairs of products to compare, more than the maximum of {most}. Try some of"
            " the orders only.",
            count=work, most=MOST_WORK,
        )  # fmt: skip
