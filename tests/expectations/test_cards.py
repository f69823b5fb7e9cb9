"""A scorecard: agreed by both sides, reckoned from what is final, with a standing, and a place without names."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from portal import ids
from portal.access import SYSTEM, Side
from portal.expectations import operations
from portal.expectations.models import CardRank, Expectation, Measurement, Scorecard, ScorecardPeriod, Subject
from portal.expectations.operations import CardTerms
from portal.expectations.rules.card import CardStatus
from portal.expectations.rules.measurement import ContestReason
from portal.jobs import Task
from portal.journal import Entry
from tests.expectations import making
from tests.expectations.breaching import DAYS, MONDAY, SUMMER, final, measurements, restated
from tests.expectations.scene import ADMIN, LEGAL, MANAGER, MEMBER, Scene, lines, terms
from tests.make import NOW

C = CardStatus
BANDS = [
    {"from": "0", "to": "50", "standing": "CRITICAL", "effects": ["SPONSOR_REVIEW", "HOLD_PROPOSED"]},
    {"from": "50", "to": "80", "standing": "FAIR", "effects": ["PLAN_REQUIRED"]},
    {"from": "80", "to": "100", "standing": "GOOD", "effects": []},
]


def given(*weights: tuple[Expectation, str], title: str = "Deliveries", least: str = "50") -> CardTerms:
    content: dict[str, Any] = {
        "lines": [{"expectation": str(each.id), "weight": weight} for each, weight in weights], "bands": BANDS,
        "least_covered": least,
    }  # fmt: skip
    return CardTerms(title=title, content=content)


async def agreed(scene: Scene, card: CardTerms, *, now: datetime = NOW) -> Scorecard:
    made = await scene.act(
        MANAGER, operations.draft_card, obligor=Side.PARTNER, card=card, partner_id=scene.partner.id, now=now
    )
    await scene.step(MANAGER, operations.propose_card, made, now=now)
    shown = await scene.row(made)
    row: Scorecard = await scene.step(ADMIN, operations.agree_card, made, expected_digest=shown.sha256, now=now)
    return row


async def follow(scene: Scene, record: Measurement, now: datetime) -> int:
    found = select(Entry).where(Entry.record_id == record.id).order_by(Entry.id.desc()).limit(1)
    (entry,) = await scene.all(found)
    async with scene.as_(SYSTEM) as session:
        return await operations.on_scored(session, SYSTEM, entry, now)


async def history(scene: Scene) -> list[tuple[int, Decimal | None, str | None]]:
    found = await scene.all(select(ScorecardPeriod).order_by(ScorecardPeriod.starts_on, ScorecardPeriod.number))
    return [(each.number, each.score, each.standing) for each in found]


async def test_it_is_agreed_by_its_digest_and_scored_once_a_line_is_final(scene: Scene) -> None:
    made = await scene.agreed(terms())
    card = await agreed(scene, given((made, "100")))
    assert (card.status, card.score, card.waiting_on) == (C.AGREED, None, frozenset())

    value = await final(scene, made, lines(20, 2))  # 90.91 %, of which 80 scores 0 and 95 scores 100
    assert await follow(scene, value, MONDAY) == 1

    after = await scene.row(card)
    assert (after.score, after.standing, after.covered, after.unscored) == (Decimal("72.73"), "FAIR", 100, 0)
    assert (await scene.events(card))[-1] == "scorecard.standing_moved"
    assert await history(scene) == [(1, Decimal("72.73"), "FAIR")]
    assert await follow(scene, value, MONDAY) == 0


async def test_weights_of_what_is_not_scored_go_to_the_others(scene: Scene) -> None:
    one, other = await scene.agreed(terms()), await scene.agreed(terms("fill_rate", title="Filled"), code="filled")
    card = await agreed(scene, given((one, "70"), (other, "30")))
    value = await final(scene, one, lines(20, 2))
    await follow(scene, value, MONDAY)

    after = await scene.row(card)
    assert (after.score, after.covered, after.unscored) == (Decimal("72.73"), 70, 1)


async def test_too_little_covered_has_no_score_and_no_standing(scene: Scene) -> None:
    one, other = await scene.agreed(terms()), await scene.agreed(terms("fill_rate", title="Filled"), code="filled")
    card = await agreed(scene, given((one, "40"), (other, "60")))
    await follow(scene, await final(scene, one, lines(20, 2)), MONDAY)

    after = await scene.row(card)
    assert (after.score, after.standing, after.covered, after.unscored) == (None, None, 40, 1)


async def test_a_card_agreed_later_is_scored_at_once(scene: Scene) -> None:
    made = await scene.agreed(terms())
    await final(scene, made, lines(22, 0))
    card = await agreed(scene, given((made, "100")), now=MONDAY)
    assert (card.score, card.standing) == (Decimal(100), "GOOD")


async def test_a_restated_value_makes_the_next_number_of_its_period(scene: Scene) -> None:
    made = await scene.agreed(terms())
    card = await agreed(scene, given((made, "100")))
    first = await final(scene, made, lines(18, 4))
    await follow(scene, first, MONDAY)
    await restated(scene, first, 4, MONDAY + DAYS)
    (new,) = [each for each in await measurements(scene) if each.restates_id == first.id]
    await follow(scene, new, MONDAY + DAYS)

    assert await history(scene) == [(1, Decimal("12.12"), "CRITICAL"), (2, Decimal(100), "GOOD")]
    assert (await scene.row(card)).standing == "GOOD"


async def test_what_is_contested_keeps_its_last_final_value(scene: Scene) -> None:
    one, other = await scene.agreed(terms()), await scene.agreed(terms(title="Again"), code="again")
    card = await agreed(scene, given((one, "50"), (other, "50")))
    for made in (one, other):
        await follow(scene, await final(scene, made, lines(22, 0) if made is one else ()), MONDAY)
    await scene.send(*lines(18, 4, "2026-05-12"), now=SUMMER - 20 * DAYS)
    for made in (one, other):
        await scene.keep_time(made, SUMMER)
    values = [each for each in await measurements(scene) if each.status == "COLLECTING" and each.closes_at <= SUMMER]
    for each in values:
        assert await scene.keep(each, each.closes_at)
    late = await late_line(scene)
    await scene.step(MEMBER, operations.contest_measurement, values[0], lines=[late], now=SUMMER)
    fresh = await scene.row(values[1])
    done = await scene.step(
        ADMIN, operations.acknowledge_measurement, values[1], expected_digest=fresh.subjects_sha256, now=SUMMER
    )
    await follow(scene, done, SUMMER)

    after = await scene.row(card)
    assert (after.score, after.standing) == (Decimal("56.06"), "FAIR")  # half of 100, and half of 12.12


async def late_line(scene: Scene) -> operations.Line:
    found = select(Subject).where(Subject.last_received_on > Subject.agreed_on, Subject.subject_key.like("2026-05%"))
    subject = (await scene.all(found))[0]
    return operations.Line(subject_id=subject.id, reason=ContestReason.DATE, claim="It came on the day.")


async def test_another_card_takes_its_place_and_a_line_follows_what_took_the_place_of_its_promise(scene: Scene) -> None:
    made = await scene.agreed(terms())
    first = await agreed(scene, given((made, "100")))
    second = await agreed(scene, given((made, "100"), title="Deliveries anew"), now=MONDAY)
    assert [(await scene.row(each)).status for each in (first, second)] == [C.RETIRED, C.AGREED]
    assert (await scene.events(first))[-1] == "scorecard.superseded"


async def test_only_promises_of_the_side_stand_on_it(scene: Scene) -> None:
    made = await scene.agreed(terms(), obligor=Side.HOST)
    refusal = await scene.refused(
        MANAGER, operations.draft_card, obligor=Side.PARTNER, card=given((made, "100")), partner_id=scene.partner.id
    )
    assert str(refusal) == "A line must be a key figure, service level or rule that this side promises."
    assert refusal.path == ("input", "card", "lines", "0", "expectationId")


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [("99.99", "The weights add up to 99.99. They must add up to exactly 100."), ("0", "A weight must be above 0.")],
)
async def test_weights_are_a_hundred_in_all(scene: Scene, weights: str, sentence: str) -> None:
    made = await scene.agreed(terms())
    refusal = await scene.refused(
        MANAGER, operations.draft_card, obligor=Side.PARTNER, card=given((made, weights)), partner_id=scene.partner.id
    )
    assert str(refusal) == sentence


async def test_what_is_not_agreed_yet_cannot_be_agreed_on_a_card(scene: Scene) -> None:
    made = await scene.proposed(terms())
    card = await scene.act(
        MANAGER, operations.draft_card, obligor=Side.PARTNER, card=given((made, "100")), partner_id=scene.partner.id
    )
    shown = await scene.step(MANAGER, operations.propose_card, card)
    refusal = await scene.refused(
        ADMIN, operations.agree_card, scorecard_id=card.id, expected_version=shown.version,
        expected_digest=shown.sha256,
    )  # fmt: skip
    assert str(refusal) == "Both sides must first agree on everything that is on the card."


async def test_the_other_side_does_not_see_a_draft_and_answers_what_is_proposed(scene: Scene) -> None:
    made = await scene.agreed(terms())
    card = await scene.act(
        MANAGER, operations.draft_card, obligor=Side.PARTNER, card=given((made, "100")), partner_id=scene.partner.id
    )
    hidden = await scene.refused(ADMIN, operations.decline_card, scorecard_id=card.id, expected_version=1, reason="No.")
    assert str(hidden) == "There is no such scorecard."
    await scene.step(MANAGER, operations.propose_card, card)
    back = await scene.step(ADMIN, operations.revise_card, card, reason="Weigh it less.")
    assert (back.status, back.reason, back.waiting_on) == (C.DRAFT, "Weigh it less.", frozenset({Side.HOST}))
    await scene.step(MANAGER, operations.edit_card, card, card=given((made, "100"), title="Another"))
    await scene.step(MANAGER, operations.propose_card, card)
    assert (await scene.step(ADMIN, operations.decline_card, card, reason="No.")).status is C.RETIRED


async def test_legal_ends_it(scene: Scene) -> None:
    made = await scene.agreed(terms())
    card = await agreed(scene, given((made, "100")))
    ended = await scene.step(LEGAL, operations.retire_card, card, reason="We measure no more.", now=MONDAY)
    assert (ended.status, ended.reason) == (C.RETIRED, "We measure no more.")


async def ranked(scene: Scene) -> int:
    task = Task(id=ids.new(), partner_id=scene.partner.id, name=operations.RANK, key="now", given={})
    async with scene.as_(SYSTEM) as session:
        return await operations.rank_cards(session, task, NOW)


async def test_from_five_on_each_card_has_a_place_that_its_partner_alone_reads(scene: Scene) -> None:
    company = await scene.make.company()
    for score in (90, 80, 80, 70):
        partner = await scene.make.partner()
        await scene.make.add(making.card(partner, company, score=Decimal(score), score_exact=Decimal(score)))
    assert await ranked(scene) == 0
    own = making.card(scene.partner, company, score=Decimal(75), score_exact=Decimal(75))
    await scene.make.add(own)

    assert await ranked(scene) == 5
    assert await ranked(scene) == 0

    found = await scene.all(select(CardRank).order_by(CardRank.place))
    assert [(each.place, each.of, each.is_shared) for each in found] == [
        (1, 5, False), (2, 5, True), (2, 5, True), (4, 5, False), (5, 5, False),
    ]  # fmt: skip
    async with scene.as_(await scene.actor(ADMIN)) as session:
        seen = (await session.scalars(select(CardRank))).all()
    assert [(each.scorecard_id, each.place) for each in seen] == [(own.id, 4)]
