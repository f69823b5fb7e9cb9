"""What an amendment of a contract makes of the expectations on the clauses that it changes."""

from datetime import datetime

from portal import ids
from portal.access import SYSTEM, Actor
from portal.clock import Moment
from portal.contracts import operations as contracts
from portal.contracts.text.amends import Fate
from portal.database.session import Session
from portal.expectations.models import Expectation
from portal.expectations.operations import starting
from portal.expectations.operations.agreeing import opened_expectation
from portal.expectations.operations.opening import Opened
from portal.expectations.queries.expectations import on_clauses_of
from portal.expectations.rules.expectation import EXPECTATION
from portal.journal import Entry


async def on_contract_amended(session: Session, _actor: Actor, entry: Entry, now: datetime) -> int:
    """As both sides have signed: it rests on the new words, or it ends today. Gives how many were spoken of."""
    amended = await contracts.amended_by(session, entry)
    found = (await session.scalars(on_clauses_of(entry.partner_id, entry.record_id))).all() if amended else ()
    settled = 0
    for record in found:
        fate = amended.fates.get(ids.text(Expectation.PREFIX, record.id)) if amended else None
        if fate is not None and amended is not None:
            case = await opened_expectation(session, SYSTEM, expectation_id=record.id, expected_version=None, now=now)
            await _settle(case, fate, amended)
            settled += 1
    return settled


async def _settle(case: Opened[Expectation], fate: Fate, amended: contracts.Amended) -> None:
    record = case.record
    if fate is Fate.KEEP:
        with case.event("expectation.kept", note=amended.number):
            record.contract_sha256 = amended.sha256
        return
    with case.step(EXPECTATION, "end", note=amended.number, by_clock=True, has_ended=True):
        record.reason = amended.number
        await starting.cut(case, Moment(case.now).day(record.zone))
