"""What the contracts with a partner say about the relationship."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.access import Actor
from portal.contracts import queries
from portal.partners import operations
from portal.partners.models import Organisation


async def advance_relationship(
    session: AsyncSession, actor: Actor, *, partner_id: UUID, expected_version: int, note: str, now: datetime
) -> Organisation:
    """One stage nearer, with the evidence; see `portal.partners.operations.advance`."""
    in_force = await session.scalar(queries.active_contract_of(partner_id).limit(1)) is not None
    return await operations.advance(
        session, actor, partner_id=partner_id, expected_version=expected_version, note=note, now=now,
        has_active_contract=in_force,
    )  # fmt: skip
