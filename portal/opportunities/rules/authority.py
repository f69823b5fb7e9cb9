"""What a partner may sell where: what the territories of its contracts say to a registration."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from portal.boundaries.rules.terms import covers
from portal.opportunities.rules.statuses import RejectionCode
from portal.sentences import Regions, Sentence, say

NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """A boundary in force within which a partner sells: regions, products, and the clause that it rests on."""

    regions: tuple[str, ...]
    products: tuple[str, ...]
    """Empty: all products."""
    clause_key: str = ""
    contract_id: UUID | None = None
    contract: str = ""
    """Number of the contract that carries it; may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """Why a registration cannot be taken as it is: the code by which it would be rejected, and a sentence."""

    code: RejectionCode
    sentence: Sentence
    path: tuple[str, ...]


def read(rows: Iterable[Mapping[str, Any]]) -> tuple[Territory, ...]:
    """From the JSON of `queries.territories_of`."""
    return tuple(
        Territory(
            regions=tuple(each["regions"]), products=tuple(each["products"]), clause_key=each["clause_key"],
            contract_id=UUID(each["contract_id"]) if each["contract_id"] else None, contract=each["contract"],
        )
        for each in rows
    )  # fmt: skip


def bounding(territories: Sequence[Territory], contract_id: UUID | None) -> tuple[Territory, ...]:
    """Those of the contract that is named, and those that rest on none; without a contract all of them."""
    return tuple(each for each in territories if contract_id is None or each.contract_id in {contract_id, None})


def is_authorised(territories: Sequence[Territory], products: Sequence[str]) -> bool | None:
    """Whether each product is among those of a territory; None where no territory names any."""
    return None if not territories else not _unauthorised(territories, products)


def _unauthorised(territories: Sequence[Territory], products: Sequence[str]) -> list[str]:
    if not territories or any(not each.products for each in territories):
        return []
    sold = sold_in(territories)
    return [each for each in products if each not in sold]


def sold_in(territories: Sequence[Territory]) -> frozenset[str]:
    """The codes of all products that territories name."""
    return frozenset(code for each in territories for code in each.products)


def unfit(
    territories: Sequence[Territory], products: Sequence[str], regions: Sequence[str],
    called: Mapping[str, str] = NOTHING,
) -> list[Unfit]:  # fmt: skip
    """All that stands in the way of these products in these regions; nothing for a partner without a territory.

    `called` says what products are called, by their codes.
    """
    found = []
    if outside := _unauthorised(territories, products):
        sold = ", ".join(sorted(called.get(code, code) for code in sold_in(territories)))
        said = say(
            "The partner's contracts cover only these products: {sold}. They do not cover {products}.",
            products=", ".join(called.get(code, code) for code in outside),
            sold=sold,
        )  # fmt: skip
        found.append(
            Unfit(
                code=RejectionCode.PRODUCT_NOT_AUTHORISED, sentence=said.then(_rests_on(territories[0])),
                path=("input", "products"),
            )
        )  # fmt: skip
    for each in territories:
        about = not each.products or set(each.products) & set(products)
        far = [region for region in regions if not covers(each.regions, region)]
        if about and far:
            said = say(
                "{outside} is outside the partner's territory ({territory}).", outside=Regions(tuple(far)),
                territory=Regions(each.regions),
            )  # fmt: skip
            found.append(
                Unfit(
                    code=RejectionCode.OUTSIDE_TERRITORY, sentence=said.then(_rests_on(each)),
                    path=("input", "regions"),
                )
            )  # fmt: skip
    return found


def _rests_on(territory: Territory) -> Sentence | None:
    if territory.contract and territory.clause_key:
        return say(
            "This is based on “{clause}” of contract {contract}.",
            clause=territory.clause_key,
            contract=territory.contract,
        )
    return say("This is based on contract {contract}.", contract=territory.contract) if territory.contract else None
