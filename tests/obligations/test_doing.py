"""From due to done: evidence, the answer to it, lateness, default, waiver, cancellation."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal import canonical, ids
from portal.access import Role, Side
from portal.files.models import File
from portal.files.rules import State
from portal.obligations import operations
from portal.obligations.rules import Status
from tests.moment import NOW
from tests.obligations.scene import Scene
from tests.partners.scene import at

S = Status
DAYS = timedelta(days=1)
ADMIN, MEMBER, SIGNATORY = Role.PARTNER_ADMIN, Role.PARTNER_MEMBER, Role.PARTNER_SIGNATORY
MANAGER, LEGAL, SIGNER = Role.RELATIONSHIP_MANAGER, Role.LEGAL, Role.COMPANY_SIGNATORY
HOST, PARTNER = frozenset({Side.HOST}), frozenset({Side.PARTNER})
REASON = {"reason": "The sheet has no prices."}


async def test_the_partner_brings_evidence_and_the_manager_confirms_exactly_that(scene: Scene) -> None:
    due = await scene.there(status=S.DUE)
    file_id = await scene.file(MEMBER, "Stock;5\n")
    brought = await scene.act(
        MEMBER, operations.claim_done, due, file_ids=[file_id, file_id], note="As of this morning."
    )  # fmt: skip
    assert (brought.status, brought.waiting_on, brought.due_at) == (S.EVIDENCED, HOST, at("2026-03-16T22:59:59Z"))
    assert (brought.evidenced_by_name, brought.evidenced_at, brought.late_since) == ("Piet Member", NOW, None)
    assert len(brought.evidence_digests) == 1
    expected = canonical.digest({"note": "As of this morning.", "files": brought.evidence_digests})
    assert brought.evidence_sha256 == expected
    file = (await scene.make.session.scalars(select(File).where(File.id == file_id))).one()
    assert (file.record_type, file.record_id, file.is_shared, file.kind) == ("obl", due.id, True, "evidence")

    assert (await scene.not_done(MANAGER, operations.confirm, due, expected_digest="0" * 64))[:2] == (
        "STALE_DIGEST", "input.expectedDigest",
    )  # fmt: skip
    assert (await scene.not_done(ADMIN, operations.confirm, due, expected_digest=expected))[2] == (
        "It is the other side's turn."
    )
    done = await scene.act(MANAGER, operations.confirm, due, expected_digest=expected)
    assert (done.status, done.waiting_on, done.due_at, done.decided_by_name) == (
        S.FULFILLED, frozenset(), None, "Mina Manager",
    )  # fmt: skip
    assert await scene.told(due) == ["evidence_submitted", "fulfilled"]


async def test_what_the_company_owes_goes_the_same_way_round(scene: Scene) -> None:
    due = await scene.there(status=S.DUE, obligor=Side.HOST)
    assert (await scene.not_done(MEMBER, operations.claim_done, due, file_ids=[await scene.file(MEMBER)]))[2] == (
        "It is the other side's turn."
    )
    brought = await scene.done(due, MANAGER)
    assert brought.waiting_on == PARTNER
    done = await scene.act(MEMBER, operations.confirm, due, expected_digest=brought.evidence_sha256)
    assert (done.status, done.decided_by_name) == (S.FULFILLED, "Piet Member")


async def test_refused_evidence_is_brought_anew_and_what_was_refused_stays_attached(scene: Scene) -> None:
    due = await scene.there(status=S.DUE)
    await scene.done(due)
    assert (await scene.not_done(MANAGER, operations.refuse, due, reason=""))[:2] == ("INVALID", "input.reason")
    refused = await scene.act(MANAGER, operations.refuse, due, **REASON)
    assert (refused.status, refused.reason, refused.waiting_on, refused.due_at) == (
        S.DUE, "The sheet has no prices.", PARTNER, refused.ends_at,
    )  # fmt: skip
    again = await scene.act(
        MEMBER, operations.claim_done, due, file_ids=[await scene.file(MEMBER, "Stock;5;9.99\n")]
    )  # fmt: skip
    assert (again.status, again.reason) == (S.EVIDENCED, "")
    attached = await scene.make.session.scalars(select(File).where(File.record_id == due.id))
    assert len(attached.all()) == 2
    assert len(again.evidence_digests) == 1


@pytest.mark.parametrize(
    ("count", "sentence"), [(0, "as evidence"), (101, "1 to 100 files")]
)  # fmt: skip
async def test_nothing_is_done_without_evidence_and_not_with_too_much(scene: Scene, count: int, sentence: str) -> None:
    due = await scene.there(status=S.DUE)
    code, path, message = await scene.not_done(
        MEMBER, operations.claim_done, due, file_ids=[ids.new() for _ in range(count)]
    )
    assert (code, path) == ("INVALID", "input.fileIds")
    assert sentence in message


async def test_a_file_of_somebody_else_or_of_another_record_is_no_evidence(scene: Scene) -> None:
    due = await scene.there(status=S.DUE)
    others, own = await scene.file(ADMIN), await scene.file(MEMBER)
    refusal = await scene.not_done(MEMBER, operations.claim_done, due, file_ids=[own, others])
    assert refusal[:2] == ("NOT_FOUND", "input.fileIds.1")
    harmful = await scene.file(MEMBER, state=State.REFUSED)
    assert (await scene.not_done(MEMBER, operations.claim_done, due, file_ids=[harmful]))[0] == "BLOCKED"


async def test_nobody_confirms_what_is_still_being_checked(scene: Scene) -> None:
    due = await scene.there(status=S.DUE)
    checked = await scene.file(MEMBER, state=State.QUARANTINED)
    brought = await scene.act(MEMBER, operations.claim_done, due, file_ids=[checked])
    refusal = await scene.not_done(MANAGER, operations.confirm, due, expected_digest=brought.evidence_sha256)
    assert refusal[0] == "BLOCKED"
    await scene.sql("UPDATE file SET state = 'CLEAN'")
    done = await scene.act(MANAGER, operations.confirm, due, expected_digest=brought.evidence_sha256)
    assert done.status is S.FULFILLED


async def test_it_can_be_done_before_it_falls_due(scene: Scene) -> None:
    early = await scene.there(status=S.SCHEDULED)
    assert (await scene.done(early)).status is S.EVIDENCED


async def test_what_is_late_stays_late_when_it_is_done(scene: Scene) -> None:
    overdue = await scene.there(status=S.OVERDUE, due_on=date(2026, 2, 27), cure_ends_at=NOW + DAYS)
    brought = await scene.done(overdue)
    assert brought.late_since == brought.ends_at == at("2026-02-27T23:59:59Z")
    done = await scene.act(MANAGER, operations.confirm, overdue, expected_digest=brought.evidence_sha256)
    assert (done.status, done.late_since) == (S.FULFILLED, brought.ends_at)


async def test_it_is_late_from_the_end_of_its_day_even_where_the_clock_has_not_said_so(scene: Scene) -> None:
    due = await scene.there(status=S.DUE)
    brought = await scene.done(due, now=due.ends_at)
    assert brought.late_since is None
    other = await scene.there(status=S.DUE)
    assert (await scene.done(other, now=other.ends_at + timedelta(seconds=1))).late_since == other.ends_at


@pytest.mark.parametrize(("obligor", "who", "name"), [
    (Side.PARTNER, LEGAL, "Lee Legal"), (Side.HOST, ADMIN, "Paula Admin"),
])  # fmt: skip
async def test_the_side_to_which_it_is_owed_declares_a_default_after_the_time_to_make_up(
    scene: Scene, obligor: Side, who: Role, name: str
) -> None:
    overdue = await scene.there(status=S.OVERDUE, obligor=obligor, cure_ends_at=NOW + DAYS)
    assert await scene.not_done(who, operations.declare_default, overdue, **REASON) == (
        "BLOCKED", "", "The grace period has not ended yet.",
    )  # fmt: skip
    stated = await scene.act(who, operations.declare_default, overdue, **REASON, now=NOW + DAYS)
    assert (stated.status, stated.decided_by_name, stated.reason, stated.waiting_on) == (
        S.DEFAULTED, name, "The sheet has no prices.", frozenset(),
    )  # fmt: skip
    assert await scene.events(overdue) == [("obligation.defaulted", name, "The sheet has no prices.", True)]


@pytest.mark.parametrize("status", [S.SCHEDULED, S.DUE, S.OVERDUE])
@pytest.mark.parametrize(("obligor", "who"), [
    (Side.PARTNER, SIGNER), (Side.PARTNER, LEGAL), (Side.HOST, SIGNATORY),
])  # fmt: skip
async def test_the_side_to_which_it_is_owed_waives_it_in_writing_naming_the_digest(
    scene: Scene, status: Status, obligor: Side, who: Role
) -> None:
    owed = await scene.there(status=status, obligor=obligor)
    given: dict[str, Any] = {"expected_digest": owed.sha256, "reason": "We have it from the plant."}
    assert (await scene.not_done(who, operations.waive, owed, **given | {"reason": ""}))[1] == "input.reason"
    assert (await scene.not_done(who, operations.waive, owed, **given | {"expected_digest": "0" * 64}))[0] == (
        "STALE_DIGEST"
    )
    waived = await scene.act(who, operations.waive, owed, **given)
    assert (waived.status, waived.reason, waived.due_at) == (S.WAIVED, "We have it from the plant.", None)


async def test_legal_cancels_what_its_contract_left_behind_and_nothing_else(scene: Scene) -> None:
    owed = await scene.there(status=S.SCHEDULED, contract=scene.contract, clause_key="payment")
    assert (await scene.not_done(LEGAL, operations.cancel, owed, **REASON))[0] == "BLOCKED"
    await scene.sql("UPDATE contract SET status = 'EXPIRED' WHERE id = :id", id=scene.contract.id)
    lasting = await scene.there(status=S.SCHEDULED, contract=scene.contract, survives=True)
    assert (await scene.not_done(LEGAL, operations.cancel, lasting, **REASON))[2] == (
        "It continues after the contract ends, as agreed."
    )
    cancelled = await scene.act(LEGAL, operations.cancel, owed, **REASON)
    assert (cancelled.status, cancelled.reason) == (S.CANCELLED, "The sheet has no prices.")


async def test_whoever_acts_answers_for_it_on_their_side_from_then_on(scene: Scene) -> None:
    owed = await scene.agreed()
    assert owed.partner_owner_id == scene.admin.id
    brought = await scene.done(owed)
    assert brought.partner_owner_id == (await scene.one(MEMBER)).id
    assert brought.company_owner_id == (await scene.one(MANAGER)).id
