"""Authorization requests that a program pushes before the browser comes (RFC 9126)."""

from datetime import timedelta

import httpx
import pytest

from tests.auth.server.provider import CALLBACK, Program, Provider, answer_of


async def push(provider: Provider, program: Program, **more: str | None) -> httpx.Response:
    sent = {name: value for name, value in program.asking(**more).items() if name != "client_id"}
    return await provider.web.post("/oauth/par", **program.proven(**sent))


async def by_name(browser: httpx.AsyncClient, program: Program, name: str) -> httpx.Response:
    return await browser.get("/oauth/authorize", params={"client_id": program.client_id, "request_uri": name})


async def test_r35_a_pushed_request_is_known_by_its_name(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    answer = await push(provider, program)
    name = answer.json()["request_uri"]
    asked = await by_name(browser, program, name)
    decided = await provider.decide(browser, asked)
    code = answer_of(decided.json()["location"])

    assert (answer.status_code, answer.json()["expires_in"]) == (201, 90)
    assert name.startswith("urn:ietf:params:oauth:request_uri:")
    assert code["state"] == "s-1"
    assert (await provider.redeem(program, code["code"])).status_code == 200


async def test_r35_only_a_program_that_proves_itself_pushes(provider: Provider) -> None:
    program = await provider.program()
    sent = program.asking()
    answers = [
        await provider.web.post("/oauth/par", data=sent),
        await provider.web.post("/oauth/par", data=sent, auth=(program.client_id, "wrong")),
        await provider.web.post("/oauth/par", data=sent | {"client_id": "nobody"}),
    ]

    assert [(answer.status_code, answer.json()["error"]) for answer in answers] == [(401, "invalid_client")] * 3
    assert len({answer.text for answer in answers}) == 1
    assert await provider.rows("SELECT count(*) FROM auth.once WHERE kind = 'pushed request'") == [(0,)]


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"redirect_uri": "https://evil.example"}, "invalid_request"), ({"redirect_uri": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"), ({"scope": "nonsense"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"), ({"request_uri": "urn:x"}, "invalid_request"),
        ({"resource": "https://elsewhere.example"}, "invalid_target"), ({"prompt": "x"}, "invalid_request"),
        ({"request": "x.y.z"}, "request_not_supported"),
    ],
)  # fmt: skip
async def test_r35_what_is_wrong_is_said_to_the_program_itself(
    provider: Provider, sent: dict[str, str | None], error: str
) -> None:
    answer = await push(provider, await provider.program(), **sent)

    assert (answer.status_code, answer.json()["error"], "location" in answer.headers) == (400, error, False)


async def test_r35_another_programs_name_an_unknown_one_and_an_old_one_are_answered_nowhere(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    other = await provider.program()
    name = (await push(provider, program)).json()["request_uri"]
    answers = [
        await by_name(browser, other, name),
        await by_name(browser, program, name + "x"),
        await by_name(browser, program, "https://evil.example/request"),
        await browser.get("/oauth/authorize", params={"request_uri": name}),
    ]
    provider.later = timedelta(seconds=90)
    answers.append(await by_name(browser, program, name))

    assert [(answer.status_code, "location" in answer.headers) for answer in answers] == [(400, False)] * 5


async def test_r35_it_survives_a_reload_and_is_dead_once_a_code_exists(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    name = (await push(provider, program)).json()["request_uri"]
    first, reloaded = await by_name(browser, program, name), await by_name(browser, program, name)
    allowed = answer_of((await provider.decide(browser, reloaded)).json()["location"])
    late = answer_of((await provider.decide(browser, first)).json()["location"])
    again = await by_name(browser, program, name)

    assert "code" in allowed
    assert (late["error"], "code" in late) == ("invalid_request", False)
    assert (again.status_code, "location" in again.headers) == (400, False)
    assert await provider.rows("SELECT count(*) FROM auth.code") == [(1,)]


async def test_r35_what_the_browser_adds_does_not_count(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    name = (await push(provider, program)).json()["request_uri"]
    sent = {"client_id": program.client_id, "request_uri": name, "state": "evil", "scope": "openid contracts:write"}
    asked = await browser.get("/oauth/authorize", params=sent | {"redirect_uri": "https://evil.example"})
    allowed = (await provider.decide(browser, asked)).json()["location"]

    assert allowed.startswith(CALLBACK)
    assert answer_of(allowed)["state"] == "s-1"
    answer = await provider.redeem(program, answer_of(allowed)["code"])
    assert answer.json()["scope"] == "openid contracts:read"


async def test_r35_a_program_that_must_push_is_refused_when_it_does_not(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program(is_par_required=True)
    plain = answer_of(await provider.authorize(browser, program))
    name = (await push(provider, program)).json()["request_uri"]

    assert (plain["error"], plain["state"]) == ("invalid_request", "s-1")
    assert (await by_name(browser, program, name)).headers["location"].startswith("/oauth/consent?")


async def test_r35_nothing_is_kept_of_a_request_but_what_counts_and_nothing_long(provider: Provider) -> None:
    program = await provider.public()
    kept = "SELECT kind, max(length(content::text)) < 9000 FROM auth.once GROUP BY kind"
    pushed = await push(provider, program, padding="x" * 50_000)
    long = await push(provider, program, state="s" * 8_000)
    asked = await provider.authorize(provider.web, program, state="s" * 8_000)
    padded = await provider.authorize(provider.web, program, padding="x" * 50_000)

    assert (pushed.status_code, long.status_code, long.json()["error"]) == (201, 400, "invalid_request")
    assert answer_of(asked) == {
        "error": "invalid_request", "error_description": "An authorization request can have at most 8,000 characters.",
        "state": "s" * 8_000, "iss": "https://portal.example",
    }  # fmt: skip
    assert padded.headers["location"].startswith("/login?request=")
    assert sorted(await provider.rows(kept)) == [("authorization", True), ("pushed request", True)]
