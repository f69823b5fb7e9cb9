"""Fees as tests find them: in any status, with what it implies; and all of one partner's world."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal import ids
from portal.acting import Lived
from portal.contracts.models import Contract
from portal.contracts.rules import Status as ContractStatus
from portal.fees.models import Attribution, Fee, FeeEntry, FeeSchedule, Payout
from portal.fees.rules import fee as rules
from portal.fees.rules.fee import LIFE
from portal.fees.rules.statuses import WHOLE, EntryKind, FeeBase, FeeStatus, Share
from portal.opportunities.models import Opportunity
from portal.opportunities.rules.statuses import OpportunityStatus
from portal.partners.models import Membership, Organisation
from tests.moment import NOW
from tests.opportunities import making as deals

S = FeeStatus
SEEN: dict[str, tuple[int | None, ...]] = {
    "fee_schedule": (1, 1, 2, 2, 2, None),
    "attribution": (1, 1, 2, 2, 2, None),
    "fee": (1, 1, 2, 2, 2, None),
    "fee_entry": (2, 2, 4, 4, 4, None),
    "payout": (1, 1, 2, 2, 2, None),
}
NODES = {"fee": "fee", "fsc": "fee_schedule", "fen": "fee_entry", "pay": "payout"}
_numbers = iter(range(1, 1_000_000))


def schedule(partner: Organisation, rate: str = "0.08", **columns: Any) -> FeeSchedule:
    """For all products, since long ago."""
    values = {
        "partner_id": partner.id, "id": ids.new(), "version": 1, "contract_id": None, "contract_sha256": None,
        "clause_key": "", "product": "", "rate": Decimal(rate), "base": FeeBase.NET,
        "cap_minor": None, "cap_currency": None, "hold_days": 0, "valid_from": date(2016, 1, 1), "valid_until": None,
        "made_by_name": "Alex", "made_at": NOW, "ended_by_name": "", "ended_at": None, **columns,
    }  # fmt: skip
    return FeeSchedule(**values)


def fee(sale: Opportunity, by: FeeSchedule, company: Organisation, **columns: Any) -> Fee:
    """Earned with a sale by a schedule, as its status implies."""
    status: FeeStatus = columns.get("status", S.ACCRUED)
    values: dict[str, Any] = {
        "partner_id": by.partner_id, "id": ids.new(), "version": 1, "number": f"F-2026-{next(_numbers):06}",
        "opportunity_partner_id": sale.partner_id, "opportunity_id": sale.id, "schedule_id": by.id, "product": "",
        "role": Share.SOURCED, "share": WHOLE, "order_reference": "PO 4711", "won_on": NOW.date(),
        "base_minor": 45_000_00, "returned_minor": 0, "currency": "EUR", "rate": by.rate, "cap_minor": None,
        "status": status, "is_disputed": False, "disputed_in": None,
        "is_kept_back": status is S.HELD, "held_until": None, "cause": None,
        "note": "", "company_id": company.id, "company_owner_id": None, "approved_by": None, "approved_by_name": None,
        "approved_at": None, "paid_at": None, "created_at": NOW, "updated_at": NOW, "due_calendar": None,
        "due_at": NOW + timedelta(days=14) if status in {S.ACCRUED, S.APPROVED} else None,
    }  # fmt: skip
    if status in {S.APPROVED, S.PAID}:
        values |= {"approved_by": ids.new(), "approved_by_name": "Sam", "approved_at": NOW}
    if status is S.PAID:
        values["paid_at"] = NOW
    values |= columns
    if "waiting_on" not in columns:
        deadline = LIFE.deadlines.get(status)
        at = rules.Fee(status=status, is_kept_back=values["is_kept_back"])
        values["waiting_on"] = deadline.waiting_on(at) if deadline else frozenset()
    return Fee(**values)


def entry(of: Fee, amount: int = 3_600_00, kind: EntryKind = EntryKind.ACCRUAL, **columns: Any) -> FeeEntry:
    values = {
        "partner_id": of.partner_id, "id": ids.new(), "fee_id": of.id, "kind": kind, "amount_minor": amount,
        "currency": of.currency, "base_minor": of.base_minor, "cause": None, "payout_id": None, "text": "",
        "made_by_name": "", "made_at": NOW, **columns,
    }  # fmt: skip
    return FeeEntry(**values)


def payout(partner: Organisation, **columns: Any) -> Payout:
    values = {
        "partner_id": partner.id, "id": ids.new(), "number": f"P-2026-{next(_numbers):06}", "currency": "EUR",
        "amount_minor": 3_600_00, "reference": "SEPA 1", "paid_on": NOW.date(), "made_by_name": "Alex", "made_at": NOW,
        **columns,
    }  # fmt: skip
    return Payout(**values)


async def world(make: Any, partner: Organisation, owner: Membership, _admin: Membership) -> None:
    """A fee that was paid, with its schedule, in one partner's world."""
    company = await make.company()
    sale = (await make.session.scalars(select(Opportunity).where(
        Opportunity.partner_id == partner.id, Opportunity.status == OpportunityStatus.CONFLICT
    ))).one()  # fmt: skip
    found = select(Contract).where(Contract.partner_id == partner.id, Contract.status == ContractStatus.ACTIVE)
    contract = (await make.session.scalars(found)).one()
    by = schedule(partner, contract_id=contract.id, valid_until=date(2015, 12, 31))
    await make.add(by)
    share = Attribution(
        partner_id=partner.id, id=ids.new(), opportunity_partner_id=partner.id, opportunity_id=sale.id,
        role=Share.SOURCED, share=WHOLE, made_by_name="Sam", made_at=NOW,
    )  # fmt: skip
    earned = fee(sale, by, company, company_owner_id=owner.id, is_kept_back=True, status=S.HELD)
    await make.add(earned, share)
    paid = payout(partner)
    await make.add(paid)
    await make.add(
        entry(earned, payout_id=paid.id),
        entry(earned, -3_600_00, EntryKind.PAYMENT, payout_id=paid.id, base_minor=None),
    )


def _bare() -> Lived:
    partner, company = Organisation(id=ids.new()), Organisation(id=ids.new())
    return fee(deals.opportunity(partner, company), schedule(partner), company)


RECORDS = {LIFE.name: _bare}
