"""One note while somebody acts on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from portal import acting, errors
from portal.access import Actor
from portal.acting import Case
from portal.database.session import Session
from portal.notes import queries
from portal.notes.models import Note, Written
from portal.notes.operations.people import Circle
from portal.notes.rules import Visibility
from portal.partners import queries as partners
from portal.sentences import say

ABSENT = say("There is no such note.")
STALE = say("Someone changed the note after you opened it. Check the latest version.")


@dataclass(kw_only=True)
class OpenNote(Case[Written]):
    """A note while somebody acts on it; its steps stand in the timeline of what it is about as well."""

    @property
    def is_published(self) -> bool:
        return self.record.VISIBILITY is Visibility.SHARED

    @property
    def about(self) -> tuple[str, UUID]:
        return self.record.about_type, self.record.about_id

    async def circle(self) -> Circle:
        """The people whom it can concern."""
        company = (await self.session.scalars(partners.company())).one()
        return Circle(
            self.session, self.actor, partner_id=self.record.partner_id, company_id=company.id,
            visibility=self.record.VISIBILITY, is_inner=self.record.readers is not None,
        )  # fmt: skip


async def opened(session: Session, actor: Actor, *, note_id: UUID, expected_version: int, now: datetime) -> OpenNote:
    """The note under a row lock, be it shared or one of the actor's own side.

    Refuses: NotFound, NotAllowed for auditors, StaleVersion.
    """
    known: Mapping[str, Any] = {"note_id": note_id}
    absent = errors.NotFound.because(ABSENT, path=("input", "noteId"))
    stale = errors.StaleVersion.because(STALE, path=("input", "expectedVersion"))
    for kind in (Note, queries.OWN_OF[actor.side]):
        try:
            row = await acting.locked(
                session,
                actor,
                queries.to_act_on(kind),
                known,
                absent=absent,
                stale=stale,
                expected_version=expected_version,
            )
        except errors.NotFound:
            continue
        facts = {"is_author": row.is_author, "is_assignee": row.is_assignee}
        return OpenNote(session=session, actor=actor, record=row[0], clocks={}, now=now, known=facts)
    raise absent
