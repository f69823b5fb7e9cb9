"""A program of somebody else, on another site, in a real browser: sign in, allow, come back; and taking it back."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page

from portal.demo import cast
from tests import patience
from tests.auth.server.provider import VERIFIER, challenge
from tests.frontend.browser.people import inspected, watch, window
from tests.served import Served, program

EMAIL = f"{cast.PARTNERS[0].people[0].name.split()[0].lower()}@{cast.PARTNERS[0].domain}"
SECRET = secrets.token_urlsafe(32)


@dataclass
class Program:
    """A web application on another site, which notes what comes to its address."""

    portal: Served
    server: ThreadingHTTPServer = field(init=False)
    arrived: list[dict[str, str]] = field(default_factory=list)
    referrers: list[str | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        outer = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path.startswith("/cb"):
                    outer.arrived.append(dict(parse_qsl(urlsplit(self.path).query)))
                    outer.referrers.append(self.headers["referer"])
                body = outer.page(**dict(parse_qsl(urlsplit(self.path).query))).encode()
                self.send_response(200)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nobody reads it."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)

    @property
    def address(self) -> str:
        """Another site than the portal's localhost."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def page(self, **more: str) -> str:
        """A link and a form that lead to the portal, with further parameters of the request."""
        sent = {
            "response_type": "code", "client_id": "shop", "redirect_uri": f"{self.address}/cb", "state": "s 1",
            "scope": "openid email contracts:read", "code_challenge": challenge(), "code_challenge_method": "S256",
            **{name: value for name, value in more.items() if name in {"prompt", "max_age", "login_hint"}},
        }  # fmt: skip
        inputs = "".join(f'<input type="hidden" name="{name}" value="{value}">' for name, value in sent.items())
        action = f"{self.portal.address}/oauth/authorize"
        link = f'<a href="{action}?{urlencode(sent).replace("&", "&amp;")}">By link</a>'
        return f'<h1>Shop</h1>{link}<form method="post" action="{action}">{inputs}<button>By form</button></form>'

    def redeem(self) -> httpx.Response:
        """The last code, at the token endpoint."""
        sent = {
            "grant_type": "authorization_code", "code": self.arrived[-1]["code"],
            "redirect_uri": f"{self.address}/cb", "code_verifier": VERIFIER,
        }  # fmt: skip
        return httpx.post(
            f"{self.portal.address}/oauth/token", data=sent, auth=("shop", SECRET), timeout=patience.SECONDS
        )

    def userinfo(self, token: str) -> httpx.Response:
        """What the portal says of the token's person."""
        headers = {"authorization": f"Bearer {token}"}
        return httpx.get(f"{self.portal.address}/oauth/userinfo", headers=headers, timeout=patience.SECONDS)


@pytest.fixture(scope="module")
def shop(portal: Served) -> Iterator[Program]:
    made = Program(portal)
    Thread(target=made.server.serve_forever, daemon=True).start()
    portal.register([
        program("shop", client_name="Shop", client_secret=SECRET, redirect_uris=[f"{made.address}/cb"],
                post_logout_redirect_uris=[f"{made.address}/bye"]),
    ])  # fmt: skip
    yield made
    made.server.shutdown()
    made.server.server_close()


def opened(browser: Browser, *, script: bool) -> tuple[Page, list[str]]:
    page = window(browser, java_script_enabled=script).new_page()
    faults: list[str] = []
    watch(page, faults)
    return page, faults


def sign_in(page: Page, shop: Program) -> None:
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(shop.portal.password)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("script", [True, False])
def test_r83_a_person_allows_a_program_of_another_site_and_comes_back_with_a_code(
    browser: Browser, shop: Program, script: bool
) -> None:
    page, faults = opened(browser, script=script)
    page.goto(f"{shop.address}/?login_hint={EMAIL}&prompt=consent")
    page.get_by_role("link", name="By link").click()
    assert page.get_by_label("Email").input_value() == EMAIL
    sign_in(page, shop)
    page.wait_for_selector("h1:has-text('Allow Shop')")
    assert "See your contracts and their negotiation" in page.inner_text("main")
    assert cast.COMPANY[0] in page.inner_text("main")
    page.get_by_role("button", name="Allow", exact=True).click()
    page.wait_for_url(f"{shop.address}/cb**")

    assert shop.arrived[-1]["state"] == "s 1"
    assert shop.arrived[-1]["iss"] == shop.portal.address
    assert shop.referrers[-1] is None
    assert shop.redeem().status_code == 200
    assert faults == []
    page.context.close()


def test_r83_signed_in_the_second_time_goes_straight_back_by_link_and_by_form(browser: Browser, shop: Program) -> None:
    page, faults = opened(browser, script=True)
    page.goto(f"{shop.address}/?prompt=consent")
    page.get_by_role("link", name="By link").click()
    sign_in(page, shop)
    page.get_by_role("button", name="Allow", exact=True).click()
    page.wait_for_url(f"{shop.address}/cb**")
    for way in ("link", "button"):
        page.goto(shop.address)
        page.get_by_role(way, name="By link" if way == "link" else "By form").click()
        page.wait_for_url(f"{shop.address}/cb?code=**")
        assert shop.redeem().status_code == 200
    page.goto(f"{shop.address}/?prompt=login")
    page.get_by_role("link", name="By link").click()
    sign_in(page, shop)
    page.wait_for_url(f"{shop.address}/cb?code=**")

    assert shop.redeem().status_code == 200
    assert faults == []
    page.context.close()


def test_r42_a_no_goes_back_and_what_was_allowed_is_taken_back_on_the_profile(browser: Browser, shop: Program) -> None:
    page, faults = opened(browser, script=False)
    page.goto(f"{shop.address}/?prompt=consent")
    page.get_by_role("link", name="By link").click()
    sign_in(page, shop)
    page.get_by_role("button", name="Do not allow").click()
    page.wait_for_url(f"{shop.address}/cb**")
    assert shop.arrived[-1]["error"] == "access_denied"
    page.goto(f"{shop.address}/?prompt=consent")
    page.get_by_role("link", name="By link").click()
    faults += inspected(page, shop.portal)
    page.get_by_role("button", name="Allow", exact=True).click()
    token = shop.redeem().json()["access_token"]
    assert shop.userinfo(token).json()["email"] == EMAIL
    page.goto(f"{shop.portal.address}/profile/applications")
    assert "Shop" in page.inner_text("main")
    faults += inspected(page, shop.portal)
    page.get_by_role("button", name="Revoke access for Shop").click()
    page.wait_for_selector("text=No app acts for you")

    assert shop.userinfo(token).status_code == 401
    assert faults == []
    page.context.close()


def test_r41_a_program_without_the_persons_id_token_has_them_asked(browser: Browser, shop: Program) -> None:
    page, faults = opened(browser, script=False)
    page.goto(f"{shop.portal.address}/login")
    sign_in(page, shop)
    page.wait_for_url(f"{shop.portal.address}/")
    wish = urlencode({"client_id": "shop", "post_logout_redirect_uri": f"{shop.address}/bye"})
    page.goto(f"{shop.portal.address}/oauth/logout?{wish}")
    assert "Shop is asking to sign you out" in page.inner_text("main")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{shop.address}/bye")
    page.goto(shop.portal.address)

    assert page.url.endswith("/login")
    assert faults == []
    page.context.close()
