"""Who may bring a file, what it may be called, and who reads it before and after it is attached."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from portal import errors, files, ids
from portal.access import Actor, Role
from portal.database.session import Session
from portal.files.models import File, Ticket
from portal.files.rules import LARGEST, MOST_OF_A_RECORD, OPEN_FOR, State, Type
from portal.partners.models import Organisation
from tests.files import making
from tests.make import NOW, Make

RECORD = ("org", ids.NIL)

As = Callable[[Actor], AbstractAsyncContextManager[Session]]


async def _asked(as_: As, actor: Actor, partner_id: UUID, **given: Any) -> Ticket:
    async with as_(actor) as session:
        made = await files.start_upload(
            session, actor, **{"partner_id": partner_id, "name": "Prices.csv", "now": NOW, **given}
        )
        await session.flush()
        return made


async def test_leave_names_who_may_send_what_and_until_when(as_: As, make: Make) -> None:
    partner = await make.partner()
    actor = await make.actor(await make.member(partner))

    made = await _asked(as_, actor, partner.id, name=r"C:\Users\Paula\Прайс_v2.XLSX", size=12)

    assert (made.partner_id, made.person_id, made.side) == (partner.id, actor.person_id, actor.side)
    assert (made.name, made.type, made.bytes) == ("Прайс_v2.XLSX", Type.XLSX, 12)
    assert made.expires_at == NOW + OPEN_FOR


@pytest.mark.parametrize(
    ("given", "sentence", "path"),
    [
        ({"name": "macro.docm"}, "Files of this type are not accepted.", "name"),
        ({"name": "page.html"}, "Files of this type are not accepted.", "name"),
        ({"name": "drawing.svg"}, "Files of this type are not accepted.", "name"),
        ({"name": "no ending"}, "Files of this type are not accepted.", "name"),
        ({"name": "gpj.\u202efdp.pdf"}, "The file's name has invisible characters", "name"),
        ({"name": "a\0b.pdf"}, "The file's name has invisible characters", "name"),
        ({"name": "folder/"}, "The file's name must have 1 to 200 characters.", "name"),
        ({"name": "x" * 197 + ".pdf"}, "The file's name must have 1 to 200 characters.", "name"),
        ({"size": 0}, "The file is empty.", "size"),
        ({"size": LARGEST + 1}, "A file can have at most 25 MB.", "size"),
    ],
)
async def test_a_name_or_size_that_no_file_has_is_refused(
    as_: As, make: Make, given: dict[str, Any], sentence: str, path: str
) -> None:
    partner = await make.partner()
    actor = await make.actor(await make.member(partner))

    with pytest.raises(errors.Invalid) as refused:
        await _asked(as_, actor, partner.id, **given)

    assert refused.value.message.startswith(sentence)
    assert refused.value.path == ("input", path)


async def test_nobody_brings_a_file_into_a_world_that_is_not_theirs(as_: As, make: Make) -> None:
    partner, other, company = await make.partner(), await make.partner(), await make.company()
    theirs = await make.actor(await make.member(partner))
    ours = await make.actor(await make.member(roles={Role.LEGAL}))

    for actor, place in ((theirs, other.id), (theirs, company.id), (ours, company.id), (ours, ids.new())):
        with pytest.raises(errors.NotFound, match="There is no such partner"):
            await _asked(as_, actor, place)
    viewer = await make.actor(await make.member(partner, roles={Role.PARTNER_VIEWER}))
    with pytest.raises(errors.NotAllowed):
        await _asked(as_, viewer, partner.id)


async def test_somebody_with_a_hundred_files_that_belong_to_nothing_brings_no_more(as_: As, make: Make) -> None:
    partner = await make.partner()
    member = await make.member(partner)
    await make.add(*(making.file(member) for _ in range(60)), *(making.ticket(member) for _ in range(40)))

    with pytest.raises(errors.Blocked, match="100 uploaded files that are not attached to anything"):
        await _asked(as_, await make.actor(member), partner.id)
    await _asked(as_, await make.actor(await make.member(partner)), partner.id)
    another, late = await make.member(partner), NOW - timedelta(seconds=1)
    await make.add(*(making.ticket(another, expires_at=late) for _ in range(100)))
    await _asked(as_, await make.actor(another), partner.id)


async def _brought(make: Make, of: Organisation, **columns: Any) -> tuple[Actor, File]:
    member = await make.member(of)
    file = making.file(member, partner_id=of.id, **columns)
    await make.add(file)
    return await make.actor(member), file


async def test_a_file_is_bound_to_a_record_once_by_whoever_brought_it(as_: As, make: Make) -> None:
    partner = await make.partner()
    actor, brought = await _brought(make, partner)
    colleague = await make.actor(await make.member(partner))
    binding: dict[str, Any] = {
        "file_id": brought.id, "partner_id": partner.id, "record": RECORD, "kind": "note", "is_shared": True,
    }  # fmt: skip

    for who, given in ((colleague, binding), (actor, {**binding, "partner_id": ids.new()})):
        async with as_(who) as session:
            with pytest.raises(errors.NotFound, match="no such file that is still"):
                await files.attach(session, who, **given)
    async with as_(actor) as session:
        bound = await files.attach(session, actor, **binding)
    async with as_(actor) as session:
        with pytest.raises(errors.NotFound):
            await files.attach(session, actor, **binding)

    assert (bound.record_type, bound.record_id, bound.kind, bound.is_shared) == (*RECORD, "note", True)
    async with as_(colleague) as session:
        assert [each.id for each in await session.scalars(files.of("org", partner.id, ids.NIL))] == [brought.id]


async def test_who_does_not_read_the_record_never_reads_the_file(as_: As, make: Make) -> None:
    partner = await make.partner()
    actor, brought = await _brought(make, partner)
    other_side = await make.actor(await make.member(roles={Role.LEGAL}))

    async def seen() -> list[UUID]:
        async with as_(other_side) as session:
            return [each.id for each in await session.scalars(select(File))]

    assert await seen() == []
    async with as_(actor) as session:
        bound = await files.attach(
            session, actor, file_id=brought.id, partner_id=partner.id, record=RECORD, is_shared=False
        )
    assert await seen() == []
    async with as_(actor) as session:
        files.share(await session.scalars(files.of(*RECORD[:1], partner.id, RECORD[1])))
    assert await seen() == [bound.id]


async def test_what_the_scanner_refused_is_attached_to_nothing(as_: As, make: Make) -> None:
    partner = await make.partner()
    actor, brought = await _brought(make, partner, state=State.REFUSED)

    async with as_(actor) as session:
        with pytest.raises(errors.Blocked, match="something harmful"):
            await files.attach(session, actor, file_id=brought.id, partner_id=partner.id, record=RECORD, is_shared=True)
    assert (await make.session.scalars(select(File.record_id))).all() == [None]


async def test_a_record_holds_a_hundred_files(as_: As, make: Make) -> None:
    partner = await make.partner()
    actor, brought = await _brought(make, partner)
    member = await make.member(partner)
    await make.add(*(making.file(member, record=RECORD) for _ in range(MOST_OF_A_RECORD)))

    async with as_(actor) as session:
        with pytest.raises(errors.Invalid, match="at most 100 files, 200 MB in total"):
            await files.attach(session, actor, file_id=brought.id, partner_id=partner.id, record=RECORD, is_shared=True)


async def test_what_both_sides_see_stays(as_: As, make: Make) -> None:
    partner = await make.partner()
    actor, own = await _brought(make, partner, record=RECORD)
    _, shown = await _brought(make, partner, record=RECORD, is_shared=True)

    async with as_(actor) as session:
        first, second = await session.scalars(files.of("org", partner.id, RECORD[1]))
        with pytest.raises(errors.Blocked, match="cannot remove this file"):
            await files.detach(session, second)
        await files.detach(session, first)

    assert (first.id, second.id) == (own.id, shown.id)
    assert (await make.session.scalars(select(File.id))).all() == [shown.id]
