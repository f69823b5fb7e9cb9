"""What a dispute does in the other rooms: a contested value comes and goes, a deduction is waived, a breach held."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text

from portal import errors, ids
from portal.access import Role, Side
from portal.disputes import operations
from portal.disputes.operations import Answer, GivenAction, GivenLine, Said
from portal.disputes.rules.remedy import RemedyKind, RemedyStatus
from portal.disputes.rules.statuses import DisputeStatus, LineAnswer
from portal.expectations import operations as expectations
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.models import Breach, Consequence, Exclusion, Fact, FactBatch, MeasurementRevision
from portal.expectations.rules.breach import BreachStatus
from portal.expectations.rules.measurement import MeasurementStatus, RevisionReason
from portal.money import Money
from portal.obligations import operations as obligations
from portal.obligations.models import Obligation
from portal.obligations.rules import Status as ObligationStatus
from portal.partners.models import Membership
from tests.disputes.measuring import (
    ANSWERED_BY,
    MONDAY,
    act,
    contested,
    count,
    disputes,
    lines_of,
    may_settle,
    react,
    remedies,
    upheld,
)
from tests.disputes.plainly import plainly
from tests.disputes.scene import secret_of
from tests.expectations.breaching import AT_STAKE, AUTUMN, DAYS, ledger, uncured
from tests.expectations.scene import ADMIN, LEGAL, Scene
from tests.obligations.making import obligation

M, S, R = MeasurementStatus, DisputeStatus, RemedyStatus
OFFICER = Role.DISPUTE_OFFICER


async def test_lines_that_stay_contested_are_filed_as_a_dispute_of_whose_promise_it_was(measured: Scene) -> None:
    value = await upheld(measured, 2, excluded=1)
    await react(measured, "measurement.disputed")
    (case,) = await disputes(measured)
    assert (case.status, case.claimant, case.reason_code, case.missing) == (
        S.SUBMITTED, Side.PARTNER, "MEASUREMENT_WRONG", 0,
    )  # fmt: skip
    assert (case.title, case.text) == ("Deliveries on time, 2026-01-01 – 2026-03-31", "The gate log says else.")
    assert case.created_by == (await measured.actor(ADMIN)).person_id
    assert (case.waiting_on, case.claimed_minor, case.currency) == (frozenset({Side.HOST}), 0, None)
    assert [(row.record_type, row.record_id, row.text, row.is_open) for row in await lines_of(measured)] == [
        ("mea", value.id, "There was no slot to unload.", True)
    ] * 2
    assert len({row.subject_key for row in await lines_of(measured)}) == 2


async def test_silence_files_every_line_that_was_contested(measured: Scene) -> None:
    value = await contested(measured, 3)
    assert await measured.keep(value, ANSWERED_BY)
    await react(measured, "measurement.disputed_by_silence", ANSWERED_BY)
    (case,) = await disputes(measured)
    assert (case.status, case.claimant, len(await lines_of(measured))) == (S.SUBMITTED, Side.PARTNER, 3)


async def test_a_line_about_which_a_dispute_is_open_is_not_filed_again(measured: Scene) -> None:
    value = await upheld(measured, 1)
    await react(measured, "measurement.disputed")
    assert (await count(measured, type((await disputes(measured))[0])), len(await lines_of(measured))) == (1, 1)
    assert (await measured.row(value)).status is M.DISPUTED


async def test_who_concedes_leaves_the_lines_out_and_the_value_is_final_as_settled(measured: Scene) -> None:
    value = await upheld(measured, 2)
    await react(measured, "measurement.disputed")
    (case,) = await disputes(measured)
    await act(measured, OFFICER, operations.admit, case)
    started = await act(measured, LEGAL, operations.concede, case)
    assert (started.status, started.conceded_minor) == (S.REMEDY, 0)
    assert [(each.kind, each.status, each.record_id) for each in await remedies(measured)] == [
        (RemedyKind.CORRECT_FACT, R.OPEN, value.id)
    ] * 2
    await react(measured, "dispute.remedy_started")
    assert (await measured.row(case)).status is S.RESOLVED
    assert [each.status for each in await remedies(measured)] == [R.CONFIRMED] * 2
    assert [(each.side, each.agreed_by_name) for each in await measured.all(select(Exclusion))] == [
        (Side.HOST, "Legal")
    ] * 2
    assert (await measured.row(value)).status is M.DISPUTED
    await react(measured, "dispute.resolved")
    done = await measured.row(value)
    assert (done.status, done.value, done.n, done.excluded, done.upheld) == (M.FINAL, Decimal(90), 20, 2, 0)
    found = await measured.all(select(MeasurementRevision).order_by(MeasurementRevision.number))
    assert [(each.value, each.reason) for each in found] == [
        (Decimal("81.82"), RevisionReason.CLOSED), (Decimal("81.82"), RevisionReason.ANSWERED),
        (Decimal(90), RevisionReason.SETTLED),
    ]  # fmt: skip
    assert (await measured.events(value))[-2:] == ["measurement.disputed", "measurement.finalised_as_settled"]


async def test_a_value_of_which_too_little_is_left_has_none(measured: Scene) -> None:
    value = await upheld(measured, 3)
    await react(measured, "measurement.disputed")
    (case,) = await disputes(measured)
    await act(measured, OFFICER, operations.admit, case)
    await act(measured, LEGAL, operations.concede, case)
    await react(measured, "dispute.remedy_started")
    await react(measured, "dispute.resolved")
    done = await measured.row(value)
    assert (done.status, done.value, done.n) == (M.INSUFFICIENT_DATA, None, 19)


async def test_a_dispute_that_is_taken_back_leaves_the_value_as_it_was(measured: Scene) -> None:
    value = await upheld(measured, 2)
    await react(measured, "measurement.disputed")
    (case,) = await disputes(measured)
    await act(measured, ADMIN, operations.withdraw, case, reason="The log was ours.")
    await react(measured, "dispute.withdrawn")
    done = await measured.row(value)
    assert (done.status, done.value, done.revision) == (M.FINAL, Decimal("81.82"), value.revision)


async def disputed(
    scene: Scene, record: tuple[str, Any], reason: str = "DEDUCTION_UNFOUNDED", euros: int = 1000
) -> Any:
    """The partner's dispute about a record, filed without papers that it would need."""
    said = Said(reason_code=reason, title="Not ours", known_on=MONDAY.date())
    given = [GivenLine(record=record, claimed=Money(euros * 100, "EUR"))]
    made = await scene.act(ADMIN, operations.draft, said=said, given=given, now=AUTUMN)
    await scene.make.session.execute(text("UPDATE dispute SET missing = 0, closes_at = NULL"))
    return await act(scene, ADMIN, operations.file, made, now=AUTUMN)


async def test_nothing_follows_from_a_breach_while_a_dispute_about_it_is_open(measured: Scene) -> None:
    breach = await uncured(measured, consequence=AT_STAKE)
    case = await disputed(measured, ("bre", breach.id), "BREACH_DENIED")
    assert (await measured.row(breach)).is_held
    given = {"breach_id": breach.id, "expected_amount": Money(250_000, "EUR"), "now": AUTUMN}
    refusal = await measured.refused(
        LEGAL, expectations.apply_consequence, expected_version=(await measured.row(breach)).version, **given
    )
    assert (refusal.code, str(refusal)) == (
        "BLOCKED", "The value is contested, so there is no consequence for now.",
    )  # fmt: skip
    await act(measured, ADMIN, operations.withdraw, case, reason="It was ours.", now=AUTUMN)
    await react(measured, "dispute.withdrawn", AUTUMN)
    row: Breach = await measured.row(breach)
    assert not row.is_held
    await measured.act(LEGAL, expectations.apply_consequence, expected_version=row.version, **given)
    assert (await measured.row(breach)).status is BreachStatus.REMEDIED


async def test_two_disputes_hold_until_both_have_ended(measured: Scene) -> None:
    breach = await uncured(measured, consequence=AT_STAKE)
    first = await disputed(measured, ("bre", breach.id), "BREACH_DENIED")
    await disputed(measured, ("mea", breach.measurement_id), "MEASUREMENT_WRONG")
    await act(measured, ADMIN, operations.withdraw, first, reason="It was ours.", now=AUTUMN)
    await react(measured, "dispute.withdrawn", AUTUMN)
    assert (await measured.row(breach)).is_held


@pytest.mark.parametrize(
    ("euros", "waived"), [(1000, -100_000), (2500, -250_000)], ids=["a part", "all of it"]
)  # fmt: skip
async def test_a_deduction_that_is_conceded_is_taken_back_in_the_ledger_for_good(
    measured: Scene, euros: int, waived: int
) -> None:
    breach = await uncured(measured, consequence=AT_STAKE)
    await measured.step(
        LEGAL, expectations.apply_consequence, breach, expected_amount=Money(250_000, "EUR"), now=AUTUMN
    )
    (charge,) = await measured.all(select(Consequence))
    case = await disputed(measured, ("csq", charge.id), euros=euros)
    assert (await measured.row(breach)).is_held
    await act(measured, OFFICER, operations.admit, case, now=AUTUMN)
    await may_settle(measured, LEGAL)
    await act(measured, LEGAL, operations.concede, case, now=AUTUMN)
    await react(measured, "dispute.remedy_started", AUTUMN)
    assert await ledger(measured) == [("CHARGE", 250_000), ("WAIVED", waived)]
    (_, entry) = await measured.all(select(Consequence).order_by(Consequence.number))
    assert (entry.negates_id, entry.reason, entry.made_by_name) == (None, case.number, "Legal")
    assert (await measured.row(case)).status is S.RESOLVED
    await react(measured, "dispute.resolved", AUTUMN)
    assert not (await measured.row(breach)).is_held


async def test_an_obligation_that_is_fulfilled_is_the_remedy_that_waited_for_it(measured: Scene) -> None:
    owed = obligation(measured.partner, measured.company, obligor=Side.HOST, status=ObligationStatus.EVIDENCED)
    await measured.make.add(owed)
    await measured.actor(LEGAL)
    case = await disputed(measured, ("obl", owed.id), "OBLIGATION_NOT_DONE", euros=0)
    await act(measured, OFFICER, operations.admit, case, now=AUTUMN)
    await act(measured, LEGAL, operations.concede, case, now=AUTUMN)
    (remedy,) = await remedies(measured)
    assert (remedy.kind, remedy.obligor, remedy.record_id) == (RemedyKind.PERFORM_OBLIGATION, Side.HOST, owed.id)
    await react(measured, "dispute.remedy_started", AUTUMN)
    assert [each.status for each in await remedies(measured)] == [R.OPEN]
    await measured.step(
        ADMIN, obligations.confirm, owed, expected_digest=owed.evidence_sha256, now=AUTUMN
    )  # fmt: skip
    await react(measured, "obligation.fulfilled", AUTUMN)
    assert [each.status for each in await remedies(measured)] == [R.CONFIRMED]
    assert (await measured.row(case)).status is S.RESOLVED


async def test_what_one_side_is_to_perform_stands_among_the_obligations(measured: Scene) -> None:
    await measured.actor(LEGAL)
    case = await disputed(
        measured, ("bre", (await uncured(measured, consequence=AT_STAKE)).id), "BREACH_DENIED", euros=0
    )
    await act(measured, OFFICER, operations.admit, case, now=AUTUMN)
    rows = [Answer(line_id=row.id, answer=LineAnswer.CONTEST, text="No.") for row in await lines_of(measured)]
    await act(measured, LEGAL, operations.respond, case, answers=rows, now=AUTUMN)
    due_on = (AUTUMN + 30 * DAYS).date()
    action = GivenAction(
        kind=RemedyKind.PERFORM_OBLIGATION, obligor=Side.PARTNER, due_on=due_on, text="Train two more drivers."
    )  # fmt: skip
    fresh = await measured.row(case)
    given = {"actions": [action], "text": "", "valid_until": (AUTUMN + DAYS).date(), "secret_of": secret_of}
    made = await measured.act(
        ADMIN, operations.make_offer, dispute_id=case.id, expected_version=fresh.version, now=AUTUMN, **given
    )
    await measured.act(
        LEGAL, operations.accept_offer, offer_id=made.id, expected_version=1, expected_digest=made.sha256,
        secret_of=secret_of, now=AUTUMN,
    )  # fmt: skip
    await react(measured, "dispute.remedy_started", AUTUMN)
    (owed,) = await measured.all(select(Obligation))
    assert (owed.status, owed.obligor, owed.text, owed.due_on, owed.agreed_by_name, owed.survives) == (
        ObligationStatus.SCHEDULED, Side.PARTNER, "Train two more drivers.", due_on, "Legal", True,
    )  # fmt: skip
    (remedy,) = await remedies(measured)
    assert (remedy.status, remedy.record_type, remedy.record_id) == (R.OPEN, "obl", owed.id)


async def test_whoever_sent_the_facts_of_a_line_is_neither_officer_nor_decider(measured: Scene) -> None:
    await upheld(measured, 1)
    await react(measured, "measurement.disputed")
    (case,), (line,) = await disputes(measured), await lines_of(measured)
    officer = await measured.actor(OFFICER)
    ours: dict[str, Any] = {"partner_id": case.partner_id, "side": Side.HOST, "received_at": MONDAY, "source": "WMS"}
    batch = FactBatch(
        **ours, id=ids.new(), person_id=officer.person_id, made_by_name="Otto", program="", accepted=1, unchanged=0,
        corrected=0, refused=0, refusals=[], facts_sha256="0" * 64,
    )  # fmt: skip
    fact = Fact(
        **ours, id=ids.new(), kind=SubjectKind.ORDER_LINE, statement="LINE", subject_key=line.subject_key or "",
        external_id="late 1", revision=1, document="{}", sha256="0" * 64, batch_id=batch.id, row_number=0, reason="",
    )  # fmt: skip
    await measured.make.add(batch)
    await measured.make.add(fact)
    with pytest.raises(errors.NotAllowed, match="You are involved in this case"):
        await act(measured, OFFICER, operations.admit, case)
    found = select(Membership).where(Membership.person_id == officer.person_id)
    (member,) = await measured.all(found)
    why = await plainly(measured, member, case, "UPDATE dispute SET officer_id = :member WHERE id = :id")
    assert "has no part in what it is about" in why
