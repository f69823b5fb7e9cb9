"""One-time values: kept as their SHA-256 with what they stand for, taken once, dead after a while."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, LargeBinary, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from portal import unguessable
from portal.database.base import Record

SWEPT_AT_ONCE = 1000


class Once(Record):
    """A value that may be used once: a challenge, a link in a mail, a parked request, an identifier seen."""

    __tablename__ = "once"

    kind: Mapped[str] = mapped_column(primary_key=True)
    value_sha256: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    content: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime]

    __table_args__ = (Index("ix_once_expires", "expires_at"), {"schema": "auth"})


async def issue(
    session: AsyncSession, kind: str, content: dict[str, Any], *, lasts: timedelta, now: datetime, value: str = ""
) -> str:
    """Keeps the content under a new value of 256 random bits, or under the one given; returns the value."""
    value = value or unguessable.made()
    row = {"kind": kind, "value_sha256": unguessable.digest(value), "content": content, "expires_at": now + lasts}
    await session.execute(insert(Once).values(row))
    return value


async def look(session: AsyncSession, kind: str, value: str, *, now: datetime) -> dict[str, Any] | None:
    """What a live value stands for, which stays; None for one that is unknown, taken or over."""
    found: dict[str, Any] | None = await session.scalar(
        select(Once.content).where(
            Once.kind == kind, Once.value_sha256 == unguessable.digest(value), Once.expires_at > now
        )
    )
    return found


async def take(session: AsyncSession, kind: str, value: str, *, now: datetime) -> dict[str, Any] | None:
    """What a live value stands for, to the first who takes it; None to everybody after."""
    taken: dict[str, Any] | None = await session.scalar(
        delete(Once)
        .where(Once.kind == kind, Once.value_sha256 == unguessable.digest(value), Once.expires_at > now)
        .returning(Once.content),
        execution_options={"synchronize_session": False},
    )
    return taken


async def withdraw(session: AsyncSession, kind: str, **content: str) -> None:
    """Takes back every value of this kind that stands for these members, whoever holds it."""
    said = [Once.content[name].astext == value for name, value in content.items()]
    await session.execute(
        delete(Once).where(Once.kind == kind, *said), execution_options={"synchronize_session": False}
    )


async def spend(session: AsyncSession, kind: str, value: str, *, until: datetime) -> bool:
    """Notes that somebody else's one-time value came; False if it came before and is not over yet."""
    row = {"kind": kind, "value_sha256": unguessable.digest(value), "content": {}, "expires_at": until}
    first = await session.scalar(insert(Once).values(row).on_conflict_do_nothing().returning(Once.kind))
    return first is not None


async def sweep(session: AsyncSession, *, now: datetime) -> int:
    """Deletes values that are over, a bounded number at a time; returns how many."""
    stale = (
        select(Once.kind, Once.value_sha256)
        .where(Once.expires_at < now)
        .limit(SWEPT_AT_ONCE)
        .with_for_update(skip_locked=True)
        .subquery()
    )
    swept = await session.scalars(
        delete(Once)
        .where(Once.kind == stale.c.kind, Once.value_sha256 == stale.c.value_sha256)
        .returning(Once.value_sha256),
        execution_options={"synchronize_session": False},
    )
    return len(swept.all())
