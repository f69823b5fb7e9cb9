"""Looking at how a text would be taken apart into clauses, before anybody stores it."""

import base64
import binascii
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal import errors, threads
from portal.access import Actor, Permission
from portal.contracts import papers
from portal.contracts.papers import Paper
from portal.papers.told import State

LARGEST = 1_800_000
"""Bytes of a file that is sent in a request."""


async def preview_text(
    actor: Actor, *, text: str | None = None, file: str | None = None, name: str = "", state: State | None = None
) -> Paper:
    """What a text, or a file in base64 by its name, would become; nothing is stored. Refuses: NotAllowed, Invalid."""
    actor.require(Permission.CONTRACT_DRAFT)
    if (text is None) == (file is None):
        raise errors.Invalid("Bring a text or a file.", path=("input", "text"))
    if file is None:
        return await threads.apart(papers.typed, text or "")
    with _kept(await threads.apart(_bytes, file)) as path:
        return await papers.read(path, name, state=state)


def _bytes(file: str) -> bytes:
    """Refuses: Invalid."""
    try:
        content = base64.b64decode(file, validate=True)
    except (binascii.Error, ValueError):
        raise errors.Invalid("The file is not in base64.", path=papers.HERE) from None
    if not content:
        raise errors.Invalid("The file is empty.", path=papers.HERE)
    if len(content) > LARGEST:
        raise errors.Invalid("The file is larger than {most} bytes.", most=LARGEST, path=papers.HERE)
    return content


@contextmanager
def _kept(content: bytes) -> Iterator[Path]:
    """The bytes as a file, which is gone afterwards."""
    with tempfile.NamedTemporaryFile() as held:
        held.write(content)
        held.flush()
        yield Path(held.name)
