"""What disputes do to fees: while one is open a fee is held, and what one ends with is a row of the ledger."""

from datetime import datetime
from uuid import UUID

from portal.access import SYSTEM
from portal.database.session import Session
from portal.fees.operations.fee import opened
from portal.fees.rules.fee import LIFE
from portal.fees.rules.statuses import Cause, EntryKind, FeeStatus
from portal.money import Money

S = FeeStatus


async def stand(session: Session, *, fee_id: UUID, disputed_in: str | None, now: datetime) -> bool:
    """Holds a fee while a dispute is open, by its number, and lets it go on afterwards, unless it is held for something
    else.

    Gives whether anything changed; again: nothing.
    """
    case = await opened(session, SYSTEM, fee_id=fee_id, expected_version=None, now=now)
    record = case.record
    if record.disputed_in == disputed_in:
        return False
    if disputed_in is not None and record.is_disputed:  # the one that held it is over, and another one goes on
        with case.event("fee.contested"):
            record.disputed_in = disputed_in
        return True
    if disputed_in is not None:
        action = "hold" if record.status in {S.ACCRUED, S.APPROVED} else "contest"
        with case.step(LIFE, action):
            record.is_disputed, record.disputed_in = True, disputed_in
            case.wait(LIFE)
        return True
    with case.step(LIFE, "settle"):
        record.is_disputed, record.disputed_in = False, None
        case.wait(LIFE)
    if record.status is S.HELD and not LIFE.refusal(case.situation(LIFE), record.status, "release", SYSTEM, now):
        case.follow(LIFE, "release")
    return True


async def adjust(session: Session, *, fee_id: UUID, amount: Money, text: str, now: datetime) -> bool:
    """Enters what a dispute ended with: more, or less where the amount is negative.

    Gives whether it is entered: False where it is another currency or more than the fee, so that people see to it.
    """
    case = await opened(session, SYSTEM, fee_id=fee_id, expected_version=None, now=now)
    record = case.record
    if amount.currency != record.currency or await case.earned() + amount.minor < 0:
        return False
    if record.status is S.REVERSED and amount.minor <= 0:
        return False
    with case.step(LIFE, "restore" if record.status is S.REVERSED else "adjust"):
        await case.enter(EntryKind.ADJUSTMENT, amount.minor, cause=Cause.DISPUTE, text=text)
        record.cause = Cause.DISPUTE
    if record.is_disputed and record.status is S.ACCRUED:
        case.follow(LIFE, "hold")  # until the dispute is over
    return True
