"""A session that is about to end for want of a request: the page says so in time, and one key keeps it."""

from playwright.sync_api import Browser, expect

from tests.frontend.browser.people import signed_in
from tests.served import Served

PAULA = "paula@northgate.example"
MINUTE = 60_000


def test_two_minutes_before_the_end_one_is_warned_and_stays_with_one_key(browser: Browser, portal: Served) -> None:
    paula = signed_in(browser, portal, PAULA, script=True, inspect=False)
    page = paula.page
    page.clock.install()
    page.goto(portal.address + "/profile")
    warning = page.get_by_role("alertdialog")
    page.clock.fast_forward(26 * MINUTE)
    expect(warning).to_have_count(0)
    page.clock.fast_forward(MINUTE + 1)
    expect(warning).to_contain_text("You will be signed out in two minutes")
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    page.keyboard.press("Enter")
    expect(warning).to_have_count(0)
    page.clock.fast_forward(26 * MINUTE)
    expect(warning).to_have_count(0)
    page.clock.fast_forward(MINUTE + 1)
    expect(warning).to_have_count(1)
    page.clock.fast_forward(3 * MINUTE + 1)
    expect(warning).to_contain_text("You are signed out. If you send what you typed, we keep it")
    page.get_by_role("button", name="Close").press("Enter")
    expect(warning).to_have_count(0)
    assert paula.faults == []
