"""The pages of documents and of files under axe and within their budgets: both themes, both widths, four languages."""

from collections.abc import Iterator
from itertools import cycle

from playwright.sync_api import Browser

from tests.frontend.browser.people import LOOKS, Person, inspected, signed_in
from tests.frontend.browser.test_first_screen import LANGUAGES, speak
from tests.served import Served

WAYS = (*LOOKS, {"theme": "dark", "width": 390})
LED_TO = {
    "paula@northgate.example": ("/documents", "/documents/new", "/org/account", "/org"),
    "leonie@larkfield.example": ("/documents", "/documents/required", "/documents?status=EXPIRED"),
}


def addresses(person: Person, first: tuple[str, ...]) -> Iterator[str]:
    """Those, each document of the list, and what the others lead to."""
    yield from first
    yield from linked(person, "/documents", "main .row-main > a")
    yield from linked(person, "/documents/required", "main .row-main > a")[:1]
    yield from [f"{each}/documents/new" for each in linked(person, "/partners", "main .row-main > a")[:1]]
    yield from [f"{each}/files" for each in linked(person, "/contracts", "main .row-main > a")[:4]]


def linked(person: Person, path: str, selector: str) -> list[str]:
    """Where the links of a page lead; none where there is no such page."""
    person.page.goto(person.portal.address + path)
    return [str(each.get_attribute("href")) for each in person.page.locator(selector).all()]


def faults_of(person: Person, first: tuple[str, ...]) -> list[str]:
    """What is wrong with them, each in one way of looking and one language, so that all come in turn."""
    found, ways = list[str](), cycle(WAYS)
    paths = list(dict.fromkeys(addresses(person, first)))
    for language in LANGUAGES:
        speak(person, language)
        for place, path in enumerate(paths):
            if (place + LANGUAGES.index(language)) % len(LANGUAGES):
                continue
            person.page.goto(person.portal.address + path)
            found += [f"{language} {fault}" for fault in inspected(person.page, person.portal, (next(ways),))]
    speak(person, "en")
    return found


def test_the_pages_of_documents_and_files_have_no_fault(browser: Browser, portal: Served) -> None:
    for email, first in LED_TO.items():
        person = signed_in(browser, portal, email, script=True, inspect=False)
        assert faults_of(person, first) == []
        person.page.context.close()
