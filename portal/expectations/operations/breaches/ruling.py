"""A rule that is not kept becomes a breach; what is said of it later cures it, moves it or takes it back."""

from collections.abc import Sequence
from datetime import datetime

from portal.access import SYSTEM, Actor
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.models import Breach, Expectation
from portal.expectations.operations import ruling
from portal.expectations.operations.breaches import charging
from portal.expectations.operations.breaches.detecting import detect, first_day
from portal.expectations.operations.breaches.opening import OpenBreach, opened_breach
from portal.expectations.rules import attested
from portal.expectations.rules.attested import Finding, Found
from portal.expectations.rules.breach import BREACH, BreachStatus
from portal.journal import Entry

B = BreachStatus
CURING = {B.DETECTED: "cure", B.CURE_PERIOD: "verifyCure", B.CORRECTIVE_ACTION: "verifyCure"}


async def on_attested(session: Session, _actor: Actor, entry: Entry, now: datetime) -> object:
    """Something was said of a rule, contested or not, or its time passed: its breach and what that costs follow."""
    expectation: Expectation | None = await session.scalar(queries.expectation(entry.record_id))
    if expectation is None:
        return None
    await session.execute(queries.one_judge(expectation))
    found = await ruling.found_until(session, expectation, entry)
    newest = found[-1] if found else None
    open_id = await session.scalar(queries.open_breach_of(expectation).with_only_columns(Breach.id))
    if open_id is not None:
        case = await opened_breach(session, SYSTEM, breach_id=open_id, expected_version=None, now=now)
        if newest is not None and case.record.attestation_id is not None:
            _follow(case, found, newest)
    elif newest is not None and newest.is_kept is False:
        await detect(session, expectation, now, finding=newest)
    await session.flush()
    await charging.balance(session, expectation, await charging.values(session, expectation), now)
    return newest


def _follow(case: OpenBreach, found: Sequence[Finding], newest: Finding) -> None:
    """Brings an open breach in line with what was found, of which the newest is new."""
    record = case.record
    if newest.how is Found.CONTESTED:
        return  # it stands as it is, and nothing follows from it for now
    stands = any(each.said.id == record.attestation_id and each.is_kept is False for each in found)
    row = [
        each for each in attested.in_a_row(found)
        if (day := first_day(case.promise, each)) and record.first_on and day >= record.first_on
    ]  # fmt: skip
    if not row:
        with case.step(BREACH, "retract", is_missed=False):
            record.closed_at = case.now
        return
    if newest.is_kept is False:
        _move(case, newest, record.occurrence + stands, "breach.not_kept_again" if stands else "breach.restated")
    elif not stands:
        _move(case, row[-1], max(record.occurrence - 1, 1), "breach.restated")
    if newest.is_kept and record.status in CURING:
        with case.step(BREACH, CURING[record.status]):
            record.closed_at = case.now


def _move(case: OpenBreach, to: Finding, occurrence: int, event: str) -> None:
    with case.event(event):
        record = case.record
        record.attestation_id, record.latest_on = to.said.id, first_day(case.promise, to)
        record.occurrence = occurrence
