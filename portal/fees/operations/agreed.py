"""What a contract says of fees is a schedule while the contract is in force; what was earned by it stays."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from portal.access import Actor
from portal.clock import Moment
from portal.contracts.models import Contract
from portal.contracts.rules import IN_FORCE
from portal.contracts.text import earning
from portal.database.session import Session
from portal.fees import queries
from portal.fees.models import FeeSchedule
from portal.fees.operations.schedules import Terms, end, made_of, tell
from portal.fees.rules.statuses import FeeBase
from portal.journal import Entry

CONTRACT_OVER = ("contract.expired", "contract.terminated", "contract.rescinded", "contract.superseded")
"""What the journal calls the end of a contract on which a schedule rests; fees of sales before it stay."""
CONTRACT_AGREED = ("contract.activated", "contract.amended")
"""What brings terms into force."""


async def set_from_contract(session: Session, actor: Actor, entry: Entry, now: datetime) -> int:
    """Reaction: the fee terms of a contract in force are schedules from today on, or from its first day if that comes.

    What held for the same before ends the day before, whoever set it: both sides have signed this. Gives how many are
    new; again: none, as each names the version that was signed.
    """
    contract = await session.scalar(queries.contract_in(entry.partner_id, entry.record_id))
    if contract is None or contract.status not in IN_FORCE or contract.sha256 is None:
        return 0
    rest_on_it = (await session.scalars(queries.schedules_on_contract(contract.partner_id, contract.id))).all()
    if any(each.contract_sha256 == contract.sha256 for each in rest_on_it):
        return 0
    first = max(Moment(now).day(contract.zone), contract.starts_on)
    agreed = contract.fee_terms or {}
    wanted = list(_terms(contract, agreed, first)) if agreed else []
    same = {_said(each) for each in wanted}
    went_on = {_said_by(each) for each in rest_on_it if each.contract_sha256 and each.valid_until is None}
    if same == went_on:
        return 0
    for each in rest_on_it:
        if each.contract_sha256 is not None:
            _give_way(session, actor, each, first, now)
    for terms in wanted:
        met = (await session.scalars(queries.schedules_from(contract.partner_id, terms.product, first))).all()
        for each in met:
            _give_way(session, actor, each, first, now)
    await session.flush()
    for terms in wanted:
        made = made_of(contract.partner_id, terms, actor, now, contract_sha256=contract.sha256)
        session.add(made)
        await session.flush()
        tell(session, actor, made, "fee_schedule.set", now)
    return len(wanted)


def _terms(contract: Contract, agreed: Mapping[str, str], first: date) -> Iterable[Terms]:
    for product in earning.products(agreed) or ("",):
        yield Terms(
            rate=earning.rate(agreed), valid_from=first, product=product,
            base=FeeBase(agreed.get(earning.BASE, FeeBase.NET)), cap=earning.cap(agreed),
            hold_days=int(agreed.get(earning.HOLD_DAYS, 0)), contract_id=contract.id,
        )  # fmt: skip


def _said(terms: Terms) -> tuple[object, ...]:
    cap = (terms.cap.minor, terms.cap.currency) if terms.cap else (None, None)
    return (terms.product, terms.rate, terms.base, *cap, terms.hold_days)


def _said_by(schedule: FeeSchedule) -> tuple[object, ...]:
    """The same of a schedule that is there."""
    cap = (schedule.cap_minor, schedule.cap_currency)
    return (schedule.product, schedule.rate, schedule.base, *cap, schedule.hold_days)


def _give_way(session: Session, actor: Actor, schedule: FeeSchedule, first: date, now: datetime) -> None:
    last = max(first - timedelta(days=1), schedule.valid_from - timedelta(days=1))
    if schedule.valid_until is None or schedule.valid_until > last:
        end(session, actor, schedule, last, now)


async def end_with_contract(session: Session, actor: Actor, entry: Entry, now: datetime) -> int:
    """Reaction: a contract is over, and so are the schedules that rest on it. Gives how many; again: none."""
    found = (await session.scalars(queries.schedules_on_contract(entry.partner_id, entry.record_id))).all()
    contract = await session.scalar(queries.contract_in(entry.partner_id, entry.record_id))
    today = Moment(now).day(contract.zone if contract else "UTC")
    day = min(today, contract.ends_on) if contract and contract.ends_on else today
    ended = [each for each in found if each.valid_until is None or each.valid_until > day]
    for each in ended:
        end(session, actor, each, max(day, each.valid_from - timedelta(days=1)), now)
    return len(ended)
