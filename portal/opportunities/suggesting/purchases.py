"""Who has bought what, and which product a customer is likeliest to buy next: by a rule that is its own reason."""

import bisect
import heapq
import itertools
import operator
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from portal.sentences import Sentence, say

LEAST_COMMON = 5
"""So many customers at least have bought both products."""
LEAST_PARTNERS = 3
"""So many partners at least have those customers, before a partner reads of it."""
LEAST_LIFT = Fraction(6, 5)
"""A-buyers buy B more than this many times as often as everybody does."""
MOST = 10
_MOST_KEPT = 16_000_000
"""Numbers of rules that are kept for the next customer: 128 MB; 400,000 lines of orders have a few million."""
_MOST_BITS = 400_000_000
"""Of products times customers: 50 MB; where there are more, each customer has bought few of them."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a product is suggested: `both` of `buyers` customers who buy `because` also buy `product`.

    All are counts of customers; `customers` are all of them and `product_buyers` those who buy `product`.
    """

    product: str
    because: str
    both: int
    buyers: int
    product_buyers: int
    customers: int

    @property
    def share(self) -> Fraction:
        """Of those who buy `because`, from 0 to 1."""
        return Fraction(self.both, self.buyers)

    @property
    def lift(self) -> Fraction:
        """How many times as often as everybody they buy the product."""
        return self.share / Fraction(self.product_buyers, self.customers)

    def sentence(self, names: Mapping[str, str]) -> Sentence:
        """The reason in words, with the products by their names, or by their ids where none is known."""
        because, product = (names.get(each, each) for each in (self.because, self.product))
        return say(
            "{both} of {buyers} customers who buy {because} also buy {product}; this customer has not bought it through"
            " this partner.",
            both=self.both, buyers=self.buyers, because=because, product=product,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Popular:
    """A product that `buyers` of `customers` buy."""

    product: str
    buyers: int
    customers: int

    def sentence(self, names: Mapping[str, str]) -> Sentence:
        """The same in words; see `Reason.sentence`."""
        return say(
            "{buyers} of {customers} customers buy {product}; this customer has not bought it through this partner.",
            buyers=self.buyers, customers=self.customers, product=names.get(self.product, self.product),
        )  # fmt: skip


def may_be_shown(reason: Reason, *, partners: int) -> bool:
    """Whether a partner may read the reason: nobody is recognised in it; `partners` have the customers of both."""
    return reason.both >= LEAST_COMMON and partners >= LEAST_PARTNERS


class Purchases:
    """Which customers have bought which products, each pair once however often it comes.

    Products are numbered by their buyers, most first, then by id: where shares are equal that is the order as well.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """`pairs` are customer and product."""
        numbers, bought, buyers = dict[str, int](), dict[str, set[str]](), dict[str, list[int]]()
        for customer, product in pairs:
            owned = bought.setdefault(customer, set())
            if product not in owned:
                owned.add(product)
                buyers.setdefault(product, []).append(numbers.setdefault(customer, len(numbers)))
        self._products = sorted(buyers, key=lambda each: (-len(buyers[each]), each))
        self._number = {product: number for number, product in enumerate(self._products)}
        self._count = [len(buyers[each]) for each in self._products]
        self._buyers = [buyers[each] for each in self._products]
        self._owned = {customer: frozenset(map(self._number.__getitem__, owned)) for customer, owned in bought.items()}
        self._baskets = [self._owned[each] for each in numbers]
        self._masks = list[int]()
        self._rules = dict[tuple[int, int], Sequence[int]]()
        self._kept = 0

    @property
    def customers(self) -> int:
        return len(self._baskets)

    def count(self, product: str) -> int:
        """How many customers buy the product; 0 for one that is not known."""
        return self._count[self._number[product]] if product in self._number else 0

    def of(self, customer: str) -> frozenset[str]:
        """What the customer has bought; nothing for one that is not known."""
        return frozenset(self._products[each] for each in self._owned.get(customer, ()))

    def buyers(self, *products: str) -> frozenset[str]:
        """The customers who have bought all of the products."""
        wanted = {self._number.get(each, -1) for each in products}
        return frozenset(customer for customer, owned in self._owned.items() if wanted <= owned)

    def popular(self, owned: Collection[str], *, most: int = MOST) -> tuple[Popular, ...]:
        """The products that most customers buy and this one does not."""
        found = (each for each in self._products if each not in owned)
        return tuple(
            Popular(each, self._count[self._number[each]], self.customers) for each in itertools.islice(found, most)
        )

    def suggested(
        self, owned: Collection[str], *, least_common: int = LEAST_COMMON, most: int = MOST
    ) -> tuple[Reason, ...]:
        """What a customer who owns some products is likeliest to buy next, each product once with its best reason.

        Of what the customer buys that product speaks for another of which the largest share of buyers buy the other
        as well, if the lift is more than 1.2 and at least `least_common` customers buy both. Of equal shares those
        come first whose product has more buyers, then by its id; of two reasons for one product that which more
        customers stand behind, then by the id.
        """
        mine = {self._number[each] for each in owned if each in self._number}
        found = dict[int, Reason]()
        # The largest share, written as the least of negative numbers, then the product's number, then the reason's.
        for _, product, because, both in heapq.merge(*(self._offers(each, mine, least_common) for each in mine)):
            if product not in found:
                found[product] = Reason(
                    self._products[product], self._products[because], both, self._count[because],
                    self._count[product], self.customers,
                )  # fmt: skip
                if len(found) == most:
                    break
        return tuple(found.values())

    def work(self, some: Iterable[Collection[str]], *, least_common: int = LEAST_COMMON) -> int:
        """How many pairs of products are compared to suggest something to customers who own these."""
        numbers = {self._number[each] for owned in some for each in owned if each in self._number}
        return sum(min(self.eligible(least_common), self._in_baskets(each)) for each in numbers)

    def _offers(
        self, because: int, mine: Collection[int], least_common: int
    ) -> Iterator[tuple[float, int, int, int]]:  # fmt: skip
        """The share as a negative number, the product that is not owned, because, and how many buy both; best first."""
        width, count = len(self._products), self._count[because]
        for rule in self._rules_of(because, least_common):
            product = rule % width
            if product not in mine:
                both = -(rule // width)
                yield -both / count, product, because, both

    def _rules_of(self, because: int, least_common: int) -> Sequence[int]:
        """The products that `because` speaks for, the largest share first, each as -both * products + product."""
        wanted = (because, least_common)
        if wanted not in self._rules:
            width, count = len(self._products), self._count
            times = LEAST_LIFT * count[because] / self.customers
            over, under = times.numerator, times.denominator
            found = array(
                "q",
                sorted(
                    product - both * width
                    for product, both in self._together(because, least_common)
                    if both >= least_common and both * under > over * count[product] and product != because
                ),
            )
            if self._kept > _MOST_KEPT:
                self._rules.clear()
                self._kept = 0
            self._rules[wanted] = found
            self._kept += len(found)
        return self._rules[wanted]

    def _together(self, because: int, least_common: int) -> Iterable[tuple[int, int]]:
        """Products, and how many buy both: all that can have enough, counted in the cheaper of two ways."""
        eligible = self.eligible(least_common)
        if self._in_baskets(because) <= eligible or eligible * self.customers > _MOST_BITS:
            return self._by_baskets(because)
        return self._by_masks(because, eligible)

    def _by_baskets(self, because: int) -> Iterable[tuple[int, int]]:
        return Counter(itertools.chain.from_iterable(self._baskets[each] for each in self._buyers[because])).items()

    def _by_masks(self, because: int, eligible: int) -> Iterable[tuple[int, int]]:
        self._build_masks(eligible)
        mask = self._mask_of(because)
        return enumerate([(mask & each).bit_count() for each in self._masks[:eligible]])

    def _build_masks(self, eligible: int) -> None:
        """One bit for each customer who buys the product."""
        self._masks += map(self._mask_of, range(len(self._masks), eligible))

    def _mask_of(self, product: int) -> int:
        if product < len(self._masks):
            return self._masks[product]
        bits = bytearray(self.customers // 8 + 1)
        for each in self._buyers[product]:
            bits[each >> 3] |= 1 << (each & 7)
        return int.from_bytes(bits, "little")

    def eligible(self, least_common: int = LEAST_COMMON) -> int:
        """How many products have so many buyers, so that they can be suggested: those with the first numbers."""
        return bisect.bisect_right(self._count, -least_common, key=operator.neg)

    def _in_baskets(self, product: int) -> int:
        """How many purchases those have made who buy the product."""
        return sum(len(self._baskets[each]) for each in self._buyers[product])
