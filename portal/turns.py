"""Whose turn it is: whatever waits for somebody, in all rooms, as one list by date."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.access import Actor, Permission, Side, holders
from portal.clock import Moment
from portal.machine import Action, Deadline, Machine
from portal.partners.models import Membership
from portal.partners.rules import MembershipStatus
from portal.room import Steps, Subject
from portal.rooms import SUBJECTS, TURNS
from portal.sentences import Sentence


class On(StrEnum):
    """Whose turn it is, from the caller's view."""

    ME = "ME"
    """The caller's side, in a status out of which one of the caller's roles leads."""
    MY_SIDE = "MY_SIDE"
    """Others on the caller's side."""
    OTHER_SIDE = "OTHER_SIDE"


SIDES: Mapping[Permission, Side] = {Permission.COMPANY_READ: Side.HOST, Permission.INTERNAL_READ: Side.PARTNER}
"""The side of whoever holds the permission: what it keeps to itself lies in tables of its own."""
STEPS: Mapping[str, Steps] = {subject.prefix: subject.steps for subject in TURNS if subject.steps is not None}
NOWHERE = literal_column("'{}'", ARRAY(Text()))
NOTHING: ColumnElement[Any] = literal_column("NULL", Text())


def nothing_more(_subject: Subject) -> Iterable[ColumnElement[Any]]:
    return ()


def kinds(side: Side) -> tuple[Subject, ...]:
    """All kinds that somebody of a side may read, tasks among them; of what each side keeps apart its own."""
    return tuple(subject for subject in TURNS if subject.alone in {None, side})


def records(side: Side) -> tuple[Subject, ...]:
    """The same without the tasks."""
    return tuple(subject for subject in kinds(side) if SUBJECTS.get(subject.prefix) is subject)


def waiting(
    on: On, among: Iterable[Subject], *,
    more: Callable[[Subject], Iterable[ColumnElement[Any]]] = nothing_more,
) -> tuple[Select[Any], ...]:  # fmt: skip
    """One Select for each of these kinds of record, all with the same columns; `more` adds some.

    What is said of a record stands beside it: to find each of them once more costs a manager of many partners more than
    the list. PostgreSQL makes it for the rows within the limit alone.
    """
    return tuple(
        select(
            _word(subject.prefix).label("record_type"),
            subject.record.id.label("id"),
            subject.record.id.label("record_id"),
            subject.partner_id(subject.record).label("partner_id"),
            subject.due(subject.record).label("due_at"),
            subject.record.waiting_on.label("waiting_on"),
            subject.since(subject.record).label("since"),
            subject.title(subject.record).label("title"),
            (NOTHING if subject.number is None else subject.number(subject.record)).label("number"),
            _facts(subject, subject.steps).label("facts"),
            *more(subject),
        ).where(_waits(subject.record), *_on(on, subject, subject.steps))
        for subject in among
        if subject.steps is not None
    )


def whole(branches: Iterable[Select[Any]]) -> Select[Any]:
    """All of them as one list."""
    return select(*union_all(*branches).subquery().c)


def _waits(record: Any) -> ColumnElement[bool]:
    # As the indices say it.
    return type_coerce(record.waiting_on, ARRAY(Text())) != NOWHERE


def _on(on: On, subject: Subject, steps: Steps) -> Iterable[ColumnElement[bool]]:
    record, waited = subject.record, type_coerce(subject.record.waiting_on, ARRAY(Text()))
    if subject.among is not None:
        yield subject.among(record)
    if on is On.OTHER_SIDE:
        yield _other_side() == func.any(waited)
        return
    yield _own("side") == func.any(waited)
    can = _can(subject, steps, _own("roles"))
    if subject.person is not None:
        can = and_(can, _is_theirs(subject, steps, subject.person(record)))
    yield can if on is On.ME else can.is_not(true())


def _is_theirs(subject: Subject, steps: Steps, person: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether it waits for the caller: they are the one person, or that person is gone or holds no role for it."""
    theirs = aliased(Membership)
    able = exists().where(
        theirs.partner_id == func.current_partner(), theirs.id == person,
        cast(theirs.status, Text) == _word(MembershipStatus.ACTIVE),
        _can(subject, steps, type_coerce(theirs.roles, ARRAY(Text()))),
    )  # fmt: skip
    return or_(person == func.current_member(), ~able)


def _can(subject: Subject, steps: Steps, held: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether one of the roles leads on from where the record is; guards may still stand in the way."""
    return or_(literal_column("false"), *(_leads_on(life, subject, steps.onward, held) for life in steps.lives))


def _leads_on(
    life: Machine[Any, Any], subject: Subject, onward: tuple[str, ...], held: ColumnElement[Any]
) -> ColumnElement[bool]:  # fmt: skip
    roles = {status: roles_onward(life, status, onward) for status in life.statuses}
    found = [
        and_(
            cast(getattr(subject.record, subject.record.LIVES[life.name]), Text) == _word(status.value),
            held.op("&&")(literal_column(f"'{{{','.join(sorted(some))}}}'::text[]", ARRAY(Text()))),
        )
        for status, some in roles.items()
        if some
    ]
    return or_(literal_column("false"), *found)


def roles_onward(life: Machine[Any, Any], status: StrEnum, onward: tuple[str, ...]) -> frozenset[str]:
    """The codes of the roles, of either side, that hold one of these steps out of a status."""
    steps = (step for step in life.steps if status in step.source and step.action in onward and not step.planned)
    return frozenset(role.value for step in steps for role in holders(step.may))


def _own(column: str) -> ColumnElement[Any]:
    """A column of the caller's own place; it is found once for the whole statement."""
    me = aliased(Membership)
    found = select(type_coerce(getattr(me, column), ARRAY(Text()) if column == "roles" else Text()))
    return found.where(me.partner_id == func.current_partner(), me.id == func.current_member()).scalar_subquery()


def _other_side() -> ColumnElement[Any]:
    return case((_own("side") == _word(Side.HOST), _word(Side.PARTNER)), else_=_word(Side.HOST))


def _word(value: str) -> ColumnElement[str]:
    return literal_column(f"'{value}'", Text())


def _facts(subject: Subject, steps: Steps) -> ColumnElement[Any]:
    """What `next_steps` and `standing` look at."""
    record = subject.record
    lives = {f"{life.name} at": getattr(record, record.LIVES[life.name]) for life in steps.lives}
    named = {**steps.needs(record), **lives}
    told = (part for name, fact in named.items() for part in (_word(name), fact))
    return func.json_build_object(*told, type_=JSON)


def next_steps(values: Mapping[str, Any], actor: Actor, now: Moment) -> list[Action]:
    """The steps by which the actor's side does what it is waited for, the best first, from JSON of its columns."""
    steps, found = STEPS[values["record_type"]], values["facts"]
    if found is None:
        return []
    possible = {action.name: action for action in steps.possible(found, actor, now)}
    return [possible[name] for name in steps.onward if name in possible]


def standing(values: Mapping[str, Any]) -> tuple[Sentence, Sentence | None] | None:
    """Where the record is and what happens when nobody acts in time, in the words of the life that waits."""
    steps, found = STEPS[values["record_type"]], values["facts"]
    for life in steps.lives if found else ():
        status = found[f"{life.name} at"]
        deadline: Deadline[Any] | None = life.deadlines.get(life.statuses(status)) if status else None
        if deadline is not None and not deadline.elsewhere:
            return life.in_words[life.statuses(status)], deadline.otherwise
    return None
