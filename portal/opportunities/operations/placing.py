"""Registrations are compared in the order in which they came in: each holds what nobody holds before it, or meets it.

Only the clock and the company's people come here. Whoever registers waits for the same answer however many others are
there, and learns of them from nothing: not from a row, an error or the time that it takes.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from portal import ids
from portal.access import SYSTEM, Actor, Side
from portal.boundaries import operations as boundaries
from portal.boundaries.rules.acts import Act, ActKind, Result
from portal.boundaries.rules.terms import Kind
from portal.database.session import Session
from portal.journal import Entry
from portal.opportunities import queries
from portal.opportunities.models import (
    ConflictCase,
    ConflictRival,
    DirectDeal,
    EndCustomer,
    EngagementRules,
    Opportunity,
    Outcome,
    ProtectionCell,
)
from portal.opportunities.operations import authority, customers
from portal.opportunities.operations.deal import OpenOpportunity, acting_key, opened
from portal.opportunities.rules import engagement
from portal.opportunities.rules.authority import is_authorised
from portal.opportunities.rules.cells import Cell, wanted_of
from portal.opportunities.rules.engagement import Direct, Meeting, Rival, Rule
from portal.opportunities.rules.opportunity import LIFE
from portal.opportunities.rules.statuses import WINDOW, CellStatus, OpportunityStatus

FILED = ("opportunity.registered", "opportunity.accepted")
LET_GO = (
    "opportunity.withdrawn", "opportunity.won", "opportunity.lost", "opportunity.expired", "opportunity.lapsed",
    "opportunity.rejected", "opportunity.ended_with_partner",
)  # fmt: skip
"""What the journal calls the end of what a registration holds."""


def wanted(record: Opportunity) -> tuple[Cell, ...]:
    """All that a registration is about."""
    return wanted_of(record.products, record.regions)


async def place(session: Session, _actor: Actor, entry: Entry, now: datetime) -> int:
    """Reaction: compares what came in up to this one with all before it. Gives how many were; again: nothing more."""
    filed: Any = await session.scalar(queries.filed_number_of(entry.partner_id, entry.record_id))
    return await compare(session, filed or 0, now)


async def compare(session: Session, filed_number: int, now: datetime) -> int:
    """Compares what came in up to this place among all. Gives how many were; again: nothing more."""
    await session.execute(queries.one_place_at_a_time())
    found = (await session.scalars(queries.unplaced(filed_number))).all()
    for each in found:
        case = await opened(session, SYSTEM, opportunity_id=each.id, expected_version=None, now=now)
        await _place(case)
    return len(found)


async def _place(case: OpenOpportunity) -> None:
    record = case.record
    customer = await customers.identified(case.session, record, case.now)
    await case.session.execute(queries.one_customer_at_a_time(customer.place))
    rivals = await met(case, customer.place, wanted(record))
    with case.event("opportunity.placed", by_clock=True, published=False, beside=True):
        record.placed_at = case.now
    if record.status is not OpportunityStatus.SUBMITTED:
        return  # it was given up before
    if rivals:
        with case.step(LIFE, "flagConflict", by_clock=True):
            await _note(case, customer, rivals)
        return
    await hold(case, customer.place, wanted(record))
    if record.author is Side.HOST:
        with case.step(LIFE, "approve", by_clock=True):
            await protect(case)


async def take(case: OpenOpportunity) -> tuple[Cell, ...]:
    """Holds, for a registration that met others, all that nobody holds now, and gives it."""
    conflict = await case.session.scalar(queries.conflict_of(case.record))
    if conflict is None:
        raise AssertionError(case.record.id)  # what is in conflict has met somebody
    await case.session.execute(queries.one_customer_at_a_time(conflict.customer))
    return await hold(case, conflict.customer, wanted(case.record))


async def protect(case: OpenOpportunity) -> None:
    """Inside a step: what it holds is protected from now on, for 90 days."""
    record = case.record
    record.protected_at, record.ends_at, record.warned = case.now, case.now + WINDOW, 0
    await move_end(case)


async def move_end(case: OpenOpportunity) -> None:
    """What it holds is protected until its end."""
    await case.session.execute(
        queries.cells_kept(case.record).values(status=CellStatus.PROTECTED, ends_at=case.record.ends_at)
    )


async def let_go(session: Session, _actor: Actor, entry: Entry, now: datetime) -> None:
    """Reaction: what an opportunity held is free once it has ended. Again: nothing more."""
    case = await opened(session, SYSTEM, opportunity_id=entry.record_id, expected_version=None, now=now)
    await session.execute(queries.cells_kept(case.record).values(status=CellStatus.ENDED, ends_at=now))
    conflict = await session.scalar(queries.conflict_of(case.record))
    if conflict is not None and conflict.outcome is None:
        conflict.outcome, conflict.decided_at = Outcome.WITHDRAWN, now


async def meet(case: OpenOpportunity, others: Sequence[Opportunity]) -> None:
    """Inside a step: a person says that these are about the same. What it held, it holds no more."""
    record = case.record
    held = (await case.session.scalars(queries.cells_of(record))).all()
    customer = await case.session.scalar(queries.customer_at(held[0].customer)) if held else None
    if customer is None:
        customer = await customers.identified(case.session, record, case.now)
    await case.session.execute(queries.cells_kept(record).values(status=CellStatus.ENDED, ends_at=case.now))
    await _note(case, customer, [(each, ()) for each in others])


async def oldest_right(case: OpenOpportunity) -> date | None:
    """The day of the earliest right that a registration met; None where it met none."""
    conflict = await case.session.scalar(queries.conflict_of(case.record))
    if conflict is None:
        return None
    days = [each.filed_on for each in (await case.session.scalars(queries.rivals_of(conflict))).all()]
    return min(days, default=None)


Held = Opportunity | DirectDeal
"""What holds cells: a registration, or a deal of the company itself."""
Met = tuple[Held, Sequence[ProtectionCell]]


async def met(case: OpenOpportunity, customer: int, cells: Iterable[Cell]) -> list[Met]:
    """The others that hold one of the cells, each with its own that meet."""
    return [each for each in await meets(case.session, customer, cells, case.now) if each[0].id != case.record.id]


async def meets(session: Session, customer: int, cells: Iterable[Cell], now: datetime) -> list[Met]:
    """All that holds one of the cells, the earliest first, each with its own that meet."""
    places = [(each.product_at, each.region_from, each.region_to) for each in cells]
    rows = (await session.execute(queries.meeting(customer, now, places))).all()
    found: dict[Any, tuple[Held, list[ProtectionCell]]] = {}
    for cell, registration, direct in rows:
        other = registration or direct
        found.setdefault(other.id, (other, []))[1].append(cell)
    return list(found.values())


async def _free(case: OpenOpportunity, customer: int) -> tuple[Cell, ...]:
    held = [cell for _, cells in await met(case, customer, wanted(case.record)) for cell in cells]
    return tuple(each for each in wanted(case.record) if not any(_is_in(each, cell) for cell in held))


def _is_in(own: Cell, held: ProtectionCell) -> bool:
    return own.product_at == held.product_at and own.region_from <= held.region_to and held.region_from <= own.region_to


async def hold(case: OpenOpportunity, customer: int, cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Those of the cells that are free, held from now on; the database says which, also to whoever sees no other."""
    made = queries.hold(case.record, customer, cells, case.now)
    held = {tuple(row) for row in await case.session.execute(made)}
    return tuple(each for each in cells if (each.product, each.region) in held)


async def _note(case: OpenOpportunity, customer: EndCustomer, rivals: Sequence[Met]) -> None:
    """Writes down whom it met and what the rules say to it, for the company alone."""
    record = case.record
    own = tuple(record.products), tuple(record.regions)
    told = [(other, *(_parts(record, cells) if cells else own)) for other, cells in rivals]
    meeting = await _meeting(case, customer, told)
    version = await _in_force(case)
    said = engagement.verdicts(meeting, [Rule(each) for each in version.rules])
    conflict = ConflictCase(
        partner_id=record.partner_id, id=ids.new(), opportunity_id=record.id, customer=customer.place,
        rules_version=version.number, verdicts=[each.content for each in said],
        found_at=case.now, outcome=None, decided_by=None, decided_by_name=None, decided_at=None,
    )  # fmt: skip
    case.session.add(conflict)
    await case.session.flush()
    case.session.add_all(
        ConflictRival(
            partner_id=record.partner_id, id=ids.new(), conflict_id=conflict.id, rival_partner_id=other.partner_id,
            rival_id=other.id if isinstance(other, Opportunity) else None,
            direct_deal_id=other.id if isinstance(other, DirectDeal) else None, filed_on=_filed_on(other),
            status=_status(other), products=list(products), regions=list(regions),
        )
        for other, products, regions in told
    )  # fmt: skip


async def _in_force(case: OpenOpportunity) -> EngagementRules:
    """The rules that applied on the day on which it was filed."""
    found = await case.session.scalars(queries.engagement_rules_on(_filed_on(case.record)))
    version: EngagementRules = found.one()
    return version


def _parts(record: Opportunity, cells: Sequence[ProtectionCell]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The products and regions of a registration in which it meets the cells."""
    met = [each for each in wanted(record) if any(_is_in(each, cell) for cell in cells)]
    return tuple(sorted({each.product for each in met})), tuple(sorted({each.region for each in met}))


async def _meeting(
    case: OpenOpportunity, customer: EndCustomer, told: Sequence[tuple[Held, Sequence[str], Sequence[str]]]
) -> Meeting:
    record = case.record
    won_on = await case.session.scalar(queries.won_with(record.partner_id, customer.place, record.products))
    return Meeting(
        filed_number=record.filed_number or 0, filed_on=_filed_on(record), won_on=won_on,
        rivals=tuple(
            Rival(
                filed_number=other.filed_number or 0, filed_on=_filed_on(other), products=tuple(products),
                regions=tuple(regions), is_protected=_status(other) is CellStatus.PROTECTED, direct=_direct(other),
            )
            for other, products, regions in told
        ),
        is_inside_territory=await _is_inside_territory(case),
        is_authorised=await _is_authorised(case),
        free=tuple((each.product, each.region) for each in await _free(case, customer.place)),
    )  # fmt: skip


async def _is_inside_territory(case: OpenOpportunity) -> bool | None:
    record = case.record
    act = Act(
        kind=ActKind.REGISTER, partner_id=record.partner_id, side=Side.PARTNER, key=acting_key(record),
        regions=tuple(record.regions), products=tuple(record.products),
    )  # fmt: skip
    found = await boundaries.check(case.session, SYSTEM, act, case.now)
    results = [each.result for each in found if each.boundary.kind is Kind.TERRITORY]
    return Result.BLOCK not in results if results else None


async def _is_authorised(case: OpenOpportunity) -> bool | None:
    """Whether a contract in force still covers the products."""
    return is_authorised(await authority.territories(case.session, case.record), case.record.products)


def _direct(other: Held) -> Direct | None:
    return Direct(other.opened_at.date(), other.last_activity_on) if isinstance(other, DirectDeal) else None


def _filed_on(record: Held) -> date:
    if isinstance(record, DirectDeal):
        return record.opened_at.date()
    return record.filed_at.date() if record.filed_at else record.created_at.date()


def _status(record: Held) -> CellStatus:
    if isinstance(record, DirectDeal):
        return CellStatus.PROTECTED
    return CellStatus.PROTECTED if record.status is OpportunityStatus.PROTECTED else CellStatus.HELD
