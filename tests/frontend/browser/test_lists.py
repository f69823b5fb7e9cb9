"""A list of suppliers from the file to the partners, without scripts and by keyboard: every page under axe."""

import time

from playwright.sync_api import Browser

from tests import patience
from tests.frontend.browser.people import Person, signed_in
from tests.imports.lists import written
from tests.served import Served

PATH = "/org/imports"
ROWS = [
    ("Vendor No", "Company name", "Country", "Type", "VAT number"),
    ("V-1", "Northgate Castings", "United Kingdom", "Supplier", ""),
    ("V-2", "Altstadt Pumpen GmbH", "Germany", "Supplier; vendor", "DE136695976"),
    ("V-3", "Pumps of the Old Town", "Germany", "Supplier", "136 695 976"),
    ("V-4", "Wrong Number GmbH", "Germany", "Supplier", "DE136695977"),
    ("V-5", "Atlantis Freight", "Atlantis", "carrier", ""),
]


def until(person: Person, here: str, words: str) -> None:
    """Looks at the page again until it says so, as a person does who has no scripts; then looks closely."""
    end = time.monotonic() + patience.SECONDS
    while words not in person.page.inner_text("main"):
        assert time.monotonic() < end, person.page.inner_text("main")
        person.page.goto(person.portal.address + here)
    person.go(here)


def test_a_list_is_sent_tried_asked_about_and_taken_in_without_scripts(browser: Browser, portal: Served) -> None:
    samuel = signed_in(browser, portal, "samuel@larkfield.example", script=False, inspect=True)
    page = samuel.page
    samuel.go(PATH)
    page.set_input_files("input[name=file]", {"name": "list.csv", "mimeType": "text/csv", "buffer": written(ROWS, ";")})
    page.get_by_label("System these keys are from").fill("SAP")
    samuel.press("Send the file")
    here = page.url.removeprefix(portal.address).partition("?")[0]
    until(samuel, here, "Next: choose what each column is.")
    assert "Kind of partner: Supplier, Vendor · Country: Germany" in page.inner_text("main")
    samuel.press("Check every row")
    until(samuel, here, "Next: import 1 row.")
    main = page.inner_text("main")
    assert "VAT number: Check the VAT number. Its check digit does not match the other digits." in main
    assert "What is the same: Name" in main

    chosen = page.get_by_role("radio", name="The same as Northgate Castings Ltd")
    chosen.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")
    samuel.go(here)
    page.get_by_role("button", name="Import", exact=True).focus()
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")
    until(samuel, here, "rows have problems.")
    until(samuel, here, "The same as Altstadt Pumpen GmbH (Germany)")
    samuel.go(PATH)
    assert samuel.faults == []
