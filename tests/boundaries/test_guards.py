"""What boundaries do inside the transaction of whoever acts: block, warn, let through by leave, find later."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.access import Role, Side
from portal.boundaries import operations
from portal.boundaries.models import Crossing, Exposure
from portal.boundaries.rules.acts import Act, ActKind, Rate, Result
from portal.boundaries.rules.life import Status
from portal.boundaries.rules.terms import Channel, Counted, Dealing
from portal.contracts import rules as contract_rules
from portal.files.rules import InformationClass
from portal.journal import Entry
from portal.money import Money
from tests.boundaries.making import CHANNEL, EXCLUSIVITY, LIMIT, SECRETS, TERRITORY
from tests.boundaries.scene import ADMIN, LEGAL, SALES, Scene, euros_of
from tests.moment import NOW

A = ActKind
SELLING = [A.REGISTER, A.OFFER, A.EXTEND]


def sale(scene: Scene, kind: ActKind = A.REGISTER, **more: Any) -> Act:
    return Act(kind=kind, partner_id=scene.partner.id, side=Side.PARTNER, key="opp_1", **more)


@pytest.mark.parametrize("kind", SELLING)
async def test_a_deal_outside_the_territory_is_blocked_wherever_it_is_begun(scene: Scene, kind: ActKind) -> None:
    await scene.in_force(TERRITORY)
    assert await scene.blocked(ADMIN, sale(scene, kind, regions=("FR", "DE-BY"))) == (
        "France is outside the partner's territory (Austria, Germany)."
    )
    found = await scene.require(ADMIN, sale(scene, kind, regions=("DE-BY",)))
    assert [each.result for each in found] == [Result.ALLOW]
    assert await scene.blocked(ADMIN, sale(scene, kind)) == (
        "Name the region, because the partner's territory is limited."
    )


async def test_what_a_customer_asks_for_by_itself_is_free_or_warned_of_never_blocked(scene: Scene) -> None:
    free = await scene.in_force(TERRITORY)
    act = sale(scene, regions=("FR",), is_passive=True)
    assert [each.result for each in await scene.require(ADMIN, act)] == [Result.ALLOW]
    assert await scene.told(free) == []
    warned = await scene.in_force(replace(TERRITORY, is_passive_warned=True))
    assert {each.boundary.id: each.result for each in await scene.require(ADMIN, act)} == {
        free.id: Result.ALLOW, warned.id: Result.WARN,
    }  # fmt: skip
    assert await scene.told(warned) == ["warned"]


async def test_products_narrow_a_territory_and_channels_bound_a_sale(scene: Scene) -> None:
    await scene.in_force(replace(TERRITORY, products=("PUMPS",)))
    await scene.in_force(CHANNEL)
    shop: Any = {"channel": Channel.RETAIL, "regions": ("FR",)}
    assert [each.result for each in await scene.require(ADMIN, sale(scene, products=("VALVES",), **shop))] == [
        Result.ALLOW
    ]
    assert "France" in await scene.blocked(ADMIN, sale(scene, products=("PUMPS", "VALVES"), **shop))
    online = sale(scene, products=("VALVES",), channel=Channel.ONLINE)
    assert await scene.blocked(ADMIN, online) == "The partner does not sell through this channel."


async def test_a_boundary_bites_on_its_days_alone_and_nobody_elses(scene: Scene) -> None:
    await scene.in_force(replace(TERRITORY, valid_until=date(2026, 3, 1)))
    await scene.in_force(TERRITORY, status=Status.PROPOSED)
    await scene.in_force(TERRITORY, await scene.make.partner())
    assert await scene.require(ADMIN, sale(scene, regions=("FR",))) == ()


def publish(scene: Scene, **more: Any) -> Act:
    given = {"regions": ("DE",), "dealings": (Dealing.DISTRIBUTION,), **more}
    return Act(kind=A.PUBLISH, partner_id=scene.partner.id, side=Side.HOST, key="ctr_1", **given)


async def test_the_companys_promise_to_another_blocks_and_tells_nothing_of_it(scene: Scene) -> None:
    rival = await scene.make.partner(name="Rival Trading")
    theirs = await scene.in_force(EXCLUSIVITY, rival)
    said = await scene.blocked(LEGAL, publish(scene))
    assert said == "The company has promised this scope exclusively to someone."
    assert await scene.blocked(SALES, replace(publish(scene), kind=A.OFFER)) == said
    assert await scene.require(LEGAL, publish(scene, dealings=(Dealing.SERVICE,))) == ()
    assert await scene.require(LEGAL, publish(scene, regions=("FR",))) == ()
    assert await scene.require(LEGAL, replace(publish(scene), partner_id=rival.id)) == ()
    assert await scene.told(theirs) == []


async def test_a_scope_that_may_be_crossed_is_warned_of_in_the_companys_own_journal(scene: Scene) -> None:
    theirs = await scene.in_force(replace(EXCLUSIVITY, products=("PUMPS",)), await scene.make.partner())
    found = await scene.require(LEGAL, publish(scene))
    assert [each.result for each in found] == [Result.WARN]
    assert await scene.told(theirs) == ["(boundary.warned)"]
    assert await scene.blocked(LEGAL, publish(scene, products=("PUMPS",)))


async def test_leave_for_one_act_lets_it_through_once_and_the_holder_reads_of_it_without_the_act(scene: Scene) -> None:
    theirs = await scene.in_force(EXCLUSIVITY, await scene.make.partner())
    await scene.act(LEGAL, operations.override, theirs, act=A.PUBLISH, act_key="ctr_1", reason="Agreed by telephone.")
    assert await scene.blocked(LEGAL, replace(publish(scene), key="ctr_2"))
    found = await scene.require(LEGAL, publish(scene))
    assert [each.result for each in found] == [Result.WARN]
    assert found[0].sentence.in_("en").startswith("Legal has allowed this. ")
    assert await scene.blocked(LEGAL, publish(scene))
    assert await scene.told(theirs) == ["overridden", "override_used"]
    rows = await scene.all_of(Entry, record_id=theirs.id)
    assert "ctr_1" not in str([(row.changes, row.note) for row in rows])
    (crossing,) = await scene.all_of(Crossing)
    assert (crossing.is_late, len(crossing.act_digest)) == (False, 64)


async def test_leave_until_a_day_lets_each_act_of_its_kind_through_until_then(scene: Scene) -> None:
    made = await scene.in_force(TERRITORY)
    await scene.act(LEGAL, operations.override, made, act=A.OFFER, until=date(2026, 3, 3), reason="A fair.")
    offer = sale(scene, A.OFFER, regions=("FR",))
    for key in ("opp_1", "opp_2", "opp_1"):
        assert [each.result for each in await scene.require(ADMIN, replace(offer, key=key))] == [Result.WARN]
    assert await scene.blocked(ADMIN, sale(scene, A.REGISTER, regions=("FR",)))
    assert await scene.blocked(ADMIN, offer, now=NOW.replace(day=4))


async def test_orders_keep_within_the_limit_and_closing_one_makes_room(scene: Scene) -> None:
    await scene.in_force(LIMIT)
    await scene.require(ADMIN, scene.order("o-1", 700))
    await scene.require(ADMIN, scene.order("o-2", 300))
    assert await scene.counted() == 100_000
    assert await scene.blocked(ADMIN, scene.order("o-3", 1)) == (
        "This would exceed the credit limit of €1,000.00: €0.00 is left, and this adds up to €1.00."
    )
    await scene.require(ADMIN, scene.order("o-1", 0, kind=A.CLOSE))
    await scene.require(ADMIN, scene.order("o-3", 700))
    reopened = scene.order("o-1", 700, kind=A.REOPEN)
    assert "€0.00 is left" in await scene.blocked(ADMIN, reopened)
    assert await scene.counted() == 100_000
    assert [(row.source_key, row.number, row.amount_minor) for row in await scene.all_of(Exposure)] == [
        ("o-1", 1, 70_000), ("o-2", 1, 30_000), ("o-1", 2, -70_000), ("o-3", 1, 70_000),
    ]  # fmt: skip


async def test_the_same_order_again_counts_once_and_a_change_counts_its_difference(scene: Scene) -> None:
    await scene.in_force(LIMIT)
    for euros in (400, 400, 900, 900, 1_000, 250):
        await scene.require(ADMIN, scene.order("o-1", euros))
        assert await scene.counted() == euros * 100
    assert "adds up to €1,000.01" in await scene.blocked(ADMIN, scene.order("o-1", 0, money=Money(100_001, "EUR")))


async def test_who_is_over_a_limit_may_still_order_less(scene: Scene) -> None:
    await scene.require(ADMIN, scene.order("o-1", 2_000))
    await scene.in_force(LIMIT)
    await scene.require(ADMIN, scene.order("o-1", 1_500))
    assert await scene.blocked(ADMIN, scene.order("o-2", 1))
    assert await scene.blocked(ADMIN, scene.order("o-1", 1_600))


async def test_a_deal_won_counts_where_deals_do(scene: Scene) -> None:
    await scene.in_force(replace(LIMIT, counted=(Counted.WON_DEALS,)))
    await scene.require(ADMIN, scene.order("o-1", 5_000))
    won = scene.order("opp_1", 1_001, kind=A.WIN, counted=Counted.WON_DEALS)
    assert await scene.blocked(ADMIN, won)
    await scene.require(ADMIN, replace(won, money=euros_of(1_000)))


async def test_what_the_company_orders_counts_for_the_company(scene: Scene) -> None:
    await scene.in_force(replace(LIMIT, orderer=Side.HOST))
    await scene.require(ADMIN, scene.order("o-1", 5_000))
    assert await scene.blocked(LEGAL, scene.order("o-1", 5_000, side=Side.HOST))


async def test_another_currency_counts_only_by_a_dated_rate_that_is_kept(scene: Scene) -> None:
    await scene.in_force(LIMIT)
    act = scene.order("o-1", 0, money=Money(100_000, "JPY"))
    assert await scene.blocked(ADMIN, act) == (
        "The credit limit is in EUR. Amounts in another currency count only with a dated rate."
    )
    rate = Rate(to="EUR", per_unit="0.006125", source="ECB", on=date(2026, 2, 27))
    await scene.require(ADMIN, replace(act, rate=rate))
    (row,) = await scene.all_of(Exposure)
    assert (row.amount_minor, row.currency, row.original_minor, row.original_currency) == (
        61_250,
        "EUR",
        100_000,
        "JPY",
    )
    assert (row.rate, row.rate_source, row.rate_on) == ("0.006125", "ECB", date(2026, 2, 27))
    assert await scene.blocked(ADMIN, replace(act, key="o-2", rate=replace(rate, to="USD")))


async def test_what_counted_in_another_currency_before_blocks_until_it_is_closed(scene: Scene) -> None:
    dollars = scene.order("o-1", 0, money=Money(100, "USD"))
    await scene.require(ADMIN, dollars)
    await scene.in_force(LIMIT)
    assert "dated rate" in await scene.blocked(ADMIN, scene.order("o-2", 1))
    await scene.require(ADMIN, replace(dollars, kind=A.CLOSE, money=Money(0, "USD")))
    await scene.require(ADMIN, scene.order("o-2", 1))


async def test_a_limit_below_what_counts_already_is_not_agreed(scene: Scene) -> None:
    old = await scene.in_force(LIMIT)
    await scene.require(ADMIN, scene.order("o-1", 900))
    lower = replace(LIMIT, limit=euros_of(800))
    refusal = await scene.not_proposed(LEGAL, lower, replaces_id=old.id)
    assert (refusal.code, refusal.message) == (
        "BLOCKED",
        "The amount already counted, €900.00, is more than this limit.",
    )
    other = await scene.not_proposed(LEGAL, replace(LIMIT, limit=Money(90_000, "USD")), replaces_id=old.id)
    assert "another currency" in other.message
    made = await scene.put(LEGAL, replace(LIMIT, limit=euros_of(950)), replaces_id=old.id)
    await scene.require(ADMIN, scene.order("o-1", 1_000))
    assert (await scene.not_done(ADMIN, operations.agree, made, expected_digest=made.sha256)).code == "BLOCKED"
    await scene.require(ADMIN, scene.order("o-1", 950))
    assert (await scene.agree(ADMIN, made)).status is Status.ACTIVE
    assert (await scene.now_is(old)).status is Status.ENDED
    assert await scene.blocked(ADMIN, scene.order("o-2", 1))


async def test_an_order_that_facts_tell_of_counts_and_is_a_crossing_once(scene: Scene) -> None:
    made = await scene.in_force(LIMIT)
    late = scene.order("o-1", 1_500)
    for _ in range(2):
        await scene.require(LEGAL, late, guard=operations.record)
    assert await scene.counted() == 150_000
    assert [each.is_late for each in await scene.all_of(Crossing)] == [True]
    assert await scene.told(made) == ["crossed"]


async def test_a_sale_outside_found_later_is_a_crossing_that_both_read(scene: Scene) -> None:
    made = await scene.in_force(TERRITORY)
    await scene.require(LEGAL, sale(scene, regions=("FR",)), guard=operations.record)
    assert await scene.told(made) == ["crossed"]


S = contract_rules.Status


@pytest.mark.parametrize("kind", [A.SHARE, A.EXPORT, A.OVERLAP, A.ANNOUNCE])
@pytest.mark.parametrize(("role", "side"), [(LEGAL, Side.HOST), (ADMIN, Side.PARTNER)])
async def test_information_of_a_class_waits_for_the_agreement_that_protects_it(
    scene: Scene, kind: ActKind, role: Role, side: Side
) -> None:
    nda = await scene.contract(S.SIGNED)
    await scene.in_force(replace(SECRETS, nda_id=nda.id))
    act = Act(kind=kind, partner_id=scene.partner.id, side=side, key="fil_1", classes=(InformationClass.TECHNICAL,))
    assert await scene.blocked(role, act) == (
        "You can share this kind of information only while the agreement that protects it is in force."
    )
    assert await scene.require(role, replace(act, classes=(InformationClass.PERSONAL,))) == ()
    await scene.contract_becomes(nda, "contract.activated", status="ACTIVE")
    assert [each.result for each in await scene.require(role, act)] == [Result.ALLOW]
    await scene.contract_becomes(nda, "contract.expired", status="EXPIRED")
    assert await scene.blocked(role, act)
