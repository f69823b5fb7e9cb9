"""The pages between another program and the portal, over a stand-in for the server's endpoints."""

import json
from typing import Any

import httpx
import pytest

from tests.frontend import markup
from tests.frontend.world import World, browser

PARKED = {
    "next": "CONSENT", "origin": "https://shop.example", "loginHint": "", "language": "",
    "scopes": ["openid", "newer:scope"],
    "client": {"name": "<Shop>", "organisation": "Roth & Co"}, "days": 90,
    "member": {"session": "s-1", "name": "Ines", "email": "ines@example.com", "organisation": "Acme"},
}  # fmt: skip
BACK = "https://shop.example/cb?code=c&state=a%20b"


class Server(World):
    """Answers /auth/… as told, and remembers what was sent there."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__()
        self.answer = status, json.dumps(body).encode()
        self.sent: list[tuple[str, str, bytes]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if not scope["path"].startswith(("/auth/authorizations", "/auth/sign-outs", "/auth/applications")):
            await super().__call__(scope, receive, send)
            return
        self.sent.append((scope["method"], scope["path"], (await receive())["body"]))
        status, body = self.answer
        if scope["method"] == "POST" and status == 200:
            body = json.dumps({"location": BACK}).encode()
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": body})


async def asked(server: Server, path: str, **form: str) -> httpx.Response:
    async with browser(server) as client:
        return await (client.post(path, data=form) if form else client.get(path))


async def test_the_consent_page_says_who_asks_and_its_form_may_lead_to_them_alone() -> None:
    answer = await asked(Server(200, PARKED), "/oauth/consent?request=r1")
    page = markup.Page(answer.text)

    assert answer.status_code == 200
    assert page.all_problems() == []
    for words in ("<Shop>", "Roth & Co", "Identify you", "Newer:scope", "For 90 days", "Ines", "Acme"):
        assert words in " ".join(page.text)
    assert "form-action 'self' https://shop.example;" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("origin", "source"), [("http://127.0.0.1:7", "http://127.0.0.1:7"), ("http://[::1]:7", "http:")]
)
async def test_r83_the_policy_names_the_programs_origin(origin: str, source: str) -> None:
    answer = await asked(Server(200, PARKED | {"origin": origin}), "/oauth/consent?request=r1")

    assert f"form-action 'self' {source};" in answer.headers["content-security-policy"]


async def test_r83_no_other_page_lets_a_form_lead_away() -> None:
    for path in ("/login", "/login?request=r1", "/", "/profile/applications"):
        answer = await asked(Server(200, PARKED), path)
        assert "form-action 'self';" in answer.headers["content-security-policy"]


async def test_without_a_session_one_signs_in_first_and_comes_back() -> None:
    server = Server(200, PARKED | {"next": "SIGN_IN", "loginHint": "ines@example.com", "member": None})
    sent = await asked(server, "/oauth/consent?request=r1")
    page = await asked(server, "/login?request=r1")

    assert (sent.status_code, sent.headers["location"]) == (303, "/login?request=r1")
    assert 'value="/oauth/consent?request=r1"' in page.text
    assert 'value="ines@example.com"' in page.text


@pytest.mark.parametrize(
    ("chosen", "wished", "shown", "kept"),
    [("", "fil", "fil", "fil"), ("bg", "fil", "bg", None), ("tl", "hi", "fil", None), ("", "", "hi", None)],
)
async def test_the_pages_on_the_way_speak_as_the_program_wishes_unless_the_reader_has_chosen(
    chosen: str, wished: str, shown: str, kept: str | None
) -> None:
    server = Server(200, PARKED | {"next": "SIGN_IN", "language": wished, "member": None})
    cookie = f"language={chosen}" if chosen else ""
    async with browser(server, cookie=cookie, **{"accept-language": "hi"}) as client:
        page = await client.get("/login?request=r1")
        assert f'<html lang="{shown}"' in page.text
        assert page.cookies.get("language") == kept
    server.answer = 200, json.dumps(PARKED | {"language": wished}).encode()
    async with browser(server, cookie=f"__Host-session=s1; {cookie}", **{"accept-language": "hi"}) as client:
        assert f'<html lang="{shown}"' in (await client.get("/oauth/consent?request=r1")).text


async def test_when_nothing_is_asked_a_document_of_its_own_goes_back() -> None:
    server = Server(200, PARKED | {"next": "CONTINUE"})
    answer = await asked(server, "/oauth/consent?request=r1")

    assert answer.status_code == 200
    assert f'content="0; url={BACK.replace("&", "&amp;")}"' in answer.text
    assert server.sent[-1] == ("POST", "/auth/authorizations/r1", b'{"decision": "continue", "session": ""}')


@pytest.mark.parametrize(("pressed", "sent"), [("allow", "allow"), ("deny", "deny"), ("x", "deny")])
async def test_r43_the_decision_goes_to_the_server_and_the_browser_to_the_program(pressed: str, sent: str) -> None:
    server = Server(200, PARKED)
    answer = await asked(server, "/oauth/consent", request="r1", session="s-1", decision=pressed)

    assert (answer.status_code, answer.headers["location"]) == (303, BACK)
    assert json.loads(server.sent[-1][2]) == {"decision": sent, "session": "s-1"}


async def test_what_is_over_is_said_and_what_changed_is_shown_again() -> None:
    over = [
        await asked(Server(404, {}), "/oauth/consent?request=r1"),
        await asked(Server(404, {}), "/oauth/consent", request="r1", decision="allow"),
        await asked(Server(404, {}), "/login?request=r1"),
    ]
    changed = await asked(Server(409, {}), "/oauth/consent", request="r 1&x", decision="allow")

    assert [answer.status_code for answer in over] == [404] * 3
    assert {"start again" in answer.text for answer in over} == {True}
    assert (changed.status_code, changed.headers["location"]) == (303, "/oauth/consent?request=r+1%26x")


async def test_r41_signing_out_is_asked_and_goes_where_the_program_said() -> None:
    wish = {"client": "Shop", "location": "https://shop.example/bye?state=1", "origin": "https://shop.example"}
    page = await asked(Server(200, wish), "/oauth/sign-out?request=r1")
    left = Server(200, wish)
    answer = await asked(left, "/oauth/sign-out", request="r1")
    over = await asked(Server(404, {}), "/oauth/sign-out", request="r1")

    assert markup.Page(page.text).all_problems() == []
    assert "Shop is asking to sign you out" in page.text
    assert (answer.status_code, answer.headers["location"]) == (303, wish["location"])
    assert answer.headers["set-cookie"].startswith("__Host-session=")
    assert over.headers["location"] == "/login"


async def test_what_was_allowed_is_listed_and_taken_back() -> None:
    server = Server(204, {})
    page = await asked(server, "/profile/applications")
    answer = await asked(server, "/profile/applications/take-back", program="a/b")
    gone = await asked(Server(404, {}), "/profile/applications/take-back", program="a")

    assert markup.Page(page.text).all_problems() == []
    assert server.sent == [("DELETE", "/auth/applications/a%2Fb", b"")]
    assert [each.headers["location"] for each in (answer, gone)] == ["/profile/applications"] * 2
