"""The demonstration as a process of its own, and programs registered at it by the command line."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.demo import cast
from tests import databases, patience

TOP = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Served:
    """A running portal: its address, its people's password, and where it keeps its data."""

    address: str
    password: str
    data_dir: Path

    def register(self, programs: Sequence[dict[str, Any]]) -> str:
        """`python -m portal clients import`: what it prints. Raises CalledProcessError when it refuses."""
        file = self.data_dir / "clients.json"
        file.write_text(json.dumps(programs))
        command = [sys.executable, "-m", "portal", "clients", "import", str(file), "--demo"]
        return subprocess.run(
            command, cwd=TOP, env=_environment(self.data_dir), check=True, capture_output=True, text=True
        ).stdout


def _environment(data_dir: Path) -> dict[str, str]:
    return {**without_settings(), "PORTAL_DATA_DIR": str(data_dir), "PORTAL_ALLOW_LOOPBACK_HTTP": "1"}


def without_settings() -> dict[str, str]:
    """What this process was started with, but for settings of the portal."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}


@contextmanager
def served(*, descriptors: int | None = None) -> Iterator[Served]:
    """`python -m portal demo` on a free port until the end of the block; with so many descriptors at most."""
    data_dir = Path(tempfile.mkdtemp(prefix="ent"))  # not pytest's own: the database's socket needs a short path
    try:
        with _running(data_dir, descriptors) as started:
            yield started
    finally:
        shutil.rmtree(data_dir, ignore_errors=True)


@contextmanager
def _running(data_dir: Path, descriptors: int | None) -> Iterator[Served]:
    limited = ["sh", "-c", f'ulimit -n {descriptors}; exec "$@"', "sh"] if descriptors else []
    process = subprocess.Popen(
        [*limited, sys.executable, "-m", "portal", "demo", "--port", "0"],
        cwd=TOP, env=_environment(data_dir), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        printed = ""
        while not (found := re.search(r"serves (http\S+)\s+Password of every account: (\S+)", printed)):
            line = process.stdout.readline() if process.stdout else ""
            if not line:
                raise RuntimeError(f"the portal did not start: {printed}")
            printed += line
        yield Served(found[1], found[2], data_dir)
    finally:
        process.terminate()
        process.wait(timeout=patience.SECONDS)
        if process.stdout:
            process.stdout.close()


def program(client_id: str, **more: Any) -> dict[str, Any]:
    """The metadata of one of the company's programs; None takes a name out."""
    told = {
        "client_id": client_id, "client_name": client_id, "organisation": cast.COMPANY[0],
        "redirect_uris": ["http://127.0.0.1:9/cb"], "post_logout_redirect_uris": ["http://127.0.0.1:9/bye"],
        "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
        "scope": "openid profile email contracts:read", **more,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value is not None}


@contextmanager
def serving_on(database_url: str, folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`python -m portal serve` on a free port, on a database that is there: the process, and its address.

    Files and the log are in the folder. At the end of the block it is killed, if it still runs.
    """
    told = {"PORTAL_DATABASE_URL": database_url, "PORTAL_SECRET": databases.SECRET.decode()}
    command = [sys.executable, "-m", "portal", "serve", "--port", "0"]
    environment = {**_environment(folder), **told}
    with (
        (folder / "log").open("a") as log,
        subprocess.Popen(command, cwd=TOP, env=environment, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        try:
            words = process.stdout.readline().split() if process.stdout else []
            if words[:2] != ["Entente", "serves"]:
                raise RuntimeError((folder / "log").read_text())
            yield process, words[2]
        finally:
            process.kill()
