"""What is said against a value, line by line, and what the other side answers."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.access import Side
from portal.expectations import operations
from portal.expectations.models import (
    Exclusion,
    FactContest,
    Measurement,
    MeasurementRevision,
    MissedLine,
    Subject,
)
from portal.expectations.operations import Answer, Given, Line
from portal.expectations.rules.measurement import ContestAnswer, ContestReason, MeasurementStatus, RevisionReason
from tests.expectations.scene import ADMIN, MANAGER, MEMBER, Scene, line, lines, terms

M = MeasurementStatus
CLOSES = datetime.fromisoformat("2026-04-10T22:00:00Z")
MONDAY = datetime.fromisoformat("2026-04-13T09:00:00Z")
ANSWERED_BY = datetime.fromisoformat("2026-04-27T21:59:59Z")


async def provisional(scene: Scene, rows: Iterable[Given] = ()) -> Measurement:
    """18 of 22 lines on time, 81.82 %."""
    made = await scene.agreed(terms())
    await scene.send(*(list(rows) or lines(18, 4)))
    (first,) = await scene.measurements(made)
    assert await scene.keep(first, CLOSES)
    row: Measurement = await scene.row(first)
    return row


async def late(scene: Scene) -> Sequence[Subject]:
    found = select(Subject).where(Subject.last_received_on > Subject.agreed_on).order_by(Subject.subject_key)
    return await scene.all(found)


def said(subjects: Iterable[Subject]) -> list[Line]:
    return [
        Line(subject_id=each.id, reason=ContestReason.CAUSED_BY_YOU, claim="There was no slot to unload.")
        for each in subjects
    ]


async def contested(scene: Scene, number: int = 3) -> Measurement:
    first = await provisional(scene)
    row: Measurement = await scene.step(
        MEMBER, operations.contest_measurement, first, lines=said((await late(scene))[:number]), now=MONDAY
    )
    return row


async def answers(scene: Scene, *given: ContestAnswer, **more: object) -> list[Answer]:
    contests = await scene.all(select(FactContest).order_by(FactContest.made_at, FactContest.id))
    return [
        Answer(contest_id=contest.id, answer=answer, text="The gate was closed.", **more)  # type: ignore[arg-type]
        for contest, answer in zip(contests, given, strict=False)
    ]


async def test_lines_are_contested_one_by_one_and_the_other_side_has_ten_business_days(scene: Scene) -> None:
    first = await contested(scene)

    assert (first.status, first.waiting_on, first.due_at) == (M.CONTESTED, frozenset({Side.HOST}), ANSWERED_BY)
    assert len(await scene.all(select(FactContest))) == 3


async def test_what_is_left_out_by_both_changes_the_value_and_both_values_are_kept(scene: Scene) -> None:
    first = await contested(scene)
    given = await answers(scene, ContestAnswer.EXCLUDE, ContestAnswer.EXCLUDE, ContestAnswer.UPHOLD)

    answered = await scene.step(MANAGER, operations.answer_measurement, first, answers=given, now=MONDAY)

    assert (answered.status, answered.value, answered.n, answered.excluded, answered.upheld) == (
        M.PROVISIONAL, Decimal(90), 20, 2, 1,
    )  # fmt: skip
    found = await scene.all(select(MeasurementRevision).order_by(MeasurementRevision.number))
    assert [(each.value, each.reason) for each in found] == [
        (Decimal("81.82"), RevisionReason.CLOSED), (Decimal(90), RevisionReason.ANSWERED),
    ]  # fmt: skip
    assert {each.text for each in await scene.all(select(Exclusion))} == {"The gate was closed."}


async def test_a_value_keeps_which_lines_it_counts_as_missed(scene: Scene) -> None:
    first = await contested(scene)
    wrong = {each.id for each in await late(scene)}
    assert {each.subject_id for each in await scene.all(select(MissedLine))} == wrong

    given = await answers(scene, ContestAnswer.EXCLUDE, ContestAnswer.UPHOLD, ContestAnswer.UPHOLD)
    await scene.step(MANAGER, operations.answer_measurement, first, answers=given, now=MONDAY)

    assert len(await scene.all(select(MissedLine))) == 3


async def test_a_correction_is_a_fact_of_the_side_that_answers(scene: Scene) -> None:
    first = await contested(scene, 1)
    (wrong, *_) = await late(scene)
    fact = line(wrong.subject_key, agreed_on="2026-02-10", received="10", received_on="2026-02-10")
    given = await answers(scene, ContestAnswer.CORRECT, facts=[fact], source="ERP")

    answered = await scene.step(MANAGER, operations.answer_measurement, first, answers=given, now=MONDAY)

    assert (answered.value, answered.excluded) == (Decimal("86.36"), 0)


async def test_every_line_needs_an_answer(scene: Scene) -> None:
    first = await contested(scene)

    refusal = await scene.refused(
        MANAGER, operations.answer_measurement, measurement_id=first.id, expected_version=first.version,
        answers=await answers(scene, ContestAnswer.UPHOLD), now=MONDAY,
    )  # fmt: skip
    assert str(refusal) == "Every contested line needs an answer."


async def test_a_line_is_contested_again_only_on_new_facts(scene: Scene) -> None:
    first = await contested(scene, 1)
    again = said((await late(scene))[:1])
    given = await answers(scene, ContestAnswer.UPHOLD)
    answered = await scene.step(MANAGER, operations.answer_measurement, first, answers=given, now=MONDAY)

    refusal = await scene.refused(
        MEMBER, operations.contest_measurement, measurement_id=first.id, expected_version=answered.version, lines=again,
        now=MONDAY,
    )  # fmt: skip

    assert refusal.path == ("input", "lines", "0", "subjectId")
    assert str(refusal) == "This line has already been contested, and there are no new facts about it since then."


async def test_silence_turns_a_contest_into_a_dispute(scene: Scene) -> None:
    first = await contested(scene)

    assert await scene.keep(first, ANSWERED_BY)
    assert (await scene.row(first)).status is M.DISPUTED


async def test_the_answer_that_is_refused_becomes_a_dispute(scene: Scene) -> None:
    first = await contested(scene, 1)
    given = await answers(scene, ContestAnswer.UPHOLD)
    await scene.step(MANAGER, operations.answer_measurement, first, answers=given, now=MONDAY)

    disputed = await scene.step(
        ADMIN, operations.turn_into_dispute, first, reason="The gate log says else.", now=MONDAY
    )
    assert (disputed.status, disputed.reason) == (M.DISPUTED, "The gate log says else.")


async def test_who_has_the_benefit_does_not_contest(scene: Scene) -> None:
    first = await provisional(scene)

    refusal = await scene.refused(
        MANAGER, operations.contest_measurement, measurement_id=first.id, expected_version=first.version,
        lines=said(await late(scene)), now=MONDAY,
    )  # fmt: skip
    assert str(refusal) == "It is the other side's turn."


@pytest.mark.parametrize("day", ["2026-02-10", "2026-07-01"])
async def test_only_what_is_counted_can_be_contested(scene: Scene, day: str) -> None:
    first = await provisional(scene)
    await scene.send(line("another", agreed_on=day, owed_by="HOST"))
    other = (await scene.all(select(Subject).where(Subject.subject_key == "another")))[0]

    refusal = await scene.refused(
        MEMBER, operations.contest_measurement, measurement_id=first.id, expected_version=first.version,
        lines=said([other]), now=MONDAY,
    )  # fmt: skip
    assert str(refusal) == "This line does not count in the value."


async def final(scene: Scene) -> Measurement:
    """A final value of 81.82 %, one of whose late lines was on time after all, as a fact says that came after it."""
    first = await provisional(scene)
    await scene.settle(MONDAY)
    await scene.step(
        ADMIN, operations.acknowledge_measurement, first, expected_digest=first.subjects_sha256, now=MONDAY
    )
    (wrong, *_) = await late(scene)
    booked = line(wrong.subject_key, agreed_on="2026-02-10", received="10", received_on="2026-02-10")
    await scene.send(booked, now=MONDAY)
    row: Measurement = await scene.row(first)
    return row


async def test_a_final_value_stays_whatever_comes_and_says_how_much_came_late(scene: Scene) -> None:
    first = await final(scene)
    refusal = await scene.refused(
        MANAGER, operations.offer_restatement, measurement_id=first.id, expected_version=first.version,
        reason="The receipt was booked late.", now=MONDAY,
    )  # fmt: skip
    assert str(refusal) == "No fact has arrived or changed since the value became final."

    await scene.settle(MONDAY)

    after = await scene.row(first)
    assert (after.status, after.value, after.late) == (M.FINAL, Decimal("81.82"), 1)


async def test_late_facts_are_counted_only_if_both_sides_want_it_and_the_first_value_stays(scene: Scene) -> None:
    first = await final(scene)
    await scene.settle(MONDAY)
    offered = await scene.step(
        MANAGER, operations.offer_restatement, first, reason="The receipt was booked late.", now=MONDAY
    )
    assert offered.waiting_on == frozenset({Side.PARTNER})

    old = await scene.step(ADMIN, operations.restate_measurement, first, now=MONDAY)

    new = (await scene.all(select(Measurement).where(Measurement.restates_id == first.id)))[0]
    assert (old.status, old.value) == (M.RESTATED, Decimal("81.82"))
    assert (new.status, new.value, new.ordinal) == (M.PROVISIONAL, Decimal("86.36"), 2)


async def test_a_provisional_value_is_counted_again_and_what_changed_can_be_contested_for_five_days_more(
    scene: Scene,
) -> None:
    first = await provisional(scene)
    friday = datetime.fromisoformat("2026-04-24T09:00:00Z")
    (wrong, *_) = await late(scene)
    await scene.send(
        line(wrong.subject_key, agreed_on="2026-02-10", received="10", received_on="2026-02-10"), now=friday
    )
    await scene.settle(friday)

    after = await scene.row(first)
    assert (after.status, after.value, after.revision) == (M.PROVISIONAL, Decimal("86.36"), 2)
    # Friday and five business days; the first of May is none.
    assert after.due_at == datetime.fromisoformat("2026-05-04T21:59:59Z")


async def test_enough_late_facts_give_a_period_a_value_after_all(scene: Scene) -> None:
    first = await provisional(scene, lines(10, 0))
    assert first.status is M.INSUFFICIENT_DATA
    await scene.send(*lines(10, 0, "2026-02-11"), now=MONDAY)

    await scene.settle(MONDAY)

    after = await scene.row(first)
    assert (after.status, after.value, after.n) == (M.PROVISIONAL, Decimal(100), 20)
