"""Boundaries where contracts are published: the company keeps its promise to another, and names nobody."""

from dataclasses import replace

import pytest

from portal import ids
from portal.boundaries import operations
from portal.boundaries.rules.acts import ActKind
from portal.boundaries.rules.terms import Dealing
from portal.contracts import operations as contracts
from portal.contracts.rules import Kind, Status
from tests.boundaries.making import EXCLUSIVITY
from tests.boundaries.scene import LEGAL, Scene
from tests.moment import NOW


@pytest.mark.parametrize("region", [("DE",), (), ("DE-BY", "FR")])
async def test_a_contract_in_a_scope_of_another_is_not_published(scene: Scene, region: tuple[str, ...]) -> None:
    rival = await scene.make.partner(name="Rival Trading")
    theirs = await scene.in_force(replace(EXCLUSIVITY, regions=region), rival)
    contract = await scene.contract(Status.IN_REVIEW, kind=Kind.DISTRIBUTION)

    refusal = await scene.refused(LEGAL, contracts.publish, contract)

    assert (refusal.code, refusal.message) == (
        "BLOCKED",
        "The company has promised this scope exclusively to someone.",
    )
    assert await scene.told(theirs) == []


async def test_other_kinds_places_and_the_holder_itself_are_free(scene: Scene) -> None:
    await scene.in_force(replace(EXCLUSIVITY, regions=("FR",)), await scene.make.partner())
    await scene.in_force(replace(EXCLUSIVITY, dealings=(Dealing.SERVICE,)), await scene.make.partner())
    await scene.in_force(EXCLUSIVITY)
    contract = await scene.contract(Status.IN_REVIEW, kind=Kind.DISTRIBUTION)
    assert (await scene.do(LEGAL, contracts.publish, contract)).status is Status.IN_NEGOTIATION


async def test_where_products_are_named_publishing_is_let_through_and_written_down(scene: Scene) -> None:
    theirs = await scene.in_force(replace(EXCLUSIVITY, products=("PUMPS",)), await scene.make.partner())
    contract = await scene.contract(Status.IN_REVIEW, kind=Kind.DISTRIBUTION)
    assert (await scene.do(LEGAL, contracts.publish, contract)).status is Status.IN_NEGOTIATION
    assert await scene.told(theirs) == ["(boundary.warned)"]


async def test_by_leave_of_legal_one_contract_is_published(scene: Scene) -> None:
    theirs = await scene.in_force(EXCLUSIVITY, await scene.make.partner())
    contract = await scene.contract(Status.IN_REVIEW, kind=Kind.DISTRIBUTION)
    key = ids.text("ctr", contract.id)
    await scene.act(LEGAL, operations.override, theirs, act=ActKind.PUBLISH, act_key=key, reason="Agreed with both.")
    assert (await scene.do(LEGAL, contracts.publish, contract)).status is Status.IN_NEGOTIATION
    assert await scene.told(theirs) == ["overridden", "override_used"]
    other = await scene.contract(Status.IN_REVIEW, kind=Kind.DISTRIBUTION)
    assert (await scene.refused(LEGAL, contracts.publish, other, now=NOW)).code == "BLOCKED"
