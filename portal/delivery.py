"""Letters on their way: taken by those who keep the clock, beside its rounds; each at least once, by its Message-ID.

Whoever is killed in the middle loses none: a letter that was taken is due again after a while. An address that has
refused three letters in a row for good gets none until its owner or an administrator has them tried again.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import and_, exists, func, select, update
from sqlalchemy.orm import aliased

from portal.access import AccessClass
from portal.database.pools import Database
from portal.finishing import finished
from portal.mail import Mail
from portal.partners.membership import LIVING
from portal.partners.models import Membership
from portal.post import AddressRefused, Line, Post, Refused

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")

TRIES = 12
"""With the waits between them some nine hours; then a letter is given up."""
SHORTEST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
LANES = 4
"""How many connections a process has to the mail server at most, each with a thread of its own."""
TAKEN = 5
"""How many letters are taken at once: what one slow connection holds up."""
SECONDS_OF_A_STRETCH, SECONDS_OF_A_LETTER = 60.0, 30.0
TAKEN_FOR = timedelta(minutes=2)
"""After which a letter that was taken is due again; longer than both of the above."""
MOST_REFUSALS = 3
HELD = "The address refused the emails before this one."

THREADS = ThreadPoolExecutor(LANES, thread_name_prefix="letters")


async def deliver(database: Database, post: Post, now: datetime) -> int:
    """Takes letters that are due to the carrier, over one connection, for a minute; gives how many left."""
    lane, left = _Lane(post), 0
    try:
        while not lane.is_over and (letters := await _taken(database, now)):
            for mail in letters:
                left += await finished(_deliver_one(database, lane, mail, now), grace=SECONDS_OF_A_LETTER)
    finally:
        await lane.close()
    return left


class _Lane:
    """One connection, opened when it is needed, and again when it broke."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._line: Line | None = None
        self._until = time.monotonic() + SECONDS_OF_A_STRETCH
        self._away: OSError | None = None

    @property
    def is_over(self) -> bool:
        """Whether the next letters are for another stretch."""
        return time.monotonic() > self._until

    async def carry(self, mail: Mail) -> None:
        """Raises what the carrier raises, TimeoutError for a server that takes too long."""
        if self._away:  # as it was for the letter before, a moment ago
            raise self._away
        try:
            if self._line is None:
                self._line = await _threaded(self._post.carrier.open)
        except OSError as fault:
            self._away = fault
            raise
        if self.is_over:
            raise TimeoutError("the mail server took too long to connect")
        await self._take(self._line, self._post.letter(mail))

    async def _take(self, line: Line, letter: EmailMessage) -> None:
        try:
            async with asyncio.timeout(SECONDS_OF_A_LETTER):
                await _threaded(partial(line.take, letter))
        except Refused:
            raise
        except BaseException:  # nobody knows what the connection is still doing
            self._line = None
            line.abort()
            THREADS.submit(line.close)
            raise

    async def close(self) -> None:
        if self._line is not None:
            line, self._line = self._line, None
            await _threaded(line.close)


async def _threaded(work: Callable[[], Answer]) -> Answer:
    return await asyncio.get_running_loop().run_in_executor(THREADS, work)


async def _taken(database: Database, now: datetime) -> Sequence[Mail]:
    """The next letters, due again later; those to addresses that refuse them are over instead."""
    due = select(Mail, _is_refusing()).where(Mail.due_at <= now).order_by(Mail.due_at, Mail.id).limit(TAKEN)
    async with database.transaction(AccessClass.SYSTEM) as session:
        rows = await session.execute(due.with_for_update(skip_locked=True, of=Mail))
        found: list[tuple[Mail, bool]] = [(row[0], row[1]) for row in rows.all()]
        for mail, is_refusing in found:
            if is_refusing and not mail.is_asked_for:
                _end(mail, HELD)
            else:
                mail.due_at = now + TAKEN_FOR
                mail.tries += 1
    return [mail for mail, _ in found if mail.due_at]


def _is_refusing() -> Any:
    """Whether an address has refused its letters; not if anybody had it tried again in one of its places."""
    marked, other = aliased(Membership), aliased(Membership)
    is_marked = exists().where(marked.email == Mail.to, marked.mail_refused_at.is_not(None), marked.status.in_(LIVING))
    is_open = exists().where(other.email == Mail.to, other.mail_refused_at.is_(None), other.status.in_(LIVING))
    return and_(is_marked, ~is_open)


async def _deliver_one(database: Database, lane: _Lane, mail: Mail, now: datetime) -> int:
    """Takes it to the carrier, unless the stretch is over, and notes what became of it; 1 if it left."""
    if lane.is_over:
        await _note(database, mail, {"due_at": now, "tries": mail.tries - 1})
        return 0
    fault: Exception | None = None
    try:
        await lane.carry(mail)
    except Exception as raised:  # noqa: BLE001 - whatever it is, the other letters go on
        log.warning("Mail %s did not leave at try %s: %s", mail.id, mail.tries, raised)
        fault = raised
    await _conclude(database, mail, fault, now)
    return int(fault is None)


def _end(mail: Mail, fault: str) -> None:
    mail.due_at, mail.fault = None, fault
    mail.text = mail.html = mail.unsubscribe = ""


async def _conclude(database: Database, mail: Mail, fault: Exception | None, now: datetime) -> None:
    """What became of a try; a letter that left or is given up has no text any more."""
    values: dict[str, object] = {
        "fault": "" if fault is None else f"{type(fault).__name__}: {fault}"[:200],
        "due_at": now + min(SHORTEST_WAIT * 2 ** (mail.tries - 1), LONGEST_WAIT),
    }
    if fault is None or isinstance(fault, Refused) or mail.tries >= TRIES:
        values |= {**dict.fromkeys(("text", "html", "unsubscribe"), ""), "due_at": None}
    if fault is None:
        values["sent_at"] = now
    if isinstance(fault, AddressRefused):
        values["refused_at"] = now
    await _note(database, mail, values)


async def _note(database: Database, mail: Mail, values: dict[str, object]) -> None:
    """Writes it down; and where the address now refuses letters, or takes them again, at the places of its owner."""
    async with database.transaction(AccessClass.SYSTEM) as session:
        letter = update(Mail).where(Mail.partner_id == mail.partner_id, Mail.id == mail.id)
        await session.execute(letter.values(values).execution_options(synchronize_session=False))
        places = update(Membership).where(Membership.email == mail.to).execution_options(synchronize_session=False)
        if "sent_at" in values:
            await session.execute(places.where(Membership.mail_refused_at.is_not(None)).values(mail_refused_at=None))
        if "refused_at" in values and await session.scalar(_refusals(mail.to)) >= MOST_REFUSALS:
            marked = places.where(Membership.mail_refused_at.is_(None), Membership.status.in_(LIVING))
            await session.execute(marked.values(mail_refused_at=values["refused_at"]))


def _refusals(address: str) -> Any:
    """How many letters an address has refused since it took one."""
    later = aliased(Mail)
    has_taken = exists().where(later.to == address, later.sent_at >= Mail.refused_at)
    return select(func.count()).select_from(Mail).where(Mail.to == address, Mail.refused_at.is_not(None), ~has_taken)
