"""What is proposed is something else than what is on the table, in years and currencies of today."""

import dataclasses
import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text, update

from portal.contracts import operations
from portal.contracts.models import Change as ChangeRecord
from portal.contracts.operations import Proposal
from portal.contracts.rules import Status
from portal.contracts.text import documents
from portal.contracts.text.documents import Change, Operation
from portal.money import Money
from tests.contracts.scene import ADMIN, LEGAL, SALES, Scene, replacing, said
from tests.make import CLAUSES, TERMS

SCOPE, PAYMENT = map(documents.clause_digest, CLAUSES)
FAR = "The year must be between 1900 and 2199."


def change(op: Operation, **values: Any) -> Proposal:
    return Proposal(change=Change(op=op, **values))


def term(name: str, value: str) -> Proposal:
    return change(Operation.SET_TERM, term=name, value=value)


def replaced(**values: Any) -> Proposal:
    return change(Operation.REPLACE, clause_key="payment", base_sha256=PAYMENT, **values)


OPTION = term("renewal", "OPTION")


async def submitted(scene: Scene, changes: list[Proposal]) -> tuple[str, str, str]:
    """The refusal of a round with these changes, which were saved."""
    made = await scene.contract(Status.IN_NEGOTIATION)
    digest = documents.digest(await scene.text(made))
    await scene.do(ADMIN, operations.edit_round, made, changes=changes)
    refusal = await scene.refused(ADMIN, operations.submit_round, made, expected_digest=digest)
    return *said(refusal), refusal.message


@pytest.mark.parametrize(
    "nothing",
    [
        replaced(),
        replaced(text=CLAUSES[1].text),
        replaced(number="2", heading="Payment", text=CLAUSES[1].text, depth=0),
        term("notice_days", "30"), term("notice_days", "030"), term("ends_on", "2027-03-31"),
        term("value", ""), term("governing_law", "DE"),
        change(Operation.MOVE, clause_key="payment", base_sha256=PAYMENT, after_key="scope"),
        change(Operation.MOVE, clause_key="scope", base_sha256=SCOPE),
    ],
)  # fmt: skip
async def test_a_change_that_changes_nothing_is_not_submitted(scene: Scene, nothing: Proposal) -> None:
    assert await submitted(scene, [OPTION, nothing]) == (
        "INVALID", "input.changes.1", "Change 2 changes nothing. Enter what should be different, or remove it.",
    )  # fmt: skip


async def test_changes_that_undo_each_other_are_not_submitted(scene: Scene) -> None:
    better = dataclasses.replace(CLAUSES[1], text="Better.")
    there = replaced(text="Better.")
    back = change(
        Operation.REPLACE, clause_key="payment", base_sha256=documents.clause_digest(better), text=CLAUSES[1].text
    )
    assert await submitted(scene, [there, back]) == (
        "INVALID", "input.changes", "Together, your changes change nothing.",
    )  # fmt: skip


async def test_a_change_of_one_letter_is_one(scene: Scene) -> None:
    made = await scene.contract(Status.IN_NEGOTIATION)
    after = await scene.propose(ADMIN, made, CLAUSES[0].text + "!")
    assert after.round_status == "SUBMITTED"


@pytest.mark.parametrize("name", ["starts_on", "ends_on"])
@pytest.mark.parametrize("value", ["9999-12-31", "0001-01-01", "2200-01-01", "1899-12-31"])
async def test_a_term_of_a_far_year_is_refused_at_its_place(scene: Scene, name: str, value: str) -> None:
    made = await scene.contract(Status.IN_NEGOTIATION)
    refusal = await scene.refused(ADMIN, operations.edit_round, made, changes=[OPTION, term(name, value)])
    assert (*said(refusal), refusal.message) == ("INVALID", "input.changes.1.termValue", FAR)


async def test_a_value_in_a_currency_out_of_use_is_refused_at_its_place(scene: Scene) -> None:
    made = await scene.contract(Status.IN_NEGOTIATION)
    refusal = await scene.refused(ADMIN, operations.edit_round, made, changes=[term("value", "5.00 DEM")])
    assert said(refusal) == ("INVALID", "input.changes.0.termValue.currency")


@pytest.mark.parametrize(
    ("terms", "path"),
    [
        (dataclasses.replace(TERMS, ends_on=date(9999, 12, 31)), "input.terms.endsOn"),
        (dataclasses.replace(TERMS, starts_on=date(1, 1, 1)), "input.terms.startsOn"),
    ],
)  # fmt: skip
async def test_a_draft_of_a_far_year_is_refused(scene: Scene, terms: Any, path: str) -> None:
    made = await scene.contract(Status.DRAFT)
    refusal = await scene.refused(SALES, operations.redraft, made, terms=terms)
    assert (*said(refusal), refusal.message) == ("INVALID", path, FAR)


async def test_a_value_agreed_in_a_currency_that_has_gone_stays_as_it_is(scene: Scene) -> None:
    terms = dataclasses.replace(TERMS, value=Money(500, "DEM"))
    made = await scene.contract(Status.IN_NEGOTIATION, terms=terms)
    after = await scene.propose(ADMIN, made, "Better.")
    accepted = await scene.do(LEGAL, operations.accept_round, made, expected_digest=await scene.proposal_digest(after))
    assert (accepted.value_minor, accepted.currency) == (500, "DEM")


async def test_a_text_agreed_with_a_far_year_can_be_read_and_mended(scene: Scene) -> None:
    """Its row was mended; the text that both sides know is as it was, and the next one says another day."""
    made = await scene.contract(Status.IN_NEGOTIATION)
    await _make_far(scene, made.id)
    old = await scene.text(made)
    assert old.terms.ends_on == date(9999, 12, 31)
    digest = documents.digest(old)
    better = replacing(old, "payment", "Better.")
    await scene.do(ADMIN, operations.edit_round, made, changes=[better])
    refusal = await scene.refused(ADMIN, operations.submit_round, made, expected_digest=digest)
    assert (*said(refusal), refusal.message) == ("INVALID", "input.changes.endsOn", FAR)
    await scene.do(ADMIN, operations.edit_round, made, changes=[better, term("ends_on", "2199-12-31")])
    after = await scene.do(ADMIN, operations.submit_round, made, expected_digest=digest)
    accepted = await scene.do(LEGAL, operations.accept_round, made, expected_digest=await scene.proposal_digest(after))
    assert accepted.ends_on == date(2199, 12, 31)


async def _make_far(scene: Scene, contract_id: Any) -> None:
    """As a text with a last day in the year 9999 stands where the revision has mended its row."""
    found = (await scene.make.session.execute(text("SELECT document FROM contract_version"))).scalar_one()
    plain = json.loads(found)
    plain["terms"]["ends_on"] = "9999-12-31"
    far = documents.canonical(documents.parse(json.dumps(plain, sort_keys=True, separators=(",", ":"))))
    values = {"far": far, "sha256": documents.digest(documents.parse(far)), "id": contract_id}
    await scene.make.session.execute(text("ALTER TABLE contract_version DISABLE TRIGGER USER"))
    for statement in (
        "UPDATE contract_version SET document = :far, sha256 = :sha256",
        "UPDATE contract SET sha256 = :sha256, ends_on = NULL WHERE id = :id",
        "UPDATE negotiation_round SET base_sha256 = :sha256 WHERE contract_id = :id",
    ):
        used = {name: value for name, value in values.items() if f":{name}" in statement}
        await scene.make.session.execute(text(statement), used)


async def test_a_change_that_was_saved_before_there_were_bounds_is_not_submitted(scene: Scene) -> None:
    made = await scene.contract(Status.IN_NEGOTIATION)
    digest = documents.digest(await scene.text(made))
    await scene.do(ADMIN, operations.edit_round, made, changes=[term("ends_on", "2198-12-31")])
    await scene.make.session.execute(update(ChangeRecord).values(term_value="9999-12-31"))
    refusal = await scene.refused(ADMIN, operations.submit_round, made, expected_digest=digest)
    assert (*said(refusal), refusal.message) == ("INVALID", "input.changes.endsOn", FAR)
