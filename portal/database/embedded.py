"""The database server that comes with the portal: started by its first user, shared, stopped by its last."""

import errno
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote, urlencode

from portal.database.postgres import cluster, locks, postmaster
from portal.database.postgres.home import Home
from portal.database.postgres.programs import EmbeddedError

__all__ = ["EmbeddedError", "Server", "running"]

GATE = "gate"  # held while joining or leaving, so that only one process at a time does
LAST_GLANCE = 3.0  # seconds given to the watcher to see that the server is gone


@dataclass(frozen=True, slots=True)
class Server:
    """How to reach the server: over a socket only this account can open, with a password only it can read."""

    socket_folder: Path
    port: int
    superuser: str
    password: str = field(repr=False)

    def url(self, database: str, *, user: str | None = None, password: str | None = None) -> str:
        """A `postgresql://` URL of one database; of the superuser unless another user is named."""
        name, secret = (self.superuser, self.password) if user is None else (user, password)
        login = quote(name, safe="") + (f":{quote(secret, safe='')}" if secret is not None else "")
        where = urlencode({"host": str(self.socket_folder), "port": self.port}, safe="/", quote_via=quote)
        return f"postgresql://{login}@/{quote(database, safe='')}?{where}"


@contextmanager
def running(data_dir: Path, *, settings: Mapping[str, str] = MappingProxyType({})) -> Iterator[Server]:
    """Start or join the server whose cluster lies in `data_dir`/postgres; the last user stops it.

    `settings` are lines of postgresql.conf; they count for the process that starts the server, not for those that join.
    A process killed with -9 counts as gone at once: a small watcher process stops the server when nobody is left.
    Blocks for the start (most of a second the first time) and for the stop. Raises EmbeddedError.
    """
    if sys.platform == "win32":
        raise EmbeddedError("The embedded database needs Linux or macOS: start the portal in WSL.")
    with _refusing(data_dir):
        place = cluster.home(data_dir)
        lock = place.lock(postmaster.USERS)
        lock.touch(mode=0o600)
    with locks.opened(lock) as users:
        try:
            with _refusing(data_dir):
                server = _join(place, users, settings)
            yield server
        finally:
            _leave(place, users)


@contextmanager
def _refusing(data_dir: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = "the disk is full" if error.errno == errno.ENOSPC else str(error)
        raise EmbeddedError(f"No database can be kept in {data_dir}: {why}.") from error


def _join(place: Home, users: int, settings: Mapping[str, str]) -> Server:
    with _gate(place):
        locks.take(users, locks.SHARED)
        postmaster.watch(place)
        server = postmaster.joined(place) or postmaster.start(place, *cluster.prepare(place, settings))
        return Server(server.socket_folder, server.port, cluster.SUPERUSER, place.password.read_text())


def _leave(place: Home, users: int) -> None:
    with _gate(place):
        if locks.taken(users, locks.EXCLUSIVE):
            postmaster.stop(place)
        elif not locks.taken(users, locks.SHARED):
            locks.take(users, locks.SHARED)  # only the watcher can hold it now, and it lets go when the server is gone
        else:
            return
        locks.release(users)
        locks.wait(lambda: not locks.held(place.lock(postmaster.WATCHED)), seconds=LAST_GLANCE)


@contextmanager
def _gate(place: Home) -> Iterator[None]:
    with locks.opened(place.lock(GATE)) as gate:
        locks.take(gate, locks.EXCLUSIVE)
        yield
