"""The folder that holds one embedded database, and the names of what lies in it."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

PORT = 5432
LONGEST_SOCKET_PATH = 103  # of the systems we run on, macOS allows the shortest


@dataclass(frozen=True, slots=True)
class Home:
    """The paths below one resolved folder, which is ours; only `cluster` and the sockets belong to the server."""

    folder: Path

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def password(self) -> Path:
        return self.folder / "password"

    @property
    def configuration(self) -> Path:
        return self.folder / "postgresql.conf"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def lock(self, name: str) -> Path:
        return self.folder / f"{name}.lock"

    @property
    def socket_folder(self) -> Path:
        """Below the home, or in /tmp under the number of the home where a socket's path would be too long or awkward.

        Awkward is a comma, say, with which connection strings separate servers.
        """
        inside = self.folder / "socket"
        fits = len(os.fsencode(inside / f".s.PGSQL.{PORT}.lock")) <= LONGEST_SOCKET_PATH
        if fits and re.fullmatch(r"[\w./-]+", str(inside)):
            return inside
        number = self.folder.stat()
        return Path(f"/tmp/entente-{number.st_dev:x}-{number.st_ino:x}")  # noqa: S108
