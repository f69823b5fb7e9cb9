"""People with real browsers in front of the demonstration, and what is looked at on each page that they see."""

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import cycle
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests import patience
from tests.served import Served

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS: tuple[dict[str, Any], ...] = (
    {"theme": "light", "width": 1280},
    {"theme": "dark", "width": 1280},
    {"theme": "light", "width": 390},
)
EVERY_LOOK = "PORTAL_TRIES" in os.environ
"""Each page of a story is seen in one of them, in turn; in all of them when somebody wants to be sure."""
VIOLATIONS = """
([rules, isAll]) => {
  axe.configure({rules: [{id: "color-contrast", selector: isAll ? "*" : "[data-new]"}]});
  return axe.run(document, {runOnly: rules, resultTypes: ["violations"]})
    .then(all => all.violations.map(each => `${each.id}: ${each.nodes[0].html}`));
}
"""
NEW = """
seen => {
  const known = new Set(seen), found = [], ids = /[0-9a-f]{32}/g;
  const told = /^(data-new|href|src|action|for|name|value|title|alt|content|datetime)$|^aria-(label|descri|controls)/;
  const plain = element => [element.localName, ...[...element.attributes].filter(each => !told.test(each.name))
    .map(each => `${each.name}=${each.value.replace(each.name === "id" ? /[0-9]/g : ids, "")}`)].join(" ");
  const short = text => [...text].reduce((sum, each) => (sum * 31 + each.codePointAt(0)) % 9007199254741, 7);
  const walk = (element, above) => {
    const before = element.previousElementSibling, last = element.nextElementSibling ? "" : "last";
    const way = short(`${above} ${plain(element)} after ${before ? plain(before) : "nothing"} ${last}`);
    element.toggleAttribute("data-new", !known.has(way));
    if (!known.has(way)) { known.add(way); found.push(way); }
    for (const child of element.children) walk(child, way);
  };
  walk(document.documentElement, `${innerWidth} ${matchMedia("(prefers-color-scheme: dark)").matches}`);
  return found;
}
"""
"""Marks each element where none stood before: by tags and attributes from the page down to it, and what is beside."""
SEEN: set[int] = set()
"""Where elements stood whose contrast was looked at, in this process: of what axe does it takes three parts in five."""
WIDER = "document.documentElement.scrollWidth - innerWidth"
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


@dataclass
class Person:
    """Somebody signed in, with a browser of their own."""

    page: Page
    portal: Served
    inspect: bool
    faults: list[str] = field(default_factory=list)
    looks: Iterator[dict[str, Any]] = field(default_factory=lambda: cycle(LOOKS))

    def go(self, path: str) -> None:
        self.page.goto(self.portal.address + path)
        self.look()

    def follow(self, name: str) -> None:
        """Follows a link and looks at the page behind it."""
        self.page.get_by_role("link", name=name, exact=True).first.click()
        self.look()

    def also(self, name: str) -> None:
        """Takes a step that is not the main one of the contract that is shown."""
        self.page.get_by_text("Other steps").click()
        self.follow(name)

    def press(self, name: str) -> None:
        """Presses a button, which leads to another page."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.get_by_role("button", name=name, exact=True).first.click()
        self.look()

    def look(self) -> None:
        """Notes what is wrong with the page that is shown, opened anew in one way of looking after the other."""
        self.page.wait_for_selector("h1")
        if self.inspect and "?" not in self.page.url.removeprefix(self.portal.address):
            self.faults += inspected(self.page, self.portal, LOOKS if EVERY_LOOK else (next(self.looks),))


def signed_in(browser: Browser, portal: Served, email: str, *, script: bool, inspect: bool) -> Person:
    page = window(browser, java_script_enabled=script).new_page()
    person = Person(page, portal, inspect)
    watch(page, person.faults)
    page.goto(portal.address + "/login")
    page.get_by_label("Email").fill(email)
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


@dataclass(frozen=True)
class Beside:
    """A page beside those of people, with axe in it, that keeps nothing from one address to the next."""

    page: Page
    faults: list[str]
    sizes: list[int]
    """The bytes of each request of the address that is shown."""

    def shows(self, shown: Page, portal: Served, *, theme: str, width: int) -> list[str]:
        """What is wrong with the address that a person sees, opened anew as they are signed in."""
        context = self.page.context
        context.clear_cookies()
        context.add_cookies(shown.context.cookies())  # type: ignore[arg-type]  # what one gives the other takes
        context.add_cookies([{"name": "theme", "value": theme, "url": portal.address}])
        self.page.set_viewport_size({"width": width, "height": 900})
        self.faults.clear()
        self.sizes.clear()
        self.page.goto(shown.url)
        found = violations(self.page)
        found += [f"{len(self.sizes)} requests"] if len(self.sizes) > MOST_REQUESTS else []
        found += [f"{sum(self.sizes)} bytes"] if sum(self.sizes) > MOST_BYTES else []
        where = f"{self.page.url.removeprefix(portal.address)} {theme} {width}"
        return [f"{where}: {fault}" for fault in self.faults + found]


@lru_cache(maxsize=1)
def _beside(browser: Browser) -> Beside:
    """One for all people of a browser: a new one for each page would take most of the time."""
    beside = Beside(window(browser).new_page(), [], [])
    beside.page.context.add_init_script(AXE)
    beside.page.context.route("**/events*", lambda asked: asked.abort())  # what a page asks for later is no part of it
    watch(beside.page, beside.faults)
    session = beside.page.context.new_cdp_session(beside.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.on("Network.loadingFinished", lambda event: beside.sizes.append(int(event["encodedDataLength"])))
    return beside


def inspected(shown: Page, portal: Served, looks: Sequence[dict[str, Any]] = LOOKS) -> list[str]:
    """What is wrong with the address that is shown, in each way of looking: its weight, its width, what axe finds."""
    browser = shown.context.browser
    if browser is None:
        raise RuntimeError("the page has no browser")
    beside = _beside(browser)
    return [fault for look in looks for fault in beside.shows(shown, portal, **look)]


def violations(page: Page) -> list[str]:
    """What axe, which the page's window must have as a script, and a ruler find wrong with the page.

    The contrast is that of what stands where nothing stood before, unless somebody wants to be sure.
    """
    if not EVERY_LOOK:
        SEEN.update(page.evaluate(NEW, list(SEEN)))
    found: list[str] = page.evaluate(VIOLATIONS, [RULES, EVERY_LOOK])
    wider = page.evaluate(WIDER)
    return found + ([f"{wider} px too wide"] if wider > 0 else [])
