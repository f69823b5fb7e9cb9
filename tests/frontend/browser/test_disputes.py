"""A dispute over the pages of both sides in a browser: from a contested line to what prevents the next one."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Locator

from tests.frontend.browser.people import Person, signed_in
from tests.served import Served

TITLE = "Prices of March"
NOTHING: Mapping[str, str] = {}
PHONE = {"width": 390, "height": 844}


def day(days: int) -> str:
    """A day so many from now on, as the fields of days take it."""
    return (date.today() + timedelta(days=days)).isoformat()  # noqa: DTZ011 - the browser's own day, as its people's


def opened(person: Person, name: str) -> Locator:
    """A form of the page that may be folded, by the id of its fold or the words on it."""
    found = _fold(person, name) if " " in name else person.page.locator(f"#{name}")
    if found.get_attribute("open") is None:
        found.locator("summary").first.click()
    return found


def led(person: Person, link: str) -> Locator:
    """Follows a link of the case to the page with the form that it names."""
    person.follow(link)
    return person.page.locator("main")


def _fold(person: Person, words: str) -> Locator:
    return person.page.locator("details", has=person.page.locator(f"summary:text-is('{words}')")).first


def step(person: Person, name: str, button: str, fields: Mapping[str, str] = NOTHING) -> None:
    """Fills in the form of a step and sends it."""
    sent(person, opened(person, name), button, fields)


def sent(person: Person, form: Locator, button: str, fields: Mapping[str, str] = NOTHING) -> None:
    """The same in a form that is shown."""
    for field, value in fields.items():
        place = form.locator(f"[name={field}]")
        if place.evaluate("it => it.tagName") == "SELECT":
            place.select_option(value)
        else:
            place.fill(value)
    with person.page.expect_navigation(wait_until="load"):
        form.get_by_role("button", name=button, exact=True).click()
    person.look()


def reads(person: Person, address: str) -> str:
    """Opens the case, as it is now; gives what stands at its top."""
    person.page.goto(address)
    return " ".join(person.page.locator("header.record").inner_text().split())


def drafted(person: Person, sheet: Path) -> str:
    """Two lines row by row, one of a table that is refused first; then the papers. Gives the address."""
    page = person.page
    person.go("/disputes/new?reason=PRICE_DIFFERS")
    page.get_by_label("What it is about").fill(TITLE)
    for row, amount in ((1, "120.00"), (3, "80")):
        page.locator(f"[name=kind-{row}]").select_option("INVOICE")
        page.locator(f"[name=number-{row}]").fill(f"INV-{row}")
        page.locator(f"[name=amount-{row}]").fill(amount)
    page.get_by_text("Add many lines as a table").click()
    page.locator("textarea[name=csv]").fill("kind,number,amount\nINVOICE,INV-1,5")
    person.press("Save the draft")
    assert "Row 2: Another line is about the same thing." in page.locator(".error-summary").inner_text()
    assert page.locator("[name=number-3]").input_value() == "INV-3"
    page.locator("textarea[name=csv]").fill("")
    person.press("Save the draft")
    address = page.url
    for kind, link in (("INVOICE", "Add the papers"), ("ORDER", "Add files")):
        bring = led(person, link)
        bring.locator("[name=kind]").select_option(kind)
        bring.locator("[type=file]").set_input_files(sheet)
        person.press("Add files")
        assert (page.url, "The files are added." in page.content()) == (address, True)
    return address


def answered(person: Person) -> None:
    """Half of the first line is accepted; that the second one needs a reason is said first, and nothing is lost."""
    form = led(person, "Answer every line")
    first, second = (each.get_attribute("value") for each in form.locator("[name=line]").all())
    form.locator(f"[name=code-{first}][value=PART]").check()
    form.locator(f"[name=amount-{first}]").fill("60")
    form.locator(f"[name=text-{first}]").fill("Half of it is right.")
    form.locator(f"[name=code-{second}][value=CONTEST]").check()
    sent(person, form, "Answer every line")
    assert "Give a reason here, or one for all lines." in person.page.locator(".error-summary").inner_text()
    sent(person, form, "Answer every line", {f"text-{second}": "The new prices hold."})
    assert "Every line is answered." in person.page.content()


def settled(paula: Person, doris: Person, legal: Person, address: str) -> None:
    """An offer, another one in its place, and that is accepted; who does not negotiate reads none of it."""
    what = {"do-1": "CREDIT_AMOUNT", "by-1": "HOST", "until-1": day(20), "validUntil": day(10)}
    sent(paula, led(paula, "Make an offer"), "Make the offer", {**what, "sum-1": "150", "text": "Between us: once."})
    assert (paula.page.url, "The offer is made." in paula.page.content()) == (address, True)
    assert "It is your turn." in reads(legal, address)
    led(legal, "Answer the offer")
    assert "Between us: once." in legal.page.locator("[aria-labelledby=says]").inner_text()
    doris.page.goto(legal.page.url)
    assert "You do not have access to its content." in doris.page.content()
    assert "Between us: once." not in doris.page.content() + (reads(doris, address), doris.page.content())[1]
    counter = opened(legal, "Answer with another offer")
    assert (counter.locator("[name=sum-1]").input_value(), counter.locator("[name=text]").input_value()) == (
        "150.00",
        "",
    )
    sent(legal, counter, "Answer with another offer", {**what, "sum-1": "100"})
    reads(paula, address)
    sent(paula, led(paula, "Answer the offer"), "Accept the offer")
    assert "The dispute is settled." in paula.page.content()
    assert "The settlement or decision is being carried out." in reads(legal, address)


def put_right(paula: Person, legal: Person, address: str) -> None:
    """What is not done right is refused, and confirmed once it is."""
    step(legal, "Report the remedy as done", "Report the remedy as done", {"note": "Credit note CN-7 is sent."})
    reads(paula, address)
    step(
        paula,
        "Report that the remedy is not done",
        "Report that the remedy is not done",
        {"reason": "It names the wrong order."},
    )
    reads(legal, address)
    step(
        legal,
        "Report the remedy as done",
        "Report the remedy as done",
        {"note": "Credit note CN-8 names the right one."},
    )
    reads(paula, address)
    step(paula, "Confirm the remedy", "Confirm the remedy")


def explained(doris: Person) -> None:
    """Why it happened, and what prevents it; it is closed once it cannot be reopened."""
    planned = {"what-1": "New lists are in the system before their first day.", "side-1": "HOST", "due-1": day(30)}
    why = {"category": "MASTER_DATA", "whys": "The list was not in the system.", "who-1": "Purchasing"}
    sent(doris, led(doris, "Record the cause"), "Record the cause", {**why, **planned})
    cause = doris.page.locator("[aria-labelledby=cause]").inner_text()
    assert "The list was not in the system." in cause
    assert "New lists are in the system before their first day." in cause
    assert "Close the dispute – The dispute can still be reopened." in (
        doris.page.locator(".reasons").text_content() or ""
    )


def test_both_sides_take_a_dispute_from_its_lines_to_what_prevents_the_next_one(
    browser: Browser, portal: Served, tmp_path: Path
) -> None:
    paula = signed_in(browser, portal, "paula@northgate.example", script=False, inspect=True)
    doris = signed_in(browser, portal, "doris@larkfield.example", script=False, inspect=True)
    legal = signed_in(browser, portal, "leonie@larkfield.example", script=False, inspect=True)
    sheet = tmp_path / "Prices.csv"
    sheet.write_text("Item;Price\nA-1;12.50\n", encoding="utf-8")
    address = drafted(paula, sheet)
    step(paula, "FILE", "File the dispute")
    assert "The dispute is filed." in paula.page.content()

    paula.page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # what it takes, by its name
    doris.go("/disputes")
    doris.page.get_by_role("link", name=TITLE).first.click()
    step(doris, "ASK_INFO", "Request information", {"items": "The price list of March"})
    reads(paula, address)
    step(paula, "GIVE_INFO", "Provide the information", {"text": "It is attached."})
    reads(doris, address)
    step(doris, "ADMIT", "Admit the dispute")
    reads(legal, address)
    answered(legal)
    assert re.search(r"€200\.00.*€60\.00.*€140\.00", reads(paula, address))

    settled(paula, doris, legal, address)
    put_right(paula, legal, address)
    assert "Resolved" in reads(doris, address)
    explained(doris)
    assert [each for person in (paula, doris, legal) for each in person.faults] == []
