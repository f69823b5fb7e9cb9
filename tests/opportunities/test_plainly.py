"""By its login alone, past every rule, nobody moves an opportunity as the table does not: each status, each login."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal import ids
from portal.access import SYSTEM, Actor, Role, Side
from portal.opportunities.models import Opportunity
from portal.opportunities.rules.statuses import OpportunityStatus
from tests.moment import NOW
from tests.opportunities import making
from tests.opportunities.scene import Scene
from tests.opportunities.test_rules import TABLE

S = OpportunityStatus
NO_STEP = "no step leads there"
ROLES = (Role.PARTNER_ADMIN, Role.RELATIONSHIP_MANAGER, Role.SALES, Role.SYSTEM)
"""One for each login that may write."""


def leads(role: Role) -> set[tuple[str, str]]:
    """The pairs of statuses that the table, written down a second time, gives to whoever has the role's login."""
    if role is Role.PARTNER_ADMIN:
        who = {each.value for each in Role if each.side is Side.PARTNER}
    elif role is Role.SALES:
        who = {each.value for each in Role if each.side is Side.HOST} - {Role.SYSTEM.value}
    else:
        who = {role.value}
    return {(row.source, row.target) for row in TABLE.values() if row.who & who}


async def somebody(scene: Scene, role: Role) -> Actor:
    return SYSTEM if role is Role.SYSTEM else await scene.make.actor(await scene.one(role))


async def said(scene: Scene, actor: Actor, *statements: tuple[str, dict[str, Any]]) -> list[str]:
    """What the database says to each, of which nothing stays; "" for a row that was changed."""
    found = []
    async with scene.as_(actor) as session:
        for statement, values in statements:
            await session.execute(text("SAVEPOINT before"))
            try:
                done: Any = await session.scalar(text(f"{statement} RETURNING 1"), values)
                found.append("" if done else "nothing")
            except DBAPIError as refused:
                found.append(str(refused.orig))
            await session.execute(text("ROLLBACK TO SAVEPOINT before"))
    return found


@pytest.mark.parametrize("role", ROLES)
async def test_each_login_moves_an_opportunity_from_and_to_what_the_table_says(scene: Scene, role: Role) -> None:
    company, actor = await scene.make.company(), await somebody(scene, role)
    author = Side.PARTNER if role.side is Side.PARTNER else Side.HOST
    made = {each: making.opportunity(scene.partner, company, status=each, author=author) for each in S}
    await scene.make.add(*made.values())
    pairs = [(source, target) for source in S for target in S if source is not target]
    found = await said(
        scene, actor,
        *(("UPDATE opportunity SET status = :to WHERE id = :id", {"to": to.value, "id": made[of].id})
          for of, to in pairs),
    )  # fmt: skip
    assert "nothing" not in found
    refused = {(of.value, to.value) for (of, to), each in zip(pairs, found, strict=True) if NO_STEP in each}
    assert {(of.value, to.value) for of, to in pairs} - refused == {pair for pair in leads(role) if pair[0] != pair[1]}


async def test_a_partner_protects_nothing_by_itself(scene: Scene) -> None:
    filed = await scene.registered()
    statement = (
        "UPDATE opportunity SET status = 'PROTECTED', protected_at = now(), ends_at = now() + interval '9 years'"
        " WHERE id = :id"
    )
    (found,) = await said(scene, await somebody(scene, Role.PARTNER_ADMIN), (statement, {"id": filed.id}))
    assert "not for the partner to say" in found


@pytest.mark.parametrize(
    ("change", "may"),
    [
        ("ends_at = ends_at + interval '1 day'", False), ("ends_at = NULL", False),
        ("protected_at = protected_at - interval '1 day'", False), ("paused_at = now()", False),
        ("extensions = 1", False), ("ends_at = ends_at - interval '1 day'", True), ("stage = 'PROPOSAL'", True),
    ],
)  # fmt: skip
async def test_how_long_it_is_protected_is_not_for_the_partner_to_say(scene: Scene, change: str, may: bool) -> None:
    made = await scene.protected()
    statement = f"UPDATE opportunity SET {change} WHERE id = :id"
    (found,) = await said(scene, await somebody(scene, Role.PARTNER_ADMIN), (statement, {"id": made.id}))
    assert (found == "") is may, found


async def test_a_registration_has_the_place_in_which_it_arrived(scene: Scene) -> None:
    """Neither an earlier place nor one without an arrival, nor a draft that says when it came in."""
    first = await scene.registered()
    draft = making.opportunity(scene.partner, await scene.make.company(), status=S.DRAFT)
    await scene.make.add(draft)
    actor = await somebody(scene, Role.PARTNER_ADMIN)
    filed = (
        "UPDATE opportunity SET status = 'SUBMITTED', filed_at = :at, filed_number = :number, filed_by_name = 'Kim',"
        " shown_at = :at WHERE id = :id"
    )
    early: dict[str, Any] = {"id": draft.id, "at": NOW - timedelta(days=9), "number": 0}
    arrived = await arrival(scene, actor, draft)
    tried = [early, {**early, "number": first.filed_number}, {**early, "number": arrived}, early | arrived_at(arrived)]
    found = await said(scene, actor, *((filed, each) for each in tried))
    assert ["the place in which it arrived" in each for each in found] == [True, True, True, False]
    assert found[-1] == ""


def arrived_at(number: int) -> dict[str, Any]:
    return {"at": NOW, "number": number}


async def arrival(scene: Scene, actor: Actor, draft: Opportunity) -> int:
    """The place that the database gives to what arrives now."""
    made = "INSERT INTO opportunity_arrival (partner_id, id, opportunity_id, at) VALUES (:partner, :id, :of, :at)"
    values = {"partner": draft.partner_id, "id": ids.new(), "of": draft.id, "at": NOW}
    async with scene.as_(actor) as session:
        number: Any = await session.scalar(text(f"{made} RETURNING number"), values)
    return int(number)
