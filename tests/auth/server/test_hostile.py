"""Bytes that nobody means well with, at every endpoint: a refusal each, never a fault, and nothing comes back."""

import pytest

from tests.auth.server.provider import Program, Provider

FORM = {"content-type": "application/x-www-form-urlencoded"}
MARK = "hostile7b3"
VALUES = (
    b"%00", b"%ff%fe", b"\xff\xfe", b"%ed%a0%80", b"%F0%9F%98%80", b"[not-an-ip]", b"%3Cscript%3E'%20--",
    b"%0d%0aset-cookie:%20x=y", b"%zz", b"http://[not-an-ip]/", b"x" * 20_000, b"e30.e30.e30",
)  # fmt: skip
ASKED = (
    b"client_id", b"redirect_uri", b"response_type", b"scope", b"state", b"nonce", b"prompt", b"max_age",
    b"id_token_hint", b"login_hint", b"acr_values", b"code_challenge", b"code_challenge_method", b"dpop_jkt",
    b"resource", b"request", b"request_uri", b"response_mode", b"unknown", b"%00", b"%ff", b"",
)  # fmt: skip
PROVEN = (b"client_id", b"client_secret", b"client_assertion", b"client_assertion_type")
LEFT = (b"client_id", b"id_token_hint", b"post_logout_redirect_uri", b"state", b"parked")
GETS = {
    "/oauth/authorize": ASKED,
    "/oauth/logout": LEFT,
    "/oauth/jwks": (b"x",),
    "/.well-known/openid-configuration": (b"x",),
}
POSTS = {
    "/oauth/authorize": ASKED,
    "/oauth/par": (*ASKED, *PROVEN),
    "/oauth/token": (*PROVEN, b"grant_type", b"code", b"code_verifier", b"refresh_token", b"scope", b"resource"),
    "/oauth/logout": LEFT,
    "/oauth/introspect": (*PROVEN, b"token", b"token_type_hint"),
    "/oauth/revoke": (*PROVEN, b"token", b"token_type_hint"),
}


def right(pairs: dict[str, str]) -> bytes:
    return b"&".join(f"{name}={value.replace(' ', '+')}".encode() for name, value in pairs.items())


def without(program: Program, name: bytes) -> bytes:
    return right({key: text for key, text in program.asking().items() if key.encode() != name})


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("path", GETS)
async def test_r45_no_parameter_of_an_address_is_a_fault_or_comes_back(
    provider: Provider, path: str, value: bytes
) -> None:
    program = await provider.program()
    for name in GETS[path]:
        query = without(program, name) + b"&" + name + b"=" + MARK.encode() + value
        answer = await provider.web.get(path + "?" + query.decode("latin-1"))
        assert answer.status_code < 500, name
        assert name == b"state" or MARK not in answer.text + str(answer.headers), name


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("path", POSTS)
async def test_r45_no_parameter_of_a_form_is_a_fault_or_comes_back(provider: Provider, path: str, value: bytes) -> None:
    program = await provider.program()
    proven = right({"client_id": program.client_id, "client_secret": program.secret})
    for name in POSTS[path]:
        kept = proven if name == b"token" else without(program, name) + b"&grant_type=authorization_code"
        body = kept + b"&" + name + b"=" + MARK.encode() + value
        answer = await provider.web.post(path, content=body, headers=FORM)
        assert answer.status_code < 500, name
        assert name == b"state" or MARK not in answer.text + str(answer.headers), name


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": b"Basic \xff\xfe"}, {"authorization": b"Basic " + b"A" * 5000},
        {"authorization": b"Basic Og=="},
        {"authorization": b"Basic AP8A/zo="}, {"authorization": b"Bearer \xff"}, {"authorization": b"DPoP a.b.c"},
        {"dpop": b"a.b.c"}, {"dpop": b"\xff"}, {"dpop": b"e30.e30."}, {"host": b"[not-an-ip]"}, {"cookie": b"\xff=\0"},
        {"content-type": b"application/x-www-form-urlencoded; charset=\xff"}, {"content-length": b"7"},
        {"x-forwarded-for": b"[not-an-ip]"}, {"user-agent": b"\xff" * 1000},
    ],
)  # fmt: skip
async def test_r45_no_header_is_a_fault(provider: Provider, headers: dict[str, bytes]) -> None:
    program = await provider.program()
    basic = {} if "authorization" in headers else {"auth": (program.client_id, program.secret)}
    for path in (*POSTS, "/oauth/userinfo"):
        sent = {"grant_type": "client_credentials", "scope": "contracts:read"}
        answer = await provider.web.post(path, data=sent, headers={**FORM, **headers}, **basic)  # type: ignore[arg-type]
        assert answer.status_code < 500, path
    for path in (*GETS, "/oauth/userinfo"):
        assert (await provider.web.get(path, headers=headers)).status_code < 500, path  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "body", [b"", b"\0", b"\xff" * 100, b"&" * 100_000, b"a=b&" * 201, b"x" * 70_000, b"=&=&=", b"%00=%00", b"[]"]
)
async def test_r45_no_body_is_a_fault(provider: Provider, body: bytes) -> None:
    for path in POSTS:
        answer = await provider.web.post(path, content=body, headers=FORM)
        assert 300 <= answer.status_code < 500, path
    for path in ("/auth/authorizations/x", "/auth/authorizations/%00"):
        for kind in ("application/json", "text/plain"):
            headers = {"content-type": kind, "sec-fetch-site": "same-origin"}
            assert 400 <= (await provider.web.post(path, content=body, headers=headers)).status_code < 500


@pytest.mark.parametrize("name", ["%00", "%ff", "x" * 5000, "..", "%2f", "[not-an-ip]", "\N{SNOWMAN}"])
async def test_r45_no_name_in_an_address_is_a_fault(provider: Provider, name: str) -> None:
    browser = await provider.signed_in(await provider.person())
    headers = {"sec-fetch-site": "same-origin"}
    answers = [
        await browser.get(f"/auth/authorizations/{name}"),
        await browser.get(f"/auth/sign-outs/{name}"),
        await browser.delete(f"/auth/applications/{name}", headers=headers),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3


@pytest.mark.parametrize("sent", ["1", "[]", '{"decision": 1}', '{"decision": []}', '{"decision": {}}', "NaN"])
async def test_r45_a_decision_that_is_none_is_refused(provider: Provider, sent: str) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    asked = await provider.authorize(browser, program)
    name = asked.headers["location"].partition("request=")[2]
    headers = {"sec-fetch-site": "same-origin", "content-type": "application/json"}
    answer = await browser.post(f"/auth/authorizations/{name}", content=sent.encode(), headers=headers)

    assert answer.status_code == 400
    assert await provider.rows("SELECT count(*) FROM auth.client_grant") == [(0,)]
