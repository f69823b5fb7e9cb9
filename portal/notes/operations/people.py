"""Whom a note concerns: those it mentions, and who has its task. Nobody who may not read it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from portal import errors, ids
from portal.access import Actor
from portal.database.session import Session
from portal.disputes import queries as disputes
from portal.notes import queries, words
from portal.notes.rules import MOST_MENTIONS, Visibility
from portal.partners import queries as partners
from portal.partners.models import Membership
from portal.sentences import Sentence, say

NOBODY = say("There is no such person here.")
OUTSIDE = say(
    "Internal notes on a dispute are only for the people who work on it: legal, dispute officers,"
    " sponsors and its manager."
)


class Circle:
    """The people of both organisations, as one who writes a note there finds them."""

    def __init__(
        self, session: Session, actor: Actor, *, partner_id: UUID, company_id: UUID, visibility: Visibility,
        is_inner: bool = False,
    ) -> None:  # fmt: skip
        self._session, self._actor, self._visibility = session, actor, visibility
        self._place: Mapping[str, Any] = {"partner_id": partner_id, "company_id": company_id, "is_inner": is_inner}

    async def insiders(self) -> list[str]:
        """Who reads a note that not everybody of the company does. Refuses: NotAllowed for an author who would not."""
        found = [str(each) for each in await self._session.scalars(disputes.insiders(self._place["partner_id"]))]
        me = await self._session.scalar(select(func.current_member()))
        if str(me) not in found:
            raise errors.NotAllowed.because(OUTSIDE, path=("input", "visibility"))
        return sorted(found)

    async def mentioned(self, text: str, given: Sequence[str]) -> list[str]:
        """The ids of those who are named in the text or given by their global ids, as they are kept.

        Refuses: NotFound; Invalid for somebody who may not read the note, or a name that several people have.
        """
        faults, found = errors.Faults(), dict[UUID, None]()
        for index, each in enumerate(given[:MOST_MENTIONS]):
            path = ("input", "mentions", str(index))
            with faults:
                prefix, member_id = ids.parse(each)
                found[(await self._reader(member_id if prefix == Membership.PREFIX else ids.NIL, path)).id] = None
        with faults:
            for member in await self._named(text, found):
                found[member.id] = None
            if len(found) > MOST_MENTIONS or len(given) > MOST_MENTIONS:
                raise errors.Invalid(
                    "You can mention at most {most} people.", most=MOST_MENTIONS, path=("input", "mentions")
                )
        faults.refuse()
        return sorted(str(each) for each in found)

    async def assignee(self, member_id: UUID) -> tuple[Membership, str]:
        """Who is to have a task, and the zone in which its day ends. Refuses: NotFound, Invalid."""
        path = ("input", "assigneeId")
        member = await self._reader(member_id, path, is_to_act=True)
        organisation = (await self._session.scalars(partners.organisation(member.partner_id))).one()
        return member, organisation.zone

    async def _reader(self, member_id: UUID, path: errors.Path, *, is_to_act: bool = False) -> Membership:
        row = (await self._session.execute(queries.person_here(member_id, **self._place))).one_or_none()
        if row is None:
            raise errors.NotFound.because(NOBODY, path=path)
        member: Membership = row[0]
        refusal = self._unfit(member, may_read=row.may_read)
        if refusal is None and is_to_act and not row.can_act:
            refusal = say("{name} has read access only, so you cannot give them a task.", name=member.name)
        if refusal:
            raise errors.Invalid.because(refusal, path=path)
        return member

    def _unfit(self, member: Membership, *, may_read: bool) -> Sentence | None:
        """Why somebody has nothing to do with the note."""
        if self._visibility is Visibility.INTERNAL and member.side is not self._actor.side:
            return say("{name} is on the other side and cannot read an internal note.", name=member.name)
        return None if may_read else say("{name} cannot read this.", name=member.name)

    async def _named(self, text: str, given: Any) -> list[Membership]:
        """Those whom the text calls by name; one who was given as well is meant where several have the name."""
        if "@" not in text:
            return []
        path = ("input", "text")
        rows = (await self._session.execute(queries.people_named(text, **self._place))).all()
        called = words.mentioned(text, {row[0].name for row in rows})
        found = []
        for name in sorted(called):
            some = [row for row in rows if row[0].name.casefold() == name.casefold()]
            chosen = [row for row in some if row[0].id in given]
            fit = chosen or [row for row in some if self._unfit(row[0], may_read=row.may_read) is None]
            if len(fit) > 1 and not chosen:
                raise errors.Invalid(
                    "Several people are called {name}. Choose the right one from the list.", name=name, path=path
                )
            if not fit:
                refusal = self._unfit(some[0][0], may_read=some[0].may_read)
                raise errors.Invalid.because(refusal or NOBODY, path=path)
            found += [row[0] for row in fit]
        return found


def day_given(due_on: date | None, zone: str, now: datetime) -> date:
    """The day of a task. Refuses: Invalid for none, or one that is over where the assignee is."""
    path = ("input", "dueOn")
    if due_on is None:
        raise errors.Invalid("Enter the due date of the task.", path=path)
    if due_on < now.astimezone(ZoneInfo(zone)).date():
        raise errors.Invalid("The due date of the task has already passed.", path=path)
    return due_on
