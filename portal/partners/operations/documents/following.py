"""What follows from what the company requires: partners are asked, or asked no more; thousands of them, some at a time.

It goes by what holds now, whatever was said before: stopped at any moment and begun again it does nothing twice, and of
two changes that came after each other the later one counts.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from portal import ids, jobs
from portal.access import SYSTEM, Actor
from portal.database.session import Session
from portal.jobs import Claim
from portal.journal import Entry
from portal.partners import queries
from portal.partners.documents import DOCUMENT
from portal.partners.models import DocumentRequirement
from portal.partners.operations import account
from portal.partners.operations.documents.asking import request_required
from portal.partners.operations.documents.holding import released
from portal.partners.operations.documents.paper import opened

REQUIREMENT_WORK = "partners are asked for what is required"
"""The name of its job."""
AT_ONCE = 20
"""Partners of a transaction: so many wait for each other at most."""
NOT_REQUIRED = "The expired document is no longer required."

Some = Callable[[Session, DocumentRequirement, UUID, datetime], Awaitable[UUID | None]]


async def on_requirement(session: Session, _actor: Actor, entry: Entry, now: datetime) -> object:
    """Reaction: a job sees to the partners, once for each time that a requirement was set, changed or ended."""
    given = {"requirement": str(entry.record_id)}
    await jobs.add(session, REQUIREMENT_WORK, key=str(entry.id), partner_id=entry.partner_id, given=given, now=now)
    return entry


async def follow_requirement(claim: Claim, now: datetime) -> None:
    """The job."""
    requirement_id = UUID(claim.task.given["requirement"])
    for some in (_ask, _waive, _release):
        after: UUID | None = ids.NIL
        while after is not None:
            after = await _took(claim, requirement_id, some, after, now)


async def _took(claim: Claim, requirement_id: UUID, some: Some, after: UUID, now: datetime) -> UUID | None:
    """The id of the last that was seen to; None if there is no more."""
    async with claim.working() as session:
        requirement: DocumentRequirement = (await session.scalars(queries.requirement(requirement_id))).one()
        return await some(session, requirement, after, now)


async def _ask(session: Session, requirement: DocumentRequirement, after: UUID, now: datetime) -> UUID | None:
    """Partners that the requirement is about, and that do not have it."""
    if requirement.ended_at is not None:
        return None
    lacking = queries.partners_wanted(requirement, without=True)
    found = (await session.scalars(queries.next_ids(lacking, after, AT_ONCE))).all()
    for partner_id in found:
        await request_required(session, SYSTEM, partner_id=partner_id, now=now)
    return found[-1] if found else None


async def _waive(session: Session, requirement: DocumentRequirement, after: UUID, now: datetime) -> UUID | None:
    """What it asked for, and nothing that holds now asks for any more."""
    found = (await session.scalars(queries.next_ids(queries.unwanted(requirement), after, AT_ONCE))).all()
    for document_id in found:
        case = await opened(session, SYSTEM, document_id=document_id, expected_version=None, now=now)
        case.known["is_unwanted"] = bool(await session.scalar(queries.is_unwanted(case.record)))
        if not DOCUMENT.refusal(case.situation(DOCUMENT), case.record.status, "waive", SYSTEM, now):
            case.take(DOCUMENT, "waive")
    return found[-1] if found else None


async def _release(session: Session, _requirement: DocumentRequirement, after: UUID, now: datetime) -> UUID | None:
    """Partners on hold for what may not be required of them any more."""
    found = (await session.scalars(queries.next_ids(queries.partners_on_hold_for_documents(), after, AT_ONCE))).all()
    for partner_id in found:
        place = await account.opened(session, SYSTEM, partner_id=partner_id, expected_version=None, now=now)
        await released(place, NOT_REQUIRED)
    return found[-1] if found else None
