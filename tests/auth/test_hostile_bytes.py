"""Bytes that nobody means well with: an answer each, never a fault."""

import json

import pytest

from tests.auth.browser import EMAIL, JSON, OURS, PASSWORD, Header, Portal, scope

RIGHT = json.dumps({"email": EMAIL, "password": PASSWORD}).encode()
NAME = b"__Host-session="


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"{}", b"1e999", b'"x"', b"\xff\xfe", b"\0", RIGHT + b"\0", b"\xef\xbb\xbf" + RIGHT,
        RIGHT.decode().encode("utf-16"), b"[" * 4000, b'{"email":' * 400, b"9" * 4090, RIGHT[:-1], RIGHT + b"{}",
        b'{"email": "a@b.c"}', b'{"email": "a@b.c", "password": null}', b'{"email": 1, "password": "x"}',
        b'{"email": ["a@b.c"], "password": "x"}', b'{"email": "a@b.c", "password": {"$ne": ""}}',
        b'{"email": "a@b.c", "email": "d@e.f", "password": "x"}', b'{"email": "a", "password": "b", "more": 1}',
        b'[["email", "a"], ["password", "b"]]', b'{"email": NaN, "password": "b"}',
    ],
)  # fmt: skip
async def test_a_body_that_is_not_two_texts_is_a_bad_request(portal: Portal, body: bytes) -> None:
    answer = await portal.send(body, JSON, OURS)

    assert (answer.status, answer.code, answer.header("cache-control")) == (400, "BAD_REQUEST", "no-store")
    assert await portal.rows("SELECT count(*) FROM auth.attempt") == [(0,)]


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("\0", "\0"), ("a\0@b.c", PASSWORD), ("\ud800@b.c", PASSWORD), ("a@\udfff", "\ud800" * 10), ("@", ""),
        ("a@b.c' OR 1=1 --", "x' OR ''='"), ("😀@ドメイン.テスト", "пароль पासवर्ड"), ("a@" + "b" * 3000, PASSWORD),
        ("\u202e@b.c", "\x1b[31m" * 3), ("İ@b.c", "ﬁ" * 256), (EMAIL, "\x7f" * 8),
    ],
)  # fmt: skip
async def test_odd_text_is_a_wrong_password(portal: Portal, email: str, password: str) -> None:
    answer = await portal.sign_in(email, password)

    assert (answer.status, answer.code) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize("announced", [b"4097", b"1000000", b"9" * 400, b"", b"x", b"-1", b"\xb2"])
async def test_more_than_four_kilobytes_are_refused_whatever_was_announced(portal: Portal, announced: bytes) -> None:
    answer = await portal.send(b" " * 1_000_000, JSON, OURS, (b"content-length", announced))

    assert (answer.status, answer.code) == (413, "BAD_REQUEST")


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        ([b"application/json"], 204),
        ([b"Application/JSON; charset=utf-8"], 204),
        ([], 415),
        ([b""], 415),
        ([b"text/plain"], 415),
        ([b"application/x-www-form-urlencoded"], 415),
        ([b"application/json, text/plain"], 415),
        ([b"application/jsonp"], 415),
        ([b"application/json", b"application/json"], 415),
        ([b"\xff\0"], 415),
    ],
)
async def test_only_json_signs_in(portal: Portal, kinds: list[bytes], status: int) -> None:
    await portal.person()

    answer = await portal.send(RIGHT, OURS, *((b"content-type", kind) for kind in kinds))

    assert answer.status == status


@pytest.mark.parametrize(
    "headers",
    [
        [(b"user-agent", b"\0\xff\r\n\x1b")],
        [(b"user-agent", b"x" * 100_000)],
        [(b"user-agent", b"a"), (b"user-agent", b"b")],
        [(b"cookie", b"\0\xff;;;=;==")],
        [(b"cookie", NAME + b"\xff" * 43)],
        [(b"host", b"[not-an-ip]")],
        [(b"x-forwarded-for", b"\0"), (b"forwarded", b"\xff")],
    ],
)
async def test_odd_headers_do_not_keep_anybody_out(portal: Portal, headers: list[Header]) -> None:
    await portal.person()

    assert (await portal.sign_in(EMAIL, PASSWORD, *headers)).status == 204


@pytest.mark.parametrize(
    "address", ["", "[not-an-ip]", "\0", "testclient", "fe80::1%eth0", "::ffff:192.0.2.1", "9" * 99]
)
async def test_an_odd_address_does_not_keep_anybody_out(portal: Portal, address: str) -> None:
    await portal.person()

    assert (await portal.sign_in(address=address)).status == 204


@pytest.mark.parametrize(
    "forged",
    [
        b"",
        b"A" * 42,
        b"A" * 43,
        b"A" * 44,
        b"A" * 100_000,
        b"\0" * 43,
        b"\xff" * 43,
        b"+" * 43,
        b'"' + b"A" * 43 + b'"',
        b"'; DROP TABLE auth.session; --",
    ],
)
async def test_a_forged_cookie_is_nobody(portal: Portal, forged: bytes) -> None:
    assert portal.known(NAME + forged) is None
    assert await portal.identify(NAME + forged) is None
    assert (await portal.sign_out(NAME + forged)).status == 204


async def test_only_the_one_cookie_of_our_name_counts(portal: Portal) -> None:
    await portal.person()
    cookie = await portal.cookie()
    expected = (await portal.caller(cookie)).session_id
    value = cookie.removeprefix(NAME)

    async def found(*headers: bytes) -> object:
        caller = await portal.door.identify(scope(*((b"cookie", header) for header in headers)))
        return caller and caller.session_id

    assert await found(b"theme=dark; " + cookie + b"; x=y") == expected
    assert await found(b"theme=dark", cookie) == expected
    assert await found(b"theme=dark;" + cookie + b"\t") == expected
    assert await found(cookie + b"; " + cookie) is None
    assert await found(cookie, NAME + b"A" * 43) is None
    assert await found(b"session=" + value) is None
    assert await found(b"__host-session=" + value) is None
    assert await found(b"x__Host-session=" + value) is None
    assert await found(b"x=" + cookie) is None
    assert await found() is None
