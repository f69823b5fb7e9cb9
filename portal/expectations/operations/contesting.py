"""What is said against a value, line by line, what the other side answers, and facts that come after it was final."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from portal import canonical, errors, ids
from portal.access import Actor
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.models import Exclusion, FactContest, Measurement, Subject
from portal.expectations.operations import evidence, measuring
from portal.expectations.operations.checking import Given
from portal.expectations.operations.measuring import count, ground_of, opened_measurement, put
from portal.expectations.operations.opening import GIVE_A_REASON, Opened
from portal.expectations.operations.recording import record_facts
from portal.expectations.queries import evidence as shown
from portal.expectations.rules.measurement import (
    MEASUREMENT,
    ContestAnswer,
    ContestReason,
    MeasurementStatus,
    RevisionReason,
)
from portal.sentences import say
from portal.wording import note_given

MOST_LINES = 500
LINES, ANSWERS = ("input", "lines"), ("input", "answers")
M = MeasurementStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One subject that is contested, and why."""

    subject_id: UUID
    reason: ContestReason
    claim: str
    file_ids: Sequence[UUID] = ()
    """Evidence files; several lines can name the same file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What becomes of a contested line, and why; `facts` correct it."""

    contest_id: UUID
    answer: ContestAnswer
    text: str
    facts: Sequence[Given] = ()
    source: str = ""


async def contest_measurement(
    session: Session, actor: Actor, *, measurement_id: UUID, expected_version: int, lines: Sequence[Line],
    now: datetime,
) -> Measurement:  # fmt: skip
    """Contests lines of a value, each with a reason; one that was contested already only if it has changed since.

    Refuses: NotFound, NotAllowed, StaleVersion, WrongStatus, Invalid with every line that cannot be contested.
    """
    case = await opened_measurement(
        session, actor, measurement_id=measurement_id, expected_version=expected_version, now=now
    )
    if not 1 <= len(lines) <= MOST_LINES:
        raise errors.Invalid("Contest 1 to {most} lines at a time.", most=MOST_LINES, path=LINES)
    with case.step(MEASUREMENT, "contest"):
        subjects = await _subjects(case, [line.subject_id for line in lines])
        said = {
            (each.subject_id, each.state_sha256) for each in await session.scalars(queries.contests_of(case.record))
        }
        faults, contests = errors.Faults(), list[FactContest]()
        for number, line in enumerate(lines):
            with faults:
                contests.append(_contest(case, line, subjects, said, (*LINES, str(number))))
        faults.refuse()
        await _shown_by(case, lines, contests)
        case.record.upheld = 0
        case.tell(lines=len(lines))
    return case.record


async def _shown_by(case: Opened[Measurement], lines: Sequence[Line], contests: Sequence[FactContest]) -> None:
    """Adds the contests, each with the digests of its files."""
    wanted: dict[UUID, tuple[str, ...]] = {}
    for number, line in enumerate(lines):
        wanted = evidence.named(line.file_ids, (*LINES, str(number), "fileIds")) | wanted
    digests = await evidence.attach(case, case.record, wanted, shown.EVIDENCE)
    for line, contest in zip(lines, contests, strict=True):
        contest.evidence_digests = sorted({digests[each] for each in line.file_ids})
        case.session.add(contest)


async def _subjects(case: Opened[Measurement], wanted: Sequence[UUID]) -> Mapping[UUID, Subject]:
    """Those among the wanted that are counted in the value."""
    ground = await ground_of(case.session, case.record)
    found = queries.in_scope(ground.promise, case.record.partner_id, ground.days, ground.promise.zone)
    found = found.where(Subject.id.in_(wanted), ~queries.is_left_out(case.record.expectation_id))
    return {each.id: each for each in await case.session.scalars(found)}


def _contest(
    case: Opened[Measurement], line: Line, subjects: Mapping[UUID, Subject], said: set[tuple[UUID, str]],
    path: tuple[str, ...],
) -> FactContest:  # fmt: skip
    subject = subjects.get(line.subject_id)
    if subject is None:
        raise errors.Invalid("This line does not count in the value.", path=(*path, "subjectId"))
    if (subject.id, subject.state_sha256) in said:
        raise errors.Invalid(
            "This line has already been contested, and there are no new facts about it since then.",
            path=(*path, "subjectId"),
        )
    said.add((subject.id, subject.state_sha256))
    record = case.record
    return FactContest(
        partner_id=record.partner_id, id=ids.new(), measurement_id=record.id, subject_id=subject.id,
        state_sha256=subject.state_sha256, revision=record.revision, side=case.actor.side, reason=line.reason,
        claim=note_given(line.claim, say("Enter what is wrong, in 1 to 2,000 characters."), *path, "claim"),
        made_by_name=case.actor.name, made_at=case.now, answer_text="",
    )  # fmt: skip


async def withdraw_contest(
    session: Session, actor: Actor, *, measurement_id: UUID, expected_version: int, now: datetime
) -> Measurement:
    """Takes all that is contested and not answered back."""
    case = await opened_measurement(
        session, actor, measurement_id=measurement_id, expected_version=expected_version, now=now
    )
    with case.step(MEASUREMENT, "withdraw"):
        for each in await session.scalars(queries.open_contests_of(case.record)):
            each.withdrawn_at = now
    return case.record


async def acknowledge_measurement(
    session: Session, actor: Actor, *, measurement_id: UUID, expected_version: int, expected_digest: str,
    now: datetime,
) -> Measurement:  # fmt: skip
    """Says that the value is right: it is final. Refuses also StaleDigest for another set of subjects."""
    case = await opened_measurement(
        session, actor, measurement_id=measurement_id, expected_version=expected_version, now=now
    )
    if expected_digest != case.record.subjects_sha256:
        raise errors.StaleDigest(
            "The facts behind the value have changed since you opened it. Check the latest version.",
            path=("input", "expectedDigest"),
        )
    with case.step(MEASUREMENT, "acknowledge"):
        case.record.final_at = now
    return case.record


async def answer_measurement(
    session: Session, actor: Actor, *, measurement_id: UUID, expected_version: int, answers: Sequence[Answer],
    now: datetime,
) -> Measurement:  # fmt: skip
    """Answers every contested line with a reason, and counts again.

    EXCLUDE leaves the line out, CORRECT writes new facts of the actor's side, UPHOLD keeps it.
    Refuses: NotFound, NotAllowed, StaleVersion, WrongStatus, Blocked while a line has no answer, Invalid.
    """
    await session.execute(queries.one_at_a_time_with(measurement_id))
    case = await opened_measurement(
        session, actor, measurement_id=measurement_id, expected_version=expected_version, now=now
    )
    contests = {each.id: each for each in await session.scalars(queries.open_contests_of(case.record))}
    given = {each.contest_id: each for each in answers}
    case.known["is_answered"] = contests.keys() <= given.keys()
    with case.step(MEASUREMENT, "ruleOnFacts"):
        faults = errors.Faults()
        for number, answer in enumerate(answers):
            with faults:
                await _answer(case, answer, contests, (*ANSWERS, str(number)))
        faults.refuse()
        case.record.upheld = sum(each.answer is ContestAnswer.UPHOLD for each in contests.values())
        await session.flush()
        ground = await ground_of(session, case.record)
        counted = await count(session, case.record, ground, now)
        await put(case, ground, counted, RevisionReason.ANSWERED)
    if counted.value is None:
        case.follow(MEASUREMENT, "tooFew", n=0, min_sample=1)
    return case.record


async def _answer(
    case: Opened[Measurement], answer: Answer, contests: Mapping[UUID, FactContest], path: tuple[str, ...]
) -> None:
    contest = contests.get(answer.contest_id)
    if contest is None:
        raise errors.NotFound("There is no such contested line.", path=(*path, "contestId"))
    text = note_given(answer.text, GIVE_A_REASON, *path, "text")
    contest.answer, contest.answer_text = answer.answer, text
    contest.answered_by_name, contest.answered_at = case.actor.name, case.now
    if answer.answer is ContestAnswer.EXCLUDE:
        case.session.add(_exclusion(case, contest, text))
    if answer.answer is ContestAnswer.CORRECT:
        await _correct(case, contest, answer, path)


def _exclusion(case: Opened[Measurement], contest: FactContest, text: str) -> Exclusion:
    return Exclusion(
        partner_id=contest.partner_id, id=ids.new(), expectation_id=case.record.expectation_id,
        subject_id=contest.subject_id, reason=contest.reason, text=text, side=case.actor.side,
        agreed_by_name=case.actor.name, contest_id=contest.id, agreed_at=case.now,
    )  # fmt: skip


async def _correct(case: Opened[Measurement], contest: FactContest, answer: Answer, path: tuple[str, ...]) -> None:
    if not answer.facts:
        raise errors.Invalid("Send the facts that correct the line.", path=(*path, "facts"))
    subject: Subject = (await case.session.scalars(queries.subject(contest.subject_id))).one()
    if any((each.kind, each.subject_key) != (subject.kind, subject.subject_key) for each in answer.facts):
        raise errors.Invalid("The facts must be about the contested line.", path=(*path, "facts"))
    batch = await record_facts(
        case.session, case.actor, source=answer.source, rows=answer.facts, partner_id=contest.partner_id, now=case.now
    )
    if batch.refused or not (batch.accepted or batch.corrected):
        raise errors.Invalid("These facts do not correct anything.", path=(*path, "facts"))
    contest.correction = canonical.text([dict(each.values) for each in answer.facts])


async def turn_into_dispute(
    session: Session, actor: Actor, *, measurement_id: UUID, expected_version: int, reason: str, now: datetime
) -> Measurement:
    """Refuses the answer to lines that were upheld."""
    case = await opened_measurement(
        session, actor, measurement_id=measurement_id, expected_version=expected_version, now=now
    )
    note = note_given(reason, GIVE_A_REASON, "reason")
    with case.step(MEASUREMENT, "turnIntoDispute", note=note):
        case.record.reason = note
    return case.record


async def offer_restatement(
    session: Session, actor: Actor, *, measurement_id: UUID, expected_version: int, reason: str, now: datetime
) -> Measurement:
    """Offers the other side to count the facts that came after the value was final."""
    case = await opened_measurement(
        session, actor, measurement_id=measurement_id, expected_version=expected_version, now=now
    )
    note = note_given(reason, GIVE_A_REASON, "reason")
    with case.step(MEASUREMENT, "offerRestatement", note=note):
        case.record.restatement_by, case.record.reason = actor.side, note
    return case.record


async def decline_restatement(
    session: Session, actor: Actor, *, measurement_id: UUID, expected_version: int, reason: str, now: datetime
) -> Measurement:
    """Leaves the value as it is, until other facts come."""
    case = await opened_measurement(
        session, actor, measurement_id=measurement_id, expected_version=expected_version, now=now
    )
    note = note_given(reason, GIVE_A_REASON, "reason")
    with case.step(MEASUREMENT, "declineRestatement", note=note):
        record = case.record
        record.restatement_by, record.reason, record.late = None, note, 0
        record.declined_as_of = record.late_as_of or now
    return case.record


async def restate_measurement(
    session: Session, actor: Actor, *, measurement_id: UUID, expected_version: int, now: datetime
) -> Measurement:
    """Accepts the late facts: this value stays as it was, and a new one is opened; gives the new one."""
    await session.execute(queries.one_at_a_time_with(measurement_id))
    case = await opened_measurement(
        session, actor, measurement_id=measurement_id, expected_version=expected_version, now=now
    )
    old = case.record
    case.take(MEASUREMENT, "restate")
    made = Measurement(
        partner_id=old.partner_id, id=ids.new(), expectation_id=old.expectation_id, starts_on=old.starts_on,
        ends_on=old.ends_on, ordinal=old.ordinal + 1, obligor=old.obligor, status=M.COLLECTING,
        closes_at=old.closes_at, revision=0, late=0, upheld=0, reason="", restates_id=old.id, version=0,
        waiting_on=frozenset(), created_at=now, updated_at=now,
    )  # fmt: skip
    again = measuring.begun_for(case, made)
    ground = await ground_of(session, made)
    counted = await count(session, made, ground, now)
    enough = counted.value is not None
    known: dict[str, Any] = {"n": counted.tally.n if enough else 0, "min_sample": ground.promise.min_sample}
    with again.step(MEASUREMENT, "compute" if enough else "tooFew", by_clock=True, **known):
        await put(again, ground, counted, RevisionReason.RESTATED)
        made.published_at = now
    session.add(made)
    await session.flush()
    await measuring.note_missed(again, ground)
    return made
