"""Before a deadline: three business days and one before it, those who can still act are told."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import literal_column, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import load_only

from portal.access import AccessClass, Side
from portal.database.pools import Database
from portal.notifications import roles, rules
from portal.notifications.models import Notification, Reminded
from portal.partners import queries
from portal.partners.models import Membership, Organisation
from portal.room import Subject
from portal.rooms import TURNS

FARTHEST = timedelta(days=14)
"""Three business days are never more days than these."""
AT_ONCE = 5_000


async def remind(database: Database, now: datetime) -> int:
    """Looks for deadlines that come near; gives how many were told of. Again: nothing more."""
    told = 0
    for subject in TURNS:
        if subject.steps is not None and any(life.deadlines for life in subject.steps.lives):
            async with database.transaction(AccessClass.SYSTEM) as session:
                near = await _near(session, subject, now)
                told += sum(
                    [await _tell(session, subject, record, due_at, person, now) for record, due_at, person in near]
                )
    return told


async def _near(session: AsyncSession, subject: Subject, now: datetime) -> Sequence[Any]:
    """Records with their deadlines, and the one person whom each waits for, if it is one."""
    kind, due_at = subject.record, subject.due(subject.record)
    person = subject.person(kind) if subject.person else literal_column("NULL::uuid")
    # Never whole: the portal's own login may not read the words of an internal note.
    known = (kind.waiting_on, kind.updated_at, *(getattr(kind, name) for name in kind.LIVES.values()))
    last = rules.DAYS_BEFORE[-1]
    done = select(Reminded.days).where(
        Reminded.partner_id == subject.partner_id(kind), Reminded.record_id == kind.id, Reminded.due_at == due_at,
        Reminded.days == last,
    )  # fmt: skip
    found = select(kind, due_at, person).options(load_only(*known, raiseload=True)).order_by(due_at, kind.id)
    near = found.where(due_at > now, due_at <= now + FARTHEST, ~done.exists()).limit(AT_ONCE)
    return (await session.execute(near)).all()


async def _tell(
    session: AsyncSession, subject: Subject, record: Any, due_at: datetime, person: UUID | None, now: datetime
) -> int:
    """Tells those who can act, if a morning has come that nobody was told on; once for each."""
    if not record.waiting_on or subject.steps is None:
        return 0
    partner_id, record_id = record.place
    both = or_(Organisation.id == partner_id, Organisation.side == Side.HOST)
    sides = {each.side: each for each in await session.scalars(select(Organisation).where(both))}
    days = [each for each in rules.DAYS_BEFORE if _has_come(each, record, due_at, sides, now)]
    new = [each for each in days if await _is_new(session, record, due_at, each)]
    if not new:
        return 0
    able = await roles.waited(session, roles.onward(subject.steps, record), person)
    of = (
        select(Membership)
        .join(Organisation, Organisation.id == Membership.partner_id)
        .where(*queries.has_access(Membership, Organisation), both, able.held)
    )
    for member in await session.scalars(of):
        key = f"{due_at.isoformat()} {new[-1]} {member.id}"
        session.add(
            Notification(
                partner_id=partner_id, id=uuid5(record_id, key), member_id=member.id,
                organisation_id=member.partner_id, record_type=record.PREFIX, record_id=record_id,
                event=rules.DUE_SOON, at=now, may_act=True,
            )
        )  # fmt: skip
    return 1


def _has_come(days: int, record: Any, due_at: datetime, sides: dict[Side, Organisation], now: datetime) -> bool:
    """Whether the morning so many business days before has come for a side that is waited for, since the last step."""
    return any(record.updated_at < morning <= now for morning in _mornings(days, record, due_at, sides))


def _mornings(days: int, record: Any, due_at: datetime, sides: dict[Side, Organisation]) -> Iterator[datetime]:
    for side in record.waiting_on:
        yield rules.morning_before(due_at, days, sides[side].zone, sides[side].calendar)


async def _is_new(session: AsyncSession, record: Any, due_at: datetime, days: int) -> bool:
    partner_id, record_id = record.place
    row = {"partner_id": partner_id, "record_id": record_id, "due_at": due_at, "days": days}
    noted = insert(Reminded).values(row).on_conflict_do_nothing().returning(Reminded.days)
    return await session.scalar(noted) is not None
