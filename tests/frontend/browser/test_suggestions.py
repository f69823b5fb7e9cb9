"""What a customer may buy next, taken by a partner and put aside by the company in a browser; the pages under axe."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser

from tests.frontend.browser.people import signed_in
from tests.frontend.browser.test_documents import faults_of, linked
from tests.served import Served

LIST = "/opportunities/suggestions"
SOON = (datetime.now(UTC) + timedelta(days=60)).date().isoformat()


def test_the_pages_of_suggestions_have_no_fault(browser: Browser, portal: Served) -> None:
    for email in ("paula@northgate.example", "samuel@larkfield.example"):
        person = signed_in(browser, portal, email, script=True, inspect=False)
        assert faults_of(person, (LIST, *linked(person, LIST, "main .row-main > a"))) == []
        person.page.context.close()


def test_a_partner_takes_one_and_the_company_puts_one_aside_without_javascript(
    browser: Browser, portal: Served
) -> None:
    paula = signed_in(browser, portal, "paula@northgate.example", script=False, inspect=True)
    paula.page.goto(portal.address + "/opportunities")
    paula.page.get_by_role("link", name="What customers might buy next").click()
    paula.page.get_by_role("link", name="Sample Ceramics Ltd: Calibration service").click()
    assert "customers who buy Flow meters also buy Calibration service" in paula.page.content()
    paula.page.get_by_label("Expected amount").fill("6000")
    paula.page.get_by_label("Expected order date").fill(SOON)
    paula.look()
    paula.press("Turn into an opportunity")
    assert "The suggestion is now an opportunity." in paula.page.content()
    assert "Suggested by what the customer buys" in paula.page.content()

    sales = signed_in(browser, portal, "samuel@larkfield.example", script=False, inspect=True)
    sales.page.goto(portal.address + LIST)
    sales.page.get_by_role("link", name="Sample Perfumery SAS: Calibration service").click()
    sales.page.get_by_text("Dismiss").first.click()
    sales.page.get_by_label("Reason", exact=True).select_option("NOT_NOW")
    sales.look()
    sales.press("Dismiss")
    assert "The suggestion is dismissed." in sales.page.content()
    assert [person.faults for person in (paula, sales)] == [[], []]
