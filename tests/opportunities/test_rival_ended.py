"""A direct deal is won, lost or lapses: who has a letter of it, and who hears of it that decides a conflict with it."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from portal import clock, ids, reactions
from portal.access import AccessClass, Role
from portal.database.pools import Database
from portal.mail import Mail
from portal.notifications import rounds
from portal.opportunities import operations
from portal.opportunities.rules.engagement import DIRECT_DAYS
from tests.make import Make
from tests.opportunities.desk import Desk, everybody, registered
from tests.opportunities.test_api import WHOLE, Caller
from tests.opportunities.test_direct_api import CONFLICT, opened, step
from tests.people import sign_in

WITHDRAW = """mutation ($input: OpportunityNoteInput!) { opportunityWithdraw(input: $input) {
  userErrors { code message } } }"""
AWARD = """mutation ($input: OpportunityStepInput!) { opportunityAwardHere(input: $input) {
  opportunity { status } userErrors { code message } } }"""
TOLD = "query { notifications(first: 20) { nodes { event recordId why sentence } } }"
FOLLOW = """mutation ($input: NotificationFollowInput!) { notificationFollow(input: $input) {
  userErrors { code path } } }"""
HISTORY = """query ($id: ID!) { opportunity(id: $id) { version status
  timeline { nodes { event sentence } } } }"""
NAME = "Nordwind Optik GmbH"
HEARD = "Something that it conflicts with has ended. The company still has to decide the conflict."


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database: Database, make_committed: Make) -> Desk:
    """Everybody, and one more in sales who answers for nothing."""
    made = await everybody(database, make_committed)
    free = await make_committed.actor(await make_committed.member(roles={Role.SALES}, name="Free"))
    made.callers["free"] = Caller(free, sha256(await sign_in(make_committed.session, free)).digest())
    await make_committed.session.commit()
    return made


async def follow(desk: Desk) -> None:
    """All that follows, and the letters of some mornings."""
    while await reactions.run(desk.database, clock.now()):
        pass
    for days in (0, 1, 4):
        await rounds.run(desk.database, clock.now() + timedelta(days=days))


async def lapse(desk: Desk, made: Any) -> None:
    async with desk.database.working(AccessClass.SYSTEM) as session:
        await operations.keep_direct_time(
            session, direct_deal_id=ids.parse(made["id"])[1], now=clock.now() + timedelta(days=DIRECT_DAYS + 2)
        )


End = Callable[[Desk, Any], Awaitable[Any]]
ENDS: dict[str, End] = {
    "won": lambda desk, made: step(desk, "Win", made, who="free", note="They ordered."),
    "lost": lambda desk, made: step(desk, "Lose", made, who="free", reason="No budget."),
    "lapsed": lapse,
}


async def written(make: Make, number: str) -> set[str]:
    """To whom letters went that name it."""
    rows = (await make.session.execute(select(Mail.to, Mail.text))).all()
    await make.session.commit()
    return {to for to, said in rows if number in said}


@pytest.mark.parametrize("how", ENDS)
async def test_whoever_answers_for_a_direct_deal_has_a_letter_of_its_end_and_no_partner_hears_of_it(
    desk: Desk, make_committed: Make, how: str
) -> None:
    made = await opened(desk, NAME)
    at = await registered(desk, "ours", NAME)
    await follow(desk)
    before = (await desk.ask("ours", HISTORY, id=at))["opportunity"]
    await ENDS[how](desk, made)
    await follow(desk)
    owner = (await desk.ask("sales", "query { viewer { email } }"))["viewer"]["email"]
    assert await written(make_committed, made["number"]) == {owner}
    for name in ("sales", "free", "manager", "legal"):
        told = [each["event"] for each in (await desk.ask(name, TOLD))["notifications"]["nodes"]]
        assert (f"direct.{how}" in told) is (name == "sales"), name
        assert ("opportunity.rival_ended" in told) is (name in {"free", "manager"}), name
    for name in ("ours", "member", "theirs"):
        read = json.dumps([await desk.ask(name, TOLD), await desk.ask("ours", WHOLE, id=at)])
        assert not any(word in read for word in (made["id"], made["number"], "direct.", "rival_ended", HEARD))
        refused = await desk.does(name, FOLLOW, recordId=made["id"], follows=True)
        assert [each["code"] for each in refused["userErrors"]] == ["NOT_FOUND"]
    assert (await desk.ask("ours", HISTORY, id=at))["opportunity"] == before


async def test_a_conflict_whose_rival_ended_is_still_decided_by_people(desk: Desk) -> None:
    first = await registered(desk, "theirs", NAME)
    at = await registered(desk, "ours", NAME)
    found = (await desk.ask("sales", CONFLICT, id=at))["opportunity"]
    rival = (await desk.ask("theirs", WHOLE, id=first))["opportunity"]
    told = await desk.does("theirs", WITHDRAW, opportunityId=first, expectedVersion=rival["version"])
    assert told["userErrors"] == []
    await follow(desk)
    (last, *_) = (await desk.ask("free", HISTORY, id=at))["opportunity"]["timeline"]["nodes"]
    assert last == {"event": "opportunity.rival_ended", "sentence": HEARD}
    turns = {
        name: [each["why"] for each in (await desk.ask(name, TOLD))["notifications"]["nodes"]
               if each["event"] == "opportunity.rival_ended"]
        for name in ("sales", "free", "manager", "legal", "ours")
    }  # fmt: skip
    assert turns == {"sales": ["TURN"], "free": ["TURN"], "manager": ["TURN"], "legal": [], "ours": []}
    whole = (await desk.ask("sales", CONFLICT, id=at))["opportunity"]
    assert (whole["status"], whole["version"]) == ("CONFLICT", found["version"])
    awarded = await desk.does("manager", AWARD, opportunityId=at, expectedVersion=found["version"])
    assert (awarded["userErrors"], awarded["opportunity"]["status"]) == ([], "PROTECTED")
