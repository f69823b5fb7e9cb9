"""Looking at how a text would be taken apart into clauses, before anybody stores it."""

import base64
import binascii
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from portal import errors, threads
from portal.access import Actor, Permission
from portal.contracts import papers
from portal.contracts.papers import Paper
from portal.contracts.text.editing import Edit
from portal.contracts.text.pieces import Piece
from portal.papers.told import State

LARGEST = 1_800_000
"""Bytes of a file that is sent in a request."""
MOST_BYTES = 2_850_000
"""Of all clauses as a request holds them: they come back for every change and to be saved, and a request may have
3,000,000. What would not come back is refused before anybody has changed anything."""
_FRAME = 120
"""Bytes that the names of a clause's fields, its depth and what is unsure about it take in a request at most."""


async def preview_text(
    actor: Actor, *, text: str | None = None, file: str | None = None, name: str = "", state: State | None = None,
    encoding: str = "", clauses: Sequence[Piece] | None = None, edits: Sequence[Edit] = (),
) -> Paper:  # fmt: skip
    """What a text, a file in base64 by its name, or clauses would become after the edits; nothing is stored.

    Refuses: NotAllowed, Invalid.
    """
    actor.require(Permission.CONTRACT_DRAFT)
    if sum(each is not None for each in (text, file, clauses)) != 1:
        raise errors.Invalid("Send exactly one of a text, a file or clauses.", path=("input", "text"))
    path = papers.HERE if file is not None else ("input", "text" if clauses is None else "clauses")
    if clauses is not None:
        found = await threads.apart(papers.brought, clauses)
    elif file is None:
        found = await threads.apart(papers.typed, text or "")
    else:
        with _kept(await threads.apart(_bytes, file)) as kept:
            found = await papers.read(kept, name, state=state, encoding=encoding)
    return await threads.apart(_changed, found, edits, path)


def _changed(paper: Paper, edits: Sequence[Edit], path: Sequence[str]) -> Paper:
    """The same after the edits. Refuses: Invalid, also for clauses that no request could bring back."""
    found = papers.changed(paper, edits)
    if sum(map(_bytes_of, found.pieces)) > MOST_BYTES:
        raise errors.Invalid(
            "The text is larger than {most} bytes. Import it on the command line.", most=MOST_BYTES, path=path
        )
    return found


def _bytes_of(piece: Piece) -> int:
    clause = piece.clause
    said = (json.dumps(each, ensure_ascii=False) for each in (clause.number, clause.heading, clause.text))
    return sum(len(each.encode()) for each in said) + _FRAME


def _bytes(file: str) -> bytes:
    """Refuses: Invalid."""
    try:
        content = base64.b64decode(file, validate=True)
    except (binascii.Error, ValueError):
        raise errors.Invalid("The file must be in base64.", path=papers.HERE) from None
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
