"""What the clock does with fees: it releases them once goods can no longer be returned, and says who is late."""

from datetime import datetime
from uuid import UUID

from portal.access import SYSTEM
from portal.database.session import Session
from portal.fees.models import Fee
from portal.fees.operations.fee import opened
from portal.fees.rules.fee import LIFE
from portal.fees.rules.statuses import FeeStatus


async def keep_time(session: Session, *, fee_id: UUID, now: datetime) -> Fee | None:
    """Takes the system steps whose time has come; None if nothing was due. Running it twice moves nothing more."""
    case = await opened(session, SYSTEM, fee_id=fee_id, expected_version=None, now=now)
    version = case.record.version
    while case.record.due_at is not None and case.record.due_at <= now:
        case.take(LIFE, "release" if case.record.status is FeeStatus.HELD else "overdue")
    return case.record if case.record.version > version else None
