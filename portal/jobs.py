"""Jobs: work that an operation wants done after its transaction, by whoever keeps the clock, at most once by a key.

`portal.doing` has the table of them and does them. A short job is one transaction: its effect and its end are one. A
long one has transactions of its own and must be able to go on where it was stopped.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from portal import ids
from portal.access import AccessClass
from portal.database.base import PartnerOwned, Record, check
from portal.database.policies import CURRENT_PARTNER, CURRENT_PARTNERS, SIGNED_IN, Policy
from portal.database.pools import Database
from portal.database.session import WORK, Session

PREFIX = "job"
"""Type prefix of a job's global id."""
LONGEST_KEY, LONGEST_GIVEN = 200, 4_000
KEPT = timedelta(days=400)
"""How long a key counts after its job was done: longer than anything that comes once a year."""


class Job(PartnerOwned, Record):
    """One job; what it was given is forgotten once it is done, its key is not."""

    __tablename__ = "job"

    name: Mapped[str]
    key: Mapped[str]
    given: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    """Null once it is done."""
    done_at: Mapped[datetime | None]
    claim: Mapped[UUID | None]
    """Of a long job, who took it up last."""
    starts: Mapped[int] = mapped_column(default=0)
    """How often a long job was taken up since it got anything done."""

    __table_args__ = (
        UniqueConstraint("partner_id", "name", "key"),
        check("key_length", f"length(key) BETWEEN 1 AND {LONGEST_KEY}"),
        check("given_length", f"length(given::text) <= {LONGEST_GIVEN}"),
        check("due_until_done", "(due_at IS NULL) = (done_at IS NOT NULL)"),
        Index("ix_job_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
        Index("ix_job_done", "done_at", postgresql_where="done_at IS NOT NULL"),
    )
    __policies__ = (
        Policy("portal_partner", "false", f"partner_id = {CURRENT_PARTNER}", ("INSERT",)),
        Policy(
            "portal_manager",
            "false",
            f"partner_id = ANY ({CURRENT_PARTNERS}) OR partner_id = {CURRENT_PARTNER}",
            ("INSERT",),
        ),  # the company's own jobs as well
        Policy("portal_staff", "false", SIGNED_IN, ("INSERT",)),
        Policy("portal_system", "true", None, ("SELECT", "INSERT", "UPDATE", "DELETE")),
    )


async def add(
    session: Session, name: str, *, key: str, partner_id: UUID, given: Mapping[str, Any], now: datetime,
    due_at: datetime | None = None,
) -> None:  # fmt: skip
    """Has a job done once the transaction is committed, and not before `due_at`; nothing if it came with this key.

    `name` is one of `portal.doing.JOBS`, `given` small JSON: ids and words, no texts and no secrets. For operations of
    any class but the auditor's. Whoever has a login's password may add a job, so the job believes `given` no further
    than the partner it is added for.
    """
    row = {
        "partner_id": partner_id, "id": ids.new(), "name": name, "key": key, "given": dict(given), "created_at": now,
        "due_at": due_at or now, "starts": 0,
    }  # fmt: skip
    await session.execute(insert(Job).values(row).on_conflict_do_nothing())
    session.info[WORK] = True


async def forget(session: Session, name: str, *, partner_id: UUID) -> None:
    """Deletes a partner's jobs of a name that are done, with their keys: of what comes every day."""
    done = delete(Job).where(Job.partner_id == partner_id, Job.name == name, Job.done_at.is_not(None))
    await session.execute(done, execution_options={"synchronize_session": False})


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A job as whoever does it is told of it."""

    id: UUID
    partner_id: UUID
    name: str
    key: str
    given: Mapping[str, Any]

    @classmethod
    def of(cls, job: Job) -> "Task":
        return cls(id=job.id, partner_id=job.partner_id, name=job.name, key=job.key, given=job.given)


class Lost(Exception):  # noqa: N818 - what befell the job
    """Another process has taken the job up: whatever this one does now would be done twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A long job that this process has taken up, and nobody else while it lives."""

    task: Task
    token: UUID
    database: Database

    @asynccontextmanager
    async def working(self) -> AsyncIterator[Session]:
        """One transaction of the job, as portal_system; it commits when the block ends without an exception.

        Raises Lost, before anything is done.
        """
        async with self.database.working(AccessClass.SYSTEM) as session:
            mine = (Job.partner_id == self.task.partner_id, Job.id == self.task.id, Job.claim == self.token)
            if not await session.scalar(update(Job).where(*mine).values(starts=0).returning(Job.starts + 1)):
                raise Lost
            yield session


async def sweep(database: Database, now: datetime) -> None:
    """Deletes jobs whose key no longer counts."""
    async with database.transaction(AccessClass.SYSTEM) as session:
        await session.execute(
            delete(Job).where(Job.done_at < now - KEPT), execution_options={"synchronize_session": False}
        )
