"""The first screen of a contract, in every status: whose turn, until when, the main act, and the text begins."""

from playwright.sync_api import Browser, Page

from portal.contracts.rules import Status
from tests.frontend.browser.people import LOOKS, Person, inspected, signed_in
from tests.served import Served

SCREENS = ((1280, 800), (390, 844))
LANGUAGES = ("en", "bg", "fil", "hi")
LEAST = 40
"""Pixels of the text that can be read without scrolling."""
SHOWN = """
() => {
  const bar = document.querySelector("nav.tabs"), bars = bar ? bar.getBoundingClientRect() : null;
  const bottom = bars && bars.height ? bars.top : innerHeight;
  const lowest = name => document.querySelector(name)?.getBoundingClientRect().bottom ?? 1e6;
  const text = document.querySelector(".reading-text .clause")?.getBoundingClientRect().top ?? 1e6;
  return {turn: bottom - lowest(".whose-turn strong"), when: bottom - lowest(".whose-when"),
          act: bottom - lowest(".whose .button"), text: bottom - text};
}
"""


def addresses_of(person: Person, status: Status) -> list[str]:
    """One contract in the status; all that are negotiated, because each stands at another place of its turns."""
    person.page.goto(f"{person.portal.address}/contracts?status={status}")
    links = person.page.locator("main .row-main > a").all()
    found = [str(link.get_attribute("href")) for link in links]
    return found if status is Status.IN_NEGOTIATION else found[:1]


def speak(person: Person, language: str) -> None:
    page = person.page
    page.goto(f"{person.portal.address}/profile")
    page.locator("select[name=language]").select_option(language)
    with page.expect_navigation():
        page.locator("form:has(select[name=language]) button.primary").click()


def hidden(page: Page) -> dict[str, int]:
    """What is not on the first screen, with how many pixels it misses."""
    found: dict[str, float] = page.evaluate(SHOWN)
    found["text"] -= LEAST
    return {name: round(-room) for name, room in found.items() if room < 0}


def test_the_first_screen_says_whose_turn_until_when_what_to_do_and_begins_the_text(
    browser: Browser, portal: Served
) -> None:
    leonie = signed_in(browser, portal, "leonie@larkfield.example", script=True, inspect=False)
    addresses = [(status.value, address) for status in Status for address in addresses_of(leonie, status)]
    missing = {}
    try:
        for language in LANGUAGES:
            speak(leonie, language)
            for width, height in SCREENS if language == "en" else SCREENS[1:]:
                leonie.page.set_viewport_size({"width": width, "height": height})
                for status, address in addresses:
                    leonie.page.goto(portal.address + address)
                    if found := hidden(leonie.page):
                        missing[language, width, status, address] = found
    finally:
        speak(leonie, "en")
    assert missing == {}
    assert {status for status, _ in addresses} == {status.value for status in Status}
    leonie.page.context.close()


def faults_of(person: Person, addresses: list[str]) -> list[str]:
    """What is wrong with them, each in one way of looking, so that all ways come in turn."""
    found: list[str] = []
    for place, address in enumerate(addresses):
        person.page.goto(person.portal.address + address)
        found += inspected(person.page, person.portal, (LOOKS[place % len(LOOKS)],))
    return found


def test_a_contract_has_no_fault_in_any_status(browser: Browser, portal: Served) -> None:
    leonie = signed_in(browser, portal, "leonie@larkfield.example", script=True, inspect=False)
    assert faults_of(leonie, [addresses_of(leonie, status)[0] for status in Status]) == []
    leonie.page.context.close()


def test_a_proposal_has_no_fault_in_any_view(browser: Browser, portal: Served) -> None:
    leonie = signed_in(browser, portal, "leonie@larkfield.example", script=True, inspect=False)
    found = addresses_of(leonie, Status.IN_NEGOTIATION)
    proposed = next(address for address in found if is_proposed(leonie, address))
    views = ("", "?view=last", "?view=new", "/history", "/history?kind=negotiation", "/rounds/1", "/versions/1")
    assert faults_of(leonie, [proposed + view for view in views]) == []
    leonie.page.context.close()


def test_the_proof_of_a_contract_has_no_fault_in_any_look(browser: Browser, portal: Served) -> None:
    leonie = signed_in(browser, portal, "leonie@larkfield.example", script=True, inspect=False)
    address = addresses_of(leonie, Status.ACTIVE)[0] + "/proof"
    assert faults_of(leonie, [address] * len(LOOKS)) == []
    leonie.page.context.close()


def test_a_partners_pages_have_no_fault_for_either_side(browser: Browser, portal: Served) -> None:
    leonie = signed_in(browser, portal, "leonie@larkfield.example", script=True, inspect=False)
    leonie.page.goto(f"{portal.address}/partners?text=Northgate")
    partner = str(leonie.page.locator("main .row-main > a").first.get_attribute("href"))
    views = ("", "", "", "/history", "/steps", "/notes", "/notes/share")
    assert faults_of(leonie, [partner + view for view in views]) == []
    paula = signed_in(browser, portal, "paula@northgate.example", script=False, inspect=False)
    own = ("/company", "/company", "/company", f"{partner}/history", "/org/account", f"{partner}/notes")
    assert faults_of(paula, list(own)) == []
    paula.page.context.close()
    leonie.page.context.close()


def is_proposed(person: Person, address: str) -> bool:
    person.page.goto(person.portal.address + address)
    return person.page.locator(".switch").count() > 0
