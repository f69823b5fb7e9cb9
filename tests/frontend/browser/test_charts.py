"""All charts under axe: both themes, both widths, more contrast, forced colours, and on paper."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from frontend_stub.site import security
from frontend_stub.site.assets import STATIC
from tests.frontend import charting
from tests.frontend.browser.people import AXE, violations, watch, window

ADDRESS = "http://localhost/charts"
"""Nobody is asked: every request is answered here."""


def opened(browser: Browser, *, width: int, theme: str = "light", language: str = "en", **options: Any) -> Page:
    def answer(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[1]
        if "/static/" in route.request.url:
            route.fulfill(body=(STATIC / name).read_bytes(), content_type="text/css")
        else:
            policy = {"content-security-policy": security.CSP}
            text = charting.page(language, theme)
            route.fulfill(body=text, content_type="text/html; charset=utf-8", headers=policy)

    page = window(browser, width=width, **options).new_page()
    page.add_init_script(AXE)
    page.route("**/*", answer)
    return page


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_charts_have_no_fault(browser: Browser, width: int, theme: str, language: str) -> None:
    page = opened(browser, width=width, theme=theme, language=language)
    faults: list[str] = []
    watch(page, faults)
    page.goto(ADDRESS)
    for summary in page.locator("summary").all():
        summary.click()
    assert faults + violations(page) == []
    page.context.close()


@pytest.mark.parametrize("options", [{"contrast": "more"}, {"forced_colors": "active"}])
def test_who_needs_contrast_loses_nothing(browser: Browser, options: dict[str, Any]) -> None:
    page = opened(browser, width=390, **options)
    page.goto(ADDRESS)
    assert violations(page) == []
    page.context.close()


def test_met_and_missed_differ_in_shape_and_nothing_leaves_its_chart(browser: Browser) -> None:
    page = opened(browser, width=390)
    page.goto(ADDRESS)
    assert page.locator(".area circle.met").count() == 5
    assert page.locator(".area rect.dot.missed").count() == 8
    outside = page.evaluate(
        """() => [...document.querySelectorAll(".area, .strip svg, .bullet")].flatMap(svg => {
            const frame = svg.getBoundingClientRect();
            return [...svg.querySelectorAll("circle, rect, line, path, text")].filter(each => {
                const box = each.getBoundingClientRect();
                return box.width && (box.left < frame.left - 6 || box.right > frame.right + 6 || box.top < frame.top - 6
                    || box.bottom > frame.bottom + 6);
            }).map(each => each.outerHTML);
        })"""
    )
    assert outside == []
    page.context.close()


def test_on_paper_every_table_stands_open(browser: Browser) -> None:
    page = opened(browser, width=1280)
    page.goto(ADDRESS)
    table = page.get_by_role("table", name="Delivery on time, by quarter")
    assert not table.is_visible()
    page.emulate_media(media="print")
    assert table.is_visible()
    page.context.close()
