"""What the company sells itself: two deals that registrations met, one of them nearly forgotten, and one won."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from portal.access import AccessClass, Role
from portal.demo import deals
from portal.demo.deals import Sample
from portal.demo.stage import Stage
from portal.money import Money
from portal.opportunities import operations
from portal.opportunities.models import DirectDeal
from portal.opportunities.operations import Customer, DirectSaid, Rejection
from portal.opportunities.rules.statuses import RejectionCode

DAY = timedelta(days=1)
SALES = Role.SALES.value


@dataclass(frozen=True, slots=True)
class Own:
    """A deal of the company itself: opened and worked on so many days ago, and won where an order says so."""

    customer: Customer
    product: str
    region: str
    euros: int
    days: int
    done: tuple[int, str] | None = None
    """So many days ago, and what."""
    order: str = ""


PAPER = Customer(name="Sample Paper AG", country="AT", domain="sample-paper.example")
POWER = Customer(name="Sample Power Oyj", country="FI", domain="sample-power.example")
CERAMICS = Customer(name="Sample Ceramics S.p.A.", country="IT")
OWN = (
    Own(PAPER, "LK-LEVEL", "AT", 86_000, 40, (12, "Visited the mill. The trial runs until the month ends.")),
    Own(POWER, "LK-TEMP", "FI", 54_000, 52),
    Own(CERAMICS, "LK-FLOW", "IT", 33_000, 70, (30, "Sent the offer for both kilns."), "Both kilns, PO 5512."),
)
UNDECIDED = Sample(
    4, Customer(name="Sample Paper", country="AT", domain="sample-paper.example"), ("LK-LEVEL", "LK-CAL"), ("AT",),
    18_000, 2, text="The mill asked us for level sensors and their calibration.",
)  # fmt: skip
REFUSED = Sample(
    0, Customer(name="Sample Power", country="FI", domain="sample-power.example"), ("LK-TEMP",), ("FI",), 16_000, 6
)


async def play(stage: Stage) -> None:
    """Sales writes them down, a partner meets one and waits, another was told a day and a reason."""
    await _written(stage)
    await deals.played(stage, UNDECIDED)
    made = await deals.played(stage, REFUSED)
    partner, _ = stage.partners[REFUSED.partner]
    no = Rejection(code=RejectionCode.ACTIVE_DIRECT_DEAL)
    decided = stage.now - (REFUSED.days - 1) * DAY
    await deals.step(stage, stage.managers[partner.id], operations.reject, made, decided, rejection=no)


async def _written(stage: Stage) -> None:
    for own in OWN:
        said = DirectSaid(
            customer=own.customer, products=[own.product], regions=[own.region], estimate=Money(own.euros * 100, "EUR")
        )
        sales: Any = stage.staff[SALES]
        made: DirectDeal = await stage.act(sales, operations.open_direct, said=said, now=stage.now - own.days * DAY)
        if own.done:
            days, note = own.done
            at = stage.now - days * DAY
            place = {"direct_deal_id": made.id, "expected_version": made.version, "now": at}
            made = await stage.act(sales, operations.touch_direct, note=note, on=at.date(), **place)
        if own.order:
            place = {"direct_deal_id": made.id, "expected_version": made.version, "now": stage.now - 3 * DAY}
            made = await stage.act(sales, operations.win_direct, note=own.order, **place)
        async with stage.database.working(AccessClass.SYSTEM) as session:
            await operations.keep_direct_time(session, direct_deal_id=made.id, now=stage.now)
