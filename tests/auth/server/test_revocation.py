"""Giving tokens back: what ends with them, and what does not."""

import httpx
import pytest

from tests.auth.server.provider import Program, Provider


async def _give_back(provider: Provider, program: Program, token: str, **more: str) -> httpx.Response:
    return await provider.web.post("/oauth/revoke", **program.proven(token=token, **more))


async def _is_live(provider: Provider, program: Program, token: str) -> bool:
    answer = await provider.web.post("/oauth/introspect", **program.proven(token=token))
    return bool(answer.json()["active"])


@pytest.mark.parametrize("hint", [None, "access_token", "refresh_token", "nonsense"])
async def test_r30_an_access_token_ends_alone(provider: Provider, hint: str | None) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    given = await provider.tokens(browser, program)
    second = (await provider.refresh(program, given["refresh_token"])).json()
    hinted = {"token_type_hint": hint} if hint else {}

    answer = await _give_back(provider, program, given["access_token"], **hinted)

    assert (answer.status_code, answer.content, answer.headers["cache-control"]) == (200, b"", "no-store")
    live = [await _is_live(provider, program, token) for token in (given["access_token"], second["access_token"])]
    assert live == [False, True]
    assert (await provider.refresh(program, given["refresh_token"])).status_code == 200
    assert await provider.events("REVOKE_TOKEN") == [("ACCEPTED", "asked")]


@pytest.mark.parametrize("hint", [None, "access_token", "refresh_token", "nonsense"])
async def test_r30_a_refresh_token_ends_all_that_was_allowed(provider: Provider, hint: str | None) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    given = await provider.tokens(browser, program)
    await provider.refresh(program, given["refresh_token"])
    hinted = {"token_type_hint": hint} if hint else {}

    answer = await _give_back(provider, program, given["refresh_token"], **hinted)

    assert answer.status_code == 200
    assert await provider.live_tokens() == 0
    assert (await provider.refresh(program, given["refresh_token"])).json()["error"] == "invalid_grant"
    assert await provider.rows("SELECT revoked_because FROM auth.client_grant") == [("given_back",)]
    assert await provider.events("REVOKE_GRANT") == [("ACCEPTED", "asked")]


async def test_r30_a_public_program_gives_back_by_its_name_alone(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.public()
    given = await provider.tokens(browser, program)

    assert (await _give_back(provider, program, given["refresh_token"])).status_code == 200
    assert await provider.live_tokens() == 0


async def test_r30_a_programs_own_token_ends_too(provider: Provider) -> None:
    program = await provider.program()
    asked = await provider.web.post("/oauth/token", **program.proven(grant_type="client_credentials"))

    assert (await _give_back(provider, program, asked.json()["access_token"])).status_code == 200
    assert await provider.live_tokens() == 0


@pytest.mark.parametrize("token", ["x", "a.b.c", "rt_" + "A" * 43, "\N{SNOWMAN}"])
async def test_r30_an_unknown_token_is_nothing_to_do(provider: Provider, token: str) -> None:
    answer = await _give_back(provider, await provider.program(), token)

    assert (answer.status_code, answer.content) == (200, b"")
    assert await provider.events("REVOKE_TOKEN") == []


async def test_r30_giving_back_twice_is_nothing_more_to_do(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    given = await provider.tokens(browser, program)

    for token in (given["access_token"], given["refresh_token"]) * 2:
        assert (await _give_back(provider, program, token)).status_code == 200
    assert len(await provider.events("REVOKE_TOKEN")) == len(await provider.events("REVOKE_GRANT")) == 1


async def test_r30_tokens_of_others_stay(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    given = await provider.tokens(browser, program)
    stranger = await provider.program()

    answers = [await _give_back(provider, stranger, given[name]) for name in ("access_token", "refresh_token")]

    assert [(answer.status_code, answer.json()["error"]) for answer in answers] == [(400, "invalid_grant")] * 2
    assert await _is_live(provider, program, given["access_token"])
    assert await _is_live(provider, program, given["refresh_token"])


async def test_r30_a_browsers_session_is_no_token(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    [value] = [cookie.value for cookie in browser.cookies.jar]

    assert (await _give_back(provider, program, str(value))).status_code == 200
    assert await provider.rows("SELECT count(*) FROM auth.session WHERE ended_at IS NULL") == [(1,)]


async def test_r30_without_proof_or_token_nothing_ends(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    given = await provider.tokens(browser, program)
    wrong = await _give_back(provider, Program(program.record, "wrong"), given["refresh_token"])
    missing = await provider.web.post("/oauth/revoke", **program.proven(token_type_hint="x"))

    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
    assert (missing.status_code, missing.json()["error"]) == (400, "invalid_request")
    assert await provider.live_tokens() == 1
