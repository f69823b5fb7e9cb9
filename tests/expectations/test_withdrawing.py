"""A fact that is taken back counts no more and stays to be read; what cannot be counted is named beside what can."""

import json
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from portal import ids
from portal.expectations import operations
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import Statement
from portal.expectations.models import Fact, Subject
from portal.expectations.operations import Given
from tests.expectations.scene import ADMIN, MANAGER, Scene, line

LATER = datetime.fromisoformat("2026-03-03T09:00:00Z")


def receipt(key: str, quantity: str, **values: str) -> Given:
    return Given(
        kind=SubjectKind.ORDER_LINE, statement=Statement.RECEIPT, subject_key=key, external_id=f"{key} R",
        values={"received": quantity, "received_on": "2026-02-10", **values},
    )  # fmt: skip


async def facts(scene: Scene) -> list[Fact]:
    return list(await scene.all(select(Fact).order_by(Fact.external_id, Fact.revision)))


async def subject(scene: Scene, key: str = "1") -> Subject:
    found: Subject = (await scene.all(select(Subject).where(Subject.subject_key == key)))[0]
    return found


async def test_a_fact_that_is_taken_back_counts_no_more_until_it_is_sent_again(scene: Scene) -> None:
    sent = line("1", received="10", received_on="2026-02-09")
    await scene.send(sent)
    before = (await subject(scene)).state_sha256
    (fact,) = await facts(scene)

    batch = await scene.act(MANAGER, operations.withdraw_fact, fact_id=fact.id, reason="Another order.", now=LATER)
    assert (batch.accepted, batch.corrected) == (0, 1)
    told, gone = await facts(scene)
    assert (told.document != "", gone.document, gone.revision, gone.reason) == (True, "", 2, "Another order.")
    now = await subject(scene)
    assert (now.day, now.ordered, now.received) == (None, None, Decimal(0))

    again = await scene.send(sent, now=LATER)
    assert (again.accepted, again.corrected, again.unchanged) == (0, 1, 0)
    assert (await subject(scene)).state_sha256 == before


async def test_only_what_stands_is_taken_back_once_by_the_side_that_told_it(scene: Scene) -> None:
    await scene.send(line("1"))
    await scene.send(line("1", ordered="12"), now=LATER)
    first, second = await facts(scene)
    for role, given, says in (
        (ADMIN, {"fact_id": second.id}, "Only the side that sent a fact can withdraw it."),
        (MANAGER, {"fact_id": first.id}, "This fact was corrected. Withdraw the correction instead."),
        (MANAGER, {"fact_id": ids.new()}, "There is no such fact."),
        (MANAGER, {"fact_id": second.id, "reason": " "}, "Enter a reason of at most 2,000 characters."),
    ):
        refusal = await scene.refused(role, operations.withdraw_fact, **{"reason": "Wrong.", **given})
        assert str(refusal) == says
    await scene.act(MANAGER, operations.withdraw_fact, fact_id=second.id, reason="Wrong.", now=LATER)
    gone = (await facts(scene))[-1]
    refusal = await scene.refused(MANAGER, operations.withdraw_fact, fact_id=gone.id, reason="Wrong.")
    assert str(refusal) == "This fact has already been withdrawn."


async def test_a_receipt_in_a_unit_that_does_not_fit_is_named_until_it_is_taken_back(scene: Scene) -> None:
    row = receipt("1", "6", unit="KGM")
    await scene.send(line("1", unit="C62"), row)
    assert json.loads((await subject(scene)).aside or "") == [["ERP", row.external_id, "UNIT"]]

    fact = next(each for each in await facts(scene) if each.external_id == row.external_id)
    await scene.act(MANAGER, operations.withdraw_fact, fact_id=fact.id, reason="Weighed, not counted.", now=LATER)
    assert (await subject(scene)).aside is None


async def test_a_second_story_that_is_put_right_is_told_no_more(scene: Scene) -> None:
    await scene.send(line("1"), receipt("1", "10"))
    await scene.send(receipt("1", "9"), role=ADMIN, source="WMS")
    assert "WMS" in ((await subject(scene)).other or "")

    await scene.send(receipt("1", "10"), role=ADMIN, source="WMS", now=LATER)
    assert (await subject(scene)).other is None
