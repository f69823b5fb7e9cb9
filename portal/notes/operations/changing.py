"""What becomes of a note's words: its author edits them for a while; afterwards they are struck, with a trace."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from portal import errors, files, wording
from portal.access import Actor
from portal.database.session import Session
from portal.notes.models import Written
from portal.notes.operations.opening import opened
from portal.notes.rules import LONGEST, NOTE, TaskStatus, Visibility


def words_given(typed: str) -> str:
    """The text of a note as it is kept. Refuses: Invalid."""
    text = wording.settle(typed.strip(), path=("input", "text"), limit=LONGEST)
    if not any(letter.isprintable() and not letter.isspace() for letter in text):
        raise errors.Invalid("Enter a text.", path=("input", "text"))
    return text


def sealed(text: str) -> dict[str, str]:
    """The words with what the journal can tell of them: a digest over a salt too, so that nobody guesses them."""
    salt = secrets.token_hex(16)
    return {"text": text, "salt": salt, "sha256": sha256(f"{salt}\n{text}".encode()).hexdigest()}


async def edit(
    session: Session, actor: Actor, *, note_id: UUID, expected_version: int, text: str, now: datetime,
    mentions: Sequence[str] = (),
) -> Written:  # fmt: skip
    """Its author says it in other words, within 15 minutes. Refuses also: Blocked when they are over."""
    case = await opened(session, actor, note_id=note_id, expected_version=expected_version, now=now)
    with case.step(NOTE, "edit"):
        words = words_given(text)
        note = case.record
        note.mentions = await (await case.circle()).mentioned(words, mentions)
        _put(note, **sealed(words), edited_at=now)
    return note


async def strike(session: Session, actor: Actor, *, note_id: UUID, expected_version: int, now: datetime) -> Written:
    """Takes the words away for good; that it was struck, by whom and when stays. An open task is dropped with it.

    The files of an internal note go as well; those that both sides have seen are not listed any more.
    """
    case = await opened(session, actor, note_id=note_id, expected_version=expected_version, now=now)
    with case.step(NOTE, "strike"):
        _put(case.record, text="", struck_at=now, struck_by=actor.name)
        if case.record.task_status is TaskStatus.OPEN:
            _put(case.record, task_status=TaskStatus.DROPPED, waiting_on=frozenset(), due_at=None)
    if case.record.VISIBILITY is Visibility.INTERNAL:
        for file in await session.scalars(files.of(case.record.PREFIX, *case.record.place)):
            await files.detach(session, file)
    return case.record


def _put(note: Written, **values: object) -> None:
    for name, value in values.items():
        setattr(note, name, value)
