"""What becomes of notes and tasks: edited, struck with a trace, finished, dropped, handed over, opened again."""

import asyncio
from datetime import date, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal import ids
from portal.access import Role, Side
from portal.database.pools import Database
from portal.notes import operations, queries
from portal.notes.models import TABLES
from portal.notes.rules import EDITED_WITHIN, Status, TaskStatus
from tests.make import Make
from tests.moment import NOW
from tests.notes.scene import ADMIN, INTERNAL, LEGAL, MEMBER, SHARED, VIEWER, Scene
from tests.people import sign_in

KEPT = pytest.mark.parametrize("visibility", [SHARED, INTERNAL])
DAY = date(2026, 3, 20)


@KEPT
async def test_its_author_edits_a_note_for_a_quarter_of_an_hour(scene: Scene, visibility: object) -> None:
    made = await scene.write(LEGAL, visibility=visibility)  # type: ignore[arg-type]
    first = made.sha256
    later = NOW + EDITED_WITHIN - timedelta(seconds=1)
    edited = await scene.act(LEGAL, operations.edit, made, text="Something else.", now=later)
    assert (edited.text, edited.edited_at, edited.version) == ("Something else.", later, 2)
    refusal = await scene.not_done(LEGAL, operations.edit, made, text="Again.", now=NOW + EDITED_WITHIN)
    assert refusal.code == "BLOCKED"
    digests = [entry.changes[-1]["after"] for entry in await scene.told(made)]
    assert digests == [first, edited.sha256]


@KEPT
async def test_what_is_struck_is_gone_and_a_copy_can_be_proved_to_be_one(scene: Scene, visibility: object) -> None:
    made = await scene.write(ADMIN, visibility=visibility, text="Our lowest price is 10.")  # type: ignore[arg-type]
    struck = await scene.act(ADMIN, operations.strike, made, now=NOW + timedelta(days=3))
    assert (struck.text, struck.status, struck.struck_by) == ("", Status.STRUCK, "Partner_Admin")
    assert struck.struck_at == NOW + timedelta(days=3)
    whole = await scene.make.session.execute(text("SELECT string_agg(j::text, '') FROM journal j"))
    assert "lowest" not in whole.scalar_one()
    told = {change["field"]: change["after"] for entry in await scene.told(made) for change in entry.changes}
    assert told["sha256"] == sha256(f"{struck.salt}\nOur lowest price is 10.".encode()).hexdigest()
    for operation, inputs in ((operations.edit, {"text": "Back."}), (operations.strike, {})):
        assert (await scene.not_done(ADMIN, operation, made, **inputs)).code == "WRONG_STATUS"


async def test_striking_a_task_drops_it(scene: Scene) -> None:
    made = await scene.write(LEGAL, assignee=MEMBER, due_on=DAY)
    struck = await scene.act(LEGAL, operations.strike, made)
    assert (struck.task_status, struck.waiting_on, struck.due_at) == (TaskStatus.DROPPED, frozenset(), None)
    assert (await scene.not_done(LEGAL, operations.reopen, made, due_on=DAY)).code == "BLOCKED"


async def test_the_other_side_neither_edits_nor_strikes(scene: Scene) -> None:
    made = await scene.write(LEGAL)
    for operation, inputs in ((operations.edit, {"text": "Mine."}), (operations.strike, {})):
        assert (await scene.not_done(ADMIN, operation, made, **inputs)).code == "NOT_PERMITTED"


async def test_an_internal_note_of_the_other_side_does_not_exist(scene: Scene) -> None:
    for writer, other in ((LEGAL, ADMIN), (ADMIN, LEGAL)):
        made = await scene.write(writer, visibility=INTERNAL, assignee=writer, due_on=DAY)
        for operation in (operations.strike, operations.finish, operations.drop):
            refusal = await scene.not_done(other, operation, made)
            assert (refusal.code, refusal.path) == ("NOT_FOUND", ("input", "noteId"))


async def test_a_second_person_is_told_that_it_has_changed(scene: Scene) -> None:
    made = await scene.write(LEGAL)
    assert (await scene.not_done(LEGAL, operations.strike, made, expected_version=2)).code == "STALE_VERSION"


async def test_a_task_is_finished_by_whom_it_was_given_to(scene: Scene) -> None:
    made = await scene.write(LEGAL, assignee=MEMBER, due_on=DAY)
    await scene.second(Side.PARTNER, roles={Role.PARTNER_SIGNATORY})
    assert (await scene.not_done(Role.PARTNER_SIGNATORY, operations.finish, made)).code == "NOT_PERMITTED"
    done = await scene.act(MEMBER, operations.finish, made)
    assert (done.task_status, done.waiting_on, done.due_at) == (TaskStatus.DONE, frozenset(), None)
    assert (await scene.not_done(MEMBER, operations.finish, made)).code == "WRONG_STATUS"
    again = await scene.act(LEGAL, operations.reopen, made, due_on=DAY + timedelta(days=1))
    assert (again.task_status, again.waiting_on) == (TaskStatus.OPEN, frozenset({Side.PARTNER}))
    assert str(again.due_at) == "2026-03-21 22:59:59+00:00"
    dropped = await scene.act(LEGAL, operations.drop, made)
    assert dropped.task_status is TaskStatus.DROPPED
    assert [entry.event for entry in await scene.told(made)] == [
        "task.given", "task.done", "task.reopened", "task.dropped",
    ]  # fmt: skip


async def test_a_task_is_handed_over_to_somebody_who_may_read_it(scene: Scene) -> None:
    made = await scene.write(LEGAL, assignee=MEMBER, due_on=DAY)
    for role in (ADMIN, VIEWER):
        await scene.actor(role)
    viewer, admin = await scene.member(VIEWER), await scene.member(ADMIN)
    refusal = await scene.not_done(MEMBER, operations.hand_over, made, assignee_id=viewer.id, due_on=DAY)
    assert refusal.path == ("input", "assigneeId")
    handed = await scene.act(MEMBER, operations.hand_over, made, assignee_id=admin.id, due_on=DAY)
    assert (handed.assignee_id, handed.assignee_name) == (admin.id, "Partner_Admin")
    inside = await scene.write(LEGAL, assignee=LEGAL, due_on=DAY, visibility=INTERNAL)
    refusal = await scene.not_done(LEGAL, operations.hand_over, inside, assignee_id=admin.id, due_on=DAY)
    assert refusal.message == "Partner_Admin is on the other side and cannot read an internal note."


async def test_a_note_that_is_no_task_is_not_finished(scene: Scene) -> None:
    made = await scene.write(LEGAL)
    assert (await scene.not_done(LEGAL, operations.finish, made)).message == "This note is not a task."


@pytest.mark.parametrize("change", ["text = 'x', sha256 = encode(sha256(convert_to(salt || E'\\nx', 'UTF8')), 'hex')"])
async def test_not_even_by_hand_does_anybody_put_words_into_anothers_mouth(scene: Scene, change: str) -> None:
    made = await scene.write(LEGAL)
    with pytest.raises(DBAPIError, match="by its author alone"):
        async with scene.as_(await scene.actor(ADMIN)) as session:
            await session.execute(text(f"UPDATE note SET {change} WHERE id = '{made.id}'"))


async def test_of_two_who_act_at_once_one_is_told(database: Database, make_committed: Make) -> None:
    make = make_committed
    partner = await make.partner()
    scene = Scene(make, None, partner, await make.company())  # type: ignore[arg-type]
    actor = await scene.actor(LEGAL)
    token = sha256(await sign_in(make.session, actor)).digest()

    async def acted(operation: object, **inputs: object) -> str:
        async with database.acting(actor.access_class, token, actor.version) as session:
            done = await operation(session, actor, now=NOW, **inputs)  # type: ignore[operator]
            await session.flush()
            return str(done.id)

    written = await acted(operations.write, record_id=ids.text("org", partner.id), visibility=SHARED, text="Once.")
    inputs = {"note_id": written, "expected_version": 1}
    tried = await asyncio.gather(*(acted(operations.strike, **inputs) for _ in range(2)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in tried) == ["StaleVersion", "str"]


def test_each_side_has_a_table_of_its_own() -> None:
    assert {kind.__tablename__ for kind in TABLES} == {"note", "company_note", "partner_note"}  # type: ignore[attr-defined]
    assert {side: kind.ALONE for side, kind in queries.OWN_OF.items()} == {side: side for side in Side}
