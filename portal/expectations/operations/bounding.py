"""What facts and values tell of boundaries: orders and invoices use up a limit, a minimum is missed."""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from uuid import UUID

from portal import money
from portal.access import SYSTEM, Actor, Side
from portal.boundaries import operations as boundaries
from portal.boundaries.rules.acts import Act, ActKind
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.facts.kinds import SubjectKind, Type
from portal.expectations.metrics import tree
from portal.expectations.models import Expectation, Measurement
from portal.expectations.queries import keeping
from portal.expectations.rules import promise as promises
from portal.expectations.rules.measurement import MeasurementStatus
from portal.expectations.rules.promise import Promise
from portal.journal import Entry
from portal.money import Money

MONTHS_OF_A_YEAR = 12
OPEN = {SubjectKind.ORDER_LINE: keeping.open_orders, SubjectKind.INVOICE: keeping.open_invoices}


async def use_limits(
    session: Session, actor: Actor, partner_id: UUID, kind: SubjectKind, keys: Sequence[str], now: datetime
) -> None:
    """Counts what is open of the orders or invoices that facts tell of; what passes a limit has crossed it."""
    if kind not in OPEN:
        return
    bound = set(await session.scalars(keeping.limits_on(partner_id, kind)))
    if not bound:
        return
    for key, owed_by, currency, amount in (await session.execute(OPEN[kind](partner_id, keys))).all():
        owes = Side(owed_by)
        side = owes.other if kind is SubjectKind.ORDER_LINE else owes
        if side not in bound:
            continue
        open_ = Money(_minor(amount, currency), currency)
        act = Act(
            kind=ActKind.ORDER if open_.minor else ActKind.CLOSE, partner_id=partner_id, side=side, key=key,
            money=open_, counted=keeping.COUNTED[kind],
        )  # fmt: skip
        await boundaries.record(session, actor, act, now)


def _minor(amount: Decimal, currency: str) -> int:
    whole = amount.scaleb(money.exponent(currency)).to_integral_value(rounding=ROUND_HALF_EVEN)
    return min(int(whole), money.LARGEST)


async def on_minimum(session: Session, _actor: Actor, entry: Entry, now: datetime) -> int:
    """A year's value is final: the exclusivity on whose clause it rests falls away if less was bought than agreed.

    Gives how many did.
    """
    measurement: Measurement | None = await session.scalar(queries.measurement(entry.record_id))
    if measurement is None or measurement.status is not MeasurementStatus.FINAL:
        return 0
    expectation: Expectation = (await session.scalars(queries.expectation_of(measurement))).one()
    promise = promises.read(expectation.document)
    is_whole = promise.rhythm.span == MONTHS_OF_A_YEAR and expectation.starts_on <= measurement.starts_on
    if expectation.contract_id is None or promise.obligor is not Side.PARTNER or not is_whole:
        return 0
    fallen = 0
    for each in (await session.scalars(keeping.exclusivities_on(expectation))).all():
        bought = _bought(promise, measurement, each.minimum_currency)
        if bought is None or each.minimum_minor is None or each.valid_from > measurement.starts_on:
            continue
        if bought < each.minimum_minor:
            await boundaries.fall_away(session, SYSTEM, boundary_id=each.id, now=now)
            fallen += 1
    return fallen


def _bought(promise: Promise, row: Measurement, currency: str | None) -> int | None:
    """What the amounts that a value adds come to, all of them, in minor units; None where it adds none."""
    metric = promise.metric
    if metric is None or currency is None or promise.currency != currency:
        return None
    totals = [
        total
        for total, is_money in zip((row.numerator, row.denominator), _money_totals(metric), strict=True)
        if is_money
    ]
    known = [each for each in totals if each is not None]
    return _minor(max(known), currency) if known else None


def _money_totals(metric: tree.Definition) -> tuple[bool, bool]:
    """Whether what stands above and below the line are sums of amounts."""
    aggregate = metric.aggregate
    if isinstance(aggregate, tree.Ratio):
        top, bottom = (
            isinstance(each, tree.Sum) and tree.type_of(each.number) is Type.AMOUNT
            for each in (aggregate.top, aggregate.bottom)
        )
        return top, bottom
    return isinstance(aggregate, tree.Mean) and tree.type_of(aggregate.of) is Type.AMOUNT, False
