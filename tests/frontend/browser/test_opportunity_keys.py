"""Deals by the keyboard alone: a lead is offered and accepted, and a conflict decided."""

from playwright.sync_api import Browser, expect

from tests.frontend.browser.people import signed_in
from tests.frontend.browser.test_dispute_keys import dates, picks
from tests.frontend.browser.test_keyboard import Keyboard
from tests.frontend.browser.test_opportunities import LATER, comes_to
from tests.served import Served

NEW = "Sample Weaving GmbH"
HELD = "Sample Waterworks AG"
"""Optique Rivage SAS has protected it in the demonstration."""


def describes(keys: Keyboard, customer: str, country: str, region: str) -> None:
    page = keys.page
    keys.types(page.get_by_label("Customer", exact=True), customer)
    keys.to(page.get_by_label("Country", exact=True))
    page.keyboard.type(country)
    product = page.get_by_label("Flow meters (LK-FLOW)")
    keys.to(product)
    page.keyboard.press("Space")
    expect(product).to_be_checked()
    keys.types(page.get_by_label("Countries or regions"), region)
    keys.types(page.get_by_label("Expected amount"), "18000")
    dates(keys, page.get_by_label("Expected order date"), LATER)


def offers(keys: Keyboard) -> str:
    """Finds the partners for a lead and offers it to the first; gives the partner's name."""
    page = keys.page
    page.goto(keys.person.portal.address + "/opportunities")
    keys.link("Offer an opportunity")
    describes(keys, NEW, "Germany", "DE")
    keys.button("Find partners")
    expect(page.locator(":focus")).to_contain_text("The best one is first.")
    first = page.get_by_role("radio").first
    keys.to(first)
    page.keyboard.press("Space")
    expect(first).to_be_checked()
    chosen = str(page.locator("label", has=page.get_by_role("radio")).first.text_content()).strip()
    keys.person.look()
    keys.button("Offer the opportunity")
    keys.is_told("The opportunity is offered. The partner has five business days to accept it.")
    return chosen


def accepts(keys: Keyboard) -> None:
    page = keys.page
    page.goto(keys.person.portal.address + "/opportunities")
    keys.link(NEW)
    keys.button("Accept the opportunity")
    keys.is_told("You accepted the opportunity.")


def registers(keys: Keyboard) -> str:
    keys.page.goto(keys.person.portal.address + "/opportunities")
    keys.link("Register an opportunity")
    describes(keys, HELD, "Austria", "AT")
    keys.button("Register")
    expect(keys.page.locator(":focus")).to_contain_text("The opportunity is registered.")
    return keys.page.url


def decides(keys: Keyboard, address: str) -> None:
    page = keys.page
    page.goto(address)
    keys.skips()
    picks(keys, page.get_by_label("Reason", exact=True), "EARLIER_REGISTRATION")
    keys.person.look()
    keys.button("Reject the registration")
    keys.is_told("The registration is rejected. The partner can read the reason.")


def test_a_lead_is_offered_and_a_conflict_decided_by_the_keyboard_alone(browser: Browser, portal: Served) -> None:
    faults: list[str] = []
    sales, anais, paula = (
        Keyboard(signed_in(browser, portal, email, script=email.startswith("a"), inspect=False), faults)
        for email in ("samuel@larkfield.example", "anais@rivage.example", "paula@northgate.example")
    )
    anais.page.set_viewport_size({"width": 390, "height": 844})
    chosen = offers(sales)
    accepts({"Optique Rivage SAS": anais, "Northgate Castings Ltd": paula}[chosen])
    address = registers(paula)
    comes_to(paula.person, address, "In conflict")
    decides(sales, address)
    paula.page.goto(address)
    expect(paula.page.get_by_text("Registered earlier by someone else")).to_be_visible()
    assert sorted(set(faults)) == []
    assert [each.person.faults for each in (sales, anais, paula)] == [[], [], []]
    for keys in (sales, anais, paula):
        keys.page.context.close()
