"""What whoever mediates does: comes by a link, declares, speaks to one side or both, ends the mediation.

Each is done as portal_system for the seat whose session the door has proved; the mediator's own login reads, and
writes nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from portal import canonical, errors
from portal.access import SYSTEM, Side
from portal.database.session import Session
from portal.disputes import queries
from portal.disputes.models import Dispute, MediatorSeat
from portal.disputes.models.cases import TEXT_LONGEST
from portal.disputes.operations import offers
from portal.disputes.operations.case import OpenDispute, opened
from portal.disputes.operations.mediating import add_caucus, check_neutral, next_name, seat_of
from portal.disputes.operations.triage import REASON
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.entries import EntryKind
from portal.disputes.rules.mediator import DECLARATION_LONGEST, SeatStatus
from portal.disputes.rules.statuses import OUTSIDE, DisputeStatus
from portal.disputes.sealing import SecretOf
from portal.sentences import say
from portal.wording import note_given

NO_SUCH_LINK = say("This link has already been used or is no longer valid.")


async def seat_by_link(session: Session, *, link_sha256: bytes) -> MediatorSeat:
    """Who was sent the link, as portal_system. Refuses: NotFound."""
    found: MediatorSeat | None = await session.scalar(queries.seat_by_link(link_sha256))
    if found is None:
        raise errors.NotFound.because(NO_SUCH_LINK, path=("link",))
    return found


async def enter(session: Session, *, link_sha256: bytes, now: datetime) -> MediatorSeat:
    """Uses the link up: to the first who comes. Refuses: NotFound to everybody after."""
    found = await seat_by_link(session, link_sha256=link_sha256)
    case = await _opened(session, found.id, now)
    seat = seat_of(case)
    if seat.link_sha256 != link_sha256:
        raise errors.NotFound.because(NO_SUCH_LINK, path=("link",))
    seat.link_sha256, seat.entered_at = None, now
    await session.flush()
    return seat


async def declare(session: Session, *, seat_id: UUID, text: str, has_interests: bool, now: datetime) -> Dispute:
    """What connects the person with either side, or that nothing does; both sides accept its digest."""
    case = await _opened(session, seat_id, now)
    said = note_given(text, say("Enter what connects you with either side, or that nothing does."), "text",
                      longest=DECLARATION_LONGEST)  # fmt: skip
    with case.step(DISPUTE, "declareInterests"):
        seat = seat_of(case)
        await check_neutral(case, seat.email)
        seat.declaration, seat.has_interests, seat.declared_at = said, has_interests, now
        content = declared(seat)
        seat.declaration_sha256, seat.status = canonical.digest(content), SeatStatus.DECLARED
        case.append(EntryKind.MEDIATION, {"declared": content, "text": said, "sha256": seat.declaration_sha256},
                    mediator=seat)  # fmt: skip
        case.look_at_seat()
        case.tell(mediator=seat.name)
    return case.record


def declared(seat: MediatorSeat) -> Mapping[str, Any]:
    """What the digest is of."""
    return {
        "dispute": seat.case_number, "mediator": seat.name, "hasInterests": bool(seat.has_interests),
        "text": seat.declaration,
    }  # fmt: skip


async def decline(session: Session, *, seat_id: UUID, reason: str, now: datetime) -> Dispute:
    """Does not want to mediate, or cannot; somebody else may be proposed."""
    case = await _opened(session, seat_id, now)
    note = note_given(reason, REASON, "reason") if reason.strip() else ""
    with case.step(DISPUTE, "declineMediation", note=note):
        case.append(EntryKind.MEDIATION, {"declined": True, "text": note}, mediator=seat_of(case))
        next_name(case, SeatStatus.DECLINED, note)
    return case.record


async def speak(
    session: Session, *, seat_id: UUID, text: str, side: Side | None, secret_of: SecretOf, now: datetime,
    is_settled: bool = False,
) -> Dispute:  # fmt: skip
    """Says or asks something: to both sides, or to one alone. `is_settled` says that the two have come to terms.

    Refuses: WrongStatus unless the mediation is under way.
    """
    case = await _serving(session, seat_id, now)
    said = note_given(text, say("Enter a text."), "text", longest=TEXT_LONGEST)
    if side is not None:
        with case.event("dispute.caucus"):
            await add_caucus(case, said, side, secret_of, by_mediator=True)
        return case.record
    with case.event("dispute.mediator_settled" if is_settled else "dispute.mediator_said"):
        content = {"text": said, **({"settled": True} if is_settled else {})}
        case.append(EntryKind.MEDIATION, content, mediator=seat_of(case))
        case.tell(mediator=seat_of(case).name)
    return case.record


async def give_up(session: Session, *, seat_id: UUID, reason: str, now: datetime) -> Dispute:
    """Ends the mediation without a settlement: the case leaves the portal for a court or arbitrator."""
    case = await _serving(session, seat_id, now)
    note = note_given(reason, REASON, "reason")
    seat = seat_of(case)
    seat.note = note
    with case.step(DISPUTE, "fail", note=note):
        case.append(EntryKind.MEDIATION, {"failed": True, "text": note}, mediator=seat)
        case.tell(mediator=seat.name)
        case.record.level = OUTSIDE
    await offers.end_offers(case)
    return case.record


async def _serving(session: Session, seat_id: UUID, now: datetime) -> OpenDispute:
    case = await _opened(session, seat_id, now)
    if case.record.status is not DisputeStatus.MEDIATION:
        raise errors.WrongStatus.because(say("You cannot do this now.").then(DISPUTE.in_words[case.record.status]))
    return case


async def _opened(session: Session, seat_id: UUID, now: datetime) -> OpenDispute:
    """The case of a seat under a row lock. Refuses: NotFound once the seat is somebody else's, or nobody's."""
    seat: MediatorSeat | None = await session.scalar(queries.seat(seat_id))
    absent = errors.NotFound("You are not the mediator of this case.")
    if seat is None:
        raise absent
    case = await opened(session, SYSTEM, dispute_id=seat.dispute_id, expected_version=None, now=now)
    if case.seat is None or case.seat.id != seat_id:
        raise absent
    return case
