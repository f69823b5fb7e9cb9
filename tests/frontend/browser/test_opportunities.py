"""An opportunity over the pages of two partners and the company in a browser, and all of its pages under axe."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, expect

from tests.frontend.browser.people import Person, signed_in
from tests.frontend.browser.test_documents import WAYS, faults_of, linked
from tests.served import Served

CUSTOMER = "Sample Foundry GmbH"
PATIENCE = 60_000
LATER = (datetime.now(UTC) + timedelta(days=60)).date()
SOON = LATER.isoformat()


def registered(person: Person, region: str) -> str:
    """On one page; gives its address."""
    person.page.goto(person.portal.address + "/opportunities")
    person.page.get_by_role("link", name="Register an opportunity").click()
    person.page.get_by_label("Customer", exact=True).fill(CUSTOMER)
    person.page.get_by_label("Country", exact=True).select_option("DE")
    person.page.get_by_label("Flow meters (LK-FLOW)").check()
    person.page.get_by_label("Countries or regions").fill(region)
    person.page.get_by_label("Expected amount").fill("18000")
    person.page.get_by_label("Expected order date").fill(SOON)
    person.look()
    person.press("Register")
    assert "The opportunity is registered." in person.page.content()
    return person.page.url


def comes_to(person: Person, address: str, words: str) -> None:
    """What the clock makes of it comes within its patience: the page is opened again until it says so."""

    def says() -> bool:
        person.page.goto(address)
        return words in person.page.content()

    for _ in range(PATIENCE // 500):
        if says():
            return
        person.page.wait_for_timeout(500)
    raise AssertionError(f"{address} does not say {words!r}")


def test_of_two_partners_the_first_is_protected_and_the_second_reads_why_not(browser: Browser, portal: Served) -> None:
    paula = signed_in(browser, portal, "paula@northgate.example", script=False, inspect=True)
    anais = signed_in(browser, portal, "anais@rivage.example", script=False, inspect=True)
    sales = signed_in(browser, portal, "samuel@larkfield.example", script=False, inspect=True)
    first = registered(paula, "DE")
    second = registered(anais, "DE-BY")
    comes_to(anais, second, "In conflict")

    sales.page.goto(first)
    sales.press("Approve the registration")
    assert "The opportunity is protected for 90 days." in sales.page.content()
    paula.page.goto(first)
    assert "days left" in paula.page.content()
    paula.page.get_by_text("Ask for more time").first.click()
    paula.page.get_by_label("Work done so far").fill("Two visits, and an offer.")
    paula.press("Ask for more time")
    assert "you get it" in paula.page.content()

    sales.page.goto(second)
    assert "Northgate Castings Ltd" in sales.page.content()
    expect(sales.page.get_by_label("Reason", exact=True)).to_have_value("EARLIER_REGISTRATION")
    sales.look()
    sales.press("Reject the registration")
    anais.page.goto(second)
    expect(anais.page.get_by_text("Registered earlier by someone else")).to_be_visible()
    assert "Northgate" not in anais.page.content()
    expect(anais.page.get_by_role("link", name="Start a dispute about it")).to_be_visible()
    anais.look()
    assert [person.faults for person in (paula, anais, sales)] == [[], [], []]


def test_the_pages_of_opportunities_have_no_fault(browser: Browser, portal: Served) -> None:
    for email in ("paula@northgate.example", "samuel@larkfield.example"):
        person = signed_in(browser, portal, email, script=True, inspect=False)
        new = ("/opportunities/new",) if email.startswith("paula") else ("/opportunities/offer",)
        shown = linked(person, "/opportunities", "main .row-main > a")
        assert faults_of(person, ("/opportunities", *new, *shown)) == []
        person.page.context.close()
    assert len(WAYS) == 4
