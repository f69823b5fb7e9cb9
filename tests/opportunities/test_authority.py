"""What is registered keeps within the territory and the products of the partner's contracts, or says the clause."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from portal.access import Role
from portal.boundaries import operations as boundaries
from portal.boundaries.rules.acts import ActKind
from portal.contracts.models import Contract
from portal.contracts.rules import Kind, Status
from portal.opportunities import operations
from portal.opportunities.operations.authority import CARRYING
from portal.opportunities.rules import authority
from portal.opportunities.rules.authority import Territory
from portal.opportunities.rules.statuses import OpportunityStatus, RejectionCode
from tests.boundaries.making import TERRITORY, boundary
from tests.moment import NOW
from tests.opportunities.scene import DEAL, Scene

S = OpportunityStatus
ADMIN, SALES = Role.PARTNER_ADMIN, Role.SALES
HERE = Territory(regions=("AT", "DE"), products=("GTX-PRO",), clause_key="territory", contract="C-2026-0001")
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("territories", "products", "regions", "codes"),
    [
        ((), ["MG-SPECIAL"], ["US"], []),
        ((HERE,), ["GTX-PRO"], ["DE-BY", "AT"], []),
        ((HERE,), ["GTX-PRO"], ["DE", "FR"], [RejectionCode.OUTSIDE_TERRITORY]),
        ((HERE,), ["MG-SPECIAL"], ["DE"], [RejectionCode.PRODUCT_NOT_AUTHORISED]),
        ((HERE,), ["GTX-PRO", "MG-SPECIAL"], ["FR"],
         [RejectionCode.PRODUCT_NOT_AUTHORISED, RejectionCode.OUTSIDE_TERRITORY]),
        ((HERE, replace(HERE, products=("MG-SPECIAL",), regions=("FR",))), ["MG-SPECIAL"], ["FR"], []),
        ((HERE, replace(HERE, products=())), ["MG-SPECIAL"], ["DE"], []),
    ],
)  # fmt: skip
def test_each_product_is_in_a_territory_and_each_region_in_every_one_that_is_about_it(
    territories: tuple[Territory, ...], products: list[str], regions: list[str], codes: list[RejectionCode]
) -> None:
    assert [each.code for each in authority.unfit(territories, products, regions)] == codes


def test_a_contract_that_is_named_counts_with_what_rests_on_none() -> None:
    own, other, bare = (replace(HERE, contract_id=each) for each in (UUID(int=1), UUID(int=2), None))
    assert authority.bounding((own, other, bare), UUID(int=1)) == (own, bare)
    assert authority.bounding((own, other, bare), None) == (own, other, bare)


async def contract_of(scene: Scene, status: Status = Status.ACTIVE, kind: Kind = Kind.DISTRIBUTION) -> Contract:
    made: Contract = await scene.make.contract(partner=scene.partner, status=status, kind=kind, number="C-2026-0001")
    return made


async def bounded(scene: Scene) -> Contract:
    """A contract that gives Germany and one product."""
    made = await contract_of(scene)
    terms = replace(TERRITORY, regions=("DE",), products=("GTX-PRO",), contract_id=made.id, clause_key="territory")
    await scene.make.add(boundary(scene.partner, terms))
    return made


async def test_what_lies_outside_is_refused_beside_its_field_with_the_clause(scene: Scene) -> None:
    contract = await bounded(scene)
    who = await scene.one(ADMIN)
    far = replace(DEAL, regions=["FR"], contract_id=contract.id)
    refusal = await scene.refused(who, operations.register_at_once, said=far, now=NOW)
    assert refusal == (
        "BLOCKED", "input.regions",
        "France is outside the partner's territory (Germany). This is based on “territory” of contract C-2026-0001.",
    )  # fmt: skip
    other = replace(DEAL, products=["MG-SPECIAL"])
    refusal = await scene.refused(who, operations.register_at_once, said=other, now=NOW)
    assert refusal == (
        "BLOCKED", "input.products",
        (
            "The partner's contracts cover only these products: GTX Pro (GTX-PRO). They do not cover"
            " MG Special (MG-SPECIAL). This is based on “territory” of contract C-2026-0001."
        ),
    )  # fmt: skip
    inside = await scene.registered(said=replace(DEAL, contract_id=contract.id))
    assert (inside.status, inside.contract_id) == (S.SUBMITTED, contract.id)


async def test_what_legal_lets_through_is_registered(scene: Scene) -> None:
    contract = await contract_of(scene)
    made = boundary(scene.partner, replace(TERRITORY, regions=("DE",), contract_id=contract.id))
    await scene.make.add(made)
    legal = await scene.one(Role.LEGAL)
    await scene.do(
        legal, boundaries.override, boundary_id=made.id, expected_version=made.version, act=ActKind.REGISTER,
        until=(NOW + timedelta(days=30)).date(), reason="Agreed with both.", now=NOW,
    )  # fmt: skip
    assert (await scene.registered(said=replace(DEAL, regions=["FR"]))).status is S.SUBMITTED


@pytest.mark.parametrize("kind", Kind)
async def test_contracts_under_which_nothing_is_sold_carry_no_registration(scene: Scene, kind: Kind) -> None:
    contract = await contract_of(scene, kind=kind)
    said = replace(DEAL, contract_id=contract.id)
    if kind in CARRYING:
        assert (await scene.registered(said=said)).contract_id == contract.id
        return
    code, where, _ = await scene.refused(await scene.one(ADMIN), operations.register_at_once, said=said, now=NOW)
    assert (code, where) == ("INVALID", "input.contractId")


async def test_a_contract_that_has_ended_leaves_what_is_protected_and_carries_nothing_new(scene: Scene) -> None:
    contract = await contract_of(scene)
    said = replace(DEAL, contract_id=contract.id)
    standing = await scene.protected(said=said)
    later = replace(said, regions=["FR"])
    draft = await scene.do(await scene.one(ADMIN), operations.draft, said=later, now=NOW)
    ended = update(Contract).where(Contract.id == contract.id).values(status=Status.TERMINATED)
    await scene.make.session.execute(ended)
    assert (await scene.now(standing)).status is S.PROTECTED
    code, where, _ = await scene.not_done(ADMIN, operations.register, draft, now=NOW)
    assert (code, where) == ("WRONG_STATUS", "input.contractId")
    who = await scene.one(ADMIN)
    again = await scene.refused(who, operations.register_at_once, said=replace(said, regions=["ES"]), now=NOW)
    assert again[:2] == ("WRONG_STATUS", "input.contractId")
