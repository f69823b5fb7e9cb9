"""The sample opportunities: registered, protected, in conflict, offered, won and rejected."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.access import AccessClass, Role
from portal.demo.stage import Stage
from portal.money import Money
from portal.opportunities import operations, queries
from portal.opportunities.models import Opportunity
from portal.opportunities.operations import Customer, Rejection, Said, Won
from portal.opportunities.rules.statuses import RejectionCode

DAY = timedelta(days=1)
ADMIN, SALES, PLATFORM = Role.PARTNER_ADMIN.value, Role.SALES.value, Role.PLATFORM_ADMIN.value
ALL = 2**62
PRODUCTS = (
    ("LK-FLOW", "Flow meters"), ("LK-LEVEL", "Level sensors"), ("LK-TEMP", "Temperature probes"),
    ("LK-CAL", "Calibration service"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """A deal of the partner at a place in the cast, and what becomes of it."""

    partner: int
    customer: Customer
    products: tuple[str, ...]
    regions: tuple[str, ...]
    euros: int
    days: int
    """So many days ago."""
    then: str = ""
    """What happens the day after: approve, win, reject or split."""
    text: str = ""


BREWERY = Customer(name="Sample Brewery GmbH", country="DE", domain="sample-brewery.example")
DAIRY = Customer(name="Sample Dairy N.V.", country="NL")
WATER = Customer(name="Sample Waterworks AG", country="AT")
SAMPLES = (
    Sample(0, BREWERY, ("LK-FLOW", "LK-TEMP"), ("DE",), 48_000, 80, "approve", "Two lines are renewed this year."),
    Sample(4, BREWERY, ("LK-FLOW",), ("DE-BY",), 21_000, 1, "", "The customer asked us at the trade fair."),
    Sample(0, DAIRY, ("LK-LEVEL",), ("NL",), 12_500, 30, "win"),
    Sample(4, DAIRY, ("LK-LEVEL", "LK-CAL"), ("NL", "BE"), 9_800, 0, "", "A second plant opens in spring."),
    Sample(4, WATER, ("LK-FLOW",), ("AT",), 30_000, 20, "approve"),
    Sample(0, WATER, ("LK-FLOW",), ("AT",), 27_000, 10, "reject"),
)
LEAD = Sample(
    0, Customer(name="Sample Chemicals SE", country="DE"), ("LK-TEMP",), ("DE",), 15_000, 1,
    text="Your technicians are already on site there every month.",
)  # fmt: skip


async def play(stage: Stage) -> None:
    """Each step by somebody who may; the clock as it would have gone on."""
    for code, name in PRODUCTS:
        await stage.act(stage.staff[PLATFORM], operations.add_product, code=code, name=name, now=stage.now - 200 * DAY)
    for sample in sorted(SAMPLES, key=lambda each: -each.days):
        await played(stage, sample)
    (partner, _), sales, at = stage.partners[LEAD.partner], stage.staff[SALES], stage.now - LEAD.days * DAY
    lead = await stage.act(sales, operations.draft, said=_said(stage, LEAD), partner_id=partner.id, now=at)
    await step(stage, sales, operations.offer, lead, at)


def _said(stage: Stage, sample: Sample) -> Said:
    return Said(
        customer=sample.customer, products=sample.products, regions=sample.regions,
        estimate=Money(sample.euros * 100, "EUR"), expected_close_on=(stage.now + 90 * DAY).date(), text=sample.text,
    )  # fmt: skip


async def played(stage: Stage, sample: Sample) -> Opportunity:
    """Registers it, has it compared, and takes what follows."""
    at, (_, theirs) = stage.now - sample.days * DAY, stage.partners[sample.partner]
    made = await stage.act(theirs[ADMIN], operations.register_at_once, said=_said(stage, sample), now=at)
    async with stage.database.working(AccessClass.SYSTEM) as session:
        await operations.compare(session, ALL, at)
    sales = stage.staff[SALES]
    if sample.then in {"approve", "win"}:
        made = await step(stage, sales, operations.approve, made, at + DAY)
    if sample.then == "win":
        order = Won(
            order_reference="PO 7781", won_on=(stage.now - 2 * DAY).date(), value=Money(sample.euros * 100, "EUR")
        )
        await step(stage, theirs[ADMIN], operations.win, made, stage.now - DAY, won=order)
    if sample.then == "reject":
        no = Rejection(code=RejectionCode.EARLIER_REGISTRATION)
        await step(stage, sales, operations.reject, made, at + DAY, rejection=no)
    return made


async def step(
    stage: Stage, who: Any, operation: Any, made: Opportunity, now: datetime, **inputs: Any
) -> Opportunity:  # fmt: skip
    """A step of somebody with it as it is by now."""
    async with stage.database.transaction(AccessClass.SYSTEM) as session:
        fresh: Any = await session.scalar(queries.opportunity(made.id))
    place = {"opportunity_id": made.id, "expected_version": fresh.version, "now": now}
    done: Opportunity = await stage.act(who, operation, **place, **inputs)
    return done
