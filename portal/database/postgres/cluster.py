"""The folder that holds one embedded database: what lies in it, who owns it, and how it is first made."""

import os
import secrets
import shutil
import stat
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from portal.database.postgres import binaries, programs
from portal.database.postgres.home import PORT, Home
from portal.database.postgres.programs import Account, EmbeddedError

if sys.platform != "win32":
    import pwd

SUPERUSER = "postgres"
UNPRIVILEGED = ("postgres", "nobody")
ROOM_FOR_A_NEW_CLUSTER = 96 * 2**20
SETTINGS = {
    "max_connections": "200",
    "shared_buffers": "128MB",
    "fsync": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
}
RULES_OF_ENTRY = """\
# Nobody enters without a password, and there is no way in but the socket.
local  all          all  scram-sha-256
local  replication  all  scram-sha-256
"""


def home(data_dir: Path) -> Home:
    """The home of the database of `data_dir`, made if missing: the folder `postgres` in it.

    Started by root, the server runs as an unprivileged account, which must reach that folder. If it cannot (a data
    folder below /root, say), no permission of an existing folder is touched: the home is a new folder in /var/lib, and
    `postgres` is a link to it. The link decides from then on, so the data folder can be renamed and moved.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    place = data_dir.resolve() / "postgres"
    if not os.path.lexists(place):
        account = server_account(place)
        if account is None or _reaches(account, place.parent):
            place.mkdir(mode=0o700, exist_ok=True)
        else:
            _link_elsewhere(place)
    return Home(place.resolve())


def _reaches(account: Account, folder: Path) -> bool:
    return programs.run(["/bin/sh", "-c", 'test -x "$1"', "sh", folder], account).returncode == 0


def _link_elsewhere(place: Path) -> None:
    state = next(Path(folder) for folder in ("/var/lib", "/var/db", "/var/tmp") if Path(folder).is_dir())  # noqa: S108
    elsewhere = Path(tempfile.mkdtemp(prefix="entente-postgres-", dir=state))
    try:
        place.symlink_to(elsewhere)
    except FileExistsError:  # another process of ours was quicker, and its link decides
        elsewhere.rmdir()


def server_account(folder: Path) -> Account | None:
    """Who runs the server: we ourselves (None); for root whoever owns what is there, else an unprivileged account."""
    if os.geteuid() != 0:
        return None
    for path in (folder / "cluster", folder):
        if path.exists() and path.stat().st_uid != 0:
            return Account(path.stat().st_uid, path.stat().st_gid)
    for name in UNPRIVILEGED:
        with suppress(KeyError):
            found = pwd.getpwnam(name)
            return Account(found.pw_uid, found.pw_gid)
    raise EmbeddedError(
        "PostgreSQL refuses to run as root, and this machine has neither an account 'postgres' nor 'nobody'. "
        "Start the portal as an ordinary user."
    )


def prepare(place: Home, settings: Mapping[str, str]) -> tuple[Path, Account | None]:
    """Make everything ready for a start, the cluster too if there is none; only ever called by one at a time.

    The answer is the program to start, and the account to start it as.
    """
    account = server_account(place.folder)
    if account and place.folder.stat().st_uid == os.geteuid():
        place.folder.chmod(0o711)
    found = binaries.find(_version_of(place.cluster))
    usable = binaries.readable_by(account, found, place.folder / "bin")
    for left_over in place.folder.glob("new-*"):  # by an initdb whose portal was killed
        shutil.rmtree(left_over, ignore_errors=True)
    if not place.cluster.exists():
        _create(place, usable.folder / "initdb", account)
    _private_folder(place.socket_folder, account)
    _configure(place, settings)
    return usable.folder / "postgres", account


def _version_of(cluster: Path) -> int | None:
    try:
        return int((cluster / "PG_VERSION").read_text())
    except FileNotFoundError:
        if cluster.exists():
            raise EmbeddedError(f"{cluster} exists and is not a PostgreSQL cluster; move it away.") from None
        return None


def _create(place: Home, initdb: Path, account: Account | None) -> None:
    """Run initdb beside the final place and rename at the end: an interrupted one leaves nothing that looks whole."""
    free = shutil.disk_usage(place.folder).free
    if free < ROOM_FOR_A_NEW_CLUSTER:
        needed = ROOM_FOR_A_NEW_CLUSTER >> 20
        raise EmbeddedError(f"The disk of {place.folder} is full: {free >> 20} MiB left, {needed} MiB are needed.")
    fresh = Path(tempfile.mkdtemp(prefix="new-", dir=place.folder))
    try:
        secret = fresh / "password"
        secret.touch(mode=0o600)
        secret.write_text(_new_password(place))
        if account:
            account.own(secret)
            account.own(fresh)
        _initdb(initdb, fresh / "cluster", secret, account)
        (fresh / "cluster").rename(place.cluster)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _new_password(place: Home) -> str:
    password = secrets.token_urlsafe(24)
    draft = place.password.with_suffix(".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(password)
    draft.rename(place.password)
    return password


def _initdb(program: Path, folder: Path, secret: Path, account: Account | None) -> None:
    # Text sorts by code point on every system; macOS has no C.UTF-8 to say so.
    locale = ["--locale=C", "--lc-ctype=en_US.UTF-8"] if sys.platform == "darwin" else ["--locale=C.UTF-8"]
    options = ["--auth=scram-sha-256", "--encoding=UTF8", "--no-sync", "--no-instructions", *locale]
    where = [f"--pgdata={folder}", f"--username={SUPERUSER}", f"--pwfile={secret}"]
    made = programs.run([program, *where, *options], account)
    if made.returncode:
        raise EmbeddedError.because(f"The database could not be created in {folder.parent.parent}", made.stderr)


def _private_folder(folder: Path, account: Account | None) -> None:
    owner = account.uid if account else os.geteuid()
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (owner, os.geteuid()) or found.st_mode & 0o077:
            raise EmbeddedError(f"{folder} should be a private folder of the database server; remove it.") from None
    if account:
        account.own(folder)


def _configure(place: Home, settings: Mapping[str, str]) -> None:
    """Write what the server obeys, anew for each start and outside of the cluster: the server cannot change it."""
    entry = place.folder / "pg_hba.conf"
    ours = {
        "hba_file": str(entry),
        "listen_addresses": "",
        "password_encryption": "scram-sha-256",
        "port": str(PORT),
        "unix_socket_directories": str(place.socket_folder),
        "unix_socket_permissions": "0700",
    }
    lines = [f"{name} = '{_quoted(value)}'\n" for name, value in {**SETTINGS, **settings, **ours}.items()]
    for path, text in ((entry, RULES_OF_ENTRY), (place.configuration, "".join(lines))):
        path.write_bytes(os.fsencode(text))
        path.chmod(0o644)  # the home itself is closed to others


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
