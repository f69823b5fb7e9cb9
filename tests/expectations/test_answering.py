"""The portal's own journal as a source: what each side let the other wait for, in facts that both can open."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

from sqlalchemy import select

from portal import reactions, work
from portal.access import SYSTEM, Actor, Side
from portal.contracts import operations as contracts
from portal.contracts.rules import Status
from portal.database.pools import Database
from portal.database.transaction import Transaction
from portal.expectations import operations
from portal.expectations.facts.kinds import KINDS, SubjectKind
from portal.expectations.metrics import reading, shipped, value
from portal.expectations.metrics.evaluating import Measuring
from portal.expectations.metrics.terms import Terms
from portal.expectations.models import Fact, FactBatch, Subject
from portal.journal import Entry
from tests.contracts.scene import ADMIN, IN_10_DAYS, LEGAL, Scene
from tests.make import NOW, Make

As = Callable[[Actor], AbstractAsyncContextManager[Transaction]]
IN_TIME = NOW + timedelta(hours=30)
LATE = datetime.fromisoformat("2026-03-18T09:00:00Z")
AFTER = datetime.fromisoformat("2026-06-30T00:00:00Z")


async def told(scene: Scene) -> None:
    """Every row of the journal, as the clock's next pass reads them."""
    entries = (await scene.make.session.scalars(select(Entry).order_by(Entry.id))).all()
    for entry in entries:
        if operations.tells_of_waiting(entry):
            async with scene.as_(SYSTEM) as session:
                await operations.tell_of_waiting(session, SYSTEM, entry, AFTER)


async def subjects(scene: Scene) -> list[Subject]:
    found = select(Subject).where(Subject.kind == SubjectKind.ANSWER).order_by(Subject.asked_at, Subject.owed_by)
    return list(await scene.make.session.scalars(found.execution_options(populate_existing=True)))


def measured(code: str, of: list[Subject], obligor: Side) -> str:
    definition = shipped.DEFINITIONS[code]
    terms = Terms(reading.values(definition, {}), obligor, AFTER)
    known = KINDS[SubjectKind.ANSWER].fields
    return str(value.shown(definition, Measuring(definition, terms).tally(
        [{name: getattr(each, name) for name in known} for each in of]
    )))  # fmt: skip


async def test_rounds_answered_in_time_and_late_count_for_the_side_that_was_asked(make: Make, as_: As) -> None:
    scene = Scene(make, as_, await make.partner(), await make.company())
    made = [await scene.contract(Status.IN_NEGOTIATION, pen=side, number=f"C-{side}") for side in Side]
    answers = ((LEGAL, ADMIN, LATE), (ADMIN, LEGAL, IN_TIME))
    for contract, (asks, is_asked, at) in zip(made, answers, strict=True):
        digest = {"expected_digest": contract.sha256}
        await scene.do(asks, contracts.submit_round, contract, no_changes=True, now=NOW, **digest)
        await scene.do(is_asked, contracts.accept_round, contract, now=at, **digest)
    await told(scene)

    asked = [each for each in await subjects(scene) if each.topic == "ROUND"]
    assert [(each.owed_by, each.asked_at, each.due_at, each.answered_at) for each in asked] == [
        ("HOST", NOW, IN_10_DAYS, IN_TIME), ("PARTNER", NOW, IN_10_DAYS, LATE),
    ]  # fmt: skip
    assert {each.is_cancelled for each in asked} == {False}
    shown = {side: [measured(code, asked, side) for code in ("answers.in_time", "answers.hours")] for side in Side}
    assert shown == {Side.HOST: ["100.00", "30.00"], Side.PARTNER: ["0.00", "384.00"]}

    before = len((await scene.make.session.scalars(select(Fact))).all())
    await told(scene)
    facts = (await scene.make.session.scalars(select(Fact))).all()
    assert len(facts) == before
    assert {(each.source, each.revision) for each in facts} == {("portal", 1)}


async def test_what_one_side_alone_reads_becomes_no_fact(make: Make, as_: As) -> None:
    scene = Scene(make, as_, await make.partner(), await make.company())
    made = await scene.contract(Status.DRAFT)
    await scene.do(LEGAL, contracts.submit_for_review, made)
    await told(scene)

    assert await scene.events(made) == ["contract.review_requested"]
    assert await subjects(scene) == []


async def test_the_clock_tells_it_once_and_both_sides_read_it(make_committed: Make, database: Database) -> None:
    partner = await make_committed.partner()
    made = await make_committed.contract(
        partner=partner, status=Status.OUT_FOR_SIGNATURE, waiting_on=frozenset(Side), due_at=NOW
    )
    await work.run_due(database, NOW)
    assert await reactions.run(database, NOW) == 0
    (batch,) = (await make_committed.session.scalars(select(FactBatch))).all()
    (fact,) = (await make_committed.session.scalars(select(Fact))).all()
    assert (batch.source, batch.made_by_name, batch.accepted) == ("portal", "Entente", 1)
    assert (fact.statement, fact.subject_key.split()[:2]) == ("QUESTION", [f"ctr_{made.id.hex}", "HOST"])
