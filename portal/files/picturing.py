"""Looking at a file page by page, and copies of it with parts blackened: both are drawn by a process of its own."""

import json
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portal import errors
from portal.access import Actor, Permission
from portal.database.session import Session
from portal.files import confined, operations, receiving, rules, store
from portal.files.examining import SENTENCES, examine
from portal.files.models import File
from portal.files.receiving import Arrivals
from portal.files.rules import Type
from portal.files.store import Spool
from portal.sentences import say

PROGRAM = Path(__file__).with_name("drawing.py")
SECONDS = 60.0
WHOLE = 100
BOXES = ("boxes",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A part of a page, by its edges in percent of the page's width and height."""

    page: int
    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_possible(self) -> bool:
        return 0 <= self.left < self.right <= WHOLE and 0 <= self.top < self.bottom <= WHOLE


async def page(arrivals: Arrivals, file: File, number: int, *, has_grid: bool) -> bytes:
    """A WEBP picture of a page, 1 for the first. Refuses: NotFound for one that is not shown, Invalid."""
    if not 1 <= number <= rules.pages_shown(file.pages):
        raise errors.NotFound("There is no picture of this page.")
    grid = "GRID" if has_grid else "PLAIN"
    async with _fetched(arrivals, file) as original:
        status, drawn = await confined.printed(
            PROGRAM, "page", file.type.value, str(number), grid, file=original, seconds=SECONDS
        )
    _check(status, drawn)
    return drawn


def check(actor: Actor, file: File, boxes: Sequence[Box]) -> None:
    """Whether the actor may have these parts blackened. Refuses: NotAllowed, Invalid with everything by its place."""
    actor.require(Permission.FILE_UPLOAD)
    if file.side is not actor.side:
        raise errors.NotAllowed("Only the side that added a file can make a redacted copy of it.")
    if file.pages is None:
        raise errors.Invalid("Only PDFs and pictures can be redacted.", path=("file",))
    if file.pages > rules.MOST_PAGES:
        raise errors.Invalid(
            "Only files of at most {most} pages can be redacted. Split it.", most=rules.MOST_PAGES,
            path=("file",),
        )  # fmt: skip
    if not 1 <= len(boxes) <= rules.MOST_BOXES:
        raise errors.Invalid("Draw 1 to {most} boxes.", most=rules.MOST_BOXES, path=BOXES)
    faults = errors.Faults()
    for place, box in enumerate(boxes):
        with faults:
            if not 1 <= box.page <= file.pages:
                raise errors.Invalid("The file has no such page.", path=(*BOXES, str(place), "page"))
        with faults:
            if not box.is_possible:
                because = say("Enter the edges in percent from 0 to 100: the left before the right, the top"
                              " before the bottom.")  # fmt: skip
                raise errors.Invalid.because(because, path=(*BOXES, str(place)))
    faults.refuse()


async def redact(arrivals: Arrivals, file: File, boxes: Sequence[Box], spool: Spool) -> None:
    """Writes a PDF of pictures into the spool, in which the boxes are black, and puts it into the store.

    What `check` let through. Refuses: Invalid.
    """
    drawn = json.dumps([[box.page, box.left, box.top, box.right, box.bottom] for box in boxes])
    async with (
        _fetched(arrivals, file) as original,
        confined.running(PROGRAM, "redact", file.type.value, drawn, file=original, seconds=SECONDS) as run,
    ):
        async for piece in run.pieces():
            rules.check_size(spool.size + len(piece), path=receiving.HERE)
            await spool.take(piece)
    _check(run.status, b"" if not spool.size else b"%PDF")
    await spool.finish()
    spool.pages = await examine(spool.path, Type.PDF, path=receiving.HERE)
    await arrivals.store.put(store.key(file.partner_id, spool.sha256), spool.path)


async def enter(
    session: Session, actor: Actor, arrivals: Arrivals, *, file: File, spool: Spool, now: datetime
) -> File:  # fmt: skip
    """The row of the copy, which is the actor's own until it is attached. Refuses: NotAllowed, Blocked."""
    ticket = await operations.start_upload(
        session, actor, partner_id=file.partner_id, name=rules.redacted_name(file.name), now=now,
        information_class=file.information_class,
    )  # fmt: skip
    await session.flush()
    return await receiving.enter(
        session, actor, arrivals, ticket=ticket, spool=spool, now=now, redaction_of=file.sha256
    )  # fmt: skip


@asynccontextmanager
async def _fetched(arrivals: Arrivals, file: File) -> AsyncIterator[Path]:
    """A file of this machine with the bytes, for so long. Raises FileNotFoundError."""
    async with store.spooled(arrivals.folder) as spool:
        async for piece in arrivals.store.pieces(store.key(file.partner_id, file.sha256), 0, file.bytes):
            await spool.take(piece)
        await spool.finish()
        yield spool.path


def _check(status: int | None, drawn: bytes) -> None:
    """Refuses: Invalid where nothing was drawn."""
    if status in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise errors.Invalid("This file is too complex to redact.", path=("file",))
    if status != 0 or not drawn:
        raise errors.Invalid.because(SENTENCES["DAMAGED"], path=("file",))
