"""Killed with -9 in the middle of the work: what was acknowledged is there, and nothing is half done."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from portal import migrations
from portal import settings as portal_settings
from portal.database import embedded, setup
from tests.database.portals import ENVIRONMENT, ROOT, pid_of, reachable_folder
from tests.journeys import signing
from tests.journeys.doors import TRIES
from tests.journeys.signing import Signing

CONTRACTS = 2 * TRIES
DATABASE = "entente"


@contextmanager
def serving(data_dir: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The portal as a process of its own, and its address."""
    command = [sys.executable, "-m", "portal", "serve", "--port", "0"]
    environment = {**ENVIRONMENT, "PORTAL_DATA_DIR": str(data_dir)}
    with (
        (data_dir / "portal.log").open("a") as log,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        try:
            assert process.stdout
            words = process.stdout.readline().split()
            assert words[:2] == ["Entente", "serves"], (data_dir / "portal.log").read_text()
            yield process, words[2]
        finally:
            process.terminate()


def prepared(data_dir: Path) -> Signing:
    secret = portal_settings.load({"PORTAL_DATA_DIR": str(data_dir)}).secret
    with embedded.running(data_dir) as server:
        migrations.migrate(setup.prepare(server.url("postgres"), DATABASE, secret))
        return asyncio.run(signing.prepare(server.url(DATABASE), CONTRACTS))


def checked(data_dir: Path, work: Signing) -> dict[str, int]:
    with embedded.running(data_dir) as server:
        return asyncio.run(signing.check(server.url(DATABASE), work))


def sign_and_kill(url: str, work: Signing, acknowledged: int, kill: Callable[[], None], *, until_lost: bool) -> None:
    """Signs; once that many signatures are acknowledged something is killed."""

    async def killing() -> None:
        async with asyncio.timeout(signing.PATIENCE + CONTRACTS):
            await work.enough.wait()
        kill()

    async def both() -> None:
        await asyncio.gather(work.go_on(url, until_lost=until_lost), killing())

    work.enough, work.wanted = asyncio.Event(), acknowledged
    asyncio.run(both())


def test_nothing_acknowledged_is_lost_and_nothing_is_half_done_when_the_portal_or_the_database_is_killed() -> None:
    with reachable_folder() as data_dir:
        work = prepared(data_dir)
        with serving(data_dir) as (portal, url):
            sign_and_kill(url, work, CONTRACTS // 2, portal.kill, until_lost=True)
            portal.wait()
        assert len(work.todo) > 0
        first = checked(data_dir, work)
        assert sum(first.values()) == CONTRACTS
        with serving(data_dir) as (portal, url):
            killed = pid_of(data_dir)
            sign_and_kill(url, work, CONTRACTS, lambda: os.kill(killed, signal.SIGKILL), until_lost=False)
            assert portal.poll() is None
            assert pid_of(data_dir) != killed
        assert work.longest_wait < signing.PATIENCE
        assert checked(data_dir, work) == {"SIGNED": CONTRACTS}
