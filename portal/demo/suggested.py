"""Sales of three partners that were won, and what follows from them: what their customers may buy next."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from portal import doing
from portal.access import AccessClass, Role
from portal.demo.stage import Stage
from portal.money import Money
from portal.opportunities import operations, queries
from portal.opportunities.models import Opportunity
from portal.opportunities.operations import SUGGEST, Customer, Said, Won

DAY = timedelta(days=1)
ADMIN, SALES = Role.PARTNER_ADMIN.value, Role.SALES.value
ALL = 2**62


@dataclass(frozen=True, slots=True)
class Sale:
    """What a customer has bought through the partner at a place in the cast."""

    partner: int
    customer: str
    country: str
    products: tuple[str, ...]


BOTH, METERS, PROBES = ("LK-FLOW", "LK-CAL"), ("LK-FLOW",), ("LK-TEMP",)
REGIONS = {"US": "US-AZ"}
"""Where a partner's territory is a part of the country."""
SOLD = (
    Sale(0, "Sample Paper Mill Ltd", "GB", BOTH), Sale(1, "Sample Copper Mine Inc.", "US", BOTH),
    Sale(1, "Sample Desert Solar LLC", "US", BOTH), Sale(4, "Sample Vineyards SARL", "FR", BOTH),
    Sale(4, "Sample Cosmetics SA", "FR", BOTH), Sale(0, "Sample Ceramics Ltd", "GB", METERS),
    Sale(4, "Sample Perfumery SAS", "FR", METERS), Sale(1, "Sample Bakeries Inc.", "US", PROBES),
    Sale(4, "Sample Chocolaterie SA", "BE", PROBES),
)  # fmt: skip


async def play(stage: Stage) -> None:
    """Each sale from its registration to its order, then the work of the day."""
    for number, sale in enumerate(SOLD):
        await _sold(stage, sale, number, stage.now - (60 - number) * DAY)
    await operations.ask_for_suggestions(stage.database, stage.now)
    jobs = tuple(job for job in doing.JOBS if job.name == SUGGEST)
    while await doing.take_up(stage.database, stage.now, jobs):
        pass


async def _sold(stage: Stage, sale: Sale, number: int, at: Any) -> None:
    (_, theirs), worth = stage.partners[sale.partner], Money((8_000 + 1_500 * number) * 100, "EUR")
    said = Said(
        customer=Customer(name=sale.customer, country=sale.country), products=sale.products,
        regions=(REGIONS.get(sale.country, sale.country),), estimate=worth,
        expected_close_on=(stage.now + 30 * DAY).date(),
    )  # fmt: skip
    made = await stage.act(theirs[ADMIN], operations.register_at_once, said=said, now=at)
    async with stage.database.working(AccessClass.SYSTEM) as session:
        await operations.compare(session, ALL, at)
    made = await _step(stage, stage.staff[SALES], operations.approve, made, at + DAY)
    won = Won(order_reference=f"PO {8_000 + number}", won_on=(at + 20 * DAY).date(), value=worth)
    await _step(stage, theirs[ADMIN], operations.win, made, at + 21 * DAY, won=won)


async def _step(stage: Stage, who: Any, operation: Any, made: Opportunity, now: Any, **inputs: Any) -> Opportunity:
    async with stage.database.transaction(AccessClass.SYSTEM) as session:
        fresh: Any = await session.scalar(queries.opportunity(made.id))
    place = {"opportunity_id": made.id, "expected_version": fresh.version, "now": now}
    done: Opportunity = await stage.act(who, operation, **place, **inputs)
    return done
