"""What the clock does with a breach: gives notice, sees its last day pass, reminds Legal."""

from datetime import datetime, timedelta
from uuid import UUID

from portal.access import SYSTEM
from portal.database.session import Session
from portal.expectations.models import Breach
from portal.expectations.operations.breaches.answering import give_notice
from portal.expectations.operations.breaches.opening import opened_breach
from portal.expectations.rules.breach import BREACH, BreachStatus

B = BreachStatus


async def keep_breach_time(session: Session, *, breach_id: UUID, now: datetime) -> Breach | None:
    """Takes the system step whose time has come; None if nothing was due. Running it twice moves nothing more."""
    case = await opened_breach(session, SYSTEM, breach_id=breach_id, expected_version=None, now=now)
    record = case.record
    if record.due_at is None or record.due_at > now:
        return None
    match record.status:
        case B.DETECTED if not case.known["is_final"]:
            case.put_off(now + timedelta(days=1))  # no notice of a value that is contested
            return None
        case B.DETECTED:
            give_notice(case)
        case B.UNCURED:
            case.take(BREACH, "overdue")
        case _:
            case.take(BREACH, "cureFailed")
    return record
