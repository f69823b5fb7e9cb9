"""What waits for the reader on the first page, and what an organisation's people see of it at a glance."""

import re
from datetime import timedelta
from typing import Any

import pytest

from portal import clock, ids
from portal.access import Role, Side
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.partners.rules import AccountStatus
from tests.entering import Enter
from tests.frontend import markup
from tests.frontend.world import World, browser
from tests.journeys.doors import Visitor
from tests.make import Make

YOUNG, OLD = "2026-11-20T08:00:00.000Z", "2025-01-01T08:00:00.000Z"


def program(name: str, **changed: Any) -> dict[str, Any]:
    return {
        "id": f"cli_{name}", "name": name, "authentication": "BASIC", "secretMadeAt": YOUNG, "createdAt": OLD,
        "lastUsedAt": YOUNG, "disabledAt": None, **changed,
    }  # fmt: skip


def directory(name: str, **changed: Any) -> dict[str, Any]:
    return {"name": name, "createdAt": OLD, "lastUsedAt": YOUNG, "endedAt": None, **changed}


def nodes(*found: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"nodes": list(found), "totalCount": len(found), **more}


NEEDS: dict[str, Any] = {
    "Viewer.permissions": ["member:manage"],
    "Query.members": nodes({"name": "Ada", "email": "ada@a.example"}),
    "Query.invitations": nodes({"id": "mem_1", "name": "Ines", "invitedUntil": "2026-11-29T08:00:00.000Z"}),
    "Query.signingAuthoritiesWaiting": nodes({"id": "aut_1", "member": {"name": "Maya"}}),
    "Query.apiClients": nodes(
        program("bare", secretMadeAt=None), program("aged", secretMadeAt=OLD), program("idle", lastUsedAt=None),
        program("quiet", lastUsedAt=OLD), program("fresh", createdAt=YOUNG, lastUsedAt=None), program("fine"),
        program("keyed", authentication="KEY", secretMadeAt=None), program("ended", disabledAt=OLD, secretMadeAt=None),
    ),
    "Query.mailDomains": nodes(
        {"domain": "open.example", "verifiedAt": None, "createdAt": OLD},
        {"domain": "done.example", "verifiedAt": OLD, "createdAt": OLD},
    ),
    "Query.identityProviders": nodes(
        {"id": "idp_1", "name": "Off", "disabledAt": OLD, "domains": []},
        {"id": "idp_2", "name": "Bare", "disabledAt": None, "domains": [{"verifiedAt": None}]},
        {"id": "idp_3", "name": "Right", "disabledAt": None, "domains": [{"verifiedAt": OLD}]},
    ),
    "Query.provisioningTokens": nodes(
        directory("unused", lastUsedAt=None), directory("silent", lastUsedAt="2026-11-01T08:00:00.000Z"),
        directory("over", endedAt=OLD, lastUsedAt=None), directory("busy"),
    ),
}  # fmt: skip
EXPECTED = [
    ("/org/authorities/aut_1", "Signing authority for Maya is waiting for a second person"),
    ("/org/members", "There is only one administrator"),
    ("/org/members/mem_1", "Ines has not accepted the invitation yet"),
    ("/org/clients/cli_bare/secret", "The app bare has no secret yet"),
    ("/org/clients/cli_aged/secret", "The secret of aged is older than a year"),
    ("/org/clients/cli_idle", "The app idle has never been used"),
    ("/org/clients/cli_quiet", "The app quiet has not been used for three months"),
    ("/org/domains", "The email domain open.example is not verified"),
    ("/org/connections/idp_1", "Off is turned off"),
    ("/org/connections/idp_2", "Bare has no verified email domain"),
    ("/org/provisioning", "The token unused has never been used"),
    ("/org/provisioning", "No recent activity from the directory using the token silent"),
]


def tasks(text: str) -> list[tuple[str, str]]:
    needs = text.partition('id="needs"')[2].partition("</section>")[0]
    return re.findall(r'<a class="line-main" href="([^"]+)">([^<]+)</a>', needs)


@pytest.mark.parametrize("side", ["PARTNER", "HOST"])
async def test_an_administrator_sees_everything_that_needs_somebody_and_where_it_is_done(side: str) -> None:
    async with browser(World(side=side, answers=NEEDS)) as client:
        answer = await client.get("/org")
    assert tasks(answer.text) == EXPECTED
    assert markup.Page(answer.text).all_problems() == []


async def test_where_nothing_needs_anybody_the_page_says_so() -> None:
    none = {name: nodes() for name in NEEDS if name.startswith("Query.")} | {"Viewer.permissions": ["member:manage"]}
    async with browser(World(side="PARTNER", answers=none)) as client:
        answer = await client.get("/org")
    assert tasks(answer.text) == []
    assert "Nothing needs your attention" in answer.text


async def read(visitor: Visitor, path: str) -> str:
    answer = await visitor.client.get(path)
    assert answer.status_code == 200, answer.text
    assert markup.Page(answer.text).all_problems() == []
    return answer.text


async def test_an_ordinary_member_sees_who_can_help_and_an_administrator_what_to_do(
    make_committed: Make, enter: Enter
) -> None:
    partner = await make_committed.partner(name="Northgate")
    paula, mark = await enter(
        await make_committed.member(partner, name="Paula", email="paula@n.example"),
        await make_committed.member(partner, name="Mark", roles={Role.PARTNER_VIEWER}),
    )
    page = await read(mark, "/org")
    assert "An administrator of your organisation can give you a role." in page
    assert 'href="mailto:paula@n.example"' in page
    assert 'id="needs"' not in page
    assert tasks(await read(paula, "/org")) == [("/org/members", "There is only one administrator")]


async def test_an_application_waits_on_the_companys_first_page_and_the_applicant_reads_where_it_stands(
    make_committed: Make, enter: Enter
) -> None:
    due = clock.now() + timedelta(days=1)
    partner = await make_committed.partner(
        name="Alpine Tools", status=AccountStatus.APPLIED, waiting_on=frozenset({Side.HOST}), due_at=due
    )
    legal, ada = await enter(
        await make_committed.member(roles={Role.LEGAL}, name="Lena"), await make_committed.member(partner, name="Ada")
    )
    page = await read(legal, "/")
    here = f"/partners/{ids.text('org', partner.id)}/steps#REQUEST_INFO"
    assert f'href="{here}">Ask <strong>Alpine Tools</strong> for the missing information</a>' in page
    assert "Due tomorrow" in page
    assert 'You can act <span class="count">1</span></h1>' in page
    assert "Alpine Tools" in await read(legal, "/partners?waitingOn=HOST&order=due")
    assert "Alpine Tools" not in await read(legal, "/partners?waitingOn=PARTNER")
    applicant = await read(ada, "/")
    assert "The company is reading your application." in applicant
    assert 'href="/org"' in applicant
    assert "Nothing is waiting for you" in applicant


async def test_a_second_person_finds_on_the_first_page_the_authority_that_waits(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    partner = await make_committed.partner(name="Northgate")
    maya = await make_committed.member(partner, roles={Role.PARTNER_MEMBER}, name="Maya")
    paula, second, mark, legal = await enter(
        await make_committed.member(partner, name="Paula"),
        await make_committed.member(partner, name="Second"),
        await make_committed.member(partner, roles={Role.PARTNER_VIEWER}, name="Mark"),
        await make_committed.member(roles={Role.LEGAL}, name="Lena"),
    )
    await database.reads[AUTH].fetch_value("UPDATE auth.session SET confirmed_at = now() RETURNING true")
    member = ids.text("mem", maya.id)
    given = {"operation": "SigningAuthorityGrant", "memberId": member, "validFrom": "2027-01-01"}
    here = (await paula.client.post(f"/org/members/{member}/authority", data=given)).headers["location"]
    pages = [await read(each, "/") for each in (paula, second, mark, legal)]
    act = f'href="{here}">Decide on the signing authority for <strong>Maya</strong></a>'
    assert [act in page for page in pages] == [False, True, False, True]
    assert [f'href="{here}"' in await read(each, "/org") for each in (paula, second)] == [False, True]
    assert "Northgate · The signing authority is waiting for a second person to accept it." in " ".join(
        pages[3].split()
    )


async def test_the_chosen_language_rules_every_page_of_the_person(make_committed: Make, enter: Enter) -> None:
    (visitor,) = await enter(await make_committed.member(await make_committed.partner()))
    page = await read(visitor, "/profile")
    assert "/profile/organisation" not in page
    wrong = await visitor.client.post(
        "/profile", data={"operation": "ProfileChange", "language": "bg", "zone": "Mars/Base"}
    )
    assert wrong.status_code == 422
    assert "#ProfileChange-zone" in markup.Page(wrong.text).links
    change = {"operation": "ProfileChange", "language": "bg", "zone": "Asia/Manila"}
    assert (await visitor.client.post("/profile", data=change)).headers["location"] == "/profile"
    page = await read(visitor, "/profile")
    assert '<html lang="bg"' in page
    assert "<option selected>Asia/Manila</option>" in page
    for path in ("/profile/recovery-codes", "/confirm", "/login", "/nowhere"):
        assert '<html lang="bg"' in (await visitor.client.get(path)).text


async def test_who_has_several_places_is_offered_to_act_for_another() -> None:
    world = World()
    async with browser(world) as client:
        several = (await client.get("/profile")).text
        world.places = 1
        one = (await client.get("/profile")).text
    assert ['href="/profile/organisation"' in page for page in (several, one)] == [True, False]


async def test_a_program_is_handed_over_to_another_member(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    partner = await make_committed.partner()
    bela = await make_committed.member(partner, name="Bela", roles={Role.PARTNER_MEMBER})
    (paula,) = await enter(await make_committed.member(partner, name="Paula"))
    await database.reads[AUTH].fetch_value("UPDATE auth.session SET confirmed_at = now() RETURNING true")
    register = {
        "operation": "ApiClientRegister", "name": "Nightly", "grantTypes": "client_credentials",
        "authentication": "BASIC", "scopes": "contracts:read",
    }  # fmt: skip
    here = (await paula.client.post("/org/clients/new", data=register)).headers["location"]
    form = await read(paula, f"{here}/responsible")
    assert re.findall(r'<option value="(mem_\w+)"', form) == [ids.text("mem", bela.id)]
    given = {"operation": "ApiClientReassign", "apiClientId": here.rpartition("/")[2], "expectedVersion": "1"}
    nobody = await paula.client.post(f"{here}/responsible", data=given)
    assert (nobody.status_code, "#ApiClientReassign-memberId" in markup.Page(nobody.text).links) == (422, True)
    given["memberId"] = ids.text("mem", bela.id)
    assert (await paula.client.post(f"{here}/responsible", data=given)).headers["location"] == here
    assert "<dd>Bela</dd>" in await read(paula, here)
