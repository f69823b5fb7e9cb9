"""The notes on a partner and its contracts as files: those that both sides read, and those of whoever asks alone."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from portal import handover, ids
from portal.access import Actor, Permission
from portal.handover import Sheet
from portal.notes import queries
from portal.notes.models import Note
from portal.partners.models import Membership

FACTS = (
    "clause_key", "side", "author_name", "text", "sha256", "salt", "status", "written_at", "edited_at", "struck_at",
    "struck_by", "task_status", "assignee_name", "assignee_side", "due_on",
)  # fmt: skip


async def papers(session: Any, actor: Actor, partner_id: UUID) -> AsyncIterator[tuple[str, bytes]]:
    """One file for each kind that there are notes of; each side gets its own internal ones, never the other's."""
    if Permission.NOTE_READ in actor.permissions:
        sheets = (Sheet("shared", Note, _line), Sheet("internal", queries.OWN_OF[actor.side], _line))
        async for paper in handover.papers(session, partner_id, "notes", sheets):
            yield paper


def _line(note: Any) -> dict[str, Any]:
    """What there is to read of it; of struck words the digest without its salt, so that nobody guesses them."""
    values = {name: handover.plain(getattr(note, name)) for name in FACTS if getattr(note, name) is not None}
    if note.struck_at:
        values.pop("salt")
    mentions = [ids.text(Membership.PREFIX, UUID(each)) for each in note.mentions]
    on = ids.text(note.subject_type, note.subject_id)
    return {"id": ids.text(note.PREFIX, note.id), "on": on, "mentions": mentions, **values}
