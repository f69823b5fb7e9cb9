"""What the portal was to do by itself and could not: it tries again, later each time, and administrators see it."""

import json
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, Index, Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from portal import errors, sentences
from portal.access import Actor, Permission
from portal.database.base import PartnerOwned, Record, Word, check, words
from portal.database.policies import SIGNED_IN, Policy
from portal.database.session import Session
from portal.sentences import Sentence, say

SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
LONGEST_FAULT = 2_000


class Kind(StrEnum):
    """Kind of the failed step."""

    CLOCK = "CLOCK"
    REACTION = "REACTION"
    JOB = "JOB"


class Setback(PartnerOwned, Record):
    """One thing that could not be done; its id follows from what it is, so that there is one row however often."""

    __tablename__ = "setback"

    kind: Mapped[Kind] = mapped_column(Word(Kind))
    record_type: Mapped[str]
    """Type prefix of the record's global id."""
    record_id: Mapped[UUID]
    position: Mapped[int]
    """Of the row of the journal that a reaction follows; 0 for anything else."""
    step: Mapped[str]
    """The step of the record's table, or the name of the reaction or the job."""
    since: Mapped[datetime]
    tries: Mapped[int]
    retry_at: Mapped[datetime | None]
    """Null: it has been given up, and is tried again once an administrator says so."""
    fault: Mapped[str]
    """What the last try failed for, in a sentence without anybody's data: as JSON, or in English as it once was."""

    __table_args__ = (
        words("kind", Kind),
        check("tries_counted", "tries > 0"),
        Index("ix_setback_record", "record_id"),
        Index("ix_setback_list", "since", "id"),
    )
    __policies__ = (
        Policy("portal_staff", SIGNED_IN, None, ("SELECT", "UPDATE (retry_at)")),
        Policy("portal_system", "true", None, ("SELECT", "INSERT", "UPDATE", "DELETE")),
    )


def key(kind: Kind, record_id: UUID, position: int = 0, name: str = "") -> UUID:
    """The id of the setback: a record has one by the clock, and one for each reaction to a row of its journal."""
    return uuid5(record_id, f"{kind} {position} {name}")


async def note(
    session: AsyncSession, kind: Kind, fault: Exception, *, partner_id: UUID, record_type: str, record_id: UUID,
    now: datetime, step: str, position: int = 0, most: int | None = None,
) -> None:  # fmt: skip
    """Writes down that it failed, once more or for the first time; it is due again after a while.

    With `most`, what has failed so often is given up.
    """
    name = step if kind is Kind.REACTION else ""
    place = {"partner_id": partner_id, "id": key(kind, record_id, position, name)}
    row = await session.get(Setback, place, with_for_update=True)
    tries = row.tries + 1 if row else 1
    retry_at = None if most and tries >= most else now + pause_after(tries)
    told = {"step": step, "tries": tries, "retry_at": retry_at, "fault": written(described(fault))}
    if row is None:
        of = {"kind": kind, "record_type": record_type, "record_id": record_id, "position": position, "since": now}
        session.add(Setback(**place, **of, **told))
    else:
        for each, value in told.items():
            setattr(row, each, value)


def over(kind: Kind, record_id: UUID, position: int = 0, name: str = "") -> Any:
    """The statement that takes it from the list: it has been done, or is not to be done any more."""
    return delete(Setback).where(Setback.id == key(kind, record_id, position, name))


def pause_after(tries: int) -> timedelta:
    """How long what has failed so often waits: twice as long each time, an hour at most."""
    return min(SHORTEST_PAUSE * (1 << min(tries - 1, 16)), LONGEST_PAUSE)


def described(fault: Exception) -> Sentence:
    """A refusal in its own words; of anything else only what it is called, as it may tell somebody's data."""
    if isinstance(fault, errors.Refused) and len(written(fault.sentence)) <= LONGEST_FAULT:
        return fault.sentence
    return say("Something went wrong ({name}). The log has the details.", name=type(fault).__name__)


def written(said: Sentence) -> str:
    """A sentence as a row keeps it."""
    return json.dumps(sentences.kept(said), ensure_ascii=False)


def said(fault: str) -> Sentence:
    """What a row keeps, as a sentence."""
    return sentences.again(json.loads(fault)) if fault.startswith("[{") else Sentence(fault)


def setbacks() -> Select[Any]:
    """All of them."""
    return select(Setback)


def setback(value: ColumnElement[Any] | object) -> Select[Any]:
    return setbacks().where(Setback.id == value)


async def try_again(session: Session, actor: Actor, *, setback_id: UUID, now: datetime) -> Setback:
    """Makes it due at once; the clock's next pass tries it. Refuses: NotAllowed, NotFound."""
    actor.require(Permission.SETBACK_MANAGE)
    row: Setback | None = await session.scalar(setback(setback_id).with_for_update())
    if row is None:
        raise errors.NotFound("This has already been done, or is no longer needed.", path=("input", "setbackId"))
    row.retry_at = now
    return row
