"""An amendment: a contract of its own that becomes the next version of the one it amends, and ends with it."""

import hashlib
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from portal.access import SYSTEM
from portal.contracts import operations, queries
from portal.contracts.models import Contract
from portal.contracts.rules import BOTH, Status
from portal.contracts.text import consolidating, documents
from portal.contracts.text.amends import Amends
from portal.contracts.text.documents import Clause
from tests.contracts.scene import (
    ADMIN,
    LEGAL,
    MANAGER,
    MEMBER,
    OUR_SIGNATORY,
    SALES,
    THEIR_SIGNATORY,
    Scene,
    replacing,
    said,
)
from tests.make import NOW, TERMS

LONGER = replace(TERMS, starts_on=date(2026, 5, 1), ends_on=date(2028, 3, 31))
MAY = datetime.fromisoformat("2026-04-30T22:00:00Z")  # midnight of 1 May in Berlin
OVER = datetime.fromisoformat("2028-03-31T22:00:00Z")


async def begun(scene: Scene, contract: Contract) -> Contract:
    """The newest amendment, which legal has begun."""
    await scene.do(LEGAL, operations.amend, contract, title="More time")
    found = queries.amendments_of(contract).order_by(Contract.id.desc()).limit(1)
    made: Contract = (await scene.make.session.scalars(found)).one()
    return made


async def agreed(scene: Scene, contract: Contract, *, redraft: dict[str, Any] | None = None) -> Contract:
    """An amendment that both sides have accepted: the partner has paid clause 2 anew."""
    made = await begun(scene, contract)
    await scene.do(LEGAL, operations.redraft, made, **(redraft or {"terms": LONGER}))
    await scene.do(LEGAL, operations.submit_for_review, made)
    made = await scene.do(LEGAL, operations.publish, made)
    change = replacing(await scene.text(made), "payment", "Invoices are paid within 60 days.")
    await scene.do(ADMIN, operations.edit_round, made, changes=[change])
    await scene.do(ADMIN, operations.submit_round, made, expected_digest=made.sha256)
    digest = await scene.proposal_digest(made)
    return await scene.do(LEGAL, operations.accept_round, made, expected_digest=digest)


async def signed(scene: Scene, made: Contract, now: datetime = NOW) -> Contract:
    made = await scene.do(LEGAL, operations.start_approval, made)
    for role in (THEIR_SIGNATORY, OUR_SIGNATORY):
        await scene.do(role, operations.sign, made, expected_digest=made.sha256, authority="Director", now=now)
    return await scene.row(made)


async def test_it_begins_with_the_text_of_the_contract_and_the_same_keys(scene: Scene) -> None:
    contract = await scene.contract(Status.ACTIVE)
    made = await begun(scene, contract)
    assert (made.status, made.parent_id, made.base_number, made.title, made.number, made.starts_on) == (
        Status.DRAFT, contract.id, 1, "More time", f"{contract.number}-A1", TERMS.starts_on,
    )  # fmt: skip
    draft = documents.parse((await scene.make.session.scalars(queries.draft_of(made))).one().document)
    text = await scene.text(contract)
    assert (draft.clauses, draft.terms, draft.kind) == (text.clauses, text.terms, text.kind)
    assert draft.amends == Amends(contract.number, text.title, 1, str(contract.sha256), TERMS.starts_on)
    told = [(entry.event, entry.is_published) for entry in await scene.journal(contract)]
    assert told == [("contract.amendment_drafted", False)]
    assert (await scene.row(contract)).version == contract.version


async def test_a_text_that_is_pasted_anew_keeps_each_clause_that_it_still_has(scene: Scene) -> None:
    made = await begun(scene, await scene.contract(Status.ACTIVE))
    text = "1. Scope\nThe supplier delivers.\n\n2. Delivery\nOn Mondays.\n\n3. Payment\nWithin 60 days.\n"
    await scene.do(LEGAL, operations.redraft, made, text=text)
    draft = documents.parse((await scene.make.session.scalars(queries.draft_of(made))).one().document)
    assert [(each.key, each.heading) for each in draft.clauses] == [
        ("scope", "Scope"), ("a2c1", "Delivery"), ("payment", "Payment"),
    ]  # fmt: skip


async def test_in_force_it_is_the_next_version_of_its_contract(scene: Scene) -> None:
    contract = await scene.contract(Status.ACTIVE)
    made = await signed(scene, await agreed(scene, contract))
    assert (made.status, made.signed_by, made.due_at) == (Status.SIGNED, BOTH, MAY)
    assert [each.number for each in await scene.versions(contract)] == [1]
    assert await scene.keep_time(made, MAY) is True
    made, after = await scene.row(made), await scene.row(contract)
    assert (made.status, made.due_at, made.version_number) == (Status.ACTIVE, None, 2)
    assert (after.version_number, after.status, after.starts_on, after.ends_on, after.due_at) == (
        2, Status.ACTIVE, TERMS.starts_on, LONGER.ends_on, OVER,
    )  # fmt: skip
    text = await scene.text(contract)
    assert [(each.key, each.text) for each in text.clauses] == [
        ("scope", "The supplier delivers what the buyer orders."), ("payment", "Invoices are paid within 60 days."),
    ]  # fmt: skip
    assert (text.title, text.amends, text.terms) == (contract.title, None, replace(LONGER, starts_on=TERMS.starts_on))
    new, old = await scene.versions(contract)
    assert (new.parent_sha256, old.sha256) == (contract.sha256, contract.sha256)
    assert documents.parse(old.document).clauses[1].text == "Invoices are paid within 30 days."
    assert (await scene.events(contract))[-1] == "contract.amended"
    assert await scene.keep_time(made, OVER) is False


async def test_the_signed_text_alone_says_what_the_next_version_is(scene: Scene) -> None:
    contract = await scene.contract(Status.ACTIVE)
    made = await signed(scene, await agreed(scene, contract), now=MAY)
    assert made.status is Status.ACTIVE  # the second signature came after its first day
    document = await scene.text(made)
    made_of_it = documents.written(consolidating.consolidated(document)).text
    assert hashlib.sha256(made_of_it.encode()).hexdigest() == (await scene.row(contract)).sha256


async def test_one_amendment_at_a_time_and_none_of_an_amendment(scene: Scene) -> None:
    contract = await scene.contract(Status.ACTIVE)
    made = await begun(scene, contract)
    refusal = await scene.refused(LEGAL, operations.amend, contract, title="Another")
    assert refusal.message == "An amendment of this contract is already open."
    await scene.do(LEGAL, operations.withdraw, made, reason="Not now.")
    assert (await begun(scene, contract)).number == f"{contract.number}-A2"


async def test_the_next_amendment_builds_on_the_last(scene: Scene) -> None:
    contract = await scene.contract(Status.ACTIVE)
    first = await signed(scene, await agreed(scene, contract), now=MAY)
    refusal = await scene.refused(LEGAL, operations.amend, first, title="Of an amendment")
    assert refusal.message == "This is an amendment. Amend the contract it belongs to instead."
    second = await begun(scene, contract)
    assert (second.base_number, second.ends_on) == (2, LONGER.ends_on)


@pytest.mark.parametrize("role", [ADMIN, MEMBER, THEIR_SIGNATORY, OUR_SIGNATORY])
async def test_only_those_who_draft_begin_one(scene: Scene, role: Any) -> None:
    refusal = await scene.refused(role, operations.amend, await scene.contract(Status.ACTIVE), title="Mine")
    assert refusal.code == "NOT_PERMITTED"


@pytest.mark.parametrize("role", [MANAGER, SALES])
@pytest.mark.parametrize("status", [Status.DRAFT, Status.OUT_FOR_SIGNATURE, Status.EXPIRED, Status.WITHDRAWN])
async def test_only_a_contract_in_force_is_amended(scene: Scene, role: Any, status: Status) -> None:
    await scene.actor(role)
    refusal = await scene.refused(role, operations.amend, await scene.contract(status), title="Too soon, too late")
    assert refusal.code == "WRONG_STATUS"


async def test_it_cannot_apply_before_its_contract_does(scene: Scene) -> None:
    made = await begun(scene, await scene.contract(Status.ACTIVE))
    early = replace(TERMS, starts_on=date(2026, 3, 31))
    refusal = await scene.refused(LEGAL, operations.redraft, made, terms=early)
    assert (*said(refusal), refusal.message) == (
        "INVALID", "input.terms.startsOn", "An amendment cannot apply before the first day of its contract.",
    )  # fmt: skip


@pytest.mark.parametrize("far", ["DRAFT", "IN_NEGOTIATION", "AGREED", "SIGNED", "ACTIVE"])
async def test_with_the_contract_its_amendment_ends(scene: Scene, far: str) -> None:
    contract = await scene.contract(Status.ACTIVE)
    made = await _as_far_as(scene, contract, far)
    over = datetime.fromisoformat("2028-03-31T22:00:00Z" if far == "ACTIVE" else "2027-03-31T22:00:00Z")
    assert await scene.keep_time(contract, over) is True
    entry = (await scene.journal(contract))[-1]
    assert entry.event == "contract.expired"
    for ended in (1, 0):
        async with scene.as_(SYSTEM) as session:
            assert await operations.end_with_contract(session, SYSTEM, entry, over) == ended
    made = await scene.row(made)
    assert made.status is (Status.EXPIRED if far == "ACTIVE" else Status.WITHDRAWN)
    last = "contract.expired" if far == "ACTIVE" else "contract.amendment_lapsed"
    assert (await scene.events(made))[-1] == last


async def _as_far_as(scene: Scene, contract: Contract, far: str) -> Contract:
    if far == "DRAFT":
        return await begun(scene, contract)
    if far == "IN_NEGOTIATION":
        made = await begun(scene, contract)
        await scene.do(LEGAL, operations.submit_for_review, made)
        return await scene.do(LEGAL, operations.publish, made)
    made = await agreed(scene, contract)
    if far == "AGREED":
        return made
    return await signed(scene, made, now=MAY if far == "ACTIVE" else NOW)


def test_each_clause_of_a_new_text_is_the_one_it_most_plainly_is() -> None:
    base = (Clause("a", "1", "Scope", "x", 0), Clause("b", "2", "Price", "y", 0), Clause("c", "3", "", "z", 0))
    new = (Clause("c1", "1", "Price", "y", 0), Clause("c2", "2", "New", "w", 0), Clause("c3", "3", "", "z", 0))
    assert [each.key for each in consolidating.keyed(base, new, version=2)] == ["b", "a2c1", "c"]
    assert [each.key for each in consolidating.keyed(base, base, version=2)] == ["a", "b", "c"]
