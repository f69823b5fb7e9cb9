"""Offers to settle, without prejudice: both sides see that there is one, and their negotiators alone what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from portal import calendars, errors, ids
from portal.access import Actor, Permission, Side
from portal.clock import Moment
from portal.database.session import Session
from portal.disputes import queries, sealing
from portal.disputes.models import SealedText, SettlementOffer
from portal.disputes.operations import giving, sealed, settling
from portal.disputes.operations.case import OpenDispute, opened
from portal.disputes.operations.sealed import Content, GivenAction
from portal.disputes.operations.within import Within
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.entries import EntryKind
from portal.disputes.rules.offer import MOST_DAYS, OFFER, OfferStatus
from portal.disputes.rules.statuses import NEGOTIABLE
from portal.disputes.sealing import SecretOf
from portal.sentences import say
from portal.wording import note_given

ABSENT = say("There is no such offer.")
NOT_NEGOTIATING = say("Only people who negotiate for your side can do this.")


@dataclass(kw_only=True)
class OpenOffer(Within[SettlementOffer]):
    """An offer while somebody acts on it."""

    text: SealedText | None
    """What it says; None for whoever does not negotiate, and for the clock."""


async def make_offer(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, actions: Sequence[GivenAction],
    text: str, valid_until: date, secret_of: SecretOf, now: datetime,
) -> SettlementOffer:  # fmt: skip
    """Offers the other side to settle by exactly these actions. Whoever makes it has accepted it.

    `expected_version` is the dispute's. Refuses: NotFound, NotAllowed without the authority, StaleVersion, WrongStatus,
    Blocked while one's own side has an open offer, ConfirmationNeeded, Invalid with everything by its place.
    """
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    actor.require(Permission.DISPUTE_SETTLE)
    _check_open(case)
    return await _make(case, actions, text, valid_until, secret_of)


async def accept_offer(
    session: Session, actor: Actor, *, offer_id: UUID, expected_version: int, expected_digest: str,
    secret_of: SecretOf, now: datetime,
) -> SettlementOffer:  # fmt: skip
    """Agrees to exactly what the digest is of: the dispute is settled, and what was offered is to be done.

    Refuses: NotFound, NotAllowed without the authority, StaleVersion, StaleDigest, Blocked, ConfirmationNeeded.
    """
    case = await opened_offer(session, actor, offer_id=offer_id, expected_version=expected_version, now=now)
    offer = case.record
    with case.step(OFFER, "accept"):
        if expected_digest != offer.sha256:
            raise errors.StaleDigest(
                "The current offer is not the one you are acting on. Read it again.", path=("input", "expectedDigest")
            )
        content = content_of(case, secret_of)
        actions = content["actions"]
        _answered(case)
        offer.total_minor, offer.currency = sealed.total(actions), sealed.currency_of(actions)
        offer.answer_authority_id = await giving.authority_for(case.dispute, case.text)
        case.dispute.append(EntryKind.OFFER_ANSWER, {"offer": offer.number, "sha256": offer.sha256, "accepted": True})
        _closed(case)
    await settling.settle(case.dispute, actions, offer.sha256, offer_id=offer.id)
    await end_offers(case.dispute)
    await session.flush()
    return offer


async def reject_offer(
    session: Session, actor: Actor, *, offer_id: UUID, expected_version: int, now: datetime, reason: str = ""
) -> SettlementOffer:
    """Says no to the other side's offer; the reason, if there is one, both sides' people read."""
    return await _answer(session, actor, "reject", offer_id, expected_version, reason, now)


async def withdraw_offer(
    session: Session, actor: Actor, *, offer_id: UUID, expected_version: int, now: datetime, reason: str = ""
) -> SettlementOffer:
    """Takes back what one's own side has offered, before it is accepted."""
    return await _answer(session, actor, "withdraw", offer_id, expected_version, reason, now)


async def counter_offer(
    session: Session, actor: Actor, *, offer_id: UUID, expected_version: int, actions: Sequence[GivenAction],
    text: str, valid_until: date, secret_of: SecretOf, now: datetime,
) -> SettlementOffer:  # fmt: skip
    """Answers the other side's offer with another one, which is what it gives. Refuses as `make_offer` does."""
    case = await opened_offer(session, actor, offer_id=offer_id, expected_version=expected_version, now=now)
    with case.step(OFFER, "counter"):
        _answered(case)
        case.dispute.append(EntryKind.OFFER_ANSWER, {"offer": case.record.number, "countered": True})
        _closed(case)
    for each in await _open_ones(case.dispute):
        if each.record.side is actor.side:  # its place is taken as well
            with each.step(OFFER, "withdraw"):
                _answered(each)
                _closed(each)
    return await _make(case.dispute, actions, text, valid_until, secret_of)


async def end_offers(case: OpenDispute) -> None:
    """No offer outlives what it was to settle."""
    for each in await _open_ones(case):
        _expire(each)


async def expire_what_is_over(case: OpenDispute) -> None:
    """The clock's step of the dispute's offers."""
    for each in await _open_ones(case):
        if each.record.expires_at <= case.now:
            _expire(each)


def _expire(one: OpenOffer) -> None:
    with one.step(OFFER, "expire", by_clock=True):
        one.dispute.append(EntryKind.OFFER_ANSWER, {"offer": one.record.number, "expired": True}, by_clock=True)
        _closed(one)


async def opened_offer(
    session: Session, actor: Actor, *, offer_id: UUID, expected_version: int, now: datetime
) -> OpenOffer:
    """The offer and its dispute under row locks. Refuses: NotFound, NotAllowed for auditors, StaleVersion."""
    absent = errors.NotFound.because(ABSENT, path=("input", "offerId"))
    dispute_id = await session.scalar(queries.dispute_id_of(offer_id))
    if dispute_id is None:
        raise absent
    dispute = await opened(session, actor, dispute_id=dispute_id, expected_version=None, now=now)
    row = (await session.execute(queries.offer_to_act_on(offer_id))).one_or_none()
    if row is None:
        raise absent
    record, text = row
    if record.version != expected_version:
        raise errors.StaleVersion(
            "Someone answered or withdrew the offer after you opened it. Check the latest version.",
            path=("input", "expectedVersion"),
        )
    case = _begun(dispute, record, text)
    case.known |= {"is_reader": text is not None, **await giving.authorised(dispute, text)}
    return case


def content_of(case: OpenOffer, secret_of: SecretOf) -> Content:
    """What it says. Refuses: NotAllowed for whoever does not negotiate. Raises SealError where it was changed."""
    if case.text is None:
        raise errors.NotAllowed.because(NOT_NEGOTIATING)
    offer = case.record
    return sealing.opened(
        secret_of, offer.dispute_id, offer.id, case.text.nonce, case.text.ciphertext, offer.sha256
    )  # fmt: skip


async def _answer(
    session: Session, actor: Actor, action: str, offer_id: UUID, expected_version: int, reason: str, now: datetime
) -> SettlementOffer:
    case = await opened_offer(session, actor, offer_id=offer_id, expected_version=expected_version, now=now)
    note = note_given(reason, say("Enter a reason."), "reason") if reason.strip() else ""
    with case.step(OFFER, action, note=note):
        _answered(case)
        said = "rejected" if action == "reject" else "withdrawn"
        case.dispute.append(EntryKind.OFFER_ANSWER, {"offer": case.record.number, said: True, "text": note})
        _closed(case)
    return case.record


def _answered(case: OpenOffer) -> None:
    case.record.answered_by_name, case.record.answered_at = case.actor.name, case.now


def _closed(case: OpenOffer) -> None:
    """Nobody is waited for any more because of it."""
    case.dispute.known["offers_by"] -= {case.record.side}


def _check_open(case: OpenDispute) -> None:
    if case.record.status not in NEGOTIABLE:
        raise errors.WrongStatus.because(say("You cannot do this now.").then(DISPUTE.in_words[case.record.status]))
    if case.actor.side in case.known["offers_by"]:
        raise errors.Blocked("Your side has an open offer. Withdraw it first.")


async def _make(
    case: OpenDispute, actions: Sequence[GivenAction], text: str, valid_until: date, secret_of: SecretOf
) -> SettlementOffer:
    """Under the dispute's lock."""
    actor, record, session = case.actor, case.record, case.session
    actor.require_confirmed(now=case.now)
    faults, said, written = errors.Faults(), "", list[dict[str, Any]]()
    with faults:
        written = await sealed.checked(case, actions)
    with faults:
        wanted = say("Enter what you offer.")
        said = note_given(text, wanted, "text", longest=sealed.LONGEST_TEXT) if text.strip() else ""
    with faults:
        expires_at = _expires_at(case, valid_until)
    faults.refuse()
    number = int(await session.scalar(queries.last_number_of(record))) + 1
    offer_id = ids.new()
    content = {
        "dispute": record.number, "offer": number, "side": actor.side.value, "validUntil": valid_until.isoformat(),
        "text": said, "actions": written, "totalMinor": sealed.total(written),
    }  # fmt: skip
    seal = sealing.seal(secret_of, record.id, offer_id, content)
    hidden = await _sealed(case, offer_id, written, seal)
    authority_id = await giving.authority_for(case, hidden)
    offer = SettlementOffer(
        partner_id=record.partner_id, id=offer_id, dispute_id=record.id, number=number, side=actor.side, version=0,
        status=OfferStatus.OPEN, sha256=seal.sha256, valid_until=valid_until, expires_at=expires_at,
        made_by_name=actor.name, made_at=case.now, authority_id=authority_id, answered_by_name=None, answered_at=None,
        answer_authority_id=None, total_minor=None, currency=None, waiting_on=frozenset(), due_at=None,
        due_calendar=None, updated_at=case.now,
    )  # fmt: skip
    one = _begun(case, offer, hidden)
    with case.event("dispute.offer_made"):
        one.begin(OFFER)
        case.known["offers_by"] |= {actor.side}
        case.append(EntryKind.OFFER, {"offer": number, "sha256": seal.sha256, "validUntil": valid_until.isoformat()})
        case.tell(**one.called)
        case.pass_turn()
    await session.flush()
    session.add(hidden)
    await session.flush()
    return offer


def _expires_at(case: OpenDispute, day: date) -> datetime:
    """The last second of the day, where the other side is."""
    zone = case.clocks[case.actor.side.other].zone
    if not 1 <= (day - Moment(case.now).day(zone)).days <= MOST_DAYS:
        raise errors.Invalid(
            "An offer must be valid for 1 to {most} days.", most=MOST_DAYS, path=("input", "validUntil")
        )  # fmt: skip
    return calendars.begins_at(day + timedelta(days=1), zone) - timedelta(seconds=1)


async def _sealed(case: OpenDispute, offer_id: UUID, actions: Sequence[Content], seal: sealing.Sealed) -> SealedText:
    """The sealed text for all who negotiate. Refuses: NotAllowed for whoever does not."""
    record = case.record
    readers = {str(each) for each in await case.session.scalars(queries.negotiators(record.partner_id))}
    place = await case.session.scalar(queries.place_of(case.actor.partner_id, case.actor.person_id))
    if str(place) not in readers:
        raise errors.NotAllowed.because(NOT_NEGOTIATING)
    return SealedText(
        partner_id=record.partner_id, id=ids.new(), dispute_id=record.id, offer_id=offer_id,
        reader_ids=sorted(readers), nonce=seal.nonce, ciphertext=seal.ciphertext,
        company_gives_minor=sealed.gives(case, Side.HOST, actions),
        partner_gives_minor=sealed.gives(case, Side.PARTNER, actions),
        currency=sealed.currency_of(actions) or record.currency,
    )  # fmt: skip


async def _open_ones(case: OpenDispute) -> list[OpenOffer]:
    """Under row locks; what the transaction itself has answered is not open any more, though not written yet."""
    rows = (await case.session.scalars(queries.open_offers_of(case.record))).all()
    return [_begun(case, each, None) for each in rows if each.status is OfferStatus.OPEN]


def _begun(case: OpenDispute, record: SettlementOffer, text: SealedText | None) -> OpenOffer:
    known = {"is_negotiable": case.record.status in NEGOTIABLE}
    return OpenOffer(
        session=case.session, actor=case.actor, record=record, clocks=case.clocks, now=case.now, known=known,
        dispute=case, text=text, called={"offer": record.number, "digest": record.sha256},
    )  # fmt: skip
