"""What follows a dispute in other rooms: facts that people correct, an amendment, a breach that is found later."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal import ids, journal
from portal.access import SYSTEM, Role, Side
from portal.contracts.models import Contract
from portal.contracts.rules import Status
from portal.disputes import exporting, operations
from portal.disputes.models import Remedy
from portal.disputes.operations import Answer, GivenAction, contested
from portal.disputes.rules.remedy import RemedyKind, RemedyStatus
from portal.disputes.rules.statuses import DisputeStatus, LineAnswer
from portal.expectations.models import Breach, Measurement, Subject
from portal.expectations.operations.recomputing import Outcome, Recomputing
from portal.expectations.rules.measurement import MeasurementStatus
from portal.journal import Entry
from tests.disputes.measuring import CLOSES, MONDAY, act, disputes, lines_of, react, remedies, upheld
from tests.disputes.scene import DAY, secret_of
from tests.disputes.scene import Scene as Cases
from tests.disputes.test_effects import disputed
from tests.expectations.breaching import AT_STAKE, AUTUMN, follow, missed
from tests.expectations.scene import ADMIN, LEGAL, MANAGER, Scene, line, terms
from tests.expectations.test_handing_over import handed_over
from tests.moment import NOW

M, S, R = MeasurementStatus, DisputeStatus, RemedyStatus
COUNTED = ("value", "numerator", "denominator", "n", "excluded", "low", "high", "verdict", "subjects_sha256")


async def settled(scene: Scene, *actions: GivenAction) -> Any:
    """The open dispute, answered and settled on these actions."""
    (case,) = await disputes(scene)
    await act(scene, Role.DISPUTE_OFFICER, operations.admit, case)
    rows = [Answer(line_id=row.id, answer=LineAnswer.CONTEST, text="No.") for row in await lines_of(scene)]
    await act(scene, LEGAL, operations.respond, case, answers=rows)
    given = {"text": "", "valid_until": (MONDAY + timedelta(days=2)).date(), "secret_of": secret_of, "now": MONDAY}
    fresh = await scene.row(case)
    made = await scene.act(
        ADMIN, operations.make_offer, dispute_id=case.id, expected_version=fresh.version, actions=actions, **given
    )
    await scene.act(
        LEGAL, operations.accept_offer, offer_id=made.id, expected_version=1, expected_digest=made.sha256,
        secret_of=secret_of, now=MONDAY,
    )  # fmt: skip
    await react(scene, "dispute.remedy_started")
    return case


async def done(scene: Scene, role: Role, operation: Any, one: Remedy, **said: Any) -> None:
    fresh = await scene.row(one)
    await scene.act(role, operation, remedy_id=one.id, expected_version=fresh.version, now=MONDAY, **said)


async def test_facts_that_people_corrected_give_the_value_that_they_would_have_given_from_the_start(
    measured: Scene,
) -> None:
    value = await upheld(measured, 2)
    await react(measured, "measurement.disputed")
    keys = sorted(str(row.subject_key) for row in await lines_of(measured))
    found = await measured.all(select(Subject).where(Subject.subject_key.in_(keys)).order_by(Subject.subject_key))
    due_on = (MONDAY + timedelta(days=10)).date()
    case = await settled(measured, *(
        GivenAction(kind=RemedyKind.CORRECT_FACT, obligor=Side.HOST, due_on=due_on, record=("sbj", each.id))
        for each in found
    ))  # fmt: skip
    assert [each.status for each in await remedies(measured)] == [R.OPEN] * 2
    await measured.send(*(line(key, received="10", received_on="2026-02-10") for key in keys), now=MONDAY)
    for each in await remedies(measured):
        await done(measured, MANAGER, operations.claim_done, each, note="Booked on the right day.")
        await done(measured, ADMIN, operations.confirm, each)
    assert (await measured.row(case)).status is S.RESOLVED
    await react(measured, "dispute.resolved")
    corrected = await measured.row(value)
    assert (corrected.status, corrected.n, str(corrected.value)) == (M.FINAL, 22, "90.91")

    made = await measured.agreed(terms(), code="on_time_again")
    (fresh,) = await measured.measurements(made)
    assert await measured.keep(fresh, CLOSES)
    from_the_start: Measurement = await measured.row(fresh)
    assert {name: getattr(from_the_start, name) for name in COUNTED} == {
        name: getattr(corrected, name) for name in COUNTED
    }
    sheets = {name.removesuffix(".jsonl"): rows for name, rows in (await handed_over(measured, ADMIN)).items()
              if name.endswith(".jsonl")}  # fmt: skip
    assert {each.outcome for each in Recomputing(sheets).all()} <= {Outcome.SAME, Outcome.LEFT_OUT_CHANGED}


async def test_more_lines_than_one_dispute_can_have_are_filed_in_as_many_as_they_need(
    measured: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contested, "MOST_LINES", 2)
    value = await upheld(measured, 3)
    await react(measured, "measurement.disputed")
    first, second = await disputes(measured)
    whole = "Deliveries on time, 2026-01-01 – 2026-03-31"
    assert (first.title, second.title) == (f"{whole} (1/2)", f"{whole} (2/2)")
    rows = await lines_of(measured)
    assert sorted(row.dispute_id == first.id for row in rows) == [False, True, True]
    assert len({row.subject_key for row in rows}) == 3
    await act(measured, ADMIN, operations.withdraw, first, reason="It was ours.")
    await react(measured, "dispute.withdrawn")
    assert (await measured.row(value)).status is M.DISPUTED
    await act(measured, ADMIN, operations.withdraw, second, reason="It was ours.")
    await react(measured, "dispute.withdrawn")
    assert (await measured.row(value)).status is M.FINAL


async def test_a_breach_that_is_found_while_its_value_is_disputed_is_held_until_that_is_over(measured: Scene) -> None:
    breach = await missed(measured, consequence=AT_STAKE)
    (value,) = await measured.all(select(Measurement).where(Measurement.id == breach.measurement_id))
    # As it would stand if it were found only now.
    case = await disputed(measured, ("mea", value.id), "MEASUREMENT_WRONG")
    await (await measured.make.session.connection()).exec_driver_sql("UPDATE breach SET is_held = false")
    await follow(measured, value, AUTUMN)
    await react(measured, "breach.detected", AUTUMN)
    assert (await measured.row(breach)).is_held
    await act(measured, ADMIN, operations.withdraw, case, reason="It was ours.", now=AUTUMN)
    await react(measured, "dispute.withdrawn", AUTUMN)
    row: Breach = await measured.row(breach)
    assert not row.is_held


async def test_what_was_disputed_is_handed_over_to_whoever_takes_the_partner_s_papers(scene: Cases) -> None:
    case = await scene.answered()
    actor = await scene.actor(await scene.one(ADMIN))
    session = scene.make.session
    session.expunge_all()
    found = {
        path: [json.loads(row) for row in content.splitlines()]
        async for path, content in exporting.papers(session, actor, scene.partner.id)
    }
    assert set(found) == {f"disputes/{name}.jsonl" for name in ("disputes", "lines", "entries", "clocks")}
    (told,) = found["disputes/disputes.jsonl"]
    assert (told["id"], told["number"]) == (ids.text("dsp", case.id), case.number)
    assert found["disputes/entries.jsonl"][-1]["chain"] == case.chain_head


async def test_an_amendment_that_was_settled_on_is_begun_as_a_draft_and_in_force_it_is_done(scene: Cases) -> None:
    contract = await scene.make.contract(status=Status.ACTIVE, partner=scene.partner)
    case = await scene.answered()
    for role in (ADMIN, LEGAL):
        await scene.may_settle(role)
    action = GivenAction(
        kind=RemedyKind.AMEND_CONTRACT, obligor=Side.HOST, due_on=(NOW + 20 * DAY).date(), record=("ctr", contract.id),
        text="Payment within\n60 days.",
    )  # fmt: skip
    await scene.accepted(LEGAL, await scene.offered(case, ADMIN, action))
    await react(scene, "dispute.remedy_started", NOW)
    (remedy,) = await scene.remedies(case)
    (made,) = await scene.make.session.scalars(select(Contract).where(Contract.parent_id == contract.id))
    assert (made.status, made.title, made.published_at, made.waiting_on) == (
        Status.DRAFT, f"{case.number}: Payment within 60 days.", None, frozenset({Side.HOST}),
    )  # fmt: skip
    assert (remedy.status, remedy.record_id, remedy.amendment_id) == (R.OPEN, contract.id, made.id)
    (told,) = await scene.make.session.scalars(select(Entry).where(Entry.record_id == contract.id))
    assert (told.event, told.is_published) == ("contract.amendment_drafted_as_settled", False)

    await in_force(scene, contract)  # of another contract, or the one that is amended: nothing follows
    assert [each.status for each in await scene.remedies(case)] == [R.OPEN]
    await in_force(scene, made)
    assert [each.status for each in await scene.remedies(case)] == [R.CONFIRMED]
    assert (await scene.now(case)).status is S.RESOLVED


async def in_force(scene: Cases, contract: Contract) -> None:
    """What follows once a contract is in force."""
    async with scene.as_(SYSTEM) as session:
        journal.write(
            session, SYSTEM, "contract.activated", partner_id=contract.partner_id, record_type="ctr",
            record_id=contract.id, now=NOW, changes=[], note="",
        )  # fmt: skip
    await react(scene, "contract.activated", NOW)
