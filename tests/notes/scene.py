"""A partner, the company and their people, who say things on records in one rolled-back transaction."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from portal import errors, ids
from portal.access import Actor, Role, Side
from portal.journal import Entry
from portal.notes import operations
from portal.notes.models import TABLES, Written
from portal.notes.rules import Visibility
from portal.partners.models import Membership
from tests.contracts import scene as contracts
from tests.moment import NOW
from tests.telling import exactly_told

SHARED, INTERNAL = Visibility.SHARED, Visibility.INTERNAL
ADMIN, MEMBER, VIEWER = Role.PARTNER_ADMIN, Role.PARTNER_MEMBER, Role.PARTNER_VIEWER
LEGAL, MANAGER, AUDITOR = Role.LEGAL, Role.RELATIONSHIP_MANAGER, Role.AUDITOR


class Scene(contracts.Scene):
    """Whoever acts is a person of the role named, called by it: "Legal", "Partner_Admin"."""

    async def member(self, role: Role) -> Membership:
        actor = await self.actor(role)
        found = select(Membership).where(
            Membership.partner_id == actor.partner_id, Membership.person_id == actor.person_id
        )
        return (await self.make.session.scalars(found)).one()

    async def write(
        self, role: Role, record: Any = None, *, now: datetime = NOW, visibility: Visibility = SHARED,
        text: str = "Please look at this.", **inputs: Any,
    ) -> Written:  # fmt: skip
        """A note of somebody's on a record; on the partner unless one is given."""
        actor, on = await self.actor(role), record or self.partner
        record_id = inputs.pop("record_id", "") or ids.text(getattr(on, "PREFIX", "rnd"), on.id)
        if "assignee" in inputs:
            inputs["assignee_id"] = (await self.member(inputs.pop("assignee"))).id
        async with self.as_(actor) as session:
            made = await operations.write(
                session, actor, record_id=record_id, visibility=visibility, text=text, now=now, **inputs
            )
        return await self.note(made)

    async def not_written(self, role: Role, record: Any = None, **inputs: Any) -> errors.Refused:
        """The refusal of a note, of which nothing is left."""
        await self.actor(role)
        before = await self.everything()
        with pytest.raises(errors.Refused) as refusal:
            await self.write(role, record, **inputs)
        assert await self.everything() == before
        return refusal.value

    async def act(self, role: Role, operation: Any, note: Written, *, now: datetime = NOW, **inputs: Any) -> Written:
        """A step of a note as it is now."""
        actor, fresh = await self.actor(role), await self.note(note)
        values = {"note_id": note.id, "expected_version": fresh.version, "now": now, **inputs}
        async with exactly_told(self.make.session, note), self.as_(actor) as session:
            await operation(session, actor, **values)
        return await self.note(note)

    async def not_done(self, role: Role, operation: Any, note: Written, **inputs: Any) -> errors.Refused:
        await self.actor(role)
        before = await self.everything()
        with pytest.raises(errors.Refused) as refusal:
            await self.act(role, operation, note, **inputs)
        assert await self.everything() == before
        return refusal.value

    async def note(self, note: Written) -> Written:
        kind: Any = type(note)
        found = select(kind).where(kind.id == note.id).execution_options(populate_existing=True)
        made: Written = (await self.make.session.scalars(found)).one()
        return made

    async def told(self, note: Written) -> list[Entry]:
        found = select(Entry).where(Entry.record_id == note.id).order_by(Entry.id)
        return list(await self.make.session.scalars(found))

    async def count(self) -> list[int]:
        """How many notes there are: shared, the company's, the partner's."""
        return [len((await self.make.session.scalars(select(kind.id))).all()) for kind in TABLES]

    async def second(self, side: Side, **columns: Any) -> Actor:
        """Somebody more of one side."""
        member = await self.make.member(self.partner if side is Side.PARTNER else self.company, **columns)
        return await self.make.actor(member)
