"""What one is told of, how letters come, one's calendar, the button that follows a record: axe, budgets, themes."""

from playwright.sync_api import Browser

from tests.frontend.browser.people import AXE, inspected, signed_in, violations
from tests.frontend.browser.test_documents import linked
from tests.served import Served

PAGES = ("/notifications", "/notifications?show=all", "/profile/notifications", "/profile/calendar", "/profile")
PEOPLE = {"paula@northgate.example": "/org/account", "leonie@larkfield.example": ""}
"""With the page of their account; the company's people have those of partners."""


def test_the_pages_of_what_one_is_told_have_no_fault(browser: Browser, portal: Served) -> None:
    for email, account in PEOPLE.items():
        person = signed_in(browser, portal, email, script=True, inspect=False)
        records = [linked(person, "/contracts", "main .row-main > a")[0]]
        records += [account or linked(person, "/partners", "main .row-main > a")[0]]
        found = []
        for path in (*PAGES, *records):
            person.page.goto(portal.address + path)
            found += inspected(person.page, portal)
        assert found == []
        person.page.context.close()


def test_the_address_of_a_calendar_is_shown_without_fault_and_a_record_is_followed_by_keyboard(
    browser: Browser, portal: Served
) -> None:
    person = signed_in(browser, portal, "maya@northgate.example", script=True, inspect=False)
    page = person.page
    page.goto(portal.address + "/profile/calendar")
    person.press("Turn on")
    assert page.locator("code.copied").inner_text().startswith(f"{portal.address}/calendar/entc_")
    page.evaluate(AXE)
    assert violations(page) == []
    page.goto(portal.address + linked(person, "/contracts", "main .row-main > a")[0])
    button = page.locator("form.follow button")
    was = button.inner_text()
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert {was, page.locator("form.follow button").inner_text()} == {"Follow", "Stop following"}
    page.context.close()
