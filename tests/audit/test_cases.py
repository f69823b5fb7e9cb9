"""The chain of every dispute is counted anew: a flipped entry, one that is cut away and a moved head are each named."""

from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from portal import audit
from portal.disputes.models import Dispute
from tests.disputes import scene as scenes
from tests.disputes.scene import Scene
from tests.make import Make
from tests.partners.scene import As

FLIPPED = "it, or an entry before it, was changed"
CUT = "entries are missing at the end, or others were added"
FEWER = "2 entries instead of 3"


@pytest_asyncio.fixture(loop_scope="session", name="scene")
async def in_a_scene(make: Make, as_: As) -> Scene:
    return await scenes.scene(make, as_)


async def told(scene: Scene) -> list[tuple[str, str]]:
    raw: Any = await (await scene.make.session.connection()).get_raw_connection()
    connection: asyncpg.Connection = raw.driver_connection
    return [(each.id, each.what) async for each in audit.cases(connection)]


async def edit(scene: Scene, sql: str, of: Dispute) -> None:
    """Past the triggers, as an administrator of the database can."""
    connection = await scene.make.session.connection()
    await connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    await connection.exec_driver_sql(sql.format(id=of.id))
    await connection.exec_driver_sql("SET LOCAL session_replication_role = origin")


ENTRY = "WHERE dispute_id = '{id}' AND number = "
EDITS: list[tuple[str, list[tuple[str, str]]]] = [
    (f"UPDATE dispute_entry SET document = document || ' ' {ENTRY}2",
     [(", entry 2", "its number or its form is wrong"), (", entry 2", FLIPPED)]),
    (f"UPDATE dispute_entry SET chain = repeat('0', 64) {ENTRY}2", [(", entry 2", FLIPPED), (", entry 3", FLIPPED)]),
    (f"DELETE FROM dispute_entry {ENTRY}2",
     [(", entry 2", "its number or its form is wrong"), (", entry 2", FLIPPED),
      ("", FEWER)]),
    (f"DELETE FROM dispute_entry {ENTRY}3", [(", entry 3", CUT), ("", FEWER)]),
    ("UPDATE dispute SET chain_head = repeat('0', 64) WHERE id = '{id}'", [(", entry 4", CUT)]),
    ("UPDATE dispute SET receipt_sha256 = repeat('0', 64) WHERE id = '{id}'",
     [("", "the receipt does not match what was filed")]),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "names"), EDITS)
async def test_each_edit_of_a_case_is_named(scene: Scene, sql: str, names: list[tuple[str, str]]) -> None:
    await scene.drafted()
    case, other = await scene.filed(), await scene.answered()
    assert (case.entries, other.entries > 0) == (3, True)
    assert await told(scene) == []
    await edit(scene, sql, case)
    assert await told(scene) == [(f"{case.number}{place}", what) for place, what in names]
