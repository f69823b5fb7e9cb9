"""What the journal's rows about one record tell of questions and answers: each row once, whatever the record is."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from portal.expectations.facts.waiting import Row, Said, Waiting, topic_of

MONDAY = datetime.fromisoformat("2026-03-02T09:00:00Z")
DUE = datetime.fromisoformat("2026-03-16T22:59:59Z")
LATER = datetime.fromisoformat("2026-03-30T21:59:59Z")
HOURS = timedelta(hours=1)


def row(
    number: int, waits: str | None = None, *, due: datetime | None = None, side: str = "HOST", clock: bool = False,
    published: bool = True, event: str = "negotiation.round_submitted", at: datetime | None = None,
) -> Row:  # fmt: skip
    """A row that changes for whom is waited, or only the day."""
    changes = [{"field": "due_at", "before": "", "after": due and due.isoformat()}] if due else []
    changes += [{"field": "waiting_on", "before": "", "after": waits}] if waits is not None else []
    return Row(str(number), event, at or MONDAY + number * HOURS, side, clock, published, changes)


def told(*rows: Row) -> Sequence[tuple[str, Said, str, str]]:
    """(row, what, of whom, the row that asked)."""
    waiting = Waiting()
    return [
        (each.id, move.said, move.question.side, move.question.row) for each in rows for move in waiting.follow(each)
    ]


ASKED = row(0, "PARTNER", due=DUE)
FIRST = ("0", Said.ASKED, "PARTNER", "0")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row(1, "HOST", due=LATER, side="PARTNER")],
         [("1", Said.ANSWERED, "PARTNER", "0"), ("1", Said.ASKED, "HOST", "1")]),
        ([row(1, "")], [("1", Said.CANCELLED, "PARTNER", "0")]),
        # Its own step, after which it is its turn once more.
        ([row(1, due=LATER, side="PARTNER")],
         [("1", Said.ANSWERED, "PARTNER", "0"), ("1", Said.ASKED, "PARTNER", "1")]),
        ([row(1, side="PARTNER")], []),
        # The other side gives it more time, or waits for both.
        ([row(1, due=LATER)], [("1", Said.ASKED, "PARTNER", "0")]),
        ([row(1, "HOST PARTNER")], [("1", Said.ASKED, "HOST", "1")]),
        # A reminder is no more time; what is answered after it answers what was asked first.
        ([row(1, due=LATER, clock=True, at=DUE), row(2, "", side="PARTNER", at=LATER)],
         [("2", Said.ANSWERED, "PARTNER", "0")]),
        # Nobody answered in time: that stays so, and the next question is another.
        ([row(1, "HOST", due=LATER, clock=True, at=DUE), row(2, "", at=LATER)],
         [("1", Said.ASKED, "HOST", "1"), ("2", Said.ANSWERED, "HOST", "1")]),
        ([row(1, "", clock=True, at=DUE, event="measurement.deemed_final")], [("1", Said.CANCELLED, "PARTNER", "0")]),
        ([row(1, "", clock=True)], [("1", Said.CANCELLED, "PARTNER", "0")]),
        # What one side alone may read tells nothing, and is over with the next row that both read.
        ([row(1, "", side="PARTNER", published=False), row(2, side="PARTNER")],
         [("2", Said.ANSWERED, "PARTNER", "0")]),
        # Asked and done in the same breath.
        ([row(1, "", side="PARTNER", at=MONDAY)], [("1", Said.CANCELLED, "PARTNER", "0")]),
    ],
)  # fmt: skip
def test_a_side_answers_with_the_step_after_which_it_is_not_waited_for(
    rows: Sequence[Row], expected: Sequence[tuple[str, Said, str, str]]
) -> None:
    assert told(ASKED, *rows) == [FIRST, *expected]


@pytest.mark.parametrize(
    "rows",
    [
        [row(0, "PARTNER")],
        [row(0, "HOST", due=DUE, published=False), row(1, "", published=False)],
        [row(0, "HOST", due=DUE, event="task.given")],
    ],
)
def test_without_a_day_without_the_other_side_or_among_themselves_nobody_is_asked(rows: Sequence[Row]) -> None:
    assert told(*rows) == []


def test_a_task_for_the_other_side_is_a_question() -> None:
    assert told(row(0, "PARTNER", due=DUE, event="task.given")) == [FIRST]


@pytest.mark.parametrize(
    ("event", "topic"),
    [
        ("negotiation.round_submitted", "ROUND"), ("contract.approval_started", "APPROVAL"),
        ("document.requested", "DOCUMENT"), ("measurement.contested", "CONTEST"),
        ("expectation.proposed", "EXPECTATION"), ("obligation.due", "OBLIGATION"),
    ],
)  # fmt: skip
def test_a_question_has_a_topic(event: str, topic: str) -> None:
    assert topic_of(event) == topic
