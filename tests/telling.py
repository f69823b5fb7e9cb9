"""Whether the journal tells exactly what has become of a record."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from portal import acting, journal
from portal.journal import Entry

PUT_OFF = {"due_at"}
"""What the clock alone changes where it looks again later and tells nobody."""


@asynccontextmanager
async def exactly_told(session: AsyncSession, record: Any) -> AsyncIterator[None]:
    """What the block does to the record stands in the rows that it writes: each begins where the one before ended."""
    before, known = await _facts(session, record), await _entries(session, record)
    yield
    after, told = await _facts(session, record), (await _entries(session, record))[len(known) :]
    said = dict(before)
    for entry in told:
        for change in entry.changes:
            field = change["field"]
            if field in said and not (field == "name" and change["before"] is None):  # whose row it is, beside
                assert said[field] == change["before"] != change["after"], (entry.event, change)
                said[field] = change["after"]
    untold = {name for name, value in after.items() if said[name] != value}
    assert untold <= (set() if told else PUT_OFF), untold


async def _facts(session: AsyncSession, record: Any) -> dict[str, str | None]:
    kind = type(record)
    found = select(kind).where(kind.id == record.id).execution_options(populate_existing=True)
    row = (await session.scalars(found)).one()
    return {name: journal.as_text(value) for name, value in acting.facts(row).items()}


async def _entries(session: AsyncSession, record: Any) -> Sequence[Entry]:
    found = select(Entry).where(Entry.record_id == record.id, Entry.record_type == record.PREFIX).order_by(Entry.id)
    return (await session.scalars(found)).all()
