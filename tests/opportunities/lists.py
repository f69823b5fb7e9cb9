"""So many opportunities of a partner, some of them ended, for those who read lists to their end."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from portal import ids
from portal.opportunities.models import ConflictCase, OverlapLog
from portal.opportunities.rules.statuses import OpportunityStatus
from portal.partners.models import Membership, Organisation
from tests.moment import NOW
from tests.opportunities import suggested
from tests.opportunities.direct import direct_deal
from tests.opportunities.making import customer, opportunity, overlap, product, rules

WAITING: dict[str, Any] = {"status": OpportunityStatus.CONFLICT}
OVER: dict[str, Any] = {"status": OpportunityStatus.WITHDRAWN, "shown_at": NOW}
"""It waits for nobody, so it has no day to go by."""


async def registered(make: Any, partner: Organisation, many: int, contract_id: UUID) -> tuple[UUID, UUID]:
    """The ids of the first and of the first suggestion; all are under the contract, and all other lists as long."""
    company, known = await make.company(), customer()
    await make.add(known)
    made = [
        opportunity(
            partner, company, created_at=NOW + timedelta(days=number // 4), contract_id=contract_id,
            **WAITING | {"due_at": NOW + timedelta(days=7 + number // 3)} if number % 2 else OVER,
        )
        for number in range(many)
    ]  # fmt: skip
    await make.add(
        *made, *(product(f"P-{number}", made_at=NOW + timedelta(days=number // 4)) for number in range(many))
    )
    await make.add(*(
        ConflictCase(
            partner_id=partner.id, id=ids.new(), opportunity_id=each.id, customer=known.place, rules_version=1,
            verdicts=[], found_at=NOW + timedelta(days=number // 4), outcome=None, decided_by=None,
            decided_by_name=None, decided_at=None,
        )
        for number, each in enumerate(made)
    ))  # fmt: skip
    for number in range(many):
        await rules(make, published_at=NOW + timedelta(days=number // 4))
    sold = product("SOLD")
    await make.add(sold)
    wanted = await suggested.many(make, made[0], known, sold, many)
    return made[0].id, wanted.id


async def searched(make: Any, partner: Organisation, many: int) -> UUID:
    """The id of the first of so many searches for common customers, of which the log has as many lines."""
    company = await make.company()
    made = [overlap(partner, company, created_at=NOW + timedelta(days=number // 4)) for number in range(many)]
    await make.add(*made)
    await make.add(*(
        OverlapLog(
            partner_id=partner.id, id=ids.new(), session_id=each.id, number=each.number, status=each.status,
            purpose=each.purpose, kinds=each.kinds, band=each.band, mode=each.mode, terms_sha256=each.terms_sha256,
            shown=None, by_name="", at=NOW + timedelta(days=number // 4),
        )
        for number, each in enumerate(made)
    ))  # fmt: skip
    first: UUID = made[0].id
    return first


async def sold_directly(make: Any, owner: Membership, many: int) -> UUID:
    """The id of the first of so many deals of the company itself."""
    made = [
        direct_deal(owner, opened_at=NOW + timedelta(days=number // 4), due_at=NOW + timedelta(days=7 + number // 3))
        for number in range(many)
    ]
    await make.add(*made)
    first: UUID = made[0].id
    return first
