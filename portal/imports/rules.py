"""The life of an import: sent, read, mapped, tried, done; and what becomes of each of its rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from portal.access import ROLES, SYSTEM, Actor, Permission, holders
from portal.clock import Moment
from portal.machine import Machine, Reason, Step
from portal.sentences import say


class Kind(StrEnum):
    """Kind of its rows."""

    PARTNERS = "PARTNERS"
    PEOPLE = "PEOPLE"


class Status(StrEnum):
    EXPECTED = "EXPECTED"
    READING = "READING"
    UNREADABLE = "UNREADABLE"
    READ = "READ"
    CHECKING = "CHECKING"
    CHECKED = "CHECKED"
    RUNNING = "RUNNING"
    FINISHED = "FINISHED"
    CANCELLED = "CANCELLED"


class RowStatus(StrEnum):
    UNCHECKED = "UNCHECKED"
    FAULTY = "FAULTY"
    SIMILAR = "SIMILAR"
    """Somebody has to say whether it is one of those that are here."""
    NEW = "NEW"
    CHANGED = "CHANGED"
    SAME = "SAME"


class Answer(StrEnum):
    """What a row is, by whoever looked at what is similar."""

    SAME = "SAME"
    ANOTHER = "ANOTHER"


NEEDS = {Kind.PARTNERS: Permission.PARTNER_CREATE, Kind.PEOPLE: Permission.MEMBER_MANAGE}
"""The permission with which each row could be entered by itself."""
TAKEN = frozenset({RowStatus.NEW, RowStatus.CHANGED, RowStatus.SAME})
SHOWN = 20
"""Rows of the preview."""
KEPT, ABANDONED = timedelta(days=90), timedelta(days=1)
"""How long an import stays to be looked at, and one whose file never comes."""
MOST_PIECES, LONGEST_PIECE = 20, 1_500_000
MOST_OPEN = 20
"""Imports of one person that are not over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the table looks at."""

    kind: Kind
    waiting: int = 0
    """Rows that wait to be taken in."""


def _could_one_by_one(at: Situation, actor: Actor, _now: Moment) -> Reason:
    if actor is SYSTEM or NEEDS[at.kind] in actor.permissions:
        return None
    return say("Only these roles can do this: {roles}.", roles=tuple(ROLES[role] for role in holders(NEEDS[at.kind])))


def _something_waits(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    return None if at.waiting else say("No row is waiting to be imported.")


P = Permission
S = Status
OPEN = frozenset({S.EXPECTED, S.READING, S.READ, S.CHECKING, S.CHECKED, S.RUNNING})


def _step(action: str, source: Iterable[Status], target: Status, needs: str = "", **more: Any) -> Step[Situation]:
    return Step(
        action, frozenset(source), target, P.COMPANY_READ, f"import.{target.lower()}", needs=needs,
        entitled=_could_one_by_one, **more,
    )  # fmt: skip


def _clock(action: str, source: set[Status], target: Status, needs: str) -> Step[Situation]:
    return Step(action, frozenset(source), target, P.CLOCK, f"import.{target.lower()}", needs=needs)


IMPORT: Machine[Status, Situation] = Machine(
    "Import",
    Status,
    Situation,
    initial=S.EXPECTED,
    steps=(
        _step("send", {S.EXPECTED}, S.READING, "the last piece of the file has arrived"),
        _clock("read", {S.READING}, S.READ, "the file is a table"),
        _clock("refuse", {S.READING}, S.UNREADABLE, "the file is not a table, with the reason"),
        _step("map", {S.READ, S.CHECKED}, S.CHECKING, "what each column is"),
        _clock("checked", {S.CHECKING}, S.CHECKED, "every row was checked; nothing was changed"),
        _step("start", {S.CHECKED, S.FINISHED}, S.RUNNING, "a row is waiting to be imported", guard=_something_waits),
        _clock("finish", {S.RUNNING}, S.FINISHED, "every row was processed"),
        _step("cancel", OPEN, S.CANCELLED, "imported rows stay; or the person who started it no longer has permission",
              clock_too=True),
    ),
    deadlines={},
    in_words={
        S.EXPECTED: say("The file has not arrived yet."),
        S.READING: say("The file is being read."),
        S.UNREADABLE: say("The file could not be read."),
        S.READ: say("The file is read. Choose what each column is."),
        S.CHECKING: say("Every row is being checked."),
        S.CHECKED: say("Every row was checked. Nothing has been changed yet."),
        S.RUNNING: say("The rows are being imported."),
        S.FINISHED: say("Every row that could be imported was imported."),
        S.CANCELLED: say("The import was cancelled. Rows that were already imported stay."),
    },
)  # fmt: skip
