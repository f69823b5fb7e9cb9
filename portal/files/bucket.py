"""The bytes in a bucket of a server that speaks S3's language.

The address: s3://BUCKET/FOLDER?endpoint=https://files.example&region=eu-central-1. Name and secret of the account come
from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or from the machine's own role, as with every client of S3.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

PIECE = 1_048_576
"""So much is asked for at a time: a request ends however slowly somebody fetches what it brought."""
CONNECTED_WITHIN, ANSWERED_WITHIN, TRIES, TRIED_FOR = "5s", "60s", 3, timedelta(seconds=15)
"""How long a server is waited for that is away: somebody waits for the answer."""


class Bucket:
    """One bucket, or a folder in it. One file at a time is sent, as all of it is in memory then."""

    def __init__(self, url: str) -> None:
        """Raises ValueError for what is no address of a bucket."""
        parts = urlsplit(url)
        named = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        if parts.scheme != "s3" or not parts.netloc or named.keys() - {"endpoint", "region"}:
            raise ValueError("PORTAL_FILES_URL is s3://BUCKET/FOLDER?endpoint=https://…&region=…")
        is_plain = named.get("endpoint", "").startswith("http://")
        waits = {"connect_timeout": CONNECTED_WITHIN, "timeout": ANSWERED_WITHIN}
        more: Any = {
            "client_options": {"allow_http": is_plain, **waits},
            "retry_config": {"max_retries": TRIES, "retry_timeout": TRIED_FOR}, **named,
        }  # fmt: skip
        self._store = S3Store(parts.netloc, prefix=parts.path.strip("/") or None, **more)
        self._turn = asyncio.Lock()

    async def put(self, key: str, file: Path) -> None:
        async with self._turn:
            with _reached(), suppress(AlreadyExistsError):
                await obstore.put_async(self._store, key, file, mode="create")

    async def has(self, key: str) -> bool:
        try:
            with _reached():
                await obstore.head_async(self._store, key)
        except FileNotFoundError:
            return False
        return True

    async def pieces(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        with _reached():
            for begin in range(start, end, PIECE):
                yield bytes(await obstore.get_range_async(self._store, key, start=begin, end=min(begin + PIECE, end)))

    async def remove(self, key: str) -> None:
        with _reached(), suppress(FileNotFoundError):
            await obstore.delete_async(self._store, key)

    async def listed(self) -> AsyncIterator[tuple[str, datetime]]:
        with _reached():
            async for some in obstore.list(self._store, chunk_size=1_000):
                for each in some:
                    yield each["path"], each["last_modified"]


@contextmanager
def _reached() -> Iterator[None]:
    """Raises OSError, as a folder does, for a server that is away or refuses: it passes, and nothing was done."""
    try:
        yield
    except BaseError as fault:
        raise OSError(f"The store of files did not answer: {type(fault).__name__}") from fault
