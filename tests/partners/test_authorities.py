"""Signing authority: given by one, accepted by a second, within its limits; and the signature that it covers or not."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from portal import errors
from portal.access import Actor, Role
from portal.contracts import operations as contract_operations
from portal.contracts.rules import Status
from portal.money import Money
from portal.partners import operations
from portal.partners.membership import AuthorityStatus
from portal.partners.models import Membership, SigningAuthority
from tests.make import NOW
from tests.partners.scene import Scene

TODAY = NOW.date()
STEPS: tuple[tuple[Any, dict[str, Any]], ...] = (
    (operations.accept_authority, {}), (operations.refuse_authority, {"reason": "No."}),
    (operations.revoke_authority, {}),
)  # fmt: skip
SECOND_PERSON = "A second person must accept it: not the person who granted it, and not the person who will sign."


async def granted(scene: Scene, member: Membership, **limits: Any) -> SigningAuthority:
    return await scene.do(
        scene.admin, operations.grant_authority, **{"member_id": member.id, "valid_from": TODAY, **limits}
    )


async def test_a_second_administrator_accepts_and_the_member_is_a_signatory(scene: Scene) -> None:
    maya = await scene.make.member(scene.partner, roles={Role.PARTNER_MEMBER}, name="Maya")
    second = await scene.make.member(scene.partner, name="Second")
    made = await granted(scene, maya, limit=Money(5_000_000, "EUR"), kinds=["SUPPLY"])
    assert made.status is AuthorityStatus.PROPOSED
    assert set((await scene.row(maya)).roles) == {Role.PARTNER_MEMBER}
    await scene.do(second, operations.accept_authority, authority_id=made.id, expected_version=1)
    row, member = await scene.row(made), await scene.row(maya)
    assert (row.status, row.granted_by_name, row.accepted_by_name, row.accepted_at, row.version) == (
        AuthorityStatus.IN_FORCE, "Paula Admin", "Second", NOW, 2,
    )  # fmt: skip
    assert (set(member.roles), member.version) == ({Role.PARTNER_MEMBER, Role.PARTNER_SIGNATORY}, 2)
    assert [event for event, *_ in await scene.events(made)] == ["authority.proposed", "authority.accepted"]
    assert [event for event, *_ in await scene.events(maya)] == ["member.roles_changed"]


async def test_the_companys_legal_accepts_as_well(scene: Scene) -> None:
    maya = await scene.make.member(scene.partner, roles={Role.PARTNER_MEMBER})
    legal = await scene.make.member(roles={Role.LEGAL})
    made = await granted(scene, maya)
    await scene.do(legal, operations.accept_authority, authority_id=made.id, expected_version=1)
    assert Role.PARTNER_SIGNATORY in (await scene.row(maya)).roles


async def test_r75_neither_who_gives_nor_who_is_to_sign_is_the_second_person(scene: Scene) -> None:
    second = await scene.make.member(scene.partner, name="Second")
    made = await granted(scene, second)
    for who in (scene.admin, second):
        refusal = await scene.refused(who, operations.accept_authority, authority_id=made.id, expected_version=1)
        assert refusal == ("BLOCKED", "", SECOND_PERSON)


async def test_the_second_person_refuses_with_a_reason_that_both_sides_read(scene: Scene) -> None:
    maya = await scene.make.member(scene.partner, roles={Role.PARTNER_MEMBER})
    legal = await scene.make.member(roles={Role.LEGAL}, name="Lena Legal")
    made = await granted(scene, maya)
    inputs = {"authority_id": made.id, "expected_version": 1, "reason": "Maya leaves in May."}
    own = await scene.refused(scene.admin, operations.refuse_authority, **inputs)
    silent = await scene.refused(legal, operations.refuse_authority, **{**inputs, "reason": " "})
    assert own == ("BLOCKED", "", "You granted this yourself. Revoke it instead.")
    assert silent == ("INVALID", "input.reason", "Enter a reason.")
    await scene.do(legal, operations.refuse_authority, **inputs)
    row: SigningAuthority = await scene.row(made)
    assert (row.status, row.revoked_at, row.accepted_at, row.version) == (AuthorityStatus.REVOKED, NOW, None, 2)
    assert set((await scene.row(maya)).roles) == {Role.PARTNER_MEMBER}
    assert (await scene.events(made))[-1] == ("authority.refused", "Lena Legal", "Maya leaves in May.", True)


async def test_r75_an_authority_of_another_organisation_does_not_exist(scene: Scene) -> None:
    maya = await scene.make.member(scene.partner, roles={Role.PARTNER_MEMBER})
    made = await granted(scene, maya)
    stranger = await scene.make.member(await scene.make.partner())
    for operation, more in STEPS:
        refusal = await scene.refused(stranger, operation, authority_id=made.id, expected_version=1, **more)
        assert refusal == ("NOT_FOUND", "input.authorityId", "There is no such signing authority.")
    refusal = await scene.refused(stranger, operations.grant_authority, member_id=maya.id, valid_from=TODAY)
    assert refusal == ("NOT_FOUND", "input.memberId", "There is no such member.")


@pytest.mark.parametrize("role", [Role.PARTNER_MEMBER, Role.PARTNER_SIGNATORY, Role.PARTNER_VIEWER])
async def test_r75_only_an_administrator_gives_accepts_and_revokes(scene: Scene, role: Role) -> None:
    maya = await scene.make.member(scene.partner, roles={Role.PARTNER_MEMBER})
    made = await granted(scene, maya)
    who = await scene.make.member(scene.partner, roles={role})
    given = await scene.refused(who, operations.grant_authority, member_id=maya.id, valid_from=TODAY)
    assert given[0] == "NOT_PERMITTED"
    for operation, more in STEPS:
        refusal = await scene.refused(who, operation, authority_id=made.id, expected_version=1, **more)
        assert refusal[0] == "NOT_PERMITTED"


@pytest.mark.parametrize(
    ("limits", "place"),
    [
        ({"valid_until": TODAY - timedelta(days=1)}, "input.validUntil"),
        ({"valid_from": TODAY + timedelta(days=2), "valid_until": TODAY + timedelta(days=1)}, "input.validUntil"),
        ({"limit": Money(0, "EUR")}, "input.limit.amount"),
        ({"limit": Money(-1, "EUR")}, "input.limit.amount"),
    ],
)
async def test_an_authority_that_covers_nothing_is_refused(scene: Scene, limits: dict[str, Any], place: str) -> None:
    maya = await scene.make.member(scene.partner, roles={Role.PARTNER_MEMBER})
    inputs = {"member_id": maya.id, "valid_from": TODAY, **limits}
    refusal = await scene.refused(scene.admin, operations.grant_authority, **inputs)
    assert refusal[:2] == ("INVALID", place)


async def signing(scene: Scene, **limits: Any) -> tuple[Membership, SigningAuthority, Any]:
    """A signatory by an accepted authority, and a contract over 1,000.00 EUR that waits for signatures."""
    maya = await scene.make.member(scene.partner, roles={Role.PARTNER_MEMBER}, name="Maya")
    second = await scene.make.member(scene.partner, name="Second")
    made = await granted(scene, maya, **limits)
    await scene.do(second, operations.accept_authority, authority_id=made.id, expected_version=1)
    contract = await scene.make.contract(
        status=Status.OUT_FOR_SIGNATURE, partner=scene.partner, value_minor=100_000, currency="EUR"
    )
    await scene.sql("UPDATE contract SET value_minor = 100000, currency = 'EUR' WHERE id = :id", id=contract.id)
    return maya, made, contract


async def sign(scene: Scene, who: Membership, contract: Any) -> Any:
    actor: Actor = await scene.actor(who)
    present = replace(actor, confirmed_at=NOW)
    async with scene.as_(present) as session:
        return await contract_operations.sign(
            session, present, contract_id=contract.id, expected_version=1, expected_digest=contract.sha256,
            authority="Procuration", now=NOW,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("limits", "is_covered"),
    [
        ({}, True),
        ({"limit": Money(100_000, "EUR")}, True),
        ({"limit": Money(99_999, "EUR")}, False),
        ({"limit": Money(100_000, "USD")}, False),
        ({"kinds": ["SUPPLY"]}, True),
        ({"kinds": ["SERVICE"]}, False),
        ({"valid_from": date(2026, 3, 3)}, False),
        ({"valid_until": TODAY}, True),
    ],
)
async def test_a_signature_needs_an_authority_that_covers_the_contract(
    scene: Scene, limits: dict[str, Any], is_covered: bool
) -> None:
    maya, _, contract = await signing(scene, **limits)
    if is_covered:
        signed = await sign(scene, maya, contract)
        assert [side.value for side in signed.signed_by] == ["PARTNER"]
        return
    with pytest.raises(errors.NotAllowed, match="no signing authority that covers"):
        await sign(scene, maya, contract)
    assert (await scene.sql("SELECT count(*) FROM signature WHERE contract_id = :id", id=contract.id)).scalar() == 0


async def test_who_has_lost_every_authority_signs_nothing_more(scene: Scene) -> None:
    maya, made, contract = await signing(scene)
    await scene.do(scene.admin, operations.revoke_authority, authority_id=made.id, expected_version=2)
    row: SigningAuthority = await scene.row(made)
    assert (row.status, row.revoked_at) == (AuthorityStatus.REVOKED, NOW)
    with pytest.raises(errors.NotAllowed, match="no signing authority that covers"):
        await sign(scene, maya, contract)


async def test_a_signatory_without_any_authority_signs_nothing_on_either_side(scene: Scene) -> None:
    contract = await scene.make.contract(status=Status.OUT_FOR_SIGNATURE, partner=scene.partner)
    for of, role in ((scene.partner, Role.PARTNER_SIGNATORY), (None, Role.COMPANY_SIGNATORY)):
        who = await scene.make.member(of, roles={role}, authorised=False)
        with pytest.raises(errors.NotAllowed, match="no signing authority that covers"):
            await sign(scene, who, contract)
    assert (await scene.sql("SELECT count(*) FROM signature WHERE contract_id = :id", id=contract.id)).scalar() == 0


async def test_a_contract_without_a_value_is_covered_by_every_amount(scene: Scene) -> None:
    maya, _, contract = await signing(scene, limit=Money(1, "EUR"))
    await scene.sql("UPDATE contract SET value_minor = NULL, currency = NULL WHERE id = :id", id=contract.id)
    assert len((await sign(scene, maya, contract)).signed_by) == 1


async def test_one_authority_of_several_is_enough_and_two_halves_are_not_one(scene: Scene) -> None:
    maya, _, contract = await signing(scene, limit=Money(100_000, "EUR"), kinds=["SERVICE"])
    second = await scene.make.member(scene.partner, name="Third")
    other = await granted(scene, maya, limit=Money(99_999, "EUR"), kinds=["SUPPLY"])
    await scene.do(second, operations.accept_authority, authority_id=other.id, expected_version=1)
    with pytest.raises(errors.NotAllowed, match="no signing authority that covers"):
        await sign(scene, maya, contract)
    whole = await granted(scene, maya, limit=Money(100_000, "EUR"), kinds=["SERVICE", "SUPPLY"])
    await scene.do(second, operations.accept_authority, authority_id=whole.id, expected_version=1)
    assert len((await sign(scene, maya, contract)).signed_by) == 1


async def test_who_may_only_settle_disputes_is_no_signatory(scene: Scene) -> None:
    second = await scene.make.member(scene.partner)
    maya = await scene.make.member(scene.partner, roles={Role.PARTNER_ADMIN})
    made = await granted(scene, maya, limit=Money(100_000, "EUR"), kinds=["SETTLEMENT"])
    given = {"authority_id": made.id, "expected_version": made.version}
    assert (await scene.do(second, operations.accept_authority, **given)).status is AuthorityStatus.IN_FORCE
    assert (await scene.row(maya)).roles == {Role.PARTNER_ADMIN}
