"""What the sample partners earn with their sales, and how far each fee is: from held to paid, reduced and disputed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal.access import SYSTEM, AccessClass, Role
from portal.contracts.models import Contract
from portal.demo.stage import Stage
from portal.disputes import operations as disputes
from portal.disputes.operations import DocumentKind, GivenLine, Said
from portal.fees import operations, queries
from portal.fees.models import Fee
from portal.fees.operations import Terms
from portal.fees.rules.statuses import Cause, FeeStatus
from portal.journal import Entry
from portal.money import Money

DAY = timedelta(days=1)
ADMIN, LEGAL, SALES = Role.PARTNER_ADMIN.value, Role.LEGAL.value, Role.SALES.value
OFFICER, PAYS = Role.DISPUTE_OFFICER.value, Role.PLATFORM_ADMIN.value
NORTHGATE, MESA, RIVAGE = 0, 1, 4
"""Places in the cast."""
HOLD_DAYS = 30


@dataclass(frozen=True, slots=True)
class Rate:
    """What the partner at a place in the cast earns by a schedule from so many days ago on, if below 0 in as many."""

    partner: int
    rate: str
    since: int
    cap: Money | None = None


RATES = (Rate(NORTHGATE, "0.06", 300), Rate(RIVAGE, "0.05", 300, Money(80_000, "EUR")), Rate(NORTHGATE, "0.07", -30))
"""The last one takes the place of the first one, and was set two days ago."""
MESA_CONTRACT = "Distribution in the south-west"
STEPS = (("PO 8000", 8, ""), ("PO 8001", 7, ""), ("PO 8000", 6, "SEPA 2207"), ("PO 8001", 5, "SWIFT 8841"),
         ("PO 8002", 4, ""), ("PO 8004", 4, ""))  # fmt: skip
"""The fee on which order is approved or, with a reference, paid so many days ago; the others wait for approval."""
RETURNED = "Two of the five meters went back to us: they were of the wrong size."
CHECKED = "The customer has asked for another date on the invoice. We look at it together."


async def play(stage: Stage) -> None:
    """Each step by somebody who may, through the operations that people use; what the clock does, in its time."""
    await _schedules(stage)
    await _earned(stage)
    for fee in await _fees(stage):
        await _released(stage, fee)
    for order, days, reference in STEPS:
        fee = await _fee(stage, order)
        if reference:
            await _paid(stage, fee, days, reference)
        else:
            await _step(stage, stage.staff[PAYS], operations.approve, fee, days)
    back = {"cause": Cause.RETURN, "returned": Money(4_000_00, "EUR"), "text": RETURNED}
    await _step(stage, stage.staff[OFFICER], operations.reduce, await _fee(stage, "PO 8000"), 3, **back)
    await _step(stage, stage.staff[SALES], operations.hold, await _fee(stage, "PO 8007"), 1, reason=CHECKED)
    await _contested(stage, await _fee(stage, "PO 8003"))


async def _schedules(stage: Stage) -> None:
    """Two partners have schedules that the company has set; what the third one earns, both sides have signed."""
    now, found = stage.now - 520 * DAY, select(Entry).join(Contract, Contract.id == Entry.record_id)
    found = found.where(Contract.title == MESA_CONTRACT, Entry.event == "contract.activated")
    async with stage.database.working(AccessClass.SYSTEM) as session:
        entry = (await session.scalars(found)).one()
        await operations.set_from_contract(session, SYSTEM, entry, now)
    before: dict[int, Any] = {}
    for each in RATES:
        first = (stage.now - each.since * DAY).date()
        terms = Terms(rate=Decimal(each.rate), valid_from=first, cap=each.cap, hold_days=HOLD_DAYS)
        before[each.partner] = await stage.act(
            stage.staff[LEGAL], operations.set_schedule, partner_id=stage.partners[each.partner][0].id, terms=terms,
            replaced_id=before.get(each.partner), now=stage.now - max(each.since, 2) * DAY,
        )  # fmt: skip
        before[each.partner] = before[each.partner].id


async def _earned(stage: Stage) -> None:
    """What follows from each sale that was won, at the moment it was."""
    places = [stage.partners[each][0].id for each in (NORTHGATE, MESA, RIVAGE)]
    won = select(Entry).where(Entry.event == "opportunity.won", Entry.partner_id.in_(places)).order_by(Entry.id)
    async with stage.database.working(AccessClass.SYSTEM) as session:
        for entry in (await session.scalars(won)).all():
            await operations.accrue_won(session, SYSTEM, entry, entry.at)


async def _fees(stage: Stage) -> Sequence[Fee]:
    async with stage.database.working(AccessClass.SYSTEM) as session:
        return (await session.scalars(select(Fee).order_by(Fee.order_reference))).all()


async def _fee(stage: Stage, order: str) -> Fee:
    """The one fee on an order, as it is now."""
    async with stage.database.working(AccessClass.SYSTEM) as session:
        found: Fee = (await session.scalars(select(Fee).where(Fee.order_reference == order))).one()
    return found


async def _released(stage: Stage, fee: Fee) -> None:
    """The clock lets a fee go on once goods can no longer be returned."""
    if fee.status is FeeStatus.HELD and fee.due_at is not None and fee.due_at <= stage.now:
        async with stage.database.working(AccessClass.SYSTEM) as session:
            await operations.keep_time(session, fee_id=fee.id, now=fee.due_at)


async def _step(stage: Stage, who: Any, operation: Any, fee: Fee, days: int, **inputs: Any) -> None:
    named = {"fee_id": fee.id, "expected_version": fee.version, "now": _at(stage, days)}
    await stage.act(who, operation, **named, **inputs)


def _at(stage: Stage, days: int) -> datetime:
    return stage.now - days * DAY


async def _paid(stage: Stage, fee: Fee, days: int, reference: str) -> None:
    now = _at(stage, days)
    async with stage.database.working(AccessClass.SYSTEM) as session:
        amount = Money(int(await session.scalar(queries.balance(fee)) or 0), fee.currency)
    await stage.act(
        stage.staff[PAYS], operations.pay, partner_id=fee.partner_id, amount=amount, reference=reference,
        paid_on=now.date(), now=now,
    )  # fmt: skip


async def _contested(stage: Stage, fee: Fee) -> None:
    """The partner says that a fee was counted on too little; that holds it."""
    theirs = stage.partners[RIVAGE][1][ADMIN]
    line = GivenLine(
        record=(Fee.PREFIX, fee.id), document_kind=DocumentKind.OTHER, document_number=fee.number,
        text="The calibration of the meters was ordered with them and is missing.", claimed=Money(45_00, "EUR"),
    )  # fmt: skip
    said = Said(
        reason_code="FEE_WRONG", title=f"The fee on {fee.order_reference} is too low", known_on=_at(stage, 4).date(),
        text="The order holds meters and their calibration. The fee was counted on the meters only.",
    )  # fmt: skip
    made = await stage.act(
        theirs, disputes.draft, said=said, given=[line], partner_id=fee.partner_id, now=_at(stage, 3)
    )
    await stage.act(theirs, disputes.file, dispute_id=made.id, expected_version=made.version, now=_at(stage, 3))
