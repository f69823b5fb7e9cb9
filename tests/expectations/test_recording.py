"""The one door for facts: what is new, the same or corrected, what is refused, and what subjects are by them."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.expectations import operations
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import Statement
from portal.expectations.models import Fact, Mark, Subject
from portal.expectations.operations import Given, Mode
from portal.imports.faults import sentence
from tests.expectations.scene import ADMIN, MANAGER, MEMBER, Scene, line

LATER = datetime.fromisoformat("2026-03-03T09:00:00Z")


def receipt(key: str, number: int, quantity: str, day: str) -> Given:
    return Given(
        kind=SubjectKind.ORDER_LINE, statement=Statement.RECEIPT, subject_key=key, external_id=f"{key} R{number}",
        values={"received": quantity, "received_on": day},
    )  # fmt: skip


async def subject(scene: Scene, key: str) -> Subject:
    found: Subject = (await scene.all(select(Subject).where(Subject.subject_key == key)))[0]
    return found


async def marks(scene: Scene) -> list[tuple[str, date, int]]:
    found = await scene.all(select(Mark).order_by(Mark.unit, Mark.piece))
    return [(each.unit, each.piece, each.number) for each in found]


async def test_what_was_sent_before_with_the_same_content_changes_nothing(scene: Scene) -> None:
    rows = [line("1"), line("2")]
    first = await scene.send(*rows)
    assert (first.accepted, first.unchanged, first.corrected, first.refused) == (2, 0, 0, 0)
    assert await marks(scene) == [("MONTH", date(2026, 2, 1), 1), ("WEEK", date(2026, 2, 9), 1)]

    again = await scene.send(*reversed(rows), now=LATER)

    assert (again.accepted, again.unchanged, again.corrected, again.refused) == (0, 2, 0, 0)
    assert await marks(scene) == [("MONTH", date(2026, 2, 1), 1), ("WEEK", date(2026, 2, 9), 1)]


async def test_other_content_is_a_correction_beside_what_was_said_first(scene: Scene) -> None:
    await scene.send(line("1", ordered="10"))
    batch = await scene.send(line("1", ordered="12", agreed_on="2026-04-01"), now=LATER)

    assert (batch.accepted, batch.corrected) == (0, 1)
    facts = await scene.all(select(Fact).order_by(Fact.revision))
    assert [(fact.revision, fact.received_at == LATER) for fact in facts] == [(1, False), (2, True)]
    now = await subject(scene, "1")
    assert (now.ordered, now.day) == (Decimal(12), date(2026, 4, 1))
    # Both months are counted anew: the one that it was in, and the one that it is in.
    assert [(unit, piece) for unit, piece, _ in await marks(scene) if unit == "MONTH"] == [
        ("MONTH", date(2026, 2, 1)), ("MONTH", date(2026, 4, 1)),
    ]  # fmt: skip


async def test_two_parts_by_the_day_are_one_line_in_full(scene: Scene) -> None:
    await scene.send(line("1"), receipt("1", 1, "6", "2026-02-08"), receipt("1", 2, "4", "2026-02-10"))

    now = await subject(scene, "1")
    assert (now.received, now.received_by_agreed, now.completed_on) == (Decimal(10), Decimal(10), date(2026, 2, 10))


async def test_a_correction_that_is_about_another_line_leaves_the_one_that_it_was_about(scene: Scene) -> None:
    wrong = receipt("1", 1, "6", "2026-02-08")
    await scene.send(line("1"), line("2"), wrong)
    batch = await scene.send(replace(wrong, subject_key="2"), replace(line("1"), subject_key="3"), now=LATER)

    assert (batch.accepted, batch.corrected) == (0, 2)
    assert [(await subject(scene, key)).received for key in ("1", "2", "3")] == [0, Decimal(6), 0]
    gone = await subject(scene, "1")
    assert (gone.day, gone.ordered) == (None, None)


async def test_the_order_in_which_facts_arrive_is_of_no_account(scene: Scene) -> None:
    rows = [line("1"), receipt("1", 1, "6", "2026-02-08"), receipt("1", 2, "4", "2026-02-10")]
    for row in reversed(rows):
        await scene.send(row)
    last = (await subject(scene, "1")).state_sha256
    await scene.send(*(line("2"), receipt("2", 1, "6", "2026-02-08"), receipt("2", 2, "4", "2026-02-10")))

    assert (await subject(scene, "2")).state_sha256 == last


async def test_one_bad_row_is_named_and_the_others_are_taken(scene: Scene) -> None:
    batch = await scene.send(line("1"), line("2", ordered="ten"), line("3"))

    assert (batch.accepted, batch.refused) == (2, 1)
    (wrong,) = batch.refusals
    assert (wrong["row"], wrong["path"], str(sentence(wrong))) == (
        1, ["values", "ordered"], "Write a number in digits with a decimal point, such as 1250.5.",
    )  # fmt: skip


async def test_all_or_nothing_takes_nothing_and_names_every_bad_row(scene: Scene) -> None:
    refusal = await scene.refused(
        MANAGER, operations.record_facts, source="ERP", rows=[line("1"), line("2", ordered="ten"), line("")],
        partner_id=scene.partner.id, mode=Mode.ALL_OR_NOTHING,
    )  # fmt: skip
    assert [each.path for each in (refusal, *refusal.also)] == [
        ("input", "rows", "1", "values", "ordered"), ("input", "rows", "2", "subject"),
        ("input", "rows", "2", "externalId"),
    ]  # fmt: skip


async def test_neither_side_writes_into_the_other_s_source(scene: Scene) -> None:
    await scene.send(line("1"))

    refusal = await scene.refused(ADMIN, operations.record_facts, source="ERP", rows=[line("1", ordered="9")])
    assert str(refusal) == "This source belongs to the other side. Give yours another name."


async def test_the_other_side_s_story_stands_beside_the_one_that_counts(scene: Scene) -> None:
    await scene.send(line("1"), receipt("1", 1, "10", "2026-02-12"))
    theirs = receipt("1", 1, "10", "2026-02-10")
    await scene.send(theirs, role=MEMBER, source="WMS")

    now = await subject(scene, "1")
    assert now.last_received_on == date(2026, 2, 12)
    assert now.other is not None
    assert '"WMS"' in now.other


@pytest.mark.parametrize("source", ["", "portal", "x" * 61, "a\x00b"])
async def test_a_source_has_a_name_of_its_own(scene: Scene, source: str) -> None:
    refusal = await scene.refused(
        MANAGER, operations.record_facts, source=source, rows=[line("1")], partner_id=scene.partner.id
    )
    assert refusal.path == ("input", "source")


async def test_more_than_a_thousand_rows_are_too_many_at_once(scene: Scene) -> None:
    refusal = await scene.refused(
        MANAGER, operations.record_facts, source="ERP", rows=[line(str(each)) for each in range(1_001)],
        partner_id=scene.partner.id,
    )  # fmt: skip
    assert str(refusal) == "Send 1 to 1,000 rows at a time."
