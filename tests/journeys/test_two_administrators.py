"""Two administrators remove each other at the same moment, over HTTP: one is gone, one stays, whoever is first."""

import asyncio
import os
from collections import Counter
from typing import Any

from sqlalchemy import text

from portal import ids
from portal.access import Role
from portal.partners.models import Membership
from tests.entering import Enter
from tests.journeys.doors import Visitor
from tests.make import Make

TRIES = int(os.environ.get("PORTAL_TRIES", "50"))
REMOVE = """
mutation ($input: MemberStepInput!) { memberRemove(input: $input) { userErrors { code } member { status } } }
"""
LEFT = "SELECT count(*) FROM membership WHERE partner_id = :id AND status = 'ACTIVE' AND 'PA' = ANY (roles)"


async def remove(who: Visitor, whom: Membership) -> str:
    """What became of it: "" for done, the code of a refusal, or the status of a request that nobody sent any more."""
    given = {"memberId": ids.text("mem", whom.id), "expectedVersion": 1}
    answer = await who.client.post("/graphql", json={"query": REMOVE, "variables": {"input": given}})
    if answer.status_code != 200:
        return str(answer.status_code)
    found: list[dict[str, Any]] = answer.json()["data"]["memberRemove"]["userErrors"]
    return str(found[0]["code"]) if found else ""


async def test_r75_of_two_administrators_who_remove_each_other_at_once_one_stays(
    make_committed: Make, enter: Enter
) -> None:
    company = await make_committed.company()
    assert company.id
    seen: Counter[str] = Counter()
    for turn in range(TRIES):
        partner = await make_committed.partner()
        pair = [await make_committed.member(partner, roles={Role.PARTNER_ADMIN}) for _ in range(2)]
        visitors = await enter(*pair)
        acts = [remove(visitors[0], pair[1]), remove(visitors[1], pair[0])]
        outcomes = await asyncio.gather(*(acts if turn % 2 else reversed(acts)))
        assert min(outcomes) == "", outcomes
        assert max(outcomes) in {"BLOCKED", "401"}, outcomes
        seen.update(outcomes)
        left = (await make_committed.session.execute(text(LEFT), {"id": partner.id})).scalar_one()
        assert left == 1
    assert seen[""] == TRIES
