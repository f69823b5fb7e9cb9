"""What stands in a person's calendar, read with their own eyes: due dates, days that bind, and their tasks."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Date, Select, Text, bindparam, cast, literal_column, select, union_all
from sqlalchemy.orm import aliased

from portal import binding, ids, rooms, turns
from portal.access import Side
from portal.clock import Moment
from portal.database.pools import Database
from portal.notes import queries as notes
from portal.notes.models import Note
from portal.notes.rules import TASK, TaskStatus
from portal.notifications import composing, errands
from portal.notifications.feed import acts, rules
from portal.notifications.reading import Reader
from portal.partners.models import Organisation
from portal.room import Day, Subject
from portal.sentences import Sentence, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """One date, in the words of its reader."""

    uid: str
    """The same for as long as it is about the same thing, also when the date is another."""
    at: datetime | date
    """A moment, or a whole day wherever one is."""
    version: int
    changed_at: datetime
    """When the record it is about has last changed."""
    summary: str
    text: str
    place: str
    """Where it is, below the portal's address."""

    @property
    def order(self) -> tuple[datetime, str]:
        at = self.at if isinstance(self.at, datetime) else datetime.combine(self.at, time.min, UTC)
        return at, self.uid


async def of(database: Database, reader: Reader, now: datetime) -> list[Dated]:
    """The earliest first, at most `rules.MOST`; each kind is one statement. Raises NotEntered."""
    since = now.astimezone(ZoneInfo(reader.zone)).date() - rules.PAST
    async with errands.as_(database, reader.member) as session:
        waiting = (await session.execute(_waiting(reader.member.side))).mappings().all()
        days = (await session.execute(_days(), {"since": since})).mappings().all()
        tasks = (await session.execute(_tasks(reader.member.side))).mappings().all()
    found = [
        *(_turn(each, reader, now) for each in waiting),
        *(_day(each, reader) for each in days),
        *(_task(each, reader) for each in tasks),
    ]
    return sorted(found, key=lambda each: each.order)[: rules.MOST]


@cache  # all rooms' records in one statement take longer to write down than to read
def _waiting(side: Side) -> Select[Any]:
    branches = turns.waiting(turns.On.ME, turns.records(side), more=_more)
    return _earliest((each.where(each.selected_columns.due_at.is_not(None)) for each in branches), "due_at")


@cache
def _days() -> Select[Any]:
    """From the day `since` on."""
    return _earliest(binding.days(since=bindparam("since", type_=Date()), more=_more), "day")


def _more(subject: Subject) -> Iterator[Any]:
    """What of a record its date says besides."""
    whose = aliased(Organisation)
    partner = select(whose.name).where(whose.id == subject.partner_id(subject.record)).scalar_subquery()
    yield subject.record.version.label("version")
    yield subject.record.updated_at.label("changed_at")
    yield partner.label("partner")
    yield (subject.part.id(subject.record) if subject.part else literal_column("NULL::uuid")).label("whole_id")


def _earliest(branches: Iterable[Select[Any]], when: str) -> Select[Any]:
    cut = [each.order_by(each.selected_columns[when], each.selected_columns.id).limit(rules.MOST) for each in branches]
    whole = union_all(*cut).subquery()
    columns = [cast(each, Text).label(each.name) if each.name == "facts" else each for each in whole.c]
    return select(*columns).order_by(whole.c[when], whole.c.id).limit(rules.MOST)


@cache
def _tasks(side: Side) -> Select[Any]:
    """The open tasks of the member; of what they are about its name."""
    found = notes.tasks(notes.OWN_OF[side], whose="MINE")
    row = found.selected_columns
    called = rooms.said(row.about_type, row.about_id, row.partner_id, lambda subject: subject.called)
    columns = (row.id, row.about_type, row.due_on, row.version, row.updated_at, called.label("called"))
    is_open = cast(row.task_status, Text) == TaskStatus.OPEN.value
    return found.with_only_columns(*columns).where(is_open).order_by(row.due_on, row.id).limit(rules.MOST)


def _turn(row: Any, reader: Reader, now: datetime) -> Dated:
    """What waits, with the first step that the reader can take; where there is none, with what is in its way."""
    language, values = reader.language, {"record_type": row["record_type"], "facts": json.loads(row["facts"])}
    what = rooms.titled(row["record_type"], row["number"], row["title"], language)
    steps, standing = turns.next_steps(values, reader.actor, Moment(now)), turns.standing(values)
    able = next((each for each in steps if each.allowed), None)
    until = say(
        "By {moment}, in your time zone {zone}.", moment=composing.moment(row["due_at"], reader), zone=reader.zone
    )
    told = [until, standing[1] if standing else None]
    if able:
        summary = acts.said(acts.ACTS[able.machine, able.name], language, what=what)
    else:
        called = acts.called(row["record_type"], what, language)
        summary = acts.said(acts.WAITS, language, what=called, standing=standing[0].in_(language) if standing else "")
        told.insert(1, steps[0].refusal.sentence if steps and steps[0].refusal else None)
    return _dated(row, reader, "due", at=row["due_at"], summary=summary, told=told)


def _day(row: Any, reader: Reader) -> Dated:
    kind = Day(row["kind"])
    what = rooms.titled(row["record_type"], row["number"], row["title"], reader.language)
    called = acts.called(row["record_type"], what, reader.language)
    summary = acts.said(acts.DAYS[kind], reader.language, what=called)
    return _dated(row, reader, kind.lower(), at=row["day"], summary=summary, told=[acts.OTHERWISE.get(kind)])


def _dated(
    row: Any, reader: Reader, kind: str, *, at: datetime | date, summary: str, told: Iterable[Sentence | None]
) -> Dated:  # fmt: skip
    record_type, record_id = row["record_type"], UUID(str(row["record_id"]))
    is_host, partner = reader.member.side is Side.HOST, row["partner"] or ""
    lines = [partner] if is_host and partner and partner not in summary else []
    return Dated(
        uid=f"{ids.text(record_type, record_id)}-{kind}@entente", at=at, version=row["version"],
        changed_at=row["changed_at"], summary=summary,
        text="\n".join([*lines, *(each.in_(reader.language) for each in told if each)]),
        place=composing.place_of(record_type, record_id, reader.member.side, whole_id=row["whole_id"]),
    )  # fmt: skip


def _task(row: Any, reader: Reader) -> Dated:
    """Only what it is about: the words of a note stand in no calendar."""
    otherwise = TASK.deadlines[TaskStatus.OPEN].otherwise
    called = rooms.named(row["about_type"], row["called"], reader.language) or ""
    name = ids.text(Note.PREFIX, UUID(str(row["id"])))
    return Dated(
        uid=f"{name}-due@entente", at=row["due_on"], version=row["version"], changed_at=row["updated_at"],
        summary=acts.said(acts.TASK, reader.language, what=called),
        text=otherwise.in_(reader.language) if otherwise else "",
        place=composing.place_of(Note.PREFIX, row["id"], reader.member.side),
    )  # fmt: skip
