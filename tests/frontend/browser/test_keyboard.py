"""A whole negotiation by the keyboard alone: Tab to where one wants to be, Enter, and the focus lands on what was said.

The draft and the start of the approval are made with a mouse; what both sides do between is not.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.frontend.browser.people import Person, signed_in
from tests.frontend.browser.test_negotiation import drafts_and_publishes
from tests.served import Served

MOST = 150
"""Presses of Tab to reach something."""
FOCUS = """
before => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getClientRects()[0] ?? {};
  const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const label = at.labels?.[0], isOnTop = seen && (at.contains(seen) || seen.contains(at) || label?.contains(seen));
  const faults = [];
  if (at !== document.body) {
    if (style.outlineStyle === "none" || !parseFloat(style.outlineWidth)) faults.push("has no outline");
    if (!(box.top < innerHeight && box.bottom > 0)) faults.push("is outside the screen");
    else if (!isOnTop) faults.push("is covered");
    const where = before && before !== at ? before.compareDocumentPosition(at) : Node.DOCUMENT_POSITION_FOLLOWING;
    if (!(where & Node.DOCUMENT_POSITION_FOLLOWING)) faults.push("goes back");
  }
  return faults.map(fault => `${at.outerHTML.slice(0, 120)} ${fault}`);
}
"""
"""What is wrong with the element that has the focus; `before` had it before, and still has it in a field of parts."""


@dataclass
class Keyboard:
    """Somebody who uses nothing else."""

    person: Person
    faults: list[str]

    @property
    def page(self) -> Page:
        return self.person.page

    def to(self, wanted: Locator) -> None:
        """Presses Tab until the element has the focus; each element on the way is looked at."""
        before: Any = self.page.evaluate_handle("document.activeElement")
        for _ in range(MOST):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate_handle("document.activeElement")
            self.faults += self.page.evaluate(FOCUS, None if self._is_new(before) else before)
            if wanted.evaluate("(it, at) => it === at", at):
                return
            before = at
        raise AssertionError(f"{wanted} is not reached by Tab on {self.page.url}")

    def _is_new(self, before: Any) -> bool:
        return bool(before.evaluate("it => it === document.body || it === document.documentElement"))

    def link(self, name: str) -> None:
        self.to(self.page.get_by_role("link", name=name, exact=True).first)
        self._enter()

    def button(self, name: str) -> None:
        self.to(self.page.get_by_role("button", name=name, exact=True).first)
        self._enter()

    def _enter(self) -> None:
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press("Enter")

    def open(self, summary: Locator) -> None:
        self.to(summary)
        self.page.keyboard.press("Enter")

    def types(self, field: Locator, text: str) -> None:
        self.to(field)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)

    def chooses(self, radios: Locator, label: str) -> None:
        """Tab leads to a group of choices, the arrow keys through it."""
        self.to(radios.get_by_role("radio").first)
        wanted = radios.get_by_label(label, exact=True)
        self.page.keyboard.press("Space")
        for _ in range(3):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{label} cannot be chosen")

    def skips(self) -> None:
        """The first press of Tab offers to leave out the navigation; then one is in the content."""
        self.page.keyboard.press("Tab")
        expect(self.page.locator(":focus")).to_have_text("Skip to the content")
        self.page.keyboard.press("Enter")
        expect(self.page.locator(":focus")).to_have_id("main")

    def is_told(self, sentence: str) -> None:
        """The focus is on what was said after a step."""
        expect(self.page.locator(":focus")).to_have_text(sentence)


def clause_of(page: Page, heading: str) -> Locator:
    return page.locator("li.clause", has_text=heading)


def proposes(keys: Keyboard, address: str) -> None:
    page = keys.page
    page.goto(keys.person.portal.address + address)
    keys.skips()
    keys.link("Propose changes")
    for heading, words in (("Payment", "Invoices are paid within 45 days."), ("Delivery", "Goods come in 5 days.")):
        clause = clause_of(page, heading)
        keys.open(clause.locator("summary"))
        keys.types(clause.get_by_label("Text of the clause"), words)
        keys.types(clause.get_by_label("Why?"), "So it is with ours.")
    keys.button("Save and review")
    keys.is_told("Your changes are saved in your draft. Review them, then submit.")
    keys.types(page.get_by_label("Message to the other side"), "Two points.")
    keys.button("Submit the proposal")
    keys.is_told("The other side has it now.")


def answers(keys: Keyboard, address: str) -> None:
    page = keys.page
    page.goto(keys.person.portal.address + address)
    keys.skips()
    keys.link("Answer the proposal")
    payment, delivery = (page.locator("li.answer", has_text=heading) for heading in ("Payment", "Delivery"))
    keys.chooses(payment, "Accept")
    keys.chooses(delivery, "Reject")
    keys.button("Send answers and start your turn")
    expect(page.locator(":focus")).to_contain_text("There is a problem")
    keys.types(delivery.get_by_label("Reason"), "Five days cannot be kept.")
    keys.button("Send answers and start your turn")
    keys.is_told("Your answers have been sent to the other side. It is your side’s turn now.")
    keys.link("Accept without changes")
    keys.button("Accept without changes")
    keys.is_told("The other side has it now.")


def agrees(keys: Keyboard, address: str) -> None:
    keys.page.goto(keys.person.portal.address + address)
    keys.skips()
    keys.link("Answer the proposal")
    keys.link("Accept everything and agree")
    keys.button("Accept and agree")
    keys.is_told("Both sides are agreed on this text.")


def signs(keys: Keyboard, address: str) -> None:
    page = keys.page
    page.goto(keys.person.portal.address + address)
    keys.skips()
    keys.link("Sign")
    keys.types(page.get_by_label("In what capacity are you signing?"), "Director")
    keys.to(page.get_by_label("I have read version 2 of this text and agree to it."))
    page.keyboard.press("Space")
    keys.button("Sign version 2")
    keys.is_told("You have signed. Your signature is shown below with the fingerprint of the text.")


@pytest.mark.parametrize(
    ("script", "width"), [(False, 1280), (True, 390)], ids=["without a script", "with one, on a phone"]
)
def test_a_negotiation_goes_by_the_keyboard_alone(browser: Browser, portal: Served, script: bool, width: int) -> None:
    people = {
        name: signed_in(browser, portal, email, script=script, inspect=False)
        for name, email in {
            "legal": "leonie@larkfield.example", "partner": "paula@northgate.example",
            "director": "clara@larkfield.example", "owner": "peter@northgate.example",
        }.items()
    }  # fmt: skip
    faults: list[str] = []
    legal, partner, director, owner = (Keyboard(person, faults) for person in people.values())
    address = drafts_and_publishes(legal.person, f"Keys with {width} pixels")
    for person in people.values():
        person.page.set_viewport_size({"width": width, "height": 844})
    proposes(partner, address)
    answers(legal, address)
    agrees(partner, address)
    legal.page.goto(portal.address + address)
    legal.person.follow("Start approval")
    legal.person.press("Start the approval")
    signs(director, address)
    signs(owner, address)
    expect(owner.page.get_by_text("Both sides have signed. The contract applies from its first day.")).to_be_visible()
    assert sorted(set(faults)) == []
    for person in people.values():
        person.page.context.close()
