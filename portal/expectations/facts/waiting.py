"""What the journal's rows about one record tell of sides that were waited for: what was asked, and what was answered.

A side is asked when the record comes to wait for it by a day, and answers with the step after which it does not wait
for it any more. Rows that one side alone may read tell nothing here: both sides read facts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

SILENCE_IS_YES = frozenset((
    "measurement.deemed_final", "obligation.agreed", "obligation.fulfilled", "boundary.expired", "boundary.superseded",
))  # fmt: skip
"""Steps of the clock after which nothing was left unanswered: saying nothing was an answer that was agreed on."""

TOPICS: Mapping[str, str] = {
    "negotiation": "ROUND", "contract": "ROUND", "contract.agreed": "APPROVAL", "contract.approval_started": "APPROVAL",
    "contract.signature_requested": "SIGNATURE", "contract.signature_lapsed": "APPROVAL", "measurement": "CONTEST",
    "partner": "ACCOUNT",
}  # fmt: skip
"""What is asked for, by the event that asks or by what its name begins with; else that, in capitals."""
ASKS: Mapping[str, Mapping[str, str]] = {
    "opportunity": {
        "opportunity.offered": "LEAD", "opportunity.registered": "REGISTRATION", "opportunity.accepted": "REGISTRATION",
        "opportunity.info_requested": "INFORMATION", "opportunity.info_given": "REGISTRATION",
        "opportunity.extension_asked": "EXTENSION",
    },
}  # fmt: skip
"""Of records that also wait for whom nobody has asked anything, the events that ask, with what they ask for."""
BY_WHEN = {"opportunity.extension_asked": "extension_by"}
"""The field that says by when an event asks, where the clock looks at the record before that."""
NO_ANSWER = frozenset(("opportunity.info_requested", "opportunity.conflict_found"))
"""Steps with which whoever is asked does not answer: the question comes back, or goes on with a time of its own."""
AMONG_THEMSELVES = "task"
"""What somebody gives their own side to do is no question of the other."""


class Said(StrEnum):
    ASKED = "ASKED"
    """Or asked anew: the day has moved."""
    ANSWERED = "ANSWERED"
    CANCELLED = "CANCELLED"
    """Nobody waits for it any more, and it was not late."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the journal."""

    id: str
    event: str
    at: datetime
    side: str
    is_clock: bool
    """Nobody's act led to it."""
    is_published: bool
    changes: Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Question:
    """What a side was asked; `row` is the journal's row that asked."""

    row: str
    side: str
    topic: str
    asked_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """What became of a question."""

    said: Said
    question: Question


@dataclass(slots=True)
class Waiting:
    """For whom a record waits, and what they were asked."""

    sides: frozenset[str] = frozenset()
    due_at: datetime | None = None
    open: dict[str, Question] = field(default_factory=dict)

    def follow(self, row: Row) -> list[Move]:
        """What the row tells; what has been told before it stands in `open`."""
        due_before = self.due_at
        for change in row.changes:
            if change["field"] == "waiting_on":
                self.sides = frozenset((change["after"] or "").split())
            if change["field"] == "due_at":
                self.due_at = datetime.fromisoformat(change["after"]) if change["after"] else None
        if not row.is_published:
            return []
        moves = [move for side in sorted(self.open) for move in self._goes_on(side, row, due_before)]
        due_at = self._by_when(row)
        for side in sorted(self.sides - self.open.keys()):
            if due_at is not None and asks(row.event) and not self._is_among_themselves(row, side):
                self.open[side] = Question(row.id, side, topic_of(row.event), row.at, due_at)
                moves.append(Move(Said.ASKED, self.open[side]))
        return moves

    def _by_when(self, row: Row) -> datetime | None:
        """By when those who are asked now have to answer."""
        named = (each["after"] for each in row.changes if each["field"] == BY_WHEN.get(row.event))
        found = next(named, None)
        return datetime.fromisoformat(found) if found else self.due_at

    def _goes_on(self, side: str, row: Row, due_before: datetime | None) -> list[Move]:
        question, goes_on = self.open[side], row.event in NO_ANSWER
        is_own = row.side == side and not row.is_clock and not goes_on
        is_waiting, has_moved = side in self.sides and self.due_at is not None, self.due_at != due_before
        if is_waiting and not (is_own and has_moved):
            is_reminder = row.is_clock and not goes_on
            if is_reminder or not has_moved or self.due_at is None:  # what the clock reminds of stays due
                return []
            self.open[side] = replace(question, due_at=self.due_at)
            return [Move(Said.ASKED, self.open[side])]
        del self.open[side]
        if is_own and question.asked_at < row.at:
            return [Move(Said.ANSWERED, question)]
        is_over = (row.is_clock or goes_on) and row.at >= question.due_at
        is_silent = is_over and row.event not in SILENCE_IS_YES
        return [] if is_silent else [Move(Said.CANCELLED, question)]

    def _is_among_themselves(self, row: Row, side: str) -> bool:
        return row.event.startswith(AMONG_THEMSELVES) and row.side == side


def topic_of(event: str) -> str:
    """What is asked for, in a word."""
    begins = event.partition(".")[0]
    return ASKS.get(begins, {}).get(event) or TOPICS.get(event) or TOPICS.get(begins) or begins.upper()


def asks(event: str) -> bool:
    """Whether somebody is asked for something by it, or a record only waits for whoever it belongs to."""
    return event in ASKS.get(event.partition(".")[0], (event,))
