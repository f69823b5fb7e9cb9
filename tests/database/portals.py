"""Other portals, as processes of their own, and what the tests of the embedded server look at."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg

from portal.database.postgres import postmaster
from portal.database.postgres.home import Home
from tests import patience

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
QUICK = {"fsync": "off"}
PORTAL = """
import signal, sys
from pathlib import Path
from portal.database import embedded
signal.signal(signal.SIGINT, signal.SIG_IGN)
with embedded.running(Path(sys.argv[1]), settings={"fsync": "off"}) as server:
    print(server.url("postgres"), flush=True)
    sys.stdin.readline()
"""


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """A folder that other accounts can reach, unlike those of pytest."""
    path = Path(tempfile.mkdtemp(prefix="entente-test-"))
    path.chmod(0o755)
    yield path
    homes = [link.resolve() for link in path.glob("**/postgres") if link.is_symlink()]
    for place in (path, *homes):
        assert eventually(partial(nothing_runs, place))
        shutil.rmtree(place)


def eventually(holds: Callable[[], bool], *, seconds: float = patience.SECONDS) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def nothing_runs(place: Path) -> bool:
    return processes(place) == []


def processes(place: Path) -> list[str]:
    """Every process started for this place, ours that looks excluded; a zombie has no arguments left to show."""
    listed = subprocess.run(["ps", "-ww", "-eo", "args="], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if f"{place}/" in line]


def fetch(url: str, sql: str) -> Any:
    async def ask() -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(ask())


@contextmanager
def portal(data_dir: Path, python: str = sys.executable, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses the server until its standard input ends."""
    with subprocess.Popen(
        [python, "-c", PORTAL, str(data_dir)],
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    ) as process:
        yield process


def answer(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def server_of(data_dir: Path) -> postmaster.Postmaster | None:
    return postmaster.current(Home((data_dir / "postgres").resolve()))


def pid_of(data_dir: Path) -> int:
    server = server_of(data_dir)
    assert server
    return server.pid
