"""Offers to settle: made without prejudice, read by negotiators alone, accepted by both sides over one digest."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from portal import errors
from portal.access import Role, Side
from portal.disputes import operations
from portal.disputes.operations import GivenAction
from portal.disputes.rules.offer import OfferStatus
from portal.disputes.rules.remedy import RemedyKind, RemedyStatus
from portal.disputes.rules.statuses import DisputeStatus
from portal.money import Money
from tests.disputes.scene import DAY, TALK, Scene, credit, secret_of
from tests.moment import NOW
from tests.partners.scene import at

S, O = DisputeStatus, OfferStatus  # noqa: E741 - as the table names them
ADMIN, MEMBER, LEGAL, MANAGER = Role.PARTNER_ADMIN, Role.PARTNER_MEMBER, Role.LEGAL, Role.RELATIONSHIP_MANAGER
HOST, PARTNER = frozenset({Side.HOST}), frozenset({Side.PARTNER})
LACKING = "Only someone with the authority to settle this amount can do this."


async def test_an_offer_of_one_side_is_accepted_by_the_other_and_what_it_says_is_to_be_done(scene: Scene) -> None:
    case = await scene.answered()
    mine, theirs = await scene.may_settle(ADMIN, 130), await scene.may_settle(LEGAL, 70)
    offer = await scene.offered(case, ADMIN)
    assert (offer.status, offer.side, offer.number, offer.waiting_on) == (O.OPEN, Side.PARTNER, 1, HOST)
    assert (offer.authority_id, offer.total_minor) == (mine.id, None)
    assert offer.due_at == offer.expires_at == at("2026-03-12T22:59:59Z")
    waits = await scene.now(case)
    assert (waits.waiting_on, waits.due_at) == (HOST, case.due_at)
    done = await scene.accepted(LEGAL, offer)
    assert (done.status, done.answer_authority_id, done.total_minor, done.currency) == (
        O.ACCEPTED, theirs.id, 7_000, "EUR",
    )  # fmt: skip
    settled = await scene.now(case)
    assert (settled.status, settled.settlement_sha256) == (S.REMEDY, offer.sha256)
    assert (settled.waiting_on, settled.due_at) == (HOST, at("2026-03-12T22:59:59Z"))
    (remedy,) = await scene.remedies(case)
    assert (remedy.kind, remedy.obligor, remedy.amount_minor, remedy.status, remedy.offer_id) == (
        RemedyKind.CREDIT_AMOUNT, Side.HOST, 7_000, RemedyStatus.OPEN, offer.id,
    )  # fmt: skip
    assert (await scene.chained(case))[-4:] == ["ANSWER", "OFFER", "OFFER_ANSWER", "SETTLEMENT"]
    assert (await scene.told(case))[-4:] == ["offer_made", "offer_accepted", "settled", "remedy_started"]


async def test_who_accepts_names_the_digest(scene: Scene) -> None:
    case = await scene.answered()
    await scene.may_settle(ADMIN)
    await scene.may_settle(LEGAL)
    offer = await scene.offered(case, ADMIN)
    given = await scene.on(offer, expected_digest="0" * 64, secret_of=secret_of)
    assert await scene.refused(await scene.one(LEGAL), operations.accept_offer, **given) == (
        "STALE_DIGEST", "input.expectedDigest", "The current offer is not the one you are acting on. Read it again.",
    )  # fmt: skip


@pytest.mark.parametrize(
    "columns",
    [
        {"euros": 69}, {"euros": None, "kinds": []}, {"euros": None, "kinds": ["SUPPLY"]},
        {"euros": 70, "currency": "USD"}, {"euros": None, "valid_until": (NOW - DAY).date()},
        {"euros": None, "valid_from": (NOW + DAY).date()}, {"euros": None, "status": "REVOKED", "revoked_at": NOW},
    ],
    ids=["too little", "for every contract", "for supply", "another currency", "over", "not yet", "revoked"],
)  # fmt: skip
async def test_what_is_given_away_needs_an_authority_of_ones_own(scene: Scene, columns: dict[str, Any]) -> None:
    case = await scene.answered()
    await scene.may_settle(ADMIN)
    offer = await scene.offered(case, ADMIN)
    await scene.may_settle(LEGAL, **columns)
    given = await scene.on(offer, expected_digest=offer.sha256, secret_of=secret_of)
    assert await scene.refused(await scene.one(LEGAL), operations.accept_offer, **given) == (
        "NOT_PERMITTED", "", LACKING,
    )  # fmt: skip
    given = await scene.place(case, **scene.offering())
    assert await scene.refused(await scene.one(LEGAL), operations.make_offer, **given) == (
        "NOT_PERMITTED", "", LACKING,
    )  # fmt: skip


async def test_the_claimant_gives_away_what_of_its_claim_it_does_without(scene: Scene) -> None:
    case = await scene.answered()  # of EUR 200
    await scene.may_settle(ADMIN, 129)
    given = await scene.place(case, **scene.offering(credit(70)))
    assert (await scene.refused(await scene.one(ADMIN), operations.make_offer, **given))[0] == "NOT_PERMITTED"
    offer = await scene.offered(case, ADMIN, credit(71))
    assert offer.authority_id is not None
    whole = await scene.answered()
    assert (await scene.offered(whole, ADMIN, credit(200))).authority_id is None


async def test_a_side_has_one_open_offer_and_a_counter_closes_the_others(scene: Scene) -> None:
    case = await scene.answered()
    for role in (ADMIN, LEGAL, MANAGER):
        await scene.may_settle(role)
    first = await scene.offered(case, ADMIN)
    given = await scene.place(case, **scene.offering())
    assert await scene.refused(await scene.one(ADMIN), operations.make_offer, **given) == (
        "BLOCKED", "", "Your side has an open offer. Withdraw it first.",
    )  # fmt: skip
    second = await scene.answer(MANAGER, operations.counter_offer, first, **scene.offering(credit(40)))
    assert ((await scene.offer(first)).status, second.status, second.number) == (O.SUPERSEDED, O.OPEN, 2)
    assert (await scene.now(case)).waiting_on == PARTNER
    third = await scene.offered(case, ADMIN, credit(60))
    assert (await scene.now(case)).waiting_on == HOST | PARTNER
    fourth = await scene.answer(ADMIN, operations.counter_offer, second, **scene.offering(credit(50)))
    assert [(await scene.offer(each)).status for each in (second, third, fourth)] == [
        O.SUPERSEDED, O.WITHDRAWN, O.OPEN,
    ]  # fmt: skip
    await scene.accepted(LEGAL, fourth)
    assert [each.amount_minor for each in await scene.remedies(case)] == [5_000]


async def test_an_offer_is_rejected_or_taken_back_and_both_negotiate_on(scene: Scene) -> None:
    case = await scene.answered()
    await scene.may_settle(ADMIN)
    first = await scene.offered(case, ADMIN)
    assert (await scene.answer(LEGAL, operations.reject_offer, first, reason="Too much.")).status is O.REJECTED
    second = await scene.offered(case, ADMIN)
    assert (await scene.answer(ADMIN, operations.withdraw_offer, second)).status is O.WITHDRAWN
    assert (await scene.now(case)).waiting_on == HOST | PARTNER
    given = await scene.on(second)
    assert (await scene.refused(await scene.one(LEGAL), operations.reject_offer, **given))[0] == "WRONG_STATUS"
    assert [each.split("_")[-1] for each in (await scene.told(case))[-4:]] == [
        "made", "rejected", "made", "withdrawn",
    ]  # fmt: skip


async def test_the_clock_ends_an_offer_after_its_last_day_where_the_other_side_is(scene: Scene) -> None:
    case = await scene.answered()
    await scene.may_settle(ADMIN)
    offer = await scene.offered(case, ADMIN, valid_until=(NOW + DAY).date())
    assert offer.due_at == at("2026-03-03T22:59:59Z")
    await scene.by_clock(operations.keep_offer_time, offer_id=offer.id, now=offer.due_at - timedelta(seconds=1))
    assert (await scene.offer(offer)).status is O.OPEN
    await scene.by_clock(operations.keep_offer_time, offer_id=offer.id, now=offer.due_at)
    assert (await scene.offer(offer)).status is O.EXPIRED
    assert (await scene.now(case)).waiting_on == HOST | PARTNER
    given = await scene.on(offer, expected_digest=offer.sha256, secret_of=secret_of)
    assert (await scene.refused(await scene.one(LEGAL), operations.accept_offer, **given))[0] == "WRONG_STATUS"


async def test_no_offer_outlives_its_dispute(scene: Scene) -> None:
    case = await scene.answered()
    await scene.may_settle(ADMIN)
    offer = await scene.offered(case, ADMIN)
    ended = await scene.act(ADMIN, operations.withdraw, case, reason="It was our own mistake.")
    assert (ended.status, ended.waiting_on) == (S.WITHDRAWN, frozenset())
    assert (await scene.offer(offer)).status is O.EXPIRED


async def test_what_cannot_be_offered_is_named_all_at_once(scene: Scene) -> None:
    case = await scene.answered()
    await scene.may_settle(ADMIN)
    day = (NOW + DAY).date()
    wrong = [
        GivenAction(kind=RemedyKind.PAY, obligor=Side.HOST, due_on=day),
        GivenAction(kind=RemedyKind.TAKE_BACK, obligor=Side.HOST, due_on=day, amount=Money(1, "EUR")),
        credit(5, due_on=(NOW - DAY).date()),
        replace(credit(5), amount=Money(5, "USD")),
        GivenAction(kind=RemedyKind.CORRECT_FACT, obligor=Side.HOST, due_on=day),
        GivenAction(kind=RemedyKind.NOTHING, obligor=Side.HOST, due_on=day),
    ]
    given = await scene.place(case, **scene.offering(*wrong, valid_until=NOW.date()))
    with pytest.raises(errors.Refused) as refused:
        await scene.do(await scene.one(ADMIN), operations.make_offer, **given)
    assert {".".join(each.path) for each in (refused.value, *refused.value.also)} == {
        "input.actions.0.amount", "input.actions.1.amount", "input.actions.2.dueOn", "input.actions.3.amount",
        "input.actions.4.recordId", "input.actions", "input.validUntil",
    }  # fmt: skip


async def test_offers_are_made_while_both_sides_negotiate_and_only_by_a_person_who_is_there(scene: Scene) -> None:
    await scene.may_settle(ADMIN)
    early = await scene.admitted()
    given = await scene.place(early, **scene.offering())
    assert (await scene.refused(await scene.one(ADMIN), operations.make_offer, **given))[0] == "WRONG_STATUS"
    case = await scene.answered()
    given = await scene.place(case, **scene.offering())
    assert (await scene.refused(await scene.one(MEMBER), operations.make_offer, **given))[0] == "NOT_PERMITTED"
    actor = await scene.actor(await scene.one(ADMIN))
    with pytest.raises(errors.ConfirmationNeeded):
        await scene.do_as(replace(actor, confirmed_at=NOW - timedelta(minutes=6)), operations.make_offer, **given)


async def test_who_has_nothing_to_do_settles_at_once(scene: Scene) -> None:
    case = await scene.answered()
    await scene.may_settle(ADMIN)
    nothing = GivenAction(kind=RemedyKind.NOTHING, obligor=Side.HOST, due_on=NOW.date(), text="We were wrong.")
    offer = await scene.offered(case, ADMIN, nothing)
    await scene.accepted(LEGAL, offer)
    ended = await scene.now(case)
    assert (ended.status, ended.ended_at, ended.reopen_until) == (S.RESOLVED, NOW, at("2026-03-30T21:59:59Z"))
    assert [row.is_open for row in await scene.lines(case)] == [False, False]
    assert await scene.remedies(case) == []


async def test_what_is_said_is_read_by_those_who_negotiate_for_either_side_alone(scene: Scene) -> None:
    case = await scene.answered()
    await scene.may_settle(ADMIN)
    offer = await scene.offered(case, ADMIN)
    for role in (ADMIN, LEGAL, MANAGER):
        content = await scene.read_by(await scene.one(role), offer)
        assert content is not None
        assert (content["text"], content["totalMinor"], content["offer"]) == (TALK, 7_000, 1)
    other = await scene.make.member(roles={MANAGER}, name="Ulli Unconcerned")
    for role in set(Role) - {ADMIN, LEGAL, MANAGER, Role.SYSTEM}:
        assert await scene.read_by(await scene.one(role), offer) is None, role
    assert await scene.read_by(other, offer) is None
