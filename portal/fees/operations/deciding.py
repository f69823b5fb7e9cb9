"""The company approves, holds, releases, reverses or reduces a fee; each correction is a row of its own."""

from datetime import datetime
from uuid import UUID

from portal import errors
from portal.access import Actor
from portal.database.session import Session
from portal.fees.models import Fee
from portal.fees.operations.fee import OpenFee, opened
from portal.fees.rules.counting import taken_back
from portal.fees.rules.fee import LIFE
from portal.fees.rules.statuses import BY_PEOPLE, Cause, EntryKind
from portal.money import Money
from portal.sentences import say
from portal.wording import note_given

REASON = say("Enter a reason.")


async def approve(
    session: Session, actor: Actor, *, fee_id: UUID, expected_version: int, now: datetime
) -> Fee:  # fmt: skip
    """Approves a fee for payment. Refuses: NotAllowed for whoever answers for the sale."""
    case = await opened(session, actor, fee_id=fee_id, expected_version=expected_version, now=now)
    with case.step(LIFE, "approve"):
        record = case.record
        record.approved_by, record.approved_by_name, record.approved_at = actor.person_id, actor.name, now
    return case.record


async def hold(
    session: Session, actor: Actor, *, fee_id: UUID, expected_version: int, reason: str, now: datetime
) -> Fee:  # fmt: skip
    """Keeps a fee back with a reason that the partner reads, until somebody releases it."""
    case = await opened(session, actor, fee_id=fee_id, expected_version=expected_version, now=now)
    note = note_given(reason, REASON, "reason")
    with case.step(LIFE, "hold", note=note):
        case.record.is_kept_back, case.record.note = True, note
    return case.record


async def release(
    session: Session, actor: Actor, *, fee_id: UUID, expected_version: int, now: datetime, note: str = ""
) -> Fee:  # fmt: skip
    """Releases a fee for approval."""
    case = await opened(session, actor, fee_id=fee_id, expected_version=expected_version, now=now)
    said = note_given(note, REASON, "note") if note.strip() else ""
    with case.step(LIFE, "release", note=said):
        case.record.is_kept_back, case.record.note = False, said
    return case.record


async def reverse(
    session: Session, actor: Actor, *, fee_id: UUID, expected_version: int, cause: Cause, text: str, now: datetime
) -> Fee:  # fmt: skip
    """Reverses a fee that is not paid yet."""
    case = await opened(session, actor, fee_id=fee_id, expected_version=expected_version, now=now)
    note = _said(cause, text)
    with case.step(LIFE, "reverse", note=note):
        record, left = case.record, await case.earned()
        kind = EntryKind.REVERSAL if left > 0 else EntryKind.ADJUSTMENT
        await case.enter(kind, -left, base=record.returned_minor - record.base_minor, cause=cause, text=note)
        record.returned_minor, record.cause, record.note = record.base_minor, cause, note
        record.is_kept_back = False
    return case.record


async def reduce(
    session: Session, actor: Actor, *, fee_id: UUID, expected_version: int, cause: Cause, returned: Money, text: str,
    now: datetime,
) -> Fee:  # fmt: skip
    """Takes so much of a fee back as belongs to what was returned, also of one that is paid: then it is owed back."""
    case = await opened(session, actor, fee_id=fee_id, expected_version=expected_version, now=now)
    note = _said(cause, text)
    LIFE.take(case.situation(LIFE), case.record.status, "reduce", actor, now=now)
    _check_returned(case, returned)
    with case.step(LIFE, "reduce", note=note):
        record = case.record
        amount = taken_back(
            record.base_minor, record.returned_minor, returned.minor, record.rate, record.share, record.cap_minor
        )
        amount = min(amount, max(await case.earned(), 0))
        await case.enter(EntryKind.REVERSAL, -amount, base=-returned.minor, cause=cause, text=note)
        record.returned_minor += returned.minor
        record.cause, record.note = cause, note
    return case.record


def _said(cause: Cause, text: str) -> str:
    faults = errors.Faults()
    note = ""
    with faults:
        if cause not in BY_PEOPLE:
            raise errors.Invalid("The result of a dispute is entered automatically.", path=("input", "cause"))
    with faults:
        note = note_given(text, REASON, "text")
    faults.refuse()
    return note


def _check_returned(case: OpenFee, returned: Money) -> None:
    record = case.record
    if returned.currency != record.currency:
        raise errors.Invalid("Enter the amount in the currency of the fee.", path=("input", "returned", "currency"))
    if not 0 < returned.minor <= record.base_minor - record.returned_minor:
        raise errors.Invalid(
            "Enter an amount of at most {left}, which is what is left of the fee's base.",
            left=Money(record.base_minor - record.returned_minor, record.currency),
            path=("input", "returned", "amount"),
        )
