"""Authorization requests: what is answered, to whom, and what is not."""

from urllib.parse import quote, urlencode

import pytest

from tests.auth.server.provider import CALLBACK, PUBLIC_URL, Provider, answer_of

HERE = f"{CALLBACK}?"


@pytest.mark.parametrize(
    "address",
    [
        None, "", "https://app.example/cb/", "https://app.example/cb?x=1", "https://app.example/CB",
        "https://app.example:443/cb", "https://app.example/cb#", "https://APP.example/cb", "http://app.example/cb",
        "https://app.example.evil.example/cb", "https://app.example@evil.example/cb", "//app.example/cb",
        "javascript:alert(1)", "https://app.example/cb\n", "https://[not-an-ip]/cb", "http://127.0.0.1:9/cb",
    ],
)  # fmt: skip
async def test_r01_only_the_exact_address_of_the_program_is_answered(provider: Provider, address: str | None) -> None:
    program = await provider.program()
    answer = await provider.authorize(provider.web, program, redirect_uri=address)

    assert (answer.status_code, answer.headers.get("location")) == (400, None)
    assert "redirect_uri is missing, or not registered" in answer.text
    assert not address or address not in answer.text
    assert await provider.rows("SELECT count(*) FROM auth.once") == [(0,)]


@pytest.mark.parametrize("client_id", [None, "", "nobody", "\N{SNOWMAN}"])
async def test_r01_an_unknown_program_is_answered_nowhere(provider: Provider, client_id: str | None) -> None:
    program = await provider.program()
    answer = await provider.authorize(provider.web, program, client_id=client_id)

    assert (answer.status_code, answer.headers.get("location")) == (400, None)


async def test_r01_another_programs_address_is_not_taken(provider: Provider) -> None:
    program = await provider.program(redirect_uris=["https://other.example/cb"])
    answer = await provider.authorize(provider.web, program)

    assert (answer.status_code, answer.headers.get("location")) == (400, None)


async def test_r02_a_native_program_is_called_back_on_loopback_at_any_port(provider: Provider) -> None:
    native = await provider.public(is_native=True, redirect_uris=["http://127.0.0.1/cb"])
    web = await provider.public(redirect_uris=["http://127.0.0.1/cb"])
    taken = [
        (await provider.authorize(provider.web, each, redirect_uri=address)).status_code
        for each in (native, web)
        for address in (
            "http://127.0.0.1/cb", "http://127.0.0.1:49152/cb", "http://localhost:49152/cb", "http://127.0.0.1:49152/x",
            "http://x@127.0.0.1:49152/cb", "https://127.0.0.1:49152/cb", "http://127.0.0.1:x/cb",
            "http://127.0.0.1:49152/cb#x", "http://127.0.0.1:49\n152/cb",
        )
    ]  # fmt: skip

    assert taken == [303, 303, *[400] * 7, 303, *[400] * 8]


@pytest.mark.parametrize(
    "sent",
    [
        {"code_challenge": None},
        {"code_challenge_method": None},
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": "s256"},
        {"code_challenge": "A" * 42},
        {"code_challenge": "A" * 44},
        {"code_challenge": "A" * 42 + "\n"},
    ],
)
async def test_r03_every_program_sends_a_challenge_with_s256(provider: Provider, sent: dict[str, str | None]) -> None:
    program = await provider.program()
    answer = answer_of(await provider.authorize(provider.web, program, **sent))

    assert (answer["error"], answer["state"], answer["iss"]) == ("invalid_request", "s-1", PUBLIC_URL)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (None, "invalid_request"), ("token", "unsupported_response_type"), ("id_token", "unsupported_response_type"),
        ("code id_token", "unsupported_response_type"), ("code token", "unsupported_response_type"),
        ("none", "unsupported_response_type"), ("<script>", "unsupported_response_type"),
    ],
)  # fmt: skip
async def test_r05_only_a_code_is_given(provider: Provider, kind: str | None, error: str) -> None:
    program = await provider.program()
    answer = await provider.authorize(provider.web, program, response_type=kind)

    assert (answer_of(answer)["error"], answer_of(answer)["iss"]) == (error, PUBLIC_URL)
    assert "<" not in answer.headers["location"]
    assert "%3C" not in answer.headers["location"]


async def test_r05_a_program_that_is_not_registered_for_codes_gets_none(provider: Provider) -> None:
    program = await provider.program(grant_types=["client_credentials"])
    answer = answer_of(await provider.authorize(provider.web, program))

    assert answer["error"] == "unauthorized_client"


@pytest.mark.parametrize(
    ("mode", "error"), [("query", None), ("fragment", "invalid_request"), ("form_post", "invalid_request"),
                        ("query.jwt", "invalid_request"), ("x", "invalid_request")],
)  # fmt: skip
async def test_r06_an_answer_comes_in_the_query_alone(provider: Provider, mode: str, error: str | None) -> None:
    program = await provider.program()
    answer = await provider.authorize(provider.web, program, response_mode=mode)

    assert answer_of(answer).get("error") == error
    assert "#" not in answer.headers["location"]


async def test_r07_every_answer_says_once_whose_it_is(provider: Provider) -> None:
    member = await provider.person()
    browser = await provider.signed_in(member)
    program = await provider.program()
    allowed = await provider.decide(browser, await provider.authorize(browser, program))
    denied = await provider.decide(browser, await provider.authorize(browser, program, prompt="consent"), "deny")
    silent = await provider.authorize(browser, program)
    wrong = await provider.authorize(browser, program, scope="nonsense")
    answers = [allowed.json()["location"], denied.json()["location"], *(x.headers["location"] for x in (silent, wrong))]

    assert [answer_of(location)["iss"] for location in answers] == [PUBLIC_URL] * 4
    assert [answer_of(location).get("error") for location in answers] == [None, "access_denied", None, "invalid_scope"]
    metadata = (await provider.web.get("/.well-known/openid-configuration")).json()
    assert metadata["authorization_response_iss_parameter_supported"] is True


@pytest.mark.parametrize("state", ["a b+c%20&=#?/", "ünïcode ☃ 😀", "\r\nset-cookie: x=y", "'\"<script>", "x" * 2000])
async def test_r08_the_state_comes_back_as_it_was(provider: Provider, state: str) -> None:
    program = await provider.program()
    answer = await provider.authorize(provider.web, program, state=state, prompt="none")

    assert answer_of(answer) == {"error": "login_required", "state": state, "iss": PUBLIC_URL}
    assert answer.headers["location"].startswith(HERE)


async def test_r08_no_state_is_no_state(provider: Provider) -> None:
    program = await provider.program()
    answer = await provider.authorize(provider.web, program, state=None, prompt="none")

    assert answer_of(answer) == {"error": "login_required", "iss": PUBLIC_URL}


@pytest.mark.parametrize("name", ["scope", "nonce", "code_challenge", "response_type", "prompt", "max_age", "resource"])
async def test_r09_a_known_parameter_that_comes_twice_is_refused(provider: Provider, name: str) -> None:
    program = await provider.program()
    twice = urlencode(program.asking()) + f"&{name}=a&{name}=b"
    answer = answer_of(await provider.web.get(f"/oauth/authorize?{twice}"))

    assert (answer["error"], answer["state"]) == ("invalid_request", "s-1")


async def test_r09_a_state_that_comes_twice_does_not_come_back(provider: Provider) -> None:
    program = await provider.program()
    answer = answer_of(await provider.web.get(f"/oauth/authorize?{urlencode(program.asking())}&state=other"))

    assert (answer["error"], "state" in answer) == ("invalid_request", False)


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
async def test_r09_an_address_or_a_program_that_comes_twice_is_answered_nowhere(provider: Provider, name: str) -> None:
    program = await provider.program()
    sent = program.asking()
    answer = await provider.web.get(f"/oauth/authorize?{urlencode(sent)}&{name}={quote(sent[name], safe='')}")

    assert (answer.status_code, answer.headers.get("location")) == (400, None)


async def test_r09_empty_is_omitted_and_unknown_is_ignored_by_get_and_post(provider: Provider) -> None:
    program = await provider.program()
    sent = program.asking(prompt="", max_age="", login_hint="") | {"unknown": "1", "": "2"}
    got = await provider.web.get(f"/oauth/authorize?{urlencode(sent)}&unknown=2")
    posted = await provider.web.post("/oauth/authorize", data=sent)

    assert [answer.status_code for answer in (got, posted)] == [303, 303]
    assert got.headers["location"].startswith("/login?request=")
    assert posted.headers["location"].startswith("/oauth/consent?request=")


async def test_r09_a_posted_request_counts_in_the_body_alone(provider: Provider) -> None:
    program = await provider.program()
    answer = await provider.web.post(f"/oauth/authorize?{urlencode(program.asking())}", data={"state": "x"})

    assert (answer.status_code, answer.headers.get("location")) == (400, None)
