"""Every page takes over what has changed: it is then as if opened anew, but for what somebody typed or opened."""

import re
from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Locator, expect
from playwright.sync_api import Page as Tab

from frontend_stub import app
from frontend_stub.site.page import Page
from tests.frontend.browser import people
from tests.frontend.browser.standing import ADA, Site
from tests.frontend.test_pages import address, side_of
from tests.frontend.world import World

OWN = re.compile(r'(?<=name="idempotencyKey" value=")[^"]*|(?<=aria-live=")[^"]*')
HAPPENED = "ids => new BroadcastChannel('live').postMessage({ids})"
SHOWN = "part => part.outerHTML"
OPENED = "part => part.querySelectorAll('details').forEach(each => each.open = true)"
MARKED = "part => part.querySelectorAll('*').forEach(each => each.isOld = true)"
NEW = """
part => [...part.querySelectorAll('*')]
  .filter(each => !each.isOld && each.type !== 'hidden').map(each => each.outerHTML)
"""
COUNT = count(4)
"""What the bell says, each time something else."""
SHOWING = [
    page for page in app.PAGES if page.path.endswith("}") or (page.path.count("/") == 1 and page.path != "/developers")
]
"""Those of a record, and those of a list."""


@pytest.fixture(scope="module")
def site(browser: Browser) -> Iterator[Site]:  # noqa: ARG001 - without a browser nobody looks
    with Site(World(answers=ADA)) as made:
        yield made


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Tab]:
    context = people.window(browser)
    yield context.new_page()
    context.close()


def shown(tab: Tab) -> str:
    """The part of the page that changes, but for the keys of its forms and what is read out."""
    html: str = tab.locator(".page").evaluate(SHOWN)
    return OWN.sub("", html)


def opened(site: Site, tab: Tab, page: Page, fill: str) -> str:
    site.world.fill = fill
    tab.goto(site.address + address(page))
    return shown(tab)


def hears(tab: Tab) -> None:
    """The page hears that something of what it shows has changed, and has taken it over."""
    topics = (tab.locator(".page").get_attribute("data-on") or "").split()
    line = tab.locator("[data-news]")
    line.evaluate("line => line.textContent = ''")
    tab.evaluate(HAPPENED, topics[:1])
    expect(line).to_have_text("This page shows what has just changed.")


def written(tab: Tab) -> Locator | None:
    """A field of the page with something half typed in it, if there is any."""
    fields = tab.locator(".page form[method=post] textarea, .page form[method=post] input[type=text]")
    field = next((each for each in fields.all() if each.is_visible() and each.is_editable()), None)
    if field is not None:
        field.fill("half typ")
    return field


@pytest.mark.parametrize("page", SHOWING, ids=lambda page: page.path)
def test_a_page_takes_over_what_changed_and_keeps_the_rest(site: Site, tab: Tab, page: Page) -> None:
    site.world.answers["Viewer.side"] = side_of(page)
    later = opened(site, tab, page, "long")
    if opened(site, tab, page, "full") != later:
        site.world.fill = "long"
        hears(tab)
        assert shown(tab) == later

    part = tab.locator(".page")
    part.evaluate(OPENED)
    folds = tab.locator(".page details[open]").count()
    part.evaluate(MARKED)
    field = written(tab)
    site.world.answers["Viewer.unreadNotifications"] = unread = next(COUNT)
    hears(tab)
    expect(tab.locator(".nav .bell")).to_contain_text(str(unread))
    assert part.evaluate(NEW) == []
    assert tab.locator(".page details[open]").count() == folds
    if field is not None:
        expect(field).to_have_value("half typ")
        expect(field).to_be_focused()
