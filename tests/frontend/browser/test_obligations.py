"""An obligation over the pages of both sides in a browser, and all of its pages under axe and within their budgets."""

from pathlib import Path

from playwright.sync_api import Browser

from tests.frontend.browser.people import Person, signed_in
from tests.frontend.browser.test_documents import WAYS, faults_of, linked
from tests.served import Served

TITLE = "Certificate of the calibration"


def proposed(person: Person, day: str) -> None:
    """From the text of the contract, at a clause of it."""
    contract = linked(person, "/contracts?status=ACTIVE", "main .row-main > a")[0]
    person.page.goto(person.portal.address + contract)
    person.page.locator("a[href*='/obligations/new?contract']").first.click()
    person.page.get_by_label("Owed by us").check()
    person.page.get_by_label("Kind of obligation").fill(TITLE)
    person.page.get_by_label("What must be done").fill("The certificate of the laboratory, for each gauge.")
    person.page.get_by_label("Due date", exact=True).fill(day)
    person.look()
    person.press("Propose")
    assert "The obligation is proposed." in person.page.content()


def opened(person: Person) -> None:
    person.page.goto(person.portal.address + "/")
    person.page.get_by_role("link", name=TITLE).first.click()
    person.look()


def test_both_sides_take_an_obligation_from_the_clause_to_its_end(
    browser: Browser, portal: Served, tmp_path: Path
) -> None:
    paula = signed_in(browser, portal, "paula@northgate.example", script=False, inspect=True)
    legal = signed_in(browser, portal, "leonie@larkfield.example", script=False, inspect=True)
    manager = signed_in(browser, portal, "miriam@larkfield.example", script=False, inspect=True)
    proposed(paula, "2027-01-29")
    address = paula.page.url

    opened(legal)
    legal.press("Agree")
    assert "Agreed, not due yet" in legal.page.content()

    sheet = tmp_path / "Gauges.csv"
    sheet.write_text("Gauge;Valid until\nG-1;2028-01-31\n", encoding="utf-8")
    paula.page.goto(address)
    paula.page.get_by_text("Add evidence that it is done").first.click()
    paula.page.get_by_label("Evidence").set_input_files(sheet)
    paula.press("Add evidence that it is done")
    assert "Waiting for the other side" in paula.page.content()

    opened(manager)
    assert "Gauges.csv" in manager.page.content()
    manager.press("Confirm that it is done")
    assert "You confirmed that it has been done." in manager.page.content()
    assert "Fulfilled" in manager.page.content()
    assert [person.faults for person in (paula, legal, manager)] == [[], [], []]


def test_the_pages_of_obligations_have_no_fault(browser: Browser, portal: Served) -> None:
    for email in ("paula@northgate.example", "leonie@larkfield.example"):
        person = signed_in(browser, portal, email, script=True, inspect=False)
        first = ("/obligations", "/obligations/new", *linked(person, "/obligations", "main .row-main > a"))
        notes = tuple(f"{each}/notes" for each in first[2:3])
        assert faults_of(person, (*first, *notes)) == []
        person.page.context.close()
    assert len(WAYS) == 4
