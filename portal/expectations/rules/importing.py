"""The life of a file of facts: sent, read, what its columns mean, taken in piece by piece."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from portal.access import Actor, Permission
from portal.clock import Moment
from portal.machine import Machine, Reason, Step
from portal.sentences import say


class ImportStatus(StrEnum):
    READING = "READING"
    UNREADABLE = "UNREADABLE"
    READ = "READ"
    RUNNING = "RUNNING"
    FINISHED = "FINISHED"
    CANCELLED = "CANCELLED"


MOST_OPEN = 20
"""Files that one person has begun and that are not over."""
KEPT, ABANDONED = timedelta(days=90), timedelta(days=7)
"""How long refused rows stay to be mended, and all the rows of a file that nobody goes on with."""
PREVIEWED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the table looks at."""

    is_understood: bool = False
    """Whether it is known what the columns mean, or the file is a document that says so itself."""
    is_document: bool = False


def _understood(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    return None if at.is_understood else say("First say what the columns mean.")


def _has_columns(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    return say("This document needs no mapping.") if at.is_document else None


P = Permission
S = ImportStatus
OPEN = frozenset({S.READING, S.READ, S.RUNNING})
OVER = frozenset(S) - OPEN


def _step(action: str, source: Iterable[ImportStatus], target: ImportStatus, needs: str, **more: Any) -> Step[Any]:
    return Step(action, frozenset(source), target, P.FACT_RECORD, f"facts.{target.lower()}", needs=needs, **more)


def _clock(action: str, source: ImportStatus, target: ImportStatus, needs: str) -> Step[Any]:
    return Step(action, frozenset({source}), target, P.CLOCK, f"facts.{target.lower()}", needs=needs)


IMPORT: Machine[ImportStatus, Situation] = Machine(
    "FactImport",
    ImportStatus,
    Situation,
    initial=S.READING,
    steps=(
        _clock("read", S.READING, S.READ, "the file is a table or a document"),
        _clock("refuse", S.READING, S.UNREADABLE, "the file is neither, with the reason"),
        _step("map", {S.READ}, S.READ, "what the columns mean", guard=_has_columns),
        _step("takeIn", {S.READ}, S.RUNNING, "the meaning of the columns is known", guard=_understood),
        _clock("finish", S.RUNNING, S.FINISHED, "every row was imported or refused"),
        _step("cancel", OPEN, S.CANCELLED, "imported rows stay; or the person who started it no longer has"
                                           " permission",
        clock_too=True),
    ),
    deadlines={},
    in_words={
        S.READING: say("The file is being read."),
        S.UNREADABLE: say("The file could not be read."),
        S.READ: say("The file is read. Nothing has been imported yet."),
        S.RUNNING: say("The rows are being imported."),
        S.FINISHED: say("Every row that could be imported was imported."),
        S.CANCELLED: say("The import was cancelled. Rows that were already imported stay."),
    },
)  # fmt: skip
