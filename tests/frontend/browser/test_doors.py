"""The pages of signing in, joining and an organisation under axe: light, dark and on a phone."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.frontend import world
from tests.frontend.browser.demonstration import AXE, LOOKS, RULES, Portal, signed_in, watch, window

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


def faults_of(page: Page, address: str) -> Iterator[str]:
    page.goto(address)
    page.wait_for_selector("h1")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    yield from (f"{each['id']}: {each['nodes'][0]['html']}" for each in found["violations"])
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wider > 0:
        yield f"{wider} px too wide"


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look['theme']} {look['width']}")
def test_the_pages_around_the_sign_in_have_no_fault(browser: Browser, portal: Portal, look: dict[str, Any]) -> None:
    paula = signed_in(browser, portal, "paula@northgate.example", script=True, inspect=False)
    state: Any = paula.page.context.storage_state()
    paula.page.context.close()
    found: list[str] = []
    for paths, kept in ((OUTSIDE, None), (tuple(HALFWAY), None), (INSIDE, state)):
        context = window(browser, width=look["width"], storage_state=kept)
        context.add_cookies([{"name": "theme", "value": look["theme"], "url": portal.address}])
        page = context.new_page()
        watch(page, found)
        for path in paths:
            if path in HALFWAY:
                page.route(f"**{path}", partial(show, halfway(path)))
            found += [f"{path}: {fault}" for fault in faults_of(page, portal.address + path)]
        context.close()
    assert found == []
