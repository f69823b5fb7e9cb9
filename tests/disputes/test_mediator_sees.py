"""What a mediator sees: of all cases one, of all other tables nothing, and after the end nothing at all."""

import os
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from typing import Any

import asyncpg
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.mediation.models import Mediator, MediatorSession
from portal import clock, ids, records
from portal.access import Side
from portal.database.policies import MEDIATOR
from portal.disputes.models import Dispute, MediatorSeat
from portal.disputes.rules.mediator import SeatStatus
from portal.disputes.rules.offer import OfferStatus
from portal.disputes.rules.statuses import DisputeStatus
from portal.files.rules import FOR_MEDIATOR
from tests.disputes import making
from tests.files import making as files
from tests.make import Make

CASES = int(os.environ.get("PORTAL_TRIES", "20"))
"""The full proof takes 200."""
TABLES = tuple(str(table) for table in records.metadata().sorted_tables)
READS = (
    "dispute", "dispute_line", "dispute_entry", "dispute_clock", "dispute_pause", "settlement_offer",
    "dispute_sealed", "dispute_caucus", "mediator_seat", "file",
)  # fmt: skip
"""All that a mediator has a grant on."""
OFFERED = ("settlement_offer", "dispute_sealed")


async def _case(make: Make, number: int, **seat: Any) -> tuple[Dispute, MediatorSeat, bytes]:
    """A case of a partner of its own now and then, with a row of every kind that a mediator might read."""
    manager = await make.member()
    partner = await make.partner(name=f"Partner {number}", manager=manager)
    admin = await make.member(partner)
    case = making.dispute(
        partner, await make.company(), status=DisputeStatus.MEDIATION, level=3, company_owner_id=manager.id,
        partner_owner_id=admin.id,
    )  # fmt: skip
    await make.add(case)
    offer = making.offer(case, status=OfferStatus.REJECTED)
    made = making.seat(case, **{"status": SeatStatus.SERVING, **seat})
    await make.add(offer, made, making.line(case), making.entry(case), *making.clock(case))
    await make.add(making.sealed(offer, admin), *(making.caucus(made, side, admin) for side in Side))
    about: dict[str, Any] = {"partner_id": partner.id, "record_type": "dsp", "record_id": case.id}
    kept = [("PHOTO", True), (f"{FOR_MEDIATOR}PHOTO", False), ("OWN:PHOTO", False)]
    await make.add(*(files.file(admin, **about, kind=kind, is_shared=shared) for kind, shared in kept))
    return case, made, await _signed_in(make, made)


async def _signed_in(make: Make, seat: MediatorSeat) -> bytes:
    token = sha256(seat.id.bytes).digest()
    at = clock.now()
    row = MediatorSession(
        token_sha256=token, id=ids.new(), seat_id=seat.id, signed_in_at=at, seen_at=at, idle_seconds=900,
        expires_at=at + timedelta(hours=8), ended_at=None,
    )  # fmt: skip
    await make.add(row)
    return token


@asynccontextmanager
async def _as_mediator(connection: asyncpg.Connection, token: bytes | None) -> AsyncIterator[bool]:
    savepoint = connection.transaction()
    await savepoint.start()
    try:
        await connection.execute(f"SET LOCAL SESSION AUTHORIZATION {MEDIATOR}")
        yield bool(token and await connection.fetchval("SELECT enter_mediation($1)", token))
    finally:
        await savepoint.rollback()


async def _seen(connection: asyncpg.Connection, token: bytes | None) -> dict[str, int]:
    """The rows of each table that the login may ask for at all."""
    found = {}
    async with _as_mediator(connection, token):
        for table in TABLES:
            savepoint = connection.transaction()
            await savepoint.start()
            with suppress(asyncpg.InsufficientPrivilegeError):
                found[table] = int(await connection.fetchval(f"SELECT count(*) FROM {table}"))
            await savepoint.rollback()
    return found


async def _raw(connection: AsyncConnection) -> asyncpg.Connection:
    return (await connection.get_raw_connection()).driver_connection


async def test_of_all_cases_a_mediator_sees_one_and_of_all_other_tables_nothing(
    make: Make, superuser: AsyncConnection
) -> None:
    chosen, raw = random.Random(7).randrange(CASES), await _raw(superuser)
    cases = [await _case(make, number) for number in range(CASES)]
    case, seat, token = cases[chosen]

    seen = await _seen(raw, token)

    once = dict.fromkeys(READS, 1) | dict.fromkeys(OFFERED, 0) | {"dispute_caucus": 2, "file": 2}
    assert seen == once
    async with _as_mediator(raw, token):
        assert await raw.fetchval("SELECT id::text FROM dispute") == str(case.id)
        assert await raw.fetchval("SELECT string_agg(kind, ',' ORDER BY kind) FROM file") == "MEDIATOR:PHOTO,PHOTO"
    shown = update(MediatorSeat).where(MediatorSeat.id == seat.id).values(offers_shown_by=frozenset(Side))
    await make.session.execute(shown)
    assert await _seen(raw, token) == once | dict.fromkeys(OFFERED, 1)
    for left in (frozenset({Side.HOST}), frozenset({Side.PARTNER}), frozenset[Side]()):  # either side has taken it back
        hidden = update(MediatorSeat).where(MediatorSeat.id == seat.id).values(offers_shown_by=left)
        await make.session.execute(hidden)
        assert await _seen(raw, token) == once
    assert await _seen(raw, None) == dict.fromkeys(READS, 0)


@pytest.mark.parametrize("status", [SeatStatus.PROPOSED, SeatStatus.DECLARED, SeatStatus.ACCEPTED])
async def test_before_the_mediation_there_is_nothing_but_the_seat(
    make: Make, superuser: AsyncConnection, status: SeatStatus
) -> None:
    _, _, token = await _case(make, 1, status=status, began_at=None, lasts_until=None)
    assert await _seen(await _raw(superuser), token) == dict.fromkeys(READS, 0) | making.MEDIATES


async def test_after_the_end_there_is_nothing_and_until_then_everything(make: Make, superuser: AsyncConnection) -> None:
    raw, now = await _raw(superuser), clock.now()
    _, _, still = await _case(make, 1, status=SeatStatus.ENDED, ends_at=now + timedelta(days=10))
    _, _, over = await _case(make, 2, status=SeatStatus.ENDED, ends_at=now - timedelta(seconds=1))
    assert (await _seen(raw, still))["dispute"] == 1
    assert await _seen(raw, over) == dict.fromkeys(READS, 0)
    async with _as_mediator(raw, over) as is_in:
        assert not is_in


async def test_whoever_mediates_after_somebody_else_reads_nothing_that_was_told_the_first(
    make: Make, superuser: AsyncConnection
) -> None:
    now = clock.now()
    case, first, _ = await _case(make, 1, status=SeatStatus.ENDED, ends_at=now, offers_shown_by=frozenset(Side))
    second = making.seat(case, number=2, status=SeatStatus.SERVING)
    await make.add(second)
    seen = await _seen(await _raw(superuser), await _signed_in(make, second))
    assert (seen["dispute"], seen["dispute_caucus"], seen["dispute_sealed"]) == (1, 0, 0)
    assert first.id != second.id


async def test_a_mediator_changes_nothing_and_becomes_nobody_else(make: Make, superuser: AsyncConnection) -> None:
    _, seat, token = await _case(make, 1)
    raw = await _raw(superuser)
    async with _as_mediator(raw, token):
        for table in TABLES:
            for change in (f"DELETE FROM {table}", f"INSERT INTO {table} DEFAULT VALUES"):
                await _refused(raw, change)
        for told in ("SELECT enter($1, 1)", "SELECT enter_from($1, 1, '')"):
            await _refused(raw, told, token)
    async with _as_mediator(raw, None):
        await _refused(raw, "SET LOCAL backtrace_functions = 'x'")
    await make.session.execute(update(MediatorSession).values(ended_at=clock.now()))
    assert (await _seen(raw, token))["mediator_seat"] == 0
    assert await make.session.get(Mediator, seat.id) is not None


async def _refused(raw: asyncpg.Connection, sql: str, *values: Any) -> None:
    savepoint = raw.transaction()
    await savepoint.start()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await raw.execute(sql, *values)
    await savepoint.rollback()
