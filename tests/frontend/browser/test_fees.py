"""A fee that a partner contests from its page, by the keyboard alone, until both sides read the corrected one."""

from playwright.sync_api import Browser, expect

from tests.frontend.browser.arguing import shows
from tests.frontend.browser.people import Person, signed_in
from tests.frontend.browser.test_disputes import sent
from tests.frontend.browser.test_documents import faults_of, linked
from tests.frontend.browser.test_keyboard import Keyboard
from tests.served import Served

ORDER = "PO 8005"
"""Of a fee that waits for approval: 930.00 EUR, and its partner claims 70.00 more."""


def contests(keys: Keyboard) -> tuple[str, str]:
    """From the list to the dispute that is filed: the addresses of the fee and of the dispute."""
    page = keys.page
    page.goto(keys.person.portal.address + "/fees")
    keys.link(ORDER)
    fee = page.url
    keys.link("Contest this fee")
    assert ORDER in page.locator("main").inner_text()
    keys.types(page.locator("[name=amount-1]"), "70.00")
    keys.button("Save the draft")
    keys.is_told("The draft is saved. Only your side can see it until it is filed.")
    keys.button("File the dispute")
    keys.is_told("The dispute is filed.")
    return fee, page.url


def concedes(doris: Person, legal: Person, dispute: str) -> None:
    """The officer admits it, and the company accepts what is claimed."""
    doris.page.goto(dispute)
    doris.press("Admit the dispute")
    legal.page.goto(dispute)
    fold = legal.page.locator("details", has=legal.page.locator("summary:text-is('Accept every line')")).first
    fold.locator("summary").first.click()
    sent(legal, fold, "Accept every line", {"text": "The calibration was left out. You are right."})


def test_a_partner_contests_a_fee_and_both_sides_read_what_was_settled(browser: Browser, portal: Served) -> None:
    faults: list[str] = []
    paula = Keyboard(signed_in(browser, portal, "paula@northgate.example", script=False, inspect=True), faults)
    doris = signed_in(browser, portal, "doris@larkfield.example", script=False, inspect=True)
    legal = signed_in(browser, portal, "leonie@larkfield.example", script=True, inspect=True)
    fee, dispute = contests(paula)
    for person in (paula.person, legal):
        shows(person, fee, "Held while dispute")
        person.look()
    concedes(doris, legal, dispute)
    for person in (paula.person, legal):
        shows(person, fee, "There is no longer an open dispute about the fee.")
        shows(person, fee, "Settled or decided in a dispute")
        main = person.page.locator("main")
        expect(main).to_contain_text("€1,000.00")
        expect(main).to_contain_text("€70.00")
        expect(main).not_to_contain_text("Held while dispute")
        person.look()
    assert sorted(set(faults)) == []
    assert [person.faults for person in (paula.person, doris, legal)] == [[], [], []]


def test_the_pages_of_fees_have_no_fault(browser: Browser, portal: Served) -> None:
    for email in ("paula@northgate.example", "ada@larkfield.example"):
        person = signed_in(browser, portal, email, script=True, inspect=False)
        shown = [
            *linked(person, "/fees", "main .row-main > a"),
            *linked(person, "/fees/schedules", "main .row-main > a"),
        ]
        assert faults_of(person, ("/fees", "/fees/statement", "/fees/schedules", *shown)) == []
        person.page.context.close()
