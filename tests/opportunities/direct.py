"""Direct deals as tests find them, in one partner's world too."""

from datetime import timedelta
from typing import Any

from portal import ids
from portal.access import Side
from portal.acting import Lived
from portal.boundaries.rules.terms import point, stretch
from portal.opportunities.models import Arrival, ConflictCase, ConflictRival, DirectDeal, ProtectionCell
from portal.opportunities.rules.direct import LIFE, WARNED, DirectStatus, lapse_of
from portal.opportunities.rules.statuses import CellStatus
from portal.partners.models import Membership
from tests.moment import NOW

S = DirectStatus
SEEN: dict[str, tuple[int | None, ...]] = {"direct_deal": (None, 0, 2, 2, 2, None)}
NODES = {"dir": "direct_deal"}
_numbers = iter(range(1, 1_000_000))


def direct_deal(owner: Membership, **columns: Any) -> DirectDeal:
    """The company sells to Hartmann Werke in Germany, as its status implies."""
    status: DirectStatus = columns.get("status", S.OPEN)
    number, is_open = next(_numbers), status is S.OPEN
    values: dict[str, Any] = {
        "partner_id": owner.partner_id, "id": ids.new(), "version": 1, "number": f"DD-2026-{number:06}",
        "filed_number": 10_000_000 + number, "customer_name": "Hartmann Werke GmbH", "customer_country": "DE",
        "customer_domain": "", "customer_lei": "", "customer_vat": "", "customer_register": "",
        "customer_keys": ["NAME:DE hartmannwerke"], "customer_heads": ["hart", "werk"], "products": ["GTX-PRO"],
        "regions": ["DE"], "estimate_minor": 98_000_00, "estimate_currency": "EUR", "text": "", "status": status,
        "owner_id": owner.id, "opened_at": NOW, "last_activity_on": NOW.date(), "lapses_at": lapse_of(NOW.date()),
        "is_warned": False, "note": "", "created_by": ids.new(), "ended_at": None if is_open else NOW + timedelta(1),
        "waiting_on": frozenset({Side.HOST}) if is_open else frozenset(),
        "due_at": lapse_of(NOW.date()) - WARNED if is_open else None, "due_calendar": None, "updated_at": NOW,
    }  # fmt: skip
    return DirectDeal(**(values | columns))


def cell(of: DirectDeal, place: int, **columns: Any) -> ProtectionCell:
    """What it holds of a customer: its first product in its first region, until it lapses."""
    product, region = of.products[0], of.regions[0]
    first, last = stretch(region)
    values = {
        "id": ids.new(), "holder_id": of.partner_id, "direct_deal_id": of.id, "customer": place, "product": product,
        "product_at": point(product)[0], "region": region, "region_from": first, "region_to": last,
        "begins_at": of.opened_at, "ends_at": of.lapses_at, "status": CellStatus.PROTECTED, **columns,
    }  # fmt: skip
    return ProtectionCell(**values)


async def world(make: Any, owner: Membership, met: ConflictCase) -> None:
    """One that a registration meets, and what it holds, in one partner's world."""
    made = direct_deal(owner)
    await make.add(made)
    await make.add(
        Arrival(partner_id=made.partner_id, id=ids.new(), direct_deal_id=made.id, at=NOW), cell(made, met.customer),
        ConflictRival(
            partner_id=met.partner_id, id=ids.new(), conflict_id=met.id, rival_partner_id=made.partner_id,
            direct_deal_id=made.id, filed_on=NOW.date(), status=CellStatus.PROTECTED, products=made.products,
            regions=made.regions,
        ),
    )  # fmt: skip


def _bare() -> Lived:
    return direct_deal(Membership(id=ids.new(), partner_id=ids.new()))


RECORDS = {LIFE.name: _bare}
