"""What an organisation's directory may do here, and what it may not."""

import pytest
from sqlalchemy import text

from auth.organisations import places, scim_schema
from portal import clock
from portal.access import GRANTS, Role, Side
from portal.app import Portal
from portal.database.pools import Database
from portal.partners.membership import INVITATION
from portal.partners.rules import MembershipStatus
from tests.auth.organisations.directory import USER, Scene, confirm, directory_of, prove
from tests.entering import Enter
from tests.make import Make

MIRA = "mira@partner.example"


async def test_r76_a_created_user_has_no_password_and_the_least_role(scene: Scene) -> None:
    user = await scene.directory.created("Mira@Partner.Example", name={"givenName": "Mira", "familyName": "Nova"})

    assert (user["userName"], user["active"], user["roles"]) == (MIRA, True, [{"value": "PARTNER_VIEWER"}])
    assert user["meta"]["location"].endswith(f"/scim/v2/Users/{user['id']}")
    assert await scene.rows("SELECT name, email, roles, status FROM membership WHERE id = :id", id=user["id"]) == [
        ("Mira Nova", MIRA, ["PV"], "ACTIVE")
    ]
    assert await scene.rows("SELECT count(*) FROM auth.password WHERE email = :email", email=MIRA) == [(0,)]


async def test_r76_a_user_who_is_no_longer_active_is_out_at_the_next_call(scene: Scene, enter: Enter) -> None:
    member = await scene.make.member(scene.partner, roles={Role.PARTNER_MEMBER})
    (visitor,) = await enter(member)
    await scene.make.session.execute(
        text("""INSERT INTO auth.client_grant (id, client_id, program, organisation, person_id, member_id, partner_id,
                  scopes, resource, strength, authenticated_at, session_id, created_at, expires_at, revoked_because)
                SELECT gen_random_uuid(), 'x', 'Stock', 'Us', person_id, id, partner_id, '{}', '', 'pwd', now(), id,
                  now(), now() + interval '1 day', '' FROM membership WHERE id = :id"""),
        {"id": member.id},
    )
    assert (await visitor.ask("{ viewer { name } }"))["viewer"] == {"name": member.name}

    change = {"op": "replace", "path": "active", "value": False}
    assert (await scene.directory.patch(str(member.id), change)).status_code == 204

    answer = await visitor.client.post("/graphql", json={"query": "{ viewer { name } }"})
    assert answer.status_code == 401
    assert await scene.rows("SELECT revoked_because FROM auth.client_grant") == [("member",)]
    again = {"op": "replace", "path": "active", "value": True}
    assert (await scene.directory.patch(str(member.id), again)).status_code == 204
    assert (await visitor.client.post("/graphql", json={"query": "{ viewer { name } }"})).status_code == 401


async def test_r76_a_deleted_user_is_removed_and_is_there_no_more(scene: Scene, enter: Enter) -> None:
    member = await scene.make.member(scene.partner, roles={Role.PARTNER_MEMBER})
    (visitor,) = await enter(member)

    assert (await scene.directory.ask("DELETE", f"/Users/{member.id}")).status_code == 204

    assert (await visitor.client.post("/graphql", json={"query": "{ viewer { name } }"})).status_code == 401
    assert await scene.rows("SELECT status FROM membership WHERE id = :id", id=member.id) == [("REMOVED",)]
    for method, body in (("GET", None), ("DELETE", None), ("PUT", {"schemas": [USER], "userName": MIRA})):
        assert (await scene.directory.ask(method, f"/Users/{member.id}", body)).status_code == 404
    assert member.email not in await scene.directory.found()


async def test_somebody_invited_whom_the_directory_makes_active_has_arrived_under_a_proven_domain_alone(
    scene: Scene,
) -> None:
    invited = {"status": MembershipStatus.INVITED, "roles": {Role.PARTNER_MEMBER}, "due_at": clock.now() + INVITATION}
    ours = await scene.make.member(scene.partner, email=MIRA, name="Mira", person_id=None, **invited)
    outside = await scene.make.member(scene.partner, email="mira@elsewhere.example", person_id=None, **invited)
    over = await scene.make.member(
        scene.partner, email="late@partner.example", person_id=None, **{**invited, "due_at": clock.now()}
    )
    active = {"op": "replace", "path": "active", "value": True}

    answers = [await scene.directory.patch(str(each.id), active) for each in (ours, outside, over)]

    assert [answer.status_code for answer in answers] == [204, 400, 403]
    assert "not at a verified domain of the organisation" in answers[1].json()["detail"]
    assert answers[2].json()["detail"] == "The invitation has expired. Ask for a new one."
    places = (
        "SELECT m.status, m.roles, p.email FROM membership m LEFT JOIN person p ON p.id = m.person_id WHERE m.id = :id"
    )
    assert await scene.rows(places, id=ours.id) == [("ACTIVE", ["PM"], MIRA)]
    assert await scene.rows(places, id=outside.id) == [("INVITED", ["PM"], None)]
    told = "SELECT event, by_name, note FROM journal WHERE record_id = :id"
    assert await scene.rows(told, id=ours.id) == [
        ("member.joined", "Directory", "Changed by the organisation's directory.")
    ]


async def test_r76_the_last_administrator_stays(scene: Scene) -> None:
    before = await scene.contents()
    admin = str(scene.admin.id)

    answers = [
        await scene.directory.patch(admin, {"op": "replace", "path": "active", "value": False}),
        await scene.directory.ask("DELETE", f"/Users/{admin}"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "last active administrator" in answers[0].json()["detail"]
    assert await scene.contents() == before


async def test_r75_a_directory_makes_nobody_an_administrator_or_a_signatory(scene: Scene) -> None:
    before = await scene.contents()

    for role, status in (
        ("PARTNER_ADMIN", 403), ("PARTNER_SIGNATORY", 403), ("LEGAL", 400), ("SYSTEM", 400), ("nobody", 400),
    ):  # fmt: skip
        assert (await scene.directory.create(MIRA, roles=[{"value": role}])).status_code == status, role

    assert await scene.contents() == before


async def test_a_directory_gives_and_takes_its_roles_and_leaves_an_administrator_s(scene: Scene) -> None:
    admin = str(scene.admin.id)
    roles = [{"value": "partner_member"}]

    answer = await scene.directory.ask(
        "PUT", f"/Users/{admin}", {"schemas": [USER], "userName": scene.admin.email, "roles": roles}
    )

    assert answer.status_code == 200, answer.text
    assert answer.json()["roles"] == [{"value": "PARTNER_ADMIN"}, {"value": "PARTNER_MEMBER"}]
    plain = await scene.directory.ask("PUT", f"/Users/{admin}", {"schemas": [USER], "userName": scene.admin.email})
    assert plain.json()["roles"] == [{"value": "PARTNER_ADMIN"}, {"value": "PARTNER_MEMBER"}]
    assert plain.json()["active"] is True


async def test_a_name_that_is_known_elsewhere_gives_that_person_a_place_here_and_changes_nothing_of_theirs(
    scene: Scene,
) -> None:
    foreign = await scene.make.member(await scene.make.partner(), email=MIRA, name="Mira at home")

    user = await scene.directory.created(MIRA, displayName="Mira here")

    assert await scene.rows("SELECT name, person_id FROM membership WHERE id = :id", id=user["id"]) == [
        ("Mira here", foreign.person_id)
    ]
    assert await scene.rows("SELECT name FROM person WHERE email = :email", email=MIRA) == [("Mira at home",)]


async def test_a_user_name_stays(scene: Scene) -> None:
    user = await scene.directory.created(MIRA)
    path = f"/Users/{user['id']}"

    put = await scene.directory.ask("PUT", path, {"schemas": [USER], "userName": "other@partner.example"})
    patch = await scene.directory.patch(user["id"], {"op": "replace", "path": "userName", "value": "x@y.example"})
    same = await scene.directory.ask("PUT", path, {"schemas": [USER], "userName": MIRA.upper(), "active": True})

    assert [answer.status_code for answer in (put, patch, same)] == [400, 400, 200]
    assert put.json()["scimType"] == patch.json()["scimType"] == "mutability"


async def test_what_an_entra_directory_sends_is_understood(scene: Scene) -> None:
    user = await scene.directory.created(
        MIRA, externalId="mira-1", displayName="Mira Nova", active=True, password="not kept",
        emails=[{"type": "work", "value": MIRA, "primary": True}], phoneNumbers=[{"value": "+49 1"}],
    )  # fmt: skip
    enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

    answer = await scene.directory.patch(
        user["id"],
        {"op": "Replace", "path": "displayName", "value": "Mira N."},
        {"op": "Replace", "path": "active", "value": False},
        {"op": "Add", "value": {"title": "Buyer", "name.givenName": "Mira"}},
        {"op": "Replace", "path": f"{enterprise}:department", "value": "Sales"},
    )

    assert answer.status_code == 204, answer.text
    shown = (await scene.directory.ask("GET", f"/Users/{user['id']}")).json()
    assert {name: shown.get(name) for name in ("displayName", "active", "title", "name", "externalId")} == {
        "displayName": "Mira N.", "active": False, "title": "Buyer", "name": {"givenName": "Mira"},
        "externalId": "mira-1",
    }  # fmt: skip
    assert "password" not in shown


async def test_a_change_over_somebody_else_s_is_refused(scene: Scene) -> None:
    created = await scene.directory.create(MIRA)
    user, first = created.json(), created.headers["etag"]
    title = {"op": "replace", "path": "title", "value": "Buyer"}
    assert (await scene.directory.patch(user["id"], title, **{"if-match": first})).status_code == 204

    late = await scene.directory.patch(user["id"], {**title, "value": "Seller"}, **{"if-match": first})
    same = await scene.directory.ask("GET", f"/Users/{user['id']}", **{"if-none-match": first})

    assert (late.status_code, same.status_code) == (412, 200)
    assert same.json()["title"] == "Buyer"
    fresh = await scene.directory.ask("GET", f"/Users/{user['id']}", **{"if-none-match": same.headers["etag"]})
    assert (fresh.status_code, fresh.content) == (304, b"")


async def test_users_are_found_by_every_attribute_and_by_pages(scene: Scene) -> None:
    admin = scene.admin.email
    for number in range(4):
        await scene.directory.created(
            f"u{number}@partner.example", externalId=f"E{number}", active=number != 2,
            roles=[{"value": "PARTNER_MEMBER" if number else "PARTNER_VIEWER"}],
        )  # fmt: skip
    u = [f"u{number}@partner.example" for number in range(4)]
    for asked, expected in {
        f'userName eq "{u[0].upper()}"': [u[0]],
        'externalId eq "E1"': [u[1]],
        'externalId eq "e1"': [],
        "active eq false": [u[2]],
        'active eq true and userName sw "u"': [u[0], u[1], u[3]],
        'not (userName sw "u")': [admin],
        'userName eq "u1@partner.example" or externalId eq "E3"': [u[1], u[3]],
        'roles[value eq "PARTNER_VIEWER"]': [u[0]],
        'roles.value eq "PARTNER_ADMIN"': [admin],
        'userName co "1@PART"': [u[1]],
        'userName ew "%"': [],
        "externalId pr": u,
        "not (externalId pr)": [admin],
        'title eq "x"': [],
        "urn:ietf:params:scim:schemas:core:2.0:User:userName pr": [admin, *u],
    }.items():
        assert await scene.directory.found(filter=asked) == expected, asked
    page = (await scene.directory.ask("GET", "/Users?startIndex=2&count=2")).json()
    assert [page[name] for name in ("totalResults", "startIndex", "itemsPerPage")] == [5, 2, 2]
    assert [user["userName"] for user in page["Resources"]] == u[:2]
    assert await scene.directory.found(startIndex=10**30) == []
    assert (await scene.directory.ask("GET", "/Users?count=0")).json()["totalResults"] == 5
    by_body = await scene.directory.ask("POST", "/Users/.search", {"filter": 'externalId eq "E0"'})
    assert [user["userName"] for user in by_body.json()["Resources"]] == [u[0]]


async def test_every_change_of_a_directory_is_in_the_journal_and_at_the_door(scene: Scene) -> None:
    user = await scene.directory.created(MIRA)
    await scene.directory.patch(user["id"], {"op": "replace", "path": "active", "value": False})
    await scene.directory.create(MIRA)

    told = "SELECT event, by_name, side, is_published FROM journal WHERE record_id = :id ORDER BY id"
    assert await scene.rows(told, id=user["id"]) == [
        ("member.provisioned", "Directory", "PARTNER", True),
        ("member.suspended", "Directory", "PARTNER", True),
    ]
    events = "SELECT outcome, reason, partner_id FROM auth.event WHERE action = 'PROVISION' ORDER BY at"
    assert await scene.rows(events) == [
        ("ACCEPTED", "create", scene.partner.id),
        ("ACCEPTED", "patch", scene.partner.id),
        ("REFUSED", "create", scene.partner.id),
    ]


async def test_the_company_s_own_directory_keeps_its_staff(
    application: Portal, make_committed: Make, enter: Enter, database: Database
) -> None:
    admin = await make_committed.member(roles={Role.PLATFORM_ADMIN})
    await prove(make_committed, admin.partner_id, "company.example")
    directory, _ = await directory_of(application, enter, database, admin)

    user = await directory.created("sam@company.example")
    legal = await directory.create("lee@company.example", roles=[{"value": "LEGAL"}])
    officer = await directory.create("kim@company.example", roles=[{"value": "DISPUTE_OFFICER"}])
    await confirm(database)
    await directory.client.aclose()

    assert user["roles"] == [{"value": "SALES"}]
    assert (legal.status_code, officer.status_code) == (403, 403)


async def test_somebody_who_left_and_comes_back_gets_a_new_place(scene: Scene) -> None:
    first = await scene.directory.created(MIRA, roles=[{"value": "PARTNER_MEMBER"}])
    await scene.directory.ask("DELETE", f"/Users/{first['id']}")

    second = await scene.directory.created(MIRA)

    assert second["id"] != first["id"]
    assert second["roles"] == [{"value": "PARTNER_VIEWER"}]
    places = "SELECT status, due_at IS NOT NULL FROM membership WHERE email = :email ORDER BY created_at"
    assert await scene.rows(places, email=MIRA) == [("REMOVED", False), ("ACTIVE", True)]


@pytest.mark.parametrize("side", Side)
def test_who_comes_without_a_role_holds_one_that_a_directory_may_name_and_that_grants_least(side: Side) -> None:
    given = places.given_by_directories(side)
    least = places.LEAST[side]

    assert (
        places.wanted_roles(side, frozenset(), None) == places.wanted_roles(side, frozenset(), [least.name]) == {least}
    )
    assert all(len(GRANTS[least]) <= len(GRANTS[role]) for role in given)
    assert {role.name for role in given} <= set(scim_schema.Role.model_fields["value"].examples or ())


def test_the_published_example_names_roles_that_a_directory_may_give() -> None:
    examples = scim_schema.Role.model_fields["value"].examples or []

    for name in examples:
        role = Role[str(name)]
        assert places.wanted_roles(role.side, frozenset(), [role.name]) == {role}
