"""All suggestions at once: for each partner, what each of its customers may buy next, with the numbers it rests on."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.opportunities.suggesting.purchases import LEAST_COMMON, Purchases
from portal.opportunities.suggesting.trial import History, Shown, Trial, tried

VERSION = 1
"""Of the rule: it rises when other suggestions would follow from the same purchases."""
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Bought:
    """That a customer has bought a product through a partner; `source` is the sale by which the partner knows it."""

    partner: UUID
    customer: int
    product: str
    on: date
    source: UUID


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a suggestion rests on, all counted in customers but `partners`; `because` is "" for what most buy."""

    because: str
    common: int
    """Who buy both; of what most buy: who buy the product."""
    buyers: int
    """Who buy `because`; of what most buy: all customers."""
    product_buyers: int
    customers: int
    partners: int
    """Through so many at least each of the products was bought by those who stand in `common`."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A suggestion as it follows now."""

    customer: int
    product: str
    rule: Shown
    score: int
    """The share of buyers who buy it too, in millionths."""
    numbers: Numbers
    source: UUID


@dataclass(frozen=True, slots=True)
class Worked:
    trial: Trial
    partners: int
    """Through whom all that was tried was bought."""
    wanted: Mapping[UUID, tuple[Wanted, ...]]
    """By partner."""


class _World:
    """Who has bought what through whom."""

    def __init__(self, lines: Sequence[Bought]) -> None:
        self.lines = lines
        self.purchases = Purchases((str(each.customer), each.product) for each in self.lines)
        self.sellers = defaultdict[tuple[str, str], set[UUID]](set)
        self.baskets = defaultdict[tuple[UUID, int], set[str]](set)
        self.sources = dict[tuple[UUID, int], UUID]()
        self.known = defaultdict[UUID, set[int]](set)
        self.through = defaultdict[int, set[UUID]](set)
        for each in self.lines:
            self.sellers[str(each.customer), each.product].add(each.partner)
            self.baskets[each.partner, each.customer].add(each.product)
            self.known[each.partner].add(each.customer)
            self.through[each.customer].add(each.partner)
            self.sources[each.partner, each.customer] = each.source  # of the last sale
        self._partners = dict[tuple[str, ...], int]()

    def tried(self) -> Trial:
        history = History()
        for each in self.lines:
            history.add(str(each.customer), each.product, each.on.toordinal())
        return tried(history)

    def partners(self, *products: str) -> int:
        """Through how many those have bought each of the products who have bought them all; the least of these."""
        if products not in self._partners:
            buyers = self.purchases.buyers(*products)
            found = (set[UUID]().union(*(self.sellers[customer, each] for customer in buyers)) for each in products)
            self._partners[products] = min(map(len, found))
        return self._partners[products]

    def seen_by(self, partner: UUID) -> "_World":
        """The same without what the partner's own customers buy through others."""
        shared = {each for each in self.known[partner] if len(self.through[each]) > 1}
        if not shared:
            return self
        return _World([each for each in self.lines if each.partner == partner or each.customer not in shared])


def worked_out(bought: Iterable[Bought], pursued: Collection[tuple[UUID, int, str]], sold: Collection[str]) -> Worked:
    """What follows from all that was bought, by the rule, or by what most buy where that does better.

    Whatever a partner's own customers buy through others counts nowhere in that partner's suggestions, not in a number
    either: so nothing that the partner reads depends on it, and nothing of it can be learned. `pursued` are partner,
    customer and product of deals that are under way, `sold` the products that can be registered.
    """
    world = _World(sorted(bought, key=lambda each: (each.on, str(each.source), each.product)))
    trial, partners = world.tried(), {each.partner for each in world.lines}
    wanted = {
        partner: tuple(
            each
            for each in _wanted_of(world.seen_by(partner), partner, trial.shown)
            if each.product in sold and (partner, each.customer, each.product) not in pursued
        )
        for partner in partners
    }
    return Worked(trial, len(partners), wanted)


def _wanted_of(world: _World, partner: UUID, shown: Shown) -> Iterator[Wanted]:
    rule = _popular if shown is Shown.POPULARITY else _ruled
    for (seller, customer), owned in world.baskets.items():
        if seller == partner:
            for product, score, numbers in rule(world, owned):
                yield Wanted(customer, product, shown, score, numbers, world.sources[partner, customer])


Found = Iterator[tuple[str, int, Numbers]]


def _ruled(world: _World, owned: Collection[str]) -> Found:
    for each in world.purchases.suggested(owned):
        partners = world.partners(each.because, each.product)
        numbers = Numbers(each.because, each.both, each.buyers, each.product_buyers, each.customers, partners)
        yield each.product, MILLION * each.both // each.buyers, numbers


def _popular(world: _World, owned: Collection[str]) -> Found:
    for each in world.purchases.popular(owned):
        if each.buyers >= LEAST_COMMON:
            partners = world.partners(each.product)
            numbers = Numbers("", each.buyers, each.customers, each.buyers, each.customers, partners)
            yield each.product, MILLION * each.buyers // each.customers, numbers
