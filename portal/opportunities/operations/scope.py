"""What somebody says of a deal, as checked: every fault is told at once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from portal import errors
from portal.access import Side
from portal.database import clashes
from portal.database.session import Session
from portal.money import Money
from portal.opportunities import queries
from portal.opportunities.customers import identity, naming
from portal.opportunities.customers.identity import KeyKind
from portal.opportunities.models import Opportunity
from portal.opportunities.operations import authority, numbers
from portal.opportunities.operations.deal import OpenOpportunity
from portal.opportunities.rules.statuses import (
    EXTERNAL_LONGEST,
    FURTHEST_CLOSE,
    MOST_CELLS,
    MOST_PRODUCTS,
    MOST_REGIONS,
    NAME_LONGEST,
    TEXT_LONGEST,
    Stage,
)
from portal.sentences import say
from portal.wording import line, note_given

REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """An end customer as whoever registers it knows it."""

    name: str
    country: str
    domain: str = ""
    lei: str = ""
    vat_number: str = ""
    register_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A deal: with whom, what, where, how much, by when."""

    customer: Customer
    products: Sequence[str]
    regions: Sequence[str]
    estimate: Money
    expected_close_on: date
    text: str = ""
    stage: Stage = Stage.LEAD
    contract_id: UUID | None = None
    external_id: str = ""
    """What the side that writes it down calls it."""


async def put(case: OpenOpportunity, said: Said) -> None:
    """Puts it into the record of a draft. Refuses: Invalid with everything at once, NotFound for the contract."""
    faults, found = errors.Faults(), dict[str, Any]()
    with faults:
        found |= customer_of(said.customer)
    with faults:
        found["products"] = await products_of(case.session, said.products, case.record.partner_id)
    with faults:
        found["regions"] = regions_of(said.regions)
    with faults:
        found |= _sale(said, case)
    with faults:
        found["text"] = text_of(said.text)
    with faults:
        found["external_id"] = await _external_id(case, said.external_id)
    faults.refuse()
    check_cells(found["products"], found["regions"])
    found["contract_id"] = await authority.check_contract(case.session, case.record.partner_id, said.contract_id)
    for name, value in found.items():
        setattr(case.record, name, value)


def customer_of(typed: Customer) -> Mapping[str, Any]:
    """The customer as typed and what identifies it."""
    known = identity.described(**asdict(typed), at=("input", "customer"))
    values = {key.kind: key.value for key in known.keys}
    return {
        "customer_name": known.names[0], "customer_country": typed.country,
        "customer_domain": values.get(KeyKind.DOMAIN, ""), "customer_lei": values.get(KeyKind.LEI, ""),
        "customer_vat": values.get(KeyKind.VAT, ""), "customer_register": " ".join(typed.register_number.split()),
        "customer_keys": [f"{key.kind}:{key.value}" for key in known.ordered],
        "customer_heads": list(naming.read(known.names[0]).beginnings),
    }  # fmt: skip


async def products_of(session: Session, typed: Sequence[str], partner_id: UUID | None = None) -> list[str]:
    """Their codes, each once, also of those that are named by a number of the partner.

    Refuses: Invalid for one that the company does not sell, and for one that means two products.
    """
    path, wanted = ("input", "products"), codes_of(typed)
    found = await numbers.products_meant(session, partner_id, wanted)
    if found.unknown:
        unknown = ", ".join(found.unknown)[:NAME_LONGEST]
        raise errors.Invalid("The company does not sell these products: {unknown}.", unknown=unknown, path=path)
    if found.unclear:
        raise errors.Invalid(
            "{unclear} is the code of one product and the partner's number for another. Change the partner's number.",
            unclear=", ".join(found.unclear)[:NAME_LONGEST], path=path,
        )  # fmt: skip
    return list(found.codes)


def codes_of(typed: Sequence[str]) -> list[str]:
    """What was named, each once. Refuses: Invalid for none or too many."""
    wanted = sorted({each.strip() for each in typed})
    if not 1 <= len(wanted) <= MOST_PRODUCTS:
        raise errors.Invalid("Name 1 to {most} products.", most=MOST_PRODUCTS, path=("input", "products"))
    return wanted


def check_cells(products: Sequence[str], regions: Sequence[str]) -> None:
    """Refuses: Invalid for too many pairs of a product and a region."""
    if len(products) * len(regions) > MOST_CELLS:
        raise errors.Invalid(
            "This registration has too many combinations of products and regions. At most {most} are possible.",
            most=MOST_CELLS, path=("input", "regions"),
        )  # fmt: skip


def regions_of(typed: Sequence[str]) -> list[str]:
    """Their codes; a country holds all its parts. Refuses: Invalid."""
    path = ("input", "regions")
    wanted = {each.strip().upper() for each in typed}
    if not 1 <= len(wanted) <= MOST_REGIONS:
        raise errors.Invalid("Name 1 to {most} countries or regions.", most=MOST_REGIONS, path=path)
    for each in sorted(wanted):
        if not REGION.fullmatch(each):
            raise errors.Invalid("{region} is not a country or region code.", region=each[:20], path=path)
    whole = {each for each in wanted if "-" not in each}
    return sorted(whole | {each for each in wanted if each[:2] not in whole})


def _sale(said: Said, case: OpenOpportunity) -> Mapping[str, Any]:
    check_estimate(said.estimate)
    check_close(said.expected_close_on, case)
    return {
        "estimate_minor": said.estimate.minor, "estimate_currency": said.estimate.currency,
        "expected_close_on": said.expected_close_on, "stage": said.stage,
    }  # fmt: skip


def check_estimate(estimate: Money) -> None:
    if estimate.minor <= 0:
        raise errors.Invalid("The amount must be greater than zero.", path=("input", "estimate", "amount"))


def check_close(day: date, case: OpenOpportunity) -> None:
    today = today_of(case.now, case)
    if not today <= day <= today + FURTHEST_CLOSE:
        raise errors.Invalid(
            "The expected order date must be between today and three years from now.", path=("input", "expectedCloseOn")
        )


def today_of(now: datetime, case: OpenOpportunity) -> date:
    """The day where the partner is."""
    return now.astimezone(ZoneInfo(case.clocks[Side.PARTNER].zone)).date()


def text_of(text: str) -> str:
    """What the customer needs; may be empty. Refuses: Invalid."""
    return (
        note_given(text, say("Describe what the customer needs."), "text", longest=TEXT_LONGEST) if text.strip() else ""
    )


async def _external_id(case: OpenOpportunity, typed: str) -> str:
    """Refuses: Invalid for one that another deal of the partner has."""
    path = ("input", "externalId")
    if not typed.strip():
        return ""
    wanted = say("Enter the reference, in 1 to {longest} characters.", longest=EXTERNAL_LONGEST)
    given = line(typed, path=path, wanted=wanted, longest=EXTERNAL_LONGEST)
    other: Opportunity | None = await case.session.scalar(
        queries.with_external_ids(case.record.partner_id, case.record.author, [given])
    )
    if other is not None and other.id != case.record.id:
        raise errors.Invalid.because(clashes.DEAL_NAMED, path=path)
    return given
