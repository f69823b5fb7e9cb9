"""Files that go with a note are read by those who read it, and go when it is struck."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.files.models import File
from portal.notes import operations
from tests.files.making import file
from tests.notes.scene import ADMIN, INTERNAL, LEGAL, SHARED, Scene


@pytest.mark.parametrize(("visibility", "is_shared"), [(SHARED, True), (INTERNAL, False)])
async def test_a_file_is_read_by_those_who_read_the_note(scene: Scene, visibility: object, is_shared: bool) -> None:
    brought = file(await scene.member(ADMIN), partner_id=scene.partner.id)
    await scene.make.add(brought)
    made = await scene.write(ADMIN, visibility=visibility, file_ids=[brought.id])  # type: ignore[arg-type]
    found = select(File).where(File.id == brought.id).execution_options(populate_existing=True)
    (row,) = await scene.make.session.scalars(found)
    assert (row.record_type, row.record_id, row.is_shared, row.kind) == ("nte", made.id, is_shared, "note")
    async with scene.as_(await scene.actor(LEGAL)) as session:
        assert len((await session.scalars(select(File).where(File.id == brought.id))).all()) == is_shared

    async with scene.as_(await scene.actor(ADMIN)) as session:
        actor = await scene.actor(ADMIN)
        await operations.strike(session, actor, note_id=made.id, expected_version=1, now=made.written_at)
        await session.flush()
    async with scene.as_(await scene.actor(ADMIN)) as session:
        assert len((await session.scalars(select(File).where(File.id == brought.id))).all()) == is_shared


async def test_nobody_attaches_what_another_has_brought(scene: Scene) -> None:
    foreign = file(await scene.member(LEGAL), partner_id=scene.partner.id)
    await scene.make.add(foreign)
    for each in (foreign.id, uuid4()):
        refusal = await scene.not_written(ADMIN, file_ids=[each])
        assert (refusal.code, refusal.path) == ("NOT_FOUND", ("input", "fileIds", "0"))
