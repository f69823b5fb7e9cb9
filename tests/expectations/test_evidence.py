"""Files that show what is said against a value, or what is done about a breach: both sides open them."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from portal import rooms
from portal.access import Permission, Role, Side
from portal.expectations import operations
from portal.expectations.models import Breach, FactContest, Measurement
from portal.expectations.queries import evidence
from portal.files.models import File
from portal.files.rules import State
from portal.room import Fetching, Holding
from tests.expectations import breaching
from tests.expectations.scene import ADMIN, MANAGER, MEMBER, Scene, lines, terms
from tests.expectations.test_contesting import MONDAY, late, provisional, said
from tests.files import making


async def brought(scene: Scene, by: Role, content: bytes, **columns: object) -> UUID:
    """A file that somebody has brought and that is attached to nothing."""
    made = making.file(await scene.actor(by), partner_id=scene.partner.id, content=content, **columns)  # type: ignore[arg-type]
    await scene.make.add(made)
    return made.id


async def names(scene: Scene, role: Role, found: object) -> Sequence[File]:
    async with scene.as_(await scene.actor(role)) as session:
        return list(await session.scalars(found))


async def test_one_file_shows_several_lines_and_each_side_opens_it(scene: Scene) -> None:
    first = await provisional(scene)
    one, two, *_ = said(await late(scene))
    slip, note = await brought(scene, MEMBER, b"slip"), await brought(scene, MEMBER, b"note")
    wanted = [replace(one, file_ids=[slip, note]), replace(two, file_ids=[slip])]

    await scene.step(MEMBER, operations.contest_measurement, first, lines=wanted, now=MONDAY)

    contests = {each.subject_id: each for each in await scene.all(select(FactContest))}
    for role in (MANAGER, ADMIN):
        shown = {
            subject: {file.id for file in await names(scene, role, evidence.evidence_of(contest))}
            for subject, contest in contests.items()
        }
        assert shown == {one.subject_id: {slip, note}, two.subject_id: {slip}}
    files = await scene.all(select(File))
    assert {(each.record_type, each.record_id, each.is_shared) for each in files} == {("mea", first.id, True)}


async def test_a_file_of_somebody_else_or_a_harmful_one_shows_nothing_and_nothing_is_contested(scene: Scene) -> None:
    first = await provisional(scene)
    line, *_ = said(await late(scene))
    own, others = await brought(scene, MEMBER, b"own"), await brought(scene, ADMIN, b"others")
    harmful = await brought(scene, MEMBER, b"harm", state=State.REFUSED)
    for wrong, code in ((others, "NOT_FOUND"), (harmful, "BLOCKED")):
        refused = await scene.refused(
            MEMBER, operations.contest_measurement, measurement_id=first.id, expected_version=first.version,
            lines=[replace(line, file_ids=[own, wrong])], now=MONDAY,
        )  # fmt: skip
        assert (refused.code, refused.path) == (code, ("input", "lines", "0", "fileIds", "1"))
    assert await scene.all(select(FactContest)) == []
    assert {each.record_id for each in await scene.all(select(File))} == {None}


async def test_a_plan_comes_with_files_that_both_sides_open(scene: Scene) -> None:
    made = await scene.agreed(terms())
    await breaching.final(scene, made, lines(18, 4))
    value = (await scene.measurements(made))[0]
    await breaching.follow(scene, value, MONDAY)
    (breach,) = await scene.all(select(Breach))
    await scene.step(MANAGER, operations.notify_breach, breach, now=MONDAY)
    report = await brought(scene, ADMIN, b"8D")
    await scene.step(ADMIN, operations.submit_plan, breach, steps=breaching.PLAN, file_ids=[report], now=MONDAY)
    for role in (MANAGER, ADMIN):
        shown = await names(scene, role, evidence.plan_files_of(breach))
        assert [(each.id, each.kind, each.side) for each in shown] == [(report, "PLAN 1", Side.PARTNER)]


def test_whoever_reads_expectations_fetches_the_files_of_both_sides() -> None:
    held = Holding(Permission.EXPECTATION_READ, Fetching.BOTH_SIDES)
    assert (rooms.FILES[Measurement.PREFIX], rooms.FILES[Breach.PREFIX]) == (held, held)
