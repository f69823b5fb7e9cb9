"""A record of each of the room's lives in any status, waiting for whom its table says."""

from datetime import timedelta
from typing import Any

from portal import situations
from portal.database.base import Record
from portal.expectations.rules.breach import BREACH
from portal.expectations.rules.card import CARD
from portal.expectations.rules.expectation import EXPECTATION
from portal.expectations.rules.measurement import MEASUREMENT, MeasurementStatus
from portal.machine import Machine
from portal.partners.models import Membership, Organisation
from portal.partners.rules import AccountStatus
from tests.expectations.making import breach, card, expectation, measurement
from tests.expectations.scene import metric_id
from tests.moment import NOW

MACHINES = (EXPECTATION, MEASUREMENT, BREACH, CARD)
WITHOUT_VALUE = {MeasurementStatus.COLLECTING, MeasurementStatus.VOID, MeasurementStatus.INSUFFICIENT_DATA}


def living(
    machine: Machine[Any, Any], status: Any, partner: Organisation, company: Organisation, owner: Membership
) -> list[Record]:
    """What it rests on, and the record, which is the last."""
    promise = expectation(partner, company, metric_id=metric_id("on_time"), owner_id=owner.id)
    deadline = machine.deadlines.get(status)
    due = {"status": status, "due_at": NOW + timedelta(days=14) if deadline and deadline.step else None}
    if machine is EXPECTATION:
        rows: list[Record] = [
            expectation(partner, company, metric_id=metric_id("on_time"), owner_id=owner.id, proposed_at=NOW, **due)
        ]
    elif machine is MEASUREMENT:
        nothing = {"value": None, "verdict": None} if status in WITHOUT_VALUE else {}
        rows = [promise, measurement(promise, **nothing, **due)]
    elif machine is BREACH:
        rows = [promise, breach(promise, **due)]
    else:
        rows = [card(partner, company, owner_id=owner.id, proposed_at=NOW, **due)]
    record: Any = rows[-1]
    at = situations.of(machine.subject, record, partner_status=AccountStatus.ACTIVE, **KNOWN)
    record.waiting_on = deadline.waiting_on(at) if deadline else frozenset()
    return rows


KNOWN = {"is_final": True, "has_consequence": True}
