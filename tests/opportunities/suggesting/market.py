"""Three partners whose customers buy pumps, valves, filters and gloves, and people who ask what comes next.

Everybody buys a pump but the buyers of gloves. Six buy a valve as well, through three partners; five a filter, through
two. Hartmann has bought a pump through Northgate alone.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from portal import doing, ids
from portal.access import AccessClass, Actor, Role
from portal.database.pools import Database
from portal.opportunities.models import EndCustomer, Opportunity, Suggestion, SuggestionReason, SuggestionTrial
from portal.opportunities.operations import ask_for_suggestions
from portal.opportunities.rules.statuses import CellStatus, OpportunityStatus
from portal.partners.models import Membership, Organisation
from schema import root
from schema.engine.context import Api
from tests.make import Make
from tests.moment import NOW
from tests.opportunities import making
from tests.people import sign_in

SECRET = b"a secret of 32 bytes for cursors"
PRODUCTS = ("PUMP", "VALVE", "FILTER", "GLOVE")
NAMES = ("Northgate", "Rivage", "Kestrel")
SALES = (
    (0, "PUMP VALVE"), (1, "PUMP VALVE FILTER"), (1, "PUMP VALVE FILTER"), (1, "PUMP VALVE FILTER"),
    (2, "PUMP VALVE FILTER"), (2, "PUMP VALVE FILTER"), (2, "GLOVE"), (2, "GLOVE"), (2, "GLOVE"), (2, "GLOVE"),
)  # fmt: skip
"""Of each customer the partner and what it buys."""
ROLES = (
    Role.PARTNER_ADMIN, Role.PARTNER_MEMBER, Role.PARTNER_VIEWER, Role.RELATIONSHIP_MANAGER, Role.SALES, Role.LEGAL,
    Role.PLATFORM_ADMIN, Role.AUDITOR,
)  # fmt: skip
JOBS = tuple(job for job in doing.JOBS if job.name == "what customers may buy next")


@dataclass(frozen=True)
class Caller:
    actor: Actor
    token_sha256: bytes


@dataclass
class Market:
    api: Api
    database: Database
    make: Make
    partners: list[Organisation]
    hartmann: EndCustomer
    sale: Opportunity
    """By which Northgate knows Hartmann."""
    callers: dict[str, Caller] = field(default_factory=dict)

    async def ask(self, who: str, query: str, **variables: Any) -> Any:
        document = self.api.documents.get(query)
        question = self.api.question(document, document.operation(None), variables)
        return json.loads(await self.api.answer(self.callers[who], question))

    async def does(self, who: str, mutation: str, **given: Any) -> Any:
        document = self.api.documents.get(mutation)
        answer: Any = await self.api.do(self.callers[who], document, document.operation(None), {"input": given})
        return next(iter(json.loads(answer).values()))

    async def suggest(self, now: datetime = NOW, jobs: Any = JOBS) -> None:
        """What the clock does on a day, twice; the second time it has nothing to do."""
        await ask_for_suggestions(self.database, now)
        while await doing.take_up(self.database, now, jobs):
            pass
        await ask_for_suggestions(self.database, now)
        assert not await doing.take_up(self.database, now, jobs)

    async def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that is written down of suggestions, without ids."""
        async with self.database.transaction(AccessClass.SYSTEM) as session:
            found = (await session.scalars(select(Suggestion))).all()
            named = {each.id: (each.customer_name, each.product) for each in found}
            reasons = (await session.scalars(select(SuggestionReason))).all()
            trials = (await session.scalars(select(SuggestionTrial))).all()
        return {
            "suggestions": sorted((*named[each.id], each.status.value, each.is_shown, each.score) for each in found),
            "reasons": sorted(
                (*named[each.suggestion_id], each.because, each.common, each.buyers, each.product_buyers,
                 each.customers, each.partners) for each in reasons
            ),
            "trials": [(each.shown.value, each.customers) for each in trials],
        }  # fmt: skip

    async def found(self, product: str) -> Suggestion:
        """What is suggested of a product to Hartmann, through Northgate."""
        wanted = select(Suggestion).where(Suggestion.product == product, Suggestion.customer == self.hartmann.place)
        async with self.database.transaction(AccessClass.SYSTEM) as session:
            rows: Sequence[Suggestion] = (await session.scalars(wanted)).all()
        (one,) = [each for each in rows if each.partner_id == self.partners[0].id]
        return one

    async def sell(self, partner: int, customer: EndCustomer, products: str, **columns: Any) -> Opportunity:
        made = await sold(self.make, self.partners[partner], customer, products, **columns)
        await self.make.session.commit()
        return made


async def sold(make: Make, partner: Organisation, customer: EndCustomer, products: str, **columns: Any) -> Opportunity:
    """A sale that was won, of which nothing is held any more."""
    values = {
        "status": OpportunityStatus.WON, "products": products.split(), "customer_name": customer.name,
        "customer_keys": [f"NAME:DE {customer.name.lower()}"], **columns,
    }  # fmt: skip
    made = making.opportunity(partner, await make.company(), **values)
    await make.add(made)
    await make.add(making.cell(made, customer.place, status=CellStatus.ENDED, ends_at=NOW + timedelta(days=1)))
    return made


async def opened(make: Make, database: Database) -> Market:
    manager = await make.member(roles={Role.RELATIONSHIP_MANAGER}, name="Mina Manager")
    partners = [await make.partner(name=name, manager=manager if name == NAMES[0] else None) for name in NAMES]
    await make.add(*(making.product(code, name=code.title()) for code in PRODUCTS))
    customers = [making.customer(f"Customer {number}") for number in range(len(SALES))]
    hartmann = making.customer("Hartmann")
    await make.add(hartmann, *customers)
    sale = await sold(make, partners[0], hartmann, "PUMP", order_reference="PO 1")
    for customer, (partner, products) in zip(customers, SALES, strict=True):
        await sold(make, partners[partner], customer, products)
    market = Market(Api(root.schema(), database, SECRET), database, make, partners, hartmann, sale)
    people: dict[str, Membership] = {Role.RELATIONSHIP_MANAGER.value: manager}
    for role in ROLES:
        if role.value not in people:
            of = partners[0] if role.value.startswith("P") else None
            people[role.value] = await make.member(of, roles={role}, name=f"Kim {role.value}")
    people["rival"] = await make.member(partners[1], name="Anais Admin")
    for name, member in people.items():
        actor = await make.actor(member)
        market.callers[name] = Caller(actor, sha256(await sign_in(make.session, actor)).digest())
    await make.session.commit()
    return market


def text_id(row: Any) -> str:
    return ids.text("sug", row.id)
