"""The command is killed half-way, again and again: the rows are those of one import that nobody stopped.

By default once with 200 rows; PORTAL_TRIES=20 PORTAL_ROWS=5000 is the whole of it.
"""

import asyncio
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import func, select

from portal import founding, migrations
from portal import settings as portal_settings
from portal.access import AccessClass, Role, Side
from portal.database import embedded, setup
from portal.database.pools import Database
from portal.journal import Entry
from portal.partners.models import ExternalKey, Membership, Organisation
from portal.partners.rules import MembershipStatus
from tests import patience
from tests.database.portals import ENVIRONMENT, ROOT
from tests.imports.lists import List, suppliers
from tests.make import NOW

DATABASE = "entente"
T = TypeVar("T")
TRIES = int(os.environ.get("PORTAL_TRIES", "1"))
ROWS = int(os.environ.get("PORTAL_ROWS", "200"))
SECONDS = 60.0
"""What 5,000 rows may take on an idle machine."""


def test_an_import_that_is_killed_again_and_again_leads_to_the_same_rows(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    made, chance = suppliers(ROWS), random.Random(7)
    prepare(tmp_path)
    for number in range(TRIES):
        file = tmp_path / f"list{number}.csv"
        file.write_bytes(made.csv(order=chance if number else None))
        killed(tmp_path, file, after=chance.uniform(0, 0.4 + ROWS / 400))
    whole = tmp_path / "list.csv"
    whole.write_bytes(made.csv())
    began = time.monotonic()
    run(tmp_path, whole)
    took = time.monotonic() - began
    assert took < SECONDS * patience.slowness()
    expected = len(made.rows) - len(made.faults) - len(made.twins)
    assert counted(tmp_path) == {
        "partners": expected, "keys": expected, "created": expected, "places": expected, "journal": 2 * expected,
    }  # fmt: skip
    again = run(tmp_path, whole)
    assert f"0 new, 0 changed, {expected} unchanged, {len(made.twins)} similar" in again
    assert all_named(again, made)
    assert counted(tmp_path)["journal"] == 2 * expected


def all_named(told: str, made: List) -> bool:
    return all(f"row {row}, {column}: {says}" in told for row, (column, says) in list(made.faults.items())[:100])


def command(data_dir: Path, file: Path) -> "subprocess.Popen[str]":
    """The real command, as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "portal", "import", "partners", str(file), "--system", "SAP"], cwd=ROOT,
        env={**ENVIRONMENT, "PORTAL_DATA_DIR": str(data_dir)}, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def killed(data_dir: Path, file: Path, *, after: float) -> None:
    """Kills it some time after it knows the columns."""
    with command(data_dir, file) as process:
        assert process.stdout
        for line in process.stdout:
            if line.startswith("columns:"):
                break
        time.sleep(after)
        process.kill()
        process.wait(SECONDS)


def run(data_dir: Path, file: Path) -> str:
    with command(data_dir, file) as process:
        told, _ = process.communicate(timeout=20 * SECONDS)
    assert process.returncode == 1, told  # some rows are faulty
    return told


def _apart(work: Coroutine[Any, Any, T]) -> T:
    """What it gives, from a thread with a loop of its own: the one of the tests goes on as it is."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def prepare(data_dir: Path) -> None:
    secret = portal_settings.load({"PORTAL_DATA_DIR": str(data_dir)}).secret
    with embedded.running(data_dir) as server:
        migrations.migrate(setup.prepare(server.url("postgres"), DATABASE, secret))
        _apart(_found(server.url(DATABASE), secret))


async def _found(url: str, secret: bytes) -> None:
    database = Database(url, secret)
    await founding.company(database, name="Acme", country="DE", calendar="DE", zone="Europe/Berlin", now=NOW)
    await founding.person(database, email="s@acme.example", name="S", organisation="Acme", roles=[Role.SALES], now=NOW)
    await database.close()


def counted(data_dir: Path) -> dict[str, int]:
    secret = portal_settings.load({"PORTAL_DATA_DIR": str(data_dir)}).secret
    with embedded.running(data_dir) as server:
        return _apart(_counted(server.url(DATABASE), secret))


async def _counted(url: str, secret: bytes) -> dict[str, int]:
    """What is there; nothing of it twice."""
    database = Database(url, secret)
    partner = Organisation.side == Side.PARTNER
    of_partners = (
        select(func.count()).select_from(Entry).where(Entry.partner_id.in_(select(Organisation.id).where(partner)))
    )
    async with database.transaction(AccessClass.SYSTEM) as session:
        keys = (await session.scalars(select(ExternalKey.value))).all()
        assert max(Counter(keys).values(), default=1) == 1
        found = {
            "partners": await session.scalar(select(func.count()).select_from(Organisation).where(partner)),
            "keys": len(keys),
            "created": await session.scalar(of_partners.where(Entry.event == "partner.created")),
            "places": await session.scalar(
                select(func.count()).select_from(Membership).where(Membership.status == MembershipStatus.PREPARED)
            ),
            "journal": await session.scalar(of_partners),
        }
    await database.close()
    return {name: int(value or 0) for name, value in found.items()}
