"""One person's place under lock, in one transaction: every step is checked by the table, dated and journalled here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal import errors, journal, situations
from portal.access import AccessClass, Actor, Side
from portal.partners import membership, queries
from portal.partners.membership import ADMINISTRATORS, IDLE, MEMBERSHIP, Place
from portal.partners.models import Membership
from portal.partners.rules import MembershipStatus

JOURNALLED = ("status", "roles", "due_at")

ABSENT = "There is no such member."


@dataclass
class OpenPlace:
    """A place while somebody acts on it."""

    session: AsyncSession
    actor: Actor
    now: datetime
    member: Membership
    is_last_administrator: bool

    def situation(self, **known: bool) -> Place:
        return situations.of(Place, self.member, is_last_administrator=self.is_last_administrator, **known)

    def take(self, action: str, *, note: str = "", known: dict[str, bool] | None = None, **changed: Any) -> None:
        """Takes a step of the table; `changed` are the member's columns that it sets besides.

        Refuses: WrongStatus, NotAllowed, Blocked.
        """
        before = facts(self.member)
        step = MEMBERSHIP.take(self.situation(**(known or {})), self.member.status, action, self.actor, now=self.now)
        for name, value in changed.items():
            setattr(self.member, name, value)
        self.member.status = MembershipStatus(step.target)
        self.member.due_at = self.now + IDLE if self.member.status is MembershipStatus.ACTIVE else None
        self.member.version += 1
        write(self.session, self.actor, step.event, self.member, before=before, note=note, now=self.now)


def facts(member: Membership) -> dict[str, object]:
    """What a journal row tells of a place."""
    return {field: getattr(member, field) for field in JOURNALLED}


def write(
    session: AsyncSession, actor: Actor, event: str, member: Membership, *, before: dict[str, object], now: datetime,
    note: str = "",
) -> None:  # fmt: skip
    """A journal row about a place; partners' places are told to both sides."""
    journal.write(
        session, actor, event, partner_id=member.partner_id, record_type=queries.MEMBER, record_id=member.id, now=now,
        note=note, changes=journal.difference(before, {"name": member.name, **facts(member)}),
        published=member.side is Side.PARTNER,
    )  # fmt: skip


async def opened(
    session: AsyncSession, actor: Actor, *, member_id: UUID, expected_version: int | None, now: datetime
) -> OpenPlace:
    """The place under a row lock, after the administrators of its organisation, who are always locked in one order.

    Refuses: NotFound, also for another organisation's people unless the company's platform administrator asks;
    NotAllowed for auditors; StaleVersion. `expected_version` None is the clock's.
    """
    if actor.access_class is AccessClass.AUDITOR:
        raise errors.NotAllowed("Auditors read everything and change nothing.")
    found: Membership | None = await session.scalar(queries.member_by_id(member_id))
    if found is None or (actor.side is Side.PARTNER and found.partner_id != actor.partner_id):
        raise errors.NotFound(ABSENT, path=("input", "memberId"))
    locked = queries.administrators_of(found.partner_id).with_for_update()
    fresh = {"populate_existing": True}
    administrators = (await session.scalars(locked, execution_options=fresh)).all()
    own_row = queries.member_by_id(member_id).with_for_update()
    member: Membership = (await session.scalars(own_row, execution_options=fresh)).one()
    if expected_version is not None and member.version != expected_version:
        raise errors.StaleVersion(
            "Somebody changed this place after you opened it; please look at it again.",
            path=("input", "expectedVersion"),
        )
    is_last = [each.id for each in administrators] == [member.id]
    return OpenPlace(session, actor, now, member, is_last)


def administers(member: Membership) -> bool:
    return ADMINISTRATORS[member.side] in member.roles


def checked_roles(actor: Actor, side: Side, *, before: frozenset[Any], after: frozenset[Any]) -> None:
    """Refuses roles that the actor may not give. Refuses: Invalid, NotAllowed."""
    path = ("input", "roles")
    if not after:
        raise errors.Invalid("Choose at least one role.", path=path)
    if any(role.side is not side for role in after):
        raise errors.Invalid("Choose roles of the organisation's own side.", path=path)
    added = after - before
    if membership.SIGNATORIES[side] in added:
        raise errors.NotAllowed("A signatory needs an authority to sign that a second person accepts.", path=path)
    if added - membership.grantable(actor, side):
        raise errors.NotAllowed("You cannot give a role that you do not hold yourself.", path=path)
