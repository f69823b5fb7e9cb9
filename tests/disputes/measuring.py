"""Values that are contested until they are in dispute, and what the clock's next pass makes of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.access import SYSTEM, Role
from portal.database.base import Record
from portal.disputes.models import Dispute, DisputeLine, Remedy
from portal.expectations import operations
from portal.expectations.models import FactContest, Measurement, Subject
from portal.expectations.operations import Answer, Line
from portal.expectations.rules.measurement import ContestAnswer, ContestReason
from portal.journal import Entry
from portal.partners.membership import SETTLEMENT
from portal.partners.models import Membership
from portal.reactions import REACTIONS
from tests.expectations.scene import ADMIN, MANAGER, MEMBER, Scene, lines, terms
from tests.partners.making import authority

CLOSES = datetime.fromisoformat("2026-04-10T22:00:00Z")
MONDAY = datetime.fromisoformat("2026-04-13T09:00:00Z")
ANSWERED_BY = datetime.fromisoformat("2026-04-27T21:59:59Z")


async def contested(scene: Scene, number: int) -> Measurement:
    """18 of 22 lines on time, 81.82 %, and so many of the late ones contested."""
    made = await scene.agreed(terms())
    await scene.send(*lines(18, 4))
    (first,) = await scene.measurements(made)
    assert await scene.keep(first, CLOSES)
    late = select(Subject).where(Subject.last_received_on > Subject.agreed_on).order_by(Subject.subject_key)
    said = [
        Line(subject_id=each.id, reason=ContestReason.CAUSED_BY_YOU, claim="There was no slot to unload.")
        for each in (await scene.all(late))[:number]
    ]
    row: Measurement = await scene.step(MEMBER, operations.contest_measurement, first, lines=said, now=MONDAY)
    return row


async def upheld(scene: Scene, number: int = 2, *, excluded: int = 0) -> Measurement:
    """The company leaves some of them out and keeps the others, which the partner does not accept."""
    first = await contested(scene, number + excluded)
    contests = await scene.all(select(FactContest).order_by(FactContest.made_at, FactContest.id))
    given = [
        Answer(contest_id=each.id, answer=answer, text="The gate was open.")
        for each, answer in zip(
            contests, [ContestAnswer.EXCLUDE] * excluded + [ContestAnswer.UPHOLD] * number, strict=True
        )
    ]
    await scene.step(MANAGER, operations.answer_measurement, first, answers=given, now=MONDAY)
    row: Measurement = await scene.step(
        ADMIN, operations.turn_into_dispute, first, reason="The gate log says else.", now=MONDAY
    )
    return row


async def react(scene: Any, event: str, now: datetime = MONDAY) -> None:
    """What the room of disputes does after the newest row with that event, as the clock, twice."""
    found = select(Entry).where(Entry.event == event).order_by(Entry.id.desc()).limit(1)
    (entry,) = (await scene.make.session.scalars(found)).all()
    table = [each for each in REACTIONS if each.event == event and "disputes" in each.operation.__module__]
    assert table
    for reaction in table * 2:
        async with scene.as_(SYSTEM) as session:
            await reaction.operation(session, SYSTEM, entry, now)


async def act(scene: Scene, role: Role, operation: Any, dispute: Dispute, **inputs: Any) -> Dispute:
    """A step of the dispute as it is now."""
    fresh = await scene.row(dispute)
    given = {"dispute_id": fresh.id, "expected_version": fresh.version, "now": MONDAY, **inputs}
    await scene.act(role, operation, **given)
    row: Dispute = await scene.row(dispute)
    return row


async def may_settle(scene: Scene, role: Role) -> None:
    """The person of the role holds an authority for any settlement."""
    actor = await scene.actor(role)
    member: Membership = (await scene.all(select(Membership).where(Membership.person_id == actor.person_id)))[0]
    made = authority(member)
    made.kinds = [SETTLEMENT]
    await scene.make.add(made)


async def disputes(scene: Scene) -> list[Dispute]:
    return [*await scene.all(select(Dispute).order_by(Dispute.created_at, Dispute.id))]


async def lines_of(scene: Scene) -> list[DisputeLine]:
    return [*await scene.all(select(DisputeLine).order_by(DisputeLine.position))]


async def remedies(scene: Scene) -> list[Remedy]:
    return [*await scene.all(select(Remedy).order_by(Remedy.number))]


async def count(scene: Scene, kind: type[Record]) -> int:
    return len(await scene.all(select(kind)))
