"""A file of facts by a partner's person with a browser, without a script: sent, explained, tried, taken in, mended."""

from playwright.sync_api import Browser, expect

from tests.expectations.bringing import lines, sheet
from tests.frontend.browser.people import Person, signed_in
from tests.served import Served


def sends(person: Person, name: str, content: bytes) -> None:
    page = person.page
    person.go("/imports")
    page.get_by_label("Source").fill("Warehouse")
    page.get_by_label("File", exact=True).set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    person.press("Send the file")
    until(person, "Next: ")


def until(person: Person, text: str) -> None:
    """Looks again, as somebody without a script does, until the page says so."""
    for _ in range(200):
        if person.page.get_by_text(text).count():
            return
        person.follow("Refresh")
    expect(person.page.get_by_text(text).first).to_be_visible()


def explains(person: Person) -> None:
    page = person.page
    page.get_by_label("No (optional)").select_option(label="What the row is about")
    page.get_by_label("Due (optional)").select_option(label="Agreed for")
    page.get_by_label("Pieces (optional)").select_option(label="Ordered")
    page.get_by_label("Came on (optional)").select_option(label="Received on")
    page.get_by_label("Save these columns under a name (optional)").fill("Our deliveries")
    person.press("Save the columns")
    expect(page.get_by_text("The columns are saved. Nothing has been imported yet.")).to_be_visible()


def test_a_partner_brings_a_file_and_mends_the_row_that_was_refused(browser: Browser, portal: Served) -> None:
    paula = signed_in(browser, portal, "paula@northgate.example", script=False, inspect=True)
    page = paula.page
    sends(paula, "deliveries.csv", sheet(lines(40, wrong=[7])))
    explains(paula)
    paula.press("Try it")
    expect(page.get_by_role("heading", name="What the import would change")).to_be_visible()
    expect(page.get_by_text("Pieces: This must be 0 or more.").first).to_be_visible()
    paula.press("Import")
    until(paula, "40 rows were checked.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the refused rows").click()
    refused = download.value.path().read_text(encoding="utf-8-sig")
    assert refused.splitlines()[1:] == ["L7,2026-02-10,-5,2026-02-09,Pieces: This must be 0 or more."]
    sends(paula, "mended.csv", refused.replace("-5", "5").encode())
    explains(paula)
    paula.press("Import")
    until(paula, "1 row was checked.")
    paula.go("/facts?source=Warehouse")
    expect(page.get_by_role("link").filter(has_text="2026").first).to_be_visible()
    assert paula.faults == []
