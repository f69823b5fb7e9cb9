"""What the portal itself does of what was settled or decided, in the rooms where it belongs."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from uuid import UUID

from portal.access import SYSTEM, Actor
from portal.contracts import operations as contracts
from portal.database.session import Session
from portal.disputes import queries
from portal.disputes.models import Dispute, Remedy
from portal.disputes.operations import remedies, settling
from portal.disputes.operations.case import OpenDispute, opened
from portal.disputes.rules.remedy import ACTS_ON, REMEDY, RemedyKind, RemedyStatus
from portal.disputes.rules.statuses import DisputeStatus
from portal.expectations import operations as expectations
from portal.expectations import queries as measured
from portal.fees import operations as fees
from portal.journal import Entry
from portal.money import Money
from portal.obligations import operations as obligations
from portal.opportunities import operations as opportunities

ELSEWHERE = ("obligation.fulfilled", "contract.activated")
"""Of amendments those alone that the portal itself has begun: of any other nobody but the two sides knows whether it is
the one that was meant."""
STARTED = ("dispute.remedy_started", "dispute.decision_final")
Does = Callable[[OpenDispute, Remedy, Entry], Awaitable[bool]]


async def carry_out(session: Session, _actor: Actor, entry: Entry, now: datetime) -> Dispute | None:
    """Does what the portal can do by itself; with the last of it the case is resolved. Twice does nothing more."""
    await session.execute(measured.one_at_a_time(entry.partner_id))
    case = await opened(session, SYSTEM, dispute_id=entry.record_id, expected_version=None, now=now)
    if case.record.status is not DisputeStatus.REMEDY:
        return None
    await case.look_at_remedies()
    for each in case.remedies:
        acts, does = ACTS_ON.get(each.kind), DONE.get(each.kind)
        if each.status is not RemedyStatus.OPEN or acts is None or does is None:
            continue
        is_ours = each.record_type in acts.by_itself or (each.record_type is None and acts.begins)
        if is_ours and await does(case, each, entry):
            _carried_out(case, each)
    remedies.complete(case)
    await session.flush()
    return case.record


async def _leave_out(case: OpenDispute, one: Remedy, entry: Entry) -> bool:
    """The line that it names, or each line of the value that the case is about, counts no more."""
    if one.record_id is None:
        return False
    lines = [row.subject_key for row in case.lines if row.record_id == one.record_id and row.subject_key]
    keys = [one.subject_key] if one.subject_key else lines
    done = [
        await expectations.leave_out(
            case.session, measurement_id=one.record_id, subject_key=key, text=one.text or case.record.number,
            side=entry.side, agreed_by_name=entry.by_name, now=case.now,
        )
        for key in keys
    ]  # fmt: skip
    return bool(done) and all(done)


async def _waive(case: OpenDispute, one: Remedy, entry: Entry) -> bool:
    """So much of the entry is taken back."""
    if one.record_id is None or one.amount_minor is None or one.currency is None:
        return False
    return await expectations.waive_entry(
        case.session, consequence_id=one.record_id, amount=Money(one.amount_minor, one.currency),
        reason=case.record.number, by=entry.by_name, now=case.now,
    )  # fmt: skip


async def _begin_obligation(case: OpenDispute, one: Remedy, entry: Entry) -> bool:
    """It stands among the obligations from now on, and is done when that one is fulfilled."""
    made = await obligations.agree_as_settled(
        case.session, partner_id=one.partner_id, obligor=one.obligor, title=f"{case.record.number}, {one.number}",
        text=one.text or case.record.title, due_on=one.due_on, by=(entry.by_id, entry.by_name), now=case.now,
    )  # fmt: skip
    if made is not None:
        one.record_type, one.record_id = made.PREFIX, made.id
    return False


async def _begin_amendment(case: OpenDispute, one: Remedy, _entry: Entry) -> bool:
    """A draft that reads as the contract does; it is done once that is in force. People do it where none can begin."""
    if one.record_id is not None and one.amendment_id is None:
        title = f"{case.record.number}: {one.text or case.record.title}"
        made = await contracts.amend_as_settled(case.session, contract_id=one.record_id, title=title, now=case.now)
        one.amendment_id = made.id if made else None
    return False


async def _restore(case: OpenDispute, one: Remedy, _entry: Entry) -> bool:
    """It is protected anew; where somebody else holds a part of it by now, people see to it."""
    if one.record_id is None:
        return False
    return await opportunities.restore(case.session, opportunity_id=one.record_id, now=case.now)


async def _pay_fee(case: OpenDispute, one: Remedy, _entry: Entry) -> bool:
    """So much more is owed of the fee."""
    return await _adjust(case, one, 1)


async def _reverse_fee(case: OpenDispute, one: Remedy, _entry: Entry) -> bool:
    """So much less is owed of the fee; what is paid already is taken off the next payout."""
    return await _adjust(case, one, -1)


async def _adjust(case: OpenDispute, one: Remedy, sign: int) -> bool:
    """A row of the fee's ledger, by the number of the case; people see to what is more than the fee holds."""
    if one.record_id is None or one.amount_minor is None or one.currency is None:
        return False
    return await fees.adjust(
        case.session, fee_id=one.record_id, amount=Money(sign * one.amount_minor, one.currency),
        text=case.record.number, now=case.now,
    )  # fmt: skip


DONE: Mapping[RemedyKind, Does] = {
    RemedyKind.CORRECT_FACT: _leave_out, RemedyKind.WAIVE_DEDUCTION: _waive,
    RemedyKind.PERFORM_OBLIGATION: _begin_obligation, RemedyKind.AMEND_CONTRACT: _begin_amendment,
    RemedyKind.RESTORE_PROTECTION: _restore, RemedyKind.PAY_FEE: _pay_fee, RemedyKind.REVERSE_FEE: _reverse_fee,
}  # fmt: skip
"""By kind of remedy; false where it is not done with that: it only began, or people have to do it."""


async def on_done_elsewhere(session: Session, _actor: Actor, entry: Entry, now: datetime) -> int:
    """An obligation is fulfilled, or an amendment in force: what waited for that is done, without any more evidence.

    Gives of how many disputes. Running it again does nothing more.
    """
    found = (await session.scalars(queries.disputes_awaiting(entry.partner_id, entry.record_id))).all()
    for dispute_id in found:
        case = await opened(session, SYSTEM, dispute_id=dispute_id, expected_version=None, now=now)
        await case.look_at_remedies()
        for each in case.remedies:
            if each.status is RemedyStatus.OPEN and _waits_for(each) == entry.record_id:
                _carried_out(case, each)
        remedies.complete(case)
        await session.flush()
    return len(found)


def _waits_for(one: Remedy) -> UUID | None:
    return one.amendment_id if one.kind is RemedyKind.AMEND_CONTRACT else one.record_id


def _carried_out(case: OpenDispute, one: Remedy) -> None:
    carried = settling.of(case, one)
    with carried.step(REMEDY, "carryOut"):
        one.decided_at, one.decided_by_name = case.now, ""
        remedies.enter(carried, "carriedOut", "", by_clock=True)
