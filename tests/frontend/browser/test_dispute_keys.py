"""A dispute by the keyboard alone: drafted, filed, admitted, answered and settled, without a script and on a phone."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Locator, expect

from tests.frontend.browser.people import signed_in
from tests.frontend.browser.test_keyboard import Keyboard
from tests.served import Served

TITLE = "Keys and sums"
PEOPLE = {
    "partner": "paula@northgate.example", "officer": "doris@larkfield.example", "legal": "leonie@larkfield.example",
}  # fmt: skip


def picks(keys: Keyboard, field: Locator, value: str) -> None:
    """Goes through the list of a field with the arrow keys."""
    keys.to(field)
    for _ in range(field.locator("option").count()):
        if field.input_value() == value:
            return
        keys.page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} cannot be chosen")


def dates(keys: Keyboard, field: Locator, day: date) -> None:
    """Types the parts of a day in the order in which the browser shows them."""
    keys.to(field)
    for order in ("%d%m%Y", "%m%d%Y"):
        keys.page.keyboard.type(day.strftime(order))
        if field.input_value() == day.isoformat():
            return
        for _ in range(2):
            keys.page.keyboard.press("ArrowLeft")
    raise AssertionError(f"{day} cannot be typed")


def opens(keys: Keyboard, address: str) -> None:
    keys.page.goto(address)


def files(keys: Keyboard, paper: Path) -> str:
    """Drafts one line, brings the paper that the reason asks for and files it; gives the address."""
    page = keys.page
    page.on("filechooser", lambda chooser: chooser.set_files(paper))  # early: the browser hears of it in its own time
    opens(keys, keys.person.portal.address + "/disputes/new?reason=EXTENSION_WRONG")
    keys.types(page.get_by_label("What it is about"), TITLE)
    picks(keys, page.locator("[name=kind-1]"), "INVOICE")
    keys.types(page.locator("[name=number-1]"), "INV-KEYS")
    keys.types(page.locator("[name=amount-1]"), "90")
    keys.button("Save the draft")
    keys.is_told("The draft is saved. Only your side can see it until it is filed.")
    address = page.url
    keys.link("Add the papers")
    picks(keys, page.locator("[name=kind]"), "INVOICE")
    keys.to(page.locator("[type=file]"))
    page.keyboard.press("Enter")
    expect(page.locator("[type=file]")).to_have_value(re.compile(re.escape(paper.name)))
    keys.button("Add files")
    keys.is_told("The files are added.")
    keys.button("File the dispute")
    keys.is_told("The dispute is filed.")
    return address


def admits(keys: Keyboard, address: str) -> None:
    opens(keys, address)
    keys.button("Admit the dispute")
    keys.is_told("The dispute is admitted. The other side has to answer.")


def answers(keys: Keyboard, address: str) -> None:
    page = keys.page
    opens(keys, address)
    keys.link("Answer every line")
    line = page.locator("fieldset", has=page.locator("[name=line]"))
    keys.chooses(line, "Accept in part")
    keys.types(line.get_by_label("Amount for line 1"), "40")
    keys.types(line.get_by_label("Reason for line 1"), "The sum is wrong by less.")
    keys.button("Answer every line")
    keys.is_told("Every line is answered. The two sides can now negotiate.")


def offers(keys: Keyboard, address: str) -> None:
    page = keys.page
    opens(keys, address)
    keys.link("Make an offer")
    picks(keys, page.locator("[name=do-1]"), "CREDIT_AMOUNT")
    picks(keys, page.locator("[name=by-1]"), "HOST")
    dates(keys, page.locator("[name=until-1]"), date.today() + timedelta(days=20))  # noqa: DTZ011 - the browser's
    keys.types(page.locator("[name=sum-1]"), "65")
    keys.types(page.get_by_label("Message with the offer"), "We meet you in the middle.")
    keys.button("Make the offer")
    keys.is_told("The offer is made. The negotiators of the other side can read it.")


def accepts(keys: Keyboard, address: str) -> None:
    opens(keys, address)
    keys.link("Answer the offer")
    keys.button("Accept the offer")
    keys.is_told("The dispute is settled. The offer can now be carried out.")
    expect(keys.page.locator("[aria-labelledby=remedies]")).to_contain_text("65.00")


def test_a_dispute_is_filed_answered_and_settled_by_the_keyboard_alone(
    browser: Browser, portal: Served, tmp_path: Path
) -> None:
    paper = tmp_path / "Invoice.csv"
    paper.write_text("Item;Price\nA-1;12.50\n", encoding="utf-8")
    faults: list[str] = []
    people: Mapping[str, Keyboard] = {
        name: Keyboard(signed_in(browser, portal, email, script=name == "legal", inspect=False), faults)
        for name, email in PEOPLE.items()
    }
    people["legal"].page.set_viewport_size({"width": 390, "height": 844})
    address = files(people["partner"], paper)
    assert re.fullmatch(r".*/disputes/dsp_[0-9a-f]{32}", address)
    admits(people["officer"], address)
    answers(people["legal"], address)
    offers(people["legal"], address)
    accepts(people["partner"], address)
    assert sorted(set(faults)) == []
    for keys in people.values():
        keys.page.context.close()
