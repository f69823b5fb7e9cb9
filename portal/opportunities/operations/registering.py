"""A deal is written down, and registered by the partner or offered by the company; the server's clock says when."""

import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from portal import acting, canonical, errors, ids
from portal.access import Actor, Permission, Side
from portal.boundaries.rules.acts import ActKind
from portal.boundaries.rules.terms import meet
from portal.database.session import Session
from portal.opportunities import queries
from portal.opportunities.models import Arrival, Opportunity
from portal.opportunities.operations import authority, scope
from portal.opportunities.operations.deal import OpenOpportunity, begun, opened
from portal.opportunities.operations.scope import Said
from portal.opportunities.rules.opportunity import LIFE
from portal.opportunities.rules.statuses import OpportunityStatus, Source
from portal.partners.operations import account
from portal.partners.operations.account import OpenAccount
from portal.partners.rules import AccountStatus
from portal.sentences import say
from portal.wording import note_given

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
Before = Callable[[OpenOpportunity], Awaitable[None]]
NOTHING_YET = (
    "contract_id", "shown_at", "filed_at", "filed_number", "filed_by_name", "receipt_sha256", "placed_at",
    "protected_at", "ends_at", "paused_at", "extension_asked_at", "extension_by", "rejection", "older_right_on",
    "won_on", "value_minor", "value_currency", "loss_reason", "company_owner_id", "partner_owner_id", "ended_at",
    "due_at", "due_calendar",
)  # fmt: skip


async def draft(
    session: Session, actor: Actor, *, said: Said, now: datetime, partner_id: UUID | None = None,
    source: Source | None = None,
) -> Opportunity:  # fmt: skip
    """Writes a deal down for the actor's side; the company's people name the partner.

    Refuses: NotAllowed, NotFound, Blocked (the account), Invalid with everything at once.
    """
    case = await _drafted(session, actor, said=said, now=now, partner_id=partner_id, source=source)
    return case.record


async def _drafted(
    session: Session, actor: Actor, *, said: Said, now: datetime, partner_id: UUID | None, source: Source | None
) -> OpenOpportunity:
    actor.require(Permission.OPPORTUNITY_DRAFT)
    return await _written(_begun(session, actor, await _place(session, actor, partner_id, now), now, source), said)


def _begun(
    session: Session, actor: Actor, place: OpenAccount, now: datetime, source: Source | None = None
) -> OpenOpportunity:
    case = begun(session, actor, _empty(actor, place, source, now), place.partner, place.company, now=now)
    case.known |= {"is_on_hold": False, "has_quota": False, "owns_rival": False}
    return case


async def _written(case: OpenOpportunity, said: Said, before: Before | None = None) -> OpenOpportunity:
    """Writes it down; `before` may refuse it once it is known what it says, before anything is written."""
    with case.event("opportunity.drafted"):
        await scope.put(case, said)
        if before is not None:
            await before(case)
        await case.take_over()
        case.wait(LIFE)
    case.session.add(case.record)
    await case.session.flush()
    return case


async def edit(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int, said: Said, now: datetime
) -> Opportunity:
    """Says it all anew, while it is a draft. Refuses also StaleVersion, WrongStatus."""
    case = await opened(session, actor, opportunity_id=opportunity_id, expected_version=expected_version, now=now)
    actor.require(Permission.OPPORTUNITY_DRAFT)
    if case.record.status is not OpportunityStatus.DRAFT:
        raise errors.WrongStatus.because(say("You cannot do this now.").then(LIFE.in_words[case.record.status]))
    with case.event("opportunity.edited"):
        await scope.put(case, said)
    return case.record


async def discard(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int, now: datetime
) -> Opportunity:
    """Puts a draft aside for good."""
    case = await opened(session, actor, opportunity_id=opportunity_id, expected_version=expected_version, now=now)
    case.take(LIFE, "discard")
    return case.record


async def register(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int, now: datetime
) -> Opportunity:
    """Registers a draft: from now on it counts as filed, and the company's time to decide runs.

    Refuses: NotFound, NotAllowed, StaleVersion, WrongStatus, Blocked (the account, a boundary, an own one that is the
    same).
    """
    case = await opened(session, actor, opportunity_id=opportunity_id, expected_version=expected_version, now=now)
    await _file(case, "register")
    return case.record


async def register_at_once(
    session: Session, actor: Actor, *, said: Said, now: datetime, source: Source | None = None
) -> Opportunity:
    """Writes a deal down and registers it in one step. Refuses as `draft` and `register` do."""
    place = await opened_for(session, actor, now)
    return await register_here(session, actor, place, said=said, now=now, source=source)


async def opened_for(session: Session, actor: Actor, now: datetime) -> OpenAccount:
    """The account of the actor's own organisation, with which something is about to be registered."""
    actor.require(Permission.OPPORTUNITY_REGISTER)
    return await _place(session, actor, None, now)


async def register_here(
    session: Session, actor: Actor, place: OpenAccount, *, said: Said, now: datetime, source: Source | None = None
) -> Opportunity:
    """The same with an account that the transaction holds: one of several. What is refused has written nothing."""
    case = await _written(_begun(session, actor, place, now, source), said, _look)
    await _file(case, "register")
    await session.flush()
    return case.record


async def try_here(session: Session, actor: Actor, place: OpenAccount, *, said: Said, now: datetime) -> Opportunity:
    """What registering it would come to; nothing is written. Refuses as `register_at_once` does."""
    tried = _begun(session, actor, place, now)
    try:
        with suppress(_Enough):
            await _written(tried, said, _only_look)
    finally:
        acting.done_with(session, tried.record)
    return tried.record


class _Enough(Exception):  # noqa: N818 - it is no error: something was tried, and nothing is to be written of it
    pass


async def _look(case: OpenOpportunity) -> None:
    """Refuses what filing it would refuse."""
    LIFE.take(case.situation(LIFE), case.record.status, "register", case.actor, now=case.now)
    await _refuse_own_duplicate(case)
    await authority.check_contract(case.session, case.record.partner_id, case.record.contract_id)
    await authority.check_scope(case, case.act(ActKind.REGISTER))
    await case.look_within(ActKind.REGISTER)


async def _only_look(case: OpenOpportunity) -> None:
    await _look(case)
    raise _Enough


async def offer(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int, now: datetime
) -> Opportunity:
    """Offers the company's draft to its partner. Refuses also Blocked where a boundary forbids it."""
    case = await opened(session, actor, opportunity_id=opportunity_id, expected_version=expected_version, now=now)
    LIFE.take(case.situation(LIFE), case.record.status, "offer", actor, now=now)
    await _keep_scope(case, ActKind.OFFER)
    # The partner would sell it; the company offers it, and has promised not to where another sells alone.
    await case.keep_within(ActKind.OFFER, side=Side.HOST)
    with case.step(LIFE, "offer", published=True):
        case.record.shown_at = now
        case.record.partner_owner_id = await session.scalar(queries.first_administrator_of(case.partner.id))
    return case.record


async def accept(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int, now: datetime
) -> Opportunity:
    """Takes what the company offers: it is compared with other registrations as one that is filed now."""
    case = await opened(session, actor, opportunity_id=opportunity_id, expected_version=expected_version, now=now)
    await _file(case, "accept")
    return case.record


async def decline(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int, reason: str, now: datetime
) -> Opportunity:
    """Says no to what the company offers; both sides read why."""
    case = await opened(session, actor, opportunity_id=opportunity_id, expected_version=expected_version, now=now)
    note = note_given(reason, say("Enter a reason."), "reason")
    with case.step(LIFE, "decline", note=note):
        case.record.note = note
        await case.take_over()
    return case.record


async def _file(case: OpenOpportunity, action: str) -> None:
    record = case.record
    LIFE.take(case.situation(LIFE), record.status, action, case.actor, now=case.now)
    await _refuse_own_duplicate(case)
    await _keep_scope(case, ActKind.REGISTER)
    with case.step(LIFE, action, published=True):
        record.filed_number = await _arrived(case)
        record.filed_at, record.filed_by_name = case.now, case.actor.name
        record.shown_at = record.shown_at or case.now
        record.company_owner_id = record.company_owner_id or case.partner.manager_id or case.company.manager_id
        record.receipt_sha256 = canonical.digest(receipt(record))
        await case.take_over()
        case.tell(receipt=record.receipt_sha256)


async def _keep_scope(case: OpenOpportunity, kind: ActKind) -> None:
    """It keeps within what the contracts say today: one that has ended carries nothing new."""
    await authority.check_contract(case.session, case.record.partner_id, case.record.contract_id)
    await authority.check_scope(case, case.act(kind))
    await case.keep_within(kind)


async def _arrived(case: OpenOpportunity) -> int:
    """Its place among all that have come in."""
    await case.session.execute(queries.one_arrival_at_a_time())
    made = insert(Arrival).values(
        partner_id=case.record.partner_id, id=ids.new(), opportunity_id=case.record.id, at=case.now
    )
    number: Any = await case.session.scalar(made.returning(Arrival.number))
    return int(number)


async def _refuse_own_duplicate(case: OpenOpportunity) -> None:
    """What the partner has registered itself is no conflict: it is told which one it is."""
    record = case.record
    found = (await case.session.scalars(queries.own_open(record.partner_id, record.customer_keys))).all()
    for each in found:
        is_same = set(each.products) & set(record.products) and any(
            meet(tuple(each.regions), it) for it in record.regions
        )
        if each.id != record.id and is_same:
            raise errors.Blocked(
                "You have already registered this: {number}.", number=each.number, path=("input", "customerName")
            )


def receipt(record: Opportunity) -> dict[str, Any]:
    """What a receipt's digest is made over: all that was registered, and when."""
    return {
        "number": record.number, "customer": record.customer_name, "country": record.customer_country,
        "domain": record.customer_domain, "lei": record.customer_lei, "vat": record.customer_vat,
        "registerNumber": record.customer_register, "products": record.products, "regions": record.regions,
        "estimateMinor": record.estimate_minor, "currency": record.estimate_currency,
        "expectedCloseOn": record.expected_close_on.isoformat(), "text": record.text,
        "contract": str(record.contract_id or ""), "filedAt": record.filed_at and record.filed_at.isoformat(),
        "filedBy": record.filed_by_name,
    }  # fmt: skip


async def looked_at(session: Session, actor: Actor, now: datetime) -> OpenAccount:
    """The actor's own account where nothing is to be changed, so nobody waits for it."""
    actor.require(Permission.OPPORTUNITY_REGISTER)
    found = (await session.execute(queries.account_of(actor.partner_id))).one_or_none()
    if found is None:
        raise errors.NotFound("There is no such partner.", path=("input",))
    return _open(account.begun(session, actor, *found, now=now))


def _open(place: OpenAccount) -> OpenAccount:
    if place.partner.status is not AccountStatus.ACTIVE:
        raise errors.Blocked("You cannot register anything new because the partner account is not open.")
    return place


async def _place(session: Session, actor: Actor, named: UUID | None, now: datetime) -> OpenAccount:
    path = ("input", "partnerId")
    wanted = named or (actor.partner_id if actor.side is Side.PARTNER else None)
    if wanted is None:
        raise errors.Invalid("Name the partner.", path=path)
    if actor.side is Side.PARTNER and wanted != actor.partner_id:
        raise errors.NotFound("There is no such partner.", path=path)
    return _open(await account.opened(session, actor, partner_id=wanted, expected_version=None, now=now))


def _empty(actor: Actor, place: OpenAccount, source: Source | None, now: datetime) -> Opportunity:
    usual = Source.REGISTERED if actor.side is Side.PARTNER else Source.OFFERED
    return Opportunity(
        partner_id=place.partner.id, id=ids.new(), version=0, author=actor.side, source=source or usual,
        number=f"O-{now.year}-{''.join(secrets.choice(_ALPHABET) for _ in range(6))}",
        status=OpportunityStatus.DRAFT, stood=[], extensions=0, extension_text="", warned=0, order_reference="",
        note="", company_id=place.company.id, waiting_on=frozenset(), created_by=actor.person_id, created_at=now,
        updated_at=now, **dict.fromkeys(NOTHING_YET),
    )  # fmt: skip
