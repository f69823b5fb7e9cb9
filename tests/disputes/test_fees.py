"""A dispute about a fee: held while the case is open, and what the case ends with is a row of its ledger."""

from datetime import date
from typing import Any

import pytest

from portal import ids
from portal.access import Role, Side
from portal.disputes import operations
from portal.disputes.models import Dispute
from portal.disputes.operations import GivenAction, GivenLine, Said
from portal.disputes.rules.remedy import RemedyKind, RemedyStatus
from portal.disputes.rules.statuses import DisputeStatus
from portal.fees import operations as fees
from portal.fees import queries
from portal.fees.models import Fee
from portal.fees.rules.statuses import EntryKind, FeeStatus
from portal.money import Money
from portal.opportunities.rules.statuses import OpportunityStatus
from portal.reactions import follow_at_once
from portal.reasons import Evidence
from tests.disputes.following import follow
from tests.disputes.scene import DAY, Scene
from tests.fees import making
from tests.moment import NOW
from tests.opportunities import making as deals

S, ADMIN, LEGAL, OFFICER = FeeStatus, Role.PARTNER_ADMIN, Role.LEGAL, Role.DISPUTE_OFFICER
EARNED = 3_600_00


async def earned(scene: Scene, status: FeeStatus = S.ACCRUED, partner: Any = None, **columns: Any) -> Fee:
    """A fee of EUR 3,600, paid out where its status says so."""
    company, whose = await scene.make.company(), partner or scene.partner
    sale = deals.opportunity(whose, company, status=OpportunityStatus.WON)
    by = making.schedule(whose, product=str(ids.new()))  # of its own, so that none meets another
    await scene.make.add(sale, by)
    made = making.fee(sale, by, company, status=status, **columns)
    await scene.make.add(made)
    await scene.make.add(making.entry(made))
    if status is S.PAID:
        paid = making.payout(whose)
        await scene.make.add(paid)
        await scene.make.add(making.entry(made, -EARNED, EntryKind.PAYMENT, payout_id=paid.id, base_minor=None))
    return made


def line(about: Fee, euros: int = 400, currency: str = "EUR") -> GivenLine:
    return GivenLine(record=("fee", about.id), claimed=Money(euros * 100, currency))


SAID = Said(reason_code="FEE_WRONG", title="Our fee", known_on=date(2026, 2, 20))


async def contested(scene: Scene, about: Fee, by: Role = ADMIN, euros: int = 400) -> Dispute:
    """Filed without a paper: the fee is its own statement."""
    case = await scene.drafted(by, line(about, euros), said=SAID)
    assert case.missing == 0
    case = await scene.act(by, operations.file, case)
    await follow(scene, case, NOW)
    return case


async def state(scene: Scene, of: Fee) -> tuple[Any, ...]:
    """Where it stands, which dispute holds it, what it comes to, and what is owed of it."""
    fresh: Fee = await scene.row(of)
    amounts = [await scene.make.session.scalar(ask(fresh)) for ask in (queries.earned, queries.balance)]
    return fresh.status, fresh.disputed_in, *amounts


@pytest.mark.parametrize("status", [S.ACCRUED, S.APPROVED])
async def test_a_fee_is_held_while_the_case_is_open_and_freed_when_it_is_withdrawn(
    scene: Scene, status: FeeStatus
) -> None:
    fee = await earned(scene, status)
    case = await contested(scene, fee)
    assert await state(scene, fee) == (S.HELD, case.number, EARNED, EARNED)
    events = [event for event, *_ in await scene.events(fee)]
    fresh: Fee = await scene.row(fee)
    for operation, action in ((fees.release, "release"), (fees.approve, "approve")):
        code, _, says = await scene.refused(
            await scene.one(Role.PLATFORM_ADMIN if action == "approve" else OFFICER), operation, fee_id=fee.id,
            expected_version=fresh.version,
        )  # fmt: skip
        assert code == ("WRONG_STATUS" if action == "approve" else "BLOCKED")
        assert (
            action == "approve" or says == f"Dispute {case.number} about it is open. It is held until the dispute ends."
        )
    await scene.act(ADMIN, operations.withdraw, case, reason="We have agreed.", now=NOW + DAY)
    await follow(scene, case, NOW + DAY)
    assert await state(scene, fee) == (S.ACCRUED, None, EARNED, EARNED)
    assert events == ["fee.held"]
    assert [event for event, *_ in await scene.events(fee)] == ["fee.held", "fee.settled", "fee.released"]


async def test_between_the_filing_and_the_hold_nothing_is_approved(scene: Scene) -> None:
    fee = await earned(scene)
    case = await scene.act(ADMIN, operations.file, await scene.drafted(ADMIN, line(fee), said=SAID))

    async def approved(session: Any, actor: Any, *, now: Any, **inputs: Any) -> None:
        await fees.approve(session, actor, now=now, **inputs)
        await follow_at_once(session, actor, now)

    who = await scene.one(Role.PLATFORM_ADMIN)
    code, _, says = await scene.refused(who, approved, fee_id=fee.id, expected_version=1)
    assert (code, says) == (
        "BLOCKED", f"Dispute {case.number} about the fee is open. The fee is held until the dispute ends.",
    )  # fmt: skip


async def conceded(scene: Scene, case: Dispute, by: Role, role: Role) -> Any:
    """Admitted and accepted by the other side; the clock has done what follows, twice."""
    await scene.may_settle(by)
    await scene.act(role, operations.admit, case)
    case = await scene.act(by, operations.concede, case)
    (remedy,) = await scene.remedies(case)
    await follow(scene, case, NOW + DAY)
    assert [each.status for each in await scene.remedies(case)] == [RemedyStatus.CONFIRMED]
    assert (await scene.now(case)).status is DisputeStatus.RESOLVED
    return remedy


async def test_who_concedes_that_a_fee_was_too_low_owes_exactly_that_much_more(scene: Scene) -> None:
    fee = await earned(scene)
    case = await contested(scene, fee)
    remedy = await conceded(scene, case, LEGAL, OFFICER)
    assert (remedy.kind, remedy.obligor, remedy.record_id) == (RemedyKind.PAY_FEE, Side.HOST, fee.id)
    assert (remedy.amount_minor, remedy.currency) == (400_00, "EUR")
    assert await state(scene, fee) == (S.HELD, case.number, EARNED + 400_00, EARNED + 400_00)
    await follow(scene, case, NOW + DAY)
    assert await state(scene, fee) == (S.ACCRUED, None, EARNED + 400_00, EARNED + 400_00)
    await scene.chained(case)


async def test_what_a_partner_gives_up_of_a_paid_fee_is_taken_off_the_next_payout(scene: Scene) -> None:
    fee = await earned(scene, S.PAID)
    case = await contested(scene, fee, Role.RELATIONSHIP_MANAGER, euros=1_000)
    assert await state(scene, fee) == (S.PAID, case.number, EARNED, 0)
    remedy = await conceded(scene, case, ADMIN, OFFICER)
    assert (remedy.kind, remedy.obligor) == (RemedyKind.REVERSE_FEE, Side.PARTNER)
    await follow(scene, case, NOW + DAY)
    assert await state(scene, fee) == (S.PAID, None, EARNED - 1_000_00, -1_000_00)
    await earned(scene, S.APPROVED)
    payout = await scene.do(
        await scene.one(Role.PLATFORM_ADMIN), fees.pay, partner_id=scene.partner.id, reference="SEPA 2",
        amount=Money(EARNED - 1_000_00, "EUR"), paid_on=NOW.date(), now=NOW + 2 * DAY,
    )  # fmt: skip
    assert payout.amount_minor == EARNED - 1_000_00
    assert await state(scene, fee) == (S.PAID, None, EARNED - 1_000_00, 0)


async def test_more_than_a_fee_holds_is_left_to_people(scene: Scene) -> None:
    fee = await earned(scene)
    case = await contested(scene, fee, Role.RELATIONSHIP_MANAGER, euros=3_601)
    await scene.may_settle(ADMIN)
    await scene.act(OFFICER, operations.admit, case)
    case = await scene.act(ADMIN, operations.concede, case)
    await follow(scene, case, NOW + DAY)
    assert [each.status for each in await scene.remedies(case)] == [RemedyStatus.OPEN]
    assert await state(scene, fee) == (S.HELD, case.number, EARNED, EARNED)


async def test_an_offer_names_the_fee_and_what_changes_of_it(scene: Scene) -> None:
    fee = await earned(scene)
    case = await contested(scene, fee)
    await scene.act(OFFICER, operations.admit, case)
    await scene.act(LEGAL, operations.respond, case, answers=await scene.answers(case))
    await scene.may_settle(ADMIN)
    await scene.may_settle(LEGAL)
    stranger = await earned(scene, partner=await scene.make.partner(name="Other Ltd"))
    dollars = await earned(scene, currency="USD")

    def action(of: Fee, obligor: Side = Side.HOST, **more: Any) -> GivenAction:
        values = {"kind": RemedyKind.PAY_FEE, "amount": Money(250_00, "EUR"), "record": ("fee", of.id), **more}
        return GivenAction(obligor=obligor, due_on=(NOW + 10 * DAY).date(), **values)

    who = await scene.one(ADMIN)
    for wrong, code, place in (
        (action(fee, Side.PARTNER), "INVALID", "obligor"),
        (action(fee, kind=RemedyKind.REVERSE_FEE), "INVALID", "obligor"),
        (action(fee, record=None), "INVALID", "recordId"),
        (action(fee, record=("dsp", case.id)), "INVALID", "recordId"),
        (action(fee, amount=None), "INVALID", "amount"),
        (action(stranger), "NOT_FOUND", "recordId"),
        (action(dollars), "INVALID", "amount.currency"),
    ):
        given = await scene.place(case, **scene.offering(wrong))
        found = await scene.refused(who, operations.make_offer, **given)
        assert found[:2] == (code, f"input.actions.0.{place}"), (wrong, found)
    offer = await scene.offered(case, ADMIN, action(fee))
    await scene.accepted(LEGAL, offer)
    await follow(scene, case, NOW + DAY)
    await follow(scene, case, NOW + DAY)
    assert await state(scene, fee) == (S.ACCRUED, None, EARNED + 250_00, EARNED + 250_00)


async def test_a_fee_of_another_partner_is_not_there_and_another_currency_is_refused(scene: Scene) -> None:
    stranger = await earned(scene, partner=await scene.make.partner(name="Other Ltd"))
    who = await scene.one(ADMIN)
    asked = {"said": SAID, "given": [line(stranger)]}
    assert (await scene.refused(who, operations.draft, **asked))[:2] == ("NOT_FOUND", "input.lines.0.recordId")
    fee = await earned(scene)
    code, path, _ = await scene.refused(who, operations.draft, said=SAID, given=[line(fee, currency="USD")])
    assert (code, path) == ("INVALID", "input.lines.0.claimed.currency")


async def test_who_brought_a_sale_is_disputed_from_its_fee_or_from_the_sale(scene: Scene) -> None:
    fee = await earned(scene)
    said = Said(reason_code="ATTRIBUTION", title="We brought it", known_on=date(2026, 2, 20))
    for record in (("fee", fee.id), ("opp", fee.opportunity_id)):
        case = await scene.drafted(ADMIN, GivenLine(record=record), said=said)
        await scene.show(ADMIN, case, Evidence.ACTIVITY_PROOF)
        case = await scene.act(ADMIN, operations.file, case)
        await follow(scene, case, NOW)
        held: Fee = await scene.row(fee)
        assert held.is_disputed is (record[0] == "fee")
        await scene.act(ADMIN, operations.withdraw, case, reason="We have agreed.")
        await follow(scene, case, NOW)
        freed: Fee = await scene.row(fee)
        assert not freed.is_disputed
