"""What the company keeps to itself in a case is read by those who work on it, and by nobody else of it but auditors."""

from typing import Any

import pytest
from sqlalchemy import select

from portal import ids
from portal.access import SYSTEM, Role
from portal.disputes.models import Dispute
from portal.files.models import File
from portal.journal import Entry
from portal.notes import operations as notes
from portal.notes import queries as noted
from portal.notes.models import CompanyNote, Note
from portal.notes.rules import Visibility
from portal.partners import operations as partners
from portal.reactions import REACTIONS
from portal.reasons import Evidence
from tests.disputes.scene import Scene
from tests.moment import NOW

ADMIN, LEGAL, SALES, MANAGER = Role.PARTNER_ADMIN, Role.LEGAL, Role.SALES, Role.RELATIONSHIP_MANAGER
INSIDE = (MANAGER, LEGAL, Role.DISPUTE_OFFICER, Role.EXECUTIVE_SPONSOR)
OUTSIDE = (SALES, Role.COMPANY_SIGNATORY, Role.PLATFORM_ADMIN)
INTERNAL = {"visibility": Visibility.INTERNAL, "text": "They would take 70."}


async def kept_back(scene: Scene) -> Dispute:
    """A case in which the company keeps a paper back, and an internal note with a file."""
    made = await scene.admitted()
    for role in (*INSIDE, *OUTSIDE):
        await scene.one(role)
    await scene.show(LEGAL, made, Evidence.OTHER, is_shared=False)
    given = {**INTERNAL, "file_ids": [await scene.file(LEGAL, "Ours;1\n")]}
    await scene.do(await scene.one(LEGAL), notes.write, record_id=ids.text("dsp", made.id), **given)
    return made


async def seen(scene: Scene, role: Role) -> tuple[int, int]:
    """How many internal notes and how many files that are not shared somebody of the company reads."""
    async with scene.as_(await scene.actor(await scene.one(role))) as session:
        written = (await session.scalars(select(CompanyNote.text))).all()
        files = (await session.scalars(select(File).where(~File.is_shared))).all()
        return len(written), len(files)


async def test_those_who_work_on_a_case_read_it_and_other_staff_do_not(scene: Scene) -> None:
    made = await kept_back(scene)
    assert {role: await seen(scene, role) for role in INSIDE} == dict.fromkeys(INSIDE, (1, 2))
    assert {role: await seen(scene, role) for role in OUTSIDE} == dict.fromkeys(OUTSIDE, (0, 0))
    assert await seen(scene, Role.AUDITOR) == (1, 2)
    away = await scene.make.member(roles={MANAGER}, name="Mara Manager")
    async with scene.as_(await scene.actor(away)) as session:
        assert (await session.scalars(select(File))).all() == []
    async with scene.as_(await scene.actor(await scene.one(ADMIN))) as session:
        assert (await session.scalars(select(File).where(~File.is_shared))).all() == []
        assert (await session.scalars(noted.notes_on(noted.OWN_OF[(await scene.one(ADMIN)).side], made))).all() == []


async def test_of_a_partner_all_its_people_read_what_it_keeps_back(scene: Scene) -> None:
    made = await scene.admitted()
    await scene.show(ADMIN, made, Evidence.OTHER, is_shared=False)
    for role in (Role.PARTNER_MEMBER, Role.PARTNER_VIEWER):
        async with scene.as_(await scene.actor(await scene.one(role))) as session:
            kinds = (await session.scalars(select(File.kind).where(~File.is_shared))).all()
            assert kinds == ["OWN:OTHER"]


async def test_whoever_changes_roles_reads_it_from_then_on_or_no_more(scene: Scene) -> None:
    await kept_back(scene)
    ada = await scene.make.member(roles={Role.PLATFORM_ADMIN}, name="Ada Admin")
    for role, roles in ((LEGAL, {SALES}), (SALES, {LEGAL})):
        fresh = await scene.row(await scene.one(role))
        await scene.do(ada, partners.change_roles, member_id=fresh.id, expected_version=fresh.version, roles=roles)
    entry = (await scene.make.session.scalars(select(Entry).where(Entry.event == "member.roles_changed"))).first()
    assert entry is not None
    reactions = [each for each in REACTIONS if each.event == entry.event and each.operation.__name__ == "renew_readers"]
    assert len(reactions) == 2
    for each in reactions * 2:
        async with scene.as_(SYSTEM) as session:
            await each.operation(session, SYSTEM, entry, NOW)
    assert await seen(scene, LEGAL) == (0, 2), "the files that somebody brought stay that person's to read"
    assert await seen(scene, SALES) == (1, 2)


@pytest.mark.parametrize(
    ("more", "code", "place"),
    [
        ({"text": "@Sam Sales, look."}, "INVALID", "input.text"),
        ({"assignee": SALES}, "INVALID", "input.assigneeId"),
    ],
)
async def test_nobody_is_named_in_it_or_given_it_who_cannot_read_it(
    scene: Scene, more: dict[str, Any], code: str, place: str
) -> None:
    made = await kept_back(scene)
    given: dict[str, Any] = {**INTERNAL, **more}
    if "assignee" in given:
        person = await scene.one(given.pop("assignee"))
        given |= {"assignee_id": person.id, "due_on": NOW.date()}
    refused = await scene.refused(await scene.one(LEGAL), notes.write, record_id=ids.text("dsp", made.id), **given)
    assert (refused[0], refused[1], refused[2]) == (code, place, "Sam Sales cannot read this.")


async def test_whoever_does_not_work_on_it_writes_shared_notes_alone(scene: Scene) -> None:
    made = await kept_back(scene)
    given = {"record_id": ids.text("dsp", made.id)}
    refused = await scene.refused(await scene.one(SALES), notes.write, **given, **INTERNAL)
    assert refused[:2] == ("NOT_PERMITTED", "input.visibility")
    await scene.do(await scene.one(SALES), notes.write, **given, **{**INTERNAL, "visibility": Visibility.SHARED})
    assert len((await scene.make.session.scalars(select(Note))).all()) == 1
