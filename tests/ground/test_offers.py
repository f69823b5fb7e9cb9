"""What any table offers follows from the situation, the side, the rights and, between two known instants, nothing else.

Drawn for every table, status and role, so that a guard that looks at the clock by another way, or at the person who
asks, is found out: what was offered may be kept for whoever has the same rights until the moment says otherwise.
"""

import os
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import ids, situations
from portal.access import GRANTS, Actor, Role, Side
from portal.clock import ALWAYS, NEVER, Moment
from portal.machine import Machine, Waiting
from portal.rooms import MACHINES

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
TICK = timedelta(milliseconds=1)
TRIES = int(os.environ.get("PORTAL_TRIES", "100"))
SOMEBODY = UUID("00000000-0000-7000-8000-000000000007")
NEAR = st.integers(-3, 3)
INSTANTS = st.one_of(
    NEAR.map(lambda ticks: NOW + ticks * TICK),
    st.timedeltas(timedelta(days=-3), timedelta(days=3)).map(lambda apart: NOW + apart),
)
VALUES: dict[type[Any], st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.integers(0, 2),
    str: st.sampled_from(["NONE", "UTC"]),
    UUID: st.sampled_from([SOMEBODY, ids.NIL]),
    date: NEAR.map(lambda days: NOW.date() + timedelta(days=days)),
    datetime: INSTANTS,
}
NAMED = {"zone": st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland"])}


def valued(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a field's type."""
    if isinstance(kind, UnionType):
        return st.one_of(st.none(), *(valued(each) for each in get_args(kind) if each is not NoneType))
    if get_origin(kind) is tuple:
        return st.lists(valued(get_args(kind)[0]), max_size=3).map(tuple)
    if get_origin(kind) is frozenset:
        return st.frozensets(valued(get_args(kind)[0]))
    if isinstance(kind, type) and is_dataclass(kind):
        return st.builds(kind, **{name: valued(hint) for name, hint in get_type_hints(kind).items()})
    return st.sampled_from(kind) if issubclass(kind, StrEnum) else VALUES[kind]


def subjects(machine: Machine[Any, Any]) -> st.SearchStrategy[Any]:
    kind = machine.subject
    drawn = {name: valued(hint) for name, hint in get_type_hints(kind).items()}
    return st.builds(kind, **drawn | {name: values for name, values in NAMED.items() if name in drawn})


@st.composite
def actors(draw: st.DrawFn) -> Actor:
    """Somebody of a side with some roles there, in person or as a program, perhaps with less scopes than rights."""
    side = draw(st.sampled_from(Side))
    roles = draw(st.frozensets(st.sampled_from([role for role in Role if role.side is side]), min_size=1))
    granted = sorted(frozenset().union(*(GRANTS[role] for role in roles)))
    allowed = draw(st.none() | st.none() | st.frozensets(st.sampled_from(granted)))
    partner_id = draw(VALUES[UUID])
    return Actor(
        SOMEBODY,
        "Robin",
        side,
        partner_id,
        roles,
        allowed=allowed,
        is_present=draw(st.sampled_from([True, True, False])),
    )


def offered(machine: Machine[Any, Any], at: Any, actor: Actor, now: Moment, waiting: Waiting) -> list[Any]:
    """All that is offered, status by status, with what a refusal says."""
    found = []
    for status in machine.statuses:
        own = {field.name: status for field in fields(at) if isinstance(getattr(at, field.name), machine.statuses)}
        for step in machine.available(replace(at, **own), status, actor, now, waiting):
            refusal = step.refusal and (type(step.refusal), step.refusal.message)
            found.append((status, step.name, step.target, refusal, step.due_at, step.waiting_on))
    return found


def as_asked(at: Any) -> Any:
    """The situation as a statement finds it out, without what is for the clock."""
    return type(at)(**situations.needs(type(at), at))


def known_instants(at: Any) -> list[datetime]:
    """The situation's own instants, and where its days begin and end."""
    values = [getattr(at, field.name) for field in fields(at)]
    days = [value for value in values if type(value) is date]
    midnights = [datetime.combine(day + timedelta(days=more), time(), UTC) for day in days for more in (0, 1)]
    return [value for value in values if isinstance(value, datetime)] + midnights


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_what_is_offered_stays_the_same_as_long_as_the_moment_says_and_for_all_with_the_same_rights(
    machine: Machine[Any, Any],
) -> None:
    @settings(max_examples=TRIES, deadline=None)
    @given(
        at=subjects(machine), actor=actors(), now=INSTANTS, others=st.lists(INSTANTS, max_size=2),
        waiting=st.builds(Waiting, waiting_on=st.frozensets(st.sampled_from(Side)), due_at=st.none() | INSTANTS),
    )  # fmt: skip
    def looked_at(at: Any, actor: Actor, now: datetime, others: list[datetime], waiting: Waiting) -> None:
        moment = Moment(now)
        first = offered(machine, at, actor, moment, waiting)
        assert moment.since <= now < moment.until
        edges = [*known_instants(at), *({moment.since, moment.until} - {ALWAYS, NEVER})]
        for other in (*others, *edges, *(edge - TICK for edge in edges)):
            if moment.since <= other < moment.until:
                assert offered(machine, as_asked(at), actor.anybody, Moment(other), waiting) == first

    looked_at()
