"""Root never runs the server itself, and an ordinary user needs nobody else."""

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from portal.database import embedded
from portal.database.postgres import binaries
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

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with portals.reachable_folder() as path:
        yield path


@pytest.fixture(autouse=True)
def _nothing_is_left(folder: Path) -> Iterator[None]:
    yield
    assert eventually(partial(nothing_runs, folder))


@as_root
def test_root_runs_the_server_as_somebody_else_and_keeps_the_password(folder: Path) -> None:
    with embedded.running(folder, settings=QUICK):
        owner = (folder / "postgres/cluster").stat().st_uid
        assert Path(f"/proc/{pid_of(folder)}").stat().st_uid == owner != 0
        assert folder.stat().st_uid == 0


@as_root
def test_root_may_keep_data_and_programs_where_nobody_else_can_look(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = folder / "private"
    private.mkdir(mode=0o700)
    found = binaries.find(None)
    package = found.folder.parents[1]
    shutil.copytree(found.folder.parent, private / package.name / found.folder.parent.name)
    beside = package.with_name(f"{package.name}.libs")
    if beside.exists():
        shutil.copytree(beside, private / beside.name)
    monkeypatch.setenv("PORTAL_POSTGRES_BIN", str(private / package.name / found.folder.parent.name / "bin"))
    with embedded.running(private / "data", settings=QUICK) as server:
        assert fetch(server.url("postgres"), "SELECT 1") == 1
        assert (private / "data/postgres").readlink().parent == Path("/var/lib")
        assert [copy.name for copy in (private / "data/postgres/bin").iterdir()] == [found.version]
        assert private.stat().st_mode & 0o777 == 0o700


@as_root
def test_an_ordinary_user_runs_the_server_as_itself(folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    options: dict[str, Any] = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    own = folder / "own"
    own.mkdir()
    os.chown(own, nobody.pw_uid, nobody.pw_gid)
    with portal(own / "data", python_of(options), **options) as other:
        url = answer(other)
        assert fetch(url, "SELECT 1") == 1
        assert Path(f"/proc/{pid_of(own / 'data')}").stat().st_uid == nobody.pw_uid
        assert (own / "data/postgres").stat().st_mode & 0o777 == 0o700
    assert (other.returncode, processes(folder)) == (0, [])


def python_of(options: dict[str, Any]) -> str:
    """An interpreter, ours or the system's, that the other user can run with the code of the portal."""
    trial = [sys.executable, "/usr/bin/python3"]
    for python in trial:
        try:
            command = [python, "-c", "import enum, portal.database.embedded; enum.StrEnum"]
            subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=True, **options)
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    pytest.skip("no interpreter here can be run by another user")
