"""Whom somebody from a provider becomes here: known by its name for them, new under a proven domain alone."""

import asyncio

import httpx
import pytest

from portal import ids
from portal.access import Role
from portal.partners.rules import MembershipStatus
from tests.auth.federation.office import EMAIL, Office

PLACES = "SELECT partner_id, name, email, roles FROM membership ORDER BY email"
JOURNAL = "SELECT partner_id, event, by_name, is_system, is_published FROM journal"


async def test_r63_a_newcomer_gets_a_place_with_the_least_role_and_an_entry_in_the_journal(office: Office) -> None:
    assert (await office.sign_in()).status_code == 303

    assert await office.rows(PLACES) == [(office.partner.id, "Mira", EMAIL, ["PV"])]
    assert await office.rows(JOURNAL) == [(office.partner.id, "member.joined", "Entente", True, True)]
    assert await office.rows("SELECT connection_id, sub FROM auth.identity") == [(office.connection.id, "248289761001")]


async def test_r62_who_came_before_is_known_by_the_providers_name_whatever_the_address_is_now(office: Office) -> None:
    assert (await office.sign_in()).status_code == 303
    office.provider.more = {"email": "ceo@company.example", "email_verified": True}

    assert (await office.sign_in()).status_code == 303

    assert await office.rows("SELECT count(*), count(DISTINCT person_id) FROM auth.session") == [(2, 1)]
    assert len(await office.rows(PLACES)) == 1


async def test_r62_an_address_never_makes_somebody_the_one_who_has_it_here(office: Office) -> None:
    await office.member(email=EMAIL, roles={Role.PARTNER_SIGNATORY})
    before = await office.standing()

    answer = await office.sign_in()

    assert "You already have an account here with this email address." in answer.text
    assert await office.refused(answer) == (400, "account_exists")
    assert await office.standing() == before == [(0, 0, 1, 1)]


async def test_r62_an_address_of_somebody_elsewhere_is_not_taken_over_either(office: Office) -> None:
    await office.make.member(await office.make.partner(), email=EMAIL)

    assert await office.refused(await office.sign_in()) == (400, "account_exists")
    assert await office.standing() == [(0, 0, 1, 1)]


async def test_r62_another_name_with_the_same_address_is_another_person_and_refused(office: Office) -> None:
    assert (await office.sign_in()).status_code == 303
    office.provider.sub = "somebody else"

    assert await office.refused(await office.sign_in()) == (400, "account_exists")
    assert await office.standing() == [(1, 1, 1, 1)]


async def test_r63_two_first_sign_ins_at_the_same_moment_make_one_person(office: Office) -> None:
    queries = [office.provider.approve(await office.leave()) for _ in range(4)]

    answers = await asyncio.gather(*map(office.come_back, queries))

    assert [answer.status_code for answer in answers] == [303] * 4
    assert await office.standing() == [(4, 1, 1, 1)]


async def test_r63_a_first_sign_in_that_broke_off_goes_on_where_it_was(office: Office) -> None:
    reserved = ids.new()
    await office.rows(
        "INSERT INTO auth.identity VALUES (:connection, '248289761001', :person, now())",
        connection=office.connection.id, person=reserved,
    )  # fmt: skip

    assert (await office.sign_in()).status_code == 303
    assert await office.rows("SELECT id FROM person") == [(reserved,)]


async def test_r63_a_domain_that_is_only_claimed_brings_nobody_in(office: Office) -> None:
    await office.prove(office.connection, "claimed.example", proven=False)
    office.provider.more = {"email": "a@claimed.example"}

    answer = await office.browser.post("/login/provider", data={"email": "a@claimed.example", "next": "/"})
    assert (answer.status_code, "No organisation has set up sign-in for this address." in answer.text) == (422, True)
    assert await office.refused(await office.sign_in()) == (400, "domain_not_proven")


async def test_r63_a_domain_of_another_connection_brings_nobody_in(office: Office) -> None:
    other = await office.connect(await office.make.partner(), client_id="other")
    await office.prove(other, "other.example")
    office.provider.more = {"email": "a@other.example"}

    assert await office.refused(await office.sign_in()) == (400, "domain_not_proven")


async def test_r63_staff_come_uninvited_only_where_the_connection_names_a_role(office: Office) -> None:
    connection = await office.connect(await office.make.company(), client_id="entente", name="Company")
    await office.prove(connection, "company.example")
    office.provider.more = {"email": "lea@company.example", "name": "Lea"}

    async def sign_in() -> httpx.Response:
        query = office.provider.approve(await office.leave("lea@company.example"))
        return await office.come_back(query, connection)

    assert await office.refused(await sign_in()) == (400, "nobody_comes_uninvited")
    await office.rows("UPDATE identity_connection SET default_roles = ARRAY['SA'] WHERE id = :id", id=connection.id)
    assert (await sign_in()).status_code == 303
    assert await office.rows(PLACES) == [(connection.partner_id, "Lea", "lea@company.example", ["SA"])]


@pytest.mark.parametrize("status", [MembershipStatus.SUSPENDED, MembershipStatus.REMOVED])
async def test_r62_who_was_put_out_of_the_organisation_does_not_come_back_through_its_provider(
    office: Office, status: MembershipStatus
) -> None:
    assert (await office.sign_in()).status_code == 303
    await office.rows("UPDATE membership SET status = :status, version = version + 1", status=status.value)

    assert await office.refused(await office.sign_in()) == (400, "no_active_membership")
    assert await office.rows("SELECT count(*) FROM auth.session WHERE ended_at IS NULL") == [(0,)]


async def test_r62_a_provider_speaks_for_its_own_organisation_alone(office: Office) -> None:
    assert (await office.sign_in()).status_code == 303
    other = await office.make.partner()
    await office.rows(
        "INSERT INTO membership "
        "(partner_id, id, person_id, side, name, email, roles, title, status, waiting_on, created_at, updated_at,"
        " version) "
        "SELECT :partner, :id, person_id, side, name, email, roles, title, status, waiting_on, now(), now(), 1 "
        "FROM membership",
        partner=other.id, id=ids.new(),
    )  # fmt: skip

    assert (await office.sign_in()).status_code == 303
    assert await office.rows("SELECT DISTINCT partner_id FROM auth.session") == [(office.partner.id,)]
    await office.rows("UPDATE membership SET status = 'REMOVED' WHERE partner_id = :id", id=office.partner.id)
    assert await office.refused(await office.sign_in()) == (400, "no_active_membership")


async def test_r62_who_is_signed_in_and_confirmed_links_the_two_and_comes_in_as_before(office: Office) -> None:
    member = await office.member(email=EMAIL, roles={Role.PARTNER_SIGNATORY})
    await office.enter(member)

    begun = await _link(office)
    answer = await office.come_back(office.provider.approve(begun.json()["provider"]["url"]))

    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert await office.rows("SELECT sub, person_id FROM auth.identity") == [("248289761001", member.person_id)]
    assert (await office.browser.get("/auth/connections")).json() == {
        "providers": [{"id": f"idp_{office.connection.id.hex}", "name": "Directory", "linked": True}]
    }
    office.browser.cookies.clear()
    assert (await office.sign_in()).status_code == 303
    assert await office.rows("SELECT DISTINCT person_id, member_id FROM auth.session") == [
        (member.person_id, member.id)
    ]
    assert [row[:2] for row in await office.events()] == [("LINK_IDENTITY", "ACCEPTED"), ("SIGN_IN", "ACCEPTED")]


async def _link(office: Office) -> httpx.Response:
    path = f"/auth/connections/idp_{office.connection.id.hex}/link"
    return await office.browser.post(path, json={"next": "/account"})


async def test_r62_linking_needs_a_confirmation_of_the_last_five_minutes(office: Office) -> None:
    await office.enter(await office.member(email=EMAIL), is_confirmed=False)

    answer = await _link(office)

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (403, "CONFIRMATION_NEEDED")
    assert await office.standing() == [(1, 0, 1, 1)]


async def test_r62_nobody_links_a_provider_of_another_organisation(office: Office) -> None:
    await office.enter(await office.make.member(await office.make.partner()))

    assert (await _link(office)).status_code == 404


async def test_r62_another_address_at_the_provider_is_not_linked(office: Office) -> None:
    await office.enter(await office.member(email="ben@partner.example"))
    begun = await _link(office)

    answer = await office.come_back(office.provider.approve(begun.json()["provider"]["url"]))

    assert await office.refused(answer) == (400, "another_address")
    assert await office.rows("SELECT count(*) FROM auth.identity") == [(0,)]


async def test_r62_what_one_person_began_to_link_another_does_not_end(office: Office) -> None:
    await office.enter(await office.member(email=EMAIL))
    begun = await _link(office)
    await office.enter(await office.member(email="ben@partner.example"))

    answer = await office.come_back(office.provider.approve(begun.json()["provider"]["url"]))

    assert await office.refused(answer) == (400, "another_person")
    assert await office.rows("SELECT count(*) FROM auth.identity") == [(0,)]


async def test_r62_an_account_of_the_provider_is_linked_with_one_person_alone(office: Office) -> None:
    assert (await office.sign_in()).status_code == 303
    before = await office.rows("SELECT person_id FROM auth.identity")
    other = await office.member(email="ben@partner.example")
    await office.enter(other)
    office.provider.more = {"email": "ben@partner.example"}
    begun = await _link(office)

    answer = await office.come_back(office.provider.approve(begun.json()["provider"]["url"]))

    assert await office.refused(answer) == (400, "linked_to_another")
    assert await office.rows("SELECT person_id FROM auth.identity") == before
