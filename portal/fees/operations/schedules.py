"""What partners earn is set by schedule: from one day to another, never changed, only ended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from portal import errors, ids, journal
from portal.access import Actor, Permission
from portal.clock import Moment
from portal.database.clashes import SCHEDULE_THERE
from portal.database.session import Session
from portal.fees import queries
from portal.fees.models import Attribution, FeeSchedule
from portal.fees.rules.statuses import MOST_HOLD_DAYS, MOST_SHARES, WHOLE, FeeBase, Share
from portal.money import Money
from portal.opportunities.models import Opportunity
from portal.opportunities.rules.statuses import OpportunityStatus
from portal.partners.operations import account
from portal.sentences import say

SIGNED = say("Both sides have signed this schedule with the contract. Amend the contract to change what is earned.")
"""What no side alone ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a schedule says."""

    rate: Decimal
    """From 0 to 1, at most 6 digits after the point."""
    valid_from: date
    valid_until: date | None = None
    product: str = ""
    base: FeeBase = FeeBase.NET
    cap: Money | None = None
    hold_days: int = 0
    contract_id: UUID | None = None
    clause_key: str = ""


async def set_schedule(
    session: Session, actor: Actor, *, partner_id: UUID, terms: Terms, now: datetime, replaced_id: UUID | None = None
) -> FeeSchedule:  # fmt: skip
    """A partner earns by this from a day on; the one that it replaces ends the day before.

    Refuses: NotAllowed, NotFound, Invalid, Blocked where another is there.
    """
    actor.require(Permission.FEE_SET)
    place = await account.opened(session, actor, partner_id=partner_id, expected_version=None, now=now)
    await _check(session, partner_id, terms)
    product = terms.product.strip().upper()
    if replaced_id is not None:
        await _replace(session, actor, replaced_id, (partner_id, product), terms.valid_from, place.company.zone, now)
    if await session.scalar(queries.schedule_meeting(partner_id, product, terms.valid_from, terms.valid_until)):
        raise errors.Blocked.because(SCHEDULE_THERE)
    made = made_of(partner_id, replace(terms, product=product), actor, now)
    session.add(made)
    await session.flush()
    tell(session, actor, made, "fee_schedule.set", now)
    return made


def made_of(
    partner_id: UUID, terms: Terms, actor: Actor, now: datetime, *, contract_sha256: str | None = None
) -> FeeSchedule:  # fmt: skip
    """The schedule that says so."""
    return FeeSchedule(
        partner_id=partner_id, id=ids.new(), version=1, contract_id=terms.contract_id, contract_sha256=contract_sha256,
        clause_key=terms.clause_key.strip(), product=terms.product, rate=terms.rate, base=terms.base,
        cap_minor=terms.cap and terms.cap.minor, cap_currency=terms.cap and terms.cap.currency,
        hold_days=terms.hold_days, valid_from=terms.valid_from, valid_until=terms.valid_until, made_by_name=actor.name,
        made_at=now, ended_by_name="", ended_at=None,
    )  # fmt: skip


async def _replace(
    session: Session, actor: Actor, replaced_id: UUID, held_for: tuple[UUID, str], first: date, zone: str, now: datetime
) -> None:  # fmt: skip
    """Ends the schedule before another begins. Refuses: NotFound, Invalid for days that are over, Blocked."""
    found: Any = await session.scalar(queries.schedule(replaced_id).with_for_update())
    if found is None or (found.partner_id, found.product) != held_for:
        raise errors.NotFound(
            "The partner has no such schedule for the same product.", path=("input", "replacedId")
        )  # fmt: skip
    if found.contract_sha256 is not None:
        raise errors.Blocked.because(SIGNED, path=("input", "replacedId"))
    last = first - timedelta(days=1)
    if last < Moment(now).day(zone) or last < found.valid_from:
        raise errors.Invalid(
            "Today's terms cannot change. A new schedule can start tomorrow or later.",
            path=("input", "validFrom"),
        )
    if found.valid_until is None or found.valid_until > last:
        end(session, actor, found, last, now)
        await session.flush()


async def _check(session: Session, partner_id: UUID, terms: Terms) -> None:
    faults = errors.Faults()
    with faults:
        if not 0 <= terms.rate <= 1 or terms.rate != round(terms.rate, 6):
            raise errors.Invalid(
                "Enter the rate as a number from 0 to 1 with at most 6 decimal places: 0.0725 is 7.25 %.",
                path=("input", "rate"),
            )
    with faults:
        if terms.valid_until is not None and terms.valid_until < terms.valid_from:
            raise errors.Invalid("The last day must be on or after the first day.", path=("input", "validUntil"))
    with faults:
        if not 0 <= terms.hold_days <= MOST_HOLD_DAYS:
            raise errors.Invalid(
                "The hold on a fee must be 0 to {most} days.", most=MOST_HOLD_DAYS, path=("input", "holdDays")
            )  # fmt: skip
    with faults:
        if terms.cap is not None and terms.cap.minor <= 0:
            raise errors.Invalid("The amount must be greater than zero.", path=("input", "cap", "amount"))
    with faults:
        if terms.product.strip() and not await session.scalar(queries.product_with(terms.product.strip().upper())):
            raise errors.Invalid("The company does not sell this product.", path=("input", "product"))
    with faults:
        if terms.contract_id and not await session.scalar(queries.contract(partner_id, terms.contract_id)):
            raise errors.NotFound("There is no such contract.", path=("input", "contractId"))
    faults.refuse()


async def end_schedule(
    session: Session, actor: Actor, *, schedule_id: UUID, expected_version: int, valid_until: date, now: datetime
) -> FeeSchedule:
    """Sets a schedule's last day, today or later; what was earned until then stays as it is.

    Refuses: NotAllowed, NotFound, StaleVersion, Invalid, Blocked where both sides have signed it.
    """
    actor.require(Permission.FEE_SET)
    found: Any = await session.scalar(queries.schedule(schedule_id).with_for_update())
    if found is None:
        raise errors.NotFound("There is no such schedule.", path=("input", "scheduleId"))
    place = await account.opened(session, actor, partner_id=found.partner_id, expected_version=None, now=now)
    if found.version != expected_version:
        raise errors.StaleVersion(
            "Someone changed the schedule after you opened it. Check the latest version.",
            path=("input", "expectedVersion"),
        )
    if found.contract_sha256 is not None:
        raise errors.Blocked.because(SIGNED)
    today = Moment(now).day(place.company.zone)
    if valid_until < today or (found.valid_until is not None and valid_until > found.valid_until):
        raise errors.Invalid(
            "The last day must be between today and the current last day.", path=("input", "validUntil")
        )
    end(session, actor, found, valid_until, now)
    await session.flush()
    return found  # type: ignore[no-any-return]  # a schedule


def end(session: Session, actor: Actor, schedule: FeeSchedule, last: date, now: datetime) -> None:
    """Its last day is this one; the day before its first: it never holds."""
    schedule.valid_until, schedule.ended_by_name, schedule.ended_at = last, actor.name, now
    schedule.version += 1
    tell(session, actor, schedule, "fee_schedule.ended", now)


def tell(session: Session, actor: Actor, schedule: FeeSchedule, event: str, now: datetime) -> None:
    """Writes it down for both sides."""
    told: dict[str, object] = {
        "product": schedule.product or None, "rate": str(schedule.rate), "valid_from": schedule.valid_from,
        "valid_until": schedule.valid_until,
    }  # fmt: skip
    journal.write(
        session, actor, event, partner_id=schedule.partner_id, record_type=schedule.PREFIX, record_id=schedule.id,
        now=now, changes=journal.difference({}, told), published=True,
        about=("ctr", schedule.contract_id) if schedule.contract_id else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """What a partner has done for a sale; of those who influenced it `share` is 0."""

    partner_id: UUID
    role: Share
    share: int


async def attribute(
    session: Session, actor: Actor, *, opportunity_id: UUID, shares: Sequence[Given], now: datetime
) -> Opportunity:
    """Says who brought a sale that is not won yet, all together 10,000 basis points; nobody: whoever registered it.

    Refuses: NotAllowed, NotFound, WrongStatus, Invalid.
    """
    actor.require(Permission.FEE_CORRECT)
    sale: Any = await session.scalar(queries.sale(opportunity_id).with_for_update())
    if sale is None:
        raise errors.NotFound("There is no such opportunity.", path=("input", "opportunityId"))
    if sale.status is OpportunityStatus.WON or sale.ended_at is not None:
        raise errors.WrongStatus("Shares can only be set before a sale is won.", path=("input", "opportunityId"))
    await _check_shares(session, shares)
    await session.execute(queries.shares_of(sale))
    await session.flush()
    session.add_all(
        Attribution(
            partner_id=each.partner_id, id=ids.new(), opportunity_partner_id=sale.partner_id, opportunity_id=sale.id,
            role=each.role, share=each.share, made_by_name=actor.name, made_at=now,
        )
        for each in shares
    )  # fmt: skip
    await session.flush()
    return sale  # type: ignore[no-any-return]  # an opportunity


async def _check_shares(session: Session, shares: Sequence[Given]) -> None:
    faults, path = errors.Faults(), ("input", "shares")
    with faults:
        if len(shares) > MOST_SHARES or len({each.partner_id for each in shares}) < len(shares):
            raise errors.Invalid("Name at most {most} partners, each once.", most=MOST_SHARES, path=path)
    with faults:
        total = sum(each.share for each in shares)
        is_right = all((each.share > 0) == (each.role is Share.SOURCED) and each.share >= 0 for each in shares)
        if shares and (total != WHOLE or not is_right):
            raise errors.Invalid(
                "The shares of the partners who brought the sale must add up to 10,000 basis points. A"
                " partner who only influenced it has no share.",
                path=path,
            )
    for number, each in enumerate(shares):
        with faults:
            if await session.scalar(queries.partner(each.partner_id)) is None:
                raise errors.NotFound("There is no such partner.", path=(*path, str(number), "partnerId"))
    faults.refuse()
