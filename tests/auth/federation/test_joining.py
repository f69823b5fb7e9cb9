"""Invited and provisioned people come through their organisation's provider, without ever having a password."""

import re
from html import unescape
from typing import Any

import httpx
import pytest

from auth.organisations.models import DirectoryEntry
from portal.access import AccessClass, Role
from portal.partners import operations
from portal.partners.models import Membership
from portal.partners.rules import MembershipStatus
from tests.auth.federation.office import EMAIL, LEAVE, Office
from tests.auth.federation.provider import SUB

PLACE = "SELECT m.status, m.roles, m.name, p.email, m.version FROM membership m JOIN person p ON p.id = m.person_id"
LINK = re.compile(r"/invite/([A-Za-z0-9_-]+)")


async def invited(office: Office, roles: set[Role], email: str = EMAIL) -> str:
    """The link that the letter brings."""
    actor = await office.make.actor(await office.member(name="Ada"))
    async with office.database.transaction(AccessClass.SYSTEM) as session:
        await operations.invite_member(session, actor, email=email, name="Mira", roles=roles, now=office.now())
    ((letter,),) = await office.rows("SELECT text FROM mail ORDER BY created_at DESC LIMIT 1")
    found = LINK.search(letter)
    assert found is not None
    return found[1]


async def through(office: Office, link: str) -> str:
    """Presses the provider's button on the invitation's page; the address to which the browser goes on."""
    page = await office.browser.get(f"/invite/{link}")
    found = re.search(r'action="(/invite/[^"]+/idp_[0-9a-f]+)"', page.text)
    assert found is not None, page.text
    assert "Continue with Directory" in page.text
    leave = LEAVE.search((await office.browser.post(found[1])).text)
    assert leave is not None
    return unescape(leave[1])


async def accepted(office: Office, link: str) -> httpx.Response:
    return await office.come_back(office.provider.approve(await through(office, link)))


async def standing(office: Office) -> list[tuple[Any, ...]]:
    counted = ("auth.identity", "auth.session", "person", "membership WHERE status = 'ACTIVE'", "auth.password")
    return await office.rows("SELECT " + ", ".join(f"(SELECT count(*) FROM {each})" for each in counted))


async def test_r74_who_follows_an_invitation_through_the_provider_has_a_place_and_no_password(office: Office) -> None:
    link = await invited(office, {Role.PARTNER_MEMBER})
    office.provider.sub = "a name nobody knows"

    answer = await accepted(office, link)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await office.rows(f"{PLACE} WHERE m.email = :email", email=EMAIL))[0][:4] == (
        "ACTIVE", ["PM"], "Mira", EMAIL,
    )  # fmt: skip
    assert await standing(office) == [(1, 1, 2, 2, 0)]
    assert await office.events() == [
        ("LINK_IDENTITY", "ACCEPTED", "invitation"), ("ACCEPT_INVITATION", "ACCEPTED", "done"),
        ("SIGN_IN", "ACCEPTED", "vouched_for"),
    ]  # fmt: skip
    assert (await office.browser.get(f"/invite/{link}")).status_code == 404
    assert (await office.sign_in()).status_code == 303
    assert await standing(office) == [(1, 2, 2, 2, 0)]


async def test_r71_who_is_invited_to_administer_goes_on_to_a_passkey(office: Office) -> None:
    answer = await accepted(office, await invited(office, {Role.PARTNER_ADMIN}))

    assert (answer.status_code, answer.headers["location"]) == (303, "/login/enrol?next=%2F")
    assert await standing(office) == [(1, 0, 2, 2, 0)]


async def test_r74_another_address_at_the_provider_accepts_nothing_and_leaves_the_link(office: Office) -> None:
    link = await invited(office, {Role.PARTNER_MEMBER})
    office.provider.more = {"email": "eve@partner.example", "email_verified": True}

    answer = await accepted(office, link)

    assert await office.refused(answer) == (400, "another_address")
    assert await standing(office) == [(0, 0, 1, 1, 0)]
    office.provider.more = {"email": EMAIL, "email_verified": False}
    assert await office.refused(await accepted(office, link)) == (400, "email_not_verified")
    office.provider.more = {"email": EMAIL}
    assert (await accepted(office, link)).status_code == 303


async def test_r74_a_link_that_was_used_meanwhile_opens_nothing(office: Office) -> None:
    link = await invited(office, {Role.PARTNER_MEMBER})
    first, second = await through(office, link), await through(office, link)
    assert (await office.come_back(office.provider.approve(first))).status_code == 303
    office.provider.sub = "eve"
    before = await standing(office)

    answer = await office.come_back(office.provider.approve(second))

    assert await office.refused(answer) == (400, "invitation_over")
    assert await standing(office) == before


async def test_r74_an_invitation_leads_to_providers_of_its_own_organisation_alone(office: Office) -> None:
    link = await invited(office, {Role.PARTNER_MEMBER})
    other = await office.connect(await office.make.partner(), client_id="other")

    answer = await office.browser.post(f"/invite/{link}/idp_{other.id.hex}")

    assert answer.status_code == 404
    assert (await office.browser.post(f"/invite/nothing/idp_{office.connection.id.hex}")).status_code == 404
    await office.rows("UPDATE identity_connection SET disabled_at = now()")
    assert (await office.browser.post(f"/invite/{link}/idp_{office.connection.id.hex}")).status_code == 404
    assert "Continue with" not in (await office.browser.get(f"/invite/{link}")).text


async def test_r62_a_link_makes_nobody_somebody_who_proves_themselves_by_a_password(office: Office) -> None:
    known = await office.make.member(await office.make.partner(), email=EMAIL)
    await office.rows(
        "INSERT INTO auth.password VALUES (:email, :person, 'x', now())", email=EMAIL, person=known.person_id
    )
    link = await invited(office, {Role.PARTNER_MEMBER})

    assert await office.refused(await accepted(office, link)) == (400, "account_exists")
    assert await standing(office) == [(0, 0, 2, 2, 1)]


async def test_r62_a_name_that_stands_for_somebody_else_accepts_nothing(office: Office) -> None:
    await office.know(await office.member(email="ben@partner.example"))
    link = await invited(office, {Role.PARTNER_MEMBER})

    assert await office.refused(await accepted(office, link)) == (400, "linked_to_another")
    assert await standing(office) == [(1, 0, 2, 2, 0)]


async def test_r74_who_comes_from_another_organisation_without_a_password_accepts_through_the_provider(
    office: Office,
) -> None:
    known = await office.make.member(await office.make.partner(), email=EMAIL, roles={Role.PARTNER_VIEWER})
    link = await invited(office, {Role.PARTNER_MEMBER})

    assert (await accepted(office, link)).status_code == 303
    assert await office.rows("SELECT person_id, partner_id FROM auth.session") == [(known.person_id, office.partner.id)]


async def provisioned(office: Office, external_id: str | None, **columns: Any) -> Membership:
    """Somebody whom the organisation's directory entered."""
    member = await office.member(**({"email": EMAIL, "roles": {Role.PARTNER_MEMBER}} | columns))
    entry = DirectoryEntry(partner_id=member.partner_id, id=member.id, external_id=external_id, edition=1)
    await office.make.add(entry)
    return member


@pytest.mark.parametrize("name", ["sub", "oid"])
async def test_r62_who_was_provisioned_comes_in_under_the_directorys_own_name_for_them(
    office: Office, name: str
) -> None:
    member = await provisioned(office, "00u1abc")
    office.provider.lie.claims = {name: "00u1abc", "email": "renamed@partner.example"}

    assert (await office.sign_in()).status_code == 303

    assert await office.rows("SELECT person_id, member_id FROM auth.session") == [(member.person_id, member.id)]
    assert await standing(office) == [(1, 1, 1, 1, 0)]
    office.provider.lie.claims = {"sub": "00u1abc" if name == "sub" else SUB}
    await office.rows("UPDATE directory_entry SET external_id = 'changed since'")
    assert (await office.sign_in()).status_code == 303
    assert await office.rows("SELECT DISTINCT person_id FROM auth.session") == [(member.person_id,)]


@pytest.mark.parametrize(
    ("external_id", "claims"),
    [
        ("00u1abc", {}), (None, {}), (EMAIL, {}), (EMAIL, {"oid": 7, "preferred_username": EMAIL, "upn": EMAIL}),
        ("00u1abc", {"externalId": "00u1abc", "email": EMAIL, "email_verified": True}), ("", {"oid": ""}),
    ],
)  # fmt: skip
async def test_r62_an_address_or_a_user_name_never_makes_anybody_whom_the_directory_entered(
    office: Office, external_id: str | None, claims: dict[str, Any]
) -> None:
    await provisioned(office, external_id)
    office.provider.lie.claims = claims

    answer = await office.sign_in()

    assert "to send your identifier as externalId" in answer.text
    assert await office.refused(answer) == (400, "entered_under_another_name")
    assert await standing(office) == [(0, 0, 1, 1, 0)]


async def test_r62_a_directory_vouches_for_no_administrator_and_for_nobody_who_was_here_before(office: Office) -> None:
    office.provider.more = {"email": "new@elsewhere.example"}
    admin = await provisioned(office, SUB, roles={Role.PARTNER_ADMIN})
    assert await office.refused(await office.sign_in()) == (400, "domain_not_proven")

    await office.rows("UPDATE membership SET roles = ARRAY['PM']")
    await office.know(admin, sub="the name they came under")
    assert await office.refused(await office.sign_in()) == (400, "domain_not_proven")

    await office.rows("DELETE FROM auth.identity")
    await office.rows(
        "INSERT INTO auth.password VALUES (:email, :person, 'x', now())", email=EMAIL, person=admin.person_id
    )
    assert await office.refused(await office.sign_in()) == (400, "domain_not_proven")
    assert await standing(office) == [(0, 0, 1, 1, 1)]


async def test_r62_one_name_for_two_people_is_nobodys_and_another_organisations_directory_is_not_asked(
    office: Office,
) -> None:
    office.provider.more = {"email": "new@elsewhere.example"}
    elsewhere = await office.make.member(await office.make.partner())
    await office.make.add(DirectoryEntry(partner_id=elsewhere.partner_id, id=elsewhere.id, external_id=SUB, edition=1))
    assert await office.refused(await office.sign_in()) == (400, "domain_not_proven")

    await provisioned(office, SUB)
    await provisioned(office, SUB, email="ben@partner.example")
    assert await office.refused(await office.sign_in()) == (400, "domain_not_proven")
    assert await standing(office) == [(0, 0, 3, 3, 0)]


async def test_r76_who_is_not_active_in_the_directory_does_not_come_in(office: Office) -> None:
    await provisioned(office, SUB, status=MembershipStatus.SUSPENDED)

    assert await office.refused(await office.sign_in()) == (400, "no_active_membership")
    assert await office.rows("SELECT count(*) FROM auth.session") == [(0,)]
