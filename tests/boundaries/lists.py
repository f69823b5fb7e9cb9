"""So many of each thing of which the room has a list, made at two instants, for those who read lists to their end."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from portal import ids
from portal.boundaries.models import Crossing, Override
from portal.boundaries.rules.acts import ActKind
from portal.partners.models import Organisation
from tests.boundaries.making import TERRITORY, boundary, digest
from tests.moment import NOW


async def listed(make: Any, partner: Organisation, contract_id: UUID, many: int) -> UUID:
    """On the contract; the id of the first, which was crossed, and left to be crossed, as often."""
    first = ids.new()
    for number in range(many):
        at = NOW + timedelta(days=number // 4)
        own = {"partner_id": partner.id, "id": ids.new(), "boundary_id": first}
        terms = replace(TERRITORY, contract_id=contract_id, clause_key="scope")
        await make.add(boundary(partner, terms, id=ids.new() if number else first, created_at=at))
        act = {"act": ActKind.REGISTER, "act_digest": digest(str(number)), "at": at}
        leave = Override(**own, **act, reason="Once.", by_id=ids.new(), by_name="Lee")
        await make.add(leave)
        own["id"] = ids.new()
        await make.add(Crossing(**own, **act, is_late=True))
    return first
