"""The real portal with its sample data as a process of its own, and people with real browsers in front of it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests import patience

ROOT = Path(__file__).parents[3]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS: tuple[dict[str, Any], ...] = (
    {"theme": "light", "width": 1280},
    {"theme": "dark", "width": 1280},
    {"theme": "light", "width": 390},
)
MOST_BYTES = 45 * 1024
MOST_REQUESTS = 8


def chromium() -> str:
    """The browser's path; without one the test is skipped, or fails where PORTAL_REQUIRE_BROWSER=1."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    message = f"no browser found; install one of {', '.join(NAMES)}"
    if os.environ.get("PORTAL_REQUIRE_BROWSER") == "1":
        pytest.fail(message)
    pytest.skip(message)


@dataclass(frozen=True)
class Portal:
    """A running portal: its address and the password of all its sample people."""

    address: str
    password: str


@contextmanager
def running(data_dir: Path) -> Iterator[Portal]:
    """`python -m portal demo` on a free port until the end of the block."""
    environment = {**os.environ, "PORTAL_DATA_DIR": str(data_dir)}
    environment.pop("PORTAL_PUBLIC_URL", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "portal", "demo", "--port", "0"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield _announced(process)
    finally:
        process.terminate()
        process.wait(timeout=patience.SECONDS)
        if process.stdout:
            process.stdout.close()


def _announced(process: "subprocess.Popen[str]") -> Portal:
    text = ""
    for line in process.stdout or ():
        text += line
        if found := re.search(r"serves (http\S+)\s+Password of every account: (\S+)", text):
            return Portal(found[1], found[2])
    raise RuntimeError(f"the portal did not start: {text}")


@dataclass
class Person:
    """Somebody signed in, with a browser of their own."""

    page: Page
    portal: Portal
    inspect: bool
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.portal.address + path)
        self.look()

    def follow(self, name: str) -> None:
        """Follows a link and looks at the page behind it."""
        self.page.get_by_role("link", name=name, exact=True).first.click()
        self.look()

    def press(self, name: str) -> None:
        """Presses a button, which leads to another page."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.get_by_role("button", name=name, exact=True).first.click()
        self.look()

    def look(self) -> None:
        """Notes what is wrong with the page that is shown; each page is opened anew in every way of looking."""
        self.page.wait_for_selector("h1")
        if self.inspect and "?" not in self.page.url.removeprefix(self.portal.address):
            for look in LOOKS:
                self.faults += _inspected(self.page, self.portal, **look)


def signed_in(browser: Browser, portal: Portal, email: str, *, script: bool, inspect: bool) -> Person:
    page = window(browser, java_script_enabled=script).new_page()
    person = Person(page, portal, inspect)
    watch(page, person.faults)
    page.goto(portal.address + "/login")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(portal.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(portal.address + "/")
    return person


def window(browser: Browser, *, width: int = 1280, **options: Any) -> BrowserContext:
    """A window of a browser with nothing kept, as patient as all tests are."""
    context = browser.new_context(locale="en-GB", viewport={"width": width, "height": 900}, **options)
    context.set_default_timeout(patience.SECONDS * 1000)
    return context


def watch(page: Page, faults: list[str]) -> None:
    """Collects what the browser complains about: the content security policy, and errors of the script."""
    page.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
    page.on("pageerror", lambda error: faults.append(str(error)))


def _inspected(shown: Page, portal: Portal, *, theme: str, width: int) -> list[str]:
    """The same address in a fresh browser with nothing kept: its weight, its width and what axe finds."""
    state = shown.context.storage_state()
    browser = shown.context.browser
    if browser is None:
        raise RuntimeError("the page has no browser")
    context = window(browser, width=width, storage_state=state)
    context.add_cookies([{"name": "theme", "value": theme, "url": portal.address}])
    page = context.new_page()
    faults: list[str] = []
    watch(page, faults)
    sizes: list[int] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.goto(shown.url)
    page.wait_for_load_state("load")
    faults += [f"{len(sizes)} requests"] if len(sizes) > MOST_REQUESTS else []
    faults += [f"{sum(sizes)} bytes"] if sum(sizes) > MOST_BYTES else []
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    faults += [f"{each['id']}: {each['nodes'][0]['html']}" for each in found["violations"]]
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    faults += [f"{wider} px too wide"] if wider > 0 else []
    where = f"{page.url.removeprefix(portal.address)} {theme} {width}"
    context.close()
    return [f"{where}: {fault}" for fault in faults]
