"""So many disputes of a partner, each about everything that can be contested, for those who read lists to their end."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal import ids
from portal.disputes.models import Dispute
from portal.disputes.rules.statuses import DisputeStatus
from portal.expectations.models import Consequence, Subject
from portal.partners.models import Membership, Organisation
from tests.disputes.making import dispute, entry, line
from tests.moment import NOW


async def disputed(
    make: Any, partner: Organisation, people: tuple[Membership, Membership], named: dict[str, str], many: int
) -> dict[str, str]:
    """The ids of what has lists of its own, by the names of their types; `named` are those of things to contest."""
    named = {name: named[name] for name in ("Measurement", "Breach", "Obligation", "Opportunity", "Fee", "Contract")}
    own: dict[str, Any] = {"Subject": Subject, "Consequence": Consequence}
    for name, kind in own.items():
        found = await make.session.scalar(select(kind.id).where(kind.partner_id == partner.id).limit(1))
        named = {**named, name: ids.text(kind.PREFIX, found)}
    about = {name: ids.parse(value) for name, value in named.items()}
    contract_id = about.pop("Contract")[1]
    made = [await _made(make, partner, people, contract_id, number) for number in range(many)]
    for each in made:
        contested = [line(each, place, record_type=kind, record_id=id_)
                     for place, (kind, id_) in enumerate(about.values(), 1)]  # fmt: skip
        await make.add(*contested)
    first = made[0]
    await make.add(*(line(first, len(about) + number) for number in range(1, many)))
    await make.add(*(entry(first, number) for number in range(1, many + 1)))
    return {
        "Dispute": ids.text("dsp", first.id), **{name: named[name] for name in ("Subject", "Consequence")},
    }  # fmt: skip


async def _made(
    make: Any, partner: Organisation, people: tuple[Membership, Membership], contract_id: UUID, number: int
) -> Dispute:
    owners = {"company_owner_id": people[0].id, "partner_owner_id": people[1].id}
    status = DisputeStatus.NEGOTIATION if number % 3 else DisputeStatus.WITHDRAWN
    made = dispute(
        partner, await make.company(), status=status, contract_id=contract_id, contract_sha256="0" * 64,
        created_at=NOW + timedelta(days=number // 4), **owners,
    )  # fmt: skip
    await make.add(made)
    return made
