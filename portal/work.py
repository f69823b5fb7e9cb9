"""The clock: takes the table's system step of records whose deadline has passed, and the letters that wait, away."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from portal import clock, idempotency, mail
from portal.access import AccessClass
from portal.contracts import exit_queries
from portal.contracts import operations as contracts
from portal.contracts import queries as contract_queries
from portal.database.pools import Database
from portal.partners import operations as partners
from portal.partners import queries as partner_queries

log = logging.getLogger(__name__)

SECONDS_BETWEEN = 5.0
SWEPT_EVERY = timedelta(minutes=10)
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Timed:
    """One kind of record that the clock moves: which are due, and the operation that takes the step."""

    name: str
    due: Callable[[datetime], Select[Any]]
    keep_time: Callable[[AsyncSession, UUID, datetime], Awaitable[object | None]]


TIMED = (
    Timed("contract", contract_queries.due, lambda s, it, now: contracts.keep_time(s, contract_id=it, now=now)),
    Timed(
        "partner",
        partner_queries.accounts_due,
        lambda s, it, now: partners.keep_account_time(s, partner_id=it, now=now),
    ),
    Timed(
        "relationship",
        lambda _now: exit_queries.relationships_due(),
        lambda s, it, now: contracts.keep_relationship_time(s, partner_id=it, now=now),
    ),
    Timed(
        "member", partner_queries.members_due, lambda s, it, now: partners.keep_member_time(s, member_id=it, now=now)
    ),
)


async def run_due(database: Database, now: datetime) -> int:
    """Takes every step that is due; gives how many were taken. Running it again moves nothing more."""
    return sum([await _run(database, kind, now) for kind in TIMED])


async def _run(database: Database, kind: Timed, now: datetime) -> int:
    async with database.transaction(AccessClass.SYSTEM) as session:
        due = (await session.scalars(kind.due(now).limit(AT_ONCE))).all()
    taken = 0
    for record_id in due:
        try:
            async with database.transaction(AccessClass.SYSTEM) as session:
                taken += await kind.keep_time(session, record_id, now) is not None
        except Exception:  # one record that cannot be moved must not hold up those after it
            log.exception("The clock could not move %s %s; it tries again.", kind.name, record_id)
    return taken


Sweep = Callable[[Database, datetime], Awaitable[None]]
"""Deletes what has been over for long enough."""


async def keep_time(database: Database, post: mail.Post, sweeps: Iterable[Sweep] = ()) -> None:
    """Runs the clock until it is cancelled; a fault is logged and tried again at the next round."""
    swept = clock.now() - SWEPT_EVERY
    while True:
        try:
            while await run_due(database, clock.now()) >= AT_ONCE:
                pass
            while await mail.deliver(database, post, clock.now()) == mail.AT_ONCE:
                pass
            if clock.now() - swept >= SWEPT_EVERY:
                swept = clock.now()
                for sweep in (idempotency.sweep, *sweeps):
                    await sweep(database, swept)
        except Exception:
            log.exception("The clock failed; it tries again.")
        await asyncio.sleep(SECONDS_BETWEEN)
