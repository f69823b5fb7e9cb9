"""What rests on the clauses that an amendment changes: asked of both sides, signed by them, and done once in force."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from portal import ids
from portal.access import SYSTEM
from portal.boundaries.rules.life import Status as BoundaryStatus
from portal.contracts import operations, queries
from portal.contracts.models import Contract
from portal.contracts.operations import Answer, Proposal
from portal.contracts.rules import Status
from portal.contracts.text.amends import Fate
from portal.contracts.text.documents import Change, Operation
from portal.expectations import operations as expectations
from portal.expectations.models import Expectation
from portal.expectations.rules.expectation import ExpectationStatus
from portal.journal import Entry
from portal.obligations import operations as obligations
from portal.obligations.rules import Status as Owed
from schema.contracts import answers
from tests.boundaries import making as boundaries
from tests.contracts.scene import ADMIN, LEGAL, OUR_SIGNATORY, THEIR_SIGNATORY, Scene, replacing, said
from tests.contracts.test_amending import begun
from tests.expectations import making as expected
from tests.expectations.scene import metric_id
from tests.make import NOW, TERMS
from tests.obligations import making as owed

LATER = "Invoices are paid within 60 days."


async def promised(scene: Scene, contract: Contract, title: str, key: str = "payment", **columns: Any) -> Expectation:
    made = expected.expectation(
        scene.partner, scene.company, title=title, code=title.lower().replace(" ", "_"), contract_id=contract.id,
        clause_key=key, contract_sha256=contract.sha256, metric_id=metric_id("on_time"), **columns,
    )  # fmt: skip
    await scene.make.add(made)
    return made


def settle(record: Any, fate: str) -> Proposal:
    return Proposal(change=Change(op=Operation.SETTLE, term=ids.text(record.PREFIX, record.id), value=fate))


async def negotiated(scene: Scene, contract: Contract, *more: Proposal) -> Contract:
    """An amendment of the clause on payment, agreed by both, with what the partner has said besides."""
    made = await begun(scene, contract)
    await scene.do(LEGAL, operations.submit_for_review, made)
    made = await scene.do(LEGAL, operations.publish, made)
    return await answered(scene, made, replacing(await scene.text(made), "payment", LATER), *more)


async def answered(scene: Scene, made: Contract, *changes: Proposal) -> Contract:
    await scene.do(ADMIN, operations.edit_round, made, changes=changes)
    await scene.do(ADMIN, operations.submit_round, made, expected_digest=made.sha256)
    return await scene.do(
        LEGAL, operations.accept_round, made, expected_digest=await scene.proposal_digest(made)
    )  # fmt: skip


async def in_force(scene: Scene, made: Contract, contract: Contract) -> Entry:
    """The row of the journal which tells that the contract is amended."""
    made = await scene.do(LEGAL, operations.start_approval, made)
    for role in (THEIR_SIGNATORY, OUR_SIGNATORY):
        await scene.do(role, operations.sign, made, expected_digest=made.sha256, authority="Director")
    entry = (await scene.journal(contract))[-1]
    assert entry.event == "contract.amended"
    return entry


async def active(scene: Scene) -> Contract:
    """A contract that has begun, so that its amendment is in force as soon as both have signed."""
    return await scene.contract(Status.ACTIVE, terms=replace(TERMS, starts_on=date(2026, 1, 1)))


async def test_without_an_answer_to_each_it_does_not_go_out_for_signature(scene: Scene) -> None:
    contract = await active(scene)
    kept = await promised(scene, contract, "Paid on time")
    ended = await promised(scene, contract, "Days to pay")
    await promised(scene, contract, "Whole orders", "scope")
    await promised(scene, contract, "Not agreed yet", status=ExpectationStatus.PROPOSED)
    made = await negotiated(scene, contract, settle(kept, "KEEP"))
    refusal = await scene.refused(LEGAL, operations.start_approval, made)
    assert refusal.message == (
        "The amendment changes clauses that these are based on: Days to pay. Reopen the negotiation and"
        " say whether each continues or ends."
    )
    made = await scene.do(ADMIN, operations.reopen, made, reason="One answer is missing.")
    made = await answered(scene, made, settle(ended, "RETIRE"))
    assert (await scene.text(made)).amends.fates == {  # type: ignore[union-attr]
        ids.text("ept", kept.id): Fate.KEEP, ids.text("ept", ended.id): Fate.RETIRE,
    }  # fmt: skip
    assert (await scene.do(LEGAL, operations.start_approval, made)).status is Status.OUT_FOR_SIGNATURE


async def test_in_force_one_is_kept_on_the_new_words_and_one_ends(scene: Scene) -> None:
    contract = await active(scene)
    kept, ended = await promised(scene, contract, "Paid on time"), await promised(scene, contract, "Days to pay")
    made = await negotiated(scene, contract, settle(kept, "KEEP"), settle(ended, "RETIRE"))
    entry = await in_force(scene, made, contract)
    async with scene.as_(SYSTEM) as session:
        assert await expectations.on_contract_amended(session, SYSTEM, entry, NOW) == 2
    new, old = await scene.versions(contract)
    one, other = [await now(scene, each) for each in (kept, ended)]
    assert (one.status, one.contract_sha256, old.sha256) == (ExpectationStatus.ACTIVE, new.sha256, contract.sha256)
    assert (other.status, other.contract_sha256, other.reason) == (
        ExpectationStatus.RETIRED, old.sha256, made.number,
    )  # fmt: skip


async def now(scene: Scene, record: Any) -> Any:
    """The record as it is now."""
    kind: Any = type(record)
    found = select(kind).where(kind.id == record.id).execution_options(populate_existing=True)
    return (await scene.make.session.scalars(found)).one()


async def test_obligations_go_on_on_the_new_words_or_end_with_their_series(scene: Scene) -> None:
    contract = await active(scene)
    kept, ended = [
        owed.obligation(scene.partner, scene.company, contract=contract, clause_key="payment", title=title)
        for title in ("A report", "A sheet")
    ]
    second = owed.obligation(
        scene.partner, scene.company, contract=contract, clause_key="payment", title="A sheet", number=2,
        series_id=ended.id, status=Owed.DUE,
    )  # fmt: skip
    await scene.make.add(kept, ended)
    await scene.make.add(second)
    made = await negotiated(scene, contract, settle(kept, "KEEP"), settle(ended, "RETIRE"))
    entry = await in_force(scene, made, contract)
    async with scene.as_(SYSTEM) as session:
        assert await obligations.on_contract_amended(session, SYSTEM, entry, NOW) == 3
    rows = [await now(scene, each) for each in (kept, ended, second)]
    assert [(row.status, row.reason) for row in rows] == [
        (Owed.SCHEDULED, ""), (Owed.WAIVED, made.number), (Owed.WAIVED, made.number),
    ]  # fmt: skip
    assert rows[0].contract_sha256 == (await scene.row(contract)).sha256


async def test_a_boundary_ends_where_both_signed_that_it_does(scene: Scene) -> None:
    contract = await active(scene)
    made_ = boundaries.boundary(scene.partner)
    made_.contract_id, made_.clause_key = contract.id, "payment"
    await scene.make.add(made_)
    made = await negotiated(scene, contract, settle(made_, "RETIRE"))
    entry = await in_force(scene, made, contract)
    async with scene.as_(SYSTEM) as session:
        assert await operations.settle_boundaries(session, SYSTEM, entry, NOW) == 1
        assert await operations.settle_boundaries(session, SYSTEM, entry, NOW) == 0
    assert (await now(scene, made_)).status is BoundaryStatus.ENDED


async def test_what_rests_on_a_clause_that_goes_cannot_be_kept(scene: Scene) -> None:
    contract = await active(scene)
    gone = await promised(scene, contract, "Paid on time")
    made = await begun(scene, contract)
    answer = Answer(record=ids.text("ept", gone.id), fate=Fate.KEEP)
    await scene.do(LEGAL, operations.redraft, made, text="1. Scope\nAll.\n\n3. More\nAnd.\n\n4. Law\nGerman.\n")
    await scene.do(LEGAL, operations.redraft, made, answers=[answer])
    draft = (await scene.make.session.scalars(queries.draft_of(made))).one().document
    base = (await scene.versions(contract))[0].document
    told = answers.resting(base, draft, [{"record": answer.record, "title": "Paid", "clause_key": "payment"}])
    assert [(each.is_gone, each.fate) for each in told] == [(True, Fate.KEEP)]
    await scene.do(LEGAL, operations.submit_for_review, made)
    made = await scene.do(LEGAL, operations.publish, made)
    await scene.do(ADMIN, operations.submit_round, made, expected_digest=made.sha256, no_changes=True)
    made = await scene.do(LEGAL, operations.accept_round, made, expected_digest=made.sha256)
    refusal = await scene.refused(LEGAL, operations.start_approval, made)
    assert refusal.code == "BLOCKED"


@pytest.mark.parametrize(
    ("term", "value", "place"),
    [
        ("Paid on time", "KEEP", "input.changes.0.term"), ("", "KEEP", "input.changes.0.term"),
        ("ept_" + "0" * 32, "FORGET", "input.changes.0.termValue"),
    ],
)  # fmt: skip
async def test_an_answer_names_a_record_and_what_becomes_of_it(scene: Scene, term: str, value: str, place: str) -> None:
    made = await begun(scene, await active(scene))
    await scene.do(LEGAL, operations.submit_for_review, made)
    made = await scene.do(LEGAL, operations.publish, made)
    change = Proposal(change=Change(op=Operation.SETTLE, term=term, value=value))
    assert said(await scene.refused(ADMIN, operations.edit_round, made, changes=[change])) == ("INVALID", place)


async def test_a_contract_that_amends_nothing_is_asked_nothing(scene: Scene) -> None:
    made = await scene.contract(Status.IN_NEGOTIATION)
    change = Proposal(change=Change(op=Operation.SETTLE, term=ids.text("ept", ids.new()), value="KEEP"))
    refusal = await scene.refused(ADMIN, operations.edit_round, made, changes=[change])
    assert refusal.message == "Only an amendment can say what continues and what ends."
