"""Peers from the registries, pinned by the tests and installed once in the user's cache."""

import os
import shutil
import subprocess
from pathlib import Path

import platformdirs
import pytest


def installed(scripts: Path) -> Path:
    """A folder with the scripts and their packages beside them; installed again when the pins change.

    Where Node, npm or its registry are missing the test is skipped, or fails where PORTAL_REQUIRE_NODE=1.
    """
    if not shutil.which("node") or not shutil.which("npm"):
        _missing("Node and npm are not here: the certified peers cannot be run.")
    folder = platformdirs.user_cache_path("entente-tests") / "-".join(scripts.parts[-2:])
    folder.mkdir(parents=True, exist_ok=True)
    wanted, done = (scripts / "package.json").read_bytes(), folder / "installed.json"
    if not done.exists() or done.read_bytes() != wanted:
        (folder / "package.json").write_bytes(wanted)
        command = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"]
        made = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
        if made.returncode:
            _missing(f"npm could not install the certified peers: {made.stderr[-500:]}")
        done.write_bytes(wanted)
    for script in scripts.glob("*.mjs"):
        shutil.copy(script, folder)
    return folder


def run_in_its_own(command: str, package: str, folder: Path) -> None:
    """Runs a program of a Python package in the folder, in an environment of its own.

    Where the registry is missing the test is skipped, or fails where PORTAL_REQUIRE_NODE=1.
    """
    with_it = ["uvx", "--from", package, command]
    made = subprocess.run(with_it, cwd=folder, check=False, capture_output=True, text=True, timeout=240)
    if made.returncode:
        _missing(f"{package} could not be run: {made.stderr[-500:]}")


def _missing(message: str) -> None:
    if os.environ.get("PORTAL_REQUIRE_NODE") == "1":
        pytest.fail(message)
    pytest.skip(message)
