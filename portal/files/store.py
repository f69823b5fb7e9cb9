"""Where the bytes are: a folder of this machine, or a bucket of a server that speaks S3's language.

A file lies under `<partner>/<sha256>`, and whoever puts what is there already changes nothing. Names and types stand in
the database alone. What comes is first a file of its own, for its owner's eyes, in a folder of this machine.
"""

import hashlib
import os
import secrets
from asyncio import to_thread
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from portal import deferred
from portal.settings import Settings

PIECE = 65_536
SPOOLED = 4 * PIECE
"""So many bytes are kept in memory before they are written and hashed in a thread."""


class Store(Protocol):
    """Bytes by their keys."""

    async def put(self, key: str, file: Path) -> None:
        """Keeps a file's bytes, unless the key is taken: then they are there already."""

    async def has(self, key: str) -> bool: ...

    def pieces(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` to before `end`. Raises FileNotFoundError."""

    async def remove(self, key: str) -> None:
        """Takes them away, if they are there."""

    def listed(self) -> AsyncIterator[tuple[str, datetime]]:
        """Every key, and since when it is there."""


def key(partner_id: UUID, sha256: str) -> str:
    return f"{partner_id}/{sha256}"


def lock(key: str) -> int:
    """The number of PostgreSQL's lock between those who bring these bytes and the sweep that takes them away."""
    return int.from_bytes(hashlib.sha256(f"file {key}".encode()).digest()[:8], "big", signed=True)


def of(settings: Settings) -> Store:
    """The store of this deployment. Raises ValueError for an address that leads to none."""
    if not settings.files_url:
        return Folder(settings.data_dir / "files" / "kept")
    bucket: Store = deferred.load("portal.files.bucket:Bucket")(settings.files_url)
    return bucket


class Folder:
    """The bytes as files of this machine, which nobody but the portal's own account reads."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, key: str, file: Path) -> None:
        await to_thread(self._link, file, self._root / key)

    def _link(self, file: Path, kept: Path) -> None:
        """A second name for the same bytes: nothing is copied, and no name that is there is taken away."""
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileExistsError):
            os.link(file, kept)
        _settle(kept.parent)

    async def has(self, key: str) -> bool:
        return await to_thread((self._root / key).is_file)

    async def pieces(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        file = await to_thread((self._root / key).open, "rb")
        try:
            await to_thread(file.seek, start)
            while start < end and (piece := await to_thread(file.read, min(4 * PIECE, end - start))):
                start += len(piece)
                yield piece
        finally:
            file.close()

    async def remove(self, key: str) -> None:
        await to_thread((self._root / key).unlink, missing_ok=True)

    async def listed(self) -> AsyncIterator[tuple[str, datetime]]:
        for folder in await to_thread(_names, self._root):
            for name in await to_thread(_names, self._root / folder):
                with suppress(FileNotFoundError):
                    since = (await to_thread((self._root / folder / name).stat)).st_ctime
                    yield f"{folder}/{name}", datetime.fromtimestamp(since, UTC)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(each.name for each in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _settle(folder: Path) -> None:
    """Has the machine keep a folder's names, whatever becomes of its power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Spool:
    """The bytes of one file as they come: hashed, counted and written down, never all in memory."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path, self._descriptor = path, descriptor
        self._sha256, self._waiting = hashlib.sha256(), bytearray()
        self.size = 0
        self.pages: int | None = None
        """How many it has, once somebody has looked."""

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()

    async def take(self, piece: bytes) -> None:
        self.size += len(piece)
        self._waiting += piece
        if len(self._waiting) >= SPOOLED:
            await self._write()

    async def finish(self) -> None:
        """The last bytes, and none of them is lost any more."""
        await self._write()
        await to_thread(os.fsync, self._descriptor)

    def forget(self) -> None:
        os.close(self._descriptor)
        self.path.unlink(missing_ok=True)

    async def _write(self) -> None:
        waiting, self._waiting = self._waiting, bytearray()
        await to_thread(self._put_down, waiting)

    def _put_down(self, waiting: bytearray) -> None:
        self._sha256.update(waiting)
        left = memoryview(waiting)
        while left:
            left = left[os.write(self._descriptor, left) :]


@asynccontextmanager
async def spooled(folder: Path) -> AsyncIterator[Spool]:
    """A new file that is gone when the block ends; whoever wants it by then has given it a second name."""
    spool = await to_thread(_begun, folder)
    try:
        yield spool
    finally:
        await to_thread(spool.forget)


def _begun(folder: Path) -> Spool:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / secrets.token_hex(16)
    return Spool(path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
