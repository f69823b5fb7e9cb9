"""From a contested invoice to its answer: filed, admitted, answered, negotiated, taken higher."""

from datetime import timedelta

from portal.access import Role, Side
from portal.disputes import operations
from portal.disputes.operations import Refusal
from portal.disputes.rules.statuses import DisputeStatus, RefusalCode
from portal.reasons import Evidence
from tests.disputes.scene import Scene, invoice
from tests.moment import NOW
from tests.partners.scene import at

S = DisputeStatus
ADMIN, MEMBER = Role.PARTNER_ADMIN, Role.PARTNER_MEMBER
OFFICER, LEGAL, MANAGER, EXECUTIVE = (
    Role.DISPUTE_OFFICER, Role.LEGAL, Role.RELATIONSHIP_MANAGER, Role.EXECUTIVE_SPONSOR,
)  # fmt: skip
HOST, PARTNER = frozenset({Side.HOST}), frozenset({Side.PARTNER})


async def test_a_draft_waits_for_its_papers_and_is_filed_with_a_receipt(scene: Scene) -> None:
    made = await scene.drafted(MEMBER)
    assert (made.status, made.claimed_minor, made.currency, made.missing) == (S.DRAFT, 20_000, "EUR", 2)
    assert (await scene.not_done(MEMBER, operations.file, made))[2] == (
        "Papers required for this reason are missing: 2."
    )
    await scene.show(MEMBER, made, Evidence.INVOICE, Evidence.ORDER)
    filed = await scene.act(MEMBER, operations.file, made)
    assert (filed.status, filed.waiting_on, filed.due_at) == (S.SUBMITTED, HOST, at("2026-03-04T22:59:59Z"))
    assert filed.receipt_sha256 is not None
    assert await scene.chained(filed) == ["FILED", "EVIDENCE", "EVIDENCE"]
    assert await scene.told(filed) == ["drafted", "evidence_added", "filed"]


async def test_what_is_asked_stops_the_officers_clock_and_not_the_claimants(scene: Scene) -> None:
    filed = await scene.filed()
    asked = await scene.act(OFFICER, operations.ask_info, filed, items=["The order of 2 March"])
    assert (asked.status, asked.waiting_on, asked.due_at) == (S.INFO_REQUESTED, PARTNER, at("2026-03-16T22:59:59Z"))
    given = await scene.act(MEMBER, operations.give_info, asked, text="It is attached.", now=NOW + timedelta(days=3))
    assert (given.status, given.waiting_on, given.due_at) == (S.SUBMITTED, HOST, at("2026-03-06T22:59:59Z"))
    admitted = await scene.act(OFFICER, operations.admit, given, now=NOW + timedelta(days=3))
    assert (admitted.status, admitted.waiting_on) == (S.AWAITING_RESPONSE, HOST)
    assert admitted.company_owner_id is not None


async def test_a_refusal_names_a_code_and_a_text_for_every_line(scene: Scene) -> None:
    filed = await scene.filed()
    first, second = await scene.lines(filed)
    one = Refusal(line_id=first.id, code=RefusalCode.OUT_OF_TIME, text="Known since 2025.")
    assert (await scene.not_done(OFFICER, operations.refuse, filed, refusals=[one]))[:2] == (
        "INVALID", "input.refusals",
    )  # fmt: skip
    other = Refusal(line_id=second.id, code=RefusalCode.WRONG_PARTY, text="It is the bank's.")
    refused = await scene.act(OFFICER, operations.refuse, filed, refusals=[one, other])
    assert (refused.status, refused.waiting_on) == (S.INADMISSIBLE, PARTNER)
    objected = await scene.act(ADMIN, operations.object_to_refusal, refused, reason="We told you in January.")
    assert (objected.status, objected.level) == (S.ESCALATED, 1)
    other_one = await scene.filed(ADMIN, invoice("INV-0099"))
    closed = await scene.tick(other_one, NOW + timedelta(days=5))
    assert (closed.status, closed.level) == (S.AWAITING_RESPONSE, 1)


async def test_the_two_sides_negotiate_pause_and_climb(scene: Scene) -> None:
    answered = await scene.answered()
    assert (answered.status, answered.conceded_minor, answered.level) == (S.NEGOTIATION, 6_000, 0)
    assert answered.due_at == at("2026-03-23T22:59:59Z")
    until = (NOW + timedelta(days=7)).date()
    asked = await scene.act(ADMIN, operations.ask_pause, answered, until=until, reason="Our ledger is being closed.")
    assert asked.due_at == answered.due_at
    paused = await scene.act(MANAGER, operations.agree_pause, asked)
    assert paused.due_at is not None
    assert paused.due_at > at("2026-03-23T22:59:59Z")
    climbed = await scene.tick(paused, paused.due_at)
    assert (climbed.status, climbed.level) == (S.ESCALATED, 1)
    back = await scene.act(EXECUTIVE, operations.send_back, climbed, instructions="Look at the order again.")
    assert (back.status, back.level) == (S.NEGOTIATION, 1)
    again = await scene.act(ADMIN, operations.escalate, back, reason="Nothing new came.")
    assert (again.status, again.level) == (S.ESCALATED, 2)


async def test_a_pause_is_not_agreed_once_its_last_day_is_over_and_can_be_asked_for_anew(scene: Scene) -> None:
    answered = await scene.answered()
    until = (NOW + timedelta(days=2)).date()
    asked = await scene.act(ADMIN, operations.ask_pause, answered, until=until, reason="Our ledger is being closed.")
    over = "The last day of the requested pause has passed."
    for late in (at("2026-03-04T23:30:00Z"), at("2026-03-06T09:00:00Z")):  # past midnight in Berlin, and days later
        assert (await scene.not_done(MANAGER, operations.agree_pause, asked, now=late))[::2] == ("BLOCKED", over)
    again = {"until": until + timedelta(days=6), "reason": "It takes longer.", "now": at("2026-03-06T09:00:00Z")}
    assert (await scene.act(MANAGER, operations.ask_pause, asked, **again)).pause_by is Side.HOST
