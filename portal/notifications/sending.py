"""Letters that are due: read anew as whoever has them, written and marked as gone in one transaction."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update

from portal import mail
from portal.access import AccessClass
from portal.database.pools import Database
from portal.notifications import checking, composing, leaving, reading, rules
from portal.notifications.composing import Letter
from portal.notifications.models import Notification
from portal.notifications.reading import Reader, Seen
from portal.notifications.rules import Family

READERS_AT_ONCE = 50
MOST = 1_000
"""Events that one reader's letters take at a time."""


async def send(database: Database, now: datetime) -> int:
    """Sends to each reader what is due; gives to how many. A process that dies on the way has sent nothing twice."""
    async with database.transaction(AccessClass.SYSTEM) as session:
        due = select(Notification.member_id).where(Notification.letter_at <= now).distinct().limit(READERS_AT_ONCE)
        members = (await session.scalars(due)).all()
    return sum([await _write_to(database, member_id, now) for member_id in members])


async def _write_to(database: Database, member_id: UUID, now: datetime) -> bool:
    """All that is due to one reader; False where another process is at it."""
    one_writer = func.pg_try_advisory_xact_lock(func.hashtextextended(f"letters to {member_id}", 0))
    async with database.transaction(AccessClass.SYSTEM) as session:
        if not await session.scalar(select(one_writer)):
            return False
        due = select(Notification).where(Notification.member_id == member_id, Notification.letter_at <= now)
        told = (await session.scalars(due.order_by(Notification.at, Notification.id).limit(MOST))).all()
        for reader in await reading.readers(session, [member_id]):
            seen = await reading.look(database, reader, told, now)
            for letter, thread in _letters(database, reader, seen, now):
                await mail.send(
                    session, partner_id=reader.member.partner_id, to=reader.member.email, subject=letter.subject,
                    text=letter.text, html=letter.html, now=now, language=reader.language, thread=thread,
                    unsubscribe=letter.leave,
                )  # fmt: skip
        gone = [each.id for each in told]
        await session.execute(update(Notification).where(Notification.id.in_(gone)).values(letter_at=None))
    return True


def _letters(
    database: Database, reader: Reader, seen: Sequence[Seen], now: datetime
) -> Iterator[tuple[Letter, UUID | None]]:
    """One for each record that something at once has happened to, with all that belongs to it, and one for all the rest
    that is not read yet."""
    pressing = [each for each in seen if each.told.is_pressing]
    by_record: dict[UUID, list[Seen]] = {}
    for each in pressing:
        whole_id = each.record.whole_id if each.record else None
        by_record.setdefault(whole_id or each.told.record_id, []).append(each)
    for record_id, some in by_record.items():
        yield composing.at_once(reader, some, _leave(database, reader, some)), record_id
    rest = [each for each in seen if not each.told.is_pressing and each.told.read_at is None]
    if rest:
        yield composing.digest(reader, rest, leaving.place(database, reader.member.id, Family), now), None


def _leave(database: Database, reader: Reader, seen: Sequence[Seen]) -> str:
    """Where such letters end; nowhere for what cannot be switched off."""
    events = {each.told.event for each in seen}
    if events <= rules.BINDING and checking.is_administrator(reader.member.roles):
        return ""
    return leaving.place(database, reader.member.id, {rules.family_of(event) for event in events})
