"""How the two sides come to a mediator: proposed, accepted over what they declare, and what both agree on then."""

from datetime import date, datetime, timedelta
from uuid import UUID

from portal import calendars, errors, ids, mail, unguessable, wording
from portal.access import Actor, Permission, Side
from portal.clock import Moment
from portal.database.session import Session
from portal.disputes import queries, sealing
from portal.disputes.models import CaucusText, Dispute, MediatorSeat
from portal.disputes.models.cases import TEXT_LONGEST
from portal.disputes.operations.case import OpenDispute, opened
from portal.disputes.operations.triage import REASON
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.entries import EntryKind
from portal.disputes.rules.mediator import MOST_NAMES, SeatStatus
from portal.disputes.rules.statuses import MEDIATION_DAYS, DisputeStatus
from portal.disputes.sealing import SecretOf
from portal.sentences import say
from portal.wording import note_given

MOST_MORE = 90
"""Days that both may agree to add."""


async def propose_mediator(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, name: str, email: str, now: datetime
) -> Dispute:
    """Names somebody who is to mediate; `tell_the_mediator` mails them a link that works once.

    Refuses: Invalid for who belongs to a side, or is not among the names in the contract; Blocked while somebody is
    proposed, and after the third name.
    """
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    record = case.record
    with case.step(DISPUTE, "proposeMediator"):
        called, address = wording.name_given(name), wording.email_given(email)
        mail.refuse_address(address)
        _check_name(record, called)
        await check_neutral(case, address)
        case.names += 1
        case.seat = _seat(case, called, address)
        session.add(case.seat)
        record.clock_started_at = now
        case.append(EntryKind.MEDIATION, {"proposed": called, "number": case.names})
        case.look_at_seat()
        case.tell(mediator=called)
    return record


async def send_link_again(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, now: datetime
) -> Dispute:
    """Has a new link mailed to the mediator, by which they make another passkey; what they declared stays as it is.

    Whatever they came in by until now opens nothing from here on: an earlier link, their passkey, their session.
    """
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    with case.step(DISPUTE, "sendLinkAgain"):
        seat = seat_of(case)
        seat.link_sha256 = unguessable.digest(unguessable.made())  # of a link that nobody has
        case.append(EntryKind.MEDIATION, {"linked": seat.name})
        case.tell(mediator=seat.name)
    return case.record


def _check_name(record: Dispute, name: str) -> None:
    agreed = record.agreed.get("mediators", [])
    if agreed and name.casefold() not in {each.casefold() for each in agreed}:
        raise errors.Invalid(
            "The contract names the possible mediators: {names}. Choose one of them.",
            names=", ".join(agreed), path=("input", "name")
        )  # fmt: skip


async def check_neutral(case: OpenDispute, email: str) -> None:
    """Refuses: Invalid for somebody who has a place on either side, as far as the actor may know."""
    if await case.session.scalar(queries.belongs_to_a_side(case.record, email)):
        raise errors.Invalid("This person belongs to one of the two sides.", path=("input", "email"))


def _seat(case: OpenDispute, name: str, email: str) -> MediatorSeat:
    nothing = dict.fromkeys((
        "link_sha256", "entered_at", "has_interests", "declaration_sha256", "declared_at", "began_at", "lasts_until",
        "longer_by", "longer_until", "ends_at",
    ))  # fmt: skip
    return MediatorSeat(
        partner_id=case.record.partner_id, id=ids.new(), dispute_id=case.record.id, number=case.names,
        case_number=case.record.number, company_name=case.company.name, partner_name=case.partner.name, name=name,
        email=email, status=SeatStatus.PROPOSED, proposed_by=case.actor.side, proposed_by_name=case.actor.name,
        proposed_at=case.now, declaration="", accepted_by=frozenset(),
        offers_shown_by=frozenset(), note="", **nothing,
    )  # fmt: skip


async def accept_mediator(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, expected_digest: str, now: datetime
) -> Dispute:
    """Accepts for one's side who is proposed, over exactly what they have declared.

    Refuses: StaleDigest, Blocked before they have declared, ConfirmationNeeded.
    """
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    with case.step(DISPUTE, "acceptMediator"):
        seat = seat_of(case)
        if expected_digest != seat.declaration_sha256:
            raise errors.StaleDigest(
                "The mediator's declaration has changed. Read it again.", path=("input", "expectedDigest")
            )
        seat.accepted_by |= {actor.side}
        if len(seat.accepted_by) == 2:  # noqa: PLR2004 - both sides
            seat.status = SeatStatus.ACCEPTED
        case.append(EntryKind.MEDIATION, {"accepted": seat.name, "sha256": expected_digest})
        case.look_at_seat()
        case.tell(mediator=seat.name)
    return case.record


async def refuse_mediator(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, reason: str, now: datetime
) -> Dispute:
    """Does not accept who is proposed; the time to find somebody begins anew while another name may come."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    note = note_given(reason, REASON, "reason")
    with case.step(DISPUTE, "refuseMediator", note=note):
        case.append(EntryKind.MEDIATION, {"refused": seat_of(case).name, "text": note})
        next_name(case, SeatStatus.REFUSED, note)
    return case.record


def next_name(case: OpenDispute, status: SeatStatus, note: str = "") -> None:
    """Somebody else may be proposed, unless three were."""
    case.tell(mediator=seat_of(case).name)
    case.end_seat(status, note=note)
    if case.names < MOST_NAMES:
        case.record.clock_started_at = case.now


def pass_over(case: OpenDispute) -> None:
    """The clock's step: not accepted by both in time."""
    with case.step(DISPUTE, "passOverMediator"):
        case.append(EntryKind.MEDIATION, {"passedOver": seat_of(case).name, "bySilence": True}, by_clock=True)
        next_name(case, SeatStatus.LAPSED)


async def mediate(session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, now: datetime) -> Dispute:
    """Hands the case over to the mediator, who reads it from now on. Refuses: Blocked until both accepted one."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    begin(case)
    return case.record


def begin(case: OpenDispute, *, by_clock: bool = False) -> None:
    """The mediation begins, by the officer or when the time for it is over."""
    with case.step(DISPUTE, "mediate", by_clock=by_clock):
        seat = seat_of(case)
        seat.status, seat.began_at = SeatStatus.SERVING, case.now
        seat.lasts_until = case.now + timedelta(days=MEDIATION_DAYS)
        case.append(EntryKind.MEDIATION, {"began": seat.name}, by_clock=by_clock)
        case.look_at_seat()
        case.tell(mediator=seat.name)


async def ask_longer(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, until: date, reason: str,
    now: datetime,
) -> Dispute:  # fmt: skip
    """Asks the other side for more time for the mediation, to a day."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    note = note_given(reason, REASON, "reason")
    with case.step(DISPUTE, "askLonger", note=note):
        seat = seat_of(case)
        first = Moment(seat.lasts_until or now).day(case.clocks[actor.side].zone)
        if not first < until <= first + timedelta(days=MOST_MORE):
            raise errors.Invalid(
                "The day must be after the current end, by at most {most} days.", most=MOST_MORE,
                path=("input", "until"),
            )  # fmt: skip
        seat.longer_by, seat.longer_until = actor.side, until
        case.append(EntryKind.MEDIATION, {"until": until.isoformat(), "text": note})
        case.look_at_seat()
    return case.record


async def agree_longer(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, now: datetime
) -> Dispute:
    """Agrees: the mediation lasts to the end of that day, wherever it ends last."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    with case.step(DISPUTE, "agreeLonger"):
        seat = seat_of(case)
        until = (seat.longer_until or now.date()) + timedelta(days=1)
        ends = max(calendars.begins_at(until, clock.zone) for clock in case.clocks.values())
        case.append(EntryKind.MEDIATION, {"until": str(seat.longer_until), "agreed": True})
        seat.lasts_until, seat.longer_by, seat.longer_until = ends - timedelta(seconds=1), None, None
        case.look_at_seat()
    return case.record


async def show_offers(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, now: datetime
) -> Dispute:
    """Lets the mediator read the offers, once the other side does as well."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    with case.step(DISPUTE, "showOffers"):
        seat_of(case).offers_shown_by |= {actor.side}
        case.append(EntryKind.MEDIATION, {"showsOffers": True})
        case.look_at_seat()
    return case.record


async def hide_offers(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, now: datetime
) -> Dispute:
    """Takes that back: from now on the mediator reads no offer, whatever the other side lets them."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    with case.step(DISPUTE, "hideOffers"):
        seat_of(case).offers_shown_by -= {actor.side}
        case.append(EntryKind.MEDIATION, {"showsOffers": False})
        case.look_at_seat()
    return case.record


async def tell_mediator(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, text: str, secret_of: SecretOf,
    now: datetime,
) -> Dispute:  # fmt: skip
    """Says something to the mediator that the other side does not read; its digest stands in the chain."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    actor.require(Permission.DISPUTE_SETTLE)
    if case.record.status is not DisputeStatus.MEDIATION:
        raise errors.WrongStatus.because(say("You cannot do this now.").then(DISPUTE.in_words[case.record.status]))
    said = note_given(text, say("Enter a text."), "text", longest=TEXT_LONGEST)
    with case.event("dispute.caucus"):
        await add_caucus(case, said, actor.side, secret_of, by_mediator=False)
    return case.record


async def add_caucus(case: OpenDispute, text: str, side: Side, secret_of: SecretOf, *, by_mediator: bool) -> None:
    """A sealed text between the mediator and one side, and its digest in the chain."""
    record, session, seat = case.record, case.session, seat_of(case)
    readers = {str(each) for each in await session.scalars(queries.caucus_readers(record.partner_id, side))}
    if not by_mediator:
        place = await session.scalar(queries.place_of(case.actor.partner_id, case.actor.person_id))
        if str(place) not in readers:
            raise errors.NotAllowed("Only people who negotiate for your side can do this.")
    number, text_id = int(await session.scalar(queries.last_caucus_of(record))) + 1, ids.new()
    content = {"dispute": record.number, "number": number, "with": side.value, "text": text}
    seal = sealing.seal(secret_of, record.id, text_id, content)
    made = CaucusText(
        partner_id=record.partner_id, id=text_id, dispute_id=record.id, seat_id=seat.id, number=number, side=side,
        is_by_mediator=by_mediator, by_name=seat.name if by_mediator else case.actor.name,
        reader_ids=sorted(readers), sha256=seal.sha256, nonce=seal.nonce, ciphertext=seal.ciphertext,
        made_at=case.now,
    )  # fmt: skip
    case.append(EntryKind.CAUCUS, {"with": side.value, "sha256": seal.sha256}, mediator=seat if by_mediator else None)
    session.add(made)


def seat_of(case: OpenDispute) -> MediatorSeat:
    """Refuses: Blocked where nobody is proposed, or mediates."""
    if case.seat is None:
        raise errors.Blocked("There is no mediator.")
    return case.seat
