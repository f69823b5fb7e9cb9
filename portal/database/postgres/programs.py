"""How the programs of PostgreSQL are run: as an account that may, with nothing inherited, out of reach of Ctrl-C."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self


class EmbeddedError(RuntimeError):
    """The embedded server cannot be had; the text is a sentence for the person who started the portal."""

    @classmethod
    def because(cls, what: str, output: str) -> Self:
        """What happened and why, from the output of a failed program: the full disk by name, else its complaint."""
        if "No space left on device" in output:
            return cls(f"{what}: the disk is full.")
        said = [line for line in output.splitlines() if line.strip() and " LOG: " not in line]
        complaints = re.findall(r"(?:FATAL|PANIC|error|ERROR): +(.+)", output) or said
        return cls(f"{what}: {complaints[-1].rstrip('.') if complaints else 'it was ended from outside'}.")


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the operating system, other than the one we run as, that owns and runs the server."""

    uid: int
    gid: int

    def own(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid, follow_symlinks=False)


def run(
    command: Sequence[str | Path], account: Account | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end in a session of its own, so that Ctrl-C reaches it only through us."""
    return subprocess.run(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        **_surroundings(account, environment),
    )


def _surroundings(account: Account | None, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What every program of ours is started with: nothing inherited but the search path for libraries."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    options: dict[str, Any] = {"env": {**kept, **(environment or {})}, "cwd": "/", "start_new_session": True}
    if account:
        options |= {"user": account.uid, "group": account.gid, "extra_groups": []}
    return options


def detach(command: Sequence[str], account: Account | None, *, inherited: int, output: int) -> None:
    """Start a program as nobody's child in a session of its own: it outlives us, and leaves us no zombie."""
    options = _surroundings(account, {"PYTHONPATH": str(Path(__file__).resolve().parents[3])})
    words = ["/bin/sh", "-c", '"$@" </dev/null >&2 &', "sh", *command]
    subprocess.run(words, stdout=output, stderr=output, pass_fds=(inherited,), check=True, **options)  # noqa: S603
