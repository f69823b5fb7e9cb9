"""What a side does with the pen: edit, submit, take back; and what the other one answers with: accept."""

from typing import Any

import pytest
from sqlalchemy import select

from portal import ids
from portal.access import Role, Side
from portal.contracts import operations
from portal.contracts.models import Change as ChangeRecord
from portal.contracts.operations import Proposal
from portal.contracts.rules import BOTH, HOST, NOBODY, ChangeStatus, RoundStatus, Status
from portal.contracts.text import documents, proposals
from portal.contracts.text.documents import Change, Operation
from portal.journal import Entry
from tests.contracts.scene import (
    ADMIN,
    IN_5_DAYS,
    IN_10_DAYS,
    LEGAL,
    MANAGER,
    MEMBER,
    SALES,
    THEIR_SIGNATORY,
    Scene,
    replacing,
    said,
)
from tests.make import CLAUSES, NOW

PARTNER = frozenset({Side.PARTNER})
NEGOTIATING = Status.IN_NEGOTIATION
BASE = documents.clause_digest(CLAUSES[1])
BETTER = "Invoices are paid within 45 days."


def term(name: str, value: str) -> Proposal:
    return Proposal(change=Change(op=Operation.SET_TERM, term=name, value=value))


def change(op: Operation, **values: Any) -> Proposal:
    return Proposal(change=Change(op=op, **values))


@pytest.mark.parametrize("role", [ADMIN, MEMBER])
async def test_the_pen_keeps_a_list_of_changes_that_the_other_side_does_not_see(scene: Scene, role: Role) -> None:
    made = await scene.contract(NEGOTIATING)
    text = await scene.text(made)
    await scene.do(role, operations.edit_round, made, changes=[term("notice_days", "60"), term("governing_law", "FR")])
    after = await scene.do(role, operations.edit_round, made, changes=[replacing(text, "payment", BETTER, "We wait.")])
    assert (after.round_status, after.pen, after.waiting_on, after.due_at) == (
        RoundStatus.DRAFTING, Side.PARTNER, PARTNER, made.due_at,
    )  # fmt: skip
    (kept,) = await scene.changes(made, 1)
    assert (kept.operation, kept.clause_key, kept.base_sha256, kept.text, kept.rationale) == (
        Operation.REPLACE, "payment", BASE, BETTER, "We wait.",
    )  # fmt: skip
    assert (kept.position, kept.side, kept.status, kept.submitted_at) == (0, Side.PARTNER, ChangeStatus.PROPOSED, None)
    assert [(entry.event, entry.is_published) for entry in await scene.journal(made)] == [
        ("negotiation.draft_saved", False)
    ] * 2
    async with scene.as_(await scene.actor(LEGAL)) as session:
        assert (await session.scalars(select(ChangeRecord))).all() == []
        assert (await session.scalars(select(Entry))).all() == []


async def test_a_new_clause_gets_a_key_of_its_own_unless_one_is_named(scene: Scene) -> None:
    made = await scene.contract(NEGOTIATING)
    await scene.do(
        ADMIN, operations.edit_round, made,
        changes=[
            change(Operation.INSERT, heading="Visits", text="Yearly.", after_key="scope"),
            change(Operation.INSERT, clause_key="mine", heading="Secrets", text="Kept."),
        ],
    )  # fmt: skip
    first, second = await scene.changes(made, 1)
    assert first.clause_key is not None
    assert (first.clause_key[0], len(first.clause_key), second.clause_key) == ("n", 33, "mine")


@pytest.mark.parametrize(
    ("proposal", "expected"),
    [
        (change(Operation.REPLACE, clause_key="payment", base_sha256="0" * 64, text="x"),
         ("STALE_DIGEST", "input.changes.0.baseDigest")),
        (change(Operation.REPLACE, clause_key="gone", base_sha256=BASE, text="x"),
         ("STALE_DIGEST", "input.changes.0.baseDigest")),
        (change(Operation.REPLACE, base_sha256=BASE, text="x"), ("INVALID", "input.changes.0.clauseKey")),
        (change(Operation.REPLACE, clause_key="payment", base_sha256=BASE, text="x" * 200_001),
         ("INVALID", "input.changes.0.text")),
        (change(Operation.REPLACE, clause_key="payment", base_sha256=BASE, depth=-1),
         ("INVALID", "input.changes.0.depth")),
        (change(Operation.INSERT, clause_key="scope", text="x"), ("INVALID", "input.changes.0.clauseKey")),
        (change(Operation.MOVE, clause_key="payment", base_sha256=BASE, after_key="payment"),
         ("INVALID", "input.changes.0.afterKey")),
        (term("price", "1"), ("INVALID", "input.changes.0.term")),
        (Proposal(change=term("notice_days", "60").change, rationale="a\0"), ("INVALID", "input.changes.0.rationale")),
    ],
)  # fmt: skip
async def test_a_change_that_cannot_be_is_refused_at_its_place(
    scene: Scene, proposal: Proposal, expected: tuple[str, str]
) -> None:
    made = await scene.contract(NEGOTIATING)
    assert said(await scene.refused(ADMIN, operations.edit_round, made, changes=[proposal])) == expected


async def test_a_round_has_at_most_500_changes(scene: Scene) -> None:
    made = await scene.contract(NEGOTIATING)
    many = [term("notice_days", "60")] * 501
    assert said(await scene.refused(ADMIN, operations.edit_round, made, changes=many)) == ("INVALID", "input.changes")
    await scene.do(ADMIN, operations.edit_round, made, changes=many[:500])
    assert len(await scene.changes(made, 1)) == 500


async def test_a_submitted_proposal_names_the_text_it_leads_to_and_waits_for_the_other_side(scene: Scene) -> None:
    made = await scene.contract(NEGOTIATING)
    await scene.do(ADMIN, operations.edit_round, made, changes=[replacing(await scene.text(made), "payment", BETTER)])
    after = await scene.do(ADMIN, operations.submit_round, made, expected_digest=made.sha256, message="One point only.")
    assert (after.round_status, after.pen, after.waiting_on, after.due_at, after.accepted_by) == (
        RoundStatus.SUBMITTED, Side.PARTNER, HOST, IN_10_DAYS, PARTNER,
    )  # fmt: skip
    assert (after.version_number, after.sha256) == (1, made.sha256)
    round_ = (await scene.rounds(made))[0]
    expected = proposals.apply(
        await scene.text(made), [replacing(await scene.text(made), "payment", BETTER).change]
    ).document
    assert (round_.result_sha256, round_.message, round_.submitted_at, round_.due_at) == (
        documents.digest(expected), "One point only.", NOW, IN_10_DAYS,
    )  # fmt: skip
    assert round_.submitted_by == "Partner_Admin"
    assert [item.submitted_at for item in await scene.changes(made, 1)] == [NOW]
    assert await scene.acceptances(made) == [("PARTNER", documents.digest(expected))]


async def test_a_proposal_of_no_changes_accepts_the_text_as_it_stands(scene: Scene) -> None:
    made = await scene.contract(NEGOTIATING)
    await scene.do(ADMIN, operations.submit_round, made, expected_digest=made.sha256, no_changes=True)
    after = await scene.do(LEGAL, operations.accept_round, made, expected_digest=made.sha256)
    assert (after.status, after.version_number, after.sha256) == (Status.AGREED, 1, made.sha256)
    assert await scene.acceptances(made) == [("PARTNER", made.sha256), ("HOST", made.sha256)]


@pytest.mark.parametrize(
    ("role", "inputs", "expected"),
    [
        (ADMIN, {}, ("INVALID", "input.noChanges")),
        (MEMBER, {"no_changes": True}, ("NOT_PERMITTED", "")),
        (ADMIN, {"no_changes": True, "expected_digest": "0" * 64}, ("STALE_DIGEST", "input.expectedDigest")),
        (ADMIN, {"no_changes": True, "expected_digest": ""}, ("STALE_DIGEST", "input.expectedDigest")),
        (ADMIN, {"no_changes": True, "message": "x" * 2_001}, ("INVALID", "input.message")),
        (ADMIN, {"no_changes": True, "message": "a\0"}, ("INVALID", "input.message")),
        (LEGAL, {"no_changes": True}, ("NOT_PERMITTED", "")),
    ],
)
async def test_an_empty_proposal_must_be_meant_by_somebody_who_may(
    scene: Scene, role: Role, inputs: dict[str, Any], expected: tuple[str, str]
) -> None:
    made = await scene.contract(NEGOTIATING)
    values = {"expected_digest": made.sha256, **inputs}
    assert said(await scene.refused(role, operations.submit_round, made, **values)) == expected


async def test_saved_changes_are_not_forgotten_over_an_acceptance(scene: Scene) -> None:
    made = await scene.contract(NEGOTIATING)
    await scene.do(ADMIN, operations.edit_round, made, changes=[term("notice_days", "60")])
    refusal = await scene.refused(ADMIN, operations.submit_round, made, expected_digest=made.sha256, no_changes=True)
    assert said(refusal) == ("INVALID", "input.noChanges")


async def test_accepting_makes_the_proposed_text_the_next_version_and_both_sides_agreed(scene: Scene) -> None:
    made = await scene.contract(NEGOTIATING)
    await scene.propose(MEMBER, made, "All of it.", BETTER)
    digest = await scene.proposal_digest(made)
    after = await scene.do(LEGAL, operations.accept_round, made, expected_digest=digest)
    assert (after.status, after.version_number, after.sha256, after.round_status, after.pen) == (
        Status.AGREED, 2, digest, None, None,
    )  # fmt: skip
    assert (after.accepted_by, after.waiting_on, after.due_at) == (BOTH, HOST, IN_5_DAYS)
    assert [clause.text for clause in (await scene.text(made)).clauses] == ["All of it.", BETTER]
    newest, first = await scene.versions(made)
    assert (newest.number, newest.parent_sha256, newest.side, first.number) == (2, first.sha256, Side.PARTNER, 1)
    round_ = (await scene.rounds(made))[0]
    assert (round_.status, round_.closed_at, round_.due_at) == (RoundStatus.ACCEPTED, NOW, None)
    assert {item.status for item in await scene.changes(made, 1)} == {ChangeStatus.ACCEPTED}
    assert await scene.acceptances(made) == [("PARTNER", digest), ("HOST", digest)]
    assert [(entry.event, entry.is_system) for entry in await scene.journal(made)][1:] == [
        ("negotiation.round_submitted", False), ("negotiation.round_accepted", False), ("contract.agreed", True),
    ]  # fmt: skip


async def test_the_terms_of_an_accepted_text_are_the_contracts(scene: Scene) -> None:
    made = await scene.contract(NEGOTIATING)
    changes = [
        term("notice_days", "60"), term("value", "1250.00 EUR"), term("renewal", "EVERGREEN"), term("ends_on", ""),
        term("governing_law", "FR"),
    ]  # fmt: skip
    await scene.do(ADMIN, operations.edit_round, made, changes=changes)
    await scene.do(ADMIN, operations.submit_round, made, expected_digest=made.sha256)
    after = await scene.do(LEGAL, operations.accept_round, made, expected_digest=await scene.proposal_digest(made))
    assert (after.notice_days, after.value_minor, after.currency, after.renewal, after.ends_on) == (
        60, 125_000, "EUR", "EVERGREEN", None,
    )  # fmt: skip
    assert after.governing_law == "FR"


@pytest.mark.parametrize("digest", ["the base", "0" * 64, "", "x"])
async def test_accepting_another_text_than_the_one_on_the_table_is_refused(scene: Scene, digest: str) -> None:
    made = await scene.contract(NEGOTIATING)
    await scene.propose(ADMIN, made, "All of it.")
    meant = made.sha256 if digest == "the base" else digest
    refusal = await scene.refused(LEGAL, operations.accept_round, made, expected_digest=meant)
    assert said(refusal) == ("STALE_DIGEST", "input.expectedDigest")


async def test_an_unanswered_proposal_is_taken_back_with_its_changes_and_the_old_date(scene: Scene) -> None:
    made = await scene.contract(NEGOTIATING)
    await scene.propose(ADMIN, made, "All of it.", BETTER)
    after = await scene.do(ADMIN, operations.withdraw_round, made)
    assert (after.round_number, after.round_status, after.pen, after.waiting_on, after.accepted_by) == (
        2, RoundStatus.DRAFTING, Side.PARTNER, PARTNER, NOBODY,
    )  # fmt: skip
    newest, old = await scene.rounds(made)
    assert (old.status, old.closed_at, newest.turn_due_at, after.due_at) == (
        RoundStatus.WITHDRAWN, NOW, old.turn_due_at, old.turn_due_at,
    )  # fmt: skip
    assert {item.status for item in await scene.changes(made, 1)} == {ChangeStatus.WITHDRAWN}
    again = await scene.changes(made, 2)
    assert [(item.position, item.text, item.rationale, item.submitted_at, item.status) for item in again] == [
        (0, "All of it.", "Because.", None, ChangeStatus.PROPOSED),
        (1, BETTER, "Because.", None, ChangeStatus.PROPOSED),
    ]


@pytest.mark.parametrize("pen", list(Side))
@pytest.mark.parametrize("submitted", [False, True])
async def test_what_is_the_other_sides_turn_is_refused_to_this_one(scene: Scene, pen: Side, submitted: bool) -> None:
    status = RoundStatus.SUBMITTED if submitted else RoundStatus.DRAFTING
    made = await scene.contract(NEGOTIATING, pen=pen, round_status=status)
    turn = (pen.other if submitted else pen).other
    role = LEGAL if turn is Side.HOST else ADMIN
    steps: list[tuple[Any, dict[str, Any]]] = (
        [(operations.accept_round, {"expected_digest": made.sha256}), (operations.counter_round, {"dispositions": []})]
        if submitted
        else [(operations.edit_round, {"changes": []}), (operations.submit_round, {"expected_digest": made.sha256})]
    )
    for operation, inputs in steps:
        refusal = await scene.refused(role, operation, made, **inputs)
        assert said(refusal) == ("NOT_PERMITTED", "")
        assert refusal.message == "It is the other side's turn."
    if submitted:
        taker = ADMIN if pen is Side.HOST else LEGAL
        assert said(await scene.refused(taker, operations.withdraw_round, made)) == ("NOT_PERMITTED", "")


STEPS: list[tuple[Any, dict[str, Any]]] = [
    (operations.edit_round, {"changes": []}), (operations.submit_round, {"expected_digest": "0" * 64}),
    (operations.withdraw_round, {}), (operations.counter_round, {"dispositions": []}),
    (operations.accept_round, {"expected_digest": "0" * 64}),
]  # fmt: skip


@pytest.mark.parametrize(("operation", "inputs"), STEPS)
async def test_no_step_of_a_round_is_taken_by_the_wrong_people_at_the_wrong_time_or_on_an_old_page(
    scene: Scene, operation: Any, inputs: dict[str, Any]
) -> None:
    made = await scene.contract(NEGOTIATING)
    for role in (SALES, Role.COMPANY_SIGNATORY, Role.AUDITOR, Role.PARTNER_VIEWER, THEIR_SIGNATORY):
        assert (await scene.refused(role, operation, made, **inputs)).code in {"NOT_PERMITTED", "WRONG_STATUS"}
    for expected_version in (0, 2, -1, 2**31):
        refusal = await scene.refused(ADMIN, operation, made, expected_version=expected_version, **inputs)
        assert said(refusal) == ("STALE_VERSION", "input.expectedVersion")
    over = await scene.contract(Status.AGREED)
    assert said(await scene.refused(LEGAL, operation, over, **inputs)) == ("WRONG_STATUS", "")
    absent = await scene.refused(LEGAL, operation, made, contract_id=ids.new(), **inputs)
    assert said(absent) == ("NOT_FOUND", "input.contractId")
    foreign = await scene.contract(NEGOTIATING, partner=await scene.make.partner())
    for role in (ADMIN, MEMBER, MANAGER):
        refusal = await scene.refused(role, operation, foreign, **inputs)
        assert (said(refusal), refusal.message) == (said(absent), absent.message)
