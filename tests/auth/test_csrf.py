"""Which requests by cookie are believed to come from our own pages."""

import pytest

from auth import csrf
from portal.sentences import Sentence, say
from tests.auth.browser import EMAIL, JSON, PASSWORD, PUBLIC_URL, Header, Portal, scope

SITE = b"sec-fetch-site"
OURS = PUBLIC_URL.encode()
ELSEWHERE = say("This request was not sent from a page of this site.")
SILENT = say("This request does not state that it was sent from a page of this site.")


@pytest.mark.parametrize("method", ["POST", "DELETE", "PUT", "PATCH", "TRACE", "post", "QUERY"])
@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ([(SITE, b"same-origin")], None),
        ([(SITE, b"same-origin"), (b"origin", b"https://evil.example")], None),
        ([(SITE, b"same-site")], ELSEWHERE),
        ([(SITE, b"cross-site"), (b"origin", OURS)], ELSEWHERE),
        ([(SITE, b"none")], ELSEWHERE),
        ([(SITE, b"")], ELSEWHERE),
        ([(SITE, b"Same-Origin")], ELSEWHERE),
        ([(SITE, b"same-origin"), (SITE, b"same-origin")], ELSEWHERE),
        ([(SITE, b"same-origin"), (SITE, b"cross-site")], ELSEWHERE),
        ([(b"origin", OURS)], None),
        ([(b"origin", OURS), (b"origin", OURS)], SILENT),
        ([(b"origin", b"null")], SILENT),
        ([(b"origin", b"https://portal.example.evil.example")], SILENT),
        ([(b"origin", b"http://portal.example")], SILENT),
        ([(b"origin", b"https://portal.example:444")], SILENT),
        ([(b"origin", b"\xff\x00")], SILENT),
        ([(b"referer", OURS + b"/login")], SILENT),
        ([], SILENT),
    ],
)
def test_r81_what_changes_something_must_come_from_our_own_pages(
    method: str, headers: list[Header], refused: Sentence | None
) -> None:
    assert csrf.refusal(scope(*headers, method=method), PUBLIC_URL) == refused


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_r81_what_changes_nothing_may_come_from_anywhere(method: str) -> None:
    assert csrf.refusal(scope((SITE, b"cross-site"), method=method), PUBLIC_URL) is None


@pytest.mark.parametrize(
    ("origin", "is_ours"),
    [
        (b"http://localhost:8000", True), (b"http://127.0.0.1:8000", True), (b"http://[::1]:8000", True),
        (b"http://localhost:8001", False), (b"https://localhost:8000", False), (b"http://localhost", False),
        (b"http://localhost.evil.example:8000", False),
    ],
)  # fmt: skip
def test_on_this_machine_alone_each_of_its_names_is_ours(origin: bytes, is_ours: bool) -> None:
    refused = csrf.refusal(scope((b"origin", origin)), "http://localhost:8000")

    assert (refused is None) is is_ours


@pytest.mark.parametrize(("origin", "refused"), [(OURS, None), (b"https://evil.example", SILENT)])
def test_r81_a_websocket_must_come_from_our_own_pages(origin: bytes, refused: Sentence | None) -> None:
    handshake = {"type": "websocket", "headers": [(b"origin", origin)]}

    assert csrf.refusal(handshake, PUBLIC_URL) == refused


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Portal.Example/", b"https://portal.example"),
        ("https://portal.example:443", b"https://portal.example"),
        ("http://127.0.0.1:8000", b"http://127.0.0.1:8000"),
        ("http://[::1]:8000/x", b"http://[::1]:8000"),
    ],
)
def test_our_origin_is_written_as_browsers_write_it(url: str, origin: bytes) -> None:
    assert csrf.origin(url) == origin


@pytest.mark.parametrize("headers", [[(SITE, b"cross-site")], [], [(b"origin", b"https://evil.example")]])
async def test_no_other_site_signs_anybody_in_or_out(portal: Portal, headers: list[Header]) -> None:
    await portal.person()
    cookie = await portal.cookie()
    caller = await portal.caller(cookie)
    body = f'{{"email": "{EMAIL}", "password": "{PASSWORD}"}}'.encode()

    sign_in = await portal.send(body, JSON, *headers)
    sign_out = await portal.send(b"", (b"cookie", cookie), *headers, method="DELETE")

    assert [(answer.status, answer.code) for answer in (sign_in, sign_out)] == [(403, "FORBIDDEN")] * 2
    assert [answer.header("set-cookie") for answer in (sign_in, sign_out)] == ["", ""]
    assert await portal.is_let_in(caller)
    assert await portal.rows("SELECT count(*) FROM auth.session") == [(1,)]
