"""The company's own deals: written down with what they hold against partners, kept up by what is done, and ended."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from portal import acting, errors, ids
from portal.access import SYSTEM, AccessClass, Actor, Permission, Side
from portal.acting import Case
from portal.boundaries.rules.terms import meet
from portal.database.session import Session
from portal.money import Money
from portal.opportunities import queries
from portal.opportunities.models import Arrival, DirectDeal, Opportunity
from portal.opportunities.operations import customers, placing, scope
from portal.opportunities.operations.scope import Customer
from portal.opportunities.rules.cells import wanted_of
from portal.opportunities.rules.direct import LIFE, DirectStatus, lapse_of
from portal.opportunities.rules.statuses import MOST_CELLS, CellStatus
from portal.partners.models import Organisation
from portal.partners.operations import account
from portal.sentences import say
from portal.wording import note_given

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_EVERYTHING = 2**62
"""Later than anything that has come in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectSaid:
    """What the company sells itself: to whom, what, where, how much."""

    customer: Customer
    products: Sequence[str]
    regions: Sequence[str]
    estimate: Money
    text: str = ""


@dataclass(kw_only=True)
class OpenDirect(Case[DirectDeal]):
    """A direct deal while somebody acts on it."""

    @property
    def is_published(self) -> bool:
        """No partner reads of it."""
        return False

    def entered(self) -> None:
        """What has ended says when."""
        if self.record.status is not DirectStatus.OPEN:
            self.record.ended_at = self.now


def _case(session: Session, actor: Actor, record: DirectDeal, company: Organisation, now: datetime) -> OpenDirect:
    clocks = account.clocks_of(company, company)
    return OpenDirect(session=session, actor=actor, record=record, clocks=clocks, now=now)


async def _opened(
    session: Session, actor: Actor, *, direct_deal_id: UUID, expected_version: int | None, now: datetime
) -> OpenDirect:
    """The deal under a row lock. Refuses: NotFound, NotAllowed for auditors, StaleVersion."""
    record, company = await acting.locked(
        session,
        actor,
        queries.direct_deal_to_act_on(direct_deal_id),
        absent=errors.NotFound("There is no such direct deal.", path=("input", "directDealId")),
        stale=errors.StaleVersion(
            "Someone changed the direct deal after you opened it. Check the latest version.",
            path=("input", "expectedVersion"),
        ),
        expected_version=expected_version,
    )
    return _case(session, actor, record, company, now)


async def open_direct(session: Session, actor: Actor, *, said: DirectSaid, now: datetime) -> DirectDeal:
    """Writes down that the company works on a deal: from now on it stands in the way of partners' registrations.

    What a partner has registered or been promised before stands in its way: it is refused with the number. Refuses:
    NotAllowed, Invalid with everything at once, Blocked.
    """
    actor.require(Permission.DIRECT_SELL)
    if actor.access_class is AccessClass.AUDITOR:
        raise errors.NotAllowed("Auditors can read everything and change nothing.")
    company: Organisation = (await session.scalars(queries.company())).one()
    typed = await _typed(session, said)
    owner: Any = await session.scalar(queries.place_of(actor.partner_id, actor.person_id))
    record = _empty(actor, company, owner, typed, now)
    record.filed_number = await _arrived(session, record, now)
    case = _case(session, actor, record, company, now)
    with case.event("direct.opened"):
        session.add(record)
        await session.flush()
        await _hold(session, record, now)
        case.wait(LIFE)
    await session.flush()
    return record


async def _typed(session: Session, said: DirectSaid) -> dict[str, Any]:
    faults, found = errors.Faults(), dict[str, Any]()
    with faults:
        found |= scope.customer_of(said.customer)
    with faults:
        found["products"] = await scope.products_of(session, said.products)
    with faults:
        found["regions"] = scope.regions_of(said.regions)
    with faults:
        scope.check_estimate(said.estimate)
        found |= {"estimate_minor": said.estimate.minor, "estimate_currency": said.estimate.currency}
    with faults:
        found["text"] = scope.text_of(said.text)
    faults.refuse()
    if len(found["products"]) * len(found["regions"]) > MOST_CELLS:
        raise errors.Invalid(
            "This deal has too many combinations of products and regions. At most {most} are possible.",
            most=MOST_CELLS, path=("input", "regions"),
        )  # fmt: skip
    return found


async def _arrived(session: Session, record: DirectDeal, now: datetime) -> int:
    """Its place among all that has come in, registrations too."""
    await session.execute(queries.one_arrival_at_a_time())
    made = insert(Arrival).values(partner_id=record.partner_id, id=ids.new(), direct_deal_id=record.id, at=now)
    number: Any = await session.scalar(made.returning(Arrival.number))
    return int(number)


async def _hold(session: Session, record: DirectDeal, now: datetime) -> None:
    """Holds all that it is about. Refuses: Blocked where a partner came before."""
    await session.execute(queries.one_place_at_a_time())
    for each in (await session.scalars(queries.unplaced(_EVERYTHING))).all():
        if _is_same(each, record):
            raise _blocked(each)
    customer = await customers.identified(session, record, now)
    await session.execute(queries.one_customer_at_a_time(customer.place))
    cells = wanted_of(record.products, record.regions)
    for other, _ in await placing.meets(session, customer.place, cells, now):
        if isinstance(other, Opportunity):
            raise _blocked(other)
        raise errors.Blocked("The company is already working on this: {number}.", number=other.number)
    made = queries.hold(record, customer.place, cells, now, status=CellStatus.PROTECTED, ends_at=record.lapses_at)
    if len((await session.execute(made)).all()) < len(cells):
        raise errors.Blocked("Someone else has just registered part of it. Try again.")


def _is_same(other: Opportunity, record: DirectDeal) -> bool:
    """Whether what came in before, and was not compared yet, may be about the same."""
    return bool(
        set(other.customer_keys) & set(record.customer_keys)
        and set(other.products) & set(record.products)
        and any(meet(tuple(other.regions), each) for each in record.regions)
    )


def _blocked(other: Opportunity) -> errors.Blocked:
    return errors.Blocked(
        "A partner registered this before you: {number}. The company honours that registration.", number=other.number,
        path=("input", "customer", "name"),
    )  # fmt: skip


async def touch_direct(
    session: Session, actor: Actor, *, direct_deal_id: UUID, expected_version: int, note: str, now: datetime,
    on: date | None = None,
) -> DirectDeal:  # fmt: skip
    """Says what was done for it, today unless another day is given; it lapses so much later."""
    case = await _opened(session, actor, direct_deal_id=direct_deal_id, expected_version=expected_version, now=now)
    said = note_given(note, say("Enter what was done."), "note")
    with case.step(LIFE, "touch", note=said):
        record, day = case.record, on or _today(case)
        if not record.last_activity_on <= day <= _today(case):
            raise errors.Invalid("The day must be between the last activity and today.", path=("input", "on"))
        record.last_activity_on, record.note = day, said
        record.lapses_at, record.is_warned = lapse_of(day), False
        await session.execute(queries.direct_cells_kept(record).values(ends_at=record.lapses_at))
    return case.record


async def win_direct(
    session: Session, actor: Actor, *, direct_deal_id: UUID, expected_version: int, now: datetime, note: str = ""
) -> DirectDeal:
    """Says that the customer has ordered; what it held is free."""
    case = await _opened(session, actor, direct_deal_id=direct_deal_id, expected_version=expected_version, now=now)
    said = note_given(note, say("Enter what was ordered."), "note") if note.strip() else ""
    with case.step(LIFE, "win", note=said):
        case.record.note = said
        await _let_go(case)
    return case.record


async def lose_direct(
    session: Session, actor: Actor, *, direct_deal_id: UUID, expected_version: int, reason: str, now: datetime
) -> DirectDeal:
    """Says that the customer does not buy, and why; what it held is free."""
    case = await _opened(session, actor, direct_deal_id=direct_deal_id, expected_version=expected_version, now=now)
    said = note_given(reason, say("Enter a reason."), "reason")
    with case.step(LIFE, "lose", note=said):
        case.record.note = said
        await _let_go(case)
    return case.record


async def keep_direct_time(session: Session, *, direct_deal_id: UUID, now: datetime) -> DirectDeal | None:
    """Warns, and ends what nothing was done for; None if nothing was due. Running it twice moves nothing more."""
    case = await _opened(session, SYSTEM, direct_deal_id=direct_deal_id, expected_version=None, now=now)
    version = case.record.version
    while case.record.due_at is not None and case.record.due_at <= now:
        if case.record.lapses_at <= now:
            with case.step(LIFE, "lapse"):
                await _let_go(case)
        else:
            with case.step(LIFE, "warn"):
                case.record.is_warned = True
    return case.record if case.record.version > version else None


async def _let_go(case: OpenDirect) -> None:
    ended = queries.direct_cells_kept(case.record).values(status=CellStatus.ENDED, ends_at=case.now)
    await case.session.execute(ended)


def _today(case: OpenDirect) -> date:
    return case.now.astimezone(ZoneInfo(case.clocks[Side.HOST].zone)).date()


def _empty(actor: Actor, company: Organisation, owner: UUID, typed: dict[str, Any], now: datetime) -> DirectDeal:
    return DirectDeal(
        partner_id=company.id, id=ids.new(), version=0, status=DirectStatus.OPEN, owner_id=owner, opened_at=now,
        number=f"DD-{now.year}-{''.join(secrets.choice(_ALPHABET) for _ in range(6))}", last_activity_on=now.date(),
        lapses_at=lapse_of(now.date()), is_warned=False, note="", created_by=actor.person_id, ended_at=None,
        waiting_on=frozenset(), due_at=None, due_calendar=None, updated_at=now, **typed,
    )  # fmt: skip
