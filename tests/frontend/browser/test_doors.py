"""The pages of signing in, joining and an organisation under axe: light, dark and on a phone."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.frontend import world
from tests.frontend.browser.people import AXE, LOOKS, signed_in, violations, watch, window
from tests.served import Served

OUTSIDE = ("/login", "/login?done=invitations", "/login/provider", "/reset", "/register", "/invite/over", "/confirm")
INSIDE = (
    "/org", "/org/members", "/org/clients", "/org/clients/new", "/org/connections", "/org/connections/new",
    "/org/domains", "/org/provisioning", "/profile", "/profile/password", "/confirm", "/developers",
)  # fmt: skip
HALFWAY = {"/login/second": "second", "/login/enrol": "enrol"}
"""Between the password and the portal; the demonstration asks its people for no second step."""


def halfway(path: str) -> str:
    """The page as it is served to somebody whose password was right, every way open."""

    async def sign_in(_scope: Any, _receive: Any, send: Any) -> None:
        state = {"next": HALFWAY[path], "passkey": True, "passkeysWork": True, "code": True, "codesAllowed": True}
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(state).encode()})

    async def read() -> str:
        async with world.browser(sign_in) as client:
            answer = await client.get(path)
            assert answer.status_code == 200
            return answer.text

    with ThreadPoolExecutor(1) as thread:  # the browser's own loop runs in this one
        return thread.submit(asyncio.run, read()).result()


def show(text: str, route: Route) -> None:
    route.fulfill(body=text, content_type="text/html; charset=utf-8")


def faults_of(page: Page, address: str) -> list[str]:
    page.goto(address)
    page.wait_for_selector("h1")
    return violations(page)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look['theme']} {look['width']}")
def test_the_pages_around_the_sign_in_have_no_fault(browser: Browser, portal: Served, look: dict[str, Any]) -> None:
    paula = signed_in(browser, portal, "paula@northgate.example", script=True, inspect=False)
    state: Any = paula.page.context.cookies()
    paula.page.context.close()
    found: list[str] = []
    context = window(browser, width=look["width"])
    context.add_init_script(AXE)
    context.add_cookies([{"name": "theme", "value": look["theme"], "url": portal.address}])
    page = context.new_page()
    watch(page, found)
    for paths, kept in ((OUTSIDE, []), (tuple(HALFWAY), []), (INSIDE, state)):
        context.add_cookies(kept)
        for path in paths:
            if path in HALFWAY:
                page.route(f"**{path}", partial(show, halfway(path)))
            found += [f"{path}: {fault}" for fault in faults_of(page, portal.address + path)]
    context.close()
    assert found == []
