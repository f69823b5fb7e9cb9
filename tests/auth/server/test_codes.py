"""Codes at the token endpoint: what they are good for, for whom, and what a second use does."""

import asyncio
import hashlib
from datetime import timedelta

import pytest

from portal.database.policies import AUTH
from tests.auth.server.provider import CALLBACK, VERIFIER, Provider


async def test_r04_a_code_needs_the_verifier_of_its_challenge(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    code = await provider.code(browser, program)
    answers = [
        (answer.status_code, answer.json()["error"])
        for verifier in (None, "", "x" * 43, VERIFIER + "x", VERIFIER + "\n", "x" * 129, "x")
        for answer in [await provider.redeem(program, code, code_verifier=verifier)]
    ]

    assert answers == [
        (400, "invalid_request"), (400, "invalid_request"), (400, "invalid_grant"), (400, "invalid_grant"),
        (400, "invalid_grant"), (400, "invalid_request"), (400, "invalid_request"),
    ]  # fmt: skip
    assert (await provider.redeem(program, code)).status_code == 200


@pytest.mark.parametrize(
    "grant_type", ["password", "implicit", "urn:ietf:params:oauth:grant-type:jwt-bearer", "", "<b>"]
)
async def test_r05_no_other_grant_is_known(provider: Provider, grant_type: str) -> None:
    program = await provider.program()
    sent = program.proven(grant_type=grant_type, username="a", password="b")
    answer = await provider.web.post("/oauth/token", **sent)

    assert answer.status_code == 400
    assert answer.json()["error"] == ("unsupported_grant_type" if grant_type else "invalid_request")
    assert "<b>" not in answer.text


async def test_r10_a_code_is_long_kept_as_a_hash_and_over_after_a_minute(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    code, later = await provider.code(browser, program), await provider.code(browser, program)
    kept = await provider.rows("SELECT code_sha256, expires_at FROM auth.code WHERE code_sha256 = :d",
                               d=hashlib.sha256(code.encode()).digest())  # fmt: skip

    assert len(code) == 43
    assert [row[1] for row in kept] == [provider.now() + timedelta(seconds=60)]
    provider.later = timedelta(seconds=59)
    assert (await provider.redeem(program, code)).status_code == 200
    provider.later = timedelta(seconds=60)
    assert (await provider.redeem(program, later)).json()["error"] == "invalid_grant"


async def test_r10_of_five_who_redeem_a_code_at_once_one_wins_and_the_family_dies(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    for _ in range(12):
        code = await provider.code(browser, program)
        answers = await asyncio.gather(*(provider.redeem(program, code) for _ in range(5)))
        assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400, 400]
        assert {answer.json()["error"] for answer in answers if answer.status_code == 400} == {"invalid_grant"}
        assert await provider.live_tokens() == 0
        (won,) = [answer.json() for answer in answers if answer.status_code == 200]
        assert (await provider.refresh(program, won["refresh_token"])).json()["error"] == "invalid_grant"
    assert await provider.rows("SELECT count(*) FROM auth.client_grant WHERE revoked_at IS NULL") == [(0,)]
    assert await provider.events("REUSE") == [("BLOCKED", "code_reused")] * 12


async def test_r11_a_second_right_use_ends_all_that_the_first_gave(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    code = await provider.code(browser, program)
    first = (await provider.redeem(program, code)).json()
    provider.later = timedelta(minutes=3)
    second = await provider.redeem(program, code)

    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")
    assert await provider.live_tokens() == 0
    assert (await provider.refresh(program, first["refresh_token"])).json()["error"] == "invalid_grant"
    assert await provider.events("REUSE") == [("BLOCKED", "code_reused")]


async def test_r11_a_second_use_that_is_not_right_ends_nothing(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    other = await provider.program()
    code = await provider.code(browser, program)
    first = (await provider.redeem(program, code)).json()
    wrong = [
        await provider.redeem(program, code, code_verifier="x" * 43),
        await provider.redeem(program, code, code_verifier=None),
        await provider.redeem(program, code, redirect_uri="https://app.example/other"),
        await provider.redeem(other, code),
        await provider.redeem(program, code, resource="https://elsewhere.example"),
        await provider.web.post(
            "/oauth/token",
            auth=(program.client_id, "wrong"),
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": CALLBACK,
                "code_verifier": VERIFIER,
            },
        ),
    ]

    assert [answer.status_code for answer in wrong] == [400, 400, 400, 400, 400, 401]
    assert await provider.live_tokens() == 1
    assert (await provider.refresh(program, first["refresh_token"])).status_code == 200


@pytest.mark.parametrize("address", [None, "", "https://app.example/other", CALLBACK + "/"])
async def test_r12_a_code_is_for_its_address(provider: Provider, address: str | None) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    code = await provider.code(browser, program)

    assert (await provider.redeem(program, code, redirect_uri=address)).json()["error"] == "invalid_grant"
    assert (await provider.redeem(program, code)).status_code == 200


async def test_r12_a_code_is_for_its_program(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    public = await provider.public()
    code = await provider.code(browser, program)

    assert (await provider.redeem(public, code)).json()["error"] == "invalid_grant"
    assert (await provider.redeem(program, code)).status_code == 200


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/par"])
async def test_r13_a_program_posts_a_form_and_nothing_counts_in_the_address(provider: Provider, path: str) -> None:
    program = await provider.program()
    sent = {"grant_type": "client_credentials", "client_id": program.client_id, "client_secret": program.secret}
    answers = [
        await provider.web.get(path, params=sent),
        await provider.web.post(path, params=sent),
        await provider.web.post(path, json=sent),
        await provider.web.post(path, content=b"grant_type=client_credentials", headers={"content-type": "text/plain"}),
        await provider.web.post(path, params={"grant_type": "client_credentials"}, **program.proven(scope="openid")),
        await provider.web.put(path, data=sent),
    ]

    assert [answer.status_code for answer in answers] == [405, 415, 415, 415, 400, 405]
    assert await provider.live_tokens() == 0


async def test_r13_a_parameter_that_comes_twice_is_refused(provider: Provider) -> None:
    program = await provider.program()
    body = b"grant_type=client_credentials&scope=contracts:read&scope=contracts:read"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await provider.web.post(
        "/oauth/token", content=body, headers=headers, auth=(program.client_id, program.secret)
    )

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_r19_a_program_gets_what_it_is_registered_for(provider: Provider) -> None:
    browser = await provider.signed_in(await provider.person())
    program = await provider.program(scopes=["openid", "contracts:read"])
    asked = "contracts:write contracts:read openid unknown contracts:read"
    assert (await provider.tokens(browser, program, scope=asked))["scope"] == "contracts:read openid"
    assert (await provider.tokens(browser, program, scope=None))["scope"] == "openid contracts:read"
    only = await provider.program(grant_types=["authorization_code"])
    code = await provider.code(browser, only)
    sent = only.proven(grant_type="client_credentials")

    assert (await provider.web.post("/oauth/token", **sent)).json()["error"] == "unauthorized_client"
    assert "refresh_token" not in (await provider.redeem(only, code)).json()


async def test_r19_nothing_allowed_left_is_an_error(provider: Provider) -> None:
    program = await provider.program(scopes=["openid", "contracts:read"])
    for scope in ("contracts:write", "unknown", "CONTRACTS:READ"):
        asked = await provider.authorize(provider.web, program, scope=scope)
        sent = program.proven(grant_type="client_credentials", scope=scope)
        assert "error=invalid_scope" in asked.headers["location"]
        assert (await provider.web.post("/oauth/token", **sent)).json()["error"] == "invalid_scope"
    assert await provider.live_tokens() == 0


async def test_r20_a_program_by_itself_gets_no_refresh_token_and_is_its_own_subject(provider: Provider) -> None:
    program = await provider.program()
    sent = program.proven(grant_type="client_credentials", scope="contracts:read openid email")
    answer = (await provider.web.post("/oauth/token", **sent)).json()

    assert {name: value for name, value in answer.items() if name != "access_token"} == {
        "token_type": "Bearer", "expires_in": 600, "scope": "contracts:read",
    }  # fmt: skip
    owner = program.record
    assert await provider.rows("SELECT member_id, grant_id FROM auth.session WHERE client_id IS NOT NULL") == [
        (owner.member_id, None)
    ]


async def test_r20_a_program_without_a_secret_cannot_ask_for_itself(provider: Provider) -> None:
    public = await provider.public()
    await provider.rows("UPDATE api_client SET grant_types = array_append(grant_types, 'client_credentials')")
    answer = await provider.web.post("/oauth/token", **public.proven(grant_type="client_credentials"))

    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")
    assert await provider.live_tokens() == 0


async def test_when_a_program_last_got_a_token_is_known_to_the_minute(provider: Provider) -> None:
    program = await provider.program()
    used = "SELECT last_used_at FROM api_client WHERE client_id = $1"
    known = []
    for scope, later in (("none", 0), ("contracts:read", 0), ("contracts:read", 59), ("contracts:read", 2)):
        provider.later += timedelta(seconds=later)
        answer = await provider.web.post("/oauth/token", **program.proven(grant_type="client_credentials", scope=scope))
        assert answer.status_code == (400 if scope == "none" else 200)
        known.append(await provider.database.reads[AUTH].fetch_value(used, program.client_id))
    assert known[0] is None
    assert known[1] is not None
    assert known[2] == known[1]
    assert known[3] == known[1] + timedelta(seconds=61)
