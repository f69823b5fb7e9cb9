"""What follows by itself from the newest row of a case: whatever the clock makes of it, twice."""

from typing import Any

from sqlalchemy import select

from portal.access import SYSTEM
from portal.disputes import operations
from portal.disputes.models import Dispute
from portal.journal import Entry
from portal.reactions import REACTIONS
from tests.disputes.scene import Scene

KEPT = [
    each for each in REACTIONS
    if each.operation in {operations.keep_protection, operations.keep_fees, operations.carry_out}
]  # fmt: skip


async def follow(scene: Scene, dispute: Dispute, now: Any) -> None:
    found = select(Entry).where(Entry.record_id == dispute.id).order_by(Entry.id.desc()).limit(1)
    entry = (await scene.make.session.scalars(found)).one()
    for each in KEPT:
        for _ in range(2):
            if each.follows(entry):
                async with scene.as_(SYSTEM) as session:
                    await each.operation(session, SYSTEM, entry, now)
