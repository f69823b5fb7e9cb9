"""Whether those who could be told may read it and can act, each as themselves; and when their letters leave."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update

from portal.access import AccessClass, Role
from portal.database.pools import Database
from portal.notifications import reading, rules
from portal.notifications.models import Notification, Preference
from portal.notifications.reading import Reader, Seen
from portal.notifications.rules import Family, How, Why
from portal.partners.membership import ADMINISTRATORS

AT_ONCE = 500

Preferences = Mapping[tuple[UUID, Family], How]


async def check(database: Database, now: datetime) -> int:
    """Looks at everything that nobody has looked at; gives how many were looked at. Again: nothing more."""
    async with database.transaction(AccessClass.SYSTEM) as session:
        waiting = select(Notification).where(Notification.checked_at.is_(None)).order_by(Notification.at).limit(AT_ONCE)
        told = (await session.scalars(waiting)).all()
        readers = await reading.readers(session, {each.member_id for each in told})
        wishes = select(Preference).where(Preference.member_id.in_([each.member.id for each in readers]))
        preferences = {(row.member_id, row.family): row.how for row in await session.scalars(wishes)}
    by_member = defaultdict(list)
    for each in told:
        by_member[each.member_id].append(each)
    for reader in readers:
        mine = by_member.pop(reader.member.id)
        seen = await reading.look(database, reader, mine, now)
        await _settle(database, reader, mine, seen, preferences, now)
    for theirs in by_member.values():  # who has no access any more
        await _drop(database, theirs)
    return len(told)


async def _settle(
    database: Database, reader: Reader, told: Sequence[Notification], seen: Sequence[Seen], preferences: Preferences,
    now: datetime,
) -> None:  # fmt: skip
    """Keeps what the reader may see and is to know, with its reason; takes out the rest."""
    alike: dict[tuple[Why, datetime | None, datetime | None], list[Notification]] = defaultdict(list)
    for each in seen:
        if why := _why(each):
            due_at = each.record.due_at if each.record and why is Why.TURN else None
            alike[why, due_at, _letter_at(reader, each, why, preferences, now)].append(each.told)
    kept = {each.id for some in alike.values() for each in some}
    async with database.working(AccessClass.SYSTEM) as session:
        for (why, due_at, letter_at), some in alike.items():
            known = {"checked_at": now, "why": why, "due_at": due_at, "letter_at": letter_at}
            await session.execute(update(Notification).where(*_still(some)).values(known))
        if gone := [each for each in told if each.id not in kept]:
            await session.execute(delete(Notification).where(*_still(gone)))


async def _drop(database: Database, told: Sequence[Notification]) -> None:
    async with database.working(AccessClass.SYSTEM) as session:
        await session.execute(delete(Notification).where(*_still(told)))


def _still(told: Sequence[Notification]) -> Sequence[ColumnElement[bool]]:
    """Those of them that nobody has looked at meanwhile."""
    partners, ids = sorted({each.partner_id for each in told}), [each.id for each in told]
    return Notification.partner_id.in_(partners), Notification.id.in_(ids), Notification.checked_at.is_(None)


def _why(seen: Seen) -> Why | None:
    return Why.TURN if seen.can_act else seen.told.why


def _letter_at(reader: Reader, seen: Seen, why: Why, preferences: Preferences, now: datetime) -> datetime | None:
    if _has_its_own(reader, seen.told.event):
        return None
    family = rules.family_of(seen.told.event)
    how = preferences.get((reader.member.id, family), How.TURN)
    must = seen.told.event in rules.BINDING and is_administrator(reader.member.roles)
    return rules.letter_at(how, why, must=must, now=now, zone=reader.zone, calendar=reader.calendar)


def _has_its_own(reader: Reader, event: str) -> bool:
    """The room where it happened has written to the reader."""
    written_to = rules.WRITTEN_TO.get(event, frozenset())
    return bool(reader.member.roles & written_to) or (reader.is_lead and event in rules.WRITTEN_TO_LEAD)


def is_administrator(roles: frozenset[Role]) -> bool:
    return bool(roles & set(ADMINISTRATORS.values()))
