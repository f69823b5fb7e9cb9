"""One person's place under lock, in one transaction: every step is checked by the table, dated and journalled here."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from portal import errors, journal
from portal.access import AccessClass, Actor, Side
from portal.acting import Case
from portal.database.session import Session
from portal.partners import membership, queries
from portal.partners.membership import ADMINISTRATORS, MEMBERSHIP
from portal.partners.models import Membership
from portal.sentences import say

ABSENT = say("There is no such member.")


@dataclass(kw_only=True)
class OpenPlace(Case[Membership]):
    """A place while somebody acts on it."""

    @property
    def member(self) -> Membership:
        return self.record

    @property
    def is_last_administrator(self) -> bool:
        return bool(self.known["is_last_administrator"])

    @property
    def is_published(self) -> bool:
        return self.record.side is Side.PARTNER

    @contextmanager
    def event(self, name: str, **said: Any) -> Iterator[None]:
        """See `Case.event`; every row says whose place it is."""
        with super().event(name, **said):
            self.tell(name=self.record.name)
            yield

    def change(self, action: str, *, note: str = "", known: dict[str, bool] | None = None, **new: Any) -> None:
        """A step of the table that gives columns of the place other values; see `Case.step`."""
        with self.step(MEMBERSHIP, action, note=note, **(known or {})):
            for name, value in new.items():
                setattr(self.record, name, value)


async def opened(
    session: Session, actor: Actor, *, member_id: UUID, expected_version: int | None, now: datetime
) -> OpenPlace:
    """The place under a row lock, after the administrators of its organisation, who are always locked in one order.

    Refuses: NotFound, also for another organisation's people unless the company's platform administrator asks;
    NotAllowed for auditors; StaleVersion. `expected_version` None is the clock's.
    """
    if actor.access_class is AccessClass.AUDITOR:
        raise errors.NotAllowed("Auditors can read everything and change nothing.")
    found: Membership | None = await session.scalar(queries.member_by_id(member_id))
    if found is None or (actor.side is Side.PARTNER and found.partner_id != actor.partner_id):
        raise errors.NotFound.because(ABSENT, path=("input", "memberId"))
    locked = queries.administrators_of(found.partner_id).with_for_update()
    administrators = (await session.scalars(locked)).all()
    own_row = queries.member_by_id(member_id).with_for_update()
    member: Membership = (await session.scalars(own_row)).one()
    if expected_version is not None and member.version != expected_version:
        raise errors.StaleVersion(
            "Someone changed this membership after you opened it. Look at the current state.",
            path=("input", "expectedVersion"),
        )
    is_last = [each.id for each in administrators] == [member.id]
    return begun(session, actor, member, is_last_administrator=is_last, now=now)


def begun(
    session: Session, actor: Actor, member: Membership, *, is_last_administrator: bool, now: datetime
) -> OpenPlace:
    """The same for a place that the transaction holds already."""
    known = {"is_last_administrator": is_last_administrator}
    return OpenPlace(session=session, actor=actor, record=member, clocks={}, now=now, known=known)


def made(session: Session, actor: Actor, event: str, member: Membership, *, now: datetime) -> None:
    """The journal row about a new place; partners' places are told to both sides."""
    told = {name: getattr(member, name) for name in ("name", "status", "roles", "due_at")}
    journal.write(
        session, actor, event, partner_id=member.partner_id, record_type=Membership.PREFIX, record_id=member.id,
        now=now, changes=journal.difference({}, told), published=member.side is Side.PARTNER,
    )  # fmt: skip


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
        raise errors.NotAllowed(
            "The signatory role comes only with a signing authority that a second person accepts.", path=path
        )
    lacking = added - membership.grantable(actor, side)
    if lacking <= membership.grantable(replace(actor, allowed=None, is_present=True), side) and lacking:
        raise errors.NotAllowed("An app can only assign roles whose rights its token's scopes allow.", path=path)
    if lacking:
        raise errors.NotAllowed("You cannot assign a role that you do not have.", path=path)
