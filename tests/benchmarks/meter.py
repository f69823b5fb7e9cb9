"""What processes used, as the operating system counts it: seconds of CPU and bytes of memory."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Used:
    server_seconds: float
    database_seconds: float


@dataclass(frozen=True, slots=True)
class Meter:
    """Reads the counters of one server process and of PostgreSQL with all its backends."""

    pid: int
    postmaster: int

    def read(self) -> Used:
        """Ended backends count too: the postmaster inherits what they used."""
        own = _stat(self.postmaster)
        database = own[2] + own[3] + sum(_seconds(pid) for pid in (self.postmaster, *children(self.postmaster)))
        return Used(_seconds(self.pid), database)

    def memory(self) -> int:
        """Bytes that the server process holds in memory."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0


def _stat(pid: int) -> tuple[float, float, float, float]:
    """User, system, and both of ended children, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    user, system, ended_user, ended_system = (int(each) / TICK for each in fields[11:15])
    return user, system, ended_user, ended_system


def _seconds(pid: int) -> float:
    try:
        return sum(_stat(pid)[:2])
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def children(parent: int) -> Iterator[int]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and parent_of(int(folder.name)) == parent:
            yield int(folder.name)


def parent_of(pid: int) -> int:
    """0 when the process is gone."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
