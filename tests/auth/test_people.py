"""People whom the command line creates."""

import pytest

from auth import passwords, people
from portal import errors
from portal.access import Role
from portal.database.policies import AUTH
from portal.partners.models import Membership, Organisation
from tests.auth.browser import PASSWORD, Portal

MIRA = "mira@new.example"


async def created(portal: Portal, organisation: Organisation, email: str, *roles: Role) -> Membership:
    async with portal.database.transaction("portal_system") as transaction:
        return await people.create_person(
            transaction, email=email, name="Mira", organisation=organisation, roles=roles, now=portal.now()
        )


async def test_somebody_created_with_a_password_signs_in(portal: Portal) -> None:
    organisation = await portal.make.partner(name="Northwind", zone="Europe/Sofia")

    member = await created(portal, organisation, " Mira@New.Example", Role.PARTNER_ADMIN)
    await people.set_password(portal.database, member, PASSWORD, now=portal.now())

    actor = (await portal.caller(await portal.cookie(MIRA))).actor
    assert (actor.person_id, actor.partner_id) == (member.person_id, organisation.id)
    assert actor.roles == frozenset({Role.PARTNER_ADMIN})
    assert await portal.rows("SELECT name, email, zone FROM person") == [("Mira", MIRA, "Europe/Sofia")]


async def test_one_address_is_one_person_in_however_many_organisations(portal: Portal) -> None:
    first, second = await portal.make.partner(), await portal.make.partner()

    members = [await created(portal, place, MIRA, Role.PARTNER_VIEWER) for place in (first, second)]

    assert members[0].person_id == members[1].person_id
    with pytest.raises(errors.Invalid, match="is already a member"):
        await created(portal, first, MIRA.upper(), Role.PARTNER_VIEWER)
    assert await portal.rows("SELECT count(*) FROM membership") == [(2,)]


@pytest.mark.parametrize(
    ("email", "roles", "path"),
    [
        ("no address", [Role.PARTNER_ADMIN], "email"),
        ("a\0@b.c", [Role.PARTNER_ADMIN], "email"),
        (MIRA, [], "roles"),
        (MIRA, [Role.LEGAL], "roles"),
        (MIRA, [Role.PARTNER_ADMIN, Role.SYSTEM], "roles"),
    ],
)
async def test_what_nobody_can_be_is_refused(portal: Portal, email: str, roles: list[Role], path: str) -> None:
    organisation = await portal.make.partner()

    with pytest.raises(errors.Invalid) as refused:
        await created(portal, organisation, email, *roles)

    assert refused.value.path == (path,)
    assert await portal.rows("SELECT count(*) FROM person") == [(0,)]


@pytest.mark.parametrize("password", ["1234567", "x" * 257, "long enough\0", "\ud800" * 9])
async def test_a_password_that_could_never_be_typed_is_not_set(portal: Portal, password: str) -> None:
    member = await portal.person(MIRA, None)

    with pytest.raises(errors.Invalid) as refused:
        await people.set_password(portal.database, member, password, now=portal.now())

    assert refused.value.path == ("password",)
    assert await portal.rows("SELECT count(*) FROM auth.password") == [(0,)]


@pytest.mark.parametrize("password", ["12345678", "x" * 256, "😀" * 8, "पासवर्ड लंबा", "  spaces  "])
async def test_any_eight_characters_are_a_password(portal: Portal, password: str) -> None:
    await portal.person(MIRA, password)

    assert (await portal.sign_in(MIRA, password)).status == 204


async def test_a_password_is_the_same_however_a_keyboard_composes_it(portal: Portal) -> None:
    await portal.person(MIRA, "cafe\u0301 au lait")

    assert (await portal.sign_in(MIRA, "caf\u00e9 au lait")).status == 204


async def test_nobody_takes_over_the_address_another_signs_in_with(portal: Portal) -> None:
    first = await portal.person(MIRA)
    second = await portal.person("lee@new.example")

    with pytest.raises(errors.Invalid, match="Someone else"):
        async with portal.database.transaction(AUTH) as transaction:
            await passwords.set_password(
                transaction, person_id=second.person_id, email=MIRA, password="stolen stolen", now=portal.now()
            )

    assert (await portal.caller(await portal.cookie(MIRA))).actor.person_id == first.person_id
