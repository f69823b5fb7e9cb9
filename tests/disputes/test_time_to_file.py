"""Until when something can be contested is told beforehand, by the reason and the day of the draft that starts."""

from datetime import timedelta

import pytest_asyncio

from portal import ids
from portal.access import Role
from portal.database.pools import Database
from portal.opportunities.rules.statuses import OpportunityStatus, RejectionCode
from tests.disputes.asking import STRANGER, Desk, desk
from tests.disputes.test_starting import ASK, contestable
from tests.make import NOW, Make
from tests.opportunities.making import opportunity

UNTIL = """query ($id: ID!) { node(id: $id) { ... on Opportunity { disputableUntil } ... on Fee { disputableUntil }
  ... on Obligation { disputableUntil } ... on Consequence { disputableUntil } ... on Partner { disputableUntil } } }"""
REASONS = """query ($knownOn: Date) { disputeReasonCodes(knownOn: $knownOn) { reasons { code closesAt } } }"""
ADMIN = Role.PARTNER_ADMIN


@pytest_asyncio.fixture(loop_scope="session", name="desk")
async def at_the_desk(database: Database, make_committed: Make) -> Desk:
    return await desk(database, make_committed)


async def test_it_is_the_last_moment_of_the_reason_that_its_draft_has(desk: Desk) -> None:
    named = await contestable(desk)
    rejected = opportunity(
        desk.partner, await desk.make.company(), status=OpportunityStatus.REJECTED,
        rejection=RejectionCode.BELOW_MINIMUM, ended_at=NOW - timedelta(days=3),
    )  # fmt: skip
    await desk.make.add(rejected)
    await desk.make.session.commit()
    told = 0
    for asked in (
        ids.text("opp", rejected.id),
        *(named[each] for each in ("opp", "fee", "obl", "csq") if each in named),
    ):
        until = (await desk.ask(ADMIN, UNTIL, id=asked))["node"]["disputableUntil"]
        values = (await desk.ask(ADMIN, ASK, id=asked))["disputeStart"]["values"]
        reasons = (await desk.ask(ADMIN, REASONS, knownOn=values["knownOn"]))["disputeReasonCodes"]["reasons"]
        closes = {each["code"]: each["closesAt"] for each in reasons}
        assert until == (closes[values["reasonCode"]] if values["knownOn"] else None), asked
        told += until is not None
        assert (await desk.ask(STRANGER, UNTIL, id=asked))["node"] is None
    assert told > 1
    assert (await desk.ask(ADMIN, UNTIL, id=ids.text("org", desk.partner.id)))["node"] == {"disputableUntil": None}
