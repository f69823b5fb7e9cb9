"""The life of a measurement: one expectation in one period, from the facts to a value that stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from portal.access import Actor, Permission, Side
from portal.clock import Moment
from portal.machine import Deadline, Guard, Machine, Reason, Step
from portal.sentences import Word, say, word
from portal.situations import ForClock


class MeasurementStatus(StrEnum):
    COLLECTING = "COLLECTING"
    PROVISIONAL = "PROVISIONAL"
    CONTESTED = "CONTESTED"
    DISPUTED = "DISPUTED"
    FINAL = "FINAL"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"
    RESTATED = "RESTATED"
    VOID = "VOID"


class ContestReason(StrEnum):
    DATE = "DATE"
    QUANTITY = "QUANTITY"
    NOT_OURS = "NOT_OURS"
    DUPLICATE = "DUPLICATE"
    CANCELLED = "CANCELLED"
    AGREED_CHANGE = "AGREED_CHANGE"
    CAUSED_BY_YOU = "CAUSED_BY_YOU"
    FORCE_MAJEURE = "FORCE_MAJEURE"


class ContestAnswer(StrEnum):
    EXCLUDE = "EXCLUDE"
    CORRECT = "CORRECT"
    UPHOLD = "UPHOLD"


class RevisionReason(StrEnum):
    """Why a value was computed anew."""

    CLOSED = "CLOSED"
    LATE_FACTS = "LATE_FACTS"
    ANSWERED = "ANSWERED"
    RESTATED = "RESTATED"
    SETTLED = "SETTLED"


M = MeasurementStatus
P = Permission
C = ContestReason
A = ContestAnswer

CONTESTS: Mapping[ContestReason, Word] = {
    C.DATE: word("contest", "The date is wrong", code="DATE"),
    C.QUANTITY: word("contest", "The quantity is wrong", code="QUANTITY"),
    C.NOT_OURS: word("contest", "Not ours", code="NOT_OURS"),
    C.DUPLICATE: word("contest", "Counted twice", code="DUPLICATE"),
    C.CANCELLED: word("contest", "It was cancelled", code="CANCELLED"),
    C.AGREED_CHANGE: word("contest", "We agreed on a change", code="AGREED_CHANGE"),
    C.CAUSED_BY_YOU: word("contest", "The other side caused it", code="CAUSED_BY_YOU"),
    C.FORCE_MAJEURE: word("contest", "Force majeure", code="FORCE_MAJEURE"),
}
ANSWERS: Mapping[ContestAnswer, Word] = {
    A.EXCLUDE: word("answer", "Leave it out", code="EXCLUDE"),
    A.CORRECT: word("answer", "Correct it", code="CORRECT"),
    A.UPHOLD: word("answer", "Keep it", code="UPHOLD"),
}
"""What they are called in front of people; the codes are the API's."""

WINDOW, ANSWER = 10, 10
"""Business days: to contest a value, and to answer a contest."""
OPEN = frozenset({M.PROVISIONAL, M.CONTESTED, M.DISPUTED})
"""There is a value, and it may still move."""
FROZEN = frozenset({M.CONTESTED, M.DISPUTED})
"""The card shows the last final value, and no consequence runs."""
NOBODY: frozenset[Side] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What the table looks at: whose promise it is, how much there is to count, and what was said against it."""

    status: MeasurementStatus
    obligor: Side
    restatement_by: Side | None = None
    """The side that has offered to count late facts."""
    late: int = 0
    """Subjects whose facts came or changed after the value was final; 0 while what was declined is all of them."""
    upheld: int = 0
    """Contested subjects that the other side's answer kept as they were."""
    is_answered: bool = True
    """Whoever answers has said something to every contested line; nobody knows before."""
    closes_at: ForClock[datetime | None] = None
    n: ForClock[int] = 0
    min_sample: ForClock[int] = 1
    is_suspended: ForClock[bool] = False
    """The expectation was suspended for the whole period."""


def _obligor(at: Measurement) -> Side:
    return at.obligor


def _beneficiary(at: Measurement) -> Side:
    return at.obligor.other


def _other_than_offered(at: Measurement) -> Side | None:
    return at.restatement_by.other if at.restatement_by else None


def _enough(at: Measurement, _actor: Actor, _now: Moment) -> Reason:
    if at.is_suspended:
        return say("The expectation was suspended for the whole period.")
    return None if at.n >= at.min_sample else say("There is not enough data.")


def _too_few(at: Measurement, _actor: Actor, _now: Moment) -> Reason:
    return None if at.n < at.min_sample and not at.is_suspended else say("There is enough data.")


def _suspended(at: Measurement, _actor: Actor, _now: Moment) -> Reason:
    return None if at.is_suspended else say("The expectation was not suspended for the whole period.")


def _all_answered(at: Measurement, _actor: Actor, _now: Moment) -> Reason:
    return None if at.is_answered else say("Every contested line needs an answer.")


def _has_upheld(at: Measurement, _actor: Actor, _now: Moment) -> Reason:
    return None if at.upheld else say("The other side has not refused any of your contested lines.")


def _has_late(at: Measurement, _actor: Actor, _now: Moment) -> Reason:
    if at.restatement_by:
        return say("A restatement has already been offered.")
    return None if at.late else say("No fact has arrived or changed since the value became final.")


def _is_offered(at: Measurement, _actor: Actor, _now: Moment) -> Reason:
    return None if at.restatement_by else say("No one has offered a restatement.")


def _step(
    action: str, source: set[MeasurementStatus], target: MeasurementStatus, may: Permission, event: str,
    needs: str = "", *, guard: Guard[Measurement] | None = None, **more: Any,
) -> Step[Measurement]:  # fmt: skip
    return Step(action, frozenset(source), target, may, f"measurement.{event}", guard=guard, needs=needs, **more)


MEASUREMENT: Machine[MeasurementStatus, Measurement] = Machine(
    "Measurement",
    MeasurementStatus,
    Measurement,
    initial=M.COLLECTING,
    steps=(
        _step("compute", {M.COLLECTING}, M.PROVISIONAL, P.CLOCK, "published",
              "period and time for late facts passed; numerator, denominator, value, definition and digest of the"
              " subjects are kept",
              guard=_enough),
        _step("tooFew", {M.COLLECTING, M.PROVISIONAL, M.DISPUTED, M.FINAL}, M.INSUFFICIENT_DATA, P.CLOCK,
              "insufficient", "fewer than the minimum sample; never scored as 0 or 100; after a dispute, only"
                              " for a value that was final",
              guard=_too_few),
        _step("void", {M.COLLECTING}, M.VOID, P.CLOCK, "voided", "suspended for the whole period", guard=_suspended),
        _step("refresh", {M.PROVISIONAL}, M.PROVISIONAL, P.CLOCK, "refreshed",
              "a late or corrected fact; the time to contest starts again"),
        _step("contest", {M.PROVISIONAL}, M.CONTESTED, P.MEASUREMENT_CONTEST, "contested",
              "obligor side, within the time to contest; names the lines, each with reason and claim", side=_obligor),
        _step("acknowledge", {M.PROVISIONAL}, M.FINAL, P.MEASUREMENT_ACKNOWLEDGE, "finalised", "obligor side",
              side=_obligor),
        _step("deem", {M.PROVISIONAL}, M.FINAL, P.CLOCK, "deemed_final", "time to contest passed"),
        _step("turnIntoDispute", {M.PROVISIONAL}, M.DISPUTED, P.MEASUREMENT_DISPUTE, "disputed",
              "obligor side refuses the answer to lines that were upheld", guard=_has_upheld, side=_obligor),
        _step("withdraw", {M.CONTESTED}, M.PROVISIONAL, P.MEASUREMENT_CONTEST, "contest_withdrawn", "obligor side",
              side=_obligor),
        _step("ruleOnFacts", {M.CONTESTED}, M.PROVISIONAL, P.MEASUREMENT_ANSWER, "recomputed",
              "beneficiary side answers every line (exclude, correct, uphold) with a reason; value recomputed",
              side=_beneficiary, guard=_all_answered),
        _step("lapse", {M.CONTESTED}, M.DISPUTED, P.CLOCK, "disputed_by_silence", "answer deadline passed"),
        _step("applyOutcome", {M.DISPUTED, M.FINAL}, M.FINAL, P.CLOCK, "finalised_as_settled",
              "every dispute about it has ended; counted as settled, and final"),
        _step("offerRestatement", {M.FINAL}, M.FINAL, P.MEASUREMENT_RESTATE, "restatement_offered",
              "late facts; either side", guard=_has_late),
        _step("declineRestatement", {M.FINAL}, M.FINAL, P.MEASUREMENT_RESTATE, "restatement_declined",
              "the other side; reason", side=_other_than_offered, guard=_is_offered),
        _step("restate", {M.FINAL}, M.RESTATED, P.MEASUREMENT_RESTATE, "restated",
              "the other side accepts the late facts; this value is kept, a new one is opened as PROVISIONAL",
              side=_other_than_offered, guard=_is_offered),
        _step("reopen", {M.INSUFFICIENT_DATA}, M.PROVISIONAL, P.CLOCK, "reopened", "enough late facts",
              guard=_enough),
    ),
    deadlines={
        M.COLLECTING: Deadline("compute", lambda _: NOBODY, until=lambda at: at.closes_at,
                               until_in_words="end of the period and of the time for late facts",
                               otherwise=say("The period is measured automatically.")),
        M.PROVISIONAL: Deadline("deem", lambda at: frozenset({at.obligor}), WINDOW,
                                otherwise=say("Otherwise the value becomes final.")),
        M.CONTESTED: Deadline("lapse", lambda at: frozenset({at.obligor.other}), ANSWER,
                              otherwise=say("Otherwise the contested lines become a dispute.")),
        M.DISPUTED: Deadline(None, lambda _: NOBODY),
        M.FINAL: Deadline(
            None, lambda at: frozenset({at.restatement_by.other}) if at.restatement_by else NOBODY
        ),
    },
    in_words={
        M.COLLECTING: say("Facts are being collected."),
        M.PROVISIONAL: say("The value is provisional."),
        M.CONTESTED: say("Lines of the value are contested."),
        M.DISPUTED: say("The value is in dispute."),
        M.FINAL: say("The value is final."),
        M.INSUFFICIENT_DATA: say("There was not enough data."),
        M.RESTATED: say("The value was replaced by a restated one."),
        M.VOID: say("Nothing was measured."),
    },
)  # fmt: skip
