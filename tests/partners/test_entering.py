"""What the company's people enter of a partner and correct until it applies, and what other systems call it."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from portal import errors
from portal.access import AccessClass, Role
from portal.database.pools import Database
from portal.partners import operations, queries
from portal.partners.models import ExternalKey, Organisation
from portal.partners.operations.account import begun
from portal.partners.operations.external_keys import added
from portal.partners.rules import AccountStatus, Kind
from tests.make import NOW, Make
from tests.partners.scene import Scene

ENTERED: dict[str, Any] = {
    "name": "Harbour Freight GmbH", "kinds": {Kind.SUPPLIER}, "country": "DE", "calendar": "DE-BY",
    "zone": "Europe/Berlin",
}  # fmt: skip
NUMBERS = {"register_number": " HRB 12345 ", "vat_number": "de 123.456.788", "lei": "5493 001KJTIIGC8Y1R12"}


async def entered(scene: Scene, **more: Any) -> Organisation:
    sales = await scene.make.member(name="Sam Sales", roles={Role.SALES})
    made: Organisation = await scene.do(sales, operations.create, **ENTERED, **more)
    row: Organisation = await scene.row(made)
    return row


async def keys_of(scene: Scene, partner: Organisation) -> list[tuple[str, str]]:
    found = select(ExternalKey).where(ExternalKey.partner_id == partner.id).order_by(ExternalKey.value)
    return [(key.system, key.value) for key in (await scene.make.session.scalars(found)).all()]


async def test_numbers_are_kept_without_blanks_and_signs(scene: Scene) -> None:
    row = await entered(scene, **NUMBERS)
    assert (row.register_number, row.vat_number, row.lei) == ("HRB 12345", "DE123456788", "5493001KJTIIGC8Y1R12")
    assert row.status is AccountStatus.PROSPECT


@pytest.mark.parametrize(
    ("given", "path", "says"),
    [
        ({"vat_number": "DE"}, "input.vatNumber", "The VAT number must have 4 to 20 letters and digits."),
        ({"vat_number": "DE123456789"}, "input.vatNumber", "Check the VAT number. Its check digit does not match"),
        (
            {"vat_number": "DE12345678"},
            "input.vatNumber",
            "Check the VAT number. A number that starts with DE has another",
        ),
        ({"lei": "5493001KJTIIGC8Y1R13"}, "input.lei", "This is not a valid legal entity identifier"),
        ({"register_number": "H" * 51}, "input.registerNumber", "The register number must have 1 to 50 characters."),
    ],
)
async def test_a_number_that_cannot_be_one_is_refused(
    scene: Scene, given: dict[str, str], path: str, says: str
) -> None:
    sales = await scene.make.member(roles={Role.SALES})
    code, where, message = await scene.refused(sales, operations.create, **ENTERED, **given)
    assert (code, where) == ("INVALID", path)
    assert message.startswith(says)


async def test_what_was_entered_is_corrected_and_the_company_alone_is_told_what_changed(scene: Scene) -> None:
    row, sales = await entered(scene), await scene.make.member(name="Tia Sales", roles={Role.SALES})
    given = ENTERED | {"name": "Harbor Freight GmbH", "vat_number": "DE123456788"}
    await scene.do(sales, operations.correct, partner_id=row.id, expected_version=1, **given)
    now = await scene.row(row)
    assert (now.name, now.vat_number, now.version) == ("Harbor Freight GmbH", "DE123456788", 2)
    assert (await scene.events(row))[-1] == ("partner.corrected", "Tia Sales", "", False)


async def test_what_a_partner_says_of_itself_is_not_corrected_by_the_company(scene: Scene) -> None:
    sales = await scene.make.member(roles={Role.SALES})
    given = ENTERED | {"partner_id": scene.partner.id, "expected_version": 1}
    code, _, message = await scene.refused(sales, operations.correct, **given)
    assert (code, message) == ("WRONG_STATUS", "You cannot do this now. The partner is active.")


async def test_a_key_is_set_once_told_and_taken_back(scene: Scene) -> None:
    row, sales = await entered(scene), await scene.make.member(name="Tia Sales", roles={Role.SALES})
    given = {"partner_id": row.id, "expected_version": 1, "system": "SAP", "value": "100023"}
    for _ in range(2):
        await scene.do(sales, operations.set_external_key, **given)
    assert await keys_of(scene, row) == [("SAP", "100023")]
    await scene.do(sales, operations.remove_external_key, **given)
    assert await keys_of(scene, row) == []
    assert (await scene.events(row))[1:] == [
        ("partner.external_key_set", "Tia Sales", "", False),
        ("partner.external_key_removed", "Tia Sales", "SAP 100023", False),
    ]
    assert (await scene.refused(sales, operations.remove_external_key, **given))[:2] == ("NOT_FOUND", "input.value")


async def test_a_key_names_one_partner(scene: Scene) -> None:
    row, sales = await entered(scene), await scene.make.member(roles={Role.SALES})
    given = {"expected_version": 1, "system": "SAP", "value": "100023"}
    await scene.do(sales, operations.set_external_key, partner_id=row.id, **given)
    with pytest.raises(errors.Invalid, match="Another partner already has this external key"):
        await scene.do(sales, operations.set_external_key, partner_id=scene.partner.id, **given)


async def test_a_partner_is_found_by_its_key_and_its_numbers_by_the_company_alone(scene: Scene) -> None:
    sales = await scene.make.member(roles={Role.SALES})
    given = {"partner_id": scene.partner.id, "expected_version": 1, "system": "SAP", "value": "K-100023"}
    await scene.do(sales, operations.set_external_key, **given)
    row = await entered(scene, **NUMBERS)
    for member, words, expected in (
        (sales, "k-1000", {scene.partner.id}), (sales, "northgate 100023", {scene.partner.id}),
        (sales, "123456788", {row.id}), (sales, "hrb 12345", {row.id}), (scene.admin, "K-100023", set()),
        (scene.admin, "northgate", {scene.partner.id}),
    ):  # fmt: skip
        async with scene.as_(await scene.actor(member)) as session:
            found = (await session.scalars(queries.filtered_partners(words=words))).all()
            assert {each.id for each in found} == expected, words


async def test_of_two_who_set_one_key_at_once_the_second_is_told(database: Database, make_committed: Make) -> None:
    actor = await make_committed.actor(roles={Role.SALES})
    company = await make_committed.company()
    two = [await make_committed.partner() for _ in range(2)]

    async def set_(partner: Organisation) -> str:
        try:
            async with database.working(AccessClass.SYSTEM) as session:
                fresh = await session.scalar(queries.partner(partner.id))
                added(begun(session, actor, fresh, company, now=NOW), "SAP", "100023")
                await session.flush()
                await asyncio.sleep(0.2)
        except errors.Invalid as refused:
            return refused.message
        return ""

    told = await asyncio.gather(*map(set_, two))
    assert sorted(told) == ["", "Another partner already has this external key."]
