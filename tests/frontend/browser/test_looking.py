"""What is looked at on a page: faint text is found wherever it stands for the first time, in each way of looking."""

import os
import subprocess
import sys

import pytest
from playwright.sync_api import Browser

from tests.frontend.browser import people
from tests.served import TOP

PAGE = """<!doctype html><html lang="en"><head><title>Sample</title><style>
body {{ background: #fff; color: #000 }}
{css}
@media (prefers-color-scheme: dark) {{ p.night {{ color: #eee }} }}
</style></head><body><main><h1>Sample</h1>
<ul><li id="a1"><p>One</p></li><li id="a2" value="7"><p>Two</p></li>
<li id="a3"><p>Three</p></li><li><p>Four</p></li></ul>
<p>Five</p><p class="night">Six</p>{more}</main></body></html>"""
FAINT = ["color-contrast"]


def found(browser: Browser, css: str = "", more: str = "", *, dark: bool = False, width: int = 1280) -> list[str]:
    """The rules of axe that a page breaks."""
    context = people.window(browser, width=width, color_scheme="dark" if dark else "light")
    context.add_init_script(people.AXE)
    page = context.new_page()
    page.route("**/*", lambda route: route.fulfill(body=PAGE.format(css=css, more=more), content_type="text/html"))
    page.goto("http://sample.example/")
    broken = [fault.partition(":")[0] for fault in people.violations(page)]
    context.close()
    return broken


@pytest.fixture(autouse=True)
def _nothing_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "SEEN", set[int]())
    monkeypatch.setattr(people, "EVERY_LOOK", False)


@pytest.mark.parametrize("faint", ["main > p", "li p", "li:first-child p", "li:last-child p", "h1 + ul p", "p.night"])
def test_faint_text_is_found_where_it_stands_first(browser: Browser, faint: str) -> None:
    assert found(browser, f"{faint} {{ color: #ddd }}") == FAINT


def test_what_stood_on_an_earlier_page_is_not_looked_at_again_and_what_is_new_is(browser: Browser) -> None:
    assert found(browser) == []
    assert found(browser, "p { color: #ddd }") == []  # another style sheet, which no two pages of the portal have
    assert found(browser, more='<p class="new" style="color: #ddd">Seven</p>') == FAINT
    assert found(browser, more="<section><p style='color: #ddd'>Eight</p></section>") == FAINT


def test_each_scheme_and_each_width_is_looked_at(browser: Browser) -> None:
    assert found(browser) == []
    assert found(browser, dark=True) == FAINT
    assert found(browser, "@media (max-width: 400px) { h1 { color: #ddd } }", width=390) == FAINT


def test_whoever_wants_to_be_sure_has_all_looked_at(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "EVERY_LOOK", True)
    assert found(browser) == []
    assert found(browser, "p { color: #ddd }") == FAINT
    asked = [sys.executable, "-c", "from tests.frontend.browser import people; print(people.EVERY_LOOK)"]
    told = subprocess.run(asked, cwd=TOP, env={**os.environ, "PORTAL_TRIES": "1"}, capture_output=True, check=True)
    assert told.stdout == b"True\n"
