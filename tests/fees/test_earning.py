"""From a sale that is won to what was paid: who may do what, and what each step writes into the ledger."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from portal import ids
from portal.access import Role
from portal.events import Happening, facts_of
from portal.fees import operations, queries
from portal.fees.operations import Given
from portal.fees.rules.statuses import Cause, FeeBase, FeeStatus, Share
from portal.journal import Entry
from portal.money import Money
from portal.opportunities import operations as deals
from tests.fees import making
from tests.fees import scene as scenes
from tests.fees.scene import Scene
from tests.make import Make
from tests.moment import NOW
from tests.partners.scene import As

S = FeeStatus
TEXT = "Pallet 7 came back"


async def test_a_sale_that_is_won_earns_its_fee_once(scene: Scene) -> None:
    fee = await scene.fee()
    assert (fee.status, fee.base_minor, fee.share, fee.order_reference) == (S.ACCRUED, 45_000_00, 10_000, "PO 4711")
    assert await scene.entries(fee) == [("ACCRUAL", 3_600_00)]
    assert fee.due_at
    assert fee.due_at > NOW
    rows = await scene.make.session.scalars(select(Entry).where(Entry.record_id == fee.id))
    told = [Happening(event=each.event, name="", facts=facts_of(each.changes)).in_("en") for each in rows]
    assert told == ["A fee of €3,600.00 was earned."]
    await scene.earn()
    assert len(await scene.fees()) == 1


async def test_it_counts_by_the_schedule_of_the_day_of_the_order_and_by_its_product(make: Make, as_: As) -> None:
    scene = await scenes.scene(make, as_, valid_until=NOW.date() - timedelta(days=1))
    await make.add(
        making.schedule(scene.partner, "0.10", valid_from=NOW.date()),
        making.schedule(scene.partner, "0.125", valid_from=NOW.date(), product="GTX-PRO"),
        making.schedule(scene.rival, "0.5", valid_from=NOW.date()),
    )
    fee = await scene.fee()
    assert await scene.entries(fee) == [("ACCRUAL", 5_625_00)]


@pytest.mark.parametrize("columns", [{"base": FeeBase.MARGIN}, {"cap_minor": 1, "cap_currency": "USD"}])
async def test_a_margin_is_not_known_and_a_cap_in_another_currency_says_nothing(
    make: Make, as_: As, columns: dict[str, Any]
) -> None:
    scene = await scenes.scene(make, as_, **columns)
    await scene.won()
    assert await scene.fees() == []


async def test_people_say_on_which_part_a_fee_is_earned(make: Make, as_: As) -> None:
    scene = await scenes.scene(make, as_, base=FeeBase.MARGIN, cap_minor=500_00, cap_currency="EUR")
    sale, sales = await scene.won(), await scene.one(Role.SALES)
    given = {"opportunity_id": sale.id, "now": NOW}
    wanted = await scene.refused(sales, operations.accrue, **given)
    assert wanted[:2] == ("INVALID", "input.base.amount")
    assert (await scene.refused(sales, operations.accrue, base=Money(45_000_01, "EUR"), **given))[0] == "INVALID"
    assert (await scene.refused(sales, operations.accrue, base=Money(1_00, "USD"), **given))[0] == "INVALID"
    assert (await scene.refused(sales, operations.accrue, product="NONE", **given))[1] == "input.product"
    admin = await scene.one(Role.PARTNER_ADMIN)
    assert (await scene.refused(admin, operations.accrue, base=Money(1_00, "EUR"), **given))[0] == "NOT_PERMITTED"
    made = await scene.do(sales, operations.accrue, base=Money(20_000_00, "EUR"), **given)
    assert await scene.entries(made) == [("ACCRUAL", 500_00)]
    assert (await scene.refused(sales, operations.accrue, base=Money(1_00, "EUR"), **given))[0] == "BLOCKED"


async def test_those_who_brought_a_sale_share_it_and_who_influenced_it_earns_nothing(scene: Scene) -> None:
    await scene.make.add(making.schedule(scene.rival, "0.10"))
    sale, sales = await scene.protected(), await scene.one(Role.SALES)
    third = await scene.make.partner(name="Third")
    given = {"opportunity_id": sale.id, "now": NOW}
    shares = [Given(scene.partner.id, Share.SOURCED, 7_500), Given(scene.rival.id, Share.SOURCED, 2_500)]
    wrong = [
        shares[:1], [*shares, Given(third.id, Share.SOURCED, 1)], [*shares, Given(third.id, Share.INFLUENCED, 5)],
        [*shares, shares[0]], [*shares, Given(ids.new(), Share.INFLUENCED, 0)],
    ]  # fmt: skip
    for each in wrong:
        assert (await scene.refused(sales, operations.attribute, shares=each, **given))[0] in {"INVALID", "NOT_FOUND"}
    helper = Given(third.id, Share.INFLUENCED, 0)
    for _ in range(2):  # said anew, it holds anew
        await scene.do(sales, operations.attribute, shares=[*shares, helper], **given)
    await scene.act(Role.PARTNER_ADMIN, deals.win, sale, won=scenes.WON)
    await scene.earn()
    earned = {fee.partner_id: (await scene.entries(fee))[0][1] for fee in await scene.fees()}
    assert earned == {scene.partner.id: 2_700_00, scene.rival.id: 1_125_00}
    assert (await scene.refused(sales, operations.attribute, shares=shares, **given))[0] == "WRONG_STATUS"


async def test_the_database_refuses_more_shares_than_a_sale_has_and_schedules_that_meet(scene: Scene) -> None:
    sale = await scene.protected()
    insert = """INSERT INTO attribution (partner_id, id, opportunity_partner_id, opportunity_id, role, share,
    made_by_name, made_at) VALUES (:partner, :id, :owner, :sale, 'SOURCED', :share, '', now())"""
    given = {"owner": sale.partner_id, "sale": sale.id}
    session = scene.make.session
    await session.execute(text(insert), {**given, "partner": scene.partner.id, "id": ids.new(), "share": 9_000})
    with pytest.raises(DBAPIError, match="more than all of it"):
        async with session.begin_nested():
            await session.execute(text(insert), {**given, "partner": scene.rival.id, "id": ids.new(), "share": 1_001})
    meeting = making.schedule(scene.partner, valid_from=date(2030, 1, 1))
    with pytest.raises(DBAPIError, match="one_schedule"):
        async with session.begin_nested():
            await scene.make.add(meeting)
    session.expunge_all()


async def test_whoever_answers_for_a_sale_does_not_approve_its_fee_on_no_way(scene: Scene) -> None:
    sales = await scene.one(Role.SALES)  # who approved the registration, and answers for it
    fee = await scene.fee()
    assert fee.company_owner_id == sales.id
    assert (await scene.no_step(Role.SALES, operations.approve, fee))[0] == "NOT_PERMITTED"
    with pytest.raises(DBAPIError, match="does not approve its fee"):
        async with scene.make.session.begin_nested():
            await scene.make.session.execute(
                text("UPDATE fee SET approved_by = :who, approved_by_name = 'x', approved_at = now(),"
                     " status = 'APPROVED' WHERE id = :id"), {"who": sales.person_id, "id": fee.id},
            )  # fmt: skip
    fee = await scene.step(Role.PLATFORM_ADMIN, operations.approve, fee)
    assert (fee.status, fee.approved_by_name) == (S.APPROVED, "Alex Platform")


async def test_what_is_approved_is_paid_with_what_is_owed_back(scene: Scene) -> None:
    fee = await scene.step(Role.PLATFORM_ADMIN, operations.approve, await scene.fee())
    for amount, code in ((3_600_01, "STALE_VERSION"), (1, "STALE_VERSION")):
        admin = await scene.one(Role.PLATFORM_ADMIN)
        given = {"partner_id": scene.partner.id, "amount": Money(amount, "EUR"), "reference": "S", "now": NOW}
        assert (await scene.refused(admin, operations.pay, paid_on=NOW.date(), **given))[0] == code
    late = await scene.refused(
        await scene.one(Role.PLATFORM_ADMIN), operations.pay, partner_id=scene.partner.id, reference=" ",
        amount=Money(3_600_00, "EUR"), paid_on=NOW.date() + timedelta(days=1), now=NOW,
    )  # fmt: skip
    assert late[0] == "INVALID"
    paid = await scene.pay(3_600_00)
    assert (paid.amount_minor, paid.reference) == (3_600_00, "SEPA 1")
    fee = await scene.row(fee)
    assert (fee.status, await scene.entries(fee)) == (S.PAID, [("ACCRUAL", 3_600_00), ("PAYMENT", -3_600_00)])
    fee = await scene.step(
        Role.DISPUTE_OFFICER, operations.reduce, fee, cause=Cause.RETURN, returned=Money(5_000_00, "EUR"), text=TEXT,
        now=NOW + timedelta(days=30),
    )  # fmt: skip
    assert fee.status is S.PAID
    assert await scene.make.session.scalar(queries.balance(fee)) == -400_00
    refused = await scene.refused(
        await scene.one(Role.PLATFORM_ADMIN), operations.pay, partner_id=scene.partner.id, reference="S 2",
        amount=Money(1, "EUR"), paid_on=NOW.date(), now=NOW,
    )  # fmt: skip
    assert refused[0] == "BLOCKED"


async def test_a_return_in_parts_takes_back_exactly_the_fee(scene: Scene) -> None:
    fee = await scene.fee()
    for part in (1, 33_33, 44_966_66):
        fee = await scene.step(
            Role.DISPUTE_OFFICER, operations.reduce, fee, cause=Cause.RETURN, returned=Money(part, "EUR"), text=TEXT
        )
    assert fee.returned_minor == fee.base_minor
    assert await scene.make.session.scalar(queries.balance(fee)) == 0
    more = await scene.no_step(
        Role.DISPUTE_OFFICER, operations.reduce, fee, cause=Cause.RETURN, returned=Money(1, "EUR"), text=TEXT
    )
    assert more[:2] == ("INVALID", "input.returned.amount")


async def test_a_fee_is_reversed_by_a_row_of_its_own(scene: Scene) -> None:
    fee = await scene.fee()
    by_hand = await scene.no_step(Role.DISPUTE_OFFICER, operations.reverse, fee, cause=Cause.DISPUTE, text=TEXT)
    assert by_hand[:2] == ("INVALID", "input.cause")
    fee = await scene.step(Role.DISPUTE_OFFICER, operations.reverse, fee, cause=Cause.NON_PAYMENT, text=TEXT)
    assert (fee.status, await scene.entries(fee)) == (S.REVERSED, [("ACCRUAL", 3_600_00), ("REVERSAL", -3_600_00)])
    for change in ("UPDATE fee_entry SET amount_minor = 1", "DELETE FROM fee_entry"):
        with pytest.raises(DBAPIError):
            async with scene.make.session.begin_nested():
                await scene.make.session.execute(text(change))


async def test_a_fee_is_held_while_goods_can_be_returned_and_then_goes_on_by_itself(make: Make, as_: As) -> None:
    scene = await scenes.scene(make, as_, hold_days=30)
    fee = await scene.fee()
    assert (fee.status, fee.waiting_on) == (S.HELD, frozenset())
    assert fee.held_until
    assert fee.due_at == fee.held_until
    assert (await scene.no_step(Role.SALES, operations.release, fee))[0] == "BLOCKED"
    fee = await scene.clock(fee, fee.held_until - timedelta(seconds=1))
    assert fee.status is S.HELD
    assert fee.held_until
    fee = await scene.clock(fee, fee.held_until)
    assert fee.status is S.ACCRUED


async def test_people_hold_a_fee_with_a_reason_and_release_it(scene: Scene) -> None:
    fee = await scene.step(Role.PLATFORM_ADMIN, operations.approve, await scene.fee())
    assert (await scene.no_step(Role.SALES, operations.hold, fee, reason=" "))[1] == "input.reason"
    fee = await scene.step(Role.SALES, operations.hold, fee, reason="The order is being checked")
    assert (fee.status, fee.approved_by, fee.note) == (S.HELD, None, "The order is being checked")
    assert (await scene.no_step(Role.PLATFORM_ADMIN, operations.release, fee))[0] == "NOT_PERMITTED"
    fee = await scene.step(Role.SALES, operations.release, fee)
    assert (fee.status, fee.is_kept_back) == (S.ACCRUED, False)


async def test_a_company_that_is_late_is_told_again_each_time(scene: Scene) -> None:
    fee = await scene.fee()
    for _ in range(2):
        due = fee.due_at
        assert due
        fee = await scene.clock(fee, due)
        assert fee.status is S.ACCRUED
        assert fee.due_at
        assert fee.due_at > due
    assert [event for event, *_ in await scene.events(fee)].count("fee.overdue") == 2


async def test_a_dispute_holds_a_fee_and_what_it_ends_with_is_entered(scene: Scene) -> None:
    fee = await scene.step(Role.PLATFORM_ADMIN, operations.approve, await scene.fee())
    for _ in range(2):
        await scene.by_clock(operations.stand, fee_id=fee.id, disputed_in="D-1", now=NOW)
    fee = await scene.row(fee)
    assert (fee.status, fee.is_disputed, fee.disputed_in, fee.due_at) == (S.HELD, True, "D-1", None)
    says = "Dispute D-1 about it is open. It is held until the dispute ends."
    assert (await scene.no_step(Role.SALES, operations.release, fee))[::2] == ("BLOCKED", says)
    assert await scene.by_clock(operations.adjust, fee_id=fee.id, amount=Money(400_00, "EUR"), text="D-1", now=NOW)
    assert not await scene.by_clock(operations.adjust, fee_id=fee.id, amount=Money(-1, "USD"), text="D-1", now=NOW)
    assert not await scene.by_clock(
        operations.adjust, fee_id=fee.id, amount=Money(-4_000_01, "EUR"), text="D-1", now=NOW
    )
    for _ in range(2):
        await scene.by_clock(operations.stand, fee_id=fee.id, disputed_in=None, now=NOW)
    fee = await scene.row(fee)
    assert (fee.status, fee.is_disputed, fee.disputed_in) == (S.ACCRUED, False, None)
    assert await scene.entries(fee) == [("ACCRUAL", 3_600_00), ("ADJUSTMENT", 400_00)]


async def test_a_dispute_can_bring_back_what_was_reversed(scene: Scene) -> None:
    fee = await scene.step(
        Role.DISPUTE_OFFICER, operations.reverse, await scene.fee(), cause=Cause.WRONG_ATTRIBUTION, text=TEXT
    )
    await scene.by_clock(operations.stand, fee_id=fee.id, disputed_in="D-1", now=NOW)
    assert await scene.by_clock(operations.adjust, fee_id=fee.id, amount=Money(3_600_00, "EUR"), text="D-1", now=NOW)
    fee = await scene.row(fee)
    assert (fee.status, await scene.make.session.scalar(queries.balance(fee))) == (S.HELD, 3_600_00)
    await scene.by_clock(operations.stand, fee_id=fee.id, disputed_in="D-2", now=NOW)
    assert (await scene.row(fee)).disputed_in == "D-2"
    await scene.by_clock(operations.stand, fee_id=fee.id, disputed_in=None, now=NOW)
    fee = await scene.row(fee)
    assert (fee.status, fee.is_disputed) == (S.ACCRUED, False)
