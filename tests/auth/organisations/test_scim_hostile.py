"""What a hostile or broken directory gets: refusals in the protocol's words, and nothing written."""

import asyncio
from typing import Any

import pytest

from tests.auth.organisations.directory import PATCH, USER, Scene

MIRA = "mira@partner.example"


DEEP = "not (" * 300 + "active eq true" + ")" * 300
LONG = " or ".join(["active eq true"] * 5000)
BAD: list[tuple[str, str, Any]] = [
    ("POST", "/Users", b""),
    ("POST", "/Users", b"{"),
    ("POST", "/Users", b"[]"),
    ("POST", "/Users", b"[" * 100_000),
    ("POST", "/Users", b'{"userName": "\xff@b.example"}'),
    ("POST", "/Users", {"schemas": [USER], "userName": "a\0@b.example"}),
    ("POST", "/Users", b'{"schemas":["' + USER.encode() + b'"],"userName":"a@b.example","title":"\\ud800"}'),
    ("POST", "/Users", {"schemas": [USER], "userName": MIRA, "displayName": "a\0b"}),
    ("POST", "/Users", {"schemas": [USER], "userName": MIRA, "externalId": "x" * 201}),
    ("POST", "/Users", {"schemas": [USER], "userName": MIRA, "displayName": "x" * 201}),
    ("POST", "/Users", {"schemas": [USER], "userName": MIRA, "title": "x\u202ey"}),
    ("POST", "/Users", {"schemas": [USER], "userName": MIRA, "active": "perhaps"}),
    ("POST", "/Users", {"schemas": [USER], "userName": {"a": 1}}),
    ("POST", "/Users", {"schemas": [USER]}),
    ("POST", "/Users", b"x" * 300_000),
    ("GET", "/Users?filter=", None),
    ("GET", "/Users?filter=nonsense", None),
    ("GET", f"/Users?filter={DEEP}", None),
    ("POST", "/Users/.search", {"filter": DEEP}),
    ("POST", "/Users/.search", {"FILTER": LONG}),
    ("POST", "/Users/.search", {"filter": {"a": 1}}),
    ("GET", "/Users?filter=userName%20eq%20%22%00%22", None),
    ("GET", "/Users?filter=%ff", None),
    ("GET", "/Users?filter=password%20eq%20%22x%22", None),
    ("GET", "/Users?filter=title%20gt%20true", None),
    ("GET", "/Users?startIndex=x", None),
    ("GET", "/Users?sortBy=userName", None),
    ("GET", "/Users?" + "a=b&" * 60, None),
    ("GET", "/Users/%00", None),
    ("GET", "/Users/..%2f..%2fauth", None),
    ("GET", "/Nothing", None),
    ("GET", "/Groups", None),
    ("POST", "/Bulk", {"Operations": []}),
    ("GET", "/Me", None),
    ("PATCH", "/Users", {"schemas": [PATCH], "Operations": []}),
    ("PATCH", "/Users/0198f3c2-0000-7000-8000-000000000000", {"schemas": [PATCH], "Operations": [{}] * 201}),
    ("DELETE", "/Users", None),
    ("POST", "/ServiceProviderConfig", {}),
]


async def test_r51_a_user_of_another_organisation_does_not_exist(scene: Scene) -> None:
    foreign = await scene.make.member(await scene.make.partner(), email="foreign@elsewhere.example")
    staff = await scene.make.member(email="staff@company.example")
    before = await scene.contents()

    for member in (foreign, staff):
        path = f"/Users/{member.id}"
        answers = [
            await scene.directory.ask("GET", path),
            await scene.directory.ask("DELETE", path),
            await scene.directory.ask("PUT", path, {"schemas": [USER], "userName": member.email}),
            await scene.directory.patch(str(member.id), {"op": "replace", "path": "active", "value": False}),
        ]
        assert [answer.status_code for answer in answers] == [404] * 4
        unknown = await scene.directory.ask("GET", "/Users/0198f3c2-0000-7000-8000-000000000000")
        assert answers[0].json()["detail"] == unknown.json()["detail"]
        assert await scene.directory.found(filter=f'userName eq "{member.email}"') == []
        assert await scene.directory.found(filter=f'id eq "{member.id}"') == []
    assert await scene.directory.found() == [scene.admin.email]
    assert await scene.contents() == before


@pytest.mark.parametrize("again", [MIRA, MIRA.upper(), f" {MIRA} "])
async def test_a_user_name_is_taken_once_however_it_is_written(scene: Scene, again: str) -> None:
    await scene.directory.created(MIRA)
    before = await scene.contents()

    answer = await scene.directory.create(again)

    assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")
    assert await scene.contents() == before


async def test_of_many_creations_at_the_same_moment_one_wins(scene: Scene) -> None:
    answers = await asyncio.gather(*(scene.directory.create(MIRA) for _ in range(8)))

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert await scene.rows("SELECT count(*) FROM membership WHERE email = :email", email=MIRA) == [(1,)]
    assert await scene.rows("SELECT count(*) FROM person WHERE email = :email", email=MIRA) == [(1,)]


async def test_r63_an_address_outside_the_proven_domains_is_refused(scene: Scene) -> None:
    await scene.rows("UPDATE mail_domain SET verified_at = NULL WHERE domain = 'b.example' RETURNING id")
    await scene.make.session.commit()

    statuses = [
        (await scene.directory.create(f"lee@{domain}")).status_code
        for domain in ("partner.example", "b.example", "elsewhere.example", "sub.partner.example")
    ]

    assert statuses == [201, 400, 400, 400]


@pytest.mark.parametrize("name", ["", "mira", "mira@", "@b.example", "a b@c.example", "a@b@c.example", "ö@b.example"])
async def test_a_user_name_is_an_e_mail_address(scene: Scene, name: str) -> None:
    before = await scene.contents()
    assert (await scene.directory.create(name)).status_code == 400
    assert await scene.contents() == before


@pytest.mark.parametrize(("method", "path", "body"), BAD, ids=range(len(BAD)))
async def test_r45_bad_input_gets_a_clear_refusal_and_nothing_is_written(
    scene: Scene, method: str, path: str, body: Any
) -> None:
    before = await scene.contents()

    answer = await scene.directory.ask(method, path, body)

    assert 400 <= answer.status_code <= 501, answer.text
    assert answer.status_code != 500
    assert answer.headers["content-type"].startswith("application/scim+json")
    assert answer.json()["detail"]
    assert await scene.contents() == before
