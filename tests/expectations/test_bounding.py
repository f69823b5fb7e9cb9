"""What facts and values tell of boundaries, and what becomes of everything when a relationship ends."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text

from portal.access import SYSTEM, Role, Side
from portal.boundaries.models import Boundary, Crossing, Exposure
from portal.boundaries.rules.terms import Counted
from portal.contracts.models import Contract
from portal.contracts.rules import Status
from portal.expectations import operations
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import Statement
from portal.expectations.models import Breach
from portal.expectations.operations import CardTerms, Given
from portal.expectations.rules.expectation import ExpectationKind
from portal.expectations.rules.measurement import MeasurementStatus
from portal.expectations.scores import periods
from portal.journal import Entry
from portal.money import Money
from tests.boundaries.making import EXCLUSIVITY, LIMIT, boundary
from tests.expectations import making
from tests.expectations.scene import ADMIN, MANAGER, Scene, line, terms
from tests.make import NOW

YEAR = periods.rhythm(periods.Length.YEAR)


def goods(key: str, order: str, value: str, **more: str) -> Given:
    """A line of an order of the partner's, which the company delivers."""
    return line(key, order=order, owed_by="HOST", value=value, currency="EUR", agreed_on="2026-03-10", **more)


def invoice(key: str, amount: str, **more: str) -> Given:
    told = {
        "owed_by": "PARTNER",
        "issued_on": "2026-02-01",
        "due_on": "2026-03-03",
        "amount": amount,
        "currency": "EUR",
    }
    return Given(
        kind=SubjectKind.INVOICE, statement=Statement.INVOICE, subject_key=key, external_id=key, values={**told, **more}
    )


async def contract_of(scene: Scene) -> Contract:
    made: Contract = await scene.make.contract(partner=scene.partner, status=Status.ACTIVE)
    return made


async def limited(scene: Scene, **more: Any) -> Boundary:
    contract = await contract_of(scene)
    made: Boundary = boundary(scene.partner, replace(LIMIT, contract_id=contract.id, clause_key="scope", **more))
    await scene.make.add(made)
    return made


async def exposed(scene: Scene) -> int:
    rows = await scene.all(select(Exposure).where(Exposure.partner_id == scene.partner.id))
    return sum(row.amount_minor for row in rows)


@pytest.mark.parametrize("role", [MANAGER, ADMIN])
async def test_orders_that_facts_tell_of_use_up_a_limit_and_what_passes_it_has_crossed_it(
    scene: Scene, role: Role
) -> None:
    guard = await limited(scene)
    await scene.send(goods("1", "A", "300.50"), goods("2", "A", "199.50"), goods("3", "B", "500"), role=role)
    assert (await exposed(scene), await scene.all(select(Crossing))) == (100_000, [])

    await scene.send(goods("4", "C", "0.01"), role=role)
    assert await exposed(scene) == 100_001
    (crossing,) = await scene.all(select(Crossing))
    assert (crossing.boundary_id, crossing.is_late) == (guard.id, True)

    await scene.send(goods("4", "C", "0.02"), role=role)
    assert len(await scene.all(select(Crossing))) == 1  # the same order crosses it once
    # What has come is no open order any more.
    await scene.send(goods("3", "B", "500", ordered="10", received="10", received_on="2026-03-09"), role=role)
    assert await exposed(scene) == 50_002


async def test_what_is_paid_uses_up_no_limit_of_open_invoices(scene: Scene) -> None:
    await limited(scene, counted=(Counted.OPEN_INVOICES,))
    await scene.send(invoice("R1", "800"), invoice("R2", "150"))
    assert await exposed(scene) == 95_000
    paid = {"paid": "300", "currency": "EUR", "paid_on": "2026-03-01"}
    await scene.send(Given(
        kind=SubjectKind.INVOICE, statement=Statement.PAYMENT, subject_key="R1", external_id="P1", values=paid
    ))  # fmt: skip
    assert await exposed(scene) == 65_000


async def test_a_crossing_found_in_facts_is_a_breach_of_the_promise_that_the_boundary_keeps(scene: Scene) -> None:
    guard = await limited(scene)
    promise = await scene.agreed(
        terms(
            kind=ExpectationKind.BOUNDARY, metric_id=None, target=None, tolerance=None, floor=None,
            text="Open orders stay under the limit.", contract_id=guard.contract_id, clause_key="scope",
        )
    )  # fmt: skip
    await scene.send(goods("1", "A", "1000.01"))
    found = select(Entry).where(Entry.record_id == guard.id, Entry.event == "boundary.crossed")
    (entry,) = await scene.all(found)

    for _ in range(2):
        async with scene.as_(SYSTEM) as session:
            await operations.on_crossing(session, SYSTEM, entry, NOW)

    (breach,) = await scene.all(select(Breach))
    (crossing,) = await scene.all(select(Crossing))
    assert (breach.expectation_id, breach.crossing_id, breach.obligor) == (promise.id, crossing.id, Side.PARTNER)
    assert (breach.occurrence, breach.status.value) == (1, "DETECTED")
    noticed = await scene.step(MANAGER, operations.notify_breach, breach)  # it rests on no value
    assert noticed.status.value == "CURE_PERIOD"


async def minimum(
    scene: Scene, *, bought: str, status: MeasurementStatus = MeasurementStatus.FINAL, **more: Any
) -> str:
    """What becomes of an exclusivity with a minimum of 1,000.00 EUR when a year's value is final."""
    contract = await contract_of(scene)
    held = replace(
        EXCLUSIVITY, minimum=Money(100_000, "EUR"), contract_id=contract.id, clause_key="scope",
        valid_from=date(2025, 1, 1),
    )  # fmt: skip
    guard = boundary(scene.partner, held)
    await scene.make.add(guard)
    year = {
        "metric": "paid_on_time.amount", "currency": "EUR", "rhythm": YEAR, "starts_on": date(2025, 1, 1),
        "contract_id": contract.id, "clause_key": "scope", "min_sample": 1, **more,
    }  # fmt: skip
    promise = await scene.agreed(terms(year.pop("metric"), **year))
    (first, *_) = await scene.measurements(promise)
    await scene.make.session.execute(text("DELETE FROM measurement WHERE id = :id"), {"id": first.id})
    value = making.measurement(
        promise, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31), status=status,
        waiting_on=frozenset(), numerator=Decimal("1.00"), denominator=Decimal(bought), n=3, final_at=NOW,
    )  # fmt: skip
    await scene.make.add(value)
    entry = Entry(partner_id=scene.partner.id, record_id=value.id, record_type="mea", event="measurement.finalised")
    async with scene.as_(SYSTEM) as session:
        await operations.on_minimum(session, SYSTEM, entry, NOW)
    status_of: Boundary = await scene.row(guard)
    return status_of.status.value


@pytest.mark.parametrize(("bought", "becomes"), [("999.99", "ENDED"), ("1000.00", "ACTIVE"), ("1000.01", "ACTIVE")])
async def test_an_exclusivity_falls_away_when_less_was_bought_in_a_year_than_agreed(
    scene: Scene, bought: str, becomes: str
) -> None:
    assert await minimum(scene, bought=bought) == becomes


@pytest.mark.parametrize(
    "status", [MeasurementStatus.CONTESTED, MeasurementStatus.DISPUTED, MeasurementStatus.RESTATED]
)
async def test_it_stays_while_the_year_is_not_final(scene: Scene, status: MeasurementStatus) -> None:
    assert await minimum(scene, bought="1", status=status) == "ACTIVE"


@pytest.mark.parametrize("more", [{"starts_on": date(2025, 1, 2)}, {"currency": "USD"}, {"metric": "paid_on_time"}])
async def test_it_stays_for_part_of_a_year_for_another_currency_and_for_what_is_not_money(
    scene: Scene, more: dict[str, Any]
) -> None:
    assert await minimum(scene, bought="1", **more) == "ACTIVE"


async def test_what_was_not_agreed_falls_away_with_the_partner_and_both_sides_are_told(scene: Scene) -> None:
    agreed = await scene.agreed()
    shown = await scene.proposed(terms(title="Second"), code="second")
    own = await scene.draft(terms(title="Third"), code="third", role=ADMIN)
    bands = [{"from": "0", "to": "100", "standing": "GOOD", "effects": []}]
    content = {"lines": [{"expectation": str(agreed.id), "weight": "100"}], "bands": bands, "least_covered": "50"}
    cards = [
        await scene.act(
            role, operations.draft_card, obligor=Side.PARTNER, card=CardTerms(title="Card", content=content),
            partner_id=scene.partner.id,
        )
        for role in (MANAGER, ADMIN)
    ]  # fmt: skip
    await scene.step(MANAGER, operations.propose_card, cards[0])
    await scene.make.session.execute(
        text("UPDATE organisation SET status = 'OFFBOARDED' WHERE id = :id"), {"id": scene.partner.id}
    )
    entry = Entry(
        partner_id=scene.partner.id, record_id=scene.partner.id, record_type="org", event="partner.offboarded"
    )
    for _ in range(2):  # twice: nothing more
        async with scene.as_(SYSTEM) as session:
            await operations.on_partner_offboarded(session, SYSTEM, entry, NOW)
            await operations.end_cards(session, SYSTEM, entry, NOW)

    for record, event, is_told in (
        (agreed, "expectation.ended", True), (shown, "expectation.fell_away", True),
        (own, "expectation.fell_away", False), (cards[0], "scorecard.fell_away", True),
        (cards[1], "scorecard.fell_away", False),
    ):  # fmt: skip
        after = await scene.row(record)
        assert (after.status.value, after.waiting_on, after.due_at) == ("RETIRED", frozenset(), None)
        rows = await scene.all(select(Entry).where(Entry.record_id == record.id).order_by(Entry.id))
        assert [(row.event, row.is_published) for row in rows if "draft" not in row.event][-1] == (event, is_told)
