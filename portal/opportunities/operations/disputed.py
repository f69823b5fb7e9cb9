"""What disputes do to protection: while one is open its time stands, and what one restores is protected anew."""

from datetime import datetime
from uuid import UUID

from portal.access import SYSTEM
from portal.database.session import Session
from portal.opportunities import queries
from portal.opportunities.operations import customers, placing
from portal.opportunities.operations.deal import OpenOpportunity, opened
from portal.opportunities.rules.opportunity import LIFE
from portal.opportunities.rules.statuses import CellStatus, OpportunityStatus

S = OpportunityStatus


async def stand(session: Session, *, opportunity_id: UUID, is_disputed: bool, now: datetime) -> bool:
    """Has the time of a protection stand while it is disputed, and go on afterwards: it ends later by exactly that.

    What it holds stays held meanwhile, however long that takes. Gives whether anything changed; again: nothing.
    """
    case = await opened(session, SYSTEM, opportunity_id=opportunity_id, expected_version=None, now=now)
    record = case.record
    if record.status is not S.PROTECTED or record.is_paused is is_disputed:
        return False
    if is_disputed:
        with case.step(LIFE, "pause"):
            record.paused_at = now
            await session.execute(queries.cells_kept(record).values(status=CellStatus.HELD, ends_at=None))
        return True
    with case.step(LIFE, "resume"):
        _go_on(case)
        await placing.move_end(case)
    return True


def _go_on(case: OpenOpportunity) -> None:
    record = case.record
    if record.ends_at is None or record.paused_at is None:
        raise AssertionError(record.id)  # what stands was protected until some day
    record.ends_at += case.now - record.paused_at
    record.paused_at = None


async def restore(session: Session, *, opportunity_id: UUID, now: datetime) -> bool:
    """Protects for 90 days what was rejected or has expired, as a dispute has settled; what is protected stays so.

    Gives whether it is protected now: False where somebody else holds a part by now, so that people have to see to it.
    """
    case = await opened(session, SYSTEM, opportunity_id=opportunity_id, expected_version=None, now=now)
    record = case.record
    if record.status not in {S.REJECTED, S.EXPIRED}:
        return record.status is S.PROTECTED
    customer = await customers.identified(session, record, now)
    await session.execute(queries.one_customer_at_a_time(customer.place))
    wanted = placing.wanted(record)
    if await placing.met(case, customer.place, wanted):
        return False
    with case.step(LIFE, "restore"):
        record.rejection = record.older_right_on = record.ended_at = None
        record.extensions, record.note = 0, ""
        await placing.hold(case, customer.place, wanted)
        await placing.protect(case)
    return True
