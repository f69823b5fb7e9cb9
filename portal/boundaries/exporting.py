"""The boundaries with a partner as files: terms, Legal's leaves, crossings, and what counts towards a limit."""

import json
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal import ids
from portal.access import Actor, Permission
from portal.boundaries.models import Boundary, Crossing, Exposure, Override

FOLDER = "boundaries"
AT_ONCE = 500
UNTOLD = frozenset({"partner_id", "id", "proposed_by", "agreed_by", "by_id", "due_calendar"})
KINDS: tuple[tuple[str, Any], ...] = (
    ("boundaries", Boundary), ("leaves", Override), ("crossings", Crossing), ("counted", Exposure),
)  # fmt: skip


async def papers(session: Any, actor: Actor, partner_id: UUID) -> AsyncIterator[tuple[str, bytes]]:
    """One file for each kind of row that there is; the same for both sides."""
    if Permission.BOUNDARY_READ not in actor.permissions:
        return
    for name, kind in KINDS:
        lines = [line async for line in _lines(session, kind, partner_id)]
        if lines:
            yield f"{FOLDER}/{name}.jsonl", b"".join(lines)


async def _lines(session: Any, kind: Any, partner_id: UUID) -> AsyncIterator[bytes]:
    last: UUID | None = None
    while True:
        found = select(kind).where(kind.partner_id == partner_id).order_by(kind.id).limit(AT_ONCE)
        rows: Sequence[Any] = (await session.scalars(found if last is None else found.where(kind.id > last))).all()
        for row in rows:
            yield json.dumps(_line(row), ensure_ascii=False, sort_keys=True).encode() + b"\n"
            session.expunge(row)
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].id


def _line(row: Any) -> dict[str, Any]:
    columns = [column.key for column in type(row).__table__.columns if column.key not in UNTOLD]
    told = {name: _plain(getattr(row, name)) for name in columns if getattr(row, name) is not None}
    return {"id": ids.text(row.PREFIX, row.id) if hasattr(row, "PREFIX") else str(row.id), **told}


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, frozenset | list):
        return sorted(map(str, value))
    return str(value) if isinstance(value, UUID) else value
