"""A case in five seconds: on the first screen of a phone stand what it is about, whose turn, until when, what happens
otherwise, the main act and how much, in every status and language."""

import os

from playwright.sync_api import Browser, Page

from portal.disputes.rules.statuses import DisputeStatus
from tests.frontend.browser.people import Person, signed_in
from tests.frontend.browser.test_first_screen import LANGUAGES, speak
from tests.served import Served

SPOKEN = LANGUAGES if "PORTAL_TRIES" in os.environ else ("en", "bg")
"""Bulgarian has the longest words; all languages when somebody wants to be sure."""
UNSEEN = {"DRAFT", "DISCARDED", "SETTLED"}
"""Of the partner alone, or of a moment: what is settled is put right at once."""
BELOW = """
() => {
  const bar = document.querySelector("nav.tabs"), bars = bar ? bar.getBoundingClientRect() : null;
  const bottom = bars && bars.height ? bars.top : innerHeight;
  const parts = {title: "h1", turn: ".whose-turn strong", when: ".whose-when", act: ".whose .button",
                 amounts: ".record .amounts"};
  const found = {};
  for (const [name, where] of Object.entries(parts)) {
    const all = [...document.querySelectorAll(where)];
    if (all.length) found[name] = Math.round(Math.max(...all.map(it => it.getBoundingClientRect().bottom)) - bottom);
  }
  return found;
}
"""
ALWAYS = {"title", "turn"}
"""The others where there is one: no claim need be about money, and what is over has no day."""


def cases(person: Person) -> dict[str, str]:
    """One case in each status that the demonstration has, by its address."""
    found = {}
    for status in DisputeStatus:
        person.page.goto(f"{person.portal.address}/disputes?status={status}")
        links = person.page.locator("main a[href^='/disputes/dsp_']:not([href*='#'])")
        if links.count():
            found[status.value] = str(links.first.get_attribute("href"))
    return found


def missing(page: Page) -> dict[str, int]:
    """What is not on the first screen: 0 for what is not on the page at all, else how far below it lies."""
    below: dict[str, int] = page.evaluate(BELOW)
    return dict.fromkeys(ALWAYS - set(below), 0) | {name: room for name, room in below.items() if room > 0}


def test_the_first_screen_of_a_case_says_what_whose_turn_until_when_and_how_much(
    browser: Browser, portal: Served
) -> None:
    leonie = signed_in(browser, portal, "leonie@larkfield.example", script=False, inspect=False)
    found, told = cases(leonie), {}
    leonie.page.set_viewport_size({"width": 390, "height": 844})
    try:
        for language in SPOKEN:
            speak(leonie, language)
            for status, address in found.items():
                leonie.page.goto(portal.address + address)
                if lacks := missing(leonie.page):
                    told[language, status] = lacks
    finally:
        speak(leonie, "en")
    assert told == {}
    assert {each.value for each in DisputeStatus} - set(found) == UNSEEN
    leonie.page.context.close()
