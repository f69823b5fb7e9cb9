"""What a member sees of what they are told of, read with their own eyes: the row, the record, what they can do now."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, Uuid, bindparam, cast, func, literal, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal import languages
from portal.access import Actor, Permission, Side
from portal.clock import Moment
from portal.database.pools import Database
from portal.disputes import queries as disputes
from portal.disputes.operations import disputable_until
from portal.journal import Entry
from portal.machine import Action
from portal.notifications import errands, rules
from portal.notifications.models import Notification
from portal.partners import queries
from portal.partners.models import Membership, Organisation, Person
from portal.room import Subject
from portal.rooms import KINDS, PREFIXES

IT = "it"
"""What a record is called in the statement that reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who is told, with how they read."""

    member: Membership
    language: str
    zone: str
    calendar: str
    """That of their organisation."""
    partners: frozenset[UUID]
    is_lead: bool
    """The company's legal lead."""

    @property
    def actor(self) -> Actor:
        m = self.member
        return Actor(m.person_id, m.name, m.side, m.partner_id, m.roles, m.version, self.partners)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record as the reader sees it."""

    number: str | None
    title: str
    partner: str
    waiting_on: frozenset[Side]
    due_at: datetime | None
    actions: Sequence[Action]
    """The steps by which it moves on that the reader can take now."""
    values: Mapping[str, Any]
    whole_id: UUID | None
    """The id of what it belongs to."""

    def waits_for(self, side: Side) -> bool:
        return side in self.waiting_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One thing that the reader is told of, as they see it."""

    told: Notification
    entry: Entry | None
    acted_for: str
    """The organisation of whoever did it."""
    record: Record | None
    """None for a kind of record of which only its rows of the journal are told."""
    disputable_until: datetime | None = None
    """The end of the reader's time to dispute it, where it is a refusal."""

    @property
    def can_act(self) -> bool:
        """Whether the reader can take the next step now."""
        return self.told.may_act and self.record is not None and bool(self.record.actions)


async def readers(session: AsyncSession, member_ids: Iterable[UUID]) -> list[Reader]:
    """Those of them who have access, as portal_system."""
    found = (
        select(Membership, Person.language, Person.zone, Organisation.calendar, Organisation.manager_id)
        .join(Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.partner_id)
        .where(Membership.id.in_(list(member_ids)), *queries.has_access(Membership, Organisation))
        .order_by(Membership.id)
    )
    rows = (await session.execute(found)).all()
    managed = select(Organisation.manager_id, Organisation.id).where(
        Organisation.manager_id.in_([row[0].id for row in rows]), Organisation.side == Side.PARTNER
    )
    partners = defaultdict(set)
    for manager_id, partner_id in await session.execute(managed):
        partners[manager_id].add(partner_id)
    return [
        Reader(
            member=row[0], language=languages.spoken(row[1]), zone=row[2], calendar=row[3],
            partners=frozenset(partners[row[0].id]), is_lead=row[0].id == row[4],
        )
        for row in rows
    ]  # fmt: skip


async def look(database: Database, reader: Reader, told: Sequence[Notification], now: datetime) -> list[Seen]:
    """Of what the reader is told, what they may see, in its order."""
    async with errands.as_(database, reader.member) as session:
        entries = await _entries(session, [each.entry_id for each in told if each.entry_id])
        records: dict[UUID, Record] = {}
        for place, subject in enumerate(KINDS):
            named = {each.record_id for each in told if each.record_type == subject.prefix}
            if named and subject.alone in {None, reader.member.side}:
                rows = await session.execute(_found(place), {"named": [*named]})
                records |= {row[0]: _record(subject, row, reader, now) for row in rows}
        refused = {entry.id: entry for entry, _ in entries.values() if entry and entry.event in rules.REFUSING}
        until = {each: await _disputable(session, reader, refused[each], now) for each in refused}
    return [
        Seen(
            told=each, entry=entry, acted_for=acted_for, record=records.get(each.record_id),
            disputable_until=until.get(each.entry_id) if each.entry_id else None,
        )
        for each in told
        for entry, acted_for in [entries.get(each.entry_id, (None, ""))]
        if (entry or each.entry_id is None) and (each.record_id in records or each.record_type not in PREFIXES)
    ]  # fmt: skip


async def _disputable(session: AsyncSession, reader: Reader, entry: Entry, now: datetime) -> datetime | None:
    """Until when the reader can dispute what a row of the journal tells of; None where that is over or not theirs."""
    if entry.side is reader.member.side or Permission.DISPUTE_FILE not in reader.actor.permissions:
        return None
    one = SimpleNamespace(id=literal(entry.record_id, Uuid()))
    told = await session.scalar(select(disputes.time_to_file(entry.record_type, one)))
    until = disputable_until(told, reader.member.side)
    return until if until and until > now else None


async def _entries(session: AsyncSession, wanted: Sequence[UUID]) -> dict[UUID | None, tuple[Entry | None, str]]:
    found = select(Entry, queries.acted_for(Entry)).where(Entry.id.in_(wanted))
    return {row[0].id: (row[0], row[1] or "") for row in await session.execute(found)}


@cache
def _found(place: int) -> Select[Any]:
    """Records of a kind, `named` by their ids, with what is told of them: made once, as it takes long to make."""
    subject = KINDS[place]
    row = _row_of(subject.record)
    needs = dict(subject.steps.needs(row)) if subject.steps else {}
    pairs = [part for name, fact in needs.items() for part in (literal_column(f"'{name}'", Text()), fact)]
    partner = select(Organisation.name).where(Organisation.id == subject.partner_id(row)).scalar_subquery()
    waiting = (row.waiting_on, subject.due(row)) if hasattr(subject.record, "waiting_on") else ()
    number = subject.number(row) if subject.number else literal_column("NULL::text")
    whole = subject.part.id(row) if subject.part else literal_column("NULL::uuid")
    told = cast(func.json_build_object(*pairs), Text)
    return (
        select(row.id, number, subject.title(row), whole, partner, told, *waiting)
        .select_from(subject.record.__table__.alias(IT))
        .where(row.id.in_(bindparam("named", expanding=True)))
    )


def _row_of(kind: Any) -> Any:
    """The columns of a row by name alone: a question asked however deep inside takes it for the outermost one's."""
    return SimpleNamespace(**{each.name: literal_column(f"{IT}.{each.name}", each.type) for each in kind.__table__.c})


def _record(subject: Subject, row: Any, reader: Reader, now: datetime) -> Record:
    values, (waiting_on, due_at) = json.loads(row[5]), row[6:] or (frozenset(), None)
    side = reader.member.side
    has_dates = subject.steps is not None and any(life.deadlines for life in subject.steps.lives)
    possible = subject.steps.possible(values, reader.actor, Moment(now)) if subject.steps else ()
    onward = {*subject.steps.onward, *rules.ANSWERED_BY.values()} if subject.steps else set()
    return Record(
        number=row[1], title=row[2] or "", whole_id=row[3], partner=row[4] or "", waiting_on=waiting_on, due_at=due_at,
        values=values,
        actions=tuple(
            each for each in possible
            if each.allowed and each.name in onward
            and (side in waiting_on or not has_dates or each.name in rules.ANSWERED_BY.values())
        ),
    )  # fmt: skip
