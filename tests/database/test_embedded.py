"""The embedded server is private, and shared: its first user starts it and its last one stops it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import asyncpg
import pytest

from portal.database import embedded
from portal.database.postgres import postmaster
from tests import patience
from tests.database import portals
from tests.database.portals import (
    ENVIRONMENT,
    QUICK,
    answer,
    eventually,
    fetch,
    nothing_runs,
    pid_of,
    portal,
    processes,
)

COMES_AND_GOES = """
import asyncio, sys
from pathlib import Path
import asyncpg
from portal.database import embedded
async def visit(url):
    connection = await asyncpg.connect(url)
    await connection.execute("INSERT INTO visits DEFAULT VALUES")
    await connection.close()
for _ in range(4):
    with embedded.running(Path(sys.argv[1]), settings={"fsync": "off"}) as server:
        asyncio.run(visit(server.url("postgres")))
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with portals.reachable_folder() as path:
        yield path


@pytest.fixture(autouse=True)
def _nothing_is_left(folder: Path) -> Iterator[None]:
    yield
    assert eventually(partial(nothing_runs, folder))


def test_a_first_start_gives_a_private_server_that_speaks_utf8_and_sorts_by_code_point(folder: Path) -> None:
    with embedded.running(folder, settings=QUICK) as server:
        url = server.url("postgres")
        assert fetch(url, "SELECT pg_encoding_to_char(encoding) || ' ' || datcollate FROM pg_database LIMIT 1") == (
            "UTF8 C.UTF-8"
        )
        assert fetch(url, "SELECT current_setting('listen_addresses')") == ""
        assert fetch(url, "SELECT current_setting('max_connections')") == "200"
        assert fetch(url, "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules") == "scram-sha-256"
        assert server.socket_folder.stat().st_mode & 0o777 == 0o700
        password = folder / "postgres/password"
        assert (password.read_text(), password.stat().st_mode & 0o777) == (server.password, 0o600)
        assert password.stat().st_uid == os.geteuid()
        assert server.password not in repr(server)
    assert processes(folder) == []


def test_nobody_enters_without_the_password(folder: Path) -> None:
    with embedded.running(folder, settings=QUICK) as server:
        for password in (None, "", "guess"):
            with pytest.raises(asyncpg.InvalidPasswordError):
                fetch(server.url("postgres", user="postgres", password=password), "SELECT 1")


def test_the_url_of_another_user_is_quoted_and_never_carries_the_superusers_password() -> None:
    server = embedded.Server(Path("/run/a b"), 5432, "postgres", "secret")
    assert server.url("main") == "postgresql://postgres:secret@/main?host=/run/a%20b&port=5432"
    assert server.url("a/b", user="p@x", password="/:") == (
        "postgresql://p%40x:%2F%3A@/a%2Fb?host=/run/a%20b&port=5432"
    )
    assert server.url("main", user="reader") == "postgresql://reader@/main?host=/run/a%20b&port=5432"


def test_the_last_of_several_users_stops_the_server(folder: Path) -> None:
    with portal(folder) as other:
        url = answer(other)
        with embedded.running(folder) as server:
            assert server.url("postgres") == url
        assert fetch(url, "SELECT 1") == 1
    assert (other.returncode, processes(folder)) == (0, [])


def test_a_crowd_that_comes_and_goes_never_finds_a_closed_door_and_leaves_nothing(folder: Path) -> None:
    with embedded.running(folder, settings=QUICK) as server:
        fetch(server.url("postgres"), "CREATE TABLE visits (id serial)")
    crowd = [subprocess.Popen([sys.executable, "-c", COMES_AND_GOES, str(folder)], env=ENVIRONMENT) for _ in range(4)]
    assert [visitor.wait() for visitor in crowd] == [0, 0, 0, 0]
    assert processes(folder) == []
    with embedded.running(folder, settings=QUICK) as server:
        assert fetch(server.url("postgres"), "SELECT count(*) FROM visits") == 16


def test_the_server_ends_when_its_only_user_is_killed(folder: Path) -> None:
    with portal(folder) as other:
        url = answer(other)
        assert fetch(url, "SELECT 1") == 1
        other.kill()
    assert eventually(partial(nothing_runs, folder), seconds=3 * patience.slowness())


def test_a_killed_user_does_not_keep_the_server_from_the_others_or_alive_after_them(folder: Path) -> None:
    with embedded.running(folder, settings=QUICK) as server:
        with portal(folder) as other:
            assert answer(other) == server.url("postgres")
            other.kill()
        assert fetch(server.url("postgres"), "SELECT 1") == 1
    assert processes(folder) == []


def test_a_killed_watcher_is_replaced_by_the_next_user(folder: Path) -> None:
    with portal(folder) as other:
        answer(other)
        listed = subprocess.run(["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True, check=True).stdout
        watcher = next(line.split() for line in listed.splitlines() if f"{postmaster.MODULE} {folder}/" in line)
        os.kill(int(watcher[0]), signal.SIGKILL)
        with portal(folder) as third:
            answer(third)
            third.kill()
        other.kill()
    assert eventually(partial(nothing_runs, folder), seconds=3 * patience.slowness())


def test_interrupting_the_portal_from_the_keyboard_does_not_reach_the_server(folder: Path) -> None:
    with portal(folder, start_new_session=True) as other:
        url = answer(other)
        os.killpg(other.pid, signal.SIGINT)
        time.sleep(0.2)
        assert fetch(url, "SELECT 1") == 1
        assert os.getsid(pid_of(folder)) != os.getsid(other.pid)


@pytest.mark.parametrize("name", ["deep/" + "very-" * 20, 'it\'s "a", \\ data'])
def test_a_path_too_long_or_awkward_for_a_socket_gets_its_sockets_elsewhere(folder: Path, name: str) -> None:
    with embedded.running(folder / name, settings=QUICK) as server:
        assert server.socket_folder.parent == Path("/tmp")
        assert server.socket_folder.stat().st_mode & 0o777 == 0o700
        assert fetch(server.url("postgres"), "SELECT 1") == 1
    assert not server.socket_folder.exists()
