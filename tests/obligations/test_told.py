"""Obligations in letters and calendars: both sides are told at each date, and find it as long as it lies ahead."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import icalendar
import pytest_asyncio
from sqlalchemy import select

from portal import ids, work
from portal.access import Side
from portal.database.pools import Database
from portal.mail import Mail
from portal.notifications import rounds
from portal.notifications.feed import fetching
from portal.obligations import operations
from portal.obligations.models import Obligation
from portal.obligations.rules import Status
from tests.make import NOW, Make
from tests.notifications.cast import Cast, gathered
from tests.notifications.making import feed
from tests.obligations.making import obligation
from tests.people import sign_in

S = Status
URL = "https://portal.example.test"
DAYS = timedelta(days=1)


@pytest_asyncio.fixture(loop_scope="session")
async def everybody(make_committed: Make, database: Database) -> Cast:
    return await gathered(make_committed, database)


async def owed(cast: Cast, status: Status, **columns: Any) -> Obligation:
    owners = {
        "company_owner_id": cast.people["LEGAL"].id, "partner_owner_id": cast.people["PARTNER_SIGNATORY"].id
    }  # fmt: skip
    made = obligation(cast.partner, await cast.make.company(), status=status, **owners, **columns)
    await cast.make.add(made)
    return made


async def letters(cast: Cast) -> dict[str, Mail]:
    """The newest letter of each person, by name."""
    cast.make.session.expire_all()
    found = await cast.make.session.scalars(select(Mail).order_by(Mail.id))
    names = {member.email: name for name, member in cast.people.items()}
    return {names[each.to]: each for each in found}


async def test_what_runs_late_is_told_to_those_who_owe_it_at_once_and_to_the_other_side_by_morning(
    everybody: Cast,
) -> None:
    made = await owed(everybody, S.DUE, due_on=date(2026, 3, 1), due_at=NOW)
    while await work.run_due(everybody.database, NOW):
        pass
    await rounds.run(everybody.database, NOW)
    found = await letters(everybody)
    assert set(found) == {"PARTNER_ADMIN", "PARTNER_MEMBER"}
    letter = found["PARTNER_MEMBER"]
    assert letter.subject == "Send the stock report: The obligation is overdue."
    text = letter.text.replace("\u202f", " ")
    assert "It is your turn: you can take the next step.\nBy Monday, 16 March 2026, 23:59" in text
    assert "Otherwise the other side can declare a default." in text
    assert f"{{portal}}/obligations/{ids.text('obl', made.id)}" in text
    await rounds.run(everybody.database, NOW + DAYS)
    by_morning = set(await letters(everybody)) - set(found)
    assert by_morning == {"LEGAL", "RELATIONSHIP_MANAGER", "PARTNER_SIGNATORY"}


async def test_a_default_is_told_to_the_administrators_of_both_sides_at_once(everybody: Cast) -> None:
    made = await owed(everybody, S.OVERDUE, cure_ends_at=NOW, is_cure_over=True)
    legal = everybody.people["LEGAL"]
    actor = await everybody.make.actor(legal)
    place: dict[str, Any] = {"obligation_id": made.id, "expected_version": 1, "now": NOW}
    token = sha256(await sign_in(everybody.make.session, actor)).digest()
    await everybody.make.session.commit()
    async with everybody.database.transaction(actor.access_class) as session:
        assert await everybody.database.entered(session, token, actor.version)
        await operations.declare_default(session, actor, reason="It never came.", **place)
    while await work.run_due(everybody.database, NOW):
        pass
    await rounds.run(everybody.database, NOW)
    found = await letters(everybody)
    assert {"PARTNER_ADMIN", "PLATFORM_ADMIN"} <= set(found)
    assert "It never came." in found["PARTNER_ADMIN"].text


async def summaries(cast: Cast, name: str) -> list[tuple[Any, str]]:
    token = f"{name} {ids.new()}"
    row = feed(cast.people[name], token)
    await cast.make.add(row)
    found = await fetching.fetched(cast.database, token, now=NOW, public_url=URL)
    await cast.make.session.delete(await cast.make.session.merge(feed(cast.people[name], token)))
    await cast.make.session.flush()
    assert found
    events: list[Any] = icalendar.Calendar.from_ical(found.body).walk("VEVENT")
    return [(each["DTSTART"].dt, str(each["SUMMARY"])) for each in events]


async def test_whoever_reads_it_has_its_day_and_whoever_can_act_what_there_is_to_do(everybody: Cast) -> None:
    ahead = await owed(everybody, S.SCHEDULED, title="Forecast", due_on=date(2026, 6, 30), obligor=Side.HOST)
    due = await owed(everybody, S.DUE, title="Stock report")
    await owed(everybody, S.FULFILLED, title="Over")
    days = [(due.due_on, "Due: Stock report"), (ahead.due_on, "Due: Forecast")]
    for name in ("LEGAL", "AUDITOR", "PARTNER_VIEWER"):
        assert await summaries(everybody, name) == days, name
    mine = await summaries(everybody, "PARTNER_MEMBER")
    assert (due.ends_at, "Add evidence that it is done: Stock report") in mine
    assert len(mine) == 3
    for name in ("OTHER_MANAGER", "FOREIGN"):
        assert await summaries(everybody, name) == [], name
