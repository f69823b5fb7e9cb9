"""So many fees of a partner, for those who read lists to their end."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from portal.opportunities.models import Opportunity
from portal.partners.models import Organisation
from tests.fees.making import entry, fee, payout, schedule
from tests.moment import NOW


async def earned(make: Any, partner: Organisation, sale_id: UUID, many: int, contract_id: UUID) -> UUID:
    """The id of the first, all with one sale by a contract; schedules, entries and payouts are as many."""
    company, sale = await make.company(), await make.session.get(Opportunity, (partner.id, sale_id))
    by = [
        schedule(partner, product=f"P-{each}", made_at=NOW + timedelta(days=each // 4), contract_id=contract_id)
        for each in range(many)
    ]
    await make.add(*by)
    made = [
        fee(
            sale, of, company, product=of.product, created_at=NOW + timedelta(days=number // 4),
            due_at=NOW + timedelta(days=7 + number // 3),
        )
        for number, of in enumerate(by)
    ]  # fmt: skip
    await make.add(*made)
    await make.add(
        *(entry(each, made_at=NOW + timedelta(days=number // 4)) for number, each in enumerate(made)),
        *(payout(partner, made_at=NOW + timedelta(days=number // 4)) for number in range(many)),
    )
    first: UUID = made[0].id
    return first
