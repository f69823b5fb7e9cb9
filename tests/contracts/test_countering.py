"""Answering a proposal change by change: what is accepted becomes the next version, the pen changes hands."""

from dataclasses import replace
from typing import Any

import pytest

from portal import ids
from portal.access import Role, Side
from portal.contracts import operations
from portal.contracts.models import Contract
from portal.contracts.operations import Disposition, Proposal
from portal.contracts.rules import HOST, NOBODY, ChangeStatus, RoundStatus, Status
from portal.contracts.text import documents, proposals
from portal.contracts.text.documents import Change, Clause, Operation
from tests.contracts.scene import ADMIN, IN_10_DAYS, LEGAL, MANAGER, MEMBER, Scene, replacing, said
from tests.make import NOW

NEW_SCOPE, NEW_PAYMENT = "All of it.", "Invoices are paid within 45 days."


async def proposed(scene: Scene) -> Contract:
    """A contract on which the partner has proposed new words for both clauses."""
    made = await scene.contract(Status.IN_NEGOTIATION)
    return await scene.propose(ADMIN, made, NEW_SCOPE, NEW_PAYMENT)


async def submitted(scene: Scene, *proposals: Proposal) -> Contract:
    made = await scene.contract(Status.IN_NEGOTIATION)
    await scene.do(ADMIN, operations.edit_round, made, changes=proposals)
    return await scene.do(ADMIN, operations.submit_round, made, expected_digest=made.sha256)


async def answers(scene: Scene, made: Contract, *given: Any) -> list[Disposition]:
    """True accepts, a text replaces, False refuses; one for each change, in order."""
    changes = await scene.changes(made, (await scene.row(made)).round_number)
    return [
        Disposition(
            change_id=change.id, accept=answer is True, reason="" if answer is True else "Too dear.",
            replacement=answer if isinstance(answer, str) else None,
        )
        for change, answer in zip(changes, given, strict=True)
    ]  # fmt: skip


@pytest.mark.parametrize("role", [LEGAL, MANAGER])
async def test_an_answer_accepts_one_change_replaces_another_and_takes_the_pen(scene: Scene, role: Role) -> None:
    made = await proposed(scene)
    mine = await answers(scene, made, True, "Within 35 days.")
    after = await scene.do(role, operations.counter_round, made, dispositions=mine)
    assert (after.status, after.round_number, after.round_status, after.pen, after.waiting_on) == (
        Status.IN_NEGOTIATION, 2, RoundStatus.DRAFTING, Side.HOST, HOST,
    )  # fmt: skip
    assert (after.due_at, after.accepted_by, after.version_number) == (IN_10_DAYS, NOBODY, 2)
    assert [clause.text for clause in (await scene.text(made)).clauses] == [
        NEW_SCOPE, "Invoices are paid within 30 days.",
    ]  # fmt: skip
    newest, old = await scene.rounds(made)
    assert (old.status, old.closed_at, old.due_at) == (RoundStatus.COUNTERED, NOW, None)
    assert (newest.base_number, newest.base_sha256, newest.side) == (2, after.sha256, Side.HOST)
    assert (await scene.versions(made))[0].side is Side.PARTNER
    assert [(change.status, change.reason) for change in await scene.changes(made, 1)] == [
        (ChangeStatus.ACCEPTED, ""), (ChangeStatus.SUPERSEDED, "Too dear."),
    ]  # fmt: skip
    (reply,) = await scene.changes(made, 2)
    payment = (await scene.text(made)).clauses[1]
    assert (reply.operation, reply.clause_key, reply.base_sha256, reply.text, reply.rationale, reply.submitted_at) == (
        Operation.REPLACE, "payment", documents.clause_digest(payment), "Within 35 days.", "Too dear.", None,
    )  # fmt: skip
    after = await scene.do(role, operations.submit_round, made, expected_digest=after.sha256)
    after = await scene.do(ADMIN, operations.accept_round, made, expected_digest=await scene.proposal_digest(made))
    assert (after.status, after.version_number) == (Status.AGREED, 3)
    assert [clause.text for clause in (await scene.text(made)).clauses] == [NEW_SCOPE, "Within 35 days."]


async def test_refusing_every_change_makes_no_version(scene: Scene) -> None:
    made = await proposed(scene)
    mine = await answers(scene, made, False, False)
    after = await scene.do(LEGAL, operations.counter_round, made, dispositions=mine)
    assert (after.version_number, after.sha256, after.round_number) == (1, made.sha256, 2)
    assert [change.status for change in await scene.changes(made, 1)] == [ChangeStatus.REJECTED] * 2
    assert await scene.changes(made, 2) == []


async def test_an_acceptance_as_it_stands_can_be_answered_with_the_own_turn(scene: Scene) -> None:
    made = await scene.contract(Status.IN_NEGOTIATION, round_status=RoundStatus.SUBMITTED)
    after = await scene.do(LEGAL, operations.counter_round, made, dispositions=[])
    assert (after.pen, after.round_number, after.version_number) == (Side.HOST, 2, 1)


async def test_an_accepted_change_that_built_on_a_refused_one_is_stale(scene: Scene) -> None:
    made = await scene.contract(Status.IN_NEGOTIATION)
    text = await scene.text(made)
    first = replacing(text, "payment", "Within 45 days.")
    second = replacing(proposals.apply(text, [first.change]).document, "payment", "Within 45 days, promptly.")
    await scene.do(ADMIN, operations.edit_round, made, changes=[first, second])
    await scene.do(ADMIN, operations.submit_round, made, expected_digest=made.sha256)
    mine = await answers(scene, made, False, True)
    after = await scene.do(LEGAL, operations.counter_round, made, dispositions=mine)
    assert [change.status for change in await scene.changes(made, 1)] == [ChangeStatus.REJECTED, ChangeStatus.STALE]
    assert (after.version_number, after.sha256) == (1, made.sha256)


async def test_a_clause_that_is_refused_can_be_put_in_other_words(scene: Scene) -> None:
    insert = Proposal(
        change=Change(op=Operation.INSERT, clause_key="visits", number="3", heading="Visits", text="Weekly.",
                      after_key="payment"),
    )  # fmt: skip
    made = await submitted(scene, insert)
    await scene.do(LEGAL, operations.counter_round, made, dispositions=await answers(scene, made, "Yearly."))
    after = await scene.row(made)
    await scene.do(LEGAL, operations.submit_round, made, expected_digest=after.sha256)
    await scene.do(ADMIN, operations.accept_round, made, expected_digest=await scene.proposal_digest(made))
    clauses = (await scene.text(made)).clauses
    assert [clause.key for clause in clauses[:2]] == ["scope", "payment"]
    assert replace(clauses[2], key="") == Clause("", "3", "Visits", "Yearly.", 0)


async def test_a_term_that_is_refused_can_be_set_otherwise(scene: Scene) -> None:
    made = await submitted(scene, Proposal(change=Change(op=Operation.SET_TERM, term="notice_days", value="90")))
    await scene.do(LEGAL, operations.counter_round, made, dispositions=await answers(scene, made, "60"))
    (reply,) = await scene.changes(made, 2)
    assert (reply.operation, reply.term, reply.term_value) == (Operation.SET_TERM, "notice_days", "60")


@pytest.mark.parametrize(
    ("operation", "term", "words"),
    [
        (Operation.REPLACE, None, "x" * 200_001),
        (Operation.REPLACE, None, "a\0"),
        (Operation.SET_TERM, "notice_days", "many"),
        (Operation.SET_TERM, "ends_on", "2026-03-31"),
        (Operation.SET_TERM, "ends_on", "tomorrow"),
        (Operation.SET_TERM, "governing_law", "x" * 2_001),
    ],
)
async def test_words_that_cannot_stand_in_the_text_are_refused_at_the_answer(
    scene: Scene, operation: Operation, term: str | None, words: str
) -> None:
    old = {"notice_days": "90", "ends_on": "2028-03-31", "governing_law": "FR"}
    second = (
        Proposal(change=Change(op=operation, term=term, value=old[term]))
        if term
        else replacing((await scene.text(await scene.contract(Status.IN_NEGOTIATION))), "payment", NEW_PAYMENT)
    )
    made = await submitted(
        scene, Proposal(change=Change(op=Operation.SET_TERM, term="renewal", value="OPTION")), second
    )
    mine = await answers(scene, made, True, words)
    refusal = await scene.refused(LEGAL, operations.counter_round, made, dispositions=mine)
    assert said(refusal) == ("INVALID", "input.dispositions.1.replacement")


async def test_one_clause_is_not_replaced_twice(scene: Scene) -> None:
    made = await scene.contract(Status.IN_NEGOTIATION)
    text = await scene.text(made)
    first = replacing(text, "payment", "Within 45 days.")
    second = replacing(proposals.apply(text, [first.change]).document, "payment", "Within 45 days, promptly.")
    await scene.do(ADMIN, operations.edit_round, made, changes=[first, second])
    await scene.do(ADMIN, operations.submit_round, made, expected_digest=made.sha256)
    mine = await answers(scene, made, "Within 31 days.", "Within 32 days.")
    refusal = await scene.refused(LEGAL, operations.counter_round, made, dispositions=mine)
    assert said(refusal) == ("INVALID", "input.dispositions.1.replacement")
    assert refusal.message == "You already have a replacement for this clause."


@pytest.mark.parametrize(
    ("edit", "path"),
    [
        (lambda given: given[:1], "input.dispositions"),
        (lambda _: [], "input.dispositions"),
        (lambda given: [given[0], given[0]], "input.dispositions.1.changeId"),
        (lambda given: [*given, given[0]], "input.dispositions.2.changeId"),
        (lambda given: [given[0], replace(given[1], change_id=ids.new())], "input.dispositions.1.changeId"),
        (lambda given: [given[0], replace(given[1], reason=" ")], "input.dispositions.1.reason"),
        (lambda given: [given[0], replace(given[1], reason="x" * 2_001)], "input.dispositions.1.reason"),
        (lambda given: [replace(given[0], reason="a\0"), given[1]], "input.dispositions.0.reason"),
        (lambda given: [replace(given[0], replacement="x"), given[1]], "input.dispositions.0.replacement"),
        (lambda given: [given[0], replace(given[1], reason="", replacement="x")], "input.dispositions.1.reason"),
    ],
)
async def test_every_change_needs_exactly_one_answer_and_a_reason_for_a_refusal(
    scene: Scene, edit: Any, path: str
) -> None:
    made = await proposed(scene)
    mine = edit(await answers(scene, made, True, False))
    assert said(await scene.refused(LEGAL, operations.counter_round, made, dispositions=mine)) == ("INVALID", path)


async def test_a_change_of_another_contract_is_no_change_of_this_one(scene: Scene) -> None:
    other, made = await proposed(scene), await proposed(scene)
    mine = [*(await answers(scene, made, True, True))[:1], *(await answers(scene, other, True, True))[1:]]
    refusal = await scene.refused(LEGAL, operations.counter_round, made, dispositions=mine)
    assert said(refusal) == ("INVALID", "input.dispositions.1.changeId")


async def test_accepting_only_a_part_may_not_leave_an_agreement_that_ends_before_it_starts(scene: Scene) -> None:
    later = [
        Proposal(change=Change(op=Operation.SET_TERM, term="ends_on", value="2029-03-31")),
        Proposal(change=Change(op=Operation.SET_TERM, term="starts_on", value="2028-04-01")),
    ]
    made = await submitted(scene, *later)
    mine = await answers(scene, made, False, True)
    refusal = await scene.refused(LEGAL, operations.counter_round, made, dispositions=mine)
    assert said(refusal) == ("INVALID", "input.terms.endsOn")


async def test_a_partner_on_hold_still_answers(scene: Scene) -> None:
    made = await scene.contract(Status.IN_NEGOTIATION, pen=Side.HOST)
    await scene.propose(LEGAL, made, NEW_SCOPE)
    await scene.change_partner(status="ON_HOLD")
    after = await scene.do(MEMBER, operations.counter_round, made, dispositions=await answers(scene, made, True))
    assert (after.pen, after.version_number) == (Side.PARTNER, 2)
