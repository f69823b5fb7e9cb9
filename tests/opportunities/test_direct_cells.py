"""Every cell of a deal of the company itself through the API: each status and step by each role and by a program.

Where the table says yes the step is taken; where it says no, the refusal is the one that the table means, and nothing
at all has moved. The clock takes its own steps and no others, and whoever answers for a deal has a letter of them.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import select, text

from portal import ids, reactions
from portal.access import AccessClass, Permission, Role
from portal.database.pools import Database
from portal.mail import Mail
from portal.notifications import rounds
from portal.opportunities import operations
from portal.opportunities.models import DirectDeal
from portal.opportunities.rules.direct import LIFE, WARNED, DirectStatus, lapse_of
from portal.partners.models import Membership
from tests.make import Make
from tests.opportunities import direct, making
from tests.opportunities.asking import PEOPLE, PROGRAM, Floor, floor

S = DirectStatus
DAY = timedelta(days=1)
SOURCE = """mutation ($input: DirectDeal%sInput!) { directDeal%s(input: $input) {
  directDeal { id status } userErrors { code message path } } }"""
STEPS: dict[str, tuple[dict[str, str], DirectStatus]] = {
    "Touch": ({"note": "Visited them."}, S.OPEN), "Win": ({}, S.WON), "Lose": ({"reason": "No budget."}, S.LOST),
}  # fmt: skip
"""What each step takes besides the deal, and where it leads."""
MOVED = """
SELECT json_build_object('row', to_jsonb(d), 'journal', (SELECT count(*) FROM journal), 'cells',
  (SELECT json_agg(to_jsonb(c) ORDER BY c.id) FROM protection_cell c WHERE c.direct_deal_id = d.id))::text
FROM direct_deal d WHERE d.id = :id"""
LETTERS = ("so it will end soon.", "so it ended.")
_numbers = iter(range(1_000_000))


@pytest_asyncio.fixture(loop_scope="session", name="world")
async def in_one_world(database: Database, make_committed: Make) -> Floor:
    made = await floor(database, make_committed)
    await made.make.add(making.product())
    await made.make.session.commit()
    return made


async def case(world: Floor, status: DirectStatus) -> DirectDeal:
    """A deal with a customer of its own that sales answers for, and what it holds."""
    number, today = next(_numbers), datetime.now(UTC)
    sales = world.callers[Role.SALES].actor
    owner = (await world.make.session.scalars(select(Membership).where(Membership.person_id == sales.person_id))).one()
    lapses = lapse_of(today.date())
    made = direct.direct_deal(
        owner, status=status, customer_name=f"Hartmann {number}", customer_keys=[f"NAME:DE hartmann{number}"],
        opened_at=today - 3 * DAY, last_activity_on=today.date() - DAY, lapses_at=lapses,
        due_at=lapses - WARNED if status is S.OPEN else None, ended_at=None if status is S.OPEN else today - DAY,
    )  # fmt: skip
    known = making.customer(made.customer_name)
    await world.make.add(made, known)
    if status is S.OPEN:
        await world.make.add(direct.cell(made, known.place))
    await world.make.session.commit()
    return made


async def state(world: Floor, of: DirectDeal) -> str:
    found = await world.make.session.execute(text(MOVED), {"id": of.id})
    told: str = found.scalar_one()
    await world.make.session.commit()
    return told


async def taken(world: Floor, who: Any, name: str, of: DirectDeal) -> list[dict[str, Any]]:
    """What is said to somebody who takes a step."""
    document = world.api.documents.get(SOURCE % (name, name))
    given = {"directDealId": ids.text("dir", of.id), "expectedVersion": 1, **STEPS[name][0]}
    told = await world.api.do(world.callers[who], document, document.operation(None), {"input": given})
    said: list[dict[str, Any]] = json.loads(told)[f"directDeal{name}"]["userErrors"]
    return said


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("status", S)
async def test_every_cell_is_as_the_table_says(world: Floor, status: DirectStatus, name: str) -> None:
    made = await case(world, status)
    for who in [each for each in (*PEOPLE, PROGRAM) if each is not Role.SALES]:
        assert Permission.DIRECT_SELL not in world.callers[who].actor.permissions
        before = await state(world, made)
        (refusal,) = await taken(world, who, name, made)
        assert refusal["code"] == "NOT_PERMITTED", who
        assert refusal["message"].startswith(("Only these roles can do this:", "This app's token has no scope")), who
        assert await state(world, made) == before
    before = await state(world, made)
    told = await taken(world, Role.SALES, name, made)
    after = json.loads(await state(world, made))
    if status is not S.OPEN:
        said = f"You cannot do this now. {LIFE.in_words[status].in_('en')}"
        assert [(each["code"], each["message"]) for each in told] == [("WRONG_STATUS", said)]
        assert after == json.loads(before)
        return
    assert told == []
    assert after["row"]["status"] == STEPS[name][1]
    kept = "PROTECTED" if STEPS[name][1] is S.OPEN else "ENDED"
    assert {each["status"] for each in after["cells"]} == {kept}
    assert after["journal"] == json.loads(before)["journal"] + 1


async def tick(database: Database, deal_id: UUID, now: datetime) -> None:
    async with database.working(AccessClass.SYSTEM) as session:
        await operations.keep_direct_time(session, direct_deal_id=deal_id, now=now)


@pytest.mark.parametrize("status", S)
async def test_the_clock_warns_once_and_ends_it_in_its_time_and_nothing_else(
    world: Floor, database: Database, status: DirectStatus
) -> None:
    made = await case(world, status)
    before = await state(world, made)
    lapses = made.lapses_at
    await tick(database, made.id, lapses - WARNED - timedelta(seconds=1))
    assert await state(world, made) == before
    if status is not S.OPEN:
        await tick(database, made.id, lapses + DAY)
        assert await state(world, made) == before
        return
    for _ in range(2):
        await tick(database, made.id, lapses - WARNED)
    warned = json.loads(await state(world, made))
    assert (warned["row"]["status"], warned["row"]["is_warned"]) == ("OPEN", True)
    for _ in range(2):
        await tick(database, made.id, lapses)
    ended = json.loads(await state(world, made))
    assert (ended["row"]["status"], ended["row"]["waiting_on"]) == ("LAPSED", [])
    assert {each["status"] for each in ended["cells"]} == {"ENDED"}
    assert ended["journal"] == json.loads(before)["journal"] + 2


async def test_whoever_answers_for_it_has_a_letter_before_it_lapses_and_when_it_has_and_nobody_else(
    world: Floor, database: Database
) -> None:
    made = await case(world, S.OPEN)
    sales = await world.make.session.get(Membership, (made.partner_id, made.owner_id))
    assert sales is not None
    email, number, deal_id, lapses = sales.email, made.number, made.id, made.lapses_at
    for at, words in zip((lapses - WARNED, lapses), LETTERS, strict=True):
        await tick(database, deal_id, at)
        await reactions.run(database, at)
        for days in (0, 1, 4):  # on a business morning at the latest
            await rounds.run(database, at + days * DAY)
        letters = (await world.make.session.execute(select(Mail.to, Mail.text))).all()
        await world.make.session.commit()
        told = [(to, said) for to, said in letters if number in said]
        assert {to for to, _ in told} == {email}
        assert any(words in said for _, said in told)
        assert all(f"/direct-deals/{ids.text('dir', deal_id)}" in said for _, said in told)
