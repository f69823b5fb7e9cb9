"""Who is told of a note: those it mentions and who has its task, as themselves; of an internal one its side alone."""

from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from portal import ids, reactions, setbacks
from portal.access import Role
from portal.database.pools import Database
from portal.notes import operations
from portal.notes.rules import Visibility
from portal.notifications import checking
from portal.notifications.models import Notification
from portal.notifications.rules import Why
from portal.partners.models import Membership
from tests.make import NOW, Make
from tests.people import sign_in


async def people(make: Make) -> tuple[Any, dict[str, Membership]]:
    partner = await make.partner()
    return partner, {
        "Legal Lee": await make.member(roles={Role.LEGAL}, name="Legal Lee"),
        "Sales Sam": await make.member(roles={Role.SALES}, name="Sales Sam"),
        "Admin Ada": await make.member(partner, roles={Role.PARTNER_ADMIN}, name="Admin Ada"),
        "Member Mia": await make.member(partner, roles={Role.PARTNER_MEMBER}, name="Member Mia"),
    }


@pytest.mark.parametrize(
    ("author", "visibility", "mentioned", "assignee", "told"),
    [
        ("Legal Lee", "SHARED", ["Admin Ada"], "Member Mia",
         {"Admin Ada": Why.MENTIONED, "Member Mia": Why.ASSIGNED}),
        ("Legal Lee", "INTERNAL", ["Sales Sam"], None, {"Sales Sam": Why.MENTIONED}),
        ("Admin Ada", "INTERNAL", [], "Member Mia", {"Member Mia": Why.ASSIGNED}),
        ("Member Mia", "SHARED", ["Sales Sam", "Admin Ada"], None,
         {"Sales Sam": Why.MENTIONED, "Admin Ada": Why.MENTIONED}),
    ],
)  # fmt: skip
async def test_those_are_told_whom_a_note_mentions_or_asks(
    database: Database, make_committed: Make, author: str, visibility: str, mentioned: list[str],
    assignee: str | None, told: dict[str, Why],
) -> None:  # fmt: skip
    make = make_committed
    partner, everybody = await people(make)
    actor = await make.actor(everybody[author])
    token = sha256(await sign_in(make.session, actor)).digest()
    task: dict[str, Any] = {"assignee_id": everybody[assignee].id, "due_on": date(2026, 3, 20)} if assignee else {}
    async with database.acting(actor.access_class, token, actor.version) as session:
        await operations.write(
            session, actor, record_id=ids.text("org", partner.id), visibility=Visibility(visibility), now=NOW,
            text="Please look, " + " and ".join(f"@{name}" for name in mentioned) + ".", **task,
        )  # fmt: skip
    for name in everybody:  # somebody is told of what they may see as themselves
        if name != author:
            await sign_in(make.session, await make.actor(everybody[name]))
    await reactions.run(database, NOW)
    await checking.check(database, NOW)
    make.session.expire_all()
    assert (await make.session.scalars(select(setbacks.Setback))).all() == []
    rows = (await make.session.scalars(select(Notification))).all()
    names = {each.id: name for name, each in everybody.items()}
    assert {names[row.member_id]: row.why for row in rows if row.why in {Why.MENTIONED, Why.ASSIGNED}} == told
    foreign = {name for name, each in everybody.items() if each.side is not actor.side}
    if visibility == "INTERNAL":
        assert foreign & {names[row.member_id] for row in rows} == set()
