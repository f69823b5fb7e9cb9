"""A lead goes to the best free partner: who that is, with reasons; and the offer itself, in one step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from portal import errors, ids
from portal.access import Actor, Permission, Side
from portal.boundaries import operations as boundaries
from portal.boundaries.rules.acts import Act, ActKind, Result, Verdict
from portal.boundaries.rules.terms import Kind, meet
from portal.database.session import Session
from portal.opportunities import queries
from portal.opportunities.customers import identity, matching
from portal.opportunities.models import Opportunity
from portal.opportunities.operations import registering, scope
from portal.opportunities.operations.authority import CARRYING
from portal.opportunities.operations.scope import Customer, Said
from portal.opportunities.rules import authority, offering
from portal.opportunities.rules.cells import wanted_of
from portal.opportunities.rules.offering import Candidate, Right
from portal.opportunities.rules.statuses import NAME_LONGEST, OpportunityStatus, RejectionCode
from portal.sentences import Sentence, coded

SHOWN, MOST = 10, 25
"""Partners that somebody is shown, and may be shown."""
PRODUCTS = ("input", "products")
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Matches:
    """The partners to whom a lead can be offered."""

    best: Sequence[Candidate]
    """The best first."""
    compared: int
    """How many there are in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lead:
    """What is asked about, with what is known of it."""

    customer: identity.Customer
    products: Sequence[str]
    regions: Sequence[str]
    found: Json
    sees_customers: bool
    now: datetime


async def offer_lead(session: Session, actor: Actor, *, said: Said, partner_id: UUID, now: datetime) -> Opportunity:
    """Writes a lead down and offers it to a partner in one step. Refuses as `draft` and `offer` do."""
    actor.require(Permission.OPPORTUNITY_OFFER)
    made = await registering.draft(session, actor, said=said, partner_id=partner_id, now=now)
    return await registering.offer(session, actor, opportunity_id=made.id, expected_version=made.version, now=now)


async def find_partners(
    session: Session, actor: Actor, *, customer: Customer, products: Sequence[str], regions: Sequence[str],
    now: datetime, first: int = SHOWN,
) -> Matches:  # fmt: skip
    """The partners to whom a lead can be offered, the best first; one statement. Refuses: NotAllowed, Invalid."""
    actor.require(Permission.OPPORTUNITY_OFFER)
    faults, read = errors.Faults(), dict[str, Any]()
    with faults:
        read |= scope.customer_of(customer)
    with faults:
        read["products"] = scope.codes_of(products)
    with faults:
        read["regions"] = scope.regions_of(regions)
    with faults:
        if not 1 <= first <= MOST:
            raise errors.Invalid("Ask for 1 to {most} partners.", most=MOST, path=("input", "first"))
    faults.refuse()
    own = matching.typed_of(read["customer_keys"], read["customer_name"])
    scope.check_cells(read["products"], read["regions"])
    sees_customers = Permission.CUSTOMER_READ in actor.permissions
    asked = queries.candidates(
        keys=own.ordered, products=read["products"], cells=wanted_of(read["products"], read["regions"]),
        under=CARRYING, since=offering.since(now), at=now, sees_customers=sees_customers,
    )  # fmt: skip
    found: Json = await session.scalar(asked)
    _check_sold(read["products"], found["sold"])
    lead = _Lead(
        customer=own, products=read["products"], regions=read["regions"], found=found, sees_customers=sees_customers,
        now=now,
    )  # fmt: skip
    best = offering.ranked(_candidates(lead))
    return Matches(best[:first], len(best))


def _check_sold(wanted: Sequence[str], sold: Sequence[str]) -> None:
    unknown = [each for each in wanted if each not in sold]
    if unknown:
        named = ", ".join(unknown)[:NAME_LONGEST]
        raise errors.Invalid("The company does not sell these products: {unknown}.", unknown=named, path=PRODUCTS)


def _candidates(lead: _Lead) -> Iterable[Candidate]:
    holding, bounds = [*_held(lead), *_under_way(lead)], _Bounds.judged(lead)
    for row in lead.found["partners"]:
        partner_id = UUID(row["id"])
        own = {right.number for holder, right in holding if holder == partner_id}
        others = {right.number: right for holder, right in reversed(holding) if holder != partner_id}
        forbidden, warned = _said(lead, bounds.of(partner_id), row["territories"])
        yield Candidate(
            partner_id=partner_id, name=row["name"], contracts=tuple(sorted(row["contracts"])), forbidden=forbidden,
            warned=warned, own=tuple(sorted(own)), rights=tuple(others[number] for number in sorted(others)),
            is_known=lead.sees_customers, won=row["won"], open_deals=row["open_deals"], open_offers=row["open_offers"],
            offered=row["offered"], declined=row["declined"],
        )  # fmt: skip


def _held(lead: _Lead) -> Iterable[tuple[UUID, Right]]:
    """Who holds something of the customer, and what; a right has a number once, however much it holds."""
    customers = {each["id"]: each for each in lead.found["customers"]}
    known = {key: matching.typed_of((f"{kind}:{value}" for kind, value in each["keys"]), each["name"])
             for key, each in customers.items()}  # fmt: skip
    chosen = identity.one_of(lead.customer, known)
    for cell in customers[chosen]["cells"] if chosen else ():
        holder = "" if cell["is_direct"] else cell["partner"]
        yield UUID(cell["partner_id"]), Right(number=cell["number"], holder=holder, until=_day(cell["until"]))


def _under_way(lead: _Lead) -> Iterable[tuple[UUID, Right]]:
    for each in lead.found["under_way"]:
        if any(meet(tuple(each["regions"]), region) for region in lead.regions):
            yield UUID(each["partner_id"]), Right(
                number=each["number"], holder=each["partner"], until=_day(each["until"]),
                is_offered=each["status"] == OpportunityStatus.OFFERED,
            )  # fmt: skip


def _day(instant: str | None) -> date | None:
    return datetime.fromisoformat(instant).date() if instant else None


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What boundaries say to the offer, each judged once: those of a partner itself, and what is another's alone."""

    own: Mapping[UUID, Sequence[tuple[Kind, Verdict]]]
    exclusive: Sequence[tuple[UUID, Verdict]]

    @classmethod
    def judged(cls, lead: _Lead) -> Self:
        own, exclusive = dict[UUID, list[tuple[Kind, Verdict]]](), list[tuple[UUID, Verdict]]()
        for each in lead.found["boundaries"]:
            holder, kind = UUID(each["holder_id"]), Kind(each["kind"])
            # What one partner holds alone is the same for all others.
            of = ids.NIL if kind is Kind.EXCLUSIVITY else holder
            verdict = _verdict(lead, each, of)
            if verdict is not None and kind is Kind.EXCLUSIVITY:
                exclusive.append((holder, verdict))
            elif verdict is not None:
                own.setdefault(holder, []).append((kind, verdict))
        return cls(own, exclusive)

    def of(self, partner_id: UUID) -> list[tuple[Kind, Verdict]]:
        """What is said to an offer to one partner."""
        theirs = [(Kind.EXCLUSIVITY, each) for holder, each in self.exclusive if holder != partner_id]
        return [*self.own.get(partner_id, ()), *theirs]


def _verdict(lead: _Lead, boundary: Json, partner_id: UUID) -> Verdict | None:
    """What a boundary says: the company offers, and the partner would sell."""
    for side in Side:
        act = Act(
            kind=ActKind.OFFER, partner_id=partner_id, side=side, key="", regions=tuple(lead.regions),
            products=tuple(lead.products),
        )  # fmt: skip
        verdict = boundaries.judged_of(boundary, act, lead.now)
        if verdict is not None:
            return verdict
    return None


def _said(
    lead: _Lead, judged: Sequence[tuple[Kind, Verdict]], territories: Sequence[Json]
) -> tuple[tuple[Sentence, ...], tuple[Sentence, ...]]:
    """What would refuse the offer, and what is only warned of, in the sentences in which that is said."""
    blocked = [(kind, each.sentence) for kind, each in judged if each.result is Result.BLOCK]
    is_let = all(kind is not Kind.TERRITORY for kind, _ in blocked)
    called = {each["code"]: coded(each["name"], each["code"]) for each in lead.found["named"]}
    unfit = [
        each.sentence
        for each in authority.unfit(authority.read(territories), lead.products, lead.regions, called)
        if not (is_let and each.code is RejectionCode.OUTSIDE_TERRITORY)
    ]
    forbidden = [*unfit, *(sentence for kind, sentence in blocked if kind is not Kind.TERRITORY)]
    return tuple(forbidden), tuple(each.sentence for _, each in judged if each.result is Result.WARN)
