"""After a settlement, a concession or a decision: what is to be done is done, confirmed, taken as done, or it fails."""

from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from portal.access import Role, Side
from portal.disputes import operations
from portal.disputes.models import Dispute, Remedy
from portal.disputes.operations import GivenAction
from portal.disputes.rules.remedy import RemedyKind, RemedyStatus
from portal.disputes.rules.statuses import DisputeStatus, LineAnswer
from portal.money import Money
from tests.disputes.scene import DAY, Scene, credit, invoice
from tests.disputes.test_deciding import D, decided, escalated
from tests.moment import NOW
from tests.partners.scene import at

EXECUTIVE = Role.EXECUTIVE_SPONSOR
S, R, K = DisputeStatus, RemedyStatus, RemedyKind
ADMIN, MEMBER, LEGAL, MANAGER = Role.PARTNER_ADMIN, Role.PARTNER_MEMBER, Role.LEGAL, Role.RELATIONSHIP_MANAGER
HOST, PARTNER = frozenset({Side.HOST}), frozenset({Side.PARTNER})
TAKEN_BACK = GivenAction(
    kind=K.TAKE_BACK, obligor=Side.PARTNER, due_on=(NOW + 5 * DAY).date(), text="The pallets come back."
)  # fmt: skip


async def settled(scene: Scene, *actions: GivenAction) -> tuple[Dispute, list[Remedy]]:
    """A dispute that was settled on these actions."""
    case = await scene.answered()
    for role in (ADMIN, LEGAL):
        await scene.may_settle(role)
    offer = await scene.offered(case, ADMIN, *actions)
    await scene.accepted(LEGAL, offer)
    return await scene.now(case), await scene.remedies(case)


async def test_what_is_done_is_confirmed_and_with_the_last_the_dispute_is_resolved(scene: Scene) -> None:
    case, (paid, back) = await settled(scene, credit(70), TAKEN_BACK)
    assert (case.waiting_on, case.due_at) == (HOST | PARTNER, at("2026-03-07T22:59:59Z"))
    claimed = await scene.remedied(MEMBER, operations.claim_done, back, note="They left on Tuesday.")
    assert (claimed.status, claimed.waiting_on, claimed.due_at) == (R.CLAIMED, HOST, at("2026-03-16T22:59:59Z"))
    waits = await scene.now(case)
    assert (waits.waiting_on, waits.due_at) == (HOST, at("2026-03-12T22:59:59Z"))
    assert (await scene.remedied(LEGAL, operations.confirm, back)).status is R.CONFIRMED
    file = await scene.file(LEGAL)
    claimed = await scene.remedied(LEGAL, operations.claim_done, paid, note="Note CN-7.", file_ids=[file])
    assert len(claimed.evidence_digests) == 1
    assert (await scene.now(case)).waiting_on == PARTNER
    assert (await scene.remedied(ADMIN, operations.confirm, paid, note="Received.")).status is R.CONFIRMED
    ended = await scene.now(case)
    assert (ended.status, ended.ended_at, ended.reopen_until) == (S.RESOLVED, NOW, at("2026-03-30T21:59:59Z"))
    assert (ended.waiting_on, ended.due_at) == (HOST, at("2026-03-30T21:59:59Z"))
    assert [row.is_open for row in await scene.lines(case)] == [False, False]
    assert (await scene.told(case))[-6:] == [
        "remedy_started", "claimed", "confirmed", "claimed", "confirmed", "resolved",
    ]  # fmt: skip
    assert (await scene.chained(case))[-7:] == [
        "SETTLEMENT", "REMEDY", "REMEDY", "EVIDENCE", "REMEDY", "REMEDY", "END",
    ]  # fmt: skip
    again = await scene.filed(ADMIN, *[invoice(row.document_number or "") for row in await scene.lines(case)])
    assert again.status is S.SUBMITTED


async def test_who_is_silent_about_what_was_done_has_confirmed_it(scene: Scene) -> None:
    case, (remedy,) = await settled(scene, credit(70))
    claimed = await scene.remedied(LEGAL, operations.claim_done, remedy, note="Note CN-7.")
    assert (await scene.tick(case, NOW + 11 * DAY)).status is S.REMEDY  # its day was, and it was done before
    moved = await scene.tick(case, claimed.due_at)
    assert (moved.status, moved.ended_at) == (S.RESOLVED, claimed.due_at)
    (deemed,) = await scene.remedies(case)
    assert (deemed.status, deemed.waiting_on, deemed.due_at) == (R.DEEMED, frozenset(), None)


async def test_what_is_refused_is_to_be_done_and_the_time_to_look_at_it_is_given_back(scene: Scene) -> None:
    case, (remedy,) = await settled(scene, credit(70))
    claimed = NOW + 9 * DAY
    await scene.remedied(LEGAL, operations.claim_done, remedy, note="Note CN-7.", now=claimed)
    refused = await scene.remedied(
        ADMIN, operations.refuse_remedy, remedy, reason="It names another invoice.", now=claimed + 6 * DAY
    )  # fmt: skip
    assert (refused.status, refused.reason, refused.due_at) == (
        R.OPEN, "It names another invoice.", at("2026-03-18T22:59:59Z"),
    )  # fmt: skip
    waits = await scene.now(case)
    assert (waits.waiting_on, waits.due_at) == (HOST, at("2026-03-18T22:59:59Z"))
    again = await scene.remedied(LEGAL, operations.claim_done, remedy, note="Note CN-8.", now=claimed + 7 * DAY)
    assert (again.status, again.reason) == (R.CLAIMED, "")


async def test_a_remedy_that_was_not_done_in_time_takes_the_case_to_the_next_level(scene: Scene) -> None:
    case, _ = await settled(scene, credit(70), TAKEN_BACK)
    assert (await scene.tick(case, at("2026-03-07T22:59:58Z"))).status is S.REMEDY
    failed = await scene.tick(case, at("2026-03-07T22:59:59Z"))
    assert (failed.status, failed.level, failed.waiting_on) == (S.ESCALATED, 1, HOST | PARTNER)
    assert failed.due_at == at("2026-03-20T22:59:59Z")
    assert [(each.status, each.waiting_on, each.due_at) for each in await scene.remedies(case)] == [
        (R.FAILED, frozenset(), None)
    ] * 2
    assert [row.is_open for row in await scene.lines(case)] == [True, True]
    assert (await scene.told(case))[-3:] == ["remedy_failed", "failed", "failed"]
    offer = await scene.offered(failed, ADMIN, credit(80), now=at("2026-03-09T09:00:00Z"))
    await scene.accepted(LEGAL, offer, now=at("2026-03-09T09:00:00Z"))
    assert [(each.number, each.status) for each in await scene.remedies(case)] == [
        (1, R.FAILED), (2, R.FAILED), (3, R.OPEN),
    ]  # fmt: skip
    assert (await scene.now(case)).settlement_sha256 == offer.sha256


async def test_either_side_says_that_a_remedy_failed_once_its_day_is_over(scene: Scene) -> None:
    case, _ = await settled(scene, credit(70))
    given = {"reason": "Nothing came."}
    assert await scene.not_done(ADMIN, operations.fail_remedies, case, **given) == (
        "BLOCKED", "", "No remedy is overdue.",
    )  # fmt: skip
    assert (await scene.not_done(MEMBER, operations.fail_remedies, case, **given, now=NOW + 11 * DAY))[0] == (
        "NOT_PERMITTED"
    )
    failed = await scene.act(ADMIN, operations.fail_remedies, case, **given, now=NOW + 11 * DAY)
    assert (failed.status, failed.level, failed.note) == (S.ESCALATED, 1, "Nothing came.")


async def test_who_concedes_accepts_every_line_and_owes_what_follows(scene: Scene) -> None:
    case = await scene.admitted()
    lacking = await scene.not_done(LEGAL, operations.concede, case)
    assert lacking == ("NOT_PERMITTED", "", "Only someone with the authority to settle this amount can do this.")
    await scene.may_settle(LEGAL, 200)
    done = await scene.act(LEGAL, operations.concede, case, text="You are right.")
    assert (done.status, done.conceded_minor, done.waiting_on) == (S.REMEDY, 20_000, HOST)
    assert [(row.answer, row.conceded_minor) for row in await scene.lines(case)] == [
        (LineAnswer.ACCEPT, 12_000), (LineAnswer.ACCEPT, 8_000),
    ]  # fmt: skip
    (remedy,) = await scene.remedies(case)
    assert (remedy.kind, remedy.obligor, remedy.amount_minor, remedy.offer_id) == (
        K.CREDIT_AMOUNT, Side.HOST, 20_000, None,
    )  # fmt: skip
    assert remedy.due_at == at("2026-03-30T21:59:59Z")
    assert (await scene.told(case))[-2:] == ["conceded", "remedy_started"]


async def test_a_decision_that_nobody_appeals_says_what_is_to_be_done(scene: Scene) -> None:
    await scene.may_settle(EXECUTIVE)
    case = await decided(scene, await escalated(scene), EXECUTIVE, D.FOUNDED, D.UNFOUNDED)
    final = await scene.tick(case, case.due_at)
    assert (final.status, final.waiting_on) == (S.REMEDY, HOST)
    assert [(each.kind, each.amount_minor) for each in await scene.remedies(case)] == [(K.CREDIT_AMOUNT, 12_000)]
    other = await decided(scene, await escalated(scene), EXECUTIVE, D.UNFOUNDED, D.UNFOUNDED)
    nothing = await scene.tick(other, other.due_at)
    assert (nothing.status, nothing.ended_at) == (S.RESOLVED, other.due_at)


@pytest.mark.parametrize("side", list(Side))
async def test_each_side_does_its_own_and_confirms_the_others(scene: Scene, side: Side) -> None:
    action = GivenAction(kind=K.PAY, obligor=side, due_on=(NOW + DAY).date(), amount=Money(100, "EUR"))
    _, (remedy,) = await settled(scene, action)
    people = {Side.HOST: LEGAL, Side.PARTNER: ADMIN}

    async def refused(by: Role, operation: Any, **inputs: Any) -> str:
        fresh = await scene.row(remedy)
        given = {"remedy_id": fresh.id, "expected_version": fresh.version, **inputs}
        return (await scene.refused(await scene.one(by), operation, **given))[0]

    assert await refused(people[side.other], operations.claim_done, note="Done.") == "NOT_PERMITTED"
    assert await refused(people[side], operations.confirm) == "WRONG_STATUS"
    await scene.remedied(people[side], operations.claim_done, remedy, note="Done.")
    assert await refused(people[side], operations.confirm) == "NOT_PERMITTED"
    assert await refused(people[side], operations.refuse_remedy, reason="No.") == "NOT_PERMITTED"
    assert await refused(people[side.other], operations.claim_done, note="Done.") == "WRONG_STATUS"
    stale = {"remedy_id": remedy.id, "expected_version": remedy.version}
    assert (await scene.refused(await scene.one(people[side.other]), operations.confirm, **stale))[0] == "STALE_VERSION"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dispute_remedy SET amount_minor = amount_minor + 1",
        "UPDATE settlement_offer SET total_minor = total_minor + 1, status = 'ACCEPTED'",
        "UPDATE settlement_offer SET status = 'OPEN', total_minor = NULL, answered_at = NULL, answered_by_name = NULL",
    ],
    ids=["another amount", "another total", "open again"],
)
async def test_no_statement_changes_what_both_sides_settled_on(scene: Scene, statement: str) -> None:
    await settled(scene, credit(70))
    await scene.sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DBAPIError):
        async with scene.make.session.begin_nested():
            await scene.sql(statement)
