"""A session that finds common customers: proposed, agreed to, sent, answered, and told to both at one moment.

Nobody but the portal ever reads an answer: whoever had the other side's could take its own number out of it and see
which of the other's points stand for which key. So it is compared under the clock's login, after the transaction of
whoever answered last.
"""

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from portal import errors
from portal.access import SYSTEM, Actor, Side
from portal.database.session import Session
from portal.journal import Entry
from portal.opportunities import queries
from portal.opportunities.models import OverlapSession
from portal.opportunities.operations.overlap_case import OpenOverlap, opened
from portal.opportunities.operations.overlap_terms import propose
from portal.opportunities.overlap import comparing, wire
from portal.opportunities.overlap.blinding import Band
from portal.opportunities.overlap.comparing import Met
from portal.opportunities.rules import overlap as rules
from portal.opportunities.rules.overlap import ENDED, LIFE, MessageKind, OverlapStatus
from portal.sentences import say
from portal.wording import note_given

__all__ = ["FOLLOWED", "agree", "answer", "cancel", "disclose", "follow", "keep_time", "propose", "send"]
FOLLOWED = ("overlap.completed", "overlap.disclosed", "overlap.cancelled")
"""What the portal goes on with by itself."""


async def agree(
    session: Session, actor: Actor, *, overlap_session_id: UUID, expected_version: int, expected_digest: str,
    now: datetime,
) -> OverlapSession:  # fmt: skip
    """Agrees to exactly these terms. Refuses: NotFound, NotAllowed, Stale (version, digest), WrongStatus, Blocked."""
    case = await opened(
        session, actor, overlap_session_id=overlap_session_id, expected_version=expected_version, now=now
    )
    LIFE.take(case.situation(LIFE), case.record.status, "agree", actor, now=now)
    if expected_digest != case.record.terms_sha256:
        raise errors.StaleDigest(
            "The current terms are not the ones you are acting on. Read them again.", path=("input", "expectedDigest")
        )
    with case.step(LIFE, "agree"):
        case.record.agreed_at, case.record.agreed_by_name = now, actor.name
        await case.take_over()
    return case.record


async def send(
    session: Session, actor: Actor, *, overlap_session_id: UUID, expected_version: int, points: str, now: datetime
) -> OverlapSession:
    """Sends one's own side's points. Refuses also Invalid for what is no point, comes twice, or came before."""
    case = await opened(
        session, actor, overlap_session_id=overlap_session_id, expected_version=expected_version, now=now
    )
    LIFE.take(case.situation(LIFE), case.record.status, "send", actor, now=now)
    before = await case.points(actor.side.other)
    await _read(points, case.record.band, before, ("input", "points"))
    with case.step(LIFE, "send"):
        case.record.sent |= {actor.side}
        case.keep(MessageKind.POINTS, actor.side, points.strip())
        await case.take_over()
    return case.record


async def answer(
    session: Session, actor: Actor, *, overlap_session_id: UUID, expected_version: int, points: str, now: datetime
) -> OverlapSession:
    """Sends the other side's points, multiplied and in their order. Refuses as `send` does."""
    case = await opened(
        session, actor, overlap_session_id=overlap_session_id, expected_version=expected_version, now=now
    )
    LIFE.take(case.situation(LIFE), case.record.status, "answer", actor, now=now)
    before = await case.points(Side.HOST) + await case.points(Side.PARTNER)
    await _read(points, case.record.band, before, ("input", "points"))
    with case.step(LIFE, "answer"):
        case.record.answered |= {actor.side}
        case.keep(MessageKind.ANSWER, actor.side, points.strip())
        await case.take_over()
    return case.record


async def disclose(
    session: Session, actor: Actor, *, overlap_session_id: UUID, expected_version: int, now: datetime,
    kept_back: Sequence[int] = (),
) -> OverlapSession:  # fmt: skip
    """Agrees that each side is told which of its own are common, but for the rows that one's own side keeps back.

    Both are told at one moment, once both have agreed; what either keeps back, neither is told.
    """
    case = await opened(
        session, actor, overlap_session_id=overlap_session_id, expected_version=expected_version, now=now
    )
    LIFE.take(case.situation(LIFE), case.record.status, "disclose", actor, now=now)
    places = sorted(set(kept_back))
    if len(places) > rules.MOST_LEFT_OUT or any(not 0 <= each < case.record.band.size for each in places):
        raise errors.Invalid(
            "Keep back at most {most} positions of your own points, counted from 0.", most=rules.MOST_LEFT_OUT,
            path=("input", "keptBack"),
        )  # fmt: skip
    with case.step(LIFE, "disclose"):
        case.record.disclosed |= {actor.side}
        case.keep(MessageKind.KEPT_BACK, actor.side, json.dumps(places))
        await case.take_over()
    return case.record


async def cancel(
    session: Session, actor: Actor, *, overlap_session_id: UUID, expected_version: int, now: datetime, reason: str = ""
) -> OverlapSession:
    """Ends it for both, at any time before the result; the portal deletes what was sent."""
    case = await opened(
        session, actor, overlap_session_id=overlap_session_id, expected_version=expected_version, now=now
    )
    note = note_given(reason, say("Enter a reason."), "reason") if reason.strip() else ""
    with case.step(LIFE, "cancel", note=note):
        await case.take_over()
    return case.record


async def follow(session: Session, _actor: Actor, entry: Entry, now: datetime) -> None:
    """What the portal does once both have answered, both want to be told, or one has cancelled; twice is once."""
    case = await opened(session, SYSTEM, overlap_session_id=entry.record_id, expected_version=None, now=now)
    record = case.record
    if record.status in ENDED:
        await _forget(case)
    elif now >= record.expires_at:
        return  # the clock ends it
    elif record.status is OverlapStatus.ANSWERED:
        await _compare(case)
    elif record.status is OverlapStatus.COUNTED and record.disclosed == frozenset(Side):
        await _tell_rows(case)


async def keep_time(session: Session, *, session_id: UUID, now: datetime) -> OverlapSession | None:
    """Ends what is over; None if nothing was due. Running it twice moves nothing more."""
    case = await opened(session, SYSTEM, overlap_session_id=session_id, expected_version=None, now=now)
    if case.record.due_at is None or case.record.due_at > now:
        return None
    case.take(LIFE, "expire")
    await _forget(case)
    return case.record


async def _compare(case: OpenOverlap) -> None:
    found, record = await _met(case), case.record
    record.shown = found.shown
    situation = case.situation(LIFE)
    if situation.tells_rows:
        case.take(LIFE, "count")
        return
    case.take(LIFE, "reveal")
    await _forget(case)


async def _tell_rows(case: OpenOverlap) -> None:
    """To each side its own positions, of those pairs that neither keeps back; of fewer than five none."""
    found = await _met(case)
    told = found if found.is_told else Met((), ())
    with case.step(LIFE, "reveal"):
        await _forget(case)
        case.keep(MessageKind.MET, Side.HOST, json.dumps(told.first))
        case.keep(MessageKind.MET, Side.PARTNER, json.dumps(told.second))


async def _met(case: OpenOverlap) -> Met:
    """Which points of the company, answered by the partner, are those of the partner, answered by the company."""
    of_host = await case.points(Side.PARTNER, MessageKind.ANSWER)
    of_partner = await case.points(Side.HOST, MessageKind.ANSWER)
    hidden = {side: set(await _kept_back(case, side)) for side in Side}
    return comparing.met(
        [b"company" if place in hidden[Side.HOST] else point for place, point in enumerate(of_host)],
        [b"partner" if place in hidden[Side.PARTNER] else point for place, point in enumerate(of_partner)],
    )


async def _kept_back(case: OpenOverlap, side: Side) -> list[int]:
    text = await case.session.scalar(queries.overlap_text(case.record, side, MessageKind.KEPT_BACK))
    return [] if text is None else list(json.loads(text))


async def _forget(case: OpenOverlap) -> None:
    """Deletes all that was sent; positions that a side was told before stay."""
    await case.session.execute(queries.overlap_sent(case.record))


async def _read(points: str, band: Band, before: Sequence[bytes], path: tuple[str, ...]) -> None:
    """Refuses with Invalid the first that is bad."""
    await asyncio.to_thread(wire.read, points, band, before=before, path=path)
