"""What the clock and other rooms' events do with boundaries: start, lapse, end with a contract, fall away."""

from datetime import datetime, timedelta
from uuid import UUID

from portal.access import SYSTEM, Actor, Side
from portal.boundaries import queries
from portal.boundaries.models import Boundary
from portal.boundaries.operations import guarding
from portal.boundaries.operations.opening import OpenBoundary, cells, opened
from portal.boundaries.rules.life import LIFE, OVER, Status
from portal.boundaries.rules.terms import Kind
from portal.database.session import Session
from portal.journal import Entry

WITH_CONTRACT = (
    "contract.signed", "contract.activated", "contract.withdrawn", "contract.rescinded", "contract.terminated",
    "contract.expired", "contract.superseded", "contract.amendment_lapsed",
)  # fmt: skip
"""What happens to a contract that starts or ends its boundaries."""
BY_ITSELF = {
    Status.PROPOSED: ("sign", "lapse"),
    Status.AGREED: ("expire", "start"),
    Status.ACTIVE: ("expire",),
}
"""The clock's steps out of a status, in the order in which they are tried."""


async def keep_time(session: Session, *, boundary_id: UUID, now: datetime) -> Boundary | None:
    """Takes the system step whose date has come; None if nothing was due. Running it twice moves nothing more."""
    case = await opened(session, SYSTEM, boundary_id=boundary_id, expected_version=None, now=now)
    if case.record.due_at is None or case.record.due_at > now:
        return None
    if await _go_on(case):
        return case.record
    case.put_off(now + timedelta(days=1))
    return None


async def follow_contract(session: Session, _actor: Actor, entry: Entry, now: datetime) -> object:
    """Reaction to whatever happens to a contract: its boundaries start and end with it, by what holds now."""
    found = queries.open_of_contract(entry.partner_id, entry.record_id)
    moved = []
    for boundary_id in (await session.scalars(found)).all():
        case = await opened(session, SYSTEM, boundary_id=boundary_id, expected_version=None, now=now)
        is_asked = case.record.status is Status.PROPOSED and case.known["contract_status"] not in OVER
        if is_asked and not case.record.is_carried:
            continue  # whoever was asked has their time
        moved.append(await _go_on(case))
    return moved


async def _go_on(case: OpenBoundary) -> bool:
    record = case.record
    for action in BY_ITSELF.get(record.status, ()):
        if LIFE.refusal(case.situation(LIFE), record.status, action, SYSTEM, case.now) is None:
            await _take(case, action)
            return True
    return False


async def _take(case: OpenBoundary, action: str) -> None:
    record = case.record
    if action == "sign" and await _is_barred(case):
        case.known["contract_status"] = "WITHDRAWN"  # for the table: it can never become what the contract promised
        case.take(LIFE, "lapse")
        return
    with case.step(LIFE, action):
        if action == "sign":
            record.agreed_at = case.now
    await case.settle()
    if record.status is Status.ACTIVE:
        await guarding.note_standing(case.session, case.actor, record, case.now)


async def _is_barred(case: OpenBoundary) -> bool:
    """Whether another partner has got a part of the scope exclusively while the contract was negotiated."""
    if case.record.kind is not Kind.EXCLUSIVITY:
        return False
    for cell in cells(case.record):
        if await case.session.scalar(queries.cells_meeting(cell).limit(1)):
            return True
    return False


async def fall_away(session: Session, actor: Actor, *, boundary_id: UUID, now: datetime) -> Boundary:
    """Ends an exclusivity whose minimum was missed, once that is final; for whoever measures it."""
    case = await opened(session, actor, boundary_id=boundary_id, expected_version=None, now=now)
    if case.record.status is Status.ACTIVE:
        case.follow(LIFE, "fallAway", is_missed=case.record.minimum_minor is not None)
        await case.settle()
    return case.record


async def release(session: Session, *, boundary_id: UUID, note: str, now: datetime) -> bool:
    """Ends one of which both sides have signed that it does; False where it has ended already."""
    case = await opened(session, SYSTEM, boundary_id=boundary_id, expected_version=None, now=now)
    if case.record.status not in {Status.AGREED, Status.ACTIVE}:
        return False
    with case.event("boundary.released", note=note):
        case.record.released_by = frozenset(Side)
    case.take(LIFE, "finish")
    await case.settle()
    return True
