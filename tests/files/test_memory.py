"""Uploads at once cost a process that serves little memory; `python -m tests.files.memory` measures ten of them."""

from tests.files import memory
from tests.served import served

MOST = 64 * 1024 * 1024


async def test_uploads_at_once_add_little_memory() -> None:
    with served() as portal:
        assert await memory.measure(portal, uploads=3) < MOST
