"""The embedded server comes back with every committed row, or says in one sentence why it cannot."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from portal.database import embedded
from portal.database.postgres import binaries
from portal.database.postgres.programs import EmbeddedError
from tests.database import portals
from tests.database.portals import QUICK, eventually, fetch, nothing_runs, pid_of, portal, processes, server_of

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with portals.reachable_folder() as path:
        yield path


@pytest.fixture(autouse=True)
def _nothing_is_left(folder: Path) -> Iterator[None]:
    yield
    assert eventually(partial(nothing_runs, folder))


def test_every_committed_row_is_back_after_the_server_was_killed(folder: Path) -> None:
    with embedded.running(folder, settings=QUICK) as first:
        fetch(first.url("postgres"), "CREATE TABLE t AS SELECT generate_series(1, 1000) AS n")
        killed = pid_of(folder)
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda: server_of(folder) is None)
        with embedded.running(folder, settings=QUICK) as second:
            assert fetch(second.url("postgres"), "SELECT sum(n) FROM t") == 500500
            assert pid_of(folder) != killed
            assert fetch(first.url("postgres"), "SELECT count(*) FROM t") == 1000


def test_the_pid_of_a_zombie_or_of_a_stranger_is_not_a_running_server(folder: Path) -> None:
    with embedded.running(folder, settings=QUICK):
        pid_file = folder / "postgres/cluster/postmaster.pid"
        text = pid_file.read_text()
        owner = pid_file.stat().st_uid
    with subprocess.Popen(["true"]) as zombie, subprocess.Popen(["sleep", "60"], user=owner) as stranger:
        assert eventually(lambda: Path(f"/proc/{zombie.pid}/stat").read_text().split()[2] == "Z")
        for other in (zombie, stranger):
            pid_file.write_text(re.sub(r"^\d+", str(other.pid), text))
            assert server_of(folder) is None
            with embedded.running(folder, settings=QUICK) as server:
                assert fetch(server.url("postgres"), "SELECT 1") == 1
        assert stranger.poll() is None
        stranger.kill()


def test_a_first_start_that_was_killed_midway_is_done_again(folder: Path) -> None:
    data = folder / "midway"
    with portal(data) as other:
        assert eventually(lambda: any(data.glob("postgres/new-*/cluster/base")))
        other.kill()
    with embedded.running(data, settings=QUICK) as server:
        assert fetch(server.url("postgres"), "SELECT 1") == 1
    with embedded.running(data, settings=QUICK):
        assert list(data.glob("postgres/new-*")) == []


def test_a_cluster_is_served_by_its_own_version_though_a_newer_one_is_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = binaries.find(None)
    older = next((found for major in (17, 16, 15) if (found := installed(major))), None)
    if older is None or newest.major == older.major:
        pytest.skip("only one version of PostgreSQL is installed")
    monkeypatch.setenv("PORTAL_POSTGRES_BIN", str(older.folder))
    with embedded.running(folder / "older", settings=QUICK):
        assert (folder / "older/postgres/cluster/PG_VERSION").read_text() == f"{older.major}\n"
    monkeypatch.delenv("PORTAL_POSTGRES_BIN")
    with embedded.running(folder / "older", settings=QUICK) as server:
        assert fetch(server.url("postgres"), "SHOW server_version").split()[0] == older.version


def installed(major: int) -> binaries.Binaries | None:
    try:
        return binaries.find(major)
    except EmbeddedError:
        return None


def test_a_cluster_of_a_version_that_is_not_there_is_refused_and_left_alone(folder: Path) -> None:
    cluster = folder / "ancient/postgres/cluster"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("14\n")
    with pytest.raises(EmbeddedError, match=r"^The database was made by PostgreSQL 14, which was not found \(found: "):
        embedded.running(folder / "ancient").__enter__()
    assert [path.name for path in cluster.iterdir()] == ["PG_VERSION"]
    assert processes(folder) == []


def test_a_folder_without_programs_is_refused_by_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_POSTGRES_BIN", str(folder))
    with pytest.raises(EmbeddedError) as refused:
        embedded.running(folder / "unmade").__enter__()
    assert str(refused.value) == (
        f"PORTAL_POSTGRES_BIN names {folder}, which holds no working postgres and initdb; "
        "PostgreSQL 15 to 18 is needed."
    )
    assert processes(folder) == []


@as_root
def test_a_full_disk_is_refused_in_words_and_harms_nothing(folder: Path) -> None:
    with small_disk(folder / "disk", size="160m") as disk:
        with embedded.running(disk) as server:
            fetch(server.url("postgres"), "CREATE TABLE t AS SELECT 7 AS n")
        with pytest.raises(OSError, match="No space left"):
            (disk / "filler").write_bytes(bytes(160 * 2**20))
        with pytest.raises(EmbeddedError, match=r"the disk is full\.$"):
            embedded.running(disk).__enter__()
        with pytest.raises(EmbeddedError, match=r"is full: 0 MiB left, 96 MiB are needed\.$"):
            embedded.running(disk / "new").__enter__()
        (disk / "filler").unlink()
        with embedded.running(disk) as server:
            assert fetch(server.url("postgres"), "SELECT n FROM t") == 7


@contextmanager
def small_disk(path: Path, *, size: str) -> Iterator[Path]:
    path.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={size},mode=755"]
    if subprocess.run(["mount", *options, "none", path], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        yield path
    finally:
        subprocess.run(["umount", "--lazy", path], check=True)
