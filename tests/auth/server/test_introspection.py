"""Asking what a token is good for: whoever may not know learns nothing."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from auth import tokens
from auth.keys import Keys
from auth.server.models import ClientAuthentication as By
from tests.auth.programs import Programs
from tests.auth.server.provider import RESOURCE, Program, Provider

INACTIVE = {"active": False}


async def _ask(provider: Provider, program: Program, token: str, **more: str) -> httpx.Response:
    return await provider.web.post("/oauth/introspect", **program.proven(token=token, **more))


async def _said(provider: Provider, program: Program, token: str, **more: str) -> dict[str, Any]:
    answer = await _ask(provider, program, token, **more)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), answer.text
    found: dict[str, Any] = answer.json()
    return found


async def _own(provider: Provider, program: Program) -> str:
    answer = await provider.web.post("/oauth/token", **program.proven(grant_type="client_credentials"))
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


async def test_r31_a_program_learns_what_its_own_tokens_are_good_for(provider: Provider) -> None:
    member = await provider.person()
    browser, program = await provider.signed_in(member), await provider.program()
    given = await provider.tokens(browser, program)
    claims = tokens.verify(
        given["access_token"], await provider.keys.ring(provider.now()), issuer=provider.site.issuer, now=provider.now()
    )

    access = await _said(provider, program, given["access_token"])
    refresh = await _said(provider, program, given["refresh_token"])

    assert access == {"active": True, "token_type": "Bearer", **claims}
    assert (access["sub"], access["aud"]) == (str(member.person_id), RESOURCE)
    now = int(provider.now().timestamp())
    assert refresh == {
        "active": True, "iss": provider.site.issuer, "client_id": program.client_id, "sub": str(member.person_id),
        "scope": "openid contracts:read", "iat": now, "exp": now + 14 * 24 * 3600, "org_id": str(member.partner_id),
        "gid": claims["gid"],
    }  # fmt: skip


@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "nonsense"])
async def test_r31_the_hint_is_only_a_hint(provider: Provider, hint: str) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    given = await provider.tokens(browser, program)

    for token in (given["access_token"], given["refresh_token"]):
        assert (await _said(provider, program, token, token_type_hint=hint))["active"] is True


async def test_r31_tokens_of_others_are_inactive_and_nothing_more(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    given = await provider.tokens(browser, program)
    stranger = await provider.program(await provider.person())

    for token in (
        given["access_token"],
        given["refresh_token"],
        await _own(provider, program),
        "x",
        "a.b.c",
        "\N{SNOWMAN}",
    ):
        assert await _said(provider, stranger, token) == INACTIVE


async def test_r31_a_resource_server_of_the_deployment_learns_of_all_access_tokens(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    given = await provider.tokens(browser, program)
    server = await provider.program(may_introspect_all=True)

    assert (await _said(provider, server, given["access_token"]))["client_id"] == program.client_id
    assert await _said(provider, server, given["refresh_token"]) == INACTIVE


@pytest.mark.parametrize(
    "end",
    [
        "UPDATE auth.client_grant SET revoked_at = now()",
        "UPDATE membership SET status = 'SUSPENDED', version = version + 1 WHERE side = 'PARTNER'",
        "UPDATE organisation SET status = 'OFFBOARDED' WHERE side = 'PARTNER'",
    ],
)
async def test_r31_what_ended_is_inactive_at_once(provider: Provider, end: str) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    given = await provider.tokens(browser, program)

    await provider.make.session.execute(text(end))

    assert await _said(provider, program, given["access_token"]) == INACTIVE
    assert await _said(provider, program, given["refresh_token"]) == INACTIVE


async def test_r31_what_is_over_is_inactive(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    given = await provider.tokens(browser, program)

    provider.later = timedelta(minutes=5)
    assert await _said(provider, program, given["access_token"]) == INACTIVE
    assert (await _said(provider, program, given["refresh_token"]))["active"] is True
    provider.later = timedelta(days=14)
    assert await _said(provider, program, given["refresh_token"]) == INACTIVE


async def test_r31_a_refresh_token_that_was_exchanged_is_inactive(provider: Provider) -> None:
    browser = await provider.signed_in(await provider.person())
    public = await provider.public()
    given = await provider.tokens(browser, public)
    await provider.refresh(public, given["refresh_token"])
    rows = await provider.rows("SELECT count(*) FROM auth.refresh_token WHERE used_at IS NULL")

    assert rows == [(1,)]
    change = "UPDATE api_client SET authentication = 'client_secret_basic' WHERE client_id = :name"
    await provider.rows(change, name=public.client_id)
    assert (await _ask(provider, public, given["refresh_token"])).status_code == 401


@pytest.mark.parametrize("way", ["unknown", "wrong", "public"])
async def test_r31_without_proof_nobody_learns_anything(provider: Provider, way: str) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    token = (await provider.tokens(browser, program))["access_token"]
    asking = await provider.public() if way == "public" else Program(program.record, "wrong")
    if way == "unknown":
        answer = await provider.web.post("/oauth/introspect", data={"token": token})
    else:
        answer = await _ask(provider, asking, token)

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer.headers["www-authenticate"].startswith("Basic ")


async def test_r31_the_token_is_needed_once_and_in_the_body(provider: Provider) -> None:
    program = await provider.program()
    token = await _own(provider, program)
    missing = await provider.web.post("/oauth/introspect", **program.proven(token_type_hint="x"))
    in_query = await provider.web.post("/oauth/introspect", params={"token": token}, **program.proven(a="b"))
    got = await provider.web.get("/oauth/introspect", params={"token": token})

    assert (missing.status_code, missing.json()["error"]) == (400, "invalid_request")
    assert (in_query.status_code, in_query.json()["error"]) == (400, "invalid_request")
    assert got.status_code == 405


async def test_r31_a_bound_token_names_its_key(provider: Provider, programs: Programs) -> None:
    program = await provider.program()
    programs.keys = provider.keys
    token = await programs.token(program.record, key_thumbprint="the digest")

    said = await _said(provider, program, token)

    assert (said["token_type"], said["cnf"]) == ("DPoP", {"jkt": "the digest"})


async def test_r31_a_token_by_a_key_that_is_not_ours_is_inactive_though_its_row_stands(
    provider: Provider, programs: Programs
) -> None:
    program = await provider.program(authentication=By.POST)
    programs.keys = provider.keys
    token = await programs.token(program.record)
    programs.keys = Keys(provider.database, b"another secret")
    foreign = await programs.token(program.record)

    assert (await _said(provider, program, token))["active"] is True
    assert await _said(provider, program, foreign) == INACTIVE
