"""What the contracts with a partner say about the account and the relationship."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.access import Actor
from portal.contracts import exit_queries, queries
from portal.partners import operations
from portal.partners.models import Organisation


async def advance_relationship(
    session: AsyncSession, actor: Actor, *, partner_id: UUID, expected_version: int, note: str, now: datetime
) -> Organisation:
    """One stage nearer, with the evidence; see `portal.partners.operations.advance`."""
    return await operations.advance(
        session, actor, partner_id=partner_id, expected_version=expected_version, note=note, now=now,
        has_active_contract=await _has_active_contract(session, partner_id),
    )  # fmt: skip


async def finish_exit(
    session: AsyncSession, actor: Actor, *, partner_id: UUID, expected_version: int, now: datetime
) -> Organisation:
    """Ends a partner's account once nothing is open; see `portal.partners.operations.finish_exit`."""
    facts = exit_queries.exit_facts_of(Organisation)
    found = select(*(fact.label(name) for name, fact in facts.items())).where(Organisation.id == partner_id)
    row = (await session.execute(found)).one_or_none()
    return await operations.finish_exit(
        session,
        actor,
        partner_id=partner_id,
        expected_version=expected_version,
        now=now,
        known=row._asdict() if row else {},
    )


async def keep_relationship_time(session: AsyncSession, *, partner_id: UUID, now: datetime) -> Organisation | None:
    """What follows by itself; see `portal.partners.operations.keep_relationship_time`."""
    return await operations.keep_relationship_time(
        session, partner_id=partner_id, now=now, has_active_contract=await _has_active_contract(session, partner_id)
    )


async def _has_active_contract(session: AsyncSession, partner_id: UUID) -> bool:
    return await session.scalar(queries.active_contract_of(partner_id).limit(1)) is not None
