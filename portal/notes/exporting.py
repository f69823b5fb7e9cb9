"""The notes on a partner and its contracts as files: those that both sides read, and those of whoever asks alone."""

import json
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal import ids
from portal.access import Actor, Permission
from portal.notes import queries
from portal.notes.models import Note, Written
from portal.partners.models import Membership

FOLDER = "notes"
AT_ONCE = 500
FACTS = (
    "clause_key", "side", "author_name", "text", "sha256", "salt", "status", "written_at", "edited_at", "struck_at",
    "struck_by", "task_status", "assignee_name", "assignee_side", "due_on",
)  # fmt: skip


async def papers(session: Any, actor: Actor, partner_id: UUID) -> AsyncIterator[tuple[str, bytes]]:
    """One file for each kind that there are notes of; each side gets its own internal ones, never the other's."""
    if Permission.NOTE_READ not in actor.permissions:
        return
    kinds: tuple[tuple[str, Any], ...] = (("shared", Note), ("internal", queries.OWN_OF[actor.side]))
    for name, kind in kinds:
        lines = [line async for line in _lines(session, kind, partner_id)]
        if lines:
            yield f"{FOLDER}/{name}.jsonl", b"".join(lines)


async def _lines(session: Any, kind: Any, partner_id: UUID) -> AsyncIterator[bytes]:
    last: UUID | None = None
    while True:
        found = select(kind).where(kind.partner_id == partner_id).order_by(kind.id).limit(AT_ONCE)
        rows: Sequence[Written] = (await session.scalars(found if last is None else found.where(kind.id > last))).all()
        for row in rows:
            yield json.dumps(_line(row), ensure_ascii=False, sort_keys=True).encode() + b"\n"
            session.expunge(row)
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].id


def _line(note: Any) -> dict[str, Any]:
    """What there is to read of it; of struck words the digest without its salt, so that nobody guesses them."""
    values = {name: _plain(getattr(note, name)) for name in FACTS if getattr(note, name) is not None}
    if note.struck_at:
        values.pop("salt")
    mentions = [ids.text(Membership.PREFIX, UUID(each)) for each in note.mentions]
    on = ids.text(note.subject_type, note.subject_id)
    return {"id": ids.text(note.PREFIX, note.id), "on": on, "mentions": mentions, **values}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
