"""The server process of an embedded database: whether it runs, and how it is started, stopped and never left behind."""

import errno
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from portal.database.postgres import locks, programs
from portal.database.postgres.home import Home
from portal.database.postgres.programs import Account, EmbeddedError

RECOVERY = 300.0  # seconds a start may take; replaying what a crash left can be long
ORPHANS = 10.0  # seconds in which the backends of a killed server notice that it is gone
STOP = ((signal.SIGINT, 5.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 3.0))  # fast, immediate, by force
LEAST_ROOM = 2**20
MODULE = "portal.database.postgres.postmaster"

# What the server inherits, and all its children: as long as one of them lives, the lock is held. This says more than a
# pid, which may be that of a zombie or of a stranger, and it is true from before the server's first instruction.
ALIVE = "server"
WATCHED = "watcher"  # held by the watcher
USERS = "users"  # held shared by every user of the server, exclusively by whoever stops it


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What the live server says of itself; `status` is "starting", "ready" or "stopping"."""

    pid: int
    port: int
    socket_folder: Path
    status: str


def current(place: Home) -> Postmaster | None:
    """The live server of this home, from postmaster.pid, which a killed one leaves behind."""
    try:
        lines = (place.cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return None
    if len(lines) < 5 or not lines[0].isdigit() or not _runs(int(lines[0]), place.cluster):  # noqa: PLR2004
        return None
    status = lines[7].strip() if len(lines) > 7 else "starting"  # noqa: PLR2004
    return Postmaster(int(lines[0]), int(lines[3]), Path(lines[4]), status)


def _runs(pid: int, folder: Path) -> bool:
    """Whether this process is a server of that cluster: a zombie has no command line, a stranger another one."""
    if sys.platform == "linux":
        try:
            return os.fsencode(folder) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            return False
    return str(folder) in programs.run(["ps", "-ww", "-o", "command=", "-p", str(pid)]).stdout


def joined(place: Home) -> Postmaster | None:
    """The server once it answers, if one runs; one that is on its way out is helped along, and then there is none."""
    locks.wait(lambda: current(place) is not None or not locks.held(place.lock(ALIVE)), seconds=ORPHANS)
    locks.wait(lambda: _settled(place), seconds=RECOVERY)
    server = current(place)
    if server and server.status != "ready":
        stop(place)
        return None
    return server


def _settled(place: Home) -> bool:
    server = current(place)
    return server is None or server.status != "starting"


def start(place: Home, postgres: Path, account: Account | None) -> Postmaster:
    """Start the server and wait until it answers; after a crash it first recovers every committed row."""
    with locks.opened(place.lock(ALIVE)) as alive:
        if not locks.taken(alive, locks.EXCLUSIVE):
            raise EmbeddedError(f"Processes of a killed server still use {place.cluster}. Stop them first.")
        # They name a pid that a zombie or a stranger may have by now, and PostgreSQL would take it for a server.
        for left_over in (place.cluster / "postmaster.pid", *place.socket_folder.glob(".s.PGSQL.*")):
            left_over.unlink(missing_ok=True)
        with suppress(FileNotFoundError):
            place.log.replace(place.log.with_suffix(".before"))
        command = [postgres, "-D", place.cluster, "-c", f"config_file={place.configuration}"]
        place.log.touch(mode=0o600)
        with place.log.open("ab") as log:
            programs.detach([str(word) for word in command], account, inherited=alive, output=log.fileno())
    server = joined(place)
    if server is None:
        raise EmbeddedError.because("The database server did not start", _last_words(place))
    return server


def _last_words(place: Home) -> str:
    disk = os.statvfs(place.folder)
    if disk.f_bavail * disk.f_frsize < LEAST_ROOM:  # then the log could not be written either
        return os.strerror(errno.ENOSPC)
    return place.log.read_text(errors="replace")


def stop(place: Home) -> None:
    """End the server if there is one and wait until all its processes are gone."""
    for order, patience in STOP:
        told: set[int] = set()
        if locks.wait(partial(_gone, place, order, told), seconds=patience):
            break
    if place.socket_folder.parent != place.folder:
        _clear(place.socket_folder)


def _clear(elsewhere: Path) -> None:
    with suppress(OSError):
        for left_over in elsewhere.glob(".s.PGSQL.*"):  # by a server that was killed
            left_over.unlink()
        elsewhere.rmdir()


def _gone(place: Home, order: signal.Signals, told: set[int]) -> bool:
    if not locks.held(place.lock(ALIVE)):
        return True
    server = current(place)  # none yet in the first moments of a start: then this is asked again
    if server and server.pid not in told:
        told.add(server.pid)
        with suppress(ProcessLookupError):
            os.kill(server.pid, order)
    return False


def watch(place: Home) -> None:
    """See to it that a watcher lives: the process that stops the server if all its users were killed.

    It is born with its lock, so there is never a moment in which two could be started.
    """
    with locks.opened(place.lock(WATCHED)) as watched:
        if locks.taken(watched, locks.EXCLUSIVE):
            command = [sys.executable, "-S", "-m", MODULE, str(place.folder), str(watched)]
            programs.detach(command, None, inherited=watched, output=subprocess.DEVNULL)


def keep_watch(place: Home, watched: int) -> None:
    """Sleep in the kernel until no user is left, then stop the server; the body of the watcher."""
    for stray in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(stray, signal.SIG_IGN)  # it ends by itself, right after the last user
    with locks.opened(place.lock(USERS)) as users:
        locks.take(users, locks.EXCLUSIVE)
        stop(place)
        locks.release(watched)  # before the users' lock: who comes next must see that it needs a new watcher
        os._exit(0)  # at once: whoever stopped the server waits for this


if __name__ == "__main__":
    keep_watch(Home(Path(sys.argv[1])), int(sys.argv[2]))
