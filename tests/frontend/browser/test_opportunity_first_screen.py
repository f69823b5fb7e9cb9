"""Deals in five seconds: on the first screen of a phone stand what is mine, until when, and what I do next."""

from playwright.sync_api import Browser, Page

from portal.opportunities.rules.statuses import OPEN, OpportunityStatus
from tests.frontend.browser.people import Person, signed_in
from tests.frontend.browser.test_dispute_first_screen import SPOKEN
from tests.frontend.browser.test_first_screen import speak
from tests.served import Served

PHONE = {"width": 390, "height": 844}
BELOW = """
parts => {
  const bar = document.querySelector("nav.tabs"), bars = bar ? bar.getBoundingClientRect() : null;
  const bottom = bars && bars.height ? bars.top : innerHeight;
  const found = {};
  for (const [name, where] of Object.entries(parts)) {
    const first = document.querySelector(where);
    found[name] = first ? Math.round(first.getBoundingClientRect().bottom - bottom) : 9999;
  }
  return found;
}
"""
ROW = "main tbody tr:first-child "
LISTED = {
    "customer": ROW + "a",
    "status": ROW + ".badge",
    "next": ROW + ".turn",
    "until when": ROW + ":is(.due, meter)",
}
RUNS = {"customer": "h1", "status": "main .badge", "whose turn": "main header .turn", "until when": "main header time"}
"""Of a deal that runs; of one that is over there is neither a turn nor a time."""
OVER = {"customer": "h1", "status": "main .badge"}
WAITS = (OpportunityStatus.OFFERED, OpportunityStatus.PROTECTED)
"""In the demonstration these wait for partners."""


def missing(page: Page, parts: dict[str, str]) -> dict[str, int]:
    """What is not on the first screen, with how many pixels it misses; 9999 where it is not on the page at all."""
    below: dict[str, int] = page.evaluate(BELOW, parts)
    return {name: room for name, room in below.items() if room > 0}


def deals(person: Person) -> dict[OpportunityStatus, str]:
    """One in each status that a partner of the demonstration has."""
    found = {}
    for status in OpportunityStatus:
        person.page.goto(f"{person.portal.address}/opportunities?status={status}")
        links = person.page.locator("main .row-main > a")
        if links.count():
            found[status] = str(links.first.get_attribute("href"))
    return found


def test_the_first_screen_says_what_is_mine_until_when_and_what_i_do_next(browser: Browser, portal: Served) -> None:
    paula = signed_in(browser, portal, "paula@northgate.example", script=False, inspect=False)
    found, told = deals(paula), {}
    paula.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    try:
        for language in SPOKEN:
            speak(paula, language)
            pages = [(f"list of {status}", f"/opportunities?status={status}", LISTED) for status in WAITS]
            pages += [(str(status), address, RUNS if status in OPEN else OVER) for status, address in found.items()]
            for name, address, parts in [("list", "/opportunities", LISTED), *pages]:
                paula.page.goto(portal.address + address)
                if lacks := missing(paula.page, parts):
                    told[language, name] = lacks
    finally:
        speak(paula, "en")
    assert told == {}
    assert {*WAITS, OpportunityStatus.WON, OpportunityStatus.REJECTED} <= set(found)
    paula.page.context.close()
