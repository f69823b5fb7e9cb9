"""What the benchmarks stand on: a world that the tables of today take, and servers that end with their starter."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest

from portal.database import direct
from portal.database.embedded import Server
from tests import databases, patience
from tests.benchmarks import seed
from tests.benchmarks.facts import run as facts
from tests.database.portals import eventually

STARTING = """
import sys, time
from tests.benchmarks import peers
peers.end_on_sigterm()
with peers._process([sys.executable, "-c", sys.argv[1]], {}) as (pid, _):
    print(pid, flush=True)
    time.sleep(300)
"""
SERVING = """
import socket, subprocess, time
bound = socket.create_server(("127.0.0.1", 0))
subprocess.Popen(["sleep", "300"])
print(bound.getsockname()[1], flush=True)
time.sleep(300)
"""


def test_a_tiny_world_fills_the_tables_of_today(server: Server) -> None:
    with databases.clone(server, "tiny_world"):

        async def filled(connection: asyncpg.Connection) -> tuple[int, int, int]:
            await seed.insert(connection, seed.statements(4, 40))
            counted = await connection.fetchval("SELECT count(*) FROM contract")
            versions = await connection.fetchval("SELECT count(*) FROM contract_version")
            return int(counted), int(versions > 0), len(await seed.readers_of(connection, 4))

        assert direct.ask(server.url("tiny_world"), filled) == (40, 1, 4)


def test_facts_of_a_small_world_are_taken_in_settled_shown_and_closed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path.chmod(0o755)
    facts.measure(tmp_path, 0.001, facts.Effort(batches=1, late=2, writes=40, reads=3, partners=20))

    said = capsys.readouterr().out
    assert "20 partners, 200 expectations, 10,000 facts" in said
    assert "the rows are equal" in said
    assert "0 of 140 tallies differ from the facts" in said
    assert "the quarter of 200 expectations closed" in said
    assert "200 journal rows to follow, 0 tallies that differed" in said
    assert said.count("; 1 statement (wanted 1)") == 4


def running(group: int) -> list[int]:
    """The processes of a group that still run; one that is dead and not collected yet does not."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group, *_ = stat.read_text().rpartition(")")[2].split()
            found += [int(stat.parent.name)] if int(its_group) == group and state != "Z" else []
    return found


def test_a_signal_ends_the_servers_and_what_they_started() -> None:
    command = [sys.executable, "-c", STARTING, SERVING]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as starting:
        peer = int(starting.stdout.readline() if starting.stdout else 0)
        try:
            assert len(running(peer)) == 2
            starting.terminate()
            assert starting.wait(patience.SECONDS) == 128 + signal.SIGTERM
            eventually(lambda: running(peer) == [])
            assert running(peer) == []
        finally:
            with suppress(ProcessLookupError):
                os.killpg(peer, signal.SIGKILL)
