"""A sale is won: each partner that brought it earns a fee by its schedule of that day, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from portal import calendars, errors, ids
from portal.access import SYSTEM, Actor, Permission
from portal.database.clashes import FEE_THERE
from portal.database.session import Session
from portal.fees import queries
from portal.fees.models import Fee, FeeSchedule
from portal.fees.operations.fee import OpenFee, begun, numbered
from portal.fees.rules.counting import fee_on
from portal.fees.rules.fee import LIFE
from portal.fees.rules.statuses import WHOLE, EntryKind, FeeBase, FeeStatus, Share
from portal.journal import Entry
from portal.money import Money
from portal.opportunities.models import Opportunity
from portal.opportunities.rules.statuses import OpportunityStatus
from portal.partners.models import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which part of a sale a fee is on, and who has how much of it."""

    partner: Organisation
    schedule: FeeSchedule
    base: int
    product: str = ""
    share: int = WHOLE


async def accrue_won(session: Session, _actor: Actor, entry: Entry, now: datetime) -> int:
    """Reaction: the fees of a sale that was won. Gives how many; again: none.

    Where one amount would have to be split between schedules, or the margin is not known, people say which
    (`accrue`).
    """
    won = await _won(session, entry.partner_id, entry.record_id)
    if won is None:
        return 0
    company = await _company(session)
    made = 0
    for partner, share in await _sources(session, won):
        schedule = _of_all(await _schedules(session, partner, won), won)
        if schedule is None or schedule.base is not FeeBase.NET or not _counts_in(schedule, won):
            continue
        if await session.scalar(queries.fee_for(partner.id, won.id, "")) is None:
            part = Part(partner=partner, schedule=schedule, base=won.value_minor or 0, share=share)
            await _accrue(session, SYSTEM, won, company, part, now)
            made += 1
    return made


async def accrue(
    session: Session, actor: Actor, *, opportunity_id: UUID, now: datetime, partner_id: UUID | None = None,
    product: str = "", base: Money | None = None, share: int = WHOLE,
) -> Fee:  # fmt: skip
    """A fee on a part of a sale that people name, because it follows from the order by itself.

    Refuses: NotAllowed, NotFound, Invalid, Blocked where no schedule was in force or the sale has its fees already.
    """
    actor.require(Permission.FEE_CORRECT)
    won = await session.scalar(queries.sale(opportunity_id))
    if won is None:
        raise errors.NotFound("There is no such opportunity.", path=("input", "opportunityId"))
    if won.status is not OpportunityStatus.WON or won.value_minor is None:
        raise errors.WrongStatus("A fee needs a sale that was won.", path=("input", "opportunityId"))
    partner = await session.scalar(queries.partner(partner_id or won.partner_id))
    if partner is None:
        raise errors.NotFound("There is no such partner.", path=("input", "partnerId"))
    product = product.strip().upper()
    if product and product not in won.products:
        raise errors.Invalid("The order does not include this product.", path=("input", "product"))
    if not 0 < share <= WHOLE:
        raise errors.Invalid("A share must be 1 to 10,000 basis points.", path=("input", "share"))
    schedule = _of(await _schedules(session, partner, won), product)
    if schedule is None or not _counts_in(schedule, won):
        raise errors.Blocked("The partner had no fee schedule in force for this on the day of the order.")
    amount = await _base(session, won, partner, schedule, base)
    if await session.scalar(queries.fee_for(partner.id, won.id, product)) is not None:
        raise errors.Blocked.because(FEE_THERE, path=("input", "product"))
    part = Part(partner=partner, schedule=schedule, base=amount, product=product, share=share)
    case = await _accrue(session, actor, won, await _company(session), part, now)
    return case.record


async def _base(
    session: Session, won: Opportunity, partner: Organisation, schedule: FeeSchedule, given: Money | None
) -> int:
    """What the fee is counted on. Refuses more than the order comes to."""
    path = ("input", "base", "amount")
    if given is None and schedule.base is FeeBase.MARGIN:
        raise errors.Invalid("The fee is based on the margin. Enter the margin.", path=path)
    wanted = given or Money(won.value_minor or 0, won.value_currency or "")
    if wanted.currency != won.value_currency:
        raise errors.Invalid("Enter the amount in the currency of the order.", path=("input", "base", "currency"))
    before = int(await session.scalar(queries.base_of(partner.id, won.id)) or 0)
    if wanted.minor <= 0 or before + wanted.minor > (won.value_minor or 0):
        raise errors.Invalid("The parts of an order cannot add up to more than the order.", path=path)
    return wanted.minor


async def _accrue(
    session: Session, actor: Actor, won: Opportunity, company: Organisation, part: Part, now: datetime
) -> OpenFee:
    record = _fee(won, company, part, now)
    case = begun(session, actor, record, part.partner, company, now=now)
    case.known |= {"is_owner": False}
    amount = fee_on(part.base, record.rate, part.share, part.schedule.cap_minor)
    by_clock = actor is SYSTEM
    with case.event("fee.accrued", by_clock=by_clock):
        session.add(record)
        await case.enter(EntryKind.ACCRUAL, amount, base=part.base)
        case.wait(LIFE)
    if record.held_until is not None and record.held_until > now:
        case.follow(LIFE, "hold")
    await session.flush()
    return case


def _fee(won: Opportunity, company: Organisation, part: Part, now: datetime) -> Fee:
    schedule = part.schedule
    held = won.won_on and won.won_on + timedelta(days=schedule.hold_days + 1)
    return Fee(
        partner_id=part.partner.id, id=ids.new(), version=0, number=numbered("F", now),
        opportunity_partner_id=won.partner_id, opportunity_id=won.id, schedule_id=schedule.id, product=part.product,
        role=Share.SOURCED, share=part.share, order_reference=won.order_reference, won_on=won.won_on,
        base_minor=part.base, returned_minor=0, currency=won.value_currency, rate=schedule.rate,
        cap_minor=schedule.cap_minor, status=FeeStatus.ACCRUED, is_disputed=False, disputed_in=None, is_kept_back=False,
        held_until=calendars.begins_at(held, company.zone) if held and schedule.hold_days else None, cause=None,
        note="", company_id=company.id,
        company_owner_id=won.company_owner_id or part.partner.manager_id or company.manager_id, approved_by=None,
        approved_by_name=None, approved_at=None, paid_at=None, waiting_on=frozenset(), due_at=None, due_calendar=None,
        created_at=now, updated_at=now,
    )  # fmt: skip


async def _won(session: Session, partner_id: UUID, opportunity_id: UUID) -> Opportunity | None:
    found = await session.scalar(queries.sale(opportunity_id))
    is_it = found is not None and found.partner_id == partner_id and found.status is OpportunityStatus.WON
    return found if is_it else None


async def _company(session: Session) -> Organisation:
    found: Any = await session.scalar(queries.company())
    return found  # type: ignore[no-any-return]  # there is always one


async def _sources(session: Session, won: Opportunity) -> Sequence[tuple[Organisation, int]]:
    """Who brought a sale, each with the share: who registered it, unless somebody said otherwise."""
    rows = (await session.execute(queries.sources_of(won.partner_id, won.id))).all()
    if rows:
        return [(partner, share) for partner, share in rows]
    partner = await session.scalar(queries.partner(won.partner_id))
    return [(partner, WHOLE)] if partner else []


async def _schedules(session: Session, partner: Organisation, won: Opportunity) -> dict[str, FeeSchedule]:
    """The partner's schedules of the day of an order, by product."""
    found = (await session.scalars(queries.schedules_on(partner.id, won.won_on))).all()
    return {each.product: each for each in found}


def _of(schedules: dict[str, FeeSchedule], product: str) -> FeeSchedule | None:
    return schedules.get(product) or schedules.get("")


def _of_all(schedules: dict[str, FeeSchedule], won: Opportunity) -> FeeSchedule | None:
    """The one schedule for all of an order; None where its products have several, or none."""
    found = {each.id: each for each in (_of(schedules, product) for product in won.products) if each}
    is_one = len(found) == 1 and all(_of(schedules, product) for product in won.products)
    return next(iter(found.values())) if is_one else None


def _counts_in(schedule: FeeSchedule, won: Opportunity) -> bool:
    """Whether its cap, if it has one, is in the currency of the order."""
    return schedule.cap_currency in {None, won.value_currency}
