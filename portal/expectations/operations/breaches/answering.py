"""What people do about a breach: give notice, plan against it, accept a plan or a cure, waive what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from portal import errors, ids, languages
from portal.access import Actor
from portal.clock import Moment
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.models import Breach, PlanStep
from portal.expectations.operations import evidence
from portal.expectations.operations.breaches.opening import OpenBreach, opened_breach
from portal.expectations.operations.opening import GIVE_A_REASON
from portal.expectations.queries import evidence as shown
from portal.expectations.rules.breach import BREACH, DISCIPLINES, Discipline
from portal.sentences import say
from portal.wording import line, note_given

STEPS = ("input", "steps")
MOST_STEPS, LONGEST_PLAN, LONGEST_RESPONSIBLE = 50, 366, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """One step of a plan: what, who, until when."""

    discipline: Discipline
    text: str
    responsible: str
    due_on: date


async def notify_breach(
    session: Session, actor: Actor, *, breach_id: UUID, expected_version: int, now: datetime
) -> Breach:
    """Gives notice: from now on it can be cured, for as long as was agreed.

    Refuses: NotFound, NotAllowed, StaleVersion, WrongStatus, Blocked while its value is contested.
    """
    case = await opened_breach(session, actor, breach_id=breach_id, expected_version=expected_version, now=now)
    give_notice(case)
    return case.record


def give_notice(case: OpenBreach) -> None:
    """Names the clause, what was agreed and found, and the last day to cure it."""
    record = case.record
    with case.step(BREACH, "notify"):
        record.notified_at = case.now
        record.cure_on = Moment(case.now).day(case.expectation.zone) + timedelta(days=case.promise.cure_days)
        case.tell(
            clause=case.expectation.clause_key, agreed=_number(record.target), found=_number(record.value),
            tolerance=_number(case.promise.tolerance),
        )  # fmt: skip


def _number(value: object) -> str | None:
    return None if value is None else languages.plain(value)


async def submit_plan(
    session: Session, actor: Actor, *, breach_id: UUID, expected_version: int, steps: Sequence[PlannedStep],
    now: datetime, summary: str = "", file_ids: Sequence[UUID] = (),
) -> Breach:  # fmt: skip
    """Says how it is cured, in the steps of an 8D report, with files that show it.

    Refuses also Invalid with everything that is missing.
    """
    case = await opened_breach(session, actor, breach_id=breach_id, expected_version=expected_version, now=now)
    record = case.record
    with case.step(BREACH, "submitPlan"):
        if not 1 <= len(steps) <= MOST_STEPS:
            raise errors.Invalid("A plan must have 1 to {most} steps.", most=MOST_STEPS, path=STEPS)
        number = int(await session.scalar(queries.submissions_of(record)) or 0) + 1
        faults = errors.Faults()
        for place, step in enumerate(steps):
            with faults:
                session.add(_planned(case, step, number, (*STEPS, str(place))))
        with faults:
            _check_whole(steps)
        with faults:
            record.plan_text = note_given(summary, GIVE_A_REASON, "summary") if summary.strip() else ""
        faults.refuse()
        await evidence.attach(case, record, evidence.named(file_ids, ("input", "fileIds")), shown.plan_kind(number))
        record.plan_due_on = max(each.due_on for each in steps)
        case.tell(steps=len(steps))
    return record


def _planned(case: OpenBreach, step: PlannedStep, number: int, path: tuple[str, ...]) -> PlanStep:
    today = Moment(case.now).day(case.expectation.zone)
    if not 0 <= (step.due_on - today).days <= LONGEST_PLAN:
        raise errors.Invalid("The day must be today or within a year.", path=(*path, "dueOn"))
    who = say("Enter who is responsible, in 1 to 200 characters.")
    return PlanStep(
        partner_id=case.record.partner_id, id=ids.new(), breach_id=case.record.id, submission=number,
        discipline=step.discipline.value,
        text=note_given(step.text, say("Enter what will be done, in 1 to 2,000 characters."), *path[1:], "text"),
        responsible=line(step.responsible, path=(*path, "responsible"), wanted=who, longest=LONGEST_RESPONSIBLE),
        due_on=step.due_on, made_at=case.now,
    )  # fmt: skip


def _check_whole(steps: Sequence[PlannedStep]) -> None:
    missing = [DISCIPLINES[each] for each in Discipline if each not in {step.discipline for step in steps}]
    if missing:
        raise errors.Invalid("The plan also needs: {missing}.", missing=tuple(missing), path=STEPS)


class Answered(StrEnum):
    """What else is said to a breach, with a reason that both sides read."""

    REFUSE_PLAN = "refusePlan"
    VERIFY_CURE = "verifyCure"
    CLOSE = "close"
    WAIVE = "waive"


async def refuse_plan(
    session: Session, actor: Actor, *, breach_id: UUID, expected_version: int, reason: str, now: datetime
) -> Breach:
    """Asks for another plan; the last day to cure it stays as it was."""
    return await _answer(session, actor, Answered.REFUSE_PLAN, breach_id, expected_version, reason, now)


async def verify_cure(
    session: Session, actor: Actor, *, breach_id: UUID, expected_version: int, reason: str, now: datetime
) -> Breach:
    """Accepts what was done as the cure."""
    return await _answer(session, actor, Answered.VERIFY_CURE, breach_id, expected_version, reason, now)


async def close_breach(
    session: Session, actor: Actor, *, breach_id: UUID, expected_version: int, reason: str, now: datetime
) -> Breach:
    """Ends one for which no consequence was agreed on."""
    return await _answer(session, actor, Answered.CLOSE, breach_id, expected_version, reason, now)


async def waive_breach(
    session: Session, actor: Actor, *, breach_id: UUID, expected_version: int, reason: str, now: datetime
) -> Breach:
    """Waives what it costs, in writing; the next one is judged as if this had not been waived."""
    return await _answer(session, actor, Answered.WAIVE, breach_id, expected_version, reason, now)


async def _answer(
    session: Session, actor: Actor, answered: Answered, breach_id: UUID, expected_version: int, reason: str,
    now: datetime,
) -> Breach:  # fmt: skip
    case = await opened_breach(session, actor, breach_id=breach_id, expected_version=expected_version, now=now)
    note = note_given(reason, GIVE_A_REASON, "reason")
    with case.step(BREACH, answered.value, note=note):
        case.record.reason = note
        if answered is Answered.REFUSE_PLAN:
            case.record.plan_due_on = None
        else:
            case.record.closed_at = now
    return case.record
