"""Whose roles lead on from where a record is, as the tables of its lives say it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, false, literal_column, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY, array

from portal.access import Role, Side
from portal.database.session import Session
from portal.machine import Step, roles_of
from portal.notifications import rules
from portal.partners import queries
from portal.partners.models import Membership, Organisation
from portal.room import Steps
from portal.rooms import MACHINES

STEPS: Mapping[str, Step[Any]] = {step.event: step for machine in MACHINES for step in machine.steps}
Roles = Mapping[Side, frozenset[Role]]
NOBODY: Roles = {side: frozenset[Role]() for side in Side}


@dataclass(frozen=True, slots=True)
class Waited:
    """Whom something waits for: the one person whom it names, or else whoever holds the roles."""

    roles: Roles
    person: UUID | None = None
    """The id of their membership."""

    def has(self, member: Membership) -> bool:
        return bool(member.roles & self.roles[member.side]) and self.person in {None, member.id}

    @property
    def held(self) -> ColumnElement[bool]:
        """The members among whom they are."""
        named = held(self.roles)
        return named if self.person is None else and_(named, Membership.id == self.person)


async def waited(session: Session, some: Roles, person: UUID | None) -> Waited:
    """The person, as long as they have access and hold one of the roles; the roles once they do not."""
    if person is None:
        return Waited(some)
    found = (
        select(Membership.id)
        .join(Organisation, Organisation.id == Membership.partner_id)
        .where(*queries.has_access(Membership, Organisation), Membership.id == person, held(some))
    )
    return Waited(some, await session.scalar(found))


def onward(steps: Steps, record: Any) -> Roles:
    """The roles of the sides that are waited for whose people take the steps by which the record moves on."""
    has_dates = any(life.deadlines for life in steps.lives)
    # Where a table has no dates its guards alone say whose turn it is.
    return of_steps(steps, record, set(steps.onward), record.waiting_on if has_dates else Side)


def of_steps(steps: Steps, record: Any, actions: Collection[str], sides: Iterable[Side]) -> Roles:
    """The roles of some sides that hold the permission for some steps out of the record's statuses."""
    open_ = [
        each
        for life in steps.lives
        for each in life.steps
        if getattr(record, record.LIVES[life.name]) in each.source and each.action in actions and is_told_of(each)
    ]
    return holding(open_, sides)


def holding(steps: Iterable[Step[Any]], sides: Iterable[Side]) -> Roles:
    """The roles of some sides whose people may take one of the steps."""
    some = tuple(steps)
    found = {side: frozenset(role for each in some for role in roles_of(each.may, side)) for side in sides}
    return {**NOBODY, **found}


def is_told_of(step: Step[Any]) -> bool:
    """People take it, and it is not the mere keeping of a draft."""
    return not step.by_clock and not step.planned and step.event not in rules.QUIET


def held(roles: Roles) -> ColumnElement[bool]:
    """Members who hold one of them; who only looks after partners, their own alone."""
    own = type_coerce(Membership.roles, ARRAY(Text()))
    conditions = [
        and_(Membership.side == side, own.overlap(array([literal_column(f"'{role}'", Text()) for role in some])))
        for side, some in ((side, sorted(found)) for side, found in roles.items() if found)
    ]
    return or_(false(), *conditions)
