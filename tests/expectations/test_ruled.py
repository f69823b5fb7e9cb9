"""A rule that is not kept is a breach as a value that was missed is one, and a line of a card."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from portal.access import Side
from portal.expectations import operations
from portal.expectations.models import Breach
from portal.expectations.operations.recomputing import Recomputing, sheets_of
from portal.expectations.rules.breach import BreachStatus
from portal.expectations.rules.expectation import Attested, ExpectationKind
from portal.money import Money
from tests.expectations.breaching import AT_STAKE, AUTUMN, PLAN, breaches, foretold, keep, ledger
from tests.expectations.ruling import FEE, deny, only, rule, say, wait
from tests.expectations.scene import ADMIN, LEGAL, MANAGER, MEMBER, Scene, terms
from tests.expectations.test_cards import agreed, given, history
from tests.expectations.test_recomputing import archived, changed
from tests.make import NOW

A, B = Attested, BreachStatus
DAY = timedelta(days=1)
MAY = datetime.fromisoformat("2026-05-04T09:00:00Z")
SAID: dict[str, Any] = {"is_kept": False}


async def test_whoever_says_that_it_is_not_kept_opens_a_breach_and_notice_is_the_others(scene: Scene) -> None:
    made = await say(scene, await rule(scene), **SAID)

    found = await only(scene)
    assert (found.expectation_id, found.status, found.obligor, found.occurrence) == (
        made.id, B.DETECTED, Side.PARTNER, 1,
    )  # fmt: skip
    assert (found.measurement_id, found.value, found.first_on, found.latest_on) == (
        None, None, date(2026, 1, 1), date(2026, 1, 1),
    )  # fmt: skip
    assert found.attestation_id is not None
    assert found.waiting_on == frozenset({Side.HOST})
    assert await scene.events(found) == ["breach.not_kept"]
    told = await scene.step(MANAGER, operations.notify_breach, found)
    assert (told.status, told.cure_on) == (B.CURE_PERIOD, NOW.date() + 30 * DAY)


async def test_what_is_kept_and_what_nobody_has_said_anything_of_is_no_breach(scene: Scene) -> None:
    made = await rule(scene)
    await say(scene, made)
    assert await breaches(scene) == []


async def test_silence_after_the_last_day_is_a_breach(scene: Scene) -> None:
    made = await rule(scene)
    await say(scene, made)
    after = await wait(scene, made)
    assert (after.attested, after.waiting_on) == (A.EXPIRED, frozenset({Side.PARTNER}))
    found = await only(scene)
    assert (found.status, found.first_on) == (B.DETECTED, date(2026, 7, 1))


async def test_what_is_contested_and_not_said_anew_in_ten_business_days_is_a_breach(scene: Scene) -> None:
    made = await rule(scene)
    await say(scene, made)
    asked = await deny(scene, made)
    assert (asked.attested, asked.waiting_on) == (A.CONTESTED, frozenset({Side.PARTNER}))
    assert asked.uphold_until is not None
    assert await breaches(scene) == []

    after = await wait(scene, made)

    assert (after.attested, after.uphold_until, after.waiting_on) == (A.NOT_UPHELD, None, frozenset({Side.PARTNER}))
    assert (await scene.events(made))[-1] == "expectation.attestation_not_upheld"
    assert (await only(scene)).status is B.DETECTED


async def test_what_is_said_anew_in_time_is_none(scene: Scene) -> None:
    made = await rule(scene)
    await say(scene, made)
    await deny(scene, made)
    again = await say(scene, made, now=NOW + DAY)
    assert (again.attested, again.uphold_until) == (A.KEPT, None)
    assert await breaches(scene) == []


async def test_the_next_attestation_that_it_is_kept_is_the_cure(scene: Scene) -> None:
    made = await rule(scene)
    await say(scene, made, **SAID)
    found = await only(scene)
    await scene.step(MANAGER, operations.notify_breach, found)
    await scene.step(MEMBER, operations.submit_plan, found, steps=PLAN)

    await say(scene, made, now=MAY)

    after = await scene.row(found)
    assert (after.status, after.closed_at, after.waiting_on) == (B.CURED, MAY, frozenset())
    await say(scene, made, now=MAY + DAY, **SAID)
    assert [each.status for each in await breaches(scene)] == [B.CURED, B.DETECTED]


async def test_kept_again_before_notice_was_given_needs_none(scene: Scene) -> None:
    made = await rule(scene)
    await say(scene, made)
    await wait(scene, made)
    await say(scene, made, now=datetime.fromisoformat("2026-07-01T08:00:00Z"), valid_until=date(2026, 12, 31))
    found = await only(scene)
    assert (found.status, await scene.events(found)) == (B.CURED, ["breach.not_kept", "breach.cured"])


async def test_a_word_of_the_other_side_that_it_does_not_say_again_takes_the_breach_back(scene: Scene) -> None:
    made = await rule(scene)
    await say(scene, made, MANAGER, **SAID)
    found = await only(scene)
    await deny(scene, made, MEMBER, now=NOW + DAY)
    refusal = await scene.refused(
        MANAGER, operations.notify_breach, breach_id=found.id, expected_version=found.version, now=NOW + DAY
    )
    assert str(refusal) == "The value is contested, so there is no consequence for now."
    assert found.due_at
    assert not await keep(scene, found, found.due_at)

    await wait(scene, made)

    after = await scene.row(found)
    assert (after.status, (await scene.events(found))[-1]) == (B.RETRACTED, "breach.retracted")


async def test_a_word_of_the_other_side_that_it_says_again_stands(scene: Scene) -> None:
    made = await rule(scene)
    await say(scene, made, MANAGER, **SAID)
    first = (await only(scene)).attestation_id
    await deny(scene, made, MEMBER, now=NOW + DAY)
    await say(scene, made, MANAGER, now=NOW + 2 * DAY, **SAID)
    after = await only(scene)
    assert (after.status, after.occurrence, after.attestation_id == first) == (B.DETECTED, 1, False)
    assert await scene.events(after) == ["breach.not_kept", "breach.restated"]


async def test_said_once_more_raises_the_number_of_the_open_breach(scene: Scene) -> None:
    made = await rule(scene)
    await say(scene, made, **SAID)
    await say(scene, made, now=MAY, **SAID)
    found = await only(scene)
    assert (found.occurrence, found.first_on, found.latest_on) == (2, date(2026, 1, 1), date(2026, 4, 1))
    assert await scene.events(found) == ["breach.not_kept", "breach.not_kept_again"]


async def uncured(scene: Scene, **more: Any) -> Breach:
    await say(scene, await rule(scene, **more), **SAID)
    found = await only(scene)
    told = await scene.step(MANAGER, operations.notify_breach, found)
    assert await keep(scene, found, told.due_at)
    row: Breach = await scene.row(found)
    return row


async def test_it_costs_the_agreed_share_of_the_fee_under_its_cap(scene: Scene) -> None:
    found = await uncured(scene, consequence=FEE)
    assert found.status is B.UNCURED
    for role in (LEGAL, MEMBER):
        foreseen = await foretold(scene, found, role)
        assert foreseen is not None
        assert foreseen.amount == Money(250_000, "EUR")  # a quarter of 12,000 is 3,000, of which the cap leaves 2,500
    done = await scene.step(
        LEGAL, operations.apply_consequence, found, expected_amount=Money(250_000, "EUR"), now=AUTUMN
    )
    assert done.status is B.REMEDIED
    assert await ledger(scene) == [("CHARGE", 250_000)]


async def test_it_is_waived_or_closed_as_any_other(scene: Scene) -> None:
    found = await uncured(scene)
    closed = await scene.step(MANAGER, operations.close_breach, found, reason="Settled by phone.", now=MAY)
    assert closed.status is B.REMEDIED


async def test_legal_waives_it(scene: Scene) -> None:
    found = await uncured(scene, consequence=FEE)
    waived = await scene.step(LEGAL, operations.waive_breach, found, reason="Once.", now=MAY)
    assert (waived.status, await ledger(scene)) == (B.WAIVED, [])


@pytest.mark.parametrize(
    ("consequence", "path", "sentence"),
    [
        ({**FEE, "basis": "MISSED_VALUE", "fee": None}, "basis", "The cost of a rule must be a share of a fee."),
        ({**FEE, "judged_by": "INTERVAL"}, "judgedBy", "Only a share has an interval to assess."),
        (AT_STAKE, "steps", "A rule is either kept or not, so it can have only one step, below 100."),
    ],
)
async def test_what_no_rule_can_cost_is_refused(
    scene: Scene, consequence: dict[str, Any], path: str, sentence: str
) -> None:
    refusal = await scene.refused(
        MANAGER, operations.draft_expectation, code="rule", obligor=Side.PARTNER, partner_id=scene.partner.id,
        terms=terms(kind=ExpectationKind.RULE, metric_id=None, target=None, tolerance=None, floor=None, text="So.",
                    consequence=consequence),
    )  # fmt: skip
    assert (refusal.path[-2:], str(refusal)) == (("consequence", path), sentence)


async def test_on_a_card_kept_is_a_hundred_and_not_kept_is_nothing(scene: Scene) -> None:
    made = await rule(scene)
    card = await agreed(scene, given((made, "100")))
    assert card.score is None

    await say(scene, made)
    assert ((await scene.row(card)).score, await history(scene)) == (Decimal(100), [(1, Decimal(100), "GOOD")])
    await say(scene, made, now=NOW + DAY, **SAID)
    after = await scene.row(card)
    assert (after.score, after.standing, after.unscored) == (Decimal(0), "CRITICAL", 0)
    assert await history(scene) == [(1, Decimal(100), "GOOD"), (2, Decimal(0), "CRITICAL")]


async def test_what_was_said_before_the_card_was_agreed_is_scored_at_once(scene: Scene) -> None:
    made = await rule(scene)
    await say(scene, made)
    card = await agreed(scene, given((made, "100")), now=NOW + DAY)
    assert (card.score, card.standing) == (Decimal(100), "GOOD")


async def test_what_is_contested_keeps_what_stood_on_the_card_before(scene: Scene) -> None:
    made = await rule(scene)
    card = await agreed(scene, given((made, "100")))
    await say(scene, made)
    await say(scene, made, now=NOW + DAY, **SAID)
    await deny(scene, made, now=NOW + 2 * DAY)
    assert (await scene.row(card)).score == Decimal(100)


async def test_a_rule_without_a_word_leaves_its_weight_to_the_others(scene: Scene) -> None:
    one, other = await rule(scene, code="one"), await rule(scene, code="other", title="Trained drivers")
    card = await agreed(scene, given((one, "60"), (other, "40")))
    await say(scene, one)
    after = await scene.row(card)
    assert (after.score, after.covered, after.unscored) == (Decimal(100), 60, 1)
    await say(scene, other, now=NOW + DAY, **SAID)
    both = await scene.row(card)
    assert (both.score, both.covered, both.unscored) == (Decimal(60), 100, 0)


async def test_a_rule_that_weighs_too_little_waits_for_the_figures_of_the_period(scene: Scene) -> None:
    figure, made = await scene.agreed(terms()), await rule(scene, code="rule")
    card = await agreed(scene, given((figure, "70"), (made, "30")))
    await say(scene, made)
    assert ((await scene.row(card)).covered, await history(scene)) == (None, [])


async def test_a_rule_that_the_company_owes_is_its_own(scene: Scene) -> None:
    made = await rule(scene, obligor=Side.HOST)
    await say(scene, made, MANAGER, **SAID)
    found = await only(scene)
    assert (found.obligor, found.waiting_on) == (Side.HOST, frozenset({Side.PARTNER}))
    assert (await scene.step(ADMIN, operations.notify_breach, found)).waiting_on == frozenset({Side.HOST})


async def test_whoever_has_what_was_handed_over_sees_what_a_breach_rests_on(scene: Scene) -> None:
    made = await rule(scene)
    await say(scene, made)
    await wait(scene, made)
    packed = await archived(scene)
    assert unfounded(packed) == []
    said = str((await only(scene)).attestation_id)
    (told,) = unfounded(changed(packed, said, str(made.id)))
    assert told.endswith(" has no basis: the attestation of its rule does not support it.")


def unfounded(packed: bytes) -> list[str]:
    with ZipFile(BytesIO(packed)) as archive:
        return list(Recomputing(sheets_of(archive)).unfounded())
