"""What belongs to the record that a row of the journal is of, and has moved with it: who can act, who missed it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, literal_column, select

from portal import events, situations
from portal.access import Side
from portal.database.session import Session
from portal.journal import Entry
from portal.machine import Deadline, Machine
from portal.notifications import roles
from portal.notifications.roles import Roles, Waited
from portal.room import Steps, Subject
from portal.rooms import PARTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One that has moved; people are told of it, and not of what it belongs to, if they can act on it or could have."""

    subject: Subject
    record: Any
    acting: Waited
    missed: Waited


async def moved(session: Session, entry: Entry) -> list[Moved]:
    """Those that the row is of, or names, or tells the beginning of; in their order."""
    found = []
    for subject in PARTS:
        which = _which(subject, entry)
        if which is not None and subject.steps is not None:
            kind, steps = subject.record, subject.steps
            person = subject.person(kind) if subject.person else literal_column("NULL::uuid")
            rows = select(kind, person).where(kind.partner_id == entry.partner_id, *which).order_by(kind.number)
            for row, named in (await session.execute(rows)).all():
                acting = await roles.waited(session, roles.onward(steps, row), named)
                missed = await roles.waited(session, _missed(steps, row, entry), named)
                found.append(Moved(subject=subject, record=row, acting=acting, missed=missed))
    return found


def _which(subject: Subject, entry: Entry) -> tuple[ColumnElement[bool], ...] | None:
    kind, part = subject.record, subject.part
    if entry.record_type == subject.prefix:
        return (kind.id == entry.record_id,)
    if part is None or entry.record_type != part.of.PREFIX:
        return None
    told, its = events.facts_of(entry.changes), part.id(kind) == entry.record_id
    if part.named in told:
        return its, kind.number == int(told[part.named])
    return (its, kind.updated_at == entry.at) if part.begun in told else None


def _missed(steps: Steps, record: Any, entry: Entry) -> Roles:
    """The roles that were waited for until the clock took the step."""
    step = roles.STEPS.get(entry.event)
    if step is None or not step.by_clock:
        return roles.NOBODY
    late = {side: out for life in steps.lives if step in life.steps for side, out in _late(life, record, entry)}
    open_ = [
        each
        for life in steps.lives
        for each in life.steps
        if each.action in steps.onward and each.source & frozenset(late.values()) and roles.is_told_of(each)
    ]
    return roles.holding(open_, late)


def _late(life: Machine[Any, Any], record: Any, entry: Entry) -> Iterator[tuple[Side, Any]]:
    """The sides whose time the step has ended, each with the status in which it was waited for."""
    step, at = roles.STEPS[entry.event], situations.of(life.subject, record)
    for status, deadline in life.deadlines.items():
        if status in step.source and deadline.step in {step.action, None} and _is_over(deadline, at, entry):
            yield from ((side, status) for side in deadline.waiting_on(at))


def _is_over(deadline: Deadline[Any], at: Any, entry: Entry) -> bool:
    until = deadline.until(at) if deadline.until else None
    return until is None or until <= entry.at
