"""A plan for the relationship: proposed by one side, agreed to by the other, and the stages that rest on it."""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from portal.access import SYSTEM, Role
from portal.contracts.rules import Status
from portal.partners import operations, queries
from portal.partners.models import Membership, Organisation
from portal.partners.rules import Stage
from tests.make import NOW
from tests.partners.scene import Scene
from tests.partners.test_accounts import A, account, step

TEXT, OTHER = "Twice the volume in three years.", "Three times the volume in five years."
DIGEST, OTHER_DIGEST = (sha256(text.encode()).hexdigest() for text in (TEXT, OTHER))
STALE = (
    "STALE_DIGEST", "input.expectedDigest",
    "The current plan is not the one you are acting on. Read it again.",
)  # fmt: skip


async def growing(scene: Scene) -> tuple[Organisation, Membership, Membership]:
    """A partner whose relationship grows, its administrator and the company's relationship manager."""
    partner, admin, _ = await account(scene, A.ACTIVE, stage=Stage.EXPANSION)
    manager: Membership = (await scene.make.session.scalars(queries.manager_of(partner))).one()
    return partner, admin, manager


async def plans(scene: Scene, partner: Organisation) -> list[Any]:
    columns = "number, text, side, proposed_by_name, agreed_by_name, agreed_at"
    found = f"SELECT {columns} FROM relationship_plan WHERE partner_id = :id ORDER BY number"
    return [tuple(row) for row in await scene.sql(found, id=partner.id)]


@pytest.mark.parametrize("host_proposes", [True, False])
async def test_a_plan_counts_when_the_other_side_has_agreed_to_the_same_text(scene: Scene, host_proposes: bool) -> None:
    partner, admin, manager = await growing(scene)
    own, other = (manager, admin) if host_proposes else (admin, manager)
    await scene.do(own, operations.propose_plan, partner_id=partner.id, text=f" {TEXT} ")
    assert await plans(scene, partner) == [(1, TEXT, own.side.value, own.name, None, None)]
    agree = {"partner_id": partner.id, "expected_digest": DIGEST}
    assert await scene.refused(own, operations.agree_plan, **agree) == (
        "BLOCKED", "", "Your side proposed this plan, so the other side must agree to it.",
    )  # fmt: skip
    assert await scene.refused(other, operations.agree_plan, **{**agree, "expected_digest": OTHER_DIGEST}) == STALE
    await scene.do(other, operations.agree_plan, **agree)
    assert await plans(scene, partner) == [(1, TEXT, own.side.value, own.name, other.name, NOW)]
    assert (await scene.refused(other, operations.agree_plan, **agree))[
        2
    ] == "No relationship plan is waiting for an answer."
    assert await scene.events(partner) == [
        ("relationship.plan_proposed", own.name, "", True), ("relationship.plan_agreed", other.name, "", True),
    ]  # fmt: skip
    assert [(letter.to, letter.subject) for letter in await scene.letters()] == [
        (other.email, "Alpine Tools: a relationship plan is waiting for your answer"),
        (own.email, "Alpine Tools: your relationship plan was accepted"),
    ]  # fmt: skip
    await scene.do(manager, operations.advance, **step(partner, note="Agreed."))
    assert (await scene.row(partner)).stage is Stage.COMMITMENT


async def test_a_newer_plan_takes_the_place_of_the_one_that_waits_and_the_agreed_one_stays(scene: Scene) -> None:
    partner, admin, manager = await growing(scene)
    await scene.do(manager, operations.propose_plan, partner_id=partner.id, text=TEXT)
    blind = await scene.refused(admin, operations.propose_plan, partner_id=partner.id, text=OTHER)
    assert blind == STALE
    await scene.do(admin, operations.propose_plan, partner_id=partner.id, text=OTHER, expected_digest=DIGEST)
    late = await scene.refused(manager, operations.agree_plan, partner_id=partner.id, expected_digest=DIGEST)
    assert late == STALE
    await scene.do(manager, operations.agree_plan, partner_id=partner.id, expected_digest=OTHER_DIGEST)
    await scene.do(manager, operations.propose_plan, partner_id=partner.id, text=TEXT, expected_digest=OTHER_DIGEST)
    agreed = (await scene.make.session.scalars(queries.agreed_plan_of(partner))).one()
    waits = (await scene.make.session.scalars(queries.proposed_plan_of(partner))).one()
    assert (agreed.number, agreed.text, waits.number, waits.text) == (2, OTHER, 3, TEXT)


async def test_a_plan_is_for_a_relationship_that_grows_and_by_whom_it_concerns(scene: Scene) -> None:
    partner, admin, manager = await growing(scene)
    empty = await scene.refused(admin, operations.propose_plan, partner_id=partner.id, text=" ")
    assert empty == ("INVALID", "input.text", "Enter the plan.")
    legal = await scene.make.member(roles={Role.LEGAL})
    assert (await scene.refused(legal, operations.propose_plan, partner_id=partner.id, text=TEXT))[0] == "NOT_PERMITTED"
    foreign = await scene.refused(scene.admin, operations.propose_plan, partner_id=partner.id, text=TEXT)
    assert foreign == ("NOT_FOUND", "input.partnerId", "There is no such partner.")
    await scene.sql("UPDATE organisation SET stage = 'AWARENESS' WHERE id = :id", id=partner.id)
    assert (await scene.refused(manager, operations.propose_plan, partner_id=partner.id, text=TEXT))[
        0
    ] == "WRONG_STATUS"


async def test_a_relationship_grows_with_its_first_contract_once(scene: Scene) -> None:
    partner, _, _ = await account(scene, A.ACTIVE, stage=Stage.AWARENESS)
    manager: Membership = (await scene.make.session.scalars(queries.manager_of(partner))).one()
    assert await scene.by_clock(grow, partner_id=partner.id) is None
    await scene.make.contract(status=Status.ACTIVE, partner=partner)
    assert await scene.by_clock(grow, partner_id=partner.id) is not None
    row: Organisation = await scene.row(partner)
    assert (row.stage, row.grown_at, row.version) == (Stage.EXPANSION, NOW, 2)
    assert await scene.events(partner) == [
        ("relationship.stage_changed", "Entente", "The first contract is in force.", False),
    ]  # fmt: skip
    await scene.do(manager, operations.regress, **step(partner, 2, note="Too early."))
    assert await scene.by_clock(grow, partner_id=partner.id) is None
    assert (await scene.row(partner)).stage is Stage.AWARENESS


async def grow(session: AsyncSession, *, partner_id: UUID, now: datetime) -> Organisation | None:
    return await operations.grow(session, SYSTEM, partner_id=partner_id, now=now)
